"""A sheet of one portrait's expressions, mouths, blinks and turns: ``docs/images/portrait.jpg``.

python -m benchmarks.portrait_sheet portrait.png
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from emogen.arkit import ARKIT, INDEX
from emogen.conditioning.emotion import Emotion
from emogen.media import Picture
from emogen.pipelines.face.motion.animate import still
from emogen.pipelines.face.photo.load import read_portrait
from emogen.pipelines.face.photo.render import PhotoRenderer

SHEET: Final = Path(__file__).parents[1] / "docs" / "images" / "portrait.jpg"
EMOTIONS: Final = ("joy", "sadness", "anger", "fear", "disgust", "surprise")
MOUTHS: Final = (
    {"mouthPress": 0.2},
    {"jawOpen": 0.15, "mouthStretch": 0.3},
    {"jawOpen": 0.45},
    {"jawOpen": 0.25, "mouthFunnel": 0.6},
    {"mouthPucker": 0.9},
    {"mouthRollLower": 0.6, "mouthUpperUp": 0.25},
    {"mouthSmile": 0.6, "jawOpen": 0.2, "mouthUpperUp": 0.3},
)
OTHERS: Final[tuple[tuple[dict[str, float], tuple[float, ...], tuple[float, ...]], ...]] = (
    ({"eyeBlink": 0.35}, (0, 0, 0), (0, 0)),
    ({"eyeBlink": 0.7}, (0, 0, 0), (0, 0)),
    ({"eyeBlink": 1.0}, (0, 0, 0), (0, 0)),
    ({}, (0, 0, 0), (0.35, 0)),
    ({"mouthPress": 0.1}, (0.25, 0, 0), (0, 0)),
    ({"mouthPress": 0.1}, (-0.25, 0, 0), (0, 0)),
    ({"mouthPress": 0.1}, (0, -0.15, 0.15), (0, 0)),
)
TILE: Final = 200


def curves(shapes: dict[str, float]) -> np.ndarray:
    values = np.zeros(len(ARKIT), np.float32)
    for name, value in shapes.items():
        for column in [INDEX[name]] if name in INDEX else [INDEX[name + "Left"], INDEX[name + "Right"]]:
            values[column] = value
    return values


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photo")
    options = parser.parse_args()
    photo = read_portrait(options.photo)
    renderer = PhotoRenderer(photo)
    still_head = np.zeros(3, np.float32)
    frames = [photo.pixels]
    for name in EMOTIONS:
        pose = still(Emotion(name))
        frames.append(renderer.frame(pose.curves[0], pose.head[0], pose.gaze[0]))
    frames += [renderer.frame(curves(mouth), still_head, still_head[:2]) for mouth in MOUTHS]
    for shapes, head, gaze in OTHERS:
        frames.append(renderer.frame(curves(shapes), np.array(head, np.float32), np.array(gaze, np.float32)))
    low, high = photo.points[:, :2].min(axis=0), photo.points[:, :2].max(axis=0)
    reach = 0.78 * (high - low).max()
    x, y = (low + high) / 2 - (0, 0.12 * reach)
    box = (int(x - reach), int(y - reach), int(x + reach), int(y + reach))
    columns = len(EMOTIONS) + 1
    sheet = Image.new("RGB", (columns * TILE, len(frames) // columns * TILE))
    for number, frame in enumerate(frames):
        tile = Image.fromarray(frame).crop(box).resize((TILE, TILE), Image.Resampling.LANCZOS)
        sheet.paste(tile, (number % columns * TILE, number // columns * TILE))
    Picture(np.asarray(sheet)).save(SHEET)


if __name__ == "__main__":
    main()
