"""The importer of Ink scripts and compiled stories."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Final, Literal

from pydantic import Field

from emogen.errors import RequestError
from emogen.options import Options
from emogen.pipelines.project.importers.collecting import Collector, Ids, contents
from emogen.pipelines.project.importers.directing import directed
from emogen.pipelines.project.importers.ink.compiled import read_story
from emogen.pipelines.project.importers.ink.pieces import MOST, Content, Join, Text, Variant, variants
from emogen.pipelines.project.importers.ink.source import InkSource
from emogen.pipelines.project.importers.wording import variables_of
from emogen.pipelines.project.importing import Importer, Source, sources_of
from emogen.pipelines.project.lines import Dialogue, DialogueLine, Problem

_PREFIX: Final = re.compile(r"""\s*((?:[^\W\d_][\w'’-]*\.?)(?: [^\W\d_][\w'’-]*){0,2})\s*:\s+(?=\S)""")
_INCLUDE: Final = re.compile(r"^[ \t]*INCLUDE[ \t]+([^\n]+)", re.MULTILINE)
_COMPILED: Final = re.compile(r'\s*\{\s*"(?:inkVersion|root|listDefs)"')

_KNOWN: Final = ("id", "speaker", "character", "actor", "voice", "audio")
"""Tags with a meaning of their own. Ours; ``id`` is that of Ink's localising tools."""

_SHARE: Final = 0.2
"""Of the lines that have a name before a colon where names are speakers. Ours."""


class InkOptions(Options):
    speakers: Literal["auto", "always", "never"] = Field(
        default="auto",
        description="Names before colons speak: where a fifth of the lines have one, always, never.",
    )


class InkImporter(Importer):
    """Ink scripts (.ink, with the files that they include) and stories compiled to JSON."""

    name = "ink"
    title = "Ink scripts and compiled stories"
    suffixes = (".ink", ".json")
    Options = InkOptions

    def __init__(self, options: InkOptions) -> None:
        self.options = options

    @classmethod
    def claims(cls, source: Source) -> bool:
        if source.path.suffix.lower() == ".ink":
            return True
        return bool(_COMPILED.match(source.head.lstrip("\ufeff"))) and "inkVersion" in source.head

    def read(self, sources: Sequence[Source]) -> Dialogue:
        return _Reading(sources, self.options.speakers).dialogue()


