"""Where a thing belongs, and who draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from enum import Enum, auto

from emogen.pipelines.image.painter.pen import Pen


class Kind(Enum):
    """Where a thing belongs.

    FLOOR: on any floor, in a room as well as on the ground. TABLE: a small thing, which stands on a table in
    front where there is a room, else on the ground near the viewer.
    """

    GROUND = auto()
    SHORE = auto()
    WATER = auto()
    SKY = auto()
    ROOM = auto()
    FLOOR = auto()
    TABLE = auto()
    SCENE = auto()


class Spot(Enum):
    """Where in a room a thing has its place."""

    FLOOR = auto()
    WALL = auto()
    TOP = auto()
    CEILING = auto()
    FLAT = auto()


@dataclass(frozen=True, slots=True)
class Shine:
    """The light a thing gives in a room.

    Attributes:
        height: of the light over the thing's foot, metres.
        colour: sRGB hex. power: light at a distance of a metre, 1 = the sun on a fair day.
        always: burns by day too (a flame), and not only where lamps are lit.
    """

    height: float
    colour: str
    power: float
    always: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """One kind of thing.

    Attributes:
        draw: draws it with a pen at its foot.
        kind: where it belongs. SHORE: on the ground or, where there is none, in shallow water.
        metre: of a thing in the sky, the size of a metre when it is near, scene units.
        near, far: how far away it may stand, shares of the depth a setting offers for its kind.
        spot: where in a room it stands or hangs. size: how wide, high and deep it is there, metres.
        hung: the height of its origin on a wall, metres. shine: the light it gives in a room.
        close: its longer side (half its length, of a train), metres, of what is drawn larger than life so as
            to be seen; 0: it never is.
        outside: what stands for a room's thing in the open; None: the thing itself.
        burns: how wide and how high, metres, flames lick about it in a fire; None: it does not burn.
    """

    draw: Callable[[Pen], None]
    kind: Kind
    near: float = 0.0
    far: float = 1.0
    metre: float = 0.0
    _: KW_ONLY
    spot: Spot = Spot.FLOOR
    size: tuple[float, float, float] = (0.6, 0.9, 0.6)
    hung: float = 1.55
    shine: Shine | None = None
    close: float = 0.0
    burns: tuple[float, float] | None = None
    outside: Thing | None = None
