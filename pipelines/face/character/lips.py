"""How far the lips of the rig are apart, which is what closures are measured by."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.pipelines.face.character.cutout import MASKS
from emogen.pipelines.face.character.rig import BODY, load_rig

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.media import FaceMotion


_PAIRS = 5
"""Pairs of points of the inner lips, nearest at rest, whose distance counts."""


def lip_gap(motion: FaceMotion) -> Floats:
    """Distance of the inner lips in the middle, in decimetres, shape ``(T,)``; 0 where they meet."""
    rest, moves = _gap()
    return np.asarray(np.maximum(rest + motion.curves @ moves, 0.0), np.float32)


@lru_cache(maxsize=1)
def _gap() -> tuple[np.float32, Floats]:
    """The gap at rest, and what each ARKit shape adds to it."""
    rig = load_rig()
    offsets = np.zeros((len(ARKIT), *rig.template.shape), np.float32)
    for shape in range(len(ARKIT)):
        rows = slice(rig.shape_start[shape], rig.shape_start[shape + 1])
        offsets[shape, rig.shape_vertex[rows]] = rig.shape_offset[rows]
    lips = np.flatnonzero(
        (rig.vertex_part == BODY)
        & (rig.masks[:, MASKS.index("lips")] > 0.4)
        & (np.abs(rig.template[:, 0]) < 0.13)
    )
    drop = offsets[INDEX["jawOpen"], lips, 1]
    lower, upper = lips[drop < -0.15], lips[drop > -0.05]
    between = np.linalg.norm(rig.template[upper][:, None] - rig.template[lower][None], axis=2)
    u, v = np.unravel_index(np.argsort(between, axis=None)[:_PAIRS], between.shape)
    rest = (rig.template[upper[u], 1] - rig.template[lower[v], 1]).mean()
    moves = (offsets[:, upper[u], 1] - offsets[:, lower[v], 1]).mean(axis=1)
    return np.float32(rest), moves
