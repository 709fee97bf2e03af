"""One dialogue of what several importers read of a game: a script, and tables and catalogues that translate
it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

from emogen.conditioning.read.language import UNKNOWN, language_scores, likeliest
from emogen.pipelines.project.languages import language_code
from emogen.pipelines.project.lines import Dialogue, DialogueLine, Problem, Speaker, Wording
from emogen.registry import find

_READ: Final = 300
"""Lines that tell which language a script is in. Ours."""

_FILLED: Final = ("speaker", "scene", "file", "row", "direction", "sound", "same_as", "longest")
"""Fields that a later dialogue fills in where an earlier one says nothing."""


def in_turn(dialogues: Mapping[str, Dialogue]) -> list[Dialogue]:
    """Dialogues by importer: those of one tool before those of tables, then the longest first."""

    def rank(entry: tuple[str, Dialogue]) -> tuple[bool, int, str]:
        name, dialogue = entry
        return bool(getattr(find("importer", name), "general", False)), -len(dialogue.lines), name

    return [dialogue for _, dialogue in sorted(dialogues.items(), key=rank)]


def merged(dialogues: Sequence[Dialogue]) -> Dialogue:
    """All dialogues as one, in which every id is there once.

    A line of a later dialogue with an id of an earlier one brings its translations to it, and what the
    earlier does not say. Where the later one's own words are in another language, they are a translation
    too; where they are in the same and differ, the earlier counts and it is a problem. Of two lines with one
    id in one dialogue the first counts.
    """
    whole = _Whole()
    for dialogue in dialogues:
        whole.add(dialogue)
    return whole.dialogue()


@dataclass(slots=True)
class _Whole:
    """A dialogue that others are merged into."""

    language: str = ""
    lines: dict[str, DialogueLine] = field(default_factory=dict)
    speakers: dict[str, Speaker] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def dialogue(self) -> Dialogue:
        return Dialogue(
            tuple(self.lines.values()),
            tuple(self.speakers.values()),
            self.language,
            self.languages,
            self.variables,
            tuple(dict.fromkeys(self.problems)),
            tuple(dict.fromkeys(self.notes)),
        )

    def add(self, dialogue: Dialogue) -> None:
        names = self._names(dialogue)
        own: dict[str, DialogueLine] = {}  # Of this dialogue, to tell two lines of one id.
        for line in dialogue.lines:
            words: dict[str, Wording] = {}
            for tool in sorted(line.words, key=bool):  # Its own words before a column of the same language.
                words.setdefault(names[tool], line.words[tool])
            line = replace(line, words=words)
            if line.id in own:
                self._twice(own[line.id], line)
                continue
            own[line.id] = line
            known = self.lines.get(line.id)
            self.lines[line.id] = line if known is None else self._joined(known, line)
        for speaker in dialogue.speakers:
            known_speaker = self.speakers.get(speaker.id, speaker)
            notes = tuple(dict.fromkeys((*known_speaker.notes, *speaker.notes)))
            self.speakers[speaker.id] = replace(
                known_speaker, name=known_speaker.name or speaker.name, notes=notes
            )
        self.variables = {**dialogue.variables, **self.variables}
        self.problems += dialogue.problems
        self.notes += dialogue.notes

    def _names(self, dialogue: Dialogue) -> dict[str, str]:
        """The name of each language of a dialogue in the whole, by the dialogue's name for it. Languages
        of one code are one, under the name that came first."""
        names = {"": ""}
        if not self.language:
            self.language = dialogue.language or told_language(dialogue.lines)
        elif dialogue.language not in ("", self.language):
            names[""] = self._name(dialogue.language, dialogue.language)
        for tool in dict.fromkeys(tool for line in dialogue.lines for tool in line.words if tool):
            code = dialogue.languages.get(tool) or language_code(tool)
            name = self._name(tool, code)
            if rivals := [other for other, known in names.items() if other and known == name]:
                told = f"{tool} and {rivals[0]} are both {code}: where a line has both, {rivals[0]} counts"
                self.notes += (told,)
            names[tool] = name
        return names

    def _name(self, tool: str, code: str) -> str:
        """The name of a language in the whole."""
        if code == self.language:
            return ""
        name = next((name for name, known in self.languages.items() if known == code), tool)
        self.languages[name] = code
        return name

    def _joined(self, line: DialogueLine, other: DialogueLine) -> DialogueLine:
        """A line with what another dialogue says of it."""
        words = dict(line.words)
        for tool, wording in other.words.items():
            known = words.setdefault(tool, wording)
            if known is not wording and _differ(known, wording):
                language = f" in {tool}" if tool else ""
                what = f"the line {line.id!r} is worded otherwise{language} {_at(line)}: that counts"
                self.problems.append(Problem(other.file, other.row, what))
        filled: dict[str, Any] = {name: getattr(line, name) or getattr(other, name) for name in _FILLED}
        filled["row"] = line.row if line.file else other.row
        return replace(
            line,
            words=words,
            **filled,
            notes=tuple(dict.fromkeys((*line.notes, *other.notes))),
            variables=tuple(dict.fromkeys((*line.variables, *other.variables))),
            others={**other.others, **line.others},
        )

    def _twice(self, line: DialogueLine, other: DialogueLine) -> None:
        same = line.words == other.words and line.speaker == other.speaker
        outcome = "they say the same and share a sound" if same else "the first counts, this one has no sound"
        what = f"the id {line.id!r} is {_at(line)} too: {outcome}"
        self.problems.append(Problem(other.file, other.row, what))


def _at(line: DialogueLine) -> str:
    return f"at {line.file}:{line.row}" if line.file else "elsewhere"


def _differ(one: Wording, other: Wording) -> bool:
    return " ".join(one.spoken.split()) != " ".join(other.spoken.split())


@dataclass(frozen=True, slots=True)
class Changes:
    """Differences between two dialogues, by id of the lines.

    Attributes:
        new, gone: lines that only the later or only the earlier has.
        changed: lines that say something else, or otherwise, with what: ``words``, ``french``, ``speaker``,
            ``direction``.
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]


def changes(before: Dialogue, after: Dialogue) -> Changes:
    """Differences in the lines of a dialogue."""
    old, new = ({line.id: line for line in dialogue.lines} for dialogue in (before, after))
    changed = {id: _changed(old[id], line) for id, line in new.items() if id in old}
    return Changes(
        tuple(id for id in new if id not in old),
        tuple(id for id in old if id not in new),
        {id: what for id, what in changed.items() if what},
    )


def _changed(old: DialogueLine, new: DialogueLine) -> tuple[str, ...]:
    tools = dict.fromkeys((*old.words, *new.words))
    words = (tool or "words" for tool in tools if _spoken(old, tool) != _spoken(new, tool))
    others = (name for name in ("speaker", "direction", "kind") if getattr(old, name) != getattr(new, name))
    return (*words, *others)


def _spoken(line: DialogueLine, tool: str) -> str | None:
    return line.words[tool].spoken if tool in line.words else None


def told_language(lines: Iterable[DialogueLine]) -> str:
    """The code of the language that a script's own words are in, as they themselves tell; "" if they do
    not."""
    scores: Counter[str] = Counter()
    own = (line.words[""].spoken for line in lines if "" in line.words)
    for text in islice(own, _READ):
        scores.update(language_scores(text))
    code = likeliest(scores).code
    return "" if code.startswith(UNKNOWN) else language_code(code)
