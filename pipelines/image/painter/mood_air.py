"""What a mood puts into the air: fires on the horizon, smoke, embers, flies, petals, kites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import Light, linear, mix
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.canvas import Canvas
    from emogen.pipelines.image.painter.stage import Stage

_KITES = ("#c8423a", "#e0b23c", "#3f78a8", "#7a5aa0")


def paint_fires(canvas: Canvas, light: Light, horizon: float, seed: int) -> None:
    """Fires beyond the horizon: their glow on the sky, flames, and smoke that leans with the wind.

    Comes after the sky and before everything that stands on the ground.
    """
    fire = light.targets.fire
    if fire <= 0.05:
        return
    random = stream(seed, "fires")
    places = random.uniform(0.04, 0.96, 6) * canvas.wide
    for n, x in enumerate(places):
        strength = float(np.clip(fire * 6 - n, 0.0, 1.0))  # one after the other
        if strength <= 0:
            break
        size = random.uniform(0.5, 1.0) * (0.5 + 0.5 * fire)
        canvas.glow(x, horizon, 0.5 * size, linear("#ff6a28") * np.float32(0.8 * strength))
        _smoke(canvas, light, (float(x), horizon), size, strength, random)
        _flames(canvas, (float(x), horizon), 0.05 * size, strength, random)


def _smoke(
    canvas: Canvas, light: Light, foot: tuple[float, float], size: float, strength: float,
    random: np.random.Generator,
) -> None:  # fmt: skip
    """A column that rises, widens and leans; the fire lights its foot."""
    count = 90
    t = np.sort(random.random(count)) ** 0.8
    tall = 0.75 * foot[1] * size
    lean = -light.side * (0.1 + 0.4 * light.weather.wind)
    x = foot[0] + tall * (lean * t**1.4 + random.normal(0, 0.05, count) * (0.3 + t))
    y = foot[1] - tall * t + random.normal(0, 0.01, count)
    wide = size * (0.02 + 0.1 * t) * random.uniform(0.7, 1.3, count)
    lit = np.exp(-4.0 * t)[:, None]
    dark = mix(linear("#1a1618"), light.ambient * 0.25, 0.4)
    tones = mix(mix(dark, light.middle, (0.35 * t)[:, None]), linear("#d2541e"), 0.7 * lit)
    alpha = strength * 0.34 * (1.0 - 0.75 * t)
    dabs = np.stack([x, y, wide, wide * 0.7, random.uniform(0, 3, count), alpha], 1)
    canvas.dabs(dabs, tones, soft=1.6, bristle=0.15)


def _flames(
    canvas: Canvas, foot: tuple[float, float], high: float, strength: float, random: np.random.Generator
) -> None:
    for colour, wide, tall, count in (
        ("#c23a14", 1.2, 1.0, 26),
        ("#f0801e", 0.8, 0.8, 20),
        ("#ffd873", 0.45, 0.5, 14),
    ):
        t = random.random(count)
        x = foot[0] + random.normal(0, 0.6 * wide, count) * high * (1.0 - 0.6 * t)
        y = foot[1] + 0.006 - high * tall * t
        dabs = np.stack(
            [x, y, high * 0.3 * (1.2 - t), high * 0.13 * (1.2 - t), np.pi / 2 + random.normal(0, 0.25, count),
             np.full(count, 0.8 * strength)], 1,
        )  # fmt: skip
        canvas.dabs(dabs, linear(colour)[None] * np.float32(1.2), power=1.4, soft=0.8)


def paint_embers(stage: Stage) -> None:
    """Sparks and ash on the wind."""
    fire, canvas = stage.targets.fire, stage.canvas
    count = int(170 * fire)
    if count < 8:
        return
    random = stream(stage.seed, "embers")
    near = random.random(170)[:count] ** 3
    x, y = random.uniform(0, canvas.wide, 170)[:count], canvas.high * random.random(170)[:count] ** 0.7
    size = 0.0009 + 0.0045 * near
    angle = random.normal(-0.5 * stage.light.side, 0.5, 170)[:count]
    hot = random.random(170)[:count] < 0.7
    tones = np.where(hot[:, None], linear("#ff9a3c") * 1.25, stage.light.lit(linear("#3a3434"), 0.3))
    dabs = np.stack([x, y, size * 1.8, size * 0.8, angle, 0.5 + 0.4 * near], 1)
    canvas.dabs(dabs, tones.astype(np.float32), soft=1.2)
    for n in np.flatnonzero(hot & (near > 0.35)):
        canvas.glow(x[n], y[n], 0.022, linear("#ff7a28") * np.float32(0.3))


def paint_flies(stage: Stage) -> None:
    """Flies over the foreground."""
    canvas = stage.canvas
    count = int(26 * stage.targets.filth)
    if count < 3:
        return
    random = stream(stage.seed, "flies")
    x = canvas.wide * np.clip(random.normal(random.uniform(0.3, 0.7), 0.2, 26), 0.02, 0.98)[:count]
    y = canvas.high * random.uniform(0.62, 0.93, 26)[:count]
    size = 0.0022 + 0.0022 * random.random(26)[:count]
    dark = stage.light.lit(linear("#0d0d0c"), 0.2)[None]
    body = np.stack([x, y, size * 1.4, size * 0.8, random.uniform(0, 3, 26)[:count], np.full(count, 0.95)], 1)
    canvas.dabs(body, dark, soft=0.4)
    wings = stage.light.lit(linear("#9a9a92"), 0.6)[None]
    for side in (-1, 1):
        pair = np.stack(
            [x + side * size, y - size, size * 1.2, size * 0.5, side * 0.6 + 0 * x, 0.4 + 0 * x], 1
        )
        canvas.dabs(pair, wings, soft=0.8)


def paint_petals(stage: Stage) -> None:
    """Petals on the wind, where everything blooms."""
    canvas, light = stage.canvas, stage.light
    count = int(70 * max(0.0, stage.targets.life - 0.35))
    if count < 4 or stage.winter or stage.bans("flower"):
        return
    random = stream(stage.seed, "petals")
    near = random.random(60)[:count] ** 2
    x, y = random.uniform(0, canvas.wide, 60)[:count], canvas.high * random.uniform(0.15, 0.95, 60)[:count]
    size = 0.0016 + 0.0045 * near
    hues = np.stack([light.lit(linear(hue), 0.9) for hue in ("#f6d3dc", "#fbe9ee", "#efb4c4")])
    tones = hues[random.integers(3, size=60)[:count]]
    dabs = np.stack([x, y, size * 1.3, size * 0.8, random.uniform(0, 3, 60)[:count], np.full(count, 0.85)], 1)
    canvas.dabs(dabs, tones, power=1.7, soft=0.4)


def paint_kite(stage: Stage) -> None:
    """A kite with its tail, where people are glad together by day."""
    canvas, light = stage.canvas, stage.light
    random = stream(stage.seed, "kite")
    for _ in range(1 if stage.targets.company < 0.45 else 2):
        x = canvas.wide * random.uniform(0.15, 0.85)
        y, size = stage.horizon * random.uniform(0.25, 0.5), 0.03
        side = 1 if random.random() < 0.5 else -1
        tone = light.lit(linear(_KITES[int(random.integers(4))]), 0.85)
        half = light.lit(linear("#f3e6c8"), 0.85)
        top, low = (x + 0.3 * size * side, y - size), (x - 0.5 * size * side, y + 1.3 * size)
        left, right = (x - size * 0.75, y - 0.35 * size), (x + size * 0.75, y + 0.2 * size)
        canvas.fill([np.array([top, left, low, right], np.float32)], tone, grain=0.05)
        canvas.fill([np.array([top, right, low], np.float32)], half, grain=0.05, alpha=0.85)
        t = np.linspace(0, 1, 40)
        tail = np.stack([low[0] - side * 0.13 * t + 0.012 * np.sin(9 * t), low[1] + 0.1 * t], 1)
        _thread(canvas, tail, tone, 0.0012)
        for k in range(6, 40, 6):
            bow = np.array([[*tail[k], 0.007, 0.0028, 0.5 * k, 0.95]])
            canvas.dabs(bow, (tone if k % 12 else half)[None], power=1.3)
        cord = np.stack([x - side * 0.35 * t, y + (canvas.high * 0.86 - y) * t**1.6], 1)
        _thread(canvas, cord, half, 0.0006, 0.35)


def paint_fireworks(stage: Stage) -> None:
    """Bursts over the horizon, each of one colour, their sparks falling."""
    canvas, random = stage.canvas, stream(stage.seed, "fireworks")
    for n in range(5):
        x, y = canvas.wide * random.uniform(0.12, 0.88), stage.horizon * random.uniform(0.15, 0.6)
        size = random.uniform(0.07, 0.15)
        tone = linear(("#ffcf5c", "#ff6a5c", "#7ac8ff", "#c98aff", "#8aff9c")[n])
        canvas.glow(x, y, 2.2 * size, tone * np.float32(0.3))
        rays = 38
        around, reach = random.uniform(0, 2 * np.pi, rays), size * np.sqrt(random.uniform(0.35, 1.0, rays))
        for t in np.linspace(0.3, 1.0, 7):
            px, py = x + reach * t * np.cos(around), y + reach * t * np.sin(around) + 0.28 * size * t * t
            turn = np.arctan2(reach * np.sin(around) + 0.56 * size * t, reach * np.cos(around))
            long = 0.075 * reach
            spark = 0.0006 + 0.0013 * t
            dabs = np.stack([px, py, long, spark + 0 * px, turn, 0.25 + 0.65 * t + 0 * px], 1)
            canvas.dabs(dabs, mix(tone, np.ones(3, np.float32), 0.55 * t)[None] * np.float32(1.2), soft=0.9)


def _thread(canvas: Canvas, path: AnyFloats, tone: AnyFloats, width: float, alpha: float = 0.9) -> None:
    step = np.diff(path, axis=0)
    middle = path[:-1] + step / 2
    long = np.hypot(step[:, 0], step[:, 1]) * 0.62
    same = np.ones(len(step))
    dabs = np.stack([*middle.T, long, width * same, np.arctan2(step[:, 1], step[:, 0]), alpha * same], 1)
    canvas.dabs(dabs, tone[None], soft=0.6)
