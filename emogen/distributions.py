"""Reading from the metadata of installed distributions who registers what.

:func:`importlib.metadata.entry_points` gives up on everything when one distribution's metadata is
malformed. This reads them one by one, so that a broken one costs only itself.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import Distribution, distributions
from typing import Final

_UNKNOWN: Final = "an unnamed distribution"


@dataclass(frozen=True, slots=True)
class Registration:
    """One line of a distribution's ``entry_points.txt``.

    Attributes:
        name: left of the equals sign.
        value: right of it, ``module:attribute``; empty where there is none.
        distribution, version: whose line it is; the version is empty where the metadata has none.
    """

    name: str
    value: str
    distribution: str
    version: str

    @property
    def origin(self) -> str:
        """The distribution and its version, e.g. ``"mytts 1.2"``."""
        return origin(self.distribution, self.version)


def origin(distribution: str, version: str) -> str:
    """A distribution and its version for people; the name alone where the metadata has no version."""
    return f"{distribution} {version}".strip()


def registrations(group: str) -> tuple[Registration, ...]:
    """Every entry point of a group, sorted by name, then by distribution."""
    return _registrations(group, tuple(sys.path))


@lru_cache(maxsize=8)
def _registrations(group: str, path: tuple[str, ...]) -> tuple[Registration, ...]:
    lines: list[Registration] = []
    seen: set[str] = set()
    for distribution in distributions(path=list(path)):
        pairs = list(_lines(distribution, group))
        if not pairs:
            continue
        name, version = _identity(distribution)
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in seen and name != _UNKNOWN:
            continue  # Of two installations of one distribution Python imports the first on the path.
        seen.add(key)
        lines += [Registration(left, right, name, version) for left, right in pairs]
    return tuple(sorted(lines, key=lambda line: (line.name, line.distribution, line.value)))


def _lines(distribution: Distribution, group: str) -> Iterator[tuple[str, str]]:
    """(name, value) of each entry point of a group."""
    try:
        text = distribution.read_text("entry_points.txt") or ""
    except (OSError, ValueError):
        return  # Unreadable, so that nobody can tell whether it is about us.
    inside = False
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            inside = line == f"[{group}]"
        elif inside and line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            yield name.strip(), value.strip()


def _identity(distribution: Distribution) -> tuple[str, str]:
    """Name and version; what the metadata lacks, or what cannot be read of it, is empty."""
    try:
        metadata = distribution.metadata
        fields = {key: metadata[key] for key in ("Name", "Version") if key in metadata}
        return fields.get("Name") or _UNKNOWN, fields.get("Version") or ""
    except Exception:  # Missing or mangled metadata raises almost anything.
        return _UNKNOWN, ""
