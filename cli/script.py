"""``emogen script``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from emogen.cli import options

if TYPE_CHECKING:
    from emogen.conditioning.effects import Effect
    from emogen.conditioning.script import Script


def command(
    source: Annotated[
        str, typer.Argument(help="Text with tags or SSML, - for standard input, or a text file.")
    ],
    as_json: options.Json = False,
) -> None:
    """Check a script with tags or SSML, and say what is in it: sentences, emotions, effects.

    [dim]emogen script "\\[sad] I waited. <pause 0.4s> \\[hope:0.7] *Then* you came."[/]

    [dim]emogen script "<speak>Come <emphasis>here</emphasis>.</speak>" --json[/]
    """
    from emogen.cli.sources import TEXTS, named_file, read_stdin_if_dash
    from emogen.cli.tables import print_json, print_table
    from emogen.conditioning.ssml import read_script
    from emogen.files import read_text

    file = named_file(source, TEXTS)
    script = read_script(read_text(file) if file else read_stdin_if_dash(source))
    rows = _rows(script)
    if as_json:
        print_json({"text": script.text, "sentences": rows})
    else:
        print_table([{**row, "effects": ", ".join(map(_brief, row["effects"]))} for row in rows])


def _rows(script: Script) -> list[dict[str, Any]]:
    """Each sentence with the emotion at its beginning and what happens in it."""
    return [
        {
            "at": start,
            "sentence": script.text[start:end].strip(),
            "emotion": str(script.track.at(start)),
            "effects": [
                {"tag": _tag(span.effect), "on": script.text[span.start : span.end], "at": span.start}
                for span in script.within(start, end)
            ],
        }
        for start, end in script.sentences()
    ]


def _tag(effect: Effect) -> str:
    """An effect as markup writes it; a pronunciation, which has no tag, as /IPA/."""
    from emogen.conditioning.effects import Pronunciation
    from emogen.conditioning.tags import write_tag

    return f"/{effect.ipa}/" if isinstance(effect, Pronunciation) else write_tag(effect)


def _brief(effect: dict[str, Any]) -> str:
    return str(effect["tag"]) + (f" on {effect['on']!r}" if effect["on"] else "")
