"""The sounds that the network tells apart: phonemes that look alike on the lips or sound alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.visemes import is_vowel, visemes_of

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.timeline import Phoneme, Vocal

FPS: Final = 60
"""Frames a second: of the posteriors, and the most that faces are captured at."""

_MEMBERS: Final = {
    "": "",
    "b": "b p ɓ β ɸ ʙ",
    "m": "m",
    "f": "f v ʋ ɱ ⱱ",
    "θ": "θ ð",
    "t": "t d ɗ ʈ ɖ ʔ",
    "ɾ": "ɾ r ɽ ɺ",
    "n": "n ɳ",
    "l": "l ɫ ɭ ʎ ʟ ɬ ɮ",
    "s": "s z ʂ ʐ",
    "ʃ": "ʃ ʒ ɕ ʑ",
    "tʃ": "tʃ dʒ ʧ ʤ ʨ ʥ tɕ dʑ ꭧ c ɟ",
    "k": "k ɡ g q ɢ ɠ",
    "ŋ": "ŋ ɲ ɴ",
    "x": "x χ ɣ ç ɰ",
    "h": "h ɦ ħ ʕ",
    "ɹ": "ɹ ɻ",
    "ʁ": "ʁ ʀ",
    "w": "w ʍ ɥ",
    "j": "j ʝ",
    "a": "a ʌ ä ɶ",
    "ɑ": "ɑ ɒ",
    "æ": "æ",
    "ɛ": "ɛ e",
    "ɪ": "ɪ ᵻ",
    "ɯ": "ɯ ɨ",
    "i": "i",
    "y": "y ʏ",
    "ø": "ø œ",
    "ɔ": "ɔ o",
    "ʊ": "ʊ ɵ",
    "u": "u ʉ",
    "ɚ": "ɚ ɝ ɜ ɞ",
    "ə": "ə ᵊ ɐ ɤ ɘ",
}
"""Class -> the IPA it stands for. Voiced and voiceless ones are one: lips do not tell them apart, and in
noise nobody does. ``c ɟ`` are as espeak writes them for Hindi, where they are affricates."""

CLASSES: Final = tuple(_MEMBERS)
"""What the network gives a posterior for; each name is IPA that the visemes know."""

VOCALS: Final = ("", "laugh", "sob", "sigh", "gasp")
"""Sounds that are no words which the network tells apart; a chuckle counts as a laugh."""

SILENCE: Final = 0

_CLASS: Final = {symbol: place for place, row in enumerate(_MEMBERS.values()) for symbol in row.split()}
_TOKEN: Final = re.compile("tʃ|dʒ|tɕ|dʑ|.")
_SPLIT: Final = {"ʦ": "ts", "ʣ": "dz"}

_FINE: Final = 4
"""Label steps a frame, before they are smoothed."""
_BLUR: Final = 9
"""Label steps over which a boundary is smoothed: 37 ms. The voices place sounds on a grid of 25 ms."""


@lru_cache(maxsize=1024)
def classes_of(symbol: str) -> tuple[int, ...]:
    """The classes that one phoneme passes through, in equal shares: two for a diphthong.

    Args:
        symbol: IPA without stress, ``""`` is silence; tones, length and other marks are ignored. What no
            class has counts as a reduced vowel.
    """
    if not symbol:
        return (SILENCE,)
    plain = "".join(_SPLIT.get(c, c) for c in unicodedata.normalize("NFD", symbol))
    found = [_CLASS[token] for token in _TOKEN.findall(plain) if token in _CLASS]
    once = [place for number, place in enumerate(found) if not number or place != found[number - 1]]
    return tuple(once) or (_CLASS["ə"],)


@lru_cache(maxsize=1)
def viseme_names() -> tuple[str, ...]:
    """The viseme of each class."""
    return tuple(visemes_of(name)[0].name for name in CLASSES)


def shortest(place: int) -> int:
    """Frames that a sound of a class lasts at least: 33 ms, vowels 50 ms, silence 83 ms (ours; a shorter
    silence is the closure of a plosive)."""
    return 5 if place == SILENCE else 3 if is_vowel(CLASSES[place]) else 2


def soft_labels(phonemes: Sequence[Phoneme], frames: int) -> Floats:
    """What is heard in each frame, boundaries blurred: shares of the classes, shape ``(frames, classes)``."""
    fine = np.zeros((frames * _FINE, len(CLASSES)), np.float32)
    # The first frame is centred at time 0.
    offset = (_FINE - 1) / 2
    for phoneme in phonemes:
        places = classes_of(phoneme.symbol)
        edges = np.linspace(phoneme.start, phoneme.end, len(places) + 1) * FPS * _FINE + offset
        for place, start, end in zip(places, edges[:-1], edges[1:], strict=True):
            fine[_step(start) : _step(end), place] = 1.0
    fine[fine.sum(axis=1) == 0, SILENCE] = 1.0
    return _blurred(fine, frames)


def vocal_labels(vocals: Sequence[Vocal], frames: int) -> Floats:
    """Which sound that is no word is heard in each frame, shape ``(frames, len(VOCALS))``."""
    labels = np.zeros((frames, len(VOCALS)), np.float32)
    for vocal in vocals:
        name = "laugh" if vocal.name == "chuckle" else vocal.name
        if name in VOCALS:
            labels[_step(vocal.start * FPS) : _step(vocal.end * FPS), VOCALS.index(name)] = 1.0
    labels[:, 0] = 1.0 - labels[:, 1:].max(axis=1)
    return labels


def _step(position: float) -> int:
    return max(0, round(position))


def _blurred(fine: Floats, frames: int) -> Floats:
    from scipy.ndimage import convolve1d

    kernel = np.hanning(_BLUR + 2)[1:-1]
    smooth = convolve1d(fine, kernel / kernel.sum(), axis=0, mode="nearest")
    shares: Floats = smooth.reshape(frames, _FINE, -1).mean(axis=1)
    return shares
