"""What years and care do to a building: broken panes, stains, lost tiles, a smoking chimney."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.pen import Pen

_Boxes = list[list[list[float]]]


def aged(pen: Pen, colour: str) -> AnyFloats:
    """The colour of a wall or roof, linear ``(3,)``, after rain and neglect (``decay``)."""
    return mix(linear(colour), linear("#6f675b"), 0.6 * pen.targets.decay)


def lit_share(pen: Pen, lit: float) -> float:
    """Share of windows with a light in them: fewer where nobody is at home, more where it is snug."""
    shelter = pen.targets.shelter
    share = lit + (1.0 - lit) * 0.7 * shelter if shelter > 0 else lit * (1.0 + shelter) ** 1.5
    return share * (1.0 - 0.6 * pen.targets.decay) * pen.light.lamps


def broken_panes(pen: Pen, panes: _Boxes) -> None:
    """Holes in some panes and boards over others, more of them as ``decay`` rises."""
    decay = pen.targets.decay
    if decay <= 0.1 or not panes:
        return
    random = pen.random.spawn(1)[0]
    holes, boards = [], []
    for shape in panes:
        (x0, y0), (x1, y1) = shape[0], shape[2]
        wide, high = x1 - x0, y1 - y0
        draw, turn = random.random(), random.random(10)
        if draw < 0.55 * decay:
            t = np.linspace(0, 2 * np.pi, 9)
            reach = 0.2 + 0.28 * turn[:9]
            holes.append(
                np.stack([x0 + wide * (0.5 + reach * np.cos(t)), y0 + high * (0.5 + reach * np.sin(t))], 1)
            )
        elif draw < 0.85 * decay:
            for k in range(2):
                low = y0 + high * (0.15 + 0.45 * k)
                lean = high * 0.25 * (turn[k] - 0.5)
                boards.append(
                    np.array(
                        [
                            [x0 - 0.12 * wide, low],
                            [x0 - 0.12 * wide, low + 0.2 * high],
                            [x1 + 0.12 * wide, low + 0.2 * high + lean],
                            [x1 + 0.12 * wide, low + lean],
                        ]
                    )
                )
    if holes:
        pen.polys(holes, "#07080a", 0.1, grain=0)
    if boards:
        pen.polys(boards, "#6a5540", 0.5, grain=0.2, stretch=4)


def stains(pen: Pen, x: float, y: float, wide: float, high: float) -> None:
    """Streaks that rain has left on a wall: from its top ``y + high`` down."""
    decay = pen.targets.decay
    if decay <= 0.08:
        return
    random = pen.random.spawn(1)[0]
    count = 26
    left = x + wide * random.random(count)
    long = high * random.uniform(0.15, 0.8, count)
    tones = pen.tone("#3a352c", 0.2)[None]
    thin = 0.02 * wide * random.uniform(0.4, 1.4, count)
    pen.dabs(left, y + high - long * 0.5, long * 0.5, thin, np.pi / 2, tones, alpha=0.42 * decay, soft=1.6)
    damp = 14
    px, py = x + wide * random.random(damp), y + 0.1 * high * random.random(damp)
    moss = pen.tone("#4a4a34", 0.25)[None]
    pen.dabs(px, py, 0.09 * wide, 0.07 * high, 0.0, moss, alpha=0.4 * decay, soft=1.8)


def lost_tiles(pen: Pen, slope: list[list[float]]) -> None:
    """Holes in a roof; ``slope``: its four corners, metres."""
    decay = pen.targets.decay
    if decay <= 0.25:
        return
    random = pen.random.spawn(1)[0]
    a, b, c, d = (np.array(corner) for corner in slope)
    holes = []
    for k in range(6):
        u, v, size = random.uniform(0.08, 0.85), random.uniform(0.1, 0.8), random.uniform(0.06, 0.16)
        turn = random.uniform(0.8, 1.2, 5)
        if k >= round(7 * (decay - 0.2)):
            continue
        around = [
            (u, v),
            (u + size * turn[0], v + 0.03),
            (u + size * turn[1], v + size * turn[2]),
            (u + 0.3 * size, v + size * turn[3] * 1.2),
            (u - 0.2 * size, v + 0.6 * size * turn[4]),
        ]
        p, q = np.array([p for p, _ in around])[:, None], np.array([q for _, q in around])[:, None]
        holes.append((a * (1 - p) + d * p) * (1 - q) + (b * (1 - p) + c * p) * q)
    if holes:
        pen.polys(holes, "#14110f", 0.15, grain=0.1)


def hearth_smoke(pen: Pen, x: float, y: float) -> None:
    """Smoke from a chimney where somebody is at home."""
    shelter = pen.targets.shelter
    if shelter <= 0.2 or pen.flip < 0:
        return
    random = pen.random.spawn(1)[0]
    count = 34
    t = np.sort(random.random(count))
    drift = -pen.light.side * (0.8 + 3.0 * pen.light.weather.wind)
    px = x + drift * t**1.3 * 2.0 + random.normal(0, 0.12, count) * (0.4 + 2 * t)
    size = 0.22 + 0.75 * t
    tone = mix(pen.tone("#e8e6e2", 0.6), pen.light.air, 0.3)[None]
    alpha = min(1.0, 2.0 * shelter) * 0.28 * (1.0 - t)
    pen.dabs(
        px,
        y + 5.0 * t,
        size,
        size * 0.75,
        random.uniform(0, 3, count),
        tone,
        alpha=alpha,
        soft=1.8,
        bristle=0.1,
    )
