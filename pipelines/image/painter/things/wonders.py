"""What is rare or only told of: planets, shooting stars, fireworks, fireflies, a unicorn, a witch's hut,
neon."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.things.buildings import box, windows
from emogen.pipelines.image.painter.things.fire import glow, plume
from emogen.pipelines.image.painter.things.food import tea
from emogen.pipelines.image.painter.things.kinds import Kind, Thing
from emogen.pipelines.image.painter.things.outlines import band, smooth, solid
from emogen.pipelines.image.painter.things.perches import web
from emogen.pipelines.image.painter.things.silhouettes import contact, draw, drawing, standing, thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen

_NEON: Final = ("#ff4f8a", "#4fd8ff", "#ffb84f", "#a06cff")


def unicorn(pen: Pen) -> None:
    """A white horse with a horn, 2.4 m."""
    size = 2.4
    mirrored = bool(pen.random.random() < 0.5)
    contact(pen, size * 0.6, size * 0.7)
    points = np.concatenate([ring for layer in drawing("horse") for ring in layer.rings])
    crown = points[np.argmax(points[:, 1] - 0.5 * points[:, 0])]  # the drawing looks to the left
    turn = np.array([-1.0 if mirrored else 1.0, 1.0])
    foot = np.add(crown, [0.01, -0.05]) * size * turn
    horn = np.stack([foot, foot, foot]) + np.array([[-0.05, 0.0], [0.05, 0.02], [-0.34 * turn[0], 0.5]])
    draw(replace(pen, colour=pen.colour or "#e6e2ee"), "horse", size, mirrored=mirrored)
    solid(pen, [("#e2c878", horn)])
    glow(pen, float(foot[0]), float(foot[1]) + 0.3, 1.4, 0.25, "#ffe9b0")


def hut(pen: Pen) -> None:
    """A witch's crooked hut, 5 m, a light in its window."""
    pen.shadow(4.5, 4.5, 1.0)
    _crooked(pen)


def hut_on_legs(pen: Pen) -> None:
    """A crooked hut on two chicken legs, 8 m."""
    pen.shadow(3.0, 7.0, 1.0)
    for side, knee in ((-1, -1.6), (1, 1.5)):
        leg = [[side * 0.8, 3.3], [knee, 2.0], [side * 0.9, 0.35]]
        solid(pen, [("#b8862c", [band([leg[1], leg[2]], (0.3, 0.24)), band([leg[0], leg[1]], (0.75, 0.34))])])
        toes = [band([leg[2], [side * 0.9 + reach, 0.0]], (0.24, 0.1)) for reach in (-0.75, 0.05, 0.75)]
        solid(pen, [("#a87824", toes)])
    _crooked(pen.at(0.0, 3.0))


def legs(pen: Pen) -> None:
    """Two roast chicken legs, 25 cm."""
    for x in (-0.07, 0.08):
        standing(pen.at(x, 0.0), "meat", 0.16)


def _crooked(pen: Pen) -> None:
    wood = pen.colour or "#5c4634"
    walls = np.array([[-1.7, 0.0], [-1.95, 2.5], [1.75, 2.7], [1.6, 0.0]])
    solid(pen, [(wood, walls)], bulge=0.6)
    for y in np.arange(0.3, 2.6, 0.34):
        pen.line([[-1.7, y], [0.0, y + 0.05], [1.6, y + 0.02]], 0.05, "#3a2c20", 0.2)
    roof = smooth(
        [[-2.7, 2.1], [-1.5, 3.5], [-0.5, 4.9], [0.3, 5.6], [0.5, 4.6], [1.4, 3.3], [2.6, 2.3], [0.0, 2.75]]
    )
    solid(pen, [("#4a4238", roof)], grain=0.35)
    for k in np.linspace(0.15, 0.85, 7):
        pen.line([[-2.3 + 2.4 * k, 2.35 + 2.6 * k], [2.2 - 1.9 * k, 2.5 + 2.5 * k]], 0.05, "#2f2a24", 0.15)
    solid(pen, [("#6a5a4c", np.array(box(0.75, 3.6, 0.5, 1.7)))])
    plume(pen.at(1.0, 5.3), 0.5, 3.0, colour="#6a6c70", alpha=0.3)
    pen.poly([[-0.35, 0.0], [-0.4, 1.5], [0.0, 1.8], [0.4, 1.5], [0.35, 0.0]], "#2a2018", 0.3)
    windows(pen, 0.6, 1.0, 0.9, 1.1, 1, 1, lit=1.0, pane=(0.8, 0.8), frame=None)
    glow(pen, 1.05, 1.55, 2.2, 0.35, "#b8e060")


