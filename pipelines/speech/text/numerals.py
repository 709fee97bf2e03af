"""Roman numerals: the number after a chapter, the place in the line of a king."""

from __future__ import annotations

import re
from typing import Final

from emogen.pipelines.speech.text.lists import listed
from emogen.pipelines.speech.text.numbers import cardinal, ordinal
from emogen.pipelines.speech.text.scan import Context, Said

_HEADS: Final = "before_numeral"
"""Words after which a numeral is a plain number: *Chapter IV*."""

_RULERS: Final = "ruler"
"""Names of kings, queens and popes: *Louis XIV* is the fourteenth in English."""

_ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_VALID_ROMAN: Final = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def roman(numeral: str) -> int:
    """The number that a Roman numeral stands for; 0 where it is none."""
    if not numeral or not _VALID_ROMAN.fullmatch(numeral):
        return 0
    values = [_ROMAN[letter] for letter in numeral]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def is_ruler(context: Context) -> bool:
    """Whether the word before is the name of a king, a queen or a pope."""
    return bool(context.before) and context.words[-1].spoken.split()[-1].lower() in listed(_RULERS)


def numeral(match: re.Match[str], context: Context) -> list[Said]:
    language, before = context.language, context.before
    letters = re.match(r"[IVXLCDM]+", match[0])[0]  # type: ignore[index]  # the pattern begins so
    suffix = match[0][len(letters) :]
    number = roman(letters)
    head = context.words[-1].spoken.split()[-1].lower() if before and context.words[-1].spoken else ""
    if suffix:
        # Le, Ce, De, Me, Mer and Ver are words: of single letters V and X are numerals, and I in Ier.
        numeral = (len(letters) > 1 or letters in "VX") if suffix != "er" else letters == "I"
        said = ordinal(number, language) if number and numeral and language.code == "fr-fr" else ""
        return [(match.start(), match.end(), said)] if said else []
    century = head in ("secolo",) or (head == "siècle")
    if head in listed(_RULERS) and number:
        if language.english:
            said = f"the {ordinal(number, language)}"
        elif language.code == "fr-fr":
            said = ordinal(1, language) if number == 1 else cardinal(number, language)
        else:
            as_ordinal = number <= 10 or language.code == "it"
            said = ordinal(number, language) if as_ordinal else cardinal(number, language)
        return [(match.start(), match.end(), said)]
    if (counted := _counted_noun(context.after(match.end()))) is not None and number and len(letters) > 1:
        return [(match.start(), match.end(), ordinal(number, language, feminine=counted))]
    follows = before[:1].isupper() and len(before) > 1 and not before.isupper()
    # Group C, Part D: letters; of single ones only I, V and X count.
    plain = (head in listed(_HEADS) and (len(letters) > 1 or letters in "IVX")) or (
        follows and len(letters) > 1 and number < 90 and letters not in ("MI", "DI", "MIX")
    )
    if not number or not plain or (letters == "I" and head not in listed(_HEADS)):
        return []
    said = ordinal(number, language) if century else cardinal(number, language)
    return [(match.start(), match.end(), said)]


_COUNTED: Final = (
    (True, "guerra|república|repubblica|edición|edizione|edição|legislatura|dinastía|dinastia"),
    (False, "secolo|congreso|congresso|concilio|concílio|festival|reich|exército|ejército|millennio"),
)
"""Nouns of Romance languages that a numeral stands before, feminine or not: *XX secolo*."""


def _counted_noun(after: str) -> bool | None:
    """Whether a noun that is counted by place follows, and if so, whether it is feminine."""
    for feminine, nouns in _COUNTED:
        if re.match(rf"(?i:{nouns})(?!\w)", after):
            return feminine
    return None
