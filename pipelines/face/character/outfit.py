"""What a head can be given besides its bust: the half figure below it, and things worn on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.face.character import rig as parts
from emogen.pipelines.face.character.figure import figure_of

if TYPE_CHECKING:
    from emogen.arrays import Floats, Ints
    from emogen.conditioning.character.looks import Looks
    from emogen.pipelines.face.character.head import Head

WORN: Final = 16
"""Index of the first part that is worn: the k-th piece is part ``WORN + k``."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A thing worn on the head, that turns with it.

    Attributes:
        points: float32, shape ``(n, 3)``, decimetres on the neutral head.
        triangles: int32, shape ``(m, 3)``, anticlockwise from outside.
        stuff: linear red, green, blue, roughness, gloss and softness of the terminator, in [0, 1].
    """

    points: Floats
    triangles: Ints
    stuff: tuple[float, float, float, float, float, float]


def with_figure(head: Head, looks: Looks) -> Head:
    """The head on its half figure, in place of the bust's own shoulders."""
    figure = figure_of(looks)
    own = len(figure.covered)
    kept = np.concatenate([~figure.covered, np.ones(len(head.rig.triangles) - own, bool)])
    body = replace(head.rig, triangles=head.rig.triangles[kept], triangle_part=head.rig.triangle_part[kept])
    return _added(replace(head, rig=body), figure.points, figure.triangles, figure.sky, parts.BODY, share=0.0)


def with_pieces(head: Head, pieces: Sequence[Piece]) -> Head:
    """The head with things on it."""
    for k, piece in enumerate(pieces):
        sky = np.full(len(piece.points), 0.85, np.float32)
        head = _added(head, piece.points, piece.triangles, sky, WORN + k, share=1.0)
    stuffs = np.array([piece.stuff for piece in pieces], np.float32).reshape(-1, 6)
    return replace(head, worn=stuffs)


def _added(head: Head, points: Floats, triangles: Ints, sky: Floats, part: int, *, share: float) -> Head:
    """The head with more vertices and triangles after its own."""
    rig, count, first = head.rig, len(points), len(head.neutral)
    under = np.tile(np.array([[0.0, 5.0, 0.0]], np.float32), (count, 1))  # below every neckline
    fixed = np.zeros((count, head.fixed.shape[1]), np.float32)
    fixed[:, 2], fixed[:, 4] = sky, -1.0
    whole = replace(
        rig,
        template=np.concatenate([rig.template, under]),
        triangles=np.concatenate([rig.triangles, (triangles + first).astype(np.int32)]),
        triangle_part=np.concatenate([rig.triangle_part, np.full(len(triangles), part, np.int32)]),
        vertex_part=np.concatenate([rig.vertex_part, np.full(count, part, np.int32)]),
        masks=np.concatenate([rig.masks, np.zeros((count, rig.masks.shape[1]), np.float32)]),
    )
    return replace(
        head,
        rig=whole,
        neutral=np.concatenate([head.neutral, points.astype(np.float32)]),
        share=np.concatenate([head.share, np.full(count, share, np.float32)]),
        fixed=np.concatenate([head.fixed, fixed]),
    )
