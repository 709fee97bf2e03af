"""The moon and the earth in its sky."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import number_of, paint_air, raise_ridge, stand_at
from emogen.pipelines.image.painter.light import linear, smooth
from emogen.pipelines.image.painter.planets import lit_ball
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, Setting, composed
from emogen.pipelines.image.painter.settings.planetary import bowl, no_weather, pebbles
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.walls import row_of
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def _moon_air(stage: Stage, share: float, eye: float) -> None:
    """No air: a black sky with stars at every hour, hard white light."""
    no_weather(stage, cover=-1.0)
    light = stage.light
    black = np.full(3, 0.0016, np.float32)
    strong = 1.25 if not light.night else 0.5
    stage.light = replace(
        light,
        zenith=black,
        middle=black * 1.5,
        horizon=black * 2,
        glow=np.full(3, 1.0, np.float32),
        glow_size=0.03,
        key=linear("#fff8ee") * np.float32(strong),
        ambient=linear("#8fa4c4") * np.float32(0.1 + 0.05 * light.night),
        air=black * 3,
        haze=0.12,
        stars=1.0,
        soft=0.0,
        elevation=max(light.elevation, 14.0),
    )
    stand_at(stage, share, eye)
    paint_air(stage, moonlit=False)


_DUST: Final = ("#8a8a8c", "#a0a0a0", "#6c6c70")


def _moon_ground(stage: Stage, down: float = 0.0) -> None:
    paint_ground(stage.canvas, stage.light, stage.horizon + down, _DUST, number_of(stage, "dust"), misty=0.0)
    random, canvas = stream(stage.seed, "craters"), stage.canvas
    for z in np.sort(np.exp(random.uniform(np.log(3.5), np.log(60), 16)))[::-1]:
        size = random.uniform(0.4, 1.7) * stage.fit / z
        bowl(
            stage,
            (canvas.wide * float(random.random()), row_of(stage, float(z))),
            float(size),
            float(size * min(0.5, stage.eye / z * 0.9)),
            0.8,
        )
    pebbles(stage, "#7c7c80", 420)


def _earth(stage: Stage, u: float, y: float, radius: float) -> None:
    if stage.bans("earth"):
        return
    lit_ball(stage, (stage.canvas.wide * u, y), radius, ("#2a5fa8", "#4f7a4a"), earth=True)


def _moon_earthrise(stage: Stage) -> None:
    """Grey hills of the moon, the earth over them."""
    _moon_air(stage, 0.6, 2.2)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    _earth(stage, 0.5 - 0.12 * side, 0.42 * h, 0.11)
    raise_ridge(stage, "far hills", Ridge(h + 0.01, 0.12, 0.5, "#9a9a9c", "#7c7c80", 0.6, 0.15, slope=1.8))
    raise_ridge(stage, "hills", Ridge(h + 0.03, 0.06, 0.3, "#a4a4a4", "#848488", 0.5, 0.1, slope=1.8))
    _moon_ground(stage, 0.02)
    stage.draw(LAND, (canvas.high * 0.97, h + 0.1), usual=[("rock", 3)], clear=(0.36, 0.64))


def _moon_near(stage: Stage) -> None:
    """A crater's edge under a great earth, half in the dark."""
    _moon_air(stage, 0.74, 3.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    _earth(stage, 0.5 + 0.12 * side, 0.46 * h, 0.29 * stage.fit)
    _moon_ground(stage)
    for n, (inner, outer) in enumerate(((0.4, -0.1), (0.66, 1.1))):
        raise_ridge(
            stage,
            f"rim {n}",
            Ridge(
                canvas.high,
                0.22 - 0.05 * n,
                0.05,
                "#a4a4a4",
                "#707074",
                0.5,
                0.4,
                slope=1.4,
                bottom=canvas.high,
                between=(canvas.wide * inner, canvas.wide * outer),
            ),
        )
    stage.draw(
        LAND, (canvas.high * 0.98, canvas.high * 0.9), usual=[("rock", 3)], near=0.45, clear=(0.36, 0.64)
    )


def _orbit(stage: Stage) -> None:
    """From orbit: the earth's limb across the picture, stars above, its lights on the night side."""
    _moon_air(stage, 0.62, 400.0)
    canvas, side = stage.canvas, stage.light.side
    canvas.shade(
        lambda x, y: (
            np.broadcast_to(stage.light.zenith, (*x.shape, 3)),
            smooth(stage.horizon - 0.02, stage.horizon + 0.04, y),
        ),
        stage.horizon - 0.05,
    )
    lit_ball(
        stage,
        (canvas.wide * (0.5 + 0.08 * side), canvas.high + 1.5),
        1.95,
        ("#2a5fa8", "#4f7a4a"),
        earth=True,
    )
    lit_ball(stage, (canvas.wide * (0.5 - 0.3 * side), 0.2 * canvas.high), 0.035, ("#d8d4cc", "#8a8884"))


SETTINGS: Final = {
    "moon surface": Setting(composed(_moon_earthrise, _moon_near, _orbit), DRY, frozenset(("star",))),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
