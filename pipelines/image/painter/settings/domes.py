"""A town under a dome of glass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


def dome_city(stage: Stage, x: float, y: float, radius: float, *, small: bool = False) -> None:
    """A glass dome with towers and trees inside (scene units): ribs, a gleam, lights when it is dark."""
    random, light, canvas = stream(stage.seed, "dome", int(1e3 * x)), stage.light, stage.canvas
    flat = 0.78
    k = np.linspace(0, np.pi, 49)
    shell = np.column_stack([x + radius * np.cos(k), y - flat * radius * np.sin(k)]).astype(np.float32)
    inside = mix(light.middle, light.lit(linear("#a8d0d8"), 0.6), 0.6)
    canvas.fill([shell], inside, light.lit(linear("#7f9a70"), 0.5), alpha=0.55, grain=0.05)
    count = 5 if small else 26
    for n in np.argsort(random.random(count)):
        u = (n + 0.5) / count * 1.7 - 0.85
        roof = flat * np.sqrt(max(0.0, 1 - u * u))
        tall = radius * roof * random.uniform(0.3, 0.82)
        wide = radius * random.uniform(0.028, 0.05) * (2.2 if small else 1.0)
        hue = ("#c4ccd4", "#a8b4c0", "#d8d4cc", "#8fa0b0")[int(random.integers(4))]
        px = x + radius * u
        face = np.array(
            [
                [px - wide, y],
                [px - wide, y - tall],
                [px, y - 1.12 * tall],
                [px + wide, y - tall],
                [px + wide, y],
            ]
        )
        canvas.fill(
            [face.astype(np.float32)], light.lit(linear(hue), 0.7), light.lit(linear(hue), 0.35), grain=0.08
        )
        shade = np.array(
            [[px, y], [px, y - 1.12 * tall], [px - light.side * wide, y - tall], [px - light.side * wide, y]]
        )
        canvas.fill([shade.astype(np.float32)], light.lit(linear(hue), 0.15), alpha=0.6, grain=0)
        rows = max(2, int(tall / 0.014))
        for row in range(rows):
            if random.random() < 0.35 + 0.4 * light.lamps:
                py = y - tall * (row + 0.5) / rows
                warm = linear("#ffd08a") * np.float32(0.25 + 0.9 * light.lamps)
                spots = np.array(
                    [
                        [px - 0.4 * wide, py, 0.004, 0.0022, 0, 0.8],
                        [px + 0.4 * wide, py, 0.004, 0.0022, 0, 0.8],
                    ],
                    np.float32,
                )
                canvas.dabs(spots, warm[None], power=4.0, soft=0.3)
    trees = 14 if small else 60
    tx = x + radius * random.uniform(-0.9, 0.9, trees)
    size = radius * random.uniform(0.02, 0.05, trees)
    tones = mix(
        light.lit(linear("#3f6a3c"), 0.2), light.lit(linear("#8fb85a"), 0.8), random.random((trees, 1))
    )
    canvas.dabs(
        np.column_stack([tx, y - 0.8 * size, size, size, 0 * tx, np.full(trees, 0.95)]).astype(np.float32),
        tones,
        soft=0.4,
        bristle=0.3,
    )
    _glass(stage, x, y, radius, flat)


def _glass(stage: Stage, x: float, y: float, radius: float, flat: float) -> None:
    """The shell of a dome: ribs, rings, a gleam on the side of the light, a base."""
    light, canvas = stage.light, stage.canvas
    rib = light.lit(linear("#dfe6ea"), 0.8)
    t = np.linspace(0, np.pi, 60)
    for turn in np.linspace(-0.92, 0.92, 9):
        px, py = x + radius * np.sin(turn * np.pi / 2) * np.sin(t[:31]), y - flat * radius * np.cos(t[:31])
        _thread(stage, px, py, 0.0011, rib, 0.5)
    for up in (0.3, 0.6, 0.85):
        wide = radius * np.sqrt(1 - up * up)
        _thread(
            stage, x + wide * np.cos(t), y - flat * radius * up - 0.05 * wide * np.sin(t), 0.0009, rib, 0.4
        )
    _thread(stage, x + radius * np.cos(t), y - flat * radius * np.sin(t), 0.0024, rib, 0.9)
    k = t[8:26]
    inner, outer = radius * 0.74, radius * (0.74 + 0.07 * np.sin(np.linspace(0, np.pi, len(k))))
    gleam = np.concatenate(
        [
            np.column_stack([x + light.side * inner * np.cos(k), y - flat * 1.16 * inner * np.sin(k)]),
            np.column_stack([x + light.side * outer * np.cos(k), y - flat * 1.16 * outer * np.sin(k)])[::-1],
        ]
    )
    shine = mix(light.glow, np.ones(3, np.float32), 0.5)
    canvas.fill([gleam.astype(np.float32)], shine, alpha=0.3, grain=0.0)
    base = np.array(
        [
            [x - 1.04 * radius, y],
            [x + 1.04 * radius, y],
            [x + 1.08 * radius, y + 0.05 * radius],
            [x - 1.08 * radius, y + 0.05 * radius],
        ]
    )
    canvas.fill(
        [base.astype(np.float32)],
        light.lit(linear("#b8b4ac"), 0.8),
        light.lit(linear("#7a706a"), 0.4),
        grain=0.15,
    )
    if light.lamps > 0.1:
        canvas.glow(x, y - 0.3 * radius, 1.3 * radius, linear("#ffd8a0") * np.float32(0.28 * light.lamps))


def _thread(stage: Stage, x: AnyFloats, y: AnyFloats, half: float, tone: AnyFloats, alpha: float) -> None:
    """A thin line through points (scene units)."""
    dx, dy = np.gradient(x), np.gradient(y)
    dabs = np.column_stack(
        [x, y, 0.8 * np.hypot(dx, dy), np.full(len(x), half), np.arctan2(dy, dx), np.full(len(x), alpha)]
    )
    stage.canvas.dabs(dabs.astype(np.float32), np.asarray(tone)[None], soft=0.5)
