"""The languages that are built in.

Words for months, letters, signs, units and money are in ``assets/spoken.tsv`` (a column a language;
``one;many`` where they differ), abbreviations in ``assets/abbreviations.tsv``. Both are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, Final, Literal

from emogen.pipelines.speech.text.languages import LATIN, Language, LanguageBackend
from emogen.tables import asset_rows


class _Tongue(LanguageBackend):
    """A language whose words are in the tables."""

    def _with_words(self, language: Language, column: str) -> Language:
        """The language with the words of its column."""
        spoken = {
            (row["kind"], row["written"]): row[column] for row in asset_rows("spoken.tsv") if row[column]
        }
        return replace(language, spoken=spoken, short=_abbreviations(column))


def _abbreviations(column: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    short: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in asset_rows("abbreviations.tsv"):
        if row["language"] == column:
            short[row["written"]] = (*short.get(row["written"], ()), (row["spoken"], row["when"]))
    return short


_ENGLISH_MODELS: Final = ("english-tagger", "minilm-l6")
"""Weights that tell parts of speech, and homographs apart."""


class AmericanEnglish(_Tongue):
    """American English."""

    name: ClassVar[str] = "en-us"
    models: ClassVar[tuple[str, ...]] = _ENGLISH_MODELS

    def language(self) -> Language:
        from emogen.pipelines.speech.text.local.english import counting
        from emogen.pipelines.speech.text.local.english.readers import readers

        language = Language(
            code="en-us",
            name="English",
            numerals="en",
            cardinals=counting.american_cardinal,
            ordinals=counting.american_ordinal,
            years=counting.american_year,
            order="mdy",
            sounder=_english_sounder(),
            readers=readers,
        )
        return self._with_words(language, "en")


def _english_sounder() -> Literal["espeak", "misaki"]:
    from emogen.pipelines.speech.text.sounds.english import installed

    return "misaki" if installed() else "espeak"


class BritishEnglish(_Tongue):
    """British English."""

    name: ClassVar[str] = "en-gb"
    models: ClassVar[tuple[str, ...]] = _ENGLISH_MODELS

    def language(self) -> Language:
        from emogen.pipelines.speech.text.local.english.readers import readers

        sounder = _english_sounder()
        british = Language(code="en-gb", name="English", numerals="en", sounder=sounder, readers=readers)
        language = self._with_words(british, "en")
        return replace(language, spoken={**language.spoken, ("letter", "z"): "zed"})


class Spanish(_Tongue):
    """Spanish."""

    name: ClassVar[str] = "es"

    def language(self) -> Language:
        from emogen.pipelines.speech.text.local import spanish

        spoken = Language(
            code="es",
            name="Spanish",
            numerals="es",
            decimal=",",
            decimals="pairs",
            ordinals=spanish.ordinals,
            parts=spanish.parts,
            readers=spanish.readers,
        )
        return self._with_words(spoken, "es")


class French(_Tongue):
    """French."""

    name: ClassVar[str] = "fr-fr"

    def language(self) -> Language:
        from emogen.pipelines.speech.text.local import romance

        spoken = Language(
            code="fr-fr",
            name="French",
            numerals="fr",
            decimal=",",
            decimals="pairs",
            readers=romance.french,
        )
        return self._with_words(spoken, "fr")


class German(_Tongue):
    """German."""

    name: ClassVar[str] = "de"

    def language(self) -> Language:
        from emogen.pipelines.speech.text.local import german

        spoken = Language(
            code="de",
            name="German",
            numerals="de",
            capitals=True,
            decimal=",",
            ordinals=german.ordinals,
            parts=german.parts,
            years=german.years,
            readers=german.readers,
        )
        return self._with_words(spoken, "de")


class Hindi(_Tongue):
    """Hindi."""

    name: ClassVar[str] = "hi"

    def language(self) -> Language:
        from emogen.pipelines.speech.text.local import hindi

        spoken = Language(
            code="hi",
            name="Hindi",
            scripts=("DEVANAGARI", *LATIN),
            ordinals=hindi.ordinals,
            years=hindi.years,
            readers=hindi.readers,
        )
        return self._with_words(spoken, "hi")


class Italian(_Tongue):
    """Italian."""

    name: ClassVar[str] = "it"

    def language(self) -> Language:
        from emogen.pipelines.speech.text.local import romance

        spoken = Language(
            code="it",
            name="Italian",
            numerals="it",
            decimal=",",
            decimals="number",
            readers=romance.italian,
        )
        return self._with_words(spoken, "it")


class Japanese(_Tongue):
    """Japanese."""

    name: ClassVar[str] = "ja"

    def language(self) -> Language:
        from emogen.pipelines.speech.text import openjtalk
        from emogen.pipelines.speech.text.local import japanese

        return self._with_words(
            Language(
                code="ja",
                name="Japanese",
                cardinals=japanese.cardinals,
                readers=japanese.readers,
                scripts=("HIRAGANA", "KATAKANA", "CJK", *LATIN),
                order="ymd",
                sounder="kana",
                reader="openjtalk" if openjtalk.available() else "janome",
            ),
            "ja",
        )


class Portuguese(_Tongue):
    """Brazilian Portuguese."""

    name: ClassVar[str] = "pt-br"

    def language(self) -> Language:
        from emogen.pipelines.speech.text.local import romance

        spoken = Language(
            code="pt-br",
            name="Portuguese",
            numerals="pt_BR",
            decimal=",",
            cardinals=romance.portuguese_cardinals,
            parts=romance.parts,
            readers=romance.portuguese,
        )
        return self._with_words(spoken, "pt-br")


class Chinese(_Tongue):
    """Mandarin Chinese."""

    name: ClassVar[str] = "zh"

    def language(self) -> Language:
        from emogen.pipelines.speech.text.local import chinese

        spoken = Language(
            code="zh",
            name="Chinese",
            cardinals=chinese.cardinals,
            years=chinese.years,
            readers=chinese.readers,
            scripts=("CJK", *LATIN),
            order="ymd",
            sounder="pinyin",
        )
        return self._with_words(spoken, "zh")
