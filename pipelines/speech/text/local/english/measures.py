"""English quantities: units put together from prefixes, powers and rates, in any case of letters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.lists import listed
from emogen.pipelines.speech.text.numbers import SIGNS, decimal, parse
from emogen.pipelines.speech.text.scan import Context, Grammar, Reader, Said
from emogen.tables import asset_rows

_PREFIXES: Final = {
    "n": "nano", "µ": "micro", "μ": "micro", "u": "micro", "m": "milli", "c": "centi", "d": "deci",
    "h": "hecto", "k": "kilo", "K": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta", "p": "pico",
}  # fmt: skip

_RAISED: Final = {"2": "²", "3": "³"}
_LENGTHS: Final = ("m", "cm", "mm", "km", "dm", "µm", "nm", "in", "ft", "yd", "mi")
_TOKEN: Final = r"(?:(?:sq|cu|fl)\.?\s(?=[a-zA-Z]))?[a-zA-ZµμΩ°]{1,6}(?:[²³]|\^?[23](?![\d.]))?"
UNIT: Final = rf"(?P<unit>{_TOKEN}(?:/{_TOKEN})?|[%‰])"
_NUMBER: Final = r"(?:\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?!\d)"


def measure_readers() -> Grammar:
    """The readers of quantities."""
    stop = r"(?![\w²³])(?!['’]\w)(?P<stop>\.(?=\s[a-z]))?"
    inches = r"(?!\s?\d{1,2}\s?(?:in\b|\"|″|”))"
    written: tuple[tuple[str, Reader], ...] = (
        (rf"(?<![\w.,$£€])(?P<a>{_NUMBER})\s?[-–]\s?(?P<b>{_NUMBER})(?P<gap>[\s-]?){UNIT}{stop}", _range),
        (rf"(?<![\w.,$£€])(?P<a>{_NUMBER})\s?[x×]\s?(?P<b>{_NUMBER})(?P<gap>\s?){UNIT}{stop}", _area),
        (
            rf"(?<![\w.,$£€])(?P<n>{_NUMBER})\s?(?P<unit>[a-zA-Z]{{1,4}})"
            r"/(?P<by>\d{1,4})\s?(?P<per>[a-zA-Z]{1,4})(?!\w)",
            _per_many,
        ),
        (
            rf"(?:(?<!\w)(?P<sign>[-−+]))?(?<![\w.,$£€])(?P<n>{_NUMBER})(?P<gap>[\s-]?){UNIT}{stop}{inches}",
            _quantity,
        ),
        (rf"(?<=[\s\d½¼¾⅓⅔⅛]){UNIT}{stop}", _after_part),
        (
            r"(?P<word>[a-z]{3,12})/(?:(?P<n>\d{1,4})\s?)?(?P<per>(?:sq\.?\s|cu\.?\s)?[a-zA-Z]{1,8}[²³]?)(?!\w)",
            _words_rate,
        ),
        (r"(?<![\w.])(?P<sign>[-−+])?(?P<n>\.\d+)(?!\w|\.\d)", _decimals),
        (rf"(?<![\w.,$£€/])(?P<n>{_NUMBER})(?P<gap>)\s?/\s?(?P<unit>[a-zA-Zµ]{{1,8}})(?!\w)", _rate),
    )
    return [(re.compile(pattern), reader) for pattern, reader in written]


@lru_cache(maxsize=2)
def _units(language: Language) -> Mapping[str, tuple[str, str]]:
    """Every unit without a rate -> its name, one and many."""
    units: dict[str, tuple[str, str]] = {}
    for row in asset_rows("units.tsv"):
        if row["one"]:
            units[row["written"]] = (row["one"], row["many"])
        for prefix in row["prefixes"]:
            name = _PREFIXES[prefix]
            units.setdefault(prefix + row["written"], (name + row["one"], name + row["many"]))
    for written in language.written("unit"):
        one, many, *_ = language.forms("unit", written)
        units[written] = (one, many)
    for written in _LENGTHS:
        one, many = units[written]
        for power, name, short in (("2", "square", "sq"), ("3", "cubic", "cu")):
            spellings = (written + power, f"{written}^{power}", f"{short} {written}", f"{short}. {written}",
                         written + _RAISED[power])  # fmt: skip
            units |= dict.fromkeys(spellings, (f"{name} {one}", f"{name} {many}"))
    return units


@lru_cache(maxsize=1)
def _written_apart() -> Mapping[str, str]:
    """Units that are words or letters too -> where they are units: *touching* a number, or in a *rate*."""
    return {row["written"]: row["how"] for row in asset_rows("units.tsv") if row["how"]}


def unit_names(written: str, language: Language) -> tuple[str, str] | None:
    """A unit's name, one and many: ``km³``, ``cc/s``, ``KG``; None for what is no unit."""
    units = _units(language)
    if written in units:
        return units[written]
    low = written.lower()
    if low in listed("any_case_units") and (
        same := next((unit for unit in units if unit.lower() == low), None)
    ):
        return units[same]
    top, rate, bottom = written.partition("/")
    if not rate:
        return None
    upper, lower = unit_names(top, language), unit_names(bottom, language)
    if not upper or not lower:
        return None
    return f"{upper[0]} per {lower[0]}", f"{upper[1]} per {lower[0]}"


