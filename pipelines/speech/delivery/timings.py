"""Timings as JSON: words, phonemes, visemes, other sounds and emotion, for whoever animates to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.track import Easing, EmotionTrack, Keyframe
from emogen.errors import RequestError
from emogen.files import read_text, write_text
from emogen.media import check_suffix
from emogen.timeline import Phoneme, Seconds, Timeline, Vocal, Word
from emogen.visemes import visemes_of

VERSION: Final = 1
"""Of the schema; it rises when something that was there means something else."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Timed(_Row):
    start: float = Field(ge=0)
    end: float = Field(ge=0)


class WordRow(_Timed):
    """A word as written, and its characters in the text."""

    text: str
    characters: tuple[int, int]


class PhonemeRow(_Timed):
    """IPA without stress marks, empty for silence; stress 0 none, 1 primary, 2 secondary."""

    ipa: str
    stress: int = Field(ge=0, le=2)


class NamedRow(_Timed):
    """A viseme of Oculus LipSync, or a sound that is no word."""

    name: str


class EmotionRow(_Row):
    """A keyframe.

    Attributes:
        time: seconds.
        emotion: as emogen reads it back.
        name: the strongest of Ekman's seven, or ``neutral``.
        intensity: all of them together, 0 to 1.
        valence, arousal, dominance: -1 to 1.
        easing: how it moves to the next keyframe: linear, smooth, in, out or hold.
    """

    time: float = Field(ge=0)
    emotion: str
    name: str
    intensity: float
    valence: float
    arousal: float
    dominance: float
    easing: Easing


class Document(_Row):
    """A timings file. All times are in seconds, rounded to milliseconds."""

    version: int = Field(ge=1, le=VERSION)
    duration: float = Field(ge=0)
    text: str
    voice: str
    words: tuple[WordRow, ...]
    phonemes: tuple[PhonemeRow, ...]
    visemes: tuple[NamedRow, ...]
    sounds: tuple[NamedRow, ...]
    emotion: tuple[EmotionRow, ...]


@dataclass(frozen=True, slots=True)
class Timings:
    """What a timings file says.

    Attributes:
        timeline: words, phonemes and other sounds.
        track: what is felt, in seconds.
        text: what the words' spans count in.
        voice: who speaks; may be empty.
    """

    timeline: Timeline
    track: EmotionTrack
    text: str = ""
    voice: str = ""


def write_timings(
    path: str | Path, timeline: Timeline, track: EmotionTrack, *, text: str = "", voice: str = ""
) -> Path:
    """Write timings as JSON, whole or not at all. The same speech gives the same bytes.

    Raises:
        RequestError: a suffix that is not ``.json``.
        OutputError: the file cannot be written.
    """
    path = check_suffix(path, (".json",))
    record = timings_record(Timings(timeline, track, text, voice))
    # A row a line, so that it can be read and compared.
    parts = [f" {json.dumps(name)}: {_dumped(value)}" for name, value in record.items()]
    write_text(path, "{\n" + ",\n".join(parts) + "\n}\n")
    return path


def read_timings(path: str | Path) -> Timings:
    """Read a timings file.

    Raises:
        RequestError: it is missing, no JSON, or not as :class:`Document` says.
    """
    try:
        found = Document.model_validate_json(read_text(path, kind="timings file"))
        timeline = Timeline(
            tuple(Word(w.text, w.start, w.end, w.characters) for w in found.words),
            tuple(Phoneme(p.ipa, p.start, p.end, p.stress) for p in found.phonemes),
            found.duration,
            tuple(Vocal(v.name, v.start, v.end) for v in found.sounds),
        )
        frames = tuple(Keyframe(e.time, Emotion.parse(e.emotion), e.easing) for e in found.emotion)
        return Timings(timeline, EmotionTrack(frames), found.text, found.voice)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise RequestError(
            f"cannot read timings {path}", why=f"{where}: {first['msg']}".strip(": ")
        ) from error


def timings_record(timings: Timings) -> dict[str, Any]:
    """The content of a timings file, as JSON-like values in the shape of :class:`Document`."""
    line = _rounded(timings.timeline)
    return {
        "version": VERSION,
        "duration": line.duration,
        "text": timings.text,
        "voice": timings.voice,
        "words": [{**_span(w), "text": w.text, "characters": list(w.span)} for w in line.words],
        "phonemes": [{**_span(p), "ipa": p.symbol, "stress": p.stress} for p in line.phonemes],
        "visemes": [
            {"start": _ms(start), "end": _ms(end), "name": name} for name, start, end in visemes(line)
        ],
        "sounds": [{**_span(v), "name": v.name} for v in line.vocals],
        # Of keyframes within a millisecond the last one counts.
        "emotion": list({_ms(f.time): _keyframe(f) for f in timings.track.keyframes}.values()),
    }


def visemes(timeline: Timeline) -> Iterator[tuple[str, Seconds, Seconds]]:
    """(Oculus viseme, start, end) throughout; phonemes with two postures share their time between
    them, and neighbours that look the same are one."""
    held: tuple[str, Seconds, Seconds] | None = None
    for phoneme in timeline.phonemes:
        postures = visemes_of(phoneme.symbol)
        share = phoneme.duration / len(postures)
        for index, posture in enumerate(postures):
            start = phoneme.start + index * share
            end = phoneme.end if index == len(postures) - 1 else start + share
            if held and held[0] == posture.oculus:
                held = (held[0], held[1], end)
                continue
            if held:
                yield held
            held = (posture.oculus, start, end)
    if held:
        yield held


def _keyframe(frame: Keyframe) -> dict[str, Any]:
    strengths = frame.emotion.basic()
    named = {**strengths, "neutral": 1.0 - sum(strengths.values())}
    valence, arousal, dominance = (round(x, 4) for x in frame.emotion.vad)
    return {
        "time": _ms(frame.time),
        "emotion": str(frame.emotion),
        "name": max(named, key=lambda name: named[name]),
        "intensity": round(sum(strengths.values()), 4),
        "valence": valence,
        "arousal": arousal,
        "dominance": dominance,
        "easing": frame.easing,
    }


def _rounded(line: Timeline) -> Timeline:
    """The same in whole milliseconds, so that what is read back is what was written."""
    return Timeline(
        tuple(replace(word, start=_ms(word.start), end=_ms(word.end)) for word in line.words),
        tuple(replace(phoneme, start=_ms(phoneme.start), end=_ms(phoneme.end)) for phoneme in line.phonemes),
        _ms(line.duration),
        tuple(replace(vocal, start=_ms(vocal.start), end=_ms(vocal.end)) for vocal in line.vocals),
    )


def _span(timed: Word | Phoneme | Vocal) -> dict[str, float]:
    return {"start": timed.start, "end": timed.end}


def _ms(seconds: Seconds) -> float:
    return round(float(seconds), 3)


def _dumped(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value, ensure_ascii=False)
    return "[\n" + ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in value) + "\n ]"
