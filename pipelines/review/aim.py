"""The aim of a line: its words, language, emotion, level and length, as its sidecar tells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from emogen.conditioning.effects import Pronunciation, Respelling
from emogen.errors import EmogenError
from emogen.pipelines.speech.delivery.evenness import EVEN, NEUTRAL, even_loudness
from emogen.provenance import read_sidecar

if TYPE_CHECKING:
    from emogen.timeline import Seconds

SPOKEN: Final = ("speak", "talk")
"""Verbs whose results are one line of one voice, which can be reviewed."""


@dataclass(frozen=True, slots=True)
class Aim:
    """The aim of one line.

    Attributes:
        text: its words as they are to be said, without marks.
        language: two letters, e.g. ``"fr"``.
        emotion: in emogen's notation; "" where it moves, or nobody said.
        voice: who speaks, and by what; "" where nobody said.
        names: words that recognisers cannot know, in plain spelling.
        pause: seconds of its longest pause, as it was planned.
        level: dB that its emotion asks for beside neutral speech; None where somebody set its loudness.
        loudness: LUFS that were asked for.
        spoken: whether its loudness is as it was spoken, ``"even"`` for one that was made even, "" for one
            that
            was set.
        slot: seconds that it may take at most.
        old: seconds of the line that it replaces.
    """

    text: str
    language: str = "en"
    emotion: str = ""
    voice: str = ""
    names: tuple[str, ...] = ()
    pause: Seconds = 0.0
    level: float | None = None
    loudness: float | None = None
    spoken: str = "own"
    slot: Seconds | None = None
    old: Seconds | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def aim_of(path: Path, *, names: Sequence[str] = (), old: Seconds | None = None) -> Aim | None:
    """The aim of the line of a result, by its sidecar; None for what is no spoken line.

    Args:
        path: the result.
        names: of people and things in the script, and words of its lexicon.
        old: seconds of the line that it replaces.
    """
    record = read_sidecar(path) or {}
    asked = record.get("request")
    if not isinstance(asked, dict) or asked.get("kind") not in SPOKEN:
        return None
    if not isinstance(asked.get("text"), str):
        return None
    text, known, tagged = _spoken(asked)
    emotion = _emotion(record, asked, tagged=tagged)
    voice = str(asked.get("voice") or "")
    loudness, level = asked.get("loudness"), _level(emotion, voice, asked) if _is_whole(asked) else None
    if loudness == EVEN and level is not None:
        loudness = even_loudness(NEUTRAL + level)
    return Aim(
        text=text,
        language=_language(asked, voice),
        emotion=emotion,
        voice=f"{asked.get('backend') or 'kokoro'}:{voice}",
        names=tuple(sorted({*_plain_names((*names, *known)), *_capitals(text)})),
        pause=_pause(record),
        level=level if loudness is None else None,
        loudness=float(loudness) if isinstance(loudness, int | float) else None,
        spoken={None: "own", EVEN: EVEN}.get(asked.get("loudness"), ""),
        slot=_number(asked.get("max_seconds")) or _number(asked.get("duration")),
        old=old,
    )


def _spoken(asked: Mapping[str, Any]) -> tuple[str, list[str], bool]:
    """The words of a request without marks, those whose pronunciation it says, and whether it has tags of
    emotions."""
    from emogen.conditioning.ssml import read_script
    from emogen.conditioning.variables import filled

    text, markup = str(asked["text"]), asked.get("markup", "auto")
    variables = asked.get("variables")
    try:
        values = variables if isinstance(variables, dict) else {}
        script = read_script(filled(text, values, markup=markup), markup=markup)
    except (EmogenError, TypeError, ValueError):
        return text, [], False
    said = [
        script.text[span.start : span.end]
        for span in script.spans
        if isinstance(span.effect, Pronunciation | Respelling)
    ]
    return script.text, said, bool(script.track.keyframes)


def _plain_names(names: Sequence[str]) -> list[str]:
    from emogen.pipelines.evaluate.hearing.spelling import plain_words

    return [word for name in names for word in plain_words(name)]


def _capitals(text: str) -> list[str]:
    """Words with a capital inside of a sentence, in plain spelling; not *I*."""
    found = re.findall(r"(?<=[\w,;:] )[A-Z][^\W\d_]+", text)
    return _plain_names([word for word in found if not word.isupper()])


def _emotion(record: Mapping[str, Any], asked: Mapping[str, Any], *, tagged: bool) -> str:
    """The one emotion of a line: what was asked for; where that was left to its words or their tags, what
    the line was made with; "" for one that moves."""
    emotion = str(asked.get("emotion") or "")
    if tagged or emotion in ("", "auto"):
        track = str(record.get("track") or "")
        return "" if "->" in track or "," in track else re.sub(r"^0(\.0*)?s\s+", "", track)
    return "" if "->" in emotion or "%" in emotion else emotion


def _level(emotion: str, voice: str, asked: Mapping[str, Any]) -> float | None:
    """dB of the level that a take of an emotion asks for."""
    from emogen.conditioning.emotion import Emotion
    from emogen.conditioning.targets.voice import voice_targets
    from emogen.pipelines.speech.voices import find_voice

    if not emotion:
        return None
    try:
        take, variation = int(asked.get("take", 0)), float(asked.get("variation", 1.0))
        sex = find_voice(voice).sex
        return voice_targets(Emotion.parse(emotion), sex=sex, take=take, variation=variation).level
    except (EmogenError, TypeError, ValueError):
        return None


def _is_whole(asked: Mapping[str, Any]) -> bool:
    """Whether a line's level is that of its emotion: another backend has its own."""
    return asked.get("backend", "kokoro") == "kokoro" and not asked.get("actor")


def _language(asked: Mapping[str, Any], voice: str) -> str:
    from emogen.pipelines.speech.voices import find_voice

    language = str(asked.get("language") or "")
    try:
        language = language or find_voice(voice).language
    except EmogenError:
        language = "en"
    return language.replace("_", "-").partition("-")[0].lower()


def _pause(record: Mapping[str, Any]) -> Seconds:
    """The longest pause between sounds that the line was made with."""
    rows = record.get("phonemes")
    inner = rows[1:-1] if isinstance(rows, list) else []
    try:
        return max((float(end) - float(start) for symbol, start, end, *_ in inner if not symbol), default=0.0)
    except (TypeError, ValueError):
        return 0.0


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and value > 0 else None
