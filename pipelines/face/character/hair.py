"""Hair as strands that are grown from the scalp in styles and turn with the head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emogen.conditioning.character.traits import HAIR_COLOURS
from emogen.pipelines.face.character import rig as parts
from emogen.pipelines.face.character.gathered import knots, tied
from emogen.pipelines.face.character.hairline import around, bare, grows
from emogen.pipelines.face.character.occlusion import openness
from emogen.pipelines.face.character.skinmap import linear
from emogen.pipelines.face.character.skull import Shoulders, Skull
from emogen.pipelines.face.character.styles import styles
from emogen.pipelines.face.character.worn import worn
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.conditioning.character.looks import Looks
    from emogen.pipelines.face.character.rig import Rig
    from emogen.pipelines.face.character.styles import Style


STEPS = 14  # points of a strand


@dataclass(frozen=True, slots=True, eq=False)
class Strands:
    """Hairs of ``steps`` points each.

    Attributes:
        points: float32, shape ``(hairs * steps, 3)``, decimetres on the neutral head.
        colour: linear RGB of each point without light, shape ``(hairs * steps, 3)``.
        sky: how much of the light from around reaches each point, shape ``(hairs * steps,)``.
        width: thickness in decimetres, shape ``(hairs * steps,)``.
    """

    points: AnyFloats
    colour: AnyFloats
    sky: AnyFloats
    width: AnyFloats
    steps: int = STEPS


@dataclass(frozen=True, slots=True, eq=False)
class _Roots:
    """Where hairs begin: on the neutral head, on the template, and the scalp's normal; ``(n, 3)`` each."""

    place: AnyFloats
    template: AnyFloats
    normal: AnyFloats


def grow_hair(looks: Looks, rig: Rig, neutral: AnyFloats, normals: AnyFloats) -> Strands:
    """The strands of a character's style and what is worn on the head, in light baked once."""
    points, colour, width = _styled(looks, rig, neutral, normals)
    pieces, tones, thick = worn(looks, rig, neutral, STEPS)
    flat = np.concatenate([points, pieces]).reshape(-1, 3).astype(np.float32)
    return Strands(
        points=flat,
        colour=np.concatenate([colour, np.repeat(tones, STEPS, axis=0)]).astype(np.float32),
        sky=_sky(flat, rig, neutral),
        width=np.concatenate([width, np.repeat(thick, STEPS)]).astype(np.float32),
    )


