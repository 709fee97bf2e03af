"""An emotion as the controls of other tools: values and tags to paste there.

Each is the nearest that the tool has, in coordinates (valence, arousal, dominance) and in Ekman's basic
emotions together; :attr:`Control.reads` says what it means, read back.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from emogen.conditioning.emotion import Emotion, Feeling, as_emotion
from emogen.conditioning.neighbours import USUAL, controls, source
from emogen.conditioning.ssml_values import styles
from emogen.conditioning.targets.voice import voice_targets
from emogen.conditioning.vocabulary import BASIC
from emogen.errors import unknown_name

Features = tuple[float, ...]
"""Valence, arousal, dominance and the strengths of the basic emotions."""

_STEPS: Final = 400
_RATE: Final = 0.1
"""Of the descent that fits a vector; further steps change no third digit."""

_NONE: Final = 0.1
"""Length of features below which an emotion is none. Ours."""

_WEAK: Final = 0.6
_STRONG: Final = 1.25
"""Strengths, as a share of a word's own, below and above which it gets "slightly" and "very". Ours."""

_TOLD: Final = 0.3
"""Weight from which a manner is told. Ours."""

_SPEED: Final = (0.6, 1.5)
_VOLUME: Final = (0.5, 2.0)
"""Ranges of Cartesia's speed and volume (its documentation of Sonic-3)."""

_CFG: Final = 0.3
"""Chatterbox's cfg_weight of expressive speech, which is slower (its README)."""


@dataclass(frozen=True, slots=True)
class Control:
    """The control of another tool for an emotion.

    Attributes:
        tool: its name.
        paste: as it is written there.
        values: the same by name.
        reads: what emogen reads it back as; the manner and loudness besides are not in it.
        source: where the meaning of the control comes from.
    """

    tool: str
    paste: str
    values: dict[str, Any]
    reads: Emotion
    source: str


def paste(emotion: Feeling, tool: str) -> Control:
    """The control of a tool that comes nearest to an emotion.

    Args:
        emotion: any emotion.
        tool: one of :data:`TOOLS`.

    Raises:
        RequestError: another tool.
    """
    if tool not in _WRITERS:
        raise unknown_name("tool", tool, TOOLS)
    return _WRITERS[tool](as_emotion(emotion), tool)


# Vectors


def _indextts(emotion: Emotion, tool: str) -> Control:
    values = _fitted(emotion, tool)
    return _vector(tool, values, f"emo_vector={_listed(values)}")


def _zonos(emotion: Emotion, tool: str) -> Control:
    values = _fitted(emotion, tool)
    values["neutral"] = round(1.0 - sum(values.values()), 3)
    return _vector(tool, values, f"emotion={_listed(values)}")


def _audio2face(emotion: Emotion, tool: str) -> Control:
    values = _fitted(emotion, tool)
    shown = ", ".join(f'"{name}": {value:g}' for name, value in values.items() if value) or '"joy": 0'
    return _vector(tool, values, f"{{{shown}}}")


def _listed(values: dict[str, float]) -> str:
    return "[" + ", ".join(f"{value:g}" for value in values.values()) + "]"


def _vector(tool: str, values: dict[str, float], written: str) -> Control:
    terms = [(controls(tool)[name], value) for name, value in values.items()]
    reads = Emotion.of((name, value) for name, value in terms if name != "neutral")
    return Control(tool, written, dict(values), reads, source(tool))


