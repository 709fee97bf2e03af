"""From a script to the words that are said, each tied to the place where it is written.

Numbers, money, dates, units, abbreviations, addresses, acronyms and signs are said as people of the
voice's language say them. Emoji and other pictures are left out: they are not words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from emogen.conditioning.effects import Pronunciation, Respelling, SayAs
from emogen.conditioning.script import PARAGRAPH, SENTENCE, Script, Span
from emogen.errors import RequestError
from emogen.pipelines.speech.text.languages import Language, find_language
from emogen.pipelines.speech.text.scan import MARKS, STOPS, Context, Grammar, Written, mark, scan

__all__ = ["MAX_CHARACTERS", "STOPS", "Written", "read"]

MAX_CHARACTERS: Final = 40_000
"""Longest text of one request: about 45 minutes of speech."""


def read(script: Script | str, *, language: str = "en-us", voice: str = "the voice") -> list[Written]:
    """The words of a script, ready to be said.

    Args:
        script: a script, or words without markup, of up to :data:`MAX_CHARACTERS` characters. Its
            ``SayAs``, ``Pronunciation`` and ``Respelling`` spans are followed, other effects are for
            later stages.
        language: that of the voice, see :func:`emogen.pipelines.speech.text.languages.language_names`.
        voice: name for error messages.

    Raises:
        RequestError: empty or too long, nothing that can be said, letters of another script, a span
            that cannot be read as it asks, an unknown language.
    """
    spoken_by = find_language(language)
    script = Script.plain(script) if isinstance(script, str) else script
    text = script.text
    if not text.strip():
        raise RequestError("the text is empty", fix="Give some words to say.")
    if len(text) > MAX_CHARACTERS:
        raise RequestError(
            f"the text has {len(text):,} characters",
            why=f"at most {MAX_CHARACTERS:,} fit into one request",
            fix="Split it into parts.",
        )
    _check_script(script, spoken_by, voice)
    context = Context(text, len(text), spoken_by, [])
    for start, end, span in _regions(script):
        if span is None:
            context.end = end
            scan(context, start, _grammar(spoken_by))
        else:
            context.end = len(text)
            context.words += _exactly(script.text, span, language)
            for sign in text[context.words[-1].end : end]:
                if sign in MARKS:
                    mark(context.words, MARKS[sign])
    words = _with_sentences(context.words, script)
    if spoken_by.unspaced:
        from emogen.pipelines.speech.text.east import segmented

        words = segmented(words, spoken_by)
    elif spoken_by.english:
        from emogen.pipelines.speech.text.homographs import told_apart

        words = told_apart(words, british=language == "en-gb")
    if not words:
        raise RequestError("there is nothing to say in the text", why="no words", fix="Write some words.")
    return words


@lru_cache(maxsize=16)
def _grammar(spoken_by: Language) -> Grammar:
    from emogen.pipelines.speech.text.figures import figure_readers
    from emogen.pipelines.speech.text.letters import letter_readers

    letters = letter_readers(spoken_by)
    # Addresses and abbreviations may hold figures; words come last.
    return [*letters[:8], *figure_readers(spoken_by), *letters[8:]]


def _regions(script: Script) -> Iterator[tuple[int, int, Span | None]]:
    """The text cut at the spans that say how words are read; of nested ones the outer counts."""
    place = 0
    for span in script.spans:
        if isinstance(span.effect, Pronunciation | Respelling | SayAs) and span.start >= place:
            if span.start > place:
                yield place, span.start, None
            yield span.start, span.end, span
            place = span.end
    if place < len(script.text):
        yield place, len(script.text), None


def _exactly(text: str, span: Span, language: str) -> list[Written]:
    """The words of a span that says how they are read."""
    from emogen.pipelines.speech.text.pronounce import check_ipa
    from emogen.pipelines.speech.text.say_as import say_as

    if isinstance(span.effect, SayAs):
        return say_as(text, span, find_language(language))
    if isinstance(span.effect, Respelling):
        return [_respelled(text, span, span.effect.words, language)]
    ipa = span.effect.ipa if isinstance(span.effect, Pronunciation) else ""
    check_ipa(ipa)
    return pronounced(text, span.start, span.end, ipa)


def _respelled(text: str, span: Span, words: str, language: str) -> Written:
    """A span's words as one that is read as other words are."""
    context = Context(words, len(words), find_language(language), [])
    scan(context, 0, _grammar(find_language(language)))
    spoken = " ".join(word.spoken for word in context.words)
    if not spoken:
        raise RequestError(f"there is nothing to say in the respelling {words!r}", fix="Write some words.")
    end = span.end
    while end - 1 > span.start and not text[end - 1].isalnum():
        end -= 1
    return Written(text[span.start : end], spoken, "", span.start, end)


