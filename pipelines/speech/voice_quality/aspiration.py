"""Breath and whisper: noise that the mouth shapes as it shapes the voice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.pipelines.speech.voice_quality import frames

if TYPE_CHECKING:
    from emogen.arrays import Doubles
    from emogen.pipelines.speech.voice_quality.frames import Spectra
    from emogen.pipelines.speech.voice_quality.glottis import Glottis

    Table = tuple[tuple[float, ...], tuple[float, ...]]

_BREATH: Final[Table] = ((500.0, 4000.0), (-20.0, 1.0))
"""(Hz), (dB): the noise of a breathiness of 1 relative to the envelope. In the source, voice falls by
12 dB an octave and breath hardly (Klatt & Klatt 1990); a straight line on octaves stays below that."""

_BREATH_GROWTH: Final = 1.5
"""The noise grows with this power of breathiness. Ours, for even steps of HNR."""

_PULSE: Final = 0.6
_PULSE_PLACE: Final = -0.2
"""Depth of the noise's rise and fall with the cycle, and cycles from the closure to its height: in
the open phase (Klatt & Klatt 1990 modulate by half). Noise without it is heard beside the voice."""

_WHISPER: Final[Table] = ((250.0, 500.0, 1500.0, 4000.0), (-16.0, -5.0, 2.0, 4.0))
"""(Hz), (dB): whispered vowels relative to the envelope of voiced ones, itself some dB under their harmonics:
mostly the low part is missing (Jovičić 1998; Ito et al. 2005, from notes). The level is ours: vowels
about 12 dB down, where real whisper is 20, so that no word is lost between its consonants."""

_RELIEF: Final = (0.3, 1500.0)
"""How much further formants stand out in whisper, as a share, and the Hz they are seen against. Ours:
an envelope has blunt formants, and noise blurs them more."""

_RAISED: Final[Table] = ((300.0, 1000.0, 2500.0), (0.14, 0.07, 0.02))
"""(Hz), (share): how much higher formants are in whisper: the first most (Jovičić 1998, from notes)."""

_VOICE_BELOW: Final = (200.0, 350.0)
"""Hz: below, whisper leaves nothing, whether voice was found there or not; above, what has no voice stays."""

_REACH: Final = 5
"""Spectra over which voice is spread before whisper replaces it, so that its edges go too."""


def breath(
    envelope: Doubles, voicing: Doubles, amount: Doubles, voice: Glottis, rate: int, rng: np.random.Generator
) -> Spectra:
    """Spectra of the breath in a voice.

    Args:
        envelope: natural logarithms of magnitudes, shape ``(frames, bins)``.
        voicing, amount: of each frame, 0 to 1, shape ``(frames,)``.
        voice: its cycles.
        rate: samples a second.
        rng: draws the noise.
    """
    swell = 1 + _PULSE * np.cos(2 * np.pi * (voice.cycles - _PULSE_PLACE))
    noise = rng.standard_normal(len(voice.cycles)) * (swell / np.sqrt(1 + _PULSE**2 / 2))
    level = voicing * amount**_BREATH_GROWTH
    return frames.split(noise, rate) * np.exp(envelope + _nepers(_BREATH, rate)) * level[:, None]


def whisper(
    spectra: Spectra,
    envelope: Doubles,
    voicing: Doubles,
    amount: Doubles,
    length: int,
    rate: int,
    rng: np.random.Generator,
) -> Spectra:
    """What to add to the spectra of speech to whisper it: noise, less the voice.

    Args:
        spectra, envelope: of the speech, shape ``(frames, bins)``.
        voicing, amount: of each frame, 0 to 1, shape ``(frames,)``; half an amount leaves the voice
            12 dB weaker, under a whisper 2.5 dB weaker than a whole one.
        length, rate: samples of the speech, and samples a second.
        rng: draws the noise.
    """
    from scipy.ndimage import maximum_filter1d, uniform_filter1d

    spread = uniform_filter1d(maximum_filter1d(voicing, _REACH), 3)[:, None]
    noise = frames.split(rng.standard_normal(length), rate)
    noise *= np.exp(_raised(envelope, rate) + _nepers(_WHISPER, rate))
    low = np.interp(frames.hertz(rate), _VOICE_BELOW, (1.0, 0.0))
    share = amount * (2 - amount)
    return share[:, None] * (spread * noise - np.maximum(spread, low) * spectra)


def _nepers(table: Table, rate: int) -> Doubles:
    """A table of dB over Hz as natural logarithms of a gain, straight on octaves, shape ``(bins,)``."""
    octaves = np.log2(np.maximum(frames.hertz(rate), 1.0))
    return np.asarray(np.interp(octaves, np.log2(table[0]), table[1]) * (np.log(10) / 20))


def _raised(envelope: Doubles, rate: int) -> Doubles:
    """The envelope with its formants higher and sharper."""
    from scipy.ndimage import uniform_filter1d

    hertz = frames.hertz(rate)
    share, width = _RELIEF
    envelope = envelope + share * (envelope - uniform_filter1d(envelope, round(width / hertz[1]), axis=1))
    source = hertz / (1 + np.interp(hertz, *_RAISED)) / hertz[1]
    below = source.astype(np.int64)
    share = source - below
    raised: Any = envelope[:, below] * (1 - share) + envelope[:, below + 1] * share
    return np.asarray(raised)
