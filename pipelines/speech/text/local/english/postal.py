"""English addresses: house numbers, streets, directions, states and their codes.

The words are in ``assets/addresses.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from emogen.pipelines.speech.text.local.english.counting import in_pairs
from emogen.pipelines.speech.text.numbers import digits
from emogen.pipelines.speech.text.scan import Context, Grammar, Reader, Said
from emogen.tables import asset_rows

_NAME: Final = r"(?:[A-Z][\w'’-]{0,30}\.?|\d{1,3}(?:st|nd|rd|th))"
"""A word of a street's name."""

_DIRECTION: Final = r"(?:[NSEW]|[NS][EW])\b\.?"
_AMBIGUOUS: Final = frozenset(
    ["AL", "CO", "DE", "HI", "ID", "IN", "LA", "MA", "MD", "ME", "OH", "OK", "OR", "PA"]
)
"""Codes of states that are words or other letters too."""

_PLAIN: Final = frozenset(("Ave", "Blvd", "Rd", "Ln", "Pkwy", "Hwy", "Expy", "Expwy", "Fwy", "Tpke"))
"""Short words for streets that are nothing else, and are known without a house number."""

_BEHIND: Final = 60
"""Characters before a word that are looked at."""


@lru_cache(maxsize=8)
def _words(kind: str) -> Mapping[str, str]:
    return {row["written"]: row["spoken"] for row in asset_rows("addresses.tsv") if row["kind"] == kind}


def postal_readers() -> Grammar:
    """The readers of addresses."""
    short = "|".join(_words("street"))
    full = "|".join(
        sorted({word.capitalize() for word in (*_words("street").values(), *_words("road").values())})
    )
    streets = rf"(?:(?:{short})\b\.?|(?:{full})\b)"
    states = "|".join(_words("state"))
    ahead = rf"\s(?:{_DIRECTION}\s)?(?:{_NAME}\s){{0,4}}?(?:{_NAME}\s){streets}"
    written: tuple[tuple[str, Reader], ...] = (
        (rf"(?<![\w.,$£€-])(?P<n>\d{{1,5}})(?P<letter>[A-Z])?(?={ahead})", _house),
        (rf"(?P<d>{_DIRECTION})(?=[\s,.]|$)", _direction),
        (rf"(?<=\s)(?P<street>{short}|{short.lower()})\b(?P<dot>\.?)(?!['’]\w)", _street),
        (
            rf"(?<=\s)(?P<state>{states})\b(?![-'’]|\s[A-Z])(?:\s(?P<zip>\d{{5}})(?:-(?P<four>\d{{4}}))?(?!\d))?",
            _state,
        ),
        (r"(?P<head>(?:ZIP|[Zz]ip)(?:\s[Cc]ode)?)\s(?P<zip>\d{5})(?:-(?P<four>\d{4}))?(?!\d)", _state),
        (r"(?<=, )(?P<zip>\d{5})(?:-(?P<four>\d{4}))?(?![\w,]|[.]\d)", _code_alone),
    )
    return [(re.compile(pattern), reader) for pattern, reader in written]


def _before(context: Context, start: int) -> str:
    """The text of the same line before a place."""
    return context.text[max(0, start - _BEHIND) : start]


@lru_cache(maxsize=1)
def _numbered() -> re.Pattern[str]:
    """A house number and a street's name, at the end of a text."""
    return re.compile(rf"(?<![\w.,$-])\d{{1,5}}[A-Z]?\s(?:{_DIRECTION}\s)?(?:{_NAME}\s){{1,5}}$")


@lru_cache(maxsize=1)
def _along() -> re.Pattern[str]:
    """A preposition and a street's name: *on Elm Dr*, where *Hello Dr.* is a doctor."""
    return re.compile(rf"\b(?:on|at|near|to|from|off|along|down|up)\s(?:{_NAME}\s){{1,3}}$")


@lru_cache(maxsize=1)
def _addressed() -> re.Pattern[str]:
    """A house number, a street and perhaps a town, at the end of a text."""
    kinds = "|".join((*_words("street"), *{word.capitalize() for word in _words("street").values()}))
    return re.compile(rf"\d[A-Z]?\s[^.!?;\n]*\b(?:{kinds})\b\.?,?\s?[^.!?;\n]*$")


def _house(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    letter = language.spoken["letter", match["letter"].lower()] if match["letter"] else ""
    return [(match.start(), match.end(), f"{in_pairs(match['n'], language)} {letter}")]


def _direction(match: re.Match[str], context: Context) -> list[Said]:
    """*East* between a house number and a street, or after the street."""
    before, after = _before(context, match.start()), context.text[match.end() : match.end() + 40]
    streets = "|".join(_words("street"))
    between = re.search(r"(?<![\w.,$-])\d{1,5}[A-Z]?\s$", before) and re.match(rf"\s{_NAME}(?:\s|$)", after)
    behind = re.search(rf"\d[^.!?\n]*\s(?:{streets})\.?,?\s$", before)
    if not (between or behind):
        return []
    return [(match.start(), match.end(), _words("direction")[match["d"].rstrip(".")])]


def _street(match: re.Match[str], context: Context) -> list[Said]:
    """An abbreviated street after its name: some only with a house number, as *Dr* is a doctor too."""
    short, before = match["street"], _before(context, match.start())
    numbered = _numbered().search(before)
    drive = short == "Dr" and bool(_along().search(before))
    if not numbered and not (
        (short in _PLAIN or drive) and re.search(r"(?<![.!?]\s)\b[A-Z][\w'’-]+\s$", before)
    ):
        return []
    if match["dot"] and not numbered and not drive:
        return []
    return [(match.start(), match.end(), _words("street")[short.capitalize()])]


def _state(match: re.Match[str], context: Context) -> list[Said]:
    """A state after a town, where a code follows or a street stands before; the code figure by figure."""
    groups = match.groupdict()
    language, said = context.language, list[Said]()
    if state := groups.get("state"):
        before = _before(context, match.start())
        town = re.search(r"\b[A-Z][a-z'’.-]{2,},?\s$", before)
        sure = state not in _AMBIGUOUS or _addressed().search(before)
        if not town or not (groups["zip"] or (before.endswith(", ") and sure)):
            return []
        said.append((match.start("state"), match.end("state"), _words("state")[state]))
    else:
        start, words = match.start("head"), match["head"].split()
        said += [(start + match["head"].index(word), start + match["head"].index(word) + len(word),
                  word.lower()) for word in words]  # fmt: skip
    if groups["zip"]:
        four = f", {digits(groups['four'], language)}" if groups["four"] else ""
        said.append((match.start("zip"), match.end(), digits(groups["zip"], language) + four))
    return said


def _code_alone(match: re.Match[str], context: Context) -> list[Said]:
    """Five figures after an address."""
    if not _addressed().search(_before(context, match.start())):
        return []
    four = f", {digits(match['four'], context.language)}" if match["four"] else ""
    return [(match.start(), match.end(), digits(match["zip"], context.language) + four)]
