"""The pictures of ``docs/gallery.md``: strips of clips and sheets, made by the commands that users have.

    python -m benchmarks.face_gallery [PHOTO]

PHOTO, a portrait that may be shown, adds its strip.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from emogen.conditioning.character import find_character
from emogen.pipelines.face.drawing import Drawing, Sitter, drawing
from emogen.pipelines.face.line import Line, silent_line, spoken_line
from emogen.pipelines.face.motion.direction import Direction
from emogen.pipelines.face.motion.looks import parse_looks
from emogen.pipelines.face.move import move
from emogen.pipelines.face.sheet import expression_sheet, sheet_emotions
from emogen.pipelines.speech.speak import speak

IMAGES: Final = Path("docs/images")
SCRIPT: Final = "[joy] My baby brother is back! <laugh> [sad] But he forgot me. <sigh>"
SIDE: Final = 200


def strip(
    line: Line, by: Drawing, frames: int, columns: int, direction: Direction | None = None
) -> NDArray[np.uint8]:
    """Evenly spaced frames of a line, in rows."""
    motion = move(line, fps=30, seed=3, direction=direction or Direction())
    places = np.linspace(0, len(motion) - 1, frames).round().astype(int)
    drawn = [by.frame(motion.curves[n], motion.head[n], motion.gaze[n]) for n in places]
    rows = [np.concatenate(drawn[start : start + columns], axis=1) for start in range(0, frames, columns)]
    return np.concatenate(rows)


def save(pixels: NDArray[np.uint8], name: str) -> None:
    Image.fromarray(pixels).save(IMAGES / f"{name}.jpg", quality=84)
    print(name, (IMAGES / f"{name}.jpg").stat().st_size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", nargs="*", type=Path)
    options = parser.parse_args()
    line = spoken_line(speak(SCRIPT))
    save(strip(line, drawing(Sitter(find_character("mira")), (SIDE, SIDE)), 24, 8), "gallery_talk")
    looks = Direction(looks=parse_looks("up-left@2-3.5, 0/-15@6-7"), hidden=None)
    bored = drawing(Sitter(find_character("jonas")), (SIDE, SIDE), camera="close-up", lighting="soft")
    save(strip(silent_line(10.0, "boredom"), bored, 16, 8, looks), "gallery_idle")
    emotions = (
        "joy, amusement, pride, relief, awe, interest, surprise, confusion, fear, anger, contempt, disgust, "
    )
    emotions += "sadness, boredom, shame, fatigue"
    sheet = expression_sheet(Sitter(find_character("yuna")), sheet_emotions(emotions), size=(SIDE, SIDE))
    save(sheet.pixels, "gallery_sheet")
    for photo in options.photos:
        by = drawing(Sitter(portrait=photo), (384, 384))
        save(strip(line, by, 8, 4), "gallery_portrait")


if __name__ == "__main__":
    main()
