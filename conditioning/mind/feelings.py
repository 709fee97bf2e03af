"""Emotions that are active in a character: how they add up, displace each other, spread and fade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from emogen.conditioning import vocabulary
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.pad import CALM, PAD, add, clipped, dot, strength, times, unit
from emogen.errors import RequestError, checked, unknown_name
from emogen.tables import asset_rows

_WORD_HOURS: Final = {
    **{"sadness": 120.0, "despair": 24.0, "anxiety": 24.0, "envy": 15.0, "serenity": 4.3, "guilt": 3.5},
    **{"boredom": 2.0, "surprise": 2.0, "annoyance": 1.3, "disgust": 0.5},
}
"""Hours that people report words outside OCC to last (Verduyn & Lavrijsen 2015, from a press
report; serenity stands for relaxation, envy for jealousy, annoyance for irritation)."""

_OTHER_HOURS: Final = 2.0
"""Hours for every other word: those of anger. Ours."""

_SCENE_SECONDS: Final = 120.0
"""Half-life of an emotion that people report to last 2 hours: scenes are shorter than days. Ours."""

_SCENE_EXPONENT: Final = 1 / 3
"""Reported durations span 1:240, too much for a scene; this root keeps their order at 1:6. Ours."""

_STRONGEST: Final = 0.64
"""The largest coordinate of ALMA's table (fear), which pulls the mood to the end of its axis."""

_LEAST: Final = 1e-4
"""An intensity below this is no longer felt. Ours."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of emotion: an OCC emotion, or another word of the vocabulary.

    Attributes:
        name: e.g. ``"gloating"``.
        pull: where it draws the mood at full intensity, each axis in [-1, 1].
        emotion: how it shows at full intensity.
        half_life: seconds in an average person.
    """

    name: str
    pull: PAD
    emotion: Emotion
    half_life: float

    @property
    def direction(self) -> PAD:
        """``pull`` at length 1."""
        return unit(self.pull)


@lru_cache(maxsize=1)
def occ_kinds() -> dict[str, Kind]:
    """The 22 emotions of Ortony, Clore & Collins (1988), from ``assets/occ.tsv``.

    Most are words of the vocabulary and show as themselves; the table says how the others show.
    """
    kinds = {}
    for row in asset_rows("occ.tsv"):
        name = row["name"]
        emotion = Emotion.parse(row["emotion"] or name)
        pleasure, arousal, dominance = (float(x) / _STRONGEST for x in row["pad"].split())
        pull = pleasure, arousal, dominance
        kinds[name] = Kind(name, clipped(pull), emotion, _half_life(float(row["hours"])))
    return kinds


@cache
def find_kind(name: str) -> Kind:
    """The kind for an OCC emotion or a canonical word of the vocabulary; OCC's comes first.

    Raises:
        RequestError: unknown; near names are offered.
    """
    if name in occ_kinds():
        return occ_kinds()[name]
    words = vocabulary.entries()
    if name not in words:
        raise unknown_name("feeling", name, {*occ_kinds(), *words})
    hours = _WORD_HOURS.get(name, _OTHER_HOURS)
    return Kind(name, words[name].vad, Emotion(name), _half_life(hours))


def _half_life(hours: float) -> float:
    return _SCENE_SECONDS * float((hours / _OTHER_HOURS) ** _SCENE_EXPONENT)


