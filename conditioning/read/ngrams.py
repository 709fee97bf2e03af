"""Emotion read from the letters alone, for who cannot have the sentence encoder.

A text is the set of its letter sequences of length 2 to 5, each hashed to one of a few thousand
numbers; a ridge regression on EmoBank turns them into coordinates. No lexicon, no weights to fetch,
and much weaker than the encoder: never used unless asked for. Names are those that fit the
coordinates (:mod:`emogen.conditioning.taxonomy`). Trained by ``tools.ngrams``.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.reading import Reading
from emogen.conditioning.taxonomy import describe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

ASSET: Final = "text_ngrams.safetensors"
_SIZE: Final = 2**15
_LENGTHS: Final = (2, 3, 4, 5)
_MOST: Final = 3


def read_texts(texts: Sequence[str]) -> list[Reading]:
    """A reading of each text."""
    import numpy as np

    model = _model()
    found = features(texts) @ model["weight"].astype(np.float64) + model["bias"]
    spread = tuple(map(float, model["error"]))
    return [_reading(np.clip(row, -1.0, 1.0), spread) for row in found]


def _reading(vad: NDArray[np.float64], spread: tuple[float, ...]) -> Reading:
    valence, arousal, dominance = map(float, vad)
    names = list(describe(Emotion.va(valence, arousal, dominance), "goemotions").items())[:_MOST]
    # How far the text stands out from neutral, in standard errors of the valence.
    confidence = min(0.5, 0.25 * abs(valence) / spread[0])
    return Reading(
        vad=(valence, arousal, dominance),
        spread=(spread[0], spread[1], spread[2]),
        mixture=tuple((name, confidence * share) for name, share in names),
        neutral=1.0 - confidence,
        confidence=confidence,
    )


def features(texts: Sequence[str]) -> csr_matrix:
    """Each text's letter sequences, each as often counted as once, of length 1 as a vector: sparse,
    ``(len(texts), 32768)``."""
    import numpy as np
    from scipy.sparse import csr_matrix

    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, text in enumerate(texts):
        letters = f" {' '.join(text.lower().split())} "
        seen = {
            zlib.crc32(letters[at : at + length].encode()) % _SIZE
            for length in _LENGTHS
            for at in range(len(letters) - length + 1)
        }
        rows.extend([row] * len(seen))
        columns.extend(sorted(seen))
        values.extend([1.0 / np.sqrt(max(1, len(seen)))] * len(seen))
    return csr_matrix((values, (rows, columns)), shape=(len(texts), _SIZE))


@lru_cache(maxsize=1)
def _model() -> dict[str, NDArray[Any]]:
    from safetensors.numpy import load

    from emogen.tables import asset_bytes

    return load(asset_bytes(ASSET))
