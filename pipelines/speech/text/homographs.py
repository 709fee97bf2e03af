"""English words that are written alike and said differently, told apart by the words around them.

The rules are in ``assets/homographs.tsv`` (ours): regular expressions for what stands before and after,
with cues in angle brackets for what is common; the first that fits decides. Where none does, espeak's
reading stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from emogen.pipelines.speech.text.scan import Written
from emogen.tables import asset_rows


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


def told_apart(words: Sequence[Written], *, british: bool) -> list[Written]:
    """The words with the pronunciations of the homographs that a rule is sure of."""
    told = list(words)
    for index, word in enumerate(words):
        rules = () if word.ipa else _rules().get(word.spoken.lower(), ())
        for before, after, ipa, in_britain in rules:
            if before.search(_before(words, index)) and after.match(_after(words, index)):
                told[index] = replace(word, ipa=in_britain if british else ipa)
                break
    return told


def _before(words: Sequence[Written], index: int) -> str:
    """Up to three words before, lower case, each with its mark; ``^`` where the sentence begins."""
    found: list[str] = []
    place = index - 1
    while place >= 0 and len(found) < 3 and not words[place].sentence:
        found.insert(0, _plain(words[place]))
        place -= 1
    begins = place < 0 or words[place].sentence
    return ("^ " if begins else "") + " ".join(found) if found else "^"


def _after(words: Sequence[Written], index: int) -> str:
    """The mark after the word and up to three words after, each after a blank; ``$`` where the
    sentence ends."""
    found, place = words[index].mark, index
    while place + 1 < len(words) and place < index + 3 and not words[place].sentence:
        place += 1
        found += " " + _plain(words[place])
    return found + (" $" if words[place].sentence else "")


def _plain(word: Written) -> str:
    return (word.spoken or word.text).lower() + word.mark
