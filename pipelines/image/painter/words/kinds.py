"""What a text asks for, as the painter takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Wanted:
    """One kind of thing to paint: how many, in which colour (sRGB hex) or its own, and the text's word.

    ``size`` is a factor on its natural size ("huge", "tiny").
    """

    name: str
    count: int
    colour: str | None = None
    word: str = ""
    size: float = 1.0


@dataclass(frozen=True, slots=True)
class Someone:
    """People of one kind that a text names.

    Attributes:
        name: of an entry of ``assets/scenes_people.yaml``.
        count: how many.
        word: the text's own word.
        traits: the words about them that the table knows, e.g. "old", "freckled".
        near: whether they are the picture's subject, and stand in front.
    """

    name: str
    count: int
    word: str
    traits: tuple[str, ...] = ()
    near: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a text asks for.

    Attributes:
        setting, time, weather, season: names of the table; weather and season None when not named.
        things: what was named, in order; ``banned``: what must not be there ("no boats").
        people: who was named, in order. Those who are not ``near`` are also among ``things``, as figures.
        states: values of picture targets that the words set ("burning": fire 1), by the target's name;
            they win over the emotion's.
        shown: words understood; missing: content words that cannot be painted.
        notes: what had to be chosen because the words did not say it, and what is drawn as something else.
        used: the mentions of the reading that ``shown`` are, by index.
        turn: how many compositions after the seed's own it is composed, so that what the words name has room.
    """

    setting: str
    time: str
    weather: str | None
    season: str | None
    things: tuple[Wanted, ...]
    banned: frozenset[str]
    shown: tuple[str, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    people: tuple[Someone, ...] = ()
    states: Mapping[str, float] = field(default_factory=dict)
    used: tuple[int, ...] = ()
    turn: int = 0
