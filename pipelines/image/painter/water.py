"""Water: it mirrors what stands behind it, and what floats on it, through ripples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import Light, linear, mix, smooth
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.sky import sun_position
from emogen.seeds import stream_seed

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.canvas import Canvas


def paint_water(
    canvas: Canvas,
    light: Light,
    horizon: float,
    seed: int,
    *,
    shore: float | None = None,
    mirrored: Canvas | None = None,
    rough: float = 0.4,
    colour: str = "#2c5566",
) -> None:
    """Paint water from ``shore`` (default the horizon) to the bottom edge.

    Args:
        mirrored: a layer with the mirror images of what floats (see ``Canvas.layer``).
        rough: 0 a mirror, 1 a stormy sea.
        colour: sRGB hex of deep water in white light.
    """
    top = horizon if shore is None else shore
    turn = stream_seed(seed, "water") % 99991
    sun_x, _ = sun_position(canvas, light, horizon)
    rough = float(np.clip(rough + 0.55 * (light.weather.wind - 0.3), 0.05, 1.0))
    murky = mix(linear(colour), linear("#5a5526"), 0.8 * light.targets.filth)
    deep = murky * (light.ambient * 0.8 + light.key * 0.25)

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        down = np.maximum(y - horizon, 0.0)
        t = np.clip(down / (canvas.high - horizon), 0.0, 1.0)
        u, v = (x - canvas.wide / 2) / (down + 0.05), np.log(down + 0.03) * 9.0
        swell = fbm(u * 1.4, v * 1.5, turn, octaves=3, px=canvas.px * 6.0)
        ripple = fbm(u * 6.0 + swell, v * 3.6, turn + 1, octaves=4, gain=0.55, px=canvas.px * 9.0)
        wave = swell * rough + ripple * (0.35 + 0.65 * rough)
        reach = (0.012 + 0.12 * rough) * (0.15 + t)
        mirror_x = x + 0.35 * reach * ripple
        mirror_y = np.abs(top - (y - top) * 0.96 - reach * (wave + 0.25 * rough))  # back again above the sky
        mirror_y = np.minimum(mirror_y, top - canvas.px)
        mirror = canvas.look_up(mirror_x, mirror_y)[..., :3]
        if mirrored is not None:
            float_image = mirrored.look_up(mirror_x, y + 0.8 * reach * wave)
            mirror = mirror * (1.0 - float_image[..., 3:]) + float_image[..., :3]
        grazing = (1.0 - 0.4 * light.targets.filth) * np.clip(
            0.9 - 0.55 * t - 0.4 * rough * t + 0.4 * wave, 0.12, 0.96
        )[..., None]
        rgb = mix(deep * (1.0 + 0.5 * wave[..., None]), mirror, grazing)
        glint = np.exp(-(((x - sun_x) / (0.03 + 0.3 * t)) ** 2)) * smooth(0.1, 0.55, ripple + 0.5 * swell)
        rgb = rgb + light.glow * (glint * (0.75 * light.glow_size + 0.1))[..., None]
        foam = smooth(0.42, 0.75, wave) * np.clip(rough - 0.45, 0.0, 1.0) * (0.3 + t)
        rgb = mix(rgb, light.lit(linear("#dfe7ea"), 0.6), np.clip(foam * 1.4, 0.0, 0.85)[..., None])
        fade = (1.0 - np.exp(-0.9 * light.haze * (1.0 - t) ** 8))[..., None]
        alpha = np.clip(0.5 + (y - top) / canvas.px, 0.0, 1.0)
        return mix(rgb, light.air, 0.8 * fade), alpha.astype(np.float32)

    canvas.shade(shade, top - canvas.px)
    canvas.keep("water")
