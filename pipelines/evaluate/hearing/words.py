"""Words that should be heard against words that were: written forms made one, aligned, counted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from emogen.errors import RequestError
from emogen.pipelines.evaluate.judge import Measure, Opinion
from emogen.pipelines.speech.text.words import read

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.item import Item

WER: Final = Measure(
    "wer", "words wrong, missing or added, for each word of the text; at most 1", 0.0, 1.0, "lower"
)
"""Word error rate. Added words can make it more than 1: it stops there, the details count on."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """An alignment of the words expected with the words heard, with the fewest errors.

    Attributes:
        pairs: ``(expected, heard)`` in order; "" on one side for a word added or missing. A word
            written in two on one side (*goodbye*, *good bye*) is one pair without an error.
        count: words expected.
    """

    pairs: tuple[tuple[str, str], ...]
    count: int

    @property
    def substitutions(self) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in self.pairs if all(pair) and _joined(pair[0]) != _joined(pair[1]))

    @property
    def deletions(self) -> tuple[str, ...]:
        return tuple(expected for expected, heard in self.pairs if not heard)

    @property
    def insertions(self) -> tuple[str, ...]:
        return tuple(heard for expected, heard in self.pairs if not expected)

    @property
    def errors(self) -> int:
        return len(self.substitutions) + len(self.deletions) + len(self.insertions)

    @property
    def wer(self) -> float:
        """Errors for each expected word; more than 1 is possible. NaN when none was expected."""
        return self.errors / self.count if self.count else float("nan")


def opinion(expected: Sequence[str], heard: str, *notes: str) -> Opinion:
    """What a recogniser that heard ``heard`` says about an item with the words ``expected``."""
    found = compare(expected, plain_words(heard))
    details: dict[str, Any] = {
        "heard": heard.strip(),
        "expected": " ".join(expected),
        "substitutions": [list(pair) for pair in found.substitutions],
        "deletions": list(found.deletions),
        "insertions": list(found.insertions),
    }
    return Opinion({"wer": min(1.0, found.wer)}, notes=notes, details=details)


def expected_words(item: Item) -> list[str]:
    """The words that should be heard in an English item, in the form of :func:`plain_words`.

    Raises:
        RequestError: its text has no words, or the item is in another language.
    """
    asked = item.facts.get("request")
    asked = asked if isinstance(asked, dict) else {}
    language = str(item.facts.get("language") or asked.get("language") or "en").lower()
    letters = [letter for letter in item.text if letter.isalpha()]
    foreign = [letter for letter in letters if not unicodedata.name(letter, "").startswith("LATIN")]
    if not language.startswith("en") or len(foreign) > len(letters) / 2:
        raise RequestError(
            f"{item.path.name} is not in English", why="the recogniser knows only English words"
        )
    words = plain_words(item.text)
    if not words:
        raise RequestError(f"the text of {item.path.name} has no words")
    return words


# Written forms -----------------------------------------------------------------------------------

_TAGS: Final = re.compile(r"<[^<>]*>|\[[^\[\]]*\]")
"""Marks of a script, and a recogniser's ``[BLANK_AUDIO]``: nobody says them."""

_APOSTROPHES: Final = str.maketrans("’‘ʼ`´", "'''''")

_WRITTEN: Final = re.compile(r"[$£€¥]?[0-9][0-9,.:/-]*[0-9%a-z]*|[^\W\d_]+(?:'[^\W\d_]+)*|%|&|\+")

_SIGNS: Final = {"%": "percent", "&": "and", "+": "plus"}

_SHORT: Final = {
    "mr": "mister", "mrs": "missus", "dr": "doctor", "st": "saint", "vs": "versus", "etc": "et cetera",
    "ok": "okay", "okey": "okay", "alright": "all right", "cannot": "can not",
    "can't": "can not", "won't": "will not", "shan't": "shall not", "ain't": "is not",
    "let's": "let us", "cause": "because", "cuz": "because", "y'all": "you all",
    "gonna": "going to", "wanna": "want to", "gotta": "got to", "kinda": "kind of", "outta": "out of",
    "gimme": "give me", "lemme": "let me", "dunno": "do not know", "em": "them",
    "mum": "mom", "mummy": "mommy", "towards": "toward", "grey": "gray", "tyre": "tire",
    "programme": "program", "moustache": "mustache", "pyjamas": "pajamas", "plough": "plow",
    "storey": "story", "sceptic": "skeptic", "sceptical": "skeptical", "whilst": "while",
    "ageing": "aging", "cosy": "cozy", "aluminium": "aluminum", "cheque": "check",
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


def plain_words(text: str) -> list[str]:
    """The words of a text in one written form: lower case, numbers and contractions in full words,
    American spelling, without punctuation, marks of a script and accents."""
    text = unicodedata.normalize("NFKC", _TAGS.sub(" ", text)).translate(_APOSTROPHES)
    words: list[str] = []
    for written in _WRITTEN.findall(_plain_letters(text.lower())):
        said = _number(written) if any(map(str.isdigit, written)) else _SIGNS.get(written, written)
        for word in said.split():
            words += _full(word)
    return words


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


def _number(written: str) -> str:
    """A word with digits, as it is said."""
    said = " ".join(word.spoken for word in read(written.rstrip(".,:/-")))
    return re.sub(r"[,-]", " ", said.lower())


# Alignment ---------------------------------------------------------------------------------------


def compare(expected: Sequence[str], heard: Sequence[str]) -> Comparison:
    """Align two texts with the fewest errors (Levenshtein's distance over words).

    Among alignments with as few, the one with the most words in common.
    """
    rows, columns = len(expected), len(heard)
    cost = [[0] * (columns + 1) for _ in range(rows + 1)]
    step = [[(0, 0)] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows + 1):
        for column in range(columns + 1):
            if row or column:
                cost[row][column], _, step[row][column] = min(
                    (cost[row - down][column - right] + price, rank, (down, right))
                    for rank, (down, right, price) in enumerate(_steps(expected, heard, row, column))
                )
    pairs = []
    row, column = rows, columns
    while row or column:
        down, right = step[row][column]
        pairs.append((" ".join(expected[row - down : row]), " ".join(heard[column - right : column])))
        row, column = row - down, column - right
    return Comparison(tuple(reversed(pairs)), rows)


_ERROR: Final = 1_000_000
"""The price of an error; of as many, those with fewer substitutions leave more words in common."""


def _steps(
    expected: Sequence[str], heard: Sequence[str], row: int, column: int
) -> list[tuple[int, int, int]]:
    """How many words of each side the last pair may take, and its price; likeliest first."""
    steps = []
    if row and column:
        steps.append((1, 1, 0 if expected[row - 1] == heard[column - 1] else _ERROR + 1))
    if row > 1 and column and expected[row - 2] + expected[row - 1] == heard[column - 1]:
        steps.append((2, 1, 0))
    if row and column > 1 and expected[row - 1] == heard[column - 2] + heard[column - 1]:
        steps.append((1, 2, 0))
    if row:
        steps.append((1, 0, _ERROR))
    if column:
        steps.append((0, 1, _ERROR))
    return steps


def _joined(words: str) -> str:
    return words.replace(" ", "")
