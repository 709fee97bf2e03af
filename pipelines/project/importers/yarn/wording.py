"""Yarn's texts as emogen says them: markup taken out, expressions as variables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from emogen.conditioning.writer import escaped
from emogen.pipelines.project.importers.wording import pause, tidy, variable, variables_of, without_html
from emogen.pipelines.project.importers.yarn.script import expressions
from emogen.pipelines.project.lines import Wording

_MARKUP: Final = re.compile(
    r"""\\(?P<escape>.)|\[(?P<end>/)?(?P<inner>(?:[^\]\["\\]|"(?:[^"\\]|\\.){0,1000}"|\\.){0,2000})\]|(?P<sign>[\[\]])""",
    re.DOTALL,
)
_INNER: Final = re.compile(r"\s*([\w-]*)(.*)", re.DOTALL)
_VALUE: Final = re.compile(r"""([\w-]*)\s*=\s*("(?:[^"\\]|\\.)*"|\{[^{}]*\}|[^\s"/]+)""")
_NAME: Final = re.compile(r"\s*((?:[^:\\{}]|\\.|\{[^{}]*\}){1,80}?)\s*:(?!//)\s*", re.DOTALL)
_SENTENCE: Final = re.compile(r"""[.!?…]\s|["“”<>]|\[""")
_CHARACTER: Final = re.compile(
    r"""\s*\[character\s+name\s*=\s*(?:"([^"\]]*)"|([^\s"\]]+))\s*\].{0,80}?\[/(?:character)?\s*\]\s*"""
)
_CHOOSING: Final = ("select", "plural", "ordinal")
"""Markup with words for each value."""

_LONGEST_NAME: Final = 60
"""Letters of the longest name of who speaks. Ours."""


@dataclass(slots=True)
class Reading:
    """A text as it was read.

    Attributes:
        wording: as written and as said.
        speaker: before the colon; "" for nobody.
        variables: of the words.
        attributes: names of its markup.
        faults: what is wrong with it, a clause each.
    """

    wording: Wording
    speaker: str = ""
    variables: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    faults: list[str] = field(default_factory=list)


def read_text(text: str, places: Sequence[str] = (), *, wide: bool = False) -> Reading:
    """A text of a script or table.

    Args:
        text: as written.
        places: the expressions that ``{0}``, ``{1}`` stand for, of a table's text.
        wide: whether a colon of Chinese and Japanese ends a name, too: in translations.
    """
    wider = text.replace("：", ":", 1) if wide and ":" not in text else text
    speaker, rest = split_speaker(wider)
    reading = Reading(Wording(text, ""), speaker)
    pieces, at = [], 0
    for start, end in expressions(rest):
        expression = rest[start + 1 : end - 1].strip()
        number = int(expression) if expression.isascii() and expression.isdigit() else -1
        pieces += [rest[at:start], variable(places[number] if 0 <= number < len(places) else expression)]
        at = end
    pieces.append(rest[at:])
    spoken = _without_markup(without_html("".join(pieces)), reading)
    reading.wording = Wording(text, tidy(spoken))
    reading.variables = variables_of(reading.wording.spoken)
    return reading


def places_of(text: str) -> tuple[str, ...]:
    """The expressions of a text in order, by which a table's text has ``{0}``, ``{1}``."""
    return tuple(text[start + 1 : end - 1].strip() for start, end in expressions(text))


def split_speaker(text: str) -> tuple[str, str]:
    """Who says a text, and what; "" for nobody. A name is what stands before the first colon that is not
    escaped, unless that is a sentence or a time."""
    if explicit := _CHARACTER.match(text):
        return explicit[1] or explicit[2], text[explicit.end() :]
    match = _NAME.match(text)
    if match is None or _SENTENCE.search(match[1]) or len(match[1]) > _LONGEST_NAME:
        return "", text
    if match[1][-1:].isdigit() and text[match.end() : match.end() + 1].isdigit():
        return "", text
    name = re.sub(r"\{\s*\$?(\w+)\s*\}", r"{\1}", match[1])
    return re.sub(r"\\(.)", r"\1", name), text[match.end() :]


def _without_markup(text: str, reading: Reading) -> str:
    """A text without markup; pauses and choices of words are emogen's."""
    names: dict[str, None] = {}
    pieces: list[str] = []
    at = 0
    for match in _MARKUP.finditer(text):
        pieces.append(text[at : match.start()])
        at = match.end()
        if match["escape"]:
            pieces.append(escaped(match["escape"]))
        elif match["sign"]:
            pieces.append(escaped(match["sign"]))
            if match["sign"] == "[":
                reading.faults.append("nothing ends markup that begins with [")
        elif not match["end"] and (inner := _INNER.fullmatch(match["inner"])) and inner[1]:
            names[inner[1]] = None
            pieces.append(_replaced(inner[1].lower(), inner[2], reading))
    pieces.append(text[at:])
    reading.attributes = tuple(names)
    return "".join(pieces)


def _replaced(name: str, written: str, reading: Reading) -> str:
    """The words for a mark of markup."""
    values = {key or name: _value(value) for key, value in _VALUE.findall(written)}
    if name == "pause":
        milliseconds = values.get(name, "1000")
        return f" {pause(str(float(milliseconds) / 1000))} " if milliseconds.isdecimal() else ""
    if name not in _CHOOSING:
        return ""
    if not (choices := [key for key in values if key not in ("value", name)]):
        reading.faults.append(f"no words to choose in [{name}]")
        return ""
    reading.faults.append(f"its words hang on a value; those of {choices[0]!r} are said")
    return re.sub(r"(?<!\\)%", lambda _: values.get("value", ""), values[choices[0]])


def _value(written: str) -> str:
    return re.sub(r"\\(.)", r"\1", written[1:-1]) if written.startswith('"') else written