def fireworks(pen: Pen) -> None:
    """A burst of fireworks, 30 m."""
    random = pen.random
    colour = linear(
        pen.colour or ("#ff6a5a", "#ffd06a", "#7ad0ff", "#b88aff", "#8affa0")[int(random.integers(5))]
    )
    x, y = random.uniform(-6, 6), random.uniform(-2, 6)
    rays = 34
    angle = np.linspace(0, 2 * np.pi, rays, endpoint=False) + random.normal(0, 0.06, rays)
    reach = 14 * random.uniform(0.75, 1.0, rays)
    for part in np.linspace(0.25, 1.0, 13):
        fall = 3.0 * part**2
        spot = x + reach * part * np.cos(angle), y + reach * part * np.sin(angle) - fall
        size = 0.16 + 0.3 * part
        pen.dabs(*spot, size * 1.6, size * 0.5, angle, colour[None] * np.float32(1.3), alpha=0.75 * part,
            soft=0.9,
                 bristle=0)  # fmt: skip
    glow(pen, x, y, 26.0, 0.5, "#ffd8b0")


def fireflies(pen: Pen) -> None:
    """Fireflies over the grass, in a cloud 3 m wide."""
    random = pen.random
    for _ in range(16):
        x, y = random.normal(0, 1.1), random.uniform(0.1, 1.8)
        glow(pen, x, y, 0.42, 0.7, "#d8f070")
        pen.dabs([x], [y], 0.03, 0.03, 0.0, linear("#f4ffb0")[None] * 1.5, alpha=0.95, soft=0.8, bristle=0)


def shooting_star(pen: Pen) -> None:
    """A shooting star with its tail, 40 m."""
    side = pen.light.side
    k = np.linspace(0, 1, 40)
    light = linear("#f4f6ff")[None] * np.float32(1.3)
    pen.dabs(side * 40 * k, 14 * k, 0.9, 0.06 + 0.4 * (1 - k), 0.34 * side, light,
        alpha=0.8 * (1 - k) ** 1.5, soft=0.9,
             bristle=0)  # fmt: skip
    glow(pen, 0.0, 0.0, 7.0, 0.8, "#dfe8ff")


def neon(pen: Pen) -> None:
    """A neon sign on a pole, 5 m: an arrow, a cup, a line of light."""
    random = pen.random
    hues = [pen.colour or _NEON[int(random.integers(2))], _NEON[2 + int(random.integers(2))]]
    pen.shadow(0.6, 4.0, 0.7)
    pen.line([[0, 0], [0, 3.2]], 0.14, "#2f3136", 0.4)
    pen.poly(box(-1.25, 2.9, 2.5, 2.2), "#24262c", 0.35, grain=0.1)
    frame = [[-1.1, 3.05], [-1.1, 4.95], [1.1, 4.95], [1.1, 3.05], [-1.1, 3.05]]
    cup = [[-0.45, 4.2], [-0.35, 3.6], [0.25, 3.6], [0.35, 4.2], [-0.45, 4.2]]
    handle = [[0.33, 4.1], [0.62, 4.05], [0.6, 3.8], [0.3, 3.75]]
    steam = [[[x, 4.35], [x + 0.1, 4.5], [x - 0.05, 4.65], [x + 0.05, 4.8]] for x in (-0.25, 0.0, 0.2)]
    for lines, hue in (([frame], hues[0]), ([cup, handle, *steam], hues[1])):
        tube = linear(hue) * np.float32(1.5) + np.float32(0.15)
        for line in lines:
            t = np.linspace(0, len(line) - 1, 26)
            x, y = (np.interp(t, np.arange(len(line)), np.array(line)[:, axis]) for axis in (0, 1))
            pen.dabs(x, y, 0.055, 0.055, 0.0, tube[None], alpha=1.0, soft=0.6, bristle=0)
        glow(pen, 0.0, 4.0, 4.5, 0.5, hue)
    pool = linear(hues[0])[None] * np.float32(0.6)
    if pen.flip > 0:
        pen.dabs([0.0], [-0.1], 2.4, 0.4, 0.0, pool, alpha=0.06 + 0.2 * pen.light.lamps, soft=2, bristle=0)


