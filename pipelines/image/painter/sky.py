"""The sky: gradient, glow, sun or moon, stars, clouds, lightning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import Light, linear, mix, smooth
from emogen.pipelines.image.painter.mood_air import paint_fires
from emogen.pipelines.image.painter.noise import fbm
from emogen.seeds import stream, stream_seed

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.canvas import Canvas, Shade


def paint_sky(canvas: Canvas, light: Light, horizon: float, seed: int, *, moon: bool, sun: bool) -> None:
    """Paint the whole canvas down to a little below ``horizon`` (scene units from the top)."""
    canvas.shade(_gradient(canvas, light, horizon, seed), 0.0, horizon + 0.05)
    if light.stars > 0.02:
        _stars(canvas, light, horizon, seed)
    if moon:
        _moon(canvas, light, horizon, seed)
    elif sun and light.weather.veil < 0.6:
        _sun(canvas, light, horizon)
    canvas.shade(_clouds(canvas, light, horizon, seed), 0.0, horizon + 0.05)
    paint_fires(canvas, light, horizon, seed)
    canvas.keep("sky")


def sun_position(canvas: Canvas, light: Light, horizon: float) -> tuple[float, float]:
    """Where the sun or moon stands, scene units; kept in the frame where it must be seen."""
    up = min(light.sun_up, 0.78 * horizon) if light.framed else light.sun_up
    return canvas.wide * light.sun_x, horizon - up


def _gradient(canvas: Canvas, light: Light, horizon: float, seed: int) -> Shade:
    sun_x, sun_y = sun_position(canvas, light, horizon)
    turn = stream_seed(seed, "sky") % 99991

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, float]:
        wobble = 0.05 * fbm(x * 1.3, y * 3.1, turn, octaves=3, px=canvas.px * 3.1)
        up = np.clip((horizon - y) / max(horizon, 0.4) + wobble, 0.0, 1.0)[..., None]
        rgb = mix(light.horizon, light.middle, smooth(0.0, 0.45, up))
        rgb = mix(rgb, light.zenith, smooth(0.3, 1.05, up))
        away = np.hypot((x - sun_x) * 0.75, y - sun_y)[..., None]
        flat = np.hypot((x - sun_x) * 0.45, (y - horizon) * 2.2)[..., None]
        glow = light.glow_size * (0.55 * np.exp(-away * 3.2) + 0.5 * np.exp(-away * 11.0))
        low = light.glow_size * (0.5 if light.elevation < 12 else 0.12) * np.exp(-flat * 2.4)
        rgb = mix(rgb, light.glow, np.clip(glow + low, 0.0, 0.92)) + light.glow * glow * 0.25
        streaks = fbm(x * 1.5, y * 14.0, turn + 5, octaves=4, px=canvas.px * 14.0)[..., None]
        return (rgb * (1.0 + 0.05 * streaks)).astype(np.float32), 1.0

    return shade


def _stars(canvas: Canvas, light: Light, horizon: float, seed: int) -> None:
    random = stream(seed, "stars")
    count = 420
    x, y = random.uniform(0, canvas.wide, count), horizon * random.uniform(0, 1, count) ** 1.25
    size = 0.0007 + 0.0016 * random.random(count) ** 5
    strength = light.stars * np.clip(0.35 + random.random(count), 0, 1) * smooth(0.0, 0.35, 1.0 - y / horizon)
    dabs = np.stack([x, y, size, size, x * 0, strength], 1)
    warm = random.random(count)[:, None]
    colours = mix(linear("#cfdcff"), linear("#ffe9c4"), warm) * 1.2
    canvas.dabs(dabs, colours, soft=1.0)
    for i in np.argsort(size)[-7:]:
        canvas.glow(x[i], y[i], 0.02, colours[i] * np.float32(0.35 * light.stars))


def _sun(canvas: Canvas, light: Light, horizon: float) -> None:
    x, y = sun_position(canvas, light, horizon)
    colour = mix(light.glow, np.ones(3, np.float32), 0.4)
    canvas.glow(x, y, 0.75, colour * np.float32(0.55 * light.glow_size))
    canvas.dabs(np.array([[x, y, 0.034, 0.034, 0, 1.0]]), colour[None] * 1.35, soft=0.35)


def _moon(canvas: Canvas, light: Light, horizon: float, seed: int) -> None:
    x, y = sun_position(canvas, light, horizon)
    bright = 1.0 if light.stars > 0.1 else 0.72
    canvas.glow(x, y, 0.6, light.glow * np.float32(0.45 * bright))
    random = stream(seed, "moon")
    radius = 0.042
    face = linear("#f4efdc") * np.float32(bright)
    canvas.dabs(np.array([[x, y, radius, radius, 0, 1.0]]), face[None], soft=0.12)
    for _ in range(9):
        angle, reach = random.uniform(0, 2 * np.pi), radius * 0.62 * random.random() ** 0.5
        size = radius * random.uniform(0.1, 0.3)
        spot = [[x + reach * np.cos(angle), y + reach * np.sin(angle), size * 1.2, size, angle, 0.2]]
        canvas.dabs(np.array(spot), linear("#9aa0ad")[None], soft=0.9)


def _clouds(canvas: Canvas, light: Light, horizon: float, seed: int) -> Shade:
    """Clouds on a flat layer overhead, foreshortened towards the horizon, lit from the sun's side."""
    weather, turn = light.weather, stream_seed(seed, "clouds") % 99991
    sun_x, sun_y = sun_position(canvas, light, horizon)
    gain = float(np.clip(0.54 + 0.08 * light.angular, 0.45, 0.64))
    bright = mix(light.middle, light.horizon, 0.5) * 0.55 + light.key * 0.62 + light.ambient * 0.25
    dark = mix(light.zenith, light.ambient, 0.5) * np.float32(1.0 - 0.72 * weather.dark)
    if light.elevation < 12:
        bright = mix(bright, light.glow * max(0.35, light.glow_size), 0.45)
    threshold = 0.4 - 0.8 * weather.cover
    edge = 0.2 + 0.2 * weather.veil

    def density(x: AnyFloats, y: AnyFloats) -> AnyFloats:
        up = np.maximum(horizon - y, 0.0) + 0.24
        u, v = (x - canvas.wide / 2) / up * 0.62, 0.8 / up
        bend = fbm(u * 0.9, v * 1.3, turn + 11, octaves=2)
        return fbm(
            u * 1.35 + 0.4 * bend, v * 1.7 - 0.4 * bend, turn, octaves=8, gain=gain, px=canvas.px * 4.0
        )

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        here = density(x, y)
        reach = np.hypot(sun_x - x, sun_y - y) + 0.15
        there = density(x + 0.05 * (sun_x - x) / reach, y + 0.035 * (sun_y - y) / reach - 0.012)
        body = smooth(threshold, threshold + edge, here)
        sunny = np.clip(
            0.55
            + 1.7 * (here - there)
            - 0.25 * smooth(threshold + 0.1, threshold + 0.9, here)
            - 0.35 * body * weather.dark,
            0.0,
            1.0,
        )[..., None]
        near_sun = np.exp(-reach * 2.6)[..., None] * light.glow_size
        rgb = mix(dark, bright, sunny) + light.glow * near_sun * (0.25 + 0.5 * sunny)
        low = smooth(0.0, 0.3, (horizon - y) / max(horizon, 0.4))
        rgb = mix(rgb, mix(light.horizon, light.middle, 0.3), 0.75 * (1.0 - low[..., None]))
        return rgb, body * (0.35 + 0.65 * low) * (0.92 - 0.22 * (1.0 - weather.cover))

    return shade


