"""Light between leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


def green_air(stage: Stage, low: str, high: str, *, alpha: float = 0.88) -> None:
    """Light where far leaves run together, which is what distance fades to here."""
    light, canvas, h = stage.light, stage.canvas, stage.horizon
    near = mix(light.air, light.lit(linear(low if not stage.winter else "#c8d2da"), 0.9), 0.6)
    above = mix(light.middle, light.lit(linear(high if not stage.winter else "#b0bcc6"), 0.7), 0.75)
    stage.light = replace(light, air=near)

    def shade(_: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, float]:
        t = np.clip((h - y) / h, 0, 1)[..., None]
        return mix(near, above, t), alpha

    canvas.shade(shade, 0.0, h + 0.06)
