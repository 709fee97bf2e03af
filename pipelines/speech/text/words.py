"""From a script to the words that are said, each tied to the place where it is written.

Numbers, money, dates, units, abbreviations, addresses, acronyms and signs are said as people of the
voice's language say them. Emoji and other pictures are left out: they are not words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from emogen.budgets import SPEECH_CHARACTERS
from emogen.conditioning.caret import TextError, one_error
from emogen.conditioning.effects import Pronunciation, Respelling, SayAs
from emogen.conditioning.notes import Note
from emogen.conditioning.script import PARAGRAPH, SENTENCE, Script, Span
from emogen.errors import RequestError
from emogen.pipelines.speech.text.asides import Aside, as_notes, asides, script_of
from emogen.pipelines.speech.text.languages import Language, find_language
from emogen.pipelines.speech.text.scan import MARKS, STOPS, Context, Grammar, Written, in_ascii, mark, scan

__all__ = ["STOPS", "Note", "Written", "normal_text", "read", "read_noted"]


def read(script: Script | str, *, language: str = "en-us", voice: str = "the voice") -> list[Written]:
    """The words of a script, ready to be said; those of :func:`read_noted`."""
    return read_noted(script, language=language, voice=voice)[0]


def read_noted(
    script: Script | str, *, language: str = "en-us", voice: str = "the voice", strict: bool = False
) -> tuple[list[Written], tuple[Note, ...]]:
    """The words of a script, and notes on what in it is not said.

    What cannot be said is left out: a variable without a value, letters that no sound is known for. Where
    nothing remains there are no words: the line is a silence. Time is in proportion to the text.

    Args:
        script: a script, or words without markup, within the budget of characters. Its
            ``SayAs``, ``Pronunciation`` and ``Respelling`` spans are followed, other effects are for
            later stages.
        language: that of the voice, see :func:`emogen.pipelines.speech.text.languages.language_names`.
        voice: name for error messages.
        strict: whether what would be noted is an error.

    Raises:
        RequestError: empty or too long, a span that cannot be read as it asks, an unknown language; if
            strict, anything to note, all of it.
    """
    spoken_by = find_language(language)
    script = Script.plain(script) if isinstance(script, str) else script
    text = script.text
    if not text.strip():
        raise RequestError("the text is empty", fix="Give some words to say.")
    SPEECH_CHARACTERS.check(len(text), "the text")
    _check_respellings(script, spoken_by, voice)
    exact = list(_exact_spans(script))
    aside = asides(text, spoken_by, [(span.start, span.end) for span in exact])
    words = _with_sentences(_scanned(script, spoken_by, exact, aside), script)
    if spoken_by.unspaced:
        from emogen.pipelines.speech.text.east import segmented

        words = segmented(words, spoken_by)
    elif spoken_by.english:
        from emogen.pipelines.speech.text.homographs import told_apart

        words = told_apart(words, british=language == "en-gb")
    notes = as_notes(text, aside)
    if not words:
        notes.append(Note(0, len(text), f"nothing of {_quoted(text)} is said: the line is a silence"))
    if strict and notes:
        raise one_error([TextError(note.what, text, note.start, note.end) for note in notes])
    return words, tuple(notes)


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 24 else text[:23] + "…")


def _scanned(
    script: Script, spoken_by: Language, exact: Sequence[Span], aside: Sequence[Aside]
) -> list[Written]:
    """All words in order: those read by the grammar, those said exactly, those of asides."""
    text, grammar = in_ascii(script.text), _grammar(spoken_by)
    context = Context(text, len(text), spoken_by, [])
    place = 0
    parts: list[Span | Aside] = [*exact, *aside]
    for part in sorted(parts, key=lambda part: part.start):
        context.end = part.start
        scan(context, place, grammar)
        place = part.end
        if isinstance(part, Aside):
            if part.ipa:
                context.words.append(
                    Written(text[part.start : part.end], "", "", part.start, part.end, part.ipa)
                )
            continue
        context.words += _exactly(text, part, spoken_by.code)
        for sign in text[context.words[-1].end : part.end]:
            if sign in MARKS:
                mark(context.words, MARKS[sign])
    context.end = len(text)
    scan(context, place, grammar)
    return [replace(word, text=script.text[word.start : word.end]) for word in context.words]


@lru_cache(maxsize=16)
def _grammar(spoken_by: Language) -> Grammar:
    from emogen.pipelines.speech.text.figures import figure_readers
    from emogen.pipelines.speech.text.game import game_readers
    from emogen.pipelines.speech.text.interjections import line_readers
    from emogen.pipelines.speech.text.letters import letter_readers
    from emogen.pipelines.speech.text.stutters import stutter_readers

    letters = letter_readers(spoken_by)
    own = spoken_by.readers(spoken_by) if spoken_by.readers else ()
    lines = [*game_readers(spoken_by), *line_readers(spoken_by), *stutter_readers(spoken_by)]
    # Addresses and abbreviations may hold figures; words come last.
    return [*lines, *own, *letters[:8], *figure_readers(spoken_by), *letters[8:]]


def normal_text(text: str, language: str) -> str:
    """A text as it is said, in the language's own writing: figures, signs and abbreviations in words.

    Chinese and Japanese stay in characters here (:func:`read` gives their pinyin and kana). Each word
    has the mark after it that the voice knows; what cannot be said is left out.

    Raises:
        RequestError: an unknown language.
    """
    spoken_by = find_language(language)
    words = _plain_words(in_ascii(text), spoken_by)
    if spoken_by.unspaced:
        return "".join(word.spoken.replace(" ", "") + word.mark for word in words)
    return " ".join((word.spoken or word.text) + word.mark for word in words)


def _plain_words(text: str, spoken_by: Language) -> list[Written]:
    """The words of a text that has no spans."""
    context = Context(text, len(text), spoken_by, [])
    scan(context, 0, _grammar(spoken_by))
    return context.words


def _exact_spans(script: Script) -> Iterator[Span]:
    """The spans that say how words are read; of nested ones the outer counts."""
    place = 0
    for span in script.spans:
        if isinstance(span.effect, Pronunciation | Respelling | SayAs) and span.start >= place:
            yield span
            place = span.end


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
    spoken = " ".join(word.spoken for word in _plain_words(words, find_language(language)))
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


def _check_respellings(script: Script, language: Language, voice: str) -> None:
    """Refuse letters that the language does not have in respellings, which are made for the voice."""
    for span in script.spans:
        words = span.effect.words if isinstance(span.effect, Respelling) else ""
        if foreign := [letter for letter in words if script_of(letter, language)]:
            raise RequestError(
                f"{voice} speaks {language.name} and cannot say {''.join(foreign[:8])!r}",
                why=f"the respelling {words!r} is in another script",
                fix=f"Write it in {language.name}.",
            )
