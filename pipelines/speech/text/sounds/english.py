"""English by misaki, whose dictionaries Kokoro's English voices were trained with.

misaki (Apache-2.0) knows 180,000 words by dictionary, with readings by part of speech; the parts of speech
come from :mod:`emogen.pipelines.speech.text.sounds.tagger`. Words that it does not know are said by espeak.
misaki does not install on Python 3.13 and newer: there espeak says all words.
"""

from __future__ import annotations

import builtins
import importlib.util
import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from types import ModuleType, SimpleNamespace
from typing import Any, Final, Protocol

from emogen.pipelines.speech.text.alphabet import PRIMARY, SECONDARY
from emogen.pipelines.speech.text.pronounce import phones
from emogen.pipelines.speech.text.scan import STOPS
from emogen.pipelines.speech.text.sounds import tagger
from emogen.pipelines.speech.text.sounds.espeak import phonemize
from emogen.pipelines.speech.text.sounds.sound import Sound, sound, sounds_of
from emogen.tables import asset_rows


class Token(Protocol):
    """The parts of misaki's tokens that are used here."""

    text: str
    whitespace: str
    phonemes: str | None


_ALONE: Final = threading.Lock()


def installed() -> bool:
    """Whether misaki is there: it does not install on Python 3.13 and newer."""
    return importlib.util.find_spec("misaki") is not None


def sounded(words: Sequence[str], marks: Mapping[int, str], *, british: bool) -> list[list[Sound]]:
    """The sounds of each word of one sentence; none for a word that nothing can say.

    Args:
        words: plain words, each without blanks.
        marks: the mark after a word, by the word's index; they tell parts of speech and weak forms.
        british: Received Pronunciation in place of General American.

    Raises:
        MissingWeightError: the tagger is not there.
    """
    text, places = _joined([word if _is_ordinary(word) else _STAND_IN for word in words], marks)
    owners = [-1] * (len(text) + 1)
    for index, (start, end) in enumerate(places):
        owners[start:end] = [index] * (end - start)
    with _ALONE:
        _, tokens = _g2p(british)(text, preprocess=False)
    said: list[list[str]] = [[] for _ in words]
    at = 0
    for token in tokens:
        owner = next((owners[place] for place in range(at, at + len(token.text)) if owners[place] >= 0), -1)
        if owner >= 0 and token.phonemes:
            said[owner].append(token.phonemes)
        at += len(token.text) + len(token.whitespace)
    for index, word in enumerate(words):
        if not _is_ordinary(word):
            said[index] = []
        if letters := _by_table(word, british) or ("ˈA" if _is_letter(words, marks, index) else ""):
            said[index] = [letters]
    return [
        sounds_of(_NO_SOUND.sub(" ", " ".join(letters)), british=british) or _unknown(word, british)
        for word, letters in zip(words, said, strict=True)
    ]


_NO_SOUND: Final = re.compile(r'[;:,.!?—…"“”()❓\s]+')


def _joined(words: Sequence[str], marks: Mapping[int, str]) -> tuple[str, list[tuple[int, int]]]:
    """The sentence, and the place of each word in it."""
    text, places = "", []
    for index, word in enumerate(words):
        text += " " if text else ""
        places.append((len(text), len(text) + len(word)))
        text += word + marks.get(index, "")
    return text, places


_ORDINARY: Final = re.compile(r"(?:[A-ZÀ-Þ]{0,12}[^\W\d_A-ZÀ-Þ]{0,40}){1,3}(?:['’][^\W\d_]{1,12}){0,3}['’]?")

_STAND_IN: Final = "thing"


def _is_ordinary(word: str) -> bool:
    """Whether misaki takes a moment over a word: it tries all parts of one that it has to take apart."""
    return len(word) <= 60 and _ORDINARY.fullmatch(word) is not None


def _is_letter(words: Sequence[str], marks: Mapping[int, str], index: int) -> bool:
    """Whether a capital A is the letter: within a sentence that is not in capitals."""
    if words[index] != "A" or index == 0 or marks.get(index - 1, "") in STOPS + ":—":
        return False
    following = words[index + 1] if index + 1 < len(words) and not marks.get(index) else ""
    capitals = len(words[index - 1]) > 1 and words[index - 1].isupper()
    return not capitals and not following[:1].isupper()


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, str]]:
    """Words -> American and British IPA (``assets/names.tsv``, ours)."""
    return {row["word"]: (row["ipa"], row["british"] or row["ipa"]) for row in asset_rows("names.tsv")}


@lru_cache(maxsize=4096)
def _by_table(word: str, british: bool) -> str:
    """A name that dictionaries lack, in Kokoro's letters; empty for other words."""
    name, apostrophe, ending = word.lower().partition("'")
    if name not in _names() or ending not in ("", "s"):
        return ""
    language = "en-gb" if british else "en-us"
    letters = "".join(_letters(phone, language) for phone in phones(_names()[name][british]))
    return letters + ("z" if letters[-1] not in "ptkfθ" else "s") * bool(apostrophe and ending)


