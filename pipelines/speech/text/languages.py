"""The languages of the voices, and how each writes and says what is no word.

Words for months, letters, signs, units and money are in ``assets/spoken.tsv`` (a column a language;
``one;many`` where they differ), abbreviations in ``assets/abbreviations.tsv``. Both are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from emogen.errors import unknown_name
from emogen.tables import asset_rows

Kind = Literal["month", "letter", "word", "sign", "fraction", "money", "scale", "unit"]


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language.

    Attributes:
        code: as a voice has it, e.g. ``"pt-br"``.
        name: in English.
        numerals: its name in num2words; empty where emogen counts by itself.
        scripts: beginnings of the Unicode names of its letters.
        decimal: the mark before decimals.
        order: of day, month and year in a date of figures.
        sounder: what turns its words into phones: ``espeak``, or their transcription.
        spoken: (kind, written) -> words, see :data:`Kind`.
        short: abbreviation -> its readings, each (words, when it is read so).
    """

    code: str
    name: str
    numerals: str
    scripts: tuple[str, ...]
    decimal: str
    order: Literal["mdy", "dmy", "ymd"]
    sounder: Literal["espeak", "pinyin", "kana"]
    spoken: Mapping[tuple[str, str], str]
    short: Mapping[str, tuple[tuple[str, str], ...]]

    @property
    def english(self) -> bool:
        return self.code.startswith("en")

    def word(self, name: str) -> str:
        """A small word of numbers and addresses, e.g. ``"point"``; empty where the language has none."""
        return self.spoken.get(("word", name), "")

    def forms(self, kind: Kind, written: str) -> tuple[str, ...]:
        """One and many (and, for money, those of its coins); empty when it is not known."""
        found = self.spoken.get((kind, written), "")
        forms = tuple(found.split(";")) if found else ()
        return (*forms, *forms) if len(forms) == 1 else forms

    def written(self, kind: Kind) -> tuple[str, ...]:
        """Everything of a kind that the language can say."""
        return tuple(written for known, written in self.spoken if known == kind)


_LATIN: Final = ("LATIN", "FEMININE ORDINAL", "MASCULINE ORDINAL")

_LANGUAGES: Final[dict[str, tuple[str, str, tuple[str, ...], str, str, str]]] = {
    "en-us": ("English", "en", _LATIN, ".", "mdy", "espeak"),
    "en-gb": ("English", "en", _LATIN, ".", "dmy", "espeak"),
    "es": ("Spanish", "es", _LATIN, ",", "dmy", "espeak"),
    "fr-fr": ("French", "fr", _LATIN, ",", "dmy", "espeak"),
    "hi": ("Hindi", "", ("DEVANAGARI", *_LATIN), ".", "dmy", "espeak"),
    "it": ("Italian", "it", _LATIN, ",", "dmy", "espeak"),
    "ja": ("Japanese", "ja", ("HIRAGANA", "KATAKANA", "CJK", *_LATIN), ".", "ymd", "kana"),
    "pt-br": ("Portuguese", "pt_BR", _LATIN, ",", "dmy", "espeak"),
    "zh": ("Chinese", "", ("CJK", *_LATIN), ".", "ymd", "pinyin"),
}


def language_names() -> tuple[str, ...]:
    """The codes of every language, in alphabetical order."""
    return tuple(sorted(_LANGUAGES))


@lru_cache(maxsize=len(_LANGUAGES))
def find_language(code: str) -> Language:
    """The language of that code.

    Raises:
        RequestError: there is none.
    """
    if code not in _LANGUAGES:
        raise unknown_name("language", code, _LANGUAGES)
    name, numerals, scripts, decimal, order, sounder = _LANGUAGES[code]
    column = {"fr-fr": "fr"}.get(code, code if code in ("pt-br", "es", "hi", "it", "ja", "zh") else "en")
    spoken = {(row["kind"], row["written"]): row[column] for row in asset_rows("spoken.tsv") if row[column]}
    if code == "en-gb":
        spoken["letter", "z"] = "zed"
    short: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in asset_rows("abbreviations.tsv"):
        if row["language"] == column:
            readings = short.get(row["written"], ())
            short[row["written"]] = (*readings, (row["spoken"], row["when"]))
    return Language(code, name, numerals, scripts, decimal, order, sounder, spoken, short)  # type: ignore[arg-type]
