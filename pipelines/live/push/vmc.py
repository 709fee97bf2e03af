"""Virtual Motion Capture's protocol: OSC over UDP, as VSeeFace, Warudo and other tools for VRM take it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT
from emogen.pipelines.face.export.contents import Export
from emogen.pipelines.face.export.expressions import feelings, vrm_expressions
from emogen.pipelines.face.export.rotations import quaternions
from emogen.pipelines.live.push.sender import Datagrams

if TYPE_CHECKING:
    from pythonosc.osc_message import OscMessage

    from emogen.arrays import Floats
    from emogen.conditioning.emotion import Emotion
    from emogen.media import FaceMotion
    from emogen.pipelines.live.push.address import Address
    from emogen.pipelines.live.push.sender import Frame

SHAPES: Final = ("perfectsync", "arkit", "vrm", "vrm0")
"""Names of shapes: the 52 with a capital, as clips for perfect sync have them (HANA Tool); as Apple spells
them; VRM 1.0's expressions; VRM 0's."""

_VRM0: Final = {
    "aa": "A", "ih": "I", "ou": "U", "ee": "E", "oh": "O",
    "blink": "Blink", "blinkLeft": "Blink_L", "blinkRight": "Blink_R",
    "lookUp": "LookUp", "lookDown": "LookDown", "lookLeft": "LookLeft", "lookRight": "LookRight",
    "happy": "Joy", "angry": "Angry", "sad": "Sorrow", "relaxed": "Fun", "surprised": "Surprised",
}  # fmt: skip
"""VRM 0's presets by those of VRM 1.0; ``Surprised`` is a clip that many models have."""

_NECK: Final = 0.4
"""The share of the head's turn that the neck takes. Ours."""

_LARGEST: Final = 1200
"""Bytes of messages in a bundle, at most, so that a datagram fits into a network's frame."""

_EMOTION: Final = 0.25
"""Time constant, in seconds, in which presets of emotions follow. Ours: about an onset."""


class Vmc(Datagrams):
    """Sends shapes, the head and the eyes; ``?shapes=`` of the address is one of :data:`SHAPES`."""

    needs = "Start its receiver of VMC (OSC), or correct the port."

    def __init__(self, address: Address, subject: str) -> None:
        super().__init__(address, subject)
        self._names = address.setting("shapes", SHAPES)
        self._felt: dict[str, float] = {}

    def packets(self, frame: Frame) -> list[bytes]:
        part = frame.alone
        messages = [
            _message("/VMC/Ext/OK", 1),
            _message("/VMC/Ext/T", float(frame.number / part.fps)),
            *(_message("/VMC/Ext/Bone/Pos", name, 0.0, 0.0, 0.0, *q) for name, q in bones(part)),
            *(_message("/VMC/Ext/Blend/Val", name, value) for name, value in self._shapes(part, frame)),
            _message("/VMC/Ext/Blend/Apply"),
        ]
        return list(_bundles(messages))

    def _shapes(self, part: FaceMotion, frame: Frame) -> list[tuple[str, float]]:
        """Names and values of one frame."""
        if self._names in SHAPES[:2]:
            capital = self._names == "perfectsync"
            names = [name[0].upper() + name[1:] for name in ARKIT] if capital else list(ARKIT)
            return list(zip(names, map(float, part.curves[0]), strict=True))
        shown = {name: float(values[0]) for name, values in vrm_expressions(Export(part)).items()}
        shown |= self._emotions(frame.emotion, part.fps)
        return [(_VRM0[name] if self._names == "vrm0" else name, value) for name, value in shown.items()]

    def _emotions(self, emotion: Emotion | None, fps: float) -> dict[str, float]:
        """VRM's five emotions, which follow what is felt."""
        if emotion is None:
            return self._felt
        keep = math.exp(-1.0 / (fps * _EMOTION))
        self._felt = {
            name: keep * self._felt.get(name, 0.0) + (1.0 - keep) * value
            for name, value in feelings(emotion).items()
        }
        return self._felt


def bones(part: FaceMotion) -> list[tuple[str, list[float]]]:
    """Rotations of bones of Unity's humanoid in one frame: names, and quaternions x, y, z, w.

    Unity's frame has x to the own right, so that turns about y and z change their sign.
    """
    neck, head = part.head * np.float32(_NECK), part.head * np.float32(1.0 - _NECK)
    eyes = np.column_stack([part.gaze, np.zeros(1, np.float32)])
    mirrored = np.array([1.0, -1.0, -1.0, 1.0], np.float32)

    def rotation(angles: Floats) -> list[float]:
        turned: list[float] = (quaternions(angles)[0] * mirrored).tolist()
        return turned

    return [
        ("Neck", rotation(neck)),
        ("Head", rotation(head)),
        ("LeftEye", rotation(eyes)),
        ("RightEye", rotation(eyes)),
    ]


def _message(address: str, *arguments: str | float) -> OscMessage:
    from pythonosc.osc_message_builder import OscMessageBuilder

    builder = OscMessageBuilder(address=address)
    for argument in arguments:
        if isinstance(argument, float):
            builder.add_arg(argument, OscMessageBuilder.ARG_TYPE_FLOAT)
        else:
            builder.add_arg(argument)
    return builder.build()


def _bundles(messages: list[OscMessage]) -> list[bytes]:
    """Messages in as few bundles as keep each small."""
    from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder

    bundles, size = [OscBundleBuilder(IMMEDIATELY)], 0
    for message in messages:
        if size and size + message.size > _LARGEST:
            bundles.append(OscBundleBuilder(IMMEDIATELY))
            size = 0
        bundles[-1].add_content(message)
        size += message.size + 4
    return [bundle.build().dgram for bundle in bundles]
