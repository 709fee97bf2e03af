"""A non-speech sound as a score: what throat and mouth do, one gesture after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from emogen.timeline import Phoneme, Seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from emogen.arrays import Doubles
    from emogen.pipelines.speech.vocals.tract import Colour

Curve: TypeAlias = tuple[tuple[float, float], ...]
"""Values at shares of a gesture, 0 to 1, straight in between."""

SILENT: Final = -70.0
"""dB at which curves of level begin and end: nothing is heard."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """One movement of the voice.

    Attributes:
        symbol: the phoneme that the mouth makes for it.
        start, length: seconds.
        voice: level of the voice over the gesture, dB relative to neutral speech; none is voiceless.
        tune: F0, semitones above the speaker's neutral median.
        breath: level of the noise of breath, dB relative to neutral speech.
        colour: of that breath.
        openness: of the mouth for the voice, 0 (m) to 1 (an open vowel), at the start and at the end.
        size: factor on the formants: above 1 the mouth is wider and the throat shorter.
        roughness: irregularity of the pulses, 0 to 1.
    """

    symbol: str
    start: Seconds
    length: Seconds
    voice: Curve = ()
    tune: Curve = ((0.0, 0.0),)
    breath: Curve = ()
    colour: Colour = "open"
    openness: tuple[float, float] = (1.0, 1.0)
    size: float = 1.0
    roughness: float = 0.0

    @property
    def end(self) -> Seconds:
        return self.start + self.length


def rise(top: float, at: float = 0.2, *, last: float | None = None, until: float = 0.8) -> Curve:
    """A level that rises to ``top`` at the share ``at``, is ``last`` at ``until``, and falls silent."""
    return (
        (0.0, SILENT),
        (at / 3, top - 15.0),
        (at, top),
        (until, top if last is None else last),
        (1.0, SILENT),
    )


def decay(top: float, at: float, fall: float) -> Curve:
    """A level that rises to ``top`` at the share ``at`` and then falls by ``fall`` dB, ever faster."""
    middle = at + 0.45 * (1 - at)
    return (
        (0.0, SILENT),
        (at / 2, top - 10.0),
        (at, top),
        (middle, top - 0.3 * fall),
        (0.92, top - fall),
        (1.0, SILENT),
    )


def phonemes(gestures: Sequence[Gesture]) -> tuple[Phoneme, ...]:
    """What the mouth does: gestures in order, each to the next one at the latest, with rests between."""
    found: list[Phoneme] = []
    ordered = sorted(gestures, key=lambda gesture: gesture.start)
    for gesture, following in zip(ordered, [*ordered[1:], None], strict=True):
        end = gesture.end if following is None else min(gesture.end, following.start)
        if end - gesture.start < _SHORTEST:
            continue
        if found and gesture.start - found[-1].end > _SHORTEST:
            found.append(Phoneme("", found[-1].end, gesture.start))
        start = found[-1].end if found else gesture.start
        found.append(Phoneme(gesture.symbol, start, end))
    return tuple(found)


_SHORTEST: Final[Seconds] = 0.02
"""What is shorter is no movement of its own. Ours."""


def value(curve: Curve, shares: Doubles) -> Doubles:
    """A curve at some shares."""
    at, values = zip(*curve, strict=True)
    return np.asarray(np.interp(shares, at, values))
