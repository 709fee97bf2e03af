"""English addresses of the internet: said sign by sign, figures one by one."""

from __future__ import annotations

import re
from typing import Final

from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.lists import listed
from emogen.pipelines.speech.text.numbers import digits
from emogen.pipelines.speech.text.scan import Context, Grammar, Reader, Said

_SIGNS: Final = {
    ".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore", "\\": "backslash",
    "&": "ampersand", ":": "colon", "~": "tilde", "?": "question mark", "=": "equal sign", "%": "percent",
    "+": "plus", "#": "hash", "*": "asterisk", ",": "comma", ";": "semicolon", "$": "dollar",
    "!": "exclamation mark",
}  # fmt: skip

_ENDINGS: Final = (
    "com|org|net|edu|gov|mil|int|io|uk|de|fr|es|it|br|jp|cn|in|eu|us|ai|dev|app|info|biz|tv|ly|ca|au|mx|ar|co|museum|"
    "nl|se|pl|ru|fi|dk|cz|gr|pt|kr|tw|hk|nz|za|il|tr|ua|ie|id|th|vn|ph|sg|sm|hu|ro|bg|hr|sk|si|lt|lv|ee|cl|pe|ve|ch|"
    "name|store|shop|blog|online|site|cloud|tech|xyz|gg|fm|me"
)
"""Top domains, but for those that are common words."""

_REST: Final = r"[^\s<>\"“”]{1,400}"


def internet_readers() -> Grammar:
    """The readers of addresses."""
    tail = r"(?:(?::\d{1,5})?/[^\s<>\"“”]{0,400}[\w/])?"
    written: tuple[tuple[str, Reader], ...] = (
        (rf"(?:https?|ftp|sftp|ssh|file|git|ws|wss)://{_REST}", _address),
        (r"www\.[^\s<>\"“”]{1,400}", _address),
        (r"(?<![\w+-])(?<!\w\.)[\w+&~-](?:[\w.+&~-]{0,62}[\w+&~-])?@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}(?:/[\w/-]{1,200})?",
         _address),
        (rf"(?<![\w@.-])(?:[a-zA-Z0-9-]{{1,63}}\.){{1,8}}(?:{_ENDINGS})\b{tail}(?![\w@])", _address),
    )  # fmt: skip
    return [(re.compile(pattern), reader) for pattern, reader in written]


def _address(match: re.Match[str], context: Context) -> list[Said]:
    """Part by part; marks at the end are the sentence's."""
    address = match[0].rstrip(".,;:!?)]}'’\"*")
    if address.endswith("/") and not address.endswith("//"):
        address = address.rstrip("/")
    if not address:
        return []
    language = context.language
    said = (
        _part(part, language) for part in re.findall(r"\d+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]+|.", address)
    )
    return [(match.start(), match.start() + len(address), " ".join(said))]


def _part(part: str, language: Language) -> str:
    if part.isdecimal():
        return digits(part, language)
    if part in _SIGNS:
        return language.word(_SIGNS[part]) or _SIGNS[part]
    low = part.lower()
    if not part.isalpha():
        return language.spoken.get(("sign", part), "")
    if part.isascii() and (
        len(part) == 1 or low in listed("spelled_in_addresses") or not re.search("[aeiouy]", low)
    ):
        from emogen.pipelines.speech.text.letters import spell

        return spell(part, language)
    return low if part.isupper() else part
