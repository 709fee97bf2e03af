"""What an emotion does to a picture: numbers with a unit, a range and a source.

Colour follows Valdez & Mehrabian (1994, J. Exp. Psychol. Gen. 123, 394-409). From colour patches
they found pleasure = .69 B + .22 S, arousal = -.31 B + .60 S, dominance = -.76 B + .32 S (B
brightness, S saturation, standardised). Wanted is the reverse: the colours for an emotion. With
three equations for two unknowns we take the least-squares answer, the pseudo-inverse
(:data:`BRIGHTNESS_OF_VAD`, :data:`SATURATION_OF_VAD`).

What colour patches cannot tell comes from photographs with human ratings (OASIS, Kurdi, Lozano &
Banaji 2017; correlations over the 204 pictures of scenes and objects, measured by us) and from
studies of hue, shape and light, named at each constant. Sizes of effect that no study gives in
picture units are marked "ours": chosen so that the effect is plain at a glance at full strength
and the content stays readable.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from emogen.conditioning.emotion import Emotion, Feeling, as_emotion
from emogen.conditioning.targets.takes import varied
from emogen.conditioning.targets.target import targets_of

BRIGHTNESS_OF_VAD: Final = (0.8102, 0.0159, -0.5867)
"""Standardised brightness from valence, arousal, dominance (inverted Valdez & Mehrabian)."""

SATURATION_OF_VAD: Final = (0.8707, 1.1832, 0.3078)
"""Standardised saturation from valence, arousal, dominance (inverted Valdez & Mehrabian)."""

_BRIGHTNESS_SPAN: Final = 0.16
"""Change of mean lightness at which brightness saturates, OKLab L. A little over the spread of real
pictures (OASIS: standard deviation 0.134, mean 0.538)."""

_SATURATION_SPAN: Final = 0.85
"""Natural logarithm of the chroma factor at saturation: x 2.3 or / 2.3. Real pictures spread wider
still (OASIS: chroma mean 0.048, standard deviation 0.036)."""

_CONTRAST_OF_VA: Final = (-0.06, 0.36)
"""Log contrast from valence and arousal. Direction: OASIS, spread of lightness against arousal
r = +.22, against valence r = -.06. Size: ours."""

_VIGNETTE: Final = (-0.10, 0.25, -0.25)
"""Darkening of the corners from valence, arousal, dominance. Direction: OASIS, centre brighter than
the border against arousal r = +.25; narrowed attention under threat (Easterbrook 1959) for low
dominance. Size: ours."""

_TINTS: Final[dict[str, tuple[float, float]]] = {
    "joy": (0.010, 0.046),
    "sadness": (-0.010, -0.040),
    "anger": (0.046, 0.022),
    "fear": (-0.022, -0.016),
    "disgust": (-0.030, 0.030),
    "contempt": (0.004, -0.010),
    "surprise": (0.012, 0.010),
}
"""A cast of colour (OKLab a: green-red, b: blue-yellow) for each basic emotion. Hues: joy yellow,
anger red, sadness grey-blue, fear black and cold, disgust yellow-green: the associations shared by
30 nations (Jonauskaite et al. 2020, Psychol. Sci. 31) and by actors choosing colours for bodily
expressions (Dael et al. 2016, Perception 45). Size: ours, about a third of the chroma of sky blue."""

_DRAMA: Final = 0.4
"""Tendency to storm of full arousal without pleasure. OASIS: of scenes without people, thunderstorms and
tornadoes arouse most beside fire (means 4.4 to 5.1 of 7, all pictures 3.4). Size: ours."""

_DUSK: Final = 0.35
"""Darkness of full arousal without pleasure. Direction: the rated-picture judge on our own scenes, dusk and
night against the afternoon: arousal +.11 and +.14, valence -.13 and -.16 (of 2). Size: ours."""

_ANGULAR: Final = (-0.45, 0.35, 0.20)
"""Angularity from valence, arousal, dominance: angular, diagonal forms look threatening and round
ones warm (Aronoff, Woike & Hyman 1992; Bar & Neta 2006). Size: ours."""


@dataclass(frozen=True, slots=True)
class PictureTargets:
    """What a picture of an emotion should be, relative to the same picture without one.

    Every default is "no change". Meaning, unit, range, natural variation and source of each are
    in ``assets/targets.tsv`` (:data:`TARGETS`); the sources of the constants are in this module.
    """

    brightness: float = 0.0
    saturation: float = 1.0
    contrast: float = 1.0
    tint_red: float = 0.0
    tint_yellow: float = 0.0
    haze: float = 0.0
    key_light: float = 1.0
    softness: float = 0.0
    cloud: float = 0.0
    rain: float = 0.0
    fog: float = 0.0
    storm: float = 0.0
    roughness: float = 0.0
    angularity: float = 0.0
    vignette: float = 0.0
    darkness: float = 0.0
    life: float = 0.0
    decay: float = 0.0
    company: float = 0.0
    shelter: float = 0.0
    menace: float = 0.0
    fire: float = 0.0
    filth: float = 0.0
    eye_height: float = 1.0
    remoteness: float = 0.0


NEUTRAL: Final = PictureTargets()
"""No change."""

TARGETS: Final = targets_of(PictureTargets)
"""Each target's meaning, unit, range, variation and source."""


