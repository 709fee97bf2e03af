"""Voice targets realised on the model's own prosody: durations, F0 and energy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.speech.curves import ending, smooth, tremor, wander, widened
from emogen.pipelines.speech.kokoro.hush import voiceless_words
from emogen.pipelines.speech.text.phonemes import OBSTRUENTS, Phone
from emogen.pipelines.speech.text.words import STOPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats
    from emogen.pipelines.speech.performance import Cue

    Counts = NDArray[np.int64]

FRAME: Final = 0.025
"""Seconds of one frame of duration."""

CURVE_RATE: Final = 80.0
"""Frames a second of the F0 and energy curves: two a frame of duration."""

_LONGEST: Final = 7.0
"""Frames of a token before a mark that are sound; what the model gives it beyond is pause."""

_SHORTEST: Final = {True: 3.0, False: 2.0}
"""Frames that the only sound of a word lasts at least: 75 ms for a diphthong or a long vowel (*I*), 50 ms
for a weak one (*a*). The model gives the first *I* of a line as little as 18 ms, which nobody hears; the
lengths of people's weak forms: Klatt 1976."""

_WEAK: Final = "əɐɪʊ"
"""Sounds that are said as short as that in a word of their own."""

_IDLE: Final = 8.0
"""Hz of the model's F0 curve where there is no voice."""

_VOICED: Final = 50.0
"""Hz above which the model's F0 curve means voice; it idles near 8 in between."""

_LOWEST: Final = 8.0
"""Semitones below the median from where the curve is no tune but dies away after the last voice. Ours."""

_LIFTED: Final = 4.0
"""Semitones of final rise from which nothing is left of the fall at the end. Ours."""

_EXCURSION: Final = 9.0
"""Semitones from the median beyond which a scaled excursion is bent back, so that no voice yodels."""

_GLIDE: Final = 6
"""Standard deviation, in frames of the curves (75 ms), with which a change of targets is smoothed."""

_STRESS: Final = {"f0": 2.6, "energy": 0.4, "length": 0.3}
"""What a weight of 1 adds to a word: semitones on its stressed vowel, energy there, and the share by
which its sounds grow longer. Directions: Fry 1958, Terken 1991, from notes; sizes ours."""

_F0_LIMITS: Final = (55.0, 620.0)
"""Hz: lowest and highest F0 asked of the decoder."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where each phone of a chunk lies, in frames of duration, and how it is said.

    Attributes:
        phones: of the chunk.
        cues: how each is said.
        frames: frames of each token, the two pads included, shape ``(tokens,)``.
        edges: first frame of each phone and one past the last, shape ``(phones + 1,)``.
    """

    phones: Sequence[Phone]
    cues: Sequence[Cue]
    frames: Counts
    edges: Counts

    def curve(self, name: str) -> AnyFloats:
        """A target over the frames of the curves (two a frame of duration), smooth where it changes."""
        values = np.array([getattr(cue.targets, name) for cue in self.cues], np.float64)
        # The pads before the first sound and after the last are said like their neighbours.
        lengths = np.diff(self.edges)
        lengths[0] += self.edges[0]
        lengths[-1] += int(self.frames.sum()) - self.edges[-1]
        steps = np.repeat(values, 2 * lengths)
        return steps if np.ptp(values) == 0.0 else smooth(steps, _GLIDE)


