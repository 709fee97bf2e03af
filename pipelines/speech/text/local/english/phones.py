"""Numbers that name something and are no quantity: telephones, emergency calls, codes, rooms, flights."""

from __future__ import annotations

import re
from typing import Final

from emogen.pipelines.speech.text.lists import listed
from emogen.pipelines.speech.text.local.english.counting import in_pairs
from emogen.pipelines.speech.text.numbers import digits
from emogen.pipelines.speech.text.scan import Context, Grammar, Reader, Said

_EMERGENCY: Final = "911|999|112|111|000|988|311|411|511|611|711|811"
"""Short numbers that are called: emergency and service numbers of English-speaking countries."""

_CODED: Final = (
    r"(?:ending(?:\s(?:in|with))?|ends\s(?:in|with)|(?:pin|otp)(?:\s?code)?|code|passcode|password|extension|combination|(?:account|card|phone|serial|badge)\s(?:number|no\.?))"
    r"(?:\s(?:is|was|are|of))?:?\s$"
)
"""What stands before figures that are said one by one."""

_EXTENSION: Final = r"(?:(?:,?\s?(?:x|ext\.?|extension)\s?)(?P<ext>\d{1,6})(?!\w))"


def phone_readers() -> Grammar:
    """The readers of numbers that are names."""
    nanp = r"(?:\+?1[-. ]?)?(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]\d{4}(?:-\d{1,4}(?!\d))?"
    written: tuple[tuple[str, Reader], ...] = (
        (r"(?<![\w.])(?P<one>\+?\d[-. ])?(?P<free>8(?:00|33|44|55|66|77|88)|900)[-. ]"
         r"(?P<rest>(?=(?:-?[A-Z\d]){7})(?=[\dA-Z-]{0,20}[A-Z]{2})[A-Z\d]{1,12}(?:-[A-Z\d]{1,12}){0,4}"
         r"|\d{3}[-. ]\d{4})(?![\w-])", _toll_free),
        (r"(?<![\w.])(?P<one>\+?\d-)?(?P<free>\d{3})-(?=[\dA-Z-]{0,20}[A-Z]{2})"
         r"(?P<rest>(?=(?:-?[A-Z\d]){7}(?![\w-]))[A-Z\d]{1,7}(?:-[A-Z\d]{1,6}){0,4})(?![\w-])", _toll_free),
        (rf"(?<![\w.$])(?P<plus>\+)?(?P<phone>{nanp}){_EXTENSION}?(?![\d-])", _phone),
        (r"(?<![\w.$,-])(?P<one>\+?1)?(?P<run>[2-9]\d{9})(?![\w%]|[.,]\d)", _run),
        (r"(?<![\w.$,-])(?!\d*0{6}\b)\d{10,40}(?![\w%]|[.,]\d)", _figures),
        (r"(?<![\w.-])(?:\d{3}-\d{2}-\d{4}|\d{1,7}(?:-\d{1,7}){3,6})(?![\w-])", _groups),
        (r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]?\d)(?P<port>:\d{1,5}(?!\d))?", _internet),
        (rf"(?<![\w.,:$#+-])(?:{_EMERGENCY})(?![\w%]|[.,:-]\d)", _called),
        (r"(?<![\w.,:$-])(?P<n>480|576|720|900|1080|1440|2160|4320)(?P<letter>[pi])(?!\w)", _lines),
        (r"(?<![\w.,:$-])\d{3,12}(?![\w%]|[.,:]\d)", _code),
        (r"(?<![\w.,:$-])(?P<n>\d{3,4})(?P<letter>[A-Z])?(?![\w%]|[.,:]\d)", _named),
        (r"(?<![\w.])\d0\d\([a-z]\)(?:\(\d\))?|(?<![\w.])(?:401k|403b)(?!\w)", _section),
    )  # fmt: skip
    return [(re.compile(pattern), reader) for pattern, reader in written]


