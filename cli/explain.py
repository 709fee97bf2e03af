"""``emogen explain``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emogen.cli import options

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion
    from emogen.conditioning.read.direction import Direction


def command(
    emotion: Annotated[
        str,
        typer.Argument(
            help='E.g. "bittersweet pride", "0.3*anger", "va(-0.4,0.2)", "whispered, close to tears".'
        ),
    ],
    kinds: Annotated[
        str,
        typer.Option(
            "--for",
            help="Which of voice,face,picture, or other tools, e.g. indextts,elevenlabs; a list with commas.",
        ),
    ] = "voice,face,picture",
    sex: Annotated[str, typer.Option(help="Of the voice: female or male.")] = "female",
    every: Annotated[bool, typer.Option("--all", help="Also what stays neutral.")] = False,
    take: options.Take = 0,
    variation: options.Variation = 1.0,
    as_json: options.Json = False,
) -> None:
    """Say what an emotion becomes: every target with its unit, its variation and its source; or the
    values to paste into another tool.

    Of a direction in words, also what of it was understood as what.

    [dim]emogen explain "bittersweet pride" --for voice,face,picture[/]

    [dim]emogen explain "attitude:dominant" --for voice --sex male --json[/]

    [dim]emogen explain "a bit worried, then relieved" --for voice[/]

    [dim]emogen explain joy --for indextts,zonos,chatterbox,elevenlabs,audio2face[/]
    """
    from emogen.cli.tables import print_json
    from emogen.conditioning.explained import explained, reading, steps_of
    from emogen.conditioning.read.asked import asked_emotion

    meant = asked_emotion(emotion)
    wanted = [kind.strip() for kind in kinds.split(",")]
    settings: dict[str, Any] = {"sex": sex, "take": take, "variation": variation}
    steps = steps_of(meant)
    told = [explained(felt, wanted, every=every, **settings) for felt in steps]
    if as_json:
        whole = told[0] if len(told) == 1 else {"track": meant.notation, "steps": told}
        print_json(whole if meant.direction is None else {"direction": reading(meant.direction), **whole})
        return
    if meant.direction:
        _tell(meant.direction)
    for felt, rows in zip(steps, told, strict=True):
        if felt is not steps[0]:
            typer.echo()
        _print(felt, rows, f"take {take}, at variation {variation:g}; ± is between takes" if take else "")


def _tell(direction: Direction) -> None:
    language = f"{direction.language}, " if direction.language else ""
    typer.echo(f"{direction.text!r} ({language}{direction.confidence:.0%} sure): {direction.notation}")
    for part in direction.parts:
        if part.meaning:
            how = "" if part.by == "words" else f" (by its meaning, {part.confidence:.0%} sure)"
            typer.echo(f"  {part.text!r}: {part.meaning}{how}")
    if direction.unread:
        typer.echo(f"  not understood: {', '.join(map(repr, direction.unread))}")
    typer.echo()


def _print(felt: Emotion, told: dict[str, Any], take: str) -> None:
    typer.echo(f"{felt.label}: " + ", ".join(f"{axis} {x:+.2f}" for axis, x in told["vad"].items()))
    _line("made of", told["basic"])
    _line("nearest names", told["called"])
    if take:
        typer.echo(take)
    for kind, rows in told["targets"].items():
        typer.echo(f"\n{kind}" + ("" if rows else ": stays neutral"))
        for row in rows:
            typer.echo(_row(row))
    for tool, control in told["tools"].items():
        reads = f"reads back as {control['label']}" if control["paste"] else "nothing: leave it out"
        typer.echo(f"\n{tool:12}{control['paste'] or '-'}\n{'':12}{reads} [{control['source']}]")
    if told["not_shown"]:
        typer.echo("\nnot shown\n" + "\n".join(f"  {clause}" for clause in told["not_shown"]))


def _line(what: str, shares: dict[str, float]) -> None:
    shown = [f"{name} {share:.0%}" for name, share in sorted(shares.items(), key=lambda pair: -pair[1])]
    shown = [text for text in shown if not text.endswith((" 0%", " 1%"))]
    if shown:
        typer.echo(f"{what}: {', '.join(shown)}")


def _row(row: dict[str, Any]) -> str:
    """One target in a line: name, value ± deviation, meaning, source."""
    unit = "" if row["unit"] in ("0-1", "1") else f" {row['unit']}"
    sign = "+" if row["neutral"] == 0 and row["unit"] != "0-1" else ""
    digits = 2 if row["unit"] == "0-1" else max(0, 1 - math.floor(math.log10(row["sd"] or 0.01)))
    value = f"{row['value']:{sign}.{digits}f} ±{row['sd']:.{digits}f}{unit}"
    return f"  {row['target']:17}{value:24}{row['meaning']} [{row['source']}]"
