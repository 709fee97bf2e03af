"""A volcano: over its plain, over the sea, on its flank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.compose import (
    birds_and_balloons,
    number_of,
    open_air,
    raise_ridge,
    water_with,
    ways,
)
from emogen.pipelines.image.painter.crests import cone
from emogen.pipelines.image.painter.falls import lava, smoke
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.woods import tree_line

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


_ASH: Final = ("#5a504c", "#3c3634", "#4a3c38")


def _volcano_far(stage: Stage) -> None:
    """The mountain alone across a plain of ash, smoke from its mouth, lava on its flanks."""
    open_air(stage, 0.68, 6.0)
    h, canvas = stage.horizon, stage.canvas
    top = (canvas.wide * (0.5 + 0.06 * stage.light.side), 0.42 * h)
    _ash_plain(stage)
    smoke(stage, top, 0.42)
    _mountain(stage, top, 0.62 * canvas.wide, h + 0.02, 0.45)
    for n, drift in enumerate((-0.05, 0.03, 0.1)):
        lava(stage, f"stream {n}", top, (top[0] + drift * 4.2, h - 0.04 * n), 0.012)
    stage.draw(
        LAND,
        (canvas.high * 0.98, h + 0.08),
        usual=[("rock", 6), ("dead tree", 2)],
        clear=(0.4, 0.6),
    )
    birds_and_balloons(stage)


def _volcano_sea(stage: Stage) -> None:
    """A volcano that rises from the sea, its glow in the water."""
    open_air(stage, 0.56, 5.0)
    h, canvas = stage.horizon, stage.canvas
    top = (canvas.wide * (0.5 - 0.16 * stage.light.side), 0.46 * h)
    smoke(stage, top, 0.36)
    _mountain(stage, top, 0.42 * canvas.wide, h + 0.015, 0.5)
    for n, drift in enumerate((-0.04, 0.05)):
        lava(stage, f"stream {n}", top, (top[0] + drift * 3.6, h + 0.005), 0.01)
    palms = raise_ridge(stage, "shore", Ridge(h + 0.018, 0.03, 0.4, "#4c5a3c", "#3c4834", 0.3, between=None))
    tree_line(stage, palms, 0.006, "shore trees", size=0.03, count=60, pines=0.0, distance=0.4)
    water_with(
        stage, h + 0.02, rough=0.3, rows=(h + 0.05, canvas.high * 0.82), colour="#2a4a5a", usual=[("boat", 1)]
    )
    ledge = Ridge(
        canvas.high * 0.98,
        0.14,
        0.05,
        _ASH[0],
        _ASH[1],
        0.5,
        0.5,
        bottom=canvas.high,
        between=(canvas.wide * 0.85, canvas.wide * -0.1),
    )
    raise_ridge(stage, "lava shore", ledge)
    stage.draw(LAND, (canvas.high * 0.99, canvas.high * 0.92), usual=[("rock", 4)], near=0.4)
    birds_and_balloons(stage)


def _volcano_near(stage: Stage) -> None:
    """On its flank: a river of lava comes down from the crater past black rock."""
    open_air(stage, 0.5, 3.5)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    top = (canvas.wide * (0.5 + 0.24 * side), 0.34 * h)
    _ash_plain(stage)
    smoke(stage, top, 0.5)
    _mountain(stage, top, 0.95 * canvas.wide, h + 0.14, 0.25)
    lava(stage, "flow", top, (canvas.wide * (0.5 - 0.05 * side), h + 0.12), 0.02)
    lava(
        stage,
        "river",
        (canvas.wide * (0.5 - 0.05 * side), h + 0.1),
        (canvas.wide * (0.5 - 0.22 * side), canvas.high + 0.05),
        0.05,
        spread=3.0,
    )
    for n, u in enumerate((0.0, 1.0)):
        ridge = Ridge(
            canvas.high * 1.0,
            0.2,
            0.03,
            _ASH[0],
            _ASH[1],
            0.35,
            0.7,
            bottom=canvas.high,
            between=(canvas.wide * (0.36 if n == 0 else 0.66), canvas.wide * (u + 0.02)),
        )
        if (u < 0.5) == (side > 0):
            continue
        raise_ridge(stage, f"black {n}", ridge)
    stage.draw(
        LAND,
        (canvas.high * 0.99, h + 0.18),
        usual=[("rock", 7)],
        clear=(0.2, 0.6) if side > 0 else (0.4, 0.8),
    )
    stage.foreground = (0.55, 0.9) if side > 0 else (0.1, 0.45)
    birds_and_balloons(stage)


def _mountain(stage: Stage, top: tuple[float, float], half: float, foot: float, distance: float) -> None:
    crest = cone(top[0], half, foot, top[1] - 0.02, number_of(stage, "cone"), mouth=0.085)
    snow = 0.35 if stage.winter else 0.0
    raise_ridge(
        stage,
        "cone",
        Ridge(
            foot,
            foot - top[1],
            distance,
            "#6a5a54",
            "#4a4442",
            0.5,
            0.6,
            snow,
            1.3,
            crest=crest,
            bottom=foot + 0.01,
        ),
    )


def _ash_plain(stage: Stage) -> None:
    soil = ("#c9ced6", "#aeb6c0", "#8a929c") if stage.winter else _ASH
    paint_ground(stage.canvas, stage.light, stage.horizon + 0.005, soil, number_of(stage, "ash"), misty=0.015)
    ways(stage)


SETTINGS: Final = {
    "volcano": Setting(
        composed(_volcano_far, _volcano_sea, _volcano_near), DRY, frozenset(("path", *OPEN_AIR))
    ),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
