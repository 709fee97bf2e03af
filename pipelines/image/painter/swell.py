"""The open sea: swell behind swell, each with its lit back, its dark face and its crest of foam."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix, smooth
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.water import paint_water
from emogen.seeds import stream, stream_seed

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


def paint_swell(
    stage: Stage, top: float, rows: tuple[float, ...], *, lift: float, crest: bool = False
) -> None:
    """Waves in rows, the far ones first.

    Args:
        rows: how far below ``top`` (scene units) each wave's foot is. lift: height of the nearest one.
        crest: whether one of them breaks.
    """
    light, canvas = stage.light, stage.canvas
    wind = float(np.clip(light.weather.wind, 0.0, 1.0))
    paint_water(canvas, light, stage.horizon, stage.seed, shore=top, rough=0.5, colour="#1f4f60")
    high = lift * (0.6 + 0.5 * wind)
    for n, down in enumerate(rows):
        share = (n + 1) / len(rows)
        _wave(stage, n, top + down, high * share**0.8, share, breaks=crest and n == len(rows) - 2)


def _wave(stage: Stage, n: int, foot: float, high: float, share: float, *, breaks: bool) -> None:
    light, canvas = stage.light, stage.canvas
    turn = stream_seed(stage.seed, "swell", n) % 99991
    random = stream(stage.seed, "swell", n)
    wind = float(np.clip(light.weather.wind, 0.0, 1.0))
    peak = canvas.wide * (0.5 + 0.22 * light.side) if breaks else canvas.wide * random.uniform(0.1, 0.9)
    scale = 0.5 + 0.9 * share
    deep = linear("#124a60") * (light.ambient * 0.9 + light.key * 0.3)
    glassy = linear("#2f8078") * (light.ambient + light.key * 0.7)
    white = light.lit(linear("#eef3f4"), 0.7)

    def line(x: AnyFloats) -> AnyFloats:
        drift = x / scale + 0.25 * fbm(x * 1.7 / scale, 0 * x + 4.2, turn + 6, octaves=2)
        teeth = fbm(0.75 * drift, 0 * x + 1.7, turn, octaves=3, gain=0.36, ridged=True)
        sharp = fbm(x * 7.0 / scale, 0 * x, turn + 1, octaves=5, gain=0.5, px=canvas.px * 7.0)
        rise = np.clip(2.3 * (teeth - 0.42), 0.0, 1.6) ** 1.1 + (0.05 + 0.12 * wind) * sharp
        if breaks:
            rise = rise * 0.5 + 1.35 * np.exp(-(np.abs((x - peak) / 0.45) ** 2.0))
        line: AnyFloats = (foot - high * np.clip(rise, -0.05, 2.2)).astype(np.float32)
        return line

    across = (np.arange(canvas.size[0], dtype=np.float32) + 0.5) * canvas.px
    edge = line(across).astype(np.float32)
    bottom = foot + 0.12 + 0.25 * share

    slope = np.gradient(edge) / canvas.px
    sunny = np.clip(0.5 - 0.9 * light.side * slope, 0.0, 1.0)[None, :]

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        depth = y - edge[None, :]
        tall = np.maximum(foot - edge[None, :], 0.004)
        t = np.clip(depth / (tall + 0.02), 0.0, 1.6)
        bend = fbm(x * 2.2 / scale, y * 5.0 / scale, turn + 5, octaves=3)
        ripple = fbm(
            x * 9.0 / scale + bend,
            (y + 0.35 * edge[None, :]) * 58.0 / scale,
            turn + 2,
            octaves=4,
            gain=0.55,
            px=canvas.px * 58.0 / scale,
        )
        streak = fbm(x * 6.0 / scale + 3.0 * bend, depth * 16.0 / scale, turn + 3, octaves=5, gain=0.6)
        thin = np.exp(-t * 2.6) * np.clip(tall / 0.05, 0.15, 1.0) * (0.5 + 0.5 * sunny)
        rgb = mix(
            np.broadcast_to(deep, (*x.shape, 3)), glassy, np.clip(thin + 0.12 * ripple, 0, 1)[..., None]
        )
        mirror = np.clip(0.1 + 0.14 * np.clip(t - 0.35, 0, 1) + 0.34 * ripple + 0.08 * sunny, 0.0, 0.5)
        rgb = mix(rgb, mix(light.middle, light.horizon, 0.35), mirror[..., None])
        spill = smooth(0.42 - 0.5 * wind, 0.8 - 0.4 * wind, streak + 0.35 * np.exp(-3.0 * t)) * np.exp(
            -1.3 * t
        )
        foam = spill * (0.12 + 0.8 * wind) * np.clip(tall / 0.03, 0.2, 1.0)
        lip = np.exp(-np.abs(depth) / (0.002 + 0.008 * share)) * smooth(
            0.25, 0.8, tall / max(high, 1e-6) + 0.35 * ripple
        )
        if breaks:
            near = np.exp(-(np.abs((x - peak) / 0.36) ** 2.0))
            foam = np.maximum(foam, near * smooth(0.5, 0.0, t - 0.35 * streak) * (0.85 + 0.3 * ripple))
        rgb = mix(rgb, white, np.clip(foam + lip * (0.2 + 0.7 * wind), 0.0, 0.95)[..., None])
        fade = 1.0 - np.exp(-0.8 * light.haze * (1.0 - share) ** 1.5 * 0.8)
        alpha = np.clip(0.5 + depth / (canvas.px * np.sqrt(1 + slope[None, :] ** 2)), 0.0, 1.0) * smooth(
            bottom, bottom - 0.1, y
        )
        return mix(rgb, light.air, fade), alpha.astype(np.float32)

    canvas.shade(shade, float(edge.min()) - 0.01, bottom)
    if wind > 0.5:
        _spindrift(stage, n, edge, across, high * share)


def _spindrift(stage: Stage, n: int, edge: AnyFloats, across: AnyFloats, high: float) -> None:
    """Spray that the wind tears off a crest."""
    random, light = stream(stage.seed, "spindrift", n), stage.light
    count = 160
    at = random.integers(len(edge), size=count)
    tall = edge.max() - edge[at]
    keep = tall > 0.5 * float(edge.max() - edge.min())
    reach = random.random(count) ** 2 * high
    dabs = np.column_stack(
        [
            across[at] - light.side * 1.2 * reach,
            edge[at] - 0.4 * reach,
            0.004 + 0.012 * random.random(count),
            np.full(count, 0.0016),
            np.full(count, 0.3 * light.side),
            0.5 * (1 - reach / max(high, 1e-6)),
        ]
    )[keep]
    stage.canvas.dabs(dabs.astype(np.float32), light.lit(linear("#eef3f4"), 0.6)[None], soft=1.2)
