"""The line of a spoken sound as its sidecar tells of it: what is said and felt when.

What is made beside the sound (captions, timings, curves) is made from these facts, whether the line was
just spoken or is remembered from its sidecar: so both ways give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from emogen.conditioning.track import EmotionTrack
from emogen.errors import RequestError
from emogen.timeline import Phoneme, Seconds, Timeline, Vocal, Word

if TYPE_CHECKING:
    from emogen.pipelines.speech.speak import Speech

_LATEST: Final = 86400.0
"""Seconds; no sound is longer."""

_Time = Annotated[float, Field(ge=0, le=_LATEST, allow_inf_nan=False)]
_Place = Annotated[int, Field(ge=0)]
_Span: TypeAlias = tuple[str, _Time, _Time]
_Stressed: TypeAlias = tuple[str, _Time, _Time, Annotated[int, Field(ge=0, le=2)]]


class _Told(BaseModel):
    """The parts that are read, and what each may be: anybody can have written them."""

    model_config = ConfigDict(strict=True)

    seconds: _Time = 0.0
    words: list[_Span] = []
    phonemes: list[_Span | _Stressed] = []
    vocals: list[_Span] = []
    track: str = ""
    said: str = ""
    said_by: str = ""
    spans: list[tuple[_Place, _Place]] = []
    estimated: bool = False

    @field_validator("words", "phonemes", "vocals")
    @classmethod
    def _in_order(cls, spans: list[Any]) -> list[Any]:
        if any(start > end for _, start, end, *_ in spans) or any(
            one[1] > next_[1] for one, next_ in pairwise(spans)
        ):
            raise ValueError("the times are in disorder")
        return spans

    @field_validator("track")
    @classmethod
    def _can_be_felt(cls, track: str) -> str:
        try:
            EmotionTrack.parse(track or "neutral")
        except RequestError as error:
            raise ValueError(str(error)) from error
        return track

    @model_validator(mode="after")
    def _spans_of_words(self) -> _Told:
        if self.spans and len(self.spans) != len(self.words):
            raise ValueError("there are not as many places as words")
        if any(start > end or end > len(self.said) for start, end in self.spans):
            raise ValueError("a place lies outside of what was said")
        return self


def line_facts(timeline: Timeline, track: object) -> dict[str, Any]:
    """Facts of a line, as sidecars tell them."""
    return {
        "seconds": round(timeline.duration, 4),
        "track": str(track),
        "vocals": [[v.name, round(v.start, 4), round(v.end, 4)] for v in timeline.vocals],
        "words": [[word.text, round(word.start, 4), round(word.end, 4)] for word in timeline.words],
        "phonemes": [
            [phoneme.symbol, round(phoneme.start, 4), round(phoneme.end, 4), phoneme.stress]
            for phoneme in timeline.phonemes
        ],
    }


def speech_facts(speech: Speech) -> dict[str, Any]:
    """Facts of a line that was spoken: with its text, where each word stands in it, and its voice."""
    spoken = {
        **line_facts(speech.timeline, speech.track),
        "said": speech.script.text,
        "said_by": speech.voice.name,
        "spans": [list(word.span) for word in speech.timeline.words],
    }
    return spoken if speech.timed else {**spoken, "estimated": True}


def checked_facts(record: Mapping[str, Any]) -> dict[str, Any]:
    """The line that a sidecar tells of; nothing where any of it cannot be so."""
    facts = {name: record[name] for name in _Told.model_fields if name in record}
    try:
        _Told.model_validate_json(json.dumps(facts))
    except (ValidationError, ValueError):
        return {}
    return facts


def timeline_of(facts: Mapping[str, Any], duration: Seconds | None = None) -> Timeline:
    """The timeline that checked facts tell of, of a sound of another duration if one is given."""
    spans = facts.get("spans") or [(0, 0)] * len(facts.get("words", ()))
    return Timeline(
        tuple(
            Word(text, start, end, (first, after))
            for (text, start, end), (first, after) in zip(facts.get("words", ()), spans, strict=True)
        ),
        tuple(
            Phoneme(symbol, start, end, *stress) for symbol, start, end, *stress in facts.get("phonemes", ())
        ),
        float(facts.get("seconds", 0.0)) if duration is None else duration,
        tuple(Vocal(name, start, end) for name, start, end in facts.get("vocals", ())),
    )


def track_of(facts: Mapping[str, Any]) -> EmotionTrack:
    """The emotion over time that checked facts tell of."""
    return EmotionTrack.parse(str(facts.get("track") or "neutral"))
