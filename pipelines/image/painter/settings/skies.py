"""Islands in the sky."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    GRASS,
    birds_and_balloons,
    number_of,
    open_air,
    raise_ridge,
    random_of,
)
from emogen.pipelines.image.painter.crests import dome
from emogen.pipelines.image.painter.falls import fall
from emogen.pipelines.image.painter.light import linear, mix, smooth
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge
from emogen.pipelines.image.painter.things.buildings import castle
from emogen.pipelines.image.painter.things.trees import tree
from emogen.pipelines.image.painter.woods import tree_line

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage
    from emogen.pipelines.image.painter.terrain import Outline


def _sky_isle(
    stage: Stage, centre: tuple[float, float], half: float, *, name: str, distance: float, grown: bool = True
) -> Outline:
    """An island that floats: grass above, a root of rock below; ``centre`` and ``half`` in scene units."""
    x0, y0 = centre
    turn = number_of(stage, f"isle {name}")
    top = dome(x0, half, y0, y0 - 0.2 * half, turn, rough=0.12)

    def root(x: AnyFloats) -> AnyFloats:
        away = np.clip(np.abs(x - x0) / half, 0.0, 1.0)
        teeth = fbm(x / half * 2.2, 0 * x + 3.0, turn + 1, octaves=5, gain=0.6)
        line: AnyFloats = (y0 + half * (1.05 * (1.0 - away) ** 1.15 * (1.0 + 0.6 * teeth) - 0.01)).astype(
            np.float32
        )
        return line

    rock = Ridge(
        y0,
        1.2 * half,
        distance,
        "#8a7d70",
        "#54483f",
        0.5 * half,
        0.8,
        slope=0.8,
        strata=0.3,
        crest=top,
        floor=root,
        bottom=y0 + 1.7 * half,
    )
    raise_ridge(stage, f"isle {name}", rock)
    dark, sunny, _ = GRASS[stage.season()]
    sod = dome(x0, half * 0.99, y0 + 0.04 * half, y0 - 0.2 * half, turn, rough=0.12)

    def hem(x: AnyFloats) -> AnyFloats:
        away = np.clip(np.abs(x - x0) / half, 0.0, 1.0)
        fringe = fbm(x / half * 9.0, 0 * x, turn + 4, octaves=4)
        line: AnyFloats = (y0 + half * (0.09 * (1.0 - away**4) + 0.05 * fringe)).astype(np.float32)
        return line

    green = Ridge(
        y0 + 0.04 * half,
        0.24 * half,
        distance,
        sunny,
        dark,
        0.6 * half,
        slope=1.0,
        crest=sod,
        floor=hem,
        bottom=y0 + 0.2 * half,
    )
    line = raise_ridge(stage, f"sod {name}", green)
    if grown:
        edge = 0.8 * half / stage.canvas.wide
        u = x0 / stage.canvas.wide
        tree_line(
            stage,
            line,
            0.05 * half,
            f"isle trees {name}",
            size=0.2 * half + 0.012,
            count=int(20 + 60 * half),
            pines=0.5,
            distance=distance,
            span=(u - edge, u + edge),
        )
    return line


def _sea_of_clouds(stage: Stage, top: float) -> None:
    """Clouds from above, down to the lower edge."""
    light, canvas, turn = stage.light, stage.canvas, number_of(stage, "cloud sea")
    bright = mix(light.horizon, light.middle, 0.3) * 0.6 + light.key * 0.5 + light.ambient * 0.2
    dark = mix(light.middle, light.ambient, 0.5) * np.float32(0.8 - 0.4 * light.weather.dark)

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        down = np.maximum(y - top, 0.0) + 0.03
        u, v = (x - stage.vanish) / (down + 0.1) * 0.6, 0.5 / (down + 0.1)
        here = fbm(u, v * 2.0, turn, octaves=7, gain=0.55, px=canvas.px * 5.0)
        there = fbm(u - 0.06 * light.side, v * 2.0 + 0.08, turn, octaves=7, gain=0.55, px=canvas.px * 5.0)
        tone = np.clip(0.5 + 2.0 * (here - there) + 0.25 * here, 0.0, 1.0)[..., None]
        fade = np.exp(-(y - top) * 9.0)[..., None]
        rgb = mix(mix(dark, bright, tone), light.horizon, np.clip(fade, 0, 0.9))
        return rgb, smooth(top - 0.01, top + 0.05, y) * smooth(-0.9, -0.1, here + 2.5 * (y - top))

    canvas.shade(shade, top - 0.02)


def _isle_castle(stage: Stage) -> None:
    """A great island in the sky with a castle, smaller ones around it."""
    open_air(stage, 0.86, 8.0)
    canvas, side, random = stage.canvas, stage.light.side, random_of(stage)
    _sea_of_clouds(stage, stage.horizon - 0.02)
    for n, (u, y, half) in enumerate(((0.14, 0.3, 0.05), (0.88, 0.42, 0.07), (0.78, 0.2, 0.03))):
        _sky_isle(
            stage,
            (canvas.wide * (u if side > 0 else 1 - u), canvas.high * (y + random.uniform(-0.03, 0.03))),
            half,
            name=f"small {n}",
            distance=0.6,
        )
    x, y, half = canvas.wide * (0.5 - 0.04 * side), 0.5 * canvas.high, 0.34 * stage.fit
    line = _sky_isle(stage, (x, y), half, name="great", distance=0.22, grown=False)
    edge = 0.82 * half / canvas.wide
    if not stage.bans("castle"):
        pen = stage.pen("castle", x + 0.06 * half, y - 0.1 * half)
        castle(replace(pen.at(0, 0, 0.0165 * half / 0.34 * 0.5 / pen.scale), distance=0.25))
    tree_line(
        stage,
        line,
        0.09 * half,
        "great trees",
        size=0.075,
        count=46,
        pines=0.4,
        distance=0.2,
        span=(x / canvas.wide - edge, x / canvas.wide + edge),
    )
    fall(stage, "isle fall", x + 0.6 * half * side, y - 0.02, y + 1.05 * half, 0.016, distance=0.2)
    birds_and_balloons(stage)


def _isle_edge(stage: Stage) -> None:
    """On the edge of one: grass, a tree, and other islands out over the clouds."""
    open_air(stage, 0.66, 4.0)
    canvas, side = stage.canvas, stage.light.side
    h = stage.horizon
    _sea_of_clouds(stage, h)
    for n, (u, y, half) in enumerate(
        ((0.72, 0.36, 0.13), (0.46, 0.24, 0.05), (0.93, 0.2, 0.045), (0.36, 0.5, 0.06))
    ):
        where = u if side > 0 else 1 - u
        _sky_isle(
            stage,
            (canvas.wide * where, canvas.high * y),
            half,
            name=f"out {n}",
            distance=0.55 - 1.5 * half,
            grown=n > 0,
        )
        if n == 0 and not stage.bans("castle"):
            pen = stage.pen("castle", canvas.wide * where, canvas.high * y - 0.018)
            castle(replace(pen.at(0, 0, 0.0034 / pen.scale), distance=0.4))
    dark, sunny, _ = GRASS[stage.season()]
    ledge = Ridge(
        canvas.high,
        0.34,
        0.05,
        sunny,
        dark,
        0.9,
        slope=0.7,
        bottom=canvas.high,
        between=(canvas.wide * (0.5 + 0.36 * side), canvas.wide * (0.5 - 0.6 * side)),
    )
    crest = raise_ridge(stage, "ledge", ledge)
    x = canvas.wide * (0.5 - 0.33 * side)
    foot = float(crest(np.array([x], np.float32))[0]) + 0.05
    pen = stage.pen("edge tree", x, foot)
    tree(replace(pen.at(0, 0, 0.052 * stage.fit / pen.scale), distance=0.05))
    span = (0.04, 0.5) if side > 0 else (0.5, 0.96)
    stage.draw(
        LAND,
        (canvas.high * 0.99, canvas.high * 0.9),
        usual=[("flower", 5), ("rock", 1)],
        near=0.45,
        span=span,
    )
    birds_and_balloons(stage)


def _isle_chain(stage: Stage) -> None:
    """A chain of islands that climbs into the sky, bridges of rope between them."""
    open_air(stage, 0.8, 6.0)
    canvas, side = stage.canvas, stage.light.side
    _sea_of_clouds(stage, stage.horizon)
    spots = ((0.16, 0.62, 0.17), (0.46, 0.46, 0.12), (0.69, 0.33, 0.09), (0.87, 0.22, 0.06))
    isles = [
        ((canvas.wide * (u if side > 0 else 1 - u), canvas.high * y), half * stage.fit**0.5)
        for u, y, half in spots
    ]
    for n in reversed(range(4)):
        if n < 3:
            _rope_bridge(stage, isles[n], isles[n + 1], 0.2 + 0.1 * n)
        _sky_isle(stage, isles[n][0], isles[n][1], name=f"chain {n}", distance=0.12 + 0.12 * n)
    (x, y), half = isles[3]
    if not stage.bans("castle"):
        pen = stage.pen("castle", x, y - 0.15 * half)
        castle(replace(pen.at(0, 0, 0.0026 / pen.scale), distance=0.4))
    (x, y), half = isles[0]
    fall(stage, "chain fall", x + 0.4 * half * side, y, y + 1.0 * half, 0.012, distance=0.1)
    birds_and_balloons(stage)


def _rope_bridge(
    stage: Stage,
    one: tuple[tuple[float, float], float],
    other: tuple[tuple[float, float], float],
    distance: float,
) -> None:
    light, way = stage.light, np.sign(other[0][0] - one[0][0])
    x = np.linspace(one[0][0] + 0.85 * way * one[1], other[0][0] - 0.85 * way * other[1], 40)
    t = np.linspace(0, 1, 40)
    y = one[0][1] + (other[0][1] - one[0][1]) * t - 0.02 + 0.14 * t * (1 - t)
    tone = light.through_air(light.lit(linear("#6a5238"), 0.4), distance)
    step = np.full(40, 1.1 * abs(x[1] - x[0]))
    slope = np.arctan2(np.gradient(y), np.gradient(x))
    for up, wide in ((0.0, 0.003), (0.02, 0.0011)):
        stage.canvas.dabs(
            np.column_stack([x, y - up, step, np.full(40, wide), slope, np.full(40, 0.95)]).astype(
                np.float32
            ),
            tone[None],
            soft=0.3,
        )
    posts = np.column_stack(
        [
            x[::3],
            y[::3] - 0.01,
            np.full(14, 0.01),
            np.full(14, 0.0008),
            np.full(14, np.pi / 2),
            np.full(14, 0.9),
        ]
    )
    stage.canvas.dabs(posts.astype(np.float32), tone[None], soft=0.3)


SETTINGS: Final = {
    "floating island": Setting(composed(_isle_castle, _isle_edge, _isle_chain), DRY, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
