"""What every kind of job has.

A job is validated when it is made, so a wrong request costs nothing. ``job.make(path)`` then
generates the result, and a sidecar beside it.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.track import AUTO, EmotionTrack, moves
from emogen.conditioning.vocabulary import added_words, by_axis
from emogen.errors import RequestError
from emogen.media import check_suffix, parse_size
from emogen.progress import Progress, ignore
from emogen.provenance import content_hash, is_current, write_sidecar

_MEDIA: Final = {
    "speak": ("speech",), "convert": ("speech",), "face": ("face",), "sheet": ("face",), "image": ("image",),
}  # fmt: skip
"""The media of kinds of jobs; of all others, sound and face."""

Coordinate = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]
Unit = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


def _said(text: str) -> str:
    if not text:
        raise RequestError("the text is empty", fix="Write what to say or show.")
    return text


def _moved(text: str) -> str:
    """An emotion in its normal form; a track, checked; or ``auto``.

    A track stays as it is written: how long it lasts is not known yet, and shares of it are no seconds.
    """
    if text == AUTO:
        return text
    if not moves(text):
        return str(Emotion.parse(text))
    EmotionTrack.parse(text, duration=_ANY)
    return " ".join(text.split())


HERE: Final = Path()
"""The current folder."""

_ANY = 1e9
"""A duration, in seconds, in which all times of a track that can be meant have room."""

Text = Annotated[str, AfterValidator(_said)]
EmotionText = Annotated[str, AfterValidator(lambda text: str(Emotion.parse(text)))]
MovedText = Annotated[str, AfterValidator(_moved)]
SizeText = Annotated[str, AfterValidator(lambda text: "x".join(map(str, parse_size(text))))]


@dataclass(frozen=True, slots=True)
class Made:
    """What a job made.

    Attributes:
        files: the results, the main one first.
        notes: what the user should know, e.g. words a picture could not show.
        facts: what the sidecar tells besides the request.
    """

    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


class Job(BaseModel):
    """What every kind of job has.

    Attributes:
        id: names the job and, by default, its file.
        emotion: as :meth:`Emotion.parse` reads it; normalised.
        va: valence and arousal in [-1, 1], instead of ``emotion``.
        intensity: in [0, 1], scales the emotion.
        seed: another seed draws every chance anew.
        take: which take of the emotion; 0 is the mean.
        variation: how far takes are from the mean, 0 to 2.
        file: template of the file name below the output folder (see :mod:`.spec`).
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, coerce_numbers_to_str=True
    )

    kind: str
    id: Annotated[str, Field(min_length=1, max_length=120)]
    emotion: EmotionText = "neutral"
    va: tuple[Coordinate, Coordinate] | None = None
    intensity: Unit = 1.0
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    take: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    variation: Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)] = 1.0
    file: str | None = None

    suffixes: ClassVar[tuple[str, ...]]
    models: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def _one_emotion(self) -> Job:
        if self.va is not None and self.emotion != "neutral":
            raise RequestError("emotion and va are both given", fix="Give one of them.")
        return self

    @property
    def feeling(self) -> Emotion:
        """The emotion asked for, intensity and coordinates applied."""
        emotion = Emotion.va(*self.va) if self.va else Emotion.parse(self.emotion)
        return self.intensity * emotion

    @property
    def label(self) -> str:
        """The emotion asked for, in a word or two for people."""
        return str(self.feeling)

    @property
    def chance(self) -> dict[str, Any]:
        """What the generators take of chance."""
        return {"seed": self.seed, "take": self.take, "variation": self.variation}

    @property
    def digest(self) -> str:
        """Content hash: equal for two jobs that mean the same."""
        request = {**self.request(), **self.contents()}
        added = added_words(json.dumps(request, ensure_ascii=False))
        media = _MEDIA.get(self.kind, ("speech", "face"))
        return content_hash({**request, **added}, media=media, model_ids=self.models)

    def request(self) -> dict[str, Any]:
        """The normalised request as JSON-like values, without the names given to it."""
        plain = self.model_dump(mode="json", exclude={"id", "file", "emotion", "va", "intensity"})
        return {**plain, "emotion": str(self.feeling)}

    def contents(self) -> dict[str, Any]:
        """What is behind names and files of the request, by its keys: they decide the result, wherever
        they lie. Raises ``RequestError`` for one that is not there."""
        return {}

    def check(self) -> None:
        """Look up the names that the job uses. Raises ``RequestError`` for an unknown one."""

    def is_done(self, path: Path, root: Path = HERE) -> bool:
        """Whether ``path`` and its companions are already the results of this very job."""
        return all(is_current(file, self.digest) for file in self.outputs(path, root))

    def outputs(self, path: Path, root: Path = HERE) -> tuple[Path, ...]:
        """Every file the job writes, sidecars aside, when its main one is ``path``; companions that the
        job names are counted from ``root``."""
        del root
        return (path,)

    def run(self, path: Path, progress: Progress | None = None, root: Path = HERE) -> Made:
        """Make the result at ``path``, with a sidecar beside every file."""
        made = self.make(path, progress or ignore, root)
        for file in made.files:
            facts = {"vad": by_axis(self.feeling.vad), "notes": made.notes, **made.facts}
            write_sidecar(file, self.digest, self.request(), facts)
        return made

    @abstractmethod
    def make(self, path: Path, progress: Progress, root: Path) -> Made:
        """Write the files of :meth:`outputs`."""


class MovedJob(Job):
    """What jobs share whose emotion may move.

    Attributes:
        emotion: also a track over the whole, e.g. ``"sad -> hopeful"``, or ``"auto"``.
    """

    emotion: MovedText = "neutral"

    @property
    def moving(self) -> bool:
        """Whether the emotion is more than one."""
        return self.emotion == AUTO or moves(self.emotion)

    @property
    def feeling(self) -> Emotion:
        """The emotion asked for; where it moves, the one that it begins with."""
        if not self.moving:
            return super().feeling
        start = NEUTRAL if self.emotion == AUTO else EmotionTrack.parse(self.emotion, duration=_ANY).at(0.0)
        return self.intensity * start

    @property
    def label(self) -> str:
        return self.emotion if self.moving else super().label

    @property
    def moved(self) -> Emotion | str:
        """The emotion with its intensity; where it moves, how it is written, without."""
        return self.emotion if self.moving else self.feeling

    def request(self) -> dict[str, Any]:
        moved = {"emotion": self.emotion, "intensity": self.intensity} if self.moving else {}
        return {**super().request(), **moved}


def companion(
    path: Path, wanted: str | None, suffixes: tuple[str, ...], *, root: Path, ending: str = ""
) -> Path | None:
    """The companion file of a result, or None where none is wanted.

    Args:
        path: the result.
        wanted: a suffix without its dot, for a file beside ``path``; or a file, counted from ``root``.
        suffixes: those that the companion may have.
        root: the current folder for single commands, the output folder for batches.
        ending: stands before the suffix of a file beside ``path``.

    Raises:
        RequestError: another suffix.
    """
    if not wanted:
        return None
    if f".{wanted}" in suffixes:
        return path.with_name(f"{path.stem}{ending}.{wanted}")
    return check_suffix(root / wanted, suffixes)
