"""From spoken words to phonemes and the tokens of the model, each tied to its word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from emogen.pipelines.speech.text.alphabet import PRIMARY, SECONDARY, written
from emogen.pipelines.speech.text.languages import find_language
from emogen.pipelines.speech.text.scan import Written
from emogen.pipelines.speech.text.sounds.espeak import phonemize

CHUNK_TOKENS: Final = 140
"""Tokens after which a chunk ends at the next sentence: about 10 seconds. The model allows 510; longer
chunks need more memory and are no faster."""

MAX_TOKENS: Final = 400
"""Most tokens in one chunk, with room below the model's 510."""

FIRST_TOKENS: Final = 60
"""Tokens of a first chunk that is wanted soon: about 4 seconds of speech."""

OBSTRUENTS: Final = frozenset("pbtdkɡqfvszʃʒθðhxɣχβɸçʝɕʂʐʤʧʦʣʨʥ\uab67ʈɖcɟTʔ")
"""First letters of plosives, fricatives and affricates; everything else sounds on: vowels, nasals,
liquids and glides."""

_CLAUSE_WORDS: Final = 60
"""Words that espeak is given at once, at most."""


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
    """

    symbol: str
    letters: str
    stress: int
    word: int
    mark: str = ""
    paragraph: bool = False
    said: str = ""


def chunks(words: Sequence[Written], language: str, *, first: int | None = None) -> Iterator[list[Phone]]:
    """The text as chunks that fit the model, cut at sentences, else at marks, else between words.

    Args:
        words: from :func:`emogen.pipelines.speech.text.words.read`.
        language: that of the voice.
        first: most tokens of the first chunk, for streaming: it is then the first sentence, or as many
            of its clauses as fit (one at least).
    """
    done: list[Phone] = []
    tokens = 0
    for sentence in _sentences(words):
        sounds = _sounds(words, sentence, language)
        if not sounds:
            continue
        if first is not None:
            opening, sounds = _opening(sounds, first)
            first = None
            yield from _cut(opening)
            if not sounds:
                continue
        size = _size(sounds)
        if done and tokens + size > CHUNK_TOKENS:
            yield done
            done, tokens = [], 0
        if size > MAX_TOKENS:
            *parts, sounds = _cut(sounds)
            yield from parts
            size = _size(sounds)
        blank = [Phone("", " ", 0, done[-1].word, " ")] if done else []
        done, tokens = done + blank + sounds, tokens + size
    if done:
        yield done


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
    """The clauses of a sentence that fit into so many tokens, at least one, and what is left."""
    if _size(sounds) <= most:
        return sounds, []
    size, end = 0, 0
    for index, sound in enumerate(sounds):
        size += len(sound.letters)
        if size > most and end:
            break
        if sound.mark not in ("", " "):
            end = index + 1
    end = end or len(sounds)
    rest = sounds[end:]
    return sounds[:end], rest[1:] if rest and rest[0].mark == " " else rest


def _cut(sounds: list[Phone]) -> list[list[Phone]]:
    """Parts of at most ``MAX_TOKENS`` tokens, ending at a mark where there is one near, else a blank."""
    parts: list[list[Phone]] = []
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


def _sounds(words: Sequence[Written], sentence: range, language: str) -> list[Phone]:
    """One sentence's sounds, clause by clause, marks and blanks between words included."""
    sounds: list[Phone] = []
    clause: list[int] = []
    for index in sentence:
        clause.append(index)
        last = index == sentence[-1]
        mark = words[index].mark or ("." if last else "")
        if not mark and len(clause) < _CLAUSE_WORDS:
            continue
        for word, phones in _clause(words, clause, language):
            made = [sound for phone in phones if (sound := _sound(phone, word, language)).letters]
            if made and (not sounds or sounds[-1].word != word):
                made[0] = replace(made[0], said=words[word].spoken or words[word].text)
            if sounds and made:
                sounds.append(Phone("", " ", 0, sounds[-1].word, " "))
            sounds.extend(made)
        clause = []
        if mark and sounds and not sounds[-1].mark:
            sounds.append(Phone("", mark, 0, sounds[-1].word, mark, words[index].paragraph))
    return sounds


def _clause(words: Sequence[Written], clause: list[int], language: str) -> list[tuple[int, list[str]]]:
    """(written word, its phones) for the words of one clause, in order."""
    from emogen.pipelines.speech.text.pronounce import phones

    sounder = find_language(language).sounder
    if sounder != "espeak":
        from emogen.pipelines.speech.text.east import transcribed

        return [
            (index, phones(words[index].ipa) if words[index].ipa else group)
            for index in clause
            for group in ([[]] if words[index].ipa else transcribed(words[index].spoken, sounder))
        ]
    said = _share_out([(index, word) for index in clause for word in words[index].spoken.split()], language)
    return list(_with_exact(said, words, clause))


def _with_exact(
    said: Sequence[tuple[int, list[str]]], words: Sequence[Written], clause: list[int]
) -> Iterator[tuple[int, list[str]]]:
    """The same with the phones of words whose pronunciation is given in place of espeak's."""
    from emogen.pipelines.speech.text.pronounce import phones

    groups: dict[int, list[list[str]]] = {}
    for index, group in said:
        groups.setdefault(index, []).append(group)
    for index in clause:
        if words[index].ipa:
            yield from ((index, phones(word)) for word in words[index].ipa.split())
        else:
            yield from ((index, group) for group in groups.get(index, []))


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
    for position, ((index, _), phones) in enumerate(zip(spoken, alone, strict=True)):
        reached += len(phones)
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


def _sound(phone: str, word: int, language: str) -> Phone:
    stress = 1 if PRIMARY in phone else 2 if SECONDARY in phone else 0
    bare = phone.replace(PRIMARY, "").replace(SECONDARY, "")
    letters = written(bare, language)
    return Phone(
        bare.rstrip("-."), ("", PRIMARY, SECONDARY)[stress] + letters if letters else "", stress, word
    )
