"""Words of a prompt against the tables ``assets/scenes_*.yaml``: what to paint, and what cannot be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import yaml

from emogen.errors import RequestError
from emogen.tables import asset_text

MAX_CHARACTERS: Final = 2000
"""A scene is a sentence or two; a longer text is a mistake."""

MOST_OF_A_KIND: Final = 40
"""More things of a kind than this cannot be told apart in one picture (flowers are drawn in drifts)."""

DEFAULT_SETTING: Final = "field"
DEFAULT_TIME: Final = "afternoon"

_TOKEN: Final = re.compile(r"\d+|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]")
_LONGEST: Final = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """One kind of thing to paint: how many, in which colour (sRGB hex) or its own, and the text's word."""

    name: str
    count: int
    colour: str | None = None
    word: str = ""


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
        people: who was named, in order.
        shown: words understood; missing: content words that cannot be painted.
        notes: what had to be chosen because the words did not say it.
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


@dataclass(frozen=True, slots=True)
class _Table:
    words: dict[str, tuple[str, str]]  # word -> (kind, name)
    homes: dict[str, str]
    usual: dict[str, int]
    numbers: dict[str, int]
    colours: dict[str, str]
    ignored: frozenset[str]
    negations: tuple[str, ...]


def names(kind: str) -> tuple[str, ...]:
    """The names of a kind: ``settings``, ``times``, ``weathers``, ``seasons`` or ``things``."""
    return tuple(_raw()[kind])


@lru_cache(maxsize=1)
def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = {}
    for table in ("places", "things", "people", "words"):
        raw |= yaml.safe_load(asset_text(f"scenes_{table}.yaml"))
    return raw


@lru_cache(maxsize=1)
def _table() -> _Table:
    raw = _raw()
    words: dict[str, tuple[str, str]] = {}
    for kind in ("settings", "times", "weathers", "seasons"):
        for name, synonyms in raw[kind].items():
            words.update((word, (kind, name)) for word in (name, *synonyms))
    for name, entry in raw["things"].items():
        words.update((word, ("things", name)) for word in (name, *entry["words"]))
    return _Table(
        words=words,
        homes={name: entry["home"] for name, entry in raw["things"].items()},
        usual={name: entry["usual"] for name, entry in raw["things"].items()},
        numbers=raw["numbers"],
        colours=raw["colours"],
        ignored=frozenset(raw["ignored"].split()),
        negations=tuple(raw["negations"]),
    )


def read_prompt(text: str) -> Prompt:
    """Understand a text.

    Raises:
        RequestError: it is empty, longer than 2,000 characters, or nothing in it can be painted.
    """
    if not text.strip():
        raise RequestError("the picture's text is empty", fix='Write e.g. "a harbour at dusk with boats".')
    if len(text) > MAX_CHARACTERS:
        raise RequestError(
            f"the picture's text has {len(text):,} characters",
            why=f"at most {MAX_CHARACTERS:,} are read",
            fix="Describe one scene in a sentence or two.",
        )
    reader = _Reader(_table(), _TOKEN.findall(text.lower().replace("’", "'")))
    reader.read()
    if not reader.shown:
        raise RequestError(
            f"nothing in {text[:60]!r} can be painted",
            fix=f"Name a place, e.g. {', '.join(names('settings')[:8])}; or a thing, e.g. boat, tree, moon.",
        )
    return reader.prompt()


