"""Small things: lamps, benches, cars, fires, birds, rocks, balloons, tents, bridges, fences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.things.buildings import box
from emogen.pipelines.image.painter.things.kinds import Kind, Thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen

_CARS: Final = ("#8f3a36", "#3f5f78", "#c9bfae", "#4a5a4c", "#c2913c")


def lamp(pen: Pen) -> None:
    """A street lamp, 4.5 m, lit at dusk and at night."""
    iron = "#33363a"
    pen.shadow(0.3, 4.5, 0.5)
    pen.poly([[-0.2, 0], [-0.14, 0.5], [0.14, 0.5], [0.2, 0]], iron)
    pen.line([[0, 0.3], [0, 3.9]], (0.13, 0.09), iron, 0.45)
    pen.line([[-0.3, 3.75], [0.3, 3.75]], 0.06, iron)
    shine = pen.tone("#8f9aa0", 0.9) + linear("#ffdc9a") * np.float32(0.95 * pen.light.lamps)
    pane = pen.points([[-0.17, 3.9], [-0.27, 4.5], [0.27, 4.5], [0.17, 3.9]])
    pen.canvas.fill([pane], shine, grain=0.0)
    for side in (-1, 1):
        pen.line([[0.17 * side, 3.9], [0.27 * side, 4.5]], 0.05, iron)
    pen.line([[0, 3.9], [0, 4.5]], 0.03, iron)
    pen.line([[-0.19, 3.9], [0.19, 3.9]], 0.06, iron)
    pen.poly([[-0.34, 4.5], [0, 4.86], [0.34, 4.5]], iron)
    pen.lamp(0, 4.2, 5.5, 1.3)
    if pen.light.lamps > 0.05 and pen.flip > 0:
        pool = linear("#ffc98a")[None] * 0.8
        pen.dabs([0.0], [0.0], 2.4, 0.5, 0.0, pool, alpha=0.12 * pen.light.lamps, soft=2, bristle=0)


def bench(pen: Pen) -> None:
    """A park bench, 1.8 m wide."""
    wood, iron = pen.colour or "#7a5638", "#2f3033"
    pen.shadow(1.9, 0.8, 0.9)
    for x in (-0.75, 0.75):
        pen.line([[x, 0], [x, 0.48]], 0.09, iron)
        pen.line([[x, 0.48], [x - 0.03, 1.0]], 0.08, iron)
    for y, high, facing in ((0.42, 0.1, 0.8), (0.6, 0.12, 0.55), (0.78, 0.12, 0.6), (0.94, 0.1, 0.65)):
        pen.poly(box(-0.95, y, 1.9, high), wood, facing, grain=0.25, stretch=5)


def car(pen: Pen) -> None:
    """A rounded small car from the side, 4 m, with its lamps on when it is dark."""
    random = pen.random
    side = 1 if random.random() < 0.5 else -1
    paint = pen.colour or _CARS[int(random.integers(len(_CARS)))]
    pen.shadow(3.8, 1.2, 1.2)
    k = np.linspace(0, np.pi, 15)
    cabin = [[(-0.15 - 1.05 * np.cos(a)) * side, 0.75 + 0.72 * np.sin(a) ** 0.6] for a in k]
    pen.poly(cabin, paint, 0.75, low=0.5, grain=0.05)
    body = [[(-0.02 - 2.0 * np.cos(a)) * side, 0.32 + 0.58 * np.sin(a) ** 0.38] for a in k]
    pen.poly(body, paint, 0.75, low=0.3, grain=0.05)
    glass = mix(linear("#1f262d"), pen.light.middle, 0.4)
    for x, wide in ((-0.98, 0.78), (-0.1, 0.72)):
        left = x if side > 0 else -x - wide
        shape = [[left, 0.84], [left + 0.12, 1.3], [left + wide - 0.12, 1.3], [left + wide, 0.84]]
        pen.poly(shape, glass, 0.6, low=0.3, grain=0)
    wheels = np.array([-1.2, 1.2])
    pen.dabs(wheels, [0.33, 0.33], 0.34, 0.34, 0.0, pen.tone("#1d1d1f", 0.3)[None], soft=0.12, bristle=0)
    pen.dabs(wheels, [0.33, 0.33], 0.17, 0.17, 0.0, pen.tone("#a5a8aa", 0.6)[None], soft=0.15, bristle=0)
    if pen.light.lamps > 0.2:
        pen.lamp(1.9 * side, 0.62, 2.6, 1.2, "#ffe9bd")
        pen.lamp(-1.95 * side, 0.62, 1.0, 0.7, "#ff5040")


def campfire(pen: Pen) -> None:
    """Logs, flames, sparks and the glow on the ground."""
    random = pen.random
    shine = max(0.35, pen.light.lamps)
    glow = linear("#ff8a3a") * np.float32(0.5 * shine)
    if pen.flip > 0:
        pool = linear("#d9702c")[None] * 0.7
        pen.dabs([0.0], [0.0], 3.2, 0.9, 0.0, pool, alpha=0.3 * shine, soft=2, bristle=0)
    for x0, x1 in ((-0.7, 0.5), (0.7, -0.5), (-0.4, 0.75)):
        pen.line([[x0, 0.02], [x1, 0.3]], (0.16, 0.12), "#3a2a20", 0.3)
    place = pen.points([[0.0, 0.6]])[0]
    pen.canvas.glow(float(place[0]), float(place[1]), 6.0 * pen.scale, glow)
    for colour, wide, high, count in (
        ("#c23a14", 0.42, 1.3, 16),
        ("#f0801e", 0.3, 1.05, 14),
        ("#ffd873", 0.17, 0.7, 12),
    ):
        t = random.random(count)
        x = random.normal(0, wide * 0.6, count) * (1 - 0.75 * t)
        flame = linear(colour)[None] * np.float32(1.1)
        pen.dabs(
            x,
            0.15 + high * t,
            0.3 * (1.15 - t) * high,
            0.12 * (1.2 - t),
            np.pi / 2 + random.normal(0, 0.2, count),
            flame,
            alpha=0.75,
            power=1.4,
            soft=0.8,
            bristle=0,
        )
    sparks = 14
    y = 1.2 + 2.6 * random.random(sparks)
    pen.dabs(
        random.normal(0, 0.35, sparks), y, 0.03, 0.03, 0, linear("#ffb052")[None] * 1.3, alpha=0.9, soft=1
    )


def birds(pen: Pen) -> None:
    """One bird of a flock, wings half raised."""
    random = pen.random
    span, beat = random.uniform(1.3, 2.0), random.uniform(0.1, 0.55)
    turn = random.uniform(-0.25, 0.25)
    t = np.linspace(0, 1, 7)
    dark = pen.colour or ("#3a3e44" if pen.light.elevation < 40 else "#4c5056")
    for sign in (-1, 1):
        x = sign * span * t
        y = beat * np.sin(t * 2.4) * span + turn * x - 0.25 * span * t**2 * (1 - beat)
        thick = 0.17 * span * (1 - t) ** 0.8 + 0.015
        wing = np.concatenate(
            [np.column_stack([x, y + thick / 2]), np.column_stack([x, y - thick / 2])[::-1]]
        )
        pen.poly(wing, dark, 0.3, grain=0)
    pen.dabs(
        [0.0], [0.0], 0.34 * span, 0.11 * span, 0.15 + turn, pen.tone(dark, 0.35)[None], soft=0.3, bristle=0
    )


def rock(pen: Pen) -> None:
    """A boulder, 0.45 to 1.2 m, faceted, lit from one side."""
    random = pen.random
    size = random.uniform(0.45, 1.2)
    stone = pen.colour or ("#7d776c", "#8a8378", "#6a6660")[int(random.integers(3))]
    pen.shadow(size * 1.5, size * 0.7, 0.7)
    count = 11
    angle = np.linspace(0, np.pi, count)
    reach = size * (0.8 + 0.28 * random.random(count))
    x, y = np.cos(angle) * reach * 1.15, np.sin(angle) * reach * 0.72
    shape = np.column_stack([x, y - 0.05])
    shape = np.concatenate(
        [shape, [[-0.6 * size, -0.12 * size], [0.0, -0.17 * size], [0.6 * size, -0.12 * size]]]
    )
    pen.poly(shape, stone, 0.5, low=0.25, grain=0.16)
    ridge = np.array(
        [[random.uniform(-0.2, 0.2) * size, 0.45 * size], [random.uniform(-0.2, 0.2) * size, 0.0]]
    )
    order = shape[: count // 2 + 1] if pen.light.side > 0 else shape[count // 2 : count][::-1]
    pen.poly(np.concatenate([order, ridge]), stone, 0.95, low=0.5, alpha=0.75, grain=0.16)
    if pen.season == "winter":
        cap = shape[2 : count - 2] * np.array([0.97, 1.02])
        pen.poly(np.concatenate([cap, (cap * np.array([0.8, 0.8]))[::-1]]), "#eef2f8", 0.7)


def balloon(pen: Pen) -> None:
    """A hot-air balloon, 20 m, striped."""
    random = pen.random
    one = pen.colour or ("#c4483a", "#3f7a94", "#d29a36", "#6f5590")[int(random.integers(4))]
    k = np.linspace(0, 2 * np.pi, 40)
    shape = np.column_stack([7.5 * np.sin(k), 13 + 8.2 * np.cos(k)])
    shape[:, 0] *= np.clip(0.62 + 0.055 * (shape[:, 1] - 5), 0.3, 1.0)
    pen.poly(shape, one, 0.7, low=0.4, grain=0.08)
    for stripe in (-0.62, 0.0, 0.62):
        left, right = np.clip([stripe - 0.14, stripe + 0.14], -1, 1)
        half = shape[:21]
        gore = np.concatenate([half * [left, 1.0], (half * [right, 1.0])[::-1]])
        pen.poly(gore, "#efe4c8", 0.75, low=0.45, grain=0.08)
    dark = np.concatenate([shape[:21] * [0.45, 1.0], shape[:21][::-1]]) * [-pen.light.side, 1.0]
    pen.poly(dark, "#4a4650", 0.1, alpha=0.35, grain=0)
    for x in (-0.9, 0.9):
        pen.line([[x * 2.2, 5.2], [x, 1.6]], 0.08, "#4a4038")
    pen.poly(box(-1.0, 0, 2.0, 1.6), "#8a6238", 0.55, low=0.35, grain=0.3)


def tent(pen: Pen) -> None:
    """A ridge tent, 3 m, glowing from within at night."""
    cloth = pen.colour or ("#b8693a", "#5c7a5a", "#c2a050")[int(pen.random.integers(3))]
    pen.shadow(3.4, 1.8, 0.9)
    side = -pen.light.side
    pen.poly([[1.3 * side, 0], [0, 1.9], [2.2 * side, 2.1], [3.6 * side, 0.25]], cloth, 0.35, low=0.25)
    warm = mix(linear(cloth), linear("#ffb75e") * 1.6, 0.75 * pen.light.lamps)
    pen.poly([[-1.3 * side, 0], [0, 1.9], [1.3 * side, 0]], warm, 0.8, low=0.6)
    pen.poly(
        [[-0.35 * side, 0], [0, 1.5], [0.35 * side, 0]], "#33291f", 0.3, alpha=0.8 - 0.5 * pen.light.lamps
    )
    pen.lamp(0, 0.7, 4.0, 0.6)


def bridge(pen: Pen) -> None:
    """A stone bridge of three arches, 44 m long."""
    stone = pen.colour or "#a89a84"
    x = np.linspace(-22, 22, 45)
    deck = 5.2 + 1.6 * np.cos(x / 22 * np.pi / 2)
    outline = [*np.column_stack([x, deck]).tolist(), [22, -0.5]]
    for centre in (14.0, 0.0, -14.0):
        k = np.linspace(0, np.pi, 15)
        rise = 3.6 if centre == 0 else 3.0
        arch = np.column_stack([centre + 5.4 * np.cos(k), np.maximum(-0.5, rise * np.sin(k))])
        outline += [[centre + 5.4, -0.5], *arch.tolist(), [centre - 5.4, -0.5]]
    outline.append([-22, -0.5])
    for centre in (14.0, 0.0, -14.0):
        k = np.linspace(0, np.pi, 15)
        rise = 3.6 if centre == 0 else 3.0
        barrel = np.column_stack([centre + 5.4 * np.cos(k), rise * np.sin(k)])
        inner = barrel * [1, 0.86] + [1.1 * pen.light.side, 0.0]
        pen.poly(np.concatenate([barrel, inner[::-1]]), stone, 0.12, grain=0.2)
    pen.poly(outline, stone, 0.7, low=0.4, grain=0.25, stretch=2)
    pen.line(np.column_stack([x, deck]), 0.55, stone, 0.95)
    pen.line(np.column_stack([x, deck - 0.75]), 0.22, stone, 0.25)


def fence(pen: Pen) -> None:
    """A wooden fence, 26 m, of posts and two rails, a little crooked."""
    random = pen.random
    wood = pen.colour or "#75624c"
    posts = np.linspace(-13, 13, 12)
    tops = 1.15 + random.normal(0, 0.05, 12)
    decay = pen.targets.decay
    lean = random.normal(0, 0.05, 12) * (1.0 + 6.0 * decay)
    for level in (0.5, 0.92):
        rail = np.column_stack([posts, level + random.normal(0, 0.04, 12) * (1.0 + 5.0 * decay)])
        gone = int(4 * decay) * 2  # a stretch of the rail has fallen
        for part in (rail[: 6 - gone // 2], rail[6 + gone // 2 :]) if gone else (rail,):
            pen.line(part, 0.1, wood, 0.7)
    for x, top, slant in zip(posts, tops, lean, strict=True):
        pen.poly(
            [[x - 0.08, -0.05], [x - 0.07 + slant, top], [x + 0.07 + slant, top], [x + 0.08, -0.05]],
            wood,
            0.55,
            low=0.35,
            grain=0.2,
        )


THINGS: Final = {
    "tent": Thing(tent, Kind.GROUND, 0.2, 0.7, burns=(3.4, 2.2)),
    "bridge": Thing(bridge, Kind.SCENE),
    "bench": Thing(bench, Kind.GROUND, 0.05, 0.4, burns=(1.8, 1.0)),
    "fence": Thing(fence, Kind.GROUND, 0.25, 0.55, burns=(26.0, 1.3)),
    "lamp": Thing(lamp, Kind.GROUND, 0.1, 0.7),
    "car": Thing(car, Kind.GROUND, 0.1, 0.7, burns=(4.0, 1.6)),
    "campfire": Thing(campfire, Kind.GROUND, 0.1, 0.5),
    "rock": Thing(rock, Kind.GROUND, 0.0, 0.7),
    "bird": Thing(birds, Kind.SKY, metre=0.021),
    "balloon": Thing(balloon, Kind.SKY, metre=0.012),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
