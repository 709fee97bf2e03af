"""Text and an emotion to speech with its timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from emogen.conditioning.emotion import NEUTRAL, Feeling
from emogen.conditioning.targets.voice import VoiceTargets, voice_targets
from emogen.media import Audio
from emogen.pipelines.speech.text import Written, read
from emogen.pipelines.speech.voices import Voice, find_voice
from emogen.registry import find_backend
from emogen.seeds import stream
from emogen.timeline import Phoneme, Seconds, Timeline, Word

if TYPE_CHECKING:
    from emogen.pipelines.speech.backend import SpeechBackend
    from emogen.pipelines.speech.phonemes import Sound

_PAUSE: Seconds = 0.06
"""Marks shorter than this are no pause: the sound before runs through them."""


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """What was said and how.

    Attributes:
        audio: the sound, 24 kHz.
        timeline: words and phonemes in seconds of ``audio``.
        targets: what was changed against the neutral voice.
        voice: who speaks.
    """

    audio: Audio
    timeline: Timeline
    targets: VoiceTargets
    voice: Voice


def speak(
    text: str,
    *,
    emotion: Feeling = NEUTRAL,
    voice: str = "af_heart",
    seed: int = 0,
    take: int = 0,
    variation: float = 1.0,
    targets: VoiceTargets | None = None,
    backend: str = "kokoro",
    progress: Callable[[float], None] | None = None,
) -> Speech:
    """Say ``text`` with an emotion.

    Args:
        text: English, up to 40,000 characters.
        emotion: how to say it.
        voice: a voice's name, see :func:`emogen.pipelines.speech.voices.voices`.
        seed: small chance differences of tune and pace.
        take, variation: which take of the emotion's targets, and how far from their mean, 0 to 2;
            take 0 is the mean (see :mod:`emogen.conditioning.targets.takes`).
        targets: instead of those of the emotion.
        backend: a registered speech backend (see :mod:`emogen.registry`).
        progress: called with the share done, 0 to 1.

    Raises:
        RequestError: unknown voice or backend; empty text, text with nothing to say, or in another script.
        MissingWeightError: the model is not there.
    """
    import numpy as np

    speaker = find_voice(voice)
    words = read(text, voice=f"the voice {voice}")
    if targets is None:
        targets = voice_targets(emotion, sex=speaker.sex, take=take, variation=variation)

    from emogen.pipelines.speech import level
    from emogen.pipelines.speech.phonemes import chunks

    generator = cast("type[SpeechBackend]", find_backend("speech", backend))()
    rate = generator.rate
    pieces: list[np.ndarray] = []
    phonemes: list[tuple[Phoneme, int]] = []
    offset = 0
    for index, sounds in enumerate(chunks(words, speaker.language)):
        spoken = generator.synthesise(sounds, voice, targets, stream(seed, "speech", index))
        phonemes.extend(_phonemes(sounds, [offset / rate + float(edge) for edge in spoken.edges]))
        pieces.append(spoken.samples)
        offset += len(spoken.samples)
        if progress:
            progress(min(0.99, (sounds[-1].word + 1) / len(words)))
    samples = level.finish(np.concatenate(pieces), rate, targets.brightness, targets.level)
    timeline = _timeline(words, phonemes, offset / rate)
    if progress:
        progress(1.0)
    return Speech(Audio(samples, rate), timeline, targets, speaker)


def _phonemes(sounds: Sequence[Sound], edges: Sequence[Seconds]) -> Iterator[tuple[Phoneme, int]]:
    """(phoneme, its word) for each sound; a blank is shared by its neighbours, a mark is a pause."""
    spans = [[start, end] for start, end in pairwise(edges)]
    for index, sound in enumerate(sounds):
        short = spans[index][1] - spans[index][0] < _PAUSE
        if sound.mark and (sound.mark == " " or short) and 0 < index < len(sounds) - 1:
            middle = sum(spans[index]) / 2
            spans[index - 1][1], spans[index + 1][0] = (
                (spans[index][1], spans[index][1]) if sounds[index - 1].mark else (middle, middle)
            )
            spans[index] = [middle, middle]
    for sound, (start, end) in zip(sounds, spans, strict=True):
        if end > start:
            yield Phoneme(sound.symbol, start, end, sound.stress), sound.word


def _timeline(words: Sequence[Written], phonemes: list[tuple[Phoneme, int]], duration: Seconds) -> Timeline:
    """The whole timeline: pauses fill every gap, words span their phonemes."""
    track: list[Phoneme] = []
    spans: dict[int, tuple[Seconds, Seconds]] = {}
    now = 0.0
    for phoneme, word in phonemes:
        start = max(phoneme.start, now)
        if start > now:
            track.append(Phoneme("", now, start))
        if phoneme.symbol:
            spans[word] = (spans.get(word, (start, 0.0))[0], phoneme.end)
        track.append(Phoneme(phoneme.symbol, start, phoneme.end, phoneme.stress))
        now = phoneme.end
    if duration > now:
        track.append(Phoneme("", now, duration))
    said = (Word(words[index].text, *span) for index, span in sorted(spans.items()))
    return Timeline(tuple(said), tuple(_merged(track)), duration)


def _merged(track: Sequence[Phoneme]) -> Iterator[Phoneme]:
    """Neighbouring pauses become one."""
    held: Phoneme | None = None
    for phoneme in track:
        if held and not held.symbol and not phoneme.symbol:
            held = Phoneme("", held.start, phoneme.end)
            continue
        if held:
            yield held
        held = phoneme
    if held:
        yield held
