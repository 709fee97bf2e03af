"""Directions read by what they mean as a whole: for words that no table has.

The multilingual encoder (:mod:`.multilingual`) and one linear head that was trained on directions of our own
in English (``tools/direction_head.py``; docs/models/direction.md): the encoder carries it over to its other
languages.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from emogen.conditioning import vocabulary
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.tables import asset_bytes

if TYPE_CHECKING:
    from emogen.arrays import Doubles

_LEAST: Final = (0.12, 0.35)
_ALONE: Final = (0.17, 0.6)
"""Probability of the likeliest emotion, and of it with its neighbours together, below which none is taken to
be meant; the second pair where no word of any table is known, so that a language or nonsense which
the encoder never saw is not believed. Chosen on the directions for tuning and on nonsense."""
_NEAR: Final = 0.55
"""Distance in coordinates up to which emotions are neighbours: anger and rage, caring and friendly. Ours."""
_MANNER: Final = 0.5
"""Probability from which a manner is taken to be meant."""
_SECOND: Final = 0.5
"""An emotion at least so likely against the likeliest is mixed in."""
_PIECES: Final = 4.0
"""Pieces a word from which on a text is nothing that the encoder knows, in scripts with blanks."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The likeliest meanings of a text.

    Attributes:
        emotion: neutral where none is likely enough.
        manners: (name, 1) of each that is likely enough.
        confidence: probability of the likeliest of them.
    """

    emotion: Emotion
    manners: tuple[tuple[str, float], ...]
    confidence: float


NOTHING: Final = Meant(NEUTRAL, (), 0.0)


def meant(text: str, language: str) -> Meant:
    """Read a text by its meaning.

    Args:
        text: of a direction, or a step of one.
        language: as its words told it; "" where they did not, and more certainty is asked for.

    Raises:
        MissingWeightError: the encoder is not there.
    """
    import numpy as np

    from emogen.conditioning.read.multilingual import encode, word_pieces

    pieces = word_pieces([text])[0]
    if 0 in pieces or len(pieces) > _PIECES * max(len(text.split()), len(text) / 8):
        return NOTHING
    vector = encode([text]).astype(np.float64)
    head = _head()
    felt = dict(zip(head.emotions, head.probabilities(vector, "emotion"), strict=True))
    said = dict(zip(head.manners, head.probabilities(vector, "manner"), strict=True))
    manners = tuple((name, 1.0) for name, p in said.items() if name and p >= _MANNER)
    least, together = _LEAST if language else _ALONE
    confidence = max([said[name] for name, _ in manners], default=0.0)
    likeliest = max((name for name in felt if name != "none"), key=felt.__getitem__)
    family = {name: p for name, p in felt.items() if name != "none" and _near(name, likeliest)}
    sure = sum(family.values())
    if felt[likeliest] < least or sure < max(together, felt["none"]):
        return Meant(NEUTRAL, manners, round(confidence, 3))
    top = sorted(family.items(), key=lambda pair: -pair[1])[:3]
    kept = [(name, p) for name, p in top if p >= _SECOND * felt[likeliest]]
    total = sum(p for _, p in kept)
    emotion = Emotion.of((name, round(p / total, 2)) for name, p in kept)
    return Meant(emotion, manners, round(max(sure, confidence), 3))


def _near(name: str, other: str) -> bool:
    entries = vocabulary.entries()
    return math.dist(entries[name].vad, entries[other].vad) <= _NEAR


@dataclass(frozen=True, slots=True, eq=False)
class _Head:
    emotions: tuple[str, ...]
    manners: tuple[str, ...]
    tensors: dict[str, Doubles]

    def probabilities(self, vector: Doubles, of: str) -> list[float]:
        import numpy as np

        weights = self.tensors[of]
        logits = vector[0] @ weights[:, :-1].T + weights[:, -1]
        shares = np.exp(logits - logits.max())
        return [float(share) for share in shares / shares.sum()]


@lru_cache(maxsize=1)
def _head() -> _Head:
    import json
    import struct

    import numpy as np
    from safetensors.numpy import load

    content = asset_bytes("direction_head.safetensors")
    size = struct.unpack("<Q", content[:8])[0]
    told = json.loads(content[8 : 8 + size])["__metadata__"]
    tensors = {name: value.astype(np.float64) for name, value in load(content).items()}
    return _Head(tuple(told["emotions"].split(",")), tuple(told["manners"].split(",")), tensors)
