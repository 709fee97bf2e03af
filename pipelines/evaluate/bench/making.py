"""Making what the knobs of a sweep give; see :mod:`emogen.pipelines.knobs`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.voice import VoiceTargets
from emogen.pipelines.evaluate.item import Item, Medium
from emogen.pipelines.requests.base import Request
from emogen.pipelines.requests.face import FaceRequest
from emogen.pipelines.requests.image import ImageRequest, ImageResult
from emogen.pipelines.requests.making import validated
from emogen.pipelines.requests.speak import SpeakRequest
from emogen.pipelines.requests.talk import TalkRequest
from emogen.progress import Progress, ignore
from emogen.provenance import read_sidecar

if TYPE_CHECKING:
    from emogen.pipelines.speech.performance import TargetsOf

FACE_SIZE: Final = "384x384"
"""Pixels of faces that are judged: face judges look at 260 pixels or fewer. Ours."""

PICTURE_SIZE: Final = "480x270"
"""Pixels of pictures that are judged: picture judges look at 256 pixels or fewer. Ours."""


class _TargetedSpeech(SpeakRequest):
    """Speech with chosen targets in place of an emotion's."""

    changes: dict[str, float]

    def targets(self, take: int) -> TargetsOf:
        del take
        return lambda _: VoiceTargets(**self.changes)


class _TargetedPicture(ImageRequest):
    """A picture with chosen targets in place of an emotion's."""

    changes: dict[str, float]

    def perform(self, progress: Progress = ignore) -> ImageResult:
        from emogen.conditioning.targets.picture import PictureTargets
        from emogen.media import parse_size
        from emogen.pipelines.image.paint import paint

        painting = paint(
            self.text, size=parse_size(self.size), seed=self.seed, targets=PictureTargets(**self.changes)
        )
        progress(1.0)
        return ImageResult(self, (painting,))


def _kind_of(scene: Scene, *, targeted: bool) -> type[Request]:
    """What makes a scene, with or without chosen targets."""
    if scene.medium == "speech":
        return _TargetedSpeech if targeted else SpeakRequest
    if scene.medium == "face":
        return TalkRequest if scene.text else FaceRequest
    return _TargetedPicture if targeted else ImageRequest


@dataclass(frozen=True, slots=True)
class Scene:
    """What stays the same while a knob turns.

    Attributes:
        medium: what is made.
        who: the voice or the character (a number draws one); "" for pictures.
        text: the line or the prompt; a face with a line talks, one without is a still.
        voice: of a talking face.
    """

    medium: Medium
    who: str = ""
    text: str = ""
    voice: str = ""

    @property
    def name(self) -> str:
        """For people and for tables: different for different scenes."""
        return ", ".join(filter(None, (self.who, self.text)))

    def request(self) -> dict[str, Any]:
        """The parameters of its request."""
        if self.medium == "speech":
            return {"text": self.text, "voice": self.who}
        if self.medium == "face":
            talks = {"text": self.text, "voice": self.voice} if self.text else {}
            return {"character": self.who, "size": FACE_SIZE, **talks}
        return {"text": self.text, "size": PICTURE_SIZE}


def make(
    scene: Scene,
    asked: Mapping[str, Any],
    folder: Path,
    *,
    emotion: Emotion | None = None,
    neutral: Item | None = None,
) -> Item:
    """A scene with something changed, made unless it is in ``folder`` already.

    Args:
        scene: what stays the same.
        asked: of :meth:`Knob.request`, or any parameters; nothing for the neutral version.
        folder: of all that is made; files are named after what they are.
        emotion: what the item is meant to show.
        neutral: what it is compared with.

    Raises:
        RequestError: an unknown voice, character or word, a level out of range.
    """
    kind = _kind_of(scene, targeted="changes" in asked)
    request = validated(kind, {**scene.request(), **asked})
    request.check()
    path = folder / f"{_slug(scene, request)}-{request.digest[:12]}{kind.suffixes()[0]}"
    if not request.is_done(path):
        request.make(path)
    return Item(
        path=path,
        media=frozenset({scene.medium}),
        emotion=emotion,
        text=scene.text,
        who=scene.who or scene.text,
        neutral=neutral,
        facts=read_sidecar(path) or {},
    )


def _slug(scene: Scene, request: Request) -> str:
    """The readable part of a file name."""
    text = " ".join([scene.who or scene.text, str(request.feeling)])
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-")[:60]


def scenes(medium: Medium, who: Sequence[str], lines: Sequence[str]) -> tuple[Scene, ...]:
    """Every voice with every line, every character, or every prompt."""
    if medium == "speech":
        return tuple(Scene(medium, one, line) for one in who for line in lines)
    if medium == "face":
        return tuple(Scene(medium, one) for one in who)
    return tuple(Scene(medium, "", line) for line in lines)
