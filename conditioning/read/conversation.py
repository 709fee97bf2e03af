"""Emotion read from a conversation: each line by its words and how it is written, and by what was said
before it.

A line's reading is drawn towards what is to be expected before a word of it is read. For a line alone
that is neutral (:func:`.heads.drawn`); in a conversation it is what was felt in the lines before, of the
same speaker more than of others, of the last line more than of those before. So the less the words tell,
the more the lines before count: "I know." after a death is not what it is after a prize.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.cues import read_lines
from emogen.conditioning.read.heads import PRIOR
from emogen.conditioning.read.language import UNKNOWN, language_scores, likeliest
from emogen.conditioning.read.reading import Reading
from emogen.conditioning.read.text import Reader, is_readable
from emogen.errors import EmogenError
from emogen.tables import asset_rows

REACH: Final = 6
"""Lines before one that it is read with."""

_DECAY: Final = 0.6
"""What each further line back counts less. Ours."""
_OTHERS: Final = 0.5
"""What another speaker's line counts, where one's own counts 1. Ours."""
_CARRIED: Final = 0.7
"""The share of what was felt that is still felt a line later. Ours."""
_SHORT: Final = 3
_LETTERS: Final = 8
"""Words up to which a line tells little by itself, and letters a word, for scripts without blanks. Ours."""
_NAMES: Final = (0.5, 0.2)
"""The share of the speaker's own earlier names in a short line, and in any other, as far as it is
neutral by itself. Ours."""
_DIRECTED: Final = 0.8
"""The share of a stage direction in a reading; the rest are the words. Ours."""

_ASIDE: Final = re.compile(r"\s*(?:\(([^()]{1,80})\)|\*([^*]{1,80})\*|（([^（）]{1,80})）)\s*")
"""A stage direction at the beginning of a line."""
_SURE: Final = 0.9
"""How likely a stage direction is right about its own line. Ours."""

Directed = Callable[[str], Emotion | None]
"""What a stage direction says is felt; None where it is not understood."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a conversation.

    Attributes:
        text: what is said, as it is written; it may begin with a stage direction in brackets.
        speaker: who says it; "" is somebody, the same throughout.
        direction: how it is said, e.g. ``"quietly, close to tears"``, or an emotion.
    """

    text: str
    speaker: str = ""
    direction: str = ""


def named_direction(text: str) -> Emotion | None:
    """The emotion of a direction that is written as one, e.g. ``"angry"`` or ``"joy:0.5"``."""
    try:
        return Emotion.parse(text)
    except EmogenError:
        return None


def read_conversation(
    lines: Sequence[Line],
    *,
    reader: Reader = "encoder",
    language: str = "",
    directed: Directed = named_direction,
) -> list[Reading]:
    """A reading of each line, in the light of those before it.

    Args:
        lines: in the order in which they are said.
        reader: of the words, as for :func:`.text.read_text`.
        language: the code of their language; by default each line's own is told, and lines that do not
            tell are taken to be in that of the rest.
        directed: reads stage directions.

    Raises:
        MissingWeightError: the encoder is not there.
    """
    parts = [_parted(line) for line in lines]
    words = [text for text, _ in parts]
    own = read_lines(words, reader, [language or code for code in _languages(words)])
    readings: list[Reading] = []
    for index, (line, (text, direction)) in enumerate(zip(lines, parts, strict=True)):
        reading = own[index] if is_readable(text) else _BLANK
        first = max(0, index - REACH)
        reading = _in_context(reading, text, line.speaker, lines[first:index], readings[first:index])
        readings.append(_as_directed(reading, direction, directed))
    return readings


_BLANK: Final = Reading((0.0, 0.0, 0.0), PRIOR, (), 1.0, 0.0)
"""The reading of a line without words: nothing is known but what people feel at all."""


def _parted(line: Line) -> tuple[str, str]:
    """The words of a line, and its direction: its own and what stands in brackets before the words."""
    aside = _ASIDE.match(line.text)
    if not aside:
        return line.text, line.direction
    said = next(filter(None, aside.groups()))
    return line.text[aside.end() :], f"{line.direction}, {said}" if line.direction else said


def _languages(texts: Sequence[str]) -> list[str]:
    """Each line's language; where its words do not tell, that of the conversation."""
    scores = [language_scores(text) for text in texts]
    total: Counter[str] = Counter()
    for score in scores:
        total.update(score)
    usual = likeliest(total).code
    codes = (likeliest(score).code for score in scores)
    return ["" if usual == UNKNOWN else usual if code == UNKNOWN else code for code in codes]


