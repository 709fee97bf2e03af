"""Jobs that end in a face."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from emogen.errors import RequestError
from emogen.media import PICTURE_SUFFIXES, parse_size
from emogen.pipelines.batch.jobs.base import Job, Made, Progress, SizeText, Unit
from emogen.pipelines.batch.jobs.speech import VoicedJob, speech_facts

if TYPE_CHECKING:
    from emogen.pipelines.face.character.people import Character


class TalkJob(VoicedJob):
    """A talking character: MP4, and its face curves as Live Link Face CSV when asked."""

    kind: Literal["talk"] = "talk"
    character: str = "mira"
    size: SizeText = "512x512"
    fps: Annotated[int, Field(ge=10, le=60)] = 30
    csv: bool = False

    suffixes = (".mp4",)
    models = (*VoicedJob.models, "anny")

    def check(self) -> None:
        from emogen.pipelines.face.video import check_even

        _check_plain(self.text)
        super().check()
        _person(self.character)
        check_even(parse_size(self.size))

    def outputs(self, path: Path) -> tuple[Path, ...]:
        return (path, path.with_suffix(".csv")) if self.csv else (path,)

    def make(self, path: Path, progress: Progress) -> Made:
        from emogen.pipelines.face.engines.livelink import save_csv
        from emogen.pipelines.face.talk import talk
        from emogen.pipelines.face.video import save_clip

        result = talk(
            self.text,
            emotion=self.feeling,
            voice=self.voice,
            character=_person(self.character),
            **self.chance,
            targets=self.targets(self.take),
            fps=self.fps,
            size=parse_size(self.size),
        )
        files = self.outputs(path)
        save_clip(result.clip, path, progress=progress)
        if self.csv:
            save_csv(result.motion, files[1])
        return Made(files, facts=speech_facts(result.speech))


class FaceJob(Job):
    """A portrait of a character: PNG, JPEG or WebP.

    Without a character the seed draws the person; seed 0 is the default character.
    """

    kind: Literal["face"] = "face"
    character: str | None = None
    age: Annotated[float, Field(ge=18, le=90)] | None = None
    sex: Unit | None = None
    skin: Unit | None = None
    au: str | None = None
    size: SizeText = "768x768"
    transparent: bool = False

    suffixes = PICTURE_SUFFIXES
    models = ("anny",)

    def check(self) -> None:
        from emogen.pipelines.face.motion.units import parse_units

        self._who()
        if self.au is not None:
            parse_units(self.au)
            if not self.feeling.is_neutral:
                raise RequestError("emotion and au are both given", fix="Give one of them.")

    def make(self, path: Path, progress: Progress) -> Made:
        from dataclasses import replace

        from emogen.pipelines.face.character.people import aged
        from emogen.pipelines.face.motion.animate import still
        from emogen.pipelines.face.motion.units import parse_units
        from emogen.pipelines.face.portrait import portrait

        person = self._who() if self.age is None else aged(self._who(), self.age)
        character = replace(
            person,
            sex=person.sex if self.sex is None else self.sex,
            skin=person.skin if self.skin is None else self.skin,
        )
        pose = still(
            self.feeling,
            parse_units(self.au) if self.au else None,
            take=self.take,
            variation=self.variation,
        )
        picture = portrait(
            character,
            pose.curves[0],
            head=pose.head[0],
            gaze=pose.gaze[0],
            size=parse_size(self.size),
            background="transparent" if self.transparent else "studio",
        )
        picture.save(path)
        progress(1.0)
        return Made((path,))

    def _who(self) -> Character:
        return _person(self.character or (str(self.seed) if self.seed else "mira"))


def _check_plain(text: str) -> None:
    """Raise ``RequestError`` for a text with tags: faces would not show them."""
    from emogen.conditioning.ssml import read_script

    try:
        script = read_script(text)
    except RequestError:
        return  # Not markup, but brackets that people write.
    if script.spans or script.track.keyframes:
        raise RequestError(
            "the text has tags, which talking faces do not perform yet",
            fix="Take them out, and give the emotion apart; `emogen speak` performs them.",
        )


def _person(name: str) -> Character:
    """A named character, or for a whole number the person drawn from that seed."""
    from emogen.pipelines.face.character.people import find_character, make_character

    return make_character(int(name)) if name.isdecimal() else find_character(name)
