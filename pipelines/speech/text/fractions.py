"""Reading fractions, in figures and as signs."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.numbers import agree, cardinal, ordinal
from emogen.pipelines.speech.text.scan import Context, Said

_PARTS: Final[dict[str, dict[int, tuple[str, str]]]] = {
    "en": {2: ("half", "halves"), 4: ("quarter", "quarters")},
    "fr": {2: ("demi", "demis"), 3: ("tiers", "tiers"), 4: ("quart", "quarts")},
    "it": {2: ("mezzo", "mezzi")},
}


def say_fraction(top: int, bottom: int, language: Language) -> str:
    """*three quarters*."""
    if language.code == "zh":
        return f"{cardinal(bottom, language)}分之{cardinal(top, language)}"
    if language.code == "ja":
        return f"{cardinal(bottom, language)}分の{cardinal(top, language)}"
    if language.code == "hi":
        return f"{cardinal(top, language)} बटा {cardinal(bottom, language)}"
    if language.parts is not None:
        return _of_parts(top, bottom, language.parts(bottom), language)
    if language.code[:2] not in _PARTS:
        return f"{cardinal(top, language)} {language.word('slash')} {cardinal(bottom, language)}"
    forms = _PARTS[language.code[:2]].get(bottom)
    if not forms:
        part = ordinal(bottom, language)
        plural = part[:-1] + "i" if language.code == "it" else part + "s"
        forms = (part, plural)
    if top == 1 and bottom == 2 and language.code == "it":
        return forms[0]
    count = agree(cardinal(top, language), forms[0], language)
    return f"{count} {forms[0 if top == 1 else 1]}"


def _of_parts(top: int, bottom: int, forms: tuple[str, ...], language: Language) -> str:
    """In parts that have a name; else one number over the other."""
    if not forms or top > bottom > 10 or (top > 12 and bottom > 20):
        return f"{cardinal(top, language)} {language.word('over')} {cardinal(bottom, language)}"
    if top == 1 and bottom == 2 and language.code == "es":
        return forms[0]
    return f"{agree(cardinal(top, language), forms[0], language)} {forms[0 if top == 1 else 1]}"


def fraction(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    top, bottom = int(match["a"]), int(match["b"])
    if top == bottom and not match["w"] and language.english:
        said = f"{cardinal(top, language)} {'out of ' if top == 10 else ''}{cardinal(bottom, language)}"
        return [(match.start(), match.end(), said)]
    if bottom < 2 or top == 0 or (top > bottom and bottom > 10) or bottom > 100:
        said = f"{cardinal(top, language)} {language.word('slash')} {cardinal(bottom, language)}"
        return [] if match["w"] else [(match.start(), match.end(), said)]
    said = say_fraction(top, bottom, language)
    if not match["w"]:
        return [(match.start(), match.end(), said)]
    whole = cardinal(int(match["w"]), language)
    if language.english and top == 1:
        said = said.replace("one ", "an " if bottom == 8 else "a ", 1)
    joint = "and" if language.english else _and(language)
    return [(match.start(), match.end("w"), whole), (match.start("a"), match.end(), f"{joint} {said}")]


def _and(language: Language) -> str:
    return {"es": "y", "zh": "又", "ja": "と"}.get(language.code) or language.word("and")


def sign_fraction(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    said = language.spoken.get(("fraction", match["sign"]), "")
    if not said:
        top, _, bottom = unicodedata.normalize("NFKC", match["sign"]).partition("⁄")
        said = say_fraction(int(top), int(bottom), language)
    whole = f"{cardinal(int(match['w']), language)} {_and(language)} " if match["w"] else ""
    return [(match.start(), match.end(), whole + said)]
