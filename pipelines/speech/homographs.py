"""English words that are written alike and said differently, told apart by the words around them.

The rules are in ``assets/homographs.tsv`` (ours): the first that fits decides; where none does, espeak's
reading stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from emogen.pipelines.speech.scan import Written
from emogen.tables import asset_rows


_CUES: Final = {
    "<det>": r"\b(?:a|an|the|my|your|his|her|its|our|their|this|that|these|those|some|any|no|every|each|another|one|new"
    r"|old|good|bad|first|last|world|public|whose|of|in|on|for|with|by|without|own|\w+'s)",
    "<to>": r"(?:\b(?:to|will|would|can|could|shall|should|must|may|might|cannot|not|i|we|they|you|who|please|let's|did|do"
    r"|does|don't|didn't|doesn't|won't|can't|couldn't|wouldn't|shouldn't|and|always|never|often|also|gonna|i'll|we'll"
    r"|they'll|you'll|he'll|she'll|i'd|we'd|they'd|you'd)|\^)",
    "<aux>": r"\b(?:to|will|would|can|could|shall|should|must|may|might|cannot|please|let's|did|do|does|don't|didn't|doesn't"
    r"|won't|can't|couldn't|wouldn't|shouldn't|i'll|we'll|they'll|you'll|he'll|she'll|gonna)",
    "<have>": r"(?:\b(?:have|has|had|having|was|were|been|be|being|is|are|get|got|i've|you've|we've|they've|he's|she's|haven't"
    r"|hasn't|hadn't|i'd|\w+'d)(?: not| never| ever| already| just| also| once| all| only| recently| \w+ly)?)",
    "<obj>": r" (?:it|me|him|her|us|them|you|my|your|his|their|our|this|that|these|those|the|a|an|all|your|one|myself"
    r"|yourself|himself|herself|themselves|everything|something|anything|nothing)\b",
    "<end>": r"(?:[,.!?;:…—]| \$|$)",
}  # fmt: skip
"""What the rules call common surroundings: a determiner before a noun, what stands before a verb (and, more
surely, an auxiliary), forms of have and be before a participle, an object after a verb, an end."""


@lru_cache(maxsize=1)
def _rules() -> dict[str, list[tuple[re.Pattern[str], re.Pattern[str], str, str]]]:
    rules: dict[str, list[tuple[re.Pattern[str], re.Pattern[str], str, str]]] = {}
    for row in asset_rows("homographs.tsv"):
        before, after = (_expanded(row[side]) for side in ("before", "after"))
        rule = (re.compile(rf"(?:{before})\Z"), re.compile(after), row["ipa"], row["british"] or row["ipa"])
        for word in row["word"].split():
            rules.setdefault(word, []).append(rule)
    return rules


def _expanded(pattern: str) -> str:
    for cue, meaning in _CUES.items():
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
    """The mark after the word and up to three words after, each after a blank; ``$`` at the sentence's end."""
    found, place = words[index].mark, index
    while place + 1 < len(words) and place < index + 3 and not words[place].sentence:
        place += 1
        found += " " + _plain(words[place])
    return found + (" $" if words[place].sentence else "")


def _plain(word: Written) -> str:
    return (word.spoken or word.text).lower() + word.mark
