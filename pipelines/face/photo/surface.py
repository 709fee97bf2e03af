"""How the surface of a photographed face moves: shapes, and lips and lids that meet exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.pipelines.face.photo.fit import UPPER_FACE, lip_gap, spread
from emogen.pipelines.face.photo.mesh import topology
from emogen.pipelines.face.photo.points import CREASE, LOWER_LID, LOWER_LIP, OVAL, UPPER_LID, UPPER_LIP
from emogen.pipelines.face.photo.rig import point_rig
from emogen.vision.face_mesh import SURFACE

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.pipelines.face.photo.fit import Fit

_ASKED: Final = 0.08
"""The photograph's own expression goes as a motion asks for one: at this activation it is gone. Ours."""

_UPPER_SHARE: Final = 0.4
"""Where lips meet: this much of the way is the upper lip's. Ours: the jaw does most."""

_LID_SHARE: Final = 0.88
"""Where lids meet: this much of the way is the upper lid's. Ours."""

_SOLVED: Final = [INDEX[name] for name in ("mouthClose", "eyeBlinkLeft", "eyeBlinkRight", "tongueOut")]
"""Shapes that are carried out exactly on the photograph's own lips and lids, not by offsets."""


_LIVELY: Final = np.array([not name.startswith(("eyeBlink", "eyeLook")) for name in ARKIT])
"""Shapes that express something: blinks and looks leave the photograph its expression."""


def kept_shapes(curves: Floats) -> Floats:
    """How much of each of the photograph's own activations stays in a motion, shape ``(52,)``."""
    most = np.where(_LIVELY, curves.max(axis=0, initial=0.0), 0.0)
    asked = [float(most[part].max()) / _ASKED for part in (UPPER_FACE, ~UPPER_FACE)]
    upper, lower = (1 - min(1.0, share) ** 2 * (3 - 2 * min(1.0, share)) for share in asked)
    return np.where(UPPER_FACE, upper, lower).astype(np.float32)


class Surface:
    """The moving surface of one fitted face."""

    def __init__(self, fit: Fit) -> None:
        self._fit = fit
        self._up = (fit.axes[1] / fit.unit).astype(np.float32)
        self._lips, self._lids = _lip_spread(), _lid_spread()
        resting = fit.points - np.tensordot(fit.own, fit.offsets, 1)
        self._gap = lip_gap(resting, self._up)
        middle = (resting[list(UPPER_LIP)] + resting[list(LOWER_LIP)])[3:-3].mean(axis=0) / 2
        self.lips = fit.local(middle)
        """The middle of the closed lips at rest, rig units, shape ``(3,)``."""
        self.lid_band = _lid_band()
        """Where closed lids show skin that the photograph hides, [0, 1], fine points by eyes."""

    def offsets(self, wanted: Floats, kept: Floats) -> tuple[Floats, Floats, Floats]:
        """Offsets of the face's points ``(468, 3)``, what blinking does of them, and how far each eye
        is closed by it ``(2,)``."""
        fit = self._fit
        shapes = wanted - fit.own
        close = float(shapes[INDEX["mouthClose"]])
        shapes[_SOLVED] = 0
        moved = np.tensordot(shapes, fit.offsets[:, :SURFACE], 1)
        points = fit.points[:SURFACE] + moved
        gap = lip_gap(points, self._up)
        # the photograph's own opening, as far as its activations did not explain it, goes with them
        want = (gap - self._gap * (1 - kept[INDEX["jawOpen"]])).clip(0)
        want *= 1 - min(1.0, close / max(float(wanted[INDEX["jawOpen"]]), 1e-3, close))
        moved += self._lips @ _meeting(points, UPPER_LIP, LOWER_LIP, gap, want, _UPPER_SHARE)
        blinked, closed = np.zeros_like(moved), np.zeros(2, np.float32)
        for side, name in enumerate(("eyeBlinkRight", "eyeBlinkLeft")):
            upper, lower = UPPER_LID[side], LOWER_LID[side]
            opening = (points[list(upper)] - points[list(lower)]) @ self._up
            want = opening.clip(0) * (1 - wanted[INDEX[name]])
            blinked += self._lids[side] @ _meeting(points, upper, lower, opening, want, _LID_SHARE)
            before = (fit.points[upper[4]] - fit.points[lower[4]]) @ self._up
            closed[side] = 1 - min(1.0, max(0.0, float(want[4] / max(before, 1e-3))))
        return (moved + blinked).astype(np.float32), blinked.astype(np.float32), closed


def _meeting(
    points: Floats, upper: tuple[int, ...], lower: tuple[int, ...], gap: Floats, want: Floats, share: float
) -> Floats:
    """How the points between two corners move, upper then lower ones, for gaps to become ``want``."""
    between = points[list(upper)] - points[list(lower)]
    scale = np.where(gap > 1e-3, want / np.maximum(gap, 1e-3), 0.0)[:, None]
    change = ((scale - 1) * between)[1:-1]
    return np.concatenate([share * change, -(1 - share) * change])


def _lip_spread() -> Floats:
    """How the face follows the inner edges of the lips, shape ``(468, 18)``."""
    anchors = [*UPPER_LIP[1:-1], *LOWER_LIP[1:-1]]
    still = sorted({UPPER_LIP[0], UPPER_LIP[-1], *_STILL})
    return spread(anchors, still, point_rig().triangles)


_STILL: Final = (*OVAL[:12], *OVAL[-11:], 1, 2, 98, 327, 168, 50, 280, 205, 425, *range(246, 250))
"""Points that closing lips leave where they are: nose, cheeks and the upper rim."""


def _lid_spread() -> tuple[Floats, Floats]:
    """How the face follows the lids of each eye, shape ``(468, 14)`` each: only the row above does."""
    both = []
    for side in range(2):
        anchors = [*UPPER_LID[side][1:-1], *LOWER_LID[side][1:-1]]
        free = {*CREASE[side]}
        still = sorted(set(range(SURFACE)) - {*anchors} - free)
        both.append(spread(anchors, still, point_rig().triangles))
    return both[0], both[1]


def _lid_band() -> Floats:
    """Where closed lids show skin that the photograph hides, [0, 1], for each eye, ``(n, 2)``: all of
    the upper lid but its lashes, and the wet edge of the lower one."""
    refine = topology().refine
    bands = []
    for side in range(2):
        edge = np.zeros(refine.shape[1])
        edge[list(UPPER_LID[side][1:-1])] = 1
        near = refine @ edge
        rim = np.zeros(refine.shape[1])
        rim[list(LOWER_LID[side][1:-1])] = 1
        bands.append(np.maximum(4.5 * near * (1 - near), refine @ rim).clip(0, 1))
    return np.stack(bands, axis=1).astype(np.float32)
