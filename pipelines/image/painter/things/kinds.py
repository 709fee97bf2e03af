"""Where a thing belongs, and who draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from emogen.pipelines.image.painter.pen import Pen


class Kind(Enum):
    """Where a thing belongs."""

    GROUND = auto()
    SHORE = auto()
    WATER = auto()
    SKY = auto()
    ROOM = auto()
    SCENE = auto()


@dataclass(frozen=True, slots=True)
class Thing:
    """One kind of thing.

    Attributes:
        draw: draws it with a pen at its foot.
        kind: where it belongs. SHORE: on the ground or, where there is none, in shallow water.
        metre: of a thing in the sky, the size of a metre when it is near, scene units.
        near, far: how far away it may stand, shares of the depth a setting offers for its kind.
    """

    draw: Callable[[Pen], None]
    kind: Kind
    near: float = 0.0
    far: float = 1.0
    metre: float = 0.0
