"""Ids as file names, reversibly: what a file system forbids is written as ``%`` and two hex digits a byte."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote

_FORBIDDEN: Final = re.compile(r'[%<>:"/|?*\\\x00-\x1f\x7f]|[. ]+$|^[. ~-]')
"""Signs that Windows or a shell makes trouble of, and ``%`` itself."""

LONGEST: Final = 180
"""Bytes of a name; with suffixes it stays below the 255 of most file systems. Ours."""

_DEVICES: Final = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9]|lpt[0-9])(?=\.|$)")


def file_name(id: str) -> str:
    """A file name, without suffix, for an id of any characters; :func:`id_of` reads it back.

    >>> file_name("a/b:c"), file_name("CON"), file_name("0721506")
    ('a%2Fb%3Ac', '%43ON', '0721506')
    """
    name = _FORBIDDEN.sub(_escaped, id)
    if _DEVICES.match(name):
        name = _escaped_text(name[0]) + name[1:]
    return name or "%"


def id_of(name: str) -> str:
    """The id of a name that :func:`file_name` made."""
    return "" if name == "%" else unquote(name)


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """A file name for each id, different on every file system: of two that differ in case only, or are the
    same letters composed otherwise, the later one has a letter escaped. An id that is too long for a file is
    cut, with a hash of it at the end: that name alone is not read back."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for id in ids:
        whole = file_name(id)
        if len(whole.encode()) > LONGEST:
            names[id] = _cut(whole, id)
            continue
        candidates = (whole, *(_with_escaped(id, position) for position in range(len(id))))
        name = next((name for name in candidates if _key(name) not in taken), candidates[-1])
        taken.add(_key(name))
        names[id] = name
    return names


def _cut(name: str, id: str) -> str:
    digest = hashlib.sha256(id.encode()).hexdigest()[:16]
    beginning = name.encode()[: LONGEST - len(digest) - 1].decode(errors="ignore")
    return f"{beginning.rstrip('%. ')}~{digest}"


def _with_escaped(id: str, position: int) -> str:
    """The file name of an id, one of whose letters is escaped without need."""
    before, after = id[:position], id[position + 1 :]
    return (
        (file_name(before) if before else "")
        + _escaped_text(id[position])
        + (file_name(after) if after else "")
    )


def _key(name: str) -> str:
    """A key that two names share where some file system takes them for one."""
    return unicodedata.normalize("NFC", name).casefold()


def _escaped(match: re.Match[str]) -> str:
    return _escaped_text(match[0])


def _escaped_text(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())
