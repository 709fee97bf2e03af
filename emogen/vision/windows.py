"""What a network sees of a picture: turned rectangles, resampled smoothly, and the way back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats, Floats, Pixels


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle in a picture: centre, width and height in pixels, turned clockwise by radians."""

    x: float
    y: float
    width: float
    height: float
    turn: float = 0.0

    def to_picture(self, unit: AnyFloats) -> Floats:
        """Points of the unit square, shape ``(..., 2)``, in pixels of the picture."""
        across, down = (unit[..., 0] - 0.5) * self.width, (unit[..., 1] - 0.5) * self.height
        cosine, sine = math.cos(self.turn), math.sin(self.turn)
        turned = (self.x + cosine * across - sine * down, self.y + sine * across + cosine * down)
        return np.stack(turned, axis=-1).astype(np.float32)

    def grown(self, factor: float) -> Window:
        """The window around the same centre whose sides are ``factor`` times as long."""
        return Window(self.x, self.y, self.width * factor, self.height * factor, self.turn)

    def square(self, factor: float) -> Window:
        """The square around the same centre whose side is ``factor`` times the longer side."""
        side = factor * max(self.width, self.height)
        return Window(self.x, self.y, side, side, self.turn)


def around(points: AnyFloats, start: AnyFloats, end: AnyFloats) -> Window:
    """The smallest window that holds ``points``, shape ``(n, 2)``, turned so that the way from
    ``start`` to ``end`` leads straight to the right."""
    turn = math.atan2(float(end[1] - start[1]), float(end[0] - start[0]))
    cosine, sine = math.cos(turn), math.sin(turn)
    axes = np.array([[cosine, -sine], [sine, cosine]])
    upright = points[:, :2] @ axes
    low, high = upright.min(axis=0), upright.max(axis=0)
    x, y = axes @ ((low + high) / 2)
    width, height = high - low
    return Window(float(x), float(y), float(width), float(height), turn)


def pyramid(pixels: Pixels) -> list[Floats]:
    """A picture in [0, 1] and its halvings, each pixel the mean of four of the level before."""
    levels = [pixels.astype(np.float32) / 255.0]
    while min(levels[-1].shape[:2]) >= 2:
        last = levels[-1]
        height, width = last.shape[0] // 2, last.shape[1] // 2
        whole = last[: 2 * height, : 2 * width]
        levels.append(whole.reshape(height, 2, width, 2, -1).mean(axis=(1, 3)))
    return levels


def cut(levels: list[Floats], window: Window, side: int) -> Floats:
    """What is in a window of a :func:`pyramid`, float32 ``(1, side, side, channels)``; beyond the
    picture's edges it is 0. A shrunk window is read from a level where little is skipped."""
    shrunk = max(1.0, min(window.width, window.height) / side)
    level = min(math.floor(math.log2(shrunk)), len(levels) - 1)
    middles = (np.arange(side, dtype=np.float32) + 0.5) / side
    places = window.to_picture(np.stack(np.meshgrid(middles, middles), axis=-1)) / 2**level - 0.5
    return _bilinear(levels[level], places[..., 0], places[..., 1])[None]


def _bilinear(source: Floats, x: Floats, y: Floats) -> Floats:
    height, width = source.shape[:2]
    left, top = np.floor(x).astype(np.int32), np.floor(y).astype(np.int32)
    total = np.zeros((*x.shape, source.shape[2]), np.float32)
    for row, column in ((0, 0), (0, 1), (1, 0), (1, 1)):
        across, down = left + column, top + row
        share = (1.0 - np.abs(x - across)) * (1.0 - np.abs(y - down))
        inside = (across >= 0) & (across < width) & (down >= 0) & (down < height)
        pixel = source[down.clip(0, height - 1), across.clip(0, width - 1)]
        total += pixel * np.where(inside, share, np.float32(0))[..., None]
    return total
