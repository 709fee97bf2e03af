"""Exposure for faces: a portraitist opens the lens for the face, and keeps the colours of its skin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import smooth

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.conditioning.targets.picture import PictureTargets

LUMINANCE: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Of linear RGB (Rec. 709)."""


def brightness_of(scene: AnyFloats) -> float:
    """Mean luminance of linear light ``(h, w, 3)``, lamps and sun counted as white."""
    return float((np.minimum(scene[::4, ::4], 1.0) @ LUMINANCE).mean())


def face_of(light: AnyFloats, x: float, chin: float, head: float) -> AnyFloats:
    """The part of a person's light ``(h, w, 4)`` between brows and chin.

    Args:
        x: of the middle of the head. chin: from the top. head: height from chin to crown; all pixels.
    """
    rows, columns = light.shape[:2]
    top, bottom = int(max(0, chin - 0.62 * head)), int(np.clip(chin - 0.05 * head, 1, rows))
    left, right = int(max(0, x - 0.28 * head)), int(np.clip(x + 0.28 * head, 1, columns))
    return light[top : max(bottom, top + 1), left : max(right, left + 1)]


def gain_for(face: AnyFloats, around: float, targets: PictureTargets, skin: float) -> float:
    """The factor that shows a face as bright as its scene wants it.

    Args:
        face: as :func:`face_of` gives it. around: as :func:`brightness_of` gives it.
        skin: 0 light to 1 dark, which stays darker.
    """
    shone = float((face[..., :3] @ LUMINANCE).sum()) / max(float(face[..., 3].sum()), 1.0)
    wanted = (0.105 + 0.36 * around) * (1.0 - 1.4 * min(0.0, targets.brightness)) * (1.0 - 0.32 * skin)
    part = wanted / max(shone, 1e-4)
    return float(min(part**0.8, 3.2) if part > 1.0 else max(part**0.35, 0.6))


def gains_down(rows: int, gain: float, chin: float, head: float) -> AnyFloats:
    """The gain of each row, ``(rows,)``: whole on the head, little on the clothes."""
    down = (np.arange(rows, dtype=np.float32) - chin) / head
    gains: AnyFloats = np.float32(gain) ** (1.0 - 0.9 * smooth(-0.05, 0.45, down))
    return gains


def vividness(targets: PictureTargets) -> float:
    """The factor on a person's chroma that undoes part of the grade's saturation beforehand: colours of skin
    are known too well to be turned as far as those of leaves."""
    return float(min(1.0, targets.saturation**-0.75))
