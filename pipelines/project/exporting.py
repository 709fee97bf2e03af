"""A finished voice pack, and what writes it into the folders of a game."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Final, Protocol

from emogen.pipelines.project.lines import Dialogue, DialogueLine
from emogen.registry import Backend, guarded, make
from emogen.timeline import Seconds

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


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
        credits: weights and plug-ins that made it, e.g. ``"Kokoro-82M (Apache-2.0)"``.
    """

    line: DialogueLine
    language: str
    files: Mapping[str, Path]
    seconds: Seconds
    label: str = ""
    voice: str = ""
    credits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """A voice pack.

    Attributes:
        name: of the project.
        dialogue: what was imported, lines without sound too.
        lines: those with a sound, in the order of the script, language by language.
        languages: code of each language by the tool's name for it; "" is the script's own.
    """

    name: str
    dialogue: Dialogue
    lines: tuple[SpokenLine, ...]
    languages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Exported:
    """What an exporter wrote.

    Attributes:
        files: relative to the folder.
        notes: what the user has to do or should know, e.g. ``"set config.auto_voice"``.
    """

    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()


class Exporter(Backend, Protocol):
    """Writes a pack where a tool finds it without a hand.

    Attributes:
        title: the tool, for lists, e.g. ``"Ren'Py: voice folders and auto_voice"``.
    """

    title: ClassVar[str]

    def write(self, pack: Pack, folder: Path) -> Exported:
        """Write the pack below a folder that is there.

        Raises:
            RequestError: the pack cannot be of this tool.
            OutputError: a file cannot be written.
        """
        ...


def export_pack(pack: Pack, folder: Path, to: str, options: Mapping[str, Any] = _NOTHING) -> Exported:
    """Write a pack with the exporter of that name. Raises as it does, and for an unknown one."""
    exporter = make("exporter", to, options)
    with guarded(exporter):
        exported: Exported = exporter.write(pack, folder)
    return exported
