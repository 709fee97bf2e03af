"""``emogen talk``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emogen.cli import options
from emogen.cli.make import make, read_stdin_if_dash


def command(
    recording: Annotated[
        Path | None,
        typer.Argument(metavar="[VOICE]", help="A recording to be lip-synced; without it --text is spoken."),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option("-t", "--text", help="What to say; - reads standard input. Beside VOICE: its words."),
    ] = None,
    output: options.Output = Path("talk.mp4"),
    emotion: options.MovedText = "neutral",
    va: options.VA = None,
    intensity: options.Intensity = 1.0,
    language: options.Language = "en-us",
    voice: options.Voice = "af_heart",
    character: options.Character = "mira",
    portrait: options.Portrait = None,
    face: options.FaceNumber = None,
    lighting: options.Lighting = "studio",
    light_emotion: options.LightEmotion = False,
    camera: options.Camera = "portrait",
    background: options.Background = "studio",
    size: options.Size = None,
    fps: Annotated[float, typer.Option(help="Frames a second, 10 to 120.")] = 30,
    curves: Annotated[
        str | None,
        typer.Option("--curves", help="Also write the face curves: a file, or a suffix such as csv or glb."),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Short for --curves csv (Live Link Face).")] = False,
    strength: options.Strength = "",
    au: options.UnitTrack = None,
    look: options.Look = None,
    hidden: options.Hidden = None,
    motion: options.Motion = None,
    guidance: options.Guidance = 1.0,
    seed: options.Seed = 0,
    take: options.Take = 0,
    variation: options.Variation = 1.0,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """A character or a portrait says a line with an emotion: MP4 video, and face curves.

    [dim]emogen talk --text "You left me here." --emotion sadness -o sad.mp4[/]

    [dim]emogen talk -t "[joy] Ha! I knew it. <laugh>" -c jonas -v am_puck --csv -o jonas.mp4[/]

    [dim]emogen talk voice.wav --portrait photo.jpg --emotion anger -o clip.mp4[/]
    """
    make(
        "talk",
        output,
        as_json=as_json,
        va=va,
        recording=recording,
        text=None if text is None else read_stdin_if_dash(text),
        language=language,
        emotion=emotion,
        intensity=intensity,
        voice=voice,
        character=character,
        portrait=portrait,
        face=face,
        lighting=lighting,
        light_emotion=light_emotion,
        camera=camera,
        background=background,
        size=size,
        fps=fps,
        curves=curves,
        csv=csv,
        strength=strength,
        au=au,
        look=look,
        hidden=hidden,
        motion=motion,
        guidance=guidance,
        seed=seed,
        take=take,
        variation=variation,
        actor=actor,
    )
