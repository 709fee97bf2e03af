"""Lines made to last as long as is wanted."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from emogen.errors import RequestError
from emogen.media import Audio
from emogen.progress import Progress
from emogen.timeline import Seconds

if TYPE_CHECKING:
    from emogen.pipelines.speech.speak import Speech

_TEMPI: Final = (0.5, 2.0)
"""The least and the greatest tempo at which a line is said to fit a duration; 1 is its own."""

_ROUNDS: Final = 5
_CLOSE: Final = 0.004
_TELLING: Final = 0.03
"""Rounds of fitting a duration, and the share of it at which they end: what is left goes into the
silence at the end. Between rounds whose tempi differ by less than the last figure, chance does more than
the tempo."""


def fitted(say: Callable[[float], Speech], wanted: Seconds, progress: Progress | None) -> Speech:
    """A line at the tempo at which it takes ``wanted`` seconds; the last frames go into the silence.

    Args:
        say: speaks it at a tempo, 1 being its own.
        wanted: seconds.
        progress: told the share done, 0 to 1.

    Raises:
        RequestError: it cannot be said in so long.
    """
    tempo, tried = 1.0, []
    for turn in range(_ROUNDS):
        speech = say(tempo)
        length = speech.audio.duration
        tried.append((1 / tempo, length))
        if progress:
            progress((turn + 1) / (_ROUNDS + 1))
        if abs(length / wanted - 1) < _CLOSE:
            break
        tempo = _tempo_for(wanted, tried)
    words, vocals = speech.timeline.words, speech.timeline.vocals
    if max([*(word.end for word in words), *(vocal.end for vocal in vocals)], default=0.0) > wanted:
        raise _misfit(wanted, tried[0][1], length)
    if progress:
        progress(1.0)
    return _padded(speech, wanted)


def _tempo_for(wanted: Seconds, tried: Sequence[tuple[float, Seconds]]) -> float:
    """The tempo that should take so long, from the (slowness, seconds) of earlier rounds: some of a line
    stretches, some does not, as pauses of so many seconds and sounds that are no words."""
    (slowness, length), fixed = tried[-1], 0.0
    other, earlier = max(tried, key=lambda trial: abs(trial[0] - slowness))
    if abs(slowness - other) > _TELLING:
        fixed = length - (length - earlier) / (slowness - other) * slowness
        fixed = min(max(fixed, 0.0), 0.95 * length)
    stretched = (length - fixed) / slowness
    needed = (wanted - fixed) / stretched
    if not 1 / _TEMPI[1] <= needed <= 1 / _TEMPI[0]:
        least, most = (fixed + stretched / tempo for tempo in reversed(_TEMPI))
        raise _misfit(wanted, tried[0][1], least, most)
    return 1 / needed


def _misfit(wanted: Seconds, natural: Seconds, least: Seconds, most: Seconds = math.inf) -> RequestError:
    can = f"{least:.2f} to {most:.2f} s" if most < math.inf else f"{least:.2f} s and more"
    return RequestError(
        f"the line cannot be said in {wanted:g} s",
        why=f"by itself it takes {natural:.2f} s; about {can} can be had",
        fix="Give a duration in between, or another text.",
    )


def _padded(speech: Speech, wanted: Seconds) -> Speech:
    """With silence at the end added or taken away, exactly ``wanted`` seconds long."""
    import numpy as np

    samples, rate = speech.audio.samples, speech.audio.rate
    size = round(wanted * rate)
    end = speech.timeline.duration
    fitted = np.pad(samples, (0, max(size - len(samples), 0)))[:size]
    ramp = min(rate // 100, size)
    fitted[size - ramp :] *= np.linspace(1.0, 0.0, ramp, dtype=np.float32)
    kept = [p if p.end < end - 1e-6 else replace(p, end=size / rate) for p in speech.timeline.phonemes]
    phonemes = tuple(replace(p, end=min(p.end, size / rate)) for p in kept if p.start < size / rate)
    timeline = replace(speech.timeline, phonemes=phonemes, duration=size / rate)
    return replace(speech, audio=Audio(fitted, rate), timeline=timeline)
