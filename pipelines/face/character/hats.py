"""Things on heads: hats, helmets, hoods and crowns, as meshes fitted to a skull, with the hair tucked in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import yaml

from emogen.errors import unknown_name
from emogen.pipelines.face.character import rig as parts
from emogen.pipelines.face.character.cutout import MASKS
from emogen.pipelines.face.character.outfit import Piece, with_pieces
from emogen.pipelines.face.character.skinmap import linear
from emogen.tables import asset_text

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats, Floats, Ints
    from emogen.pipelines.face.character.head import Head

_AROUND: Final = 72
"""Places around the head at which a hat is built."""

Bend = Callable[["AnyFloats", "AnyFloats", "AnyFloats"], "tuple[AnyFloats, AnyFloats]"]
"""Changes radius and height by the angle around, 0 in front: ``bend(angle, radius, height)``."""


@dataclass(frozen=True, slots=True)
class Hat:
    """What somebody wears on the head: a name of :func:`hats`, and its colour, sRGB ``#rrggbb``."""

    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class _Fit:
    """Where a hat sits: the brim's middle, half its width and depth, decimetres; tilted back by ``tilt``."""

    middle: tuple[float, float, float]
    half: tuple[float, float]
    tilt: float

    def placed(self, across: AnyFloats, up: AnyFloats, ahead: AnyFloats) -> Floats:
        """Points in decimetres of places in half widths, decimetres over the brim, and half depths."""
        x, y, z = across * self.half[0], up, ahead * self.half[1]
        cos, sin = np.cos(self.tilt), np.sin(self.tilt)
        points = np.stack([x, cos * y + sin * z, cos * z - sin * y], axis=-1) + self.middle
        return np.asarray(points, np.float32)

    def unplaced(self, points: Floats) -> tuple[AnyFloats, AnyFloats, AnyFloats]:
        """The reverse of :meth:`placed`."""
        x, y, z = np.moveaxis(points - np.array(self.middle, np.float32), -1, 0)
        cos, sin = np.cos(self.tilt), np.sin(self.tilt)
        return x / self.half[0], cos * y - sin * z, (cos * z + sin * y) / self.half[1]


@dataclass(frozen=True, slots=True)
class _Shape:
    """A hat that goes round; fields as ``assets/hats.yaml`` says."""

    profile: tuple[tuple[float, float], ...]
    stuff: str = "cloth"
    lean: tuple[float, float] = (0.0, 0.0)
    bend: Bend | None = None
    rise: float = 0.0
    open: bool = False
    visor: tuple[float, float, float] = (0.0, 0.0, 0.0)


