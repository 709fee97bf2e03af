"""How emotions are written: terms joined by + or -, each ``[number *] atom [: number]``.

An atom is a phrase of words (``joy``, ``a bit worried``, ``attitude:dominant``, ``manner:whispered``), emoji,
``va(v, a)``, ``vad(v, a, d)``, or another tool's control (:mod:`emogen.conditioning.neighbours`):
``indextts(happy=0.6)``, ``zonos(0.6, 0, 0, 0, 0, 0, 0.2, 0.2)``, ``a2f(joy=0.5)``, ``chatterbox(0.8)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from emogen.conditioning.caret import PlacedError
from emogen.conditioning.neighbours import CALLS, Terms, read_call
from emogen.conditioning.vocabulary import AXES, TAXONOMIES
from emogen.errors import RequestError, checked

Coordinates = tuple[float, ...]
"""Valence, arousal and, when it was given, dominance."""


_TOKEN: Final = re.compile(
    rf"""\s*(?:
      (?P<number> \d+\.?\d*(?:[eE][+-]?\d+)? | \.\d+ )
    | (?P<name> (?:(?:{"|".join((*TAXONOMIES, "manner"))}):)?[^\W\d_]\w* )  # a word, perhaps of a set
    | (?P<emoji> [\u203c-\u2bff\u3030-\u3299\ufe0f\u200d\U0001f000-\U0001faff]+ )
    | (?P<sign> [-+*:(),=[\]] )
    )""",
    re.VERBOSE | re.IGNORECASE,
)


_FORMS: Final = 'Write e.g. "joy", "joy:0.6 + surprise:0.4", "0.3*anger" or "va(-0.4, 0.2)".'
_TRACK: Final = "What changes over time is a track: EmotionTrack.parse, or tags in a script."


class _Reader:
    """The tokens of one expression, read once from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def error(self, why: str) -> PlacedError:
        return PlacedError(
            f"cannot read the emotion {self.text!r}",
            self.text,
            len(self.text) - len(self.text[self.at :].lstrip()),
            why=why,
            fix=_TRACK if "->" in self.text else _FORMS,
        )

    def take(self, kind: str, *values: str) -> str | None:
        match = _TOKEN.match(self.text, self.at)
        if match is None or match[kind] is None or (values and match[kind] not in values):
            return None
        self.at = match.end()
        return match[kind]

    def need(self, kind: str, value: str) -> None:
        if self.take(kind, value) is None:
            raise self.error(f"{value!r} expected")

    def number(self, what: str = "weight") -> float:
        sign = -1.0 if self.take("sign", "-", "+") == "-" else 1.0
        digits = self.take("number")
        if digits is None:
            raise self.error("a number expected")
        return checked(sign * float(digits), what, -1.0, 1.0)

    def figure(self) -> float:
        """A number of another tool, in its own range."""
        sign = -1.0 if self.take("sign", "-", "+") == "-" else 1.0
        digits = self.take("number")
        if digits is None:
            raise self.error("a number expected")
        return sign * float(digits)

    @property
    def done(self) -> bool:
        return not self.text[self.at :].strip()


def parse_terms(text: str) -> Iterator[tuple[str | Coordinates, float]]:
    """(name or coordinates, weight) of each term, in order; ``neutral`` terms are left out.

    Raises:
        RequestError: malformed text (with its column), a number out of range.
    """
    reader = _Reader(text)
    if reader.done:
        raise RequestError("the emotion is empty", fix='Write e.g. "joy" or "neutral".')
    sign = reader.take("sign", "+", "-")
    while True:
        weight = -1.0 if sign == "-" else 1.0
        digits = reader.take("number")
        if digits is not None:
            weight *= checked(float(digits), "weight", -1.0, 1.0)
            reader.need("sign", "*")
        atom = _parse_atom(reader)
        if reader.take("sign", ":"):
            weight *= reader.number()
        if isinstance(atom, list):
            yield from ((term, share * weight) for term, share in atom)
        elif atom != "neutral":
            yield atom, weight
        if reader.done:
            return
        sign = reader.take("sign", "+", "-")
        if sign is None:
            raise reader.error("'+' expected")


def _parse_atom(reader: _Reader) -> str | Coordinates | Terms:
    emoji = reader.take("emoji")
    if emoji is not None:
        return emoji
    words = []
    while (word := reader.take("name")) is not None:
        words.append(word.lower())
        if words in (["va"], ["vad"]):
            return _parse_coordinates(reader, len(word))
        if len(words) == 1 and word.lower() in CALLS:
            return _parse_call(reader, word.lower())
    if not words:
        raise reader.error("the name of an emotion expected")
    return " ".join(words)


def _parse_coordinates(reader: _Reader, count: int) -> Coordinates:
    reader.need("sign", "(")
    axes = iter(AXES)
    coordinates = [reader.number(next(axes))]
    while reader.take("sign", ","):
        coordinates.append(reader.number(next(axes, "coordinate")))
    reader.need("sign", ")")
    if len(coordinates) != count:
        raise reader.error(f"{'vad'[:count]} takes {count} numbers, got {len(coordinates)}")
    return tuple(coordinates)


def _parse_call(reader: _Reader, name: str) -> Terms:
    """The numbers of another tool's control, in its order or by name."""
    reader.need("sign", "(")
    listed = reader.take("sign", "[") is not None
    positional: list[float] = []
    named: dict[str, float] = {}
    while True:
        control = reader.take("name")
        if control is None and not named:
            positional.append(reader.figure())
        else:
            reader.need("sign", "=")
            named[(control or "").lower()] = reader.figure()
        if reader.take("sign", ",") is None:
            break
    if listed:
        reader.need("sign", "]")
    reader.need("sign", ")")
    return read_call(name, positional, named)
