"""Halls: church, throne room, the stairs of a house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.settings.kinds import INDOORS, Setting
from emogen.pipelines.image.painter.settings.rooms.home import company
from emogen.pipelines.image.painter.settings.rooms.interior import Interior
from emogen.pipelines.image.painter.settings.rooms.plan import BACK, GUESTS, LEFT, RIGHT, SCENERY, Surfaces
from emogen.pipelines.image.painter.settings.rooms.shafts import sunbeams
from emogen.pipelines.image.painter.settings.rooms.shell import Face, Material
from emogen.pipelines.image.painter.solid import Solid, level

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage


def church(stage: Stage) -> None:
    """A nave between columns: pews, stained glass, an altar in the light of candles."""
    stone = Material("stone", "#b0a898", "#9a9284", 0.42)
    room = Interior(
        stage,
        (8.4, 13.0, 7.2),
        Surfaces(Material("tiles", "#8a7f70", "#6f665a", 0.7), stone, Material("plaster", "#a39a8a"), stone),
    )
    room.faces[1] = Face((0, 7.2, 0), (0, -1, 0), (1, 0, 0), Material("boards", "#5a4634", "#4a382a", 0.5))
    room.slant(4.6, (0.8, -1, 0), Material("boards", "#66503c", "#54402f", 0.4))
    if stage.composition == 1:
        room.look(2.6, -1.6, -13, eye=1.7, horizon=0.6)
    elif stage.composition == 2:
        room.look(-1.3, 2.0, 9, eye=1.3, horizon=0.62)
    else:
        room.look(0, -2.6, 0, eye=1.7, horizon=0.6)
    room.open_air = 0.55
    room.window(BACK, 0.0, 2.9, 1.7, 3.2, arch=0.85, style="glass", sun=1.4)
    for z in (2.6, 5.6, 8.6, 11.3):
        room.window(RIGHT, z, 2.0, 1.1, 2.6, arch=0.55, style="glass", sun=1.1)
        room.window(LEFT, z, 2.0, 1.1, 2.6, arch=0.55, style="glass", sun=0.6)
    room.rig.sun = (-0.62 * room.mirror, -0.6, 0.5)
    sunbeams(room, 1.4, 7.0)
    for z in (3.2, 5.6, 8.0, 10.4):
        for x in (-3.3, 3.3):
            room.put("column", x, z, size=1.0)
    room.put("altar", 0.0, 11.6, 0, y=0.3, size=1.15)
    room.build(0.0, 11.6, _steps, layer=0)
    for z in (8.6, 7.3, 6.0, 4.7, 3.4, 2.1, 0.8):
        for x in (-1.85, 1.85):
            room.put("pew", x, z, 0, size=0.92)
    room.put("chandelier", 0.0, 6.5, y=6.8, size=1.5)
    room.put("candle", -0.9, 9.6, y=0.0, size=3.2)
    room.put("candle", 0.9, 9.6, y=0.0, size=3.2)
    room.build(0.0, 5.0, lambda pen: _carpet(pen, 0.8, 6.8), layer=0)
    room.spare((0.0, 6.0), (0.0, 8.6), (0.0, 3.0))
    room.paint()


def _steps(pen: Pen) -> None:
    """Two broad steps before an altar or a throne."""
    with Solid(pen) as solid:
        solid.block((0, 0, 0.1), (4.6, 0.15, 2.6), "#8f8676", grain=0.2)
        solid.over()
        solid.block((0, 0.15, 0.2), (3.6, 0.15, 2.0), "#9a9080", grain=0.2)


def _carpet(pen: Pen, wide: float, long: float) -> None:
    """A red runner with gold edges."""
    with Solid(pen) as solid:
        for half, colour, y in ((wide, "#c09a48", 0.004), (wide - 0.07, "#8a2328", 0.006)):
            for k in range(8):
                z0, z1 = -long + 2 * long * k / 8, -long + 2 * long * (k + 1) / 8
                solid.face(level(-half, z0, half, z1 + 0.06, y), colour, (0, 1, 0), grain=0.15)
            solid.over()


def throne_room(stage: Stage) -> None:
    """A throne on steps at the end of a red runner, between columns, banners and braziers."""
    stone = Material("stone", "#7f7a76", "#6c6864", 0.55)
    room = Interior(
        stage,
        (9.0, 11.0, 6.0),
        Surfaces(
            Material("tiles", "#5f5a58", "#3f3c3e", 0.8), stone, Material("stone", "#5f5b58", "#55514e", 0.7)
        ),
    )
    if stage.composition == 1:
        room.look(2.4, -0.6, -15, eye=1.3, horizon=0.56)
    elif stage.composition == 2:
        room.look(-1.5, 2.6, 10, eye=1.0, horizon=0.6)
    else:
        room.look(0, -1.6, 0, eye=1.5, horizon=0.55)
    room.open_air = 0.4
    for x in (-1.9, 1.9):
        room.window(BACK, x, 1.8, 0.8, 3.0, arch=0.4, style="glass", sun=1.6)
    sunbeams(room, 1.2, 8.0)
    asked = next((w.colour for w in stage.prompt.things if w.name == "banner"), None)
    for z in (3.4, 6.0, 8.6):
        for x in (-3.3, 3.3):
            room.put("column", x, z, size=1.28)
    for z in (2.2, 4.7, 7.3):
        room.hang("banner", LEFT, z, 4.6, off=0.1, size=1.15, colour=asked)
        room.hang("banner", RIGHT, z, 4.6, off=0.1, size=1.15, colour=asked)
    room.hang("banner", BACK, -3.2, 4.9, off=0.1, size=1.2, colour=asked)
    room.hang("banner", BACK, 3.2, 4.9, off=0.1, size=1.2, colour=asked)
    room.build(0.0, 9.0, _steps, layer=0)
    room.put("throne", 0.0, 9.3, 0, y=0.3, size=1.35)
    room.build(0.0, 3.0, lambda pen: _carpet(pen, 1.0, 5.2), layer=0)
    for z in (3.2, 6.6):
        for x in (-2.1, 2.1):
            room.put("brazier", x, z)
    room.spare((0.9, 5.2), (-0.9, 5.0), (0.0, 6.8))
    room.paint()


def stairs(stage: Stage) -> None:
    """The hall of a house: a flight of stairs, doors, a runner, a lamp at the end."""
    room = Interior(
        stage,
        (3.6, 8.0, 3.1),
        Surfaces(
            Material("boards", "#7d5836", "#66452a", 0.12),
            Material("paper", "#8a7f5c", "#a3966e", 0.26, dado=1.0, low="#5a4030", skirting="#4a3426"),
            Material("plaster", "#cfc6b4"),
        ),
    )
    if stage.composition == 1:
        room.look(-1.35, 1.4, 26, eye=1.65)
    elif stage.composition == 2:
        room.look(0.9, 0.2, -12, eye=1.2, horizon=0.52)
    else:
        room.look(-0.4, -2.2, 3, eye=1.5)
    room.open_air = 0.45
    room.window(BACK, -0.7, 1.0, 0.9, 1.5, panes=(2, 3))
    room.hang("door", LEFT, 2.2, off=0.01)
    room.hang("door", LEFT, 5.4, off=0.01)
    room.hang("mirror", LEFT, 3.8, 1.65, off=0.03)
    room.build(1.1, 4.6, _flight)
    room.shade(1.1, 5.4, (1.2, 2.0, 2.6))
    room.build(-0.6, 3.0, lambda pen: _carpet(pen, 0.5, 4.6), layer=0)
    room.put("ceiling lamp", -0.5, 3.4, y=3.1)
    room.hang("picture", BACK, 0.25, 1.7, off=0.03, size=0.8)
    if company(stage, 0, 1, 1):
        room.hang("chair", LEFT, 7.0, off=0.35)
    room.spare((-0.6, 2.4), (-0.6, 4.4), (-0.5, 1.0))
    room.paint()


def _flight(pen: Pen) -> None:
    """Steps that climb away from the viewer, with a banister."""
    wood = "#7a5434"
    with Solid(pen) as solid:
        steps = 13
        for k in range(steps - 1, -1, -1):
            z = -1.6 + 0.26 * k
            solid.block((0, 0, z + 0.13), (1.25, 0.19 * (k + 1), 0.26), "#5f4028", top="#8a623e", grain=0.2)
            solid.over()
            solid.block((0, 0.19 * (k + 1), z + 0.1), (0.7, 0.012, 0.24), "#7d2a2c", grain=0.1)
            solid.over()
            solid.stroke(
                [(-0.55, 0.19 * (k + 1), z + 0.1), (-0.55, 0.19 * (k + 1) + 0.85, z + 0.1)], 0.035, "#d8cfbe"
            )
        solid.over()
        solid.stroke([(-0.55, 1.1, -1.55), (-0.55, 1.1 + 0.19 * steps, -1.55 + 0.26 * steps)], 0.08, wood)
        solid.block((-0.55, 0, -1.65), (0.14, 1.2, 0.14), wood, grain=0.2)
        solid.over()
        solid.lathe((-0.55, 1.2, -1.65), [(0.05, 0), (0.09, 0.07), (0.03, 0.15)], wood)


SETTINGS: Final = {
    "church interior": Setting(church, INDOORS, SCENERY, GUESTS),
    "throne room": Setting(throne_room, INDOORS, SCENERY, GUESTS),
    "hallway": Setting(stairs, INDOORS, SCENERY, GUESTS),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
