"""Balls in the sky: a moon, a planet, the earth with its seas, lands and clouds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix, smooth
from emogen.pipelines.image.painter.noise import fbm
from emogen.seeds import stream_seed

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


def lit_ball(
    stage: Stage,
    centre: tuple[float, float],
    radius: float,
    colours: tuple[str, str],
    *,
    earth: bool = False,
    faint: float = 0.0,
) -> None:
    """A ball lit from the side of the sun.

    Args:
        centre, radius: scene units. colours: sRGB hex of its ground, and of its patches.
        earth: with clouds, air around it, and towns that shine on the night side.
        faint: how much of it the sky's light drowns, in [0, 1].
    """
    light, canvas = stage.light, stage.canvas
    turn = stream_seed(stage.seed, "ball", int(1e4 * radius)) % 99991
    sea, land = map(linear, colours)
    sun = np.array([0.72 * light.side, -0.42, 0.55])
    sun /= np.hypot(np.hypot(sun[0], sun[1]), sun[2])
    detail = 2.2 if radius < 1.0 else 7.0

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        u, v = (x - centre[0]) / radius, (y - centre[1]) / radius
        away = np.hypot(u, v)
        z = np.sqrt(np.clip(1.0 - away**2, 0.0, 1.0))
        bulge = 1.0 / (0.55 + 0.45 * z)
        px = canvas.px * detail * 2.0 / radius
        ground = fbm(u * detail * bulge, v * detail * bulge, turn, octaves=7, gain=0.55, px=px)
        day = smooth(-0.06, 0.5, u * sun[0] + v * sun[1] + z * sun[2])
        albedo = mix(sea, land, smooth(0.02, 0.16, ground)[..., None])
        if earth:
            dry = fbm(u * detail * 1.7, v * detail * 1.7, turn + 2, octaves=4)
            albedo = mix(
                albedo, linear("#b09a68"), (smooth(0.1, 0.35, ground) * smooth(-0.1, 0.3, dry))[..., None]
            )
            swirl = 0.35 * fbm(u * detail, v * detail, turn + 5, octaves=3)
            cloud = fbm(
                u * detail * 1.2 + swirl,
                v * detail * 3.0 + swirl,
                turn + 6,
                octaves=7,
                gain=0.58,
                px=px * 1.5,
            )
            albedo = mix(albedo, linear("#f4f7fa"), (0.92 * smooth(0.02, 0.4, cloud))[..., None])
        rgb = albedo * (0.02 + 1.15 * day)[..., None]
        alpha = np.clip(0.5 + (1.0 - away) * radius / canvas.px, 0.0, 1.0)
        if earth:
            rim = linear("#6fb0f0") * np.float32(1.0)
            rgb = mix(rgb, rim, (np.exp(-z * 5.0) * 0.75 * day)[..., None])
            lights = smooth(0.35, 0.6, fbm(u * detail * 9.0, v * detail * 9.0, turn + 9, octaves=2)) * smooth(
                0.06, 0.2, ground
            )
            rgb = rgb + linear("#ffc070") * (0.55 * lights * (1.0 - day))[..., None]
            halo = np.exp(-np.clip(away - 1.0, 0, None) / (0.028 if radius < 1 else 0.009))
            glow = halo * smooth(-0.5, 0.5, u * sun[0] + v * sun[1] + 0.2) * 0.8
            outside = away > 1.0
            rgb = np.where(outside[..., None], rim, rgb)
            alpha = np.maximum(alpha, np.where(outside, glow, 0.0))
        return rgb, (alpha * (1.0 - faint)).astype(np.float32)

    canvas.shade(shade, max(0.0, centre[1] - 1.15 * radius), min(canvas.high, centre[1] + 1.15 * radius))
