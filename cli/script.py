"""``emogen script``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from emogen.cli import options

if TYPE_CHECKING:
    from emogen.conditioning.script import Markup, Script
    from emogen.conditioning.ssml import Understood


def command(
    source: Annotated[
        str, typer.Argument(help="Text with tags or SSML, - for standard input, or a text file.")
    ],
    markup: Annotated[
        str,
        typer.Option(
            help="Which marks are read: auto, emogen, ssml or plain; emogen and ssml refuse any others."
        ),
    ] = "auto",
    strict: Annotated[bool, typer.Option("--strict", help="Refuse what would be left out.")] = False,
    as_json: options.Json = False,
) -> None:
    """Check a script, and say what is in it: sentences, emotions, effects, and what became of each mark.

    All that is left out or understood in part is listed, each with its place.

    [dim]emogen script "\\[sad] I waited. <pause 0.4s> \\[hope:0.7] *Then* you came."[/]

    [dim]emogen script "*sighs* (under her breath) I know. \\[door slams]"[/]

    [dim]emogen script "<speak>Come <emphasis>here</emphasis>.</speak>" --markup ssml --json[/]
    """
    from emogen.cli.sources import TEXTS, named_file, read_stdin_if_dash
    from emogen.cli.tables import print_json, print_table
    from emogen.conditioning.caret import point_at
    from emogen.conditioning.notes import refusal
    from emogen.conditioning.ssml import understand_script
    from emogen.files import read_text

    file = named_file(source, TEXTS)
    text = read_text(file) if file else read_stdin_if_dash(source)
    understood = understand_script(text, markup=cast("Markup", markup))
    script = understood.script
    if strict and script.notes:
        raise refusal(understood.source, script.notes)
    rows, marks, notes = _rows(script), _marks(understood), _notes(understood)
    if as_json:
        print_json({"text": script.text, "sentences": rows, "marks": marks, "notes": notes})
        return
    print_table([{**row, "effects": ", ".join(map(_brief, row["effects"]))} for row in rows])
    if marks:
        typer.echo()
        print_table(marks)
    for note in script.notes:
        typer.echo(f"\n{note.what}\n{point_at(understood.source, note.start, note.end)}")


def _rows(script: Script) -> list[dict[str, Any]]:
    """Each sentence with the emotion at its beginning and what happens in it."""
    from emogen.conditioning.tags import brief

    return [
        {
            "at": start,
            "sentence": script.text[start:end].strip(),
            "emotion": str(script.track.at(start)),
            "effects": [
                {"tag": brief(span.effect), "on": script.text[span.start : span.end], "at": span.start}
                for span in script.within(start, end)
            ],
        }
        for start, end in script.sentences()
    ]


def _marks(understood: Understood) -> list[dict[str, Any]]:
    """Each mark of the source and what it became."""
    return [
        {
            "at": reading.start,
            "mark": " ".join(understood.source[reading.start : reading.end].split()),
            "became": reading.became,
        }
        for reading in understood.readings
    ]


def _notes(understood: Understood) -> list[dict[str, Any]]:
    """Notes on parts that were left out or understood in part."""
    return [
        {"at": note.start, "mark": understood.source[note.start : note.end], "note": note.what}
        for note in understood.script.notes
    ]


def _brief(effect: dict[str, Any]) -> str:
    return str(effect["tag"]) + (f" on {effect['on']!r}" if effect["on"] else "")
