"""Texts in one written form, so that words heard can be told from words that were only written otherwise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from emogen.errors import RequestError
from emogen.pipelines.speech.text.words import read

_TAGS: Final = re.compile(r"<[^<>]*>|\[[^\[\]]*\]")
"""Marks of a script, and a recogniser's ``[BLANK_AUDIO]``: nobody says them."""

_APOSTROPHES: Final = str.maketrans("’‘ʼ`´", "'''''")

_WRITTEN: Final = re.compile(r"[$£€¥]?[0-9][0-9,.:/-]*[0-9%a-z]*|[^\W\d_]+(?:'[^\W\d_]+)*|%|&|\+")

_THEM: Final = re.compile(r"(?<!\w)'em\b")

_SIGNS: Final = {"%": "percent", "&": "and", "+": "plus"}

_SHORT: Final = {
    "mr": "mister", "mrs": "missus", "dr": "doctor", "st": "saint", "vs": "versus", "etc": "et cetera",
    "ok": "okay", "okey": "okay", "alright": "all right", "cannot": "can not",
    "can't": "can not", "won't": "will not", "shan't": "shall not", "ain't": "is not",
    "let's": "let us", "cause": "because", "cuz": "because", "y'all": "you all",
    "gonna": "going to", "wanna": "want to", "gotta": "got to", "kinda": "kind of", "outta": "out of",
    "gimme": "give me", "lemme": "let me", "dunno": "do not know",
    "mum": "mom", "mummy": "mommy", "towards": "toward", "grey": "gray", "tyre": "tire",
    "programme": "program", "moustache": "mustache", "pyjamas": "pajamas", "plough": "plow",
    "storey": "story", "sceptic": "skeptic", "sceptical": "skeptical", "whilst": "while",
    "ageing": "aging", "cosy": "cozy", "aluminium": "aluminum", "cheque": "check",
    "capt": "captain", "lt": "lieutenant", "sgt": "sergeant", "prof": "professor",
    "oh": "o", "ooh": "o", "hm": "hmm", "mm": "hmm", "mhm": "hmm",
}  # fmt: skip
"""One form of what is written in several ways. Ours, after common American usage."""

_ENDINGS: Final = (
    (re.compile(r"n't$"), " not"),
    (re.compile(r"'re$"), " are"),
    (re.compile(r"'ve$"), " have"),
    (re.compile(r"'ll$"), " will"),
    (re.compile(r"'d$"), " would"),
    (re.compile(r"'m$"), " am"),
    (re.compile(r"^(it|he|she|that|this|what|who|where|when|how|there|here|why)'s$"), r"\1 is"),
    (re.compile(r"'"), ""),
)
"""Contractions in full; other apostrophes (*John's*) go. *'s* and *'d* may stand for *has* and *had*:
both texts are treated alike, so this costs an error only where one of them writes the word out."""

_SPELLINGS: Final = (
    (re.compile(r"^(.{3,})our(s|ed|ing|ful|ite|ites|able|less)?$"), r"\1or\2"),
    (re.compile(r"^(.{3,})(i|y)s(e|es|ed|er|ers|ing|ation|ations)$"), r"\1\2z\3"),
    (re.compile(r"^(cent|theat|met|lit|fib|sab|calib|kilomet|spect)re(s?)$"), r"\1er\2"),
    (re.compile(r"^(def|off|pret|lic)ence(s?)$"), r"\1ense\2"),
    (re.compile(r"^(.{4,})ll(ed|er|ers|ing)$"), r"\1l\2"),
    (re.compile(r"^(.{3,})ogue(s?)$"), r"\1og\2"),
)
"""British to American. Broader than the dictionary's lists: both texts go through the same rules, and
no two common words become one by them. Ours."""


