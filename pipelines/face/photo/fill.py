"""Filling what is not seen from what is around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats, Floats


def filled(pixels: NDArray[Any], known: NDArray[Any]) -> Floats:
    """``pixels`` where they are known, and smoothly on where they are not (push-pull, Gortler 1996).

    Args:
        pixels: shape ``(h, w, channels)``.
        known: how much each pixel counts, [0, 1], shape ``(h, w)``.
    """
    colour = pixels.astype(np.float32) * known[..., None]
    weight = known.astype(np.float32)[..., None]
    return np.asarray(_level(colour, weight), np.float32)


def _level(colour: AnyFloats, weight: AnyFloats) -> AnyFloats:
    """Colours, premultiplied by weights in [0, 1], with their gaps filled from the next coarser level."""
    if max(colour.shape[:2]) <= 2:
        total = weight.sum()
        mean = colour.sum(axis=(0, 1)) / max(float(total), 1e-6)
        return np.asarray(colour + (1 - weight) * mean)
    coarse_colour, coarse_weight = _halved(colour), _halved(weight)
    gain = np.minimum(1, coarse_weight * 4) / np.maximum(coarse_weight, 1e-6)
    below = _level(coarse_colour * gain, coarse_weight * gain)
    return np.asarray(colour + (1 - weight) * _doubled(below, colour.shape[:2]))


def _halved(values: AnyFloats) -> AnyFloats:
    """Mean of each four pixels; an odd last row or column counts alone."""
    height, width = values.shape[:2]
    even = np.pad(values, ((0, height % 2), (0, width % 2), (0, 0)))
    return np.asarray(even.reshape((height + 1) // 2, 2, (width + 1) // 2, 2, -1).mean(axis=(1, 3)))


def _doubled(values: AnyFloats, size: tuple[int, int]) -> AnyFloats:
    """Twice as fine, linear between pixels."""
    for axis in (0, 1):
        before = np.concatenate(
            [values.take([0], axis), values.take(range(values.shape[axis] - 1), axis)], axis
        )
        after = np.concatenate(
            [values.take(range(1, values.shape[axis]), axis), values.take([-1], axis)], axis
        )
        both = np.stack([0.75 * values + 0.25 * before, 0.75 * values + 0.25 * after], axis + 1)
        shape = list(values.shape)
        shape[axis] *= 2
        values = both.reshape(shape)
    return np.asarray(values[: size[0], : size[1]], np.float32)
