"""Land: ridges of mountains and hills, dunes, and ground that runs to the horizon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from emogen.arrays import AnyFloats
from emogen.pipelines.image.painter.light import Light, linear, mix, smooth
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.things.trees import grown

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.canvas import Canvas

Outline: TypeAlias = Callable[[AnyFloats], AnyFloats]
"""y over x, scene units."""


@dataclass(frozen=True, slots=True)
class Ridge:
    """A line of land against what is behind it.

    Attributes:
        base, height: where it stands and how high it rises at most, scene units (y down).
        distance: 0 at the viewer's feet, 1 at the horizon, for aerial perspective.
        albedo: sRGB hex of its sunny ground; low: of the ground at its foot.
        scale: width of its largest feature, scene units.
        rocky: 0 rolling, 1 jagged. snow: share of its height under snow, from the top.
        slope: how strongly light and shade model it. bottom: paint down to here (default ``base``).
        between: x (scene units) where it begins to rise and where it is full; None: everywhere.
        crest: a crest of its own instead of a mountain's or a hill's. floor: what is below it is left out.
        strata: how plainly the rock lies in layers, in [0, 1].
    """

    base: float
    height: float
    distance: float
    albedo: str
    low: str
    scale: float = 0.6
    rocky: float = 0.0
    snow: float = 0.0
    slope: float = 1.0
    bottom: float | None = None
    between: tuple[float, float] | None = None
    crest: Outline | None = None
    floor: Outline | None = None
    strata: float = 0.0


def outline(ridge: Ridge, light: Light, seed: int, px: float) -> Outline:
    """The crest's y over x, scene units; more angular emotions give it sharper teeth."""
    rough = float(np.clip(0.42 + 0.1 * ridge.rocky + 0.09 * light.angular, 0.3, 0.62))

    def crest(x: AnyFloats) -> AnyFloats:
        u = x / ridge.scale
        rolling = 0.5 + 0.55 * fbm(u, 0 * u + 3.7, seed, octaves=7, gain=rough, px=px / ridge.scale)
        jagged = fbm(u, 0 * u + 8.1, seed + 31, octaves=7, gain=rough, px=px / ridge.scale, ridged=True)
        swell = 0.72 + 0.4 * fbm(u * 0.45, 0 * u, seed + 77, octaves=2)
        peaks = np.clip(1.9 * jagged - 0.62, 0.0, 1.4) ** 1.25
        shape = rolling * (1.0 - ridge.rocky) + peaks * swell * ridge.rocky
        shape = np.clip(shape, -0.05, 1.25)
        if ridge.between is not None:
            start, end = ridge.between
            grown = smooth(0.0, 1.0, (x - start) / (end - start))
            shape = (shape + 0.25) * grown - 0.25
        y: AnyFloats = (ridge.base - ridge.height * shape).astype(np.float32)
        return y

    return crest


def paint_ridge(canvas: Canvas, light: Light, ridge: Ridge, seed: int) -> Outline:
    """Paint a ridge; returns its crest, for things that stand on it."""
    crest = ridge.crest or outline(ridge, light, seed, canvas.px)
    bottom = ridge.base + 0.02 if ridge.bottom is None else ridge.bottom
    across = (np.arange(canvas.size[0], dtype=np.float32) + 0.5) * canvas.px
    line = crest(across)
    rise = np.gradient(line) / canvas.px if len(line) > 1 else 0 * line
    cut = None if ridge.floor is None else ridge.floor(across)
    face = _Face(ridge, light, seed, canvas.px)

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        depth = y - line[None, :]
        alpha = np.clip(0.5 + depth / (canvas.px * np.sqrt(1.0 + rise**2))[None, :], 0.0, 1.0)
        if cut is not None:
            alpha = alpha * np.clip(0.5 + (cut[None, :] - y) / canvas.px, 0.0, 1.0)
        alpha = alpha.astype(np.float32)
        there = np.flatnonzero(alpha.any(axis=0))
        rgb = np.zeros((*x.shape, 3), np.float32)
        if len(there):  # only the columns where the ridge is: a wall fills a corner
            part = np.s_[:, there[0] : there[-1] + 1]
            rgb[part] = face(x[part], y[part], depth[part], rise[part[1]])
        return rgb, alpha

    canvas.shade(shade, float(line.min()) - 2 * canvas.px, bottom)
    return crest


