"""The glottal cycle in finished speech: where each pulse is, its first harmonic, its level.

No vocoder: the speech itself is kept, and what is measured in it (how far each cycle has come, its
two lowest harmonics) tells where to turn it up and down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats, Doubles

_F0_LIMITS: Final = (55.0, 620.0)
"""Hz: where F0 is looked for; the limits of the prosody."""

_F0_STEP: Final = 10.0
"""Milliseconds between two values of F0."""

_HARMONIC: Final = 0.03
"""Seconds of the window that takes one harmonic out: two periods at 67 Hz, which the neighbours of
a harmonic must last for to cancel. Ours."""

_PULSE_BAND: Final = (1000.0, 5000.0)
"""Hz in which the energy of speech rises and falls with the pulses: above the first formant, which
rings on, below the noise."""

_PULSE_WINDOW: Final = 0.08
"""Seconds over which the pulses' place in the cycle is averaged. Ours."""

_FOLLOWED: Final = 0.0005
"""Seconds between two places at which the phase is followed."""

_DECAY: Final = 0.1
"""Cycles that the middle of a pulse's energy comes after the closure that made it. Ours."""

_TURN: Final = 0.18
"""Share of a cycle, before a closure, in which the level turns to that of the next pulse: there the
ringing of the last one has faded. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Glottis:
    """The voice's cycles.

    Attributes:
        f0: Hz at each sample, shape ``(n,)``; between voiced stretches a straight line in pitch.
        voicing: 1 where there is voice, 0 where not, with ramps of 20 ms inside the voice, ``(n,)``.
        cycles: cycles since the start, whole at each closure, always rising, shape ``(n,)``.
        turn: the phase in radians that harmonics are measured against, shape ``(n,)``.
    """

    f0: Doubles
    voicing: Doubles
    cycles: Doubles
    turn: Doubles


def find(samples: AnyFloats, rate: int) -> Glottis | None:
    """The cycles of speech; None where there is no voice.

    F0 comes from WORLD's dio and stonemask (Morise et al. 2016). The first harmonic's own phase
    corrects its sum, and the energy of 1 to 5 kHz, which comes in bursts, tells where in the cycle
    the closures are.
    """
    import pyworld

    wide = np.ascontiguousarray(samples, np.float64)
    rough, times = pyworld.dio(wide, rate, *_F0_LIMITS, frame_period=_F0_STEP)
    found = pyworld.stonemask(wide, rough, times, rate)
    voiced = found > 0
    if voiced.sum() < 3:
        return None
    seconds = np.arange(len(wide)) / rate
    f0 = np.exp(np.interp(seconds, times[voiced], np.log(found[voiced])))
    voicing = smooth(np.interp(seconds, times, voiced.astype(float)), rate, 0.02)
    voicing = np.clip(2 * voicing - 1, 0.0, 1.0)
    turn = 2 * np.pi * np.cumsum(f0) / rate
    inside = np.flatnonzero(voicing > 0)
    if not len(inside):
        return None
    angle = np.angle(_demodulated(wide, turn, 1, rate)[inside])
    phase = turn + np.interp(np.arange(len(wide)), inside, np.unwrap(angle))
    bursts = smooth(_pulse_energy(wide, rate) * np.exp(-1j * phase), rate, _PULSE_WINDOW)[inside]
    place = np.interp(np.arange(len(wide)), inside, np.unwrap(-np.angle(bursts)))
    cycles = (phase + place) / (2 * np.pi) + _DECAY
    return Glottis(f0, voicing, _steady(cycles, f0, rate), turn)


def _steady(cycles: Doubles, f0: Doubles, rate: int) -> Doubles:
    """The cycles, followed at 0.5 to 1.5 times the pace of F0.

    In closures, where hardly a harmonic is left, the phase slips, and what is steered by a cycle that
    jumps or stands still clicks. Whole cycles are never caught up with: they all look alike.
    """
    hop = max(round(_FOLLOWED * rate), 1)
    followed = [float(cycles[0])]
    for wanted, pace in zip(cycles[hop::hop].tolist(), (f0[hop::hop] * hop / rate).tolist(), strict=True):
        late = wanted - followed[-1] - pace
        late -= round(late)
        followed.append(followed[-1] + pace + min(max(late, -pace / 2), pace / 2))
    followed.append(followed[-1] + float(f0[-1]) * hop / rate)
    return np.interp(np.arange(len(cycles)), np.arange(len(followed)) * hop, followed)


def smooth(values: NDArray[Any], rate: float, seconds: float) -> NDArray[Any]:
    """The mean of values under a Hann window of ``seconds``; the outermost value goes on outside."""
    from scipy.signal import oaconvolve

    size = round(seconds * rate) | 1
    window = np.hanning(size + 2)[1:-1]
    padded = np.pad(values, size // 2, mode="edge")
    return np.asarray(oaconvolve(padded, window / window.sum(), mode="valid"))


def harmonic(samples: AnyFloats, rate: int, glottis: Glottis, number: int) -> Doubles:
    """The ``number``-th harmonic of the voice as it sounds, shape ``(n,)``; silent without voice."""
    slow = _demodulated(np.asarray(samples, np.float64), glottis.turn, number, rate)
    return np.asarray(2 * (slow * np.exp(1j * number * glottis.turn)).real * glottis.voicing)


def _demodulated(samples: Doubles, turn: Doubles, number: int, rate: int) -> NDArray[np.complex128]:
    return np.asarray(smooth(samples * np.exp(-1j * number * turn), rate, _HARMONIC))


def _pulse_energy(samples: Doubles, rate: int) -> Doubles:
    from scipy.signal import butter, sosfiltfilt

    high = min(_PULSE_BAND[1], 0.45 * rate)
    return np.asarray(
        sosfiltfilt(butter(2, (_PULSE_BAND[0], high), "bandpass", fs=rate, output="sos"), samples) ** 2
    )


def pulses(glottis: Glottis) -> NDArray[np.int64]:
    """The sample of each closure, from the first whole cycle on, shape ``(pulses,)``."""
    first, last = np.ceil(glottis.cycles[0]), np.floor(glottis.cycles[-1])
    return np.searchsorted(glottis.cycles, np.arange(first, last + 1)).clip(max=len(glottis.cycles) - 1)


def pulse_gains(glottis: Glottis, decibels: Doubles) -> Doubles:
    """A gain for each sample that gives each pulse its own level.

    Args:
        glottis: the cycles.
        decibels: of each pulse of :func:`pulses`, shape ``(pulses,)``.
    """
    level = np.concatenate([[0.0], decibels, [0.0]])
    position = glottis.cycles - np.ceil(glottis.cycles[0]) + 1 + _TURN
    index = np.clip(position.astype(np.int64), 1, len(level) - 1)
    share = np.clip((position - index) / _TURN, 0.0, 1.0)
    share = share * share * (3 - 2 * share)
    mixed = level[index - 1] * (1 - share) + level[index] * share
    return np.asarray(10 ** (mixed * glottis.voicing / 20))


def displaced(samples: AnyFloats, glottis: Glottis, late: Doubles) -> Doubles:
    """Each pulse later by its own share of a cycle, and what lies between two in between.

    Args:
        samples: shape ``(n,)``.
        glottis: the cycles.
        late: in cycles, of each pulse of :func:`pulses`, well below 1, shape ``(pulses,)``.
    """
    first = np.ceil(glottis.cycles[0])
    shift = np.interp(glottis.cycles, first + np.arange(len(late)), late) * glottis.voicing
    return _at_cycles(samples, glottis, glottis.cycles - shift)


def comb(samples: AnyFloats, glottis: Glottis) -> Doubles:
    """The mean of what was one cycle earlier and what comes one cycle later: harmonics pass, noise
    between them does not. Shape ``(n,)``."""
    return (
        _at_cycles(samples, glottis, glottis.cycles - 1) + _at_cycles(samples, glottis, glottis.cycles + 1)
    ) / 2


def _at_cycles(samples: AnyFloats, glottis: Glottis, cycles: Doubles) -> Doubles:
    """What sounds at other cycles than its own, shape ``(n,)``."""
    from scipy.ndimage import map_coordinates

    source = np.interp(cycles, glottis.cycles, np.arange(len(samples)))
    return np.asarray(map_coordinates(np.asarray(samples, np.float64), [source]))
