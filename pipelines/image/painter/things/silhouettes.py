"""Things from openly licensed drawings (``assets/silhouettes.tsv``), painted as solid matter.

Each row of the table names the set, its author and the licence; NOTICE repeats them.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter import relief
from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.things.kinds import Kind, Thing
from emogen.tables import asset_text

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen


@cache
def _rows() -> dict[str, str]:
    """Name -> layers of every drawing, as text."""
    lines = asset_text("silhouettes.tsv").splitlines()[1:]
    return {name: layers for name, *_, layers in (line.split("\t") for line in lines)}


@cache
def drawing(name: str) -> tuple[relief.Layer, ...]:
    """The layers of a drawing; its longer side is 1, its foot at 0, its middle at 0 across.

    Raises:
        KeyError: the table has no such drawing.
    """
    layers = []
    for part in _rows()[name].split("|"):
        colour, outlines = part.split(" ", 1)
        rings = tuple(
            (np.cumsum(np.array(ring.split(), np.int32).reshape(-1, 2), 0) / 1000.0).astype(np.float32)
            for ring in outlines.split(";")
        )
        layers.append(relief.Layer(linear(colour[:7]), rings, int(colour[7:], 16) / 255.0))
    return tuple(layers)


def draw(
    pen: Pen, name: str, size: float, *, mirrored: bool | None = None, up: float = 0.0, bulge: float = 1.0
) -> None:
    """Paint a drawing.

    Args:
        size: its longer side, metres.
        mirrored: whether it looks the other way; None lets the seed choose.
        up: height of its foot above the pen's origin, metres.
        bulge: see :func:`relief.paint`.
    """
    if mirrored is None:
        mirrored = bool(pen.random.random() < 0.5)
    turn = np.array([-size if mirrored else size, size], np.float32)
    shift = np.array([0.0, up], np.float32)
    layers = [
        relief.Layer(layer.albedo, tuple(ring * turn + shift for ring in layer.rings), layer.opacity)
        for layer in drawing(name)
    ]
    if pen.colour is not None:
        layers = relief.recoloured(layers, linear(pen.colour))
    relief.paint(pen, layers, bulge=bulge)


def contact(pen: Pen, width: float, length: float) -> None:
    """The shadow under something small: as :meth:`Pen.shadow`, but close to its foot whatever its size."""
    pen.at(0.0, 0.0, width).shadow(1.0, length / width, 1.0)


def standing(pen: Pen, name: str, size: float, *, foot: float = 0.6, mirrored: bool | None = None) -> None:
    """Paint a drawing with its shadow on the ground; ``foot``: width of what touches it, of ``size``."""
    contact(pen, size * foot, size * 0.7)
    draw(pen, name, size, mirrored=mirrored)


def thing(
    name: str, size: float, kind: Kind = Kind.GROUND, near: float = 0.0, far: float = 0.7,
    *, foot: float = 0.6, metre: float = 0.0, turns: bool = True,
) -> Thing:  # fmt: skip
    """A thing that is one drawing; ``turns``: whether it may be mirrored. The rest: see :class:`Thing`."""
    mirrored = None if turns else False
    if kind in (Kind.SKY, Kind.WATER):
        painter = partial(draw, name=name, size=size, mirrored=mirrored)
    else:
        painter = partial(standing, name=name, size=size, foot=foot, mirrored=mirrored)
    return Thing(painter, kind, near, far, metre, close=size)


THINGS: Final[dict[str, Thing]] = {}
