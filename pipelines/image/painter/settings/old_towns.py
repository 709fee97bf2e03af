"""An old town: a lane, a village street, steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.compose import birds_and_balloons, open_air
from emogen.pipelines.image.painter.fronts import PLASTER, Row, draw_row, old_front
from emogen.pipelines.image.painter.paving import paint_paving, wet_ground
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.settings.stalls import street_things
from emogen.pipelines.image.painter.settings.stonework import arch
from emogen.pipelines.image.painter.things.buildings import church
from emogen.pipelines.image.painter.walls import Wall, fill_space, pen_at, rectangle, row_of
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def _lane(stage: Stage) -> None:
    """An old town's lane that bends out of sight, an arch across it."""
    open_air(stage, 0.54, 1.7)
    stage.vanish = stage.canvas.wide * (0.5 + 0.1 * stage.light.side)
    paint_paving(stage, stage.horizon + 0.004, ("#8f8474", "#6c6357"), (0.42, 0.42), joints=0.45)
    end = Wall(stage, (-6.0, 33.0), (6.0, 33.0))
    old_front(end, 9.0, "#d8c7a6", 0.0, stream(stage.seed, "end"))
    for side in (-1, 1):
        row = Row(side, 2.9, (1.6, 33.0), (4.0, 6.5), (6.5, 10.5), PLASTER, shops=0.25)
        draw_row(stage, row, f"lane {side}", old_front)
    arch(stage, 17.0, 2.9, 4.2)
    wet_ground(stage, stage.horizon + 0.05, 2.9)
    street_things(stage, [("lamp", 1), ("flower", 2)], clear=(0.3, 0.7))


def _village_street(stage: Stage) -> None:
    """A village street, wide and low, with the church at its end."""
    open_air(stage, 0.5, 2.4)
    stage.vanish = stage.canvas.wide * (0.5 - 0.1 * stage.light.side)
    paint_paving(stage, stage.horizon + 0.004, ("#a08f74", "#85775f"), (0.5, 0.5), joints=0.3)
    church(pen_at(stage, "village church", stage.vanish + 0.02, 62.0))
    for side in (-1, 1):
        row = Row(side, 6.5, (3.0, 60.0), (6.0, 9.5), (4.2, 6.6), PLASTER, shops=0.15)
        draw_row(stage, row, f"village {side}", old_front)
    wet_ground(stage, stage.horizon + 0.05, 6.5)
    street_things(stage, [("tree", 1), ("bench", 1), ("lamp", 1)], clear=(0.36, 0.64))


def _stairs(stage: Stage) -> None:
    """Steps that climb between old houses to a lit gate."""
    open_air(stage, 0.62, 1.7)
    paint_paving(stage, stage.horizon + 0.004, ("#9a8c78", "#776b5c"), (0.6, 0.6), joints=0.4)
    rise = 0.0
    for side in (-1, 1):
        for z, lift in ((24.0, 4.5), (14.0, 2.6), (7.0, 0.6)):
            row = Row(side, 3.4, (z, z + 10.0), (4.5, 6.5), (6.0, 8.5), PLASTER, foot=lift, shops=0.0)
            draw_row(stage, row, f"steps {side} {z}", old_front)
    for n in reversed(range(26)):
        z = 7.5 + 0.72 * n
        rise = 0.17 * n
        tread = [
            [-3.4, rise + 0.17, z],
            [3.4, rise + 0.17, z],
            [3.4, rise + 0.17, z + 0.8],
            [-3.4, rise + 0.17, z + 0.8],
        ]
        fill_space(stage, [tread], "#e2e6ec" if stage.winter else "#a89a84", 0.7, grain=0.2)
        Wall(stage, (-3.4, z), (3.4, z)).fill([rectangle(0, rise, 6.8, 0.17)], "#8a7d6c", 0.75, grain=0.25)
    for side in (-1, 1):
        row = Row(side, 3.4, (1.6, 7.5), (4.0, 6.0), (6.5, 9.0), PLASTER, shops=0.4)
        draw_row(stage, row, f"foot {side}", old_front)
    wet_ground(stage, stage.horizon + 0.22, 3.4)
    stage.draw(
        LAND,
        (stage.canvas.high * 0.97, row_of(stage, 7.0)),
        usual=[("lamp", 1), ("flower", 2)],
        span=(0.2, 0.8),
        clear=(0.3, 0.7),
    )
    birds_and_balloons(stage)


SETTINGS: Final = {
    "old town": Setting(composed(_lane, _village_street, _stairs), DRY, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
