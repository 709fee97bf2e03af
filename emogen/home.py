"""Where emogen keeps what it has fetched and what it has derived from it."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """``$EMOGEN_HOME``, or the platform's cache folder for emogen. Made when first written to."""
    chosen = os.environ.get("EMOGEN_HOME")
    return user_path(chosen) if chosen else platformdirs.user_cache_path("emogen")


def user_path(name: str) -> Path:
    """A path with the user's home for ``~``; one of a user who has none stays as it is."""
    return Path(os.path.expanduser(name))  # noqa: PTH111 - Path.expanduser() raises there.


def offline() -> bool:
    """Whether the user forbade the network: ``--offline``, or ``EMOGEN_OFFLINE`` set to 1."""
    return os.environ.get("EMOGEN_OFFLINE", "") not in ("", "0")
