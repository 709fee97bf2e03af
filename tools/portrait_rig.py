"""Make ``assets/portrait_rig.safetensors``: how each point of a face's mesh moves with each shape.

Our own head is drawn with known geometry, the face reader finds its 478 points in the drawing, and
each point is laid back on the surface it was seen on. What the head's shapes do to that surface is
what they do to the point. Run as ``python -m tools.portrait_rig`` (a minute); the
mesh's triangles come from the ``mediapipe`` package.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.conditioning.character import characters
from emogen.files import whole_file
from emogen.pipelines.face.character import rig as parts
from emogen.pipelines.face.character.head import Head, make_head
from emogen.pipelines.face.photo.fit import similarity
from emogen.pipelines.face.photo.points import (
    LOWER_LID,
    LOWER_LIP,
    LOWER_OUTER,
    UPPER_LID,
    UPPER_LIP,
    UPPER_OUTER,
)
from emogen.pipelines.face.photo.rig import ASSET
from emogen.pipelines.face.render import raster
from emogen.pipelines.face.render.renderer import Renderer
from emogen.vision.face_mesh import SURFACE
from emogen.vision.face_shapes import shape_model
from emogen.vision.landmarks import find_faces

if TYPE_CHECKING:
    from emogen.arrays import Floats, Ints

_SIDE: Final = 768
_JAW: Final = (0.12, 0.3)
"""How far the mouth is open in the drawings: the edges of both lips can be told apart."""

_REACH: Final = 10
"""Samples around a point of an opening's edge in which its surface is looked for."""

_FRONT: Final = 0.1
"""Decimetres from the middle within which teeth are front teeth."""


def train(target: Path) -> None:
    """Write the asset."""
    model = shape_model()
    measured = []
    for character in characters().values():
        head = make_head(character.looks)
        renderer = Renderer(character.looks, (_SIDE, _SIDE))
        for jaw in _JAW:
            measured.append(_measure(head, renderer, jaw, model.mean, model.firm))
    offsets, jaw = (np.median(part, axis=0) for part in zip(*measured, strict=True))
    tensors = {
        "offsets": _even(_symmetric(offsets, _mirror(model.mean))).astype(np.float16),
        "jaw": jaw.astype(np.float16),
        "triangles": _triangles(),
    }
    from safetensors.numpy import save

    with whole_file(target) as temporary:
        temporary.write_bytes(save({name: np.ascontiguousarray(part) for name, part in tensors.items()}))


def _measure(head: Head, renderer: Renderer, jaw: float, mean: Floats, firm: Floats) -> tuple[Floats, Floats]:
    """Of one drawing: the offsets of the points ``(52, 478, 3)`` and of the lower front teeth
    ``(52, 3)``, in the mean face's frame."""
    curves = np.zeros(len(ARKIT), np.float32)
    curves[INDEX["jawOpen"]] = jaw
    pixels = renderer.frame(curves, np.zeros(3, np.float32), np.zeros(2, np.float32))
    points = find_faces(pixels)[0].points
    rig = head.rig
    posed, screen = np.empty_like(head.neutral), np.empty_like(head.neutral)
    raster.deform(head.neutral, rig.shape_start, rig.shape_vertex, head.offset, curves, posed)
    camera = renderer._camera
    raster.project(posed, camera, screen)
    scale = round(camera[4] / (_SIDE / 2))
    depth = np.full((_SIDE * scale, _SIDE * scale), np.inf, np.float32)
    ids = np.full(depth.shape, raster.EMPTY, np.int32)
    skin = np.ascontiguousarray(rig.triangles[rig.triangle_part == parts.BODY])
    raster.draw_triangles(screen, skin, depth, ids)
    corners, shares = _hits(points[:, :2] * scale, screen, skin, depth, ids)
    rest = (head.neutral[corners] * shares[:, :, None]).sum(axis=1)
    turn, size, _ = similarity(rest, mean, firm)
    offsets = np.zeros((len(ARKIT), len(points), 3), np.float32)
    bite = np.zeros((len(ARKIT), 3), np.float32)
    teeth = (rig.vertex_part == parts.LOWER_TEETH) & (abs(rig.template[:, 0]) < _FRONT)
    for shape in range(len(ARKIT)):
        rows = slice(rig.shape_start[shape], rig.shape_start[shape + 1])
        dense = np.zeros_like(head.neutral)
        dense[rig.shape_vertex[rows]] = head.offset[rows]
        offsets[shape] = (dense[corners] * shares[:, :, None]).sum(axis=1) @ turn * size
        bite[shape] = dense[teeth].mean(axis=0) @ turn * size
    return offsets, bite


