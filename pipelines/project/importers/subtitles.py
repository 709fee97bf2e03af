"""Subtitles, SRT and WebVTT: cues as lines that have to fit their slots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import ClassVar, Final

from emogen.pipelines.project.importers.collecting import Collector, contents
from emogen.pipelines.project.importers.cues import Cue, Part, cues_of, name_before, parts_of
from emogen.pipelines.project.importing import Source
from emogen.pipelines.project.languages import language_of
from emogen.pipelines.project.lines import Dialogue, DialogueLine, Wording

_APART: Final = 1.5
"""Seconds by which a translation's cue may begin elsewhere. Ours."""

_OFTEN: Final = 2
"""Times that a name in small letters stands before a colon, at least, to be a speaker's. Ours."""


class SubtitleImporter:
    """Reads SRT and WebVTT. A line's id is the name of its file and the number or name of its cue.

    Files that differ in a language only (``film.en.srt``, ``film.fr.srt``) are one script in its languages.
    """

    name: ClassVar[str] = "subtitles"
    kind: ClassVar[str] = "importer"
    title: ClassVar[str] = "subtitles: SRT and WebVTT"
    suffixes: ClassVar[tuple[str, ...]] = (".srt", ".vtt")

    @classmethod
    def claims(cls, source: Source) -> bool:
        return "-->" in source.head

    def read(self, sources: Sequence[Source]) -> Dialogue:
        collector = Collector()
        films: dict[str, list[tuple[str, Source, list[Cue]]]] = {}
        for source, text in contents(sources, collector, Source.text):
            cues = list(cues_of(text))
            if not cues:
                collector.problem(source.name, 0, "it has no cues")
            stem, language = _language(source.name)
            films.setdefault(stem, []).append((language, source, cues))
        for stem, versions in films.items():
            versions.sort(key=lambda version: _turn(version[0]))
            for number, (language, source, cues) in enumerate(versions):
                film = _Film(collector, source, PurePosixPath(stem).name)
                if number:
                    film.translate(language, cues, versions[0][2])
                else:
                    collector.language = collector.language or language
                    film.read(cues)
        return collector.dialogue()


def _language(name: str) -> tuple[str, str]:
    """A film's name without its language, and that: ``film.en.srt``."""
    path = PurePosixPath(name)
    stem, mark, language = path.stem.rpartition(".")
    if mark and language_of(language):
        return str(path.with_name(stem)), language
    return str(path.with_suffix("")), ""


def _turn(language: str) -> int:
    """The script's own language is the one that no file names, or else English, or any."""
    return 0 if not language else 1 if language_of(language).startswith("en") else 2


class _Film:
    def __init__(self, collector: Collector, source: Source, scene: str) -> None:
        self.collector = collector
        self.source = source
        self.scene = scene

    def read(self, cues: Sequence[Cue]) -> None:
        """Add the cues as lines."""
        names = _names(cues)
        for id, cue, part, share in _numbered(self.scene, cues, names):
            seconds = (cue.end - cue.start) * share
            if seconds <= 0:
                self.collector.problem(self.source.name, cue.row, "the cue ends before it begins")
            self.collector.add(
                DialogueLine(
                    id=id,
                    words={"": Wording(part.written, part.spoken)},
                    speaker=part.speaker,
                    scene=self.scene,
                    file=self.source.name,
                    row=cue.row,
                    direction=part.direction,
                    longest=round(seconds, 3) if seconds > 0 else None,
                    others={"start": f"{cue.start:.3f}", "end": f"{cue.end:.3f}"},
                )
            )

    def translate(self, language: str, cues: Sequence[Cue], own: Sequence[Cue]) -> None:
        """Add the cues as translations of those that begin at their times."""
        self.collector.named(language)
        ids = _ids_by_cue(self.scene, own)
        for cue in cues:
            near = min(own, key=lambda other: abs(other.start - cue.start), default=None)
            same = [
                other for other in own if other.name == cue.name and abs(other.start - cue.start) < _APART
            ]
            match = same[0] if same else near
            if match is None or abs(match.start - cue.start) >= _APART:
                self.collector.problem(
                    self.source.name, cue.row, f"cue {cue.name} is at no time of the script's own cues"
                )
                continue
            parts = list(parts_of(cue.text, _names(cues)))
            lines = ids[id(match)]
            if len(parts) != len(lines):
                parts = [Part("", cue.text, " ".join(part.spoken for part in parts), "")]
            for line, part in zip(lines, parts, strict=False):
                if not self.collector.translate(line, {language: Wording(part.written, part.spoken)}):
                    what = f"cue {match.name} has two translations; the first is kept"
                    self.collector.problem(self.source.name, cue.row, what)


def _numbered(
    scene: str, cues: Sequence[Cue], names: frozenset[str]
) -> Iterator[tuple[str, Cue, Part, float]]:
    """Every part of the cues with its id and its share of the cue's time, by the length of its words."""
    for cue in cues:
        parts = list(parts_of(cue.text, names))
        whole = sum(len(part.spoken) + 1 for part in parts)
        for number, part in enumerate(parts, 1):
            id = f"{scene}-{cue.name}" + (f"-{number}" if len(parts) > 1 else "")
            yield id, cue, part, (len(part.spoken) + 1) / whole


def _ids_by_cue(scene: str, cues: Sequence[Cue]) -> Mapping[int, list[str]]:
    ids: dict[int, list[str]] = {id(cue): [] for cue in cues}
    for name, cue, _, _ in _numbered(scene, cues, _names(cues)):
        ids[id(cue)].append(name)
    return ids


def _names(cues: Sequence[Cue]) -> frozenset[str]:
    """Speakers' names in front of colons: in capitals, or often there."""
    names = Counter(name_before(line)[0] for cue in cues for line in cue.text.split("\n"))
    return frozenset(name for name, count in names.items() if name and (name.isupper() or count >= _OFTEN))
