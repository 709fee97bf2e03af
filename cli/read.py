"""``emogen read``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from emogen.cli import options

if TYPE_CHECKING:
    from emogen.conditioning.read.reading import Reading

SOUNDS: Final = (".wav", ".flac", ".ogg", ".mp3", ".aiff", ".aif")
PICTURES: Final = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif")

READERS: Final = ("encoder", "multilingual", "ngrams")

VIEWS: Final = ("auto", "face", "picture")

_HARD: Final = 0.35
"""Below this confidence a reading is more often wrong than right about the name."""


def command(
    source: Annotated[
        str,
        typer.Argument(
            help="A sentence, a story or a dialogue; - for standard input, or a recording, picture or text "
            "file."
        ),
    ],
    neutral: Annotated[
        Path | None,
        typer.Option(help="The same speaker's calm voice, or the same face at rest: makes it much surer."),
    ] = None,
    plot: Annotated[Path | None, typer.Option(help="Draw what was read.")] = None,
    reader: Annotated[
        str,
        typer.Option(
            help="For text: encoder; multilingual, for English too; or ngrams, which is weak but needs no "
            "weights."
        ),
    ] = "encoder",
    before: Annotated[
        list[str] | None,
        typer.Option(help='A line said before, e.g. "Mara: It is ticking."; can be given again.'),
    ] = None,
    shows: Annotated[
        str,
        typer.Option(
            "--as",
            help="For pictures: face; picture, by what it shows and its colours; or auto, by a face if "
            "it has one.",
        ),
    ] = "auto",
    as_json: options.Json = False,
) -> None:
    """Read the emotion of a text, a voice, a face or a picture, and how sure that is.

    [dim]emogen read "I never thought I'd see this place again"[/]

    [dim]emogen read "We lost. Nobody spoke. Then she laughed, and we all did." --plot story.png[/]

    [dim]emogen read "Tom: What?" --before "Mara: It is ticking."[/]

    Recordings by their file: emogen read voice.wav --neutral calm.wav --plot voice.png

    Pictures too, by a face or as a whole: emogen read picture.png --as picture
    """
    from emogen.cli.sources import TEXTS, named_file, read_stdin_if_dash
    from emogen.errors import RequestError, unknown_name

    if reader not in READERS:
        raise unknown_name("reader", reader, READERS)
    file = named_file(source, (*SOUNDS, *PICTURES, *TEXTS))
    suffix = file.suffix.lower() if file else ""
    is_text = suffix not in (*SOUNDS, *PICTURES)
    if neutral is not None and is_text:
        raise RequestError("a text has no --neutral", fix="Leave it out.")
    if reader != "encoder" and not is_text:
        raise RequestError("--reader is for text", fix="Leave it out.")
    if before and (plot or not is_text):
        raise RequestError("--before is for lines of text, and draws nothing", fix="Leave it out.")
    if shows not in VIEWS:
        raise unknown_name("view", shows, VIEWS)
    if shows != "auto" and suffix not in PICTURES:
        raise RequestError("--as is for pictures", fix="Leave it out.")
    if file and suffix in SOUNDS:
        _read_voice(file, neutral, plot, as_json)
    elif file and suffix in PICTURES:
        if shows == "picture" or (shows == "auto" and neutral is None and not _has_face(file)):
            _read_picture(file, neutral, plot, as_json)
        else:
            _read_faces(file, neutral, plot, as_json)
    else:
        from emogen.files import read_text

        text = read_text(file) if file else read_stdin_if_dash(source)
        if not _read_dialogue(text, before or [], reader, plot, as_json):
            _read_text(text, reader, plot, as_json)


def _read_dialogue(text: str, before: list[str], reader: str, plot: Path | None, as_json: bool) -> bool:
    """Read lines as a conversation; False where they are none."""
    from typing import cast

    from emogen.cli.tables import print_json, print_table
    from emogen.conditioning.read.conversation import read_conversation
    from emogen.conditioning.read.text import Reader, checked_text
    from emogen.conditioning.read.told import dialogue, parsed_line

    lines = dialogue(text)
    if plot is not None or (lines is None and not before):
        return False
    said = lines or [parsed_line(checked_text(text))]
    earlier = [parsed_line(line) for line in before]
    readings = read_conversation([*earlier, *said], reader=cast("Reader", reader))[len(earlier) :]
    rows = list(zip(said, readings, strict=True))
    if as_json:
        print_json({"lines": [{"speaker": line.speaker, "text": line.text, **_plain(r)} for line, r in rows]})
    elif len(rows) == 1:
        _say(readings[0])
    else:
        print_table([{"speaker": line.speaker, "line": _short(line.text), **_row(r)} for line, r in rows])
    return True


def _read_text(text: str, reader: str, plot: Path | None, as_json: bool) -> None:
    from typing import cast

    from emogen.cli.tables import print_json, print_table
    from emogen.conditioning.read.story import plot_story, read_story
    from emogen.conditioning.read.text import Reader
    from emogen.conditioning.vocabulary import by_axis

    story = read_story(_spoken(text), cast("Reader", reader))
    if plot is not None:
        plot_story(story, plot)
    parts = [
        {
            "text": story.text[part.start : part.end].strip(),
            "start": part.start,
            **_plain(part.reading),
            "curve": by_axis(mood.vad),
        }
        for part, mood in zip(story.sentences, story.curve, strict=True)
    ]
    if as_json:
        print_json({**_plain(story.overall), "sentences": parts})
        return
    _say(story.overall)
    if len(parts) > 1:
        rows = [(sentence.reading, row) for sentence, row in zip(story.sentences, parts, strict=True)]
        print_table([{"sentence": _short(row["text"]), **_row(reading)} for reading, row in rows])
    _say_plot(plot)


def _spoken(text: str) -> str:
    """The words of a text with tags; any other text as it is."""
    from emogen.conditioning.ssml import read_script
    from emogen.errors import RequestError

    try:
        return read_script(text).text
    except RequestError:
        return text


def _read_voice(path: Path, neutral: Path | None, plot: Path | None, as_json: bool) -> None:
    from emogen.cli.tables import print_json, print_table
    from emogen.conditioning.read.plots import plot_voice
    from emogen.conditioning.read.voice import read_voice
    from emogen.dsp.measures import measure
    from emogen.dsp.recording import load

    audio = load(path)
    calm = None if neutral is None else load(neutral)
    found = read_voice(audio, baseline=None if calm is None else measure(calm.samples, calm.rate))
    if plot is not None:
        plot_voice(found, plot, audio)
    segments = [{"start": part.start, "end": part.end, **_plain(part.reading)} for part in found.segments]
    windows = [{"start": start, "end": end, **_plain(reading)} for start, end, reading in found.windows]
    if as_json:
        overall = {**_plain(found.overall), "basis": found.basis}
        print_json({**overall, "track": str(found.track), "segments": segments, "windows": windows})
        return
    _say(found.overall)
    typer.echo(f"compared with {found.basis}")
    print_table(
        [{"seconds": f"{part.start:.1f}-{part.end:.1f}", **_row(part.reading)} for part in found.segments]
    )
    _say_plot(plot)


def _read_faces(path: Path, neutral: Path | None, plot: Path | None, as_json: bool) -> None:
    from emogen.cli.tables import print_json
    from emogen.conditioning.read.face import read_faces
    from emogen.conditioning.read.face_plot import plot_faces

    faces = read_faces(path, neutral)
    if plot is not None:
        plot_faces(faces, path, plot)
    if as_json:
        print_json(
            {
                "faces": [
                    {
                        **_plain(face.reading),
                        "box": face.box,
                        "head": face.head,
                        "units": face.units,
                        "activations": face.activations,
                        "score": face.score,
                    }
                    for face in faces
                ]
            }
        )
        return
    for index, face in enumerate(faces):
        if len(faces) > 1:
            typer.echo(f"face {index + 1}, at {', '.join(f'{x:.0f}' for x in face.box)}")
        _say(face.reading, _strengths(face.reading))
        strong = sorted(face.units.items(), key=lambda pair: -pair[1])
        typer.echo(
            "shows " + (", ".join(f"{unit} {size:.2f}" for unit, size in strong if size >= 0.15) or "rest")
        )
    typer.echo("confidence is that on drawn faces; real ones are read less well (docs/read_face.md)")
    _say_plot(plot)


def _has_face(path: Path) -> bool:
    from emogen.vision.landmarks import find_faces
    from emogen.vision.photo import read_photo

    return bool(find_faces(read_photo(path)))


def _read_picture(path: Path, neutral: Path | None, plot: Path | None, as_json: bool) -> None:
    from emogen.cli.tables import print_json
    from emogen.conditioning.read.picture import read_picture
    from emogen.errors import RequestError

    if neutral is not None or plot is not None:
        raise RequestError("--neutral and --plot are for faces and voices", fix="Leave them out.")
    reading = read_picture(path)
    if as_json:
        print_json({"picture": _plain(reading)})
        return
    _say(reading)
    typer.echo("read from what it shows and its colours, not from a face (docs/read_picture.md)")


def _strengths(reading: Reading) -> str:
    """What a face shows and how strongly; its mixture is of strengths, not of chances."""
    shown = [f"{name} {strength:.2f}" for name, strength in reading.mixture[:3] if strength >= 0.1]
    return ", ".join(shown) or "neutral"


def _plain(reading: Reading) -> dict[str, Any]:
    """A reading as JSON-like values."""
    from emogen.conditioning.vocabulary import by_axis

    return {
        "emotion": str(reading.emotion),
        "vad": by_axis(reading.vad),
        "spread": by_axis(reading.spread),
        "mixture": dict(reading.mixture),
        "neutral": reading.neutral,
        "confidence": reading.confidence,
        "language": reading.language,
        "cues": list(reading.cues),
        "notes": list(reading.notes),
    }


def _say(reading: Reading, names: str = "") -> None:
    for note in reading.notes:
        typer.echo(f"note: {note}")
    if reading.confidence == 0:
        typer.echo("nothing to tell an emotion by")
        return
    from emogen.conditioning.read.language import named_language
    from emogen.conditioning.vocabulary import AXES

    pairs = zip(AXES, reading.vad, reading.spread, strict=True)
    typer.echo(", ".join(f"{name} {x:+.2f} ±{spread:.2f}" for name, x, spread in pairs))
    hard = "hard to tell: " if reading.confidence < _HARD else ""
    typer.echo(f"{hard}{names or _names(reading)}; confidence {reading.confidence:.0%}")
    seen = [named_language(reading.language).name] if reading.language not in ("", "en") else []
    if seen or reading.cues:
        typer.echo(f"read from {', '.join([*seen, *reading.cues])}")


def _names(reading: Reading) -> str:
    """The three likeliest names, neutral among them."""
    return ", ".join(f"{name} {share:.0%}" for name, share in reading.likeliest[:3] if share > 0.01)


def _row(reading: Reading) -> dict[str, str]:
    valence, arousal, dominance = (f"{x:+.2f}" for x in reading.vad)
    return {
        "V": valence,
        "A": arousal,
        "D": dominance,
        "emotion": _names(reading),
        "sure": f"{reading.confidence:.0%}",
    }


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _say_plot(plot: Path | None) -> None:
    if plot is not None:
        typer.echo(plot)
