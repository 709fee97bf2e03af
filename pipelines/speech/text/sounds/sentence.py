"""The sounds of a sentence's words, by the sounder of their language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from emogen.pipelines.speech.text.alphabet import PRIMARY, SECONDARY
from emogen.pipelines.speech.text.languages import find_language
from emogen.pipelines.speech.text.pronounce import phones
from emogen.pipelines.speech.text.scan import Written
from emogen.pipelines.speech.text.sounds.espeak import phonemize
from emogen.pipelines.speech.text.sounds.sound import Sound, sound, sounds_of

Group: TypeAlias = tuple[int, list[Sound]]
"""A written word's index and the sounds of one of the words said for it."""

_CLAUSE_WORDS: Final = 60
"""Words that espeak is given at once, at most."""

_SENTENCE_WORDS: Final = 300
"""Words that misaki is given at once, at most."""


def sentence_sounds(words: Sequence[Written], sentence: Sequence[int], language: str) -> list[Group]:
    """The sounds of the words of one sentence, in order.

    Args:
        words: of the whole text.
        sentence: indices of the words of the sentence.
        language: that of the voice.
    """
    sounder = find_language(language).sounder
    if sounder == "misaki":
        groups = [
            group
            for start in range(0, len(sentence), _SENTENCE_WORDS)
            for group in _by_misaki(words, sentence[start : start + _SENTENCE_WORDS], language)
        ]
    elif sounder == "espeak":
        groups = [
            group for clause in _clauses(words, sentence) for group in _by_espeak(words, clause, language)
        ]
    else:
        groups = [group for index in sentence for group in _transcribed(words, index, sounder, language)]
    return groups


def _by_misaki(words: Sequence[Written], sentence: Sequence[int], language: str) -> Iterator[Group]:
    """Words with an exact pronunciation are read too, for the sake of their neighbours."""
    from emogen.pipelines.speech.text.sounds.english import sounded

    plain: list[tuple[int, str]] = []
    marks: dict[int, str] = {}
    for index in sentence:
        plain += ((index, word) for word in _plain(words[index]))
        if plain and words[index].mark:
            marks[len(plain) - 1] = words[index].mark
    said = sounded([word for _, word in plain], marks, british=language == "en-gb")
    groups: dict[int, list[list[Sound]]] = {}
    for (index, _), sounds in zip(plain, said, strict=True):
        groups.setdefault(index, []).append(sounds)
    for index in sentence:
        exact = _exact(words[index], language)
        yield from ((index, sounds) for sounds in exact or groups.get(index, []))


def _plain(word: Written) -> list[str]:
    """The words said for a written one; the letter U, which is no weak *you*, as a capital."""
    said = (word.spoken or word.text).split()
    spelt = "you" in said and "you" not in word.text.lower()
    return ["U" if spelt and part == "you" else part for part in said]


def _exact(word: Written, language: str) -> list[list[Sound]]:
    """The sounds of a word whose pronunciation is given; else none."""
    exact = [[sound(phone, language) for phone in phones(part)] for part in word.ipa.split()]
    if not language.startswith("en"):
        return exact
    return [_joined(sounds, british=language == "en-gb") for sounds in exact]


def _joined(sounds: Sequence[Sound], *, british: bool) -> list[Sound]:
    """English sounds as the dictionaries have them: a vowel and its r are one."""
    marks = ("", PRIMARY, SECONDARY)
    return sounds_of("".join(marks[sound.stress] + sound.letters for sound in sounds), british=british)


def _clauses(words: Sequence[Written], sentence: Sequence[int]) -> Iterator[list[int]]:
    clause: list[int] = []
    for index in sentence:
        clause.append(index)
        if words[index].mark or len(clause) == _CLAUSE_WORDS:
            yield clause
            clause = []
    if clause:
        yield clause


def _transcribed(words: Sequence[Written], index: int, sounder: str, language: str) -> Iterator[Group]:
    from emogen.pipelines.speech.text.east import transcribed

    word = words[index]
    groups = [phones(word.ipa)] if word.ipa else transcribed(word.spoken, sounder)
    yield from ((index, [sound(phone, language) for phone in group]) for group in groups)


def _by_espeak(words: Sequence[Written], clause: Sequence[int], language: str) -> Iterator[Group]:
    spoken = [(index, word) for index in clause for word in words[index].spoken.split()]
    groups: dict[int, list[list[Sound]]] = {}
    for index, group in _share_out(spoken, language):
        sounds = [sound(phone, language) for phone in group]
        groups.setdefault(index, []).append(_heard(sounds) if language.startswith("en") else sounds)
    for index in clause:
        exact = _exact(words[index], language)
        yield from ((index, sounds) for sounds in exact or groups.get(index, []))


def _heard(sounds: list[Sound]) -> list[Sound]:
    """The only sound of a word (*I*) has a stress, or else the model gives it no time; *a* stays weak."""
    if len(sounds) == 1 and not sounds[0].stress and sounds[0].symbol not in ("ɐ", "ə"):
        return [sounds[0]._replace(stress=2)]
    return sounds


def _share_out(spoken: list[tuple[int, str]], language: str) -> list[tuple[int, list[str]]]:
    """Phones of the words of one clause.

    espeak joins some words ("that the") into one group: such a group is shared out by the lengths
    its words have alone.
    """
    if not spoken:
        return []
    groups = phonemize(" ".join(word for _, word in spoken), language)
    if len(groups) == len(spoken):
        return [(index, group) for (index, _), group in zip(spoken, groups, strict=True)]
    alone = [[phone for group in phonemize(word, language) for phone in group] for _, word in spoken]
    flat = [phone for group in groups for phone in group]
    total = sum(map(len, alone))
    taken, reached = 0, 0
    starts = _edges(groups)
    shared: list[tuple[int, list[str]]] = []
    for position, ((index, _), own) in enumerate(zip(spoken, alone, strict=True)):
        reached += len(own)
        ideal = reached * len(flat) / max(total, 1)
        near = min(starts, key=lambda edge: abs(edge - ideal))
        end = near if abs(near - ideal) <= 1.0 else round(ideal)
        left = len(spoken) - position - 1
        # Every word keeps at least one phone, as long as there are phones.
        end = len(flat) if not left else min(max(end, taken + 1), max(len(flat) - left, taken))
        if end > taken:
            shared.append((index, flat[taken:end]))
        taken = end
    return shared


def _edges(groups: list[list[str]]) -> list[int]:
    edges = [0]
    for group in groups:
        edges.append(edges[-1] + len(group))
    return edges
