"""A garden: beds, clipped hedges, an old wall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.compose import BLOOMS, GRASS, birds_and_balloons, number_of, open_air
from emogen.pipelines.image.painter.growth import Crop, hedge, strip
from emogen.pipelines.image.painter.paving import paint_paving
from emogen.pipelines.image.painter.settings.garden_pieces import floor, pergola
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.settings.lawns import lawn, trees_behind
from emogen.pipelines.image.painter.settings.market_pieces import fountain
from emogen.pipelines.image.painter.terrain import paint_ground
from emogen.pipelines.image.painter.things.buildings import house
from emogen.pipelines.image.painter.walls import Wall, pen_at, rectangle, row_of
from emogen.pipelines.image.painter.woods import boughs, meadow
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def _garden_path(stage: Stage) -> None:
    """Deep flower beds along a path that leads under a rose arch to a cottage."""
    open_air(stage, 0.42, 2.0)
    canvas = stage.canvas
    stage.vanish = canvas.wide * (0.5 + 0.05 * stage.light.side)
    trees_behind(stage, 0.12, 90)
    lawn(stage)
    house(pen_at(stage, "cottage", stage.vanish - 0.02, 19.0))
    stones = ("#e3e7ed", "#cfd6de") if stage.winter else ("#b5a288", "#94836c")
    paint_paving(stage, row_of(stage, 18.0), stones, (0.5, 0.4), joints=0.35, span=(-0.75, 0.75))
    if not stage.winter:
        for n, hue in enumerate((("#d8453e", "#a77bc0"), ("#e8c23c", "#efe8da"), ("#e58aa6", "#8a6ac0"))):
            for side in (-1, 1):
                _bed(stage, side * (1.2 + 1.15 * n), hue, f"bed {side} {n}")
    pergola(pen_at(stage, "rose arch", stage.vanish, 9.0), leafy=not stage.winter)
    stage.draw(
        LAND,
        (canvas.high * 0.97, row_of(stage, 8.0)),
        usual=[("bush", 2)],
        span=(0.0, 1.0),
        clear=(0.25, 0.75),
    )
    birds_and_balloons(stage)


def _bed(stage: Stage, x: float, hues: tuple[str, str], name: str) -> None:
    """One strip of flowers that runs away from the viewer, ``x`` metres to the right."""
    crop = Crop(400.0, 1.1, 0.5 + 0.1 * abs(x), ("#33502a", "#6c8a3c", hues[0]), 0.75, 0.07)
    centre = stage.vanish
    for part, hue in enumerate(hues):
        row = Crop(crop.gap, crop.wide, crop.high, ("#33502a", "#6c8a3c", hue), 0.6, 0.07)
        stage.vanish = centre
        strip(stage, x, (1.9, 17.0), row, f"{name} {part}")


def _formal_garden(stage: Stage) -> None:
    """Clipped hedges in a formal plan, gravel, a fountain, steps of green to the far trees."""
    open_air(stage, 0.36, 4.2)
    stage.vanish = stage.canvas.wide * 0.5
    trees_behind(stage, 0.1)
    lawn(stage)
    stones = ("#e3e7ed", "#cfd6de") if stage.winter else ("#cdb98f", "#b5a07a")
    paint_paving(stage, row_of(stage, 50.0), stones, (0.2, 0.2), joints=0.05, span=(-3.4, 3.4))
    for far, near in ((40.0, 27.0), (25.0, 16.0), (14.0, 8.0), (6.6, 3.2)):
        for side in (-1, 1):
            inner, outer = side * 3.6, side * 9.5
            hedge(stage, Wall(stage, (inner, far), (outer, far)), 0.8, f"far {side} {far}", count=260)
            bed = [(inner, near), (outer, near), (outer, far), (inner, far)]
            floor(stage, bed, "#dfe4ea" if stage.winter else "#5a4632")
            if not stage.winter:
                for n in range(4):
                    row = Crop(
                        1.0,
                        1.3,
                        0.35,
                        ("#33502a", "#6c8a3c", BLOOMS[(n + int(far)) % len(BLOOMS)]),
                        0.7,
                        0.09,
                    )
                    strip(
                        stage,
                        inner + side * (1.0 + 1.3 * n),
                        (near + 0.3, far - 0.3),
                        row,
                        f"{side} {far} {n}",
                        260,
                    )
            hedge(stage, Wall(stage, (inner, near), (inner, far)), 0.8, f"in {side} {far}", count=420)
            hedge(
                stage,
                Wall(stage, (min(inner, outer), near), (max(inner, outer), near)),
                0.8,
                f"near {side} {far}",
                count=420,
            )
    fountain(pen_at(stage, "fountain", stage.vanish, 15.0))
    stage.draw(
        LAND,
        (stage.canvas.high * 0.97, row_of(stage, 22.0)),
        span=(0.3, 0.7),
        clear=(0.4, 0.6),
    )
    birds_and_balloons(stage)


def _walled_garden(stage: Stage) -> None:
    """A seat before an old wall of climbing roses, blossom above, flowers at one's feet."""
    open_air(stage, 0.34, 1.8)
    canvas = stage.canvas
    back = row_of(stage, 8.0)
    wall = Wall(stage, (-9.0, 8.0), (9.0, 8.0))
    wall.fill([rectangle(0, -0.1, 18, 2.9)], "#a8705a", 1.0, low=0.75, grain=0.4, stretch=3)
    wall.fill([rectangle(0, 2.75, 18, 0.2)], "#c2b09a", 1.1, grain=0.2)
    for x, wide in ((0.5, 4.5), (12.5, 5.0)):
        part = Wall(stage, (x - 9.0, 7.95), (x - 9.0 + wide, 7.95))
        if not stage.winter:
            hedge(stage, part, 2.6, f"roses {x}", blooms=("#d8536a", "#efd6d8", "#c23a4a"))
    dark, sunny, afar = GRASS[stage.season()]
    paint_ground(canvas, stage.light, back, (afar, sunny, dark), number_of(stage, "lawn"), misty=0.0)
    if not stage.winter:
        meadow(stage, (back + 0.02, canvas.high + 0.03), (dark, sunny), "lawn", count=6000, blade=0.1)
        for n, z in enumerate((7.0, 6.2)):
            _border(stage, z, f"border {n}")
    boughs(stage, "blossom", top=-0.05, deep=0.32 * canvas.high, count=16, size=0.03, distance=0.05)
    rows = (canvas.high * 0.97, row_of(stage, 5.6))
    stage.draw(LAND, rows, usual=[("bench", 1), ("bush", 1), ("flower", 7)], span=(0.06, 0.94))
    birds_and_balloons(stage)


def _border(stage: Stage, away: float, name: str) -> None:
    """A strip of flowers across the view."""
    random = stream(stage.seed, name)
    for n in range(14):
        x = -8.5 + 1.25 * n + random.uniform(-0.3, 0.3)
        hue = (*BLOOMS, "#e58aa6", "#6f7fd0")[int(random.integers(6))]
        crop = Crop(1.0, 1.2, random.uniform(0.4, 0.9), ("#33502a", "#6c8a3c", hue), 0.6, 0.06)
        strip(stage, x, (away - 0.25, away + 0.25), crop, f"{name} {n}", 110)


SETTINGS: Final = {
    "garden": Setting(composed(_garden_path, _formal_garden, _walled_garden), DRY, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
