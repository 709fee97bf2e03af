"""Flat outlines painted as solid matter: rounded by the scene's light, behind its air, with brushwork."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit
from scipy.ndimage import gaussian_filter, map_coordinates

from emogen.pipelines.image.painter import raster
from emogen.pipelines.image.painter.noise import fbm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from emogen.arrays import AnyFloats, AnyInts
    from emogen.pipelines.image.painter.light import Light
    from emogen.pipelines.image.painter.pen import Pen

_MODEL: Final = 144
"""Longer side of the grid on which a shape's roundness is worked out, whatever the picture's size."""

_BULGES: Final = ((0.012, 0.5), (0.035, 0.9), (0.1, 1.2))
"""(Radius as a share of the longer side, weight) of the edges that turn away from the viewer."""

_WANDER: Final = (0.012, 0.002)
"""How far a painted edge wanders from the outline: a share of the body's longer side, at most this many
scene units."""

_STROKE: Final = (26.0, 0.011)
"""Brush strokes across the body's longer side, each at least this many scene units long."""

_LUMINANCE: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One material of a shape.

    Attributes:
        albedo: linear ``(3,)``. opacity: in [0, 1].
        rings: closed outlines ``(n, 2)`` in metres, x to the right, y up; holes run the other way round.
    """

    albedo: AnyFloats
    rings: tuple[AnyFloats, ...]
    opacity: float = 1.0


def paint(pen: Pen, layers: Sequence[Layer], *, bulge: float = 1.0, grain: float = 0.16) -> None:
    """Paint layers one over the other as one solid body.

    Args:
        bulge: how round it is: 0 a flat board, 1 a body.
        grain: relative variation of lightness by the brush.
    """
    canvas = pen.canvas
    placed = [[_pixels(pen, ring) for ring in layer.rings] for layer in layers]
    points = np.concatenate([ring for rings in placed for ring in rings])
    rows, columns = canvas.image.shape[:2]
    low = np.maximum(np.floor(points.min(0)).astype(int) - 1, 0)
    high = np.minimum(np.ceil(points.max(0)).astype(int) + 2, (columns, rows))
    if (high <= low).any():
        return
    wide, tall = (int(n) for n in high - low)
    paper = np.zeros((tall, wide, 4), np.float32)  # albedo and cover, premultiplied
    for layer, rings in zip(layers, placed, strict=True):
        cover = _cover([ring - low for ring in rings], tall, wide) * np.float32(layer.opacity)
        value = np.append(layer.albedo, np.float32(1.0)).astype(np.float32)
        paper += (value - paper) * cover[..., None]
    seed = int(pen.random.integers(1 << 30))
    facing = _facing(placed, points, low, (tall, wide), pen, bulge)
    size = float((points.max(0) - points.min(0)).max())
    paper, facing = _by_hand(paper, facing, size, (canvas.px, seed))
    _onto(pen, paper, facing, low, (grain, seed))


def _pixels(pen: Pen, ring: AnyFloats) -> AnyFloats:
    placed: AnyFloats = pen.points(ring) / np.float32(pen.canvas.px)
    placed[:, 1] -= pen.canvas.row0
    return placed


def _cover(rings: Sequence[AnyFloats], tall: int, wide: int) -> AnyFloats:
    """Share of every pixel inside the rings, float32 ``(tall, wide)``."""
    points = np.concatenate(rings).astype(np.float32)
    return _accumulate(points, np.cumsum([len(ring) for ring in rings]), tall, wide)


@njit(cache=True, nogil=True)
def _accumulate(points: AnyFloats, ends: AnyInts, tall: int, wide: int) -> AnyFloats:
    buffer = np.zeros((tall, wide + 2), np.float32)
    start = 0
    for end in ends:
        for i in range(start, end):
            j = i + 1 if i + 1 < end else start
            raster._edge(buffer, points[i, 0], points[i, 1], points[j, 0], points[j, 1])
        start = end
    out = np.empty((tall, wide), np.float32)
    for row in range(tall):
        total = 0.0
        for column in range(wide):
            total += buffer[row, column]
            out[row, column] = min(1.0, abs(total))
    return out


def _facing(
    placed: Sequence[Sequence[AnyFloats]],
    points: AnyFloats,
    low: AnyInts,
    shape: tuple[int, int],
    pen: Pen,
    bulge: float,
) -> AnyFloats:
    """How much every pixel of a body turns to the key light, in [0, 1.3], ``shape``.

    The body's outline is blurred: where the blur falls off, the body turns away from the viewer. Worked
    out on a grid of its own, so that it does not depend on the picture's size.
    """
    first, last = points.min(0), points.max(0)
    unit = _MODEL / max(float((last - first).max()), 1e-3)
    margin = 4
    size = [int(n) + 2 * margin + 1 for n in (last - first) * unit]
    body = np.zeros((size[1], size[0]), np.float32)
    for layer in placed:
        cover = _cover([(ring - first) * unit + margin for ring in layer], size[1], size[0])
        body = np.maximum(body, cover)
    across, up = np.zeros_like(body), np.zeros_like(body)
    for share, weight in _BULGES:
        radius = share * _MODEL
        soft = gaussian_filter(body, radius, mode="constant")
        slope_y, slope_x = np.gradient(soft)
        across -= weight * radius * slope_x
        up += weight * radius * slope_y * pen.flip
    light = pen.light
    height = np.sin(np.radians(np.clip(light.elevation, 24.0, 70.0)))
    turned = across * light.side * np.sqrt(1.0 - height * height) + up * height
    model = np.clip(0.5 + bulge * 1.25 * turned, 0.03, 1.3)
    rows = (np.arange(shape[0], dtype=np.float32) + 0.5 + low[1] - first[1]) * unit + margin - 0.5
    columns = (np.arange(shape[1], dtype=np.float32) + 0.5 + low[0] - first[0]) * unit + margin - 0.5
    grid = np.meshgrid(rows, columns, indexing="ij")
    facing: AnyFloats = map_coordinates(model.astype(np.float32), grid, order=1, mode="nearest")
    return facing


def _by_hand(
    paper: AnyFloats, facing: AnyFloats, size: float, grid: tuple[float, int]
) -> tuple[AnyFloats, AnyFloats]:
    """The same with edges and borders of colour as a brush leaves them.

    Args:
        size: of the body, pixels. grid: the size of a pixel, scene units; the brush's seed.
    """
    pixel, seed = grid
    wander = min(_WANDER[0] * size, _WANDER[1] / pixel)
    if wander < 0.15:
        return paper, facing
    tall, wide = facing.shape
    rows: AnyFloats = np.repeat(np.arange(tall, dtype=np.float32)[:, None], wide, 1)
    columns: AnyFloats = np.repeat(np.arange(wide, dtype=np.float32)[None, :], tall, 0)
    fine = np.float32(min(_STROKE[0] / size, pixel / _STROKE[1]))
    px = float(fine)
    along = fbm(columns * fine * 0.5, rows * fine, seed + 11, octaves=3, gain=0.7, px=px)
    across = fbm(columns * fine, rows * fine * 0.5, seed + 12, octaves=3, gain=0.7, px=px)
    spot = np.stack([rows + wander * across, columns + wander * along])
    moved = np.stack([map_coordinates(paper[..., k], spot, order=1, mode="constant") for k in range(4)], -1)
    turned = np.stack([rows + 3 * wander * across, columns + 3 * wander * along])
    light = map_coordinates(facing, turned, order=1, mode="nearest")
    return moved.astype(np.float32), light.astype(np.float32)


def _onto(pen: Pen, paper: AnyFloats, facing: AnyFloats, low: AnyInts, brush_of: tuple[float, int]) -> None:
    """Light a body and lay it over the picture; ``brush_of``: the brush's grain and seed."""
    grain, seed = brush_of
    canvas, light = pen.canvas, pen.light
    tall, wide = facing.shape
    y = ((np.arange(tall, dtype=np.float32) + low[1] + canvas.row0 + 0.5) * canvas.px)[:, None]
    x = ((np.arange(wide, dtype=np.float32) + low[0] + 0.5) * canvas.px)[None, :]
    fine = 1.0 / max(0.006, min(0.03, 0.25 * pen.scale))
    brush = fbm(x * fine, y * fine * 0.6, seed, octaves=3, px=canvas.px * fine)
    lit = _lit(light, paper[..., :3], paper[..., 3:4], facing * (1.0 + 0.5 * grain * brush))
    lit *= (1.0 + grain * brush)[..., None]
    veil = light.through_air(np.zeros(3, np.float32), pen.distance)
    keep = light.through_air(np.ones(3, np.float32), pen.distance) - veil
    cover = paper[..., 3:4]
    colour = lit * keep + veil * cover
    part = canvas.image[low[1] : low[1] + tall, low[0] : low[0] + wide]
    part *= 1.0 - cover
    part[..., :3] += colour
    if part.shape[2] == 4:
        part[..., 3:] += cover


