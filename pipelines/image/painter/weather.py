"""Weather in front of the scene: rain, snow and fog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import Light, linear, mix
from emogen.pipelines.image.painter.noise import fbm
from emogen.seeds import stream, stream_seed

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.canvas import Canvas


def paint_weather(canvas: Canvas, light: Light, horizon: float, seed: int) -> None:
    """Paint what the air carries, over a finished scene."""
    weather = light.weather
    if weather.fog > 0.02:
        _fog(canvas, light, horizon, seed)
    if weather.rain > 0.04:
        _rain(canvas, light, seed)
    if weather.snow > 0.04:
        _snow(canvas, light, seed)


def _fog(canvas: Canvas, light: Light, horizon: float, seed: int) -> None:
    """Drifting banks, thickest at the horizon and thin at the viewer's feet and overhead."""
    turn = stream_seed(seed, "fog") % 99991
    colour = mix(light.air, light.horizon, 0.4)
    if light.night:  # mist shines in the moon
        colour = colour + light.key * np.float32(0.35)

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        drift = fbm(x * 1.6, y * 5.0, turn, octaves=5, px=canvas.px * 5.0)
        below = np.exp(-np.maximum(y - horizon, 0.0) * 4.5)
        above = np.exp(-np.maximum(horizon - y, 0.0) * 3.4)
        alpha = light.weather.fog * np.clip(0.44 * below * above * (1.0 + 0.9 * drift) + 0.03, 0.0, 0.7)
        return np.broadcast_to(colour, (*x.shape, 3)), alpha.astype(np.float32)

    canvas.shade(shade)


def _rain(canvas: Canvas, light: Light, seed: int) -> None:
    random = stream(seed, "rain")
    count = 1500
    near = random.random(count) ** 2
    lean = -light.side * (0.12 + 0.35 * light.weather.wind)
    x, y = random.uniform(-0.1, canvas.wide + 0.1, count), random.uniform(-0.05, canvas.high + 0.05, count)
    length = 0.012 + 0.04 * near
    kept = random.random(count) < light.weather.rain
    alpha = (0.10 + 0.16 * near) * (0.6 + 0.4 * light.weather.rain)
    angle = np.full(count, np.pi / 2 + lean)
    dabs = np.stack([x, y, length, 0.0006 + 0.0008 * near, angle, alpha], 1)[kept]
    colour = mix(light.horizon, linear("#e6ecf2") * light.ambient * 1.6, 0.5)
    canvas.dabs(dabs, colour[None] * 1.15, soft=1.2)


def _snow(canvas: Canvas, light: Light, seed: int) -> None:
    random = stream(seed, "snow")
    count = 1700
    near = random.random(count) ** 3
    x, y = random.uniform(0, canvas.wide, count), random.uniform(0, canvas.high, count)
    size = 0.0011 + 0.0055 * near
    kept = random.random(count) < light.weather.snow
    alpha = 0.85 - 0.45 * near
    angle = np.full(count, np.pi / 2 - light.side * (0.3 + 0.6 * light.weather.wind))
    dabs = np.stack([x, y, size * (1.1 + light.weather.wind), size, angle, alpha], 1)[kept]
    colour = linear("#f4f7fb") * (light.ambient * 1.1 + light.key * 0.6) + light.horizon * 0.15
    canvas.dabs(dabs, colour[None], soft=1.3)
