"""What lives under water: corals, kelp, fish."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def coral(stage: Stage, name: str, rows: tuple[float, float], count: int, span: tuple[float, float]) -> None:
    """Corals: fans, balls and tubes, in the colours of a reef."""
    random, canvas = stream(stage.seed, "coral", name), stage.canvas
    hues = ("#e0685a", "#e8a04a", "#c85a8a", "#8a6ac8", "#d8c25a", "#5aa88a")
    for n, y in enumerate(np.sort(random.uniform(*rows, count))):
        x = canvas.wide * random.uniform(*span)
        pen = stage.pen("coral", x, float(y), index=n)
        pen = replace(pen, distance=float(np.clip(0.06 / max(y - stage.horizon, 0.02), 0, 1)))
        hue, kind = hues[int(random.integers(len(hues)))], random.random()
        size = random.uniform(0.35, 0.9)
        if kind < 0.4:
            for _ in range(26):
                angle = np.pi / 2 + random.normal(0, 0.5)
                reach = size * random.uniform(0.5, 1.1)
                bend = random.normal(0, 0.3)
                tip = [reach * np.cos(angle), reach * np.sin(angle)]
                pen.line(
                    [[0, 0], [0.5 * tip[0] + 0.05 * bend, 0.5 * tip[1]], tip],
                    (0.09 * size, 0.03 * size),
                    hue,
                    random.uniform(0.3, 1.0),
                )
        elif kind < 0.72:
            count_dabs = 70
            around, out = (
                random.uniform(0, np.pi, count_dabs),
                size * 0.55 * np.sqrt(random.random(count_dabs)),
            )
            px, py = out * np.cos(around) * 1.3, out * np.sin(around)
            tones = mix(
                pen.tone(hue, 0.15),
                pen.tone(hue, 1.0),
                np.clip(0.2 + 1.3 * py / size + random.normal(0, 0.1, count_dabs), 0, 1)[:, None],
            )
            order = np.argsort(-py)
            pen.dabs(px[order], py[order], 0.13 * size, 0.12 * size, 0, tones[order], soft=0.4)
        else:
            for _ in range(7):
                dx, high = random.normal(0, 0.22) * size, size * random.uniform(0.6, 1.3)
                pen.poly(
                    [[dx - 0.07, 0], [dx - 0.1, high], [dx + 0.1, high], [dx + 0.07, 0]],
                    hue,
                    0.8,
                    low=0.3,
                    grain=0.2,
                )
                pen.dabs([dx], [high], 0.1, 0.035, 0, pen.tone(hue, 0.1)[None], soft=0.3)


def kelp(stage: Stage, name: str, count: int, span: tuple[float, float], *, tall: float = 0.6) -> None:
    """Ribbons of weed that sway up from the bottom."""
    random, light, canvas = stream(stage.seed, "kelp", name), stage.light, stage.canvas
    for _ in range(count):
        x, foot = canvas.wide * random.uniform(*span), canvas.high * random.uniform(0.86, 1.06)
        near = float(np.clip((foot / canvas.high - 0.8) / 0.25, 0, 1))
        high, phase = canvas.high * tall * random.uniform(0.5, 1.2), random.uniform(0, 6)
        t = np.linspace(0, 1, 40)
        px, py = x + 0.03 * np.sin(5.0 * t + phase) * (0.3 + t), foot - high * t
        slope = np.arctan2(np.gradient(py), np.gradient(px))
        hue = ("#4f6a2c", "#6a7a34", "#3f5a34")[int(random.integers(3))]
        facing = np.clip(0.25 + 0.6 * t + random.normal(0, 0.08, 40), 0, 1)[:, None]
        tones = light.through_air(
            mix(light.lit(linear(hue), 0.1), light.lit(linear(hue) * 1.7, 0.9), facing), 0.6 * (1 - near)
        )
        step = np.hypot(np.gradient(px), np.gradient(py))
        wide = (0.004 + 0.004 * near) * (1.0 - 0.5 * t)
        canvas.dabs(
            np.column_stack([px, py, step, wide, slope, np.full(40, 0.95)]).astype(np.float32),
            tones,
            soft=0.3,
        )
        way = np.where(np.arange(40) % 2 == 0, 1, -1)
        leaves = np.column_stack(
            [
                px + way * 0.012,
                py - 0.006,
                np.full(40, 0.014 + 0.008 * near),
                np.full(40, 0.0042 + 0.003 * near),
                slope + way * 0.6,
                np.full(40, 0.9),
            ]
        )
        canvas.dabs(leaves[2:].astype(np.float32), tones[2:], power=1.5, soft=0.4)


def shoal(
    stage: Stage, name: str, count: int, place: tuple[float, float], spread: float, size: float, hue: str
) -> None:
    """A shoal of small fish that swim one way."""
    random, light, canvas = stream(stage.seed, "shoal", name), stage.light, stage.canvas
    x = canvas.wide * place[0] + random.normal(0, spread, count)
    y = canvas.high * place[1] + random.normal(0, 0.4 * spread, count)
    long = size * random.uniform(0.7, 1.3, count)
    way = -light.side
    tone = light.through_air(light.lit(linear(hue), 0.8), 0.25)
    back = light.through_air(light.lit(linear(hue) * 0.4, 0.4), 0.25)
    tilt = random.normal(0, 0.12, count)
    tail = np.column_stack(
        [x - way * 1.15 * long, y, 0.42 * long, 0.34 * long, tilt + np.pi / 2, np.full(count, 0.9)]
    )
    canvas.dabs(tail.astype(np.float32), back[None], power=1.3, soft=0.4)
    canvas.dabs(
        np.column_stack([x, y, long, 0.42 * long, tilt, np.full(count, 0.95)]).astype(np.float32),
        tone[None],
        power=1.6,
        soft=0.4,
    )
    canvas.dabs(
        np.column_stack([x, y - 0.16 * long, 0.85 * long, 0.2 * long, tilt, np.full(count, 0.6)]).astype(
            np.float32
        ),
        back[None],
        soft=0.8,
    )


def bubbles(stage: Stage, count: int = 60) -> None:
    random, light, canvas = stream(stage.seed, "bubbles"), stage.light, stage.canvas
    column = random.uniform(0.1, 0.9, 4)
    x = canvas.wide * (column[random.integers(4, size=count)] + random.normal(0, 0.012, count))
    y, size = canvas.high * random.random(count), random.uniform(0.0016, 0.006, count)
    rim = mix(light.zenith, np.ones(3, np.float32) * light.zenith.max(), 0.5)
    canvas.dabs(
        np.column_stack([x, y, size, size, 0 * x, np.full(count, 0.35)]).astype(np.float32),
        rim[None],
        soft=0.5,
    )
    canvas.dabs(
        np.column_stack(
            [x - 0.3 * size, y - 0.35 * size, 0.35 * size, 0.3 * size, 0 * x, np.full(count, 0.9)]
        ).astype(np.float32),
        (rim * 1.3)[None],
        soft=0.6,
    )
