"""A theatre: the stage in one spotlight, the house dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.settings.kinds import INDOORS, Setting
from emogen.pipelines.image.painter.settings.rooms.interior import Interior
from emogen.pipelines.image.painter.settings.rooms.plan import GUESTS, Surfaces
from emogen.pipelines.image.painter.settings.rooms.shafts import cone
from emogen.pipelines.image.painter.settings.rooms.shell import Material
from emogen.pipelines.image.painter.solid import Solid, level, upright
from emogen.pipelines.image.painter.things.furniture_soft import drape

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage


def theatre(stage: Stage) -> None:
    """A stage between red curtains in one spotlight, the house dark."""
    room = Interior(
        stage,
        (10.0, 9.0, 6.0),
        Surfaces(
            Material("cloth", "#3a1d1e"),
            Material("panels", "#4a2420", "#5a2e26", 1.2),
            Material("plaster", "#2c1a1a"),
            Material("cloth", "#1d1720"),
        ),
    )
    if stage.composition == 1:
        room.look(2.9, -1.6, -14, eye=2.6, horizon=0.47)
    elif stage.composition == 2:
        room.look(-0.8, 0.2, 4, eye=1.3, horizon=0.68, zoom=0.9)
    else:
        room.look(0, -2.4, 0, eye=2.0, horizon=0.55)
    room.open_air = 0.07
    at = float(room.random.uniform(-0.9, 0.9))
    room.build(0.0, 6.6, _boards, layer=0)
    room.build(0.0, 8.8, _backdrop, layer=0)
    if not room.stage.bans("spotlight"):
        _in_the_spotlight(room, at)
    room.build(0.0, 4.3, _arch, layer=1)
    for k in range(3):
        z = 2.6 - 1.0 * k
        for n in range(11):
            x = (n - 5) * 0.78 + 0.39 * (k % 2)
            if abs(x) < 3.9:
                room.build(x, z, _seat, layer=1)
    room.spare((at, 6.4), (at + 1.4, 6.2), (at - 1.4, 6.2))
    room.platform = 0.95
    room.paint()


def _in_the_spotlight(room: Interior, at: float) -> None:
    """One lamp from the side, its cone and its pool on the boards, ``at`` metres from the middle."""
    room.build(at, 6.4, _pool)
    spot = linear("#fff0d0") * np.float32(1.0)
    top, foot = ((at + 1.6) * room.mirror, 5.9, 4.9), (at * room.mirror, 0.95, 6.4)
    way = np.array(foot) - np.array(top)
    unit = way / np.linalg.norm(way)
    room.rig.add(top, spot * np.float32(62.0), 0.5, (float(unit[0]), float(unit[1]), float(unit[2])), 90.0)
    cone(room, top, foot, 1.15, linear("#fff0d0") * np.float32(0.9), 0.07)
    room.put("spotlight", at + 1.6, 4.9, y=5.95, size=1.2)


def _boards(pen: Pen) -> None:
    """The stage's floor and front."""
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (8.2, 0.94, 4.4), "#3a2620", grain=0.2)
        solid.over()
        for k in range(22):
            x = -4.1 + 8.2 * k / 22
            for z0, z1 in ((-2.2, -1.0), (-1.0, 0.2), (0.2, 2.2)):
                shape = level(x, z0, x + 0.36, z1, 0.945)
                solid.face(shape, ("#8a623e", "#7d5836", "#946a44")[k % 3], (0, 1, 0), grain=0.2)
        solid.over()
        for n in range(9):
            solid.lathe((-3.6 + 0.9 * n, 0.94, -2.1), [(0.09, 0), (0.05, 0.14)], "#c2a05a", glow=0.25)


