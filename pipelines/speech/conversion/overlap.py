"""Recorded speech with another tune and tempo, from its own periods (pitch-synchronous overlap-add).

A mark is set in every period of the voice and every 5 ms elsewhere. The output walks through its own
time, takes at each step what lies around the mark that belongs there, and adds it up at the new
distance (Moulines & Charpentier 1990, TD-PSOLA). Nothing is modelled, so the voice keeps its
colour and its noise; where neither tune nor tempo changes, the samples come out as they went in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from emogen.arrays import Doubles
from emogen.dsp import pitch
from emogen.dsp.frames import FRAME, Frames, runs
from emogen.timeline import Phoneme, Seconds, Timeline, Word

if TYPE_CHECKING:
    from emogen.arrays import Floats

Kinds = NDArray[np.int8]

PAUSE, NOISE, VOICE = 0, 1, 2
"""What a mark stands in."""

_HOP: Final = {PAUSE: 0.02, NOISE: 0.005}
"""Seconds between marks where there is no voice (ours): short enough to follow a plosive, and long
enough in pauses for the colour of the room."""

_PERIODS: Final = 3.0
"""Periods over which the phase of the voice is averaged (ours)."""

_PHASES, _TAPS = 64, 16
"""Resolution and length of the filter that reads between samples (ours)."""


@dataclass(frozen=True, slots=True, eq=False)
class TimeMap:
    """Where each moment of the source went.

    Attributes:
        source, target: seconds, float64, rising, of the same shape.
    """

    source: Doubles
    target: Doubles

    def at(self, seconds: Seconds) -> Seconds:
        """The moment of the output that was ``seconds`` in the source."""
        return float(np.interp(seconds, self.source, self.target))

    def between(self, start: Seconds, end: Seconds) -> TimeMap:
        """The part from ``start`` to ``end`` of the source, both sides beginning at 0."""
        inside = (self.source > start) & (self.source < end)
        source = np.concatenate([[start], self.source[inside], [end]])
        return TimeMap(source - start, np.interp(source, self.source, self.target) - self.at(start))

    def timeline(self, source: Timeline) -> Timeline:
        """The source's timeline in the time of the output."""
        return Timeline(
            tuple(Word(w.text, self.at(w.start), self.at(w.end)) for w in source.words),
            tuple(Phoneme(p.symbol, self.at(p.start), self.at(p.end), p.stress) for p in source.phonemes),
            float(self.target[-1]),
        )


def time_map(lengths: Doubles, duration: Seconds) -> TimeMap:
    """The map that stretches each frame of 10 ms by its factor.

    Args:
        lengths: factors, one a frame, shape ``(T,)``.
        duration: of the source.
    """
    knots = np.append(np.arange(len(lengths)) * FRAME, duration)
    knots = np.maximum.accumulate(np.minimum(knots, duration))
    rate = np.append(lengths, lengths[-1])
    steps = np.diff(knots) * (rate[1:] + rate[:-1]) / 2
    return TimeMap(knots, np.concatenate([[0.0], np.cumsum(steps)]))


def render(
    samples: Floats,
    rate: int,
    frames: Frames,
    semitones: Doubles,
    times: TimeMap,
    rng: np.random.Generator,
) -> Floats:
    """The same speech with its F0 moved and its time stretched.

    Args:
        samples: float32, shape ``(n,)``.
        rate: samples a second.
        frames: of the same samples.
        semitones: shift of F0, one a frame, shape ``(T,)``.
        times: of :func:`time_map`.
        rng: picks among the pieces of a pause that is made longer.

    Returns:
        float32, as long as ``times`` says.
    """
    marks, kinds = _marks(samples, rate, frames)
    ratio = 2 ** (np.interp(marks, np.arange(len(frames)) * FRAME, semitones) / 12)
    ratio[kinds != VOICE] = 1.0
    out = np.zeros(round(float(times.target[-1]) * rate))
    chance = rng.random(4096)
    grains = _walk(marks, kinds, ratio, np.interp(marks, times.source, times.target), chance)
    _add(samples, out, _between(), grains * [rate, rate, rate, rate, 1.0])
    return out.astype(np.float32)


def _marks(samples: Floats, rate: int, frames: Frames) -> tuple[Doubles, Kinds]:
    """Marks in seconds, from 0 to the end, rising, and what each stands in."""
    from emogen.dsp.recording import resampled
    from emogen.media import Audio

    low = resampled(Audio(samples, rate), pitch.RATE)
    sign = _polarity(low)
    duration = len(samples) / rate
    voiced = [
        _periods(low, frames.f0[start:end], start, sign)
        for start, end in runs(frames.voiced)
        if end - start > 1
    ]
    places: list[Doubles] = []
    kinds: list[Kinds] = []
    now = 0.0
    for run in [*voiced, np.array([duration])]:
        run = run[(run > now + 1e-3) | (run == duration)]  # the overlap with the run before
        if not len(run):
            continue
        filler = _filler(now, float(run[0]), frames.active)
        last = run[0] == duration
        for part, kind in filler:
            places.append(part)
            kinds.append(np.full(len(part), kind, np.int8))
        places.append(run)
        kinds.append(np.full(len(run), PAUSE if last else VOICE, np.int8))
        now = float(run[-1])
    return np.concatenate(places), np.concatenate(kinds)


