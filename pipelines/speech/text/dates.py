"""Reading dates and times of day."""

from __future__ import annotations

import re
from functools import lru_cache

from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.numbers import cardinal, counted, ordinal, year
from emogen.pipelines.speech.text.scan import NEVER, Context, Said


@lru_cache(maxsize=16)
def month_names(language: Language) -> dict[str, int]:
    """The names of the months, and their abbreviations, as patterns."""
    if language.unspaced:
        return {NEVER: 0}
    spoken = {index: language.spoken.get(("month", str(index)), "") for index in range(1, 13)}
    names = {name: index for index, name in spoken.items() if name}
    short = {
        re.escape(written): names[readings[0][0]]
        for written, readings in language.short.items()
        if readings[0][0] in names
    }
    if language.english:
        short |= {name[:3] + r"(?!\w)": index for name, index in names.items() if name != "may"}
        short |= {"sept": 9}
    return names | short or {NEVER: 0}


def _month(written: str, language: Language) -> str:
    low = written.lower()
    for pattern, index in month_names(language).items():
        if re.fullmatch(pattern, low, re.IGNORECASE):
            return language.spoken["month", str(index)]
    return low


def say_date(language: Language, day: int, month: int, of_year: int | None, digits2: str = "") -> str:
    """A date in the language's way of saying it."""
    name = language.spoken.get(("month", str(month))) or cardinal(month, language)
    last = year(of_year, language) if of_year is not None else digits2
    if language.code in ("zh", "ja"):
        marks = "日" if language.code == "ja" else "号"
        return f"{last + '年' if last else ''}{name}{cardinal(day, language)}{marks}"
    if language.order == "mdy":
        return f"{name} {ordinal(day, language)} {last}"
    if language.english:
        return f"the {ordinal(day, language)} of {name} {last}"
    of = language.word("of") if language.code in ("es", "pt-br") else ""
    return " ".join((_day(day, language), of, name, of if last else "", last))


def _day(day: int, language: Language) -> str:
    first = day == 1 and language.code in ("fr-fr", "it", "pt-br")
    return ordinal(1, language) if first else cardinal(day, language)


def iso_date(match: re.Match[str], context: Context) -> list[Said]:
    day, month = int(match["d"]), int(match["m"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return []
    date_end = match.end("d")
    said: list[Said] = [(match.start(), date_end, say_date(context.language, day, month, int(match["y"])))]
    if match["t"]:
        hour, minute = int(match["t"][1:3]), int(match["t"][4:6])
        said.append((date_end + 1, match.end(), say_time(context.language, hour, minute)))
    return said


def figure_date(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    first, second, third = match["a"], match["b"], match["c"]
    if len(first) == 4:
        of_year: int | None = int(first)
        month, day = int(second), int(third)
        short = ""
    elif len(first) > 2 or len(third) == 1 or (len(third) == 2 and match["s"] != "/"):
        return []
    else:
        parts = int(first), int(second)
        month, day = parts if language.order == "mdy" else (parts[1], parts[0])
        if month > 12:
            month, day = day, month
        of_year = int(third) if len(third) == 4 else None
        short = "" if of_year else _short_year(third, language)
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return []
    return [(match.start(), match.end(), say_date(language, day, month, of_year, short))]


def _short_year(figures: str, language: Language) -> str:
    if language.english and figures.startswith("0"):
        return f"oh {cardinal(int(figures), language)}"
    return cardinal(int(figures), language)


def day_month(match: re.Match[str], context: Context) -> list[Said]:
    language, day = context.language, int(match["d"])
    if not 1 <= day <= 31:
        return []
    spoken = _day(day, language)
    if language.english:
        article = "" if context.before.lower() in ("the", "a") else "the "
        of = "" if match["o"].strip() else " of"
        spoken = f"{article}{ordinal(day, language)}{of}"
    said = [(match.start(), match.end("d"), spoken)]
    if match["o"].strip():
        said.append((match.start("o") + 1, match.end("o") - 1, match["o"].strip()))
    return [*said, (match.start("m"), match.end("m"), _month(match["m"], language))]


def month_day(match: re.Match[str], context: Context) -> list[Said]:
    language, day = context.language, int(match["d"])
    if not language.english or not 1 <= day <= 31 or not match["m"][0].isupper():
        return []
    return [
        (match.start("m"), match.end("m"), _month(match["m"], language)),
        (match.start("d"), match.end(), ordinal(day, language)),
    ]


def say_time(language: Language, hour: int, minute: int, second: int = 0, half: str = "") -> str:
    """A time of day."""
    hours = cardinal(hour, language)
    if language.code == "zh":
        return f"{hours}点" + (
            f"{'零' if minute < 10 else ''}{cardinal(minute, language)}分" if minute else "整"
        )
    if language.code == "ja":
        return f"{hours}時" + (f"{cardinal(minute, language)}分" if minute else "")
    if language.english:
        oh = "oh " if 0 < minute < 10 else ""
        sharp = "" if half else "o'clock" if hour <= 12 else "hundred"
        minutes = f"{oh}{cardinal(minute, language)}" if minute else sharp
        seconds = f"and {cardinal(second, language)} seconds" if second else ""
        return f"{hours} {minutes} {seconds}"
    if language.code == "hi":
        return f"{hours} बजकर {cardinal(minute, language)} मिनट" if minute else f"{hours} बजे"
    one, many = (*language.forms("word", "hour"), "", "")[:2]
    if language.code in ("fr-fr", "pt-br"):
        minutes = cardinal(minute, language) if minute else ""
        joined = " e " if language.code == "pt-br" and minute else " "
        return f"{counted(hour, one if hour < 2 else many, language)}{joined}{minutes}"
    if language.code not in ("es", "it"):
        return f"{hours} {one if hour == 1 else many} {cardinal(minute, language) if minute else ''}"
    hours = "una" if hour == 1 else hours
    joined = (" y " if language.code == "es" else " e ") if minute else ""
    return f"{hours}{joined}{cardinal(minute, language) if minute else ' ' + language.word('oclock')}"


def clock(match: re.Match[str], context: Context) -> list[Said]:
    language, groups = context.language, match.groupdict()
    half = (groups.get("half") or "").lower().replace(".", "").replace(" ", "")
    if half and not language.english and language.code != "es":
        return []
    if language.code == "hi" and context.after(match.end()).startswith("बजे") and groups.get("m"):
        # The hour's own word follows.
        minutes = cardinal(int(match["m"]), language)
        return [(match.start(), match.end(), f"{cardinal(int(match['h']), language)} {minutes}")]
    spoken = say_time(language, int(match["h"]), int(groups.get("m") or 0), int(groups.get("s") or 0), half)
    if not half:
        return [(match.start(), match.end(), spoken)]
    letters = " ".join(language.spoken.get(("letter", letter), letter) for letter in half)
    return [(match.start(), match.start("half"), spoken), (match.start("half"), match.end(), letters)]


def hour(match: re.Match[str], context: Context) -> list[Said]:
    if context.language.code not in ("fr-fr", "pt-br") or (match["m"] is None and int(match["h"]) > 24):
        return []
    return [(match.start(), match.end(), say_time(context.language, int(match["h"]), int(match["m"] or 0)))]