def _sky(flat: AnyFloats, rig: Rig, neutral: AnyFloats) -> AnyFloats:
    """How much of the light from around reaches each hair point; every second one is looked at."""
    if len(flat) == 0:
        return np.ones(0, np.float32)
    some = np.ascontiguousarray(flat.reshape(-1, STEPS, 3)[:, ::2].reshape(-1, 3))
    away = some - some.mean(axis=0)
    away = (away / np.linalg.norm(away, axis=1, keepdims=True)).astype(np.float32)
    sky = openness(some, away, rig.triangles, some, samples=14, casters=neutral)
    lit = (0.12 + 0.88 * sky**1.3).reshape(-1, STEPS // 2)
    after = np.concatenate([lit[:, 1:], lit[:, -1:]], axis=1)
    return np.asarray(np.stack([lit, 0.5 * (lit + after)], axis=2).ravel(), np.float32)


def _styled(
    looks: Looks, rig: Rig, neutral: AnyFloats, normals: AnyFloats
) -> tuple[AnyFloats, AnyFloats, AnyFloats]:
    """Hairs ``(n, STEPS, 3)``, and the colour and width of their points."""
    style = styles()[looks.hair]
    if style.count == 0:
        return np.zeros((0, STEPS, 3)), np.zeros((0, 3)), np.zeros(0)
    draw = stream(looks.seed, "hair")
    body = rig.vertex_part == parts.BODY
    skull = Skull(neutral[body & (rig.template[:, 1] > 6.75)])
    shoulders = Shoulders(neutral[body], rig.template[body])
    roots = _roots(draw, looks, style.count, rig, neutral, normals)
    chin = float(neutral[body & (rig.template[:, 1] > 6.15), 1].min())
    points = _grow(draw, style, roots, skull, shoulders, chin)
    points, lock = _clump(draw, points, style)
    taper = np.tile(_TAPER, (len(points), 1))
    if style.gather:
        more = tied(draw, style, skull, shoulders, STEPS)
        points, taper = np.concatenate([points, more]), np.concatenate([taper, np.ones(more.shape[:2])])
        lock = np.concatenate([lock, 1 + 0.1 * draw.normal(size=len(more))])
    return points, _colours(draw, looks, lock), (style.thick * taper).ravel()


_TAPER = np.interp(np.arange(STEPS), [0, 2, STEPS - 4, STEPS - 1], [0.7, 1, 1, 0.35])


def _colours(draw: np.random.Generator, looks: Looks, lock: AnyFloats) -> AnyFloats:
    """Every hair a little different, every lock too; darker at the root, some grey."""
    tone = linear(HAIR_COLOURS[looks.hair_colour])
    hairs = len(lock)
    each = (lock * (1 + 0.15 * draw.normal(size=hairs))).clip(0.5, 1.6)[:, None, None]
    along = np.interp(np.linspace(0, 1, STEPS), [0, 0.15, 1], [0.7, 0.9, 1.15])[None, :, None]
    grey = (draw.random(hairs) < looks.grey)[:, None, None]
    colour = np.where(grey, 0.22 * linear(HAIR_COLOURS["silver"]) + 0.4 * tone, tone) * each * along
    return np.asarray(colour.reshape(-1, 3), np.float32)


def _roots(
    draw: np.random.Generator, looks: Looks, count: int, rig: Rig, neutral: AnyFloats, normals: AnyFloats
) -> _Roots:
    """Roots where hair grows, evenly over the scalp and thinner towards its line."""
    body = (bare(rig) < 0.5) & (rig.template[:, 1] > 6.5)
    triangles = rig.triangles[body[rig.triangles].all(axis=1)]
    a, b, c = (neutral[triangles[:, k]] for k in range(3))
    middle = rig.template[triangles].mean(axis=1)
    thick = grows(looks, around(middle), middle[:, 1] + 0.05) > 0
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1) * thick
    found: list[tuple[AnyFloats, ...]] = []
    missing = count
    while missing > 0:
        corners = triangles[draw.choice(len(triangles), 2 * count, p=area / area.sum())]
        share = draw.dirichlet([1, 1, 1], 2 * count)[..., None]
        template = (rig.template[corners] * share).sum(axis=1)
        kept = draw.random(2 * count) < grows(looks, around(template), template[:, 1])
        kept &= np.cumsum(kept) <= missing
        place, normal = ((values[corners[kept]] * share[kept]).sum(axis=1) for values in (neutral, normals))
        found.append((place, template[kept], normal))
        missing -= int(kept.sum())
    place, template, normal = (np.concatenate(rows) for rows in zip(*found, strict=True))
    return _Roots(place, template, normal / np.linalg.norm(normal, axis=1, keepdims=True))


