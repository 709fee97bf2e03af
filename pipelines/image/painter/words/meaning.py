"""Words that no table has, by what they mean: the table's nearest word, as sentence encoders see it.

English goes through all-MiniLM-L6-v2, other languages through the multilingual encoder, whose translations
lie near one another. The table's own words are encoded once, into the cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen import cache, weights
from emogen.pipelines.image.painter.words.table import FILES, HEADS, Entry, plural_of, raw, table
from emogen.tables import asset_file

if TYPE_CHECKING:
    from emogen.arrays import Floats

ENGLISH: Final = "minilm-l6"
FOREIGN: Final = "use-multilingual"

LEAST: Final = {ENGLISH: 0.8, FOREIGN: 0.6}
"""Likeness from which a word is read as its nearest, by encoder. Chosen on half of the labelled words of
``benchmarks/scene_words.tsv`` and on ``scene_words_foreign.tsv``; docs/tables/prompts.md has precision and
recall on the other half."""

_LAYERS: Final = (3, 5, 6)
"""Of the English encoder: half-way up a word's form and kind, at the end what it is about. Together they
find the right word oftener (.69 of the labelled words) than any alone (.63 to .68)."""

_SENTENCE: Final = "a {}"
"""What an English word is read in; alone, or in "a picture of a", fewer are found."""

_NAME: Final = 0.02
"""What the name of an entry is ahead of its synonyms by: a ship before the nave of a church. Ours."""

_ADVERB: Final = "ly"
_SAME: Final = 0.9
_STEM: Final = 4
_ENDINGS: Final = frozenset(
    {
        "",
        "y",
        "ies",
        "e",
        "er",
        "ers",
        "or",
        "r",
        "ing",
        "ist",
        "ics",
        "ic",
        "s",
        "ed",
        "d",
        "ty",
        "al",
        "ion",
    }
) | {"ian", "ness", "ful", "ous", "ish", "man", "men", "en"}
"""Of words made from others; shared stems are this long at least."""

_VERSION: Final = 1
"""Raise it when the vectors change for the same tables."""


@dataclass(frozen=True, slots=True)
class Match:
    """The nearest word of the table.

    Attributes:
        word: the table's.
        entry: what it is; None for a word that names nothing to be painted.
        likeness: cosine, -1 to 1.
    """

    word: str
    entry: Entry | None
    likeness: float


def nearest(words: Sequence[str], model: str = ENGLISH, count: int = 1) -> list[list[Match]]:
    """The ``count`` nearest words of the table to each word, nearest first, each of another entry.

    Raises:
        MissingWeightError: the encoder is not there.
    """
    import numpy as np

    if not words:
        return []
    vectors = _vectors_of_table(model)
    phrases = list(_phrases(model).items())
    matches = []
    names = np.array([_NAME if entry and entry.name == phrase else 0.0 for phrase, entry in phrases])
    for word, row in zip(words, _encode(words, model) @ vectors.T, strict=True):
        best: dict[tuple[str, str], Match] = {}
        for at in np.argsort(-row - names)[: 8 * count + 8]:
            phrase, entry = phrases[at]
            if model == ENGLISH and entry and entry.kind in HEADS and _is_derived(word, phrase):
                continue
            key = (entry.kind, entry.name) if entry else ("", "")
            best.setdefault(key, Match(phrase, entry, float(row[at])))
        matches.append(list(best.values())[:count])
    return matches


def believed(words: Sequence[str], model: str = ENGLISH) -> dict[str, Match]:
    """Of some words, those that are near enough to one of the table to be read as it.

    Raises:
        MissingWeightError: the encoder is not there.
    """
    asked = [word for word in words if model == FOREIGN or not word.endswith(_ADVERB)]
    return {
        word: match
        for word, (match, *_) in zip(asked, nearest(asked, model), strict=True)
        if match.entry is not None and match.likeness >= LEAST[model] and _fits(word, match, model)
    }


def _is_derived(word: str, phrase: str) -> bool:
    """Whether two words have one stem and name different things: philosophy and philosopher, village and
    villager. The encoder's word pieces make them look alike."""
    letters = enumerate(zip(word, phrase, strict=False))
    same = next((at for at, (a, b) in letters if a != b), min(len(word), len(phrase)))
    ends = ((word[at:], phrase[at:]) for at in (same, same - 1) if at >= _STEM)
    return " " not in phrase and word != phrase and any({*pair} <= _ENDINGS for pair in ends)


def _fits(word: str, match: Match, model: str) -> bool:
    """An English word in -ing is rarely a thing; it can be a state or a weather, or all but the same word."""
    entry = match.entry
    verbal = model == ENGLISH and word.endswith("ing") and match.likeness < _SAME
    return entry is not None and (not verbal or entry.kind in ("states", "traits", "weathers"))


def _encode(words: Sequence[str], model: str) -> Floats:
    """Rows of length 1."""
    import numpy as np

    if model == FOREIGN:
        from emogen.conditioning.read import multilingual

        return multilingual.encode(words)
    from emogen.conditioning.read import encoder

    layers = encoder.encode([_SENTENCE.format(word) for word in words], bent=False)
    parts = [layers[:, at] / np.linalg.norm(layers[:, at], axis=1, keepdims=True) for at in _LAYERS]
    return np.asarray(np.concatenate(parts, axis=1) / len(_LAYERS) ** 0.5, np.float32)


@lru_cache(maxsize=2)
def _phrases(model: str) -> dict[str, Entry | None]:
    """The words that others are compared with. In English numbers have no neighbours: "eleven" is not ten;
    in other languages they and plurals have translations."""
    known = dict(table().words)
    if model == ENGLISH:
        known = {word: entry for word, entry in known.items() if entry.kind != "numbers"}
    else:
        counted = {word: entry for word, entry in known.items() if entry.kind in ("things", "people")}
        many = {plural_of(word): replace(entry, plural=True) for word, entry in counted.items()}
        known = {**many, **known}
    return {**known, **{word: None for word in raw()["unpaintable"].split() if word not in known}}


@lru_cache(maxsize=2)
def _vectors_of_table(model: str) -> Floats:
    import numpy as np

    def write(target: Path) -> None:
        with target.open("wb") as file:
            np.save(file, _encode(list(_phrases(model)), model))

    source = weights.path(model, "model.safetensors" if model == ENGLISH else "weights.npz")
    with ExitStack() as stack:
        files = [stack.enter_context(asset_file(name)) for name in FILES]
        path = cache.derived(f"scene-words-{model}.npy", [source, *files], _VERSION, write)
    vectors: Floats = np.load(path)
    return vectors
