"""Upright faces in perspective: fronts of houses along a street, walls, the fronts' windows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import LAMP_COLOUR, linear, mix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.arrays import Shape
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage

NEAREST: Final = 0.35
"""Nothing is drawn nearer to the eye than this, metres."""

_FAR: Final = 220.0
"""Metres at which the air hides a wall as it hides the horizon."""


def project(stage: Stage, points: Shape) -> AnyFloats:
    """Scene positions ``(n, 2)`` of points ``(n, 3)`` in metres: to the right, up, away from the viewer."""
    right, up, away = np.asarray(points, np.float64).T
    away = np.maximum(away, NEAREST)
    x = stage.vanish + stage.fit * right / away
    y = stage.horizon + (stage.eye - up * stage.fit) / away
    placed: AnyFloats = np.column_stack([x, y]).astype(np.float32)
    return placed


def row_of(stage: Stage, away: float) -> float:
    """The row (scene units) of the ground ``away`` metres from the viewer."""
    return stage.horizon + stage.eye / max(away, NEAREST)


def pen_at(stage: Stage, name: str, x: float, away: float, *, size: float = 1.0, index: int = 0) -> Pen:
    """A pen for a piece of the setting at ``x`` (scene units) on the ground, ``away`` metres off."""
    pen = stage.pen(name, x, row_of(stage, away), size=size, index=index)
    return replace(pen, distance=min(1.0, away / _FAR))


def fill_space(
    stage: Stage, shapes: Sequence[Shape], colour: str | AnyFloats, facing: float, *,
    low: float | None = None, alpha: float = 1.0, grain: float = 0.12, stretch: float = 1.0, seed: int = 0,
) -> None:  # fmt: skip
    """Fill the union of polygons in space (metres, see :func:`project`) with a material."""
    light = stage.light
    away = float(np.median([np.median(np.asarray(shape, np.float64)[:, 2]) for shape in shapes]))
    distance = min(1.0, away / _FAR)
    albedo = linear(colour) if isinstance(colour, str) else colour
    top = light.through_air(light.lit(albedo, facing), distance)
    bottom = top if low is None else light.through_air(light.lit(albedo, low), distance)
    feature = float(np.clip(0.35 * stage.fit / max(away, NEAREST), 0.004, 0.03))
    stage.canvas.fill(
        [project(stage, shape) for shape in shapes], top, bottom, alpha=alpha, grain=grain, stretch=stretch,
        feature=feature, seed=seed,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wall:
    """An upright face that runs from one place on the ground to another.

    Attributes:
        start, end: metres to the right and away. Shapes on it are in metres along it and up.
    """

    stage: Stage
    start: tuple[float, float]
    end: tuple[float, float]
    foot: float = 0.0

    @property
    def length(self) -> float:
        return float(np.hypot(self.end[0] - self.start[0], self.end[1] - self.start[1]))

    @property
    def facing(self) -> float:
        """How much of the key light it sees."""
        along = np.subtract(self.end, self.start) / max(self.length, 1e-6)
        normal = np.array([along[1], -along[0]])
        if normal @ np.add(self.start, self.end) > 0:
            normal = -normal
        low = 0.12 if self.stage.light.elevation < 12 else 0.0
        return float(np.clip(0.46 + 0.42 * normal[0] * self.stage.light.side - low, 0.05, 1.0))

    def space(self, shape: Shape) -> AnyFloats:
        """Points ``(n, 2)`` on the wall as points ``(n, 3)`` in space."""
        along, up = np.asarray(shape, np.float64).T
        t = along / max(self.length, 1e-6)
        run = self.end[1] - self.start[1]
        if run > 1e-6:
            t = np.maximum(t, (NEAREST - self.start[1]) / run)
        x = self.start[0] + t * (self.end[0] - self.start[0])
        placed: AnyFloats = np.column_stack([x, self.foot + up, self.start[1] + t * run])
        return placed

    def fill(
        self, shapes: Sequence[Shape], colour: str | AnyFloats, bright: float = 1.0, *,
        low: float | None = None, alpha: float = 1.0, grain: float = 0.12, stretch: float = 1.0,
    ) -> None:  # fmt: skip
        """Fill shapes on the wall; ``bright``, ``low``: factors on its facing the light, above and below."""
        base = None if low is None else self.facing * low
        fill_space(
            self.stage, [self.space(shape) for shape in shapes], colour, self.facing * bright,
            low=base, alpha=alpha, grain=grain, stretch=stretch, seed=int(abs(self.start[1]) * 97) % 9973,
        )  # fmt: skip

    def shine(self, shapes: Sequence[Shape], colour: str, power: float) -> None:
        """Fill shapes with light of their own."""
        away = (self.start[1] + self.end[1]) / 2
        light = self.stage.light
        tone = light.through_air(linear(colour) * np.float32(power), min(1.0, 0.6 * away / _FAR))
        self.stage.canvas.fill(
            [project(self.stage, self.space(shape)) for shape in shapes],
            tone,
            tone * 0.85,
            grain=0.08,
            feature=0.012,
        )

    def glow(self, along: float, up: float, reach: float, power: float, colour: str = LAMP_COLOUR) -> None:
        """Light around a point of the wall, ``reach`` metres wide."""
        space = self.space([[along, up]])
        (x, y), away = project(self.stage, space)[0], max(float(space[0, 2]), 1.5)
        light = linear(colour) * np.float32(power)
        self.stage.canvas.glow(float(x), float(y), min(0.6, reach * self.stage.fit / away), light)

    def windows(
        self, box: tuple[float, float, float, float], grid: tuple[int, int], random: np.random.Generator, *,
        lit: float = 0.5, pane: tuple[float, float] = (0.5, 0.6), frame: str | None = None,
    ) -> None:  # fmt: skip
        """A grid of windows (columns, rows) in a box (from, low, wide, high); some lit when it is dark."""
        left, low, wide, high = box
        cell = (wide / grid[0], high / grid[1])
        size = (cell[0] * pane[0], cell[1] * pane[1])
        shapes = [
            rectangle(
                left + (c + 0.5) * cell[0] - size[0] / 2, low + (r + 0.5) * cell[1] - size[1] / 2, *size
            )
            for r in range(grid[1])
            for c in range(grid[0])
        ]
        light = self.stage.light
        chosen = random.random(len(shapes)) < lit * light.lamps
        dark = [shape for shape, on in zip(shapes, chosen, strict=True) if not on]
        bright = [shape for shape, on in zip(shapes, chosen, strict=True) if on]
        if frame:
            edge = 0.09 * min(size)
            self.fill([grown(shape, edge) for shape in shapes], frame, 1.0, grain=0.0)
        if dark:
            glass = mix(linear("#20262e"), light.middle * 0.6, 0.35) / np.maximum(
                light.ambient + light.key * 0.3, 0.02
            )
            self.fill(dark, glass.astype(np.float32) * 0.8, 0.8, grain=0.25)
        if bright:
            self.shine(bright, LAMP_COLOUR, 0.35 + 0.75 * light.lamps)
            for shape in bright[:: max(1, len(bright) // 5)]:
                self.glow(shape[0][0] + size[0] / 2, shape[0][1] + size[1] / 2, 2.2, 0.13 * light.lamps)


def rectangle(x: float, y: float, wide: float, high: float) -> list[list[float]]:
    """A rectangle with its lower left corner at ``x``, ``y``."""
    return [[x, y], [x, y + high], [x + wide, y + high], [x + wide, y]]


def grown(shape: list[list[float]], edge: float) -> list[list[float]]:
    """A rectangle with an edge around it."""
    (left, low), (right, high) = shape[0], shape[2]
    return rectangle(left - edge, low - edge, right - left + 2 * edge, high - low + 2 * edge)
