"""What floats: boats, sailing boats, ships."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.things.buildings import box, windows
from emogen.pipelines.image.painter.things.kinds import Kind, Thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen

_HULLS: Final = ("#8c3f36", "#3d6680", "#e0d8c6", "#4f6b52", "#2f4356", "#b98a3e")


def _curve(points: list[tuple[float, float]], count: int = 14) -> list[list[float]]:
    """A smooth line through points ``(x, y)`` ordered by x (cubic through the parameter)."""
    x, y = np.array(points).T
    t = np.linspace(0, len(points) - 1, count)
    k = np.arange(len(points))
    order = min(3, len(points) - 1)
    line: list[list[float]] = np.column_stack(
        [np.polyval(np.polyfit(k, v, order), t) for v in (x, y)]
    ).tolist()
    return line


def _hull(pen: Pen, length: float, side: float, colour: str) -> None:
    """A hull ``length`` metres long with its bow to ``side``, freeboard and a dark inside."""
    half = length / 2
    rail = _curve(
        [
            (-half, 0.17 * length),
            (-0.2 * half, 0.1 * length),
            (0.5 * half, 0.13 * length),
            (half * 1.05, 0.23 * length),
        ]
    )
    keel = _curve([(half * 0.86, -0.02 * length), (0.0, -0.05 * length), (-half * 0.9, -0.02 * length)])
    turn = np.array([side, 1.0])
    pen.poly(np.array(rail + keel) * turn, colour, 0.7, low=0.25, grain=0.14, stretch=4)
    strake = [[x * side, y - 0.012 * length] for x, y in rail]
    pen.line(strake, 0.022 * length, "#efe6d4", 0.6)
    foot = [[x * side, max(y, 0.0) * 0.3 - 0.008 * length] for x, y in keel]
    pen.line(foot, 0.02 * length, "#2a2622", 0.2)


def boat(pen: Pen) -> None:
    """A small fishing boat, 6 to 8 m, with a cabin and a mast, or an open rowing boat."""
    random = pen.random
    side = 1 if random.random() < 0.5 else -1
    colour = pen.colour or _HULLS[int(random.integers(len(_HULLS)))]
    length = random.uniform(6.0, 8.0)
    if random.random() < 0.3:
        length *= 0.7
        _hull(pen, length, side, colour)
        pen.line([[-0.5 * side, 0.8], [1.6 * side, 0.05]], 0.07, "#8a6a48")
        pen.poly(box(-0.9, 0.5, 0.25, 0.3), "#6b5138")
        return
    cabin = -0.18 * length * side
    mast = 0.12 * length * side
    top = random.uniform(0.7, 0.95) * length
    pen.line([[mast, 0.1 * length], [mast, top]], (0.13, 0.07), "#5b4a3a")
    pen.line([[mast, top], [0.52 * length * side, 0.22 * length]], 0.03, "#3c3a38")
    pen.line([[mast, top], [-0.48 * length * side, 0.17 * length]], 0.03, "#3c3a38")
    pen.poly(box(cabin - 0.9, 0.08 * length, 1.8, 1.75), "#e6dfd0", 0.65, low=0.5)
    pen.poly(box(cabin - 1.1, 0.08 * length + 1.7, 2.2, 0.2), colour, 0.6)
    windows(pen, cabin - 0.8, 0.08 * length + 0.75, 1.6, 0.8, 2, 1, lit=0.9, pane=(0.62, 0.8), frame=None)
    _hull(pen, length, side, colour)
    pen.lamp(mast, top * 0.96, 3.0, 0.8)


def sailboat(pen: Pen) -> None:
    """A sloop under sail, 9 m long, 12 m high."""
    random = pen.random
    side = 1 if random.random() < 0.5 else -1
    sail = pen.colour or ("#efe8d8", "#e8d9bc", "#c9604a")[int(random.integers(3))]
    lean = 0.05 * side
    t = np.linspace(0, 1, 9)
    main = [[(-3.6 * (1 - k) - 0.5 * np.sin(np.pi * k)) * side, 1.6 + 9.6 * k] for k in t] + [
        [-0.1 * side, 1.6]
    ]
    jib = [[(4.0 * (1 - k) + 0.45 * np.sin(np.pi * k)) * side, 1.5 + 8.2 * k] for k in t] + [
        [0.3 * side, 1.9]
    ]
    tilted = [[[x + lean * y, y] for x, y in shape] for shape in (main, jib)]
    pen.line([[0.1 * side, 0.5], [0.1 * side + lean * 11.8, 11.8]], (0.16, 0.08), "#6a5a48")
    pen.poly(tilted[0], sail, 0.85, low=0.6, grain=0.12, stretch=0.4)
    pen.poly(tilted[1], sail, 0.65, low=0.5, grain=0.12, stretch=0.4)
    _hull(pen, 8.5, side, "#f0ebe0" if sail != "#efe8d8" else "#37506a")


def ship(pen: Pen) -> None:
    """A steamer, 60 m long, with decks, a funnel and smoke."""
    random = pen.random
    side = 1 if random.random() < 0.5 else -1
    hull = pen.colour or "#2e3640"
    smoke = 26
    k = np.linspace(0, 1, smoke)
    drift = -side * (2 + 34 * k) + random.normal(0, 1.2, smoke)
    rise = 19 + 9 * k**0.7 + random.normal(0, 0.7, smoke)
    grey = np.repeat(pen.tone("#6a6a6e", 0.4)[None], smoke, 0)
    pen.dabs(-4 * side + drift, rise, 1.6 + 4.5 * k, 1.2 + 2.6 * k, 0.1, grey, alpha=0.34 * (1 - k), soft=1.4)
    for x, y, wide, high in ((-14, 5, 26, 3), (-12, 8, 20, 2.6), (-8, 10.6, 12, 2.4)):
        pen.poly([[px * side, py] for px, py in box(x, y, wide, high)], "#e8e2d4", 0.7, low=0.55)
        left = x if side > 0 else -x - wide
        windows(
            pen,
            left + 0.5,
            y + 0.6,
            wide - 1,
            high - 1,
            int(wide / 1.6),
            1,
            lit=0.85,
            pane=(0.4, 0.7),
            frame=None,
        )
    pen.poly([[x * side, y] for x, y in box(-6, 12.6, 3.4, 6.4)], "#b2483a", 0.6)
    pen.poly([[x * side, y] for x, y in box(-6.1, 17.2, 3.6, 1.8)], "#26282c", 0.5)
    for mast in (17, -21):
        pen.line([[mast * side, 4], [mast * side, 17]], (0.4, 0.2), "#5b4a3a")
    bow = [(-29.0, 6.0), (-10.0, 4.7), (15.0, 5.2), (31.0, 8.4)]
    rail, keel = _curve(bow), [[28.0, 0.0], [25.0, -0.6], [-26.0, -0.6], [-28.5, 0.6]]
    pen.poly(np.array(rail + keel) * np.array([side, 1.0]), hull, 0.6, low=0.35, grain=0.12, stretch=5)
    pen.poly([[x * side, y] for x, y in box(-27, -0.6, 54, 1.3)], "#7d3a32", 0.4)


THINGS: Final = {
    "boat": Thing(boat, Kind.WATER, 0.15, 0.8, burns=(7.0, 5.0)),
    "sailboat": Thing(sailboat, Kind.WATER, 0.45, 0.95, burns=(8.0, 11.0)),
    "ship": Thing(ship, Kind.WATER, 0.9, 0.985, burns=(56.0, 17.0)),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
