"""Chinese and Japanese: words found in running text, their readings, and the readings' phones.

Kokoro's Chinese and Japanese voices were trained on transcriptions of pinyin and kana, not on espeak's:
these are the same sounds in the same letters. Chinese is cut by jieba's dictionary and read by
pypinyin, Japanese is read by Janome's dictionary (IPADIC), or by OpenJTalk where that is installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from emogen.pipelines.speech.text import japanese, mandarin
from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.scan import Written


def segmented(words: Sequence[Written], language: Language) -> list[Written]:
    """The words of running text, each with its reading as ``spoken``.

    Figures were written out before: what is read together is analysed together, clause by clause.
    """
    analyse = mandarin.words if language.sounder == "pinyin" else japanese.words
    words = [_latin(word) for word in words]
    found: list[Written] = []
    clause: list[Written] = []
    for word in words:
        if word.ipa:
            found += [*_clause(clause, analyse), word]
            clause = []
            continue
        clause.append(word)
        if word.mark or word.sentence:
            found += _clause(clause, analyse)
            clause = []
    return [*found, *_clause(clause, analyse)]


def _latin(word: Written) -> Written:
    """Words in Latin letters are read as English."""
    from emogen.pipelines.speech.text.sounds.espeak import english_ipa

    latin = re.search("[a-zA-Z]", word.spoken) and not word.ipa
    return replace(word, ipa=english_ipa(word.spoken)) if latin else word


def _clause(words: Sequence[Written], analyse: Callable[[str], list[tuple[str, str]]]) -> list[Written]:
    """The words of one clause, cut where the analysis cuts them; figures stay whole."""
    owners = [index for index, word in enumerate(words) for _ in word.spoken.replace(" ", "")]
    readings: dict[int, list[tuple[int, str, str]]] = {}
    over: dict[int, int] = {}
    place = 0
    for surface, reading in analyse("".join(word.spoken.replace(" ", "") for word in words)):
        owner = owners[place]
        readings.setdefault(owner, []).append((place - owners.index(owner), surface, reading))
        place += len(surface)
        over[owner] = sum(after != owner for after in owners[place - len(surface) : place])
    found: list[Written] = []
    for index, word in enumerate(words):
        said = [part for part in readings.get(index, []) if part[2]]
        if not said:
            # Its characters were read with those before it.
            if found:
                text = found[-1].text + word.text if found[-1].end == word.start else found[-1].text
                end = word.end if found[-1].end == word.start else found[-1].end
                found[-1] = replace(word, text=text, spoken=found[-1].spoken, start=found[-1].start, end=end)
        elif word.spoken != word.text:
            whole = _with_next(word, words[index + 1 : index + 2], over.get(index, 0))
            found.append(replace(whole, spoken=" ".join(reading for _, _, reading in said)))
        else:
            found += _parts(word, said)
    return found


def _with_next(word: Written, following: Sequence[Written], count: int) -> Written:
    """A word with the first characters of the next one, which are read with it."""
    if not count or not following or following[0].start != word.end or len(following[0].text) <= count:
        return word
    return replace(word, text=word.text + following[0].text[:count], end=word.end + count)


def _parts(word: Written, said: Sequence[tuple[int, str, str]]) -> Iterator[Written]:
    """A run of text cut into words, each at its place; its mark goes to the last."""
    for offset, surface, reading in said:
        start = word.start + offset
        end = min(start + len(surface), word.end)
        cut = Written(word.text[offset : offset + end - start], reading, "", start, end)
        last = offset == said[-1][0]
        yield replace(word, text=cut.text, spoken=reading, start=start, end=end) if last else cut


def transcribed(reading: str, sounder: str) -> list[list[str]]:
    """The phones of a reading; in Chinese each vowel has its tone's arrow after it."""
    if sounder == "kana":
        return [japanese.phones(reading)]
    return [[phone for syllable in reading.split() for phone in mandarin.phones(syllable)]]
