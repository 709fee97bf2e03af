"""German: ordinals with their endings, dates, times of day, years, parts, rulers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from emogen.pipelines.speech.text.dates import month_names
from emogen.pipelines.speech.text.languages import Language, find_language
from emogen.pipelines.speech.text.local import common
from emogen.pipelines.speech.text.local.internet import address_readers
from emogen.pipelines.speech.text.numbers import agree, cardinal, counted, decimal, ordinal, parse, year
from emogen.pipelines.speech.text.scan import Context, Grammar, Said

_AFTER_EN: Final = frozenset(
    [
        "am",
        "vom",
        "zum",
        "beim",
        "im",
        "dem",
        "den",
        "des",
        "einem",
        "einen",
        "einer",
        "zur",
        "der",
        "bis",
        "ab",
        "seit",
        "nach",
        "meinem",
        "meinen",
        "seinem",
        "seinen",
        "ihrem",
        "ihren",
        "unserem",
        "diesem",
        "diesen",
        "jedem",
        "jeden",
    ]
)
"""Words after which an ordinal ends in -en (after *der* only in the plural and some cases)."""

_AFTER_E: Final = frozenset(
    [
        "der",
        "die",
        "das",
        "diese",
        "jede",
        "jeder",
        "dieser",
        "eine",
        "meine",
        "deine",
        "seine",
        "ihre",
        "unsere",
    ]
)
"""Words after which it ends in -e."""


def ordinals(number: int) -> str:
    """*zweite*, *einhundertste*: as after *der*."""
    from num2words import num2words

    said = str(num2words(number, to="ordinal", lang="de")).lower()
    whole = str(num2words(number, lang="de")).lower()
    # num2words drops the ein of einhundertste and eintausendste.
    return "ein" + said if number in (100, 1000) and whole.startswith("ein") else said


def years(number: int) -> str:
    """*neunzehnhundertvierundachtzig*; from 2000 on a plain number."""
    language = find_language("de")
    if not 1100 <= number < 2000:
        return cardinal(number, language)
    hundreds, rest = divmod(number, 100)
    return f"{cardinal(hundreds, language)}hundert{cardinal(rest, language) if rest else ''}"


def parts(bottom: int) -> tuple[str, ...]:
    """*Drittel*, *Zwanzigstel*; *halb* and *halbe*."""
    if bottom == 2:
        return "halb", "halbe"
    if bottom > 10**6:
        return ()
    stem = ordinals(bottom)
    part = (stem.removesuffix("te") + "tel") if stem.endswith("te") else stem + "tel"
    return part, part


def readers(language: Language) -> Grammar:
    """The readers of German."""
    months = "|".join(sorted(month_names(language), key=len, reverse=True))
    units = common.any_of(language.written("unit"))
    dated = r"(?:\s(?P<y>[12]\d{3})(?![\d.,]))?"
    return common.compiled(
        [
            *address_readers(),
            *common.phone_readers(),
            (rf"(?i:(?P<d>0?[1-9]|[12]\d|3[01])\.\s?(?P<m>{months})(?!\w){dated})", _date),
            (r"(?P<d>0?[1-9]|[12]\d|3[01])\.(?P<m>0?[1-9]|1[0-2])\.(?P<y>\d{4}|\d\d)?(?![\d.])", _figures),
            (r"(?P<d>0?[1-9]|[12]\d|3[01])\.(?P<m>0?[1-9]|1[0-2])(?P<y>)(?![\d.,]|\s?[%€$])", _short),
            (r"(?P<y>\d{4})-(?P<m>0?[1-9]|1[0-2])-(?P<d>[12]\d|3[01]|0?[1-9])(?!\d)", _figures),
            (
                r"(?P<h>[01]?\d|2[0-4])[:.](?P<min>[0-5]\d)(?::(?P<s>[0-5]\d))?(?P<uhr>\s?(?:Uhr|h)\b)?(?![\d:])",
                _clock,
            ),
            (r"(?P<h>[01]?\d|2[0-4])(?P<min>)(?P<s>)\s?(?P<uhr>Uhr)\b", _clock),
            (r"(?P<n>\d+)\.(?:\s+(?=[^\W\d_])|$)", _ordinal),
            (r"(?P<n>\d+)(?P<end>st|t)(?P<case>e[rnsm]?)(?!\w)", _written_ordinal),
            (r"(?P<r>[IVXL]+)(?:\.\s+(?=[^\W\d_A-ZÄÖÜ])|(?![\w'’]))", _ruler),
            (r"(?P<n>\d+(?:,\d+)?)/(?P<unit>m²|m2|km|kg|h|min|s|m|l|Tag|Monat|Jahr|Stunde)(?!\w)", _per),
            (
                rf"(?:(?<!\w)(?P<sign>[-−]))?(?P<w>\d+)[ ]1/2(?!\d)(?:\s?(?P<unit>{units})(?!\w))?",
                _and_a_half,
            ),
            (
                rf"(?P<n>\d+(?:,\d+)?)\s(?P<big>(?i:million(?:en)?|milliarden?|billion(?:en)?))\s(?P<unit>{units})(?!\w)",
                _millions,
            ),
            *common.fraction_reader(language),
            (r"(?P<n>1[1-9]\d\d)(?![\w.,:/-]|\s?[%°€$])", _year),
        ]
    )


def _inflected(number: int, context: Context, last: str = "er") -> str:
    """An ordinal with the ending that the word before asks for."""
    before = context.before.lower()
    said = ordinal(number, context.language)
    if before in _AFTER_E:
        return said
    return said + ("n" if before in _AFTER_EN else last[1:])


@lru_cache(maxsize=64)
def _month(written: str, language: Language) -> int:
    low = written.lower()
    names = month_names(language)
    return next((names[name] for name in names if re.fullmatch(name, low, re.IGNORECASE)), 0)


def _date(match: re.Match[str], context: Context) -> list[Said]:
    language, month = context.language, _month(match["m"], context.language)
    if not month:
        return []
    said = f"{_inflected(int(match['d']), context)} {language.spoken['month', str(month)]}"
    if match["y"]:
        said += " " + year(int(match["y"]), language)
    return [(match.start(), match.end(), said)]


def _figures(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    said = f"{_inflected(int(match['d']), context)} {language.spoken['month', str(int(match['m']))]}"
    if match["y"]:
        said += " " + year(int(match["y"]), language)
    return [(match.start(), match.end(), said)]


def _short(match: re.Match[str], context: Context) -> list[Said]:
    """A day and a month without a year: only where nothing else could stand there."""
    alone = not context.words and not context.after(match.end())
    return _figures(match, context) if alone or context.before.lower() in _AFTER_EN else []


def _clock(match: re.Match[str], context: Context) -> list[Said]:
    """*acht Uhr dreißig*."""
    language = context.language
    dotted = match["min"] and match[0][match.start("min") - match.start() - 1] == "."
    if dotted and not match["uhr"]:
        return []
    hour, minute, second = int(match["h"]), int(match["min"] or 0), int(match["s"] or 0)
    said = f"{'ein' if hour == 1 else cardinal(hour, language)} Uhr"
    if second:
        said += " " + counted(minute, "Minute" if minute == 1 else "Minuten", language)
        said += " " + counted(second, "Sekunde" if second == 1 else "Sekunden", language)
    elif minute:
        said += f" {cardinal(minute, language)}"
    return [(match.start(), match.end(), said)]


def _ordinal(match: re.Match[str], context: Context) -> list[Said]:
    """A number with a full stop before a noun, where a word before it, or nothing, stands."""
    number, after = int(match["n"][:15]), context.after(match.end())
    before = context.before.lower()
    told = before in _AFTER_E | _AFTER_EN or (not context.words and len(match["n"]) < 4)
    lower = after[:1].islower() and not context.words
    if not number or not (told or lower) or (after and not after[0].isalpha()):
        return []
    return [(match.start(), match.end(), _inflected(number, context))]


def _written_ordinal(match: re.Match[str], context: Context) -> list[Said]:
    """*121tem*, *3te*."""
    said = ordinal(int(match["n"][:15]), context.language).removesuffix("e") + match["case"]
    return [(match.start(), match.end(), said)]


def _ruler(match: re.Match[str], context: Context) -> list[Said]:
    """*Ludwig der Vierzehnte*."""
    from emogen.pipelines.speech.text.numerals import is_ruler, roman

    number = roman(match["r"])
    if not number or not is_ruler(context):
        return []
    return [(match.start(), match.end(), f"der {ordinal(number, context.language)}")]


def _per(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    unit = (*language.forms("unit", match["unit"]), match["unit"])[0]
    said = f"{decimal(*parse(match['n'], language), language)} pro {unit}"
    return [(match.start(), match.end(), said)]


def _and_a_half(match: re.Match[str], context: Context) -> list[Said]:
    """*eineinhalb*."""
    language = context.language
    whole = int(match["w"][:15])
    said = f"{common.minus(match, language)}{agree(cardinal(whole, language), '', language)}einhalb"
    if match["unit"]:
        said += " " + language.forms("unit", match["unit"])[1]
    return [(match.start(), match.end(), said)]


def _millions(match: re.Match[str], context: Context) -> list[Said]:
    """*neunzig Komma vier Millionen Gramm*."""
    language = context.language
    number = "eine" if match["n"] == "1" else decimal(*parse(match["n"], language), language)
    said = f"{number} {match['big']} {language.forms('unit', match['unit'])[1]}"
    return [(match.start(), match.end(), said)]


def _year(match: re.Match[str], _: Context) -> list[Said]:
    return [(match.start(), match.end(), years(int(match["n"])))]
