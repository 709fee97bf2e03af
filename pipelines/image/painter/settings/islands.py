"""An island: from the sea, on its beach, from above."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    birds_and_balloons,
    number_of,
    open_air,
    raise_ridge,
    water_with,
)
from emogen.pipelines.image.painter.crests import dome
from emogen.pipelines.image.painter.light import linear, mix, smooth
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.settings.kinds import LAND, OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.settings.plants import palm
from emogen.pipelines.image.painter.terrain import Ridge
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.walls import pen_at
from emogen.pipelines.image.painter.woods import tree_line

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


_SAND: Final = ("#ead6a2", "#c9ae78")


def _sand(stage: Stage) -> tuple[str, str]:
    return ("#eef2f7", "#c8d2de") if stage.winter else _SAND


def _island_sea(stage: Stage) -> None:
    """A green island with white sand, seen from the sea."""
    open_air(stage, 0.54, 3.0)
    h, canvas = stage.horizon, stage.canvas
    x = canvas.wide * (0.5 + 0.07 * stage.light.side)
    hill = dome(
        x + 0.05, 0.4 * canvas.wide, h + 0.015, h - 0.24, number_of(stage, "hill"), rough=0.16, power=1.5
    )
    crest = raise_ridge(
        stage, "hill", Ridge(h + 0.015, 0.24, 0.3, "#6f8f4c", "#4f6f3c", 0.3, 0.3, slope=1.2, crest=hill)
    )
    tree_line(
        stage, crest, 0.07, "island wood", size=0.05, count=230, pines=0.0, distance=0.3, span=(0.22, 0.86)
    )
    beach = dome(x, 0.46 * canvas.wide, h + 0.024, h + 0.004, number_of(stage, "sand"), rough=0.05)
    raise_ridge(
        stage,
        "sand",
        Ridge(h + 0.024, 0.02, 0.2, *_sand(stage), 0.5, slope=0.3, crest=beach, bottom=h + 0.026),
    )
    for n, u in enumerate((-0.3, -0.24, -0.16, 0.17, 0.27, 0.33)):
        pen = stage.pen("palm", x + u * canvas.wide, h + 0.018, index=n)
        palm(replace(pen.at(0, 0, 0.0125 / pen.scale), distance=0.2), lean=0.25 if u > 0 else -0.25)
    stage.draw({Kind.SHORE}, (h + 0.024, h + 0.018), span=(0.3, 0.7))
    _lagoon(stage, h + 0.022, (h + 0.06, canvas.high * 0.84))
    birds_and_balloons(stage)


def _island_beach(stage: Stage) -> None:
    """On its beach: leaning palms over white sand and a lagoon."""
    open_air(stage, 0.44, 2.2)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    far = dome(
        canvas.wide * (0.5 + 0.2 * side),
        0.16 * canvas.wide,
        h + 0.006,
        h - 0.06,
        number_of(stage, "far isle"),
        rough=0.15,
    )
    raise_ridge(stage, "far isle", Ridge(h + 0.006, 0.06, 0.7, "#6f8a5c", "#5c7450", 0.2, 0.3, crest=far))
    _lagoon(stage, h, (h + 0.02, canvas.high * 0.62))
    base = canvas.high
    inner = canvas.wide * (0.5 + 0.62 * side)
    outer = canvas.wide * (0.5 - 0.62 * side)
    middle = canvas.wide * (0.5 - 0.46 * side)
    spit = dome(middle, 0.36 * canvas.wide, h + 0.17, h + 0.13, number_of(stage, "spit"), rough=0.05)
    raise_ridge(
        stage,
        "spit",
        Ridge(h + 0.17, 0.05, 0.15, *_sand(stage), 0.8, slope=0.4, crest=spit, bottom=h + 0.175),
    )
    raise_ridge(
        stage,
        "sand",
        Ridge(base * 0.96, 0.34, 0.05, *_sand(stage), 1.2, slope=0.4, bottom=base, between=(inner, outer)),
    )
    for n, (u, z, lean) in enumerate(((0.36, 15.5, 0.3), (0.43, 14.0, 0.42), (0.3, 14.6, 0.38))):
        palm(pen_at(stage, "palm", canvas.wide * (0.5 - u * side), z, index=n), lean=lean * side)
    stage.draw(
        LAND,
        (base * 0.985, base * 0.8),
        usual=[("rock", 2)],
        near=0.45,
        span=(0.02, 0.6) if side > 0 else (0.4, 0.98),
    )
    stage.foreground = (0.4, 0.8) if side > 0 else (0.2, 0.6)
    birds_and_balloons(stage)


def _island_above(stage: Stage) -> None:
    """From above: rings of sand, reef and blue water around green hills."""
    open_air(stage, 0.22, 60.0)
    h, canvas = stage.horizon, stage.canvas
    water_with(stage, h, rough=0.16, rows=(h + 0.1, canvas.high * 0.92), colour="#17607a")
    for n, (u, down, half) in enumerate(
        ((0.8, 0.1, 0.09), (0.18, 0.14, 0.07), (0.5 - 0.04 * stage.light.side, 0.42, 0.33))
    ):
        x, y, wide = canvas.wide * u, h + down, canvas.wide * half
        _reef(stage, x, y, wide, n)
        crest = dome(x, 0.72 * wide, y, y - 0.5 * wide, number_of(stage, f"isle {n}"), rough=0.22, power=1.4)
        low = dome(x, 0.8 * wide, y, y + 0.2 * wide, number_of(stage, f"foot {n}"), rough=0.06)
        ridge = Ridge(
            y,
            0.5 * wide,
            0.6 - 0.2 * n,
            "#7f9a52",
            "#4f7040",
            0.3 * wide + 0.08,
            0.35,
            slope=1.3,
            crest=crest,
            floor=low,
            bottom=y + 0.22 * wide,
        )
        line = raise_ridge(stage, f"isle {n}", ridge)
        edge = 0.3 * wide / canvas.wide
        tree_line(
            stage,
            line,
            0.2 * wide,
            f"wood {n}",
            size=0.03 + 0.05 * wide,
            count=60 + int(500 * half),
            pines=0.0,
            distance=0.5 - 0.15 * n,
            span=(u - 1.5 * edge, u + 1.5 * edge),
        )
    birds_and_balloons(stage)


def _reef(stage: Stage, x: float, y: float, wide: float, index: int) -> None:
    """Shallow water and sand around an island seen from above."""
    light, turn = stage.light, number_of(stage, f"reef {index}")
    shallow = light.lit(linear("#4fc0b8"), 0.6) * 0.85 + light.middle * np.float32(0.15)
    sand = light.lit(linear(_sand(stage)[0]), 0.7)
    foam = light.lit(linear("#f4f8f8"), 0.8)

    def shade(px: AnyFloats, py: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        away = np.hypot((px - x) / wide, (py - y) / (0.36 * wide))
        away = away + 0.16 * fbm(px * 5.0 / wide * 0.2, py * 14.0 / wide * 0.2, turn, octaves=5)
        rgb = mix(np.broadcast_to(shallow, (*px.shape, 3)), sand, smooth(1.0, 0.9, away)[..., None])
        ring = np.exp(-(((away - 1.0) / 0.035) ** 2)) * 0.8 + np.exp(-(((away - 1.42) / 0.03) ** 2)) * 0.6
        rgb = mix(rgb, foam, np.clip(ring, 0, 1)[..., None])
        fade = 1.0 - np.exp(-0.8 * light.haze * (0.45 - 0.15 * index))
        alpha = smooth(1.62, 1.15, away) * 0.88
        return mix(rgb, light.air, fade), alpha.astype(np.float32)

    stage.canvas.shade(shade, y - 0.8 * wide, y + 0.8 * wide)


def _lagoon(stage: Stage, shore: float, rows: tuple[float, float]) -> None:
    water_with(stage, shore, rough=0.22, rows=rows, colour="#1f8a92")


SETTINGS: Final = {
    "island": Setting(composed(_island_sea, _island_beach, _island_above), WATERSIDE, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
