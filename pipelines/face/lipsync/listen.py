"""A recording without its text: which sound is spoken when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.dsp.recording import checked_audio
from emogen.pipelines.face.lipsync.decode import Run, likeliest, runs, scores
from emogen.pipelines.face.lipsync.network import Heard, heard, network
from emogen.pipelines.face.lipsync.sounds import CLASSES, FPS, SILENCE, VOCALS, shortest
from emogen.progress import Progress
from emogen.timeline import Phoneme, Seconds, Timeline, Vocal
from emogen.visemes import is_vowel

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.media import Audio

_SHORTEST: Final = tuple(shortest(place) for place in range(len(CLASSES)))

_VOCAL_LEAST: Final = 15
_VOCAL_SWITCH: Final = 6.0
"""Frames that a laugh or a sigh lasts at least (0.25 s), and what it costs to begin or end one, so that
words are not taken for laughter. Ours."""

_NEAR: Final = 0.28
"""Seconds to both sides in which a stressed vowel is the most prominent one: stresses are some 0.5 s apart
in English (Dauer 1983)."""

_LENGTH: Final = 6.0
"""dB that a vowel of twice the length is the more prominent. Ours, on held-out voices."""


def listen(audio: Audio, *, progress: Progress | None = None) -> Timeline:
    """Hear what a recording's lips do, in any language, without knowing the words.

    Args:
        audio: speech, mono, at least 4,000 samples a second; of any length, memory does not grow
            with it. Level and microphone do not matter much, noise and music do.
        progress: called with the share done, 0 to 1.

    Returns:
        No words; phonemes that fill all of the time, by the names of
        :data:`~emogen.pipelines.face.lipsync.sounds.CLASSES` (p and b are both ``b``), ``""`` where nobody
        speaks, with stress on prominent vowels; laughs, sobs, sighs and gasps. Silence is one long
        ``""``, and so is most of what is no speech.

    Raises:
        RequestError: no mono sound of numbers, or an odd rate.
    """
    checked_audio(audio)
    if not len(audio.samples):
        return Timeline((), (), 0.0)
    found: list[Run] = []
    calls: list[Run] = []
    levels: list[Floats] = []
    prior = network().prior
    for piece in heard(audio, progress):
        _append(found, likeliest(scores(piece.sounds, prior), _SHORTEST), piece)
        add_calls(calls, piece)
        levels.append(piece.level[piece.inner])
    phonemes = _phonemes(found, np.concatenate(levels), audio.duration)
    return Timeline(
        (), phonemes, audio.duration, tuple(as_vocal(one, audio.duration) for one in calls if one.place)
    )


def add_calls(calls: list[Run], piece: Heard) -> None:
    """Add the runs of a piece's laughs and sighs, and of what is none, in frames of the recording."""
    least = (_VOCAL_LEAST,) * len(VOCALS)
    _append(calls, likeliest(piece.vocals, least, _VOCAL_SWITCH), piece)


def as_vocal(call: Run, duration: Seconds) -> Vocal:
    """A run of a laugh or a sigh as a timeline has it."""
    return Vocal(VOCALS[call.place], *_times(call, duration))


def _append(found: list[Run], path: np.ndarray[tuple[int], np.dtype[np.int64]], piece: Heard) -> None:
    """The runs of a piece's inner frames, in frames of the recording, joined to what came before."""
    begin = piece.first + piece.inner.start
    for run in runs(path[piece.inner]):
        if found and not run.start and found[-1].place == run.place:
            found[-1] = Run(run.place, found[-1].start, begin + run.end)
        else:
            found.append(Run(run.place, begin + run.start, begin + run.end))


def _times(run: Run, duration: Seconds) -> tuple[Seconds, Seconds]:
    """Seconds of a run: a frame is centred at its time."""
    return max(0.0, (run.start - 0.5) / FPS), min(duration, (run.end - 0.5) / FPS)


def _phonemes(found: list[Run], levels: Floats, duration: Seconds) -> tuple[Phoneme, ...]:
    vowels = [run for run in found if run.place != SILENCE and is_vowel(CLASSES[run.place])]
    stressed = set(_stressed(vowels, levels))
    made = []
    for number, run in enumerate(found):
        start, end = _times(run, duration)
        end = duration if number == len(found) - 1 else end
        if end > start:
            made.append(Phoneme(CLASSES[run.place], start, end, int(run in stressed)))
    return tuple(made)


def _stressed(vowels: list[Run], levels: Floats) -> Iterable[Run]:
    """Vowels that are louder and longer than those around them."""
    if not vowels:
        return
    middles = np.array([(run.start + run.end) / 2 for run in vowels]) / FPS
    weight = np.array(
        [levels[run.start : run.end].max() + _LENGTH * np.log2(run.end - run.start) for run in vowels]
    )
    for number, run in enumerate(vowels):
        near = slice(*np.searchsorted(middles, (middles[number] - _NEAR, middles[number] + _NEAR)))
        if weight[number] >= weight[near].max():
            yield run
