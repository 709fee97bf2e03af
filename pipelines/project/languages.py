"""Languages of a game, as its tools name them, and the languages of voices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from emogen.errors import EmogenError
from emogen.pipelines.speech.text.languages import find_language, language_names

_USUAL: Final = {"en": "en-us", "pt": "pt-br", "fr": "fr-fr"}
"""The code where a tool names a language without a country."""

_CALLED: Final = {
    **{"brazilian": "pt-br", "latam": "es", "schinese": "zh", "tchinese": "zh", "chs": "zh", "cht": "zh"},
    **{"cn": "zh", "jp": "ja", "jpn": "ja", "ger": "de", "deu": "de", "fra": "fr-fr", "eng": "en-us"},
}
"""Other names that games have for languages: those of Steam's tables, and usual abbreviations."""


def base_of(code: str) -> str:
    """The language of a code without country and script: ``pt-BR`` -> ``pt``."""
    return re.split(r"[-_.@]", code.strip().lower())[0]


@lru_cache(maxsize=256)
def code_of(name: str) -> str:
    """The code that voices have for a language as a tool names it; "" for one that no voice speaks.

    >>> code_of("french"), code_of("pt_BR"), code_of("en"), code_of("de-AT"), code_of("klingon")
    ('fr-fr', 'pt-br', 'en-us', 'de', '')
    """
    plain = name.strip().lower().replace("_", "-")
    known = language_names()
    if plain in known:
        return plain
    base = base_of(next((code for code in known if _name_of(code) == plain), _CALLED.get(plain, plain)))
    usual = _USUAL.get(base, _CALLED.get(plain, base))
    return usual if usual in known else ""


def _name_of(code: str) -> str:
    """The English name of a language, without a country."""
    try:
        return find_language(code).name.lower()
    except EmogenError:
        return ""


def language_codes(
    tools: Iterable[str], told: Mapping[str, str], chosen: Mapping[str, str]
) -> dict[str, str]:
    """The code of each further language by the tool's name; "" where none is known.

    Args:
        tools: names of the languages that lines have.
        told: codes as the importers tell them.
        chosen: codes as the project says, which count most.
    """
    return {
        tool: code_of(chosen[tool]) if tool in chosen else code_of(told.get(tool) or tool) or code_of(tool)
        for tool in tools
        if tool
    }