def plan(phones: Sequence[Phone], durations: AnyFloats, cues: Sequence[Cue], pace: float) -> Plan:
    """Durations of the tokens under the targets.

    Args:
        phones: the chunk.
        durations: the model's own, in frames, unrounded, shape ``(tokens,)``, pads included.
        cues: how each phone is said.
        pace: a further factor on all lengths (variation).
    """
    wanted = np.maximum(durations.astype(np.float64), 1.0)
    at, starts = 1, [1]
    for index, phone in enumerate(phones):
        size = len(phone.letters)
        span = wanted[at : at + size]
        # Before a mark the model puts most of the pause into the last sound.
        held = np.maximum(span - _LONGEST, 0.0) if _is_last(phones, index) else np.zeros(size)
        span[:] = (span - held) * _length(phone, cues[index]) * (1.0 if phone.mark else pace)
        span += held * cues[index].targets.pause_length
        if _is_alone(phones, index):
            span *= max(_SHORTEST[phone.symbol not in _WEAK] / span.sum(), 1.0)
        at += size
        starts.append(at)
    frames = np.diff(np.rint(np.concatenate([[0.0], np.cumsum(wanted)]))).astype(np.int64)
    frames = np.maximum(frames, 1)
    edges = np.concatenate([[0], np.cumsum(frames)])[starts]
    return Plan(phones, cues, frames, edges)


def _is_alone(phones: Sequence[Phone], index: int) -> bool:
    """Whether a sound is all that is said for a word."""
    before = phones[index - 1].mark if index else "."
    after = phones[index + 1].mark if index + 1 < len(phones) else "."
    return bool(before and after) and not phones[index].mark


def _is_last(phones: Sequence[Phone], index: int) -> bool:
    """Whether a sound stands before a pause: before a mark, or at the very end."""
    following = phones[index + 1].mark if index + 1 < len(phones) else "."
    return not phones[index].mark and following not in ("", " ")


def _length(phone: Phone, cue: Cue) -> float:
    targets = cue.targets
    if phone.mark:
        return targets.pause_length if phone.mark != " " else 1.0
    stressed = 1.0 + _STRESS["length"] * cue.weight
    drawn = phone.drawn
    if phone.letters.lstrip("ˈˌ")[:1] in OBSTRUENTS:
        return targets.obstruent_length * (1.0 + (stressed - 1.0) / 2) * drawn
    return targets.sonorant_length * stressed * drawn


def shape_f0(f0: AnyFloats, where: Plan, rng: np.random.Generator, variation: float) -> AnyFloats:
    """The F0 curve under the targets.

    Args:
        f0: the model's curve, Hz, shape ``(2 frames,)``; values below 50 Hz are unvoiced and kept.
        where: the plan the curve was made with.
        rng: draws the irregular part.
        variation: 1 for a natural take, 0 for none.
    """
    f0 = np.where(_voiceless(where, len(f0)), np.minimum(f0, _IDLE), f0)
    voiced = f0 > _VOICED
    if not voiced.any():
        return f0
    frames = len(f0)
    # The steep edges of voiced stretches are transitions, not tune: they keep their shape.
    median = float(np.median(f0[voiced]))
    tune = 12 * np.log2(np.maximum(f0, _VOICED) / median)
    late = _endings(where, tune > -_LOWEST)
    bent = widened(tune, where.curve("f0_range"), late, _EXCURSION)
    rise = where.curve("final_rise")
    # A voice that falls by an octave at the end of a statement does not rise by being 4 semitones higher.
    bent -= np.minimum(bent, 0.0) * late * np.clip(rise / _LIFTED, 0.0, 1.0)
    shift = where.curve("f0_shift") + _tilted(where, frames) + rise * late
    shift += where.curve("accent") * _accents(where, frames) + _STRESS["f0"] * _weights(where, frames)
    seconds = np.arange(frames) / CURVE_RATE
    shift += tremor(where.curve("tremor"), seconds, rng.uniform(0, 2 * np.pi))
    shift += 0.25 * variation * wander(rng, frames, 0.6 * CURVE_RATE)
    shaped = median * 2 ** ((bent + shift) / 12)
    limited: AnyFloats = np.where(voiced, np.clip(shaped, *_F0_LIMITS), f0).astype(np.float32)
    return limited


