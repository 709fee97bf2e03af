"""Hair as strands: styles grown from the scalp, eyebrows and lashes bound to the face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.pipelines.face.character import Character
    from emogen.pipelines.face.rig import Rig

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Strands:
    """Hairs of ``steps`` points each.

    Attributes:
        points: float32, shape ``(hairs * steps, 3)``, decimetres on the neutral head.
        colour: linear RGB of each point without light, shape ``(hairs * steps, 3)``.
        lit: how much of the sky and of the key light reaches each point, shape ``(…, 2)``.
        width: thickness in decimetres, shape ``(hairs * steps,)``.
    """

    points: Floats
    colour: Floats
    lit: Floats
    width: Floats
    steps: int


@dataclass(frozen=True, slots=True, eq=False)
class BoundHair:
    """Brow and lash points, each held by three vertices of the mesh and lifted off it."""

    corners: Ints
    shares: Floats
    lift: Floats
    colour: Floats
    width: Floats
    steps: int


def scalp(rig: Rig, character: Character) -> Floats:
    """Where hair grows, per vertex in [0, 1]."""
    del character
    return np.zeros(len(rig.template), np.float32)


def grow_hair(character: Character, rig: Rig, neutral: Floats, normals: Floats, grown: Floats) -> Strands:
    empty = np.zeros((0, 3), np.float32)
    return Strands(empty, empty, np.zeros((0, 2), np.float32), np.zeros(0, np.float32), 8)


def bind_fine_hair(character: Character, rig: Rig, neutral: Floats, colour: Floats) -> BoundHair:
    empty = np.zeros((0, 3), np.float32)
    return BoundHair(np.zeros((0, 3), np.int32), empty, empty, empty, np.zeros(0, np.float32), 4)
