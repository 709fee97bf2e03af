"""Between taxonomies: any emotion as a distribution over the names of one set.

A point in valence-arousal-dominance space is not one label but a mixture of many, since people who
feel the same use different words. So the answer is a probability for each name, by Bayes' rule:
how well the coordinates and Plutchik's primaries of the emotion fit each name at some intensity.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from emogen.conditioning import vocabulary
from emogen.conditioning.emotion import Emotion, Feeling, as_emotion
from emogen.conditioning.vocabulary import PRIMARIES

if TYPE_CHECKING:
    from emogen.arrays import Doubles

_PEOPLE: Final = 0.2
"""Standard deviation of the coordinates that people mean by one word, beyond the table's error.
Ours."""

_MAKEUP: Final = 0.2
"""Standard deviation of the primaries' strengths within one word. Ours: with it, all 24 of
Plutchik's dyads are what mixing their primaries is called."""

_GUESSED: Final = 0.8
"""The same where primaries were only guessed from the direction of a point. Ours."""

_INTENSITIES: Final = (0.3, 0.5, 0.7, 0.85, 1.0)
"""How strongly a name may be meant, each as likely: weak joy is still joy."""


def describe(emotion: Feeling, taxonomy: str | None = None) -> dict[str, float]:
    """The probability of each name, most likely first; together 1.

    Args:
        emotion: any emotion but a neutral one, for which every name is as likely.
        taxonomy: a key of :data:`~emogen.conditioning.vocabulary.TAXONOMIES`; all names by default.

    Raises:
        RequestError: an unknown taxonomy.
    """
    names = tuple(vocabulary.entries()) if taxonomy is None else vocabulary.members(taxonomy)
    emotion = as_emotion(emotion)
    if emotion.felt.is_neutral:
        return dict.fromkeys(names, 1.0 / len(names))
    found = probabilities(emotion, names)
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def probabilities(emotion: Emotion, names: tuple[str, ...]) -> dict[str, float]:
    """The probability of each of these names for an emotion that is not neutral, in their order."""
    named, free = emotion.split()
    guessed = math.hypot(*free) / (math.hypot(*free) + sum(weight for _, weight in named) or 1.0)
    shares = _posterior(
        _features(emotion.vad, emotion.primaries()), _table(names), _MAKEUP + guessed * (_GUESSED - _MAKEUP)
    )
    return dict(zip(names, map(float, shares), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Names at each intensity: ``centre`` of the 11 features, ``(names, intensities, 11)``, and the
    ``spread`` of the coordinates among them, ``(names, 1, 3)``."""

    centre: Doubles
    spread: Doubles


@lru_cache(maxsize=16)
def _table(names: tuple[str, ...]) -> _Table:
    import numpy as np

    entries = [vocabulary.entries()[name] for name in names]
    full = np.array([_features(entry.vad, dict(entry.primaries)) for entry in entries])
    spread = np.hypot([entry.spread for entry in entries], _PEOPLE)
    return _Table(full[:, None, :] * np.array(_INTENSITIES)[:, None], spread[:, None, :])


def _features(vad: Iterable[float], primaries: dict[str, float]) -> Doubles:
    import numpy as np

    return np.array([*vad, *(primaries.get(name, 0.0) for name in PRIMARIES)])


def _posterior(features: Doubles, table: _Table, makeup: float) -> Doubles:
    """Probabilities ``(names,)`` of the names given the features ``(11,)``."""
    import numpy as np

    apart = features - table.centre
    near = (apart[..., :3] / table.spread) ** 2
    alike = (apart[..., 3:] / makeup) ** 2
    fit = -0.5 * (near.sum(-1) + alike.sum(-1)) - np.log(table.spread).sum(-1)
    likelihood = np.exp(fit - fit.max()).mean(1)
    return np.asarray(likelihood / likelihood.sum())