def plain_words(text: str, language: str = "en") -> list[str]:
    """The words of a text in one written form: lower case, without punctuation, marks of a script and
    accents; figures in full words.

    English has contractions in full and American spelling; Chinese is taken by its pinyin, syllable by
    syllable, and Japanese by its kana, one by one, as recognisers write homophones as they like; Hindi
    letter by letter. A language that is not known here is split at blanks.
    """
    text = unicodedata.normalize("NFKC", _TAGS.sub(" ", text)).translate(_APOSTROPHES).lower()
    return _WRITERS.get(language, _latin_words)(text, language)


def _english_words(text: str, language: str) -> list[str]:
    words: list[str] = []
    for written in _WRITTEN.findall(_plain_letters(_THEM.sub("them", text))):
        said = _number(written, language) if any(map(str.isdigit, written)) else _SIGNS.get(written, written)
        for word in said.split():
            words += _full(word)
    return list(_counted(words))


def _counted(words: list[str]) -> Iterator[str]:
    """Without the *and* inside numbers, and *one hundred* for *a hundred*."""
    for index, word in enumerate(words):
        before, after = words[max(0, index - 1) : index], words[index + 1 : index + 2]
        if word == "and" and before and before[0] in _BIG and after and after[0] in _COUNTS:
            continue
        yield "one" if word == "a" and after and after[0] in _BIG else word


_BIG: Final = frozenset(("hundred", "thousand", "million", "billion"))
_COUNTS: Final = frozenset(
    (
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty",
        "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    )
)  # fmt: skip


def _latin_words(text: str, language: str) -> list[str]:
    """Words without accents: *a* and *à* sound alike."""
    plain = _spaced(_plain_letters(text).replace("œ", "oe").replace("æ", "ae"))
    return _with_figures(plain, language)


def _hindi_letters(text: str, language: str) -> list[str]:
    """Letters and vowel signs, as networks of this size write few Hindi words without a slip; without the
    dot below, and with one sign for nasal vowels: both are written or left out freely."""
    words = _with_figures(_spaced(unicodedata.normalize("NFD", text)), language)
    return [sign for word in words for sign in word.replace("\u093c", "").replace("\u0901", "\u0902")]


def _chinese_syllables(text: str, language: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    words = _with_figures(_spaced(text), language)
    return [
        syllable
        for word in words
        for syllable in lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
    ]


def _japanese_kana(text: str, language: str) -> list[str]:
    words = [] if not re.search(r"\w", text) else _said(text, language).split()
    return [kana for word in words for kana in word]


_WRITERS: Final[dict[str, Callable[[str, str], list[str]]]] = {
    "en": _english_words,
    "hi": _hindi_letters,
    "zh": _chinese_syllables,
    "ja": _japanese_kana,
}


def _spaced(text: str) -> str:
    """Letters, their signs and figures; a blank for everything else."""
    return "".join(sign if unicodedata.category(sign)[0] in "LNM" else " " for sign in text)


def _with_figures(text: str, language: str) -> list[str]:
    return [
        part
        for word in text.split()
        for part in (_number(word, language).split() if any(map(str.isdigit, word)) else [word])
    ]


def _plain_letters(text: str) -> str:
    """Without accents: *café* is heard as *cafe*."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def _full(word: str) -> list[str]:
    word = _SHORT.get(word, word)
    for ending, full in _ENDINGS:
        word = ending.sub(full, word)
    return [_american(_SHORT.get(part, part)) for part in word.split()]


def _american(word: str) -> str:
    for british, american in _SPELLINGS:
        word = british.sub(american, word)
    return word


_CODES: Final = {"en": "en-us", "fr": "fr-fr", "pt": "pt-br"}
"""Languages of the front end, where they are named otherwise than by two letters."""


def _number(written: str, language: str) -> str:
    """A word with digits, as it is said; itself where it cannot be."""
    said = _said(written.rstrip(".,:/-"), language)
    return re.sub(r"[,-]", " ", _plain_letters(said.lower()) if language != "hi" else said)


def _said(written: str, language: str) -> str:
    try:
        return " ".join(word.spoken for word in read(written, language=_CODES.get(language, language)))
    except RequestError:
        return written
