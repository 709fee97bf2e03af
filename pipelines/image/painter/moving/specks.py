"""Specks in the air, as functions of time that come round: rain, snow, leaves, petals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.seeds import stream
from emogen.vision.srgb import to_value

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage

NEAR: Final = 0.72
"""Nearness from which a speck is before the person."""

_LEAVES: Final = ("#b3541e", "#c98a2b", "#8c3b1e", "#a56a24")
_PETALS: Final = ("#f3c9d2", "#f7e3e0", "#eab3c0")


@dataclass(frozen=True, slots=True, eq=False)
class Specks:
    """Specks of one kind; all arrays have one row each.

    Attributes:
        start: x and y at the loop's beginning, shares of the picture. turns: how often each crosses the
            picture downwards and sideways in a loop: whole numbers, so that the loop closes.
        sway: its reach across, share of the width, and its swings in a loop. phase: radians.
        size: half length and half width, scene units. spin: turns of a leaf in a loop.
        alpha: opacity. colour: sRGB 0 to 255. near: 0 far to 1 close to the viewer.
    """

    start: AnyFloats
    turns: AnyFloats
    sway: AnyFloats
    phase: AnyFloats
    size: AnyFloats
    lean: AnyFloats
    spin: AnyFloats
    alpha: AnyFloats
    colour: AnyFloats
    near: AnyFloats

    def at(self, share: float, wide: float, high: float, px: float, *, close: bool) -> AnyFloats:
        """As :func:`kernels.scatter` takes them, at a share of the loop: those before somebody or behind."""
        kept = (self.near >= NEAR) == close
        turn = 2.0 * np.pi * share
        margin = 0.08
        swing = self.sway[kept, 0] * np.sin(self.sway[kept, 1] * turn + self.phase[kept])
        x = (self.start[kept, 0] + self.turns[kept, 0] * share + swing) % 1.0
        y = (self.start[kept, 1] + self.turns[kept, 1] * share) % 1.0
        spin = self.spin[kept] * turn + self.phase[kept]
        flip = np.where(self.spin[kept] == 0.0, 1.0, 0.25 + 0.75 * np.abs(np.cos(spin)))
        return np.column_stack(
            [
                (x * (1.0 + 2.0 * margin) - margin) * wide / px,
                (y * (1.0 + 2.0 * margin) - margin) * high / px,
                np.maximum(self.size[kept, 0] / px, 0.5),
                np.maximum(self.size[kept, 1] / px * flip, 0.5),
                self.lean[kept] + np.where(self.spin[kept] == 0.0, 0.0, 0.7 * np.sin(spin)),
                self.alpha[kept],
                self.colour[kept],
            ]
        ).astype(np.float32)


def specks_of(stage: Stage, seconds: float) -> tuple[Specks, ...]:
    """What is in the air of a scene whose loop takes ``seconds``."""
    weather, prompt = stage.light.weather, stage.prompt
    made = []
    if weather.rain > 0.04:
        made.append(_rain(stage, seconds))
    if weather.snow > 0.04:
        made.append(_snow(stage, seconds))
    elif prompt.season == "autumn" and weather.rain < 0.5:
        made.append(_leaves(stage, seconds, _LEAVES, 26))
    elif prompt.season == "spring" and weather.rain < 0.5:
        made.append(_leaves(stage, seconds, _PETALS, 34))
    return tuple(made)


def _encoded(colour: AnyFloats) -> AnyFloats:
    """sRGB 0 to 255 of linear light."""
    encoded: AnyFloats = (255.0 * to_value(colour)).astype(np.float32)
    return encoded


def _rain(stage: Stage, seconds: float) -> Specks:
    light, random = stage.light, stream(stage.seed, "moving rain")
    count = int(420 * light.weather.rain) + 20
    near = random.random(count) ** 1.6
    wind = -light.side * (0.10 + 0.35 * light.weather.wind)
    falls = np.round(seconds * (1.1 + 0.9 * near))
    colour = _encoded(mix(light.horizon, linear("#e6ecf2") * light.ambient * 1.6, 0.5) * 1.25)
    return Specks(
        start=random.random((count, 2)),
        turns=np.stack([np.round(wind * falls * 0.6), falls], axis=1),
        sway=np.zeros((count, 2)),
        phase=np.zeros(count),
        size=np.stack([0.012 + 0.034 * near, 0.0006 + 0.0010 * near], axis=1),
        lean=np.full(count, np.pi / 2 - wind * 0.6 * stage.canvas.wide / stage.canvas.high),
        spin=np.zeros(count),
        alpha=0.10 + 0.15 * near,
        colour=np.broadcast_to(colour, (count, 3)),
        near=near,
    )


def _snow(stage: Stage, seconds: float) -> Specks:
    light, random = stage.light, stream(stage.seed, "moving snow")
    count = int(520 * light.weather.snow) + 20
    near = random.random(count) ** 2.2
    wind = -light.side * light.weather.wind
    falls = np.maximum(1.0, np.round(seconds * (0.09 + 0.17 * near)))
    colour = _encoded(linear("#f4f7fb") * (light.ambient * 1.1 + light.key * 0.6) + light.horizon * 0.15)
    size = 0.0014 + 0.0065 * near
    return Specks(
        start=random.random((count, 2)),
        turns=np.stack([np.round(wind * falls), falls], axis=1),
        sway=np.stack([0.004 + 0.014 * random.random(count), np.round(1 + 3 * random.random(count))], axis=1),
        phase=random.uniform(0, 2 * np.pi, count),
        size=np.stack([size, size], axis=1),
        lean=np.zeros(count),
        spin=np.zeros(count),
        alpha=0.85 - 0.5 * near,
        colour=np.broadcast_to(colour, (count, 3)),
        near=near,
    )


def _leaves(stage: Stage, seconds: float, colours: tuple[str, ...], count: int) -> Specks:
    light, random = stage.light, stream(stage.seed, "moving leaves")
    near = random.random(count) ** 1.4
    falls = np.maximum(1.0, np.round(seconds * (0.07 + 0.10 * near)))
    shades = np.stack(
        [light.lit(linear(colours[int(k)]), 0.6) for k in random.integers(len(colours), size=count)]
    )
    size = 0.0035 + 0.0085 * near
    return Specks(
        start=random.random((count, 2)),
        turns=np.stack([np.round(-light.side * falls * (0.5 + light.weather.wind)), falls], axis=1),
        sway=np.stack([0.02 + 0.03 * random.random(count), np.round(1 + 3 * random.random(count))], axis=1),
        phase=random.uniform(0, 2 * np.pi, count),
        size=np.stack([size, 0.55 * size], axis=1),
        lean=random.uniform(-1.2, 1.2, count),
        spin=np.round(random.uniform(1, 5, count)),
        alpha=np.full(count, 0.85),
        colour=_encoded(shades),
        near=near,
    )
