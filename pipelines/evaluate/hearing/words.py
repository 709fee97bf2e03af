"""Words that should be heard against words that were: aligned and counted."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from emogen.errors import EmogenError, RequestError
from emogen.pipelines.evaluate.hearing.spelling import plain_words
from emogen.pipelines.evaluate.judge import Measure, Opinion

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
        pairs: ``(expected, heard)`` in order; "" on one side for a word added or missing. The same
            letters with other gaps (*goodbye*, *good bye*) are one pair without an error.
        count: words expected.
    """

    pairs: tuple[tuple[str, str], ...]
    count: int

    @property
    def substitutions(self) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in self.pairs if all(pair) and not sound_alike(*map(str.split, pair)))

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


def opinion(expected: Sequence[str], heard: Sequence[str], text: str, *notes: str) -> Opinion:
    """The verdict of a recogniser that wrote ``text``, in plain words ``heard``, on words ``expected``."""
    found = compare(expected, heard)
    details: dict[str, Any] = {
        "heard": text.strip(),
        "expected": " ".join(expected),
        "substitutions": [list(pair) for pair in found.substitutions],
        "deletions": list(found.deletions),
        "insertions": list(found.insertions),
    }
    return Opinion({"wer": min(1.0, found.wer)}, notes=notes, details=details)


def expected_words(item: Item, language: str = "en") -> list[str]:
    """The words that should be heard in an item of that language, in the form of :func:`plain_words`.

    Raises:
        RequestError: its text has no words, or the item is in another language.
    """
    if language_of(item) != language:
        raise RequestError(
            f"{item.path.name} is not in {_NAMES.get(language, language)}",
            why="the recogniser knows only words of that language",
        )
    words = plain_words(item.text, language)
    if not words:
        raise RequestError(f"the text of {item.path.name} has no words")
    return words


_NAMES: Final = {"en": "English"}

_SCRIPTS: Final = (("HIRAGANA", "ja"), ("KATAKANA", "ja"), ("CJK", "zh"), ("DEVANAGARI", "hi"))
"""First word of the Unicode name of a letter, and the language it tells; kana come first, since Japanese
is written in Chinese characters too."""


def language_of(item: Item) -> str:
    """The language of an item, e.g. ``"fr"``: what its sidecar says, else its letters, else English.

    Letters decide only where most of them are no Latin ones; of a script that tells no language it is "".
    """
    asked = item.facts.get("request")
    asked = asked if isinstance(asked, dict) else {}
    language = str(item.facts.get("language") or asked.get("language") or "").lower()
    if language:
        return language.replace("_", "-").partition("-")[0]
    scripts = [unicodedata.name(letter, "").split()[:1] for letter in item.text if letter.isalpha()]
    foreign = [name[0] for name in scripts if name and name[0] != "LATIN"]
    if len(foreign) > len(scripts) / 2:
        return next((told for script, told in _SCRIPTS if script in foreign), "")
    return _language_of_voice(str(asked.get("voice") or "")) or "en"


def _language_of_voice(name: str) -> str:
    """The language of a voice of ours; "" for others."""
    from emogen.pipelines.speech.voices import find_voice

    try:
        return find_voice(name).language.partition("-")[0] if name else ""
    except EmogenError:
        return ""


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


def nearest(heard: Sequence[str], intended: str, language: str) -> Comparison:
    """The words heard, beside the nearest of several readings that are apart by ``|``."""
    readings = [plain_words(reading, language) for reading in intended.split("|")]
    return min((compare(reading, heard) for reading in readings), key=lambda found: found.wer)


_ERROR: Final = 1_000_000
"""The price of an error; of as many, those with fewer substitutions leave more words in common."""


def _steps(
    expected: Sequence[str], heard: Sequence[str], row: int, column: int
) -> list[tuple[int, int, int]]:
    """How many words of each side the last pair may take, and its price; likeliest first."""
    steps = []
    if row and column:
        alike = _letters(expected[row - 1]) == _letters(heard[column - 1])
        steps.append((1, 1, 0 if alike else _ERROR + 1))
    if row and column and _letters(expected[row - 1])[-1] == _letters(heard[column - 1])[-1]:
        steps += (
            (down, right, 0)
            for down, right in _RUNS
            if down <= row
            and right <= column
            and sound_alike(expected[row - down : row], heard[column - right : column])
        )
    if row:
        steps.append((1, 0, _ERROR))
    if column:
        steps.append((0, 1, _ERROR))
    return steps


_RUNS: Final = tuple((down, right) for down in range(1, 5) for right in range(1, 5) if down + right > 2)
"""Words of each side that may be the same letters with other gaps: *goodbye*, *U S A*."""


_AS_LETTERS: Final = {
    "ay": "a", "be": "b", "bee": "b", "see": "c", "sea": "c", "dee": "d", "ee": "e", "eff": "f", "gee": "g",
    "aitch": "h", "eye": "i", "jay": "j", "kay": "k", "ell": "l", "em": "m", "en": "n", "oh": "o",
    "pee": "p", "pea": "p", "cue": "q", "queue": "q", "are": "r", "ess": "s", "tee": "t", "tea": "t",
    "you": "u", "vee": "v", "ex": "x", "why": "y", "zee": "z",
}  # fmt: skip
"""English words that sound as a letter's name."""


def _letters(word: str) -> str:
    return _AS_LETTERS.get(word, word)


def sound_alike(expected: Sequence[str], heard: Sequence[str]) -> bool:
    """Whether words are the same but for their gaps, and for letters written by their names."""
    return "".join(map(_letters, expected)) == "".join(map(_letters, heard))
