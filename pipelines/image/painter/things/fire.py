"""What burns and glows: flames, smoke, sparks, steam, torches, lanterns, and a blaze over other things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.things.buildings import box
from emogen.pipelines.image.painter.things.kinds import Kind, Thing
from emogen.pipelines.image.painter.things.outlines import band, ellipse, solid
from emogen.pipelines.image.painter.things.silhouettes import contact

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen

_FLAMES: Final = (("#c9441a", 1.0, 1.0), ("#ee7a1c", 0.72, 0.78), ("#ffd470", 0.42, 0.5))


def flames(pen: Pen, wide: float, high: float, *, base: float = 0.0, count: int = 22) -> None:
    """Flames over a foot ``wide`` metres wide, ``high`` metres tall, with their glow."""
    random = pen.random
    glow(pen, 0.0, base + 0.3 * high, 2.2 * max(wide, high), 0.45)
    spots = np.sort(random.uniform(-0.5, 0.5, count)) * wide
    tall = high * random.uniform(0.55, 1.0, count) * (1.0 - 0.62 * np.abs(2.0 * spots / wide) ** 1.5)
    phase = random.uniform(0, 6, count)
    part = np.linspace(0.0, 1.0, 16)[:, None]
    for colour, broad, reach in _FLAMES:
        x = spots * broad + 0.09 * wide * np.sin(phase + 4.0 * part) * part
        y = base + tall * reach * part
        across = wide * broad * (0.16 * (1.0 - part) ** 0.8 + 0.006)
        along = np.broadcast_to(tall * reach * 0.075 + 0.03 * high, x.shape)
        turn = np.pi / 2 - 0.5 * np.cos(phase + 4.0 * part) * part
        hot = linear(colour)[None] * np.float32(1.15)
        pen.dabs(x.ravel(), y.ravel(), along.ravel(), np.broadcast_to(across, x.shape).ravel(),
            turn.ravel(), hot,
                 alpha=np.broadcast_to(0.42 * (1.0 - 0.55 * part), x.shape).ravel(), soft=0.9,
                     bristle=0)  # fmt: skip


def glow(pen: Pen, x: float, y: float, reach: float, strength: float, colour: str = "#ff8f3e") -> None:
    """Light of its own around a point, by day too, stronger in the dark."""
    place = pen.points([[x, y]])[0]
    power = np.float32(strength * (0.3 + 0.7 * pen.light.lamps))
    if pen.canvas.image.shape[2] == 4:
        power = power * np.float32(0.4)
    pen.canvas.glow(float(place[0]), float(place[1]), reach * pen.scale, linear(colour) * power)


def plume(
    pen: Pen, wide: float, high: float, *, base: float = 0.0, colour: str = "#4c4a4c", alpha: float = 0.3
) -> None:
    """Smoke or steam that rises ``high`` metres and drifts away from the light."""
    random = pen.random
    count = 46
    k = np.sort(random.random(count))
    drift = -pen.light.side * 0.45 * high * k**1.4 + random.normal(0, 0.22, count) * wide * (0.6 + 1.6 * k)
    tone = pen.tone(colour, 0.4)
    warm = mix(tone, linear("#e0702c") * np.float32(0.5), 0.5 * pen.targets.fire)
    colours = mix(np.repeat(warm[None], count, 0), tone, np.minimum(1.0, 2.5 * k)[:, None])
    size = wide * (0.28 + 0.75 * k)
    pen.dabs(
        drift, base + high * k, size * 1.25, size, random.uniform(0, 3, count), colours,
        alpha=alpha * (1 - k) ** 0.7, soft=1.6, bristle=0.15,
    )  # fmt: skip


def sparks(pen: Pen, wide: float, high: float, count: int = 40) -> None:
    """Sparks over a fire."""
    random = pen.random
    k = random.random(count)
    x = random.normal(0, 0.35, count) * wide * (0.5 + k) - pen.light.side * 0.3 * high * k
    size = 0.008 * high * (1.2 - k)
    hot = linear("#ffb052")[None] * 1.4
    pen.dabs(x, high * k, size * 1.8, size, np.pi / 2, hot, alpha=0.95, soft=0.8, bristle=0)


def blaze(pen: Pen, wide: float, high: float, strength: float) -> None:
    """Fire on a thing ``wide`` by ``high`` metres that is already drawn; ``strength`` in [0, 1]."""
    plume(pen, 0.55 * wide, 1.5 * high, base=0.6 * high, colour="#3a3536", alpha=0.42 * strength)
    spots = ((-0.32, 0.1), (0.28, 0.02), (0.0, 0.42), (-0.12, 0.7), (0.2, 0.55))
    for n, (x, y) in enumerate(spots[: 2 + round(3 * strength)]):
        part = 0.42 - 0.05 * n
        flames(pen.at(x * wide, y * high), part * wide, (0.3 + 0.35 * strength) * high, count=16)
    sparks(pen, wide, 1.5 * high, round(60 * strength))


def fire(pen: Pen) -> None:
    """A fire on bare ground, 2 m."""
    if pen.flip > 0:
        pool = linear("#d9702c")[None] * 0.7
        pen.dabs([0.0], [0.0], 2.4, 0.6, 0.0, pool, alpha=0.28, soft=2, bristle=0)
    plume(pen, 0.9, 4.5, base=1.2, alpha=0.24)
    flames(pen, 1.5, 2.0, count=30)
    sparks(pen, 1.2, 3.6)


def smoke(pen: Pen) -> None:
    """A column of smoke, 9 m."""
    plume(pen, 1.8, 9.0, colour="#57565a", alpha=0.5)


def torch(pen: Pen) -> None:
    """A torch on a pole in the ground, 2 m."""
    contact(pen, 0.2, 1.6)
    solid(pen, [("#4a3424", band([[0, 0], [0.02, 0.9], [0.0, 1.5]], 0.09)),
                ("#2c2622", [[-0.1, 1.42], [-0.13, 1.68], [0.13, 1.68], [0.1, 1.42]])])  # fmt: skip
    flames(pen, 0.3, 0.75, base=1.6, count=14)


def brazier(pen: Pen) -> None:
    """An iron bowl of fire on three legs, 1.3 m."""
    pen.shadow(0.9, 0.9, 0.9)
    iron = "#3a3634"
    legs = [band([[x, 0], [x * 0.35, 0.7]], 0.06) for x in (-0.42, 0.05, 0.42)]
    bowl = [[-0.45, 0.85], [-0.32, 0.62], [0.32, 0.62], [0.45, 0.85]]
    solid(pen, [(iron, legs), (iron, bowl)])
    flames(pen, 0.75, 0.95, base=0.82, count=20)
    sparks(pen, 0.6, 2.4, 18)


def lantern(pen: Pen) -> None:
    """A lantern of iron and glass, 35 cm, lit in the dark."""
    contact(pen, 0.24, 0.3)
    iron = pen.colour or "#3b3733"
    light = pen.light
    solid(
        pen,
        [(iron, box(-0.1, 0, 0.2, 0.04)), (iron, [[-0.11, 0.24], [-0.04, 0.31], [0.04, 0.31], [0.11, 0.24]])],
    )
    shine = pen.tone("#a8a48c", 0.8) + linear("#ffcf80") * np.float32(0.35 + 1.1 * light.lamps)
    pen.canvas.fill([pen.points(box(-0.075, 0.04, 0.15, 0.2))], shine, shine * 0.8, grain=0.0)
    bars = [box(x - 0.008, 0.03, 0.016, 0.22) for x in (-0.085, -0.03, 0.03, 0.085)]
    pen.polys(bars, iron, 0.5)
    ring = ellipse(0, 0.34, 0.05, 0.04)
    pen.line(np.concatenate([ring, ring[:1]]), 0.012, iron, 0.5)
    pen.dabs(
        [0.0], [0.12], 0.05, 0.02, np.pi / 2, linear("#fff0b8")[None] * 1.5, power=1.5, soft=0.8, bristle=0
    )
    glow(pen, 0, 0.14, 0.9, 0.35, "#ffbf6a")


THINGS: Final = {
    "fire": Thing(fire, Kind.GROUND, 0.05, 0.5, close=2.0),
    "smoke": Thing(smoke, Kind.GROUND, 0.4, 0.9, close=9.0),
    "torch": Thing(torch, Kind.FLOOR, 0.05, 0.4, close=2.0),
    "brazier": Thing(brazier, Kind.FLOOR, 0.05, 0.4, close=1.6),
    "lantern": Thing(lantern, Kind.TABLE, 0.0, 0.2, close=0.36),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
