"""Mars: a plain, a town under a dome, a crater."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import number_of, paint_air, raise_ridge, random_of, stand_at
from emogen.pipelines.image.painter.crests import cone, mesa
from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.planets import lit_ball
from emogen.pipelines.image.painter.settings.domes import dome_city
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, Setting, composed
from emogen.pipelines.image.painter.settings.planetary import bowl, no_weather, pebbles
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.kinds import Kind

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


_LUMA: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)


def _tint(colour: AnyFloats, hue: str, share: float) -> AnyFloats:
    """A colour moved to another hue, as bright as before."""
    other = linear(hue)
    level = float(colour @ _LUMA) / max(float(other @ _LUMA), 1e-4)
    return mix(colour, other * np.float32(level), share)


def _mars_air(stage: Stage, share: float, eye: float) -> None:
    """A butterscotch sky, blue around a small sun; no weather but dust."""
    no_weather(stage, cover=-0.2)
    light = stage.light
    low = light.elevation < 12 and not light.night
    stage.light = replace(
        light,
        zenith=_tint(light.zenith, "#a0745a" if not light.night else "#4a3a4a", 0.85) * np.float32(1.15),
        middle=_tint(light.middle, "#d0a078", 0.9), horizon=_tint(light.horizon, "#e8c098", 0.9),
        glow=_tint(light.glow, "#b8d0e8", 0.8 if low else 0.3), ambient=_tint(light.ambient, "#c89878", 0.7),
        key=_tint(light.key, "#ffe0c4", 0.6), air=_tint(light.air, "#dcae88", 0.9), haze=1.2,
    )  # fmt: skip
    stand_at(stage, share, eye)
    paint_air(stage)


_RUST: Final = ("#a85a38", "#c4754a", "#7f4430")


def _mars_ground(stage: Stage, down: float = 0.01) -> None:
    paint_ground(stage.canvas, stage.light, stage.horizon + down, _RUST, number_of(stage, "rust"), misty=0.02)
    pebbles(stage, "#8a4a34", 560)


def _mars_plain(stage: Stage) -> None:
    """A plain of red stones to low table mountains."""
    _mars_air(stage, 0.46, 2.2)
    h, canvas, random = stage.horizon, stage.canvas, random_of(stage)
    raise_ridge(stage, "far", Ridge(h + 0.01, 0.1, 0.8, "#b8795a", "#a46a50", 0.6, 0.5, strata=0.3))
    for n, u in enumerate((0.2, 0.78)):
        centre = canvas.wide * (u + random.uniform(-0.05, 0.05))
        crest = mesa(
            centre,
            canvas.wide * 0.11,
            h + 0.02,
            h - random.uniform(0.09, 0.17),
            number_of(stage, f"mesa {n}"),
        )
        raise_ridge(
            stage,
            f"mesa {n}",
            Ridge(h + 0.02, 0.15, 0.55, "#b5673f", "#8a4a34", 0.25, 0.7, strata=0.7, crest=crest),
        )
    _mars_ground(stage)
    stage.draw(LAND, (canvas.high * 0.97, h + 0.1), clear=(0.36, 0.64))
    stage.draw({Kind.SKY}, (h * 0.7, h * 0.3))


def _mars_dome(stage: Stage) -> None:
    """A city under a glass dome on a red plain."""
    _mars_air(stage, 0.6, 6.0)
    h, canvas = stage.horizon, stage.canvas
    raise_ridge(stage, "far", Ridge(h + 0.01, 0.13, 0.8, "#b8795a", "#a46a50", 0.6, 0.6, strata=0.3))
    _mars_ground(stage)
    dome_city(stage, canvas.wide * (0.5 + 0.03 * stage.light.side), h + 0.085, 0.44 * stage.fit)
    for n, (u, size) in enumerate(((0.1, 0.09), (0.9, 0.07))):
        dome_city(stage, canvas.wide * u, h + 0.1 + 0.012 * n, size * stage.fit, small=True)
    stage.draw(LAND, (canvas.high * 0.97, h + 0.17), usual=[("rock", 3)], clear=(0.36, 0.64))


def _mars_crater(stage: Stage) -> None:
    """On a crater's rim: its far wall, a great volcano, a moon in the day."""
    _mars_air(stage, 0.42, 12.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    lit_ball(stage, (canvas.wide * (0.5 - 0.27 * side), 0.3 * h), 0.03, ("#c8b4a4", "#8a7668"), faint=0.45)
    crest = cone(
        canvas.wide * (0.5 + 0.2 * side),
        0.75 * canvas.wide,
        h + 0.02,
        h - 0.2,
        number_of(stage, "olympus"),
        mouth=0.16,
    )
    raise_ridge(
        stage, "olympus", Ridge(h + 0.02, 0.22, 0.8, "#b87c5c", "#a46a50", 0.5, 0.4, slope=1.0, crest=crest)
    )
    _mars_ground(stage, 0.0)
    bowl(stage, (0.5 * canvas.wide, h + 0.2), 0.62 * canvas.wide, 0.16)
    ledge = Ridge(
        canvas.high * 1.0,
        0.2,
        0.05,
        "#b5673f",
        "#7f4430",
        0.7,
        0.4,
        slope=1.0,
        strata=0.2,
        bottom=canvas.high,
        between=(canvas.wide * (0.5 + 0.3 * side), canvas.wide * (0.5 - 0.6 * side)),
    )
    raise_ridge(stage, "ledge", ledge)
    stage.draw(
        LAND,
        (canvas.high * 0.985, canvas.high * 0.88),
        usual=[("rock", 4)],
        near=0.45,
        span=(0.04, 0.6) if side > 0 else (0.4, 0.96),
    )


SETTINGS: Final = {
    "mars": Setting(composed(_mars_plain, _mars_dome, _mars_crater), DRY, frozenset(("sun", "star"))),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
