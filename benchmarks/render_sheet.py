"""The pictures of docs/render.md: set-ups, moods and framings; folds from near.

python -m benchmarks.render_sheet
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from emogen.arrays import Pixels
from emogen.conditioning.character import find_character
from emogen.conditioning.emotion import Emotion
from emogen.pipelines.face.motion.animate import still
from emogen.pipelines.face.render.renderer import Renderer

IMAGES = Path(__file__).parent.parent / "docs" / "images"


def drawn(person: str, emotion: str, side: int, **how: object) -> Pixels:
    motion = still(Emotion(emotion))
    renderer = Renderer(find_character(person).looks, (side, side), samples=3, **how)  # type: ignore[arg-type]
    return renderer.frame(motion.curves[0], motion.head[0], motion.gaze[0])


def save(name: str, rows: list[list[Pixels]]) -> None:
    sheet = np.concatenate([np.concatenate(row, axis=1) for row in rows])
    Image.fromarray(sheet).save(IMAGES / name, quality=86, optimize=True)


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    lit = [drawn("malik", "neutral", 300, lighting=name) for name in ("studio", "soft", "dramatic")]
    framed = [drawn("leni", "neutral", 300, camera=name) for name in ("close-up", "portrait", "bust")]
    felt = ("joy", "sadness", "anger", "fear", "disgust", "surprise")
    moods = [drawn("mira", name, 300, mood={name: 1.0}) for name in felt]
    save("render_light.jpg", [lit + framed, moods])
    faces = (("jonas", "surprise"), ("rosa", "disgust"))
    near = [drawn(person, emotion, 900, camera="close-up")[60:780, 90:810] for person, emotion in faces]
    save("render_folds.jpg", [near])


if __name__ == "__main__":
    main()
