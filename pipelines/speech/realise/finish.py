"""Targets that a model did not realise itself, realised in the sound that it made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.conditioning.targets.voice import NEUTRAL
from emogen.media import Audio
from emogen.pipelines.speech import silence
from emogen.pipelines.speech.curves import smooth
from emogen.pipelines.speech.realise.line import Said
from emogen.timeline import Phoneme, Seconds, Timeline

if TYPE_CHECKING:
    from emogen.arrays import Doubles
    from emogen.pipelines.speech.backend import Spoken
    from emogen.pipelines.speech.conversion.course import Course
    from emogen.pipelines.speech.performance import Cue
    from emogen.pipelines.speech.text.phonemes import Phone

_GLIDE: Final[Seconds] = 0.05
"""Standard deviation with which targets that change within a line pass into each other (ours)."""

_EMPHASIS: Final = 2.6
"""Semitones on the stressed vowel of a word of weight 1, as in Kokoro's prosody."""


def converted(
    said: Said, rate: int, phones: Sequence[Phone], cues: Sequence[Cue], rng: np.random.Generator
) -> Said:
    """A line with the targets that its model left: tune, tempo and level range by the means of
    :mod:`emogen.pipelines.speech.conversion.convert`, each over the phones that it is for.

    Args:
        said: by the model.
        rate: samples a second.
        phones, cues: of the line.
        rng: draws tremor.
    """
    if all(left == NEUTRAL for left in said.left) and not any(cue.weight for cue in cues):
        return said
    from emogen.dsp.frames import FRAME, analyse
    from emogen.pipelines.speech.conversion.course import course
    from emogen.pipelines.speech.conversion.overlap import render, time_map

    frames = analyse(Audio(said.samples, rate))
    timeline = _timeline(phones, said.edges, len(said.samples) / rate)
    kinds = list(dict.fromkeys(said.left))
    shares = _shares([kinds.index(left) for left in said.left], said.edges, len(frames), FRAME)
    plans: list[Course] = [course(frames, kind, rng, timeline) for kind in kinds]
    semitones = sum(share * plan.semitones for share, plan in zip(shares, plans, strict=True))
    semitones = semitones + _EMPHASIS * _emphasis(phones, cues, said.edges, len(frames), FRAME)
    lengths = sum(share * plan.lengths for share, plan in zip(shares, plans, strict=True))
    gain = sum(share * plan.gain for share, plan in zip(shares, plans, strict=True))

    at = np.arange(len(said.samples)) / (rate * FRAME)
    places = np.arange(len(frames))
    samples = said.samples * np.interp(at, places, 10 ** (np.asarray(gain) / 20)).astype(np.float32)
    times = time_map(np.asarray(lengths), len(samples) / rate)
    moved = render(samples, rate, frames, np.asarray(semitones), times, rng)
    return Said(moved, np.array([times.at(float(edge)) for edge in said.edges]), said.left)


def trimmed(said: Said, rate: int, pause_length: float) -> Spoken:
    """A line between silences of known length, faded so that lines join without a click."""
    from emogen.pipelines.speech.backend import Spoken

    onset, ending = (place / rate for place in silence.sounding(said.samples, rate))
    tail = silence.TAIL * pause_length
    first, last = round((onset - silence.LEAD) * rate), round((ending + tail) * rate)
    kept = said.samples[max(first, 0) : last]
    kept = silence.faded(np.pad(kept, (max(-first, 0), max(last - len(said.samples), 0))), rate)
    edges = np.clip(said.edges, onset, ending) - first / rate
    return Spoken(kept, edges)


def joined(parts: Sequence[Spoken], rate: int) -> Spoken:
    """Lines after each other as one chunk."""
    from emogen.pipelines.speech.backend import Spoken

    offset, edges = 0, []
    for part in parts:
        edges.append(part.edges[:-1] + offset / rate)
        offset += len(part.samples)
    last = parts[-1].edges[-1] + (offset - len(parts[-1].samples)) / rate
    return Spoken(np.concatenate([part.samples for part in parts]), np.concatenate([*edges, [last]]))


def _timeline(phones: Sequence[Phone], edges: Doubles, duration: Seconds) -> Timeline:
    """The phones as phonemes. The time of a blank, or of a mark without a pause, goes to the one before."""
    phonemes: list[Phoneme] = []
    for phone, start, end in zip(phones, edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if phonemes and (phone.mark == " " or (phone.mark and end - start < silence.PAUSE)):
            phonemes[-1] = replace(phonemes[-1], end=end)
        elif end > start:
            phonemes.append(Phoneme(phone.symbol, start, end, phone.stress))
    return Timeline((), tuple(phonemes), duration)


def _shares(kinds: Sequence[int], edges: Doubles, count: int, frame: Seconds) -> Doubles:
    """How much each kind of targets holds in each frame, shape ``(kinds, count)``, summing to 1."""
    middles = (np.arange(count) + 0.5) * frame
    here = np.clip(np.searchsorted(edges, middles, side="right") - 1, 0, len(kinds) - 1)
    shares: Doubles = np.equal.outer(np.arange(max(kinds) + 1), np.asarray(kinds)[here]).astype(np.float64)
    if len(shares) == 1:
        return shares
    return smooth(shares, _GLIDE / frame)


def _emphasis(
    phones: Sequence[Phone], cues: Sequence[Cue], edges: Doubles, count: int, frame: Seconds
) -> Doubles:
    """Bells as high as the weight of emphasised words, over their stressed vowels, shape ``(count,)``."""
    bells = np.zeros(count)
    at = (np.arange(count) + 0.5) * frame
    for index, (phone, cue) in enumerate(zip(phones, cues, strict=True)):
        if cue.weight and phone.stress == 1:
            middle, width = (edges[index] + edges[index + 1]) / 2, max(edges[index + 1] - edges[index], 0.05)
            bells += cue.weight * np.exp(-0.5 * ((at - middle) / width) ** 2)
    return bells
