"""Parts of a text that are not read as words: variables, faces, words of other scripts.

Faces made of signs (``:)``, ``(╯°□°)╯``), like emoji, are felt and not spoken. A variable without a value
and a word that no sound is known for are left out, which a note tells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from emogen.conditioning.notes import Note
from emogen.pipelines.speech.text.faces import FACE
from emogen.pipelines.speech.text.languages import Language

_VARIABLE: Final = (
    r"[$#]?\{{1,3}[ \t]*[$@%#]?(?P<name>[^\W\d][\w.:-]{0,63}|\d{1,3})[^{}\n]{0,64}\}{1,3}"
    r"|(?<![\w$])\$(?P<dollar>[^\W\d]\w{0,63})"
    r"|(?<![\w%])%(?P<percent>[^\W\d_]\w{0,63})%"
    r"|(?<![\w%])%(?:\d\$)?[-+0#]?\d{0,2}(?:\.\d{1,2})?(?:l{0,2}[dufxX]|[sS@])(?!\w)"
    r"|<\d{1,3}>"
)
"""Variables of engines: ``{name}``, ``{$gold}``, ``{{0}}``, ``$gold``, ``%name%``, ``%s``, ``<0>``."""

_ASIDE: Final = re.compile(rf"(?P<variable>{_VARIABLE})|(?P<face>{FACE})")
_LONGEST: Final = 400
"""Letters of the longest word of another script. Ours."""

_OUTSIDE_ASCII: Final = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Aside:
    """A stretch of a text that is not read as words of the language.

    Attributes:
        start, end: its place.
        ipa: how it is said all the same; empty where it is left out.
        note: what is told of it; empty where nothing is missing.
    """

    start: int
    end: int
    ipa: str = ""
    note: str = ""


def asides(text: str, language: Language, exact: Sequence[tuple[int, int]]) -> list[Aside]:
    """The asides of a text, in order, in time in proportion to its length.

    Args:
        text: a script's.
        language: that of the voice.
        exact: places, in order, that say themselves how they are read.
    """
    found = sorted([*_of_signs(text), *_foreign(text, language)], key=lambda aside: aside.start)
    return list(_apart(found, exact))


def as_notes(text: str, found: Iterable[Aside]) -> list[Note]:
    """Notes on asides: neighbours of one kind together."""
    notes: list[Note] = []
    for aside in found:
        if not aside.note:
            continue
        note = Note(aside.start, aside.end, aside.note)
        if notes and notes[-1].what == note.what and not text[notes[-1].end : note.start].strip():
            note = Note(notes.pop().start, note.end, note.what)
        notes.append(note)
    return [Note(n.start, n.end, f"left out {_short(text[n.start : n.end])}: {n.what}") for n in notes]


def _short(piece: str) -> str:
    return repr(piece if len(piece) <= 24 else piece[:23] + "…")


def _apart(found: Iterable[Aside], exact: Sequence[tuple[int, int]]) -> Iterator[Aside]:
    """Those that overlap neither each other nor an exact place."""
    reached, index = 0, 0
    for aside in found:
        while index < len(exact) and exact[index][1] <= aside.start:
            index += 1
        inside = index < len(exact) and exact[index][0] < aside.end
        if aside.start >= reached and not inside:
            yield aside
            reached = aside.end


def _of_signs(text: str) -> Iterator[Aside]:
    """Variables and faces."""
    for match in _ASIDE.finditer(text):
        if match["face"]:
            yield Aside(*match.span())
            continue
        name = match["name"] or match["dollar"] or match["percent"]
        fix = f"no value, give it by --var {name}=..." if name else "a variable without a name"
        yield Aside(*match.span(), note=fix)


def _foreign(text: str, language: Language) -> Iterator[Aside]:
    """Words in a script that the language does not use."""
    for run in _OUTSIDE_ASCII.finditer(text):
        start = run.start()
        while start < run.end():
            script = script_of(text[start], language)
            end = start + 1
            while script and end < run.end() and _goes_on(text[end], script, language):
                end += 1
            if script:
                yield _read_foreign(text, start, end, script, language)
            start = end


def _goes_on(letter: str, script: str, language: Language) -> bool:
    return unicodedata.category(letter)[0] == "M" or script_of(letter, language) == script


@lru_cache(maxsize=4096)
def script_of(letter: str, language: Language) -> str:
    """The script of a letter that the language does not use, as Unicode calls it, e.g. ``"CYRILLIC"``;
    empty for its own letters and what is no letter."""
    if letter.isascii() or not letter.isalpha():
        return ""
    if ("sign", letter) in language.spoken or letter in "".join(language.written("unit")):
        return ""
    name = unicodedata.name(letter, "")
    if unicodedata.category(letter) == "Lm" and not name.startswith(("CJK", "HANGUL")):
        return ""
    if name.startswith(language.scripts) or "LATIN" in name:
        return ""
    return name.split(" ", 1)[0].split("-", 1)[0] or "UNKNOWN"


def _read_foreign(text: str, start: int, end: int, script: str, language: Language) -> Aside:
    """A word of another script as it is said with the sounds of the voice, where they are known."""
    from emogen.pipelines.speech.text.sounds.foreign import foreign_phones

    phones = (
        foreign_phones(text[start:end], script, language=language.code) if end - start <= _LONGEST else None
    )
    if phones:
        return Aside(start, end, "".join(phones))
    kind = "Chinese" if script == "CJK" else script.capitalize()
    return Aside(start, end, note=f"{kind} letters, which the voice cannot say")
