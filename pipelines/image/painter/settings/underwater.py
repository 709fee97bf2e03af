"""Under water: a reef, kelp, the deep."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import number_of, raise_ridge, stand_at
from emogen.pipelines.image.painter.light import linear, mix, smooth
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.settings.kinds import LAND, Setting, composed
from emogen.pipelines.image.painter.settings.sea_life import bubbles, coral, kelp, shoal
from emogen.pipelines.image.painter.terrain import Ridge

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


_DEEP: Final = ("#0f4f72", "#0a2f50", "#4fc4cc")


def _under(stage: Stage, share: float) -> None:
    """Blue water all around: light from the surface above, haze instead of air."""
    stand_at(stage, share, 1.6)
    light, canvas = stage.light, stage.canvas
    level = light.ambient.mean() + 0.6 * light.key.mean()
    deep, dark, top = (linear(hue) * np.float32(0.25 + 0.85 * level) for hue in _DEEP)
    tint = linear("#8fdcec")
    weather = replace(light.weather, rain=0.0, snow=0.0, fog=0.0, wind=0.1)
    stage.light = replace(
        light,
        weather=weather,
        air=mix(deep, dark, 0.25),
        haze=1.7,
        horizon=deep,
        middle=deep,
        zenith=top,
        elevation=70.0,
        key=light.key * tint,
        ambient=light.ambient * mix(tint, deep, 0.3),
        glow=top,
        stars=0.0,
    )
    turn = number_of(stage, "water")

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, float]:
        t = np.clip(y / canvas.high, 0.0, 1.0)
        wave = fbm(x * 2.0 + 3.0 * y, y * 6.0, turn, octaves=4)
        body = mix(top, deep, smooth(0.0, 0.45, t + 0.05 * wave)[..., None])
        return mix(body, dark, smooth(0.4, 1.0, t)[..., None]), 1.0

    canvas.shade(shade)
    _rays(stage, top)


def _rays(stage: Stage, top: AnyFloats) -> None:
    """Shafts of light from the surface, and its ripples seen from below."""
    canvas, turn = stage.canvas, number_of(stage, "rays")
    x0 = canvas.wide * (0.5 + 0.2 * stage.light.side)
    bright = mix(top, np.ones(3, np.float32), 0.35) * np.float32(0.9)

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        angle = (x - x0) / (y + 0.55)
        beam = fbm(angle * 7.0, 0 * y + 0.3, turn, octaves=4, gain=0.6)
        fall = np.exp(-y * 2.0) * np.exp(-((angle / 0.75) ** 2))
        net = fbm(x * 5.0, (0.12 / (y + 0.03)), turn + 4, octaves=4)
        lace = np.exp(-y * 16.0) * smooth(0.0, 0.5, net)
        alpha = np.clip(0.75 * smooth(0.0, 0.6, beam) * fall + 0.8 * lace, 0.0, 0.85)
        return np.broadcast_to(bright, (*x.shape, 3)), alpha.astype(np.float32)

    canvas.shade(shade, 0.0, canvas.high * 0.95)


def _bed(stage: Stage) -> None:
    """Rippled sand with a net of light on it."""
    light, canvas, h = stage.light, stage.canvas, stage.horizon
    turn, sand = number_of(stage, "bed"), linear("#c9b88a")

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        down = np.maximum(y - h, 1e-3)
        u, v = (x - stage.vanish) / (down + 0.04), 0.3 / (down + 0.04)
        wavy = fbm(u * 0.7, v * 2.0, turn, octaves=4)
        ripple = np.sin(v * 46.0 + 5.0 * wavy) * smooth(0.02, 0.25, down)
        net = np.abs(fbm(u * 2.4, v * 9.0, turn + 2, octaves=2)) + np.abs(
            fbm(u * 2.4 + 9.1, v * 9.0, turn + 3, octaves=2)
        )
        caustic = np.exp(-net * 9.0) * smooth(0.03, 0.2, down)
        tone = 1.0 + 0.1 * ripple + 0.25 * wavy + 0.9 * caustic
        rgb = sand * (light.ambient + light.key * 0.6) * tone[..., None]
        fade = 1.0 - np.exp(-light.haze * np.clip(0.09 / down, 0.0, 2.2))
        alpha = smooth(0.0, 0.05, y - h)
        return mix(rgb, light.air, fade[..., None]), alpha.astype(np.float32)

    canvas.shade(shade, h)


def _reef_below(stage: Stage) -> None:
    """A coral reef in clear water, a shoal above it."""
    _under(stage, 0.5)
    canvas = stage.canvas
    for n, side in enumerate((-1, 1)):
        raise_ridge(
            stage,
            f"reef {n}",
            Ridge(
                stage.horizon + 0.12,
                0.34,
                0.5,
                "#5a7a80",
                "#3a5668",
                0.35,
                0.4,
                between=(canvas.wide * (0.5 + 0.12 * side), canvas.wide * (0.5 + 0.6 * side)),
                bottom=stage.horizon + 0.14,
            ),
        )
    _bed(stage)
    shoal(stage, "far", 46, (0.5 + 0.14 * stage.light.side, 0.3), 0.11, 0.008, "#c8d8dc")
    coral(stage, "far", (stage.horizon + 0.1, stage.horizon + 0.24), 16, (0.05, 0.95))
    stage.draw(LAND, (canvas.high * 0.97, stage.horizon + 0.16), clear=(0.36, 0.64))
    for side in (0, 1):
        coral(
            stage,
            f"near {side}",
            (stage.horizon + 0.28, canvas.high * 1.02),
            9,
            (0.0, 0.3) if side == 0 else (0.7, 1.0),
        )
    shoal(stage, "near", 7, (0.5 - 0.2 * stage.light.side, 0.5), 0.1, 0.024, "#e8b03a")
    bubbles(stage)


def _kelp_below(stage: Stage) -> None:
    """A forest of kelp up to the light."""
    _under(stage, 0.66)
    _bed(stage)
    canvas = stage.canvas
    kelp(stage, "far", 26, (0.0, 1.0), tall=0.9)
    shoal(stage, "far", 24, (0.5, 0.42), 0.12, 0.011, "#b8c8cc")
    stage.draw(
        LAND,
        (canvas.high * 0.97, stage.horizon + 0.12),
        usual=[("rock", 4)],
        clear=(0.36, 0.64),
    )
    kelp(stage, "left", 9, (0.0, 0.24), tall=1.0)
    kelp(stage, "right", 9, (0.76, 1.0), tall=1.0)
    bubbles(stage)


def _abyss_below(stage: Stage) -> None:
    """Deep down: a drop into the dark, light only far above, rocks like towers."""
    _under(stage, 0.72)
    canvas = stage.canvas
    stage.light = replace(
        stage.light,
        key=stage.light.key * np.float32(0.5),
        ambient=stage.light.ambient * np.float32(0.6),
        air=stage.light.air * np.float32(0.6),
    )
    dark = stage.light.air * np.float32(0.55)
    canvas.shade(
        lambda x, y: (
            np.broadcast_to(dark, (*x.shape, 3)),
            (0.9 * smooth(0.25, 1.0, y / canvas.high)).astype(np.float32),
        )
    )
    for n, (inner, outer, tall, far) in enumerate(
        ((0.4, -0.05, 0.5, 0.7), (0.62, 1.1, 0.62, 0.6), (0.24, -0.1, 0.8, 0.3), (0.8, 1.12, 0.9, 0.25))
    ):
        raise_ridge(
            stage,
            f"tower {n}",
            Ridge(
                canvas.high,
                tall * canvas.high,
                far,
                "#4a6470",
                "#2a3f50",
                0.3,
                0.8,
                strata=0.2,
                between=(canvas.wide * inner, canvas.wide * outer),
                bottom=canvas.high,
            ),
        )
    shoal(stage, "far", 60, (0.52, 0.34), 0.14, 0.007, "#a8bcc4")
    raise_ridge(
        stage,
        "ledge",
        Ridge(canvas.high * 1.0, 0.1, 0.05, "#6a7a72", "#3a4a50", 0.5, 0.5, bottom=canvas.high),
    )
    stage.draw(
        LAND,
        (canvas.high * 0.99, canvas.high * 0.93),
        usual=[("rock", 3)],
        near=0.45,
        clear=(0.36, 0.64),
    )
    kelp(stage, "few", 7, (0.0, 0.2), tall=0.4)
    bubbles(stage, 90)


SETTINGS: Final = {
    "underwater": Setting(composed(_reef_below, _kelp_below, _abyss_below), LAND),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
