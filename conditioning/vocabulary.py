"""Names of emotions: what each one means in coordinates, in basic emotions and in other taxonomies.

The words are in ``assets/vocabulary.tsv``, each with the source of its numbers and how sure they
are; emoji are in ``assets/emoji.tsv``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from emogen.errors import unknown_name
from emogen.tables import asset_rows

VAD = tuple[float, float, float]
AXES: Final = ("valence", "arousal", "dominance")
"""What the three numbers of a :data:`VAD` are called."""

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


@dataclass(frozen=True, slots=True)
class Entry:
    """One emotion word.

    Attributes:
        name: canonical name.
        taxonomies: the sets it belongs to, keys of :data:`TAXONOMIES`.
        vad: valence, arousal, dominance, each in [-1, 1].
        spread: standard deviation of the error of each, above 0.
        basic: Ekman's emotions in it; strengths sum to at most 1.
        parts: the primaries it is made of: two for a mixture, one for a stronger or weaker form.
        synonyms: other words for it.
        source: where the coordinates come from.
    """

    name: str
    taxonomies: tuple[str, ...]
    vad: VAD
    spread: VAD
    basic: Shares
    parts: tuple[str, ...]
    synonyms: tuple[str, ...]
    source: str

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


@lru_cache(maxsize=1)
def entries() -> dict[str, Entry]:
    """Every emotion by canonical name, in the order of the table."""
    table: dict[str, Entry] = {}
    for row in asset_rows("vocabulary.tsv"):
        parts = tuple(row["parts"].split())
        made = [table[part] for part in parts]
        table[row["name"]] = Entry(
            name=row["name"],
            taxonomies=tuple(row["taxonomies"].split()),
            vad=_vad(row["vad"]) if row["vad"] else _mean(entry.vad for entry in made),
            spread=_vad(row["spread"]) if row["spread"] else _mean(entry.spread for entry in made),
            basic=_shares(row["basic"]) if row["basic"] else _blend(made),
            parts=parts,
            synonyms=tuple(word.strip() for word in row["synonyms"].split(",") if word.strip()),
            source=row["source"],
        )
    return table


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
        raise unknown_name("emotion", word, words(), see="emogen emotions")
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


def _vad(text: str) -> VAD:
    valence, arousal, dominance = map(float, text.split())
    return valence, arousal, dominance


def _mean(vectors: Iterable[VAD]) -> VAD:
    valence, arousal, dominance = (round(sum(axis) / len(axis), 4) for axis in zip(*vectors, strict=True))
    return valence, arousal, dominance


def _shares(text: str) -> Shares:
    pairs = (pair.partition(":") for pair in text.split())
    return tuple((name, float(strength)) for name, _, strength in pairs)


def _blend(made: list[Entry]) -> Shares:
    """The basic emotions of a mixture: the mean of its parts'."""
    total: dict[str, float] = {}
    for entry in made:
        for basic, strength in entry.basic:
            total[basic] = round(total.get(basic, 0.0) + strength / len(made), 4)
    return tuple(sorted(total.items()))
