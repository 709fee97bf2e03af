"""Plants that only some settings grow: palms, bamboo; and light that falls between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import mix
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage


def palm(pen: Pen, lean: float = 0.0) -> None:
    """A coconut palm, 7 to 10 m: a bent trunk with rings, a crown of fronds."""
    random = pen.random
    high = random.uniform(7.0, 10.0)
    pen.shadow(4, high, 0.6)
    t = np.linspace(0, 1, 16)
    x, y = lean * high * t**1.8, high * t
    pen.line(np.column_stack([x, y]), (0.42, 0.24), "#7a6a54", 0.5)
    rim = np.column_stack([x + 0.1 * pen.light.side, y])
    pen.line(rim, (0.14, 0.08), "#8f7d64", 0.95)
    top = np.array([x[-1], y[-1]])
    order = random.permutation(15)
    for n in order:
        angle = np.pi * 2 * n / 15 + random.normal(0, 0.1)
        reach = random.uniform(2.4, 3.3)
        side, up = np.cos(angle), np.sin(angle)
        k = np.linspace(0, 1, 22)
        px = top[0] + reach * side * k
        py = top[1] + reach * (0.55 * up * k + 0.35 * k - 0.75 * k**2 * (0.5 + 0.5 * abs(side)))
        slope = np.arctan2(np.gradient(py), np.gradient(px))
        size = 0.75 * np.sin(np.pi * np.clip(k * 0.9 + 0.08, 0, 1)) ** 0.8
        for way in (-1, 1):
            turn = slope + way * 1.0
            cx, cy = px + 0.5 * size * np.cos(turn), py + 0.5 * size * np.sin(turn) - 0.1 * size
            facing = np.clip(0.3 + 0.3 * up + 0.25 * side * pen.light.side + random.normal(0, 0.1, 22), 0, 1)[
                :, None
            ]
            tones = mix(pen.tone("#27502f", 0.1), pen.tone("#86a84a", 0.85), facing)
            pen.dabs(cx, cy, size * 0.52, 0.05 + 0 * size, turn, tones, power=1.5, soft=0.4)
    for n in range(4):
        pen.dabs(
            [top[0] + 0.2 * (n - 1.5)],
            [top[1] - 0.25],
            0.17,
            0.18,
            0,
            pen.tone("#6a5230", 0.5)[None],
            soft=0.3,
        )


def bamboo(pen: Pen, high: float) -> None:
    """A stalk of bamboo as high as asked, metres: jointed, lit from one side, a few leafy twigs."""
    random = pen.random
    wide = random.uniform(0.09, 0.16)
    hue = ("#7f9a4a", "#93a456", "#6a8a44", "#a8a860")[int(random.integers(4))]
    lean = random.normal(0, 0.018)
    bend = lean * high
    pen.shadow(wide * 2.4, high * 0.3, 0.5)
    half = wide / 2
    pen.poly(
        [[-half, 0], [bend - half, high], [bend + half, high], [half, 0]],
        hue,
        0.3,
        low=0.18,
        grain=0.2,
        stretch=0.3,
    )
    side = pen.light.side
    inner, outer = 0.05 * half * side, 0.8 * half * side
    pen.poly(
        [[inner, 0], [bend + inner, high], [bend + outer, high], [outer, 0]],
        hue,
        0.95,
        low=0.55,
        alpha=0.8,
        grain=0.15,
    )
    step = random.uniform(0.34, 0.48)
    joints = np.arange(random.uniform(0.1, step), high, step)
    x = bend * joints / high
    pen.dabs(x, joints, half * 1.15, 0.018, 0.0, pen.tone(hue, 0.08)[None], alpha=0.8, soft=0.4, bristle=0)
    pen.dabs(
        x,
        joints + 0.028,
        half * 1.05,
        0.012,
        0.0,
        pen.tone("#d8dcae", 0.7)[None],
        alpha=0.7,
        soft=0.4,
        bristle=0,
    )
    if pen.season == "winter" and random.random() < 0.5:
        return
    for _ in range(3):
        y = random.uniform(0.3, 0.95) * high
        way = 1 if random.random() < 0.5 else -1
        count = 16
        reach = random.random(count) ** 0.7 * 1.1
        lx = bend * y / high + way * reach + random.normal(0, 0.06, count)
        ly = y + 0.3 * reach - 0.35 * reach**2 + random.normal(0, 0.12, count)
        tones = mix(pen.tone("#3f6030", 0.15), pen.tone("#a3bc58", 0.85), random.random((count, 1)))
        pen.dabs(lx, ly, 0.17, 0.028, way * -0.5 + random.normal(0, 0.35, count), tones, power=1.5, soft=0.4)


def shaft(stage: Stage, across: float, strength: float) -> None:
    """Shafts of light that fall from above, from the side of the sun."""
    random, light, canvas = stream(stage.seed, "shafts"), stage.light, stage.canvas
    power = strength * float(np.clip(light.key.mean() * 1.2, 0.0, 1.0)) * (1.0 - light.weather.veil)
    if power < 0.01:
        return
    colour = mix(light.glow, np.ones(3, np.float32), 0.2)
    for _ in range(5):
        x = canvas.wide * (across + random.uniform(-0.28, 0.28) + 0.12 * light.side)
        wide, drift = random.uniform(0.012, 0.04), -0.22 * light.side
        low = canvas.high * random.uniform(0.62, 0.9)
        steps = 26
        t = np.linspace(0, 1, steps)
        dabs = np.column_stack(
            [
                x + drift * t,
                -0.05 + (low + 0.05) * t,
                np.full(steps, 0.05),
                wide * (0.7 + 0.7 * t),
                np.full(steps, np.pi / 2 - drift),
                power * (1 - 0.8 * t) * 0.55,
            ]
        )
        canvas.dabs(dabs.astype(np.float32), np.asarray(colour)[None], soft=2.0)