def _fitted(emotion: Emotion, tool: str) -> dict[str, float]:
    """The numbers of a tool's vector, each at least 0 and together at most 1: least squares by gradient
    descent within these bounds."""
    names = controls(tool)
    anchors = [_reachable(_features(Emotion.parse(expression))) for expression in names.values()]
    wanted = _reachable(_features(emotion))
    weights = _start(emotion, list(names.values()))
    for _ in range(_STEPS):
        off = [
            sum(weight * anchor[axis] for weight, anchor in zip(weights, anchors, strict=True)) - goal
            for axis, goal in enumerate(wanted)
        ]
        weights = [
            max(0.0, weight - _RATE * sum(o * x for o, x in zip(off, anchor, strict=True)))
            for weight, anchor in zip(weights, anchors, strict=True)
        ]
        share = max(1.0, sum(weights))
        weights = [weight / share for weight in weights]
    return {
        name: round(weight, 3) if any(anchor) else 0.0
        for name, weight, anchor in zip(names, weights, anchors, strict=True)
    }


def _start(emotion: Emotion, names: list[str]) -> list[float]:
    """Weights to start from: what has a number of its own gets that number only, other names the numbers
    of their basic emotions."""
    weights = dict.fromkeys(names, 0.0)
    for name, weight in emotion.terms:
        own = {name: 1.0} if name in weights else Emotion(name).basic()
        for part, share in own.items():
            if part in weights:
                weights[part] += max(0.0, weight) * share
    share = max(1.0, sum(weights.values()))
    return [weights[name] / share for name in names]


def _reachable(features: Features) -> Features:
    """The features with contempt, for which none of the vectors has a number, as Plutchik's mixture of
    anger and disgust."""
    shares = dict(zip(BASIC, features[3:], strict=True))
    contempt = shares.pop("contempt")
    shares |= {name: shares[name] + contempt / 2 for name in ("anger", "disgust")} | {"contempt": 0.0}
    return (*features[:3], *(shares[name] for name in BASIC))


# A knob, a word, a sentence


def _chatterbox(emotion: Emotion, tool: str) -> Control:
    arousal = emotion.arousal
    values = {
        "exaggeration": round(USUAL + USUAL * arousal, 2),
        "cfg_weight": round(USUAL - (USUAL - _CFG) * max(0.0, arousal), 2),
    }
    written = ", ".join(f"{name}={value:g}" for name, value in values.items())
    return Control(tool, written, values, Emotion.of([], (0.0, arousal, 0.0)), source(tool))


def _cartesia(emotion: Emotion, tool: str) -> Control:
    word, _ = _nearest(emotion, _worded(tool))
    targets = voice_targets(emotion)
    speed = 1.0 / math.sqrt(targets.sonorant_length * targets.obstruent_length)
    values = {
        "emotion": word or "neutral",
        "speed": round(min(max(speed, _SPEED[0]), _SPEED[1]), 2),
        "volume": round(min(max(10 ** (targets.level / 20), _VOLUME[0]), _VOLUME[1]), 2),
    }
    written = (
        f'<emotion value="{values["emotion"]}"/><speed ratio="{values["speed"]:g}"/>'
        f'<volume ratio="{values["volume"]:g}"/>'
    )
    return Control(tool, written, values, Emotion.parse(controls(tool)[word or "neutral"]), source(tool))


def _fish(emotion: Emotion, tool: str) -> Control:
    word, _ = _nearest(emotion, _worded(tool))
    reads = Emotion.parse(controls(tool)[word]) if word else Emotion()
    return Control(tool, f"({word})" if word else "", {"marker": word}, reads, source(tool))


def _elevenlabs(emotion: Emotion, tool: str) -> Control:
    words, reads = _with_degree(emotion)
    tags = [tag for tag in (words, *_manners(emotion)) if tag]
    return Control(tool, "".join(f"[{tag}]" for tag in tags), {"tags": tags}, reads, source(tool))


def _livekit(emotion: Emotion, tool: str) -> Control:
    words, reads = _with_degree(emotion)
    label = ", ".join(filter(None, (words, *_manners(emotion)))) or "neutral"
    written = f'<expr type="expression" label="{label}"/>'
    return Control(tool, written, {"label": label}, reads, "LiveKit Agents 1.8 (expr element; free label)")


