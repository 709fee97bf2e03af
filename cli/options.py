"""Options that several commands share, so that one name means one thing everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Output = Annotated[Path, typer.Option("-o", "--output", help="File to write; its suffix is the format.")]
EmotionText = Annotated[
    str,
    typer.Option("-e", "--emotion", help='E.g. "joy", "joy:0.6+surprise:0.4", "0.3*anger", "va(-0.4,0.2)".'),
]
MovedText = Annotated[
    str,
    typer.Option(
        "-e",
        "--emotion",
        help='As "joy" or "0.3*anger"; "sad -> hopeful" over the line; "auto" from the words.',
    ),
]
VA = Annotated[
    str | None,
    typer.Option("--va", help="Valence and arousal in -1..1 instead of an emotion, e.g. --va=-0.6,-0.3."),
]
Intensity = Annotated[float, typer.Option("-i", "--intensity", help="Scales the emotion, 0 to 1.")]
Seed = Annotated[int, typer.Option("-s", "--seed", help="Another seed draws every chance anew.")]
Take = Annotated[int, typer.Option("--take", help="Another take of the emotion; 0 is the mean.")]
Variation = Annotated[float, typer.Option("--variation", help="How far takes are from the mean, 0 to 2.")]
Actor = Annotated[
    str | None, typer.Option("--actor", help="Folder of `emogen train targets`: show emotions as they do.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
Voice = Annotated[
    str,
    typer.Option(
        "-v", "--voice", help="See `emogen voices`; a:0.7+b:0.3 blends, a/b is a with the tune of b."
    ),
]
CHARACTER = typer.Option(
    "-c",
    "--character",
    help="A name of `emogen characters`, a character file, or a number that draws a person.",
)
Character = Annotated[str, CHARACTER]
Portrait = Annotated[
    Path | None, typer.Option("--portrait", help="A photograph or painting to bring to life instead.")
]
Size = Annotated[
    str | None, typer.Option(help="Pixels, e.g. 512 or 720x720; the portrait's own, or 512x512.")
]
FaceNumber = Annotated[
    int | None, typer.Option("--face", help="Which face of the portrait, from 1, the largest first.")
]
Motion = Annotated[
    str | None,
    typer.Option("--motion", help="Folder of `emogen train motion`: move as the actor does."),
]
Guidance = Annotated[
    float, typer.Option("--guidance", help="How closely the actor follows voice and emotion, 0 to 5.")
]
Lighting = Annotated[str, typer.Option("--lighting", help="Of a character: studio, soft or dramatic.")]
LightEmotion = Annotated[
    bool, typer.Option("--light-emotion", help="The light follows the emotion: warm joy, cold fear.")
]
Camera = Annotated[str, typer.Option("--camera", help="portrait, close-up or bust.")]
Background = Annotated[
    str,
    typer.Option("--background", help='"studio", "#30363c", a gradient "#203040-#0a0c10", or a picture.'),
]
Words = Annotated[
    str | None, typer.Option("-t", "--text", help="What is said in the recording: then it is aligned.")
]
Language = Annotated[str, typer.Option("--language", help="Of --text beside a recording, e.g. es or ja.")]
Strength = Annotated[
    str,
    typer.Option(
        "--strength",
        help='0 to 2 each: lips, expression, upper, head, gaze, blinks, asymmetry, micro; e.g. "head=0.5".',
    ),
]
UnitTrack = Annotated[
    str | None,
    typer.Option("--au", help='Action units besides: "AU1=0.4,AU12=0@0>0.8@1.2>0@2", or a table .csv.'),
]
Look = Annotated[
    str | None, typer.Option("--look", help='Where the eyes are: "left@1-2, 20/-10@3-4.5" (degrees).')
]
Hidden = Annotated[
    str | None, typer.Option("--hidden", help="A masked emotion that leaks in micro-expressions.")
]
JudgePath = Annotated[
    list[Path] | None,
    typer.Option("--judge-path", metavar="DIR", help="Folder with judges' files; can be given again."),
]
