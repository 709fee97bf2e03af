"""From spoken words to phonemes and the tokens of the model, each tied to its word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from emogen.pipelines.speech.text.alphabet import PRIMARY, SECONDARY
from emogen.pipelines.speech.text.lists import listed
from emogen.pipelines.speech.text.scan import Written
from emogen.pipelines.speech.text.sounds.sentence import sentence_sounds
from emogen.pipelines.speech.text.sounds.sound import Sound

CHUNK_TOKENS: Final = 140
"""Tokens after which a chunk ends at the next sentence: about 10 seconds. The model allows 510; longer
chunks need more memory and are no faster."""

MAX_TOKENS: Final = 400
"""Most tokens in one chunk, with room below the model's 510."""

FIRST_TOKENS: Final = 24
"""Tokens of a first chunk that is wanted soon: about 1.5 seconds of speech."""

GROWTH: Final = 2.0
"""How many times as long each of the first chunks is at most as the one before it, so that it is made while
that is heard; a machine that makes two seconds in three has time for it. Ours."""

_OPENS: Final = 12
"""Tokens before which a long clause is not cut. Ours: two or three words."""

_LONG: Final = 2.0
"""A clause that has more than so many times the tokens that fit is cut. Ours."""

OBSTRUENTS: Final = frozenset("pbtdkɡqfvszʃʒθðhxɣχβɸçʝɕʂʐʤʧʦʣʨʥ\uab67ʈɖcɟTʔ")
"""First letters of plosives, fricatives and affricates; everything else sounds on: vowels, nasals,
liquids and glides."""


VOICELESS: Final = frozenset("ptkfsʃʂɕθxχçhʈcqʔʦʧʨ")
"""First letters of sounds without voice."""


@dataclass(frozen=True, slots=True)
class Phone:
    """One phoneme, or one mark with its pause.

    Attributes:
        symbol: IPA as espeak writes it, without stress; empty for a mark.
        letters: its tokens in the model's alphabet, stress mark first.
        stress: 0 none, 1 primary, 2 secondary.
        word: index of the written word it belongs to; for a mark, of the word before it.
        mark: the punctuation mark, a blank between words, or empty.
        paragraph: whether a paragraph ends with this mark.
        said: on the first sound of a written word, what is said for it, for models that read letters;
            else empty.
        drawn: how many times as long it is as the voice would make it.
    """

    symbol: str
    letters: str
    stress: int
    word: int
    mark: str = ""
    paragraph: bool = False
    said: str = ""
    drawn: float = 1.0


def chunks(words: Sequence[Written], language: str, *, first: int | None = None) -> Iterator[list[Phone]]:
    """The text as chunks that fit the model, cut at sentences, else at marks, else between words.

    Args:
        words: from :func:`emogen.pipelines.speech.text.words.read`.
        language: that of the voice.
        first: most tokens of the first chunk, for streaming; the next ones grow. Such a chunk is as many
            sentences, else clauses, as fit. A clause far longer than that is cut before a word that opens
            a phrase, with a comma's pause.
    """
    done: list[Phone] = []
    tokens, most = 0, CHUNK_TOKENS if first is None else first
    for sentence in _sentences(words):
        sounds = _sounds(words, sentence, language)
        while sounds:
            size = _size(sounds)
            if done and tokens + size > most:
                yield done
                done, tokens, most = [], 0, _grown(most)
                continue
            if most < CHUNK_TOKENS and size > most:
                opening, sounds = _opening(sounds, most)
                yield from _cut(opening)
                most = _grown(most)
                continue
            if size > MAX_TOKENS:
                *parts, sounds = _cut(sounds)
                yield from parts
                size = _size(sounds)
            blank = [Phone("", " ", 0, done[-1].word, " ")] if done else []
            done, tokens, sounds = done + blank + sounds, tokens + size, []
    if done:
        yield done


def _grown(most: int) -> int:
    """Most tokens of the chunk after one that had at most so many."""
    return min(round(most * GROWTH), CHUNK_TOKENS)


def _size(sounds: Sequence[Phone]) -> int:
    return sum(len(sound.letters) for sound in sounds)


def _sentences(words: Sequence[Written]) -> Iterator[range]:
    start = 0
    for index, word in enumerate(words):
        if word.sentence:
            yield range(start, index + 1)
            start = index + 1
    if start < len(words):
        yield range(start, len(words))


