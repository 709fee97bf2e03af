"""What grows in rows and walls: crops in perspective, hedges, climbing leaves, reeds, fronds, bamboo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.things.trees import leaves_of
from emogen.pipelines.image.painter.walls import Wall, project
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


@dataclass(frozen=True, slots=True)
class Crop:
    """Rows of one crop, which run away from the viewer.

    Attributes:
        gap: metres from row to row. wide, high: of a row, metres. colours: shaded, sunny, accent (sRGB).
        accents: share of the dabs in the accent colour. leaf: size of a dab, metres.
        turn: how far the rows lean from straight ahead: metres to the right each metre away.
    """

    gap: float
    wide: float
    high: float
    colours: tuple[str, str, str]
    accents: float = 0.2
    leaf: float = 0.14
    turn: float = 0.0


def crop_rows(stage: Stage, rows: tuple[float, float], crop: Crop, name: str, count: int = 9000) -> None:
    """A field of rows between two rows of the picture (scene units)."""
    random, light, canvas = stream(stage.seed, "crop", name), stage.light, stage.canvas
    low, high = min(rows), max(rows)
    y = np.sort(low + (high - low) * random.random(count) ** 1.1)
    down = np.maximum(y - stage.horizon, 0.008)
    away = stage.eye / down
    scale = stage.fit / away
    half = 0.56 * canvas.wide / scale
    line = np.round(
        (random.uniform(-1, 1, count) * half - stage_shift(stage) / scale - crop.turn * away) / crop.gap
    )
    right = line * crop.gap + crop.turn * away
    side = random.uniform(-1, 1, count)
    up = random.random(count) ** 0.7 * np.sqrt(np.clip(1.05 - side**2, 0.05, 1.0))
    x = stage.vanish + (right + side * crop.wide / 2) * scale
    lift = crop.high * up * scale
    facing = np.clip(0.25 + 0.5 * up + 0.2 * side * light.side + random.normal(0, 0.12, count), 0, 1)[:, None]
    shaded, sunny, accent = crop.colours
    tones = mix(light.lit(linear(shaded), 0.1), light.lit(linear(sunny), 0.75), facing)
    marked = (random.random(count) < crop.accents * up)[:, None]
    tones = mix(tones, light.lit(linear(accent), 0.85), marked * 0.8)
    distance = np.clip(away / 240.0, 0, 1)
    tones = mix(tones, light.air, (1.0 - np.exp(-0.8 * light.haze * distance**1.3))[:, None])
    size = crop.leaf * scale * random.uniform(0.7, 1.5, count) * np.clip((high - low) * 1.6, 0.7, 1.3)
    size = np.clip(size, 0.0016, 0.0125)
    lean = np.pi / 2 + random.normal(0, 0.5, count)
    dabs = np.stack([x, y - lift, size * 1.3, size * 0.7, lean, np.full(count, 0.9)], 1)
    order = np.argsort(y, kind="stable")
    canvas.dabs(dabs[order], tones[order], power=1.6, soft=0.4, bristle=0.25)


def strip(stage: Stage, x: float, away: tuple[float, float], crop: Crop, name: str, count: int = 420) -> None:
    """Plants in one strip ``x`` metres to the right, from near to far."""
    random, light = stream(stage.seed, "strip", name), stage.light
    z = np.sort(np.exp(random.uniform(np.log(away[0]), np.log(away[1]), count)))[::-1]
    scale = stage.fit / z
    side, up = random.uniform(-1, 1, count), random.random(count)
    place = np.column_stack(
        [
            stage.vanish + (x + side * crop.wide / 2) * scale,
            stage.horizon + (stage.eye - crop.high * up * stage.fit) / z,
        ]
    )
    tones = mix(
        light.lit(linear(crop.colours[0]), 0.1),
        light.lit(linear(crop.colours[1]), 0.7),
        np.clip(up + random.normal(0, 0.2, count), 0, 1)[:, None],
    )
    marked = random.random(count) < crop.accents * (0.25 + 0.75 * up)
    petals = mix(
        light.lit(linear(crop.colours[2]), 0.35),
        light.lit(linear(crop.colours[2]), 0.95),
        random.random((count, 1)),
    )
    tones = np.where(marked[:, None], petals, tones)
    size = np.clip(crop.leaf * scale, 0.0012, 0.014) * random.uniform(0.7, 1.4, count)
    long = np.where(marked, size, size * 2.0)
    angle = np.where(marked, 0.0, np.pi / 2 + random.normal(0, 0.5, count))
    dabs = np.column_stack(
        [place, long, np.where(marked, size * 0.85, size * 0.4), angle, np.full(count, 0.95)]
    )
    stage.canvas.dabs(dabs.astype(np.float32), tones.astype(np.float32), power=1.8, soft=0.4, bristle=0.1)


def stage_shift(stage: Stage) -> float:
    """How far the vanishing point is from the middle of the picture, scene units."""
    return stage.vanish - stage.canvas.wide / 2


def hedge(
    stage: Stage,
    wall: Wall,
    high: float,
    name: str,
    *,
    count: int = 1100,
    blooms: tuple[str, ...] = (),
    solid: bool = True,
) -> None:
    """A clipped hedge (``solid``) or leaves that climb a wall, in light and shade; ``blooms`` among them."""
    random, light = stream(stage.seed, "hedge", name), stage.light
    sunny, shaded, _ = leaves_of(stage.season())
    t, up = random.random(count), random.random(count)
    if solid:
        wall.fill(
            [[[0, 0], [0, high], [wall.length, high], [wall.length, 0]]], shaded, 0.8, low=0.4, grain=0.3
        )
    else:  # thinner towards its top and sides
        up, t = up**1.5, 0.5 + (t - 0.5) * (1.0 - 0.7 * up**1.5) + random.normal(0, 0.04, count)
    near, far = np.log(max(wall.start[1], 0.4)), np.log(max(wall.end[1], 0.4))
    if abs(far - near) > 0.05:
        away = np.exp(near + (far - near) * t)
        t = (away - wall.start[1]) / (wall.end[1] - wall.start[1])
    space = wall.space(np.column_stack([t * wall.length, high * (0.02 + 1.02 * up)]))
    place = project(stage, space)
    scale = stage.fit / np.maximum(space[:, 2], 0.4)
    facing = np.clip(0.1 + wall.facing * 0.7 * (0.4 + up) + random.normal(0, 0.14, count), 0, 1)[:, None]
    tones = mix(light.lit(linear(shaded), 0.1), light.lit(linear(sunny), 0.8), facing)
    if blooms:
        hues = np.stack([light.lit(linear(hue), 0.75) for hue in blooms])
        some = random.random(count) < 0.16
        tones[some] = hues[random.integers(len(blooms), size=int(some.sum()))]
    tones = mix(tones, light.air, np.clip(space[:, 2] / 260.0, 0, 0.8)[:, None].astype(np.float32))
    size = np.clip(0.12 * scale, 0.002, 0.03) * random.uniform(0.6, 1.4, count)
    dabs = np.column_stack([place, size, 0.6 * size, random.uniform(0, 3.1, count), np.full(count, 0.9)])
    order = np.argsort(-space[:, 2])
    stage.canvas.dabs(dabs[order], tones[order], power=1.6, soft=0.4, bristle=0.3)


def reeds(
    stage: Stage,
    rows: tuple[float, float],
    name: str,
    *,
    count: int = 500,
    tall: float = 1.6,
    span: tuple[float, float] = (0.0, 1.0),
    colours: tuple[str, str] = ("#4a5230", "#a39a58"),
) -> None:
    """Reeds in clumps on the ground plane between two rows (scene units), ``tall`` metres high."""
    random, light, canvas = stream(stage.seed, "reeds", name), stage.light, stage.canvas
    clump = random.random((max(3, count // 26), 2))
    mine = clump[random.integers(len(clump), size=count)] + random.normal(0, 0.022, (count, 2))
    low, high = min(rows), max(rows)
    y = low + (high - low) * np.clip(mine[:, 1], 0, 1)
    x = canvas.wide * (span[0] + (span[1] - span[0]) * mine[:, 0])
    order = np.argsort(y)
    x, y = x[order], y[order]
    scale = np.maximum(y - stage.horizon, 0.01) / stage.eye * stage.fit
    size = tall * scale * random.uniform(0.55, 1.2, count)
    lean = np.pi / 2 + random.normal(0, 0.16, count) + 0.25 * light.side * light.weather.wind
    facing = np.clip(random.normal(0.45, 0.25, count), 0, 1)[:, None]
    tones = mix(light.lit(linear(colours[0]), 0.1), light.lit(linear(colours[1]), 0.75), facing)
    thin = np.maximum(0.02 * scale, 0.0007)
    bend = -np.cos(lean) * size * 0.5
    dabs = np.stack([x - bend, y - size * 0.5, size * 0.5, thin, lean, np.full(count, 0.9)], 1)
    canvas.dabs(dabs, tones, power=1.6, soft=0.4, bristle=0.1)
    heads = random.random(count) < 0.22
    top = np.stack(
        [x - 2 * bend, y - size * 0.97, 0.13 * scale, 0.035 * scale, lean, np.full(count, 0.95)], 1
    )
    canvas.dabs(top[heads], light.lit(linear("#5a3f28"), 0.5)[None], soft=0.4)


def frond(
    stage: Stage,
    foot: tuple[float, float],
    tip: tuple[float, float],
    colours: tuple[str, str],
    random: np.random.Generator,
    *,
    wide: float = 0.22,
    distance: float = 0.0,
    sag: float = 0.25,
) -> None:
    """A palm or fern leaf from foot to tip (scene units): a bent rib with leaflets on both sides."""
    light = stage.light
    start, end = np.array(foot), np.array(tip)
    reach = end - start
    length = float(np.hypot(*reach))
    count = 44
    t = np.linspace(0.04, 1.0, count)
    normal = np.array([-reach[1], reach[0]]) / max(length, 1e-6)
    spine = (
        start
        + reach * t[:, None]
        + np.array([0.0, 1.0]) * (sag * length * (t**2 - t))[:, None] * -1.0 * np.sign(0.5)
    )
    along = np.gradient(spine, axis=0)
    angle = np.arctan2(along[:, 1], along[:, 0])
    leaf = wide * length * np.sin(np.pi * np.clip(t, 0.05, 0.97)) ** 0.7
    parts, tones = [], []
    for way in (-1, 1):
        turned = angle + way * (0.95 - 0.35 * t)
        middle = spine + np.column_stack([np.cos(turned), np.sin(turned)]) * (leaf * 0.5)[:, None]
        parts.append(
            np.column_stack(
                [middle, leaf * 0.52, np.full(count, 0.016 * length + 0.001), turned, np.full(count, 0.95)]
            )
        )
        up = -np.sin(turned)
        facing = np.clip(
            0.4 + 0.25 * up + 0.25 * way * float(normal[0]) * light.side + random.normal(0, 0.1, count), 0, 1
        )
        tones.append(
            mix(light.lit(linear(colours[0]), 0.1), light.lit(linear(colours[1]), 0.8), facing[:, None])
        )
    dabs, tone = np.concatenate(parts), light.through_air(np.concatenate(tones), distance)
    stage.canvas.dabs(dabs.astype(np.float32), tone, power=1.5, soft=0.4, bristle=0.1)
    rib = np.column_stack(
        [
            spine,
            np.full(count, 0.6 * length / count),
            np.full(count, 0.004 * length + 0.0006),
            angle,
            np.full(count, 0.9),
        ]
    )
    stage.canvas.dabs(
        rib.astype(np.float32),
        light.through_air(light.lit(linear(colours[1]), 0.6), distance)[None],
        soft=0.4,
    )


def leaf(
    stage: Stage,
    foot: tuple[float, float],
    angle: float,
    length: float,
    colours: tuple[str, str],
    *,
    facing: float = 0.5,
    distance: float = 0.0,
) -> None:
    """One broad leaf (scene units), its two halves in different light."""
    light = stage.light
    t = np.linspace(0, 1, 15)
    half = 0.27 * length * np.sin(np.pi * t**0.8) ** 0.9
    along, across = np.array([np.cos(angle), -np.sin(angle)]), np.array([np.sin(angle), np.cos(angle)])
    rib = np.array(foot) + along * (length * t)[:, None] + np.array([0, 0.18]) * (length * t**2)[:, None]
    for way, bright in ((1, facing), (-1, min(1.0, facing + 0.3))):
        edge = rib + across * (way * half)[:, None]
        dark, sunny = light.lit(linear(colours[0]), 0.3 * bright), light.lit(linear(colours[1]), bright)
        shape: AnyFloats = np.concatenate([rib, edge[::-1]]).astype(np.float32)
        stage.canvas.fill(
            [shape],
            light.through_air(sunny, distance),
            light.through_air(mix(dark, sunny, 0.45), distance),
            grain=0.2,
            feature=0.02,
        )
    ribs = np.column_stack(
        [
            rib,
            np.full(15, 0.55 * length / 15),
            np.full(15, 0.005 * length),
            np.full(15, -angle + 0.1),
            np.full(15, 0.7),
        ]
    )
    stage.canvas.dabs(
        ribs.astype(np.float32),
        light.through_air(light.lit(linear(colours[1]), 1.0), distance)[None],
        soft=0.5,
    )
