"""espeak's phonemes: the sounds of every language, and of words that no dictionary has."""

from __future__ import annotations

import logging
import threading
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

from emogen.pipelines.speech.text.alphabet import PRIMARY, SECONDARY
from emogen.pipelines.speech.text.languages import find_language, language_names
from emogen.scratch import new_folder

if TYPE_CHECKING:
    from phonemizer.backend import EspeakBackend

_ALONE: Final = threading.Lock()
"""espeak mixes up what two threads ask at once."""


@lru_cache(maxsize=4096)
def _phonemized(text: str, voice: str) -> tuple[tuple[str, ...], ...]:
    from phonemizer.separator import Separator

    separator = Separator(word="_", syllable="", phone="|")
    with _ALONE:
        line = _espeak(voice).phonemize([text], separator=separator)[0]
    groups = (tuple(phone for phone in group.split("|") if phone.strip()) for group in line.split("_"))
    return tuple(group for group in groups if group)


def phonemize(text: str, language: str) -> list[list[str]]:
    """Phones of each word, as espeak groups them: it joins some ("that the") into one.

    Args:
        text: plain words, without marks.
        language: one of ours, or the name of a voice of espeak.
    """
    voice = find_language(language).espeak if language in language_names() else ""
    groups = _phonemized(text, voice or language)
    return [[part for phone in group for part in _split(phone)] for group in groups]


def _split(phone: str) -> list[str]:
    """espeak counts a vowel with its r as one: two for us."""
    bare = phone.strip(PRIMARY + SECONDARY)
    return [phone[:-1], phone[-1]] if len(bare) > 1 and phone.endswith("ɹ") else [phone]


@lru_cache(maxsize=8)
def _espeak(voice: str) -> EspeakBackend:
    import espeakng_loader
    from phonemizer.backend import EspeakBackend
    from phonemizer.backend.espeak import api
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    # phonemizer copies the library into a folder of its own, which stays when the process is killed:
    # it gets one that emogen finds and removes later.
    api.tempfile = SimpleNamespace(mkdtemp=new_folder)
    EspeakWrapper.set_library(espeakng_loader.get_library_path())
    EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
    quiet = logging.getLogger("emogen.phonemizer")
    quiet.setLevel(logging.CRITICAL)
    return EspeakBackend(
        voice,
        with_stress=True,
        preserve_punctuation=False,
        language_switch="remove-flags",
        logger=quiet,
    )


def english_ipa(text: str) -> str:
    """Words in IPA as espeak reads them in American English, for foreign words in running text."""
    return " ".join("".join(group) for group in phonemize(text, "en-us"))
