"""Faces in a picture: found by a detector at several scales, then measured at 468 points.

The networks are MediaPipe's short-range detector (BlazeFace, Bazarevsky et al. 2019) and face
mesh (Kartynnik et al. 2019), run as they are published; what surrounds them is ours.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen import weights

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.floating[Any]]
    Pixels = NDArray[np.uint8]

POINTS: Final = 468
"""Points of the mesh, in MediaPipe's order (canonical face model)."""

RIGHT_EYE, LEFT_EYE = 33, 263
"""The outer corners of the eyes, the person's own right and left."""

_DETECTOR_SIDE: Final = 128
_GRIDS: Final = ((16, 2), (8, 6))
"""The detector's input in pixels, and its anchors: (cells a side, anchors a cell), in order."""

_MESH_SIDE: Final = 192
_MARGIN: Final = 1.5
"""The mesh's input in pixels, and the side of its window in longest sides of the face's box, as
the network was trained."""

_LEAST_SCORE: Final = 0.5
_LEAST_PRESENCE: Final = 0.5
"""Detections and meshes below these probabilities are dropped (the published defaults)."""

_SAME_FACE: Final = 0.3
"""Boxes that share more than this of their union show one face (the published default)."""

_FINEST: Final = 160
_LEVELS: Final = 3
"""The picture is searched whole, in windows of half its longest side, and of a quarter, as long
as a window has this many pixels a side. Ours: the detector sees faces above a tenth of its window."""

_ROOM: Final = 1.6
"""One window is this much larger than the picture: close-ups fill it, and the detector wants to
see what is around a face. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One face of a picture.

    Attributes:
        points: float32, shape ``(468, 3)``: x to the right and y down in pixels of the picture, z
            in the same unit, away from the viewer, 0 near the middle of the head.
        score: probability in [0, 1] that this is a face.
    """

    points: Floats
    score: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) of the points in pixels; may lie beyond the picture's edge."""
        (left, top), (right, bottom) = self.points[:, :2].min(axis=0), self.points[:, :2].max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    @property
    def size(self) -> float:
        """The longer side of the box in pixels."""
        left, top, right, bottom = self.box
        return max(right - left, bottom - top)


@dataclass(frozen=True, slots=True)
class _Window:
    """A square of the picture, seen by a network: centre and side in pixels, turn in radians."""

    x: float
    y: float
    side: float
    turn: float = 0.0

    def to_picture(self, points: Numbers) -> Floats:
        """Points of the unit square, shape ``(..., 2)``, in pixels of the picture."""
        across, down = (points[..., 0] - 0.5) * self.side, (points[..., 1] - 0.5) * self.side
        cosine, sine = math.cos(self.turn), math.sin(self.turn)
        turned = (self.x + cosine * across - sine * down, self.y + sine * across + cosine * down)
        return np.stack(turned, axis=-1).astype(np.float32)


def find_faces(pixels: Pixels) -> list[Face]:
    """Every face of a picture, the largest first; an empty list when there is none.

    Args:
        pixels: uint8 sRGB, shape ``(height, width, 3)``, e.g. from
            :func:`emogen.conditioning.read.photo.read_photo`. A picture in which no upright face is
            found is searched again on its sides and upside down.

    Raises:
        MissingWeightError: the networks have not been fetched.
    """
    pyramid = _pyramid(pixels)
    for quarters in range(4):
        faces = _distinct([
            face
            for window in _candidates(pyramid, quarters * math.pi / 2)
            if (face := _measure(pyramid, window)) is not None
        ])  # fmt: skip
        if faces:
            return faces
    return []


