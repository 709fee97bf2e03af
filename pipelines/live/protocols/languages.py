"""Languages as protocols write them (BCP 47), and the voice that speaks each where none is named."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from emogen.errors import unknown_name
from emogen.pipelines.speech.text.languages import find_language
from emogen.pipelines.speech.voices import DEFAULT_VOICE, find_voice, voices

_TAGS: Final = {"en-us": "en-US", "en-gb": "en-GB", "fr-fr": "fr-FR", "pt-br": "pt-BR", "zh": "zh-CN"}
"""Codes of ours that have another case or region in BCP 47."""


def tag(code: str) -> str:
    """A language of ours as others write it, e.g. ``"pt-BR"``."""
    return _TAGS.get(code, code)


@lru_cache(maxsize=1)
def spoken() -> dict[str, str]:
    """The languages of the voices, tag by name in English."""
    codes = dict.fromkeys(voice.language for voice in voices())
    return {find_language(code).name: tag(code) for code in codes}


def voice_for(language: str) -> str:
    """The default voice where its language fits, else the first that speaks ``language``.

    Args:
        language: e.g. ``"en"``, ``"en-GB"``, ``"pt_br"``, in any case.

    Raises:
        RequestError: no voice speaks it.
    """
    wanted = language.strip().lower().replace("_", "-")
    in_order = (find_voice(DEFAULT_VOICE), *voices())
    exact = [voice.name for voice in in_order if voice.language == wanted]
    alike = [voice.name for voice in in_order if _base(voice.language) == _base(wanted)]
    if exact or alike:
        return (exact or alike)[0]
    raise unknown_name("language", language, [tag(voice.language) for voice in voices()])


def _base(code: str) -> str:
    """A language without its region."""
    return code.partition("-")[0]
