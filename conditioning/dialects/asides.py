"""Telling stage directions from what looks like them: stress between stars, ordinary parentheses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from emogen.conditioning.dialects.meaning import Meaning
from emogen.conditioning.dialects.stage import forms, plain, read_stage
from emogen.conditioning.dialects.wordsets import words_of

_HEARD: Final = ("sound", "manner")
_CLOSING: Final = "\"'”’»)]>*_~"
_STOPS: Final = ".!?…:;—–-。！？："
_TOWARD: Final = re.compile(
    r"(?:to|at|into|toward|towards|through|over) (?:the|him|her|them|\w*sel[fv]|[A-Z])"
)
"""Whom the words are for: ``to herself``, ``through the door``, ``to MARY``."""

_SURE_ASIDES: Final = frozenset(("sic", "inaudible", "unintelligible", "crosstalk", "indistinct", "cont'd"))


@dataclass(frozen=True, slots=True)
class Around:
    """The text around a mark.

    Attributes:
        before, after: some of the text on either side.
    """

    before: str
    after: str

    @property
    def begins_line(self) -> bool:
        """Whether nothing is before it in its line."""
        return not self.before.rpartition("\n")[2].strip()

    @property
    def begins_sentence(self) -> bool:
        """Whether no sentence is under way before it."""
        said = self.before.rstrip().rstrip(_CLOSING)
        return self.begins_line or not said or said[-1] in _STOPS or self.before.rstrip()[-1:] in "]>*)"

    @property
    def ends_sentence(self) -> bool:
        """Whether no sentence goes on after it."""
        rest = self.after.lstrip(" \t")
        return not rest or rest[0] in "\n\r" + _STOPS or not (rest[0].islower() or rest[0] in ",'’")

    @property
    def word_before(self) -> str:
        """The word right before it, in lower case; empty after a mark."""
        words = self.before.split()
        return words[-1].lower() if words and self.before[-1:].isspace() and words[-1][-1].isalnum() else ""


def starred(content: str, around: Around) -> Meaning | None:
    """The meaning of words between stars or underlines that are an action, ``sighs``, ``she whispers``;
    None where they are words of the line with stress."""
    words = plain(content).split()
    if not words or around.word_before in words_of("subjects"):
        return None
    alone = around.begins_sentence and around.ends_sentence
    meaning = read_stage(content)
    subject = words[0] in words_of("subjects")
    verbs = words[1:] if subject else words
    whole = forms().get(" ".join(words))
    if meaning is not None and whole is not None:
        if whole.meaning.kind == "emotion":
            return None
        surely = not whole.bare and not words[-1].endswith("ly")
        surely = surely and (meaning.kind in _HEARD or (len(words) > 1 and around.begins_line))
        return meaning if surely or alone else None
    if not verbs:
        return None
    verb = verbs[1] if verbs[0].endswith("ly") and len(verbs) > 1 else verbs[0]
    form = forms().get(verb)
    if meaning is not None and form is not None and not form.bare:
        begins = len(words) > 1 and around.begins_line
        return meaning if form.meaning.kind in _HEARD or alone or begins else None
    if alone and len(words) > 1 and _is_third_person(verb):
        return Meaning("action") if meaning is None else meaning
    return None


def _is_third_person(word: str) -> bool:
    return (
        word.endswith("s") and not word.endswith("ss") and word not in words_of("no verbs") and word.isalpha()
    )


def parenthesis(content: str, around: Around, *, cued: bool = False) -> Meaning | None:
    """The meaning of a parenthesis that is a direction; None where its words are spoken.

    Args:
        content: what stands in it.
        around: what stands around it.
        cued: whether it follows the name of who speaks.
    """
    meaning = read_stage(content)
    begins = around.begins_sentence or cued
    if meaning is not None and not meaning.unread and _is_sure(meaning, content, around, begins=begins):
        return meaning
    if (around.begins_line or cued) and _is_direction(content.strip(), meaning):
        return Meaning("action") if meaning is None else meaning
    return None


def _is_sure(meaning: Meaning, content: str, around: Around, *, begins: bool) -> bool:
    """Whether a parenthesis of which every word is known stands where directions stand."""
    words = plain(content)
    edge = begins or around.ends_sentence
    match meaning.kind:
        case "sound" | "manner" | "pause":
            return edge or not words.endswith("ly")
        case "emotion" | "feeling":
            return edge and around.word_before not in words_of("determiners")
        case "aside":
            return begins or words in _SURE_ASIDES
        case "action" | "noise":
            return begins
        case "back":
            return around.begins_line or begins
    return False


def _is_direction(content: str, meaning: Meaning | None) -> bool:
    """Whether a parenthesis at the beginning of a line is a direction, of which not all is known."""
    if not content or len(content) > 80 or content[-1] in ".!?…" or content[0].isupper():
        return False
    if meaning is not None and (meaning.effects or meaning.emotion is not None or meaning.kind == "action"):
        return True
    first = content.split()[0].lower()
    doing = first.endswith("ing") and len(first) > 4 and first not in words_of("no doings")
    return doing or bool(_TOWARD.match(content))
