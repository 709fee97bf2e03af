"""Things of halls: throne, altar, pew, piano, column, statue, armour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.solid import Solid, level, upright
from emogen.pipelines.image.painter.things.kinds import Kind, Shine, Thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen


def throne(pen: Pen) -> None:
    """A gilded throne with a high pointed back, 2.4 m, on a step."""
    gold, cloth = "#b98f3e", pen.colour or "#8f2230"
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (1.5, 0.16, 1.2), "#6f6862", grain=0.2)
        solid.over()
        back = [(-0.5, 0.16), (0.5, 0.16), (0.5, 1.9), (0.36, 2.2), (0, 2.6), (-0.36, 2.2), (-0.5, 1.9)]
        solid.face([(x, y, 0.32) for x, y in back], gold, (0, 0.2, -1), grain=0.2)
        solid.over()
        inner = [(-0.37, 0.6), (0.37, 0.6), (0.37, 1.8), (0, 2.2), (-0.37, 1.8)]
        solid.face([(x, y, 0.3) for x, y in inner], cloth, (0, 0.2, -1), grain=0.1)
        solid.block((0, 0.16, 0), (0.96, 0.44, 0.62), gold, grain=0.2)
        for x in (-0.5, 0.5):
            solid.lathe((x, 1.9, 0.32), [(0.05, 0), (0.09, 0.1), (0.02, 0.2)], gold)
        solid.over()
        solid.block((0, 0.6, -0.02), (0.74, 0.09, 0.56), cloth, grain=0.08, taper=0.05)
        for x in (-0.46, 0.46):
            solid.block((x, 0.6, 0), (0.12, 0.34, 0.6), gold, grain=0.2)
            solid.lathe((x, 0.94, -0.3), [(0.07, 0), (0.09, 0.06), (0.03, 0.13)], gold)
        solid.over()
        for x, y in ((-0.2, 2.0), (0.2, 2.0), (0, 2.38)):
            solid.lathe((x, y, 0.28), [(0.03, 0), (0.04, 0.03), (0.02, 0.07)], "#b03044", glow=0.3)


def altar(pen: Pen) -> None:
    """An altar under a white cloth with a cross and two candlesticks, 1.9 m wide."""
    stone = pen.colour or "#a39a8c"
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (1.9, 0.95, 0.8), stone, grain=0.25)
        solid.over()
        solid.block((0, 0.95, 0), (2.05, 0.05, 0.9), "#efe9da", grain=0.05)
        solid.face(
            [(-0.8, 0.5, -0.42), (0.8, 0.5, -0.42), (0.8, 0.97, -0.46), (-0.8, 0.97, -0.46)],
            "#efe9da",
            (0, 0.3, -1),
            grain=0.08,
        )
        solid.over()
        solid.face(
            upright(-0.14, 0.55, 0.14, 0.97, -0.47),
            "#8f2f3a",
            grain=0.1,
        )
        solid.block((0, 1.0, 0.1), (0.07, 0.95, 0.07), "#c09a48", grain=0.1)
        solid.block((0, 1.58, 0.1), (0.5, 0.07, 0.07), "#c09a48", grain=0.1)
        for x in (-0.7, 0.7):
            solid.lathe((x, 1.0, 0), [(0.08, 0), (0.03, 0.05), (0.03, 0.3)], "#c09a48")
            solid.lathe((x, 1.3, 0), [(0.025, 0), (0.025, 0.2)], "#efe6d0", glow=0.4)
        solid.over()
        for x in (-0.7, 0.7):
            solid.shine((x, 1.54, 0), 0.9, 1.0, "#ffae58")


def pew(pen: Pen) -> None:
    """A church pew seen from behind, 2.6 m wide."""
    wood = pen.colour or "#5f4028"
    with Solid(pen) as solid:
        solid.block((0, 0.4, 0.1), (2.5, 0.05, 0.4), wood, grain=0.22, stretch=6)
        solid.over()
        for x in (-1.3, 1.3):
            solid.block((x, 0, 0), (0.07, 1.0, 0.5), wood, grain=0.22, stretch=0.5)
        solid.block((0, 0.12, -0.18), (2.56, 0.76, 0.05), wood, grain=0.25, stretch=6)
        solid.over()
        solid.block((0, 0.88, -0.19), (2.64, 0.07, 0.1), wood, grain=0.2, stretch=6)


def piano(pen: Pen) -> None:
    """An upright piano with its lid open, 1.5 m wide."""
    wood = pen.colour or "#241d1c"
    with Solid(pen) as solid:
        solid.block((0, 0.06, 0.16), (1.5, 1.2, 0.32), wood, grain=0.1)
        solid.over()
        solid.block((0, 1.26, 0.14), (1.56, 0.05, 0.4), wood, grain=0.1)
        solid.block((0, 0.62, -0.16), (1.5, 0.1, 0.34), wood, grain=0.1)
        for x in (-0.7, 0.7):
            solid.block((x, 0, -0.26), (0.09, 0.64, 0.09), wood, grain=0)
        solid.over()
        solid.face(level(-0.68, -0.32, 0.68, -0.08, 0.725), "#efe9da", (0, 1, 0), grain=0.02)
        solid.over()
        for k in range(36):
            if k % 7 not in (2, 6):
                x = -0.66 + 1.34 * k / 36
                solid.face(level(x, -0.2, x + 0.02, -0.08, 0.73), "#17151a", (0, 1, 0), grain=0)
        solid.face(
            [(-0.24, 0.82, -0.02), (0.24, 0.82, -0.02), (0.24, 1.14, -0.01), (-0.24, 1.14, -0.01)],
            "#efe9da",
            grain=0.05,
        )
        solid.over()
        for row in range(4):
            y = 0.87 + 0.07 * row
            solid.stroke([(-0.2, y, -0.03), (0.2, y, -0.03)], 0.008, "#3a3632")


def column(pen: Pen) -> None:
    """A stone column, 4.5 m, with a foot and a head."""
    stone = pen.colour or "#a49a8a"
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (0.8, 0.25, 0.8), stone, grain=0.25)
        solid.over()
        solid.lathe((0, 0.25, 0), [(0.34, 0), (0.29, 0.12), (0.27, 2.2), (0.25, 4.0), (0.34, 4.25)], stone)
        solid.over()
        solid.block((0, 4.5, 0), (0.8, 0.25, 0.8), stone, grain=0.25)


def statue(pen: Pen) -> None:
    """A robed figure of stone on a plinth, 2.2 m; it has lost its head where much has decayed."""
    stone = pen.colour or "#b3aca0"
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (0.7, 0.6, 0.7), stone, grain=0.2, taper=0.08)
        solid.over()
        robe = [(0.26, 0), (0.22, 0.4), (0.17, 0.85), (0.22, 1.15), (0.16, 1.3), (0.06, 1.36)]
        solid.lathe((0, 0.6, 0), robe, stone)
        solid.over()
        for side in (-1, 1):
            solid.stroke(
                [(0.19 * side, 1.84, -0.05), (0.25 * side, 1.55, -0.14), (0.05 * side, 1.45, -0.24)],
                (0.13, 0.08),
                stone,
            )
        for x in (-0.1, 0.02, 0.12):
            solid.stroke([(x, 0.65, -0.24), (x * 0.7, 1.35, -0.18)], 0.02, "#7d776d")
        if pen.targets.decay < 0.45:
            solid.over()
            solid.lathe((0, 1.94, 0), [(0.05, 0), (0.11, 0.1), (0.11, 0.2), (0.05, 0.29)], stone)


THINGS: Final = {
    "throne": Thing(throne, Kind.ROOM, size=(1.4, 2.4, 1.1)),
    "altar": Thing(altar, Kind.ROOM, size=(2.0, 1.0, 0.85), shine=Shine(1.7, "#ffb060", 0.4, always=True)),
    "pew": Thing(pew, Kind.ROOM, size=(2.6, 0.95, 0.5)),
    "piano": Thing(piano, Kind.ROOM, size=(1.5, 1.3, 0.6)),
    "column": Thing(column, Kind.ROOM, size=(0.6, 4.7, 0.6)),
    "statue": Thing(statue, Kind.ROOM, size=(0.6, 2.1, 0.6)),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
