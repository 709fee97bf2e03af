"""Triangles of one material, and the vertices they are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from emogen.arrays import Floats, Ints, Pixels


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """How a surface looks.

    Attributes:
        name: unique within a model.
        colour: linear base colour, times the vertex colour and the picture where there are any.
        picture: uint8 sRGB, shape ``(h, w, 3)``, or None.
        rough: 0 mirror to 1 matt.
    """

    name: str
    colour: tuple[float, ...] = (1.0, 1.0, 1.0)
    picture: Pixels | None = None
    rough: float = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """Triangles of one material.

    Attributes:
        points, normals: float32, shape ``(n, 3)``.
        triangles: int32, shape ``(t, 3)``, anticlockwise from outside.
        share: how far each vertex turns with the head, [0, 1], shape ``(n,)``; None where a surface
            is rigid.
        place: where a vertex is in the picture, u right and v down, shape ``(n, 2)``, or None.
        colour: linear colour of each vertex, shape ``(n, 3)``, or None.
        offsets, bends: what each of the 52 shapes adds to points and normals, shape ``(52, n, 3)``,
            or None.
    """

    material: Material
    points: Floats
    normals: Floats
    triangles: Ints
    share: Floats | None = None
    place: Floats | None = None
    colour: Floats | None = None
    offsets: Floats | None = None
    bends: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """Vertices held by three vertices of the head's mesh each.

    Attributes:
        corners: int32, shape ``(n, 3)``; shares: their weights, which sum to 1, shape ``(n, 3)``.
    """

    corners: Ints
    shares: Floats

    def of(self, values: Floats) -> Floats:
        """What they have of ``values``, shape ``(v, k)``, of the mesh: float32, shape ``(n, k)``."""
        return np.asarray(np.einsum("nc,nck->nk", self.shares, values[self.corners]), np.float32)

    def __len__(self) -> int:
        return len(self.corners)

    def taken(self, rows: Ints) -> Bound:
        return Bound(self.corners[rows], self.shares[rows])


def whole(count: int) -> Bound:
    """Every vertex of a mesh of ``count``, held by itself."""
    corners = np.repeat(np.arange(count, dtype=np.int32)[:, None], 3, axis=1)
    return Bound(corners, np.tile(np.array([1, 0, 0], np.float32), (count, 1)))


def compact(bound: Bound, triangles: Ints) -> tuple[Bound, Ints]:
    """Only the vertices that the triangles use."""
    used, index = np.unique(triangles, return_inverse=True)
    return bound.taken(used), index.reshape(-1, 3).astype(np.int32)


def cut(bound: Bound, triangles: Ints, value: Floats) -> tuple[Bound, Ints, Ints]:
    """Triangles cut along the line where ``value`` is 0.

    Args:
        bound: the vertices; ends of edges that are cut are single vertices of the mesh.
        triangles: int32, shape ``(t, 3)``.
        value: of each vertex, shape ``(n,)``.

    Returns:
        the vertices with those on the line after them, the triangles above and those below it.
    """
    over = value >= 0
    count = over[triangles].sum(axis=1)
    pieces: dict[bool, list[Ints]] = {True: [triangles[count == 3]], False: [triangles[count == 0]]}
    edges: list[Ints] = []
    for alone in (True, False):
        mixed = triangles[count == (1 if alone else 2)]
        first = (over[mixed] == alone).argmax(axis=1)[:, None]
        a, b, c = np.take_along_axis(mixed, (first + np.arange(3)) % 3, axis=1).T
        start = len(bound) + sum(map(len, edges))
        ab = start + np.arange(len(a))
        ac = ab + len(a)
        edges += [np.stack([a, b], axis=1), np.stack([a, c], axis=1)]
        pieces[alone].append(np.stack([a, ab, ac], axis=1))
        pieces[not alone] += [np.stack([ab, b, c], axis=1), np.stack([ab, c, ac], axis=1)]
    ends = np.concatenate(edges)
    low, high = value[ends[:, 0]], value[ends[:, 1]]
    along = low / np.where(low == high, 1, low - high)
    corners = np.concatenate([bound.corners[ends, 0], bound.corners[ends[:, :1], 0]], axis=1)
    shares = np.stack([1 - along, along, 0 * along], axis=1).astype(np.float32)
    longer = Bound(np.concatenate([bound.corners, corners]), np.concatenate([bound.shares, shares]))
    above, below = (np.concatenate(pieces[side]).astype(np.int32) for side in (True, False))
    return longer, above, below


def unseamed(bound: Bound, triangles: Ints, place: Floats) -> tuple[Bound, Ints, Floats]:
    """A copy of vertices for triangles that would run backwards across a picture wound around the head:
    their left corners come back at its right edge. ``place`` is cut to the picture.

    Returns:
        vertices, triangles and places.
    """
    across = np.ptp(place[triangles, 0], axis=1) > 0.5
    moved = across[:, None] & (place[triangles, 0] < 0.5)
    old, index = np.unique(triangles[moved], return_inverse=True)
    triangles = triangles.copy()
    triangles[moved] = len(bound) + index.ravel()
    copies = place[old].copy()
    copies[:, 0] = 1.0
    places = np.concatenate([place, copies]).clip(0, 1).astype(np.float32)
    return bound.taken(np.concatenate([np.arange(len(bound)), old])), triangles, places


def unit(vectors: Floats) -> Floats:
    """Vectors of length 1."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), np.float32)


def finer(surface: Surface, times: int) -> Surface:
    """A surface of a sphere about the origin with every triangle cut in four, ``times`` times."""
    for _ in range(times):
        corners = surface.triangles
        edges = np.sort(np.stack([corners, np.roll(corners, -1, axis=1)], axis=2).reshape(-1, 2), axis=1)
        ends, index = np.unique(edges, axis=0, return_inverse=True)
        a, b, c = corners.T
        ab, bc, ca = len(surface.points) + index.reshape(-1, 3).T
        quarters = [np.stack(turn, axis=1) for turn in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))]
        normals = np.concatenate([surface.normals, unit(surface.normals[ends].mean(axis=1))])
        radius = np.linalg.norm(surface.points, axis=1)
        places = surface.place
        if places is not None:
            places = np.concatenate([places, places[ends].mean(axis=1)])
        surface = replace(
            surface,
            points=normals * np.concatenate([radius, radius[ends].mean(axis=1)])[:, None],
            normals=normals,
            triangles=np.concatenate(quarters).astype(np.int32),
            place=places,
        )
    return surface
