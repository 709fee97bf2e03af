"""English times of day: with seconds, ranges, a point for a colon, and as soldiers say them."""

from __future__ import annotations

import re
from typing import Final

from emogen.pipelines.speech.text.dates import say_time
from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.lists import listed
from emogen.pipelines.speech.text.numbers import cardinal, digits
from emogen.pipelines.speech.text.scan import Context, Grammar, Reader, Said

_HALF: Final = r"(?:[ap]\.\s?m\.?|[ap]m\.?)(?!\w)|[ap]\.m\.(?=\w)"


def clock_readers() -> Grammar:
    """The readers of times."""
    time = r"(?:[01]?\d|2[0-4])"
    written: tuple[tuple[str, Reader], ...] = (
        (rf"(?<![\w:.,])(?P<h>{time}):(?P<m>[0-5]\d):(?P<s>[0-5]\d)(?![:\d]|\.\d)", _with_seconds),
        (rf"(?<![\w:.,])(?P<h1>{time})(?:[:.](?P<m1>[0-5]\d))?\s?(?P<half1>{_HALF})?\s?[-–—]\s?"
         rf"(?P<h2>{time})(?:[:.](?P<m2>[0-5]\d))?\s?(?P<half2>{_HALF})", _range),
        (rf"(?<![\w:.,])(?P<h1>{time}):(?P<m1>[0-5]\d)(?P<half1>)\s?[-–—]\s?"
         rf"(?P<h2>{time}):(?P<m2>[0-5]\d)(?![:\d])(?P<half2>)", _range),
        (rf"(?<![\w:.,$£€])(?P<h>0?[1-9]|1[0-2])\.(?P<m>[0-5]\d)\s?(?P<half>{_HALF})", _pointed),
        (r"(?<![\w:.,$£€-])(?P<h>[01]\d|2[0-4]):?(?P<m>[0-5]\d)\s?(?P<unit>hours|hrs?|z|zulu)\b",
         _military),
        (r"(?<![\w:.,$£€-])(?P<h>0\d)(?P<m>[0-5]\d)(?P<unit>)(?![\w-]|[.,:]\d)", _military),
    )  # fmt: skip
    zones = "[ecmp][sd]?t|gmt|utc|bst|cet|cest|ist|jst|aest"
    insensitive = [(re.compile(pattern, re.IGNORECASE), reader) for pattern, reader in written]
    return [*insensitive, (re.compile(rf"(?<!\w)(?:{zones})(?!\w)"), _zone)]


def _zone(match: re.Match[str], context: Context) -> list[Said]:
    """A time zone in small letters after a time."""
    if not re.fullmatch(r"(?:\d{1,2}[:.]\d\d|\d{1,2}|[ap]\.?\s?m\.?)", context.before, re.IGNORECASE):
        return []
    return [(match.start(), match.end(), _letters(match[0], context.language))]


def _letters(half: str, language: Language) -> str:
    """*ay em*."""
    return " ".join(language.spoken["letter", letter] for letter in half.lower() if letter.isalpha())


def _with_seconds(match: re.Match[str], context: Context) -> list[Said]:
    """Hours, minutes and seconds, as of a stop-watch: *one hour two minutes and three seconds*."""
    language = context.language
    parts = [
        f"{cardinal(int(match[key]), language)} {noun if int(match[key]) == 1 else noun + 's'}"
        for key, noun in (("h", "hour"), ("m", "minute"), ("s", "second"))
    ]
    return [(match.start(), match.end(), f"{parts[0]} {parts[1]} and {parts[2]}")]


def _range(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    if match["half2"] is None:
        return []
    ends = []
    for end in "12":
        half = match["half" + end] or ""
        plain = bool(half or match["half2"])  # a range that ends in the morning has no o'clock
        said = say_time(language, int(match["h" + end]), int(match["m" + end] or 0), 0, "am" if plain else "")
        ends.append(f"{said} {_letters(half, language)}")
    return [(match.start(), match.end(), f" {language.word('to')} ".join(ends))]


def _pointed(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    said = say_time(language, int(match["h"]), int(match["m"]), 0, "am")
    return [
        (match.start(), match.end("m"), said),
        (match.start("half"), match.end(), _letters(match["half"], language)),
    ]


def _military(match: re.Match[str], context: Context) -> list[Said]:
    """*oh six hundred hours*; figures that begin with a nought also where a time is expected."""
    language, unit = context.language, match["unit"]
    if not unit and context.before.lower() not in listed("before_time"):
        return []
    hour, minute = match["h"], match["m"]
    hours = f"oh {cardinal(int(hour), language)}" if hour[0] == "0" and hour != "00" else ""
    hours = hours or ("zero" if hour == "00" else cardinal(int(hour), language))
    low = f"oh {digits(minute[1], language)}" if minute[0] == "0" else cardinal(int(minute), language)
    said = f"{hours} {'hundred' if minute == '00' else low}"
    if not unit:
        return [(match.start(), match.end(), said)]
    zulu = "zulu" if unit.lower() in ("z", "zulu") else "hours"
    start = match.start("unit")
    return [(match.start(), match.end("m"), said), (start, match.end(), zulu)]
