"""Lines of dialogue: what a game's script says, by whom, where and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from emogen.timeline import Seconds

LineKind = Literal["line", "choice", "text"]
"""A line somebody says; a choice offered to the player; a text that is only shown (a title, a button)."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a line in one language.

    Attributes:
        written: as the tool has it, with its own markup, untouched; what goes back out.
        spoken: what is to be said: the tool's markup taken out or turned into emogen's own, variables as
            ``{name}``. "" where nothing is said (an empty line, only stage business).
    """

    written: str
    spoken: str


@dataclass(frozen=True, slots=True)
class DialogueLine:
    """One line of a script.

    Attributes:
        id: as its tool knows it, always text and never changed: ``0721506``, ``12:30``, ``a/b:c``.
        words: its wordings by language, as the tool names the language (``""`` is the script's own).
        speaker: id of who says it; "" is the narrator.
        kind: whether it is said at all.
        scene: label, node, knot or sheet that it stands in.
        file, row: the file, relative to what was imported, and its 1-based line there.
        direction: how it is to be said, in people's words: a parenthetical, a director's column, a tag.
            It may be an emotion of emogen's (``joy:0.6``), too. "" leaves it to be read from the words.
        notes: what else people wrote beside it: translators' and writers' comments.
        variables: names of the variables in its words.
        sound: file that the tool expects its sound in, where the script names one; relative.
        same_as: id of the line whose sound it uses ("" for its own).
        longest: seconds that it may take at most, e.g. of a subtitle's slot.
        others: the tool's other columns or tags, for the way back.
    """

    id: str
    words: Mapping[str, Wording]
    speaker: str = ""
    kind: LineKind = "line"
    scene: str = ""
    file: str = ""
    row: int = 0
    direction: str = ""
    notes: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    sound: str = ""
    same_as: str = ""
    longest: Seconds | None = None
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks in a script.

    Attributes:
        id: as lines name them, e.g. ``e`` in Ren'Py.
        name: as players see them, e.g. ``Eileen``.
        notes: what the script says of them, e.g. a description, an age.
    """

    id: str
    name: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of a script that was not understood; everything else was imported.

    Attributes:
        file, row: where; ``row`` is 0 where it is of the whole file.
        what: one sentence for people.
    """

    file: str
    row: int
    what: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.row}" if self.row else self.file
        return f"{place}: {self.what}"


@dataclass(frozen=True, slots=True)
class Dialogue:
    """All that was read of a script.

    Attributes:
        lines: in the order in which players meet them, as far as the script tells.
        speakers: in order of their first line.
        language: of the script's own wordings, a code such as ``en-us`` or ``fr-fr``; "" if it does not say.
        languages: codes of the other languages, by the tool's name for each: ``{"french": "fr-fr"}``.
        variables: values that the script itself gives to its variables, as text.
        problems: what was not understood.
        notes: what the importer took for what, for people: which column has the words, say.
    """

    lines: tuple[DialogueLine, ...]
    speakers: tuple[Speaker, ...] = ()
    language: str = ""
    languages: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
