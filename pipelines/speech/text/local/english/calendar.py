"""English dates: months in any writing, days with or without endings, decades and their ranges."""

from __future__ import annotations

import re
from typing import Final

from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.numbers import cardinal, digits, ordinal, year
from emogen.pipelines.speech.text.scan import Context, Grammar, Reader, Said

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_ALSO_WORDS: Final = frozenset(("may", "march", "mar", "dec", "sep", "jan"))
"""Months that are words or names too: in small letters a day alone makes none of them a month."""

_WEEKDAYS: Final = {
    "mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday", "thu": "thursday",
    "thur": "thursday", "thurs": "thursday", "fri": "friday", "sat": "saturday", "sun": "sunday",
}  # fmt: skip


def calendar_readers() -> Grammar:
    """The readers of dates."""
    months = "|".join([*_MONTHS, "sept", *(name[:3] for name in _MONTHS if name != "may")])
    month = rf"(?P<m>(?:{months})\b\.?)"
    ending = r"(?P<ending>st|nd|rd|th)?"
    days = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
    year_after = r"(?:(?=,\s(?P<ahead>\d{4})(?!\w))|[\s-](?P<y>\d{4})(?![\w-]))?"
    alone = r"(?![\w:%]|[.,]\d|\s?[ap]\.?m\b|\s?%)"
    day_month_year = r"(?P<d>1[3-9]|2\d|3[01])(?P<s>[.-])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<y>\d{4})"
    date_or_time = (
        rf",?\s(?:the\s)?(?:{months}|\d{{1,2}}(?:st|nd|rd|th))\b|,?\s\d{{1,2}}(?::\d\d|\s?[ap]\.?m)"
    )
    written: tuple[tuple[str, Reader], ...] = (
        (rf"(?<![\w.,/-])(?P<d>\d{{1,2}}){ending}(?P<dash>[-/\s])(?P<of>of\s)?{month}"
         r"(?:(?P=dash)(?P<y>\d{4}|'\d\d)(?![\w-]))?(?!['’-]?\w)", _day_month),
        (rf"(?<!\w){month}(?:\s|(?P<dash>-))(?P<d>\d{{1,2}}){ending}(?:\s?[-–]\s?(?P<last>\d{{1,2}}))?"
         rf"{year_after}{alone}", _month_day),
        (rf"(?<!\w){month}(?P<dash>[\s-])(?P<y>\d{{4}})(?![\w-]|[.,]\d)", _month_year),
        (rf"(?<![\w./-]){day_month_year}(?![\w-])", _european),
        (r"(?<![\w'’])(?P<a>['’]?\d{2,4}s)\s?[-–]\s?(?P<b>['’]?\d{2,4}s)(?!\w)", _decades),
        (r"(?<![\w'’.,])(?P<a>[1-9]\d[1-9]0|[1-9]\d00)['’]?s(?!\w)", _decades),
        (rf"(?<!\w)(?P<a>{days})(?:[-–](?P<b>{days}))?\b\.?(?={date_or_time})", _weekday),
        (rf"(?<!\w)(?P<a>{days})[-–](?P<b>{days})(?!\w)", _weekday),
        (r"(?<![\w.,-])(?P<y>10\d\d)(?![\w%]|[.,:]\d|\s?[-–]\s?\d)", _old_year),
    )  # fmt: skip
    return [(re.compile(pattern, re.IGNORECASE), reader) for pattern, reader in written]


def _named(written: str) -> str:
    low = written.lower().rstrip(".")
    return next(name for name in _MONTHS if name.startswith(low[:3]))


def _is_month(written: str, surely: bool) -> bool:
    """Whether a month is meant: in small letters, *may* and *march* only where the rest is surely a date."""
    return surely or not written[0].islower() or written.lower().rstrip(".") not in _ALSO_WORDS


def _year(figures: str, language: Language) -> str:
    """A year in any notation."""
    if figures.startswith(("'", "’")):
        return cardinal(int(figures[1:]), language)
    number = int(figures)
    return year(number, language) if number % 1000 and number >= 1000 else cardinal(number, language)