def _lit(light: Light, albedo: AnyFloats, cover: AnyFloats, facing: AnyFloats) -> AnyFloats:
    """Premultiplied matter in the scene's light: warm where it is lit, a little bounced from the sky."""
    sky = np.clip(0.72 + 0.5 * (facing - 0.3), 0.55, 1.2)[..., None]
    edge = np.clip(facing - 0.85, 0.0, 0.45)[..., None]
    colour: AnyFloats = albedo * (light.ambient * sky + light.key * facing[..., None])
    colour += cover * light.key * edge * np.float32(0.16)
    return colour


def recoloured(layers: Sequence[Layer], colour: AnyFloats) -> list[Layer]:
    """Layers with the body's main material in another colour, linear ``(3,)``; the rest as it was."""
    areas = np.array([sum(_area(ring) for ring in layer.rings) for layer in layers])
    areas = np.abs(areas) * [layer.opacity for layer in layers]
    main = layers[int(np.argmax(areas))].albedo
    brightness = float(main @ _LUMINANCE)
    return [
        Layer(
            np.clip(
                layer.albedo + (colour * np.clip(layer.albedo @ _LUMINANCE / brightness, 0.25,
                    1.9) - layer.albedo)
                * np.float32(_likeness(layer.albedo, main)),
                0.0, 1.0,
            ).astype(np.float32),
            layer.rings, layer.opacity,
        )
        for layer in layers
    ]  # fmt: skip


def _area(ring: AnyFloats) -> float:
    x, y = ring.T.astype(np.float64)
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def _likeness(albedo: AnyFloats, main: AnyFloats) -> float:
    """1 for shades of the main material's hue, 0 for other materials."""
    hues = [value / max(float(value.sum()), 1e-6) for value in (albedo, main)]
    apart = float(np.abs(hues[0] - hues[1]).sum())
    return float(np.clip(1.6 - 4.0 * apart, 0.0, 1.0))
