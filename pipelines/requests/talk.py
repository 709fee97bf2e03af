"""``talk``: a talking face."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import model_validator

from emogen.conditioning.vocabulary import by_axis
from emogen.errors import RequestError
from emogen.pipelines.requests.backend import Chosen
from emogen.pipelines.requests.base import HERE, Made, Result
from emogen.pipelines.requests.beside import curves_file, motion_writers
from emogen.pipelines.requests.faces import CHARACTER, ActedRequest, FilmedRequest
from emogen.pipelines.requests.parameter import LOOK, parameter
from emogen.pipelines.requests.scenes import felt_on_the_whole
from emogen.pipelines.requests.speak import track_label
from emogen.pipelines.requests.stages import MAIN, staged
from emogen.pipelines.requests.values import CharacterSpec, FilePath, Recording, Text, recording_content
from emogen.pipelines.requests.voiced import VoicedRequest
from emogen.pipelines.speech.delivery.facts import line_facts
from emogen.pipelines.speech.text.languages import find_language
from emogen.progress import Progress, ignore
from emogen.provenance import write_sidecar
from emogen.registry import Used
from emogen.sound import AUDIO_SUFFIXES

if TYPE_CHECKING:
    from emogen.conditioning.track import EmotionTrack
    from emogen.media import Audio, Clip, FaceMotion
    from emogen.pipelines.face.line import Line
    from emogen.pipelines.face.talk import Talk
    from emogen.timeline import Timeline


class TalkRequest(VoicedRequest, ActedRequest, FilmedRequest):
    """A talking face."""

    recording: Recording | None = parameter(
        None,
        "A recording to be lip-synced; without it the text is spoken.",
        argument=True,
        is_input=True,
        reads=AUDIO_SUFFIXES,
        metavar="VOICE",
    )
    text: Text | None = parameter(
        None,
        "What to say, with tags too; - reads standard input. Beside a recording: the words heard in it.",
        short="-t",
        stdin=True,
    )
    language: str | None = parameter(
        None,
        "Language of the text beside a recording, e.g. es or ja; the character's, or en-us, by default.",
        complete="languages",
    )
    character: CharacterSpec = parameter(
        "mira", f"Who speaks, with face and voice. {CHARACTER}", short="-c", panel=LOOK, complete="characters"
    )
    curves: FilePath | None = parameter(
        None,
        "Also write the face curves: a file, or a suffix such as csv or glb for one beside the clip.",
        stage="curves",
    )
    csv: bool = parameter(False, "Short for --curves csv (Live Link Face).", stage="curves")

    verb: ClassVar[str] = "talk"
    output: ClassVar[str] = "talk.mp4"
    examples: ClassVar[tuple[str, ...]] = (
        'emogen talk --text "You left me here." --emotion sadness -o sad.mp4',
        'emogen talk -t "[joy] Ha! I knew it. <laugh>" -c jonas -v am_puck --csv -o jonas.mp4',
        "emogen talk voice.wav --portrait photo.jpg --emotion anger -o clip.mp4",
    )
    media: ClassVar[tuple[str, ...]] = ("speech", "face")
    share: ClassVar[float] = 0.3
    """About the share of the work that is over once the line is spoken, or heard; the rest is drawn. Ours."""

    @classmethod
    def suffixes(cls) -> tuple[str, ...]:
        return (".mp4",)

    @model_validator(mode="after")
    def _something_said(self) -> TalkRequest:
        if self.text is None and self.recording is None:
            raise RequestError("nothing is said", fix="Give a text or a recording.")
        if self.csv and self.curves:
            raise RequestError("curves and csv are both given", fix="Give one of them.")
        return self

    def check(self) -> None:
        super().check()
        self.staging()
        find_language(self.spoken_language)
        if self.recording is None and self.text is not None:
            self.check_speakable(self.text)
        self.outputs(Path("out.mp4"))
        self.check_filming()
        self.contents()

    def check_words(self) -> None:
        if self.recording is None:
            super().check_words()

    @property
    def spoken_language(self) -> str:
        """The language of the text beside a recording."""
        return self.language or self.speaker.language or "en-us"

    def contents(self) -> dict[str, Any]:
        behind = super().contents()
        if self.recording is None:
            return behind
        return {**behind, "recording": recording_content(self.recording, self.known("recording"))}

    def backends(self) -> tuple[Chosen, ...]:
        # A recording needs no voice.
        return tuple(b for b in super().backends() if self.recording is None or b.kind != "speech")

    def companions(self, path: Path, root: Path = HERE) -> dict[Path, str]:
        return staged(curves=curves_file(path, self.curves or ("csv" if self.csv else None), root))

    def writers(self, file: Path, stage: str = MAIN) -> tuple[Used, ...]:
        return motion_writers(file) if stage == "curves" else ()

    def remake(self, files: Mapping[Path, str], path: Path, root: Path) -> Made | None:
        # The line is spoken again, which is quick; the clip is not drawn.
        result = self.perform()
        result.write_curves(files, path)
        facts = {"vad": by_axis(self.feeling.vad), "label": result.label, "notes": result.notes}
        recipes = self.recipes(path, root)
        for file in files:
            write_sidecar(file, recipes[file], {**facts, **result.facts()})
        return Made(self.outputs(path, root), result.notes, result.label)

    def perform(self, progress: Progress = ignore) -> TalkResult:
        from emogen.pipelines.face.talk import perform

        # A scene feels what the line does; anything else is drawn, or refused, before it is spoken.
        drawing = None if self.in_scene else self.drawing()
        line = self._line(progress)
        drawing = drawing or self.drawing(felt_on_the_whole(line.track, line.timeline.duration))
        return TalkResult(self, perform(line, drawing, **self.acting), notes=(*drawing.notes, *line.notes))

    def _line(self, progress: Progress) -> Line:
        from emogen.pipelines.face.line import spoken_line
        from emogen.pipelines.face.talk import AFTER, BEFORE

        if self.recording is not None:
            return self.recorded(self.recording, self.text, self.spoken_language, progress)
        speech = self.speech(self.text or "", self.feeling, self.take, progress)
        return spoken_line(speech).framed(BEFORE, AFTER)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TalkResult(Result[TalkRequest]):
    """A talking face; its frames are drawn while they are read, or written.

    Attributes:
        performance: the line, its motion and what draws it.
    """

    performance: Talk

    @property
    def clip(self) -> Clip:
        """Pictures and sound."""
        return self.performance.clip

    @property
    def motion(self) -> FaceMotion:
        """The face curves behind the pictures."""
        return self.performance.motion

    @property
    def audio(self) -> Audio | None:
        """The sound of the clip."""
        return self.performance.line.audio

    @property
    def timeline(self) -> Timeline:
        """Words and phonemes, in seconds of the clip."""
        return self.performance.line.timeline

    @property
    def track(self) -> EmotionTrack:
        """The emotion over time, in seconds of the clip."""
        return self.performance.line.track

    @property
    def label(self) -> str:
        return track_label(self.request.label, self.track)

    @property
    def summary(self) -> str:
        return f"{self.timeline.duration:.1f} s of a talking face"

    def facts(self) -> dict[str, Any]:
        return line_facts(self.timeline, self.track)

    def _write(self, path: Path, progress: Progress, root: Path) -> tuple[str, ...]:
        from emogen.pipelines.face.video import save_clip

        self.write_curves(self.request.companions(path, root), path)
        save_clip(self.clip, path, progress=progress)
        return ()

    def write_curves(self, files: Iterable[Path], path: Path) -> None:
        """Write the motion to each of some files; the clip is, or will be, at ``path``. Raises
        ``OutputError``."""
        from emogen.pipelines.face.export.save import save_motion

        for file in files:
            save_motion(
                self.motion, file, timeline=self.timeline, track=self.track, audio=path,
                character=self.request.sitter().character,
            )  # fmt: skip
