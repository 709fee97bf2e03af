"""Emotions at a glance, for lists and tables of people."""

from __future__ import annotations

from typing import Final

from emogen.conditioning.emotion import Emotion

MOST: Final = 3
"""Names that are told. Ours: more are not read."""

_FAINT: Final = 0.1
"""Of the strongest name, the share below which another one is left out. Ours."""

_SHOWN: Final = 0.02
"""Weight below which a name does not show in a voice or a face. Ours."""


def brief(emotion: Emotion) -> str:
    """The strongest names of an emotion, with weights to two places; ``nearly neutral`` where none would
    show. An emotion that was asked for by a name or two is told as it was asked for.

    >>> brief(Emotion.parse("0.387972*approval + 0.00053*caring + 0.018675*curiosity"))
    '0.39*approval'
    """
    terms = sorted(emotion.terms, key=lambda term: -abs(term[1]))
    told = [(name, weight) for name, weight in terms if abs(weight) >= _FAINT * abs(terms[0][1])][:MOST]
    whole = emotion.label
    if not terms:
        valence, arousal, dominance = (round(value, 2) for value in emotion.point)
        return Emotion.of((), (valence, arousal, dominance), emotion.manners).label
    if len(told) == len(terms) and len(whole) <= 40:
        return whole
    pieces = [_term(name, round(weight, 2)) for name, weight in told if abs(weight) >= _SHOWN]
    return " + ".join(pieces).replace("+ -", "- ") or "nearly neutral"


def _term(name: str, weight: float) -> str:
    return name if weight == 1 else f"{weight:g}*{name}"