def _hits(places: Floats, screen: Floats, triangles: Ints, depth: Floats, ids: Ints) -> tuple[Ints, Floats]:
    """The triangle's corners that each place shows, and the shares of them that make it up."""
    edges = {*UPPER_LIP, *LOWER_LIP, *UPPER_LID[0], *UPPER_LID[1], *LOWER_LID[0], *LOWER_LID[1]}
    corners = np.zeros((len(places), 3), np.int32)
    shares = np.zeros((len(places), 3), np.float32)
    for index, (x, y) in enumerate(places):
        reach = _REACH if index in edges else 3
        best, found = np.inf, (0, 0.0, 0.0)
        near = depth[int(y) - reach : int(y) + reach + 1, int(x) - reach : int(x) + reach + 1].min()
        for row in range(int(y) - reach, int(y) + reach + 1):
            for column in range(int(x) - reach, int(x) + reach + 1):
                if ids[row, column] < 0:
                    continue
                # an opening shows what is behind it: one sample aside is worth a hundredth of depth
                cost = np.hypot(column + 0.5 - x, row + 0.5 - y) + 100 * (depth[row, column] - near)
                if cost < best:
                    best, found = cost, (ids[row, column], column + 0.5, row + 0.5)
        corners[index] = triangles[found[0]]
        a, b, c = screen[corners[index], :2]
        u, v = np.linalg.solve(np.stack([b - a, c - a], axis=1), np.array(found[1:]) - a)
        shares[index] = np.clip([1 - u - v, u, v], 0, 1)
    return corners, shares / shares.sum(axis=1, keepdims=True)


def _mirror(mean: Floats) -> Ints:
    """For each point the one on the other side."""
    flipped = mean * (-1, 1, 1)
    flipped[:, 0] += 2 * mean[[10, 152, 1, 6], 0].mean()
    apart = np.linalg.norm(mean[None] - flipped[:, None], axis=2)
    return np.asarray(apart.argmin(axis=1), np.int32)


def _symmetric(offsets: Floats, mirror: Ints) -> Floats:
    """The mean of the offsets and their mirror image: what noise there is differs by side."""
    swapped = []
    for name in ARKIT:
        for side, other in (("Left", "Right"), ("Right", "Left")):
            if name.endswith(side):
                name = name.removesuffix(side) + other
                break
        swapped.append(INDEX[name])
    return np.asarray((offsets + offsets[swapped][:, mirror] * (-1, 1, 1)) / 2, np.float32)


def _even(offsets: Floats) -> Floats:
    """Offsets along each edge of the lips made even: where a point was found is a little off."""
    result = offsets.copy()
    for edge in (UPPER_LIP, LOWER_LIP, UPPER_OUTER, LOWER_OUTER):
        for _ in range(2):
            rows = result[:, edge]
            result[:, edge[1:-1]] = rows[:, 1:-1] / 2 + (rows[:, :-2] + rows[:, 2:]) / 4
    return result


def _triangles() -> Ints:
    """The surface's triangles: MediaPipe lists their edges three by three."""
    from mediapipe.tasks.python.vision import FaceLandmarksConnections

    edges = FaceLandmarksConnections.FACE_LANDMARKS_TESSELATION
    triangles = np.array([edge.start for edge in edges], np.int32).reshape(-1, 3)
    if triangles.max() >= SURFACE:
        raise ValueError("the package's mesh is not the one expected")
    return triangles


if __name__ == "__main__":
    train(Path(str(resources.files("emogen.assets") / ASSET)))
