"""A sheet of every named character: front, turned, joy and anger, written to docs/images/characters.jpg.

Run from the project root: ``python -m benchmarks.character_sheet [TARGET]``.
"""

from __future__ import annotations

import argparse

import numpy as np
from PIL import Image

from emogen.conditioning.character import Character, characters
from emogen.conditioning.emotion import Emotion
from emogen.pipelines.face.motion.animate import still
from emogen.pipelines.face.render.renderer import Renderer

PANELS = (("neutral", 0.0), ("neutral", 0.55), ("joy", 0.0), ("anger", 0.0))
"""Emotion, and yaw in radians."""
SIDE, COLUMNS = 232, 2  # pixels of one face, characters beside each other


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", default="docs/images/characters.jpg")
    options = parser.parse_args()
    strips = [strip(person) for person in characters().values()]
    rows = [np.concatenate(strips[k : k + COLUMNS], axis=1) for k in range(0, len(strips), COLUMNS)]
    Image.fromarray(np.concatenate(rows)).save(options.target, quality=86, optimize=True)
    print(options.target, *characters())


def strip(person: Character) -> np.ndarray:
    renderer = Renderer(person.looks, (SIDE, SIDE), samples=4)
    cells = []
    for emotion, yaw in PANELS:
        pose = still(Emotion(emotion))
        turned = pose.head[0] + np.array([yaw, 0, 0], np.float32)
        gaze = pose.gaze[0] + np.array([-0.8 * yaw, 0], np.float32)
        cells.append(renderer.frame(pose.curves[0], turned, gaze))
    return np.concatenate(cells, axis=1)


if __name__ == "__main__":
    main()
