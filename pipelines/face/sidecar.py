"""What the sidecar of a sound may say of its line: anybody can have written it."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from emogen.conditioning.track import EmotionTrack
from emogen.errors import RequestError

_LATEST: Final = 86400.0
"""Seconds; no sound is longer."""

_Time = Annotated[float, Field(ge=0, le=_LATEST, allow_inf_nan=False)]
_Span: TypeAlias = tuple[str, _Time, _Time]
_Stressed: TypeAlias = tuple[str, _Time, _Time, Annotated[int, Field(ge=0, le=2)]]


class _Told(BaseModel):
    """The parts that are read, and what each may be."""

    model_config = ConfigDict(strict=True)

    seconds: _Time = 0.0
    words: list[_Span] = []
    phonemes: list[_Span | _Stressed] = []
    vocals: list[_Span] = []
    track: str = ""

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


def checked_facts(record: dict[str, Any]) -> dict[str, Any]:
    """The line that a sidecar tells of; nothing where any of it cannot be so."""
    facts = {name: record[name] for name in _Told.model_fields if name in record}
    try:
        _Told.model_validate_json(_json(facts))
    except (ValidationError, ValueError):
        return {}
    return facts


def _json(facts: dict[str, Any]) -> str:
    return json.dumps(facts)