class _Reading:
    """A story as far as it was read."""

    def __init__(self, sources: Sequence[Source], speakers: str) -> None:
        self.speakers = speakers
        self.problems: list[Problem] = []
        self.contents: list[Content] = []
        self.collector, self.ids = Collector(), Ids()
        self.texts: dict[str, str] = {}
        self.files: dict[str, Source] = {source.name: source for source in sources}
        stories: dict[str, str] = {}
        for source, text in contents(sources, self.collector, lambda source: source.text()):
            (self.texts if source.path.suffix.lower() == ".ink" else stories)[source.name] = text
        self._read_scripts()
        for name, text in stories.items():
            if self.texts:
                self.problems.append(Problem(name, 0, "a compiled story beside scripts: not imported again"))
                continue
            more, variables = read_story(text, name, self.problems)
            self.contents += more
            self._declare(variables)

    def _declare(self, variables: dict[str, str]) -> None:
        for name, value in variables.items():
            self.collector.variable(name, value)

    def _read_scripts(self) -> None:
        """Scripts from those that no other includes; the included ones stand where they are included."""
        left = dict(self.texts)
        current: list[str] = []

        def included(name: str) -> tuple[str, str] | None:
            for folder in (PurePosixPath(current[0]).parent, PurePosixPath()):
                path = _joined(folder, name)
                if path in left:
                    return left.pop(path), path
                if text := self._beside(current[0], name, path):
                    return text, path
            return None

        reader = InkSource(self.problems, included)
        asked = (match[1].strip() for text in left.values() for match in _INCLUDE.finditer(text))
        below = {PurePosixPath(name.replace("\\", "/")).name for name in asked}
        parents = [name for name in left if PurePosixPath(name).name not in below] or list(left)
        for name in [*parents, *self.texts]:
            if name in left:
                current[:] = [name]
                reader.read(left.pop(name), name)
        self.contents += reader.contents
        self._declare(reader.variables)

    def _beside(self, parent: str, name: str, path: str) -> str:
        """The text of an included file that was not asked for, where it lies below its parent's folder."""
        folder = self.files[parent].path.parent
        file = folder / name
        if path in self.texts or not file.is_file() or not file.resolve().is_relative_to(folder.resolve()):
            return ""
        try:
            (source,) = sources_of(file, (".ink",))
            self.texts[path] = source.text()
        except RequestError as error:
            self.problems.append(Problem(parent, 0, str(error)))
            return ""
        return self.texts[path]

    def dialogue(self) -> Dialogue:
        made = [(content, *variants(content.pieces)) for content in self.contents]
        names = self._names(variant for _, found, _ in made for variant in found)
        without: Counter[str] = Counter()
        for content, found, count in made:
            if count > MOST:
                what = f"{count} texts in one line: those that change one alternative are imported"
                self.problems.append(Problem(content.file, content.row, what))
            self._add(content, found, names, without)
        for file, number in without.items():
            self.collector.note(f"{file}: {number} lines have no #id: tag and get ids of their words")
        self.collector.problems(sorted(self.problems, key=lambda problem: (problem.file, problem.row)))
        return self.collector.dialogue()

    def _names(self, found: Iterable[Variant]) -> frozenset[str]:
        """Names before colons that are speakers: of a script that has them throughout."""
        texts = [variant.wording.spoken for variant in found]
        counts = Counter(match[1] for text in texts if (match := _PREFIX.match(text)))
        if self.speakers == "never" or (
            self.speakers == "auto" and counts.total() < max(2, _SHARE * len(texts))
        ):
            return frozenset()
        return frozenset(counts)

    def _add(
        self, content: Content, found: Sequence[Variant], names: frozenset[str], without: Counter[str]
    ) -> None:
        """Add a line, or one for each of its texts."""
        kept = {}
        for variant in found:
            wording = variant.wording
            if wording.written and wording.written not in kept:
                kept[wording.written] = variant
        tags = dict(_tag(tag) for tag in reversed(content.tags))
        if not tags.get("id"):
            without[content.file] += bool(kept)
        base = tags.get("id") or ""
        for number, variant in enumerate(kept.values(), start=1):
            id = f"{base}_{number}" if base and len(kept) > 1 else base
            self._add_variant(content, variant, id, tags, names)

    def _add_variant(
        self, content: Content, variant: Variant, id: str, tags: dict[str, str], names: frozenset[str]
    ) -> None:
        wording = variant.wording
        match = _PREFIX.match(wording.spoken)
        speaker = next((tags[key] for key in _KNOWN[1:4] if tags.get(key)), "")
        if match and match[1] in names:
            speaker = speaker or match[1]
            wording = type(wording)(wording.written, wording.spoken[match.end() :])
        direction, others = directed(tag for tag in content.tags if _tag(tag)[0] not in _KNOWN)
        told = {"tags": ", ".join(others), "condition": content.condition, "variant": variant.when}
        told["joins"] = _joins(variant)
        who = content.kind if content.kind == "choice" else speaker
        plain = re.sub(r"\\(.)", r"\1", wording.written)  # As a compiled story has it.
        self.collector.add(
            DialogueLine(
                id=id or self.ids.of(content.scene, who, plain),
                words={"": wording},
                speaker=speaker,
                kind=content.kind,
                scene=content.scene,
                file=content.file,
                row=content.row,
                direction=direction,
                variables=variables_of(wording.spoken),
                sound=tags.get("voice") or tags.get("audio") or "",
                others={name: value for name, value in told.items() if value},
            )
        )


def _tag(tag: str) -> tuple[str, str]:
    """A tag's name, in small letters, and its value."""
    key, colon, value = tag.partition(":")
    return (key.strip().lower(), value.strip()) if colon else ("", tag)


def _joins(variant: Variant) -> str:
    """To which neighbours a text is joined in the game: ``before``, ``after`` or both."""
    kept = [piece for piece in variant.pieces if not (isinstance(piece, Text) and not piece.text.strip())]
    first = bool(kept) and isinstance(kept[0], Join)
    last = bool(kept) and isinstance(kept[-1], Join)
    return " and ".join(word for word, holds in (("before", first), ("after", last)) if holds)


def _joined(folder: PurePosixPath, name: str) -> str:
    """A file's name below a folder, its steps up taken."""
    parts: list[str] = []
    for part in (*folder.parts, *PurePosixPath(name.replace("\\", "/")).parts):
        if part == ".." and parts:
            parts.pop()
        elif part not in (".", "/"):
            parts.append(part)
    return "/".join(parts)