def _azure(emotion: Emotion, tool: str) -> Control:
    table = {name: style for name, (style, effect) in styles().items() if effect is None}
    name, degree = _nearest(emotion, {name: _features(style) for name, style in table.items()})
    if not name:
        return Control(tool, "", {"style": "", "styledegree": 1.0}, Emotion(), "Azure (styles.tsv)")
    degree = round(min(max(degree, 0.01), 2.0), 2)
    written = f'<mstts:express-as style="{name}" styledegree="{degree:g}">…</mstts:express-as>'
    return Control(
        tool, written, {"style": name, "styledegree": degree}, table[name] * degree, "Azure (styles.tsv)"
    )


def _openai(emotion: Emotion, tool: str) -> Control:
    words, reads = _with_degree(emotion)
    targets = voice_targets(emotion)
    speed = 1.0 / math.sqrt(targets.sonorant_length * targets.obstruent_length)
    manner = [
        *_manners(emotion),
        *_compared(math.log(speed), 0.07, ("fast", "slowly")),
        *_compared(targets.level, 2.0, ("loudly", "quietly")),
        *_compared(targets.f0_shift, 1.5, ("at a high pitch", "at a low pitch")),
    ]
    tone = f"Speak in a {words} tone." if words else "Speak in a neutral tone."
    said = f"{tone} Speak {', '.join(manner)}." if manner else tone
    return Control(
        tool, said, {"instructions": said}, reads, "OpenAI (instructions of gpt-4o-mini-tts; free words)"
    )


def _manners(emotion: Emotion) -> list[str]:
    """The manners that can be told, in words."""
    return [name for name, weight in emotion.manners if weight >= _TOLD]


def _compared(value: float, least: float, words: tuple[str, str]) -> list[str]:
    """The word for a value that is high or low enough to tell."""
    return [] if abs(value) < least else [words[value < 0]]


def _with_degree(emotion: Emotion) -> tuple[str, Emotion]:
    """The nearest word of ElevenLabs with an adverb of degree, and what it reads as."""
    word, degree = _nearest(emotion, _worded("elevenlabs"))
    said = Emotion.of([], said=emotion.manners)
    if not word:
        return "", said
    adverb = "slightly " if degree < _WEAK else "very " if degree > _STRONG else ""
    factor = 0.54 if degree < _WEAK else 1.0
    return adverb + word, Emotion.parse(controls("elevenlabs")[word]) * factor + said


def _nearest(emotion: Emotion, table: dict[str, Features]) -> tuple[str, float]:
    """The word whose direction is nearest, and the emotion's strength as a share of its own; no word for
    an emotion that is none."""
    wanted = _features(emotion)
    length = math.hypot(*wanted)
    if length < _NONE:
        return "", 0.0
    strengths = {word: math.hypot(*features) for word, features in table.items()}
    likeness = {
        word: _product(wanted, features) / (length * strengths[word])
        for word, features in table.items()
        if strengths[word] >= _NONE
    }
    best = max(likeness, key=lambda word: (round(likeness[word], 6), -abs(strengths[word] - length)))
    return best, _product(wanted, table[best]) / strengths[best] ** 2


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _features(emotion: Emotion) -> Features:
    basic = emotion.basic()
    return (*emotion.vad, *(basic[name] for name in BASIC))


@lru_cache(maxsize=8)
def _worded(tool: str) -> dict[str, Features]:
    return {word: _features(Emotion.parse(expression)) for word, expression in controls(tool).items()}


_WRITERS: Final[dict[str, Callable[[Emotion, str], Control]]] = {
    "indextts": _indextts,
    "zonos": _zonos,
    "chatterbox": _chatterbox,
    "elevenlabs": _elevenlabs,
    "audio2face": _audio2face,
    "cartesia": _cartesia,
    "azure": _azure,
    "fish": _fish,
    "livekit": _livekit,
    "openai": _openai,
}

TOOLS: Final = tuple(_WRITERS)
"""The tools that an emotion can be written for."""
