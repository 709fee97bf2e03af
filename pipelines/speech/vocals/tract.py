"""What a voice's mouth and throat sound like, measured on a few syllables that it says itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from emogen.pipelines.speech.kokoro import graph
from emogen.pipelines.speech.kokoro.prosody import FRAME

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats, Doubles

RATE: Final = 24_000
"""Samples a second."""

HOP: Final = 0.0025
"""Seconds between the frames of a voice."""

Colour = Literal["open", "closed", "in", "burst"]

_COLOURS: Final[dict[Colour, tuple[float, float, float]]] = {
    "open": (-6.0, 1.0, 550.0),
    "closed": (-9.0, 0.88, 350.0),
    "in": (-4.5, 1.1, 800.0),
    "burst": (-3.0, 1.0, 350.0),
}
"""Breath by the mouth it passes: slope in dB an octave, factor on the formants, Hz below which little is
left. Noise in the open throat falls less with frequency than a voice; breath drawn in is brighter, since
the lips and the tongue narrow its way; a cough is flattest (Vodnala et al. 2023: flatness and centroid of
coughs above those of speech). An open glottis damps the first formant, so little lies below it. The
sizes are ours."""

_CARRIER: Final = "mˈʌmə mˈɑː."
"""Two open vowels and the nasal that a hum needs, close to words the model knows."""

_MIDDLE: Final = 0.25
"""Share of a sound on either side that belongs to its neighbours."""


@dataclass(frozen=True, slots=True, eq=False)
class Tract:
    """The resonances of a voice.

    Attributes:
        f0: Hz, the median of its neutral speech.
        vowel, nasal: envelopes of an open vowel and of m: natural logarithms of power, of mean power 1,
            shape ``(bins,)``, from 0 to 12 kHz.
        noise: share of noise in the voice by frequency, 0 to 1, shape ``(bins,)``.
    """

    f0: float
    vowel: Doubles
    nasal: Doubles
    noise: Doubles

    def breath(self, colour: Colour) -> Doubles:
        """A filter that gives white noise of variance 1 the colour of breath: an impulse response of
        power 1, shape ``(2 (bins - 1),)``, its middle at half of that."""
        slope, scale, low = _COLOURS[colour]
        frequencies = _hertz(len(self.vowel))
        octaves = np.log2(np.maximum(frequencies, 100.0))
        heard = (frequencies > 300) & (frequencies < 6000)
        own = np.polyfit(octaves[heard], self.vowel[heard], 1)
        formants = self.vowel - np.polyval(own, np.clip(octaves, np.log2(300), np.log2(6000)))
        coloured = warped(formants, scale) + slope * np.log(10) / 10 * octaves
        coloured -= np.log1p((low / np.maximum(frequencies, 1.0)) ** 4)
        response = np.fft.fftshift(np.fft.irfft(np.exp(0.5 * coloured)))
        response *= np.hanning(len(response))
        return np.asarray(response / np.sqrt(np.square(response).sum()))


def warped(envelope: Doubles, scale: float | Doubles) -> Doubles:
    """An envelope with its formants at ``scale`` times their frequency, shape as given."""
    bins = np.arange(len(envelope))
    return np.asarray(np.interp(bins / scale, bins, envelope))


def levelled(envelopes: Doubles) -> Doubles:
    """Log power envelopes brought to a mean power of 1, along the last axis."""
    return np.asarray(envelopes - np.log(np.exp(envelopes).mean(axis=-1, keepdims=True)))


def tract_of(style: AnyFloats) -> Tract:
    """The tract of a voice. It is measured once in a process, in about half a second.

    Args:
        style: Kokoro's style vectors of the voice, float32, shape ``(510, 1, 256)``.

    Raises:
        MissingWeightError: the model is not there.
    """
    return _measured(np.ascontiguousarray(style[len(_CARRIER) - 1], np.float32).tobytes())


@lru_cache(maxsize=16)
def _measured(style: bytes) -> Tract:
    import pyworld

    samples, f0, edges = _said(np.frombuffer(style, np.float32).reshape(1, 256))
    times = np.arange(0.0, len(samples) / RATE, 0.005)
    track = np.interp(times, (np.arange(len(f0)) + 0.5) * FRAME / 2, f0)
    track[track < 50] = 0.0
    powers = pyworld.cheaptrick(samples, track, times, RATE)
    noise = pyworld.d4c(samples, track, times, RATE)
    vowels = _inside(times, edges, "ʌɑ") & (track > 0)
    nasals = _inside(times, edges, "m") & (track > 0)
    vowel, nasal = (_typical(powers[which]) for which in (vowels, nasals))
    return Tract(float(np.median(f0[f0 > 50])), vowel, nasal, np.median(noise[vowels], axis=0))


def _said(style: AnyFloats) -> tuple[Doubles, Doubles, Doubles]:
    """The carrier as the voice says it: samples, F0 at two values a frame, edges of the tokens in s."""
    vocabulary = graph.vocabulary()
    tokens = np.array([[0, *(vocabulary[letter] for letter in _CARRIER), 0]])
    feed = {"tokens": tokens, "style": style, "speed": np.ones(1, np.float32)}
    durations, tune, text = graph.session("text").run(None, feed)
    frames = np.maximum(np.rint(durations.reshape(-1)), 1).astype(np.int64)
    f0, energy = graph.curves(tune, frames, style)
    sound = graph.decoded(text, frames, f0, energy, style)
    edges = np.concatenate([[0], np.cumsum(frames)]) * FRAME
    return sound.astype(np.float64), f0[0].astype(np.float64), edges[1:-1]


def _inside(times: Doubles, edges: Doubles, letters: str) -> NDArray[np.bool_]:
    """Which moments lie in the middle of one of these sounds."""
    found = np.zeros(len(times), bool)
    for index, letter in enumerate(_CARRIER):
        if letter in letters:
            margin = _MIDDLE * (edges[index + 1] - edges[index])
            found |= (times > edges[index] + margin) & (times < edges[index + 1] - margin)
    return found


def _typical(powers: Doubles) -> Doubles:
    """The mean envelope of the louder half of some frames."""
    loud = powers.sum(axis=1)
    return levelled(np.log(powers[loud >= np.median(loud)]).mean(axis=0))


def _hertz(bins: int) -> Doubles:
    return np.linspace(0.0, RATE / 2, bins)