def picture_targets(emotion: Feeling, *, take: int = 0, variation: float = 1.0) -> PictureTargets:
    """The picture targets of an emotion.

    Args:
        emotion: any emotion, also as text; its intensity scales every target.
        take, variation: which take, and how far from the mean; see
            :func:`~emogen.conditioning.targets.takes.varied`. Take 0 is the mean.

    Raises:
        RequestError: a take below 0, a variation outside 0 to 2.
    """
    return varied(_mean(as_emotion(emotion)), TARGETS, "picture", take, variation)


def _mean(emotion: Emotion) -> PictureTargets:
    """The mean of an emotion's pictures: neutral changes nothing, and every target is continuous.

    Brightness, saturation and contrast are monotone in valence, arousal and dominance each.
    """
    valence, arousal, _ = vad = emotion.vad
    basic = emotion.basic()
    bright = _dot(BRIGHTNESS_OF_VAD, vad)
    gloom = math.tanh(-valence)
    calm = math.tanh(-arousal)
    return PictureTargets(
        brightness=_BRIGHTNESS_SPAN * math.tanh(1.3 * bright),
        saturation=math.exp(_SATURATION_SPAN * math.tanh(0.8 * _dot(SATURATION_OF_VAD, vad))),
        contrast=math.exp(_CONTRAST_OF_VA[0] * valence + _CONTRAST_OF_VA[1] * arousal),
        tint_red=sum(_TINTS[name][0] * strength for name, strength in basic.items()),
        tint_yellow=sum(_TINTS[name][1] * strength for name, strength in basic.items()),
        haze=0.3 * calm + 0.12 * basic["sadness"] + 0.15 * basic["fear"],
        key_light=math.exp(0.35 * math.tanh(1.2 * bright) + 0.2 * math.tanh(valence)),
        softness=0.6 * math.tanh(valence) + 0.6 * calm,
        cloud=0.55 * gloom + 0.1 * calm * gloom,
        rain=0.7 * basic["sadness"],
        fog=0.55 * basic["fear"] + 0.35 * max(0.0, gloom) * max(0.0, calm),
        storm=min(1.0, 0.8 * basic["anger"] + _DRAMA * max(0.0, -calm) * (1.0 - max(0.0, valence))),
        roughness=0.9 * arousal - 0.2 * valence,
        angularity=1.2 * _dot(_ANGULAR, vad),
        vignette=_dot(_VIGNETTE, vad),
        **_content(emotion),
    )


def _content(emotion: Emotion) -> dict[str, float]:
    """Targets of what is in the picture, where the words leave it open."""
    valence, arousal, dominance = emotion.vad
    basic = emotion.basic()
    gloom, calm = math.tanh(-valence), math.tanh(-arousal)
    low, awake = max(0.0, gloom), max(0.0, -calm)
    return {
        "darkness": 0.6 * basic["fear"]
        + 0.3 * low
        + _DUSK * awake * (1.0 - max(0.0, valence))
        - 0.2 * max(0.0, valence)
        - 0.15 * basic["disgust"],
        "life": 0.9 * math.tanh(1.4 * valence),
        "decay": 0.4 * low + 0.5 * basic["disgust"] + 0.3 * basic["fear"],
        "company": 0.6 * math.tanh(valence) + 0.4 * math.tanh(arousal) - 0.6 * basic["sadness"],
        "shelter": 0.7 * math.tanh(valence) + 0.2 * calm - 0.2 * basic["fear"],
        "menace": 0.9 * basic["fear"] + 0.4 * basic["anger"],
        "fire": 0.9 * basic["anger"],
        "filth": 0.9 * basic["disgust"],
        "eye_height": math.exp(0.5 * math.tanh(dominance) - 0.2 * basic["fear"]),
        "remoteness": 0.5 * basic["sadness"] + 0.3 * calm - 0.2 * math.tanh(valence),
    }


def _dot(weights: tuple[float, float, float], vad: tuple[float, float, float]) -> float:
    return sum(w * x for w, x in zip(weights, vad, strict=True))
