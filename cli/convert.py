"""``emogen convert``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emogen.cli import options
from emogen.cli.make import make


def command(
    recording: Annotated[Path, typer.Argument(help="One speaker: WAV, FLAC, OGG or MP3.")],
    output: options.Output = Path("converted.wav"),
    emotion: options.EmotionText = "neutral",
    va: options.VA = None,
    intensity: options.Intensity = 1.0,
    was: Annotated[
        str, typer.Option("--from", help="The emotion that the recording has; auto reads it from the voice.")
    ] = "neutral",
    sex: Annotated[str, typer.Option(help="Of the speaker: female, male, or auto, by the pitch.")] = "auto",
    seed: options.Seed = 0,
    take: options.Take = 0,
    variation: options.Variation = 1.0,
    as_json: options.Json = False,
) -> None:
    """Give a recording another emotion: same words, same speaker. WAV, FLAC or OGG.

    [dim]emogen convert line.wav --emotion sadness --intensity 0.7 -o sad.wav[/]

    [dim]emogen convert shout.mp3 --from anger --emotion neutral -o calm.flac[/]
    """
    make(
        "convert",
        output,
        as_json=as_json,
        va=va,
        recording=str(recording),
        emotion=emotion,
        intensity=intensity,
        was=was,
        sex=sex,
        seed=seed,
        take=take,
        variation=variation,
    )
