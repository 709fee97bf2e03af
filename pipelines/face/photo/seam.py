"""The line between closed lips, found in the picture itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.face.photo.fit import Fit, lip_gap
from emogen.pipelines.face.photo.points import LOWER_LIP, UPPER_LIP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats, Floats, Pixels

_CLOSED: Final = 0.07
"""Rig units (4 mm) below which lips count as closed: the mesh sees a little between any lips. Ours."""

_REACH: Final = 0.075
"""Rig units above and below the mesh's line in which the dark line is looked for. Ours."""

_ALONG, _ACROSS = 41, 25
_FAR: Final = 0.12
_BEND: Final = 0.03
"""What it costs, in mean brightness, to lie at the end of the reach, and to move by one step. Ours."""

_CONTRAST: Final = 0.95
"""The line's brightness in that of the band, at most. Ours."""


def on_seam(pixels: Pixels, fit: Fit) -> Floats:
    """The mesh with the inner edges of closed lips moved onto the dark line between them.

    A mesh found at 192 pixels a face is off by a few pixels in a large photograph, and a mouth that opens
    beside its line keeps the line on one lip. Open mouths are returned as they are.
    """
    from scipy.ndimage import gaussian_filter1d, map_coordinates

    up = fit.axes[1] / fit.unit
    if abs(lip_gap(fit.points, up)[3:-3]).mean() > _CLOSED * fit.unit:
        return fit.points
    middle = (fit.points[list(UPPER_LIP), :2] + fit.points[list(LOWER_LIP), :2]) / 2
    places = np.linspace(0, len(middle) - 1, _ALONG)
    line = np.stack([np.interp(places, range(len(middle)), middle[:, axis]) for axis in (0, 1)], axis=1)
    steps = np.linspace(-1, 1, _ACROSS)
    band = line[:, None] + (_REACH * fit.unit * steps)[:, None] * up[:2]
    low = np.clip(band.min(axis=(0, 1)).astype(int) - 1, 0, np.array(pixels.shape[1::-1]) - 2)
    high = np.maximum(band.max(axis=(0, 1)).astype(int) + 2, low + 2)
    light = pixels[low[1] : high[1], low[0] : high[0]].mean(axis=2)
    seen = map_coordinates(light, [band[..., 1] - low[1], band[..., 0] - low[0]], order=1, mode="nearest")
    seen = gaussian_filter1d(seen, 1.0, axis=1) / max(float(seen.mean()), 1.0)
    path = _darkest(seen + _FAR * steps**2)
    if seen[np.arange(_ALONG), path].mean() > _CONTRAST * seen.mean():
        return fit.points
    shift = np.interp(np.arange(len(middle)), places, gaussian_filter1d(steps[path], 1.5))
    points = fit.points.copy()
    for lip in (UPPER_LIP, LOWER_LIP):
        points[list(lip), :2] = middle + (_REACH * fit.unit * shift)[:, None] * up[:2]
    return points


def _darkest(cost: AnyFloats) -> NDArray[np.intp]:
    """The cheapest path along the rows of ``cost``, one column a row (Viterbi)."""
    count, width = cost.shape
    total, back = cost[0].copy(), np.zeros((count, width), np.intp)
    bend = _BEND * abs(np.arange(width)[:, None] - np.arange(width))
    for row in range(1, count):
        ways = total[:, None] + bend
        back[row] = ways.argmin(axis=0)
        total = ways.min(axis=0) + cost[row]
    path = np.empty(count, np.intp)
    path[-1] = total.argmin()
    for row in range(count - 1, 0, -1):
        path[row - 1] = back[row, path[row]]
    return path
