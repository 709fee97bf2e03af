"""A contact sheet of faces: six emotions by four characters, written to docs/images/faces.jpg.

Run from the project root: ``python -m benchmarks.face_sheet [TARGET]``.
"""

from __future__ import annotations

import argparse

import numpy as np

from emogen.conditioning.character import find_character
from emogen.conditioning.emotion import Emotion
from emogen.media import Picture
from emogen.pipelines.face.motion.animate import still
from emogen.pipelines.face.render.renderer import Renderer

PEOPLE = ("mira", "jonas", "amara", "rosa")
EMOTIONS = ("joy", "sadness", "anger", "fear", "disgust", "surprise")
SIDE = 256  # pixels of one face


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", default="docs/images/faces.jpg")
    options = parser.parse_args()
    poses = [still(Emotion(name)) for name in EMOTIONS]
    rows = []
    for name in PEOPLE:
        renderer = Renderer(find_character(name).looks, (SIDE, SIDE), samples=3)
        row = [renderer.frame(pose.curves[0], pose.head[0], pose.gaze[0]) for pose in poses]
        rows.append(np.concatenate(row, axis=1))
    print(Picture(np.concatenate(rows)).save(options.target), *EMOTIONS)


if __name__ == "__main__":
    main()
