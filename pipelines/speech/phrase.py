"""One chunk of a performance, finished: said, paused, coloured, levelled, with its times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from emogen import cancelling
from emogen.conditioning.effects import Pause
from emogen.pipelines.speech import level, silence
from emogen.pipelines.speech.backend import Spoken, spoken_by, uttered_by
from emogen.pipelines.speech.curves import smooth
from emogen.pipelines.speech.delivery import loudness
from emogen.pipelines.speech.insertions import Gap, with_gaps
from emogen.pipelines.speech.voice_quality import quality
from emogen.registry import abilities, guarded
from emogen.timeline import Phoneme, Seconds, Vocal

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.conditioning.targets.voice import VoiceTargets
    from emogen.pipelines.speech.backend import SpeechBackend
    from emogen.pipelines.speech.performance import Cue, Performance
    from emogen.pipelines.speech.text.phonemes import Phone
    from emogen.pipelines.speech.vocals import Utterance
    from emogen.pipelines.speech.voices import Voice

_BREATHER: Final[Seconds] = 0.12
"""Silence between words and a sound that is no word. Ours."""

_SNATCHED: Final[Seconds] = 0.03
"""Silence between words and a breath. Ours."""

_PARAGRAPH: Final[Seconds] = 0.8
"""Silence between paragraphs, at neutral. Ours: about twice a sentence's."""

_STEP: Final[Seconds] = 0.005
"""Of the curves of voice quality and level."""

_GLIDE: Final[Seconds] = 0.05
"""Standard deviation with which the level is smoothed."""

Row: TypeAlias = "tuple[Gap, list[tuple[Seconds, Utterance, str]]]"
"""A gap, and the sounds in it: when in the gap, the sound, its name."""


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """A finished chunk.

    Attributes:
        samples: float32, shape ``(n,)``; begins and ends in silence.
        phonemes: (phoneme, index of its word or None for a sound that is no word), in order, in
            seconds of the chunk.
        vocals: the sounds that are no words.
        words: those that it says.
    """

    samples: AnyFloats
    phonemes: tuple[tuple[Phoneme, int | None], ...]
    vocals: tuple[Vocal, ...]
    words: range


def say(
    performance: Performance,
    sounds: Sequence[Phone],
    words: range,
    voice: Voice,
    backend: SpeechBackend,
    rng: np.random.Generator,
    *,
    last: bool,
) -> Phrase:
    """Say one chunk.

    Args:
        performance: the whole it is part of.
        sounds: of the chunk; none where a script is nothing but sounds that are no words.
        words: the words of the chunk.
        voice: who speaks.
        backend: says it.
        rng: draws the variation.
        last: whether nothing follows.

    Raises:
        CancelError: whoever wants it cancelled it.
    """
    with guarded(backend):
        rate = backend.rate
    cues = performance.cues(sounds)
    rows = _asked(performance, words, voice, backend, rng, last=last)
    rows += [*_paragraphs(rows, sounds, cues, last=last)]
    if "vocals" in abilities(backend):
        for word, targets in list(_breathing(rows, sounds, cues, first=words.start == 0, last=last)):
            breath = uttered_by(backend, "breath", voice, targets, rng)
            rows.append(_breath(word, breath, rate, ends=word == sounds[-1].word))
    rows.sort(key=lambda row: row[0].after)
    gaps, inserted = [gap for gap, _ in rows], [row for _, row in rows]
    spoken = (
        spoken_by(backend, sounds, voice, cues, rng)
        if sounds
        else Spoken(np.zeros(0, np.float32), np.zeros(1))
    )
    cancelling.check()
    spoken, starts = with_gaps(spoken, rate, sounds, gaps)
    samples = _finished(spoken, sounds, cues, rate, rng) if sounds else spoken.samples
    placed = [(start + offset, utterance, name) for start, row in zip(starts, inserted, strict=True)
              for offset, utterance, name in row]  # fmt: skip
    for start, utterance, _ in placed:
        at = round(start * rate)
        samples[at : at + len(utterance.samples)] += utterance.samples
    spans: list[tuple[Phoneme, int | None]] = [*_phonemes(sounds, spoken.edges.tolist())]
    for start, utterance, _ in placed:
        spans += [
            (Phoneme(p.symbol, start + p.start, start + p.end, p.stress), None) for p in utterance.phonemes
        ]
    spans.sort(key=lambda pair: pair[0].start)
    vocals = tuple(
        Vocal(name, start, start + len(utterance.samples) / rate) for start, utterance, name in placed
    )
    return Phrase(loudness.limit(samples, rate, level.CEILING), tuple(spans), vocals, words)