def _opening(sounds: list[Phone], most: int) -> tuple[list[Phone], list[Phone]]:
    """The clauses of a sentence that fit into so many tokens, at least one or its beginning, and what is
    left."""
    size = end = phrase = 0
    for index, sound in enumerate(sounds):
        size += len(sound.letters)
        if size > most and (end or (phrase and size > _LONG * most)):
            break
        if sound.mark not in ("", " "):
            end = index + 1
        elif sound.mark and size >= _OPENS and (size <= most or not phrase) and _opens(sounds, index + 1):
            phrase = index
    rest = sounds[end or phrase or len(sounds) :]
    opening = sounds[: end or phrase or len(sounds)]
    if not end and phrase:
        opening = [*opening, Phone("", ",", 0, opening[-1].word, ",")]
    rest = rest[1:] if rest and rest[0].mark == " " else rest
    return (opening, rest) if any(not sound.mark for sound in rest) else ([*opening, *rest], [])


def _opens(sounds: Sequence[Phone], index: int) -> bool:
    """Whether a phrase opens with a sound."""
    return index < len(sounds) and sounds[index].said.lower() in listed("phrase_openers")


def _cut(sounds: list[Phone]) -> list[list[Phone]]:
    """Parts of at most ``MAX_TOKENS`` tokens."""
    parts: list[list[Phone]] = []
    rest = sounds
    while _size(rest) > MAX_TOKENS:
        end = _best_end(rest)
        parts.append(rest[:end])
        rest = rest[end:]
    return [*parts, rest]


def _best_end(sounds: Sequence[Phone]) -> int:
    """The end of a part, as an index: at a mark, else before a word that opens a clause or a phrase, so
    that no pause parts an article or an adjective from its noun, else at a blank. Of places that are alike
    the last counts, and one in the first half of what fits counts only where there is no other."""
    best, size, index = (-1, 0), 0, 0
    for index, sound in enumerate(sounds):
        size += len(sound.letters)
        if size > MAX_TOKENS:
            break
        if sound.mark:
            late = 3 * (size > MAX_TOKENS // 2)
            kind = 2 if sound.mark != " " else 1 if _opens(sounds, index + 1) else 0
            best = max(best, (late + kind, index + 1))
    return best[1] or index


def _sounds(words: Sequence[Written], sentence: range, language: str) -> list[Phone]:
    """One sentence's sounds, marks and blanks between words included."""
    sounds: list[Phone] = []
    groups: dict[int, list[list[Sound]]] = {}
    for index, group in sentence_sounds(words, sentence, language):
        groups.setdefault(index, []).append([sound for sound in group if sound.letters])
    for index in sentence:
        word = words[index]
        for group in filter(None, groups.get(index, [])):
            first = not sounds or sounds[-1].word != index
            if sounds:
                sounds.append(Phone("", " ", 0, sounds[-1].word, " "))
            made = [_phone(sound, index) for sound in group]
            if first:
                made[0] = replace(made[0], said=word.spoken or word.text)
            sounds += _drawn(made, word) if word.drawn != 1.0 else made
        mark = word.mark or ("." if index == sentence[-1] else "")
        if mark and sounds and not sounds[-1].mark:
            sounds.append(Phone("", mark, 0, sounds[-1].word, mark, word.paragraph))
    return sounds


def _phone(sound: Sound, word: int) -> Phone:
    stress = ("", PRIMARY, SECONDARY)[sound.stress]
    return Phone(sound.symbol, stress + sound.letters, sound.stress, word)


def _drawn(sounds: list[Phone], word: Written) -> list[Phone]:
    """A word's sounds with those longer that are drawn out: of an exact pronunciation the ones that are
    marked as long, else the vowel with the stress."""
    if word.ipa:
        from emogen.pipelines.speech.text.pronounce import phones

        long = ["ː" in phone for part in word.ipa.split() for phone in phones(part)]
        if len(long) != len(sounds):
            long = [True] * len(sounds)
        return [replace(s, drawn=word.drawn) if last else s for s, last in zip(sounds, long, strict=True)]
    vowels = [i for i, s in enumerate(sounds) if s.letters.lstrip(PRIMARY + SECONDARY)[:1] not in OBSTRUENTS]
    if not vowels:
        return sounds
    # Of words without a stress of their own, the last.
    longest = next((i for i in vowels if sounds[i].stress == 1), vowels[-1])
    return [replace(s, drawn=word.drawn) if i == longest else s for i, s in enumerate(sounds)]
