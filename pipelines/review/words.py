"""Whether a line says its words, by recognisers whose own slips are told from the line's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from emogen.pipelines.evaluate.hearing.encoder import MANY, RATE
from emogen.pipelines.evaluate.hearing.spelling import plain_words
from emogen.pipelines.evaluate.hearing.words import Comparison, compare
from emogen.pipelines.evaluate.judge import missing
from emogen.pipelines.evaluate.judges.whisper import Whisper
from emogen.pipelines.review.verdict import Verdict

if TYPE_CHECKING:
    from emogen.media import Audio
    from emogen.pipelines.review.aim import Aim

_ALIKE: Final = 0.34
"""Share of phones that differ, up to which the recogniser may have written what was said: *Suzie*,
*Susie*."""

_ALIKE_NAMES: Final = 0.67
"""The same of names and of words that a lexicon has, which a recogniser cannot know."""

_SMALL: Final = frozenset(
    ("a", "an", "the", "i", "to", "of", "in", "on", "at", "is", "it", "he", "as", "and", "o")
)
"""Small words, of which a recogniser loses one now and then."""

_SMALL_WEIGHT: Final = 0.5
"""What a small word counts for that is not heard, or heard otherwise by one recogniser only."""

_CONTRACTED: Final = {"have": "'ve", "will": "'ll", "would": "'d"}
"""Auxiliaries that lines contract. Before a sound of the same place nobody can hear them: of 52 contracted
lines by two voices, neutral and sad, both recognisers missed the "ve" of "I've felt" each time, and nothing
else. Ours."""

SHARES: Final = {"en": 0.0}
"""Share of errors of a line above which it fails, by language; of others :data:`_SHARE`."""

_SHARE: Final = 0.25


@dataclass(frozen=True, slots=True)
class Heard:
    """One hearing of a line.

    Attributes:
        text: as the recogniser wrote it.
        wrong: index of each expected word that was not heard -> what was heard there.
        added: words heard that nothing stands for.
        agreed: of the wrong words those for which two hearings heard the same other words.
    """

    text: str
    wrong: dict[int, str]
    added: tuple[str, ...]
    agreed: frozenset[int] = frozenset()


def check_words(audio: Audio, aim: Aim) -> tuple[Verdict, str]:
    """The verdict on the words, and what was heard.

    English is heard by the small network; what it does not hear is asked of the larger one, and only what
    neither hears is wrong. Other languages are heard by the larger one alone, within what it errs itself.
    """
    if why := missing(Whisper):
        return Verdict("words", None, f"not judged: {why}"), ""
    expected = plain_words(aim.text, aim.language)
    if not expected:
        return Verdict("words", True, measures={"wrong": 0.0}), ""
    first = _hear(audio, aim, expected, "")
    errors = weight(first, expected, aim)
    if errors > 0 and aim.language == "en" and _has(MANY):
        first = _both(first, _hear(audio, aim, expected, MANY))
        errors = weight(first, expected, aim)
    allowed = SHARES.get(aim.language, _SHARE) * len(expected)
    passed = errors < 1 or errors <= allowed
    told = "" if passed else _told(first, expected)
    badness = errors / max(allowed, 1.0)
    measures = {"wrong": errors, "of": float(len(expected))}
    return Verdict("words", passed, told, badness, measures), first.text


def _hear(audio: Audio, aim: Aim, expected: Sequence[str], model: str) -> Heard:
    from emogen.dsp.recording import resampled
    from emogen.pipelines.evaluate.evaluate import ready

    text = cast("Whisper", ready(Whisper)).hear(resampled(audio, RATE), aim.language, model)
    return compared(text, expected, aim.language, aim.names)


def compared(text: str, expected: Sequence[str], language: str, names: Collection[str] = ()) -> Heard:
    """What of the expected words was not heard in a recogniser's text.

    Words that sound alike are the same word; of names, and of what a lexicon has, words that sound nearly
    alike; interjections are heard as anything, or not at all.
    """
    heard = plain_words(text, language)
    found = compare(expected, heard)
    wrong: dict[int, str] = {}
    added: list[str] = []
    for first, said, written in _regions(found):
        if _fair(said, written, language, names):
            continue
        if said:
            wrong.update(dict.fromkeys(range(first, first + len(said)), " ".join(written)))
        else:
            added += written
    return Heard(text, wrong, tuple(added))


def _regions(found: Comparison) -> Iterator[tuple[int, list[str], list[str]]]:
    """Runs of words that differ: index of the first expected word, the words expected, the words heard."""
    wrong = set(found.substitutions)
    at, first = 0, 0
    said: list[str] = []
    written: list[str] = []
    for expected, heard in found.pairs:
        right = bool(expected) and bool(heard) and (expected, heard) not in wrong
        if right:
            if said or written:
                yield first, said, written
            said, written = [], []
        else:
            first = first if said or written else at
            said += expected.split()
            written += heard.split()
        at += len(expected.split())
    if said or written:
        yield first, said, written


def _fair(said: Sequence[str], written: Sequence[str], language: str, names: Collection[str]) -> bool:
    """Whether a recogniser may write one for the other although the line is right."""
    from emogen.pipelines.speech.text.interjections import interjection
    from emogen.pipelines.speech.text.languages import find_language

    code = _CODES.get(language, language)
    known = find_language(code)
    plain = [word for word in said if interjection(word, 0, known) is None]
    if not plain:
        return all(interjection(word, 0, known) or word in _SMALL for word in written) or bool(said)
    if not written:
        return False
    limit = _ALIKE_NAMES if any(word in names for word in plain) else _ALIKE
    return distance(" ".join(plain), " ".join(written), code) <= limit


def distance(one: str, other: str, code: str) -> float:
    """Share of phones that differ between two texts, 0 for texts that sound alike; by espeak."""
    first, second = phones(one, code), phones(other, code)
    return _edits(first, second) / max(len(first), len(second), 1)


def phones(text: str, code: str) -> list[str]:
    """The phones of a text without stress and length."""
    from emogen.pipelines.speech.text.sounds.espeak import phonemize

    found = [phone.strip("ˈˌ").replace("ː", "") for word in phonemize(text, code) for phone in word]
    return [_MERGED.get(phone, phone) for phone in found]


_MERGED: Final = {"ɐ": "ə", "ɚ": "ə", "ᵻ": "ɪ", "i": "ɪ", "ɾ": "t", "ɑ": "ɔ", "ʔ": "t", "ɜ": "ə", "ʌ": "ə"}
"""Vowels of weak syllables and allophones, which differ between readings of one word. Ours."""

_CODES: Final = {"en": "en-us", "fr": "fr-fr", "pt": "pt-br"}


def _edits(one: Sequence[str], other: Sequence[str]) -> int:
    """Levenshtein's distance."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def _both(one: Heard, other: Heard) -> Heard:
    """What neither hearing heard; the text of the one that heard more."""
    wrong = {index: other.wrong[index] for index in one.wrong if index in other.wrong}
    added = one.added if len(one.added) <= len(other.added) else other.added
    text = min((one, other), key=lambda hearing: len(hearing.wrong) + len(hearing.added)).text
    agreed = frozenset(index for index, written in wrong.items() if written and written == other.wrong[index])
    return Heard(text, wrong, added, agreed)


