"""What is seen through a room's windows: sky, hills and the weather."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from emogen.pipelines.image.painter.canvas import Canvas
from emogen.pipelines.image.painter.sky import paint_sky
from emogen.pipelines.image.painter.terrain import Ridge, paint_ridge
from emogen.pipelines.image.painter.weather import paint_weather
from emogen.seeds import stream_seed

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def paint_view(stage: Stage, focus: tuple[float, float], rows: tuple[float, float]) -> None:
    """Paint the land outside over the rows that windows take up.

    Args:
        focus: where the moon must be seen. rows: from and to, scene units.
    """
    whole, light = stage.canvas, stage.light
    first = min(max(int(rows[0] / whole.px) - 1, 0), whole.size[1] - 1)
    last = min(max(int(rows[1] / whole.px) + 2, first + 1), whole.size[1])
    canvas = Canvas(whole.size, row0=first, rows=last - first)
    horizon = stage.horizon
    moon = stage.asks("moon") or (light.night and light.weather.veil < 0.6 and not stage.bans("moon"))
    if stage.bans("star"):
        light = replace(light, stars=0.0)
    x, y = focus
    shown = replace(light, sun_x=x / canvas.wide, sun_up=max(0.05, horizon - y))
    paint_sky(canvas, shown if light.night else light, horizon, stage.seed, moon=moon, sun=False)
    for n, (tall, distance, colour) in enumerate(((0.1, 0.8, "#6f8470"), (0.05, 0.45, "#5f7a4a"))):
        albedo = "#dfe6ee" if stage.winter else colour
        ridge = Ridge(horizon + 0.03, tall, distance, albedo, albedo, 0.4, bottom=canvas.high)
        paint_ridge(canvas, light, ridge, stream_seed(stage.seed, "view", n) % 99991)
    paint_weather(canvas, light, horizon, stage.seed)
    whole.image[first:last] = canvas.image
