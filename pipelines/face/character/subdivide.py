"""One level of Catmull-Clark subdivision as a fixed linear map over vertices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Subdivision:
    """Rounds a quad mesh: every quad becomes four (Catmull & Clark 1978, boundaries as cubic B-splines).

    The map is linear in the vertex positions, so shape offsets are subdivided like positions.

    Attributes:
        quads: int32, shape ``(f, 4)``, vertices of the coarse quads.
        edges: int32, shape ``(e, 2)``, vertices of the coarse edges.
        edge_quads: int32, shape ``(e, 2)``, the quads beside each edge, -1 at a boundary.
        count: number of coarse vertices. The fine ones are these, then one per edge, then per quad.
    """

    quads: Ints
    edges: Ints
    edge_quads: Ints
    count: int

    def apply(self, values: Floats) -> Floats:
        """Fine values, float32, shape ``(count + e + f, k)``, of coarse ones, shape ``(count, k)``."""
        centres = values[self.quads].mean(axis=1)
        middles = values[self.edges].mean(axis=1)
        inner = self.edge_quads[:, 1] >= 0
        points = middles.copy()
        points[inner] = 0.5 * (middles[inner] + centres[self.edge_quads[inner]].mean(axis=1))
        return np.concatenate([self._corners(values, centres, middles, inner), points, centres]).astype(
            np.float32
        )

    def _corners(self, values: Floats, centres: Floats, middles: Floats, inner: NDArray[np.bool_]) -> Floats:
        around = _mean_onto(self.quads.ravel(), np.repeat(centres, 4, axis=0), self.count)
        spokes = _mean_onto(self.edges.ravel(), np.repeat(middles, 2, axis=0), self.count)
        valence = np.bincount(self.edges.ravel(), minlength=self.count)[:, None].clip(3)
        corners = (around + 2 * spokes + (valence - 3) * values) / valence
        rim = self.edges[~inner]
        rims = _mean_onto(rim.ravel(), np.repeat(middles[~inner], 2, axis=0), self.count)
        on_rim = np.zeros(self.count, bool)
        on_rim[rim] = True
        corners[on_rim] = 0.5 * (values[on_rim] + rims[on_rim])
        return np.asarray(corners, np.float32)

    def fine_quads(self) -> Ints:
        """int32, shape ``(4 f, 4)``."""
        lookup = {(int(a), int(b)): k for k, (a, b) in enumerate(self.edges)}
        fine = []
        first_quad = self.count + len(self.edges)
        for face, quad in enumerate(self.quads.tolist()):
            sides = [
                self.count + lookup[min(a, b), max(a, b)]
                for a, b in zip(quad, quad[1:] + quad[:1], strict=True)
            ]
            fine += [(quad[k], sides[k], first_quad + face, sides[k - 1]) for k in range(4)]
        return np.array(fine, np.int32)


def subdivision(quads: Ints, count: int) -> Subdivision:
    """The subdivision of a mesh with ``count`` vertices and quads of shape ``(f, 4)``."""
    sides = np.sort(np.stack([quads, np.roll(quads, -1, axis=1)], axis=2).reshape(-1, 2), axis=1)
    edges, index = np.unique(sides, axis=0, return_inverse=True)
    edge_quads = np.full((len(edges), 2), -1, np.int32)
    for side, edge in enumerate(index.ravel()):
        edge_quads[edge, 0 if edge_quads[edge, 0] < 0 else 1] = side // 4
    return Subdivision(quads.astype(np.int32), edges.astype(np.int32), edge_quads, count)


def _mean_onto(index: Ints, values: Floats, count: int) -> Floats:
    sums = np.stack([np.bincount(index, column, count) for column in values.T], axis=1)
    return np.asarray(sums / np.bincount(index, minlength=count)[:, None].clip(1), np.float32)