def paint_lightning(canvas: Canvas, horizon: float, seed: int, strength: float) -> None:
    """A fork of lightning from the clouds to the horizon."""
    random = stream(seed, "lightning")
    x = canvas.wide * random.uniform(0.2, 0.8)
    steps = 26
    path_y = np.linspace(0.06 * horizon, horizon * 0.985, steps)
    path_x = x + np.cumsum(random.normal(0, 0.014, steps))
    dabs = []
    for branch in range(4):
        start = 0 if branch == 0 else int(random.integers(4, steps - 8))
        end = steps - 1 if branch == 0 else min(steps - 1, start + int(random.integers(4, 9)))
        lean = 0.0 if branch == 0 else random.uniform(-1.2, 1.2)
        for i in range(start, end):
            slide = lean * (path_y[i] - path_y[start])
            dx, dy = path_x[i + 1] - path_x[i] + lean * (path_y[i + 1] - path_y[i]), path_y[i + 1] - path_y[i]
            middle_x, middle_y = path_x[i] + slide + dx / 2, path_y[i] + dy / 2
            width = (0.0022 if branch == 0 else 0.0011) * (1.0 - 0.5 * i / steps)
            dabs.append([middle_x, middle_y, np.hypot(dx, dy) * 0.62, width, np.arctan2(dy, dx), strength])
    for i in range(0, steps, 5):
        canvas.glow(path_x[i], path_y[i], 0.35, linear("#c9d2ff") * np.float32(0.12 * strength))
    canvas.dabs(np.array(dabs), linear("#f6f4ff")[None] * 1.6, soft=0.6)
