"""Requests with an emotion: one, or one that may move."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.read.asked import asked_emotion, one_emotion
from emogen.conditioning.track import AUTO, EmotionTrack
from emogen.errors import RequestError
from emogen.pipelines.requests.base import Request
from emogen.pipelines.requests.parameter import parameter
from emogen.pipelines.requests.values import ENDLESS, VA, AnyEmotion, OneEmotion


class EmotionRequest(Request):
    """A request with one emotion."""

    emotion: OneEmotion = parameter(
        "neutral",
        'The emotion, e.g. "joy", "joy:0.6+surprise:0.4", "0.3*anger", "va(-0.4,0.2)", or a direction such '
        'as "whispered, close to tears".',
        short="-e",
        complete="emotions",
    )
    va: VA | None = parameter(
        None, "Valence and arousal in -1..1 instead of an emotion, e.g. --va=-0.6,-0.3.", metavar="V,A"
    )
    intensity: float = parameter(1.0, "Factor on the emotion.", short="-i", ge=0, le=1, allow_inf_nan=False)

    @model_validator(mode="after")
    def _one_emotion(self) -> EmotionRequest:
        if self.va is not None and self.emotion != "neutral":
            raise RequestError("emotion and va are both given", fix="Give one of them.")
        return self

    @property
    def feeling(self) -> Emotion:
        emotion = Emotion.va(*self.va) if self.va else one_emotion(self.emotion)
        return self.intensity * emotion

    @property
    def remarks(self) -> tuple[str, ...]:
        return () if self.va else asked_emotion(self.emotion).notes

    @property
    def label(self) -> str:
        written = f"va({self.va[0]:g}, {self.va[1]:g})" if self.va else self.emotion
        return written if self.intensity == 1 else f"{self.intensity:g} * {written}"

    def normal(self) -> dict[str, Any]:
        plain = {name: x for name, x in super().normal().items() if name not in ("va", "intensity")}
        return {**plain, "emotion": str(self.feeling)}


class MovingRequest(EmotionRequest):
    """A request whose emotion may move."""

    emotion: AnyEmotion = parameter(
        "neutral",
        'The emotion, as "joy" or "0.3*anger"; "sad -> hopeful" moves over the whole; "auto" reads it '
        'from the words; a direction such as "a bit worried, then relieved".',
        short="-e",
        complete="emotions",
    )

    @property
    def is_moving(self) -> bool:
        """Whether the emotion is more than one."""
        return asked_emotion(self.emotion).is_moving

    @property
    def feeling(self) -> Emotion:
        if not self.is_moving:
            return super().feeling
        meant = asked_emotion(self.emotion).notation
        start = NEUTRAL if meant == AUTO else EmotionTrack.parse(meant, duration=ENDLESS).at(0.0)
        return self.intensity * start

    @property
    def spec(self) -> Emotion | str:
        """The emotion with its intensity; where it moves, its notation, without."""
        return asked_emotion(self.emotion).notation if self.is_moving else self.feeling

    def normal(self) -> dict[str, Any]:
        moving = {"emotion": self.spec, "intensity": self.intensity} if self.is_moving else {}
        return {**super().normal(), **moving}
