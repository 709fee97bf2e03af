"""The values of SSML's attributes: times, changes of rate, pitch and volume, styles."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from emogen.conditioning.effects import Effect, Emphasis, Pause, Pronunciation, Prosody, SayAs
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.tags import quantity, read_tag, seconds
from emogen.errors import RequestError, checked, unknown_name
from emogen.tables import asset_rows

_BREAKS: Final = {"none": 0.0, "x-weak": 0.25, "weak": 0.5, "medium": 0.75, "strong": 1.0, "x-strong": 1.25}
"""Seconds. Azure's table; SSML leaves them open, and makes medium the default."""

_RATES: Final = {"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.5}
"""Factors. Ours; SSML only says that they rise."""

_PITCHES: Final = {"x-low": -6.0, "low": -3.0, "medium": 0.0, "default": 0.0, "high": 3.0, "x-high": 6.0}
"""Semitones. Ours; SSML only says that they rise."""

_VOLUMES: Final = {
    "silent": -60.0, "x-soft": -12.0, "soft": -6.0, "medium": 0.0, "default": 0.0, "loud": 6.0,
    "x-loud": 12.0,
}  # fmt: skip
"""Decibels. Ours; SSML only says that they rise."""

_READINGS: Final = {"spell-out": "characters", "verbatim": "characters", "number": "cardinal"}
"""Other names of ways to read in common engines."""


@lru_cache(maxsize=1)
def styles() -> dict[str, tuple[Emotion, Effect | None]]:
    """The emotion and the effect of each express-as style (``assets/styles.tsv``)."""
    table: dict[str, tuple[Emotion, Effect | None]] = {}
    for row in asset_rows("styles.tsv"):
        name, *values = row["tag"].split() or [""]
        table[row["style"]] = (Emotion.parse(row["emotion"]), read_tag(name, values) if name else None)
    return table


def needed(attributes: Mapping[str, str], name: str) -> str:
    """The value of an attribute that must be there and not empty."""
    value = attributes.get(name, "").strip()
    if not value:
        raise RequestError(f"the attribute {name} is missing")
    return value


def read_style(attributes: Mapping[str, str]) -> tuple[Emotion, Effect | None]:
    """The emotion and the effect of an express-as element."""
    name = needed(attributes, "style").lower().replace("_", "-")
    if name not in styles():
        raise unknown_name("style", name, styles())
    emotion, effect = styles()[name]
    degree = attributes.get("styledegree", "1")
    match quantity(degree):
        case ("" | "+", value, ""):
            return emotion * checked(value, "styledegree", 0.01, 2.0), effect
    raise RequestError(f"styledegree {degree!r} is no number", fix="Use 0.01 to 2.")


def read_pause(attributes: Mapping[str, str]) -> Pause:
    """The pause of a break element. A time counts more than a strength."""
    if "time" in attributes:
        return Pause(seconds(attributes["time"].strip()))
    strength = attributes.get("strength", "medium")
    if strength not in _BREAKS:
        raise unknown_name("strength", strength, _BREAKS)
    return Pause(_BREAKS[strength])


def read_effect(name: str, attributes: Mapping[str, str]) -> Effect:
    """The effect of an element that covers words: emphasis, say-as, phoneme or prosody."""
    if name == "emphasis":
        level: Any = attributes.get("level", "moderate")
        return Emphasis(level)
    if name == "say-as":
        reading: Any = needed(attributes, "interpret-as")
        return SayAs(_READINGS.get(reading, reading), attributes.get("format", ""))
    if name == "phoneme":
        if attributes.get("alphabet", "ipa") != "ipa":
            raise RequestError(f"unknown alphabet {attributes['alphabet']!r}", fix='Use alphabet="ipa".')
        return Pronunciation(needed(attributes, "ph"))
    if not attributes:
        raise RequestError("prosody takes rate, pitch or volume", fix='Write e.g. rate="80%".')
    return Prosody(
        _rate(attributes.get("rate", "default").strip()),
        _pitch(attributes.get("pitch", "default").strip()),
        _volume(attributes.get("volume", "default").strip()),
    )


def _rate(text: str) -> float:
    """``80%`` and ``0.8`` are factors (SSML), ``-20%`` a change (Azure)."""
    match quantity(text):
        case ("", value, "%"):
            return value / 100
        case ("", value, ""):
            return value
        case (_, value, "%"):
            return 1 + value / 100
    return _label("rate", text, _RATES, '"80%" or "-20%"')


def _pitch(text: str) -> float:
    match quantity(text):
        case ("+" | "-", value, "st"):
            return value
        case ("+" | "-", value, "%") if value > -100:
            return 12 * math.log2(1 + value / 100)
        case (_, _, "hz"):
            raise RequestError(f"pitch {text!r} depends on the voice", fix='Write e.g. "+2st" or "+10%".')
    return _label("pitch", text, _PITCHES, '"+2st" or "+10%"')


def _volume(text: str) -> float:
    match quantity(text):
        case ("+" | "-", value, "db"):
            return value
        case ("+" | "-", value, "%") if value > -100:
            return 20 * math.log10(1 + value / 100)
    return _label("volume", text, _VOLUMES, '"+6dB" or "-20%"')


def _label(kind: str, text: str, labels: Mapping[str, float], example: str) -> float:
    if text not in labels:
        raise RequestError(
            f"cannot read the {kind} {text!r}", fix=f"Write e.g. {example}, or {', '.join(labels)}."
        )
    return labels[text]
