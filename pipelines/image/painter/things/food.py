"""Food and drink: a still life on a table in front, fresh or spoilt as the emotion has it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.things.animals import flies
from emogen.pipelines.image.painter.things.fire import glow, plume
from emogen.pipelines.image.painter.things.kinds import Kind, Thing
from emogen.pipelines.image.painter.things.outlines import ellipse, smooth, solid
from emogen.pipelines.image.painter.things.silhouettes import contact, draw, standing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen


def spoil(pen: Pen, wide: float, high: float, amount: float) -> None:
    """Mould on food ``wide`` by ``high`` metres and flies about it; ``amount`` in [0, 1]."""
    if amount < 0.08:
        return
    random = pen.random
    count = round(70 * amount)
    x, y = random.normal(0, 0.2, count) * wide, high * random.uniform(0.25, 0.8, count)
    fur = mix(pen.tone("#5c6a4a", 0.5), pen.tone("#b9c2b0", 0.7), random.random(count)[:, None])
    size = 0.07 * high * random.uniform(0.4, 1.3, count)
    pen.dabs(x, y, size, size * 0.7, random.uniform(0, 3, count), fur, alpha=0.75, soft=0.9, bristle=0.5)
    flies(pen, wide, high, round(9 * amount))


def fare(pen: Pen, name: str, size: float, *, keeps: bool = False, foot: float = 0.7) -> None:
    """Food by its drawing; ``keeps``: it does not go bad."""
    standing(pen, name, size, foot=foot)
    if not keeps:
        spoil(pen, size, size * 0.8, max(pen.targets.filth, 0.8 * pen.targets.decay))


def plate(pen: Pen) -> None:
    """A plate, 26 cm, seen from above the table's edge."""
    glaze = pen.colour or "#dcd8cc"
    contact(pen, 0.26, 0.06)
    solid(
        pen,
        [(glaze, ellipse(0, 0.025, 0.135, 0.035)), ("#bdb9ae", ellipse(0, 0.03, 0.095, 0.022))],
        bulge=0.8,
    )


def bowl(pen: Pen) -> None:
    """A glazed bowl, 24 cm."""
    _dish(pen, pen.colour or "#7f94a0", [])


def _dish(pen: Pen, glaze: str, heap: list[tuple[str, float, float, float]]) -> None:
    """A bowl and what lies in it: (drawing, x, height of its foot, size), metres."""
    contact(pen, 0.24, 0.12)
    solid(pen, [("#3c3a38", ellipse(0, 0.125, 0.125, 0.03))], bulge=0.4)
    for name, x, up, size in heap:
        draw(pen.at(x, 0.0), name, size, up=up)
    front = np.concatenate([ellipse(0, 0.125, 0.13, 0.034)[20:], smooth([[0.13, 0.125], [0.1, 0.04],
        [0.055, 0.0],
                            [-0.055, 0.0], [-0.1, 0.04], [-0.13, 0.125]])[:41]])  # fmt: skip
    solid(pen, [(glaze, front)])


def strawberries(pen: Pen) -> None:
    """A bowl heaped with strawberries."""
    random = pen.random
    rows = ((0.13, 4, 0.055), (0.105, 5, 0.06), (0.085, 4, 0.06))
    heap = [("strawberry", 0.2 * (n + 0.5 + random.uniform(-0.15, 0.15)) / many - 0.1,
        up + random.uniform(-0.008, 0.008), size)
            for up, many, size in rows for n in range(many)]  # fmt: skip
    _dish(pen, "#c9cfd0", heap)
    spoil(pen.at(0, 0.08), 0.2, 0.12, pen.targets.filth)


def fruit(pen: Pen) -> None:
    """A bowl of fruit."""
    heap = [("pear", -0.055, 0.11, 0.13), ("grapes", 0.09, 0.09, 0.12), ("orange", 0.035, 0.12, 0.1),
        ("apple", -0.085, 0.08, 0.1),
            ("lemon", 0.005, 0.075, 0.09), ("apple", 0.075, 0.07, 0.095)]  # fmt: skip
    _dish(pen, pen.colour or "#8a6a4c", heap)
    spoil(pen.at(0, 0.08), 0.24, 0.14, pen.targets.filth)


def mouldy_bread(pen: Pen) -> None:
    """Mouldy bread with flies, 20 cm."""
    standing(pen, "bread", 0.2, foot=0.7)
    spoil(pen, 0.2, 0.17, 1.0)


def served(pen: Pen, food: Callable[[Pen], None]) -> None:
    """Food on a plate."""
    contact(pen, 0.34, 0.07)
    glaze = "#cfd4d2"
    solid(
        pen, [(glaze, ellipse(0, 0.028, 0.19, 0.046)), ("#b4b9b8", ellipse(0, 0.034, 0.135, 0.03))], bulge=0.8
    )
    food(pen.at(0.0, 0.03))


