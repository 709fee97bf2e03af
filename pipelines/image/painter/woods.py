"""Meadows, woods and bands of distant trees: what grows by the thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.things.trees import grown, leafed, leaves_of
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage
    from emogen.pipelines.image.painter.terrain import Outline


def meadow(
    stage: Stage, rows: tuple[float, float], colours: tuple[str, str], name: str, *, count: int = 9000,
    blade: float = 0.5, flowers: tuple[str, ...] = (), share: float = 0.05,
) -> None:  # fmt: skip
    """Grass on the ground plane between two rows (scene units), blades ``blade`` metres high.

    ``colours``: shaded, sunny (sRGB); ``flowers``: colours of the ``share`` that blooms.
    """
    random, light, canvas = stream(stage.seed, name), stage.light, stage.canvas
    low, high = min(rows), max(rows)
    y = np.sort(low + (high - low) * random.random(count) ** 0.8)
    x = random.uniform(0, canvas.wide, count)
    down = np.maximum(y - stage.horizon, 0.01)
    scale = down / stage.eye * stage.fit
    patch = np.sin(x * 5 + 3 * np.sin(y * 21)) * np.sin(y * 40 + x * 3)
    size = blade * scale * random.uniform(0.5, 1.4, count) * (1 + 0.25 * patch)
    wind = light.weather.wind
    lean = np.pi / 2 + random.normal(0, 0.3, count) + light.side * 0.5 * wind * (0.6 + 0.4 * patch)
    facing = np.clip(random.normal(0.5, 0.24, count) + 0.2 * patch, 0, 1)[:, None]
    life = stage.targets.life
    near, sunny = (grown(linear(colour), life) for colour in colours)
    tones = mix(light.lit(near, 0.15), light.lit(sunny, 0.75), facing)
    share *= 1.0 + 2.2 * life if life > 0 else max(0.0, 1.0 + 1.3 * life)
    blooms = random.random(count) < (share if flowers else 0.0)
    if flowers:
        wilted = 0.85 * max(0.0, -life)
        hues = np.stack([light.lit(mix(linear(hue), linear("#6b5540"), wilted), 0.8) for hue in flowers])
        tones[blooms] = hues[random.integers(len(flowers), size=int(blooms.sum()))]
    distance = np.clip(0.035 / down, 0, 1)
    tones = mix(tones, light.air, (1.0 - np.exp(-0.8 * light.haze * distance**1.3))[:, None])
    long = np.where(blooms, 0.075 * scale, size * 0.5)
    wide = np.where(blooms, 0.06 * scale, size * 0.075 + 0.006 * scale)
    alpha = np.where(blooms, 0.95, 0.8)
    lift = np.where(blooms, size * random.uniform(0.6, 1.1, count), size * 0.4)
    dabs = np.stack([x, y - lift, long, wide, lean, alpha], 1)
    canvas.dabs(dabs, tones, power=1.5, soft=0.5, bristle=0.2)


def tree_line(
    stage: Stage, crest: Outline, down: float, name: str, *, size: float, count: int, pines: float = 0.5,
    distance: float = 0.6, span: tuple[float, float] = (0.0, 1.0),
) -> None:  # fmt: skip
    """A band of distant trees that stand ``down`` scene units below a crest.

    Args:
        size: height of a tree, scene units; count: how many; pines: share of conifers in [0, 1].
    """
    random, light, canvas = stream(stage.seed, name), stage.light, stage.canvas
    sunny, shaded, accent = leaves_of(stage.season())
    x = canvas.wide * random.uniform(*span, count)
    foot = crest(x.astype(np.float32)) + down * random.uniform(0.3, 1.6, count)
    order = np.argsort(foot)
    x, foot = x[order], foot[order]
    height = size * random.uniform(0.5, 1.15, count)
    conifer = random.random(count) < pines
    each = 16
    t = np.tile(np.linspace(0, 1, each), (count, 1))
    u = random.uniform(-1, 1, (count, each))
    half = np.where(
        conifer[:, None], 0.2 * (1 - t) + 0.02, 0.34 * np.sqrt(np.clip(1 - (2 * t - 0.95) ** 2, 0.05, 1))
    )
    along = height[:, None] * np.where(conifer[:, None], 0.13 * (1.2 - t), 0.16)
    across = along * np.where(conifer[:, None], 0.45, 0.75)
    facing = np.clip(0.3 + 0.35 * u * light.side + 0.35 * t + random.normal(0, 0.1, (count, each)), 0, 1)[
        ..., None
    ]
    life = stage.targets.life
    green = mix(
        light.lit(grown(linear(shaded), life), 0.1), light.lit(grown(linear(sunny), life), 0.7), facing
    )
    dark = mix(light.lit(linear("#1d332c"), 0.1), light.lit(linear("#4c6a48"), 0.7), facing)
    tones = np.where(conifer[:, None, None], dark, green)
    if stage.winter:
        tones = mix(tones, light.lit(linear(accent), 0.6), (random.random((count, each, 1)) < 0.4) * 0.7)
    tones = light.through_air(tones, distance)
    angle = np.where(conifer[:, None], -0.5 * np.sign(u), random.uniform(0, 3, (count, each)))
    thick = 0.92 * (0.45 + 0.55 * leafed(life))
    place = np.stack([x[:, None] + u * half * height[:, None], foot[:, None] - t * height[:, None]], -1)
    dabs = np.concatenate([place, np.stack([along, across, angle, np.full_like(along, thick)], -1)], -1)
    canvas.dabs(dabs.reshape(-1, 6), tones.reshape(-1, 3), power=1.7, soft=0.5, bristle=0.3)


def trunk(pen: Pen, height: float, width: float) -> None:
    """A forest tree whose crown is above the picture: trunk, roots, a few dead branches."""
    random = pen.random
    lean = random.normal(0, 0.025) * height
    t = np.linspace(0, 1, 9)
    bend = lean * t + random.normal(0, 0.05, 9) * width
    half = width / 2 * (1.0 - 0.5 * t) + width * 0.5 * np.exp(-t * 26)
    left, right = np.column_stack([bend - half, t * height]), np.column_stack([bend + half, t * height])
    pen.shadow(width * 2.2, height * 0.5, 0.8)
    bark = ("#57473a", "#4b4238", "#665444")[int(random.integers(3))]
    pen.poly(np.concatenate([left, right[::-1]]), bark, 0.28, low=0.12, grain=0.4, stretch=0.22)
    side = pen.light.side
    edge, inner = (right, 0.3) if side > 0 else (left, -0.3)
    rim = np.concatenate([edge, (edge - np.column_stack([side * half * abs(inner) * 2, 0 * t]))[::-1]])
    pen.poly(rim, bark, 0.95, low=0.5, alpha=0.8, grain=0.5, stretch=0.2)
    for _ in range(int(random.integers(2, 6))):
        y, way = random.uniform(0.25, 0.95) * height, 1 if random.random() < 0.5 else -1
        x0 = float(np.interp(y, t * height, bend))
        size = random.uniform(0.8, 2.4) * width * 1.6
        pen.line([[x0, y], [x0 + way * size * 0.6, y + 0.25 * size], [x0 + way * size, y + 0.7 * size]],
                 (width * 0.11, width * 0.025), bark, 0.35)  # fmt: skip


def boughs(
    stage: Stage, name: str, *, top: float, deep: float, count: int, size: float, distance: float
) -> None:
    """Foliage that hangs from the upper edge: clusters down to ``top + deep`` (scene units)."""
    random, light, canvas = stream(stage.seed, name), stage.light, stage.canvas
    sunny, shaded, accent = leaves_of(stage.season())
    cx = random.uniform(-0.05, canvas.wide + 0.05, count)
    edge = 0.55 + 0.45 * np.abs(2 * cx / canvas.wide - 1) ** 1.5
    cy = top + deep * edge * random.random(count) ** 1.4
    each = 46
    kept = max(2, round(count * (0.15 + 0.85 * leafed(stage.targets.life))))
    cx, cy, count = cx[:kept], cy[:kept], kept
    around, reach = random.uniform(0, 2 * np.pi, (count, each)), np.sqrt(random.random((count, each)))
    x = cx[:, None] + size * 2.6 * reach * np.cos(around)
    y = cy[:, None] + size * 1.5 * reach * np.sin(around)
    facing = np.clip(0.35 - 0.4 * np.sin(around) * reach + 0.2 * np.cos(around) * light.side
                     + random.normal(0, 0.14, (count, each)), 0, 1)[..., None]  # fmt: skip
    life = stage.targets.life
    tones = mix(
        light.lit(grown(linear(shaded), life) * 0.8, 0.05), light.lit(grown(linear(sunny), life), 0.8), facing
    )
    tones = mix(
        tones, light.lit(grown(linear(accent), life), 0.95), (random.random((count, each, 1)) < 0.12) * facing
    )
    tones = light.through_air(tones, distance)
    length = size * random.uniform(0.22, 0.42, (count, each))
    parts = [x, y, length, 0.5 * length, random.uniform(0, 3.1, (count, each)), np.full_like(x, 0.92)]
    canvas.dabs(np.stack(parts, -1).reshape(-1, 6), tones.reshape(-1, 3), power=1.5, soft=0.4, bristle=0.3)