def _grow(
    draw: np.random.Generator, style: Style, roots: _Roots, skull: Skull, shoulders: Shoulders, chin: float
) -> AnyFloats:
    """Strands, shape ``(count, STEPS, 3)``: each step mixes the last direction with the comb's."""
    count = len(roots.place)
    fringe = _fringe(draw, style, roots)
    length = _lengths(draw, style, roots, skull, chin, fringe)
    step = (length / (STEPS - 1))[:, None]
    lift = style.lift * draw.uniform(0.35, 1.0, (count, 1)) * np.clip(length[:, None] / 0.15, 0, 1)
    side = _side(style, roots.place)
    ahead = (roots.place[:, 2] > skull.centre[2] + 0.3) | (fringe > 0)
    points = np.empty((count, STEPS, 3))
    points[:, 0] = roots.place - 0.01 * roots.normal
    direction = roots.normal.astype(np.float64)
    wander = np.zeros((count, 3))
    for k in range(1, STEPS):
        here = points[:, k - 1]
        comb = _comb(style, here.astype(np.float32), skull, side, fringe)
        comb = comb - np.array([0, style.heavy * (k / STEPS) ** 1.5, 0])
        keep = style.stiff if k > 1 else style.stand
        wander = 0.6 * wander + draw.normal(size=(count, 3)) * style.frizz
        direction = keep * direction + (1 - keep) * comb + wander
        direction /= np.linalg.norm(direction, axis=1, keepdims=True)
        off = lift * np.sin(np.pi * min(1.0, 0.15 + k / STEPS) * 0.7)
        points[:, k] = skull.outside(here + step * direction, off)
        if style.end is not None:
            points[:, k] = shoulders.outside(_beside_neck(points[:, k], shoulders, chin), ahead)
    if style.end is not None:
        for _ in range(2):  # a hair bends over a shoulder, it does not break
            points[:, 2:-1] = 0.25 * points[:, 1:-2] + 0.5 * points[:, 2:-1] + 0.25 * points[:, 3:]
    return _curled(draw, style, points)


def _beside_neck(points: AnyFloats, shoulders: Shoulders, chin: float) -> AnyFloats:
    """Hair falls around the neck, and in front at both sides of it, never under the chin."""
    moved = points.copy()
    low = np.clip((chin + 0.55 - points[:, 1]) / 0.45, 0, 1)
    away = points[:, ::2] - np.array([0, shoulders.neck])
    reach = np.linalg.norm(away, axis=1) + 1e-6
    moved[:, ::2] += away * (np.maximum(0, 0.66 * low - reach) / reach)[:, None]
    least = 0.52 * low * np.clip((moved[:, 2] - shoulders.neck - 0.2) / 0.3, 0, 1)
    moved[:, 0] = np.where(moved[:, 0] < 0, -1.0, 1.0) * np.maximum(abs(moved[:, 0]), least)
    return moved


def _lengths(
    draw: np.random.Generator, style: Style, roots: _Roots, skull: Skull, chin: float, fringe: AnyFloats
) -> AnyFloats:
    place = roots.place
    count = len(place)
    top = np.clip((place[:, 1] - skull.centre[1] - 0.05) / 0.55, 0, 1)
    top = top * top * (3 - 2 * top)
    length = style.sides + (style.top - style.sides) * top
    if style.end is not None:
        fall = place[:, 1] - (chin + style.end * (skull.high[1] - chin))
        length = fall * 1.03 + 0.45 * top + 0.05
    if style.gather:
        length = np.linalg.norm(place - knots(style, skull)[(place[:, 0] < 0).astype(int)], axis=1) * 1.2
    if style.round is not None:
        length = style.round * 1.02 - np.linalg.norm(place - skull.centre, axis=1)
        length = length.clip(0.12) * np.interp(place[:, 1], [chin + 0.2, chin + 0.9], [0.5, 1])
    if style.shave is not None:
        length = np.where(place[:, 1] < skull.centre[1] + style.shave, style.sides, length)
    brow = place[:, 1] - (skull.centre[1] + 0.13)
    length = length + fringe * (brow.clip(0.15) * 1.12 - length)
    return np.asarray(length * draw.uniform(0.88, 1.06, count), np.float32)


def _fringe(draw: np.random.Generator, style: Style, roots: _Roots) -> AnyFloats:
    """How much each hair is one of the fringe, [0, 1]."""
    if style.fringe == 0:
        return np.zeros(len(roots.place), np.float32)
    angle = abs(around(roots.template))
    front = (roots.template[:, 2] > 0.85) & (angle < 0.62 + 0.08 * draw.normal(size=len(angle)))
    return np.asarray(front * style.fringe, np.float32)


def _side(style: Style, place: AnyFloats) -> AnyFloats:
    """To either side of the parting, gradually, so that no notch opens there; shape ``(n, 1)``."""
    if style.part is None:
        return np.ones((len(place), 1), np.float32)
    return np.asarray(np.tanh((place[:, :1] - style.part) / 0.14), np.float32)


