"""Live Link Face: what the iPhone app sends to Unreal Engine, over UDP."""

from __future__ import annotations

import datetime
import struct
import uuid
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.pipelines.face.export.livelink import ANGLE_SIGNS
from emogen.pipelines.live.push.sender import Datagrams

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.media import FaceMotion
    from emogen.pipelines.live.push.address import Address
    from emogen.pipelines.live.push.sender import Frame

_VERSION: Final = 6
_COUNT: Final = 61

_SWAPPED: Final = {"jawRight": "jawLeft", "jawLeft": "jawRight", "mouthRight": "mouthLeft"} | {
    "mouthLeft": "mouthRight"
}
_ORDER: Final = [INDEX[_SWAPPED.get(name, name)] for name in ARKIT]
"""Columns of our shapes in the order of packets: that of captures, but left before right of jaw and mouth
(Unreal's EARFaceBlendShape, and PyLiveLinkFace's)."""


class LiveLink(Datagrams):
    """Sends packets of version 6 of the app: 306 bytes and the subject's name."""

    needs = "In Unreal enable the Live Link and Apple ARKit Face Support plug-ins, or correct the port."

    def __init__(self, address: Address, subject: str) -> None:
        super().__init__(address, subject)
        self._device = str(uuid.uuid4()).upper()
        self._begun = datetime.datetime.now().astimezone()

    def packets(self, frame: Frame) -> list[bytes]:
        rate = Fraction(frame.motion.fps).limit_denominator(1001)
        midnight = self._begun.replace(hour=0, minute=0, second=0, microsecond=0)
        number = round((self._begun - midnight).total_seconds() * frame.motion.fps) + frame.number
        return [packet(values(frame.motion, frame.row), self._device, self.subject, number, rate)]


def values(motion: FaceMotion, row: int) -> Floats:
    """The 61 numbers of a frame: 52 shapes, then yaw, pitch and roll of head, left and right eye in
    radians, with the signs of captures."""
    eye = np.append(motion.gaze[row], np.float32(0.0)) * ANGLE_SIGNS
    return np.concatenate([motion.curves[row, _ORDER], motion.head[row] * ANGLE_SIGNS, eye, eye])


def packet(numbers: Floats, device: str, subject: str, frame: int, rate: Fraction) -> bytes:
    """One datagram, big-endian.

    Args:
        numbers: 61 values as :func:`values` gives them.
        device: 36 characters that tell one sender from another.
        subject: name of the face.
        frame: its number since midnight.
        rate: frames a second.
    """
    name = subject.encode()
    head = struct.pack(f">BI36sI{len(name)}s", _VERSION, 36, device.encode("ascii"), len(name), name)
    time = struct.pack(">IfIIB", frame & 0xFFFFFFFF, 0.0, rate.numerator, rate.denominator, _COUNT)
    return head + time + struct.pack(f">{_COUNT}f", *numbers.tolist())
