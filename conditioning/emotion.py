"""The emotion value: what every pipeline is steered by.

An :class:`Emotion` is a weighted sum of named emotions, at most one free point in
valence-arousal-dominance space, and the manners in which it is said. It is immutable and hashable,
prints itself and parses what it prints::

    Emotion.parse("joy:0.6 + surprise:0.3")     0.5 * Emotion("anger")     -Emotion("joy")
    Emotion.va(-0.4, 0.2)                        a.mix(b, 0.3)      "sadness + manner:whispered"
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from emogen.conditioning import manners, vocabulary
from emogen.conditioning.notation import parse_terms
from emogen.conditioning.phrases import understand
from emogen.conditioning.vocabulary import BASIC, PRIMARIES, VAD, Entry, Shares
from emogen.errors import RequestError, as_text, checked

Terms = tuple[tuple[str, float], ...]

_ORIGIN: Final[VAD] = (0.0, 0.0, 0.0)
_DIGITS: Final = 6
"""Weights are kept to 1e-6, so that equal emotions compare equal whatever the order of sums."""

_DOMINANCE_OF_VA: Final = (0.213, 0.192)
"""Dominance expected from valence and arousal when it is not given: least squares without
intercept over the 10,062 sentences of EmoBank (Buechel & Hahn 2017; R² 0.18)."""


@dataclass(frozen=True, slots=True, init=False)
class Emotion:
    """One emotion, from neutral (nothing) to any mixture.

    Attributes:
        terms: (canonical name, weight) pairs sorted by name, weights in [-1, 1] and not 0. A
            negative weight is the polar opposite in coordinates.
        point: a free (valence, arousal, dominance) that is added to them, each in [-1, 1].
        manners: (name, weight) pairs sorted by name, weights above 0 and up to 1: how it is said
            (:mod:`.manners`). They count in no coordinate and in no basic emotion, and the opposite of
            one is none.
        words: (canonical name, synonym) of terms that were asked for by a synonym, for :attr:`label`.
            Emotions that differ in nothing else are equal.
    """

    terms: Terms
    point: VAD
    manners: manners.Weights
    words: tuple[tuple[str, str], ...] = field(compare=False, repr=False)

    def __init__(self, name: str = "neutral", intensity: float = 1.0) -> None:
        """An emotion by name, at some intensity.

        Args:
            name: a name or synonym of the vocabulary, ``"neutral"``, or anything else that
                :meth:`parse` reads.
            intensity: in [-1, 1]; scales it.

        Raises:
            RequestError: unknown name, intensity out of range.
        """
        weight = checked(intensity, "intensity", -1.0, 1.0)
        whole = Emotion.parse(name)
        scaled = whole * weight
        self._set(scaled.terms, scaled.point, scaled.manners, dict(whole.words))

    @classmethod
    def of(
        cls,
        terms: Iterable[tuple[str, float]],
        point: VAD = _ORIGIN,
        said: Iterable[tuple[str, float]] = (),
    ) -> Emotion:
        """From (name, weight) pairs of emotions, a point, and (name, weight) pairs of manners. Weights of
        one name add up, saturating at ±1; those of manners from 0 to 1.

        Raises:
            RequestError: unknown name, a number that is not finite.
        """
        emotion = object.__new__(cls)
        given = [(name, vocabulary.find(name).name, weight) for name, weight in terms]
        asked: dict[str, set[str]] = {}
        for name, known, _ in given:
            asked.setdefault(known, set()).add(name.strip().lower().rpartition(":")[2])
        words = {known: min(names) for known, names in asked.items() if len(names) == 1}
        emotion._set([(known, weight) for _, known, weight in given], point, said, words)
        return emotion

    @classmethod
    def va(cls, valence: float, arousal: float, dominance: float | None = None) -> Emotion:
        """From coordinates in [-1, 1]. Dominance, when not given, is what people usually report
        with such valence and arousal (see ``_DOMINANCE_OF_VA``), not zero.

        Raises:
            RequestError: a coordinate out of range or not a number.
        """
        v = checked(valence, "valence", -1.0, 1.0)
        a = checked(arousal, "arousal", -1.0, 1.0)
        if dominance is None:
            dominance = _DOMINANCE_OF_VA[0] * v + _DOMINANCE_OF_VA[1] * a
        return cls.of([], (v, a, checked(dominance, "dominance", -1.0, 1.0)))

    @classmethod
    def parse(cls, text: str) -> Emotion:
        """Read ``joy``, ``joy:0.6 + surprise:0.4``, ``0.3*anger``, ``-joy``, ``va(-0.4, 0.2)``,
        ``vad(-0.4, 0.2, 0.1)``, ``neutral``, ``attitude:dominant``, ``a bit worried``,
        ``bittersweet pride``, ``manner:whispered``, emoji, and sums of these.

        Raises:
            RequestError: malformed text (with its column), unknown name, number out of range.
        """
        terms: list[tuple[str, float]] = []
        said: list[tuple[str, float]] = []
        point = _ORIGIN
        for term, weight in list(parse_terms(as_text(text, "emotion"))):  # Its form first, then its words.
            if isinstance(term, str):
                for name, share in understand(term):
                    kind = said if name.startswith(manners.PREFIX) else terms
                    kind.append((name, weight * share))
            else:
                point = _add(point, _times(weight, cls.va(*term).point))
        return cls.of(terms, point, said)

    def _set(
        self,
        terms: Iterable[tuple[str, float]],
        point: VAD,
        said: Iterable[tuple[str, float]],
        words: Mapping[str, str],
    ) -> None:
        known = ((manners.find(name).name, weight) for name, weight in said)
        object.__setattr__(self, "terms", _total(terms))
        object.__setattr__(self, "point", tuple(_clean(x) for x in point))
        object.__setattr__(self, "manners", tuple((n, w) for n, w in _total(known) if w > 0))
        synonyms = ((name, words.get(name, name)) for name, _ in self.terms)
        object.__setattr__(self, "words", tuple(pair for pair in synonyms if pair[0] != pair[1]))

    def _asked(self) -> Terms:
        """The terms under the words that were asked for."""
        words = dict(self.words)
        return tuple((words.get(name, name), weight) for name, weight in self.terms)

    # Coordinates

    @property
    def vad(self) -> VAD:
        """(valence, arousal, dominance), each in [-1, 1].

        Named emotions average when their weights exceed 1 together, so a mixture lies between
        its parts; weights below 1 pull towards neutral. The free point is added.
        """
        share = max(1.0, sum(abs(weight) for _, weight in self.terms))
        total = self.point
        for name, weight in self.terms:
            total = _add(total, _times(weight / share, vocabulary.entries()[name].vad))
        valence, arousal, dominance = (_clean(x) for x in total)
        return valence, arousal, dominance

    @property
    def valence(self) -> float:
        """Unpleasant -1 … 1 pleasant."""
        return self.vad[0]

    @property
    def arousal(self) -> float:
        """Calm -1 … 1 excited."""
        return self.vad[1]

    @property
    def dominance(self) -> float:
        """Overwhelmed -1 … 1 in control."""
        return self.vad[2]

    @property
    def is_neutral(self) -> bool:
        """Whether it is nothing at all: nothing felt, and said in no manner."""
        return not self.terms and self.point == _ORIGIN and not self.manners

    @property
    def felt(self) -> Emotion:
        """The emotion without its manners."""
        return Emotion.of(self._asked(), self.point)

    def basic(self) -> dict[str, float]:
        """The strength in [0, 1] of each of Ekman's seven; together at most 1, the rest is calm.

        Named emotions contribute what the vocabulary says; negated ones and the free point
        contribute by their direction in VAD space.
        """
        return self._strengths(BASIC, lambda entry: entry.basic)

    def primaries(self) -> dict[str, float]:
        """The strength in [0, 1] of each of Plutchik's eight; together at most 1. As :meth:`basic`."""
        return self._strengths(PRIMARIES, lambda entry: entry.primaries)

    def _strengths(self, names: tuple[str, ...], of: Callable[[Entry], Shares]) -> dict[str, float]:
        named, free = self.split()
        total = vocabulary.toward(free, names)
        for name, weight in named:
            for kind, strength in of(vocabulary.entries()[name]):
                total[kind] += weight * strength
        share = max(1.0, sum(total.values()))
        return {name: strength / share for name, strength in total.items()}

    def split(self) -> tuple[Terms, VAD]:
        """The named emotions with weights above 0, and the rest as one vector in VAD space: the
        free point and the coordinates of negated names, since "not joy" is no emotion by name."""
        free = self.point
        for name, weight in self.terms:
            if weight < 0:
                free = _add(free, _times(weight, vocabulary.entries()[name].vad))
        return tuple((name, weight) for name, weight in self.terms if weight > 0), free

    # Algebra

    def __add__(self, other: Emotion) -> Emotion:
        said = [*self.manners, *other.manners]
        return Emotion.of([*self._asked(), *other._asked()], _add(self.point, other.point), said)

    def __mul__(self, factor: float) -> Emotion:
        terms, said = (((n, w * factor) for n, w in pairs) for pairs in (self._asked(), self.manners))
        return Emotion.of(terms, _times(factor, self.point), said)

    __rmul__ = __mul__

    def __neg__(self) -> Emotion:
        return self * -1.0

    def __sub__(self, other: Emotion) -> Emotion:
        return self + -other

    def mix(self, other: Feeling, t: float) -> Emotion:
        """``t`` of the way from this emotion to ``other``, ``t`` in [0, 1]."""
        t = checked(t, "mixing weight", 0.0, 1.0)
        return self * (1.0 - t) + as_emotion(other) * t

    # Text

    @property
    def label(self) -> str:
        """The emotion in the words it was asked for, where :meth:`__str__` has canonical names:
        ``melancholy``, not ``pensiveness``. For people; parses back as the same emotion."""
        return self._printed(self._asked())

    def __str__(self) -> str:
        return self._printed(self.terms)

    def _printed(self, terms: Terms) -> str:
        pieces = [_print_term(name, weight) for name, weight in terms]
        if self.point != _ORIGIN:
            pieces.append(f"vad({', '.join(_number(x) for x in self.point)})")
        pieces += [_print_term(manners.PREFIX + name, weight) for name, weight in self.manners]
        return " + ".join(pieces).replace("+ -", "- ") or "neutral"

    def __repr__(self) -> str:
        return f"Emotion.parse({str(self)!r})"


