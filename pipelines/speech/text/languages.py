"""Languages: how each writes and says what is no word.

They are registered (:mod:`emogen.registry`, kind ``language``); those built in are in
:mod:`emogen.pipelines.speech.text.tongues`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Final, Literal, Protocol, cast

from emogen.errors import EmogenError
from emogen.registered import Plugin
from emogen.registry import Backend, find_plugin, guarded, make, names

if TYPE_CHECKING:
    from emogen.pipelines.speech.text.scan import Grammar

Kind = Literal["month", "letter", "word", "sign", "fraction", "money", "scale", "unit", "english"]


LATIN: Final = ("LATIN", "FEMININE ORDINAL", "MASCULINE ORDINAL")
"""Scripts of languages written in Latin letters."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Language:
    """One language.

    Attributes:
        code: as a voice has it, e.g. ``"pt-br"``.
        name: in English.
        numerals: its name in num2words; empty where something else counts.
        cardinals: says a whole number below 10**15, for languages that num2words lacks.
        ordinals: says the place of a whole number (in the masculine where there are genders), for
            languages that num2words lacks or says otherwise.
        parts: the words of a part of so many, one and many (*third*, *thirds*); nothing where people say
            both numbers instead. Where None, from ordinals.
        capitals: whether every noun begins with one, so that a capital begins no sentence.
        years: says a year; as a number where None (in English in hundreds).
        decimals: how the figures after the decimal mark are read: each by itself, in pairs, or, up to
            two of them, as a number.
        readers: gives readers of its own, which are asked before those that all languages share.
        scripts: beginnings of the Unicode names of its letters.
        decimal: the mark before decimals.
        order: of day, month and year in a date of figures.
        sounder: what turns its words into phones: ``espeak``, ``misaki`` (English), or their transcription.
        reader: the library that tells how its words are read, where that hangs on what is installed.
        espeak: its voice in espeak; its code where empty.
        spoken: (kind, written) -> words, see :data:`Kind`.
        short: abbreviation -> its readings, each (words, when it is read so).
    """

    code: str
    name: str
    numerals: str = ""
    cardinals: Callable[[int], str] | None = None
    ordinals: Callable[[int], str] | None = None
    parts: Callable[[int], tuple[str, ...]] | None = None
    capitals: bool = False
    years: Callable[[int], str] | None = None
    decimals: Literal["figures", "pairs", "number"] = "figures"
    readers: Callable[[Language], Grammar] | None = None
    scripts: tuple[str, ...] = LATIN
    decimal: Literal[".", ","] = "."
    order: Literal["mdy", "dmy", "ymd"] = "dmy"
    sounder: Literal["espeak", "misaki", "pinyin", "kana"] = "espeak"
    reader: str = ""
    espeak: str = ""
    spoken: Mapping[tuple[str, str], str] = field(default_factory=dict)
    short: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @property
    def unspaced(self) -> bool:
        """Whether its words stand without blanks between them."""
        return self.sounder in ("pinyin", "kana")

    @property
    def english(self) -> bool:
        return self.code.startswith("en")

    def word(self, name: str) -> str:
        """A small word of numbers and addresses, e.g. ``"point"``; empty where the language has none."""
        return self.spoken.get(("word", name), "")

    def sign(self, written: str) -> str:
        """The word for a sign; empty where the language has none."""
        return self.spoken.get(("sign", written), "")

    def forms(self, kind: Kind, written: str) -> tuple[str, ...]:
        """One and many (and, for money, those of its coins); empty when it is not known."""
        found = self.spoken.get((kind, written), "")
        forms = tuple(found.split(";")) if found else ()
        return (*forms, *forms) if len(forms) == 1 else forms

    def written(self, kind: Kind) -> tuple[str, ...]:
        """Everything of a kind that the language can say."""
        return tuple(written for known, written in self.spoken if known == kind)


class LanguageBackend(Backend, Protocol):
    """A plug-in of the kind ``language``, named as the language's code."""

    kind: ClassVar[str] = "language"

    @abstractmethod
    def language(self) -> Language:
        """The language."""


def language_names() -> tuple[str, ...]:
    """The codes of every language, in alphabetical order."""
    return names("language")


def find_language(code: str) -> Language:
    """The language of that code.

    Raises:
        RequestError: there is none.
        EmogenError: its plug-in is broken.
    """
    return _language(find_plugin("language", code))


@lru_cache(maxsize=64)
def _language(plugin: Plugin) -> Language:
    code = plugin.name
    backend = cast("LanguageBackend", make("language", code))
    with guarded(backend):
        found = backend.language()
    if not isinstance(found, Language) or found.code != code:
        raise EmogenError(f"the language {code} is broken", why=f"it gives no Language of the code {code!r}")
    if code != "hi" and not found.numerals and found.cardinals is None:
        raise EmogenError(f"the language {code} is broken", why="it has neither numerals nor cardinals")
    return found
