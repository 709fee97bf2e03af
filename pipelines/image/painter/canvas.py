"""A canvas in scene units, and a pen that draws a thing on it in metres."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.machine import threads
from emogen.pipelines.image.painter import raster

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from emogen.arrays import AnyFloats

    Shade = Callable[[AnyFloats, AnyFloats], tuple[AnyFloats, AnyFloats | float]]

AREA: Final = 16.0 / 9.0
"""Area of every scene, scene units squared: a 16:9 picture is 1 unit high, a square one 1.33."""

_BAND_PIXELS = 1 << 15
_MANY_DABS = 1000
"""From so many on, dabs are worth several threads."""

_THREADS = min(4, threads())


class Canvas:
    """Linear light over a rectangle of scene units, x to the right, y down, the origin at the top left.

    Attributes:
        image: float32 ``(rows, columns, c)``: 3 channels, or 4 with premultiplied alpha for a layer.
        wide, high: extent of the whole picture, scene units.
        px: the size of a pixel, scene units.
        row0: the first row of the whole picture that this canvas holds.
        kept: copies of what was painted up to a point, by name (:meth:`keep`); None keeps none.
    """

    def __init__(self, size: tuple[int, int], *, row0: int = 0, rows: int | None = None, channels: int = 3):
        width, height = size
        self.size = size
        self.wide = float(np.sqrt(AREA * width / height))
        self.high = AREA / self.wide
        self.px = self.high / height
        self.row0 = row0
        self.kept: dict[str, AnyFloats] | None = None
        self.image: AnyFloats = np.zeros((height if rows is None else rows, width, channels), np.float32)

    def keep(self, name: str) -> None:
        """Keep a copy of what is painted so far, where somebody wants to move it later."""
        if self.kept is not None:
            self.kept[name] = self.image.copy()

    def layer(self, top: float) -> Canvas:
        """A transparent canvas for the part of this picture below ``top`` (scene units)."""
        row0 = min(max(int(top / self.px), 0), self.size[1] - 1)
        return Canvas(self.size, row0=row0, rows=self.size[1] - row0, channels=4)

    def shade(self, shade: Shade, top: float = 0.0, bottom: float | None = None) -> None:
        """Blend ``shade(x, y) -> (rgb, alpha)`` over the rows from ``top`` to ``bottom``, scene units.

        Runs in bands, so that a large picture needs little memory; ``shade`` gets float32 grids
        ``(rows, columns)`` and must depend on nothing but them.
        """
        rows, columns = self.image.shape[:2]
        first = max(0, int(np.floor(top / self.px)) - self.row0 - 1)
        last = rows if bottom is None else min(rows, int(np.ceil(bottom / self.px)) - self.row0 + 1)
        x = ((np.arange(columns, dtype=np.float32) + 0.5) * self.px)[None, :]

        def band(start: int, end: int) -> None:
            y = ((np.arange(start, end, dtype=np.float32) + self.row0 + 0.5) * self.px)[:, None]
            grid_x, grid_y = (
                np.broadcast_to(x, (end - start, columns)),
                np.broadcast_to(y, (end - start, columns)),
            )
            rgb, alpha = shade(grid_x, grid_y)
            part = self.image[start:end]
            weight = alpha[..., None] if isinstance(alpha, np.ndarray) else np.float32(alpha)
            part += (rgb - part) * weight

        self.banded(band, first, last)

    def banded(
        self, work: Callable[[int, int], None], first: int, last: int, step: int | None = None
    ) -> None:
        """Call ``work(start, end)`` for bands of the rows from ``first`` to ``last``, on several threads.

        Bands of ``step`` rows, by default as many as stay in a core's cache: that depends on the picture's
        size alone, so that any number of threads paints the same bytes.
        """
        step = step or max(1, _BAND_PIXELS // self.image.shape[1])
        bands = [(start, min(start + step, last)) for start in range(first, last, step)]
        if len(bands) < 2 or _THREADS < 2:
            for start, end in bands:
                work(start, end)
            return
        with ThreadPoolExecutor(_THREADS) as pool:
            list(pool.map(lambda band: work(*band), bands))

    def fill(
        self,
        polygons: Sequence[AnyFloats],
        top_colour: AnyFloats,
        low_colour: AnyFloats | None = None,
        *,
        alpha: float = 1.0,
        grain: float = 0.1,
        stretch: float = 1.0,
        feature: float = 0.02,
        seed: int = 0,
    ) -> None:
        """Fill the union of polygons ``(n, 2)`` in scene units; see :func:`raster.fill_polygons`."""
        points = np.concatenate(polygons).astype(np.float32) / np.float32(self.px)
        points[:, 1] -= self.row0
        rows, columns = self.image.shape[:2]
        x0, y0 = np.maximum(np.floor(points.min(0)), 0).astype(int)
        x1, y1 = np.ceil(points.max(0)).astype(int) + 1
        x1, y1 = min(x1, columns), min(y1, rows)
        if x1 <= x0 or y1 <= y0:
            return
        ends = np.cumsum([len(polygon) for polygon in polygons])
        low = top_colour if low_colour is None else low_colour
        box = np.array([x0, y0, x1, y1])
        size = feature / self.px
        raster.fill_polygons(
            self.image, points, ends, box, self._channels(top_colour), self._channels(low), float(alpha),
            float(grain * min(1.0, size / 2.0)), float(stretch), float(max(size, 0.5)), seed,
        )  # fmt: skip

    def dabs(
        self,
        dabs: AnyFloats,
        colours: AnyFloats,
        *,
        power: float = 2.0,
        soft: float = 0.3,
        bristle: float = 0.0,
    ) -> None:
        """Stamp dabs ``(n, 6)`` in scene units; see :func:`raster.stamp_dabs`."""
        if len(dabs) == 0:
            return
        scaled = np.array(dabs, np.float32)
        scaled[:, :4] /= self.px
        scaled[:, 1] -= self.row0
        colours = np.broadcast_to(np.asarray(colours, np.float32), (len(dabs), 3))
        brush = np.array([power, soft, bristle], np.float32)
        tones = self._channels(colours)

        def band(first: int, last: int) -> None:
            raster.stamp_dabs(self.image, scaled, tones, brush, first, last)

        if len(dabs) < _MANY_DABS:
            band(0, self.image.shape[0])
        else:
            self.banded(band, 0, self.image.shape[0], 1 + self.image.shape[0] // _THREADS)

    def glow(self, x: float, y: float, radius: float, colour: AnyFloats) -> None:
        """Add light around a point, scene units; on a layer the glow is opaque to nothing."""
        light = np.zeros(self.image.shape[2], np.float32)
        light[:3] = colour
        raster.add_glow(self.image, x / self.px, y / self.px - self.row0, radius / self.px, light)

    def look_up(self, x: AnyFloats, y: AnyFloats) -> AnyFloats:
        """Colours at scene positions of one shape, with one axis of channels more."""
        out = np.empty((x.size, self.image.shape[2]), np.float32)
        px = np.float32(self.px)
        flat_x = np.ascontiguousarray(x / px, np.float32).ravel()
        flat_y = np.ascontiguousarray(y / px - self.row0, np.float32).ravel()
        raster.sample(self.image, flat_x, flat_y, out)
        return out.reshape(*x.shape, -1)

    def _channels(self, colour: AnyFloats) -> AnyFloats:
        colour = np.asarray(colour, np.float32)
        if self.image.shape[2] == 3:
            return np.ascontiguousarray(colour)
        return np.concatenate([colour, np.ones((*colour.shape[:-1], 1), np.float32)], axis=-1)
