"""Hair as strands that are grown from the scalp in styles and turn with the head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.face.character import rig as parts
from emogen.pipelines.face.character.cutout import MASKS
from emogen.pipelines.face.character.occlusion import bake
from emogen.pipelines.face.character.people import HAIR_COLOURS
from emogen.pipelines.face.character.skin import linear
from emogen.pipelines.face.render.shade import KEY
from emogen.seeds import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.pipelines.face.character.people import Character
    from emogen.pipelines.face.character.rig import Rig

    Floats = NDArray[np.float32]

STEPS = 14  # points of a strand


@dataclass(frozen=True, slots=True, eq=False)
class Strands:
    """Hairs of ``steps`` points each.

    Attributes:
        points: float32, shape ``(hairs * steps, 3)``, decimetres on the neutral head.
        colour: linear RGB of each point without light, shape ``(hairs * steps, 3)``.
        lit: how much of the sky and of the key light reaches each point, shape ``(…, 2)``.
        width: thickness in decimetres, shape ``(hairs * steps,)``.
    """

    points: Floats
    colour: Floats
    lit: Floats
    width: Floats
    steps: int


@dataclass(frozen=True, slots=True)
class Style:
    """How one style grows.

    Attributes:
        count: strands.
        length: decimetres on top; ``sides`` at the sides and the nape.
        end: height above the chin in head heights down to which hair falls, or None: its length counts.
        lift: how far a strand stands off before it lies down, decimetres.
        stiff: how much a strand keeps its direction, [0, 1].
        curl, turns: radius in decimetres and number of turns of its spiral.
        gather: whether it is combed to a knot at the back.
        thick: width of a strand, decimetres.
    """

    count: int
    length: float
    sides: float
    end: float | None = None
    lift: float = 0.03
    stiff: float = 0.5
    curl: float = 0.012
    turns: float = 1.2
    gather: bool = False
    thick: float = 0.008


STYLES = {
    "bob": Style(9500, 1.6, 1.6, end=0.08, lift=0.06, curl=0.022, turns=1.0),
    "bun": Style(5500, 1.2, 1.2, lift=0.035, curl=0.008, gather=True),
    "buzz": Style(14000, 0.045, 0.035, lift=0.0, stiff=0.95, curl=0.0, thick=0.009),
    "crop": Style(10000, 0.42, 0.14, lift=0.05, stiff=0.62, curl=0.014, turns=0.7),
    "curly": Style(8500, 0.5, 0.42, lift=0.26, stiff=0.8, curl=0.055, turns=3.2, thick=0.009),
    "long": Style(9500, 2.4, 2.4, end=-0.5, lift=0.06, curl=0.035, turns=2.0),
}


def scalp(rig: Rig, character: Character) -> Floats:
    """Where hair grows, per vertex in [0, 1]."""
    place = rig.template
    angle = abs(np.arctan2(place[:, 0], place[:, 2] - 0.55))
    recede = 0.10 * character.sex * np.clip((character.age - 25) / 40, 0, 1)
    line = np.interp(
        angle, [0, 0.5, 0.85, 1.1, 1.35, 1.75, 2.1, 3.2],
        [7.98 + recede, 7.97 + 2 * recede, 7.78, 7.36, 7.42, 7.40, 6.78, 6.62],
    )  # fmt: skip
    draw = stream(character.seed, "hairline")
    ragged = 0.012 * draw.normal(size=len(place))
    grown = np.clip((place[:, 1] + ragged - line) / 0.09, 0, 1)
    outside = (rig.vertex_part == parts.BODY) & (rig.masks[:, MASKS.index("inside-mouth")] < 0.1)
    ears = (abs(place[:, 0]) > 0.775) & (place[:, 1] < 7.42) & (place[:, 2] > 0.3)
    return np.where(outside & ~ears & (rig.masks[:, MASKS.index("ears")] < 0.1), grown, 0).astype(np.float32)


def grow_hair(character: Character, rig: Rig, neutral: Floats, normals: Floats, grown: Floats) -> Strands:
    """The strands of a character's style, in light baked once."""
    style = STYLES[character.hair]
    draw = stream(character.seed, "hair")
    skull = _Skull(neutral[(rig.vertex_part == parts.BODY) & (rig.template[:, 1] > 6.75)])
    roots, out = _roots(draw, style.count, rig, neutral, normals, grown)
    chin = float(neutral[(rig.vertex_part == parts.BODY) & (rig.template[:, 1] > 6.15), 1].min())
    points = _grow(draw, style, roots, out, skull, chin)
    points = _clump(draw, points, style)
    if style.gather:
        points = np.concatenate([points, _knot(draw, skull, style.count // 3)])
    hairs = len(points)
    flat = np.ascontiguousarray(points.reshape(-1, 3), np.float32)
    away = flat - skull.centre
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    sky, key = bake(flat, away, rig.triangles, flat, KEY / np.linalg.norm(KEY), samples=14, casters=neutral)
    tone = linear(HAIR_COLOURS[character.hair_colour])
    each = np.repeat(1 + 0.16 * draw.normal(size=(hairs, 1)), STEPS, axis=0).clip(0.5, 1.6)
    along = np.tile(np.linspace(0, 1, STEPS), hairs)[:, None]
    taper = np.tile(np.interp(np.arange(STEPS), [0, STEPS - 4, STEPS - 1], [1, 1, 0.4]), hairs)
    return Strands(
        points=flat,
        colour=(tone * each * (0.8 + 0.35 * along)).astype(np.float32),
        lit=np.stack([0.12 + 0.88 * sky**1.3, 0.06 + 0.94 * key], axis=1).astype(np.float32),
        width=(style.thick * taper).astype(np.float32),
        steps=STEPS,
    )


class _Skull:
    """The head as a distance from its centre in every direction, for hair to lie on."""

    def __init__(self, points: Floats) -> None:
        self.low, self.high = points.min(axis=0), points.max(axis=0)
        self.centre = np.array([0.0, self.high[1] - 0.95, points[:, 2].mean()], np.float32)
        self.centre[2] = 0.5 * (self.low[2] + self.high[2]) - 0.08
        away = points - self.centre
        self._table = np.full((24, 48), 0.0, np.float32)
        row, column = self._cell(away)
        np.maximum.at(self._table, (row, column), np.linalg.norm(away, axis=1))
        for _ in range(30):  # fill the directions in which nothing lies from their neighbours
            near = np.stack([np.roll(self._table, shift, axis) for axis in (0, 1) for shift in (-1, 1)])
            self._table = np.where(self._table > 0, self._table, near.max(axis=0))

    def _cell(self, away: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        high = np.arctan2(away[..., 1], np.hypot(away[..., 0], away[..., 2]))
        around = np.arctan2(away[..., 0], away[..., 2])
        row = ((high / np.pi + 0.5) * 24).astype(int).clip(0, 23)
        return row, ((around / (2 * np.pi) + 0.5) * 48).astype(int) % 48

    def outside(self, points: Floats, lift: Floats) -> Floats:
        """``points``, pushed out to ``lift`` above the surface where they are below that."""
        away = points - self.centre
        length = np.linalg.norm(away, axis=-1, keepdims=True)
        row, column = self._cell(away)
        least = self._table[row, column][..., None] + lift
        return np.where(length < least, self.centre + away * least / length, points)


def _roots(
    draw: np.random.Generator, count: int, rig: Rig, neutral: Floats, normals: Floats, grown: Floats
) -> tuple[Floats, Floats]:
    triangles = rig.triangles[grown[rig.triangles].mean(axis=1) > 0.02]
    a, b, c = (neutral[triangles[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1) * grown[triangles].mean(axis=1)
    chosen = draw.choice(len(triangles), count, p=area / area.sum())
    share = draw.dirichlet([1, 1, 1], count)[..., None]
    corners = triangles[chosen]
    return (neutral[corners] * share).sum(axis=1), (normals[corners] * share).sum(axis=1)


def _grow(
    draw: np.random.Generator, style: Style, roots: Floats, out: Floats, skull: _Skull, chin: float
) -> Floats:
    """Strands, shape ``(count, STEPS, 3)``: each step mixes the last direction with the comb's."""
    count = len(roots)
    height = skull.high[1] - chin
    top = np.clip((roots[:, 1] - skull.centre[1]) / 0.75, 0, 1)
    length = style.sides + (style.length - style.sides) * top
    if style.end is not None:
        fall = roots[:, 1] - (chin + style.end * height)
        length = fall * 1.03 + 0.45 * top + 0.05
    knot = _knot_place(skull)
    if style.gather:
        length = np.linalg.norm(roots - knot, axis=1) * 1.22
    length = length * draw.uniform(0.88, 1.06, count)
    step = (length / (STEPS - 1))[:, None]
    lift = style.lift * draw.uniform(0.35, 1.0, (count, 1))
    points = np.empty((count, STEPS, 3))
    points[:, 0] = roots - 0.01 * out
    direction = out.copy()
    # to either side of the parting, gradually, so that no notch opens there
    side = np.tanh((roots[:, :1] - 0.24) / 0.16)
    for k in range(1, STEPS):
        here = points[:, k - 1]
        comb = _comb(style, here.astype(np.float32), skull, side, knot)
        keep = style.stiff if k > 1 else 0.75
        direction = keep * direction + (1 - keep) * comb
        direction /= np.linalg.norm(direction, axis=1, keepdims=True)
        grown_lift = lift * np.sin(np.pi * min(1.0, 0.15 + k / STEPS) * 0.7)
        points[:, k] = skull.outside(here + step * direction, grown_lift)
    phase = draw.uniform(0, 2 * np.pi, (count, 1))
    t = np.linspace(0, 1, STEPS)[None]
    angle = phase + 2 * np.pi * style.turns * t
    ring = style.curl * np.sqrt(t)
    points[..., 0] += ring * np.cos(angle)
    points[..., 2] += ring * np.sin(angle)
    points[..., 1] += 0.5 * ring * np.sin(angle + 1)
    return points.astype(np.float32)


def _comb(style: Style, here: Floats, skull: _Skull, side: Floats, knot: Floats) -> Floats:
    """Where the style pulls a hair at each place, unit vectors."""
    away = here - skull.centre
    if style.gather:
        pull = knot - here
    elif style.end is not None:
        beside = np.clip((abs(away[:, :1]) - 0.35) / 0.4, 0, 1)
        front = np.clip((away[:, 2:] - 0.25) / 0.4, 0, 1)
        across = side * 1.25 * (1 - beside) * (0.4 + front) - 0.16 * away[:, :1] * beside
        pull = np.concatenate([across, -0.25 - 1.3 * beside, -0.75 * front - 0.12], axis=1)
    elif style.lift > 0.2:
        pull = away + np.array([0, -0.25, 0])
    else:
        high = np.clip(away[:, 1:2] / 0.7, 0, 1)
        pull = np.concatenate([side * 0.45 * high + 0.3 * away[:, :1], 0.55 * high - 0.75 * (1 - high),
                               0.55 * high - 0.35 * (1 - high)], axis=1)  # fmt: skip
    return np.asarray(pull / (np.linalg.norm(pull, axis=1, keepdims=True) + 1e-6), np.float32)


def _clump(draw: np.random.Generator, points: Floats, style: Style) -> Floats:
    """Draw strands towards a guide near their root, more towards the tip: locks, not a curtain."""
    from scipy.spatial import cKDTree

    if style.length < 0.1:
        return points
    guides = draw.choice(len(points), max(60, len(points) // 16), replace=False)
    nearest = guides[cKDTree(points[guides, 0]).query(points[:, 0])[1]]
    t = np.linspace(0, 1, STEPS)[None, :, None]
    drawn = 0.72 * t * draw.uniform(0.5, 1.0, (len(points), 1, 1))
    return points + drawn * (points[nearest] - points)


def _knot_place(skull: _Skull) -> Floats:
    return np.asarray(skull.centre + np.array([0, 0.98, -0.72]), np.float32)


def _knot(draw: np.random.Generator, skull: _Skull, count: int) -> Floats:
    """A bun: strands wound around a ball."""
    centre = _knot_place(skull) + np.array([0, 0.16, -0.05])
    axis = draw.normal(size=(count, 3)) * 0.35 + np.array([0.2, 0.9, 0.5])
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    across = np.cross(axis, draw.normal(size=(count, 3)))
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    third = np.cross(axis, across)
    tilt = draw.uniform(-1.2, 1.2, (count, 1, 1))
    angle = np.linspace(0, 2.4, STEPS)[None, :, None]
    ring = np.cos(angle) * across[:, None] + np.sin(angle) * third[:, None]
    radius = 0.37 * draw.uniform(0.9, 1.03, (count, 1, 1))
    return np.asarray(centre + radius * (np.cos(tilt) * ring + np.sin(tilt) * axis[:, None]), np.float32)
