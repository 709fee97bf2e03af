"""A pen that draws one thing in metres, where it stands, in the scene's light and air."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import LAMP_COLOUR, Light, linear, mix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from emogen.arrays import AnyFloats
    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.pipelines.image.painter.arrays import Numbers, Shape
    from emogen.pipelines.image.painter.canvas import Canvas
    from emogen.pipelines.image.painter.view import Space


NOBODY: Final = "nobody"
"""Who a figure is that another one has drawn along with itself."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws in metres: x to the right, y up, the origin where the thing touches the ground.

    Attributes:
        x, y: the origin, scene units. scale: scene units a metre.
        distance: 0 near, 1 at the horizon. flip: -1 draws the mirror image in water.
        colour: the colour the words ask for, sRGB hex, or None. season: or None.
        who: of a figure, an entry of ``assets/scenes_people.yaml``; empty for anybody.
        targets: what the emotion asks for, e.g. how bare or blooming a tree is (``life``).
        space: where it stands in a room, for what is drawn in depth; None in the open.
    """

    canvas: Canvas
    light: Light
    targets: PictureTargets
    random: Generator
    x: float
    y: float
    scale: float
    distance: float
    flip: int = 1
    colour: str | None = None
    season: str | None = None
    space: Space | None = None
    who: str = ""

    def at(self, dx: float, dy: float = 0.0, size: float = 1.0) -> Pen:
        """The same pen with its origin moved by metres, and its metre scaled."""
        return replace(
            self,
            x=self.x + dx * self.scale,
            y=self.y - dy * self.scale * self.flip,
            scale=self.scale * size,
            space=self.space.moved(dx, dy, size) if self.space else None,
        )

    def tone(self, colour: str | AnyFloats, facing: float = 0.5) -> AnyFloats:
        """A material's colour in this light and through this much air, linear ``(3,)``."""
        albedo = linear(colour) if isinstance(colour, str) else colour
        return self.light.through_air(self.light.lit(albedo, facing), self.distance)

    def facing(self, nx: float) -> float:
        """How much a face turned sideways by ``nx`` (-1 left, 1 right) sees of the key light."""
        low = self.light.elevation < 12
        return float(np.clip(0.42 + 0.42 * nx * self.light.side - (0.12 if low else 0.0), 0.05, 1.0))

    def points(self, shape: Shape) -> AnyFloats:
        """Scene positions of points ``(n, 2)`` in metres."""
        local = np.asarray(shape, np.float64)
        origin, unit = (self.x, self.y), (self.scale, -self.scale * self.flip)
        placed: AnyFloats = (local * unit + origin).astype(np.float32)
        return placed

    def poly(
        self,
        shape: Shape,
        colour: str | AnyFloats,
        facing: float = 0.5,
        *,
        low: float | None = None,
        alpha: float = 1.0,
        grain: float = 0.12,
        stretch: float = 1.0,
    ) -> None:
        """Fill a polygon with a material; ``low``: how its lower end faces the light."""
        self.polys([shape], colour, facing, low=low, alpha=alpha, grain=grain, stretch=stretch)

    def polys(
        self,
        shapes: Sequence[Shape],
        colour: str | AnyFloats,
        facing: float = 0.5,
        *,
        low: float | None = None,
        alpha: float = 1.0,
        grain: float = 0.12,
        stretch: float = 1.0,
    ) -> None:
        """Fill the union of polygons; see :meth:`poly`."""
        top = self.tone(colour, facing)
        bottom = top if low is None else self.tone(colour, low)
        if self.flip < 0:
            top, bottom = bottom, top
        self.canvas.fill(
            [self.points(shape) for shape in shapes],
            top,
            bottom,
            alpha=alpha,
            grain=grain,
            stretch=stretch,
            feature=max(0.004, min(0.02, 0.4 * self.scale)),
            seed=int(self.random.integers(1 << 30)) if grain else 0,
        )

    def line(
        self, path: Shape, width: float | tuple[float, float], colour: str | AnyFloats, facing: float = 0.5
    ) -> None:
        """A stroke along points in metres; ``width`` in metres, or (at the start, at the end)."""
        points = np.asarray(path, np.float64)
        first, last = width if isinstance(width, tuple) else (width, width)
        widths = np.linspace(first, last, len(points))
        least = 0.9 * self.canvas.px / self.scale  # a rope thinner than a pixel stays visible
        thin = float(min(1.0, max(first, last) / least + 0.35))
        half = np.maximum(widths, least)[:, None] / 2
        along = np.gradient(points, axis=0)
        along /= np.maximum(np.hypot(along[:, :1], along[:, 1:]), 1e-9)
        normal = np.stack([-along[:, 1], along[:, 0]], 1)
        outline = np.concatenate([points + normal * half, (points - normal * half)[::-1]])
        self.poly(outline, colour, facing, grain=0.0, alpha=thin)

    def dabs(
        self,
        x: Numbers,
        y: Numbers,
        along: Numbers,
        across: Numbers,
        angle: Numbers,
        colours: AnyFloats,
        *,
        alpha: Numbers = 1.0,
        power: float = 2.0,
        soft: float = 0.3,
        bristle: float = 0.3,
    ) -> None:
        """Brush dabs in metres; ``colours`` linear ``(n, 3)``, already lit and behind air."""
        px, py, long, wide, turn, opacity = np.broadcast_arrays(x, y, along, across, angle, alpha)
        place = self.points(np.stack([px, py], 1))
        dabs = np.column_stack([place, long * self.scale, wide * self.scale, -turn * self.flip, opacity])
        self.canvas.dabs(dabs.astype(np.float32), colours, power=power, soft=soft, bristle=bristle)

    def lamp(
        self, x: float, y: float, reach: float, strength: float = 1.0, colour: str = LAMP_COLOUR
    ) -> None:
        """Lamp light at a point in metres: a bright core and a glow ``reach`` metres wide."""
        power = strength * self.light.lamps
        if power <= 0.01:
            return
        place = self.points([[x, y]])[0]
        glow = mix(linear(colour), self.light.air, 0.25 * self.distance) * np.float32(0.55 * power)
        if self.canvas.image.shape[2] == 4:
            glow = glow * np.float32(0.4)
        self.canvas.glow(float(place[0]), float(place[1]), reach * self.scale, glow)

    def shadow(self, width: float, length: float, strength: float = 0.5) -> None:
        """The soft shadow on the ground of something ``width`` metres wide at its foot."""
        if self.flip < 0:
            return
        light = self.light
        hard = float(light.key.mean() / (light.key.mean() + light.ambient.mean() + 1e-6))
        slant = float(np.clip(1.4 - light.elevation / 45.0, 0.15, 1.3)) * length
        dark = self.tone("#20242c", 0.0)
        steps = 7
        t = np.linspace(0, 1, steps)
        x = -light.side * slant * t * 0.9
        y = -0.06 * slant * t - 0.02
        alpha = strength * hard * (1.0 - 0.75 * t) * (1.0 - 0.5 * light.soft) * 0.6
        across = width * (0.1 + 0.05 * light.soft)
        self.dabs(x, y, width * (0.55 + 0.3 * t), across, 0 * t, dark[None], alpha=alpha, soft=1.2, bristle=0)
