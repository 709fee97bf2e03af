"""The one error tree. Every error a user can meet says what, why and what to do."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_LONGEST: Final = 4000
"""Characters of the longest error. Ours."""

_LONGEST_WORD: Final = 300
"""Characters of the longest word in an error; names of files have up to 255. Ours."""

_SHOWN: Final = 60
"""Characters that are shown of a value. Ours."""


class EmogenError(Exception):
    """Root of every error that emogen raises on purpose.

    Args:
        what: what went wrong, one clause, without a final full stop.
        why: the reason, when it is not plain from ``what``.
        fix: what the user can do about it.

    ``exit_code`` is what the command line ends with: 1 for a failure, 2 for a wrong request.
    """

    exit_code = 1

    def __init__(self, what: str, *, why: str = "", fix: str = "") -> None:
        self.what, self.why, self.fix = what, why, fix
        super().__init__(what, why, fix)

    def __str__(self) -> str:
        text = self.what + (f" ({self.why})" if self.why else "")
        return one_line(f"{text}. {self.fix}" if self.fix else text)


def one_line(text: str) -> str:
    """``text`` in one line that any terminal can take: what it quotes may have line breaks, control
    characters or no end."""
    plain = "".join(x if x.isprintable() or x.isspace() else repr(x)[1:-1] for x in text[: 2 * _LONGEST])
    words = (word if len(word) <= _LONGEST_WORD else f"{word[:_SHOWN]}..." for word in plain.split())
    line = " ".join(words)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."


def in_one_line(error: BaseException) -> str:
    """An error of anybody's in one line, with the name of its class where it is none of ours."""
    try:
        text = one_line(str(error))
    except Exception:  # Of others' classes.
        text = ""
    if isinstance(error, SystemExit):
        return f"it tries to end the program: SystemExit {text}".strip()
    if isinstance(error, EmogenError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def shown(value: object) -> str:
    """``repr(value)``, cut short; the type's name where it has none."""
    try:
        text = repr(value)
    except Exception:  # Of numbers with thousands of digits, and of others' classes.
        return f"of type {type(value).__name__}"
    return text if len(text) < _SHOWN else f"{text[: _SHOWN - 3]}..."


class RequestError(EmogenError):
    """The request itself is wrong: a bad value, an unknown name, a malformed file. Exit code 2."""

    exit_code = 2


class BudgetError(RequestError):
    """A file or a request holds more than is taken, see :mod:`emogen.budgets`. Names the limit and the option
    that raises it."""


class MissingWeightError(EmogenError):
    """A model file is absent or damaged. Names the file, its source, size, licence and command."""


class OutputError(EmogenError):
    """A result could not be written: unwritable folder, full disk."""


class GenerationError(EmogenError):
    """A generator failed on a valid request."""


class BusyError(EmogenError):
    """There is no room for more work now; the same request may pass later."""


def unknown_name(kind: str, name: str, known: Iterable[str], *, see: str = "") -> RequestError:
    """A ``RequestError`` for an unknown name that offers the nearest known ones.

    Args:
        kind: what the name stands for, e.g. ``"emotion"``.
        name: what the user wrote.
        known: every valid name.
        see: a command that lists the valid names, e.g. ``"emogen voices"``.
    """
    near = difflib.get_close_matches(name.lower(), sorted(known), n=3, cutoff=0.5)
    hints = []
    if near:
        hints.append(f"Did you mean {' or '.join(near)}?")
    if see:
        hints.append(f"See `{see}`.")
    elif not near:
        hints.append(f"Known: {', '.join(sorted(known))}.")
    return RequestError(f"unknown {kind} {name!r}", fix=" ".join(hints))


def checked(value: float, what: str, low: float, high: float) -> float:
    """``value`` if it is a number from ``low`` to ``high``; else a ``RequestError``."""
    try:
        number = float(value)
    except OverflowError:  # A whole number of hundreds of digits.
        number = math.inf
    except (TypeError, ValueError) as error:
        raise RequestError(f"{what} {shown(value)} is no number", fix=f"Use {low:g} to {high:g}.") from error
    if not (math.isfinite(number) and low <= number <= high):
        raise RequestError(f"{what} {number:g} is out of range", fix=f"Use {low:g} to {high:g}.")
    return number


def as_text(value: object, what: str) -> str:
    """``value`` if it is text; else a ``RequestError`` that names it as ``what``."""
    if not isinstance(value, str):
        raise RequestError(f"{what} {shown(value)} is no text", fix="Give a str.")
    return value


def as_path(value: object, what: str) -> Path:
    """``value`` as a path if it is text or a path; else a ``RequestError`` that names it as ``what``."""
    if not isinstance(value, str | Path):
        raise RequestError(f"{what} {shown(value)} is no file", fix="Give a str or a Path.")
    return Path(value)
