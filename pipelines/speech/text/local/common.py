"""Readers and helpers that several languages other than English share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from emogen.pipelines.speech.text.dates import say_date
from emogen.pipelines.speech.text.fractions import say_fraction
from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.numbers import agree, cardinal, decimal, digits, parse
from emogen.pipelines.speech.text.scan import NEVER, Context, Grammar, Reader, Said

NUMBER: Final = r"\d{1,3}(?:[. ]\d{3})+(?!\d)|\d+"
"""A whole number, grouped or not, where the comma is the decimal mark."""


def compiled(readers: Iterable[tuple[str, Reader]]) -> Grammar:
    """Readers with their patterns compiled."""
    return [(re.compile(pattern), reader) for pattern, reader in readers]


def any_of(written: Iterable[str]) -> str:
    """The pattern of any of some strings, the longest first."""
    return "|".join(map(re.escape, sorted(written, key=len, reverse=True))) or NEVER


def whole(figures: str) -> int:
    """The number in figures that may be grouped."""
    return int(re.sub(r"\D", "", figures))


def minus(match: re.Match[str], language: Language) -> str:
    """The word for the sign that a match begins with, and a blank."""
    return f"{language.word('minus')} " if match.groupdict().get("sign") else ""


def fraction_reader(language: Language) -> list[tuple[str, Reader]]:
    """Fractions of numbers of any size, after a whole number and before a unit."""
    grouped = r"\d{1,3}(?:\.\d{3})+|\d+" if language.decimal == "," else r"\d+"
    units = any_of(language.written("unit"))
    return [
        (
            rf"(?:(?<!\w)(?P<sign>[-−]))?(?:(?P<w>\d+)[ ])?(?P<a>\d+)[/⁄](?P<b>{grouped})(?![\d/])"
            rf"(?:\s?(?P<unit>{units})(?!\w))?",
            fraction,
        )
    ]


def fraction(match: re.Match[str], context: Context) -> list[Said]:
    """*one third*, *minus two and three quarters*, *half a millimetre*."""
    language = context.language
    if len(match["a"]) > 18 or len(match["b"]) > 18 or match[0] in language.short:
        return []
    top, bottom = int(match["a"]), whole(match["b"])
    said = say_fraction(top, bottom, language)
    if match["w"]:
        said = f"{cardinal(int(match['w']), language)} {joined(language)} {said}"
        if language.code == "fr-fr":
            said = said.replace("et un demi", "et demi")
    said = minus(match, language) + said
    unit = match["unit"]
    if not unit:
        return [(match.start(), match.end(), said)]
    one = language.forms("unit", unit)[0]
    of = "" if bottom == 2 or match["w"] else f"{language.word('of')} "
    return [(match.start(), match.end(), f"{said} {of}{one}")]


def joined(language: Language) -> str:
    """The word between a whole number and its fraction."""
    return {"es": "y", "zh": "又", "ja": "と"}.get(language.code) or language.word("and")


def short_dates() -> list[tuple[str, Reader]]:
    """A day and a month with a nought before one of them: *20/02*."""
    day, month = r"(?P<d>0?[1-9]|[12]\d|3[01])", r"(?P<m>0?[1-9]|1[0-2])"
    return [(rf"(?=0|\d+/0){day}/{month}(?![\d/]|[.,]\d)", short_date)]


def short_date(match: re.Match[str], context: Context) -> list[Said]:
    """*twentieth of February*."""
    said = say_date(context.language, int(match["d"]), int(match["m"]), None)
    return [(match.start(), match.end(), said)]


_CALL: Final = re.compile(
    r"(?i)(?:tel[ée]fono|tel\.?|tfno\.?|m[óo]vil|celular|cellulare|fono|fax|whatsapp|t[ée]l[ée]phone|t[ée]l\.?|portable|"
    r"n[úu]mero|num[ée]ro|numero|telefone|ligue|ll[aá]m\w+|chiam\w+|appel\w+|telefon\w*|nummer|mobil)"
    r"[^.!?\d]{0,24}$"
)
"""Words before a number to call."""


def called(match: re.Match[str], context: Context) -> list[Said]:
    """A number in groups, where a word before it says that it is one to call."""
    before = context.text[max(0, match.start() - 40) : match.start()]
    return phone(match, context) if _CALL.search(before) else []


def phone_readers() -> list[tuple[str, Reader]]:
    """Numbers of telephones as they are written outside North America; addresses of the internet."""
    extension = r"(?:[ ,]*(?:ext|ramal|int|poste|interno)\.?\s?\d{1,5}|-\d{2}(?!\d))?"
    return [
        (rf"(?:\+\d{{1,3}}[ -]?)?\(\d{{2,5}}\)[ -]?\d{{3,5}}(?:[ -]?\d{{3,4}})?{extension}(?![\d-])", phone),
        (rf"(?:\+\d{{1,3}}[ -])\d{{2,5}}[ -]\d{{3,4}}[ -]?\d{{3,4}}{extension}(?![\d-])", phone),
        (rf"(?!(?:1[0-9]|20)\d\d-(?:1[0-9]|20)\d\d)\d{{4,5}}-\d{{4}}{extension}(?![\d-])", phone),
        (r"[1-9]\d{2}-\d{3}-\d{3,4}(?![\d-])", phone),
        (r"\d{2,4}(?:[ .-]?\d{2,4}){1,4}(?![\d.,]*\d|\s?[%€$])", called),
        (r"\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)", internet),
    ]


def phone(match: re.Match[str], context: Context) -> list[Said]:
    """Figure by figure, group by group."""
    language = context.language
    said: list[str] = []
    for mark, group in re.findall(r"([^\d(]*)\(?(\d+)", match[0]):
        word = f"{language.word('plus')} " if "+" in mark else ""
        last = bool(said) and (re.search(r"[a-z]", mark) or (mark == "-" and match[0].endswith("-" + group)))
        if last and (re.search(r"[a-z]", mark) or len(group) == 2):
            word = f"{language.word('extension')} "
        said.append(word + digits(group, language))
    return [(match.start(), match.end(), ", ".join(said))]


def internet(match: re.Match[str], context: Context) -> list[Said]:
    """An address of four numbers, figure by figure; four groups of three are a large number."""
    language = context.language
    parts = match[0].split(".")
    if any(int(part) > 255 for part in parts) or (
        language.decimal == "," and all(len(part) == 3 for part in parts[1:])
    ):
        return []
    said = f" {language.word('dot')} ".join(digits(part, language) for part in parts)
    return [(match.start(), match.end(), said)]


def say_quantity(figures: str, noun: str, language: Language) -> str:
    """A written number before what it counts, in its gender."""
    return agree(decimal(*parse(figures, language), language), noun, language)