def shape_energy(energy: AnyFloats, where: Plan) -> AnyFloats:
    """The energy curve (natural-log units, about -10 to 9) with the accents of the targets and of words.

    Only frames that sound are moved, smoothly, so that silence stays silent. What is the same for the whole
    of a chunk would be lost: the decoder takes the curve relative to its mean.
    """
    frames = len(energy)
    sounding = np.clip(energy / 3.0, 0.0, 1.0)
    accents = 0.25 * where.curve("accent") * _accents(where, frames)
    accents += _STRESS["energy"] * _weights(where, frames)
    moved = np.minimum(energy + accents, 10.5)
    shaped: AnyFloats = (energy + sounding * (moved - energy)).astype(np.float32)
    return shaped


def _voiceless(where: Plan, frames: int) -> NDArray[np.bool_]:
    """Frames of words without any voice, such as *Shh*: alone, the model hums them."""
    mask = np.zeros(frames, bool)
    for first, after in voiceless_words(where.phones):
        end = frames if after == len(where.phones) else 2 * int(where.edges[after])
        mask[2 * int(where.edges[first]) if first else 0 : end] = True
    return mask


def _sentences(where: Plan) -> Iterator[slice]:
    """The frames of the curves of each sentence, up to its mark."""
    start = int(where.edges[0])
    for index, phone in enumerate(where.phones):
        last = index == len(where.phones) - 1
        if last or (phone.mark and phone.mark in STOPS):
            end = int(where.edges[index] if phone.mark else where.edges[index + 1])
            yield slice(2 * start, 2 * end)
            start = int(where.edges[index + 1])


def _tilted(where: Plan, frames: int) -> AnyFloats:
    """The tilt over each sentence, in semitones."""
    contour, tilt = np.zeros(frames), where.curve("f0_tilt")
    for span in _sentences(where):
        contour[span] = tilt[span] * np.linspace(-0.5, 0.5, span.stop - span.start)
    return smooth(contour, 3)


def _endings(where: Plan, voiced: NDArray[np.bool_]) -> AnyFloats:
    """0 until the end of each sentence begins, 1 from where its voice ends; ``voiced`` of each frame."""
    contour = np.zeros(len(voiced))
    for span in _sentences(where):
        heard = np.flatnonzero(voiced[span])
        if len(heard):
            first, after = span.start + int(heard[0]), span.start + int(heard[-1]) + 1
            contour[first:after] = ending(after - first, CURVE_RATE)
            contour[after : span.stop] = 1.0
    return smooth(contour, 3)


def _accents(where: Plan, frames: int) -> AnyFloats:
    """Bumps, 0 to 1, over the vowels with primary stress."""
    return _bumps(where, frames, [float(phone.stress == 1) for phone in where.phones])


def _weights(where: Plan, frames: int) -> AnyFloats:
    """Bumps as high as the weight of emphasised words, over their stressed vowels."""
    heights = [0.0] * len(where.phones)
    heaviest: dict[int, int] = {}
    for index, (phone, cue) in enumerate(zip(where.phones, where.cues, strict=True)):
        if cue.weight == 0.0 or phone.mark or phone.letters.lstrip("ˈˌ")[:1] in OBSTRUENTS:
            continue
        best = heaviest.get(phone.word)
        # Words without a stress of their own ("the") are stressed on their last sonorant.
        if best is None or phone.stress == 1 or where.phones[best].stress != 1:
            heaviest[phone.word] = index
    for index in heaviest.values():
        heights[index] = where.cues[index].weight
    return _bumps(where, frames, heights)


def _bumps(where: Plan, frames: int, heights: Sequence[float]) -> AnyFloats:
    """Bell curves over the sounds, as high as told; of those that overlap the larger counts."""
    bumps = np.zeros(frames)
    for index, height in enumerate(heights):
        if not height:
            continue
        middle = float(where.edges[index] + where.edges[index + 1])
        width = max(float(where.edges[index + 1] - where.edges[index]), 3.0)
        low, high = int(max(middle - 4 * width, 0)), int(min(middle + 4 * width, frames))
        x = (np.arange(low, high) - middle) / width
        bump = height * np.exp(-0.5 * x * x)
        bumps[low:high] = np.where(np.abs(bump) > np.abs(bumps[low:high]), bump, bumps[low:high])
    return bumps
