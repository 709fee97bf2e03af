"""Walking through a text: at each place the first reader that knows what is written there says it.

A reader is a pattern and a function; the function gets the match and says the words in it, each with
its place, or nothing, and then the next reader is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from emogen.pipelines.speech.text.languages import Language

STOPS: Final = ".!?…"
"""Marks that end a sentence."""

MARKS: Final = {
    **{mark: mark for mark in ",.!?;:…"},
    "—": "—", "–": "—", "―": "—", "--": "—", "(": ",", ")": ",", "[": ",", "]": ",", "（": ",", "）": ",",
    "，": ",", "、": ",", "､": ",", "。": ".", "｡": ".", "．": ".", "！": "!", "？": "?", "；": ";",
    "：": ":",
    "।": ".", "॥": ".", "‽": "?", "⁉": "?", "⁈": "?", "～": "—", "〜": "—", "‥": "…",
}  # fmt: skip
"""Written punctuation -> the mark the voice knows."""

NEVER: Final = "(?!)"
"""A pattern that matches nothing: where a language has none of something."""

LETTER: Final = r"[^\W\d_¹²³⁰-₟¼-¾⅐-⅟①-⓿]"
"""A letter: Python counts raised figures and fractions as word characters too."""

_ACCENTS: Final = "\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c\u200d"
VOWEL_SIGNS: Final = f"[{_ACCENTS}]"
"""A mark of the letter before it: an accent, a vowel sign."""

WORD: Final = rf"(?:{LETTER}{VOWEL_SIGNS}*)+"
"""Letters with their accents or vowel signs."""


_ASCII: Final = {
    **{first + figure: str(figure) for first in (0x660, 0x6F0, 0x966, 0xFF10) for figure in range(10)},
    **{ord(wide): plain for wide, plain in zip("％＄￥＋－／＝＆＃＠", "%$¥+-/=&#@", strict=True)},
}
"""Figures of other scripts, and wide signs, as one ASCII character each."""


def in_ascii(text: str) -> str:
    """A text whose figures are ASCII: every character keeps its place."""
    return text.translate(_ASCII)


@dataclass(frozen=True, slots=True)
class Written:
    """One written word.

    Attributes:
        text: as written, without surrounding punctuation.
        spoken: the words said for it, blank-separated; in Chinese their pinyin, in Japanese kana. Empty
            only where there is ``ipa``.
        mark: the punctuation after it, one of ``, . ! ? ; : — …`` or empty.
        start: index of its first character in the script's text.
        end: index after its last one: ``script.text[start:end] == text``.
        ipa: its exact pronunciation, empty where it is the language's.
        drawn: how many times as long its stressed vowel is; with ``ipa``, the sounds that have ``ː``.
        sentence: whether a sentence ends with it.
        paragraph: whether a paragraph ends with it.
    """

    text: str
    spoken: str
    mark: str
    start: int
    end: int
    ipa: str = ""
    sentence: bool = False
    paragraph: bool = False
    drawn: float = 1.0


Said: TypeAlias = tuple[int, int, str] | Written
"""A place in the text, from and to, and the words said for it; or a word that is ready."""


@dataclass(slots=True)
class Context:
    """What a reader knows besides its match.

    Attributes:
        text: the whole text.
        end: where reading stops.
        language: of the voice.
        words: read before.
    """

    text: str
    end: int
    language: Language
    words: list[Written]

    @property
    def before(self) -> str:
        """The written word before, if no mark stands between and it is said in words."""
        last = self.words[-1] if self.words else None
        return last.text if last is not None and last.spoken and not last.mark else ""

    def after(self, place: int) -> str:
        """The rest of the text from a place, without the white space before it."""
        return self.text[place : min(self.end, place + 80)].lstrip()


Reader: TypeAlias = Callable[["re.Match[str]", Context], list[Said]]
Grammar: TypeAlias = Sequence[tuple["re.Pattern[str]", Reader]]

_RUN_OF_MARKS: Final = re.compile(
    r"\]\([^\s)]*\)|(?<!\w)[:;=]['\-]?[)(DPp3|\\](?!\w)|--+|\.\.\.|\s[-–]\s|.", re.DOTALL
)


def scan(context: Context, start: int, grammar: Grammar) -> None:
    """Read ``context.text[start:context.end]`` into ``context.words``."""
    text, place = context.text, start
    while place < context.end:
        if text[place] == " " and text[place + 1 : place + 3] not in ("- ", "– "):
            place += 1
            continue
        for pattern, reader in grammar:
            match = pattern.match(text, place, context.end)
            if match and match.end() > place and (said := reader(match, context)):
                context.words += (word for part in said if (word := _word_of(text, part)))
                place = match.end()
                if text[place - 1] == "." and _ends(context, place):
                    mark(context.words, ".")
                break
        else:
            place = _punctuation(context, place)


def _word_of(text: str, said: Said) -> Written | None:
    """A word without the white space around it; none where nothing is said."""
    if isinstance(said, Written):
        return said
    start, end, spoken = said
    spoken = unicodedata.normalize("NFC", " ".join(spoken.split()))
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    return Written(text[start:end], spoken, "", start, end) if spoken else None


def _ends(context: Context, place: int) -> bool:
    """Whether a full stop that belongs to an abbreviation also ends the sentence."""
    rest = context.after(place)
    abbreviation = context.words[-1].text if context.words else ""
    if not rest:
        return True
    attached = any(when for _, when in context.language.short.get(abbreviation, ()) if when != "after")
    return (
        rest[0].isupper()
        and not context.language.capitals
        and not attached
        and abbreviation not in _TITLES
        and not _INITIALS.fullmatch(abbreviation)
    )


_INITIALS: Final = re.compile(r"(?:[A-Z]\.\s?)+")


_TITLES: Final = frozenset(
    [
        "Dr.",
        "Mr.",
        "Mrs.",
        "Ms.",
        "Mx.",
        "Prof.",
        "Rev.",
        "Hon.",
        "Gov.",
        "Capt.",
        "Lt.",
        "Sgt.",
        "Cpl.",
        "vs.",
        "e.g.",
        "i.e.",
        "cf.",
        "Sr.",
        "Sra.",
        "Srta.",
        "Sres.",
        "Dra.",
        "Prof.ssa",
        "Sig.",
        "Sig.ra",
        "Dott.",
        "Ing.",
        "Avv.",
        "On.",
        "Av.",
        "Avda.",
        "Lic.",
        "Gral.",
        "Exmo.",
        "डॉ.",
        "श्री.",
        "प्रो.",
        "पं.",
        "St.",
    ]
)
"""Abbreviations that stand before a name with a capital letter, or in mid-sentence."""


def _punctuation(context: Context, place: int) -> int:
    """Take one mark, or pass over a character that says nothing."""
    match = _RUN_OF_MARKS.match(context.text, place, context.end)
    if match is None:
        return place + 1
    sign = match[0]
    if sign == "...":
        mark(context.words, "…")
    elif len(sign) > 1 and sign[-1] in "- –":
        mark(context.words, "—")
        return match.end() - (1 if sign[-1].isspace() else 0)
    elif sign in MARKS and (sign not in ")]）([（" or context.after(place + 1)[:1].isalnum()):
        mark(context.words, MARKS[sign])
    return match.end()


def mark(words: list[Written], sign: str) -> None:
    """Put a mark after the last word; one that ends the sentence counts more than one that does not, and
    a question more than a cry ("?!")."""
    if words and (not words[-1].mark or sign in STOPS) and (words[-1].mark, sign) != ("?", "!"):
        words[-1] = replace(words[-1], mark=sign)
