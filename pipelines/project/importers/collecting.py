"""Shared by importers: lines collected into a dialogue, ids for lines without one, and their problems."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from emogen.errors import RequestError, shown
from emogen.pipelines.project.importers.wording import variables_of
from emogen.pipelines.project.importing import Source, not_text
from emogen.pipelines.project.languages import language_code, language_of
from emogen.pipelines.project.lines import Dialogue, DialogueLine, Problem, Speaker, Wording

Content = TypeVar("Content")

_LONGEST_SLUG: Final = 40
"""Letters of a scene's or speaker's name in an id. Ours."""


class Collector:
    """Collects what an importer reads, in its order: nothing is dropped, and no id is changed.

    Attributes:
        language: of the script's own words, as the tool names it or as a code.
    """

    def __init__(self, language: str = "") -> None:
        self.language = language
        self._lines: list[DialogueLine] = []
        self._numbers: dict[str, int] = {}
        self._speakers: dict[str, Speaker] = {}
        self._languages: dict[str, str] = {}
        self._variables: dict[str, str] = {}
        self._problems: list[Problem] = []
        self._notes: list[str] = []

    def __contains__(self, id: object) -> bool:
        return id in self._numbers

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, line: DialogueLine) -> None:
        """Add a line; a second one of an id is kept, and a problem."""
        if line.id in self._numbers:
            first = self._lines[self._numbers[line.id]]
            also = f"{first.file}:{first.row}" if first.file != line.file else f"line {first.row}"
            self.problem(line.file, line.row, f"the id {shown(line.id)} is that of {also}, too")
        else:
            self._numbers[line.id] = len(self._lines)
        self._lines.append(line)
        self.named(*line.words)
        if line.speaker and line.speaker not in self._speakers:
            self._speakers[line.speaker] = Speaker(line.speaker, line.speaker)

    def lines(self) -> tuple[DialogueLine, ...]:
        """Those that were added so far."""
        return tuple(self._lines)

    def line(self, id: str) -> DialogueLine | None:
        """The first line of an id that was added, if any."""
        return self._lines[self._numbers[id]] if id in self._numbers else None

    def translate(self, id: str, words: Mapping[str, Wording]) -> bool:
        """Add wordings in other languages to a line, and tell whether it is there and had none of them."""
        line = self.line(id)
        if line is None or not words.keys().isdisjoint(line.words):
            return False
        self._lines[self._numbers[id]] = replace(line, words={**line.words, **words})
        self.named(*words)
        return True

    def merge(self, line: DialogueLine) -> None:
        """Add a line; or, where it is a known one's translation, its wordings to that."""
        known = self.line(line.id)
        others = {name: words for name, words in line.words.items() if name}
        again = known is not None and known.file == line.file and others.keys() <= known.words.keys()
        if known is None or again or not _alike(known.words[""], line.words[""]):
            self.add(line)
        elif others and not self.translate(line.id, others):
            what = f"there is another translation of {shown(line.id)}, which is kept"
            self.problem(line.file, line.row, what)

    def named(self, *languages: str) -> None:
        """Tell of languages besides the script's own, by the tool's names."""
        for name in languages:
            if name and name not in self._languages:
                self._languages[name] = language_code(name)

    def speaker(self, speaker: Speaker) -> None:
        """Tell of a speaker, in place of what was known of them by their lines."""
        self._speakers[speaker.id] = speaker

    def variable(self, name: str, value: str) -> None:
        """Tell the value that the script gives to a variable; the first one counts."""
        self._variables.setdefault(name, value)

    def problem(self, file: str, row: int, what: str) -> None:
        """Tell of something that was not understood."""
        self._problems.append(Problem(file, row, " ".join(what.split())))

    def problems(self, problems: Iterable[Problem]) -> None:
        """Tell of several."""
        self._problems.extend(problems)

    def note(self, text: str) -> None:
        """Tell people what was taken for what."""
        self._notes.append(text)

    def dialogue(self) -> Dialogue:
        """All of it."""
        return Dialogue(
            lines=tuple(_with_variables(line) for line in self._lines),
            speakers=tuple(self._speakers.values()),
            language=language_of(self.language),
            languages=self._languages,
            variables=self._variables,
            problems=tuple(self._problems),
            notes=tuple(self._notes),
        )


def _alike(left: Wording, right: Wording) -> bool:
    return left.written == right.written or left.spoken == right.spoken


def _with_variables(line: DialogueLine) -> DialogueLine:
    """A line with the names of all variables in its words, those that only a translation has too."""
    names = (name for words in line.words.values() for name in variables_of(words.spoken))
    return replace(line, variables=tuple(dict.fromkeys((*line.variables, *names))))


def contents(
    sources: Sequence[Source], collector: Collector, read: Callable[[Source], Content]
) -> Iterator[tuple[Source, Content]]:
    """Each file with what ``read`` makes of it. One of several that cannot be read is a problem.

    Raises:
        RequestError: the only one cannot be read.
    """
    for source in sources:
        try:
            content = read(source)
        except RequestError as error:
            if len(sources) == 1:
                raise
            collector.problems([not_text(source, error)])
        else:
            yield source, content


class Ids:
    """Ids for lines that have none: of scene, speaker and words, so that an edit elsewhere changes none.

    >>> ids = Ids()
    >>> ids.of("INT. BAR - NIGHT", "Mary", "Hello."), ids.of("INT. BAR - NIGHT", "Mary", "Hello.")
    ('int-bar-night_mary_2d8bd7d9bb', 'int-bar-night_mary_2d8bd7d9bb_2')
    """

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def of(self, scene: str, speaker: str, words: str) -> str:
        """The id of the next line of these words; the same ones again in a scene are counted."""
        digest = hashlib.sha256(" ".join(words.split()).encode("utf-8", "surrogatepass")).hexdigest()[:10]
        id = "_".join(part for part in (slug(scene), slug(speaker), digest) if part)
        count = self._counts[id] = self._counts.get(id, 0) + 1
        return id if count == 1 else f"{id}_{count}"


def slug(text: str) -> str:
    """A name in small letters, figures and hyphens, cut where it is long."""
    return re.sub(r"[\W_]+", "-", text.casefold())[: _LONGEST_SLUG + 1].strip("-")[:_LONGEST_SLUG]
