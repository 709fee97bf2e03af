"""Beards: hairs held by the face, so that they move with every expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from emogen.pipelines.face.character import rig as parts
from emogen.pipelines.face.character.cutout import MASKS
from emogen.pipelines.face.character.hairline import around
from emogen.pipelines.face.character.skin import beard_zones
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats, Ints
    from emogen.conditioning.character.looks import Looks
    from emogen.pipelines.face.character.rig import Rig


class _Cut(NamedTuple):
    """Hairs, and lengths in decimetres at cheeks and jaw, on the upper lip, on the chin; 0 for none."""

    hairs: int
    jaw: float
    lip: float
    chin: float


_CUTS = {
    "moustache": _Cut(1300, 0.0, 0.11, 0.0),
    "goatee": _Cut(3600, 0.0, 0.08, 0.14),
    "short": _Cut(9000, 0.06, 0.07, 0.08),
    "full": _Cut(10000, 0.15, 0.10, 0.30),
}


def grow_beard(
    looks: Looks, rig: Rig, neutral: AnyFloats, normals: AnyFloats, steps: int
) -> tuple[Ints, AnyFloats, AnyFloats]:
    """Corners, shares and lift of every point, as :class:`lashes.BoundHair` has them; empty for none."""
    if looks.beard == "none":
        return np.zeros((0, 3), np.int32), np.zeros((0, 3)), np.zeros((0, 3))
    cut = _CUTS[looks.beard]
    draw = stream(looks.seed, "beard")
    template = rig.template
    skin = (rig.vertex_part == parts.BODY) & (rig.masks[:, MASKS.index("lips")] < 0.3)
    skin &= (
        (rig.masks[:, MASKS.index("inside-mouth")] < 0.1) & (template[:, 1] > 5.9) & (template[:, 1] < 7.3)
    )
    triangles = rig.triangles[skin[rig.triangles].all(axis=1)]
    length = _lengths(cut, template[triangles].mean(axis=1))
    a, b, c = (neutral[triangles[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1) * (length > 0.02)
    chosen = draw.choice(len(triangles), cut.hairs, p=area / area.sum())
    corners, share = triangles[chosen], draw.dirichlet([1, 1, 1], cut.hairs)
    place = (template[corners] * share[..., None]).sum(axis=1)
    normal = (normals[corners] * share[..., None]).sum(axis=1)
    size = _lengths(cut, place).clip(0.03) * draw.uniform(0.7, 1.1, cut.hairs)
    on_lip = np.clip((place[:, 1] - 6.66) / 0.05, 0, 1) * (abs(place[:, 0]) < 0.34) * (place[:, 2] > 1.3)
    down = np.stack([0.25 * place[:, 0], -np.ones(cut.hairs), 0.15 + 0 * size], axis=1)
    aside = np.stack([0.9 * np.tanh(place[:, 0] / 0.06), -0.8 - abs(place[:, 0]), 0.1 + 0 * size], axis=1)
    comb = down + on_lip[:, None] * (aside - down) + 0.14 * draw.normal(size=(cut.hairs, 3))
    comb /= np.linalg.norm(comb, axis=1, keepdims=True)
    t = np.linspace(0, 1, steps)[None, :, None]
    bent = 0.42 * (t - 0.6 * t**2)  # it leaves the skin and lies down
    lift = size[:, None, None] * (bent * normal[:, None] + (0.35 * t + 0.65 * t**2) * comb[:, None])
    return (
        np.repeat(corners, steps, axis=0).astype(np.int32),
        np.repeat(share, steps, axis=0),
        lift.reshape(-1, 3),
    )


def _lengths(cut: _Cut, template: AnyFloats) -> AnyFloats:
    x = 0.95 * np.sin(around(template))
    jaw, lip, chin = beard_zones(x.astype(np.float32), template[:, 1].astype(np.float32))
    return np.asarray(np.maximum.reduce([cut.jaw * jaw, cut.lip * lip, cut.chin * chin]), np.float32)
