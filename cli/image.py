"""``emogen image``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emogen.cli import options
from emogen.cli.make import make


def command(
    text: Annotated[str, typer.Argument(help="What the picture shows.")],
    output: options.Output = Path("image.png"),
    emotion: options.EmotionText = "neutral",
    va: options.VA = None,
    intensity: options.Intensity = 1.0,
    size: Annotated[str, typer.Option(help="Pixels, e.g. 1280x720.")] = "1280x720",
    seed: options.Seed = 0,
    take: options.Take = 0,
    variation: options.Variation = 1.0,
    as_json: options.Json = False,
) -> None:
    """A mood picture from a prompt: PNG, JPEG or WebP. What it could not show is said.

    [dim]emogen image "a harbour at dusk with boats" --va=-0.6,-0.3 --seed 7 -o harbour.png[/]

    [dim]emogen image "two trees in a field" -e joy --size 800x1200 -o field.webp[/]
    """
    make(
        "image",
        output,
        as_json=as_json,
        va=va,
        text=text,
        emotion=emotion,
        intensity=intensity,
        size=size,
        seed=seed,
        take=take,
        variation=variation,
    )
