"""Outlines of what is drawn by hand, and a body made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter import relief
from emogen.pipelines.image.painter.light import linear

if TYPE_CHECKING:
    from collections.abc import Iterable

    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.arrays import Shape
    from emogen.pipelines.image.painter.pen import Pen


def ellipse(x: float, y: float, across: float, up: float, *, turn: float = 0.0) -> AnyFloats:
    """An ellipse about ``x``, ``y`` with half-axes ``across`` and ``up``, metres, turned by radians."""
    k = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    u, v = across * np.cos(k), up * np.sin(k)
    c, s = np.cos(turn), np.sin(turn)
    return np.column_stack([x + u * c - v * s, y + u * s + v * c])


def smooth(points: Shape, steps: int = 8) -> AnyFloats:
    """A closed curve through points (Catmull-Rom), ``(len(points) * steps, 2)``."""
    p = np.asarray(points, np.float64)
    before, after, second = np.roll(p, 1, 0), np.roll(p, -1, 0), np.roll(p, -2, 0)
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    a, b, c, d = (q[:, None, :] for q in (before, p, after, second))
    curve: AnyFloats = 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )
    return curve.reshape(-1, 2)


def band(path: Shape, width: float | tuple[float, float]) -> AnyFloats:
    """A stripe along a path; ``width`` in metres, or (at the start, at the end)."""
    points = np.asarray(path, np.float64)
    first, last = width if isinstance(width, tuple) else (width, width)
    along = np.gradient(points, axis=0)
    along /= np.maximum(np.hypot(along[:, :1], along[:, 1:]), 1e-9)
    normal = np.stack([-along[:, 1], along[:, 0]], 1) * np.linspace(first, last, len(points))[:, None] / 2
    return np.concatenate([points + normal, (points - normal)[::-1]])


def turned(shapes: Iterable[Shape], side: int) -> list[AnyFloats]:
    """Shapes as they are (``side`` 1) or mirrored (-1)."""
    return [np.asarray(shape, np.float64) * [side, 1] for shape in shapes]


def solid(
    pen: Pen, parts: Iterable[tuple[str, Shape | list[AnyFloats]]], *, bulge: float = 1.0, grain: float = 0.16
) -> None:
    """Paint parts, (sRGB hex, outline or outlines in metres) each, as one body; see :func:`relief.paint`."""
    layers = []
    for colour, shape in parts:
        many = isinstance(shape, list) and len(shape) > 0 and isinstance(shape[0], np.ndarray)
        outlines = shape if many else [shape]
        rings = tuple(_ahead(np.asarray(outline, np.float32)) for outline in outlines)
        layers.append(relief.Layer(linear(colour), rings))
    relief.paint(pen, layers, bulge=bulge, grain=grain)


def _ahead(ring: AnyFloats) -> AnyFloats:
    """The ring turned so that its area is positive: overlapping rings add up."""
    x, y = ring.T
    area = float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
    return ring if area > 0 else ring[::-1]
