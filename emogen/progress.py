"""Progress: told by whatever takes long, and passed on to whoever watches."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float], None]
"""Called with the fraction done, 0 to 1."""


def ignore(_done: float) -> None:
    """Progress that nobody watches."""


def part_of(progress: Progress, start: float, end: float) -> Progress:
    """The progress of a part, from ``start`` to ``end``, as progress of the whole."""
    return lambda done: progress(start + (end - start) * done)