def _day_month(match: re.Match[str], context: Context) -> list[Said]:
    language, day, of_year = context.language, int(match["d"]), match["y"]
    sure = bool(match["ending"] or of_year or match["of"] or "." in match["m"])
    if not 1 <= day <= 31 or not _is_month(match["m"], sure) or (match["dash"] != " " and not of_year):
        return []
    article = "" if context.before.lower() in ("the", "a", "every", "this", "last", "next") else "the "
    if context.before.lower() in _WEEKDAYS.values() and language.order == "mdy":
        article = "the "
    said: list[Said] = [(match.start(), match.end("ending") if match["ending"] else match.end("d"),
                         f"{article}{ordinal(day, language)}{'' if match['of'] else ' of'}")]  # fmt: skip
    if match["of"]:
        said.append((match.start("of"), match.end("of"), "of"))
    said.append((match.start("m"), match.end("m"), _named(match["m"])))
    if of_year:
        said.append((match.start("y"), match.end("y"), _year(of_year, language)))
    return said


def _month_day(match: re.Match[str], context: Context) -> list[Said]:
    language, day = context.language, int(match["d"])
    sure = bool(match["ending"] or match["y"] or match["ahead"] or "." in match["m"])
    sure = sure or not re.match(r"\w", context.after(match.end()))
    if not 1 <= day <= 31 or not _is_month(match["m"], sure):
        return []
    last = f" {language.word('to')} {ordinal(int(match['last']), language)}" if match["last"] else ""
    end = match.end("last") if last else match.end("ending") if match["ending"] else match.end("d")
    said: list[Said] = [
        (match.start("m"), match.end("m"), _named(match["m"])),
        (match.start("d"), end, ordinal(day, language) + last),
    ]
    if match["y"]:
        said.append((match.start("y"), match.end("y"), _year(match["y"], language)))
    return said


def _month_year(match: re.Match[str], context: Context) -> list[Said]:
    if not 1000 <= int(match["y"]) < 2200:
        return []
    return [
        (
            match.start("m"),
            match.end("m"),
            match["m"] if match["m"].lower() in _MONTHS else _named(match["m"]),
        ),
        (match.start("y"), match.end("y"), _year(match["y"], context.language)),
    ]


def _old_year(match: re.Match[str], context: Context) -> list[Said]:
    """A year of the eleventh century, where one is expected: *in ten sixty six*."""
    if context.before.lower() not in (
        "in",
        "since",
        "year",
        "until",
        "circa",
        "by",
        "before",
        "after",
        "of",
        "from",
    ):
        return []
    follows = re.match(r"[a-z]+", context.after(match.end()))
    if match["y"] == "1000" or (follows and follows[0].endswith("s")):
        return []
    return [(match.start(), match.end(), year(int(match["y"]), context.language))]


def _european(match: re.Match[str], context: Context) -> list[Said]:
    """A date whose first figures can only be the day, with points or dashes: said in that order."""
    language = context.language
    day, month = ordinal(int(match["d"]), language), _MONTHS[int(match["m"]) - 1]
    return [(match.start(), match.end(), f"the {day} of {month} {_year(match['y'], language)}")]


def _decades(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    ends = [match["a"], match.groupdict().get("b")]
    said = [_decade(re.sub(r"\D", "", end), language) for end in ends if end]
    return [(match.start(), match.end(), f" {language.word('to')} ".join(said))]


def _decade(figures: str, language: Language) -> str:
    number = int(figures)
    if number < 10:
        said = "oh " + digits(figures[-1:], language)
    else:
        said = year(number, language) if number >= 1000 else cardinal(number, language)
    return said[:-1] + "ies" if said.endswith("y") else said + ("es" if said.endswith("x") else "s")


def _weekday(match: re.Match[str], context: Context) -> list[Said]:
    """A day's short name before a date or a time, and a range of days."""
    first, last = match["a"], match.groupdict().get("b")
    if not first[0].isupper():
        return []
    said = _WEEKDAYS[first.lower()]
    if last:
        said += f" {context.language.word('to')} {_WEEKDAYS[last.lower()]}"
    return [(match.start(), match.end(), said)]
