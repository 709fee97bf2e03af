"""Places in a spoken text: where words part, and how spans come to nest."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from heapq import heapify, heappop, heappush
from typing import Final

from emogen.conditioning.script import Span

CLAUSE: Final = ".,;:!?…"
"""After these a tag parts words even where no blank was written: ``Wait.[sad]No.``"""

_UNSPACED: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"})
"""Scripts that put no blanks between words, by the first word of their letters' names."""


def is_split(text: str, position: int) -> bool:
    """Whether the characters before and after a position are of one word."""
    inside = 0 < position < len(text)
    return inside and is_letter(text[position - 1]) and is_letter(text[position])


def is_parted(text: str, position: int) -> bool:
    """Whether a tag at a position would part words that nothing parts: ``a,b``."""
    return 0 < position < len(text) and text[position - 1] in CLAUSE and text[position].isalnum()


def nested(spans: list[Span], text: str) -> list[Span]:
    """Spans in order that nest: where two have come to share a word, the later one begins after it. Of
    what begins at one place pauses and sounds come first, then the longest."""
    queue = [_order(span.start, span.end, index) for index, span in enumerate(spans)]
    heapify(queue)
    ends: list[int] = []
    kept: list[Span] = []
    while queue:
        start, _, end, index = heappop(queue)
        end = -end
        while ends and ends[-1] <= start:
            ends.pop()
        if ends and end > ends[-1]:
            start = ends[-1] + (len(text) > ends[-1] and text[ends[-1]].isspace())
            if start < end:
                heappush(queue, _order(start, end, index))
            continue
        if end > start:
            ends.append(end)
        kept.append(replace(spans[index], start=start, end=end))
    return kept


def _order(start: int, end: int, index: int) -> tuple[int, bool, int, int]:
    return start, end > start, -end, index


def anchored(spans: list[Span], text: str, begun: set[int]) -> list[Span]:
    """Spans of which each pause and sound that waited for what was left out stands after its last word.

    Args:
        begun: the places where an emotion begins.
    """
    kept: list[Span] = []
    for span in spans:
        start = span.start
        if span.end > start:
            begun.add(start)
        elif start not in begun:
            while start > 0 and text[start - 1].isspace():
                start -= 1
        kept.append(replace(span, start=start, end=start) if span.end == span.start else span)
    return sorted(kept, key=lambda span: span.start)


def is_letter(character: str) -> bool:
    """Whether the character belongs to a word, in a script that puts blanks between words."""
    if unicodedata.category(character)[0] not in "LNM":
        return False
    return unicodedata.name(character, "?").split()[0] not in _UNSPACED