def _candidates(pyramid: list[Floats], turn: float) -> list[_Window]:
    """Where the mesh should look: merged detections as windows around upright faces."""
    height, width = pyramid[0].shape[:2]
    found = [
        _detect(pyramid, _Window(x, y, side, turn)) for x, y, side in _search(float(width), float(height))
    ]
    boxes, eyes, scores = (np.concatenate(parts) for parts in zip(*found, strict=True))
    windows = []
    left = np.argsort(-scores, kind="stable")
    while len(left):
        same = _overlap(boxes[left[0]], boxes[left]) > _SAME_FACE
        group, left = left[same], left[~same]
        share = (scores[group] / scores[group].sum())[:, None]
        box = (boxes[group] * share).sum(axis=0)
        right_eye, left_eye = (eyes[group] * share[:, :, None]).sum(axis=0)
        side = float(max(box[2] - box[0], box[3] - box[1])) * _MARGIN
        centre = (box[:2] + box[2:]) / 2
        windows.append(_Window(float(centre[0]), float(centre[1]), side, _tilt(right_eye, left_eye)))
    return windows


def _search(width: float, height: float) -> Iterator[tuple[float, float, float]]:
    """Centres and sides of the windows in which to look for faces."""
    longest = max(width, height)
    yield width / 2, height / 2, longest * _ROOM
    yield width / 2, height / 2, longest
    for level in range(1, _LEVELS):
        side = longest / 2**level
        if side < _FINEST:
            return
        # half of each window lies in the next, so that no face is cut in all of them
        for y in np.arange(min(side, height) / 2, height, side / 2):
            for x in np.arange(min(side, width) / 2, width, side / 2):
                yield float(x), float(y), side


def _detect(pyramid: list[Floats], window: _Window) -> tuple[Numbers, Numbers, Numbers]:
    """Boxes ``(n, 4)`` and eyes ``(n, 2, 2)`` in pixels, and scores ``(n,)``, of one window's faces."""
    seen = _cut(pyramid, window, _DETECTOR_SIDE) * 2.0 - 1.0
    boxes, logits = _network("face_detection_short_range.tflite").run(seen)
    likely = np.flatnonzero(logits.ravel() > math.log(_LEAST_SCORE / (1 - _LEAST_SCORE)))
    raw = boxes.reshape(-1, 8, 2)[likely] / _DETECTOR_SIDE
    anchors = _anchors()[likely]
    centre, size, eyes = anchors + raw[:, 0], raw[:, 1], anchors[:, None] + raw[:, 2:4]
    middle, half = window.to_picture(centre), size.max(axis=1, keepdims=True) * window.side / 2
    scores = 1.0 / (1.0 + np.exp(-logits.ravel()[likely]))
    return np.hstack([middle - half, middle + half]), window.to_picture(eyes), scores


def _measure(pyramid: list[Floats], window: _Window) -> Face | None:
    """The mesh of the face in a window, looked at twice: again where the first look found it."""
    network = _network("face_landmark.tflite")
    for look in range(2):
        mesh, presence = network.run(_cut(pyramid, window, _MESH_SIDE))
        score = 1.0 / (1.0 + math.exp(-float(presence.item())))
        if score < _LEAST_PRESENCE:
            return None
        unit = mesh.reshape(POINTS, 3) / _MESH_SIDE
        points: Floats = np.hstack([window.to_picture(unit[:, :2]), unit[:, 2:] * window.side])
        if look == 0:
            window = _around(points)
    return Face(points.astype(np.float32), score)


def _around(points: Numbers) -> _Window:
    """The window in which the mesh network wants to see a face with these points."""
    turn = _tilt(points[RIGHT_EYE], points[LEFT_EYE])
    # the face's box along its own axes
    upright = _Window(0.0, 0.0, 1.0, -turn).to_picture(points[:, :2] + 0.5)
    low, high = upright.min(axis=0), upright.max(axis=0)
    x, y = _Window(0.0, 0.0, 1.0, turn).to_picture((low + high) / 2 + 0.5)
    return _Window(float(x), float(y), float((high - low).max()) * _MARGIN, turn)


def _tilt(right_eye: Numbers, left_eye: Numbers) -> float:
    """How far a face is turned in the picture's plane, clockwise, in radians."""
    return math.atan2(float(left_eye[1] - right_eye[1]), float(left_eye[0] - right_eye[0]))


