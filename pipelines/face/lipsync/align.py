"""A recording with its text: when each word and each of its sounds is spoken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from emogen.dsp.recording import checked_audio
from emogen.errors import RequestError
from emogen.pipelines.face.lipsync.decode import Run, scores
from emogen.pipelines.face.lipsync.listen import add_calls, as_vocal
from emogen.pipelines.face.lipsync.network import heard, network
from emogen.pipelines.face.lipsync.sounds import FPS, SILENCE, classes_of
from emogen.progress import Progress
from emogen.timeline import Phoneme, Seconds, Timeline, Word

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.media import Audio
    from emogen.pipelines.speech.text.phonemes import Phone

Places = NDArray[np.int64]

LONGEST: Final = 2700.0
"""Seconds: as long as the longest text that can be read takes to say."""

_BAND: Final = 3000
"""States that are followed at a time, around the best one: some three minutes of text. Ours."""

_PAUSE: Final = 2.0
"""Cost (nats) of a pause between two words. Ours."""

_FIT: Final = 0.27
_STRETCH: Final = 90
_STRETCH_FIT: Final = 0.46
"""How badly a text may explain the speech, see :func:`_check_fit`, all of it and the worst so many frames
(1.5 s). Right texts reach .21 and .24 on clean held-out voices, .28 and .35 with noise 10 dB softer and on
real English; other texts of the same length begin at .22, a sentence too many or too few at .59. Ours."""

_QUICK: Final = 25.0
"""Sounds a second that nobody exceeds in running speech (about twice a fast reader's). Ours."""


@dataclass(frozen=True, slots=True)
class _State:
    """One step of the way through the text: a class, and the sound it belongs to (None: a pause)."""

    place: int
    sound: int | None


def align(audio: Audio, text: str, language: str = "en-us", *, progress: Progress | None = None) -> Timeline:
    """Find the words of a text in a recording that says it.

    Args:
        audio: speech, mono, at most 45 minutes.
        text: what is said, plain, as the speech pipeline reads it (numbers, abbreviations and all).
        language: a code of :func:`emogen.pipelines.speech.text.languages.language_names`.
        progress: called with the share done, 0 to 1.

    Returns:
        Words with their places in ``text``; phonemes as espeak has them, with stress, pauses between; the
        laughs, sobs, sighs and gasps in those pauses, which the text does not have.

    Raises:
        RequestError: the recording does not say this text, or too much else; no sound, too long; a text
            with nothing to say, in another script or an unknown language.
    """
    from emogen.pipelines.speech.text.phonemes import chunks
    from emogen.pipelines.speech.text.words import read

    checked_audio(audio)
    if audio.duration > LONGEST:
        raise RequestError(
            f"the recording has {audio.duration / 60:.0f} minutes",
            why=f"a text can be aligned with {LONGEST / 60:.0f} at most",
            fix="Cut it into parts, or leave the text out.",
        )
    words = read(text, language=language, voice="the aligner")
    sounds = [one for chunk in chunks(words, language) for one in chunk if one.symbol]
    states = _states(sounds)
    if not len(audio.samples) or len(sounds) > _QUICK * audio.duration:
        raise _mismatch(f"the text has {len(sounds)} sounds, the recording {audio.duration:.1f} s")
    emissions, calls = _heard(audio, progress)
    path = _forced(emissions, states)
    places = np.array([one.place for one in states])[path]
    _check_fit(emissions, places)
    phonemes, spans = _phonemes(path, states, sounds, audio.duration)
    vocals = (as_vocal(call, audio.duration) for call in calls if _between_words(call, places))
    said = tuple(
        Word(words[index].text, *span, (words[index].start, words[index].end))
        for index, span in sorted(spans.items())
    )
    return Timeline(said, phonemes, audio.duration, tuple(vocals))


def _heard(audio: Audio, progress: Progress | None) -> tuple[Floats, list[Run]]:
    """What each frame says of the sounds, shape ``(T, C)``, and where laughs and sighs are heard.

    There a pause is as likely as the likeliest sound: words may go on, but need not explain it.
    """
    prior = network().prior
    parts: list[Floats] = []
    calls: list[Run] = []
    for piece in heard(audio, progress):
        parts.append(scores(piece.sounds[piece.inner], prior))
        add_calls(calls, piece)
    emissions = np.concatenate(parts)
    calls = [call for call in calls if call.place]
    for call in calls:
        frames = emissions[call.start : call.end]
        frames[:, SILENCE] = frames.max(axis=1)
    return emissions, calls


def _between_words(call: Run, places: Places) -> bool:
    """Whether most of a laugh or a sigh lies in a pause of the text."""
    return bool((places[call.start : call.end] == SILENCE).mean() > 0.5)


def _mismatch(why: str) -> RequestError:
    return RequestError(
        "the recording does not say this text",
        why=why,
        fix="Give the words as they are said, and the language, or leave the text out.",
    )


def _states(sounds: Sequence[Phone]) -> list[_State]:
    """The text from end to end: two states for each class that a sound passes through, so that it
    lasts two frames at least, and a pause before every word and after the last."""
    states = []
    word = None
    for number, sound in enumerate(sounds):
        if sound.word != word:
            states.append(_State(SILENCE, None))
            word = sound.word
        places = classes_of(sound.symbol)
        for place in places:
            states += [_State(place, number)] * (2 if len(places) == 1 else 1)
    return [*states, _State(SILENCE, None)]


def _forced(emissions: Floats, states: Sequence[_State]) -> Places:
    """The state of each frame, from the first to the last; pauses may be left out.

    Raises:
        RequestError: there are fewer frames than states.
    """
    places = np.array([state.place for state in states])
    pause = np.array([state.sound is None for state in states])
    if len(emissions) < np.count_nonzero(~pause):
        raise _mismatch("the recording is too short for it")
    moves, firsts, last = _walk(np.asarray(emissions, np.float64), places, pause, min(_BAND, len(states)))
    path = np.zeros(len(emissions), np.int64)
    state = last
    for t in range(len(path) - 1, -1, -1):
        path[t] = state
        state -= int(moves[t, state - firsts[t]])
    if last < len(states) - 2 or state > 1:
        raise _mismatch("its end is not heard")
    return path


@njit(cache=True)
def _walk(
    emissions: NDArray[np.float64], places: Places, pause: NDArray[np.bool_], band: int
) -> tuple[NDArray[np.int8], Places, int]:
    """Viterbi from left to right within a band that follows the best state.

    Returns:
        by how many states each was come by, ``(T, band)``; the first state of the band in each frame;
        the best last state.
    """
    frames, count = len(emissions), len(places)
    moves = np.zeros((frames, band), np.int8)
    firsts = np.zeros(frames, np.int64)
    score = np.full(count, -np.inf)
    score[0] = emissions[0, places[0]]
    if count > 1:
        score[1] = emissions[0, places[1]]
    first = 0
    for t in range(1, frames):
        best = first + int(np.argmax(score[first : first + band]))
        # As many states are ahead of the best one as behind it; the band never goes back.
        first = max(first, min(best - band // 2, count - band))
        firsts[t] = first
        for state in range(min(first + band, count) - 1, first - 1, -1):
            value, move = score[state], 0
            if state > first and score[state - 1] - _PAUSE * pause[state] > value:
                value, move = score[state - 1] - _PAUSE * pause[state], 1
            if state > first + 1 and pause[state - 1] and score[state - 2] > value:
                value, move = score[state - 2], 2
            score[state] = value + emissions[t, places[state]]
            moves[t, state - first] = move
    last = count - 1
    if count > 1 and score[count - 2] > score[count - 1]:
        last = count - 2
    return moves, firsts, last


def _check_fit(emissions: Floats, places: Places) -> None:
    """Raise ``RequestError`` where the text does not explain the speech: all of it, or a stretch.

    Misfit is 0 where the text's sounds are as likely as the likeliest ones, 1 where they are as random ones.
    """
    spoken = np.flatnonzero((places != SILENCE) | (emissions.argmax(axis=1) != SILENCE))
    if not len(spoken):
        raise _mismatch("nobody speaks in it")
    share = network().prior * (np.arange(emissions.shape[1]) != SILENCE)
    best = emissions.max(axis=1)[spoken]
    lost = np.cumsum([0.0, *(best - emissions[spoken, places[spoken]])])
    chance = np.cumsum([0.0, *(best - emissions[spoken] @ (share / share.sum()))])
    if lost[-1] > _FIT * chance[-1]:
        raise _mismatch(
            f"its sounds differ by {lost[-1] / chance[-1]:.2f}; {_FIT:.2f} is allowed, 1 is chance"
        )
    if len(spoken) > _STRETCH:
        misfit = (lost[_STRETCH:] - lost[:-_STRETCH]) / (chance[_STRETCH:] - chance[:-_STRETCH])
        worst = int(misfit.argmax())
        if misfit[worst] > _STRETCH_FIT:
            start, end = spoken[worst] / FPS, spoken[worst + _STRETCH - 1] / FPS
            raise _mismatch(f"from {start:.1f} to {end:.1f} s something else is said")


def _phonemes(
    path: Places, states: Sequence[_State], sounds: Sequence[Phone], duration: Seconds
) -> tuple[tuple[Phoneme, ...], dict[int, tuple[Seconds, Seconds]]]:
    """Phonemes with pauses between them, and the seconds of each word."""
    owners = [states[state].sound for state in path]
    made: list[Phoneme] = []
    spans: dict[int, tuple[Seconds, Seconds]] = {}
    begin = 0
    for t in range(1, len(owners) + 1):
        if t < len(owners) and owners[t] == owners[begin]:
            continue
        start = max(0.0, (begin - 0.5) / FPS)
        end = duration if t == len(owners) else min(duration, (t - 0.5) / FPS)
        number = owners[begin]
        if end > start and number is None:
            made.append(Phoneme("", start, end))
        elif end > start and number is not None:
            sound = sounds[number]
            made.append(Phoneme(sound.symbol, start, end, sound.stress))
            spans[sound.word] = (spans.get(sound.word, (start, 0.0))[0], end)
        begin = t
    return tuple(made), spans
