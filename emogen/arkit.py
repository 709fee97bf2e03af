"""The 52 ARKit face shapes, in the column order of Live Link Face captures."""

from __future__ import annotations

from typing import Final

_SIDED_EYE = ("eyeBlink", "eyeLookDown", "eyeLookIn", "eyeLookOut", "eyeLookUp", "eyeSquint", "eyeWide")

ARKIT: Final[tuple[str, ...]] = (
    *(f"{name}Left" for name in _SIDED_EYE),
    *(f"{name}Right" for name in _SIDED_EYE),
    "jawForward", "jawRight", "jawLeft", "jawOpen",
    "mouthClose", "mouthFunnel", "mouthPucker", "mouthRight", "mouthLeft",
    "mouthSmileLeft", "mouthSmileRight", "mouthFrownLeft", "mouthFrownRight",
    "mouthDimpleLeft", "mouthDimpleRight", "mouthStretchLeft", "mouthStretchRight",
    "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper",
    "mouthPressLeft", "mouthPressRight", "mouthLowerDownLeft", "mouthLowerDownRight",
    "mouthUpperUpLeft", "mouthUpperUpRight",
    "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight",
    "cheekPuff", "cheekSquintLeft", "cheekSquintRight", "noseSneerLeft", "noseSneerRight",
    "tongueOut",
)  # fmt: skip
"""Names as Apple's ARFaceAnchor.BlendShapeLocation spells them (lower camel case)."""

INDEX: Final[dict[str, int]] = {name: column for column, name in enumerate(ARKIT)}
"""Column of each shape in :class:`emogen.media.FaceMotion` curves."""