def per_unit(written: str, language: Language) -> str:
    """*per month* for ``mo``, *per person* for itself."""
    names = unit_names(written, language)
    word = names[0] if names else written
    return f"{language.word('per')} {word}"


def _names(match: re.Match[str], context: Context) -> tuple[str, str] | None:
    """The names of a match's unit, where it is one there."""
    unit, gap = match["unit"], match["gap"]
    whole = match.groupdict().get("n") or ""
    how = _written_apart().get(unit, "")
    if gap and how and not (unit == "in" and match.groupdict().get("stop")):
        return None
    if not gap and how == "rate" and ("." not in whole or unit in "BbT"):
        return None
    if (gap == "-" and len(unit) < 2) or (unit == "s" and not gap and re.search(r"\d0$", whole)):
        return None  # the 80s
    return unit_names(unit, context.language)


def _said(figures: str, language: Language) -> str:
    """A number; with no figure before its point, none is said."""
    whole, fraction = parse(figures, language)
    if len(whole) > 1 and whole[0] == "0":
        return " ".join(decimal(figure, "", language) for figure in whole) + (
            f" {language.word('point')} " + " ".join(decimal(f, "", language) for f in fraction)
            if fraction
            else ""
        )
    said = decimal(whole, fraction, language)
    return said.split(" ", 1)[1] if figures.startswith(".") else said


def _quantity(match: re.Match[str], context: Context) -> list[Said]:
    language, names = context.language, _names(match, context)
    if not names:
        return []
    # An adjective counts one: *a seven-kilogram dog*.
    unit = names[0] if match["n"] == "1" or match["gap"] == "-" else names[1]
    sign = f"{language.word(SIGNS[match['sign']])} " if match["sign"] else ""
    number = sign + _said(match["n"], language)
    if match["gap"] != " ":
        return [(match.start(), match.end(), f"{number} {unit}")]
    return [(match.start(), match.end("n"), number), (match.start("unit"), match.end(), unit)]


def _range(match: re.Match[str], context: Context) -> list[Said]:
    language, names = context.language, _names(match, context)
    if not names:
        return []
    ends = f" {language.word('to')} ".join(_said(match[end], language) for end in "ab")
    return [(match.start(), match.end(), f"{ends} {names[1]}")]


def _area(match: re.Match[str], context: Context) -> list[Said]:
    language, names = context.language, _names(match, context)
    if not names:
        return []
    ends = f" {language.word('by')} ".join(_said(match[end], language) for end in "ab")
    return [(match.start(), match.end(), f"{ends} {names[1]}")]


def _after_part(match: re.Match[str], context: Context) -> list[Said]:
    """The unit of a fraction: *one half kilogram*, *two and a half kilograms*."""
    if not re.fullmatch(r"\d+/\d+|\d*\s?[½⅓⅔¼¾⅕⅛⅜⅝⅞]", context.before):
        return []
    names = unit_names(match["unit"], context.language)
    if not names or match["unit"] in _written_apart():
        return []
    several = " and " in context.words[-1].spoken or context.words[-1].spoken.startswith("and ")
    return [(match.start("unit"), match.end("unit"), names[several])]


def _words_rate(match: re.Match[str], context: Context) -> list[Said]:
    """*pounds per square inch* for ``5 pounds/sq in``: a counted noun and what it is counted by."""
    language = context.language
    if not context.before[-1:].isdigit():
        return []
    names = unit_names(match["per"], language)
    if not names and match["per"] not in listed("counted_by"):
        return []
    number = f"{_said(match['n'], language)} " if match["n"] else ""
    word = names[bool(number)] if names else match["per"]
    said = f"{match['word']} {language.word('per')} {number}{word}"
    return [(match.start(), match.end(), said)]


def _per_many(match: re.Match[str], context: Context) -> list[Said]:
    """*liters per one hundred kilometers*."""
    language = context.language
    top, bottom = unit_names(match["unit"], language), unit_names(match["per"], language)
    if not top or not bottom:
        return []
    per = f"{language.word('per')} {_said(match['by'], language)} {bottom[match['by'] != '1']}"
    said = f"{_said(match['n'], language)} {top[match['n'] != '1']} {per}"
    return [(match.start(), match.end(), said)]


def _decimals(match: re.Match[str], context: Context) -> list[Said]:
    """*point two two*, with no nought where none is written."""
    sign = f"{context.language.word(SIGNS[match['sign']])} " if match["sign"] else ""
    return [(match.start(), match.end(), sign + _said(match["n"], context.language))]


def _rate(match: re.Match[str], context: Context) -> list[Said]:
    """*twelve per kilogram*; one letter that is no unit is said as such."""
    language, unit = context.language, match["unit"]
    names = unit_names(unit, language)
    period = unit in listed("counted_by")
    if (len(unit) == 1 and unit.isupper()) or (len(unit) > 1 and not names and not period):
        return []
    name = names[0] if names and len(unit) > 1 else unit
    name = language.spoken["letter", unit.lower()] if len(unit) == 1 and unit.isascii() else name
    said = f"{_said(match['n'], language)} {language.word('per')} {name}"
    return [(match.start(), match.end(), said)]
