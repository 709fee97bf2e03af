"""Reading a text in full: by the table, and what the table lacks by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from emogen.conditioning.read.language import UNKNOWN
from emogen.errors import MissingWeightError
from emogen.pipelines.image.painter.words.meaning import ENGLISH, FOREIGN, LEAST, Match, believed, nearest
from emogen.pipelines.image.painter.words.read import Reading, read_tokens
from emogen.pipelines.image.painter.words.table import HEADS, Entry, singulars, table, tokens_of
from emogen.pipelines.image.painter.words.tongues import Tongue, foreign, read_foreign

_MOST: Final = 60
"""Unknown words looked up of one text."""

_OFFERED: Final = 3
"""Things offered where nothing was understood."""


def understand(text: str) -> Reading:
    """The words of a text that can be painted. Without the encoders those of the table are, and a note says
    what would be needed for the rest."""
    tokens = tokens_of(text)
    plain = read_tokens(tokens)
    try:
        tongue = foreign(text, tokens, plain.missing)
        if tongue is not None:
            return _offered(read_foreign(text, tongue), FOREIGN)
        reading = _by_meaning(tokens, plain)
        if not reading.mentions and reading.missing:  # a few words of a language that nothing tells
            other = read_foreign(text, Tongue(UNKNOWN, "another language"))
            reading = reading if other.missing else other
        return _offered(reading, ENGLISH)
    except MissingWeightError as error:
        return replace(
            plain, notes=(*plain.notes, f"only the table's words were read: {error.what}. {error.fix}")
        )


def _by_meaning(tokens: Sequence[str], plain: Reading) -> Reading:
    """Read once more with entries for the unknown words that are near to known ones."""
    lacking = (word for word in plain.missing if len(word) > 2 and table().entry(word) is None)
    unknown = [word for word in lacking if word.isalpha()][:_MOST]
    pairs = [" ".join(pair) for pair in pairwise(tokens) if {*pair} <= {*unknown}]
    alone = {word: _singular(word) for word in [*unknown, *pairs]}
    matches = believed(list(alone.values()))
    adjectives = {word for word, after in pairwise(tokens) if word in unknown and _is_noun(after, unknown)}
    known = {
        word: Entry(entry.kind, entry.name, near=True, plural=entry.plural or word != singular)
        for word, singular in alone.items()
        if (match := matches.get(singular)) is not None
        and (entry := match.entry) is not None
        and (word not in adjectives or entry.kind not in HEADS)
    }
    return read_tokens(tokens, known) if known else plain


def _is_noun(word: str, unknown: Sequence[str]) -> bool:
    """Whether a word makes an unknown one before it its adjective: "wooden table", "train station"."""
    entry = table().entry(word)
    if entry is not None:
        return entry.kind in HEADS
    return word in unknown and not word.endswith(("ing", "ed"))


def _singular(word: str) -> str:
    """The likeliest singular of a word that the table lacks."""
    if word.endswith(("ss", "us", "is")) or not word.endswith("s") or len(word) < 5:
        return word
    ending = {"ies": 0, "hes": -2, "xes": -2, "ses": -1}.get(word[-3:], -1)
    return next(singulars(word)) if ending == 0 else word[:ending]


def _is_worth_offering(match: Match, model: str) -> bool:
    return match.entry is not None and match.likeness >= LEAST[model] - 0.1


def _offered(reading: Reading, model: str) -> Reading:
    """Where nothing was understood, a note names what is near."""
    if reading.mentions or not reading.missing:
        return reading
    near = [
        match.word
        for match in nearest([" ".join(reading.missing[:8])], model, 8)[0]
        if _is_worth_offering(match, model)
    ]
    words = ", ".join(reading.missing[:8])
    offer = ", ".join(near[:_OFFERED] or list(table().homes)[:_OFFERED])
    return replace(
        reading,
        notes=(
            *reading.notes,
            f"the emotion alone paints; not understood: {words}; near to it and known: {offer}",
        ),
    )
