"""What an emotion does to a face: action units, blinks, gaze and head, before any rig."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from emogen.tables import asset_rows

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion

Units = tuple[tuple[str, float], ...]
"""(action unit, intensity in [0, 1]) pairs, e.g. ``(("AU12", 0.8), ("AU14L", 0.4))``."""

_BLINKS_SPEAKING: Final = 26.0
"""Blinks a minute in conversation (Bentivoglio et al. 1997: 26; 17 at rest)."""

_SMILE_OF_VALENCE: Final = 0.2
_LIDS_OF_AROUSAL: Final = 0.2
"""How far pleasantness alone lifts the lip corners (AU12) and arousal alone the lids (AU5, or AU43
when calm), at the ends of their scales. Ours: enough to be read back, too little for a pose."""


@dataclass(frozen=True, slots=True)
class FaceTargets:
    """How a face behaves under an emotion. The defaults are a neutral, attentive speaker.

    Attributes:
        units: action units held by the expression at its apex, FACS names, a trailing L or R for
            one side, intensity in [0, 1]. Source: ``assets/expressions.tsv`` (EMFACS prototypes).
        blink_rate: blinks a minute, 5 to 60. Source: Bentivoglio et al. 1997 for the middle; it
            rises with arousal (Karson 1988).
        head_pitch: chin up in radians, -0.25 to 0.25. Source: head up with pride and contempt,
            down with sadness and shame (Tracy & Robins 2004; Mignault & Chaudhuri 2003).
        head_roll: tilt in radians, -0.2 to 0.2. Source: tilts go with tenderness and sadness
            (Krumhuber et al. 2007); the size is ours.
        gaze_pitch: eyes up in radians relative to the viewer, -0.2 to 0.2.
        aversion: share of the time the eyes are off the listener, 0 to 0.6. Speakers look away
            about a quarter of the time (Argyle & Cook 1976); more in sadness and shame.
        movement: factor on head motion, 0.3 to 2. Source: more motion at higher arousal (Busso
            et al. 2007).
        articulation: factor on lip and jaw excursions of speech, 0.7 to 1.3. Source: hyper- and
            hypo-articulation with arousal (Nordstrand et al. 2004).
        onset: seconds from the resting face to the apex, 0.2 to 1.2. Source: spontaneous onsets of
            0.5 s and more, faster for surprise and fear (Hess & Kleck 1990).
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


@lru_cache(maxsize=1)
def prototypes() -> dict[str, dict[str, float]]:
    """The action units of each basic emotion at full strength."""
    rows = asset_rows("expressions.tsv")
    return {
        row["emotion"]: {
            unit: float(size) for unit, _, size in (u.partition(":") for u in row["units"].split())
        }
        for row in rows
    }


def face_targets(emotion: Emotion) -> FaceTargets:
    """The targets of an emotion: prototypes weighted by its basic emotions, and a continuous part.

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
    return FaceTargets(
        units=_shown(total),
        blink_rate=_BLINKS_SPEAKING * (1.0 + 0.4 * arousal + 0.2 * basic["fear"] - 0.3 * basic["surprise"]),
        head_pitch=0.10 * dominance + 0.04 * basic["contempt"] - 0.05 * sad - 0.03 * basic["anger"],
        head_roll=0.05 * sad + 0.03 * max(0.0, valence),
        gaze_pitch=-0.04 * sad,
        aversion=0.2 + 0.2 * sad + 0.1 * basic["fear"] - 0.12 * basic["anger"] - 0.1 * basic["surprise"],
        movement=1.0 + 0.6 * arousal,
        articulation=1.0 + 0.2 * arousal,
        onset=0.6 - 0.35 * basic["surprise"] - 0.3 * basic["fear"] - 0.1 * basic["anger"] + 0.3 * sad,
    )


def _shown(total: dict[str, float]) -> Units:
    sizes = {unit: round(min(1.0, size), 4) for unit, size in total.items()}
    return tuple(sorted((unit, size) for unit, size in sizes.items() if size > 0))


def _raise(total: dict[str, float], unit: str, size: float) -> None:
    if size > 0:
        total[unit] = total.get(unit, 0.0) + size
