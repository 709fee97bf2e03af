"""Addresses of the internet in languages written in Latin letters: every sign, figures one by one."""

from __future__ import annotations

import re
from typing import Final

from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.letters import spell
from emogen.pipelines.speech.text.numbers import digits
from emogen.pipelines.speech.text.scan import Context, Reader, Said

_SIGNS: Final = {
    ".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore", "\\": "backslash", ":": "colon",
    "&": "ampersand", "|": "bar", "~": "tilde", "?": "question", "#": "hash",
}  # fmt: skip
"""Signs -> the names of their words; others are read as signs elsewhere are."""

_LETTERS: Final = frozenset(["www", "http", "https", "ftp", "html", "htm", "xml", "pdf", "php", "csv"])
"""Parts that are letters although some could be said."""

_REST: Final = r"[^\s<>\"“”«»]{1,400}"


def address_readers() -> list[tuple[str, Reader]]:
    """The readers of addresses."""
    return [
        (rf"(?:https?|ftp)://{_REST}|www\.{_REST}", address),
        (r"(?<![\w+.-])[\w+-][\w.+-]{0,62}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", address),
        (r"(?<![\w@.-])(?:[a-zA-Z0-9-]{1,63}\.){1,6}(?:com|org|net|edu|gov|io|info|tv|eu)(?:\.[a-z]{2})?\b"
         r"(?:/[^\s<>\"“”«»]{0,400})?(?![\w@])", address),
        (r"@[^\W\d]\w{0,63}(?:\.\w{1,63}){0,3}", address),
    ]  # fmt: skip


def address(match: re.Match[str], context: Context) -> list[Said]:
    """Part by part; marks at the end are the sentence's."""
    written = match[0].rstrip(".,;:!?)]}'’\"*»")
    if len(written) < 2:
        return []
    parts = re.findall(r"\d+|[^\W\d_]+|.", written)
    said = " ".join(_part(part, context.language) for part in parts)
    return [(match.start(), match.start() + len(written), said)]


def _part(part: str, language: Language) -> str:
    if part.isdecimal():
        return digits(part, language)
    if part in _SIGNS:
        return language.word(_SIGNS[part])
    if not part.isalpha():
        return language.sign(part)
    low = part.lower()
    if low in _LETTERS or not re.search("[aeiouy]", low):
        return spell(low, language)
    return low if part.isupper() else part