class _Reader:
    """Reads tokens from left to right, the longest known phrase first."""

    def __init__(self, table: _Table, tokens: list[str]) -> None:
        self.table, self.tokens = table, tokens
        self.found: dict[str, str] = {}
        self.things: dict[str, Wanted] = {}
        self.notes: list[str] = []
        self.banned: set[str] = set()
        self.shown: list[str] = []
        self.missing: list[str] = []
        self.count: int | None = None
        self.count_word = ""
        self.colour: tuple[str, str] | None = None
        self.negated = False

    def read(self) -> None:
        at = 0
        while at < len(self.tokens):
            at += self._step(at)
        self._drop_adjectives()

    def _step(self, at: int) -> int:
        for length in range(min(_LONGEST, len(self.tokens) - at), 0, -1):
            phrase = " ".join(self.tokens[at : at + length])
            if phrase in self.table.negations:
                self.negated = True
                return length
            match = _known(self.table.words, phrase)
            if match is not None:
                self._take(*match, phrase)
                return length
        self._other(self.tokens[at])
        return 1

    def _take(self, kind: str, name: str, plural: bool, phrase: str) -> None:
        if self.negated:
            self.banned.add(name)
        elif kind == "things":
            count = self.count or (self.table.usual[name] if plural else 1)
            self._want(name, count, phrase)
        elif self.found.setdefault(kind, name) != name:
            self._second(kind, name, phrase)
            return
        self.shown.append(phrase)
        self.count, self.count_word, self.negated = None, "", False
        self._drop_adjectives()

    def _want(self, name: str, count: int, phrase: str) -> None:
        before = self.things.get(name, Wanted(name, 0))
        most = max(MOST_OF_A_KIND, self.table.usual[name])
        total = before.count + count
        if total > most:
            self.notes.append(f"{total} {phrase}: painted {most}")
        colour = self.colour[1] if self.colour else before.colour
        self.things[name] = Wanted(name, min(total, most), colour, phrase)
        if self.colour:
            self.shown.append(self.colour[0])
        self.colour = None

    def _second(self, kind: str, name: str, phrase: str) -> None:
        """A second place, time or weather: one scene has one, but some pairs are one scene."""
        pair = frozenset((self.found[kind], name))
        if kind == "settings" and pair in _SAME_SCENE:
            self.found[kind] = _SAME_SCENE[pair]
            self.shown.append(phrase)
        elif kind == "weathers" and "cloudy" in pair:  # storm clouds: the storm has them
            self.found[kind] = next(iter(pair - {"cloudy"}))
            self.shown.append(phrase)
        else:
            self.missing.append(phrase)
        self.count, self.negated = None, False
        self._drop_adjectives()

    def _other(self, token: str) -> None:
        table = self.table
        if token in table.numbers or (token.isdigit() and token.isascii() and int(token[:6]) > 0):
            self.count = table.numbers[token] if token in table.numbers else int(token[:6])
            self.count_word = token
        elif token in table.colours:
            if self.colour:
                self.missing.append(self.colour[0])
            self.colour = (token, table.colours[token])
        elif token in table.ignored or token in _PUNCTUATION or token.removesuffix("'s") in table.ignored:
            if token in _PUNCTUATION:
                self.negated = False
        else:
            self._drop_adjectives()
            self.missing.append(token)

    def _drop_adjectives(self) -> None:
        """A colour or a digit that no thing followed was not painted."""
        if self.colour:
            self.missing.append(self.colour[0])
        if self.count_word.isdigit():
            self.missing.append(self.count_word)
        self.colour, self.count, self.count_word = None, None, ""

    def prompt(self) -> Prompt:
        notes = list(self.notes)
        setting = self.found.get("settings")
        if setting is None:
            homes = [self.table.homes[name] for name in self.things]
            setting = next((home for home in homes if home), DEFAULT_SETTING)
            notes.append(f"no place named: painted a {setting}")
        time = self.found.get("times") or _time_of(self.things)
        if time is None:
            time = DEFAULT_TIME
            notes.append(f"no time of day named: painted the {time}")
        return Prompt(
            setting=setting,
            time=time,
            weather=self.found.get("weathers"),
            season=self.found.get("seasons"),
            things=tuple(wanted for name, wanted in self.things.items() if name not in self.banned),
            banned=frozenset(self.banned),
            shown=tuple(dict.fromkeys(self.shown)),
            missing=tuple(dict.fromkeys(self.missing)),
            notes=tuple(notes),
        )


_PUNCTUATION: Final = frozenset(".,;:!?-–—…'\"()[]“”‘’«»/&+*")

_SAME_SCENE: Final = {
    frozenset(("coast", "harbour")): "harbour",
    frozenset(("city", "harbour")): "harbour",
    frozenset(("forest", "mountain lake")): "mountain lake",
    frozenset(("field", "mountain lake")): "mountain lake",
    frozenset(("field", "coast")): "coast",
}
"""Two places that make one scene, and the setting that shows both."""


def _time_of(things: dict[str, Wanted]) -> str | None:
    """The moon and the stars are for the night."""
    return "night" if "moon" in things or "star" in things else None


def _known(words: dict[str, tuple[str, str]], phrase: str) -> tuple[str, str, bool] | None:
    """(kind, name, whether plural) of a phrase, trying regular plurals and possessives."""
    phrase = phrase.removesuffix("'s")
    if phrase in words:
        return (*words[phrase], phrase in _PLURAL_WORDS)
    for ending, singular in (("ies", "y"), ("ves", "f"), ("es", ""), ("s", "")):
        if phrase.endswith(ending) and len(phrase) > len(ending) + 2:
            stem = phrase.removesuffix(ending) + singular
            if stem in words:
                return (*words[stem], True)
    return None


_PLURAL_WORDS: Final = frozenset(
    [
        "people",
        "men",
        "women",
        "children",
        "crowd",
        "couple",
        "cacti",
        "poppies",
        "daisies",
        "lavender",
        "geese",
        "blossom",
    ]
)
