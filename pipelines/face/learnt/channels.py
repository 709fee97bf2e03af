"""What is learnt of a face: its upper half, head and gaze. Lips, jaw, cheek puffs and tongue are speech's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.media import FaceMotion
from emogen.pipelines.face.motion.gaze import look_shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from emogen.arrays import Floats

LIDS: Final = ("eyeBlinkLeft", "eyeBlinkRight")

SHAPES: Final = (
    *LIDS,
    *("eyeSquintLeft", "eyeSquintRight", "eyeWideLeft", "eyeWideRight"),
    *("browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight"),
    *("cheekSquintLeft", "cheekSquintRight", "noseSneerLeft", "noseSneerRight"),
)
"""ARKit shapes that are learnt; the lids' without their blinks (:mod:`~.blinks`)."""

HEAD: Final = ("headYaw", "headPitch", "headRoll")

GAZE: Final = ("gazeYaw", "gazePitch")
"""Where the eyes look, seen from the still body: gaze relative to the head, plus the head. What the eyes
hold on to while the head turns stays in one place, so that steps in it are saccades."""

CHANNELS: Final = (*SHAPES, *HEAD, *GAZE)

_SHAPE_COLUMNS: Final = [INDEX[name] for name in SHAPES]
_SEEN_AT: Final = 0.005
"""A channel whose standard deviation is less, in its own unit, is not there: an app without head
tracking writes zeros. Ours."""


def track_of(motion: FaceMotion) -> Floats:
    """The :data:`CHANNELS` of a motion, float32, shape ``(T, 20)``."""
    looked = motion.gaze + motion.head[:, :2]
    return np.column_stack([motion.curves[:, _SHAPE_COLUMNS], motion.head, looked]).astype(np.float32)


def motion_of(track: Floats, fps: float) -> FaceMotion:
    """The motion of a track as :func:`track_of` gives it: mouth at rest, eyeLook shapes by the gaze."""
    curves = np.zeros((len(track), len(ARKIT)), np.float32)
    curves[:, _SHAPE_COLUMNS] = np.clip(track[:, : len(SHAPES)], 0.0, 1.0)
    head = np.ascontiguousarray(track[:, len(SHAPES) : -len(GAZE)])
    gaze = track[:, -len(GAZE) :] - head[:, :2]
    look_shapes(curves, gaze)
    return FaceMotion(curves, head, gaze, fps)


def varying(tracks: Sequence[Floats]) -> tuple[str, ...]:
    """The channels that move in any of these tracks."""
    spread = np.max([track.std(axis=0) for track in tracks], axis=0)
    return tuple(name for name, size in zip(CHANNELS, spread, strict=True) if size > _SEEN_AT)


def columns_of(names: Sequence[str]) -> list[int]:
    """The columns of these channels in a track."""
    return [CHANNELS.index(name) for name in names]