def pronounced(text: str, start: int, end: int, ipa: str) -> list[Written]:
    """Written words with their pronunciations, one each if there are as many; else all as one."""
    written = [(start + found.start(), start + found.end()) for found in re.finditer(r"\S+", text[start:end])]
    sounds = ipa.split()
    if len(written) != len(sounds):
        written, sounds = [(written[0][0], written[-1][1])], [ipa]
    words = []
    for (first, last), sound in zip(written, sounds, strict=True):
        while last - 1 > first and not text[last - 1].isalnum():
            last -= 1
        words.append(Written(text[first:last], "", "", first, last, sound))
    return words


def _with_sentences(words: list[Written], script: Script) -> list[Written]:
    """Mark the words that end sentences and paragraphs.

    Sentences are those of :meth:`Script.sentences`, except that an abbreviation which is read as one
    ("No. 5") ends none; the full stops of other scripts end one too.
    """
    ends = {end for _, end in script.sentences()}
    marked = list(words)
    for index, word in enumerate(words):
        following = words[index + 1].start if index + 1 < len(words) else len(script.text) + 1
        between = script.text[word.end : following]
        line, paragraph = SENTENCE in between, PARAGRAPH in between
        crossed = any(place in ends for place in range(word.end, following + 1))
        full = any(sign in "。！？｡।॥" for sign in between)
        last = index + 1 == len(words)
        stopped = bool(word.mark) and word.mark in STOPS
        if last or line or full or (crossed and stopped):
            sign = "." if line and word.mark in ("", ",") else word.mark
            marked[index] = replace(word, mark=sign, sentence=True, paragraph=paragraph)
    return marked


def _check_script(script: Script, language: Language, voice: str) -> None:
    """Refuse letters that the language does not have, outside what is pronounced by IPA or respelt, and
    in respellings."""
    exact = [(s.start, s.end) for s in script.spans if isinstance(s.effect, Pronunciation | Respelling)]
    said = [
        letter
        for place, letter in enumerate(script.text)
        if letter.isalpha() and not letter.isascii() and not any(start <= place < end for start, end in exact)
    ]
    said += [letter for s in script.spans if isinstance(s.effect, Respelling) for letter in s.effect.words]
    foreign = [
        letter
        for letter in said
        if letter.isalpha() and not letter.isascii() and not _is_of(letter, language)
    ]
    if foreign:
        name = unicodedata.name(foreign[0], "unknown").split()[0].capitalize()
        raise RequestError(
            f"{voice} speaks {language.name} and cannot say {''.join(foreign[:8])!r}",
            why=f"these are {'Chinese' if name == 'Cjk' else name} letters",
            fix=f"Write the text in {language.name}" + _voices_for(name, language) + ".",
        )


def _is_of(letter: str, language: Language) -> bool:
    if ("sign", letter) in language.spoken or ("unit", letter) in language.spoken:
        return True
    name = unicodedata.name(letter, "")
    if unicodedata.category(letter) == "Lm" and not name.startswith(("CJK", "HANGUL")):
        return True
    return name.startswith(language.scripts) or "LATIN" in name


_OWN_VOICES: Final = {
    "Cjk": ("Chinese", "zh", "zf_xiaoxiao"),
    "Hiragana": ("Japanese", "ja", "jf_alpha"),
    "Katakana": ("Japanese", "ja", "jf_alpha"),
    "Devanagari": ("Hindi", "hi", "hf_alpha"),
}


def _voices_for(script: str, language: Language) -> str:
    """Whose voice reads that script."""
    own = _OWN_VOICES.get(script)
    return (
        f", or choose a voice that speaks {own[0]}, e.g. {own[2]}" if own and own[1] != language.code else ""
    )
