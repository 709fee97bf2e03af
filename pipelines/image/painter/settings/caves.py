"""A cave with its lake: its mouth, a shaft of light, crystals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import number_of, paint_air, raise_ridge, stand_at, water_with
from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.settings.grottos import beam, crystals, dripstones, hollow, pool_light
from emogen.pipelines.image.painter.settings.kinds import LAND, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge

if TYPE_CHECKING:
    from collections.abc import Callable

    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


def _cave_air(stage: Stage, share: float, eye: float) -> None:
    """Inside a mountain: little light, which comes from where the cave opens."""
    stand_at(stage, share, eye)
    light = stage.light
    weather = replace(light.weather, rain=0.0, snow=0.0, fog=0.0, wind=0.0)
    stage.light = replace(light, weather=weather, haze=0.9)


def _dim(stage: Stage, key: float, ambient: float) -> None:
    """Less light from here on: the near rock stands in its own shade."""
    light = stage.light
    night = 1.4 if light.night else 1.0
    stage.light = replace(
        light,
        key=light.key * np.float32(key),
        ambient=light.ambient * np.float32(ambient * night),
        air=mix(light.air, linear("#2a4048") * light.ambient * np.float32(1.2), 0.75),
        lamps=max(light.lamps, 0.8),
    )


def _arched(
    centre: tuple[float, float], size: tuple[float, float]
) -> Callable[[AnyFloats, AnyFloats], AnyFloats]:
    """A hole with an arch over ``centre`` and upright sides below it: positive inside, 0 at its edge."""

    def inside(x: AnyFloats, y: AnyFloats) -> AnyFloats:
        away = np.hypot((x - centre[0]) / size[0], np.minimum(y - centre[1], 0.0) / size[1])
        depth: AnyFloats = (0.22 * (1.0 - away)).astype(np.float32)
        return depth

    return inside


def _cave_mouth(stage: Stage) -> None:
    """From inside a cave over its lake out to the light."""
    _cave_air(stage, 0.54, 2.4)
    paint_air(stage)
    canvas, h, side = stage.canvas, stage.horizon, stage.light.side
    raise_ridge(stage, "outside", Ridge(h + 0.01, 0.16, 0.8, "#7d8f6c", "#66756a", 0.6, 0.5))
    x, y = canvas.wide * (0.5 + 0.05 * side), h - 0.12
    _dim(stage, 0.62, 0.42)
    for n, (grow, tone) in enumerate(((1.0, ("#9a8a76", "#4a443e")), (1.5, ("#8a7c6a", "#3c3834")))):
        hollow(
            stage,
            f"ring {n}",
            _arched((x, y), (0.3 * grow * stage.fit, 0.24 * grow)),
            tone,
        )
    water_with(
        stage, h + 0.04, rough=0.04, rows=(h + 0.1, canvas.high * 0.8), colour="#1f5a62", span=(0.3, 0.7)
    )
    _shores(stage)
    dripstones(
        stage,
        "near",
        [
            (0.08, -0.02, 0.34),
            (0.17, -0.02, 0.2),
            (0.86, -0.02, 0.28),
            (0.95, -0.02, 0.4),
            (0.3, -0.02, 0.12),
            (0.73, -0.02, 0.15),
        ],
        up=False,
    )
    _cave_things(stage)


def _cave_shaft(stage: Stage) -> None:
    """A dark hall: one hole in its roof, a beam of light on a blue lake."""
    _cave_air(stage, 0.5, 2.6)
    canvas, h, side = stage.canvas, stage.horizon, stage.light.side
    sky = stage.light.zenith
    bright = mix(stage.light.horizon, stage.light.glow, 0.5)
    _dim(stage, 0.5, 0.3)
    x, y = canvas.wide * (0.5 + 0.09 * side), 0.1
    canvas.shade(lambda px, _: (np.broadcast_to(mix(sky, bright, 0.65), (*px.shape, 3)), 1.0))
    hollow(
        stage,
        "roof",
        lambda px, py: 0.2 * (1.0 - np.hypot((px - x) / 0.17, (py - y) / 0.075)),
        ("#7f7366", "#2c2a2a"),
        rim=0.2,
    )
    dripstones(
        stage,
        "hall",
        [
            (0.08, 0.0, 0.3),
            (0.16, -0.02, 0.2),
            (0.27, 0.02, 0.26),
            (0.38, 0.03, 0.12),
            (0.72, 0.03, 0.17),
            (0.8, 0.0, 0.3),
            (0.92, -0.02, 0.36),
        ],
        up=False,
    )
    beam(stage, (x, y), (x - 0.1 * side, h + 0.2), bright)
    water_with(
        stage, h + 0.08, rough=0.04, rows=(h + 0.14, canvas.high * 0.82), colour="#2a7f8a", span=(0.3, 0.7)
    )
    pool_light(stage, (x - 0.1 * side, h + 0.2), bright)
    _shores(stage)
    dripstones(
        stage,
        "floor",
        [(0.13, h + 0.14, 0.12), (0.2, h + 0.13, 0.07), (0.83, h + 0.14, 0.14), (0.9, h + 0.16, 0.09)],
        up=True,
    )
    _cave_things(stage)


def _cave_crystals(stage: Stage) -> None:
    """A deep cave that its own crystals light, a black lake between them."""
    _cave_air(stage, 0.52, 2.2)
    canvas, h = stage.canvas, stage.horizon
    glow = linear("#63d8e8") if stage.light.side > 0 else linear("#b88af0")
    light = stage.light
    stage.light = replace(
        light,
        key=glow * np.float32(0.5),
        ambient=linear("#54628a") * np.float32(0.3),
        air=glow * np.float32(0.1),
        haze=1.0,
        horizon=glow * np.float32(0.35),
        middle=glow * np.float32(0.2),
        zenith=glow * np.float32(0.08),
        glow=glow,
        glow_size=0.0,
        lamps=max(light.lamps, 0.8),
    )
    turn = number_of(stage, "back")

    def back(px: AnyFloats, py: AnyFloats) -> tuple[AnyFloats, float]:
        folds = fbm(
            px * 4.0,
            py * 2.0 + fbm(px * 2.0, py * 2.0, turn),
            turn + 1,
            octaves=6,
            ridged=True,
            px=canvas.px * 4.0,
        )
        low = np.exp(-np.abs(py - h) * 4.0)
        return glow * (0.03 + 0.2 * low * (0.3 + folds))[..., None], 1.0

    canvas.shade(back)
    hollow(
        stage,
        "vault",
        lambda px, py: (
            0.25
            * (
                1.0
                - np.hypot(
                    (px - 0.5 * canvas.wide) / (0.32 * canvas.wide), np.minimum(py - h, 0.0) / (0.62 * h)
                )
            )
        ),
        ("#6c6a7c", "#26262e"),
        rim=0.25,
    )
    dripstones(
        stage,
        "deep",
        [
            (0.07, -0.02, 0.3),
            (0.2, -0.02, 0.2),
            (0.33, 0.02, 0.14),
            (0.62, 0.03, 0.16),
            (0.78, -0.02, 0.24),
            (0.93, -0.02, 0.34),
        ],
        up=False,
    )
    crystals(stage, "far", (h - 0.01, h + 0.03), 12, glow, 0.05)
    water_with(
        stage, h + 0.04, rough=0.03, rows=(h + 0.1, canvas.high * 0.82), colour="#143a4a", span=(0.3, 0.7)
    )
    _shores(stage)
    crystals(stage, "near", (canvas.high * 0.84, canvas.high * 1.02), 11, glow, 0.16, clear=True)
    _cave_things(stage)


def _shores(stage: Stage) -> None:
    """Rock along the lower edge, open in the middle."""
    canvas = stage.canvas
    for n, (inner, outer) in enumerate(((0.36, -0.05), (0.64, 1.05))):
        ridge = Ridge(
            canvas.high * 1.02,
            0.34,
            0.03,
            "#8a7c6c",
            "#4a4440",
            0.35,
            0.6,
            slope=0.8,
            strata=0.1,
            bottom=canvas.high,
            between=(canvas.wide * inner, canvas.wide * outer),
        )
        raise_ridge(stage, f"shore {n}", ridge)
    raise_ridge(
        stage,
        "shore",
        Ridge(canvas.high * 1.01, 0.06, 0.03, "#8a7c6c", "#4a4440", 0.4, 0.5, strata=0.1, bottom=canvas.high),
    )


def _cave_things(stage: Stage) -> None:
    rows = (stage.canvas.high * 0.985, stage.canvas.high * 0.9)
    stage.draw(LAND, rows, usual=[("rock", 2)], near=0.45, clear=(0.34, 0.66))


SETTINGS: Final = {
    "cave": Setting(composed(_cave_mouth, _cave_shaft, _cave_crystals), WATERSIDE),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
