"""Lines of dialogue from the statements of a Ren'Py file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import md5

from emogen.pipelines.project.importers.directing import directions
from emogen.pipelines.project.importers.renpy.characters import Cast
from emogen.pipelines.project.importers.renpy.identifiers import Identified, place_of
from emogen.pipelines.project.importers.renpy.parsing import Parser
from emogen.pipelines.project.importers.renpy.python import python_text
from emogen.pipelines.project.importers.renpy.statements import Branch, Choice, Label, Menu, Node, Say
from emogen.pipelines.project.importers.renpy.wording import Reading, read_text
from emogen.pipelines.project.lines import DialogueLine


class Met:
    """Shared by all files so far: strings of menus, and unknown tags.

    Attributes:
        tags: the unknown tags.
    """

    def __init__(self) -> None:
        self.tags: set[str] = set()
        self._first: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def string(self, text: str) -> tuple[str, str]:
        """The id of the next string of these words, which has none in Ren'Py, and that of the first one;
        "" where this is it."""
        digest = md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:8]
        number = self._counts[digest] = self._counts.get(digest, -1) + 1
        id = f"string_{digest}_{number}" if number else f"string_{digest}"
        first = self._first.setdefault(text, id)
        return id, "" if first == id else first


class FileLines:
    """Makes the lines of one file."""

    def __init__(self, parser: Parser, cast: Cast, met: Met) -> None:
        self.parser = parser
        self.cast = cast
        self.met = met
        self.last = ""  # Who spoke last.
        self.label = ""
        self.before = ""  # Id of the line before.

    def of(self, nodes: Sequence[Node], said: Mapping[int, Identified]) -> Iterator[DialogueLine]:
        """The lines of a block and of those below it, in their order."""
        for node in nodes:
            if isinstance(node, Say):
                yield self._line(said[place_of(node)])
            elif isinstance(node, Menu):
                for choice in node.choices:
                    yield self._choice(choice)
                    yield from self.of(choice.block or (), said)
            elif isinstance(node, Label):
                self.label = self.label if node.hidden or node.name.startswith("_") else node.name
                yield from self.of(node.block, said)
            elif isinstance(node, Branch):
                yield from self.of(node.block, said)

    def _line(self, identified: Identified) -> DialogueLine:
        say = identified.say
        reading = self.read(say.what, say.row)
        speaker = self.cast.speaker(say.who, self.last)
        sound, same_as, others = self._voice(identified)
        if identified.alternate:
            others["alternate"] = identified.alternate
        if say.who and say.who != speaker:
            others["who"] = say.who
        if attributes := " ".join([*say.attributes, *(["@", *say.briefly] if say.briefly else [])]):
            others["attributes"] = attributes
        others |= {
            name: value for name, value in (("arguments", say.arguments), ("with", say.effect)) if value
        }
        self.last, self.before = speaker, identified.id
        return DialogueLine(
            id=identified.id,
            words={"": reading.wording},
            speaker=speaker,
            scene=identified.label,
            file=self.parser.name,
            row=say.row,
            direction=directions((*say.attributes, *say.briefly)),
            notes=tuple(reading.notes),
            variables=tuple(reading.variables),
            sound=sound,
            same_as=same_as,
            others=others,
        )

    def _voice(self, identified: Identified) -> tuple[str, str, dict[str, str]]:
        """The sound file of a line, the line whose sound goes on, and a file that only the game knows."""
        for aside in reversed(identified.asides):
            if aside.voice == "sustain":
                return "", self.before, {}
            if aside.voice:
                name = python_text(aside.voice)
                if name is None:
                    return "", "", {"voice": aside.voice}
                return self.cast.voice_format.replace("{filename}", name), "", {}
        return "", "", {}

    def _choice(self, choice: Choice) -> DialogueLine:
        """A choice or a caption: Ren'Py has no identifier for it, and translates it by its words."""
        reading = self.read(choice.text, choice.row)
        id, first = self.met.string(choice.text)
        return DialogueLine(
            id=id,
            words={"": reading.wording},
            kind="text" if choice.block is None else "choice",
            scene=self.label,
            file=self.parser.name,
            row=choice.row,
            notes=tuple(reading.notes),
            variables=tuple(reading.variables),
            same_as=first,
            others={"condition": choice.condition} if choice.condition else {},
        )

    def read(self, text: str, row: int) -> Reading:
        """A text; what is wrong with it is a problem."""
        reading = read_text(text)
        for fault in reading.faults:
            self.parser.problem(row, fault)
        for tag in set(reading.unknown) - self.met.tags:
            self.met.tags.add(tag)
            self.parser.problem(
                row, f"{{{tag}}} is no text tag of Ren'Py's: left out here and wherever it stands"
            )
        return reading
