"""Names of emotions: what each one means in coordinates, in basic emotions and in other taxonomies.

The words come from the registered vocabularies (:mod:`emogen.registry`, kind ``vocabulary``): emogen's
own, the user's table and those of plug-ins. Emoji are in ``assets/emoji.tsv``.
"""

from __future__ import annotations

import math
import re
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar, Final, Protocol

from emogen.errors import EmogenError, RequestError, unknown_name
from emogen.registry import Backend, broken, guarded, make, plugins
from emogen.tables import asset_rows

VAD = tuple[float, float, float]
AXES: Final = ("valence", "arousal", "dominance")
"""What the three numbers of a :data:`VAD` are called."""

_ORIGIN: Final[VAD] = (0.0, 0.0, 0.0)

Shares = tuple[tuple[str, float], ...]
"""(name, strength) pairs, strengths in [0, 1]."""

BASIC: Final = ("anger", "contempt", "disgust", "fear", "joy", "sadness", "surprise")
"""Ekman's seven, in which faces and voices are described in the literature."""

PRIMARIES: Final = ("anger", "anticipation", "disgust", "fear", "joy", "sadness", "surprise", "trust")
"""Plutchik's eight, of which his other emotions are stronger, weaker or mixed forms."""

TAXONOMIES: Final = {
    "ekman": "Ekman's seven",
    "plutchik": "Plutchik's eight in three strengths",
    "plutchik-dyad": "Plutchik's mixtures of two primaries",
    "goemotions": "GoEmotions (Demszky et al. 2020), 27",
    "emonet": "EmoNet-Voice and EmoNet-Face, 40",
    "audio2face": "Audio2Face-3D, 10",
    "attitude": "social attitudes (Att-HACK)",
    "common": "common words",
}
"""The sets of names, and what they are."""

_CONTEMPT: Final = (("anger", 0.5), ("disgust", 0.5))
"""Contempt in Plutchik's primaries: he has it as the mixture of these two."""


_FOCUS: Final = 10
"""Sharpness with which a point is split into basic emotions: the exponent of its cosine with each.
Ours: with 10, the coordinates of each basic emotion give that emotion the largest share."""

_NAME: Final = re.compile(r"[^\W\d_]\w*( [^\W\d_]\w*){0,3}")
"""A name that :meth:`Emotion.parse` reads: up to four words."""

_TAKEN: Final = frozenset(("auto", "neutral", "va", "vad"))
"""Words of the notation."""

_SOUGHT_FIRST: Final = ("emogen", "own")
"""The vocabularies whose words others may not take: emogen's and the user's."""

_LEAST: Final = 0.005
"""A derived share of a basic emotion below which it counts as none. Ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One emotion word.

    Attributes:
        name: canonical name.
        taxonomies: the sets it belongs to, keys of :data:`TAXONOMIES`.
        vad: valence, arousal, dominance, each in [-1, 1].
        spread: standard deviation of the error of each, above 0.
        basic: Ekman's emotions in it; strengths sum to at most 1. Of a word that a plug-in or the user
            adds without them they are derived from its coordinates.
        parts: the primaries it is made of: two for a mixture, one for a stronger or weaker form.
        synonyms: other words for it.
        source: where the coordinates come from.
    """

    name: str
    taxonomies: tuple[str, ...] = ("common",)
    vad: VAD
    spread: VAD = (0.3, 0.3, 0.3)
    basic: Shares = ()
    parts: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    source: str = ""

    @property
    def is_published(self) -> bool:
        """Whether the coordinates are somebody's measurements, not derived by rule or computed."""
        return self.source.startswith(("Russell & Mehrabian", "ALMA"))

    @property
    def primaries(self) -> Shares:
        """Plutchik's primaries in it, by its parts or, without parts, by its basic emotions."""
        if self.name in PRIMARIES:
            return ((self.name, 1.0),)
        if self.parts:
            return tuple((part, 1.0 / len(self.parts)) for part in self.parts)
        total: dict[str, float] = {}
        for basic, strength in self.basic:
            for primary, share in _CONTEMPT if basic == "contempt" else ((basic, 1.0),):
                total[primary] = total.get(primary, 0.0) + strength * share
        return tuple(total.items())