def _spikes(angle: AnyFloats, radius: AnyFloats, height: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
    points = 1.0 - np.abs((angle * 8 / (2 * np.pi)) % 1.0 * 2 - 1)
    return radius, height * np.where(height > 0.1, 0.45 + 0.75 * points, 1.0)


def _front_peak(angle: AnyFloats, radius: AnyFloats, height: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
    ahead = np.exp(-((np.arctan2(np.sin(angle), np.cos(angle)) / 0.5) ** 2))
    return radius, height * (0.35 + 1.4 * ahead)


def _mitred(angle: AnyFloats, radius: AnyFloats, height: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
    return radius * (1 - 0.15 * (height > 1.0) * np.abs(np.sin(angle))), height * (
        0.55 + 0.45 * np.abs(np.cos(angle))
    )


def _leafy(angle: AnyFloats, radius: AnyFloats, height: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
    return radius + 0.045 * np.sin(19 * angle), height + 0.035 * np.sin(13 * angle + 1)


def _sagging(angle: AnyFloats, radius: AnyFloats, height: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
    """A soft brim: down in front and behind, up at the sides."""
    return radius, height - 0.16 * np.cos(2 * angle) * np.clip(radius - 1.1, 0, 1)


def _puffed(angle: AnyFloats, radius: AnyFloats, height: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
    return radius + 0.05 * np.sin(15 * angle) * (height > 0.55), height


_BENDS: Final[Mapping[str, Bend]] = {
    "spikes": _spikes, "peak": _front_peak, "mitre": _mitred,
    "leaves": _leafy, "sag": _sagging, "puff": _puffed,
}  # fmt: skip


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, Any]]:
    """``assets/hats.yaml``: ``round``, ``hoods``, ``stuffs``."""
    table: Mapping[str, Mapping[str, Any]] = yaml.safe_load(asset_text("hats.yaml"))
    return table


def hats() -> tuple[str, ...]:
    """Names that a :class:`Hat` can have."""
    return (*_table()["round"], *_table()["hoods"], "horns")


def _shape_of(name: str) -> _Shape:
    row = dict(_table()["round"][name])
    row["profile"] = tuple((float(radius), float(height)) for radius, height in row["profile"])
    row["bend"] = _BENDS[row["bend"]] if "bend" in row else None
    return _Shape(**row)


def with_hat(head: Head, hat: Hat) -> Head:
    """The head with a hat on, its hair tucked under it.

    Raises:
        RequestError: there is no such hat.
    """
    if hat.name not in hats():
        raise unknown_name("hat", hat.name, hats())
    colour = linear(tuple(int(hat.colour[k : k + 2], 16) for k in (1, 3, 5)))
    fit = _fit(head)
    if hat.name == "horns":
        return with_pieces(head, _horns(fit, colour))
    if hat.name in _table()["hoods"]:
        return _hooded(head, fit, hat.name, colour)
    shape = _shape_of(hat.name)
    points, triangles = _revolved(fit, shape)
    bright = 3.0 if hat.name == "halo" else 1.0  # it shines by itself, near enough
    pieces = [Piece(points, triangles, _stuff(bright * colour, shape.stuff))]
    if shape.visor[0]:
        pieces.append(Piece(*_visor(fit, shape), _stuff(0.5 * colour, "enamel")))
    if not shape.open and shape.rise == 0.0 and shape.profile[0][1] < 0.2:
        head = _tucked(head, fit, shape)
    return with_pieces(head, pieces)


def _fit(head: Head) -> _Fit:
    rig = head.rig
    skin = np.zeros(len(head.neutral), bool)
    skin[: len(rig.vertex_part)] = rig.vertex_part == parts.BODY
    skin &= rig.masks[:, MASKS.index("ears")] < 0.2
    eye = float(head.eyes[:, 1].mean())
    brim = eye + 0.42 * (head.crown - eye)
    ring = head.neutral[skin & (abs(head.neutral[:, 1] - brim) < 0.2)]
    wide = float(abs(ring[:, 0]).max())
    front, back = float(ring[:, 2].max()), float(ring[:, 2].min())
    return _Fit((0.0, brim - 0.02, (front + back) / 2), (wide, (front - back) / 2), np.radians(9.0))


def _revolved(fit: _Fit, shape: _Shape) -> tuple[Floats, Ints]:
    angle = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)[:, None]
    radius, height = (np.broadcast_to(row, (_AROUND, len(row))) for row in np.array(shape.profile).T)
    top = max(h for _, h in shape.profile) or 1.0
    if shape.bend is not None:
        radius, height = shape.bend(angle, radius, height)
    higher = np.clip(height / top, 0, 1) ** 1.6
    across = radius * np.sin(angle) + shape.lean[1] * higher
    ahead = radius * np.cos(angle) + shape.lean[0] * higher
    points = fit.placed(across, height + shape.rise, ahead).reshape(-1, 3)
    triangles = _sheet(_AROUND, radius.shape[1])
    return _both_sides(points, triangles) if shape.open else (points, triangles)


def _both_sides(points: Floats, triangles: Ints) -> tuple[Floats, Ints]:
    """A sheet that is seen from inside too: a second one, so that each has its own normals."""
    return np.concatenate([points, points]), np.concatenate([triangles, triangles[:, ::-1] + len(points)])


def _sheet(around: int, steps: int, *, closed: bool = True) -> Ints:
    """Triangles of a sheet whose columns go round and whose rows go up, anticlockwise from outside."""
    columns = np.arange(around if closed else around - 1)
    k, m = (grid.ravel() for grid in np.meshgrid(columns, np.arange(steps - 1), indexing="ij"))
    after = (k + 1) % around
    a, b, c, d = k * steps + m, after * steps + m, after * steps + m + 1, k * steps + m + 1
    return np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)]).astype(np.int32)


def _visor(fit: _Fit, shape: _Shape) -> tuple[Floats, Ints]:
    """A peak in front, seen from both sides."""
    half, long, droop = shape.visor
    angle = np.linspace(-half, half, 24)[:, None]
    out = np.linspace(0, 1, 6)[None] * np.cos(angle / half * np.pi / 2) ** 0.6
    radius = 1.06 + long * out
    points = fit.placed(radius * np.sin(angle), -0.02 - droop * out, radius * np.cos(angle)).reshape(-1, 3)
    return _both_sides(points, _sheet(24, 6, closed=False))


