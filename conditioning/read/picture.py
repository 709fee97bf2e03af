"""The emotion of a picture: what it shows, by the names of things, and its colours, by published relations.

Valence follows what is shown: the mean valence of the names that a network gives (``picture_names.tsv``, read
from the words). Arousal follows that and the colours, by Valdez & Mehrabian's regressions. Each is scaled to
people's ratings by its correlation with them, so a reading says no more than its evidence: most lie near the
ordinary picture.

    >>> from emogen.conditioning.read.picture import colour_feelings
    >>> dull = colour_feelings(brightness=0.2, saturation=0.05)
    >>> dull["valence"] < 0
    True
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.conditioning import vocabulary
from emogen.conditioning.read.reading import Reading
from emogen.tables import asset_rows
from emogen.vision.cielab import lab
from emogen.vision.photo import read_photo
from emogen.vision.things import kinds

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels
    from emogen.media import Picture

EFFECTS: Final = {"valence": (0.69, 0.22), "arousal": (-0.31, 0.60), "dominance": (-0.76, 0.32)}
"""Of brightness and saturation, both in standard deviations, on feelings about a colour
(Valdez & Mehrabian 1994, pleasure, arousal and dominance)."""

ORDINARY: Final = {"brightness": (0.468, 0.150), "saturation": (0.182, 0.146)}
"""Mean and standard deviation over 204 photographs (OASIS, Kurdi et al. 2017), as
`benchmarks/judges_picture.py` prints them: what an ordinary picture is."""

_FULL: Final = 2.0
"""So many standard deviations of feeling count as 1. Ours."""

_SIDE: Final = 256
"""Pixels of the longest side whose colours are measured: statistics need no more. Ours."""

_SOFTNESS: Final = 2.0
"""Divides the network's certainty: a picture shows more than one thing. Ours."""

_NAMED: Final = {"valence": (0.1170, 0.0057), "arousal": (-0.1591, 0.0056)}
_COLOURED: Final = (-0.003, 0.341)
_SUM: Final = 1.419
"""Mean and standard deviation of what names say, of what colours say of arousal, and standard deviation of
the sum of both in such units, over the photographs of OASIS; printed by `benchmarks/read_picture.py`."""

_RATED: Final = {"valence": (0.083, 0.404), "arousal": (-0.221, 0.322)}
"""Mean and standard deviation of people's ratings of them, -1 to 1 (OASIS, Kurdi et al. 2017)."""

_CORRELATION: Final = {"valence": 0.43, "arousal": 0.43}
"""Of what is read with those ratings, as measured there."""

_DOMINANCE_SPREAD: Final = 0.35
"""Standard deviation of dominance, of which no picture tells us anything. Ours."""

_BASIC: Final = ("joy", "sadness", "anger", "fear", "disgust", "surprise")
_LISTED: Final = 0.05
"""Names less likely than this are not listed. Ours."""

_SEEN: Final = 3
"""So many kinds of things are named as cues, at most. Ours."""
_SURE: Final = 0.08
"""Least probability of a kind that is named as a cue. Ours."""


def read_picture(picture: str | Path | Picture) -> Reading:
    """Read the emotion of a picture as a whole, faces aside.

    Args:
        picture: a file, or a picture.

    Returns:
        Valence and arousal with their spread; basic emotions that lie there; the things that were seen as
        cues. Its confidence is low: pictures are only half explained by what a network sees in them.

    Raises:
        RequestError: the file is missing, damaged or no picture.
        MissingWeightError: the network is not here.
    """
    pixels = read_photo(picture)
    named, seen = _names(pixels)
    colours = colour_feelings(*colour_of(pixels))
    standard = {axis: (named[axis] - mean) / spread for axis, (mean, spread) in _NAMED.items()}
    standard["arousal"] = (standard["arousal"] + (colours["arousal"] - _COLOURED[0]) / _COLOURED[1]) / _SUM
    vad = {}
    spread = {}
    for axis, (mean, deviation) in _RATED.items():
        related = _CORRELATION[axis]
        far = related * deviation * max(-2.5, min(2.5, standard[axis]))
        vad[axis] = max(-1.0, min(1.0, mean + far))
        spread[axis] = deviation * math.sqrt(1 - related**2)
    spreads = (spread["valence"], spread["arousal"], _DOMINANCE_SPREAD)
    return _reading((vad["valence"], vad["arousal"], 0.0), spreads, seen)


def colour_of(pixels: Pixels) -> tuple[float, float]:
    """Brightness and saturation: the means of CIELAB's L*/100 and C*/100, of uint8 sRGB ``(h, w, 3)``."""
    from PIL import Image

    image = Image.fromarray(pixels)
    image.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    lightness, a, b = np.moveaxis(lab(np.asarray(image)).astype(float), -1, 0)
    return float(lightness.mean() / 100), float(np.hypot(a, b).mean() / 100)


def colour_feelings(brightness: float, saturation: float) -> dict[str, float]:
    """Valence, arousal and dominance of colours alone, -1 to 1, 0 those of an ordinary photograph."""
    values = {"brightness": brightness, "saturation": saturation}
    bright, vivid = ((values[name] - mean) / spread for name, (mean, spread) in ORDINARY.items())
    return {
        axis: max(-1.0, min(1.0, (of_bright * bright + of_vivid * vivid) / _FULL))
        for axis, (of_bright, of_vivid) in EFFECTS.items()
    }


def _names(pixels: Pixels) -> tuple[dict[str, float], tuple[str, ...]]:
    """Mean valence and arousal of the names of what is shown, and the likeliest names."""
    table = _table()
    shares = kinds(pixels, _SOFTNESS)
    means = {axis: float(shares @ table[axis]) for axis in _NAMED}
    certain = kinds(pixels)
    likeliest = np.argsort(-certain)[:_SEEN]
    return means, tuple(table["name"][kind] for kind in likeliest if certain[kind] >= _SURE)


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    rows = asset_rows("picture_names.tsv")
    values: dict[str, Floats] = {
        axis: np.array([float(row[axis]) for row in rows], np.float32) for axis in _NAMED
    }
    return {"name": [row["name"] for row in rows], **values}


def _reading(
    vad: tuple[float, float, float], spread: tuple[float, float, float], seen: tuple[str, ...]
) -> Reading:
    shares = _shares(vad, spread)
    mixture = [(name, share) for name, share in shares.items() if name != "neutral" and share >= _LISTED]
    explained = sum(related**2 for related in _CORRELATION.values()) / len(_CORRELATION)
    return Reading(
        vad=vad,
        spread=spread,
        mixture=tuple(sorted(mixture, key=lambda pair: -pair[1])),
        neutral=shares["neutral"],
        confidence=round(explained, 2),
        cues=(*seen, "colours"),
    )


def _shares(vad: tuple[float, float, float], spread: tuple[float, float, float]) -> dict[str, float]:
    """The probability of each basic emotion and of neutral, by a reading's coordinates and their errors."""
    points = {name: vocabulary.entries()[name].vad for name in _BASIC} | {"neutral": (0.0, 0.0, 0.0)}
    off = {
        name: sum(((x - y) / wide) ** 2 for x, y, wide in zip(point, vad, spread, strict=True))
        for name, point in points.items()
    }
    weights = {name: math.exp(-0.5 * far) for name, far in off.items()}
    return {name: weight / sum(weights.values()) for name, weight in weights.items()}
