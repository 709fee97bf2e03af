"""``animate``: the motion of a face for a recording, for game engines and animation tools."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from emogen.pipelines.face.export.backend import motion_suffixes
from emogen.pipelines.requests.backend import Options, options_parameter
from emogen.pipelines.requests.base import Result
from emogen.pipelines.requests.beside import motion_writers
from emogen.pipelines.requests.faces import CHARACTER, ActedRequest
from emogen.pipelines.requests.parameter import parameter
from emogen.pipelines.requests.speak import track_label
from emogen.pipelines.requests.stages import MAIN
from emogen.pipelines.requests.values import (
    CharacterSpec,
    FilePath,
    Recording,
    Text,
    person_of,
    recording_content,
    recording_file,
    recording_name,
)
from emogen.pipelines.speech.delivery.facts import line_facts
from emogen.pipelines.speech.text.languages import find_language
from emogen.progress import Progress, ignore
from emogen.provenance import file_hash
from emogen.registry import Used
from emogen.sound import AUDIO_SUFFIXES

if TYPE_CHECKING:
    from emogen.conditioning.track import EmotionTrack
    from emogen.media import FaceMotion
    from emogen.pipelines.face.export.mapping import Mapping
    from emogen.pipelines.face.line import Line
    from emogen.timeline import Timeline


class AnimateRequest(ActedRequest):
    """The motion of a face for a recording."""

    recording: Recording = parameter(
        ...,
        "A recording: WAV, FLAC, OGG or MP3.",
        argument=True,
        is_input=True,
        reads=AUDIO_SUFFIXES,
        metavar="VOICE",
    )
    text: Text | None = parameter(
        None, "The words heard in the recording; then they are aligned.", short="-t"
    )
    language: str = parameter("en-us", "Language of the text, e.g. es or ja.", complete="languages")
    character: CharacterSpec = parameter(
        "mira", f"Whose head goes into formats with a mesh. {CHARACTER}", short="-c", complete="characters"
    )
    mapping: FilePath | None = parameter(
        None, "A file that maps the curves to your own rig.", is_input=True, metavar="FILE"
    )
    option: Options = options_parameter("A setting of the format; can be given again.")
    fps: float = parameter(60, "Frames a second.", unit="1/s", ge=23.97, le=120, allow_inf_nan=False)

    verb: ClassVar[str] = "animate"
    output: ClassVar[str] = "face.csv"
    about: ClassVar[str] = (
        "The suffix chooses the format: Live Link Face, Audio2Face, glTF, USD, VRM, Live2D, Spine and more."
    )
    examples: ClassVar[tuple[str, ...]] = (
        'emogen animate voice.wav --emotion "sad -> hopeful" -o face.csv',
        'emogen animate voice.wav -e auto --look "left@0.5-1.2" -o mira.glb',
    )
    media: ClassVar[tuple[str, ...]] = ("speech", "face")
    models: ClassVar[tuple[str, ...]] = ("anny",)
    worded: ClassVar[frozenset[str]] = frozenset({"text"})

    @classmethod
    def suffixes(cls) -> tuple[str, ...]:
        return motion_suffixes()

    def check(self) -> None:
        super().check()
        find_language(self.language)
        self.load_mapping()
        self.contents()

    def contents(self) -> dict[str, Any]:
        behind = {
            **super().contents(),
            "recording": recording_content(self.recording, self.known("recording")),
        }
        if self.mapping is not None:
            behind["mapping"] = file_hash(self.mapping, kind="mapping")
        return {**behind, "character": repr(person_of(self.character).looks)}

    def writers(self, file: Path, stage: str = MAIN) -> tuple[Used, ...]:
        del stage
        return motion_writers(file, self.option)

    def load_mapping(self) -> Mapping | None:
        """The user's own rig. Raises ``RequestError`` for a file that is none."""
        from emogen.pipelines.face.export.mapping import load_mapping

        return None if self.mapping is None else load_mapping(self.mapping)

    def perform(self, progress: Progress = ignore) -> AnimateResult:
        from emogen.pipelines.face.move import move

        line = self.recorded(self.recording, self.text, self.language, progress)
        return AnimateResult(self, move(line, **self.acting), line, notes=line.notes)

    def check_file(self, path: Path) -> None:
        from emogen.pipelines.face.export.backend import check_mapped

        super().check_file(path)
        check_mapped(path, self.load_mapping())


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnimateResult(Result[AnimateRequest]):
    """The motion of a face.

    Attributes:
        motion: 52 ARKit curves, head and gaze over time.
        line: what is said and felt when.
    """

    motion: FaceMotion
    line: Line

    @property
    def timeline(self) -> Timeline:
        """Words and phonemes, in seconds."""
        return self.line.timeline

    @property
    def track(self) -> EmotionTrack:
        """The emotion over time, in seconds."""
        return self.line.track

    @property
    def label(self) -> str:
        return track_label(self.request.label, self.track)

    @property
    def summary(self) -> str:
        return f"{len(self.motion)} frames of face motion for {recording_name(self.request.recording)}"

    def facts(self) -> dict[str, Any]:
        return line_facts(self.timeline, self.track)

    def _write(self, path: Path, progress: Progress, root: Path) -> tuple[str, ...]:
        from emogen.pipelines.face.export.save import save_motion

        del progress, root
        request = self.request
        save_motion(
            self.motion, path, fps=request.fps, timeline=self.timeline, track=self.track,
            audio=recording_file(request.recording), character=person_of(request.character),
            mapping=request.load_mapping(), options=request.option,
        )  # fmt: skip
        return ()
