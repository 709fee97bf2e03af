"""``emogen face``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emogen.cli import options
from emogen.cli.make import make


def command(
    output: options.Output = Path("face.png"),
    emotion: options.EmotionText = "neutral",
    va: options.VA = None,
    intensity: options.Intensity = 1.0,
    au: Annotated[
        str | None, typer.Option("--au", help='Explicit action units instead, e.g. "AU12=0.8,AU4=0.4".')
    ] = None,
    character: Annotated[str | None, options.CHARACTER] = None,
    portrait: options.Portrait = None,
    face: options.FaceNumber = None,
    lighting: options.Lighting = "studio",
    light_emotion: options.LightEmotion = False,
    camera: options.Camera = "portrait",
    background: options.Background = "studio",
    age: Annotated[float | None, typer.Option(help="Years, 18 to 90.")] = None,
    sex: Annotated[float | None, typer.Option(help="0 female to 1 male.")] = None,
    skin: Annotated[float | None, typer.Option(help="0 light to 1 dark.")] = None,
    size: Annotated[
        str | None, typer.Option(help="Pixels, e.g. 768 or 600x800; 768x768, or the portrait's own.")
    ] = None,
    transparent: Annotated[bool, typer.Option("--transparent", help="No background.")] = False,
    seed: Annotated[int, typer.Option("-s", "--seed", help="Without --character, draws a person.")] = 0,
    take: options.Take = 0,
    variation: options.Variation = 1.0,
    as_json: options.Json = False,
) -> None:
    """A still of a character, or of a portrait brought to life, with an emotion: PNG, JPEG or WebP.

    [dim]emogen face --emotion anger --intensity 0.8 -o angry.png[/]

    [dim]emogen face --character malik --au "AU12=0.8,AU6=0.5" --transparent -o smile.png[/]

    [dim]emogen face --portrait photo.jpg --emotion surprise -o surprised.png[/]
    """
    make(
        "face",
        output,
        as_json=as_json,
        va=va,
        emotion=emotion,
        intensity=intensity,
        au=au,
        character=character,
        portrait=portrait,
        face=face,
        lighting=lighting,
        light_emotion=light_emotion,
        camera=camera,
        background=background,
        age=age,
        sex=sex,
        skin=skin,
        size=size,
        transparent=transparent,
        seed=seed,
        take=take,
        variation=variation,
    )
