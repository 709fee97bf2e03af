"""``emogen sheet``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emogen.cli import options
from emogen.cli.make import make


def command(
    output: options.Output = Path("sheet.png"),
    emotions: Annotated[
        str, typer.Option("--emotions", help='"all", "basic", or emotions between commas.')
    ] = "basic",
    intensity: options.Intensity = 1.0,
    character: options.Character = "mira",
    portrait: options.Portrait = None,
    face: options.FaceNumber = None,
    size: Annotated[str, typer.Option(help="Pixels of each picture, e.g. 256 or 240x300.")] = "256x256",
    take: options.Take = 0,
    variation: options.Variation = 1.0,
    as_json: options.Json = False,
) -> None:
    """An expression sheet: one face, many emotions, each with its name.

    [dim]emogen sheet --character mira --emotions "joy, 0.5*joy, -joy" -o sheet.png[/]

    [dim]emogen sheet --character mira --emotions all --size 96 -o all.png[/]
    """
    make(
        "sheet",
        output,
        as_json=as_json,
        emotions=emotions,
        intensity=intensity,
        character=character,
        portrait=portrait,
        face=face,
        size=size,
        take=take,
        variation=variation,
    )
