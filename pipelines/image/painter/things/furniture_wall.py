"""What hangs on walls: pictures, mirrors, clocks, a blackboard, chains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.solid import Solid, upright
from emogen.pipelines.image.painter.things.kinds import Kind, Spot, Thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen

_LANDS: Final = (
    ("#a8c0cc", "#6f8a5a", "#4a5f3a"),
    ("#e0b87a", "#8a5a44", "#4f3a34"),
    ("#8fa6b0", "#3f5f78", "#2f4650"),
)


def picture(pen: Pen) -> None:
    """A framed landscape, 80 by 60 cm, its middle at the pen; it hangs crooked where things decay."""
    random = pen.random
    tilt = (0.35 if random.random() < 0.5 else -0.35) * min(1.0, 1.6 * max(0.0, pen.targets.decay - 0.1))
    sky, far, near = _LANDS[int(random.integers(len(_LANDS)))]
    sine, cosine = float(np.sin(tilt)), float(np.cos(tilt))

    def turned(points: list[tuple[float, float]], z: float) -> list[tuple[float, float, float]]:
        return [(x * cosine - y * sine, x * sine + y * cosine, z) for x, y in points]

    with Solid(pen) as solid:
        frame = [(-0.42, -0.32), (0.42, -0.32), (0.42, 0.32), (-0.42, 0.32)]
        solid.face(turned(frame, -0.03), pen.colour or "#8a6a34", (0, 0.3, -1), grain=0.15)
        solid.over()
        solid.face(
            turned([(-0.35, -0.25), (0.35, -0.25), (0.35, 0.25), (-0.35, 0.25)], -0.035), sky, grain=0.08
        )
        solid.over()
        hills = [
            (-0.35, -0.02),
            (-0.15, 0.1),
            (0.02, 0.0),
            (0.2, 0.07),
            (0.35, -0.04),
            (0.35, -0.25),
            (-0.35, -0.25),
        ]
        solid.face(turned(hills, -0.036), far, grain=0.2)
        solid.over()
        solid.face(
            turned([(-0.35, -0.1), (0.0, -0.13), (0.35, -0.08), (0.35, -0.25), (-0.35, -0.25)], -0.037),
            near,
            grain=0.2,
        )


def mirror(pen: Pen) -> None:
    """A mirror in a gilt oval frame, 60 by 90 cm, its middle at the pen; cracked where things decay."""
    light = pen.light
    turn = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    with Solid(pen) as solid:
        ring = [(0.36 * float(np.cos(a)), 0.5 * float(np.sin(a)), -0.03) for a in turn]
        solid.face(ring, pen.colour or "#b08a44", (0, 0.4, -1), grain=0.2)
        solid.over()
        glass = mix(linear("#aebcc2"), light.air, 0.3)
        solid.face([(x * 0.84, y * 0.87, -0.035) for x, y, _ in ring], glass, grain=0.03)
        solid.over()
        for shift in (-0.1, 0.04):
            solid.face(
                [
                    (shift - 0.1, -0.3, -0.036),
                    (shift - 0.04, -0.3, -0.036),
                    (shift + 0.16, 0.3, -0.036),
                    (shift + 0.1, 0.3, -0.036),
                ],
                "#e6eef0",
                alpha=0.45,
                grain=0,
            )
        if pen.targets.decay > 0.2:
            for a in pen.random.uniform(0, 2 * np.pi, 6):
                tip = (0.05 + 0.28 * float(np.cos(a)), 0.08 + 0.36 * float(np.sin(a)), -0.037)
                solid.stroke([(0.05, 0.08, -0.037), tip], 0.012, "#1f2426")


def clock(pen: Pen) -> None:
    """A round wall clock, 44 cm, its middle at the pen."""
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    with Solid(pen) as solid:
        for radius, colour, z in ((0.22, pen.colour or "#3f3029", -0.03), (0.185, "#efe8d8", -0.035)):
            solid.face(
                [(radius * float(np.cos(a)), radius * float(np.sin(a)), z) for a in turn], colour, grain=0.04
            )
            solid.over()
        for hour in range(12):
            a = hour * np.pi / 6
            x, y = float(np.sin(a)), float(np.cos(a))
            solid.stroke([(0.15 * x, 0.15 * y, -0.036), (0.175 * x, 0.175 * y, -0.036)], 0.012, "#26201c")
        turns = pen.random.uniform(0, 2 * np.pi, 2)
        for a, long, wide in zip(turns, (0.1, 0.15), (0.022, 0.014), strict=True):
            tip = (long * float(np.sin(a)), long * float(np.cos(a)), -0.038)
            solid.stroke([(0.0, 0.0, -0.038), tip], wide, "#1f1a18")


def blackboard(pen: Pen) -> None:
    """A blackboard with chalk on it, 2.8 m wide, its foot at the pen."""
    with Solid(pen) as solid:
        solid.face(upright(-1.46, -0.06, 1.46, 1.26, -0.03), "#8a6440", grain=0.2)
        solid.over()
        solid.face(upright(-1.4, 0, 1.4, 1.2, -0.04), pen.colour or "#26382f", grain=0.25)
        solid.block((0, -0.07, -0.1), (2.8, 0.04, 0.12), "#8a6440")
        solid.over()
        _chalk(solid)


def _chalk(solid: Solid) -> None:
    """Lines of writing and a drawn triangle, wild where arousal is high."""
    random = solid.pen.random
    wild = max(0.0, solid.pen.targets.roughness)
    for row in range(4):
        x, y = -1.25, 0.98 - 0.22 * row
        while x < 0.2 - 0.2 * (row % 2):
            long = float(random.uniform(0.06, 0.22))
            path = [
                (x + t * long, y + 0.03 * float(random.uniform(-1, 1)) * (1 + 2 * wild), -0.045)
                for t in np.linspace(0, 1, 5)
            ]
            solid.stroke(path, 0.018, "#dfe4dc")
            x += long + 0.06
    a, b, c = (0.55, 0.25, -0.045), (1.2, 0.25, -0.045), (0.55, 0.85, -0.045)
    for one, other in ((a, b), (b, c), (c, a)):
        solid.stroke([one, other], 0.016, "#e6e2c8")


def chain(pen: Pen) -> None:
    """Iron chains with shackles that hang from a wall, 1.2 m, their rings at the pen."""
    iron = pen.colour or "#4a4846"
    with Solid(pen) as solid:
        for x in (-0.32, 0.32):
            _ring(solid, x, 0.0, 0.06, iron)
            sway = float(pen.random.uniform(-0.1, 0.1))
            for k in range(9):
                y = -0.08 - 0.1 * k
                _link(solid, x + sway * (k / 9) ** 2, y, k % 2 == 0, iron)
            _ring(solid, x + sway, -1.06, 0.085, iron)


def _ring(solid: Solid, x: float, y: float, radius: float, iron: str) -> None:
    turn = np.linspace(0, 2 * np.pi, 13)
    solid.stroke(
        [(x + radius * float(np.cos(a)), y + radius * float(np.sin(a)), -0.06) for a in turn], 0.028, iron
    )


def _link(solid: Solid, x: float, y: float, broad: bool, iron: str) -> None:
    wide = 0.03 if broad else 0.008
    turn = np.linspace(0, 2 * np.pi, 9)
    solid.stroke(
        [(x + wide * float(np.cos(a)), y + 0.06 * float(np.sin(a)), -0.06) for a in turn], 0.02, iron
    )


def door(pen: Pen) -> None:
    """A door in its frame, 0.95 m by 2.1 m; ajar onto the dark where there is menace."""
    wood = pen.colour or "#7a5a3e"
    ajar = 0.75 * min(1.0, 2.0 * max(0.0, pen.targets.menace - 0.1))
    with Solid(pen) as solid:
        solid.face(
            upright(-0.58, 0, 0.58, 2.2, -0.02),
            "#cfc4ae",
            grain=0.1,
        )
        solid.over()
        hole = "#040406" if ajar else wood
        solid.face(upright(-0.48, 0, 0.48, 2.1, -0.03), hole, grain=0.1)
        solid.over()
        right, deep = -0.48 + 0.96 * float(np.cos(ajar)), -0.04 - 0.96 * float(np.sin(ajar))

        def leaf(x: float, y: float) -> tuple[float, float, float]:
            return (-0.48 + (right + 0.48) * x, y, -0.04 + (deep + 0.04) * x)

        normal = (-float(np.sin(ajar)), 0.1, -float(np.cos(ajar)))
        solid.face(
            [leaf(0, 0), leaf(1, 0), leaf(1, 2.1), leaf(0, 2.1)], wood, normal, grain=0.08, stretch=0.4
        )
        solid.over()
        for low, high in ((0.2, 0.85), (1.05, 1.9)):
            for a, b in ((0.12, 0.46), (0.54, 0.88)):
                shape = [leaf(a, low), leaf(b, low), leaf(b, high), leaf(a, high)]
                solid.face(shape, wood, (normal[0], 0.6, normal[2]), grain=0.1, stretch=0.4)
        solid.over()
        x, y, z = leaf(0.92, 1.0)
        solid.lathe((x, y, z - 0.05), [(0.03, 0), (0.035, 0.03), (0.03, 0.06)], "#c2a05a")


THINGS: Final = {
    "picture": Thing(picture, Kind.ROOM, spot=Spot.WALL, size=(0.8, 0.6, 0.05)),
    "mirror": Thing(mirror, Kind.ROOM, spot=Spot.WALL, size=(0.7, 1.0, 0.05)),
    "clock": Thing(clock, Kind.ROOM, spot=Spot.WALL, size=(0.44, 0.44, 0.05), hung=2.0),
    "blackboard": Thing(blackboard, Kind.ROOM, spot=Spot.WALL, size=(2.9, 1.3, 0.1), hung=0.9),
    "chain": Thing(chain, Kind.ROOM, spot=Spot.WALL, size=(0.8, 1.2, 0.1), hung=1.9),
    "door": Thing(door, Kind.ROOM, spot=Spot.WALL, size=(1.1, 2.2, 0.1), hung=0.0),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
