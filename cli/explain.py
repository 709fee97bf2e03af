"""``emogen explain``."""

from __future__ import annotations

import math
from itertools import islice
from typing import Annotated, Any

import typer

from emogen.cli import options


def command(
    emotion: Annotated[str, typer.Argument(help='E.g. "bittersweet pride", "0.3*anger", "va(-0.4,0.2)".')],
    kinds: Annotated[
        str, typer.Option("--for", help="Which of voice,face,picture; a list with commas.")
    ] = "voice,face,picture",
    sex: Annotated[str, typer.Option(help="Of the voice: female or male.")] = "female",
    every: Annotated[bool, typer.Option("--all", help="Also what stays neutral.")] = False,
    take: options.Take = 0,
    variation: options.Variation = 1.0,
    as_json: options.Json = False,
) -> None:
    """Say what an emotion becomes: every target with its unit, its variation and its source.

    [dim]emogen explain "bittersweet pride" --for voice,face,picture[/]

    [dim]emogen explain "attitude:dominant" --for voice --sex male --json[/]
    """
    from dataclasses import asdict

    from emogen.cli.tables import print_json
    from emogen.conditioning.emotion import Emotion
    from emogen.conditioning.explain import explain, untold
    from emogen.conditioning.taxonomy import describe
    from emogen.conditioning.vocabulary import by_axis

    wanted = [kind.strip() for kind in kinds.split(",")]
    felt = Emotion.parse(emotion)
    likely = {} if felt.felt.is_neutral else dict(islice(describe(felt).items(), 5))
    targets = {
        kind: [
            asdict(one)
            for one in explain(felt, kind, sex=sex, take=take, variation=variation)
            if every or one.changed
        ]
        for kind in wanted
    }
    if as_json:
        print_json(
            {
                "emotion": str(felt),
                "vad": by_axis(felt.vad),
                "basic": felt.basic(),
                "called": likely,
                "targets": targets,
                "not_shown": untold(felt),
            }
        )
        return
    typer.echo(f"{felt.label}: " + ", ".join(f"{axis} {x:+.2f}" for axis, x in by_axis(felt.vad).items()))
    _line("made of", felt.basic())
    _line("nearest names", likely)
    if take:
        typer.echo(f"take {take}, at variation {variation:g}; ± is between takes")
    for kind, rows in targets.items():
        typer.echo(f"\n{kind}" + ("" if rows else ": stays neutral"))
        for row in rows:
            typer.echo(_row(row))
    if missing := untold(felt):
        typer.echo("\nnot shown\n" + "\n".join(f"  {clause}" for clause in missing))


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