def _comb(style: Style, here: AnyFloats, skull: Skull, side: AnyFloats, fringe: AnyFloats) -> AnyFloats:
    """Where the style pulls a hair at each place, unit vectors."""
    away = here - skull.centre
    if style.gather:
        pull = knots(style, skull)[(side[:, 0] < 0).astype(int)] - here
        pull = pull / (np.linalg.norm(pull, axis=1, keepdims=True) + 1e-6)
    elif style.round is not None:
        pull = away / (np.linalg.norm(away, axis=1, keepdims=True) + 1e-6)
    elif style.end is not None:
        beside = np.clip((abs(away[:, :1]) - 0.35) / 0.4, 0, 1)
        back = np.clip((-0.2 - away[:, 2:]) / 0.4, 0, 1)
        front = np.clip((away[:, 2:] - 0.25) / 0.4, 0, 1)
        across, up, ahead = style.sweep
        x = side * across * (1 - beside) * (1 - back) * (0.4 + front) - 0.16 * away[:, :1] * beside
        y = up * (1 - back) - 1.3 * np.maximum(beside, back)
        pull = np.concatenate([x, y, ahead * front - 0.12 * (1 - back)], axis=1)
    else:
        high = np.clip(away[:, 1:2] / 0.7, 0, 1)
        out = np.sign(away[:, :1]) * style.rest[0]
        top = np.concatenate(
            [side * style.sweep[0], *(0 * side + value for value in style.sweep[1:])], axis=1
        )
        rest = np.concatenate([out, *(0 * side + value for value in style.rest[1:])], axis=1)
        pull = high * top + (1 - high) * rest
    drop = fringe[:, None]
    pull = pull + drop * (np.concatenate([0.25 * side, 0 * side - 1.0, 0 * side + 0.3], axis=1) - pull)
    return np.asarray(pull / (np.linalg.norm(pull, axis=1, keepdims=True) + 1e-6), np.float32)


def _curled(draw: np.random.Generator, style: Style, points: AnyFloats) -> AnyFloats:
    phase = draw.uniform(0, 2 * np.pi, (len(points), 1))
    t = np.linspace(0, 1, STEPS)[None]
    angle = phase + 2 * np.pi * style.turns * t
    ring = style.curl * np.sqrt(t)
    points[..., 0] += ring * np.cos(angle)
    points[..., 2] += ring * np.sin(angle)
    points[..., 1] += 0.5 * ring * np.sin(angle + 1)
    return np.asarray(points, np.float32)


def _clump(draw: np.random.Generator, points: AnyFloats, style: Style) -> tuple[AnyFloats, AnyFloats]:
    """Draw hairs towards a guide near their root, more towards the tip: locks, not a curtain.

    Returns:
        the hairs, and the tone of each one's lock around 1.
    """
    from scipy.spatial import cKDTree

    if style.clump == 0:
        return points, np.ones(len(points))
    guides = draw.choice(len(points), max(40, len(points) // style.clumps), replace=False)
    lock = cKDTree(points[guides, 0]).query(points[:, 0])[1]
    t = np.linspace(0, 1, STEPS)[None, :, None]
    amount = style.clump * np.clip(t * (1 + 3 * style.clump**8), 0, 1)
    long = np.linalg.norm(points[:, 1:] - points[:, :-1], axis=2).sum(axis=1)[:, None, None]
    amount = amount * np.clip(long / 0.4 - 0.2, 0, 1)  # short hair lies apart
    drawn = amount * draw.uniform(0.55 + 0.4 * style.clump**4, 1.0, (len(points), 1, 1))
    points = points + drawn * (points[guides[lock]] - points)
    if style.wave:
        along = 2 * np.pi * (1.6 * t[..., 0] + draw.random(len(guides))[lock][:, None])
        swing = style.wave * np.sin(along)[..., None] * np.clip(2 * t - 0.3, 0, 1)
        points = points + swing * draw.normal(size=(len(guides), 1, 3))[lock].clip(-1.2, 1.2) * [
            0.8,
            0.2,
            0.8,
        ]
    return points, 1 + 0.13 * draw.normal(size=len(guides))[lock]
