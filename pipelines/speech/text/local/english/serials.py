"""English ordinals, parts, sums in signs, and what mixes letters with figures."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from emogen.pipelines.speech.text.fractions import say_fraction
from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.letters import spell
from emogen.pipelines.speech.text.local.english.counting import (
    american_ordinal,
    bare_cardinal,
    in_code,
    whole,
)
from emogen.pipelines.speech.text.numbers import cardinal, decimal, digits, ordinal, parse
from emogen.pipelines.speech.text.numerals import is_ruler, roman
from emogen.pipelines.speech.text.scan import Context, Grammar, Reader, Said

_OPERATORS: Final = {
    "-": "minus", "−": "minus", "–": "minus", "+": "plus", "*": "times", "×": "times", "/": "divided by",
    "÷": "divided by", "=": "equals", "≤": "is at most", "≥": "is at least", "≠": "is not equal to",
    "≈": "is about", "^": "to the power of",
}  # fmt: skip

_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?!\d)"


def serial_readers() -> Grammar:
    """The readers of ordinals, parts, sums and codes."""
    operand = rf"(?:{_NUMBER}|[a-zA-Z]\b)[²³]?"
    step = rf"\s?[-−–+*×÷/^]\s?{operand}"
    written: tuple[tuple[str, Reader], ...] = (
        (rf"(?<![\w.,$£€])(?P<terms>-?{operand}(?:{step}){{0,12}}\s?[=≠≤≥≈]\s?-?{operand}(?:{step}){{0,12}})(?![\w/])",
         _equation),
        (r"(?<![\w.,])(?P<n>\d{1,3}(?:,\d{3})+|\d+)-?(?P<ending>st|nd|rd|th|ST|ND|RD|TH|ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ)(?![\w-]{0,20}\d)(?!\w)",
         _ordinal),
        (r"(?<![\w./])(?:(?P<w>\d{1,6})[\s-])?(?P<a>\d{1,4})/(?P<b>\d{1,6})(?:st|nd|rd|th|ths|rds|ST|ND|RD|TH)(?!\w)",
         _part),
        (r"(?<![\w./])(?P<w>)(?P<a>[1-9]\d{0,2})/(?P<b>[1-9]\d{3,5})(?![\w/]|[.,]\d)", _part),
        (r"(?<![\w./])\d{1,6}(?:/\d{1,6}){2,8}(?![\w/]|[.,]\d)", _slashed),
        (r"(?<![\w-])(?!\d{4}-\d\d-\d\d)(?=[\w/-]{0,64}\d)(?=[\d/-]{0,64}[a-zA-Z])[a-zA-Z0-9]{1,24}(?:[-/][a-zA-Z0-9]{1,24}){2,12}(?![\w@]|\.\w)",
         _chain),
        (r"(?<!\w)[A-Za-z]{1,6}-?\d{4,12}(?![\w-]|\.\d)", _coded),
        (r"(?<!\w)(?P<letters>[A-Z]{1,4})-?(?P<n>\d{1,3})s(?!\w)", _several),
        (r"(?<![\w.,-])(?P<a>\d{1,4})-0(?![\w-]|[.,:]\d)", _nothing),
        (r"(?<!\w)[-−](?P<a>\d{1,2})/(?P<b>[1-9]\d{0,2})(?![\w/]|[.,]\d)", _minus_part),
        (r"[Ⅰ-ↈ]+", _numeral),
        (r"(?<![\w.'’-])(?!IV\b|X+\b)[IVX]{2,6}(?![\w'’-])", _alone),
        (r"@(?=\s?\d)|(?<=\s)@(?=\s)", _at),
        (r"(?<=\d)/(?=\s)|(?<=\s)/(?=\s\w)", _slash),
    )  # fmt: skip
    return [(re.compile(pattern), reader) for pattern, reader in written]


def _equation(match: re.Match[str], context: Context) -> list[Said]:
    """Term by term: ``1-2=5`` has a minus and no range."""
    language, said = context.language, list[str]()
    spaced = re.search(r"\s[-−–+=]\s", match[0])
    parts = r"\d{1,3}/\d{1,3}(?!\d)|" if spaced else ""
    for part in re.findall(rf"{parts}{_NUMBER}|[a-zA-Z]|[²³]|\S", match["terms"]):
        if part in _OPERATORS:
            said.append(_OPERATORS[part])
        elif part in "²³":
            said.append(language.spoken["sign", part])
        elif "/" in part:
            top, bottom = map(int, part.split("/"))
            said.append(
                say_fraction(top, bottom, language) if bottom > 1 else f"{cardinal(top, language)} over one"
            )
        elif part.isalpha():
            said.append(spell(part, language))
        else:
            said.append(decimal(*parse(part, language), language))
    return [(match.start(), match.end(), " ".join(said))]


def _fits(figures: str, ending: str) -> bool:
    """Whether an ending is that of its number: *21st*, *12th*."""
    teen = len(figures) > 1 and figures[-2] == "1"
    return ending == ("th" if teen else {"1": "st", "2": "nd", "3": "rd"}.get(figures[-1], "th"))


def _ordinal(match: re.Match[str], context: Context) -> list[Said]:
    """*one thousandth*. A wrong ending is mended among words; alone, the signs are read as they stand."""
    language = context.language
    figures = match["n"].replace(",", "")
    if len(figures) > 15:
        return []
    ending = unicodedata.normalize("NFKC", match["ending"]).lower()
    alone = not context.words and not context.after(match.end())
    if alone and not _fits(figures, ending):
        return [(match.start(), match.end(), f"{in_code(figures, language)} {spell(ending, language)}")]
    return [(match.start(), match.end(), ordinal(whole(figures), language))]


def _part(match: re.Match[str], context: Context) -> list[Said]:
    """*a quarter* for ``1/4th``; *one two thousand seventh*."""
    language, top, bottom = context.language, int(match["a"]), int(match["b"])
    if bottom < 2 or top == 0 or (top > bottom and bottom > 100):
        return []
    said = say_fraction(top, bottom, language)
    before = f"{cardinal(int(match['w']), language)} and " if match["w"] else ""
    return [(match.start(), match.end(), before + said)]


def _minus_part(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    if match["b"] == "1":
        return []
    said = f"{language.word('minus')} {say_fraction(int(match['a']), int(match['b']), language)}"
    return [(match.start(), match.end(), said)]


def _slashed(match: re.Match[str], context: Context) -> list[Said]:
    """*fifty thirty twenty*: three numbers or more that are no date."""
    parts = match[0].split("/")
    if len(parts) == 3 and _dated(parts):
        return []
    said = (in_code(part, context.language) for part in parts)
    return [(match.start(), match.end(), " ".join(said))]


def _dated(parts: list[str]) -> bool:
    """Whether three numbers can be a date, with the year first or last."""
    year = len(parts[0]) == 4
    small = [int(part) for part in (parts[1:] if year else parts[:2])]
    return (year or len(parts[2]) in (2, 4)) and max(small) <= 31 and 1 <= min(small) <= 12


def _chain(match: re.Match[str], context: Context) -> list[Said]:
    """Codes of several parts, part by part: ``MIG-25/2352-asdg``."""
    language, said = context.language, list[str]()
    if re.search(r"\d0s\b", match[0]) or re.fullmatch(r"(?:\d+[-/])*\d+(?:[-/][a-z]{3,}){2,}", match[0]):
        return []  # 90s-like, a five-year-old
    for part in re.findall(r"\d+|[A-Za-z]+", match[0]):
        said.append(in_code(part, language) if part.isdigit() else _letters(part, language))
    return [(match.start(), match.end(), " ".join(said))]


def _letters(part: str, language: Language) -> str:
    spelled = len(part) == 1 or (part.isupper() and len(part) <= 3) or not re.search("[aeiouyAEIOUY]", part)
    return spell(part, language) if spelled and len(part) <= 6 else part.lower() if part.isupper() else part


def _coded(match: re.Match[str], context: Context) -> list[Said]:
    """Letters with four figures or more: ``ab9453`` figure by figure, ``CES2024`` with a year."""
    letters, figures = re.match(r"([A-Za-z]+)-?(\d+)", match[0]).groups()  # type: ignore[union-attr]
    if letters.islower() and re.search(r"-(?:19|20)\d\d$", match[0]):
        return []
    said = f"{_letters(letters, context.language)} {in_code(figures, context.language)}"
    return [(match.start(), match.end(), said)]


def _several(match: re.Match[str], context: Context) -> list[Said]:
    """*bee fifty twos*."""
    language = context.language
    number = in_code(match["n"], language)
    number = number[:-1] + "ies" if number.endswith("y") else number + ("es" if number.endswith("x") else "s")
    return [(match.start(), match.end(), f"{spell(match['letters'], language)} {number}")]


def _nothing(match: re.Match[str], context: Context) -> list[Said]:
    """A score or a code, no range: nothing runs down to nought."""
    language = context.language
    return [(match.start(), match.end(), f"{cardinal(int(match['a']), language)} {digits('0', language)}")]


def _numeral(match: re.Match[str], context: Context) -> list[Said]:
    """Roman numerals that are signs of their own: after a ruler an ordinal."""
    number = roman(unicodedata.normalize("NFKC", match[0]).upper())
    if not number:
        return []
    language = context.language
    said = f"the {american_ordinal(number)}" if is_ruler(context) else bare_cardinal(number, language)
    return [(match.start(), match.end(), said)]


def _alone(match: re.Match[str], context: Context) -> list[Said]:
    """A numeral that no name stands before: *II* is two. *IV* may be a drip, and *XX* is no number."""
    number = roman(match[0])
    if not number or context.before[:1].isupper():
        return []
    return [(match.start(), match.end(), bare_cardinal(number, context.language))]


def _at(match: re.Match[str], context: Context) -> list[Said]:
    return [(match.start(), match.end(), context.language.word("at"))]


def _slash(match: re.Match[str], context: Context) -> list[Said]:
    return [(match.start(), match.end(), context.language.word("slash"))] if context.words else []
