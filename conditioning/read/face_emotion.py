"""From activations of a face to an emotion: the target model of the face, read backwards.

No face was labelled for this. ``face_targets`` says which action units an emotion shows, and
``assets/expression_variants.tsv`` in which other ways people show it. Each basic emotion in each of
its ways at every strength, and every pair of emotions, is a hypothesis, and Bayes' rule weighs them
by how well they explain what was read, given how far such readings are off.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.read.reading import Reading
from emogen.conditioning.targets.face import Units, face_targets
from emogen.conditioning.targets.units import units_to_arkit
from emogen.conditioning.vocabulary import BASIC
from emogen.tables import asset_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats
    from emogen.vision.face_shapes import Regression

_STRENGTHS: Final = tuple(round(step / 10, 1) for step in range(1, 11))
_STRENGTHS_OF_PAIRS: Final = (0.4, 0.7, 1.0)
_PRIOR: Final = (0.15, 0.7, 0.15)
"""Chance, before a look, that a face is neutral, shows one basic emotion, or two. Ours."""

_LOOSE: Final = 0.4
_RESTLESS: Final = 0.08
"""How people differ from the prototype: each shape is off by this share of its size, and by this
much whatever its size. Ours; people rarely show all of a prototype (Durán, Reisenzein &
Fernández-Dols 2017)."""

_TEMPER: Final = 0.75
"""The power to which likelihoods are raised: neighbouring shapes err together in more ways than a
covariance says. With this and ``_PRIOR`` the confidence has the least Brier score (0.20) on 40 drawn
people that no regression was fitted on."""

_LISTED: Final = 0.02
"""Names with less expected strength than this are left out of the mixture."""

_FLOOR: Final = 0.15
"""The least spread of a coordinate: people do not agree about a face any better. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class _Hypotheses:
    """What a face may show: ``n`` emotions.

    Attributes:
        shapes: expected ARKit values, shape ``(n, 52)``.
        weights: strength of each basic emotion, shape ``(n, 7)``.
        vad: coordinates, shape ``(n, 3)``.
        prior: log probability before a look, shape ``(n,)``.
    """

    shapes: AnyFloats
    weights: AnyFloats
    vad: AnyFloats
    prior: AnyFloats


def read_emotion(activations: AnyFloats, regression: Regression) -> Reading:
    """The emotion that explains activations best, and how surely.

    Args:
        activations: raw ARKit values of one face, shape ``(52,)``.
        regression: what read them; its gain and errors are taken into account.

    Returns:
        A reading whose mixture holds expected strengths (probability times strength), whose ``vad``
        is the posterior mean, and whose confidence is the probability of the likeliest name.
    """
    known = _hypotheses()
    logs = known.prior + _TEMPER * _log_likelihood(activations, regression)
    chance = np.exp(logs - logs.max())
    chance /= chance.sum()
    strengths = chance @ known.weights
    order = np.argsort(-strengths, kind="stable")
    mean = chance @ known.vad
    spread = np.sqrt(chance @ (known.vad - mean) ** 2 + _FLOOR**2)
    names = known.weights / np.maximum(known.weights.sum(axis=1, keepdims=True), 1.0 / len(_STRENGTHS))
    certain = max(float((chance @ names).max()), float(chance[0]))
    valence, arousal, dominance = (round(float(value), 4) for value in mean)
    wide, high, deep = (round(float(value), 4) for value in spread)
    return Reading(
        vad=(valence, arousal, dominance),
        spread=(wide, high, deep),
        mixture=tuple(
            (BASIC[index], math.floor(float(strengths[index]) * 1e4) / 1e4)  # Together at most 1.
            for index in order
            if strengths[index] >= _LISTED
        ),
        neutral=round(float(chance[0]), 4),
        confidence=round(certain, 4),
    )


def _log_likelihood(activations: AnyFloats, regression: Regression) -> AnyFloats:
    """Log density of what was read under each hypothesis, shape ``(n,)``, up to a constant."""
    seen = _sight(regression)
    away = activations[seen.shown] - seen.expected
    white = np.linalg.solve(seen.root, away[:, :, None])[:, :, 0]
    return np.asarray(-0.5 * (white**2).sum(axis=1) - seen.width)


@dataclass(frozen=True, slots=True, eq=False)
class _Sight:
    """How a regression sees the hypotheses, whatever the face: ``shown`` are the m activations that any
    of them moves, ``expected`` their values ``(n, m)``, ``root`` the Cholesky factor of their errors
    ``(n, m, m)``, ``width`` the logarithm of its determinant ``(n,)``."""

    shown: NDArray[np.intp]
    expected: AnyFloats
    root: AnyFloats
    width: AnyFloats


@lru_cache(maxsize=2)
def _sight(regression: Regression) -> _Sight:
    known = _hypotheses()
    shown = np.flatnonzero(known.shapes.any(axis=0))
    gain, bias = regression.gain[shown].astype(np.float64), regression.bias[shown].astype(np.float64)
    expected = known.shapes[:, shown] * gain
    loose = (_LOOSE * expected) ** 2 + (_RESTLESS * gain) ** 2
    covariance = regression.error[np.ix_(shown, shown)] + loose[:, :, None] * np.eye(len(shown))
    root = np.linalg.cholesky(covariance)
    width = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    return _Sight(shown, bias + expected, root, width)


@lru_cache(maxsize=1)
def _hypotheses() -> _Hypotheses:
    neutral, single, double = _PRIOR
    emotions, units, chances = [NEUTRAL], [face_targets(NEUTRAL).units], [neutral]
    for name in BASIC:
        ways = variants()[name]
        for strength in _STRENGTHS:
            emotion = Emotion(name, strength)
            shown = [tuple((unit, strength * size) for unit, size in way) for way in ways]
            units += [face_targets(emotion).units, *shown]
            emotions += [emotion] * (1 + len(ways))
            chances += [single / (len(BASIC) * len(_STRENGTHS) * (1 + len(ways)))] * (1 + len(ways))
    pairs = list(combinations(BASIC, 2))
    for one, other in pairs:
        for strength in _STRENGTHS_OF_PAIRS:
            emotion = Emotion.of([(one, strength / 2), (other, strength / 2)])
            emotions.append(emotion)
            units.append(face_targets(emotion).units)
            chances.append(double / (len(pairs) * len(_STRENGTHS_OF_PAIRS)))
    return _Hypotheses(
        shapes=np.array([units_to_arkit(way) for way in units], np.float64),
        weights=np.array([[dict(emotion.terms).get(name, 0.0) for name in BASIC] for emotion in emotions]),
        vad=np.array([emotion.vad for emotion in emotions]),
        prior=np.log(chances),
    )


@lru_cache(maxsize=1)
def variants() -> dict[str, list[Units]]:
    """The ways, other than its prototype, in which each basic emotion is shown, at full strength."""
    ways: dict[str, list[Units]] = {name: [] for name in BASIC}
    for row in asset_rows("expression_variants.tsv"):
        pairs = (item.partition(":") for item in row["units"].split())
        ways[row["emotion"]].append(tuple((unit, float(size)) for unit, _, size in pairs))
    return ways
