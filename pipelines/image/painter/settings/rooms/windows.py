"""Frames, bars, curtains and stained glass of a room's windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.settings.rooms.plan import TURNS, Part, Window
from emogen.pipelines.image.painter.solid import Solid

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.rig import Point

_CLOTHS = ("#a65a4c", "#7f8f9e", "#c2a878", "#6f8a72")
_GLASS = ("#b03a34", "#2f5ea0", "#d6a53a", "#3f8a5a", "#7a4a9a")


def frame_window(window: Window, at: Point) -> Part:
    """What hangs and stands in a window.

    Styles: ``sash`` wood and curtains; ``plain`` wood only; ``bars`` iron in stone; ``glass`` stained,
    leaded; ``steel`` thin metal.
    """
    styles = {"sash": _sash, "plain": _plain, "bars": _bars, "glass": _stained, "steel": _steel}

    def draw(pen: Pen) -> None:
        with Solid(pen) as solid:
            styles[window.style](solid, window)
        if window.style in ("sash", "plain", "steel"):
            _broken(pen, window)

    return Part((at[0], window.sill, at[2]), TURNS[window.face], draw, 0)


def _lattice(solid: Solid, window: Window, colour: str, thick: float, rim: float) -> None:
    """A rim round the hole and the bars between the panes."""
    w, h = window.wide / 2, window.high
    across, up = window.panes
    for k in range(1, across):
        solid.block((-w + window.wide * k / across, 0, 0), (thick, h, 0.05), colour, grain=0.05)
    for k in range(1, up):
        solid.block((0, h * k / up - thick / 2, 0), (window.wide, thick, 0.05), colour, grain=0.05)
    solid.over()
    if rim > 0:
        for x in (-w - rim / 2, w + rim / 2):
            solid.block((x, -rim, -0.02), (rim, h + 2 * rim, 0.08), colour, grain=0.1)
        solid.block((0, h, -0.02), (window.wide + 2 * rim, rim, 0.08), colour, grain=0.1)
        solid.over()
        solid.block((0, -rim, -0.08), (window.wide + 3.5 * rim, rim * 0.8, 0.2), colour, grain=0.1)


def _sash(solid: Solid, window: Window) -> None:
    _plain(solid, window)
    solid.over()
    cloth = _CLOTHS[int(solid.pen.random.integers(len(_CLOTHS)))]
    torn = max(0.0, solid.pen.targets.decay - 0.25)
    w, h = window.wide / 2 + 0.08, window.high
    for side in (-1, 1):
        folds = 6
        reach = 0.36 * window.wide
        for k in range(folds):
            a, b = side * (w + 0.18 - reach * k / folds), side * (w + 0.18 - reach * (k + 1) / folds)
            foot = -0.45 + torn * float(solid.pen.random.uniform(0.0, 1.2)) * h
            gather = 0.45 * reach * (k / folds) * side
            shape = [
                (a, h + 0.14, -0.12),
                (b, h + 0.14, -0.12),
                (b + gather, foot, -0.12),
                (a + gather, foot, -0.12),
            ]
            solid.face(shape, cloth, (0.75 * (1 if k % 2 else -1), 0.2, -1), grain=0.08, stretch=0.3)
    solid.over()
    solid.stroke([(-w - 0.28, h + 0.15, -0.13), (w + 0.28, h + 0.15, -0.13)], 0.04, "#4a3a2e")


def _plain(solid: Solid, window: Window) -> None:
    _lattice(solid, window, "#ddd3bf", 0.045, 0.07)


def _steel(solid: Solid, window: Window) -> None:
    _lattice(solid, window, "#4b5357", 0.03, 0.05)


def _bars(solid: Solid, window: Window) -> None:
    """Iron bars, and the stone of the sill."""
    count = max(2, window.panes[0] - 1)
    for k in range(count):
        x = window.wide * ((k + 1) / (count + 1) - 0.5)
        solid.stroke([(x, -0.02, 0.03), (x, window.high + 0.02, 0.03)], 0.035, "#1f1f22")
    for y in (0.33, 0.66):
        solid.stroke(
            [(-window.wide / 2, y * window.high, 0.05), (window.wide / 2, y * window.high, 0.05)],
            0.025,
            "#1f1f22",
        )


def _stained(solid: Solid, window: Window) -> None:
    """Coloured panes in lead, lit from outside."""
    random = solid.pen.random
    light = solid.pen.light
    w, h = window.wide / 2, window.high
    rows, columns = max(4, int(h / 0.34)), 3
    shine = np.float32(1.0) * (light.horizon * 0.55 + light.middle * 0.45 + 0.02)
    for row in range(rows):
        for column in range(columns):
            y0, y1 = h * row / rows, h * (row + 1) / rows
            x0, x1 = -w + 2 * w * column / columns, -w + 2 * w * (column + 1) / columns
            pick = int(random.integers(len(_GLASS)))
            if column == 2:
                pick = (row * 2) % len(_GLASS)
            if column == 0:
                pick = (row * 2) % len(_GLASS)
            shape = _under_arch([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], window)
            glass = linear(_GLASS[pick]) * shine * np.float32(1.5 * random.uniform(0.7, 1.25))
            solid.face([(x, y, 0.04) for x, y in shape], _self_lit(solid, glass, shape), grain=0.25)
    solid.over()
    for column in range(1, columns):
        x = -w + 2 * w * column / columns
        ((_, top),) = _under_arch([(x, h)], window)
        solid.stroke([(x, 0, 0.03), (x, top, 0.03)], 0.035, "#17161a")
    for row in range(1, rows):
        y = h * row / rows
        half = (
            w
            if y < h - window.arch
            else w * np.sqrt(max(0.0, 1 - ((y - h + window.arch) / window.arch) ** 2))
        )
        solid.stroke([(-half, y, 0.03), (half, y, 0.03)], 0.025, "#17161a")


def _under_arch(shape: list[tuple[float, float]], window: Window) -> list[tuple[float, float]]:
    """Points pushed down to below the window's round top."""
    if not window.arch:
        return shape
    low, w = window.high - window.arch, window.wide / 2
    return [
        (x, min(y, low + window.arch * float(np.sqrt(max(0.0, 1.0 - min(1.0, abs(x) / w) ** 2)))))
        for x, y in shape
    ]


