"""What years do to skin: lines that stay, spots, a coarser grain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.face.character.skinmap import TEXEL, noise, places, spot

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats


_Line = tuple[float, float, float, tuple[tuple[float, float], ...]]

LINES: Final[tuple[_Line, ...]] = (
    # onset of ageing, depth in decimetres, half width, and the way over x, y of the left half
    (0.10, 0.0110, 0.026, ((0.0, 7.70), (0.18, 7.72), (0.34, 7.73), (0.44, 7.70))),  # brow
    (0.18, 0.0100, 0.024, ((0.0, 7.80), (0.20, 7.825), (0.36, 7.83), (0.47, 7.79))),
    (0.40, 0.0080, 0.022, ((0.0, 7.885), (0.16, 7.905), (0.34, 7.91))),
    (0.12, 0.0100, 0.018, ((0.075, 7.40), (0.085, 7.48), (0.07, 7.57))),  # between the brows
    (0.08, 0.0075, 0.016, ((0.49, 7.31), (0.57, 7.34), (0.64, 7.39))),  # crow's feet
    (0.14, 0.0080, 0.015, ((0.50, 7.28), (0.58, 7.285), (0.66, 7.30))),
    (0.22, 0.0075, 0.015, ((0.49, 7.255), (0.57, 7.23), (0.64, 7.20))),
    (0.45, 0.0065, 0.014, ((0.47, 7.235), (0.54, 7.18), (0.60, 7.12))),
    (0.05, 0.0080, 0.024, ((0.21, 7.215), (0.28, 7.155), (0.37, 7.145), (0.46, 7.19))),  # under the eye
    (0.35, 0.0080, 0.022, ((0.22, 7.15), (0.29, 7.07), (0.38, 7.06), (0.47, 7.11))),
    (0.0, 0.0170, 0.040, ((0.20, 6.98), (0.28, 6.87), (0.345, 6.74), (0.365, 6.62))),  # nose to mouth
    (0.30, 0.0120, 0.030, ((0.285, 6.59), (0.315, 6.49), (0.31, 6.36))),  # below the corners
    (0.60, 0.0070, 0.020, ((0.45, 6.75), (0.50, 6.62), (0.48, 6.48))),  # cheek
    (0.20, 0.0085, 0.026, ((0.0, 6.375), (0.10, 6.385), (0.19, 6.35))),  # over the chin
    (0.50, 0.0060, 0.010, ((0.04, 6.765), (0.045, 6.70))),  # over the lip
    (0.55, 0.0060, 0.010, ((0.10, 6.77), (0.115, 6.70))),
    (0.60, 0.0060, 0.010, ((0.16, 6.76), (0.185, 6.69))),
    (0.25, 0.0130, 0.030, ((0.0, 5.90), (0.25, 5.92), (0.55, 6.0))),  # neck
    (0.45, 0.0120, 0.028, ((0.0, 5.76), (0.25, 5.78), (0.55, 5.86))),
)  # fmt: skip
"""Lines of the ageing face. Their courses are anatomy, the depths ours, by eye."""


def relief(draw: np.random.Generator, ageing: float) -> tuple[AnyFloats, AnyFloats]:
    """Height of the skin in texels, and how deep in a line each texel lies in [0, 1].

    Args:
        draw: the small differences of this person's lines.
        ageing: 0 none to 1 old.
    """
    _, x, y = places()
    height, deep = np.zeros(x.shape, np.float32), np.zeros(x.shape, np.float32)
    wander_x, wander_y = (0.012 * noise(draw, 26) for _ in range(2))
    for onset, depth, width, way in LINES:
        strength = float(np.clip((ageing - onset) / 0.5, 0, 1)) * draw.uniform(0.65, 1.15)
        for side in (1, -1):
            own = strength * draw.uniform(0.75, 1.1)
            if own > 0.02:
                crease(
                    x + wander_x, y + wander_y, np.array(way) * [side, 1], width, own * depth, height, deep
                )
    crepe = np.clip((ageing - 0.45) / 0.55, 0, 1) * 0.0012 * (noise(draw, 180) + 0.7 * noise(draw, 90))
    return ((height + crepe) / TEXEL).astype(np.float32), deep.clip(0, 1)


def crease(
    x: AnyFloats,
    y: AnyFloats,
    way: NDArray[np.float64],
    width: float,
    depth: float,
    height: AnyFloats,
    deep: AnyFloats,
) -> None:
    """Press a line into ``height`` (decimetres), with soft rims, fading out at its ends."""
    reach = 4 * width
    low, high = way.min(axis=0) - reach, way.max(axis=0) + reach
    rows = np.nonzero((y[:, 0] > low[1]) & (y[:, 0] < high[1]))[0]
    front = np.arange(x.shape[1] // 6, x.shape[1] - x.shape[1] // 6)
    columns = front[(x[rows[0], front] > low[0]) & (x[rows[0], front] < high[0])]
    area = np.ix_(rows, columns)
    px, py = x[area], y[area]
    nearest, along = np.full(px.shape, np.inf, np.float32), np.zeros(px.shape, np.float32)
    total = len(way) - 1
    for k in range(total):
        (ax, ay), (bx, by) = way[k], way[k + 1]
        dx, dy = bx - ax, by - ay
        t = (((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy)).clip(0, 1)
        away = np.hypot(px - ax - t * dx, py - ay - t * dy)
        closer = away < nearest
        nearest, along = np.where(closer, away, nearest), np.where(closer, (k + t) / total, along)
    starts_in_middle = abs(way[0, 0]) < 1e-6
    fade = np.interp(along, [0, 0.2, 0.6, 1], [1 if starts_in_middle else 0.35, 1, 1, 0.1])
    ratio = nearest / width
    height[area] += depth * fade * (0.45 * np.exp(-((ratio - 1.9) ** 2)) - np.exp(-(ratio**2)))
    deep[area] = np.maximum(deep[area], fade * np.exp(-((1.5 * ratio) ** 2)) * min(1.0, depth / 0.011))


def spots(draw: np.random.Generator, ageing: float) -> AnyFloats:
    """Age spots: how dark each texel is in [0, 1]."""
    _, x, y = places()
    patches = np.clip(noise(draw, 34) + 0.5 * noise(draw, 70) - 1.75, 0, 1)
    zone = spot(abs(x), y, 0.62, 7.25, 0.32, 0.6) + 0.7 * spot(x, y, 0, 7.8, 0.6, 0.2)
    return np.asarray(np.clip((ageing - 0.4) / 0.6, 0, 1) * patches * zone.clip(0, 1), np.float32)