def _distinct(faces: list[Face]) -> list[Face]:
    """The faces, largest first, each once."""
    kept: list[Face] = []
    for face in sorted(faces, key=lambda face: -face.score):
        others = np.array([other.box for other in kept], np.float32).reshape(-1, 4)
        if not (_overlap(np.array(face.box, np.float32), others) > _SAME_FACE).any():
            kept.append(face)
    return sorted(kept, key=lambda face: -face.size)


def _overlap(box: Numbers, boxes: Numbers) -> Floats:
    """Intersection over union of one box with each of ``boxes``, shape ``(n, 4)``."""
    low, high = np.maximum(box[:2], boxes[:, :2]), np.minimum(box[2:], boxes[:, 2:])
    shared = np.prod((high - low).clip(0), axis=1)
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    return np.asarray(shared / (areas + np.prod(box[2:] - box[:2]) - shared), np.float32)


def _pyramid(pixels: Pixels) -> list[Floats]:
    """The picture in [0, 1] and its halvings, each pixel the mean of four of the one before."""
    levels = [pixels.astype(np.float32) / 255.0]
    while min(levels[-1].shape[:2]) >= 2:
        last = levels[-1]
        height, width = last.shape[0] // 2, last.shape[1] // 2
        whole = last[: 2 * height, : 2 * width]
        levels.append(whole.reshape(height, 2, width, 2, 3).mean(axis=(1, 3)))
    return levels


def _cut(pyramid: list[Floats], window: _Window, side: int) -> Floats:
    """What is in a window, float32 ``(1, side, side, 3)`` in [0, 1]; black beyond the picture."""
    level = int(np.clip(math.floor(math.log2(max(1.0, window.side / side))), 0, len(pyramid) - 1))
    source = pyramid[level]
    grid = (np.arange(side, dtype=np.float32) + 0.5) / side
    unit = np.stack(np.meshgrid(grid, grid), axis=-1)
    places = window.to_picture(unit) / 2**level - 0.5
    return np.ascontiguousarray(_bilinear(source, places[..., 0], places[..., 1])[None])


def _bilinear(source: Floats, x: Numbers, y: Numbers) -> Floats:
    height, width = source.shape[:2]
    left, top = np.floor(x).astype(np.int32), np.floor(y).astype(np.int32)
    total = np.zeros((*x.shape, 3), np.float32)
    for row, column in ((0, 0), (0, 1), (1, 0), (1, 1)):
        across, down = left + column, top + row
        share = (1.0 - np.abs(x - across)) * (1.0 - np.abs(y - down))
        inside = (across >= 0) & (across < width) & (down >= 0) & (down < height)
        pixel = source[down.clip(0, height - 1), across.clip(0, width - 1)]
        total += pixel * np.where(inside, share, 0.0)[..., None]
    return total


@lru_cache(maxsize=1)
def _anchors() -> Floats:
    """Centres of the detector's anchors in the unit square, shape ``(896, 2)``."""
    rows = []
    for cells, each in _GRIDS:
        centres = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(centres, centres), axis=-1).reshape(-1, 2)
        rows.append(np.repeat(grid, each, axis=0))
    return np.concatenate(rows).astype(np.float32)


class _Network:
    """A network with one input and two outputs; one caller at a time."""

    def __init__(self, path: Path) -> None:
        from ai_edge_litert.interpreter import Interpreter, OpResolverType

        # Without the default delegate: it announces itself on the terminal.
        plain = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
        self._net: Any = Interpreter(model_path=str(path), experimental_op_resolver_type=plain)
        self._net.allocate_tensors()
        self._input = self._net.get_input_details()[0]["index"]
        self._outputs = [output["index"] for output in self._net.get_output_details()]
        self._lock = Lock()

    def run(self, values: Floats) -> tuple[Floats, Floats]:
        with self._lock:
            self._net.set_tensor(self._input, values)
            self._net.invoke()
            first, second = (self._net.get_tensor(index) for index in self._outputs)
        return first, second


@lru_cache(maxsize=2)
def _network(name: str) -> _Network:
    return _Network(weights.path("face-mesh", name))
