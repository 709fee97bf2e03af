"""English words that are written alike and said differently, told apart by their sentence.

A head on the word's vector in the sentence encoder, and its part of speech, choose between the readings of
the words that ``assets/homograph_readings.tsv`` lists (:mod:`emogen.conditioning.read.tokens`; trained by
``tools/homographs.py``). A few words that the heads were not trained on have rules in
``assets/homographs.tsv`` (ours): regular expressions for what stands before and after; the first that fits
decides. Everything else is read by its part of speech (:mod:`emogen.pipelines.speech.text.sounds.english`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from emogen.pipelines.speech.text.scan import Written
from emogen.tables import asset_file, asset_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HEADS: Final = "homographs.safetensors"
"""``weights``, ``biases`` and ``tags``, the scores of parts of speech: a row for each of the table of
readings."""

READINGS: Final = "homograph_readings.tsv"

_BLOCK: Final = 60
"""Words whose homographs are read at once."""

_AROUND: Final = 20
"""Words on either side of a block that are read with it, within the sentence."""


def told_apart(words: Sequence[Written], *, british: bool) -> list[Written]:
    """The words with the pronunciations of the homographs among them.

    Raises:
        MissingWeightError: there are some, and the sentence encoder is not there.
    """
    told = list(words)
    for index, word in enumerate(words):
        rules = () if word.ipa else _rules().get(word.spoken.lower(), ())
        for before, after, ipa, in_britain in rules:
            if before.search(_before(words, index)) and after.match(_after(words, index)):
                told[index] = replace(word, ipa=in_britain if british else ipa)
                break
    if any(_is_homograph(word) for word in told):
        for block in _blocks(told):
            _read_block(told, block, british)
    return told


# Heads -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    """One homograph: its readings, and where their rows are among the weights."""

    rows: slice
    ipa: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def _heads() -> dict[str, _Head]:
    readings: dict[str, list[tuple[str, str]]] = {}
    starts: dict[str, int] = {}
    for index, row in enumerate(asset_rows(READINGS)):
        starts.setdefault(row["homograph"], index)
        readings.setdefault(row["homograph"], []).append((row["ipa"], row["british"]))
    return {
        word: _Head(slice(starts[word], starts[word] + len(said)), tuple(said))
        for word, said in readings.items()
    }


@lru_cache(maxsize=1)
def _tensors() -> dict[str, NDArray[np.float32]]:
    import numpy as np
    from safetensors.numpy import load_file

    with asset_file(HEADS) as path:
        return {name: tensor.astype(np.float32) for name, tensor in load_file(path).items()}


def _is_homograph(word: Written) -> bool:
    return not word.ipa and word.spoken.lower() in _heads()


def _blocks(words: Sequence[Written]) -> Iterator[tuple[range, range]]:
    """Parts of sentences that have homographs, and the words that are read with them."""
    start = 0
    for index, word in enumerate(words):
        if not word.sentence and index + 1 < len(words):
            continue
        for first in range(start, index + 1, _BLOCK):
            part = range(first, min(first + _BLOCK, index + 1))
            if any(_is_homograph(words[place]) for place in part):
                yield part, range(max(start, first - _AROUND), min(part.stop + _AROUND, index + 1))
        start = index + 1


def _read_block(told: list[Written], block: tuple[range, range], british: bool) -> None:
    from emogen.conditioning.read.tokens import word_vectors
    from emogen.pipelines.speech.text.sounds import tagger
    from emogen.pipelines.speech.text.sounds.english import tags_of

    part, around = block
    text, places = "", {}
    for index in around:
        said = told[index].spoken or told[index].text
        places[index] = (len(text), len(text) + len(said))
        text += said + told[index].mark + " "
    chosen = [index for index in part if _is_homograph(told[index])]
    vectors = word_vectors(text, [places[index] for index in chosen])
    # A word that is said as several has one part of speech here: it is no homograph.
    words = [(told[index].spoken or told[index].text).split()[0] for index in around]
    marks = {place: told[index].mark for place, index in enumerate(around)}
    tags = tags_of(words, marks)
    for index, vector in zip(chosen, vectors, strict=True):
        head = _heads()[told[index].spoken.lower()]
        scores = scored(vector, tagger.labels().index(tags[index - around.start]), head.rows)
        told[index] = replace(told[index], ipa=head.ipa[int(scores.argmax())][british])


def scored(vector: NDArray[np.float32], tag: int, rows: slice) -> NDArray[np.float32]:
    """Log odds of the readings in some rows: by the word's vector, and by the number of its part of
    speech."""
    tensors = _tensors()
    scores: NDArray[np.float32] = tensors["biases"][rows] + tensors["tags"][rows, tag]
    return scores + tensors["weights"][rows] @ vector


# Rules -------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _rules() -> dict[str, list[tuple[re.Pattern[str], re.Pattern[str], str, str]]]:
    rules: dict[str, list[tuple[re.Pattern[str], re.Pattern[str], str, str]]] = {}
    cues: dict[str, str] = {}
    for row in asset_rows("homographs.tsv"):
        if row["word"].startswith("<"):
            cues[row["word"]] = row["before"]
            continue
        before, after = (_expanded(row[side], cues) for side in ("before", "after"))
        rule = (re.compile(rf"(?:{before})\Z"), re.compile(after), row["ipa"], row["british"] or row["ipa"])
        for word in row["word"].split():
            rules.setdefault(word, []).append(rule)
    return rules


def _expanded(pattern: str, cues: Mapping[str, str]) -> str:
    for cue, meaning in cues.items():
        pattern = pattern.replace(cue, meaning)
    return pattern


def _before(words: Sequence[Written], index: int) -> str:
    """Up to three words before, lower case, each with its mark; ``^`` where the sentence begins."""
    before: list[str] = []
    place = index - 1
    while place >= 0 and len(before) < 3 and not words[place].sentence:
        before.insert(0, _plain(words[place]))
        place -= 1
    begins = place < 0 or words[place].sentence
    return ("^ " if begins else "") + " ".join(before) if before else "^"


def _after(words: Sequence[Written], index: int) -> str:
    """The mark after the word and up to three words after, each after a blank; ``$`` where the
    sentence ends."""
    after, place = words[index].mark, index
    while place + 1 < len(words) and place < index + 3 and not words[place].sentence:
        place += 1
        after += " " + _plain(words[place])
    return after + (" $" if words[place].sentence else "")


def _plain(word: Written) -> str:
    return (word.spoken or word.text).lower() + word.mark
