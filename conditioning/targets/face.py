"""What an emotion does to a face: action units, blinks, gaze and head, before any rig."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from emogen.conditioning.emotion import Emotion, Feeling, as_emotion
from emogen.conditioning.manners import manners
from emogen.conditioning.targets.takes import draw, strength_of, varied
from emogen.conditioning.targets.target import targets_of
from emogen.conditioning.targets.units import action_units
from emogen.seeds import stream
from emogen.tables import asset_rows

Units = tuple[tuple[str, float], ...]
"""(action unit, intensity in [0, 1]) pairs, e.g. ``(("AU12", 0.8), ("AU14L", 0.4))``."""

_BLINKS_SPEAKING: Final = 26.0
"""Blinks a minute in conversation (Bentivoglio et al. 1997: 26; 17 at rest)."""

_SMILE_OF_VALENCE: Final = 0.2
_LIDS_OF_AROUSAL: Final = 0.2
"""How far pleasantness alone lifts the lip corners (AU12) and arousal alone the lids (AU5, or AU43
when calm), at the ends of their scales. Ours: enough to be read back, too little for a pose."""


UNIT_SD: Final = 0.15
"""Standard deviation between takes of an action unit's size, natural logarithm. Ours."""

_LOPSIDED: Final = 0.05
"""The same of the difference between its left and right side, relative. Ours: faces are never quite
even, and an even one looks like a mask."""


@dataclass(frozen=True, slots=True)
class FaceTargets:
    """How a face behaves under an emotion. The defaults are a neutral, attentive speaker.

    Meaning, unit, range, natural variation and source of each number are in
    ``assets/targets.tsv`` (:data:`TARGETS`).

    Attributes:
        units: action units held by the expression at its apex, FACS names, a trailing L or R for
            one side, intensity in [0, 1]. Source: ``assets/expressions.tsv`` (EMFACS prototypes).
    """

    units: Units = ()
    blink_rate: float = _BLINKS_SPEAKING
    head_pitch: float = 0.0
    head_roll: float = 0.0
    gaze_pitch: float = 0.0
    aversion: float = 0.2
    movement: float = 1.0
    articulation: float = 1.0
    onset: float = 0.6


TARGETS: Final = targets_of(FaceTargets)
"""Each target's meaning, unit, range, variation and source."""


@lru_cache(maxsize=1)
def _expressions() -> list[dict[str, str]]:
    return asset_rows("expressions.tsv")


@lru_cache(maxsize=1)
def prototypes() -> dict[str, dict[str, float]]:
    """The action units of each basic emotion at full strength."""
    return {
        row["emotion"]: {
            unit: float(size) for unit, _, size in (u.partition(":") for u in row["units"].split())
        }
        for row in _expressions()
    }


def prototype_sources(unit: str, basic: dict[str, float]) -> str:
    """Where a unit of a face comes from: the prototypes of these basic emotions that hold it, or the
    continuous part.

    Args:
        unit: a FACS name without a side.
        basic: the strength of each basic emotion in the face.
    """
    sources = {row["emotion"]: row["source"] for row in _expressions()}
    holding = [
        name
        for name, strength in sorted(basic.items(), key=lambda pair: -pair[1])
        if strength > 0.02 and any(held.rstrip("LR") == unit for held in prototypes()[name])
    ]
    return (
        ", ".join(f"{name}: {sources[name].partition(';')[0]}" for name in holding)
        or "valence and arousal alone; size ours"
    )


def face_targets(emotion: Feeling, *, take: int = 0, variation: float = 1.0) -> FaceTargets:
    """The targets of an emotion: prototypes weighted by its basic emotions, and a continuous part.

    Args:
        emotion: any emotion, also as text; its intensity scales every target.
        take, variation: which take, and how far from the mean; see
            :func:`~emogen.conditioning.targets.takes.varied`. Take 0 is the mean.

    Raises:
        RequestError: a take below 0, a variation outside 0 to 2.
    """
    mean = _mean(as_emotion(emotion))
    if take == 0 or variation == 0:
        return varied(mean, TARGETS, "face", take, variation)
    strength, chance = strength_of(take, variation), stream(take, "targets", "units")
    shown: dict[str, float] = {}
    for unit, size in mean.units:
        size *= strength * math.exp(variation * UNIT_SD * draw(chance))
        lean = variation * _LOPSIDED / 2 * draw(chance)
        if f"{unit}L" in action_units():
            shown |= {f"{unit}L": size * (1 + lean), f"{unit}R": size * (1 - lean)}
        else:
            shown[unit] = size
    return replace(varied(mean, TARGETS, "face", take, variation), units=_shown(shown))


def _mean(emotion: Emotion) -> FaceTargets:
    """The mean of an emotion's faces.

    Units of blended emotions add up and saturate, so that related emotions cooperate. Every value
    moves smoothly with intensity, and a neutral emotion gives the defaults.
    """
    basic = emotion.basic()
    valence, arousal, dominance = emotion.vad
    total: dict[str, float] = {}
    for name, strength in basic.items():
        for unit, size in prototypes()[name].items():
            total[unit] = total.get(unit, 0.0) + strength * size
    posed = sum(basic.values())
    free = 1.0 - min(1.0, posed)
    _raise(total, "AU12", free * _SMILE_OF_VALENCE * max(0.0, valence))
    _raise(total, "AU15", free * _SMILE_OF_VALENCE * max(0.0, -valence))
    _raise(total, "AU5", free * _LIDS_OF_AROUSAL * max(0.0, arousal))
    _raise(total, "AU43", _LIDS_OF_AROUSAL * max(0.0, -arousal))
    sad = basic["sadness"]
    felt = FaceTargets(
        blink_rate=_BLINKS_SPEAKING * (1.0 + 0.4 * arousal + 0.2 * basic["fear"] - 0.3 * basic["surprise"]),
        head_pitch=0.10 * dominance + 0.04 * basic["contempt"] - 0.05 * sad - 0.03 * basic["anger"],
        head_roll=0.05 * sad + 0.03 * max(0.0, valence),
        gaze_pitch=-0.04 * sad,
        aversion=0.2 + 0.2 * sad + 0.1 * basic["fear"] - 0.12 * basic["anger"] - 0.1 * basic["surprise"],
        movement=1.0 + 0.6 * arousal,
        articulation=1.0 + 0.2 * arousal,
        onset=0.6 - 0.35 * basic["surprise"] - 0.3 * basic["fear"] - 0.1 * basic["anger"] + 0.3 * sad,
    )
    return _in_manner(felt, total, emotion)


def _in_manner(felt: FaceTargets, units: dict[str, float], emotion: Emotion) -> FaceTargets:
    """A face with the units of its emotion and what its manners add to them and to the rest."""
    changed: dict[str, float] = {}
    for name, weight in emotion.manners:
        for key, size in manners()[name].face.items():
            if key.startswith("AU"):
                _raise(units, key, weight * size)
                continue
            value = changed.get(key, getattr(felt, key))
            changed[key] = value * size**weight if TARGETS[key].is_factor else value + weight * size
    return replace(felt, units=_shown(units), **changed)


def _shown(total: dict[str, float]) -> Units:
    sizes = {unit: round(min(1.0, size), 4) for unit, size in total.items()}
    return tuple(sorted((unit, size) for unit, size in sizes.items() if size > 0))


def _raise(total: dict[str, float], unit: str, size: float) -> None:
    if size > 0:
        total[unit] = total.get(unit, 0.0) + size