def _total(terms: Iterable[tuple[str, float]]) -> Terms:
    """Each name once, in order, with its weights added up; names without weight are left out."""
    total: dict[str, float] = {}
    for name, weight in terms:
        total[name] = total.get(name, 0.0) + weight
    kept = ((name, _clean(weight)) for name, weight in total.items())
    return tuple(sorted((name, weight) for name, weight in kept if weight))


def _add(one: VAD, other: VAD) -> VAD:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _times(factor: float, vector: VAD) -> VAD:
    return factor * vector[0], factor * vector[1], factor * vector[2]


def _clean(value: float) -> float:
    if not math.isfinite(value):
        raise RequestError(f"an emotion cannot have the weight {value}", fix="Use -1 to 1.")
    return round(min(1.0, max(-1.0, value)), _DIGITS) + 0.0


def _number(value: float) -> str:
    return f"{value:.{_DIGITS}f}".rstrip("0").rstrip(".")


def _print_term(name: str, weight: float) -> str:
    if abs(weight) == 1.0:
        return name if weight > 0 else f"-{name}"
    return f"{_number(weight)}*{name}"


NEUTRAL: Final = Emotion()
"""No emotion at all."""

Feeling: TypeAlias = Emotion | str
"""An emotion, or text that :meth:`Emotion.parse` reads."""


def as_emotion(emotion: Feeling) -> Emotion:
    """The emotion itself, read from text where it is text.

    Raises:
        RequestError: as :meth:`Emotion.parse`; neither an emotion nor text.
    """
    if isinstance(emotion, str):
        return Emotion.parse(emotion)
    if not isinstance(emotion, Emotion):
        raise RequestError(
            f"{type(emotion).__name__} is no emotion", fix='Give an Emotion, or text such as "joy:0.6".'
        )
    return emotion
