"""A story's text in chapters: where headings stand, and what is said under them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from emogen.conditioning.script import Script
from emogen.errors import RequestError

_NUMBER: Final = r"(?:\d+|[IVXLC]+|[A-Za-z]+(?:[- ][A-Za-z]+)?)"
_HASHES: Final = re.compile(r"^#{1,6}\s+(?P<title>.*?)\s*#*$")
_NUMBERED: Final = re.compile(
    rf"^(?:chapter|part|book|canto|act|scene|letter)\s+{_NUMBER}\b(?:[.:—–-]?\s*\S.{{0,60}})?$"
    r"|^(?:prologue|epilogue|introduction|preface|foreword|afterword|interlude)\.?$",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"[.,;:!?…\"'”’]$")
_LONGEST_TITLE: Final = 60
_MOST_WORDS: Final = 8
"""A line of its own of up to so many characters and words, every longer word with a capital, without
a mark at its end, is a heading. Ours."""

_SMALL: Final = 4
"""Words of fewer letters may be small in a title."""

_MARKDOWN: Final = (
    (re.compile(r"<!--.*?-->", re.DOTALL), " "),
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), " "),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
    (re.compile(r"`+"), ""),
    (re.compile(r"^>\s?", re.MULTILINE), ""),
)
_RULE: Final = re.compile(r"^\s*(?:[*_–—-]\s*){3,}$", re.MULTILINE)
_EMPHASIS: Final = re.compile(r"(?<![\w*_])([*_]{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*_])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter as it is read out.

    Attributes:
        title: its heading; for what stands before the first one, the title of the story.
        text: everything said, its heading first; white space as in scripts.
    """

    title: str
    text: str


def chapters_of(text: str, title: str = "") -> list[Part]:
    """The chapters of a story, in order; one where it has no headings.

    Headings are Markdown's, lines such as "Chapter 1", "Part II: The Sea" and "Epilogue", and short
    lines in title case between blank lines. A heading with nothing under it, such as the title of a
    book, is said before the next one. Emphasis and links of Markdown are taken out, and nothing is
    read as emogen's own markup.

    Args:
        text: plain text or Markdown.
        title: of the story.

    Raises:
        RequestError: there is nothing to say.
    """
    parts: list[Part] = []
    held: list[str] = []
    for heading, body in _sections(_plain(text)):
        held += [_ended(heading)] if heading else []
        if not re.search(r"\w", body):
            continue
        parts.append(Part(heading or title, Script.plain("\n\n".join([*held, body])).text))
        held = []
    if held and parts:
        parts[-1] = Part(parts[-1].title, "\n\n".join([parts[-1].text, *held]))
    if not parts:
        raise RequestError("there is nothing to say in the story", fix="Write some sentences.")
    return parts


def _sections(text: str) -> list[tuple[str, str]]:
    """(heading or nothing, text under it)."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    lines = text.split("\n")
    for index, line in enumerate(lines):
        alone = not any(
            near.strip() for near in (*lines[max(index - 1, 0) : index], *lines[index + 1 : index + 2])
        )
        heading = _heading(line.strip(), alone=alone)
        if heading:
            sections.append((heading, []))
        else:
            sections[-1][1].append(line)
    return [(heading, "\n".join(body).strip()) for heading, body in sections]


def _heading(line: str, *, alone: bool) -> str:
    """The title in a line, empty where it is none."""
    if hashes := _HASHES.match(line):
        return hashes["title"]
    if not line or len(line) > _LONGEST_TITLE or not alone:
        return ""
    if _NUMBERED.match(line):
        return line
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", line)
    capital = (
        words and all(word[0].isupper() or len(word) < _SMALL for word in words) and words[0][0].isupper()
    )
    return line if capital and len(words) <= _MOST_WORDS and not _SENTENCE_END.search(line) else ""


def _ended(heading: str) -> str:
    """A heading as a sentence of its own."""
    return heading if _SENTENCE_END.search(heading) else f"{heading}."


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for pattern, plain in _MARKDOWN:
        text = pattern.sub(plain, text)
    return _EMPHASIS.sub(r"\2", _RULE.sub("", text))
