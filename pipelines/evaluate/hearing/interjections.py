"""Interjections (*Hmm*, *Shh*) judged by what they are made of: recognisers write them as they like."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from emogen.media import Audio
    from emogen.timeline import Phoneme, Seconds

Voicing = Literal["voiced", "unvoiced"]

SHORTEST, LONGEST = 0.15, 1.5
"""Seconds that an interjection lasts: from one clipped syllable to a drawn-out *mmm*. Ours."""

QUIETEST: Final = -45.0
"""Level in dB of full scale below which nobody hears it beside speech at -20 to -26 dB. Ours."""

_WITHIN: Final = 30.0
"""Decibels below the loudest 10 ms within which a moment belongs to the sound. Ours."""

_VOICED, _UNVOICED = 0.4, 0.25
"""Least share of voiced moments of a voiced interjection (the end of *Ouch* has none), and most of
an unvoiced one (its edges, and chance, look periodic). Ours."""


@dataclass(frozen=True, slots=True)
class Sound:
    """One interjection as it was said.

    Attributes:
        symbols: its phones in IPA, without stress.
        seconds: from the start of the first to the end of the last.
        level: root mean square of that stretch, dB of full scale.
        voiced: share of its sounding moments that have a pitch, 0 to 1.
    """

    symbols: tuple[str, ...]
    seconds: Seconds
    level: float
    voiced: float


def sound_of(audio: Audio, phonemes: Collection[Phoneme]) -> Sound:
    """The sound of all phonemes together, pauses between them left out of the phones.

    Args:
        audio: mono, at any rate.
        phonemes: of the interjection, in seconds of ``audio``; symbol ``""`` is a pause.
    """
    import numpy as np

    from emogen.dsp import pitch
    from emogen.dsp.recording import resampled

    spoken = [phoneme for phoneme in phonemes if phoneme.symbol]
    if not spoken:
        return Sound((), 0.0, -120.0, 0.0)
    start, end = spoken[0].start, spoken[-1].end
    samples = resampled(audio, pitch.RATE)[round(start * pitch.RATE) : round(end * pitch.RATE)]
    power = np.square(pitch.frames_of(samples, pitch.HOP).astype(np.float64)).mean(axis=1)
    f0, _ = pitch.track(samples)
    sounding = power > power.max() * 10 ** (-_WITHIN / 10)
    level = 10 * np.log10(max(float(power.mean()), 1e-12))
    voiced = float((f0[sounding] > 0).mean()) if sounding.any() else 0.0
    return Sound(tuple(phoneme.symbol for phoneme in spoken), end - start, level, voiced)


def faults(sound: Sound, symbols: Collection[str], voicing: Voicing) -> list[str]:
    """Faults of an interjection, each in a few words; empty where nothing is.

    Args:
        sound: what was said.
        symbols: the phones that it may be made of, in IPA without length marks.
        voicing: whether it has a voice.
    """
    said = [symbol.replace("ː", "") for symbol in sound.symbols]
    strange = sorted({symbol for symbol in said if symbol not in symbols})
    found = [f"said with {' '.join(strange)}"] if strange else []
    if not said:
        found.append("nothing is said")
    elif not SHORTEST <= sound.seconds <= LONGEST:
        found.append(f"lasts {sound.seconds:.2f} s")
    if said and sound.level < QUIETEST:
        found.append(f"at {sound.level:.0f} dB hardly heard")
    if said and voicing == "voiced" and sound.voiced < _VOICED:
        found.append(f"only {sound.voiced:.0%} of it has a voice")
    if voicing == "unvoiced" and sound.voiced > _UNVOICED:
        found.append(f"{sound.voiced:.0%} of it has a voice")
    return found


def expected(intended: str) -> tuple[Voicing, tuple[str, ...]]:
    """Voicing and phones of a cell such as ``voiced: h m``, as the corpus of the round trip has them.

    Raises:
        ValueError: the cell says neither ``voiced`` nor ``unvoiced``.
    """
    voicing, _, symbols = intended.partition(":")
    if voicing != "voiced" and voicing != "unvoiced":
        raise ValueError(f"neither voiced nor unvoiced: {intended!r}")
    return voicing, tuple(symbols.split())  # type: ignore[return-value]