def _asked(
    performance: Performance,
    words: range,
    voice: Voice,
    backend: SpeechBackend,
    rng: np.random.Generator,
    *,
    last: bool,
) -> list[Row]:
    """The gaps that pauses and sounds make."""
    rows: list[Row] = []
    for word, group in groupby(performance.moments(words), key=lambda moment: moment[0]):
        length = 0.0
        filled: list[tuple[Seconds, Utterance, str]] = []
        for _, effect, targets in group:
            if isinstance(effect, Pause):
                length += effect.seconds
                continue
            length = max(length, 0.0 if word < 0 else _BREATHER)
            utterance = uttered_by(backend, effect.name, voice, targets, rng)
            filled.append((length, utterance, effect.name))
            length += len(utterance.samples) / backend.rate + _BREATHER
        ends = bool(words) and word == words[-1] and not last
        rows.append((Gap(word, max(length - silence.LEAD, 0.0) if ends else length), filled))
    return rows


def _paragraphs(
    rows: Sequence[Row], sounds: Sequence[Phone], cues: Sequence[Cue], *, last: bool
) -> Iterator[Row]:
    """The gaps between paragraphs, where the script asks for no other."""
    asked = {gap.after for gap, _ in rows}
    for sound, cue in zip(sounds, cues, strict=True):
        ends = sound.word == sounds[-1].word
        if sound.paragraph and sound.word not in asked and not (ends and last):
            pause = _PARAGRAPH * cue.targets.pause_length
            yield Gap(sound.word, pause - silence.LEAD if ends else pause), []


def _breathing(
    rows: Sequence[Row], sounds: Sequence[Phone], cues: Sequence[Cue], *, first: bool, last: bool
) -> Iterator[tuple[int, VoiceTargets]]:
    """Breaths: the word before each, and its targets. At marks, and before a first word, where
    the script asks for nothing else."""
    taken = {gap.after for gap, _ in rows}
    if last and sounds:
        taken.add(sounds[-1].word)
    if first and -1 not in taken and cues and cues[0].targets.breaths:
        yield -1, cues[0].targets
    for sound, cue in zip(sounds, cues, strict=True):
        if cue.targets.breaths and sound.mark not in ("", " ") and sound.word not in taken:
            taken.add(sound.word)
            yield sound.word, cue.targets


def _breath(after: int, utterance: Utterance, rate: int, *, ends: bool) -> Row:
    """The gap that a breath makes; ``ends`` where the chunk ends with it: the next begins in silence."""
    length = _SNATCHED + len(utterance.samples) / rate
    return Gap(after, length if ends else length + _SNATCHED), [(_SNATCHED, utterance, "breath")]


def _finished(
    spoken: Spoken, sounds: Sequence[Phone], cues: Sequence[Cue], rate: int, rng: np.random.Generator
) -> AnyFloats:
    """With voice quality and level."""
    times = np.arange(int(np.ceil(len(spoken.samples) / rate / _STEP)) + 1) * _STEP
    places = np.clip(np.searchsorted(spoken.edges, times, side="right") - 1, 0, len(cues) - 1)
    told = [cue.targets for cue in cues]
    curves = {name: np.array([getattr(one, name) for one in told])[places] for name in quality.TARGETS}
    wanted = quality.Quality(**curves, step=_STEP)
    samples = quality.apply(spoken.samples, rate, wanted, rng)
    cancelling.check()
    levels = np.array([cue.targets.level for cue in cues])
    sounding = np.diff(spoken.edges) * [not sound.mark for sound in sounds] + 1e-6
    mean = float(np.average(levels, weights=sounding))
    return level.finish(samples, rate, _smooth(levels[places]), _STEP, mean)


def _smooth(steps: AnyFloats) -> AnyFloats:
    """Steps as a smooth curve."""
    if np.ptp(steps) == 0.0:
        return steps
    return smooth(steps, _GLIDE / _STEP)


def _phonemes(sounds: Sequence[Phone], edges: Sequence[Seconds]) -> Iterator[tuple[Phoneme, int]]:
    """(phoneme, its word) for each sound; a blank is shared by its neighbours, a mark is a pause."""
    spans = [[start, end] for start, end in pairwise(edges)]
    for index, sound in enumerate(sounds):
        short = spans[index][1] - spans[index][0] < silence.PAUSE
        if sound.mark and (sound.mark == " " or short) and 0 < index < len(sounds) - 1:
            middle = sum(spans[index]) / 2
            spans[index - 1][1], spans[index + 1][0] = (
                (spans[index][1], spans[index][1]) if sounds[index - 1].mark else (middle, middle)
            )
            spans[index] = [middle, middle]
    for sound, (start, end) in zip(sounds, spans, strict=True):
        if end > start and sound.symbol:
            yield Phoneme(sound.symbol, start, end, sound.stress), sound.word
