"""Languages of a game, as its tools name them, and the languages of voices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from emogen.errors import EmogenError
from emogen.pipelines.speech.text.languages import find_language, language_names

_USUAL: Final = {"en": "en-us", "pt": "pt-br", "fr": "fr-fr", "zh": "zh"}
"""The code where a tool names a language without a country."""


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
    base = base_of(plain)
    if _USUAL.get(base) in known:
        return _USUAL[base]
    if base in known:
        return base
    return next((code for code in known if base_of(code) == base or _name_of(code) == plain), "")


def _name_of(code: str) -> str:
    """The English name of a language, without a country."""
    try:
        return find_language(code).name.lower().split(" (")[0].split()[-1]
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
