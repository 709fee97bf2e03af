"""The room in which live lines are made: threads, shared fairly, with room for so many lines."""

from __future__ import annotations

from functools import lru_cache


class Room:
    """Threads that make lines."""


@lru_cache(maxsize=1)
def default_room() -> Room:
    """The room of this process."""
    return Room()