def by_axis(vad: VAD) -> dict[str, float]:
    """Coordinates by name, as sidecars and JSON have them."""
    return dict(zip(AXES, vad, strict=True))


class Vocabulary(Backend, Protocol):
    """A plug-in of the kind ``vocabulary``: emotion words."""

    kind: ClassVar[str] = "vocabulary"

    @abstractmethod
    def entries(self) -> Iterable[Entry]:
        """Its words. None may be a word of emogen's already.

        Raises:
            EmogenError: they cannot be read.
        """


@dataclass(frozen=True, slots=True)
class _Known:
    """Every word: ``entries`` by canonical name, the names that do not ship with emogen, and the
    vocabularies that cannot be used, with the reason."""

    entries: dict[str, Entry]
    added: tuple[str, ...]
    broken: dict[str, str]


@lru_cache(maxsize=1)
def _known() -> _Known:
    registered = {plugin.name for plugin in plugins("vocabulary")} - set(_SOUGHT_FIRST)
    unusable = broken("vocabulary")
    shipped = {entry.name: entry for entry in make("vocabulary", _SOUGHT_FIRST[0]).entries()}
    table = dict(shipped)
    for name in (*_SOUGHT_FIRST[1:], *sorted(registered - unusable.keys())):
        try:
            table |= checked_words(make("vocabulary", name), table)
        except EmogenError as error:
            unusable[name] = str(error)
    return _Known(table, tuple(name for name in table if name not in shipped), unusable)


def checked_words(vocabulary: Vocabulary, known: dict[str, Entry]) -> dict[str, Entry]:
    """The words of a vocabulary, with their basic emotions.

    Args:
        vocabulary: a plug-in.
        known: the words there are already.

    Raises:
        RequestError: a word that is malformed or known already.
        GenerationError: the vocabulary fails.
    """
    heard = {word for entry in known.values() for word in (entry.name, *entry.synonyms)}
    added: dict[str, Entry] = {}
    with guarded(vocabulary):
        for entry in vocabulary.entries():
            fault = _fault(entry, heard)
            if fault:
                raise RequestError(f"the word {getattr(entry, 'name', entry)!r} cannot be added", why=fault)
            heard.update((entry.name, *entry.synonyms))
            added[entry.name] = entry if entry.basic else replace(entry, basic=_derived(entry.vad, known))
    return added


def _derived(vad: VAD, known: dict[str, Entry]) -> Shares:
    """The basic emotions of a point that nobody has told."""
    shares = toward(vad, BASIC, known)
    return tuple((name, round(share, 4)) for name, share in shares.items() if share >= _LEAST)


def _fault(entry: Any, heard: set[str]) -> str:
    """Why something is no new word; "" when it is one."""
    if not isinstance(entry, Entry):
        return "it is no Entry"
    for word in (entry.name, *entry.synonyms):
        if not isinstance(word, str) or word != word.lower() or not _NAME.fullmatch(word) or word in _TAKEN:
            return f"{word!r} is no name: up to four words in lower case, and no sign of the notation"
        if word in heard:
            return f"{word!r} is a word already"
    if not (_within(entry.vad, -1.0, 1.0) and _within(entry.spread, 0.01, 2.0)):
        return "vad needs three numbers from -1 to 1, and spread three above 0"
    if not set(dict(entry.basic)) <= set(BASIC) or not _within([*dict(entry.basic).values()], 0.0, 1.0, None):
        return f"its basic emotions are no shares of {', '.join(BASIC)}"
    if sum(share for _, share in entry.basic) > 1.0 + 1e-6:
        return "its basic emotions sum to more than 1"
    if not set(entry.parts) <= set(PRIMARIES):
        return f"its parts are not of {', '.join(PRIMARIES)}"
    if not set(entry.taxonomies) <= set(TAXONOMIES):
        return f"its taxonomies are not of {', '.join(TAXONOMIES)}"
    return ""


