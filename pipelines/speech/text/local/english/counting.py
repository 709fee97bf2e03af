"""English numbers as they are said in different roles: quantities, names, codes, places in a row."""

from __future__ import annotations

from typing import Final

from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.numbers import LONGEST, cardinal, digits

_PAIRED: Final = 4
"""Most figures of a number that is said in pairs."""


def _converted(number: int, kind: str) -> str:
    from num2words import num2words

    return str(num2words(number, to=kind, lang="en")).replace(",", "").replace("-", " ")


def american_cardinal(number: int) -> str:
    """*Two hundred and five*, but *two hundred five thousand*: an *and* in the last three figures only."""
    said = _converted(number, "cardinal")
    last = max(said.rfind(scale) + len(scale) for scale in ("thousand", "illion")) if number >= 1000 else 0
    large, rest = said[:last].replace(" and ", " "), said[last:]
    if number >= 10**6 and number % 10**6 < 100:
        rest = rest.replace(" and ", " ")
    return large + rest


def american_ordinal(number: int) -> str:
    """*One hundred twelfth*, without an *and*."""
    return _converted(number, "ordinal").replace(" and ", " ")


def american_year(number: int) -> str:
    """*Two thousand six*, *nineteen oh five*."""
    return _converted(number, "year").replace(" and ", " ") if number >= 1000 else american_cardinal(number)


def bare_cardinal(number: int, language: Language) -> str:
    """A number without *and*, as in a code or before *million*."""
    return cardinal(number, language).replace(" and ", " ")


def in_pairs(figures: str, language: Language) -> str:
    """A number that is a name: house *twenty seven eighty eight*, room *one oh one*, flight *twelve hundred*.

    Numbers that start with a nought, or have more than four figures, are said figure by figure.
    """
    number = int(figures)
    if figures[0] == "0" or len(figures) > _PAIRED:
        return digits(figures, language)
    if number < 100 or number % 1000 == 0:
        return cardinal(number, language)
    large, rest = divmod(number, 100)
    if not rest:
        return f"{cardinal(large, language)} hundred"
    ending = cardinal(rest, language) if rest > 9 else f"oh {cardinal(rest, language)}"
    return f"{cardinal(large, language)} {ending}"


def in_code(figures: str, language: Language) -> str:
    """Figures inside a code: short ones are numbers, four are a year or said singly, longer ones singly."""
    number = int(figures)
    if figures[0] == "0" or len(figures) > _PAIRED:
        return digits(figures, language)
    if len(figures) < _PAIRED or number % 100 == 0:
        return bare_cardinal(number, language)
    return in_pairs(figures, language) if 1900 <= number < 2100 else digits(figures, language)


def whole(figures: str) -> int:
    """The number in figures that may be grouped; 0 for one too long to have a name."""
    plain = figures.replace(",", "")
    return int(plain) if len(plain) <= LONGEST else 0
