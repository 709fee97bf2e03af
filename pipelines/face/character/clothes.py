"""What people wear: necklines painted on the body, and collars as a small mesh around the neck."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.face.character import rig as parts
from emogen.pipelines.face.character.rig import over_hem

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats, Ints
    from emogen.pipelines.face.character.rig import Rig


_AROUND = 96  # places around the neck at which a collar is built
_LEVELS = np.linspace(-0.35, 0.6, 20)  # decimetres from the neckline at which the neck is measured

_PROFILES = {
    # height over the neckline and gap to the neck, decimetres, from the inside up and down the outside
    "turtleneck": ((-0.06, 0.0), (0.1, 0.012), (0.3, 0.014), (0.37, 0.03), (0.385, 0.055), (0.36, 0.08),
                   (0.22, 0.095), (0.06, 0.1), (0.02, 0.085), (-0.03, 0.04), (-0.1, 0.02)),
    "shirt": ((-0.06, 0.0), (0.1, 0.015), (0.22, 0.02), (0.25, 0.035), (0.245, 0.055), (0.16, 0.09),
              (0.03, 0.125), (-0.05, 0.14), (-0.055, 0.12), (0.06, 0.06)),
    "hoodie": tuple((0.1 - 0.17 * np.cos(a), 0.17 - 0.17 * np.sin(a)) for a in np.linspace(0.4, 6.6, 15)),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Collar:
    """Points, float32, shape ``(n, 3)``, and triangles among them, anticlockwise from outside."""

    points: AnyFloats
    triangles: Ints


def hem(garment: str, template: AnyFloats) -> AnyFloats:
    """Height of template points over the neckline of a garment, decimetres; cloth is below 0."""
    height = over_hem(template)
    cut = {"v-neck": 0.75, "shirt": 0.42}.get(garment, 0.0)
    ahead = np.clip((template[:, 2] - 0.2) / 0.4, 0, 1)
    open_ = cut * np.clip(1 - abs(template[:, 0]) / (0.62 * cut**0.5 + 1e-6), 0, 1)
    return np.asarray(height + ahead * open_, np.float32)


def collar(garment: str, rig: Rig, neutral: AnyFloats) -> Collar:
    """The collar of a garment on the fine vertices ``neutral``; empty for one without."""
    if garment not in _PROFILES:
        return Collar(np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32))
    profile = np.array(_PROFILES[garment])
    angle = np.linspace(-np.pi, np.pi, _AROUND, endpoint=False)
    centre, base, radius = _neck(rig, neutral, angle)
    rise, gap = np.tile(profile[:, 0], (_AROUND, 1)), np.tile(profile[:, 1], (_AROUND, 1))
    front = np.exp(-((angle / 0.5) ** 2))[:, None]
    if garment == "shirt":  # its points reach down beside the opening
        point = np.exp(-(((abs(angle) - 0.42) / 0.3) ** 2))[:, None] * (profile[:, 1] > 0.1)
        rise = rise - 0.24 * point
        gap = gap + 0.10 * point - 0.012 * front
    elif garment == "hoodie":  # thick behind, where the hood lies, thin in front
        thick = 0.55 + 1.1 * np.clip(-np.cos(angle), 0, 1)[:, None] ** 1.5
        rise, gap = 0.1 + (rise - 0.1) * thick, gap * thick
    reach = np.stack([np.interp(rise[k], _LEVELS, radius[k]) for k in range(_AROUND)]) + gap
    points = np.stack(
        [
            centre[0] + reach * np.sin(angle)[:, None],
            base[:, None] + rise,
            centre[1] + reach * np.cos(angle)[:, None],
        ],
        axis=2,
    )
    return Collar(points.reshape(-1, 3).astype(np.float32), _sheet(angle, len(profile), garment == "shirt"))


def dressed(rig: Rig, triangles: Ints) -> Rig:
    """``rig`` with a collar's vertices, numbered from 0 in ``triangles``, after its own."""
    if len(triangles) == 0:
        return rig
    count, first = int(triangles.max()) + 1, len(rig.template)
    under = np.tile(np.array([[0.0, 5.0, 0.0]], np.float32), (count, 1))  # below every neckline
    return dataclasses.replace(
        rig,
        template=np.concatenate([rig.template, under]),
        triangles=np.concatenate([rig.triangles, (triangles + first).astype(np.int32)]),
        triangle_part=np.concatenate([rig.triangle_part, np.full(len(triangles), parts.BODY, np.int32)]),
        vertex_part=np.concatenate([rig.vertex_part, np.full(count, parts.BODY, np.int32)]),
        masks=np.concatenate([rig.masks, np.zeros((count, rig.masks.shape[1]), np.float32)]),
    )


def _neck(rig: Rig, neutral: AnyFloats, angle: AnyFloats) -> tuple[AnyFloats, AnyFloats, AnyFloats]:
    """Its axis in x and z, the neckline's height at each angle, and the radius there at each level."""
    height = over_hem(rig.template)
    near = (rig.vertex_part == parts.BODY) & (abs(height) < 0.75) & (abs(rig.template[:, 0]) < 1.3)
    points, height = neutral[near], height[near]
    line = points[abs(height) < 0.12]
    centre = 0.5 * (line[:, ::2].min(axis=0) + line[:, ::2].max(axis=0)) * np.array([0, 1])
    turn = np.arctan2(points[:, 0] - centre[0], points[:, 2] - centre[1])
    reach = np.hypot(points[:, 0] - centre[0], points[:, 2] - centre[1])
    apart = (angle[:, None] - turn[None] + np.pi) % (2 * np.pi) - np.pi
    weight = np.exp(-((apart / 0.16) ** 2))
    on_line = weight * np.exp(-((height / 0.06) ** 2))
    base = (on_line * points[:, 1]).sum(axis=1) / on_line.sum(axis=1)
    radius = np.empty((len(angle), len(_LEVELS)))
    for k, level in enumerate(_LEVELS):
        # the surface at a height above the line: points weighted by how near they are to it
        share = weight * np.exp(-(((points[None, :, 1] - base[:, None] - level) / 0.07) ** 2)) + 1e-12
        radius[:, k] = (share * reach).sum(axis=1) / share.sum(axis=1)
    return centre, base, radius


def _sheet(angle: AnyFloats, steps: int, is_open: bool) -> Ints:
    """Triangles of a sheet around the neck, left out in front where it ``is_open``."""
    triangles = []
    for k in range(len(angle)):
        if is_open and abs(angle[k]) < 0.16:
            continue
        after = (k + 1) % len(angle)
        for m in range(steps - 1):
            a, b, c, d = (
                column * steps + row for column, row in ((k, m), (after, m), (after, m + 1), (k, m + 1))
            )
            triangles += [(a, c, b), (a, d, c)]
    return np.array(triangles, np.int32)
