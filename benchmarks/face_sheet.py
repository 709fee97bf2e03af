"""A contact sheet of faces: six emotions by four characters, written to docs/images/faces.jpg.

Run from the project root: ``python benchmarks/face_sheet.py [TARGET]``.
"""

from __future__ import annotations

import sys

import numpy as np

from emogen.arkit import INDEX
from emogen.media import Picture
from emogen.pipelines.face.character import find_character
from emogen.pipelines.face.render import Renderer

PEOPLE = ("mira", "jonas", "amara", "rosa")
SIDE = 256  # pixels of one face
EXPRESSIONS: dict[str, dict[str, float]] = {
    "joy": {"mouthSmile": 0.85, "cheekSquint": 0.8, "eyeSquint": 0.25, "jawOpen": 0.18, "mouthUpperUp": 0.25},
    "sadness": {"browInnerUp": 0.9, "browDown": 0.25, "mouthFrown": 0.8, "mouthShrugLower": 0.4,
                "eyeSquint": 0.2, "eyeLookDown": 0.3},
    "anger": {"browDown": 1.0, "eyeWide": 0.35, "eyeSquint": 0.4, "mouthPress": 0.7, "noseSneer": 0.35},
    "fear": {"browInnerUp": 0.9, "browOuterUp": 0.35, "browDown": 0.2, "eyeWide": 0.9, "mouthStretch": 0.8,
             "jawOpen": 0.25},
    "disgust": {"noseSneer": 1.0, "mouthUpperUp": 0.7, "mouthFrown": 0.5, "browDown": 0.5, "eyeSquint": 0.4},
    "surprise": {"browInnerUp": 0.9, "browOuterUp": 0.9, "eyeWide": 0.7, "jawOpen": 0.55},
}  # fmt: skip
"""Action-unit prototypes (EMFACS conventions) as ARKit shapes; a name without side means both."""


def curves(shapes: dict[str, float]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    values = np.zeros(len(INDEX), np.float32)
    for name, amount in shapes.items():
        for key in (name, f"{name}Left", f"{name}Right"):
            if key in INDEX:
                values[INDEX[key]] = amount
    return values


def main() -> None:
    still = np.zeros(3, np.float32), np.zeros(2, np.float32)
    rows = []
    for name in PEOPLE:
        renderer = Renderer(find_character(name), (SIDE, SIDE), samples=3)
        rows.append(np.concatenate([renderer.frame(curves(e), *still) for e in EXPRESSIONS.values()], axis=1))
    target = sys.argv[1] if len(sys.argv) > 1 else "docs/images/faces.jpg"
    print(Picture(np.concatenate(rows)).save(target), *EXPRESSIONS)


if __name__ == "__main__":
    main()
