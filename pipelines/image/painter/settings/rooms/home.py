"""Rooms of a home: living room, bedroom, child's room, kitchen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.settings.kinds import INDOORS, Setting
from emogen.pipelines.image.painter.settings.rooms.interior import Interior
from emogen.pipelines.image.painter.settings.rooms.plan import BACK, GUESTS, LEFT, RIGHT, SCENERY, Surfaces
from emogen.pipelines.image.painter.settings.rooms.shell import Material

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage

_PAPERS: Final = (
    ("#b9a98c", "#cbbd9f"),
    ("#8fa08f", "#a9b5a0"),
    ("#9db0b8", "#b8c6c8"),
    ("#c0a08a", "#d4b8a0"),
)
_CEILING: Final = Material("plaster", "#d8d2c4")


def company(stage: Stage, few: int, usual: int, many: int) -> int:
    """How many seats or places a room shows: one alone, as usual, or a full house."""
    wish = stage.targets.company
    return few if wish < -0.2 else many if wish > 0.25 else usual


def living_room(stage: Stage) -> None:
    """A sofa and an armchair by the fire, a rug, a table with flowers at the window."""
    colour, other = _PAPERS[stage.seed % len(_PAPERS)]
    room = Interior(
        stage,
        (5.6, 4.8, 2.7),
        Surfaces(
            Material("boards", "#8e6846", "#74502f", 0.14),
            Material("paper", colour, other, 0.22, skirting="#d8cfbe"),
            _CEILING,
        ),
    )
    if stage.composition == 1:
        room.look(2.0, -0.9, -24, eye=1.4)
    elif stage.composition == 2:
        room.look(-1.7, -0.4, 30, eye=1.2)
    room.homely = True
    room.window(BACK, 0.9, 0.85, 1.5, 1.45)
    room.hang("fireplace", LEFT, 2.9, off=0.25)
    room.hang("picture", LEFT, 2.9, 1.85, off=0.03)
    room.put("rug", -0.9, 2.6, 90)
    room.put("armchair", -0.9, 4.0, 20)
    if company(stage, 0, 1, 1):
        room.hang("sofa", RIGHT, 2.9, off=0.55)
    room.put("table", 0.75, 3.9, 0, size=0.9)
    plates = ("plate", "plate") if stage.targets.company > 0.25 else ()
    room.top(0.75, 3.9, 0.68, 1.0, usual=("vase", "book", "book", *plates))
    for x, turn in ((1.75, 80), (-0.2, -80))[: company(stage, 1, 1, 2)]:
        room.put("chair", x, 3.8, turn)
    room.hang("floor lamp", BACK, -2.3, off=0.35)
    room.hang("picture", BACK, -0.9, 1.7, off=0.03)
    room.spare((0.3, 1.6), (-1.7, 1.6), (1.0, 1.3))
    room.paint()


def bedroom(stage: Stage) -> None:
    """A bed under the picture, a wardrobe, a table with a lamp beside the bed, a window."""
    colour, other = (("#a9a4b8", "#bdb6c6"), ("#b8a79c", "#cbbcb0"), ("#93a6a0", "#aab8b0"))[stage.seed % 3]
    room = Interior(
        stage,
        (4.6, 4.2, 2.6),
        Surfaces(
            Material("boards", "#9a7350", "#80583a", 0.12),
            Material("paper", colour, other, 0.3, skirting="#ddd6c8"),
            _CEILING,
        ),
    )
    if stage.composition == 1:
        room.look(1.5, -1.2, -22, eye=1.45)
    elif stage.composition == 2:
        room.look(-1.6, 0.0, 34, eye=1.15)
    room.homely = True
    room.window(LEFT, 2.4, 0.9, 1.3, 1.3)
    room.put("rug", 0.5, 1.5, 0)
    room.put("bed", 0.3, 3.0, 0, size=1.08)
    room.hang("picture", BACK, 0.3, 1.75, off=0.03)
    room.put("cupboard", -0.95, 3.9, 0, size=0.55)
    room.top(-0.95, 3.9, 0.5, 0.4, usual=("table lamp", "book"))
    room.hang("wardrobe", RIGHT, 2.5, off=0.32)
    room.hang("mirror", LEFT, 1.0, 1.5, off=0.03)
    room.hang("chair", LEFT, 1.1, off=0.4, usual=stage.targets.company > -0.2)
    room.spare((-1.2, 1.4), (1.3, 1.2), (0.0, 0.8))
    room.paint()


def nursery(stage: Stage) -> None:
    """A small bed, toys on the rug, a shelf, stars and stripes on the wall."""
    colour, other = (("#8fb0c4", "#d8e0d8"), ("#d0a6a8", "#ecd8d0"), ("#c9bd86", "#ece4c0"))[stage.seed % 3]
    room = Interior(
        stage,
        (4.2, 4.0, 2.5),
        Surfaces(
            Material("boards", "#b08a5c", "#96703f", 0.12),
            Material("paper", colour, other, 0.42, dado=0.8, low="#e6dfce", skirting="#f0eadc"),
            Material("plaster", "#e4e0d4"),
        ),
    )
    if stage.composition == 1:
        room.look(-1.3, -1.0, 22, eye=1.0)
    elif stage.composition == 2:
        room.look(1.4, -0.2, -28, eye=0.85)
    else:
        room.look(0, -2.2, 0, eye=1.15)
    room.homely = True
    room.window(BACK, 0.55, 0.95, 1.2, 1.2)
    room.put("bed", -1.2, 2.7, 0, size=0.78, colour="#c8574a" if stage.seed % 2 else "#4f86b0")
    room.put("rug", 0.6, 1.7, 10, colour="#4f8a86")
    room.put("toy", 0.6, 1.6, 0, size=1.25)
    room.put("toy", 1.45, 3.3, 40, size=1.0)
    room.hang("shelf", RIGHT, 2.4, 1.25, size=0.9)
    room.hang("chest", RIGHT, 2.2, off=0.32, size=0.9)
    room.put("cupboard", 0.1, 3.7, 0, size=0.6)
    room.top(0.1, 3.7, 0.54, 0.4, usual=("table lamp",))
    room.hang("picture", BACK, -1.2, 1.6, off=0.03, size=0.8)
    room.spare((-0.2, 1.2), (1.2, 0.9))
    room.paint()


def kitchen(stage: Stage) -> None:
    """A stove, a sink under the window, pans on the wall, a table on a chequered floor."""
    colour = ("#d9cfae", "#b9c9bc", "#d8c0a0")[stage.seed % 3]
    room = Interior(
        stage,
        (5.0, 4.4, 2.7),
        Surfaces(
            Material("tiles", "#d9d0bc", "#7d4f40", 0.34),
            Material("plaster", colour, dado=0.0, skirting="#8a7a64"),
            _CEILING,
            Material("tiles", "#e4e0d2", "#cdd6d0", 0.16),
        ),
    )
    if stage.composition == 1:
        room.look(1.7, -1.0, -20)
    elif stage.composition == 2:
        room.look(-1.7, -0.6, 26, eye=1.3)
    room.homely = True
    room.window(BACK, 0.5, 1.15, 1.4, 1.15)
    room.hang("sink", BACK, 0.5, off=0.33)
    room.top(0.05, 4.05, 0.91, 0.5, usual=("bottle", "bottle"), deep=0.2)
    room.hang("stove", BACK, -1.1, off=0.35)
    room.hang("pot", LEFT, 2.7, 1.85)
    room.hang("cupboard", LEFT, 2.7, off=0.3)
    room.hang("fridge", RIGHT, 3.5, off=0.36)
    room.hang("clock", BACK, -2.0, 2.05, off=0.02)
    room.hang("shelf", RIGHT, 2.0, 1.5)
    room.put("table", 0.0, 1.9, 4)
    setting = (
        ("plate", "mug", "plate", "vase", "plate") if stage.targets.company > 0.25 else ("vase", "plate")
    )
    room.top(0.0, 1.9, 0.75, 1.25, usual=setting, turn=4, deep=0.6)
    for x, z, turn in ((-1.05, 1.95, -85), (1.05, 1.85, 85), (0.35, 2.65, 0), (-0.4, 2.65, 0))[
        : company(stage, 1, 2, 4)
    ]:
        room.put("chair", x, z, turn)
    room.put("ceiling lamp", 0.0, 1.9, y=2.7)
    room.spare((-1.7, 1.0), (1.7, 1.0))
    room.paint()


SETTINGS: Final = {
    "room": Setting(living_room, INDOORS, SCENERY, GUESTS),
    "bedroom": Setting(bedroom, INDOORS, SCENERY, GUESTS),
    "nursery": Setting(nursery, INDOORS, SCENERY, GUESTS),
    "kitchen": Setting(kitchen, INDOORS, SCENERY, GUESTS),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
