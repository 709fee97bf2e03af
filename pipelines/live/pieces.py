"""Text that arrives in pieces, such as a language model's, cut into clauses that can be spoken."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_FIRST: Final = 12
"""Characters from which on a first clause is spoken by itself. Ours: three words."""

_LONG: Final = 120
"""Characters of a sentence from which on its clauses are spoken by themselves. Ours: 8 seconds."""

_PATIENT: Final = 400
"""Characters after which a sentence ends in spite of brackets or stars that nothing ends. Ours."""

_MOST: Final = 1_000
"""Characters after which a text is cut between words. Ours: a minute."""

_DEEPEST: Final = 20
"""Elements that are open at once, at most. Ours."""

_SPANNING: Final = frozenset((
    *("speak", "p", "s", "prosody", "whisper", "voice", "lang", "emotion", "expr", "express-as"),
    *("mstts:express-as", "amazon:emotion", "amazon:domain", "amazon:effect"),
))  # fmt: skip
"""Elements that may hold several sentences: they are closed where the text is cut, and opened again."""

_EMPTY: Final = frozenset(("break", "pause", "mark", "br", "speed", "volume"))
"""Elements that hold nothing, even without a slash."""

_TOKEN: Final = re.compile(
    r"""
    \\ (?P<escaped> . )
  | < (?P<slash> /? ) (?P<name> [^\W\d_][\w:.-]* ) (?P<rest> [^<>]* ) >
  | (?P<half> <  /? (?: [^\W\d_][^<>]* )? $ )
  | (?P<stars> \*+ )
  | (?P<open> [\[({（【] ) | (?P<close> [\])}）】] )
  | (?P<stop> [.!?…]+ (?P<quote> ["'”’»)\]*_]* ) (?P<space> \s+ ) (?= \S ) )
  | (?P<wide> [。！？｡]+ [”’」』）]* ) (?= . )
  | (?P<clause> (?: [,;:—–] | -- ) ["'”’»]* \s+ (?= \S ) )
  | (?P<paragraph> \n \s* \n \s* (?= \S ) )
    """,
    re.VERBOSE | re.DOTALL,
)

_SQUARE: Final = re.compile(r"(?<!\\)\[([^][]*)\]")


class Pieces:
    """A text that is fed as it comes and given back clause by clause; where it is cut does not depend on how
    it came. Tags, elements, emphasis, abbreviations and numbers are never cut, and what is open where the
    text is cut (an emotion, a whisper, an element) holds on.

    Args:
        marked: whether marks in the text are read.
    """

    def __init__(self, *, marked: bool = True) -> None:
        self._marked = marked
        self._text, self._seen = "", 0
        self._began = False
        self._elements: list[tuple[str, str]] = []
        self._feeling = self._whisper = ""

    def feed(self, text: str) -> list[str]:
        """The clauses that are complete now."""
        clauses: list[str] = []
        # Bit by bit, and looked at when there is enough that is new: the time is in proportion to the length.
        for at in range(0, len(text), _MOST):
            self._text += text[at : at + _MOST]
            if len(self._text) <= self._seen + self._seen // 64:
                continue
            while cut := self._end_of_clause():
                clauses += self._taken(cut)
            self._seen = len(self._text)
        return clauses

    def end(self) -> list[str]:
        """What is left."""
        return self._taken(len(self._text))

    def _taken(self, cut: int) -> list[str]:
        """The text up to a place, with the marks that hold there."""
        text, self._text = self._text[:cut], self._text[cut:]
        if not text.strip():
            return []
        self._began = True
        if not self._marked:
            return [text.strip()]
        first = _SQUARE.match(text.lstrip())
        anew = first is not None and (first[1].strip() == "/" or _is_feeling(first[1]))
        # Two emotions for the same words would be their sum.
        feeling = "" if anew else self._feeling
        before = "".join(tag for _, tag in self._elements) + feeling + self._whisper
        self._remember(text)
        after = "".join(f"</{name}>" for name, _ in reversed(self._elements))
        return [before + text.strip() + after]

    def _remember(self, text: str) -> None:
        """Marks that are open after a text."""
        for token in _TOKEN.finditer(text):
            if token["name"]:
                _through(self._elements, token)
        for square in _SQUARE.finditer(text):
            told = square[1].strip().lower()
            if told == "/":
                self._feeling = self._whisper = ""
            elif told.startswith(("whisper", "/whisper")):
                self._whisper = "" if told.startswith("/") else "[whisper] "
            elif _is_feeling(square[1]):
                self._feeling = f"[{square[1].rstrip('-> ')}] "

    def _end_of_clause(self) -> int:
        """The end of the first clause; 0 where none is complete."""
        elements, stars, brackets = list(self._elements), False, 0
        for token in _TOKEN.finditer(self._text):
            end = token.end()
            if self._marked and token["name"]:
                _through(elements, token)
            elif self._marked and token["half"] is not None:
                break
            elif self._marked and token["stars"]:
                stars = not stars
            elif token["open"] or token["close"]:
                brackets = brackets + 1 if token["open"] else max(brackets - 1, 0)
            elif token["escaped"] is None:
                closes = token["quote"] or ""
                brackets = max(brackets - closes.count(")") - closes.count("]"), 0)
                stars ^= self._marked and bool(re.search(r"\*+", closes))
                whole = not stars and not brackets and all(name in _SPANNING for name, _ in elements)
                if self._may_end(token) and (whole or end > _PATIENT):
                    return end
        if len(self._text) <= _MOST:
            return 0
        last = max(self._text.rfind(blank, 0, _MOST) for blank in " \n")
        return last + 1 if last > 0 else _MOST

    def _may_end(self, token: re.Match[str]) -> bool:
        """Whether a clause that is worth speaking by itself ends with a mark."""
        before, after = self._text[: token.start()], self._text[token.end() : token.end() + 1]
        if not any(letter.isalnum() for letter in before):
            return False
        if token["clause"]:
            return len(before) >= (_LONG if self._began else _FIRST)
        if token["stop"] and token["stop"].strip()[0] in ".…":
            if after.islower():
                return False
            word = before.split()[-1] if before.split() else ""
            word = word.lstrip("\"'“‘«([*_")
            return not (token["stop"][0] == "." and token["stop"][1:2] != "." and _is_short(word))
        return True


def _through(elements: list[tuple[str, str]], token: re.Match[str]) -> None:
    """Open or close an element: (its name, its tag)."""
    name = token["name"].lower()
    if token["slash"]:
        names = [other for other, _ in elements]
        if name in names:
            del elements[len(names) - 1 - names[::-1].index(name) :]
    elif not token["rest"].endswith("/") and not _is_empty(name) and len(elements) < _DEEPEST:
        elements.append((name, token[0]))


@lru_cache(maxsize=256)
def _is_empty(name: str) -> bool:
    from emogen.conditioning.tags import MOMENTS

    return name in _EMPTY or name in MOMENTS


@lru_cache(maxsize=256)
def _is_feeling(told: str) -> bool:
    """Whether a tag in square brackets sets an emotion."""
    from emogen.conditioning.emotion import NEUTRAL
    from emogen.conditioning.ssml import read_script

    frames = read_script(f"[{told.rstrip('-> ')}] so").track.keyframes
    return told.strip().lower() == "neutral" or any(frame.emotion != NEUTRAL for frame in frames)


@lru_cache(maxsize=256)
def _is_short(word: str) -> bool:
    """Whether a full stop after a word may belong to it: an abbreviation, an initial, a list's number."""
    from emogen.pipelines.speech.text.languages import find_language

    short = find_language("en-us").short
    known = any(form in short for form in (f"{word}.", f"{word.lower()}.", f"{word.capitalize()}."))
    return known or len(word) == 1 or word.isdigit() or re.fullmatch(r"(?:\w\.)+\w", word) is not None
