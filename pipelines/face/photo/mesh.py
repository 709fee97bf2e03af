"""The mesh over a photograph: the face's surface, rings around it for head and hair, and its openings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.face.photo.points import LOWER_LID, LOWER_LIP, OVAL, UPPER_LID, UPPER_LIP
from emogen.pipelines.face.photo.rig import point_rig
from emogen.vision.face_mesh import SURFACE

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from emogen.arrays import Floats, Ints
    from emogen.pipelines.face.photo.fit import Fit

RINGS: Final = (1.1, 1.25, 1.5, 1.9, 2.5, 3.3)
"""Rings around the face, in its rim's distances from the middle. The outermost never moves."""

_WITH_HEAD: Final = (1.0, 1.0, 1.0, 1.0, 0.5, 0.0)
_WITH_HEAD_NO_MATTE: Final = (1.0, 0.95, 0.65, 0.25, 0.05, 0.0)
"""How far rings turn with the head: where the person is cut out of the background, the background
stays anyway; where not, it should move little. Ours."""

_WITH_FACE: Final = (0.55, 0.2, 0.04, 0.0, 0.0, 0.0)
"""How far rings follow what an expression does to the rim of the face. Ours."""

_DEPTH: Final = (0.7, 0.35, 0.1, 0.0, 0.0, 0.0)
"""How much of the rim's depth in front of the head's middle the rings still have. Ours: the skull
falls away behind the rim, and the outline of a head lies in its middle plane."""

PIVOT: Final = np.array([0.0, -0.7, -1.25], np.float32)
"""The joint of head and neck in the rig's frame: below the ears. Ours, from the character's head."""

_SIDE, _FLATTER = -0.6, 0.55
"""Behind this depth, rig units, the sides of the face are taken to be flatter by this factor: they are seen
nearly edge-on, and what little is seen of them would be torn apart by their whole depth. Ours."""

_NECK: Final = 1.15
"""Rig units below the chin over which the head's turn fades out: two thirds of a neck. Ours."""

_EDGE: Final = 0.6
"""Rig units from the photograph's edge within which what lies around the face turns less. Ours."""

LEVELS: Final = 2
"""Subdivisions: triangles of a 20th of the face become a 80th."""


@dataclass(frozen=True, slots=True, eq=False)
class Topology:
    """What is the same for every face.

    Attributes:
        refine: from coarse points (468 of the surface, then rings of 36) to fine ones, ``(n, m)``.
        triangles: of the fine mesh, the openings filled, shape ``(t, 3)``; solid: how many come before
            those that fill openings.
        mouth: the fine points around the mouth's opening, in order; eyes: around each eye's.
    """

    refine: csr_array
    triangles: Ints
    solid: int
    mouth: Ints
    eyes: tuple[Ints, Ints]


@lru_cache(maxsize=1)
def topology() -> Topology:
    """The fine mesh's topology (Loop 1987; edges of openings are curves, their corners fixed)."""
    from scipy.sparse import csr_array, eye_array

    triangles, last = point_rig().triangles, list(OVAL)
    strips = []
    for ring in range(len(RINGS)):
        outer = [SURFACE + ring * len(OVAL) + place for place in range(len(OVAL))]
        strips.append(_strip(last, outer))
        last = outer
    triangles = np.concatenate([triangles, *strips])
    loops = [
        [*UPPER_LIP, *LOWER_LIP[-2:0:-1]],
        *([*upper, *lower[-2:0:-1]] for upper, lower in zip(UPPER_LID, LOWER_LID, strict=True)),
    ]
    corners = {UPPER_LIP[0], UPPER_LIP[-1], *(lid[end] for lid in UPPER_LID for end in (0, -1))}
    refine = csr_array(eye_array(SURFACE + len(RINGS) * len(OVAL)))
    for _ in range(LEVELS):
        step, triangles, middle = _loop_step(triangles, refine.shape[0], corners)
        refine = csr_array(step @ refine)
        loops = [
            [point for a, b in zip(loop, loop[1:] + loop[:1], strict=True) for point in (a, middle[a, b])]
            for loop in loops
        ]
    fills = [
        _strip(loop[: len(loop) // 2 + 1], [loop[0], *loop[: len(loop) // 2 - 1 : -1]]) for loop in loops
    ]
    mouth, right, left = (np.array(loop, np.int32) for loop in loops)
    filled = np.concatenate([triangles, *(fill[_proper(fill)] for fill in fills)])
    return Topology(
        csr_array(refine.astype(np.float32)), filled.astype(np.int32), len(triangles), mouth, (right, left)
    )


def _proper(triangles: Ints) -> NDArray[np.bool_]:
    a, b, c = triangles.T
    return np.asarray((a != b) & (b != c) & (a != c))


def _strip(inner: list[int], outer: list[int]) -> Ints:
    """Triangles between two rows of points; rows of a ring are closed."""
    closed = len(set(inner) & set(outer)) == 0
    pairs = zip(inner, [*inner[1:], inner[0]], outer, [*outer[1:], outer[0]], strict=True)
    rows = [(a, b, c, d) for a, b, c, d in pairs][: None if closed else -1]
    return np.array([corner for a, b, c, d in rows for corner in ((a, b, d), (a, d, c))], np.int32)


def _loop_step(
    triangles: Ints, count: int, corners: set[int]
) -> tuple[csr_array, Ints, dict[tuple[int, int], int]]:
    """One subdivision: the matrix from old to new points, the new triangles, the edges' middles."""
    from scipy.sparse import coo_array, csr_array

    opposite: dict[tuple[int, int], list[int]] = {}
    for a, b, c in triangles.tolist():
        for p, q, r in ((a, b, c), (b, c, a), (c, a, b)):
            opposite.setdefault((min(p, q), max(p, q)), []).append(r)
    middle: dict[tuple[int, int], int] = {}
    around: list[set[int]] = [set() for _ in range(count)]
    border: list[list[int]] = [[] for _ in range(count)]
    entries: list[tuple[int, int, float]] = []
    for number, ((p, q), others) in enumerate(opposite.items(), count):
        middle[p, q] = middle[q, p] = number
        around[p].add(q)
        around[q].add(p)
        if len(others) == 1:
            border[p].append(q)
            border[q].append(p)
            entries += [(number, p, 0.5), (number, q, 0.5)]
        else:
            entries += [(number, p, 0.375), (number, q, 0.375), *((number, r, 0.125) for r in others)]
    for point in range(count):
        if point in corners or not around[point]:
            entries.append((point, point, 1.0))
        elif border[point]:
            entries += [(point, point, 0.75), *((point, near, 0.125) for near in border[point])]
        else:
            share = 3 / 16 if len(around[point]) == 3 else 3 / (8 * len(around[point]))
            entries.append((point, point, 1 - share * len(around[point])))
            entries += [(point, near, share) for near in around[point]]
    row, column, value = zip(*entries, strict=True)
    matrix = csr_array(coo_array((value, (row, column)), shape=(count + len(opposite), count)))
    a, b, c = triangles.T.tolist()
    ab, bc, ca = ([middle[edge] for edge in zip(p, q, strict=True)] for p, q in ((a, b), (b, c), (c, a)))
    parts = ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))
    return matrix, np.concatenate([np.stack(part, axis=1) for part in parts]).astype(np.int32), middle


