"""Words that are read as a script asks: spelled, as an ordinal, as a date (SSML's say-as)."""

from __future__ import annotations

import re
from typing import Final

from emogen.conditioning.effects import SayAs
from emogen.conditioning.script import Span
from emogen.errors import RequestError
from emogen.pipelines.speech.text.dates import say_date, say_time
from emogen.pipelines.speech.text.figures import figure_readers, number_pattern
from emogen.pipelines.speech.text.fractions import say_fraction
from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.letters import spell
from emogen.pipelines.speech.text.numbers import LONGEST, decimal, digits, ordinal, parse
from emogen.pipelines.speech.text.numerals import roman
from emogen.pipelines.speech.text.scan import Context, Written, scan

_EXAMPLES: Final = {
    "cardinal": "12", "ordinal": "3", "digits": "007", "fraction": "3/4", "date": "2024-05-01",
    "time": "14:30", "telephone": "555-1234", "currency": "$5.20",
}  # fmt: skip


def say_as(text: str, span: Span, language: Language) -> list[Written]:
    """The words of a span with a ``SayAs`` effect, as one.

    Raises:
        RequestError: they cannot be read so.
    """
    effect = span.effect
    if not isinstance(effect, SayAs):
        raise RequestError("only a say-as is read here")
    start, end = span.start, span.end
    while end - 1 > start and text[end - 1] in ",.;:!?":
        end -= 1
    written = text[start:end].strip()
    spoken = " ".join(_say(written, effect, language).split())
    if not spoken:
        example = _EXAMPLES.get(effect.reading, "")
        raise RequestError(
            f"cannot read {written!r} as {effect.reading}",
            fix=f"Write e.g. {example}." if example else "Write letters or figures.",
        )
    return [Written(text[start:end], spoken, "", start, end)]


def _say(written: str, effect: SayAs, language: Language) -> str:
    match effect.reading:
        case "characters":
            return spell(written.replace(" ", ""), language)
        case "digits":
            return digits("".join(re.findall(r"\d", written)), language)
        case "telephone":
            groups = re.findall(r"\d+", written)
            plus = f"{language.word('plus')} " if written.startswith("+") else ""
            return plus + ", ".join(digits(group, language) for group in groups)
        case "cardinal":
            return _cardinal(written, language)
        case "ordinal":
            found = re.match(r"\d+", written.replace(",", ""))
            number = int(found[0]) if found else roman(written)
            return ordinal(number, language) if 0 < number < 10**LONGEST else ""
        case "fraction":
            found = re.fullmatch(r"(\d{1,6})\s?/\s?(\d{1,6})", written)
            return say_fraction(int(found[1]), int(found[2]), language) if found and int(found[2]) > 1 else ""
        case "date":
            return _date(written, effect.format, language)
        case "time":
            found = re.match(
                r"(\d{1,2})(?:[:h.](\d\d))?(?::\d\d)?\s*(am|pm|a\.m\.|p\.m\.)?$", written, re.IGNORECASE
            )
            if not found or int(found[1]) > 24 or int(found[2] or 0) > 59:
                return ""
            half = (found[3] or "").lower().replace(".", "")
            letters = spell(half, language)
            return f"{say_time(language, int(found[1]), int(found[2] or 0), 0, half)} {letters}"
        case _:
            return _figures(written, language)


def _cardinal(written: str, language: Language) -> str:
    sign = language.word("minus") if written[:1] in "-−" else ""
    plain = written.lstrip("-−+")
    if not re.fullmatch(number_pattern(language), plain):
        return decimal(str(roman(plain)), "", language) if roman(plain) else ""
    return f"{sign} {decimal(*parse(plain, language), language)}"


def _figures(written: str, language: Language) -> str:
    """As a text of figures alone is read."""
    context = Context(written, len(written), language, [])
    scan(context, 0, figure_readers(language))
    return " ".join(word.spoken for word in context.words)


def _date(written: str, order: str, language: Language) -> str:
    """Figures in the order that the format names; without a format, in the language's."""
    parts = re.findall(r"\d+", written)
    if (
        not order
        or len(parts) != len(order)
        or re.search(r"[^\W\d]", written)
        or not set(order) <= set("dmy")
    ):
        return _figures(written, language)
    named = {letter: int(part) for letter, part in zip(order, parts, strict=True)}
    day, month = named.get("d", 1), named.get("m", 1)
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return ""
    return say_date(language, day, month, named.get("y"))
