"""From the sound of a voice back to the emotion: Bayes' rule on what emotions do to people's voices.

``assets/voice_reading.tsv`` says how each emotion changes a voice: directions with their sources, sizes
ours. Read backwards, with a spread for how differently people do it, it gives the probability of each
emotion given the changes that were measured. Nothing is trained. The voice targets are another table: they
are set until listeners hear the emotion in our voices, whose exaggerations would make people sound calm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from emogen.arrays import Doubles
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.read.reading import Reading
from emogen.conditioning.vocabulary import BASIC
from emogen.dsp.measures import VoiceMeasures
from emogen.tables import asset_rows

NAMES: Final = (*BASIC, "serenity", "boredom")
"""Emotions that are told from a voice: Ekman's seven, and two calm ones, without which everything
quiet would be sad."""

_TAILS: Final = 4.0
"""Degrees of freedom of Student's t: one cue far off does not outvote the rest."""

_TOGETHER: Final = 0.8
"""Level, pitch and brightness rise and fall together with effort: with correlations of about 0.5 among
the three, the five cues say as much as four independent ones (the participation ratio of the
eigenvalues of that matrix, 3.8; the correlations are ours)."""

_LEAST_SPREAD: Final = 0.05
"""No coordinate is told better than this (ours)."""

_LEAST_SPEECH: Final = 0.3
"""Seconds of speech, less than which nothing is read."""

_SPELL: Final = 5.0
"""Seconds for which speakers keep to one emotion, when their habit is estimated from a recording of
everything (ours)."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing that is compared with a speaker's habit.

    Attributes:
        name: what it is.
        natural: standard deviation between neutral utterances of 2 s by one speaker.
        people: how differently people show one emotion, standard deviation; errors of measurement
            and, for the level, of microphones and their automatic gain included.
        female, male: an average speaker's habit, NaN where recordings say nothing about it.
        habits: standard deviation of the habits of speakers of one sex.
    """

    name: str
    natural: float
    people: float
    female: float
    male: float
    habits: float


CUES: Final = (
    Cue("pitch", 1.3, 2.5, 21.8, 16.2, 2.7),
    Cue("range", 0.30, 0.30, 2.0, 2.0, 0.30),
    Cue("tempo", 0.13, 0.13, 1.4, 1.4, 0.18),
    Cue("level", 1.5, 5.0, math.nan, math.nan, math.inf),
    Cue("brightness", 1.5, 3.0, -18.0, -18.0, 4.0),
)
"""Semitones; logarithm of semitones; logarithm of nuclei a second; dB; dB. The habits in pitch are the
constants of Schröder 2001 (193 Hz and 140 Hz); their deviation is of the size that Traunmüller &
Eriksson 1995 report for speakers of one sex, from memory. ``natural`` is two to three times what this
package's own voices vary between sentences, since people are livelier. The rest are ours, of the size
usual in descriptions of speech. None was fitted to recordings of emotions. The end of the tune is no
cue: it hangs on the words more than on the emotion, and was not found back in our own voices."""

_NATURAL: Final = np.array([cue.natural for cue in CUES])
_PEOPLE: Final = np.array([cue.people for cue in CUES])
_UTTERANCE: Final = 2.0


@dataclass(frozen=True, slots=True)
class Habit:
    """How a speaker speaks when nothing moves them, cue by cue.

    Attributes:
        centre: shape ``(5,)``, in the units of :data:`CUES`.
        spread: how uncertain that is, standard deviation, shape ``(5,)``; infinite: unknown.
        weight: probability of this habit against others that are possible.
    """

    centre: Doubles
    spread: Doubles
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class _Model:
    """Neutral and the emotions of :data:`NAMES`, in that order, at full strength: changes of the cues,
    shape (H, 5), and V/A/D, shape (H, 3). A weaker emotion reads as one between it and neutral.
    Beforehand all are equally likely (ours)."""

    changes: Doubles
    vad: Doubles


@lru_cache(maxsize=1)
def _model() -> _Model:
    rows = {row["emotion"]: row for row in asset_rows("voice_reading.tsv")}
    felt = [NEUTRAL, *(Emotion(name) for name in NAMES)]
    none = [0.0] * len(CUES)
    changes = [none, *([float(rows[name][cue.name]) for cue in CUES] for name in NAMES)]
    return _Model(np.array(changes), np.array([e.vad for e in felt]))


