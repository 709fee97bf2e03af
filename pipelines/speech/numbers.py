"""Numbers in words, and what is written with several of them: ranges, fractions, dates, sums."""

from __future__ import annotations

import re
from typing import Final

_MAGNITUDES: Final = {"k": "thousand", "m": "million", "bn": "billion", "b": "billion", "tn": "trillion"}
_CURRENCIES: Final = {"$": "dollars", "£": "pounds", "€": "euros", "¥": "yen"}
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ROMAN: Final = {"I": 1, "V": 5, "X": 10}

_SUM: Final = re.compile(r"([$£€¥])([0-9]+(?:\.[0-9]+)?)(k|m|bn|b|tn)", re.IGNORECASE)
_PHONE: Final = re.compile(r"[0-9]{3}-[0-9]{3}-[0-9]{4}")
_RANGE: Final = re.compile(r"([0-9]{1,4})-([0-9]{1,4})")
_FRACTION: Final = re.compile(r"([0-9])/([0-9]{1,2})")
_ISO_DATE: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])-([0-2][0-9]|3[01])")
_SLASH_DATE: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})")
_NUMERAL: Final = re.compile(r"[IVX]{2,5}")


def say_notation(core: str, before: str) -> str:
    """What is said for a number written with signs between digits; "" when it is none of these.

    Args:
        core: one written word without its punctuation.
        before: the written word before it, which makes ``IV`` a numeral: *Chapter IV*.
    """
    if match := _SUM.fullmatch(core):
        return f"{cardinal(match[2])} {_MAGNITUDES[match[3].lower()]} {_CURRENCIES[match[1]]}"
    if _PHONE.fullmatch(core):
        return ", ".join(digits(part) for part in core.split("-"))
    if match := _RANGE.fullmatch(core):
        return f"{_figure(match[1])} to {_figure(match[2])}"
    if (match := _FRACTION.fullmatch(core)) and int(match[2]) > 1:
        return _fraction(int(match[1]), int(match[2]))
    if match := _ISO_DATE.fullmatch(core):
        month = _MONTHS[int(match[2]) - 1]
        return f"{month} {convert(int(match[3]), 'ordinal')} {year(int(match[1]))}"
    if match := _SLASH_DATE.fullmatch(core):
        # Which of the first two is the month differs by country: they are read as they stand.
        last = year(int(match[3])) if len(match[3]) == 4 else digits(match[3])
        return f"{cardinal(int(match[1]))} {cardinal(int(match[2]))} {last}"
    if _NUMERAL.fullmatch(core) and before[:1].isupper() and len(before) > 1:
        return cardinal(_roman(core))
    return ""


def _figure(figures: str) -> str:
    number = int(figures)
    return year(number) if len(figures) == 4 and is_year(number) else cardinal(number)


def _fraction(top: int, bottom: int) -> str:
    part = {2: "half", 4: "quarter"}.get(bottom) or convert(bottom, "ordinal")
    plurals = {"half": "halves"}
    return f"{cardinal(top)} {part if top == 1 else plurals.get(part, part + 's')}"


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def is_year(number: int) -> bool:
    return 1100 <= number < 2100 and number % 1000 != 0


def year(number: int) -> str:
    return convert(number, "year") if number >= 1000 else cardinal(number)


def plural(words: str) -> str:
    return words[:-1] + "ies" if words.endswith("y") else words + ("es" if words.endswith("x") else "s")


def digits(number: str) -> str:
    return " ".join(cardinal(digit) for digit in number)


def cardinal(number: str | int) -> str:
    if isinstance(number, str) and "." in number:
        whole, _, fraction = number.partition(".")
        return f"{cardinal(whole)} point {digits(fraction)}"
    return convert(int(number), "cardinal")


def convert(number: int, kind: str) -> str:
    from num2words import num2words

    return str(num2words(number, to=kind)).replace(",", "").replace("-", " ")