def _letters(phone: str, language: str) -> str:
    """A phone in IPA with its stress mark, in Kokoro's letters."""
    _, letters, stress = sound(phone, language)
    return ("", PRIMARY, SECONDARY)[stress] + letters


def _unknown(word: str, british: bool) -> list[Sound]:
    return sounds_of(_by_espeak(word, british), british=british)


@lru_cache(maxsize=4096)
def _by_espeak(word: str, british: bool) -> str:
    """A word that misaki does not know, in Kokoro's letters."""
    language = "en-gb" if british else "en-us"
    return "".join(_letters(phone, language) for group in phonemize(word, language) for phone in group)


@lru_cache(maxsize=2)
def _g2p(british: bool) -> Any:
    """misaki's converter with our tagger and espeak in place of spaCy and its own fallback."""
    module = _misaki()
    converter = module.G2P.__new__(module.G2P)
    converter.version, converter.british, converter.unk = None, british, ""
    converter.nlp = _tagged
    converter.lexicon = _lexicon(module, british)
    converter.fallback = lambda token: (_by_espeak(token.text, british), 1)
    return converter


def _lexicon(module: ModuleType, british: bool) -> Any:
    """Its dictionaries, without the check of every letter that takes half of its time."""
    lexicon = module.Lexicon.__new__(module.Lexicon)
    lexicon.british, lexicon.cap_stresses = british, (0.5, 2)
    data = resources.files("misaki") / "data"
    lexicon.golds, lexicon.silvers = (
        module.Lexicon.grow_dictionary(json.loads((data / name).read_text(encoding="utf-8")))
        for name in (f"{'gb' if british else 'us'}_{kind}.json" for kind in ("gold", "silver"))
    )
    return lexicon


def _tagged(text: str) -> list[SimpleNamespace]:
    """Words and marks with their parts of speech, as spaCy gives them to misaki."""
    cut = list(_cut(text))
    tags = tagger.tag([part for part, _ in cut], [bool(blank) for _, blank in cut])
    return [
        SimpleNamespace(text=part, tag_=tag, whitespace_=blank)
        for (part, blank), tag in zip(cut, tags, strict=True)
    ]


def _cut(text: str) -> Iterator[tuple[str, str]]:
    """Parts and the blank after each."""
    for chunk in text.split():
        *parts, last = _parts(chunk)
        yield from ((part, "") for part in parts)
        yield last, " "


def _parts(chunk: str) -> list[str]:
    """A word cut as the tagger wants it, and its mark."""
    bare = chunk.rstrip(",.!?;:—…") or chunk
    mark = chunk[len(bare) :]
    return [*tagger.split(bare), *([mark] if mark else [])]


@lru_cache(maxsize=1)
def _misaki() -> ModuleType:
    """A copy of ``misaki.en`` of our own, whose ``import spacy`` finds an empty module: it would take a
    second, load torch where that is installed, and is not used."""
    spec = importlib.util.find_spec("misaki.en")
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError("misaki.en")
    module = importlib.util.module_from_spec(spec)
    module.__dict__["__builtins__"] = {**vars(builtins), "__import__": _import}
    spec.loader.exec_module(module)
    return module


def _import(name: str, *arguments: Any, **keywords: Any) -> ModuleType:
    return ModuleType(name) if name == "spacy" else builtins.__import__(name, *arguments, **keywords)


def tags_of(words: Sequence[str], marks: Mapping[int, str]) -> list[str]:
    """The part of speech of each word of one sentence, as of its first part; arguments as of
    :func:`sounded`.

    Raises:
        MissingWeightError: the tagger's weights are not there.
    """
    parts: list[str] = []
    spaced: list[bool] = []
    starts: list[int] = []
    for index, word in enumerate(words):
        starts.append(len(parts))
        parts += _parts((word if len(word) <= 60 else _STAND_IN) + marks.get(index, ""))
        spaced += [False] * (len(parts) - len(spaced) - 1) + [True]
    tags = tagger.tag(parts, spaced)
    return [tags[start] for start in starts]


def misaki_readings(word: str, *, british: bool) -> list[str]:
    """Every reading that misaki's dictionaries have of a word, in Kokoro's letters."""
    lexicon = _g2p(british).lexicon
    readings: dict[str, None] = {}
    for known in (lexicon.golds, lexicon.silvers):
        for written in (word, word.capitalize()):
            entry = known.get(written, {})
            for letters in [entry] if isinstance(entry, str) else entry.values():
                readings.setdefault(letters)
    return [letters for letters in readings if letters]
