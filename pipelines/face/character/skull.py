"""What hair lies on: the head as a distance in every direction, the shoulders as two surfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats


_ROWS, _COLUMNS = 40, 80
_CELL = 0.08  # decimetres, of the shoulders' surfaces
_WIDE = 2.7


class Skull:
    """The head as a distance from its centre in every direction."""

    def __init__(self, points: AnyFloats) -> None:
        from scipy.ndimage import gaussian_filter

        self.low, self.high = points.min(axis=0), points.max(axis=0)
        self.centre = np.array([0.0, self.high[1] - 0.95, 0.0], np.float32)
        self.centre[2] = 0.5 * (self.low[2] + self.high[2]) - 0.08
        away = points - self.centre
        table: AnyFloats = np.zeros((_ROWS, _COLUMNS))
        row, column = (np.floor(place).astype(int) for place in self._place(away))
        np.maximum.at(table, (row.clip(0, _ROWS - 1), column % _COLUMNS), np.linalg.norm(away, axis=1))
        table = _filled(table)
        self._table = gaussian_filter(table, 0.8, mode=("nearest", "wrap")).astype(np.float32)

    def _place(self, away: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        high = np.arctan2(away[..., 1], np.hypot(away[..., 0], away[..., 2]))
        around = np.arctan2(away[..., 0], away[..., 2])
        return (high / np.pi + 0.5) * _ROWS, (around / (2 * np.pi) + 0.5) * _COLUMNS

    def radius(self, away: AnyFloats) -> AnyFloats:
        """Distance of the surface in the direction of ``away``, shape ``(…)``, bilinear."""
        row, column = (place - 0.5 for place in self._place(away))
        top, left = np.floor(row).astype(int), np.floor(column).astype(int)
        down, right = row - top, column - left
        a, b = top.clip(0, _ROWS - 1), (top + 1).clip(0, _ROWS - 1)
        c, d = left % _COLUMNS, (left + 1) % _COLUMNS
        upper = self._table[a, c] * (1 - right) + self._table[a, d] * right
        lower = self._table[b, c] * (1 - right) + self._table[b, d] * right
        return np.asarray(upper * (1 - down) + lower * down, np.float32)

    def outside(self, points: AnyFloats, lift: AnyFloats) -> AnyFloats:
        """``points``, pushed out to ``lift`` above the surface where they are below that."""
        away = points - self.centre
        length = np.linalg.norm(away, axis=-1, keepdims=True)
        least = self.radius(away)[..., None] + lift
        return np.where(length < least, self.centre + away * least / length, points)


class Shoulders:
    """The front and the back of neck and shoulders over x and y."""

    def __init__(self, points: AnyFloats, template: AnyFloats) -> None:
        """``points`` of the body and where they are on the template, which tells neck from head."""
        neck = points[(abs(template[:, 1] - 6.1) < 0.2) & (abs(template[:, 0]) < 0.6)]
        self.neck = float(0.5 * (neck[:, 2].min() + neck[:, 2].max()))  # z of its axis
        self._above = float(neck[:, 1].mean())
        points = points[template[:, 1] < 6.9]
        self._low = float(points[:, 1].min())
        shape = (int((points[:, 1].max() - self._low) / _CELL) + 1, int(2 * _WIDE / _CELL) + 1)
        self._front: AnyFloats = np.zeros(shape)
        self._back: AnyFloats = np.zeros(shape)
        at = self._cell(points)
        np.maximum.at(self._front, at, points[:, 2] + 10)
        np.maximum.at(self._back, at, 10 - points[:, 2])
        self._front, self._back = _filled(self._front, 3) - 10, 10 - _filled(self._back, 3)

    def _cell(self, points: AnyFloats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        row = ((points[..., 1] - self._low) / _CELL).astype(int).clip(0, self._front.shape[0] - 1)
        column = ((points[..., 0] + _WIDE) / _CELL).astype(int).clip(0, self._front.shape[1] - 1)
        return row, column

    def front(self, points: AnyFloats) -> AnyFloats:
        """z of the front at the points' x and y; -10 where nothing is."""
        return np.asarray(self._front[self._cell(points)], np.float32)

    def outside(self, points: AnyFloats, ahead: NDArray[np.bool_], gap: float = 0.07) -> AnyFloats:
        """``points`` moved out of the body: to its front where ``ahead``, else to its back."""
        cell = self._cell(points)
        low = points[..., 1] < self._above
        z = points[..., 2]
        front, back = self._front[cell] + gap, self._back[cell] - gap
        inside = low & (z < front) & (z > back)
        moved = points.copy()
        moved[..., 2] = np.where(inside, np.where(ahead, front, back), z)
        return moved


def _filled(table: AnyFloats, times: int = 60) -> AnyFloats:
    """``table`` with zeros filled from their neighbours, ``times`` cells far."""
    for _ in range(times):
        near = np.stack([np.roll(table, shift, axis) for axis in (0, 1) for shift in (-1, 1)])
        table = np.where(table > 0, table, near.max(axis=0))
    return table
