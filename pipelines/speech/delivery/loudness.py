"""Loudness and true peaks by ITU-R BS.1770-4, block by block, so that long sound needs no memory."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emogen.arrays import AnyFloats
    from emogen.timeline import Seconds

_HOP: Final[Seconds] = 0.1
_BLOCK: Final = 4
"""Gating blocks of 400 ms that overlap by three quarters (BS.1770-4, annex 1)."""

_ABSOLUTE: Final = -70.0
_RELATIVE: Final = -10.0
"""The gates: LUFS, and LU below the loudness of what passes the first."""

_SHELF: Final = (1681.974450955533, 3.999843853973347, 0.7071752369554196)
_HIGH_PASS: Final = (38.13547087602444, 0.5003270373238773)
"""Hz, dB and quality of the two analogue filters whose bilinear transforms at 48 kHz have the
coefficients that BS.1770-4 tabulates (De Man, "Evaluation of implementations of the EBU R128
loudness measurement", 2018); the tests compare them with the table."""

_SHELF_SLOPE: Final = 0.4996667741545416
"""Power of the shelf's gain that its band-pass part has (same source)."""

_OVERSAMPLING: Final = 4
"""Times, as BS.1770-4, annex 2, has it for 48 kHz."""

_TAPS: Final = 24
"""Samples to either side that a value between samples is interpolated from; annex 2 uses six."""

_CONTEXT: Final[Seconds] = 0.1
"""How far to either side a limited sample depends on others."""

PIECE: Final = 1 << 20
"""Samples that are worked on at once in a long sound."""

_HELD: Final[Seconds] = 0.02
_EASED: Final[Seconds] = 0.03
"""The limiter holds the gain that a peak needs for 20 ms before and after it and moves it over 30 ms,
which is longer than a period of any voice: it turns down, it does not distort. Ours."""


def weighting(rate: int) -> AnyFloats:
    """The K weighting as two second-order sections, shape ``(2, 6)``."""
    frequency, gain, quality = _SHELF
    tangent = math.tan(math.pi * frequency / rate)
    high = 10 ** (gain / 20)
    band = high**_SHELF_SLOPE
    scale = 1 + tangent / quality + tangent**2
    shelf = [
        (high + band * tangent / quality + tangent**2) / scale,
        2 * (tangent**2 - high) / scale,
        (high - band * tangent / quality + tangent**2) / scale,
        *(1.0, 2 * (tangent**2 - 1) / scale, (1 - tangent / quality + tangent**2) / scale),
    ]
    frequency, quality = _HIGH_PASS
    tangent = math.tan(math.pi * frequency / rate)
    scale = 1 + tangent / quality + tangent**2
    passed = [1.0, -2.0, 1.0, 1.0, 2 * (tangent**2 - 1) / scale, (1 - tangent / quality + tangent**2) / scale]
    return np.array([shelf, passed])


@dataclass(slots=True)
class Meter:
    """Integrated loudness of mono sound that is fed in blocks.

    Attributes:
        rate: samples a second.
    """

    rate: int
    _state: AnyFloats = field(default_factory=lambda: np.zeros((2, 2)))
    _left: AnyFloats = field(default_factory=lambda: np.zeros(0))
    _powers: list[AnyFloats] = field(default_factory=list)

    def feed(self, block: AnyFloats) -> None:
        """Take the next samples, shape ``(n,)``."""
        from scipy.signal import sosfilt

        if not len(block):
            return
        weighted, self._state = sosfilt(weighting(self.rate), block.astype(np.float64), zi=self._state)
        squares = np.concatenate([self._left, np.square(weighted)])
        hop = round(_HOP * self.rate)
        whole = len(squares) // hop * hop
        self._powers.append(squares[:whole].reshape(-1, hop).mean(axis=1))
        self._left = squares[whole:]

    @property
    def loudness(self) -> float:
        """LUFS; minus infinity for silence. Sound shorter than a gating block is measured as one."""
        powers = np.concatenate([*self._powers, np.zeros(0)])
        if len(powers) < _BLOCK:
            hop = round(_HOP * self.rate)
            length = len(powers) * hop + len(self._left)
            return _lufs((float(powers.sum()) * hop + float(self._left.sum())) / max(length, 1))
        blocks = np.convolve(powers, np.full(_BLOCK, 1 / _BLOCK), mode="valid")
        loud = blocks[blocks > _power(_ABSOLUTE)]
        if not len(loud):
            return -math.inf
        return _lufs(float(loud[loud > float(loud.mean()) * 10 ** (_RELATIVE / 10)].mean()))


def peaks(samples: AnyFloats) -> AnyFloats:
    """The highest point of the wave from each sample to the next, shape ``(n,)`` as ``samples``."""
    from scipy.signal import firwin, upfirdn

    if not len(samples):
        return np.zeros(0)
    times = _OVERSAMPLING
    taps = firwin(2 * _TAPS * times + 1, 1 / times, window=("kaiser", 8.0)) * times
    fine = upfirdn(taps, samples.astype(np.float64), up=times)[_TAPS * times :][: len(samples) * times]
    between: AnyFloats = np.abs(fine).reshape(-1, times).max(axis=1)
    return np.maximum(between, np.abs(samples))


def limit(samples: AnyFloats, rate: int, ceiling: float) -> AnyFloats:
    """Turn the gain down, smoothly, wherever a true peak is above ``ceiling`` (1 is full scale)."""
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    high = peaks(samples)
    if not len(high) or high.max() <= ceiling:
        return samples
    wanted = ceiling / np.maximum(high, ceiling)
    # Two means of a half make a smooth course, and reach no further than the gain is held.
    eased = round(_EASED / 2 * rate) | 1
    held = minimum_filter1d(wanted, 2 * (eased + round(_HELD * rate)) + 1, mode="nearest")
    gain = uniform_filter1d(uniform_filter1d(held, eased, mode="nearest"), eased, mode="nearest")
    limited: AnyFloats = samples * gain.astype(samples.dtype)
    return limited


def pieces(count: int, rate: int) -> Iterator[tuple[slice, slice]]:
    """The places of a long sound that are worked on at once, each alone and with what is round it."""
    around = round(_CONTEXT * rate)
    for start in range(0, count, PIECE):
        end = min(start + PIECE, count)
        yield slice(start, end), slice(max(start - around, 0), min(end + around, count))


def limit_in_pieces(
    samples: AnyFloats, rate: int, gain: float, ceiling: float
) -> Iterator[tuple[slice, AnyFloats]]:
    """A long sound with a gain and a limit, piece by piece without a seam: each is limited with what
    is round it."""
    for place, around in pieces(len(samples), rate):
        piece = limit(samples[around] * np.float32(gain), rate, ceiling)
        yield place, piece[place.start - around.start : place.stop - around.start]


def decibels(amplitude: float) -> float:
    """dB of full scale."""
    return 20 * math.log10(amplitude) if amplitude > 0 else -math.inf


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power) if power > 0 else -math.inf


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))
