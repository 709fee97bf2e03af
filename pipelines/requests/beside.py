"""Companions of a spoken sound: captions, timings, face curves and visemes, made from the sound's file and
the facts of its line, whether it was just spoken or is kept from before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from emogen.errors import RequestError
from emogen.pipelines.face.export.backend import find_format, motion_suffixes, viseme_names
from emogen.pipelines.requests.backend import NO_OPTIONS, Value
from emogen.pipelines.requests.files import companion
from emogen.registry import Used, used

if TYPE_CHECKING:
    from emogen.conditioning.character import Character
    from emogen.conditioning.track import EmotionTrack
    from emogen.media import FaceMotion
    from emogen.pipelines.face.line import Line
    from emogen.timeline import Timeline

FPS: Final = 60.0
"""Frames a second of the motion beside a sound: those of ``animate``."""

MOVED: Final = ("curves", "visemes")
"""Stages of a face."""


def curves_file(path: Path, wanted: str | None, root: Path) -> Path | None:
    """The file of face curves, where they are wanted; arguments and errors as for
    :func:`~emogen.pipelines.requests.base.companion`."""
    # Looking for formats takes longer than all else that is checked of a line.
    return companion(path, wanted, motion_suffixes(), root=root) if wanted else None


def visemes_file(path: Path, wanted: str | None, root: Path) -> Path | None:
    """The file of visemes, where they are wanted: a name of
    :func:`~emogen.pipelines.face.export.backend.viseme_names` for one beside ``path``, or a file.

    Raises:
        RequestError: a format that has no visemes.
    """
    if not wanted:
        return None
    names = viseme_names()
    if wanted in names:
        return path.with_name(path.stem + names[wanted])
    if wanted.lower().endswith(tuple(names.values())):
        return root / wanted
    raise RequestError(
        f"cannot write visemes as {wanted!r}",
        why=f"no format of them ends in that: {', '.join(sorted(set(names.values())))}",
        fix=f"Use one of {', '.join(sorted(names))}.",
    )


def motion_writers(file: Path, options: Mapping[str, Value] = NO_OPTIONS) -> tuple[Used, ...]:
    """The format that a file of face motion is written by; nothing for other files."""
    if not file.name.lower().endswith(motion_suffixes()):
        return ()
    return (used("export", find_format(file).name, options),)


@dataclass(frozen=True)
class Beside:
    """A spoken sound, of which companions are made.

    Attributes:
        path: its file.
        facts: of its line, as :func:`~emogen.pipelines.speech.delivery.facts.checked_facts` gives them.
        chance: seed, take and variation of the face.
        character: whose head the formats with a mesh carry.
    """

    path: Path
    facts: Mapping[str, Any]
    chance: Mapping[str, Any]
    character: Character | None = None

    def write(self, files: Mapping[Path, str]) -> tuple[str, ...]:
        """Write companions, each by its stage, and return notes on them. Raises ``OutputError``."""
        for file, stage in files.items():
            if stage in MOVED:
                self._write_motion(file)
            else:
                self._write_times(file, stage)
        moved = any(stage in MOVED for stage in files.values())
        return self._line.notes if moved else ()

    def _write_times(self, file: Path, stage: str) -> None:
        from emogen.pipelines.speech.delivery.captions import write_captions
        from emogen.pipelines.speech.delivery.timings import write_timings

        said, said_by = str(self.facts.get("said", "")), str(self.facts.get("said_by", ""))
        if stage == "captions":
            write_captions(file, self._timeline, said, self._track)
        else:
            write_timings(file, self._timeline, self._track, text=said, voice=said_by)

    def _write_motion(self, file: Path) -> None:
        from emogen.pipelines.face.export.save import save_motion

        save_motion(
            self._motion, file, fps=FPS, timeline=self._line.timeline, track=self._line.track,
            audio=self.path, character=self.character,
        )  # fmt: skip

    @cached_property
    def _timeline(self) -> Timeline:
        from emogen.pipelines.speech.delivery.facts import timeline_of

        return timeline_of(self.facts)

    @cached_property
    def _track(self) -> EmotionTrack:
        from emogen.pipelines.speech.delivery.facts import track_of

        return track_of(self.facts)

    @cached_property
    def _line(self) -> Line:
        from emogen.pipelines.face.line import known_line
        from emogen.sound import decoded

        return known_line(decoded(self.path), self.facts)

    @cached_property
    def _motion(self) -> FaceMotion:
        from emogen.pipelines.face.move import move

        return move(self._line, fps=FPS, **self.chance)
