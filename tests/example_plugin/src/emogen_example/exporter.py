"""Voice packs for players of music: the sounds by speaker, and a playlist of each language."""

from pathlib import Path

from pydantic import Field

from emogen.plugins import (
    Exporter,
    Options,
    Pack,
    Placed,
    Progress,
    Written,
    file_names,
    put_sound,
    write_text,
)


class PlaylistOptions(Options):
    rate: int = Field(default=22_050, ge=8000, le=48000, description="Samples a second.")


class Playlist(Exporter):
    """M3U playlists of a pack's lines."""

    name = "playlist"
    title = "M3U playlists, for players of music"
    beside = (".srt",)
    Options = PlaylistOptions

    def __init__(self, options: PlaylistOptions) -> None:
        self.options = options

    def write(self, pack: Pack, folder: Path, progress: Progress) -> Written:
        names, lists = file_names(line.line.id for line in pack.lines), dict[str, list[str]]()
        placed = []
        for done, line in enumerate(pack.lines, 1):
            file = Path(pack.code(line.language), f"{names[line.line.id]}.wav")
            put_sound(line.sound, folder / file, rate=self.options.rate)
            placed.append(Placed(line, file))
            entry = f"#EXTINF:{line.seconds:.0f},{line.wording.spoken}\n{file.as_posix()}\n"
            lists.setdefault(file.parts[0], []).append(entry)
            progress(done / len(pack.lines))
        for language, entries in lists.items():
            write_text(folder / f"{language}.m3u", "#EXTM3U\n" + "".join(entries))
        return Written(tuple(placed))