def _filler(start: Seconds, end: Seconds, active: NDArray[np.bool_]) -> list[tuple[Doubles, int]]:
    """Even marks between two voiced stretches, ``start`` itself only when it is 0; by kind."""
    at = np.arange(round(start / FRAME), round(end / FRAME) + 1)
    sounding = active[np.clip(at, 0, len(active) - 1)]
    borders = np.flatnonzero(np.diff(sounding.astype(np.int8))) + 1
    edges = [start, *(float(at[i]) * FRAME for i in borders), end]
    kinds = [NOISE if sounding[i] else PAUSE for i in (0, *borders)]
    parts = []
    for low, high, kind in zip(edges[:-1], edges[1:], kinds, strict=True):
        if high - low < 1e-3:
            continue
        count = max(1, round((high - low) / _HOP[kind]))
        parts.append((np.linspace(low, high, count, endpoint=False), kind))
    if parts and start > 0:
        parts[0] = (parts[0][0][1:], parts[0][1])
    return parts


def _polarity(low: Floats) -> float:
    """1 or -1: the sign that points the sharp side of the pulses up."""
    power = np.square(low, dtype=np.float64)
    return 1.0 if float((power * low).sum()) >= 0 else -1.0


def _periods(low: Floats, f0: Doubles, start: int, sign: float) -> Doubles:
    """One mark a period of a voiced stretch, where the energy of the period is, seconds.

    Args:
        low: the recording at 16 kHz.
        f0: semitones above 55 Hz, one a frame.
        start: first frame.
        sign: of :func:`_polarity`.
    """
    from scipy.signal import fftconvolve

    hertz = 55.0 * 2 ** (f0 / 12)
    width = int(_PERIODS * pitch.RATE / hertz.min()) | 1
    first, last = start * pitch.HOP - pitch.HOP // 2, (start + len(f0)) * pitch.HOP - pitch.HOP // 2
    at = np.arange(first - width, last + width)
    inside = (at >= 0) & (at < len(low))
    pulse = np.zeros(len(at))
    pulse[inside] = np.square(np.maximum(sign * low[at[inside]], 0.0))
    local = np.interp(at / pitch.HOP - start, np.arange(len(f0)), hertz)
    phase = 2 * np.pi * np.cumsum(local) / pitch.RATE
    window = np.hanning(width + 2)[1:-1]
    moment = fftconvolve(pulse * np.exp(-1j * phase), window, mode="same")
    # exp(-i·phase) leaves minus the phase at which the energy of the periods lies.
    total = np.maximum.accumulate(phase + np.unwrap(np.angle(moment)))[width:-width]
    turns = np.arange(np.ceil(total[0] / (2 * np.pi)), np.floor(total[-1] / (2 * np.pi)) + 1)
    seconds = np.interp(2 * np.pi * turns, total, at[width:-width] / pitch.RATE)
    return seconds[(seconds > 0) & (np.diff(seconds, prepend=-1.0) > 1e-3)]


@njit(cache=True)
def _walk(marks: Doubles, kinds: Kinds, ratio: Doubles, wanted: Doubles, chance: Doubles) -> Doubles:
    """The pieces of the output, shape ``(grains, 5)``: centre in the source and in the output, length
    of the two sides of the window, and -1 for a piece played backwards.

    Args:
        marks: seconds in the source, shape ``(M,)``.
        kinds, ratio: of each mark: what it stands in, factor on F0.
        wanted: where each mark goes, seconds in the output.
        chance: random numbers in [0, 1).
    """
    count = len(marks)
    size = int(count * 4 + (wanted[-1] - wanted[0]) / 0.002) + 16
    grains = np.zeros((size, 5))
    now, k, used, before = wanted[0], 0, -1, 0.0
    total = 0
    while total < size:
        while k + 1 < count and abs(wanted[k + 1] - now) <= abs(wanted[k] - now):
            k += 1
        chosen, turned = k, 1.0
        stretched = k + 1 < count and wanted[k + 1] - wanted[k] > 1.03 * (marks[k + 1] - marks[k])
        if kinds[k] == PAUSE and stretched and 0 < k < count - 1:
            other = min(max(k + int(chance[total % len(chance)] * 9) - 4, 1), count - 2)
            if kinds[other] == PAUSE:
                chosen = other
        elif kinds[k] == NOISE and k == used:
            turned = -1.0
        used = k
        gap = (marks[k + 1] - marks[k] if k + 1 < count else before) / ratio[k]
        # Windows as wide as the new distance always add up to 1.
        grains[total] = (marks[chosen], now, before if total else gap, gap, turned)
        total += 1
        before = gap
        if k == count - 1:
            break
        now += gap
    return grains[:total]


@njit(cache=True)
def _add(source: Floats, out: Doubles, table: Doubles, grains: Doubles) -> None:
    """Add up windowed pieces; everything in samples, ``table`` of :func:`_between`."""
    phases, taps = table.shape
    for g in range(len(grains)):
        centre, place, left, right, turned = grains[g]
        for n in range(max(0, int(np.ceil(place - left))), min(len(out), int(np.floor(place + right)) + 1)):
            u = n - place
            window = 0.5 + 0.5 * np.cos(np.pi * u / (left if u < 0 else right))
            at = centre + turned * u
            whole = int(np.floor(at))
            phase = int(np.round((at - whole) * (phases - 1)))
            total = 0.0
            for tap in range(taps):
                index = whole + tap - taps // 2 + 1
                if 0 <= index < len(source):
                    total += table[phase, tap] * source[index]
            out[n] += window * total


def _between() -> Doubles:
    """Windowed sincs that read at a fraction of a sample, shape ``(_PHASES + 1, _TAPS)``."""
    offset = np.arange(_TAPS) - _TAPS // 2 + 1 - np.linspace(0, 1, _PHASES + 1)[:, None]
    table = np.sinc(offset) * (0.5 + 0.5 * np.cos(np.pi * offset / (_TAPS / 2)))
    return np.asarray(table / table.sum(axis=1, keepdims=True), np.float64)