def cake(pen: Pen) -> None:
    """A birthday cake with one burning candle, 26 cm."""
    sponge, cream = "#c89a5e", pen.colour or "#ecdcc8"
    contact(pen, 0.3, 0.1)
    solid(pen, [("#d4d0c6", ellipse(0, 0.02, 0.17, 0.038))], bulge=0.6)
    side = np.concatenate([ellipse(0, 0.045, 0.125, 0.03)[20:], [[0.125, 0.15], [-0.125, 0.15]]])
    solid(pen, [(sponge, side)])
    drips = [[-0.128, 0.15]] + [
        [x, 0.105 + 0.022 * np.sin(31 * x) + 0.008 * np.sin(97 * x)] for x in np.linspace(-0.125, 0.125, 26)
    ]
    solid(pen, [(cream, np.array([*drips, [0.128, 0.15]])), (cream, ellipse(0, 0.15, 0.128, 0.032))])
    for k in np.linspace(0, 2 * np.pi, 9, endpoint=False):
        solid(pen, [("#b8404a", ellipse(0.1 * np.cos(k), 0.158 + 0.024 * np.sin(k), 0.013, 0.011))])
    solid(pen, [("#e8e0ea", [[-0.006, 0.155], [-0.006, 0.235], [0.006, 0.235], [0.006, 0.155]])])
    pen.dabs(
        [0.0], [0.262], 0.024, 0.009, np.pi / 2, linear("#ffd27a")[None] * 1.7, power=1.5, soft=0.6, bristle=0
    )
    glow(pen, 0.0, 0.26, 0.75, 0.55, "#ffb45e")
    spoil(pen.at(0, 0.03), 0.2, 0.12, pen.targets.filth)


def tea(pen: Pen) -> None:
    """A steaming cup of tea on its saucer, 14 cm."""
    glaze = pen.colour or "#e2ded2"
    contact(pen, 0.15, 0.08)
    solid(
        pen, [(glaze, ellipse(0, 0.012, 0.085, 0.02)), ("#b5b1a6", ellipse(0, 0.014, 0.05, 0.01))], bulge=0.6
    )
    handle = ellipse(0.062, 0.058, 0.03, 0.026)
    pen.line(np.concatenate([handle, handle[:1]]), 0.011, glaze, 0.65)
    cup = np.concatenate([ellipse(0, 0.095, 0.056, 0.014)[20:], smooth([[0.056, 0.095], [0.05, 0.05],
        [0.028, 0.016],
                          [-0.028, 0.016], [-0.05, 0.05], [-0.056, 0.095]])[:41]])  # fmt: skip
    solid(pen, [(glaze, cup)])
    solid(
        pen,
        [(glaze, ellipse(0, 0.095, 0.056, 0.014)), ("#7a4420", ellipse(0, 0.0935, 0.049, 0.0105))],
        bulge=0.3,
    )
    for x in (-0.018, 0.014):
        plume(pen.at(x, 0.1), 0.028, 0.17, colour="#e9edf0", alpha=0.16)


def feast(pen: Pen) -> None:
    """A laid table: bread, cheese, fruit, wine."""
    for draw_it, x, up in ((fruit, -0.2, 0.03), (partial(fare, name="bread", size=0.2), 0.12, 0.05),
                           (partial(fare, name="cheese", size=0.15), 0.3, 0.0), (partial(fare,
                               name="wine glass", size=0.2, keeps=True), -0.02, -0.01),
                           (partial(fare, name="grapes", size=0.12), 0.2, -0.03)):  # fmt: skip
        draw_it(pen.at(x, up))


_KEEPS: Final = {
    "teapot": 0.24,
    "wine glass": 0.2,
    "beer": 0.2,
    "honey": 0.18,
    "egg": 0.07,
    "chocolate": 0.16,
}
_FRESH: Final = {
    "bread": 0.24, "croissant": 0.16, "baguette": 0.42, "pretzel": 0.16, "cheese": 0.2, "apple": 0.1,
        "pear": 0.12,
    "peach": 0.1, "cherries": 0.1, "grapes": 0.16, "lemon": 0.09, "banana": 0.2, "pineapple": 0.3,
    "watermelon": 0.3, "carrot": 0.2, "tomato": 0.1, "corn": 0.22, "cupcake": 0.12, "pie": 0.26,
        "doughnut": 0.12,
    "cookie": 0.1, "ice cream": 0.2, "hamburger": 0.14, "pizza": 0.28, "soup": 0.22, "salad": 0.24,
        "pancakes": 0.2,
    "meat": 0.26, "strawberry": 0.05,
}  # fmt: skip

THINGS: Final = {
    **{
        name: Thing(partial(fare, name=name, size=size), Kind.TABLE, close=size)
        for name, size in _FRESH.items()
    },
    **{
        name: Thing(partial(fare, name=name, size=size, keeps=True), Kind.TABLE, close=size)
        for name, size in _KEEPS.items()
    },
    "orange fruit": Thing(partial(fare, name="orange", size=0.1), Kind.TABLE, close=0.1),
    "plate": Thing(plate, Kind.TABLE, close=0.27),
    "bowl": Thing(bowl, Kind.TABLE, close=0.26),
    "strawberry bowl": Thing(strawberries, Kind.TABLE, close=0.26),
    "fruit bowl": Thing(fruit, Kind.TABLE, close=0.27),
    "mouldy bread": Thing(mouldy_bread, Kind.TABLE, close=0.22),
    "bread on a plate": Thing(
        partial(served, food=partial(fare, name="bread", size=0.22)), Kind.TABLE, close=0.32
    ),
    "mouldy bread on a plate": Thing(partial(served, food=mouldy_bread), Kind.TABLE, close=0.32),
    "cake on a plate": Thing(partial(served, food=cake), Kind.TABLE, close=0.32),
    "cake": Thing(cake, Kind.TABLE, close=0.33),
    "tea": Thing(tea, Kind.TABLE, close=0.18),
    "feast": Thing(feast, Kind.TABLE, close=0.5),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
