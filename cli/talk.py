"""``emogen talk``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emogen.cli import options
from emogen.cli.make import make, read_stdin_if_dash


def command(
    text: Annotated[str, typer.Option("-t", "--text", help="What to say; - reads standard input.")],
    output: options.Output = Path("talk.mp4"),
    emotion: options.EmotionText = "neutral",
    va: options.VA = None,
    intensity: options.Intensity = 1.0,
    voice: options.Voice = "af_heart",
    character: options.Character = "mira",
    size: Annotated[str, typer.Option(help="Pixels, e.g. 512 or 720x720.")] = "512x512",
    fps: Annotated[int, typer.Option(help="Frames a second, 10 to 60.")] = 30,
    csv: Annotated[bool, typer.Option("--csv", help="Also write the face curves (Live Link Face).")] = False,
    seed: options.Seed = 0,
    take: options.Take = 0,
    variation: options.Variation = 1.0,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """A character says a line with an emotion: MP4 video, and face curves.

    [dim]emogen talk --text "You left me here." --emotion sadness -o sad.mp4[/]

    [dim]emogen talk -t "Ha! I knew it." -e joy -c jonas -v am_puck --csv -o jonas.mp4[/]
    """
    make(
        "talk",
        output,
        as_json=as_json,
        va=va,
        text=read_stdin_if_dash(text),
        emotion=emotion,
        intensity=intensity,
        voice=voice,
        character=character,
        size=size,
        fps=fps,
        csv=csv,
        seed=seed,
        take=take,
        variation=variation,
        actor=actor,
    )