def _self_lit(solid: Solid, colour: AnyFloats, shape: list[tuple[float, float]]) -> AnyFloats:
    """A colour that comes out of the room's light as it is."""
    falling = solid.tone("#ffffff", np.array([shape[0][0], shape[0][1], 0.0]), None, 0.0)
    lit: AnyFloats = colour / np.maximum(falling, 1e-3)
    return lit


def _broken(pen: Pen, window: Window) -> None:
    """Cracks in the panes where things decay."""
    decay = pen.targets.decay
    if decay < 0.12:
        return
    with Solid(pen) as solid:
        for _ in range(int(1 + 5 * decay)):
            x, y = pen.random.uniform(-0.4, 0.4) * window.wide, pen.random.uniform(0.15, 0.85) * window.high
            points = []
            rays = 7
            for k in range(rays):
                angle = 2 * np.pi * (k + pen.random.uniform(0, 0.6)) / rays
                reach = pen.random.uniform(0.08, 0.28) * min(window.wide, window.high)
                tip = (
                    float(np.clip(x + reach * np.cos(angle), -window.wide / 2, window.wide / 2)),
                    float(np.clip(y + reach * np.sin(angle), 0.0, window.high)),
                    0.02,
                )
                solid.stroke([(x, y, 0.02), tip], 0.012, "#dfe6ea")
                middle = 0.35
                points.append((x + (tip[0] - x) * middle, y + (tip[1] - y) * middle, 0.02))
            if decay > 0.3:
                solid.face(points, "#0b0d10", grain=0, alpha=0.9)
