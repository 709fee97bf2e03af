"""The parts of a room's plan: faces, materials, windows, places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.settings.rooms.shell import Material

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.rig import Point

FLOOR, CEILING, LEFT, RIGHT, BACK, FRONT = range(6)
"""Numbers of a box's faces."""

TURNS: Final = {LEFT: -np.pi / 2, RIGHT: np.pi / 2, BACK: 0.0, FRONT: np.pi}
"""How a thing turns to have a wall at its back, radians."""


@dataclass(frozen=True, slots=True)
class Surfaces:
    """What a room is made of."""

    floor: Material
    wall: Material
    ceiling: Material
    back: Material | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A hole in a wall: its middle along it, sill and size, metres; panes across and up; its style."""

    face: int
    middle: float
    sill: float
    wide: float
    high: float
    panes: tuple[int, int]
    arch: float
    style: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing in its place: its foot, metres, its turn, radians, and whether it is there unasked."""

    name: str
    at: Point
    turn: float = 0.0
    usual: bool = True
    size: float = 1.0
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Top:
    """A surface for small things: its middle, its turn, its width and depth, and what is on it unasked."""

    at: Point
    turn: float
    wide: float
    usual: tuple[str, ...]
    deep: float


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the room itself, drawn in its turn; layer 0: behind all that stands."""

    at: Point
    turn: float
    draw: Callable[[Pen], None]
    layer: int = 1


SCENERY: Final = frozenset(("window", "moon", "star"))
"""What a room with a window shows of what is no thing."""

GUESTS: Final = frozenset(("figure", "flower", "lamp", "campfire"))
"""Things of the open that a room has a place for: a lamp is then a floor lamp, a fire is in its hearth."""
