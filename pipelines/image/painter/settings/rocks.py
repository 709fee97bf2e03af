"""Settings of rock: a canyon, a volcano, a waterfall."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    GRASS,
    birds_and_balloons,
    number_of,
    open_air,
    raise_ridge,
    random_of,
    water_with,
    ways,
)
from emogen.pipelines.image.painter.crests import cliff_wall, cone, mesa
from emogen.pipelines.image.painter.falls import fall, lava, smoke
from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.settings.kinds import DRY, OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.water import paint_water
from emogen.pipelines.image.painter.woods import boughs, meadow, tree_line
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage

_RED: Final = ("#c4714a", "#8f4a38")
_ROCK: Final = ("#77756c", "#54564c")
_ASH: Final = ("#5a504c", "#3c3634", "#4a3c38")


def _cliff(stage: Stage, name: str, edge: float, side: int, foot: float, top: float, *, distance: float, colours: tuple[str, str], strata: float = 0.6, lean: float = 0.12, scale: float = 0.35) -> None:  # fmt: skip
    """A wall of rock at one side; ``edge`` a share of the width."""
    crest = cliff_wall(edge * stage.canvas.wide, side, foot, top, number_of(stage, name), lean=lean)
    high = foot - top
    raise_ridge(
        stage, name,
        Ridge(foot, high, distance, *colours, scale, 0.75, slope=0.75, strata=strata, crest=crest, bottom=foot + 0.02),
    )  # fmt: skip


def _canyon_river(stage: Stage) -> None:
    """Down in the canyon: walls on both sides, a river between them."""
    open_air(stage, 0.6, 4.0)
    h, canvas = stage.horizon, stage.canvas
    raise_ridge(stage, "end", Ridge(h + 0.02, 0.3 * h, 0.75, "#c98a68", "#a8705c", 0.5, 0.6, strata=0.6))
    for n, (edge, top, distance) in enumerate(((0.4, 0.34, 0.6), (0.33, 0.2, 0.45), (0.24, 0.02, 0.25))):
        for side in (-1, 1):
            where = edge + 0.02 * n if side < 0 else 1.0 - edge
            foot = h + 0.035 + 0.03 * n
            _cliff(stage, f"wall {n} {side}", where, side, foot, top * h, distance=distance, colours=_RED)
    water_with(stage, h + 0.03, rough=0.16, rows=(h + 0.08, canvas.high * 0.8), colour="#4a6a5a", span=(0.3, 0.7))
    for side in (-1, 1):
        where = 0.19 if side < 0 else 0.79
        _cliff(stage, f"near {side}", where, side, canvas.high + 0.02, h * 0.75 if side == stage.light.side else -0.1, distance=0.1, colours=_RED, lean=0.09)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.99, canvas.high * 0.93), usual=[("rock", 3)], near=0.4, clear=(0.3, 0.7))
    birds_and_balloons(stage)


def _canyon_rim(stage: Stage) -> None:
    """From the rim: table mountains to the horizon, a gorge below, a ledge in front."""
    open_air(stage, 0.36, 30.0)
    h, canvas = stage.horizon, stage.canvas
    random = random_of(stage)
    raise_ridge(stage, "plain", Ridge(h + 0.02, 0.05, 0.9, "#c08a6a", "#b07a60", 1.5, slope=0.5, strata=0.4, bottom=h + 0.2))
    layers = ((0.09, -0.05, 0.07, (0.12, 0.5, 0.9), 0.75), (0.2, -0.03, 0.085, (0.26, 0.72), 0.5), (0.4, 0.02, 0.15, (0.02, 0.97), 0.26))
    for n, (down, top, half, spots, distance) in enumerate(layers):
        for k, u in enumerate(spots):
            centre = canvas.wide * (u + random.uniform(-0.06, 0.06))
            peak = h + top + random.uniform(-0.015, 0.03)
            crest = mesa(centre, canvas.wide * half * random.uniform(0.8, 1.2), h + down, peak, number_of(stage, f"mesa {n} {k}"))
            rock = Ridge(h + down, down - top, distance, "#d98d5c", "#8f5544", 0.22, 0.8, slope=0.8, strata=0.9, crest=crest, bottom=h + down + 0.02)
            floor = Ridge(h + down, 0.02, distance, "#b9825c", "#7f5a48", 0.9, 0.2, slope=0.5, strata=0.3, bottom=h + down + 0.24)
            if k == 0:
                raise_ridge(stage, f"floor {n}", floor)
            raise_ridge(stage, f"mesa {n} {k}", rock)
    raise_ridge(stage, "ledge", Ridge(canvas.high * 0.95, 0.1, 0.05, "#c98a60", "#94583f", 0.5, 0.35, strata=0.5, bottom=canvas.high, between=(canvas.wide * -0.2, canvas.wide * 1.3)))
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.99, canvas.high * 0.92), usual=[("rock", 3), ("bush", 2)], clear=(0.3, 0.7), near=0.4)
    birds_and_balloons(stage)


def _canyon_slot(stage: Stage) -> None:
    """In a slot between two glowing walls, a strip of sky, sand below."""
    open_air(stage, 0.66, 1.7)
    h, canvas = stage.horizon, stage.canvas
    sand = ("#c98d62", "#b8744e", "#a5623f")
    paint_ground(canvas, stage.light, h + 0.01, sand, number_of(stage, "sand"), misty=0.0)
    raise_ridge(stage, "end", Ridge(h + 0.03, 0.4, 0.55, "#c97f54", "#9a5a44", 0.3, 0.7, strata=0.8))
    ways(stage)
    tones = (("#b5603c", "#7a3a2c"), ("#d0804e", "#92503a"), ("#e09a60", "#a85c3e"))
    for n, (edge, foot, distance) in enumerate(((0.47, 0.05, 0.3), (0.38, 0.12, 0.18), (0.27, 0.26, 0.06))):
        for side in (-1, 1):
            shift = 0.03 * stage.light.side * (1 if n % 2 else -1)
            where = (edge if side < 0 else 1.0 - edge) + shift
            _cliff(stage, f"slot {n} {side}", where, side, h + foot, -0.35, distance=distance, colours=tones[2 - n], strata=0.9, lean=0.05 + 0.02 * n, scale=0.5)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, h + 0.1), usual=[("rock", 3)], span=(0.32, 0.68))
    birds_and_balloons(stage)


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
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.98, h + 0.08), usual=[("rock", 6), ("dead tree", 2)], clear=(0.4, 0.6))
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
    water_with(stage, h + 0.02, rough=0.3, rows=(h + 0.05, canvas.high * 0.82), colour="#2a4a5a", usual=[("boat", 1)])
    ledge = Ridge(canvas.high * 0.98, 0.14, 0.05, _ASH[0], _ASH[1], 0.5, 0.5, bottom=canvas.high, between=(canvas.wide * 0.85, canvas.wide * -0.1))
    raise_ridge(stage, "lava shore", ledge)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.99, canvas.high * 0.92), usual=[("rock", 4)], near=0.4)
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
    lava(stage, "river", (canvas.wide * (0.5 - 0.05 * side), h + 0.1), (canvas.wide * (0.5 - 0.22 * side), canvas.high + 0.05), 0.05, spread=3.0)
    for n, u in enumerate((0.0, 1.0)):
        ridge = Ridge(canvas.high * 1.0, 0.2, 0.03, _ASH[0], _ASH[1], 0.35, 0.7, bottom=canvas.high, between=(canvas.wide * (0.36 if n == 0 else 0.66), canvas.wide * (u + 0.02)))
        if (u < 0.5) == (side > 0):
            continue
        raise_ridge(stage, f"black {n}", ridge)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.99, h + 0.18), usual=[("rock", 7)], clear=(0.2, 0.6) if side > 0 else (0.4, 0.8))
    stage.foreground = (0.55, 0.9) if side > 0 else (0.1, 0.45)
    birds_and_balloons(stage)


def _mountain(stage: Stage, top: tuple[float, float], half: float, foot: float, distance: float) -> None:
    crest = cone(top[0], half, foot, top[1] - 0.02, number_of(stage, "cone"), mouth=0.085)
    snow = 0.35 if stage.winter else 0.0
    raise_ridge(stage, "cone", Ridge(foot, foot - top[1], distance, "#6a5a54", "#4a4442", 0.5, 0.6, snow, 1.3, crest=crest, bottom=foot + 0.01))


def _ash_plain(stage: Stage) -> None:
    soil = ("#c9ced6", "#aeb6c0", "#8a929c") if stage.winter else _ASH
    paint_ground(stage.canvas, stage.light, stage.horizon + 0.005, soil, number_of(stage, "ash"), misty=0.015)
    ways(stage)


def _waterfall_front(stage: Stage) -> None:
    """A curtain of water over a wooded cliff into a pool."""
    open_air(stage, 0.46, 3.0)
    h, canvas = stage.horizon, stage.canvas
    lip, foot = 0.22 * h, h + 0.1
    back = raise_ridge(stage, "above", Ridge(lip + 0.05, 0.1, 0.5, "#63804c", "#47603a", 0.4))
    tree_line(stage, back, 0.03, "above trees", size=0.07, count=90, pines=0.4, distance=0.45)
    wall = Ridge(foot, foot - lip, 0.3, *_ROCK, 0.3, 0.85, slope=0.7, strata=0.35, crest=_lip(stage, lip), bottom=foot + 0.03)
    raise_ridge(stage, "cliff", wall)
    _ferns(stage, lip, foot)
    x = canvas.wide * (0.5 + 0.05 * stage.light.side)
    fall(stage, "main", x, lip + 0.01, foot, 0.15)
    fall(stage, "side", x + 0.17 * stage.light.side, lip + 0.05, foot, 0.035)
    water_with(stage, foot, rough=0.2, rows=(foot + 0.06, canvas.high * 0.82), colour="#2f6258", span=(0.25, 0.75))
    _spray(stage, x, foot, 0.22)
    _pool_rocks(stage)


def _waterfall_gorge(stage: Stage) -> None:
    """A tall thin fall at the end of a green gorge."""
    open_air(stage, 0.62, 3.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    end = Ridge(h + 0.05, 0.85 * h, 0.5, *_ROCK, 0.35, 0.85, slope=0.7, strata=0.3, crest=_lip(stage, 0.14 * h), bottom=h + 0.06)
    raise_ridge(stage, "end", end)
    x = canvas.wide * (0.5 - 0.03 * side)
    fall(stage, "tall", x, 0.15 * h, h + 0.05, 0.045, distance=0.35)
    _spray(stage, x, h + 0.05, 0.12)
    water_with(stage, h + 0.05, rough=0.15, rows=(h + 0.09, canvas.high * 0.85), colour="#2f6258", span=(0.35, 0.65))
    for n, (edge, foot) in enumerate(((0.36, 0.13), (0.22, 0.3))):
        for way in (-1, 1):
            where = edge if way < 0 else 1.0 - edge
            _cliff(stage, f"gorge {n} {way}", where, way, h + foot, (0.16 - 0.2 * n) * h, distance=0.3 - 0.2 * n, colours=("#6a7458", "#474e3e"), strata=0.25, lean=0.07)
            band = (0.0, where - 0.02) if way < 0 else (where + 0.02, 1.0)
            tree_line(stage, lambda x, y=h + foot: np.full_like(x, y), -0.02, f"gorge trees {n} {way}", size=0.09 + 0.06 * n, count=24, pines=0.3, distance=0.3 - 0.2 * n, span=band)
    _pool_rocks(stage)


def _waterfall_steps(stage: Stage) -> None:
    """Steps of white water down a river towards the viewer, woods on both sides."""
    open_air(stage, 0.34, 5.0)
    h, canvas = stage.horizon, stage.canvas
    back = raise_ridge(stage, "woods", Ridge(h + 0.04, 0.1, 0.5, "#63804c", "#47603a", 0.5))
    tree_line(stage, back, 0.04, "wood", size=0.12, count=200, pines=0.5, distance=0.4)
    steps = ((h + 0.05, h + 0.13, 0.12), (h + 0.2, h + 0.3, 0.17), (h + 0.4, h + 0.54, 0.25))
    x = canvas.wide * 0.5
    paint_water(canvas, stage.light, h, stage.seed, shore=h + 0.03, rough=0.1, colour="#35655a")
    for n, (lip, foot, half) in enumerate(steps):
        shelf = Ridge(foot, foot - lip, 0.3 - 0.1 * n, *_ROCK, 0.25, 0.8, strata=0.3, crest=_lip(stage, lip, 0.2), bottom=foot + 0.01)
        raise_ridge(stage, f"step {n}", shelf)
        centre = x + (0.08 if n % 2 else -0.06) * stage.light.side
        fall(stage, f"step {n}", centre, lip, foot, half)
        fall(stage, f"strand {n}", centre + 1.5 * half * stage.light.side, lip + 0.01, foot, 0.3 * half)
        paint_water(canvas, stage.light, h, stage.seed, shore=foot, rough=0.25, colour="#35655a")
        _spray(stage, centre, foot, 0.9 * half)
    dark, sunny, _ = GRASS[stage.season()]
    for n, u in enumerate((-0.02, 1.02)):
        inner = 0.3 if u < 0 else 0.7
        bank = Ridge(canvas.high, 0.36, 0.05, sunny, dark, 0.5, slope=0.7, bottom=canvas.high, between=(canvas.wide * inner, canvas.wide * u))
        raise_ridge(stage, f"bank {n}", bank)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.99, canvas.high * 0.88), usual=[("rock", 5), ("bush", 3)], near=0.45, clear=(0.33, 0.67))
    boughs(stage, "boughs", top=-0.04, deep=0.2 * canvas.high, count=14, size=0.03, distance=0.1)
    birds_and_balloons(stage)


def _lip(stage: Stage, lip: float, wander: float = 0.12):  # type: ignore[no-untyped-def]
    from emogen.pipelines.image.painter.noise import fbm

    turn = number_of(stage, "lip")

    def crest(x):  # type: ignore[no-untyped-def]
        return (lip - wander * 0.3 * fbm(x * 2.6, 0 * x + 1.3, turn, octaves=6)).astype(np.float32)

    return crest


def _ferns(stage: Stage, lip: float, foot: float) -> None:
    """Green that hangs on a wet cliff, left and right of the water."""
    random, light, canvas = stream(stage.seed, "cliff green"), stage.light, stage.canvas
    if stage.winter:
        return
    count = 2600
    tuft = random.random((60, 2))
    mine = tuft[random.integers(60, size=count)] + random.normal(0, 0.025, (count, 2))
    x = canvas.wide * mine[:, 0]
    keep = np.abs(x / canvas.wide - 0.5) > 0.09
    y = lip + (foot - lip) * mine[:, 1]
    tones = linear("#3f5a2c") + (linear("#8fa850") - linear("#3f5a2c")) * random.random((count, 1)).astype(np.float32)
    tones = light.through_air(light.lit(tones, 0.5), 0.25)
    size = random.uniform(0.004, 0.011, count)
    dabs = np.column_stack([x, y, size, 0.55 * size, random.uniform(0, 3, count), np.full(count, 0.85)])[keep]
    canvas.dabs(dabs.astype(np.float32), tones[keep], power=1.6, soft=0.4, bristle=0.3)


def _spray(stage: Stage, x: float, y: float, half: float) -> None:
    """Mist where water falls."""
    random, light = stream(stage.seed, "spray", round(y, 3)), stage.light
    count = 46
    white = light.lit(linear("#eef3f5"), 0.7) * 0.8 + light.horizon * np.float32(0.2)
    place = np.column_stack([random.normal(x, 0.8 * half, count), y - np.abs(random.normal(0, 0.025, count)) + 0.008])
    size = random.uniform(0.02, 0.06, count) * (0.5 + 2 * half)
    dabs = np.column_stack([place, 1.7 * size, 0.7 * size, 0 * size, np.full(count, 0.16)])
    stage.canvas.dabs(dabs.astype(np.float32), white[None], soft=2.0)


def _pool_rocks(stage: Stage) -> None:
    canvas = stage.canvas
    ground = Ridge(canvas.high * 1.0, 0.09, 0.05, "#6a6a58", "#4a4c40", 0.4, 0.5, bottom=canvas.high)
    raise_ridge(stage, "near shore", ground)
    dark, sunny, _ = GRASS[stage.season()]
    if not stage.winter:
        meadow(stage, (canvas.high * 0.95, canvas.high + 0.02), (dark, sunny), "shore grass", count=900, blade=0.3)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.99, canvas.high * 0.9), usual=[("rock", 6), ("bush", 2)], near=0.45, clear=(0.3, 0.7))
    boughs(stage, "boughs", top=-0.05, deep=0.3 * canvas.high, count=14, size=0.032, distance=0.05)
    birds_and_balloons(stage)


def still_air(stage: Stage) -> None:
    """No rain and no snow reach this place."""
    weather = replace(stage.light.weather, rain=0.0, snow=0.0)
    stage.light = replace(stage.light, weather=weather)


SETTINGS: Final = {
    "canyon": Setting(composed(_canyon_river, _canyon_rim, _canyon_slot), WATERSIDE, frozenset(("river", "path", *OPEN_AIR))),
    "volcano": Setting(composed(_volcano_far, _volcano_sea, _volcano_near), DRY, frozenset(("path", *OPEN_AIR))),
    "waterfall": Setting(composed(_waterfall_front, _waterfall_gorge, _waterfall_steps), WATERSIDE, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