def weight(heard: Heard, expected: Sequence[str], aim: Aim) -> float:
    """Errors of a line; small words count half, unless two hearings heard the same other word."""
    if aim.language in ("zh", "ja", "hi"):  # Counted by syllables, kana or letters.
        return float(len(heard.wrong) + len(heard.added))
    unsure = set(heard.wrong) - heard.agreed
    small = [_is_small(index, expected, aim.text) for index in sorted(unsure)]
    small += [word in _SMALL for word in heard.added]
    return len(heard.agreed) + sum(_SMALL_WEIGHT if each else 1.0 for each in small)


def _is_small(index: int, expected: Sequence[str], text: str) -> bool:
    """Whether a word of a line is small, or an auxiliary that the line contracts."""
    word = expected[index]
    if word in _SMALL:
        return True
    if word not in _CONTRACTED or index == 0:
        return False
    return f"{expected[index - 1]}{_CONTRACTED[word]}" in text.replace("’", "'").casefold()


def _told(heard: Heard, expected: Sequence[str]) -> str:
    parts: list[str] = []
    last = -2
    for index, written in sorted(heard.wrong.items()):
        if index == last + 1 and parts:
            before, _, after = parts[-1].partition('" for "')
            if after and before == f'heard "{written}':
                parts[-1] = f'{before}" for "{after[:-1]} {expected[index]}"'
                last = index
                continue
        parts.append(
            f'heard "{written}" for "{expected[index]}"' if written else f'"{expected[index]}" is not heard'
        )
        last = index
    parts += [f'"{word}" is heard besides' for word in heard.added]
    return "; ".join(parts[:4]) + ("; and more" if len(parts) > 4 else "")


def _has(model: str) -> bool:
    from emogen import weights

    return set(weights.find_model(model).states().values()) == {"ready"}
