"""From spoken words to phonemes and the tokens of the model, each tied to its word."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from emogen.pipelines.speech.text import STOPS, Written

if TYPE_CHECKING:
    from phonemizer.backend import EspeakBackend

CHUNK_TOKENS: Final = 220
"""Tokens after which a chunk ends at the next sentence; the model allows 510."""

MAX_TOKENS: Final = 400
"""Most tokens in one chunk, with room below the model's 510."""

_PRIMARY, _SECONDARY = "ˈ", "ˌ"

_ALPHABET: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "en-us": (
        ("aɪ", "I"), ("aʊ", "W"), ("eɪ", "A"), ("oʊ", "O"), ("ɔɪ", "Y"), ("dʒ", "ʤ"), ("tʃ", "ʧ"),
        ("əl", "ᵊl"), ("ɜː", "ɜɹ"), ("ɚ", "əɹ"), ("ɪə", "iə"), ("e", "A"), ("o", "ɔ"), ("ː", ""),
        ("ɾ", "T"), ("ʔ", "t"), ("ɐ", "ə"), ("r", "ɹ"), ("x", "k"), ("ç", "k"), ("ɬ", "l"),
    ),
    "en-gb": (
        ("aɪ", "I"), ("aʊ", "W"), ("eɪ", "A"), ("əʊ", "Q"), ("ɔɪ", "Y"), ("dʒ", "ʤ"), ("tʃ", "ʧ"),
        ("eə", "ɛː"), ("iə", "ɪə"), ("əl", "ᵊl"), ("ɚ", "əɹ"), ("ʔ", "t"), ("ɐ", "ə"), ("r", "ɹ"),
        ("x", "k"), ("ç", "k"), ("ɬ", "l"), ("ɾ", "T"),
    ),
}  # fmt: skip
"""espeak's spelling -> the alphabet the model was trained on (one letter for each diphthong and
affricate), applied in order."""

OBSTRUENTS: Final = frozenset("pbtdkɡfvszʃʒθðhʤʧTxʔç")
"""First letters of plosives, fricatives and affricates; everything else sounds on: vowels, nasals,
liquids and glides."""


@dataclass(frozen=True, slots=True)
class Sound:
    """One phoneme, or one mark with its pause.

    Attributes:
        symbol: IPA as espeak writes it, without stress; empty for a mark.
        letters: its tokens in the model's alphabet, stress mark first.
        stress: 0 none, 1 primary, 2 secondary.
        word: index of the written word it belongs to; for a mark, of the word before it.
        mark: the punctuation mark, a blank between words, or empty.
        said: on the first sound of a spoken word, that word in letters; else empty.
    """

    symbol: str
    letters: str
    stress: int
    word: int
    mark: str = ""
    said: str = ""


def chunks(words: Sequence[Written], language: str) -> Iterator[list[Sound]]:
    """The text as chunks that fit the model, cut at sentences, else at marks, else between words."""
    done: list[Sound] = []
    tokens = 0
    for sentence in _sentences(words):
        sounds = _sounds(words, sentence, language)
        size = _size(sounds)
        if done and tokens + size > CHUNK_TOKENS:
            yield done
            done, tokens = [], 0
        if size > MAX_TOKENS:
            *parts, sounds = _cut(sounds)
            yield from parts
            size = _size(sounds)
        blank = [Sound("", " ", 0, done[-1].word, " ")] if done else []
        done, tokens = done + blank + sounds, tokens + size
    if done:
        yield done


def _size(sounds: Sequence[Sound]) -> int:
    return sum(len(sound.letters) for sound in sounds)


def _sentences(words: Sequence[Written]) -> Iterator[range]:
    start = 0
    for index, word in enumerate(words):
        if (word.mark and word.mark in STOPS) or index - start >= 60:
            yield range(start, index + 1)
            start = index + 1
    if start < len(words):
        yield range(start, len(words))


