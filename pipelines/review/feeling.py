"""Whether a line sounds as it was meant to feel, beside neutral lines of the same voice."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from emogen.errors import EmogenError
from emogen.pipelines.review.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from emogen.arrays import Doubles
    from emogen.pipelines.evaluate.item import Item
    from emogen.pipelines.review.aim import Aim

ASSET: Final = "judge_lines.safetensors"
"""Linear discriminants over :func:`features`, by ``tools/judge_lines.py``."""

CLASSES: Final = ("neutral", "joy", "sadness", "anger", "fear", "surprise")

NEUTRAL_LINES: Final = (
    "The children walked along the river.",
    "I put the letters on the table this morning.",
    "Nobody knows what time the train will leave.",
)
"""Words that a voice says neutrally to be compared with. Ours."""

ODDS: Final = 3.0
"""Natural logarithm of the odds for another emotion, from which on a line is wrong: 20 to 1."""

PLAIN: Final = 0.6
"""Strength from which on an emotion can be told from others. Ours: at half of it judges guess."""


def check_feeling(item: Item, aim: Aim) -> Verdict | None:
    """The verdict on the emotion; None where it moves, is weak or none of the six, or nobody said which is
    meant.

    The discriminants have learnt how voices of emogen's sound when they mean the six emotions: they tell
    whether
    a line came out as such lines do, not whether people are moved. Arousal by the judge ``studio``, which
    learnt from real actors, is measured beside it.
    """
    wanted = _class_of(aim.emotion)
    if not wanted:
        return None
    backend, _, voice = aim.voice.partition(":")
    if backend != "kokoro" or aim.language != "en":
        return Verdict("emotion", None, "not judged: the judge of lines knows English by kokoro")
    try:
        level = _spoken_level(item, aim)
        odds = _odds(features(item, voice, level=level), known_level=level is not None)
    except EmogenError as error:
        return Verdict("emotion", None, f"not judged: {error}")
    best = max(odds, key=lambda name: odds[name])
    gap = odds[best] - odds[wanted]
    told = f"it sounds like {best}, not {wanted}" if gap > ODDS else ""
    return Verdict("emotion", not told, told, gap / ODDS, {"odds": gap, "arousal": _arousal(item, voice)})


def _spoken_level(item: Item, aim: Aim) -> float | None:
    """LUFS of a line before its loudness was made even; None where somebody set it."""
    from emogen.pipelines.evaluate.judges.signal import loudness
    from emogen.pipelines.speech.delivery.evenness import EVEN, natural_loudness

    level = loudness(item.audio)
    if level is None or not aim.spoken:
        return None
    return natural_loudness(level) if aim.spoken == EVEN else level


def _class_of(text: str) -> str:
    """Which of the six an emotion is; "" for one that is weak, or another."""
    from emogen.conditioning.emotion import Emotion

    try:
        emotion = Emotion.parse(text) if text else None
    except EmogenError:
        return ""
    if emotion is None:
        return ""
    if emotion.is_neutral:
        return "neutral"
    terms = dict(emotion.terms)
    name, strength = max(terms.items(), key=lambda term: term[1], default=("", 0.0))
    return name if len(terms) == 1 and strength >= PLAIN and name in CLASSES else ""


def features(item: Item, voice: str, *, level: float | None) -> Doubles:
    """81 functionals of a line and its loudness, less those of the voice's neutral lines, and its sounds a
    second; shape ``(83,)``.

    Args:
        item: the line, with its sidecar's facts.
        voice: who speaks it.
        level: LUFS of the line as it was spoken; None where it was changed since.

    Raises:
        RequestError: no voice is heard, or the sidecar tells no times.
    """
    import numpy as np

    from emogen.errors import RequestError
    from emogen.pipelines.evaluate.judges.actors import heard

    words, phones = item.facts.get("words"), item.facts.get("phonemes")
    if not words or not phones:
        raise RequestError("the times of its words are not known")
    seconds = max(float(words[-1][2]) - float(words[0][1]), 0.1)
    pace = sum(bool(row[0]) for row in phones) / seconds
    functionals, loudness = _habit(voice)
    louder = 0.0 if level is None else level - loudness
    return np.concatenate([heard(item) - functionals, [louder, pace]])


@lru_cache(maxsize=64)
def _habit(voice: str) -> tuple[Doubles, float]:
    """Mean functionals and loudness of a voice's neutral lines."""
    import numpy as np

    from emogen.pipelines.evaluate.judges.actors import heard
    from emogen.pipelines.evaluate.judges.signal import loudness

    items = _neutral_items(voice)
    levels = [loudness(item.audio) for item in items]
    means = np.mean([heard(item) for item in items], axis=0)
    return means, float(np.mean([level for level in levels if level is not None]))


def _neutral_items(voice: str) -> list[Item]:
    """The voice's neutral lines, made where they are not in emogen's cache."""
    from emogen.home import home
    from emogen.pipelines.evaluate.item import Item as Judged
    from emogen.pipelines.requests.making import make_request

    items = []
    for text in NEUTRAL_LINES:
        request = make_request("speak", {"text": text, "voice": voice})
        path = home() / "neutral" / f"{request.digest[:16]}.wav"
        if not request.is_done(path):
            request.make(path)
        items.append(Judged(path, frozenset({"speech"})))
    return items


def _odds(values: Doubles, *, known_level: bool) -> dict[str, float]:
    """Logarithms of the probability of each class."""
    import numpy as np

    table = _discriminants()
    kind = "whole" if known_level else "level_unknown"
    scaled = (values - table["mean"]) / table["spread"]
    scores = table[f"{kind}.weights"] @ (scaled if known_level else np.delete(scaled, -2))
    scores = scores + table[f"{kind}.bias"]
    scores = scores - (scores.max() + np.log(np.exp(scores - scores.max()).sum()))
    return dict(zip(CLASSES, map(float, scores), strict=True))


@lru_cache(maxsize=1)
def _discriminants() -> Mapping[str, Doubles]:
    from safetensors.numpy import load_file

    from emogen.tables import asset_file

    with asset_file(ASSET) as path:
        return dict(load_file(path))


def _arousal(item: Item, voice: str) -> float:
    """Arousal as the judge ``studio`` hears it beside the voice's neutral line, -1 to 1."""
    from dataclasses import replace

    from emogen.pipelines.evaluate.evaluate import ready
    from emogen.pipelines.evaluate.judges.actors import Studio

    compared = replace(item, neutral=_neutral_items(voice)[0])
    return ready(Studio).judge(compared).values["arousal"]