def _backdrop(pen: Pen) -> None:
    """A painted cloth at the back of the stage: night, the moon over hills and a castle."""
    with Solid(pen) as solid:
        skies = ("#161c3c", "#1f2a52", "#2e3a66", "#46507a", "#6a6486")
        for k, colour in enumerate(skies):
            solid.face(upright(-4.4, 1.9 + 0.8 * (4 - k), 4.4, 6.0, -0.01 * k), colour, glow=0.05, grain=0.2)
            solid.over()
        turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        moon = [(1.5 + 0.5 * float(np.cos(a)), 4.2 + 0.5 * float(np.sin(a)), -0.06) for a in turn]
        solid.face(moon, "#e8dcb4", glow=0.25, grain=0.15)
        solid.over()
        along = np.linspace(-4.4, 4.4, 30)
        for colour, low, tall, turns in (("#33406a", 2.3, 0.5, 1.3), ("#28324e", 1.9, 0.35, 2.1)):
            crest = low + tall * np.sin(turns * along + low)
            hills = [(float(a), float(b), -0.07) for a, b in zip(along, crest, strict=True)]
            solid.face([*hills, (4.4, 0.9, -0.07), (-4.4, 0.9, -0.07)], colour, glow=0.04, grain=0.2)
            solid.over()
        for left, wide, high in ((-2.6, 0.5, 3.6), (-2.2, 1.3, 3.0), (-1.0, 0.4, 3.9), (-1.6, 0.3, 4.3)):
            solid.face(upright(left, 1.6, left + wide, high, -0.08), "#1c2238", glow=0.03, grain=0.1)
            tip = [
                (left - 0.06, high, -0.08),
                (left + wide + 0.06, high, -0.08),
                (left + wide / 2, high + wide, -0.08),
            ]
            solid.face(tip, "#3f2a3a", glow=0.03, grain=0.1)


def _pool(pen: Pen) -> None:
    """The spotlight's circle on the boards."""
    turn = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    with Solid(pen) as solid:
        for radius, glow in ((1.25, 0.25), (1.15, 0.5), (1.0, 0.5)):
            ring = [(radius * float(np.cos(a)), 0.95, radius * float(np.sin(a))) for a in turn]
            solid.face(ring, "#f2dcb0", (0, 1, 0), glow=glow, grain=0.1, alpha=0.55)
            solid.over()


def _arch(pen: Pen) -> None:
    """The red curtain, drawn to both sides, and its valance, in a gilded frame."""
    cloth, gold = "#a3232a", "#b8903e"
    with Solid(pen) as solid:
        drape(solid, (-4.9, -2.7), 5.6, cloth, 12)
        drape(solid, (4.9, 2.7), 5.6, cloth, 12)
        solid.over()
        for k in range(9):
            x0 = -4.9 + 9.8 * k / 9
            turn = np.linspace(0, np.pi, 9)
            swag = [
                (x0 + 1.09 * t, 4.75 - 0.4 * float(np.sin(a)), -0.15)
                for t, a in zip(np.linspace(0, 1, 9), turn, strict=True)
            ]
            solid.face(
                [(x0, 6.0, -0.15), (x0 + 1.09, 6.0, -0.15), *swag[::-1]],
                cloth,
                (0.4 * (-1) ** k, 0.3, -1),
                grain=0.12,
            )
        solid.over()
        for k in range(9):
            x0 = -4.9 + 9.8 * k / 9
            turn = np.linspace(0, np.pi, 9)
            solid.stroke(
                [
                    (x0 + 1.09 * t, 4.75 - 0.4 * float(np.sin(a)), -0.16)
                    for t, a in zip(np.linspace(0, 1, 9), turn, strict=True)
                ],
                0.06,
                gold,
            )


def _seat(pen: Pen) -> None:
    """The back of a seat in the house."""
    with Solid(pen) as solid:
        turn = np.linspace(0, np.pi, 9)
        back = [
            (-0.3, 0.2),
            (0.3, 0.2),
            *((0.3 * float(np.cos(a)), 0.82 + 0.2 * float(np.sin(a))) for a in turn),
        ]
        solid.face([(x, y, 0) for x, y in back], "#6a1f24", (0, 0.4, -1), grain=0.1)


SETTINGS: Final = {"theatre": Setting(theatre, INDOORS, frozenset(), GUESTS)}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