@dataclass(frozen=True, slots=True)
class _Face:
    """The ground of a ridge: its material, lit by its lie, in layers, under snow, behind air."""

    ridge: Ridge
    light: Light
    seed: int
    px: float

    def __call__(self, x: AnyFloats, y: AnyFloats, depth: AnyFloats, rise: AnyFloats) -> AnyFloats:
        ridge, light, seed, px = self.ridge, self.light, self.seed, self.px
        relief = _relief(x, y, ridge, light, seed, px)
        lean = np.clip(0.5 + light.side * 0.5 * ridge.slope * rise[None, :] * np.exp(-depth / 0.05), 0.0, 1.0)
        facing = np.clip(0.55 * lean + 0.25 + ridge.slope * relief, 0.03, 1.1)[..., None]
        down = np.clip(depth / max(ridge.height, 0.05), 0.0, 1.0)
        patch = fbm(x * 7.0, y * 18.0, seed + 5, octaves=4, px=px * 18.0)
        sunny, foot = (grown(linear(tone), light.targets.life) for tone in (ridge.albedo, ridge.low))
        albedo = mix(sunny, foot, np.clip(down + 0.3 * patch, 0.0, 1.0)[..., None])
        if ridge.strata > 0:
            bend = 0.6 * fbm(x * 1.1, y * 2.0, seed + 13, octaves=3)
            layers = fbm(0.15 * x, y * 17.0 + bend, seed + 14, octaves=4, gain=0.7, px=px * 17.0)
            albedo = albedo * np.clip(1.0 + 1.3 * ridge.strata * layers, 0.35, 1.6)[..., None]
        if ridge.snow > 0:
            height = (ridge.base - y) / max(ridge.height, 1e-6)
            cover = smooth(0.0, 0.1, height - (1.0 - ridge.snow) + 0.35 * relief + 0.14 * patch)
            albedo = mix(albedo, linear("#eef2f8"), cover[..., None])
        rgb = albedo * (light.ambient + light.key * facing) * (1.0 + 0.12 * patch[..., None])
        fade = 1.0 - np.exp(-0.8 * light.haze * ridge.distance**1.3 * (0.7 + 0.6 * down))
        return mix(rgb, light.air, fade[..., None])


def _relief(x: AnyFloats, y: AnyFloats, ridge: Ridge, light: Light, seed: int, px: float) -> AnyFloats:
    """Light minus shade of gullies and facets: the slope of a height field towards the light."""
    size = ridge.scale * (0.3 if ridge.rocky > 0.3 else 0.8)
    step = 0.05
    u, v = x / size, y / size * (1.0 if ridge.rocky > 0.3 else 2.4)
    sharp = ridge.rocky > 0.3
    octaves = 6 if sharp else 4
    if ridge.strata > 0:  # upright cracks, and none of the noise's own squares
        warp = fbm(x * 3.1, y * 2.3, seed + 21, octaves=3)
        u, v = u * 1.6 + 0.9 * warp, v * 0.55 + 0.7 * warp
    here = fbm(u, v, seed + 3, octaves=octaves, px=px / size, ridged=sharp)
    there = fbm(u + light.side * step, v - step, seed + 3, octaves=octaves, px=px / size, ridged=sharp)
    relief: AnyFloats = np.clip((here - there) / step * (0.24 if sharp else 0.1), -0.5, 0.5)
    return relief


def paint_ground(
    canvas: Canvas,
    light: Light,
    horizon: float,
    colours: tuple[str, str, str],
    seed: int,
    *,
    furrow: float = 0.0,
    misty: float = 0.035,
) -> None:
    """Flat ground from ``horizon`` to the bottom edge, in perspective.

    Args:
        colours: sRGB hex: near, far, and of patches.
        furrow: strength in [0, 1] of lines that run to the vanishing point.
        misty: how far below the horizon (scene units) the air still hides most of the ground.
    """
    near, far, patchy = (grown(linear(colour), light.targets.life) for colour in colours)

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        down = np.maximum(y - horizon, 0.0)
        u, v = (x - canvas.wide / 2) / (down + 0.03), 0.25 / (down + 0.03)
        t = np.clip(down / (canvas.high - horizon), 0.0, 1.0)
        broad = fbm(u * 0.5, v * 2.2, seed, octaves=5, px=canvas.px * 4.0)
        fine = fbm(x * 34.0, y * 70.0 / (0.4 + t), seed + 9, octaves=3, gain=0.6, px=canvas.px * 70.0)
        albedo = mix(far, near, smooth(0.0, 0.9, t)[..., None])
        albedo = mix(albedo, patchy, np.clip(0.4 + 0.9 * broad, 0.0, 0.85)[..., None])
        lines = furrow * np.sin(u * 15.0 + 1.5 * broad) * smooth(0.05, 0.4, t)
        tone = 1.0 + 0.16 * broad + (0.1 + 0.05 * light.roughness) * fine + 0.12 * lines
        facing = 0.35 + 0.3 * min(1.0, max(0.1, light.elevation / 45.0))
        rgb = albedo * (light.ambient + light.key * facing) * tone[..., None]
        fade = 1.0 - np.exp(-0.8 * light.haze * np.clip(misty / np.maximum(down, 1e-4), 0.0, 1.0) ** 1.3)
        alpha = np.clip(0.5 + (y - horizon) / canvas.px, 0.0, 1.0)
        return mix(rgb, light.air, fade[..., None]), alpha.astype(np.float32)

    canvas.shade(shade, horizon - 0.01)
