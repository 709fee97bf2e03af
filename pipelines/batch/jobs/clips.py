"""Jobs that end in a moving face."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal

from pydantic import Field, model_validator

from emogen.errors import RequestError, checked
from emogen.media import parse_size
from emogen.pipelines.batch.jobs.acting import ActedJob, SeenJob
from emogen.pipelines.batch.jobs.base import (
    HERE,
    Made,
    Text,
    companion,
)
from emogen.pipelines.batch.jobs.speech import VoicedJob, check_said, speech_facts
from emogen.pipelines.face.character.people import find_character
from emogen.pipelines.face.export.backend import motion_suffixes
from emogen.pipelines.face.export.resample import RATES
from emogen.pipelines.speech.text.languages import find_language
from emogen.progress import Progress, part_of
from emogen.provenance import file_hash

if TYPE_CHECKING:
    from emogen.pipelines.face.line import Line

_LINE: Final = 0.3
"""About the share of the work that is over once the line is spoken, or heard; the rest is drawn. Ours."""


class TalkJob(VoicedJob, ActedJob, SeenJob):
    """A talking face: MP4, and its face curves when asked.

    Attributes:
        text: what to say, with tags too; beside a recording, what is said in it.
        recording: a sound file that is heard in place of a synthesised voice.
        language: of the text beside a recording.
        curves: a file for the face curves, or its suffix without the dot for one beside the clip.
        csv: short for ``curves: csv``.
    """

    kind: Literal["talk"] = "talk"
    text: Text | None = None
    recording: str | None = None
    language: str = "en-us"
    curves: str | None = None
    csv: bool = False

    suffixes = (".mp4",)
    models: ClassVar[tuple[str, ...]] = (*VoicedJob.models, "anny")

    @model_validator(mode="after")
    def _something_said(self) -> TalkJob:
        if self.text is None and self.recording is None:
            raise RequestError("nothing is said", fix="Give a text or a recording.")
        return self

    def check(self) -> None:
        from emogen.pipelines.face.video import check_even
        from emogen.pipelines.speech.voices import find_voice

        super().check()
        self.how()
        find_language(self.language)
        if self.recording is None and self.text is not None:
            check_said(self.text, find_voice(self.voice), self.moved)
        if self.size is not None:
            check_even(parse_size(self.size))
        self.outputs(Path("out.mp4"))
        self.opaque()
        if self.csv and self.curves:
            raise RequestError("curves and csv are both given", fix="Give one of them.")
        self.contents()

    def contents(self) -> dict[str, Any]:
        found = super().contents()
        return found if self.recording is None else {**found, "recording": _content(self.recording)}

    def outputs(self, path: Path, root: Path = HERE) -> tuple[Path, ...]:
        curves = self._curves_of(path, root)
        return (path,) if curves is None else (path, curves)

    def _curves_of(self, path: Path, root: Path) -> Path | None:
        return companion(path, self.curves or ("csv" if self.csv else None), motion_suffixes(), root=root)

    def make(self, path: Path, progress: Progress, root: Path) -> Made:
        from emogen.pipelines.face.export.save import save_motion
        from emogen.pipelines.face.talk import perform
        from emogen.pipelines.face.video import save_clip

        by = self.drawing()
        line = self._line(part_of(progress, 0.0, _LINE))
        result = perform(line, by, **self.acting)
        curves = self._curves_of(path, root)
        if curves is not None:
            save_motion(
                result.motion, curves, timeline=line.timeline, track=line.track, audio=path,
                character=self.sitter().character,
            )  # fmt: skip
        save_clip(result.clip, path, progress=part_of(progress, _LINE, 1.0))
        return Made(
            self.outputs(path, root), (*by.notes, *line.notes), speech_facts(line.timeline, line.track)
        )

    def _line(self, progress: Progress) -> Line:
        from emogen.pipelines.face.line import spoken_line
        from emogen.pipelines.face.talk import AFTER, BEFORE

        if self.recording is not None:
            return self.recorded(self.recording, self.text, self.language, progress)
        return spoken_line(self.say(self.text or "", self.feeling, self.take, progress)).framed(BEFORE, AFTER)


class AnimateJob(ActedJob):
    """The motion of a face for a recording, in a format of engines.

    Attributes:
        recording: a sound file.
        text: what is said in it, if known: then it is aligned.
        language: of the text.
        character: whose head goes into formats with a mesh.
        mapping: a file that maps the curves to a studio's own rig.
    """

    kind: Literal["animate"] = "animate"
    recording: Annotated[str, Field(min_length=1)]
    text: Text | None = None
    language: str = "en-us"
    character: str = "mira"
    mapping: str | None = None
    fps: Annotated[float, Field(ge=23.97, le=120, allow_inf_nan=False)] = 60

    suffixes = motion_suffixes()
    models = ("anny",)

    def check(self) -> None:
        super().check()
        find_language(self.language)
        if self.mapping is not None:
            from emogen.pipelines.face.export.mapping import load_mapping

            load_mapping(self.mapping)
        self.contents()

    def contents(self) -> dict[str, Any]:
        found = {**super().contents(), "recording": _content(self.recording)}
        if self.mapping is not None:
            found["mapping"] = file_hash(self.mapping, kind="mapping")
        return {**found, "character": repr(find_character(self.character))}

    def make(self, path: Path, progress: Progress, root: Path) -> Made:
        del root
        from emogen.pipelines.face.export.backend import check_mapped
        from emogen.pipelines.face.export.mapping import load_mapping
        from emogen.pipelines.face.export.save import save_motion
        from emogen.pipelines.face.move import move

        mapping = None if self.mapping is None else load_mapping(self.mapping)
        check_mapped(path, mapping)
        line = self.recorded(self.recording, self.text, self.language, part_of(progress, 0.0, _LINE))
        save_motion(
            move(line, **self.acting), path, fps=self.fps, timeline=line.timeline, track=line.track,
            audio=self.recording, character=find_character(self.character),
            mapping=mapping,
        )  # fmt: skip
        progress(1.0)
        return Made((path,), line.notes, speech_facts(line.timeline, line.track))


class IdleJob(ActedJob, SeenJob):
    """A face that keeps silent and lives: MP4, or its motion alone in a format of engines.

    Attributes:
        seconds: how long, 0.1 to 14,400.
    """

    kind: Literal["idle"] = "idle"
    seconds: Annotated[float, Field(ge=0.1, le=14_400, allow_inf_nan=False)] = 10.0

    suffixes = (".mp4", *motion_suffixes())
    models = ("anny",)

    def check(self) -> None:
        from emogen.pipelines.face.line import silent_line
        from emogen.pipelines.face.video import check_even

        super().check()
        self.how()
        silent_line(self.seconds, self.moved)
        if self.size is not None:
            check_even(parse_size(self.size))
        self.contents()

    def make(self, path: Path, progress: Progress, root: Path) -> Made:
        del root
        from emogen.pipelines.face.export.save import save_motion
        from emogen.pipelines.face.line import silent_line
        from emogen.pipelines.face.move import move
        from emogen.pipelines.face.talk import perform
        from emogen.pipelines.face.video import save_clip

        line = self.scaled(silent_line(self.seconds, self.moved))
        if path.suffix.lower() != ".mp4":
            checked(self.fps, "frame rate", *RATES)
        notes: tuple[str, ...] = ()
        if path.suffix.lower() == ".mp4":
            self.opaque()
            by = self.drawing()
            notes = by.notes
            save_clip(perform(line, by, **self.acting).clip, path, progress=progress)
        else:
            motion = move(line, **self.acting)
            save_motion(motion, path, fps=self.fps, track=line.track, character=self.sitter().character)
        progress(1.0)
        return Made((path,), notes, {"seconds": self.seconds, "track": str(line.track)})


def _content(recording: str) -> list[Any]:
    """The sound, and what its sidecar says of it."""
    from emogen.pipelines.face.line import remembered

    return [file_hash(recording, kind="recording"), remembered(recording)]
