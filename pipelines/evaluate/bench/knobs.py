"""Knobs that a sweep turns, and the making of what they give.

=================  ================================================  ==================
knob               what it turns                                     media
=================  ================================================  ==================
``intensity``      how strong an emotion is, 0 to 1                  all
``valence``        that coordinate alone, -1 to 1, the others at 0   all
``arousal``        the same                                          all
``dominance``      the same                                          all
``au:AU12``        one action unit, 0 to 1                           faces
``target:f0_range``  one target, over its range                      speech, pictures
=================  ================================================  ==================
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.target import Target
from emogen.conditioning.targets.voice import VoiceTargets
from emogen.errors import RequestError, unknown_name
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

COORDINATES: Final = ("valence", "arousal", "dominance")

_STRENGTHS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_SIGNED: Final = (-1.0, -0.6, -0.2, 0.2, 0.6, 1.0)
_STEPS: Final = 6
"""Levels of a target, from its lowest to its highest. Ours, as the levels above."""

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
        return ImageResult(self, painting)


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


@dataclass(frozen=True, slots=True)
class Knob:
    """One thing that can be turned.

    Attributes:
        name: as users type it.
        emotion: whose intensity; "" for the other knobs.
        low, high: its range.
        unit: "" for plain numbers.
        levels: those of a sweep when none are given, ascending.
    """

    name: str
    emotion: str
    low: float
    high: float
    unit: str
    levels: tuple[float, ...]

    @property
    def label(self) -> str:
        """A short name for ids and plots: ``anger``, ``arousal``, ``AU12``, ``f0_range``."""
        return self.emotion or self.name.rpartition(":")[2]

    def request(self, level: float) -> dict[str, Any]:
        """The parameters of a request that has the knob at ``level``."""
        kind, _, name = self.name.partition(":")
        if kind == "intensity":
            return {"emotion": self.emotion, "intensity": level}
        if kind == "au":
            return {"au": f"{name}={level:g}"}
        if kind == "target":
            return {"changes": {name: level}}
        point = ", ".join(f"{level if name == kind else 0:g}" for name in COORDINATES)
        return {"emotion": f"vad({point})"}

    def meant(self, level: float) -> Emotion | None:
        """The emotion at ``level``; None for a knob that turns none."""
        asked = self.request(level)
        return asked.get("intensity", 1.0) * Emotion.parse(asked["emotion"]) if "emotion" in asked else None


def read_knob(name: str, medium: Medium, *, emotion: str = "") -> Knob:
    """A knob as typed.

    Args:
        name: see the table above.
        medium: what it is to turn.
        emotion: whose intensity, for ``intensity``; "" otherwise.

    Raises:
        RequestError: no such knob, one that this medium does not have, a missing or needless emotion.
    """
    kind, _, part = name.partition(":")
    if (kind == "intensity") != bool(emotion):
        raise RequestError(
            f"the knob {name} {'needs an' if kind == 'intensity' else 'takes no'} emotion",
            fix="Give --emotion." if kind == "intensity" else "Leave --emotion out.",
        )
    if name == "intensity":
        return Knob(name, str(Emotion.parse(emotion)), 0.0, 1.0, "", _STRENGTHS)
    if name in COORDINATES:
        return Knob(name, "", -1.0, 1.0, "", _SIGNED)
    if kind == "au" and medium == "face":
        return _unit(part)
    if kind == "target" and medium != "face":
        return _target(part, medium)
    known = ["intensity", *COORDINATES, "au:AU12" if medium == "face" else "target:NAME"]
    raise unknown_name(f"knob of {medium}", name, known)


def _unit(name: str) -> Knob:
    from emogen.conditioning.targets.units import action_units

    if name not in action_units():
        raise unknown_name("action unit", name, action_units())
    return Knob(f"au:{name}", "", 0.0, 1.0, "", _STRENGTHS)


def _target(name: str, medium: Medium) -> Knob:
    from emogen.conditioning.targets import picture, voice

    known: dict[str, Target] = voice.TARGETS if medium == "speech" else picture.TARGETS
    if name not in known:
        raise unknown_name(f"target of {medium}", name, known)
    target = known[name]
    ratio = [step / (_STEPS - 1) for step in range(_STEPS)]
    if target.is_factor:
        levels = [target.low * (target.high / target.low) ** share for share in ratio]
    else:
        levels = [target.low + (target.high - target.low) * share for share in ratio]
    rounded = tuple(float(f"{level:.4g}") for level in levels)
    return Knob(f"target:{name}", "", target.low, target.high, target.unit, rounded)


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
