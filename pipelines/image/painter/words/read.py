"""A text to its mentions: which words of the table it has, and which belong together.

Words are read from left to right, the longest known phrase first. A count, colour, size or state belongs to
the next place, thing or person; a state that none follows, to the one before ("a castle, burning").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from emogen.pipelines.image.painter.words.table import Entry, Table, table

SIGNS: Final = frozenset(".,;:!?-–—…'\"()[]“”‘’«»/&+*。、，")
_MODIFIERS: Final = frozenset(("numbers", "colours", "sizes", "states", "traits"))
_SILENT: Final = frozenset(("a", "an", "one", "some"))
_SAID_AFTER: Final = frozenset(("states", "traits"))
_JOINING: Final = frozenset(("and", "or", "nor"))
_ARTICLES: Final = frozenset(("the", "any", "his", "her", "their", "of"))
_ADJECTIVES: Final = ("y", "ed", "ing", "ful", "ous", "less", "ic", "al", "ive", "ish")
"""Endings of words that may stand between a colour and its thing: "a red shiny boat"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One word or phrase of the text that the table knows.

    Attributes:
        word: as the text has it, in lower case.
        entry: what it is.
        of: of a modifier, the index of the mention it belongs to; -1: of the whole scene, or of nothing.
        negated: whether it must not be there.
        near: of people, whether they are the picture's subject.
    """

    word: str
    entry: Entry
    of: int = -1
    negated: bool = False
    near: bool = False

    @property
    def modifies(self) -> bool:
        """Whether it says something about another mention."""
        return self.entry.kind in _MODIFIERS

    @property
    def silent(self) -> bool:
        """Whether it is no content word: "a", "some"."""
        return self.word in _SILENT


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as mentions.

    Attributes:
        mentions: in the text's order.
        missing: content words that nothing can be made of.
        notes: what people should know about how it was read.
    """

    mentions: tuple[Mention, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it names no place, thing or person: the emotion alone paints."""
        return all(mention.modifies or mention.negated for mention in self.mentions)

    @property
    def in_front(self) -> tuple[int, ...]:
        """The people who are the picture's subject, by index."""
        return tuple(at for at, mention in enumerate(self.mentions) if mention.near)

    def all_far(self) -> Reading:
        """This reading with everybody in the scene, and nobody in front."""
        return replace(self, mentions=tuple(replace(mention, near=False) for mention in self.mentions))

    def without(self, other: Reading) -> Reading:
        """This reading, and nothing of what another names; what cannot be painted cannot be there."""
        banned = [replace(m, negated=True, near=False) for m in other.mentions if not m.modifies]
        return replace(self, mentions=(*self.mentions, *banned))


def read_tokens(
    tokens: Sequence[str],
    known: Mapping[str, Entry] | None = None,
    small: frozenset[str] | None = None,
) -> Reading:
    """Read a text's tokens.

    Args:
        tokens: in lower case.
        known: entries for words that the table lacks.
        small: of a text in another language, its words that ask for nothing; the table of English words is
            then left aside, and what is said about a noun may follow it.
    """
    reader = _Reader(table(), list(tokens), known or {}, small)
    at = 0
    while at < len(tokens):
        at += reader.step(at)
    reader.end_clause()
    return Reading(tuple(reader.mentions), tuple(dict.fromkeys(reader.missing)))


@dataclass(slots=True)
class _Reader:
    table: Table
    tokens: list[str]
    known: Mapping[str, Entry]
    small: frozenset[str] | None
    mentions: list[Mention] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    pending: list[tuple[str, Entry]] = field(default_factory=list)
    negation: str = ""
    joined: bool = False
    portrait: bool = False
    far: bool = False
    subject: bool = True
    last: int = -1
    last_person: int = -1

    def step(self, at: int) -> int:
        """Read what stands at a token; how many tokens it was."""
        for length in range(min(self.table.longest, len(self.tokens) - at), 0, -1):
            phrase = " ".join(self.tokens[at : at + length])
            if self._role(phrase):
                return length
            entry = self._entry(phrase, at + length)
            if entry is not None:
                self._take(phrase, entry)
                return length
        self._other(self.tokens[at])
        return 1

    def _entry(self, phrase: str, following: int) -> Entry | None:
        if self.small is not None:
            return self.known.get(phrase)
        entry = self.table.entry(phrase) or self.known.get(phrase)
        if entry is not None and entry.kind == "things" and phrase in self.table.colours:
            after = self.tokens[following] if following < len(self.tokens) else ""
            if after and (heads := self.table.entry(after)) and heads.kind not in _MODIFIERS:
                return Entry("colours", phrase)
        if entry is None and phrase.isascii() and phrase.isdigit() and int(phrase[:6]) > 0:
            return Entry("numbers", phrase[:6])
        return entry

    def _role(self, phrase: str) -> bool:
        role = self.table.roles.get(phrase)
        if role == "negation":
            self.negation, self.joined = phrase, False
        elif role == "portrait":
            self.portrait = True
            self.pending.append((phrase.removesuffix(" of"), Entry("traits", "portrait")))
        elif role == "far":
            self._set_far()
        return role is not None

    def _set_far(self) -> None:
        """People told to be far: those before ("in the distance"), or those that follow ("silhouette of")."""
        if self.last >= 0 and self.mentions[self.last].entry.kind == "people":
            self.mentions[self.last] = replace(self.mentions[self.last], near=False)
        else:
            self.far = True

    def _take(self, word: str, entry: Entry) -> None:
        if entry.kind in _MODIFIERS:
            if entry.kind == "numbers" and self.negation == "no" and self.joined:
                self.negation = ""  # "no boats and a lighthouse"
            self.pending.append((word, entry))
            return
        if entry.kind == "people" and word.endswith("'s"):  # an owner need not be there: "a child's bedroom"
            self.missing.append(word)
            return
        near = entry.kind == "people" and not self.negation and self._in_front()
        index = len(self.mentions) + len(self.pending)
        for modifier, modified in self.pending:
            self.mentions.append(Mention(modifier, modified, of=index))
        self.mentions.append(Mention(word, entry, negated=bool(self.negation), near=near))
        self.pending = []
        self.last = index
        self.last_person = index if entry.kind == "people" else self.last_person
        if entry.kind in ("things", "people", "settings"):
            self.subject = self.subject and near
            self.portrait = self.far = False

    def _in_front(self) -> bool:
        """Whether people named here are the subject: the first thing named, or whom a portrait is of."""
        return not self.far and (self.subject or self.portrait)

    def _other(self, token: str) -> None:
        if token in SIGNS:
            self.end_clause()
        elif self.small is not None and token in self.small:
            self._say_after()
        elif token in self.table.ignored or token.removesuffix("'s") in self.table.ignored:
            self.joined = token in _JOINING
            if token not in _JOINING and token not in _ARTICLES:
                self.negation = ""
                self._say_after()  # "a child asleep on ..."
        else:
            if not token.endswith(_ADJECTIVES):
                self._drop()
            self.missing.append(token)

    def end_clause(self) -> None:
        """What no noun followed belongs to a noun before, or to the whole scene."""
        self._say_after()
        for word, entry in [pair for pair in self.pending if pair[1].kind == "states"]:
            self.pending.remove((word, entry))
            self.mentions.append(Mention(word, entry))
        self._drop()
        self.negation = ""

    def _say_after(self) -> None:
        """Give states to the noun before them, traits to the last person."""
        after = _SAID_AFTER if self.small is None else _MODIFIERS - {"numbers"}
        for word, entry in list(self.pending):
            of = self.last_person if word in self.table.traits or entry.kind == "traits" else self.last
            if entry.kind in after and of >= 0:
                self.pending.remove((word, entry))
                self.mentions.append(Mention(word, entry, of=of))

    def _drop(self) -> None:
        """A colour, a size or a digit that no thing followed is not painted."""
        for word, _ in self.pending:
            if word not in _SILENT:
                self.missing.append(word)
        self.pending = []
