"""Arguments that are a text, a file, or ``-`` for standard input."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from emogen.errors import RequestError

TEXTS: Final = (".txt", ".md", ".ssml", ".xml")
"""Suffixes of text files."""


def named_file(source: str, suffixes: tuple[str, ...]) -> Path | None:
    """The file that an argument names which may also be a text itself; None for a text.

    Args:
        source: what was typed.
        suffixes: of the files that can be read, in lower case.

    Raises:
        RequestError: it looks like a file and is none, or is one of another type.
    """
    path = Path(source)
    known = path.suffix.lower() in suffixes
    try:
        is_file = path.is_file()
    except OSError:  # A story is too long for a file's name.
        return None
    if is_file and not known:
        raise RequestError(
            f"cannot read {source}",
            why=f"{path.suffix or 'no suffix'} is no known type",
            fix=f"Give {', '.join(suffixes)}; or text on standard input, with - in its place.",
        )
    one_word = not any(map(str.isspace, source))
    looks_like = (known and (one_word or source.count(" ") < 3)) or (bool(source) and path.is_dir())
    if not is_file and (looks_like or re.fullmatch(r"[./~]\S*/\S*|\S*\w\.[a-z]\w{0,4}", source)):
        raise RequestError(f"no such file: {source}", fix="Write a sentence, or name a file.")
    return path if is_file else None


def read_stdin_if_dash(text: str) -> str:
    """``text``, or what comes on standard input when it is ``-``."""
    if text != "-":
        return text
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        raise RequestError("cannot read standard input", why="it is not UTF-8 text") from error
