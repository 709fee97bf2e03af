"""``emogen speak``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emogen.cli import options
from emogen.cli.make import make, read_stdin_if_dash

_BACKEND = "Other voices"


def command(
    text: Annotated[str, typer.Argument(help="Words, with tags or as SSML; - reads standard input.")],
    output: options.Output = Path("speech.wav"),
    emotion: options.MovedText = "neutral",
    va: options.VA = None,
    intensity: options.Intensity = 1.0,
    voice: options.Voice = "af_heart",
    seed: options.Seed = 0,
    take: options.Take = 0,
    variation: options.Variation = 1.0,
    actor: options.Actor = None,
    duration: Annotated[
        float | None, typer.Option("--duration", metavar="SECONDS", help="How long the line is to take.")
    ] = None,
    rate: Annotated[
        int | None, typer.Option("--rate", metavar="HZ", help="8000 to 96000; else the voice's.")
    ] = None,
    bits: Annotated[int, typer.Option("--bits", help="16 or 24, of WAV and FLAC.")] = 16,
    loudness: Annotated[
        str | None,
        typer.Option(
            "--loudness", metavar="LUFS", help="A number, ebu (-23) or podcast (-16); else the emotion's."
        ),
    ] = None,
    captions: Annotated[
        Path | None, typer.Option("--captions", help="Write captions by word: .vtt or .srt.")
    ] = None,
    timings: Annotated[
        Path | None, typer.Option("--timings", help="Write words, phonemes, visemes and emotion: .json.")
    ] = None,
    best_of: Annotated[
        int | None,
        typer.Option("--best-of", metavar="N", help="Make N takes and keep what the judges prefer."),
    ] = None,
    backend: Annotated[
        str, typer.Option("--backend", help="kokoro; coqui for XTTS and VITS.", rich_help_panel=_BACKEND)
    ] = "kokoro",
    model: Annotated[
        str | None,
        typer.Option("--model", help="Of coqui: a folder, a name or owner/name.", rich_help_panel=_BACKEND),
    ] = None,
    speaker: Annotated[
        str | None,
        typer.Option("--speaker", help="Of coqui: a recording, or a name.", rich_help_panel=_BACKEND),
    ] = None,
    style: Annotated[
        str | None,
        typer.Option("--style", help="Of XTTS: a recording with the feeling.", rich_help_panel=_BACKEND),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", help="Of coqui: e.g. en, es, fr.", rich_help_panel=_BACKEND)
    ] = None,
    sex: Annotated[
        str | None,
        typer.Option("--sex", help="Of coqui's speaker: female or male.", rich_help_panel=_BACKEND),
    ] = None,
    device: Annotated[
        str | None, typer.Option("--device", help="Of coqui: cpu or cuda.", rich_help_panel=_BACKEND)
    ] = None,
    download: Annotated[
        bool | None,
        typer.Option("--download", help="Fetch coqui's model if need be.", rich_help_panel=_BACKEND),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Say a line or a script with an emotion: WAV, FLAC, OGG, MP3 or M4A.

    [dim]emogen speak "You came!" --emotion joy -o hello.wav[/]

    [dim]emogen speak "Get out." -e 0.6*anger -v am_michael -o out.flac[/]

    [dim]emogen speak "[sad] I waited. <pause 0.4s> [joy] *Then* you came." -v af_heart:0.7+am_onyx:0.3[/]

    [dim]emogen speak "Good evening!" -e joy --loudness podcast --captions out.vtt --timings out.json[/]

    [dim]emogen speak "It is over. Or is it?" -e "sad -> hopeful" --duration 2.4[/]
    """
    chosen = {
        "model": model,
        "speaker": speaker,
        "style": style,
        "language": language,
        "sex": sex,
        "device": device,
        "download": download,
    }
    make(
        "speak",
        output,
        as_json=as_json,
        va=va,
        text=read_stdin_if_dash(text),
        emotion=emotion,
        intensity=intensity,
        voice=voice,
        seed=seed,
        take=take,
        variation=variation,
        actor=actor,
        duration=duration,
        best_of=best_of,
        backend=backend,
        options={name: value for name, value in chosen.items() if value is not None},
        rate=rate,
        bits=bits,
        loudness=loudness,
        captions=str(captions) if captions else None,
        timings=str(timings) if timings else None,
    )
