"""Ground that people laid: paving in perspective, wet when it rains; steps and platforms are walls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.compose import number_of
from emogen.pipelines.image.painter.light import linear, mix, smooth
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.water import paint_water

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


def paint_paving(
    stage: Stage, top: float, colours: tuple[str, str], size: tuple[float, float], *,
    joints: float = 0.35, span: tuple[float, float] | None = None, height: float = 0.0,
) -> None:  # fmt: skip
    """Stones in courses across the view, from row ``top`` (scene units) down.

    Args:
        colours: sRGB hex: of a stone, of a darker one. size: of a stone, metres across and away.
        joints: darkness of the joints in [0, 1]. span: from and to, metres to the right; None: everywhere.
        height: of the paving above the ground, metres.
    """
    light, canvas, turn = stage.light, stage.canvas, number_of(stage, "paving")
    if stage.winter:
        colours, joints = ("#dde2e9", "#c3ccd6"), 0.4 * joints
    stone, dark = map(linear, colours)
    eye = stage.eye - height * stage.fit

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        down = np.maximum(y - stage.horizon, 1e-3)
        right, away = (x - stage.vanish) / down * eye / stage.fit, eye / down
        v = away / size[1]
        course = np.floor(v)
        u = right / size[0] + 0.5 * (course % 2)
        fine = np.clip(2.0 * canvas.px * away / (stage.fit * size[0]), 0.0, 1.0)
        flat = np.clip(3.0 * canvas.px * away * away / (eye * size[1]), 0.0, 1.0)
        tint = np.sin(np.floor(u) * 12.9898 + course * 78.233 + turn) * 43758.5453
        tint = (tint - np.floor(tint)) * (1.0 - flat) + 0.5 * flat
        across, along = np.abs(u - np.round(u)), np.abs(v - np.round(v))
        seam = np.maximum(smooth(0.08, 0.0, across) * (1 - fine), smooth(0.1, 0.0, along) * (1 - flat))
        broad = fbm(right * 0.35, away * 0.35, turn + 3, octaves=4, px=0.3)
        albedo = mix(stone, dark, np.clip(0.75 * tint + 0.35 * broad, 0.0, 1.0)[..., None])
        facing = 0.36 + 0.3 * min(1.0, max(0.1, light.elevation / 45.0))
        rgb = albedo * (light.ambient + light.key * facing) * (1.0 - joints * seam)[..., None]
        fade = 1.0 - np.exp(-0.8 * light.haze * np.clip(away / 220.0, 0.0, 1.0) ** 1.3)
        alpha = np.clip(0.5 + (y - top) / canvas.px, 0.0, 1.0)
        if span is not None:
            alpha = alpha * np.clip(0.5 + (right - span[0]) * stage.fit / (away * canvas.px), 0.0, 1.0)
            alpha = alpha * np.clip(0.5 + (span[1] - right) * stage.fit / (away * canvas.px), 0.0, 1.0)
        return mix(rgb, light.air, fade[..., None]), alpha.astype(np.float32)

    canvas.shade(shade, top - canvas.px)


def wet_ground(stage: Stage, top: float, half: float, usual: float = 0.0) -> None:
    """Wet paving from row ``top`` down mirrors what stands behind it.

    Args:
        half: how far the ground reaches to both sides, metres. usual: how wet it is without rain.
    """
    rain = stage.light.weather.rain
    wet = max(usual, 0.55 * min(1.0, rain + 0.2) if rain > 0.15 else 0.0)
    if wet < 0.02:
        return
    canvas = stage.canvas
    base = canvas.image.copy()
    paint_water(canvas, stage.light, stage.horizon, stage.seed, shore=top, rough=0.02, colour="#4a4a4e")
    rows, columns = base.shape[:2]
    x = (np.arange(columns, dtype=np.float32) + 0.5) * canvas.px - stage.vanish
    for row in range(max(0, int(top / canvas.px) - 1), rows):
        away = stage.eye / max((row + 0.5) * canvas.px - stage.horizon, 1e-3)
        edge = half * stage.fit / away
        inside = np.clip(0.5 + (edge - np.abs(x)) / canvas.px, 0.0, 1.0)[:, None] * np.float32(wet)
        canvas.image[row] = base[row] + (canvas.image[row] - base[row]) * inside