@dataclass(frozen=True, slots=True)
class Feelings:
    """What is felt at one moment; together at most 1, as attention is shared.

    Attributes:
        named: (kind, intensity in (0, 1]) pairs sorted by kind.
        point: a feeling without a name, as coordinates.
    """

    named: tuple[tuple[str, float], ...] = ()
    point: PAD = CALM

    def __post_init__(self) -> None:
        for name, intensity in self.named:
            checked(intensity, f"intensity of {find_kind(name).name}", 0.0, 1.0)
        for coordinate in self.point:
            checked(coordinate, "coordinate of a feeling", -1.0, 1.0)
        names = [name for name, _ in self.named]
        if names != sorted(set(names)):
            raise RequestError("feelings must be in the order of their names, each once")
        checked(self.total, "sum of the feelings", 0.0, 1.0 + 1e-9)

    @classmethod
    def of(cls, named: Iterable[tuple[str, float]], point: PAD = CALM) -> Feelings:
        """From intensities of at least 0. Scaled down together when they exceed 1 in sum; what is
        too weak to be felt is left out.

        Raises:
            RequestError: an unknown kind.
        """
        pairs = sorted((name, x) for name, x in named if x >= _LEAST)
        point = point if strength(point) >= _LEAST else CALM
        share = max(1.0, sum(x for _, x in pairs) + strength(point))
        return cls(tuple((name, x / share) for name, x in pairs), clipped(times(1.0 / share, point)))

    @classmethod
    def from_emotion(cls, emotion: Emotion) -> Feelings:
        """An emotion value as feelings; a negated word becomes a nameless opposite."""
        named = [(name, weight) for name, weight in emotion.terms if weight > 0]
        point = emotion.point
        for name, weight in emotion.terms:
            if weight < 0:
                point = add(point, times(weight, vocabulary.entries()[name].vad))
        return cls.of(named, clipped(point))

    @property
    def total(self) -> float:
        """The intensity of everything that is felt, in [0, 1]."""
        return sum(intensity for _, intensity in self.named) + strength(self.point)

    @property
    def emotion(self) -> Emotion:
        """How the feelings show."""
        terms = [
            (word, weight * intensity)
            for name, intensity in self.named
            for word, weight in find_kind(name).emotion.terms
        ]
        return Emotion.of(terms, self.point)

    def sources(self, persistence: float) -> Iterator[tuple[PAD, float]]:
        """(pull on the mood now, half-life in seconds) of each feeling."""
        for name, intensity in self.named:
            kind = find_kind(name)
            yield times(intensity, kind.pull), kind.half_life * persistence
        yield self.point, _half_life(_OTHER_HOURS) * persistence

    def faded(self, seconds: float, persistence: float) -> Feelings:
        """What is left after ``seconds`` (at least 0), each with its own half-life times
        ``persistence``."""
        named = (
            (name, x * 0.5 ** (seconds / (find_kind(name).half_life * persistence))) for name, x in self.named
        )
        left = 0.5 ** (seconds / (_half_life(_OTHER_HOURS) * persistence))
        return Feelings.of(named, times(left, self.point))

    def joined(self, new: Feelings, inertia: float) -> Feelings:
        """These feelings after ``new`` ones are stirred.

        Inertia in [0, 1] works twice: a new emotion is felt more strongly when it agrees with what
        is felt already, more weakly when it opposes it; and what is felt yields to an opposite
        emotion only as far as inertia lets it. Equal kinds add up as chances do, towards 1. Ours.
        """
        before, incoming = self._direction(), new._direction()

        def stirred(direction: PAD) -> float:
            return 1.0 + inertia * dot(direction, before)

        def kept(direction: PAD) -> float:
            return 1.0 - (1.0 - inertia) * max(0.0, -dot(direction, incoming))

        named = {name: x * kept(find_kind(name).direction) for name, x in self.named}
        for name, x in new.named:
            old = named.get(name, 0.0)
            named[name] = old + (1.0 - old) * x * stirred(find_kind(name).direction)
        old_point = times(kept(unit(self.point)), self.point)
        room = stirred(unit(new.point)) * (1.0 - strength(old_point))
        return Feelings.of(named.items(), add(old_point, times(room, new.point)))

    def eased(self, name: str, amount: float) -> Feelings:
        """These feelings with one kind less intense by ``amount``, if it is felt, but not below 0."""
        return Feelings.of(((n, max(0.0, x - amount) if n == name else x) for n, x in self.named), self.point)

    def towards(self, other: Feelings, share: float) -> Feelings:
        """``share`` in [0, 1] of the way to ``other``, for each kind and the point."""
        mine, theirs = dict(self.named), dict(other.named)
        named = (
            (name, (1.0 - share) * mine.get(name, 0.0) + share * theirs.get(name, 0.0))
            for name in {**mine, **theirs}
        )
        return Feelings.of(named, add(times(1.0 - share, self.point), times(share, other.point)))

    def _direction(self) -> PAD:
        """The sum of the feelings' directions by intensity: length at most 1."""
        total = times(strength(self.point), unit(self.point))
        for name, intensity in self.named:
            total = add(total, times(intensity, find_kind(name).direction))
        return total


NOTHING: Final = Feelings()
"""Nothing is felt."""