def _toll_free(match: re.Match[str], context: Context) -> list[Said]:
    """*one, eight hundred, GO two*: free numbers, whose figures may be letters of words."""
    language = context.language
    plus = f"{language.word('plus')} " if (match["one"] or "").startswith("+") else ""
    one = f"{plus}{digits(match['one'].strip('+-. '), language)}, " if match["one"] else ""
    free = match["free"]
    area = in_pairs(free, language) if free.endswith("00") else digits(free, language)
    said: list[str] = []
    for part in re.findall(r"\d+|[A-Z]+", match["rest"]):
        plain = part.isdigit() or re.search("[AEIOUY]", part)
        spelled = " ".join(language.spoken["letter", letter.lower()] for letter in part if letter.isalpha())
        said.append(digits(part, language) if part.isdigit() else part.lower() if plain else spelled)
    return [(match.start(), match.end(), f"{one}{area}, {', '.join(said)}")]


def _phone(match: re.Match[str], context: Context) -> list[Said]:
    """Group by group, as written, with its extension."""
    language = context.language
    plus = f"{language.word('plus')} " if match["plus"] else ""
    said = plus + ", ".join(digits(group, language) for group in re.findall(r"\d+", match["phone"]))
    if match["ext"]:
        said += f", {language.word('extension')} {digits(match['ext'], language)}"
    return [(match.start(), match.end(), said)]


def _run(match: re.Match[str], context: Context) -> list[Said]:
    """Ten figures in a row."""
    language, run = context.language, match["run"]
    plus = f"{language.word('plus')} " if (match["one"] or "").startswith("+") else ""
    groups = [run[:3], run[3:6], run[6:]]
    if match["one"]:
        groups.insert(0, "1")
    return [(match.start(), match.end(), plus + ", ".join(digits(group, language) for group in groups))]


def _groups(match: re.Match[str], context: Context) -> list[Said]:
    said = ", ".join(digits(group, context.language) for group in match[0].split("-"))
    return [(match.start(), match.end(), said)]


def _figures(match: re.Match[str], context: Context) -> list[Said]:
    """A long number that nothing groups is one of an account, a card, a parcel."""
    return [(match.start(), match.end(), digits(match[0], context.language))]


def _internet(match: re.Match[str], context: Context) -> list[Said]:
    """Figure by figure."""
    language = context.language
    parts = match[0].split(":")[0].split(".")
    if context.before.lower() == "version":
        return []
    said = f" {language.word('dot')} ".join(digits(part, language) for part in parts)
    port = f" colon {digits(match['port'][1:], language)}" if match["port"] else ""
    return [(match.start(), match.end(), said + port)]


def _called(match: re.Match[str], context: Context) -> list[Said]:
    """A short number after a verb of calling; 911 anywhere but as the name of something."""
    before = context.before.lower()
    if before not in listed("called") and (match[0] != "911" or before in listed("numbered")):
        return []
    return [(match.start(), match.end(), digits(match[0], context.language))]


def _code(match: re.Match[str], context: Context) -> list[Said]:
    """Figures after *code*, *PIN*, *ending in*, and those of a short message."""
    before = context.text[max(0, match.start() - 40) : match.start()]
    texted = context.before.lower() in listed("called") and len(match[0]) > 3
    if not texted and not re.search(rf"\b{_CODED}", before, re.IGNORECASE):
        return []
    return [(match.start(), match.end(), digits(match[0], context.language))]


def _named(match: re.Match[str], context: Context) -> list[Said]:
    """The number of a room, a flight, a road: in pairs."""
    language, before = context.language, context.before
    airline = len(before) == 2 and before.isupper() and before.isalpha()
    if airline:
        words = context.words
        airline = len(words) > 1 and words[-2].text.lower() in ("flight", "flights")
    if not airline and before.lower().rstrip(".") not in listed("numbered"):
        return []
    letter = language.spoken["letter", match["letter"].lower()] if match["letter"] else ""
    return [(match.start(), match.end(), f"{in_pairs(match['n'], language)} {letter}")]


def _lines(match: re.Match[str], context: Context) -> list[Said]:
    """*ten eighty pee*: the lines of a picture."""
    language = context.language
    said = f"{in_pairs(match['n'], language)} {language.spoken['letter', match['letter']]}"
    return [(match.start(), match.end(), said)]


def _section(match: re.Match[str], context: Context) -> list[Said]:
    """*four oh one k*."""
    language = context.language
    said = [in_pairs(match[0][:3], language)]
    for part in re.findall(r"\w", match[0][3:]):
        said.append(digits(part, language) if part.isdigit() else language.spoken["letter", part])
    return [(match.start(), match.end(), " ".join(said))]
