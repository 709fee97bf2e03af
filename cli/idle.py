"""``emogen idle``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emogen.cli import options
from emogen.cli.make import make


def command(
    output: options.Output = Path("idle.mp4"),
    seconds: Annotated[float, typer.Option("--seconds", help="How long.")] = 10.0,
    emotion: options.MovedText = "neutral",
    va: options.VA = None,
    intensity: options.Intensity = 1.0,
    character: options.Character = "mira",
    portrait: options.Portrait = None,
    face: options.FaceNumber = None,
    lighting: options.Lighting = "studio",
    light_emotion: options.LightEmotion = False,
    camera: options.Camera = "portrait",
    background: options.Background = "studio",
    size: options.Size = None,
    fps: Annotated[float, typer.Option(help="Frames a second, 10 to 120.")] = 30,
    strength: options.Strength = "",
    au: options.UnitTrack = None,
    look: options.Look = None,
    hidden: options.Hidden = None,
    motion: options.Motion = None,
    guidance: options.Guidance = 1.0,
    seed: options.Seed = 0,
    take: options.Take = 0,
    variation: options.Variation = 1.0,
    as_json: options.Json = False,
) -> None:
    """A face that says nothing and lives: MP4, or its motion alone as `emogen animate` writes it.

    [dim]emogen idle --character mira --emotion bored --seconds 2 -o idle.mp4[/]

    [dim]emogen idle --hidden fear --seconds 10 -o calm.csv[/]
    """
    make(
        "idle",
        output,
        as_json=as_json,
        va=va,
        seconds=seconds,
        emotion=emotion,
        intensity=intensity,
        character=character,
        portrait=portrait,
        face=face,
        lighting=lighting,
        light_emotion=light_emotion,
        camera=camera,
        background=background,
        size=size,
        fps=fps,
        strength=strength,
        au=au,
        look=look,
        hidden=hidden,
        motion=motion,
        guidance=guidance,
        seed=seed,
        take=take,
        variation=variation,
    )
