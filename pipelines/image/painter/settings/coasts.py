"""A coast: a beach, the top of a cliff, a way through the dunes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    FOREGROUND,
    GRASS,
    birds_and_balloons,
    grass_on,
    number_of,
    open_air,
    raise_ridge,
    random_of,
    toward,
    water_with,
)
from emogen.pipelines.image.painter.crests import spires
from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.settings.kinds import OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.settings.town import far_shore
from emogen.pipelines.image.painter.terrain import Ridge
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.walls import fill_space, pen_at
from emogen.pipelines.image.painter.woods import tree_line
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage
    from emogen.pipelines.image.painter.terrain import Outline


def _beach(stage: Stage) -> None:
    """The open sea, a headland, surf and a beach."""
    canvas = stage.canvas
    open_air(stage, 0.48, 5.0)
    h, random = stage.horizon, random_of(stage)
    water_with(stage, h, rough=0.5, rows=(h + 0.01, canvas.high * 0.74), colour="#2a6272")
    cape = toward(stage, random, 0.62, 0.1)
    raise_ridge(stage, "cape", Ridge(h + 0.018, 0.15, 0.72, "#87876a", "#6f675a", 0.5, 0.25, between=cape))
    cliff = (cape[0] + (cape[1] - cape[0]) * 0.45, cape[1] + (cape[1] - cape[0]) * 0.3)
    near = raise_ridge(
        stage, "cliff", Ridge(h + 0.05, 0.2, 0.45, "#8a8d5c", "#7a6c58", 0.4, 0.45, between=cliff)
    )
    span = (0.0, 0.3) if cape[1] < cape[0] else (0.7, 1.0)
    tree_line(stage, near, 0.025, "cliff trees", size=0.03, count=26, pines=0.5, distance=0.45, span=span)
    far_shore(stage, h + 0.03, FOREGROUND, 0.009, (0.02, 0.3) if cape[1] < cape[0] else (0.7, 0.98))
    stage.draw({Kind.SHORE}, (h + 0.045, h + 0.03), span=(0.1, 0.9))
    sand = "#e9eef2" if stage.winter else "#d9c193"
    beach = Ridge(canvas.high * 0.97, 0.2, 0.05, sand, "#b89a6c", 1.3, slope=0.5, bottom=canvas.high)
    _surf(stage, raise_ridge(stage, "beach", beach))
    stage.draw({Kind.GROUND}, (canvas.high * 0.99, canvas.high * 0.88), usual=[("rock", 4)], near=FOREGROUND)
    stage.draw({Kind.SKY}, (h * 0.75, h * 0.35), usual=[("bird", 4)])
    birds_and_balloons(stage, sky=False)


def _cliff_top(stage: Stage) -> None:
    """From the top of a cliff: stacks of rock in the surf below, cape behind cape."""
    open_air(stage, 0.34, 30.0)
    h, canvas, side, random = stage.horizon, stage.canvas, stage.light.side, random_of(stage)
    water_with(
        stage,
        h,
        rough=0.45,
        rows=(h + 0.05, canvas.high * 0.66),
        colour="#2a6272",
        span=(0.3, 0.9) if side > 0 else (0.1, 0.7),
    )
    for n, (inner, outer, base, tall) in enumerate(
        ((0.66, 1.05, 0.07, 0.13), (0.76, 1.1, 0.2, 0.27), (0.84, 1.14, 0.44, 0.5))
    ):
        way = (inner, outer) if side > 0 else (1 - inner, 1 - outer)
        rock = Ridge(
            h + base,
            tall,
            0.7 - 0.2 * n,
            "#8a8d5c" if not stage.winter else "#e8edf2",
            "#857766",
            0.4,
            0.4,
            slope=0.9,
            strata=0.3,
            between=(canvas.wide * way[0], canvas.wide * (way[0] + 0.35 * (way[1] - way[0]))),
            bottom=h + base + 0.004,
        )
        raise_ridge(stage, f"cape {n}", rock)
        _foam(
            stage, canvas.wide * min(way) - 0.02, canvas.wide * max(way), h + base + 0.004, 0.012 + 0.012 * n
        )
    for n in range(3):
        u, down, high = 0.56 - 0.12 * n, 0.16 + 0.1 * n, 0.13 + 0.03 * n
        x = canvas.wide * ((u if side > 0 else 1 - u) + random.uniform(-0.03, 0.03))
        crest = spires(
            [(x, 0.045 + 0.01 * n, h + down - high), (x + 0.05, 0.03, h + down - 0.4 * high)],
            h + down,
            number_of(stage, f"stack {n}"),
        )
        raise_ridge(
            stage,
            f"stack {n}",
            Ridge(
                h + down,
                high,
                0.45 - 0.1 * n,
                "#948672",
                "#5f564a",
                0.2,
                0.8,
                slope=0.9,
                strata=0.4,
                crest=crest,
                bottom=h + down + 0.004,
            ),
        )
        _foam(stage, x - 0.09, x + 0.11, h + down + 0.004, 0.014)
    stage.draw({Kind.SHORE}, (h + 0.12, h + 0.07), span=(0.66, 0.96) if side > 0 else (0.04, 0.34))
    dark, sunny, _ = GRASS[stage.season()]
    ledge = Ridge(
        canvas.high,
        0.36,
        0.05,
        sunny,
        dark,
        0.7,
        slope=0.7,
        bottom=canvas.high,
        between=(canvas.wide * (0.5 + 0.4 * side), canvas.wide * (0.5 - 0.6 * side)),
    )
    crest = raise_ridge(stage, "cliff top", ledge)
    if not stage.winter:
        grass_on(stage, crest, (dark, sunny))
    where = (0.03, 0.55) if side > 0 else (0.45, 0.97)
    stage.draw(
        {Kind.GROUND},
        (canvas.high * 0.99, canvas.high * 0.89),
        usual=[("flower", 6), ("rock", 2)],
        near=FOREGROUND,
        span=where,
    )
    stage.draw({Kind.SKY}, (h * 0.9, h * 0.35), usual=[("bird", 5)])
    stage.foreground = (0.15, 0.5) if side > 0 else (0.5, 0.85)


def _foam(stage: Stage, left: float, right: float, y: float, high: float) -> None:
    """White water at the foot of rocks."""
    random, light = stream(stage.seed, "foam", int(1e4 * y)), stage.light
    count = 90
    x = random.uniform(left, right, count)
    py = y + np.abs(random.normal(0, 0.5, count)) * high
    white = light.lit(linear("#eef3f3"), 0.7)
    size = high * random.uniform(0.3, 1.1, count)
    dabs = np.column_stack(
        [x, py, 1.8 * size, 0.24 * size, random.normal(0, 0.08, count), random.uniform(0.3, 0.8, count)]
    )
    stage.canvas.dabs(dabs.astype(np.float32), white[None], soft=0.9, bristle=0.4)


def _dune_path(stage: Stage) -> None:
    """A sandy way between dunes of marram grass down to the sea."""
    open_air(stage, 0.44, 2.6)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    water_with(stage, h, rough=0.4, rows=(h + 0.01, h + 0.1), colour="#2a6272")
    sand = ("#e9eef2", "#c4cdd8") if stage.winter else ("#e2cc9c", "#b89a6c")
    strand = Ridge(h + 0.16, 0.04, 0.3, *sand, 1.2, slope=0.4, bottom=canvas.high)
    beach = raise_ridge(stage, "strand", strand)
    _surf(stage, beach)
    stage.draw({Kind.SHORE}, (h + 0.15, h + 0.13), span=(0.2, 0.8))
    far_shore(stage, h + 0.14, FOREGROUND, 0.014, (0.1, 0.9))
    for n, (inner, outer, base, tall) in enumerate(
        ((0.36, -0.05, 0.26, 0.17), (0.66, 1.05, 0.3, 0.2), (0.42, -0.1, 0.6, 0.42), (0.6, 1.1, 0.62, 0.42))
    ):
        ridge = Ridge(
            h + base,
            tall,
            0.2 - 0.05 * n,
            *sand,
            0.6,
            slope=1.3,
            bottom=canvas.high if n > 1 else h + base + 0.02,
            between=(canvas.wide * inner, canvas.wide * outer),
        )
        crest = raise_ridge(stage, f"dune {n}", ridge)
        _marram(stage, crest, (min(inner, outer), max(inner, outer)), h + base, n)
    _sand_fence(stage, side)
    stage.draw(
        {Kind.GROUND}, (canvas.high * 0.99, h + 0.24), usual=[("rock", 1)], near=FOREGROUND, span=(0.3, 0.7)
    )
    stage.draw({Kind.SKY}, (h * 0.75, h * 0.35), usual=[("bird", 4)])


def _marram(stage: Stage, crest: Outline, span: tuple[float, float], low: float, n: int) -> None:
    """Tufts of long grass over a dune, bent by the wind."""
    random, light, canvas = stream(stage.seed, "marram", n), stage.light, stage.canvas
    tufts, each = 70 + 25 * n, 26
    cx = canvas.wide * random.uniform(*span, tufts)
    top = crest(cx.astype(np.float32))
    cy = top + np.maximum(low - top, 0.01) * random.random(tufts) ** 1.6
    order = np.argsort(cy)
    cx, cy = cx[order, None], cy[order, None]
    long = (0.026 + 0.018 * n) * random.uniform(0.6, 1.2, (tufts, each))
    lean = random.normal(0, 0.42, (tufts, each)) + 0.6 * light.side * (0.2 + light.weather.wind)
    x = cx + 0.25 * long.mean() * random.normal(0, 1, (tufts, each)) - 0.5 * long * np.sin(-lean)
    y = cy - 0.5 * long * np.cos(lean)
    pale = ("#8f97a0", "#dfe6ec") if stage.winter else ("#5f6a3c", "#c4bc74")
    facing = np.clip(random.normal(0.5, 0.25, (tufts, each)), 0, 1)[..., None]
    tones = mix(light.lit(linear(pale[0]), 0.15), light.lit(linear(pale[1]), 0.75), facing)
    dabs = np.stack(
        [x, y, 0.5 * long, np.full_like(x, 0.0011 + 0.0004 * n), np.pi / 2 + lean, np.full_like(x, 0.9)], -1
    )
    canvas.dabs(dabs.reshape(-1, 6).astype(np.float32), tones.reshape(-1, 3), power=1.6, soft=0.4)


def _sand_fence(stage: Stage, side: int) -> None:
    """Posts and a rope along the way."""
    line = [(side * (0.9 + 0.05 * z), z) for z in (17.0, 13.0, 10.0, 7.6, 5.8, 4.4, 3.3)]
    last = None
    for n, (x, z) in enumerate(line):
        pen = pen_at(stage, "post", stage.vanish + stage.fit * x / z, z, index=n)
        tilt = float(pen.random.normal(0, 0.05))
        pen.poly(
            [[-0.05, -0.1], [-0.05 + tilt, 0.95], [0.05 + tilt, 0.95], [0.05, -0.1]],
            "#75654e",
            0.7,
            low=0.4,
            grain=0.2,
        )
        here = [x + tilt, 0.85, z]
        if last is not None:
            middle = [(last[0] + here[0]) / 2, 0.66, (last[2] + here[2]) / 2]
            down = [[p[0], p[1] - 0.035, p[2]] for p in (here, middle, last)]
            fill_space(stage, [[last, middle, here, *down]], "#8f7f62", 0.6, grain=0)
        last = here


def _surf(stage: Stage, beach: Outline) -> None:
    """Two lines of foam that run up the sand, and the wet sand below them."""
    light, canvas = stage.light, stage.canvas
    foam, wet = light.lit(linear("#eef2f1"), 0.8), light.lit(linear("#8a7452"), 0.4)
    turn = number_of(stage, "surf")

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        reach = y - beach(x[0])[None, :]
        edge = reach + 0.012 * fbm(x * 5.0, y * 9.0, turn, octaves=4, px=canvas.px * 9.0)
        lace = 0.5 + 0.9 * fbm(x * 26.0, y * 70.0, turn + 1, octaves=3, px=canvas.px * 70.0)
        line = (
            np.exp(-(((edge - 0.004) / 0.006) ** 2)) + 0.55 * np.exp(-(((edge + 0.036) / 0.008) ** 2)) * lace
        )
        damp = np.exp(-(((edge - 0.022) / 0.018) ** 2)) * (edge > 0.004)
        white = np.clip(line * (0.6 + 0.4 * lace), 0.0, 0.9)
        return mix(wet, foam, white[..., None]), np.maximum(white, 0.45 * damp).astype(np.float32)

    canvas.shade(shade, canvas.high * 0.6)


SETTINGS: Final = {
    "coast": Setting(composed(_beach, _cliff_top, _dune_path), WATERSIDE, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
