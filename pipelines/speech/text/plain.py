"""Texts in which nothing can go wrong: words and punctuation without markup."""

from __future__ import annotations

import re
from typing import Final

from emogen.budgets import SPEECH_CHARACTERS
from emogen.conditioning.effects import Pronunciation, Respelling, SayAs
from emogen.conditioning.script import Script

_PLAIN: Final = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ0-9 \n.,;:!?'’\"“”‘…–—-]+")
_FIGURES: Final = re.compile(r"[0-9][0-9.,:-]{12}")
"""Figures of a length that no reader of numbers is sure to take."""


def is_plain(text: str) -> bool:
    """Whether a text is sure to be read without an error, whatever the language; most lines of a game are.
    One that is not may be, too."""
    return (
        len(text) <= SPEECH_CHARACTERS.limit
        and _PLAIN.fullmatch(text) is not None
        and not text.isspace()
        and _FIGURES.search(text) is None
    )


def is_readable(script: Script) -> bool:
    """Whether the words of a script are sure to be read, too: plain, and none said as something else."""
    said_as = any(isinstance(span.effect, Pronunciation | Respelling | SayAs) for span in script.spans)
    return not said_as and is_plain(script.text)
