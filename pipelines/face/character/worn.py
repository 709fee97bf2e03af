"""Glasses and earrings: thick strands that turn with the head, as hair does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.face.character import rig as parts
from emogen.pipelines.face.character.cutout import MASKS

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.conditioning.character.looks import Looks
    from emogen.pipelines.face.character.rig import Rig


_FRAME, _GOLD = (0.018, 0.015, 0.014), (0.72, 0.46, 0.16)  # linear RGB
_TIMES = 3  # each piece is drawn so often, since small pictures leave some hairs out


def worn(looks: Looks, rig: Rig, neutral: AnyFloats, steps: int) -> tuple[AnyFloats, AnyFloats, AnyFloats]:
    """Points ``(n, steps, 3)``, linear colours ``(n, 3)`` and widths in decimetres ``(n,)``."""
    pieces: list[tuple[AnyFloats, tuple[float, float, float], float]] = []
    if looks.glasses != "none":
        pieces += [(piece, _FRAME, 0.026) for piece in _glasses(looks.glasses, rig, neutral, steps)]
    if looks.earrings != "none":
        size = {"studs": (0.012, 0.03), "hoops": (0.11, 0.014)}[looks.earrings]
        pieces += [(piece, _GOLD, size[1]) for piece in _earrings(size[0], rig, neutral, steps)]
    if not pieces:
        return np.zeros((0, steps, 3)), np.zeros((0, 3)), np.zeros(0)
    points, colours, widths = zip(*(pieces * _TIMES), strict=True)
    return np.array(points), np.array(colours), np.array(widths)


def _glasses(kind: str, rig: Rig, neutral: AnyFloats, steps: int) -> list[AnyFloats]:
    eyes = [neutral[rig.vertex_part == side] for side in (parts.LEFT_EYE, parts.RIGHT_EYE)]
    middle = np.mean([eye.mean(axis=0) for eye in eyes], axis=0)
    half = float(abs(eyes[0].mean(axis=0)[0] - middle[0]))
    ahead = float(max(eye[:, 2].max() for eye in eyes)) + 0.13
    ear = neutral[(rig.masks[:, MASKS.index("ears")] > 0.5) & (rig.vertex_part == parts.BODY)]
    behind = np.array([ear[:, 0].max() - 0.06, middle[1] + 0.06, float(ear[:, 2].mean())])
    power, wide, high = (2.0, 0.235, 0.225) if kind == "round" else (4.5, 0.255, 0.18)
    pieces = []
    for side in (1.0, -1.0):
        lens = np.array([side * (half + 0.02), middle[1] - 0.025, ahead])
        for quarter in range(4):
            a = np.pi / 2 * (quarter + np.linspace(0, 1.02, steps))
            cos, sin = (np.sign(f) * abs(f) ** (2 / power) for f in (np.cos(a), np.sin(a)))
            # the rims follow the curve of the face
            pieces.append(
                lens + np.stack([wide * cos, high * sin, -0.3 * (side * wide * cos).clip(0) ** 1.2], axis=1)
            )
        t = np.linspace(0, 1, steps)[:, None]
        hinge = lens + np.array([side * wide, 0.07, -0.06])
        pieces.append(hinge + t * (behind * np.array([side, 1, 1]) - hinge))
    inner = half + 0.02 - wide
    x = np.linspace(-inner, inner, steps)
    arch = 0.04 * np.cos(np.pi * x / (2 * inner))
    pieces.append(np.stack([x, middle[1] + 0.02 + arch, ahead + 0 * x + 0.01], axis=1))
    return pieces


def _earrings(radius: float, rig: Rig, neutral: AnyFloats, steps: int) -> list[AnyFloats]:
    pieces = []
    for side in (1.0, -1.0):
        ear = neutral[(rig.masks[:, MASKS.index("ears")] > 0.5) & (side * neutral[:, 0] > 0.3)]
        low = ear[ear[:, 1].argsort()[:12]].mean(axis=0) + np.array([side * 0.02, 0.025, 0.03])
        for half in range(2):
            a = np.pi * (half + np.linspace(0, 1.02, steps))
            ring = np.stack([0.25 * side * np.sin(a), np.cos(a) - 1, np.sin(a)], axis=1)
            pieces.append(low + radius * ring)
    return pieces
