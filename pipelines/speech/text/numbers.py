"""Numbers in words, in each language."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from emogen.errors import GenerationError
from emogen.pipelines.speech.text.languages import Language
from emogen.tables import asset_rows

SIGNS: Final = {"-": "minus", "−": "minus", "–": "minus", "+": "plus"}
"""Written signs -> the names of their words."""

LONGEST: Final = 15
"""Figures of a whole number that are said as one in most languages."""

_HINDI_SCALES: Final = (
    (10**17, "शंख"),
    (10**15, "पद्म"),
    (10**13, "नील"),
    (10**11, "खरब"),
    (10**9, "अरब"),
    (10**7, "करोड़"),
    (10**5, "लाख"),
    (1000, "हज़ार"),
    (100, "सौ"),
)

_FRENCH_FEMININE: Final = frozenset(
    ("heure", "minute", "seconde", "livre", "tonne", "once", "roupie", "image")
)


def longest(language: Language) -> int:
    """Figures of a whole number that are said as one; more are said one by one."""
    return 18 if language.code == "hi" else LONGEST


def cardinal(number: int, language: Language) -> str:
    """*forty two*."""
    if number >= 10 ** longest(language):
        return digits(str(number), language)
    if language.cardinals is not None:
        return language.cardinals(number)
    if language.code == "hi":
        return _hindi(number)
    return _converted(number, "cardinal", language)


def ordinal(number: int, language: Language, *, feminine: bool = False) -> str:
    """*forty second*; feminine where the language tells them apart."""
    if language.ordinals is not None:
        said = language.ordinals(number)
        return _in_feminine(said) if feminine else said
    if language.code in ("zh", "ja"):
        return "第" + cardinal(number, language)
    if not language.numerals:
        return cardinal(number, language)
    said = _converted(number, "ordinal", language)
    if feminine and language.code in ("es", "it", "pt-br"):
        return _in_feminine(said)
    if feminine and language.code == "fr-fr" and number == 1:
        return "première"
    return said


def _in_feminine(said: str) -> str:
    return " ".join(word[:-1] + "a" if word.endswith("o") else word for word in said.split())


def year(number: int, language: Language) -> str:
    """*nineteen eighty four* in English; a plain number, or as the language says years."""
    if language.years is not None:
        return language.years(number)
    if language.english and number >= 1000:
        return _converted(number, "year", language)
    return cardinal(number, language)


def is_year(number: int) -> bool:
    """Whether four figures are read as a year: 1100 to 2099, but not the thousands."""
    return 1100 <= number < 2100 and number % 1000 != 0


def digits(figures: str, language: Language) -> str:
    """One by one."""
    return " ".join(cardinal(int(figure), language) for figure in figures)


def decimal(whole: str, fraction: str, language: Language) -> str:
    """A number with decimals, which are read as the language reads them (:attr:`Language.decimals`)."""
    said = cardinal(int(whole), language) if len(whole) <= longest(language) else digits(whole, language)
    if not fraction:
        return said
    return f"{said} {language.word('point')} {_decimals(fraction, language)}"


def _decimals(fraction: str, language: Language) -> str:
    if language.decimals == "pairs" and len(fraction) > 3:
        pairs = (fraction[place : place + 2] for place in range(0, len(fraction), 2))
        return " ".join(_decimals(pair, language) for pair in pairs)
    longest = {"pairs": 3, "number": 2}.get(language.decimals, 0)
    if len(fraction) <= longest and not fraction.startswith("0"):
        return cardinal(int(fraction), language)
    return digits(fraction, language)


def parse(written: str, language: Language) -> tuple[str, str]:
    """The figures before and after the decimal mark of a written number, grouped or not.

    Marks of both kinds: the last is the decimal one. One kind: it groups where it stands more than
    once, or where it is not the language's decimal mark and three figures follow it.
    """
    written = written.replace(" ", "").replace("'", "").replace("’", "")
    marks = [sign for sign in written if sign in ".,"]
    if not marks:
        return written, ""
    last = marks[-1]
    whole, _, fraction = written.rpartition(last)
    several = marks.count(last) > 1
    groups = several or (len(set(marks)) == 1 and last != language.decimal and len(fraction) == 3)
    if groups:
        whole, fraction = written, ""
    return whole.replace(".", "").replace(",", "") or "0", fraction


def counted(count: int, noun: str, language: Language) -> str:
    """A number with the noun it counts, in its gender."""
    said = f"{agree(cardinal(count, language), noun, language)} {noun}"
    return said.replace("una ora", "un'ora") if language.code == "it" else said


def agree(said: str, noun: str, language: Language) -> str:
    """*uno* before a noun is *un* or *una*."""
    first = noun.split(maxsplit=1)[0] if noun else ""
    feminine = first.rstrip("s").endswith("a") and first not in ("sistema", "grama", "gramas", "quilograma")
    if language.code == "es":
        return _spanish_gender(said, feminine)
    if f" {language.word('point')} " in said:
        return said
    if language.code == "de" and said.endswith("eins"):
        return said[:-1] + ("e" if first.endswith(_GERMAN_FEMININE) else "")
    if language.code == "it" and said == "uno":
        return "una" if feminine else "un"
    if language.code == "pt-br" and feminine:
        return re.sub(r"\bdois$", "duas", re.sub(r"\bum$", "uma", said))
    if language.code == "fr-fr" and first.rstrip("s") in _FRENCH_FEMININE:
        return re.sub(r"\bun$", "une", said)
    return said


_GERMAN_FEMININE: Final = (
    "e", "ung", "heit", "keit", "schaft", "ion", "tät", "ik", "Frau", "Mutter", "Tochter", "Schwester",
    "Nacht", "Stadt", "Hand", "Tür", "Zahl", "Person", "Mark", "Uhrzeit", "Art", "Welt", "Zeit",
)  # fmt: skip
"""Endings of nouns, and nouns, that *eine* stands before."""


def _spanish_gender(said: str, feminine: bool) -> str:
    """*doscientas veintiuna* libras: but what counts millions keeps the gender of the millions."""
    large, millions, rest = said.rpartition("mill")
    if feminine:
        return large + millions + re.sub(r"cientos\b", "cientas", re.sub(r"uno\b", "una", rest))
    return re.sub("uno$", "un", re.sub("veintiuno$", "veintiún", said))


def _converted(number: int, kind: str, language: Language) -> str:
    from num2words import num2words

    try:
        said = str(num2words(number, to=kind, lang=language.numerals))
    except NotImplementedError as error:
        raise GenerationError(
            f"the language {language.code} cannot say the {kind} number {number}", why=str(error)
        ) from error
    if language.numerals == "fr" and kind == "ordinal":
        # num2words keeps the plural of quatre-vingts and deux cents in their ordinals.
        said = re.sub("(vingt|cent|million|milliard)sième$", r"\1ième", said)
    return said.replace(",", "").replace("-", " ")


@lru_cache(maxsize=1)
def _hindi_numerals() -> tuple[str, ...]:
    """0 to 99, which Hindi forms without a rule."""
    return next(
        tuple(row["words"].split()) for row in asset_rows("word_lists.tsv") if row["name"] == "hindi_numerals"
    )


def _hindi(number: int) -> str:
    said: list[str] = []
    for scale, name in _HINDI_SCALES:
        count, number = divmod(number, scale)
        if count:
            said.append(f"{_hindi(count)} {name}")
    return " ".join([*said, _hindi_numerals()[number]] if number or not said else said)
