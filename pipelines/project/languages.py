"""Names of languages as tools and people write them, and emogen's codes for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from emogen.registry import names

_OWN: Final[Mapping[str, str]] = {
    "brazilian": "pt-br",
    "castilian": "es-es",
    "cmn": "zh",
    "jp": "ja",
    "kr": "ko",
    "koreana": "ko",
    "latam": "es-419",
    "mandarin": "zh",
    "schinese": "zh-hans",
    "tchinese": "zh-hant",
    "ua": "uk",
    "chs": "zh-hans",
    "cht": "zh-hant",
    "cn": "zh",
}
"""Names of Steam and of game engines that the Unicode CLDR does not have."""

_REGIONS: Final[Mapping[str, str]] = {
    "simplified": "hans",
    "traditional": "hant",
    "lat am": "419",
    "latam": "419",
    "brazilian": "br",
    "america": "us",
    "american": "us",
    "usa": "us",
    "uk": "gb",
    "british": "gb",
    "castilian": "es",
    "european": "150",
}
"""Words for a region or a way of writing that the CLDR does not have."""

_WRITERS: Final = (
    *("ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu"),
    *("id", "it", "ja", "ko", "lt", "lv", "ms", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv"),
    *("th", "tr", "uk", "vi", "zh"),
)
"""Languages whose own names for languages are known: those that games are translated into most. Ours."""

_AMERICAN: Final = frozenset({"us", "ca", "ph", "pr", "150", "gu"})
"""Regions whose English is nearer to the American than to the British. Ours."""

_TAG: Final = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?")
_LONGEST: Final = 60
"""Letters of a language's name. Ours."""

_CAMEL: Final = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z])")
"""Between the words of a name such as ``ChineseSimplified``."""

_BREAKS: Final = re.compile(r"[\s_(),/\-\[\]（）]+")


def language_code(name: str) -> str:
    """emogen's code of a language that a tool names, e.g. ``fr-fr``.

    The code of a voice's language where one speaks it, whatever the region; otherwise the code of BCP 47 in
    lower case; a name that is of no language as it stands.

    >>> language_code("french"), language_code("Français"), language_code("pt_BR"), language_code("日本語")
    ('fr-fr', 'fr-fr', 'pt-br', 'ja')
    """
    return language_of(name) or name


@lru_cache(maxsize=1024)
def language_of(name: str) -> str:
    """The code of a language, as :func:`language_code`; "" for what names none."""
    if len(name) > _LONGEST:
        return ""
    written = _folded(name)
    tag = _tag(written.replace("_", "-").replace(" ", "-")) or _named(written)
    return _spoken(tag) if tag else ""


def _folded(text: str) -> str:
    apart = _CAMEL.sub(" ", unicodedata.normalize("NFC", text.strip()))
    return apart.casefold()


def _tag(written: str) -> str:
    """A tag of BCP 47, or one of :data:`_OWN`, with its language in two letters where it has them."""
    if written in _OWN:
        return _OWN[written]
    if not _TAG.fullmatch(written):
        return ""
    base, *rest = written.split("-")
    base = _aliases().get(base, base)
    known = base in _english() and not (len(base) == 3 and base == written)
    return "-".join((base, *rest)) if known or base in names("language") else ""


def _named(written: str) -> str:
    """The tag of a language named in words, with a region or without one."""
    words = [word for word in _BREAKS.split(written) if word]
    for table in (_english_names, _other_names):
        named = table()
        if tag := named.get(" ".join(words)):
            return tag
        for split in range(1, len(words)):
            halves = (" ".join(words[:split]), " ".join(words[split:]))
            for language, region in (halves, halves[::-1]):
                if (tag := named.get(language)) and (place := _region(region)):
                    return f"{tag.split('-')[0]}-{place}"
    return ""


def _region(words: str) -> str:
    return _REGIONS.get(words, "") or _territories().get(words, "")


def _spoken(tag: str) -> str:
    """The code of the language that emogen speaks, or else the tag."""
    known = names("language")
    if tag in known:
        return tag
    base, *rest = tag.split("-")
    near = [code for code in known if code.split("-")[0] == base]
    if base == "en" and len(near) > 1:
        near = ["en-gb" if rest and rest[-1] not in _AMERICAN else "en-us"]
    return near[0] if near else tag


@lru_cache(maxsize=1)
def _aliases() -> Mapping[str, str]:
    """Codes of two letters by those of three."""
    from babel.core import get_global

    aliases: Mapping[str, str] = get_global("language_aliases")
    return {old: new for old, new in aliases.items() if len(old) == 3 and len(new) == 2}


@lru_cache(maxsize=1)
def _english() -> Mapping[str, str]:
    from babel import Locale

    return dict(Locale("en").languages)


@lru_cache(maxsize=1)
def _english_names() -> Mapping[str, str]:
    return {**_named_in("en"), **_OWN}


@lru_cache(maxsize=1)
def _other_names() -> Mapping[str, str]:
    """Tags by the names that languages have for themselves and, after these, for each other."""
    tables = {code: _named_in(code) for code in _WRITERS}
    own: dict[str, str] = {}
    for code, table in tables.items():
        own |= {name: tag for name, tag in table.items() if tag.split("-")[0] == code}
    others: dict[str, str] = {}
    for table in tables.values():
        for name, tag in table.items():
            if tag.split("-")[0] in _WRITERS:
                others.setdefault(name, tag)
    return {**others, **own}


def _named_in(code: str) -> dict[str, str]:
    from babel import Locale

    table = {}
    for tag, name in Locale(code).languages.items():
        table[" ".join(word for word in _BREAKS.split(_folded(name)) if word)] = tag.lower().replace("_", "-")
    return table


@lru_cache(maxsize=1)
def _territories() -> Mapping[str, str]:
    """Codes of regions by their names, and by themselves."""
    from babel import Locale

    table: dict[str, str] = {}
    for language in _WRITERS:
        for code, name in Locale(language).territories.items():
            table.setdefault(" ".join(word for word in _BREAKS.split(_folded(name)) if word), code.lower())
    return {**table, **{code: code for code in table.values()}}