def _smooth(t: Floats) -> Floats:
    return t * t * (3 - 2 * t)


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """The mesh over one photograph.

    Attributes:
        points: shape ``(684, 3)``, as :class:`Fit` has them; rest: the fine ones, shape ``(n, 3)``.
        share: how far each fine point turns with the head, [0, 1], shape ``(n,)``.
        triangles: the topology's, all with the same side to the viewer.
        follow: from the rim's 36 points to the rings: the share of an expression's offset, ``(216,)``.
        pivot: pixels.
    """

    points: Floats
    rest: Floats
    share: Floats
    triangles: Ints
    follow: Floats
    pivot: Floats


def make_mesh(fit: Fit, matte: bool, size: tuple[int, int]) -> Mesh:
    """Lay the mesh over a fitted face.

    Args:
        matte: whether the person is cut out of the background.
        size: the photograph's width and height in pixels: nothing comes in over its edges.
    """
    rim = fit.points[list(OVAL)]
    local = fit.local(rim)
    middle = np.array([0.0, 0.1, PIVOT[2]], np.float32)
    centre = fit.place(middle)
    rings = []
    for far, deep in zip(RINGS, _DEPTH, strict=True):
        ring = middle + far * (local - middle)
        ring[:, 2] = middle[2] + deep * (local[:, 2] - middle[2])
        # only what is seen counts: rings leave the rim in the picture, not in space
        placed = fit.place(ring)
        placed[:, :2] = (centre + far * (rim - centre))[:, :2]
        rings.append(placed)
    points = np.concatenate([fit.points[:SURFACE], *rings])
    lying = fit.local(points)
    height = lying[:, 1] - local[:, 1].min()
    depth = lying[:, 2]
    lying[:, 2] = np.where(depth < _SIDE, _SIDE + _FLATTER * (depth - _SIDE), depth)
    points[:, 2] = fit.place(lying)[:, 2]
    by_ring = np.repeat(_WITH_HEAD if matte else _WITH_HEAD_NO_MATTE, len(OVAL))
    fade = (1 + height[SURFACE:] / _NECK).clip(0, 1)
    share = np.ones(len(points), np.float32)
    share[SURFACE:] = by_ring * _smooth(fade)
    follow = np.repeat(_WITH_FACE, len(OVAL)).astype(np.float32)
    refine = topology().refine
    rest = refine @ points
    around = refine @ (np.arange(len(points)) >= SURFACE)
    inside = np.minimum(rest[:, :2], np.array(size) - 1 - rest[:, :2]).min(axis=1)
    held = 1 - around * (1 - _smooth((inside / (_EDGE * fit.unit)).clip(0, 1)))
    share = (refine @ share) * held
    return Mesh(
        points=points.astype(np.float32),
        rest=rest.astype(np.float32),
        share=share.astype(np.float32),
        triangles=_facing(rest, topology().triangles),
        follow=follow,
        pivot=fit.place(PIVOT),
    )


def _facing(points: Floats, triangles: Ints) -> Ints:
    """The triangles turned so that all have a positive area in the picture."""
    (ax, ay), (bx, by), (cx, cy) = (points[triangles[:, corner], :2].T for corner in range(3))
    behind = (bx - ax) * (cy - ay) < (by - ay) * (cx - ax)
    return np.where(behind[:, None], triangles[:, [0, 2, 1]], triangles)