def dew(pen: Pen) -> None:
    """Blades of grass bent by drops of dew, 30 cm."""
    random = pen.random
    count = 46
    foot, lean, tall = (
        random.normal(0, 0.16, count),
        random.normal(0, 0.5, count),
        random.uniform(0.12, 0.3, count),
    )
    tones = np.stack([pen.tone("#6f9a48", f) for f in random.uniform(0.1, 1.0, count)])
    pen.dabs(
        foot + 0.4 * lean * tall,
        tall / 2,
        tall / 2,
        0.007,
        np.pi / 2 - 0.8 * lean,
        tones,
        power=1.6,
        soft=0.4,
    )
    tip = foot + 0.85 * lean * tall, 0.93 * tall
    drop = random.uniform(0.004, 0.009, count)
    pen.dabs(*tip, drop, drop, 0.0, pen.tone("#dceaf2", 1.1)[None], alpha=0.95, soft=0.4, bristle=0)
    pen.dabs(tip[0] + 0.003 * pen.light.side, tip[1] + 0.004, drop * 0.35, drop * 0.35, 0.0,
        linear("#ffffff")[None] * 1.3,
             alpha=0.95, soft=0.6, bristle=0)  # fmt: skip


def dewy_web(pen: Pen) -> None:
    """A spider's web hung with drops of dew."""
    web(pen, dew=1.0)


def steam(pen: Pen) -> None:
    """Steam that rises from nothing to be seen, 40 cm."""
    plume(pen, 0.1, 0.42, colour="#e9edf0", alpha=0.3)


def steaming_tea(pen: Pen) -> None:
    """A cup of tea that steams much."""
    tea(pen)
    plume(pen.at(0.0, 0.1), 0.055, 0.3, colour="#eef1f3", alpha=0.22)


THINGS: Final = {
    "unicorn": Thing(unicorn, Kind.GROUND, 0.02, 0.55, close=2.8),
    "witch's hut": Thing(hut, Kind.GROUND, 0.15, 0.6, close=6.0, burns=(4.0, 5.0)),
    "hut on chicken legs": Thing(hut_on_legs, Kind.GROUND, 0.2, 0.6, close=8.6, burns=(4.0, 8.0)),
    "chicken legs": Thing(legs, Kind.TABLE, close=0.3),
    "fireworks": Thing(fireworks, Kind.SKY, metre=0.0075, close=30.0),
    "fireflies": Thing(fireflies, Kind.GROUND, 0.02, 0.5, close=3.0),
    "shooting star": Thing(shooting_star, Kind.SKY, metre=0.007),
    "earth": Thing(partial(draw, name="earth", size=12.0, mirrored=False), Kind.SKY, metre=0.02, close=12.0),
    "ringed planet": Thing(partial(draw, name="ringed planet", size=12.0), Kind.SKY, metre=0.02, close=12.0),
    "neon sign": Thing(neon, Kind.GROUND, 0.05, 0.5, close=5.1),
    "dew": Thing(dew, Kind.GROUND, 0.0, 0.2, close=0.5),
    "dewy web": Thing(dewy_web, Kind.FLOOR, 0.0, 0.2, close=0.8),
    "steam": Thing(steam, Kind.TABLE, close=0.4),
    "steaming tea": Thing(steaming_tea, Kind.TABLE, close=0.18),
    "party balloon": thing("party balloon", 1.2, Kind.SKY, metre=0.06, turns=False),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