def _cut(sounds: list[Sound]) -> list[list[Sound]]:
    """Parts of at most ``MAX_TOKENS`` tokens, ending at a mark where there is one near, else a blank."""
    parts: list[list[Sound]] = []
    rest = sounds
    while _size(rest) > MAX_TOKENS:
        size, best, blank = 0, 0, 0
        for index, sound in enumerate(rest):
            size += len(sound.letters)
            if size > MAX_TOKENS:
                break
            if sound.mark:
                blank = index + 1
                best = best if sound.mark == " " else index + 1
        end = (best if best > blank // 2 else blank) or index
        parts.append(rest[:end])
        rest = rest[end:]
    return [*parts, rest]


def _sounds(words: Sequence[Written], sentence: range, language: str) -> list[Sound]:
    """One sentence's sounds, clause by clause, marks and blanks between words included."""
    sounds: list[Sound] = []
    clause: list[int] = []
    for index in sentence:
        clause.append(index)
        last = index == sentence[-1]
        if not words[index].mark and not last:
            continue
        for word, said, phones in _clause(words, clause, language):
            if sounds:
                sounds.append(Sound("", " ", 0, sounds[-1].word, " "))
            sounds.extend(
                _sound(phone, word, language, "" if index else said) for index, phone in enumerate(phones)
            )
        clause = []
        mark = words[index].mark or ("." if last else "")
        if mark and sounds and not sounds[-1].mark:
            sounds.append(Sound("", mark, 0, sounds[-1].word, mark))
    return sounds


def _clause(
    words: Sequence[Written], clause: list[int], language: str
) -> Iterator[tuple[int, str, list[str]]]:
    """(written word, spoken word, its phones) for the words of one clause, in order.

    espeak joins some words ("that the") into one group: such a group is shared out by the lengths
    its words have alone.
    """
    spoken = [(index, word) for index in clause for word in words[index].spoken.split()]
    groups = _phonemize(" ".join(word for _, word in spoken), language)
    if len(groups) == len(spoken):
        yield from ((index, word, group) for (index, word), group in zip(spoken, groups, strict=True))
        return
    alone = [[phone for group in _phonemize(word, language) for phone in group] for _, word in spoken]
    flat = [phone for group in groups for phone in group]
    total = sum(map(len, alone))
    taken, reached = 0, 0
    starts = _edges(groups)
    for position, ((index, word), phones) in enumerate(zip(spoken, alone, strict=True)):
        reached += len(phones)
        ideal = reached * len(flat) / max(total, 1)
        near = min(starts, key=lambda edge: abs(edge - ideal))
        end = near if abs(near - ideal) <= 1.0 else round(ideal)
        left = len(spoken) - position - 1
        # Every word keeps at least one phone, as long as there are phones.
        end = len(flat) if not left else min(max(end, taken + 1), max(len(flat) - left, taken))
        if end > taken:
            yield index, word, flat[taken:end]
        taken = end


def _edges(groups: list[list[str]]) -> list[int]:
    edges = [0]
    for group in groups:
        edges.append(edges[-1] + len(group))
    return edges


@lru_cache(maxsize=4096)
def _phonemized(text: str, language: str) -> tuple[tuple[str, ...], ...]:
    from phonemizer.separator import Separator

    separator = Separator(word="_", syllable="", phone="|")
    line = _espeak(language).phonemize([text], separator=separator)[0]
    groups = (tuple(phone for phone in group.split("|") if phone.strip()) for group in line.split("_"))
    return tuple(group for group in groups if group)


def _phonemize(text: str, language: str) -> list[list[str]]:
    return [[part for phone in group for part in _split(phone)] for group in _phonemized(text, language)]


def _split(phone: str) -> list[str]:
    """espeak counts a vowel with its r as one: two for us."""
    bare = phone.strip(_PRIMARY + _SECONDARY)
    return [phone[:-1], phone[-1]] if len(bare) > 1 and phone.endswith("ɹ") else [phone]


@lru_cache(maxsize=2)
def _espeak(language: str) -> EspeakBackend:
    import espeakng_loader
    from phonemizer.backend import EspeakBackend
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    EspeakWrapper.set_library(espeakng_loader.get_library_path())
    EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
    quiet = logging.getLogger("emogen.phonemizer")
    quiet.setLevel(logging.CRITICAL)
    return EspeakBackend(
        language, with_stress=True, preserve_punctuation=False, language_switch="remove-flags", logger=quiet
    )


def _sound(phone: str, word: int, language: str, said: str) -> Sound:
    stress = 1 if _PRIMARY in phone else 2 if _SECONDARY in phone else 0
    bare = phone.replace(_PRIMARY, "").replace(_SECONDARY, "")
    letters = bare
    for written, trained in _ALPHABET[language]:
        letters = letters.replace(written, trained)
    return Sound(bare, ("", _PRIMARY, _SECONDARY)[stress] + letters, stress, word, said=said)