def cues_of(measures: VoiceMeasures) -> Doubles:
    """The cues of an utterance, shape ``(5,)``; NaN where there was nothing to measure."""
    if measures.voiced == 0 or measures.speech < _LEAST_SPEECH:
        return np.full(len(CUES), np.nan)
    return np.array(
        [
            measures.f0_median,
            math.log(measures.f0_range) if measures.f0_range > 0.1 else math.nan,
            math.log(measures.rate) if measures.syllables >= 2 else math.nan,
            measures.level,
            measures.brightness,
        ]
    )


def known_habit(baseline: VoiceMeasures) -> tuple[Habit, ...]:
    """The habit of a speaker whose calm speech was measured."""
    centre = cues_of(baseline)
    spread = _NATURAL * math.sqrt(_UTTERANCE / max(baseline.speech, _LEAST_SPEECH))
    unknown = np.isnan(centre)
    return (Habit(np.where(unknown, 0.0, centre), np.where(unknown, np.inf, spread)),)


def likely_habits(parts: list[VoiceMeasures]) -> tuple[Habit, ...]:
    """The habit of an unknown speaker, once as a woman's and once as a man's.

    The average of their sex is the start; the more of their speech there is, beyond the few seconds
    in which one emotion may hold, the more the middle of it counts.
    """
    values = np.array([cues_of(part) for part in parts]).reshape(-1, len(CUES))
    values = values[~np.isnan(values[:, 0])]
    seconds = sum(part.speech for part in parts)
    spells = max(0.0, seconds / _SPELL - 1)
    own = np.full(len(CUES), np.nan)
    for index, measured in enumerate(values.T):
        if not np.isnan(measured).all():
            own[index] = np.nanmedian(measured)
    emotional = _model().changes.std(axis=0)
    # A cue that no window tells says nothing of the habit.
    own_precision = np.where(np.isnan(own), 0.0, spells / (emotional**2 + _NATURAL**2))
    own = np.nan_to_num(own)
    found, weights = [], []
    for sex in ("female", "male"):
        mean = np.array([getattr(cue, sex) for cue in CUES])
        precision = np.array([cue.habits for cue in CUES]) ** -2.0
        total = precision + own_precision
        centre = (np.nan_to_num(mean) * precision + own * own_precision) / np.maximum(total, 1e-12)
        with np.errstate(divide="ignore"):
            found.append((centre, total**-0.5))
        distance = (own[0] - mean[0]) / math.hypot(CUES[0].habits, float(emotional[0]))
        weights.append(float(_log_t(np.array(distance))))
    share = np.exp(np.array(weights) - max(weights))
    share = share / share.sum()
    return tuple(Habit(c, s, float(w)) for (c, s), w in zip(found, share, strict=True))


def infer(measures: VoiceMeasures, habits: tuple[Habit, ...]) -> Reading:
    """The emotion of an utterance or window of one speaker.

    Returns:
        A reading; of neutral with confidence 0 when there was no voice to read.
    """
    model = _model()
    values = cues_of(measures)
    if np.isnan(values).all():
        return _reading(np.ones(len(model.vad)), sure=False)
    noise = _NATURAL**2 * _UTTERANCE / measures.speech + _PEOPLE**2
    total = np.full(len(model.vad), -np.inf)
    for habit in habits:
        spread = np.sqrt(noise + habit.spread**2)
        off = np.nan_to_num((values - habit.centre - model.changes) / spread, nan=0.0)
        fit = _TOGETHER * _log_t(off).sum(axis=1)
        total = np.logaddexp(total, fit + math.log(max(habit.weight, 1e-9)))
    return _reading(np.exp(total - total.max()), sure=True)


def _log_t(off: Doubles) -> Doubles:
    """Logarithm of Student's t at ``off`` deviations, up to a constant."""
    return np.asarray(-(_TAILS + 1) / 2 * np.log1p(off**2 / _TAILS), np.float64)


def _reading(weight: Doubles, *, sure: bool) -> Reading:
    """The mean of the emotions by their weight, shape (H,), with the deviation around it."""
    model = _model()
    p = weight / weight.sum()
    mean = p @ model.vad
    spread = np.maximum(np.sqrt(p @ (model.vad - mean) ** 2), _LEAST_SPREAD)
    if not sure:
        mean = np.zeros(3)
    named = sorted(zip(NAMES, map(float, p[1:]), strict=True), key=lambda pair: -pair[1])
    return Reading(
        vad=_triple(mean),
        spread=_triple(spread),
        mixture=tuple((name, round(share, 4)) for name, share in named if share >= 0.01) if sure else (),
        neutral=round(float(p[0]), 4) if sure else 1.0,
        confidence=float(p.max()) if sure else 0.0,
    )


def _triple(values: Doubles) -> tuple[float, float, float]:
    v, a, d = (round(float(x), 4) for x in values)
    return v, a, d
