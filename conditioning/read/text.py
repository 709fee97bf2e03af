"""Emotion read from text: one sentence, or many.

English is read by a sentence encoder of its own (:mod:`.encoder`), bent by what was learned from EmoBank
and GoEmotions, with one linear head: valence, arousal and dominance, and 27 emotions and neutral. Other
languages are read by a multilingual encoder (:mod:`.multilingual`), less well, with a head that learned
the same English sentences: what it makes of a sentence is near what it makes of its translations. How
well both read is in ``docs/tables/read_text.md`` and ``docs/tables/read_lines.md``; they are trained by
``tools.text_reader`` and ``tools.multilingual_reader``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from emogen.budgets import READING_CHARACTERS
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read import heads
from emogen.conditioning.read.encoder import ADAPTER
from emogen.conditioning.read.heads import label_names
from emogen.conditioning.read.language import UNKNOWN, Evidence, Language, language_of, named_language
from emogen.conditioning.read.reading import Reading, mean_reading
from emogen.conditioning.vocabulary import VAD, emoji
from emogen.errors import RequestError, as_text

if TYPE_CHECKING:
    from emogen.arrays import Doubles

Reader: TypeAlias = Literal["encoder", "multilingual", "ngrams"]

_NAMED: Final = 0.1
"""Names less likely than this are left out of a reading's mixture."""
_MOST: Final = 4
"""Names in a mixture, at most."""

_ENGLISH: Final = (1.5, 2.2)
"""Word pieces a word: up to the first a text is English (99 % of EmoBank's sentences), from the second
on it is something the encoder cannot read."""
_HEAD: Final = 400
"""Characters by which the language is judged: few enough to be cut nowhere by the encoder."""
MULTILINGUAL: Final = "multilingual_reader.safetensors"
"""The head on the multilingual encoder."""
_SURE: Final[dict[Evidence, float]] = {"measured": 1.0, "trained": 0.8, "none": 0.0}
"""How much of a reading counts in a language, by the evidence that it can be read. Ours."""
_CARRIED_OVER: Final = 0.8
"""How often the multilingual reader's likeliest name is right in a language that it did not learn, where it
says 1: measured on 400 lines in eight languages (``docs/tables/read_lines.md``)."""
_UNTOLD: Final = 0.5
"""The same for words in Latin letters whose language is not told. Ours."""

_UNKNOWN: Final = 100
"""The encoder's token for a word that it cannot even spell."""

_EMOJI_SPREAD: Final = (0.25, 0.25, 0.25)
"""Standard deviation of the coordinates of an emoji: that of the primaries it is rated by. Ours."""
_BLANK: Final = {ord(character): " " for character in emoji()}
"""Emoji taken out of what the encoder reads: it does not know them."""


def read_text(text: str, reader: Reader = "encoder", language: str = "") -> Reading:
    """Read one sentence, or a few taken as one: its words, and how it is written.

    Args:
        text: in any language; the reading tells which, and notes where there is no evidence that it can
            be read.
        reader: ``"encoder"``, the best there is for the language; ``"multilingual"``, the one for other
            languages in English too; or ``"ngrams"``, a much weaker reader of English that needs no
            weights.
        language: its code, e.g. ``"de"``, where it is known.

    Raises:
        RequestError: nothing to read.
        MissingWeightError: the encoder is not there.
    """
    from emogen.conditioning.read.cues import read_lines

    return read_lines([checked_text(text)], reader, [language])[0]


def checked_text(text: str) -> str:
    """``text`` if there is something to read in it.

    Raises:
        RequestError: no letter, digit or known emoji, or more characters than the budget allows.
    """
    if not is_readable(as_text(text, "text")):
        raise RequestError("there is nothing to read in the text", fix="Write a sentence.")
    return checked_length(text)


def checked_length(text: str) -> str:
    """``text`` unless it has more characters than the budget allows, which raises ``BudgetError``."""
    READING_CHARACTERS.check(len(text), "the text")
    return text


def is_readable(text: str) -> bool:
    """Whether there is a letter, a digit or a known emoji in it."""
    return any(character.isalnum() or character in emoji() for character in text)


def read_texts(
    texts: Sequence[str], reader: Reader = "encoder", languages: Sequence[str] = ()
) -> list[Reading]:
    """A reading of each text's words, in one go. Emoji count as much as all the words beside them.

    Args:
        texts: any.
        reader: as for :func:`read_text`.
        languages: code of each text's language, "" for one that is to be told by its words; none by
            default.
    """
    words = [text.translate(_BLANK) for text in texts]
    told = [language_of(text) for text in words]
    for index, code in enumerate(languages):
        told[index] = named_language(code) if code else told[index]
    return [
        _with_emoji(text, reading, [character for character in text if character in emoji()])
        for text, reading in zip(texts, _read_words(words, told, reader), strict=True)
    ]


