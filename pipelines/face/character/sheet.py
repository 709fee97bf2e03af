"""A sheet of one character: from several sides, and with six emotions."""

from __future__ import annotations

from typing import Final

import numpy as np

from emogen.conditioning.character.looks import Looks
from emogen.conditioning.emotion import Emotion
from emogen.errors import RequestError
from emogen.media import PICTURE_SUFFIXES, Picture
from emogen.pipelines.face.motion.animate import still
from emogen.pipelines.face.render.renderer import Renderer

SUFFIXES: Final = PICTURE_SUFFIXES

PANELS: Final = (
    ("neutral", 0.0), ("neutral", 0.6), ("neutral", 1.35), ("joy", 0.0), ("joy", -0.6),
    ("surprise", 0.0), ("sadness", 0.0), ("anger", 0.0), ("fear", 0.0), ("disgust", 0.0),
)  # fmt: skip
"""Emotion and the head's yaw in radians, row by row."""

COLUMNS: Final = 5


def sheet(looks: Looks, *, side: int = 384) -> Picture:
    """Ten pictures of these looks in two rows, ``5 side`` by ``2 side`` pixels.

    Args:
        looks: whose face.
        side: of one picture in pixels, 16 to 1024.

    Raises:
        RequestError: a side out of range.
        MissingWeightError: the head's source is absent.
    """
    if not 16 <= side <= 1024:
        raise RequestError(f"{side} pixels are out of range", fix="Use 16 to 1024.")
    renderer = Renderer(looks, (side, side), samples=3)
    cells = []
    for emotion, yaw in PANELS:
        pose = still(Emotion(emotion))
        turned = pose.head[0] + np.array([yaw, 0, 0], np.float32)
        gaze = np.array([-np.clip(yaw, -0.45, 0.45), 0], np.float32) + pose.gaze[0]
        cells.append(renderer.frame(pose.curves[0], turned, gaze if abs(yaw) < 1 else pose.gaze[0]))
    rows = [np.concatenate(cells[k : k + COLUMNS], axis=1) for k in range(0, len(cells), COLUMNS)]
    return Picture(np.concatenate(rows))
