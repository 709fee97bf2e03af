"""From phonemes in time to lips and jaw in time, each posture shaped by its neighbours.

Dominance functions after Cohen & Massaro 1993: every posture pulls every articulator towards its
target, strongest while it is spoken and fading to both sides; the track is the weighted mean. What
speech cannot do without is then enforced: lips meet on m, b, p and the lower lip reaches the teeth
on f, v, however short the sound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.pipelines.face.motion.clock import near
from emogen.visemes import ARTICULATORS, Viseme, is_vowel, viseme, visemes_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats, Times
    from emogen.timeline import Phoneme, Timeline

_BEFORE: Final = 0.075
_AFTER: Final = 0.055
"""Seconds in which a posture's pull falls to 1/e before and after its core. Anticipation is the
longer one: lips start before the sound (Bell-Berti & Harris 1982; sizes ours, by looking)."""

_CLOSING: Final = 0.07
"""Seconds in which lips travel to and from a closure (Löfqvist & Gracco 1997: about 70-100 ms)."""

REST_GAP: Final = 0.035
"""mouthClose that shuts the gap of about a millimetre that the rig's lips have at rest."""

_REACH: Final = 0.5
"""Seconds beyond which a posture pulls no more (less than one part in 10 to the 19)."""

_CORE: Final = 0.6
"""The share of a phoneme in which its pull is full."""

_CLOSE, _TUCK = ARTICULATORS.index("close"), ARTICULATORS.index("tuck")


def articulate(timeline: Timeline, times: Times) -> Floats:
    """Tracks of :data:`ARTICULATORS`.

    Args:
        timeline: phonemes in seconds.
        times: seconds, shape ``(T,)``, evenly spaced.

    Returns:
        float32, shape ``(T, 8)``, in [0, 1].
    """
    cores = _cores(timeline)
    if not cores:
        return np.zeros((len(times), len(ARTICULATORS)), np.float32)
    total = np.zeros((len(times), len(ARTICULATORS)))
    weight = np.zeros((len(times), 1))
    for start, end, posture, strength in cores:
        frames = near(times, start - _REACH, end + _REACH)
        pull = strength * _fade(times[frames], start, end, _BEFORE, _AFTER)
        total[frames] += pull[:, None] * np.asarray(posture.posture)
        weight[frames, 0] += pull
    # Where nothing is said for long, nothing pulls, and the mouth rests.
    tracks = total / (weight + 1e-6)
    step = float(times[1] - times[0]) if len(times) > 1 else 0.0
    for column, name in ((_CLOSE, "bmp"), (_TUCK, "fv")):
        tracks[:, column] = _contacts(cores, viseme(name), times, step)
    return tracks.astype(np.float32)


def _cores(timeline: Timeline) -> list[tuple[float, float, Viseme, float]]:
    """(start, end, posture, strength) of the part in which each posture pulls fully."""
    cores = []
    for phoneme in timeline.phonemes:
        postures = visemes_of(phoneme.symbol)
        share = phoneme.duration / len(postures)
        for number, posture in enumerate(postures):
            middle = phoneme.start + (number + 0.5) * share
            half = 0.5 * _CORE * share
            cores.append((middle - half, middle + half, posture, posture.firm * _stress(phoneme)))
    return cores


def _stress(phoneme: Phoneme) -> float:
    """Stressed vowels reach their targets, unstressed ones are reduced."""
    return {0: 0.85, 1: 1.3, 2: 1.1}.get(phoneme.stress, 1.0) if is_vowel(phoneme.symbol) else 1.0


def _fade(
    clock: NDArray[np.float64], start: float, end: float, before: float, after: float
) -> NDArray[np.float64]:
    """1 inside [start, end], falling as a Gaussian to both sides."""
    distance = np.maximum(start - clock, 0.0) / before + np.maximum(clock - end, 0.0) / after
    pull: NDArray[np.float64] = np.exp(-(distance**2))
    return pull


def _contacts(
    cores: list[tuple[float, float, Viseme, float]], wanted: Viseme, clock: NDArray[np.float64], step: float
) -> NDArray[np.float64]:
    """0 … 1 track of a contact that must happen: full over its core, and over one frame at least."""
    track = np.zeros(len(clock))
    for start, end, posture, _ in cores:
        if posture is not wanted:
            continue
        middle, half = (start + end) / 2, max((end - start) / 2, 0.51 * step)
        frames = near(clock, middle - half - _CLOSING, middle + half + _CLOSING)
        distance = np.maximum(np.abs(clock[frames] - middle) - half, 0.0) / _CLOSING
        track[frames] = np.maximum(track[frames], 0.5 + 0.5 * np.cos(np.pi * np.minimum(distance, 1.0)))
    return track


def mouth_shapes(tracks: Floats, articulation: float | Times = 1.0) -> Floats:
    """ARKit mouth shapes of articulator tracks.

    Args:
        tracks: shape ``(T, 8)`` as :func:`articulate` gives them.
        articulation: factor on the excursions, 0 to 2; one, or one a frame.

    Returns:
        float32, shape ``(T, 52)``, in [0, 1]; only mouth, jaw and tongue columns are not 0.
    """
    jaw, close, rounded, spread, tuck, upper, lower, tongue = tracks.T
    jaw, rounded, spread, upper, lower = (
        np.clip(articulation * one, 0.0, 1.0) for one in (jaw, rounded, spread, upper, lower)
    )
    free = (1.0 - close) * (1.0 - 0.8 * tuck)
    shapes = {
        "jawOpen": 0.72 * jaw * (1.0 - close) * (1.0 - 0.75 * tuck) + 0.03 * tuck,
        "mouthClose": REST_GAP * np.maximum(close, 1.0 - np.minimum(jaw / 0.15, 1.0)),
        "mouthPress": 0.35 * close,
        "mouthRollLower": 0.22 * close + 0.75 * tuck,
        "mouthRollUpper": 0.18 * close,
        "mouthPucker": 0.62 * rounded * (1.0 - 0.4 * close),
        "mouthFunnel": 0.50 * rounded * free,
        "mouthStretch": 0.30 * spread * free,
        "mouthSmile": 0.14 * spread,
        "mouthUpperUp": 1.15 * upper * free + 0.18 * tuck,
        "mouthLowerDown": 1.2 * lower * free,
        "mouthShrugLower": 0.22 * tuck,
        "tongueOut": 0.12 * tongue * free,
    }
    curves = np.zeros((len(tracks), len(ARKIT)), np.float32)
    for name, values in shapes.items():
        for column in (INDEX.get(name), INDEX.get(name + "Left"), INDEX.get(name + "Right")):
            if column is not None:
                curves[:, column] = values
    return np.clip(curves, 0.0, 1.0)
