"""Checks of what callers hand in, shared by events, memories and characters."""

from __future__ import annotations

from typing import Final

from emogen.errors import RequestError

MAX_TEXT: Final = 10_000
"""Characters in the text of an event or a memory. Ours: it bounds the size of a saved character."""


def check_text(text: str, what: str, longest: int = MAX_TEXT) -> str:
    """``text`` if it can be kept in a UTF-8 file and is not too long; else a ``RequestError``."""
    if len(text) > longest:
        raise RequestError(f"the {what} has {len(text)} characters", fix=f"Use at most {longest}.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise RequestError(f"the {what} has half of a surrogate pair in it", fix="Use whole characters.")
    return text