def _read_words(texts: list[str], told: list[Language], reader: Reader) -> list[Reading]:
    if reader == "ngrams":
        from emogen.conditioning.read import ngrams

        return ngrams.read_texts(texts)
    found: dict[int, Reading] = {}
    maybe = [i for i, language in enumerate(told) if language.code in {"en", UNKNOWN}]
    if reader == "encoder" and maybe:
        shares = _english([texts[i] for i in maybe])
        # Without a word of any language, only what the English encoder can spell is English.
        english = {i: float(s) for i, s in zip(maybe, shares, strict=True) if told[i].code == "en" or s > 0.5}
        found |= _read_english({i: texts[i] for i in english}, english)
    rest = [i for i in range(len(texts)) if i not in found]
    found |= zip(rest, _read_multilingual([texts[i] for i in rest], [told[i] for i in rest]), strict=True)
    return [found[i] for i in range(len(texts))]


def _read_english(texts: dict[int, str], shares: dict[int, float]) -> dict[int, Reading]:
    """Readings by the English encoder, each counted as far as its words are English."""
    if not texts:
        return {}
    vad, names = answers(list(texts.values()))
    vad, spread = heads.drawn(ADAPTER, vad)
    return {
        i: replace(reading_of(place * share, chances * share, spread), language="en")
        for (i, share), place, chances in zip(shares.items(), vad, names, strict=True)
    }


def _read_multilingual(texts: list[str], told: list[Language]) -> list[Reading]:
    """Readings by the multilingual encoder, each counted as far as its words are known to it."""
    if not texts:
        return []
    vad, names = multilingual_answers(texts)
    vad, spread = heads.drawn(MULTILINGUAL, vad)
    readings = []
    for place, chances, known, language in zip(vad, names, _known(texts), told, strict=True):
        share = known * (_UNTOLD if language.code == UNKNOWN else _SURE[language.evidence])
        reading = reading_of(place * share, chances * share, spread)
        notes = (language.note,) if language.note else ()
        sure = reading.confidence * (1.0 if language.code == "en" else _CARRIED_OVER)
        readings.append(replace(reading, confidence=sure, language=language.code, notes=notes))
    return readings


def _known(texts: list[str]) -> Doubles:
    """The share of each text's pieces that the multilingual encoder knows."""
    import numpy as np

    from emogen.conditioning.read.multilingual import word_pieces

    return np.array([1.0 - row.count(0) / max(1, len(row)) for row in word_pieces(texts)])


def _english(texts: list[str]) -> Doubles:
    """How surely each text is in English, 0 to 1, by how far its words fall to pieces."""
    import numpy as np

    from emogen.conditioning.read.encoder import word_pieces

    heads = [text[:_HEAD] for text in texts]
    # Two pieces are the marks at the ends; an unknown word counts as three.
    pieces = np.array([len(found) - 2 + 2 * found.count(_UNKNOWN) for found in word_pieces(heads)])
    words = np.array([max(1, len(re.findall(r"\w+|[^\w\s]", head))) for head in heads])
    low, high = _ENGLISH
    return np.asarray(np.clip((high - pieces / words) / (high - low), 0.0, 1.0))


def _with_emoji(text: str, reading: Reading, faces: list[str]) -> Reading:
    """The reading of the words, joined by what people see in the emoji."""
    if not faces:
        return reading
    felt = Emotion.parse("".join(faces))
    total = max(1.0, sum(weight for _, weight in felt.terms))
    seen = Reading(
        vad=felt.vad,
        spread=_EMOJI_SPREAD,
        mixture=tuple(sorted(((n, w / total) for n, w in felt.terms), key=lambda pair: -pair[1])),
        neutral=max(0.0, 1.0 - sum(weight for _, weight in felt.terms)),
        confidence=max((weight for _, weight in felt.terms), default=0.0),
    )
    if not any(map(str.isalnum, text)):
        return seen
    return replace(mean_reading([reading, seen], [1, 1]), language=reading.language)


def reading_of(vad: Doubles, chances: Doubles, spread: VAD) -> Reading:
    """A reading from coordinates and the probability of each of :func:`.heads.label_names`.

    Labels are read one by one, since several can hold; as a mixture they share at most 1.
    """
    import numpy as np

    pairs = dict(zip(label_names(), map(float, chances), strict=True))
    likely = sorted(((p, name) for name, p in pairs.items() if name != "neutral"), reverse=True)[:_MOST]
    total = max(1.0, sum(pairs.values()))
    valence, arousal, dominance = (float(x) for x in np.clip(vad, -1.0, 1.0))
    return Reading(
        vad=(valence, arousal, dominance),
        spread=spread,
        mixture=tuple((name, p / total) for p, name in likely if p >= _NAMED),
        neutral=pairs["neutral"] / total,
        confidence=max(pairs.values()),
    )


def answers(texts: Sequence[str]) -> tuple[Doubles, Doubles]:
    """The English encoder's answers, as :func:`.heads.answers`."""
    from emogen.conditioning.read.encoder import encode

    return heads.answers(ADAPTER, encode(texts).reshape(len(texts), -1))


def multilingual_answers(texts: Sequence[str]) -> tuple[Doubles, Doubles]:
    """The multilingual encoder's answers, as :func:`.heads.answers`."""
    from emogen.conditioning.read.multilingual import encode

    return heads.answers(MULTILINGUAL, encode(texts))