def _within(values: Sequence[float], low: float, high: float, count: int | None = 3) -> bool:
    return (count is None or len(values) == count) and all(low <= float(value) <= high for value in values)


def entries() -> dict[str, Entry]:
    """Every emotion by canonical name: those of emogen in the order of its table, then those added."""
    return _known().entries


def broken_vocabularies() -> dict[str, str]:
    """The registered vocabularies that cannot be used, by name, with the reason."""
    return dict(_known().broken)


def added_words(text: str) -> dict[str, list[str]]:
    """The meanings of a text's words that do not ship with emogen, for content hashes; empty where it has
    none."""
    low = text.lower()
    meant = [entries()[name] for name in _known().added]
    used = [repr(entry) for entry in meant if any(word in low for word in (entry.name, *entry.synonyms))]
    return {"added_words": used} if used else {}


def toward(point: VAD, names: tuple[str, ...], table: dict[str, Entry] | None = None) -> dict[str, float]:
    """A point's shares in these emotions: by its direction, in proportion to its distance.

    Args:
        point: valence, arousal, dominance.
        names: canonical names.
        table: where they are; :func:`entries` by default.
    """
    table = entries() if table is None else table
    radius = math.dist(point, _ORIGIN)
    likeness = dict.fromkeys(names, 0.0)
    if radius == 0:
        return likeness
    for name in names:
        anchor = table[name].vad
        length = math.dist(anchor, _ORIGIN)
        cosine = sum(p * a for p, a in zip(point, anchor, strict=True)) / (radius * length)
        likeness[name] = max(0.0, cosine) ** _FOCUS * min(1.0, radius / length)
    share = max(1.0, sum(likeness.values()))
    return {name: strength / share for name, strength in likeness.items()}


@lru_cache(maxsize=len(TAXONOMIES))
def members(taxonomy: str) -> tuple[str, ...]:
    """The names of one taxonomy, in the order of the table.

    Raises:
        RequestError: an unknown taxonomy; near ones are offered.
    """
    if taxonomy not in TAXONOMIES:
        raise unknown_name("taxonomy", taxonomy, TAXONOMIES)
    return tuple(name for name, entry in entries().items() if taxonomy in entry.taxonomies)


def find(word: str) -> Entry:
    """The entry for a name or synonym, whatever its case; ``"taxonomy:name"`` says of which set.

    Raises:
        RequestError: an unknown word, or one that is not of that set; near ones are offered.
    """
    taxonomy, _, bare = word.strip().lower().rpartition(":")
    name = words().get(bare)
    if taxonomy and (name is None or name not in members(taxonomy)):
        raise unknown_name(f"{taxonomy} emotion", bare, members(taxonomy), see="emogen emotions")
    if name is None:
        unknown = unknown_name("emotion", word, words(), see="emogen emotions")
        unusable = "; ".join(
            f"the vocabulary {name} is broken: {why}" for name, why in _known().broken.items()
        )
        raise RequestError(unknown.what, why=unusable, fix=unknown.fix)
    return entries()[name]


@lru_cache(maxsize=1)
def words() -> dict[str, str]:
    """Every name and synonym, in lower case, with the canonical name it stands for."""
    known = {name: name for name in entries()}
    for entry in entries().values():
        known.update(dict.fromkeys(entry.synonyms, entry.name))
    return known


@lru_cache(maxsize=1)
def emoji() -> dict[str, Shares]:
    """Each emoji with the strengths of Plutchik's primaries that people see in it."""
    return {
        row["emoji"]: tuple((name, float(row[name])) for name in PRIMARIES if float(row[name]))
        for row in asset_rows("emoji.tsv")
    }
