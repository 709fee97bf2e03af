"""What Mars and the moon share: no weather, stones, craters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.compose import number_of
from emogen.pipelines.image.painter.light import linear, mix, smooth
from emogen.pipelines.image.painter.noise import fbm
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


def no_weather(stage: Stage, *, cover: float) -> None:
    weather = replace(
        stage.light.weather, cover=cover, dark=0.1, veil=0.0, rain=0.0, snow=0.0, fog=0.0, wind=0.2
    )
    stage.light = replace(stage.light, weather=weather)


def pebbles(stage: Stage, hue: str, count: int) -> None:
    """Stones by the hundred, each with its shadow."""
    random, light, canvas = stream(stage.seed, "pebbles"), stage.light, stage.canvas
    y = np.sort(stage.horizon + 0.03 + (canvas.high - stage.horizon) * random.random(count) ** 1.6)
    x = random.uniform(0, canvas.wide, count)
    size = (y - stage.horizon) / stage.eye * 0.1 * random.uniform(0.25, 1.4, count) ** 2.5
    shade = np.column_stack(
        [x - light.side * size, y + 0.2 * size, 1.6 * size, 0.35 * size, 0 * x, np.full(count, 0.4)]
    )
    canvas.dabs(shade.astype(np.float32), light.lit(linear(hue) * 0.3, 0.1)[None], soft=0.9)
    tones = mix(
        light.lit(linear(hue) * 0.8, 0.2), light.lit(linear(hue) * 1.2, 0.6), random.random((count, 1))
    )
    canvas.dabs(
        np.column_stack([x, y - 0.3 * size, size, 0.62 * size, 0 * x, np.full(count, 0.95)]).astype(
            np.float32
        ),
        tones,
        power=2.4,
        soft=0.25,
    )
    top = np.column_stack(
        [x + 0.2 * light.side * size, y - 0.55 * size, 0.55 * size, 0.25 * size, 0 * x, np.full(count, 0.45)]
    )
    canvas.dabs(top.astype(np.float32), light.lit(linear(hue) * 1.5, 0.9)[None], soft=0.8)


def bowl(stage: Stage, centre: tuple[float, float], wide: float, high: float, dusk: float = 0.55) -> None:
    """A crater in perspective: a lit far wall, a shaded near one."""
    light = stage.light
    turn = number_of(stage, f"bowl {centre[0]:.3f}")
    ground = stage.canvas
    dark, bright = (
        light.lit(linear("#5a2f24") if light.air[0] > 1.15 * light.air[2] else linear("#4a4a4c"), 0.1),
        light.lit(linear("#d08a5c") if light.air[0] > 1.15 * light.air[2] else linear("#c4c4c4"), 0.95),
    )

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        dx, dy = (x - centre[0]) / wide, (y - centre[1]) / high
        away = np.hypot(dx, dy) + 0.05 * fbm(x * 7.0, y * 16.0, turn, octaves=4)
        wall = smooth(0.72, 0.9, away) * smooth(1.02, 0.95, away)
        lit = np.clip(0.5 - 0.6 * dx * light.side - 0.35 * dy, 0, 1)
        rim = np.exp(-(((away - 1.0) / 0.035) ** 2))
        floor = smooth(0.86, 0.6, away)
        rgb = mix(dark, bright, np.clip(lit * (0.9 - 0.5 * floor), 0, 1)[..., None])
        alpha = np.clip(dusk * wall + 0.4 * floor * dusk + 0.55 * rim * (0.35 + 0.65 * (1 - lit)), 0, 0.9)
        return rgb, (alpha * (away < 1.12)).astype(np.float32)

    ground.shade(shade, centre[1] - 1.2 * high, centre[1] + 1.2 * high)
