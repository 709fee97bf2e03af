"""A finished voice pack, and what writes it into the folders of a game.

An exporter writes into an empty folder. What it wrote then moves to where the user wants it, with captions
and lip-sync beside the sounds, a table of durations and the licences: whole, or not at all, and over no file
that emogen did not write.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Final, Protocol

from emogen.errors import GenerationError
from emogen.files import check_folder, check_name
from emogen.pipelines.project.lines import Dialogue, DialogueLine, Wording
from emogen.progress import Progress, ignore, part_of
from emogen.registry import Backend, guarded, make
from emogen.scratch import scratch_folder
from emogen.timeline import Seconds

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})

ABOUT: Final = "voice-pack"
"""Folder, beside the game's own, of what the pack says of itself: licences, durations, what was written."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Something that a sound was made with, or what it is derived from.

    Attributes:
        name: e.g. ``"Kokoro-82M"``.
        licence: as its authors name it; "" where it does not say.
        source: where it comes from, in words.
        use: what for, e.g. ``"weights"``, ``"voice"``, ``"plug-in"``.
    """

    name: str
    licence: str = ""
    source: str = ""
    use: str = ""


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A line with its sound, in one language.

    Attributes:
        line: what the script says.
        language: the tool's name for the language; "" for the script's own.
        files: what was made by kind: ``sound``, and where they were asked for ``captions``, ``timings`` and
            formats of face motion by suffix (``csv``, ``json``).
        seconds: duration of the sound.
        label: the emotion in words for people.
        voice: who speaks.
        made_by: e.g. ``"emogen 0.3"``.
        credits: weights, voices and plug-ins that made it.
    """

    line: DialogueLine
    language: str
    files: Mapping[str, Path]
    seconds: Seconds
    label: str = ""
    voice: str = ""
    made_by: str = ""
    credits: tuple[Credit, ...] = ()

    @property
    def sound(self) -> Path:
        """The file of the sound."""
        return self.files["sound"]

    @property
    def wording(self) -> Wording:
        """The words in its language."""
        return self.line.words.get(self.language) or self.line.words[""]


@dataclass(frozen=True, slots=True)
class Pack:
    """A voice pack.

    Attributes:
        name: of the project.
        dialogue: what was imported, lines without sound too.
        lines: those with a sound, in the order of the script, language by language.
        languages: code of each language by the tool's name for it; "" is the script's own.
        notes: what is to be known of it, e.g. how many lines have no sound yet.
        script: the file or folder that was imported, None where it is not known.
    """

    name: str
    dialogue: Dialogue
    lines: tuple[SpokenLine, ...]
    languages: Mapping[str, str]
    notes: tuple[str, ...] = ()
    script: Path | None = None

    def of_language(self, language: str) -> tuple[SpokenLine, ...]:
        """The lines of one language, by the tool's name for it."""
        return tuple(line for line in self.lines if line.language == language)

    def code(self, language: str) -> str:
        """The code of a language by the tool's name for it, e.g. ``"en-us"``."""
        return self.languages.get(language) or self.dialogue.language or language or "en-us"

    def name_of(self, speaker: str) -> str:
        """A speaker's name as players see it; its id where it has none."""
        return next((s.name or s.id for s in self.dialogue.speakers if s.id == speaker), speaker)


@dataclass(frozen=True, slots=True)
class Placed:
    """A line and where its sound was written.

    Attributes:
        line: the line.
        file: the sound, relative to the exported folder.
        silent: whether nothing but this entry is of the line: its sound is another line's.
    """

    line: SpokenLine
    file: Path
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """The outcome of an exporter.

    Attributes:
        sounds: every line with its sound.
        notes: what the user has to do or should know, e.g. ``"set config.auto_voice"``.
    """

    sounds: tuple[Placed, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """An exported pack.

    Attributes:
        files: all that were written, relative to the folder, sorted.
        notes: what the user has to do or should know.
        seconds: of all sounds together.
        lines: how many have a sound.
    """

    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    seconds: Seconds = 0.0
    lines: int = field(default=0, kw_only=True)


class Exporter(Backend, Protocol):
    """Writes a pack where a tool finds it without a hand.

    Attributes:
        title: the tool, for lists, e.g. ``"Ren'Py: voice folders and auto_voice"``.
        beside: suffixes of the files that lie beside each sound unless the user chooses others: formats of
            face motion, ``.vtt`` and ``.srt``.
    """

    kind: ClassVar[str] = "exporter"
    title: ClassVar[str]
    beside: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def write(self, pack: Pack, folder: Path, progress: Progress) -> Written:
        """Write the pack below an empty folder, which becomes, or joins, the user's.

        Raises:
            RequestError: the pack cannot be of this tool.
            OutputError: a file cannot be written.
        """


def export_pack(
    pack: Pack,
    folder: str | Path,
    to: str,
    options: Mapping[str, Any] = _NOTHING,
    *,
    beside: tuple[str, ...] | None = None,
    overwrite: bool = False,
    progress: Progress = ignore,
) -> Exported:
    """Write a pack with the exporter of that name into a folder, which may be a game's.

    Args:
        pack: what is exported.
        folder: made if it is not there.
        to: name of the exporter.
        options: its own settings.
        beside: suffixes of files beside each sound; None leaves them to the exporter.
        overwrite: write over files that emogen did not write, or that somebody changed since.
        progress: told the fraction done.

    Raises:
        RequestError: as the exporter; an unknown one, a suffix that nothing writes, a file in the way.
        OutputError: a file cannot be written.
    """
    from emogen.pipelines.project.beside import Companions
    from emogen.pipelines.project.licences import write_licences
    from emogen.pipelines.project.ownership import Ledger
    from emogen.pipelines.project.tables import write_durations

    exporter = make("exporter", to, options)
    companions = Companions(type(exporter).beside if beside is None else beside)
    folder = check_folder(folder)
    ledger = Ledger.read(folder, to)
    with scratch_folder(folder) as staged:
        with guarded(exporter):
            written: Written = exporter.write(pack, staged, part_of(progress, 0.0, 0.6))
        _check_written(exporter, written, staged)
        notes = companions.write(written.sounds, staged, part_of(progress, 0.6, 0.9))
        write_durations(pack, written.sounds, staged / ABOUT / f"durations-{to}.csv")
        flagged = write_licences(pack, staged / ABOUT / "LICENCES.md")
        (staged / ABOUT / ".gdignore").touch()  # Godot imports no table of it as translations.
        moved = ledger.move(staged, overwrite=overwrite, progress=part_of(progress, 0.9, 1.0))
    return Exported(
        moved.files,
        (*pack.notes, *written.notes, *notes, *flagged, *moved.notes),
        sum(placed.line.seconds for placed in written.sounds),
        lines=len(written.sounds),
    )


def _check_written(exporter: object, written: Written, staged: Path) -> None:
    """Raise ``GenerationError`` for a sound that an exporter says it wrote, and did not, or elsewhere."""
    name = getattr(exporter, "name", "")
    for placed in written.sounds:
        file = staged / placed.file
        inside = not placed.file.is_absolute() and ".." not in placed.file.parts
        if not (inside and file.is_file() and not file.is_symlink()):
            raise GenerationError(f"the exporter {name} failed", why=f"it left no file {placed.file}")
        check_name(placed.file)
