"""Faces in a picture: found by a detector at several scales, each measured by a mesh.

The detector is MediaPipe's short-range one (BlazeFace, Bazarevsky et al. 2019), run as published;
the search around it is ours.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen import weights
from emogen.vision.face_mesh import SIDE, mesh
from emogen.vision.networks import Network
from emogen.vision.windows import Window, around, cut, pyramid

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats, Floats, Pixels

RIGHT_EYE, LEFT_EYE = [33, 133], [263, 362]
"""The outer and inner corners of the eyes, the person's own right and left."""

_DETECTOR_SIDE: Final = 128
_GRIDS: Final = ((16, 2), (8, 6))
"""The detector's input in pixels, and its anchors: (cells a side, anchors a cell), in order."""

_MARGIN: Final = 1.5
"""The side of the mesh's window in longest sides of the face's box, as the network was trained."""

_LEAST_SCORE: Final = 0.5
_LEAST_PRESENCE: Final = 0.5
"""Detections and meshes below these probabilities are dropped (the published defaults)."""

_LOOKS: Final = (1.5, 2.2, 3.0)
_LEAST_AGREEMENT: Final = 0.7
_EYES_APART: Final = 0.15
"""A face counts when the detector, shown it in windows of these sizes of it, sees it there again:
the mean of its scores is this high, where a look counts 0 when its eyes are further from the mesh's
than this share of the face. Ours: it keeps the 17 faces of 16 portraits and drops all but two of
the 62 clouds, flowers and stones that the published limits let through in 204 pictures of scenes
and objects (OASIS, Kurdi et al. 2017)."""

_SURE: Final = 0.85
"""A picture is searched on its sides and upside down too as long as no face scores this high: an
upside-down face passes now and then for an upright one, but with a lower score. Ours."""

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
        points: float32, shape ``(478, 3)``: x to the right and y down in pixels of the picture, z
            in the same unit, away from the viewer, 0 near the middle of the head.
        score: how surely this is a face, 0.7 to 1: the detector's mean score in three closer looks.
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


def find_faces(pixels: Pixels) -> list[Face]:
    """Every face of a picture, the largest first; an empty list when there is none.

    Args:
        pixels: uint8 sRGB, shape ``(height, width, 3)``, e.g. from
            :func:`emogen.vision.photo.read_photo`. A picture without a sure upright
            face is searched again on its sides and upside down.

    Raises:
        MissingWeightError: the networks have not been fetched.
    """
    levels = pyramid(pixels)
    faces: list[Face] = []
    for quarters in range(4):
        found = (_measure(levels, window) for window in _candidates(levels, quarters * math.pi / 2))
        faces = _distinct([*faces, *filter(None, found)])
        if any(face.score >= _SURE for face in faces):
            break
    return faces


def _candidates(levels: list[Floats], turn: float) -> list[Window]:
    """Where the mesh should look: merged detections as windows around upright faces."""
    height, width = levels[0].shape[:2]
    found = [
        _detect(levels, Window(x, y, side, side, turn)) for x, y, side in _search(float(width), float(height))
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
        (x, y), (width, height) = (box[:2] + box[2:]) / 2, box[2:] - box[:2]
        tilt = math.atan2(left_eye[1] - right_eye[1], left_eye[0] - right_eye[0])
        windows.append(Window(float(x), float(y), float(width), float(height), tilt).square(_MARGIN))
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


def _detect(levels: list[Floats], window: Window) -> tuple[AnyFloats, AnyFloats, AnyFloats]:
    """Boxes ``(n, 4)`` and eyes ``(n, 2, 2)`` in pixels, and scores ``(n,)``, of one window's faces."""
    seen = cut(levels, window, _DETECTOR_SIDE) * 2.0 - 1.0
    boxes, logits = _detector().run(seen)
    likely = np.flatnonzero(logits.ravel() > math.log(_LEAST_SCORE / (1 - _LEAST_SCORE)))
    raw = boxes.reshape(-1, 8, 2)[likely] / _DETECTOR_SIDE
    anchors = _anchors()[likely]
    centre, size, eyes = anchors + raw[:, 0], raw[:, 1], anchors[:, None] + raw[:, 2:4]
    middle, half = window.to_picture(centre), size.max(axis=1, keepdims=True) * window.width / 2
    scores = 1.0 / (1.0 + np.exp(-logits.ravel()[likely]))
    return np.hstack([middle - half, middle + half]), window.to_picture(eyes), scores


def _measure(levels: list[Floats], window: Window) -> Face | None:
    """The face in a window, or None when it turns out to be something else."""
    for look in range(2):  # the second time where the first look found it
        unit, presence = mesh(cut(levels, window, SIDE))
        if presence < _LEAST_PRESENCE:
            return None
        points: Floats = np.hstack([window.to_picture(unit[:, :2]), unit[:, 2:] * window.width])
        if look == 0:
            window = around(points, points[RIGHT_EYE[0]], points[LEFT_EYE[0]]).square(_MARGIN)
    score = _agreement(levels, points)
    return Face(points, score) if score >= _LEAST_AGREEMENT else None


def _agreement(levels: list[Floats], points: Floats) -> float:
    """The detector's mean score for a mesh, where it sees the same face."""
    eyes = np.stack([points[corners, :2].mean(axis=0) for corners in (RIGHT_EYE, LEFT_EYE)])
    close = around(points, eyes[0], eyes[1]).square(1.0)
    total = 0.0
    for factor in _LOOKS:
        _, seen, scores = _detect(levels, close.square(factor))
        apart = np.linalg.norm(seen - eyes, axis=2).max(axis=1, initial=0.0)
        total += float(scores[apart < _EYES_APART * close.width].max(initial=0.0))
    return total / len(_LOOKS)


def _distinct(faces: list[Face]) -> list[Face]:
    """The faces, largest first, each once."""
    kept: list[Face] = []
    for face in sorted(faces, key=lambda face: -face.score):
        others = np.array([other.box for other in kept], np.float32).reshape(-1, 4)
        if not (_overlap(np.array(face.box, np.float32), others) > _SAME_FACE).any():
            kept.append(face)
    return sorted(kept, key=lambda face: -face.size)


def _overlap(box: AnyFloats, boxes: AnyFloats) -> Floats:
    """Intersection over union of one box with each of ``boxes``, shape ``(n, 4)``."""
    low, high = np.maximum(box[:2], boxes[:, :2]), np.minimum(box[2:], boxes[:, 2:])
    shared = np.prod((high - low).clip(0), axis=1)
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    return np.asarray(shared / (areas + np.prod(box[2:] - box[:2]) - shared), np.float32)


@lru_cache(maxsize=1)
def _anchors() -> Floats:
    """Centres of the detector's anchors in the unit square, shape ``(896, 2)``."""
    rows = []
    for cells, each in _GRIDS:
        centres = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(centres, centres), axis=-1).reshape(-1, 2)
        rows.append(np.repeat(grid, each, axis=0))
    return np.concatenate(rows).astype(np.float32)


@lru_cache(maxsize=1)
def _detector() -> Network:
    return Network(weights.path("face-mesh", "face_detection_short_range.tflite"))
