"""Emotion read from text: one sentence, or many.

The sentence encoder (:mod:`.encoder`), bent by what was learned from EmoBank and GoEmotions, feeds
one linear head: valence, arousal and dominance, and 27 emotions and neutral. How well it reads is in
``docs/tables/read_text.md``; it is trained by ``tools.text_reader``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.encoder import ADAPTER
from emogen.conditioning.read.reading import Reading, mean_reading
from emogen.conditioning.vocabulary import VAD, emoji, members
from emogen.errors import RequestError, as_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Doubles

Reader: TypeAlias = Literal["encoder", "ngrams"]

_NAMED: Final = 0.1
"""Names less likely than this are left out of a reading's mixture."""
_MOST: Final = 4
"""Names in a mixture, at most."""

_PRIOR: Final = (0.45, 0.37, 0.32)
"""Standard deviation of what emotions there are: that of the vocabulary's published coordinates. What
is read is drawn towards neutral by Bayes' rule, the more the less surely the axis is read: arousal
and dominance by more than half."""

_ENGLISH: Final = (1.5, 2.2)
"""Word pieces a word: up to the first a text is English (99 % of EmoBank's sentences), from the second
on it is something the encoder cannot read."""
_HEAD: Final = 400
"""Characters by which the language is judged: few enough to be cut nowhere by the encoder."""
_UNKNOWN: Final = 100
"""The encoder's token for a word that it cannot even spell."""

_EMOJI_SPREAD: Final = (0.25, 0.25, 0.25)
"""Standard deviation of the coordinates of an emoji: that of the primaries it is rated by. Ours."""
_BLANK: Final = {ord(character): " " for character in emoji()}
"""Emoji taken out of what the encoder reads: it does not know them."""

LONGEST: Final = 1_000_000
"""Characters read at most: an hour of work."""


def read_text(text: str, reader: Reader = "encoder") -> Reading:
    """Read one sentence, or a few taken as one.

    Args:
        text: English.
        reader: ``"encoder"``; or ``"ngrams"``, a much weaker reader that needs no weights.

    Raises:
        RequestError: nothing to read.
        MissingWeightError: the encoder is not there.
    """
    return read_texts([checked_text(text)], reader)[0]


def checked_text(text: str) -> str:
    """``text`` if there is something to read in it.

    Raises:
        RequestError: no letter, digit or known emoji, or more than :data:`LONGEST` characters.
    """
    if not is_readable(as_text(text, "text")):
        raise RequestError("there is nothing to read in the text", fix="Write a sentence.")
    if len(text) > LONGEST:
        raise RequestError(
            f"the text has {len(text):,} characters", fix=f"Read at most {LONGEST:,} at a time."
        )
    return text


def is_readable(text: str) -> bool:
    """Whether there is a letter, a digit or a known emoji in it."""
    return any(character.isalnum() or character in emoji() for character in text)


def read_texts(texts: Sequence[str], reader: Reader = "encoder") -> list[Reading]:
    """A reading of each text, in one go. Emoji count as much as all the words beside them."""
    found = _read_words([text.translate(_BLANK) for text in texts], reader)
    return [
        _with_emoji(text, reading, [character for character in text if character in emoji()])
        for text, reading in zip(texts, found, strict=True)
    ]


def _read_words(texts: list[str], reader: Reader) -> list[Reading]:
    if reader == "ngrams":
        from emogen.conditioning.read import ngrams

        return ngrams.read_texts(texts)
    import numpy as np

    vad, names = answers(texts)
    error, prior = np.square(_head()["vad.error"]), np.square(_PRIOR)
    valence, arousal, dominance = map(float, np.sqrt(error * prior / (error + prior)))
    return [
        reading_of(
            place * english,
            dict(zip(label_names(), chances * english, strict=True)),
            (valence, arousal, dominance),
        )
        for place, chances, english in zip(vad * prior / (error + prior), names, _english(texts), strict=True)
    ]


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
    return mean_reading([reading, seen], [1, 1]) if any(map(str.isalnum, text)) else seen


def reading_of(vad: Doubles, chances: dict[str, float], spread: VAD) -> Reading:
    """A reading from coordinates and the probability of each label, ``neutral`` among them.

    Labels are read one by one, since several can hold; as a mixture they share at most 1.
    """
    import numpy as np

    likely = sorted(((p, name) for name, p in chances.items() if name != "neutral"), reverse=True)[:_MOST]
    total = max(1.0, sum(chances.values()))
    valence, arousal, dominance = (float(x) for x in np.clip(vad, -1.0, 1.0))
    return Reading(
        vad=(valence, arousal, dominance),
        spread=spread,
        mixture=tuple((name, float(p / total)) for p, name in likely if p >= _NAMED),
        neutral=float(chances["neutral"] / total),
        confidence=float(max(chances.values())),
    )


def answers(texts: Sequence[str]) -> tuple[Doubles, Doubles]:
    """Coordinates ``(n, 3)`` on the vocabulary's scale, and the probability of each of GoEmotions' 27
    emotions and neutral, ``(n, 28)``."""
    import numpy as np

    from emogen.conditioning.read.encoder import encode

    head = _head()
    raw = encode(texts).reshape(len(texts), -1) @ head["head.weight"].T + head["head.bias"]
    vad = (raw[:, :3] - head["vad.centre"]) * head["vad.scale"]
    return vad, 1.0 / (1.0 + np.exp(-raw[:, 3:]))


@lru_cache(maxsize=1)
def label_names() -> tuple[str, ...]:
    """GoEmotions' 27 names and neutral, in the order of its files and of the head's answers."""
    return (*sorted(members("goemotions")), "neutral")


@lru_cache(maxsize=1)
def _head() -> dict[str, NDArray[Any]]:
    import numpy as np
    from safetensors.numpy import load

    from emogen.tables import asset_bytes

    tensors = load(asset_bytes(ADAPTER))
    return {name: value.astype(np.float64) for name, value in tensors.items() if not name.startswith("maps.")}
