"""Where hair grows: a line around the head, in the skin map's own coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.face.character import rig as parts
from emogen.pipelines.face.character.cutout import MASKS
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.conditioning.character.looks import Looks
    from emogen.pipelines.face.character.rig import Rig


_ANGLE = (0.0, 0.25, 0.5, 0.72, 0.9, 1.1, 1.35, 1.75, 2.1, 3.2)  # radians from the middle of the brow
_LINE = (7.97, 7.985, 7.97, 7.88, 7.72, 7.40, 7.42, 7.40, 6.80, 6.62)  # decimetres on the template
_RECEDES = (0.35, 0.7, 1.6, 1.5, 0.7, 0.15, 0.0, 0.0, 0.0, 0.0)  # most over the temples
_SOFT = 0.11  # over which hair thickens, decimetres


def grows(looks: Looks, angle: AnyFloats, height: AnyFloats) -> AnyFloats:
    """How thick hair grows in [0, 1] at an angle around the template's axis and a height on it."""
    draw = stream(looks.seed, "hairline")
    around = np.abs(angle)
    recede = 0.10 * looks.sex * float(np.clip((looks.age - 25) / 40, 0, 1))
    if looks.hair == "receding":
        recede = max(recede, 0.09) + 0.12
    line = np.interp(around, _ANGLE, _LINE) + 0.1 * (1 - looks.sex) * np.exp(-(((around - 1.12) / 0.2) ** 2))
    line = line + recede * np.interp(around, _ANGLE, _RECEDES)
    for waves, size in ((9, 0.012), (23, 0.010), (57, 0.008)):  # no line that a ruler drew
        line = line + size * np.sin(waves * angle + draw.uniform(0, 2 * np.pi))
    # a little peak in the middle of some brows
    line = line - 0.07 * draw.uniform(-0.2, 1.0) * np.exp(-((angle / 0.12) ** 2))
    return np.asarray(np.clip((height - line) / _SOFT, 0, 1), np.float32)


def bare(rig: Rig) -> AnyFloats:
    """1 where no hair grows wherever the line is, per vertex: ears, inside the mouth, not the body."""
    place = rig.template
    ears = (abs(place[:, 0]) > 0.775) & (place[:, 1] < 7.42) & (place[:, 2] > 0.3)
    body = (rig.vertex_part == parts.BODY) & (rig.masks[:, MASKS.index("inside-mouth")] < 0.1)
    free = body & ~ears & (rig.masks[:, MASKS.index("ears")] < 0.1)
    return np.asarray(~free, np.float32)


def around(points: AnyFloats) -> AnyFloats:
    """The angle of template points around the vertical axis of the skin map, radians."""
    return np.asarray(np.arctan2(points[..., 0], points[..., 2] - 0.55), np.float32)