def _hooded(head: Head, fit: _Fit, name: str, colour: AnyFloats) -> Head:
    """A shell about the skull, open ahead, that hangs to the shoulders."""
    hood = _table()["hoods"][name]
    reach, opening, hang = hood["reach"], hood["opening"], hood["hang"]
    theta = np.radians(np.linspace(opening, 180, 26))[None]
    sides = np.radians(hood["sides"])  # 180: closed below the chin
    phi = np.linspace(-sides, sides, _AROUND)[:, None]  # 0 is up
    low = np.clip(-np.cos(phi), 0, 1) ** 1.5
    round_ = np.sin(theta)
    across = reach * round_ * np.sin(phi) * (1 + 0.18 * low)
    up = reach * round_ * np.cos(phi) * (1.0 + (hang - 0.2) * low) * fit.half[1]
    ahead = reach * np.cos(theta) * (1.0 - 0.25 * low) + 0.0 * phi
    points = fit.placed(across, up - 0.30, ahead - 0.08).reshape(-1, 3)
    shell = Piece(*_both_sides(points, _sheet(_AROUND, 26, closed=False)), _stuff(colour, hood["stuff"]))
    return with_pieces(_under_hood(head, fit, reach), [shell])


def _under_hood(head: Head, fit: _Fit, reach: float) -> Head:
    """Hair inside a hood: what is farther out is drawn in."""
    x, y, z = fit.unplaced(head.hair.points)
    y = (y + 0.30) / fit.half[1]
    z = z + 0.08
    away = np.sqrt(x * x + z * z + np.where(y > 0, y * y, 0.0))
    inner = 0.88 * reach
    factor = np.where(away > inner, inner / np.maximum(away, 1e-6), 1.0)
    y = np.where(y > 0, y * factor, y)
    points = fit.placed(x * factor, y * fit.half[1] - 0.30, z * factor - 0.08)
    return replace(head, hair=replace(head.hair, points=points))


def _tucked(head: Head, fit: _Fit, shape: _Shape) -> Head:
    """Hair under a hat: above the brim inside of it, below swelling out again."""
    profile = np.array(shape.profile)
    brim = int(np.argmax(profile[:, 0] < 1.3))
    outer = profile[max(brim, np.argmax(profile[:, 0]) + 1 if profile[:, 0].max() > 1.6 else brim) :]
    levels = np.maximum.accumulate(outer[:, 1])
    x, y, z = fit.unplaced(head.hair.points)
    radius = np.hypot(x, z)
    most = np.where(y > 0, 0.95 * np.interp(y, levels, outer[:, 0]), 1.05 + 1.5 * np.maximum(-y - 0.08, 0.0))
    factor = np.minimum(1.0, most / np.maximum(radius, 1e-6))
    y = np.minimum(y, 0.93 * levels[-1])
    points = fit.placed(x * factor, y, z * factor)
    return replace(head, hair=replace(head.hair, points=points))


def _horns(fit: _Fit, colour: AnyFloats) -> list[Piece]:
    """Two horns that curve up and in."""
    along, angle = np.linspace(0, 1, 16), np.linspace(0, 2 * np.pi, 20, endpoint=False)
    pieces = []
    for side in (1.0, -1.0):
        middle = np.stack(
            [side * (0.55 + 0.42 * np.sin(2.2 * along)), 0.25 + 1.25 * along, 0.45 - 0.2 * along], 1
        )
        thick = 0.20 * (1 - along) ** 0.8 + 0.01
        across = middle[None, :, 0] + thick * np.cos(angle)[:, None]
        ahead = middle[None, :, 2] - thick * np.sin(angle)[:, None]
        up = middle[None, :, 1] + 0.4 * side * thick * np.cos(angle)[:, None] * -1.0
        points = fit.placed(across, up, ahead).reshape(-1, 3)
        pieces.append(Piece(points, _sheet(20, 16)[:, ::-1], _stuff(colour, "horn")))
    return pieces


def _stuff(colour: AnyFloats, stuff: str) -> tuple[float, float, float, float, float, float]:
    red, green, blue = (float(value) for value in colour)
    rough, gloss, soft = (float(value) for value in _table()["stuffs"][stuff])
    return red, green, blue, rough, gloss, soft
