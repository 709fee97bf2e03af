"""``emogen narrate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emogen.cli import options

if TYPE_CHECKING:
    from emogen.pipelines.speech.narration.narrate import Narration


def command(
    story: Annotated[Path, typer.Argument(help="Plain text or Markdown, .txt or .md.")],
    output: options.Output = Path("story.m4b"),
    voice: options.Voice = "af_heart",
    strength: Annotated[float, typer.Option(help="Of the story's arc, 0 to 2; 1 is as it was read.")] = 1.0,
    title: Annotated[str | None, typer.Option(help="Of the story; the file's name by default.")] = None,
    seed: options.Seed = 0,
    take: options.Take = 0,
    variation: options.Variation = 1.0,
    rate: Annotated[int | None, typer.Option(help="Samples a second, 8000 to 96000.")] = None,
    bits: Annotated[int, typer.Option(help="16 or 24, of WAV and FLAC.")] = 16,
    loudness: Annotated[str, typer.Option(help="LUFS, ebu (-23), podcast (-16), or none.")] = "podcast",
    split: Annotated[bool, typer.Option("--split", help="One file a chapter.")] = False,
    captions: Annotated[Path | None, typer.Option(help="Write captions, .vtt or .srt.")] = None,
    timings: Annotated[Path | None, typer.Option(help="Write words, visemes and emotion, .json.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Draw the arc asked for and the one heard.")] = None,
    as_json: options.Json = False,
) -> None:
    """Read a story out, its own emotional arc driving the voice.

    Headings begin chapters, which .m4b, .m4a and .mp3 files mark.

    [dim]emogen narrate story.txt -o story.m4b --plot arc.png[/]

    [dim]emogen narrate story.md -o story.mp3 --split --captions story.vtt --strength 0.7[/]
    """
    from emogen.cli.make import TEXTS, named_file
    from emogen.cli.progress import progress_bar
    from emogen.errors import RequestError
    from emogen.files import read_text
    from emogen.media import check_suffix
    from emogen.pipelines.speech.delivery.captions import CAPTION_SUFFIXES
    from emogen.pipelines.speech.delivery.sound_file import Delivery
    from emogen.pipelines.speech.narration.narrate import narrate
    from emogen.plots import SUFFIXES

    file = named_file(str(story), TEXTS[:2])
    if file is None:
        raise RequestError(f"no such file: {story}", fix="Name a .txt or .md file.")
    for path, allowed in ((captions, CAPTION_SUFFIXES), (timings, (".json",)), (plot, SUFFIXES)):
        if path is not None:
            check_suffix(path, allowed)
    with progress_bar(f"narrate {output.name}", quiet=as_json) as progress:
        narration = narrate(
            read_text(file, kind="story"),
            output,
            title=file.stem.replace("_", " ") if title is None else title,
            voice=voice,
            strength=strength,
            seed=seed,
            take=take,
            variation=variation,
            delivery=Delivery(rate=rate, bits=bits, loudness=loudness),
            split=split,
            progress=progress,
        )
    extra = _write_times(narration, captions, timings, split=split)
    if plot is not None:
        from emogen.pipelines.speech.narration.arc import plot_arc

        extra.append(plot_arc(narration, plot))
    _say(narration, extra, as_json=as_json)


def _write_times(
    narration: Narration, captions: Path | None, timings: Path | None, *, split: bool
) -> list[Path]:
    """Captions and timings, with --split one a chapter."""
    from emogen.pipelines.speech.delivery.captions import write_captions
    from emogen.pipelines.speech.delivery.timings import write_timings

    spans: list[tuple[str, Any]] = [("", (narration.timeline, narration.track))]
    if split:
        spans = [(f"-{n:02d}", narration.of(chapter)) for n, chapter in enumerate(narration.chapters, 1)]
    written: list[Path] = []
    for number, (timeline, track) in spans:
        if captions is not None:
            file = captions.with_stem(captions.stem + number)
            written.append(write_captions(file, timeline, narration.text, track))
        if timings is not None:
            file = timings.with_stem(timings.stem + number)
            written.append(write_timings(file, timeline, track, text=narration.text, voice=narration.voice))
    return written


def _say(narration: Narration, extra: list[Path], *, as_json: bool) -> None:
    from emogen.cli.tables import print_json

    if as_json:
        files = [
            {
                "file": str(done.path),
                "seconds": round(done.seconds, 3),
                "loudness": done.loudness,
                "peak": done.peak,
            }
            for done in narration.delivered
        ]
        chapters = [{"title": c.title, "start": round(c.start, 3)} for c in narration.chapters]
        print_json(
            {"files": files, "more": [str(p) for p in extra], "chapters": chapters, "notes": narration.notes}
        )
        return
    for done in narration.delivered:
        typer.echo(f"{done.path}  ({done.seconds / 60:.1f} min, {done.loudness:.1f} LUFS)")
    for path in extra:
        typer.echo(path)
    for note in narration.notes:
        typer.echo(f"note: {note}", err=True)
