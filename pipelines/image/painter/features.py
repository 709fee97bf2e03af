"""What crosses a scene: paths, rivers, a rainbow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


def _ribbon(stage: Stage, name: str, width: float, ragged: float) -> AnyFloats:
    """The outline of a winding way of a width in metres, from the lower edge to the far ground."""
    random, canvas = stream(stage.seed, name), stage.canvas
    t = np.linspace(0, 1, 60)
    down = 0.05 + (canvas.high - stage.horizon + 0.02 - 0.05) * (1 - t) ** 2.2
    sway, turn = random.uniform(0.7, 1.2) * (1 if random.random() < 0.5 else -1), random.uniform(2.2, 4.0)
    centre = (
        canvas.wide * (0.49 + 0.03 * sway)
        + 0.34 * sway * np.sin(turn * t + 0.3) * down / (0.12 + down) * 0.62
    )
    half = 0.5 * width * down / stage.eye * stage.fit
    edges = 1.0 + ragged * random.normal(0, 1, (2, 60))
    left = np.column_stack([centre - half * edges[0], stage.horizon + down])
    right = np.column_stack([centre + half * edges[1], stage.horizon + down])
    outline: AnyFloats = np.concatenate([left, right[::-1]]).astype(np.float32)
    return outline


def paint_path(stage: Stage, *, edge: bool) -> None:
    """A trodden path; ``edge``: with its worn margins."""
    light = stage.light
    earth = linear("#dfe4ea" if stage.winter else "#b39a70")
    shape = _ribbon(stage, "path", 1.9, 0.05)
    if edge:
        rim = light.lit(linear("#8a7a54"), 0.4)
        stage.canvas.fill([_widened(shape, 1.3)], light.through_air(rim, 0.5), rim, alpha=0.6, grain=0.4)
    near, far = light.lit(earth, 0.6), light.through_air(light.lit(earth, 0.6), 0.55)
    stage.canvas.fill([shape], far, near, alpha=0.9, grain=0.3, stretch=3, feature=0.015)


def paint_river(stage: Stage, *, edge: bool) -> None:
    """A stream that mirrors the sky; ``edge``: with its banks."""
    light = stage.light
    shape = _ribbon(stage, "river", 5.0, 0.03)
    if edge:
        bank = light.lit(linear("#5c5238"), 0.3)
        stage.canvas.fill([_widened(shape, 1.12)], light.through_air(bank, 0.5), bank, alpha=0.85, grain=0.4)
    near = mix(light.middle, light.lit(linear("#2f5a66"), 0.5), 0.45)
    stage.canvas.fill([shape], mix(light.horizon, light.glow, 0.3), near, grain=0.16, stretch=7, feature=0.02)


def _widened(shape: AnyFloats, by: float) -> AnyFloats:
    half = len(shape) // 2
    middle = (shape[:half] + shape[half:][::-1]) / 2
    middles = np.concatenate([middle, middle[::-1]])
    wider: AnyFloats = (middles + (shape - middles) * by).astype(np.float32)
    return wider


def rainbow(stage: Stage) -> None:
    """A primary bow (42 degrees) opposite the sun, red outside."""
    canvas, light = stage.canvas, stage.light
    x0 = canvas.wide * (0.5 - 0.25 * light.side)
    y0, radius = stage.horizon + 0.12, 0.62 * min(1.0, canvas.wide / 1.4)
    bands = np.stack([linear(c) for c in ("#6a3fa0", "#3f6fd0", "#4fae6a", "#e8d84a", "#e89a3c", "#d8453e")])

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        across = (np.hypot(x - x0, y - y0) - radius) / 0.055 + 0.5
        place = np.clip(across, 0, 1) * (len(bands) - 1)
        low = np.minimum(place.astype(int), len(bands) - 2)
        rgb = mix(bands[low], bands[low + 1], (place - low)[..., None])
        shape = np.clip(1.0 - (2 * across - 1) ** 2, 0, 1)
        lift = np.clip((stage.horizon - y) * 4.0 + 0.2, 0, 1)
        return light.horizon * 0.45 + rgb * (0.25 + light.key.mean()), (0.5 * shape * lift).astype(np.float32)

    canvas.shade(shade, 0.0, stage.horizon)


def meander(stage: Stage, top: float, low: float, half: float) -> None:
    """A river that winds from one row (scene units) down to another, at most ``half`` wide to each side."""
    random, light, canvas = stream(stage.seed, "meander"), stage.light, stage.canvas
    t = np.linspace(0, 1, 90)
    y = top + (low - top) * t**1.7
    turn, sway = random.uniform(1.6, 2.3), random.uniform(0.1, 0.16) * (1 if random.random() < 0.5 else -1)
    centre = stage.vanish + sway * np.sin(2 * np.pi * turn * np.sqrt(t) + random.uniform(0, 3)) * (
        0.35 + 1.3 * t
    )
    wide = half * (0.05 + 0.95 * t**1.5)
    shape = np.concatenate([np.column_stack([centre - wide, y]), np.column_stack([centre + wide, y])[::-1]])
    bank = light.lit(linear("#5c5238"), 0.3)
    canvas.fill(
        [_widened(shape.astype(np.float32), 1.16)], light.through_air(bank, 0.6), bank, alpha=0.6, grain=0.4
    )
    near = mix(light.middle, light.lit(linear("#2f5a66"), 0.5), 0.45)
    far = mix(light.horizon, light.glow, 0.3)
    canvas.fill([shape.astype(np.float32)], far, near, grain=0.14, stretch=7, feature=0.02)
