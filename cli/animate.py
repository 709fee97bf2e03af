"""``emogen animate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emogen.cli import options
from emogen.cli.make import make


def command(
    recording: Annotated[Path, typer.Argument(metavar="VOICE", help="A recording: WAV, FLAC, OGG or MP3.")],
    output: options.Output = Path("face.csv"),
    text: options.Words = None,
    language: options.Language = "en-us",
    emotion: options.MovedText = "neutral",
    va: options.VA = None,
    intensity: options.Intensity = 1.0,
    fps: Annotated[float, typer.Option(help="Frames a second, 24 to 120.")] = 60,
    strength: options.Strength = "",
    au: options.UnitTrack = None,
    look: options.Look = None,
    hidden: options.Hidden = None,
    motion: options.Motion = None,
    guidance: options.Guidance = 1.0,
    character: options.Character = "mira",
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="A file that maps the curves to your own rig.")
    ] = None,
    seed: options.Seed = 0,
    take: options.Take = 0,
    variation: options.Variation = 1.0,
    as_json: options.Json = False,
) -> None:
    """The motion of a face for a recording, for engines: Live Link Face, Audio2Face, glTF, USD and more.

    The suffix says which: .csv .a2f.csv .json .anim.json .npz .glb .usda .usdc .motion3.json .spine.json
    .vrm.json .oculus.json .oculus.csv .tsv .xml .rhubarb.json

    [dim]emogen animate voice.wav --emotion "sad -> hopeful" -o face.csv[/]

    [dim]emogen animate voice.wav -e auto --look "left@0.5-1.2" -o mira.glb[/]
    """
    make(
        "animate",
        output,
        as_json=as_json,
        va=va,
        recording=recording,
        text=text,
        language=language,
        emotion=emotion,
        intensity=intensity,
        fps=fps,
        strength=strength,
        au=au,
        look=look,
        hidden=hidden,
        motion=motion,
        guidance=guidance,
        character=character,
        mapping=mapping,
        seed=seed,
        take=take,
        variation=variation,
    )