def _in_context(
    reading: Reading, text: str, speaker: str, before: Sequence[Line], felt: Sequence[Reading]
) -> Reading:
    """A line's reading, drawn towards what was felt before."""
    if not before:
        return reading
    decay = [_DECAY**back for back in range(len(before))][::-1]
    mine = [line.speaker == speaker for line in before]
    weights = [w * (1.0 if own else _OTHERS) / sum(decay) for w, own in zip(decay, mine, strict=True)]
    sign = _answered(text, speaker, before[-1])
    short = not reading.cues and len(text.split()) <= _SHORT and len(text) <= _LETTERS * _SHORT
    vad = []
    for axis, (value, spread, prior) in enumerate(zip(reading.vad, reading.spread, PRIOR, strict=True)):
        usual = _CARRIED * sum(w * r.vad[axis] for w, r in zip(weights, felt, strict=True))
        # What the prior counts in the line's own reading; a word or two tell half of what a sentence does.
        share = min(1.0, (spread / prior) ** 2)
        share = (1.0 + share) / 2.0 if short else share
        vad.append(max(-1.0, min(1.0, value + share * usual * (sign if axis == 0 else 1.0))))
    own = [(w, r) for w, r, own in zip(weights, felt, mine, strict=True) if own and sign > 0]
    named = _with_names(reading, own, _NAMES[0 if short else 1] * reading.neutral)
    return replace(named, vad=(vad[0], vad[1], vad[2]))


def _with_names(reading: Reading, earlier: Sequence[tuple[float, Reading]], share: float) -> Reading:
    """The reading with names of the speaker's own lines before, in place of that share of its neutral."""
    mixed = dict(reading.mixture)
    moved = 0.0
    for weight, before in earlier:
        for name, chance in before.mixture:
            mixed[name] = mixed.get(name, 0.0) + share * weight * chance
            moved += share * weight * chance
    mixture = tuple(sorted(mixed.items(), key=lambda pair: -pair[1]))
    return replace(reading, mixture=mixture, neutral=max(0.0, reading.neutral - moved))


def _answered(text: str, speaker: str, before: Line) -> float:
    """-1 where a line says no to another's question, else 1."""
    if before.speaker == speaker or not before.text.rstrip().endswith(("?", "？", "؟")):
        return 1.0
    words = re.findall(r"[^\W\d_]+", text.lower())
    return -1.0 if 0 < len(words) <= _SHORT and words[0] in _noes() else 1.0


@lru_cache(maxsize=1)
def _noes() -> frozenset[str]:
    return frozenset(word for row in asset_rows("languages_read.tsv") for word in row["no"].split())


def _as_directed(reading: Reading, direction: str, directed: Directed) -> Reading:
    """The reading of a line that is said as a stage direction wants it."""
    if not direction:
        return reading
    feeling = directed(direction)
    if feeling is None:
        note = f"the direction {direction!r} was not understood"
        return replace(reading, notes=(*reading.notes, note))
    asked = _asked(feeling)
    mixed = {name: chance * (1.0 - _DIRECTED) for name, chance in reading.mixture}
    for name, chance in asked:
        mixed[name] = mixed.get(name, 0.0) + _DIRECTED * chance
    valence, arousal, dominance = (
        (1.0 - _DIRECTED) * had + _DIRECTED * wanted
        for had, wanted in zip(reading.vad, feeling.vad, strict=True)
    )
    return replace(
        reading,
        vad=(valence, arousal, dominance),
        mixture=tuple(sorted(mixed.items(), key=lambda pair: -pair[1])),
        neutral=(1.0 - _DIRECTED) * reading.neutral + _DIRECTED * max(0.0, 1.0 - sum(c for _, c in asked)),
        confidence=max(reading.confidence, _SURE),
        cues=(*reading.cues, "direction"),
    )


def _asked(feeling: Emotion) -> tuple[tuple[str, float], ...]:
    """The names of an emotion as shares of at most 1 together."""
    total = max(1.0, sum(abs(weight) for _, weight in feeling.terms))
    return tuple((name, weight / total) for name, weight in feeling.terms if weight > 0)
