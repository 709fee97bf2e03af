"""Things that people own: instruments, tools, arms, toys, letters, treasure."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.things.fire import glow
from emogen.pipelines.image.painter.things.kinds import Kind, Thing
from emogen.pipelines.image.painter.things.outlines import band, ellipse, smooth, solid
from emogen.pipelines.image.painter.things.silhouettes import contact, draw, standing, thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen


def potion(pen: Pen) -> None:
    """A flask with a glowing potion, 26 cm."""
    liquid = pen.colour or ("#4fae8c", "#9a5ac0", "#c0604a", "#4f8ac0")[int(pen.random.integers(4))]
    contact(pen, 0.16, 0.16)
    glass = pen.tone("#cfdcdc", 0.8)
    body = smooth([[-0.03, 0.2], [-0.028, 0.15], [-0.09, 0.08], [-0.075, 0.012], [0.0, 0.0], [0.075, 0.012],
                   [0.09, 0.08], [0.028, 0.15], [0.03, 0.2], [0.0, 0.205]])  # fmt: skip
    pen.canvas.fill([pen.points(body)], glass, glass * 0.7, alpha=0.35, grain=0.0)
    solid(pen, [(liquid, body[body[:, 1] < 0.105])])
    glow(pen, 0.0, 0.07, 0.5, 0.4, liquid)
    shine = linear(liquid) * np.float32(0.5)
    pen.dabs([0.0], [0.055], 0.05, 0.035, 0.0, shine[None] + 0.12, alpha=0.45, soft=1.5, bristle=0)
    bubbles = pen.random.uniform(-0.05, 0.05, 8), pen.random.uniform(0.02, 0.09, 8)
    pen.dabs(*bubbles, 0.005, 0.005, 0.0, pen.tone("#ffffff", 1.0)[None], alpha=0.6, soft=0.5)
    pen.line(np.concatenate([body, body[:1]]), 0.004, "#e6f0f0", 0.8)
    pen.poly([[-0.026, 0.2], [-0.022, 0.235], [0.022, 0.235], [0.026, 0.2]], "#8a6238", 0.6)


def sword(pen: Pen) -> None:
    """A sword stuck in the ground, 1.1 m."""
    contact(pen, 0.3, 0.9)
    solid(pen, [("#b9c2c8", [[-0.045, 0.0], [-0.05, 0.78], [0.05, 0.78], [0.045, 0.0]]), ("#7d878e",
        band([[0, 0.0], [0, 0.76]], 0.016)),
                ("#9a7a3c", [band([[-0.2, 0.8], [0.2, 0.8]], 0.05), ellipse(0, 1.06, 0.045, 0.045)]),
                    ("#4a3020", band([[0, 0.82], [0, 1.03]], 0.05))])  # fmt: skip


def chest(pen: Pen) -> None:
    """A chest bound with iron; joy opens it."""
    standing(pen, "treasure chest", 0.9, foot=0.9)


def net(pen: Pen) -> None:
    """A fishing net hung over a pole, 2.4 m."""
    for x in (-1.2, 1.2):
        pen.line([[x * 1.05, 0], [x, 1.7]], 0.07, "#6a5138", 0.5)
    pen.line([[-1.3, 1.62], [1.3, 1.62]], 0.06, "#6a5138", 0.6)
    t = np.linspace(-1, 1, 22)
    foot = 0.35 + 0.2 * np.cos(3 * t) ** 2
    for x, low in zip(t, foot, strict=True):
        for lean in (-0.8, 0.8):
            pen.line([[1.15 * x, 1.6], [np.clip(1.15 * x + lean, -1.2, 1.2), low]], 0.02, "#b9b294", 0.7)
    pen.line(np.column_stack([1.15 * t, foot]), 0.03, "#6f6a52", 0.5)
    pen.dabs(1.15 * t[::3], foot[::3], 0.06, 0.05, 0.0, pen.tone("#c27a3c", 0.7)[None], soft=0.3)


def lit(pen: Pen, name: str, size: float, colour: str) -> None:
    """A thing that glows of its own."""
    standing(pen, name, size)
    glow(pen, 0.0, 0.45 * size, 2.0 * size, 0.6, colour)


def pumpkin_lantern(pen: Pen) -> None:
    """A pumpkin with a face and a light inside, 45 cm."""
    standing(pen, "pumpkin lantern", 0.45)
    shine = linear("#ffc050") * np.float32(0.5 + 0.9 * pen.light.lamps)
    mouth = [
        [-0.13, 0.11],
        [-0.07, 0.08],
        [0.0, 0.095],
        [0.07, 0.08],
        [0.13, 0.11],
        [0.06, 0.055],
        [0.0, 0.065],
        [-0.06, 0.055],
    ]
    eyes = [[[x - 0.045, 0.19], [x, 0.255], [x + 0.045, 0.19]] for x in (-0.085, 0.085)]
    for shape in (mouth, *eyes):
        pen.canvas.fill([pen.points(shape)], shine, shine * 1.2, grain=0.0)
    glow(pen, 0.0, 0.15, 1.1, 0.4, "#ff9a3c")


_ON_TABLE: Final = {
    "violin": 0.6, "trumpet": 0.5, "saxophone": 0.7, "accordion": 0.45, "telephone": 0.26, "radio": 0.3,
        "camera": 0.16,
    "letter": 0.2, "love letter": 0.2, "key": 0.1, "hammer": 0.3, "crown": 0.22, "top hat": 0.3,
        "helmet": 0.3,
    "scales": 0.45, "flask": 0.32, "microscope": 0.4, "teddy bear": 0.4, "gem": 0.08, "hourglass": 0.25,
        "clock": 0.3,
    "trophy": 0.35, "gift": 0.3, "bell": 0.25, "rose": 0.3, "wilted flower": 0.35, "open book": 0.36,
        "scroll": 0.3,
    "skull": 0.2, "shoe": 0.22, "birdcage": 0.5, "nest": 0.25, "basket": 0.4, "urn": 0.4, "boot": 0.3,
        "seashell": 0.14, "feather": 0.2,
    "coin": 0.06, "ring": 0.06, "doll": 0.22,
}  # fmt: skip
_ON_FLOOR: Final = {
    "guitar": 1.0, "drum": 0.8, "television": 0.8, "umbrella": 0.95, "suitcase": 0.75, "backpack": 0.55,
        "broom": 1.3,
    "bucket": 0.35, "axe": 0.8, "shield": 0.8, "bow": 1.3, "telescope": 1.5, "mirror": 1.6,
        "potted plant": 0.8, "ladder": 2.4,
    "barrel": 1.0, "crate": 0.9, "coffin": 2.0, "robot": 1.7, "ball": 0.3, "christmas tree": 2.2,
        "animal skull": 0.6,
    "log": 0.7, "carousel horse": 2.2, "gargoyle": 1.3, "stone head": 2.6,
}  # fmt: skip

THINGS: Final = {
    **{name: thing(name, size, Kind.TABLE) for name, size in _ON_TABLE.items()},
    **{name: thing(name, size, Kind.FLOOR, 0.0, 0.4) for name, size in _ON_FLOOR.items()},
    "potion": Thing(potion, Kind.TABLE, close=0.28),
    "crystal ball": Thing(partial(lit, name="crystal ball", size=0.28, colour="#b48ae0"), Kind.TABLE,
        close=0.28),
    "pumpkin lantern": Thing(pumpkin_lantern, Kind.FLOOR, 0.0, 0.3, close=0.45),
    "treasure chest": Thing(chest, Kind.FLOOR, 0.0, 0.3, close=0.9),
    "sword": Thing(sword, Kind.FLOOR, 0.0, 0.3, close=1.1),
    "net": Thing(net, Kind.GROUND, 0.0, 0.4, close=2.6),
    "anchor": thing("anchor", 1.8, Kind.GROUND, 0.0, 0.4, foot=0.5),
    "kite": thing("kite", 1.8, Kind.SKY, metre=0.07),
    "ghost": Thing(partial(draw, name="ghost", size=1.8, up=0.25), Kind.FLOOR, 0.02, 0.4, close=1.8),
}  # fmt: skip
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
