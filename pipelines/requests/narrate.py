"""``narrate``: a story read aloud."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from emogen.conditioning.variables import filled
from emogen.errors import RequestError
from emogen.files import read_text
from emogen.pipelines.requests.base import HERE, Result
from emogen.pipelines.requests.delivered import DeliveredRequest
from emogen.pipelines.requests.files import companion
from emogen.pipelines.requests.parameter import DELIVERY, parameter
from emogen.pipelines.requests.values import FilePath, Loudness
from emogen.progress import Progress, ignore
from emogen.sound import AUDIO_SUFFIXES

if TYPE_CHECKING:
    from emogen.pipelines.speech.delivery.sound_file import Delivery
    from emogen.pipelines.speech.narration.narrate import Narration

_STORIES = (".txt", ".md")


class NarrateRequest(DeliveredRequest):
    """A story read aloud."""

    story: FilePath = parameter(..., "Plain text or Markdown, .txt or .md.", argument=True, is_input=True)
    strength: float = parameter(
        1.0, "Factor on the story's arc; 1 is as it was read.", ge=0, le=2, allow_inf_nan=False
    )
    title: str | None = parameter(None, "Title of the story; the file's name by default.")
    loudness: Loudness | None = parameter(
        "podcast",
        "Integrated loudness: a number, ebu (-23), podcast (-16), or none.",
        unit="LUFS",
        metavar="LUFS",
        panel=DELIVERY,
    )
    split: bool = parameter(False, "Write one file a chapter.", panel=DELIVERY)
    plot: FilePath | None = parameter(
        None,
        "Also draw the arc asked for and the one heard: a file, or png or svg for one beside the sound.",
        stage="plot",
    )

    verb: ClassVar[str] = "narrate"
    output: ClassVar[str] = "story.m4b"
    about: ClassVar[str] = "Headings begin chapters, which .m4b, .m4a and .mp3 files mark."
    examples: ClassVar[tuple[str, ...]] = (
        "emogen narrate story.txt -o story.m4b --plot arc.png",
        "emogen narrate story.md -o story.mp3 --split --captions story.vtt --strength 0.7",
    )
    models: ClassVar[tuple[str, ...]] = ("minilm-l6",)
    share: ClassVar[float] = 0.02

    @classmethod
    def suffixes(cls) -> tuple[str, ...]:
        return (".m4b", *(suffix for suffix in AUDIO_SUFFIXES if suffix != ".m4b"))

    @cached_property
    def text(self) -> str:
        """The story. Raises ``RequestError`` for a file that is not there, or no text."""
        path = Path(self.story)
        if path.suffix.lower() not in _STORIES:
            raise RequestError(f"{self.story} is no story", fix=f"Name a file {' or '.join(_STORIES)}.")
        return filled(read_text(path, kind="story"), self.variables, markup="plain")

    @property
    def heading(self) -> str:
        """The title, by default that of the file."""
        return Path(self.story).stem.replace("_", " ") if self.title is None else self.title

    @property
    def label(self) -> str:
        return "the story's own emotions"

    @property
    def delivery(self) -> Delivery:
        from emogen.pipelines.speech.delivery.sound_file import Delivery

        loudness = None if self.loudness == "none" else self.loudness
        return Delivery(rate=self.rate, bits=self.bits, loudness=loudness)

    def normal(self) -> dict[str, Any]:
        plain = super().normal()
        del plain["story"]
        return {**plain, "text": self.text, "title": self.heading}

    def check(self) -> None:
        from emogen.pipelines.speech.backend import voice_of

        voice_of(self.speech_backend(), self.speaker.name or "")
        _ = self.text
        self.outputs(Path("out.wav"))

    def companions(self, path: Path, root: Path = HERE) -> dict[Path, str]:
        numbered = (self.times_of(path, number, root) for number in self._numbers)
        times = {file: stage for files in numbered for file, stage in files.items()}
        plot = self.plot_file(path, root)
        return times if plot is None else {**times, plot: "plot"}

    def outputs(self, path: Path, root: Path = HERE) -> tuple[Path, ...]:
        return (*self.sounds(path), *self.companions(path, root))

    def plot_file(self, path: Path, root: Path) -> Path | None:
        """The file of the drawn arc, where it is wanted."""
        from emogen.plots import SUFFIXES

        return companion(path, self.plot, SUFFIXES, root=root, ending=".arc")

    @property
    def _numbers(self) -> list[int | None]:
        """Numbers of the files, of which one without is all there is unless the story is split."""
        from emogen.pipelines.speech.delivery.chapters import chapters_of

        return list(range(1, 1 + len(chapters_of(self.text, self.heading)))) if self.split else [None]

    def sounds(self, path: Path) -> tuple[Path, ...]:
        """The files of the sound."""
        path = self.delivery.check(path)
        return tuple(_numbered(path, number) for number in self._numbers)

    def times_of(self, path: Path, number: int | None, root: Path) -> dict[Path, str]:
        """The files of captions and timings of one chapter, or of all, each with its stage."""
        return {_numbered(file, number): stage for file, stage in self.times(path, root).items()}

    def perform(self, progress: Progress = ignore) -> NarrateResult:
        from emogen.pipelines.speech.narration.narrate import prepare

        del progress
        narration = prepare(
            self.text, title=self.heading, voice=self.speaker.name or "", strength=self.strength,
            speaker=self.speech_backend(), lexicon=self.lexicon, strict=self.strict,
        )  # fmt: skip
        return NarrateResult(self, narration)


def _numbered(file: Path, number: int | None) -> Path:
    return file if number is None else file.with_stem(f"{file.stem}-{number:02d}")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NarrateResult(Result[NarrateRequest]):
    """A story, prepared to be read; it is read aloud while it is saved, so that hours need no memory.

    Attributes:
        narration: its text, arc and chapters; once saved, its words and files too.
    """

    narration: Narration

    @property
    def summary(self) -> str:
        return f"a story of {len(self.narration.parts)} chapters"

    def facts(self) -> dict[str, Any]:
        delivered = [
            {"file": d.path.name, "seconds": round(d.seconds, 3), "loudness": d.loudness, "peak": d.peak}
            for d in self.narration.delivered
        ]
        chapters = [{"title": c.title, "start": round(c.start, 3)} for c in self.narration.chapters]
        return {"delivered": delivered, "chapters": chapters}

    def report(self) -> dict[str, Any]:
        return self.facts()

    def _write(self, path: Path, progress: Progress, root: Path) -> tuple[str, ...]:
        from emogen.pipelines.speech.narration.arc import plot_arc
        from emogen.pipelines.speech.narration.narrate import read_aloud

        request, narration = self.request, self.narration
        read_aloud(
            narration, path, title=request.heading, **request.chance, delivery=request.delivery,
            split=request.split, speaker=request.speech_backend(), progress=progress,
        )  # fmt: skip
        self._write_times(path, root)
        plot = request.plot_file(path, root)
        if plot is not None:
            plot_arc(narration, plot)
        seconds = sum(done.seconds for done in narration.delivered)
        length = f"{seconds / 60:.1f} min" if seconds > 60 else f"{seconds:.1f} s"
        loudness = ", ".join(f"{done.loudness:.1f}" for done in narration.delivered)
        return (*narration.notes, f"{length}, {loudness} LUFS")

    def _write_times(self, path: Path, root: Path) -> None:
        """Captions and timings, of a split story one a chapter."""
        from emogen.pipelines.speech.delivery.captions import write_captions
        from emogen.pipelines.speech.delivery.timings import write_timings

        narration = self.narration
        spans: list[tuple[int | None, Any]] = [(None, (narration.timeline, narration.track))]
        if self.request.split:
            spans = [(n, narration.of(chapter)) for n, chapter in enumerate(narration.chapters, 1)]
        for number, (timeline, track) in spans:
            for file, stage in self.request.times_of(path, number, root).items():
                if stage == "captions":
                    write_captions(file, timeline, narration.text, track)
                else:
                    write_timings(file, timeline, track, text=narration.text, voice=narration.voice)
