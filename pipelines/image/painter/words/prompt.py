"""A text to what it asks of the painter."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from emogen.errors import RequestError
from emogen.pipelines.image.painter.words.compose import compose
from emogen.pipelines.image.painter.words.kinds import Prompt, Someone, Wanted
from emogen.pipelines.image.painter.words.read import Reading
from emogen.pipelines.image.painter.words.table import raw
from emogen.pipelines.image.painter.words.understand import understand

__all__ = ["Prompt", "Someone", "Wanted", "check_text", "names", "read_prompt", "reading_of"]

MAX_CHARACTERS: Final = 5000
"""A scene is a sentence or two; a text longer than this is a mistake."""

USED_CHARACTERS: Final = 600
"""Of a longer text the first sentences up to this length are painted."""

_SENTENCE: Final = re.compile(r"[^.!?。！？\n]*[.!?。！？\n]*\s*")


def names(kind: str) -> tuple[str, ...]:
    """The names of a kind: ``settings``, ``times``, ``weathers``, ``seasons``, ``things`` or ``people``."""
    return tuple(raw()[kind])


def check_text(text: str) -> None:
    """Raise ``RequestError`` for a text that is empty or longer than 5,000 characters."""
    if not text.strip():
        raise RequestError("the picture's text is empty", fix='Write e.g. "a harbour at dusk with boats".')
    if len(text) > MAX_CHARACTERS:
        raise RequestError(
            f"the picture's text has {len(text):,} characters",
            why=f"at most {MAX_CHARACTERS:,} are read",
            fix="Describe one scene in a sentence or two.",
        )


def read_prompt(text: str) -> Prompt:
    """Understand a text. Raises ``RequestError`` as :func:`check_text`."""
    return compose(reading_of(text))


def reading_of(text: str, negative: str = "") -> Reading:
    """The words of a text that can be painted, and those of ``negative`` as what must not be there.

    Raises:
        RequestError: as :func:`check_text`.
    """
    check_text(text)
    used, left = first_sentences(text)
    reading = understand(used)
    note = f"a long text: painted its first {len(used)} characters, not the other {left}"
    reading = replace(reading, notes=(note, *reading.notes)) if left else reading
    return reading.without(understand(first_sentences(negative)[0])) if negative.strip() else reading


def first_sentences(text: str) -> tuple[str, int]:
    """The sentences that fit into a picture, and how many characters were left out."""
    text = text.strip()
    if len(text) <= USED_CHARACTERS:
        return text, 0
    end = 0
    for sentence in _SENTENCE.finditer(text):
        if sentence.end() > USED_CHARACTERS:
            break
        end = sentence.end()
    if not end:  # one long sentence: up to a blank, where there is one
        end = max(text.rfind(" ", 0, USED_CHARACTERS), 0) or USED_CHARACTERS
    return text[:end].rstrip(), len(text) - end
