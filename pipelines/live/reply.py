"""A reply that a language model writes, spoken while it is written: sentence by sentence, as it is felt."""

from __future__ import annotations

import re
from typing import Final

from emogen.conditioning.read.text import read_text
from emogen.pipelines.live.session import Session

_END: Final = re.compile(r"[.!?…。！？]+[\"'”’»)\]*]*(?=\s|$)|\n+")
"""The end of a sentence, or a line break."""

_SHORTEST: Final = 12
"""Characters of a sentence that is read by itself; shorter ones ("No.") are read with the next. Ours."""

_LONGEST: Final = 400
"""Characters after which a sentence that has no end is cut at a blank. Ours."""

_WORDS: Final = re.compile(r"\w")
_CODE: Final = re.compile(r"```.*?(?:```|$)|[#>`|]", re.DOTALL)
"""Marks of Markdown that nobody says: code, headings, quotations, tables."""


class Sentences:
    """Text that arrives in pieces, as sentences."""

    def __init__(self) -> None:
        self._left = ""

    def add(self, text: str) -> list[str]:
        """Add a piece. Returns the sentences that are complete now."""
        self._left += text
        complete = []
        while cut := self._cut():
            complete.append(self._left[:cut])
            self._left = self._left[cut:]
        return complete

    def end(self) -> list[str]:
        """No more comes. Returns what is left, if anything."""
        rest, self._left = self._left, ""
        return [rest] if rest.strip() else []

    def _cut(self) -> int:
        """Characters of the first sentence; 0 where none is complete. The last sign might go on ("..."), so a
        sentence ends where something follows."""
        for end in _END.finditer(self._left):
            if end.end() >= _SHORTEST and end.end() < len(self._left):
                return end.end()
        return self._left.rfind(" ", 0, _LONGEST) + 1 if len(self._left) > _LONGEST else 0


def felt_sentence(sentence: str, session: Session) -> str:
    """A sentence as a piece of a line: with a tag of the emotion with which the character says it.

    Args:
        sentence: as a language model writes it; marks of any tool in it are kept for the reader of speech.
        session: who says it, and then feels part of what it shows.
    """
    plain = _CODE.sub(" ", sentence)
    if not _WORDS.search(plain):
        return ""
    emotion = session.meaning(read_text(plain).emotion)
    return f" [{emotion}] {plain.strip()}" if not emotion.is_neutral else f" [neutral] {plain.strip()}"


def heard(text: str, session: Session) -> None:
    """Have a character hear what somebody writes to it: it catches some of the emotion, and remembers it."""
    plain = text.strip()[:2000]
    if _WORDS.search(plain):
        emotion = read_text(plain).emotion
        session.catch(emotion)
        session.remember(plain, emotion)
