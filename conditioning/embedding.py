"""The shared embedding: one vector per emotion, the input of every trained adapter.

Layout of the 64 numbers (all 0 for neutral):

====== ==========================================================================================
0-2    valence, arousal, dominance
3-9    strengths of Ekman's seven, in the order of ``vocabulary.BASIC``
10-17  strengths of Plutchik's eight, in the order of ``vocabulary.PRIMARIES``
18-31  waves over the coordinates: sine and 1 - cosine along seven directions (half a turn from
       -1 to 1), so that a linear adapter can bend
32-63  what the words mean beyond all that: 32 principal components of a sentence encoder's view
       of each name and its synonyms (``assets/name_vectors.tsv``), weighted like the names; a free
       point has those of the names it may be called by (:mod:`emogen.conditioning.taxonomy`)
====== ==========================================================================================

A word that the table of name vectors lacks, such as one that a plug-in adds, has the mean of those of the
words it has, weighted by how likely each is for its coordinates and primaries: where a free point with
the same coordinates lies, drawn to the names whose primaries it shares. It changes no other vector.

It is smooth in the coordinates (:data:`LIPSCHITZ`) and keeps names apart. Whoever trains on it
stores :data:`EMBEDDING_VERSION` and refuses another one with :func:`check_version`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from emogen.conditioning import vocabulary
from emogen.conditioning.emotion import Emotion, Feeling, as_emotion
from emogen.conditioning.taxonomy import probabilities
from emogen.errors import RequestError
from emogen.tables import asset_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EMBEDDING_VERSION: Final = 1
"""Raise it whenever the vector of any emotion changes (a test keeps a fingerprint)."""

SIZE: Final = 64

LIPSCHITZ: Final = 12.0
"""Bound on the distance of two embeddings over the distance of their points in VAD space."""

_WORDS: Final = 32

_DIRECTIONS: Final = ((1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, -1, 0), (1, 0, 1), (0, 1, 1))


def embed(emotion: Feeling) -> NDArray[np.float32]:
    """The embedding of an emotion: float32, shape ``(64,)``."""
    import numpy as np

    emotion = as_emotion(emotion)
    named, free = emotion.split()
    along = np.array(_DIRECTIONS, float)
    phase = np.pi / 2 * (along / np.linalg.norm(along, axis=1)[:, None]) @ np.array(emotion.vad)
    words = np.zeros(_WORDS)
    share = max(1.0, sum(weight for _, weight in named))
    for name, weight in named:
        words += weight / share * _name_vector(name)
    radius = float(np.linalg.norm(free))
    if radius:
        # Clipped by Emotion.of, since negated names can lead out of the cube.
        words += min(1.0, radius) * _likely_vector(Emotion.of([], free))
    return np.concatenate(
        [
            emotion.vad,
            list(emotion.basic().values()),
            list(emotion.primaries().values()),
            np.sin(phase),
            1.0 - np.cos(phase),
            words,
        ]
    ).astype(np.float32)


def check_version(version: int, what: str) -> None:
    """Refuse what was trained for another version of the embedding.

    Args:
        version: the :data:`EMBEDDING_VERSION` it was trained for.
        what: its name for the message, e.g. ``"the adapter in actor/"``.

    Raises:
        RequestError: another version.
    """
    if version != EMBEDDING_VERSION:
        raise RequestError(
            f"{what} does not fit this emogen",
            why=f"it was trained for version {version} of the emotion embedding, this is {EMBEDDING_VERSION}",
            fix="Train it again, or install the emogen it was trained with.",
        )


@lru_cache(maxsize=1)
def _name_vectors() -> dict[str, NDArray[np.float64]]:
    """Those of the names that have one, in the order of the vocabulary."""
    import numpy as np

    rows = {row["name"]: np.array(row["vector"].split(), float) for row in asset_rows("name_vectors.tsv")}
    return {name: rows[name] for name in vocabulary.entries() if name in rows}


@lru_cache(maxsize=1024)
def _name_vector(name: str) -> NDArray[np.float64]:
    known = _name_vectors()
    return known[name] if name in known else _likely_vector(Emotion(name))


def _likely_vector(emotion: Emotion) -> NDArray[np.float64]:
    """The mean over the names that have a vector, by how likely each is for an emotion."""
    import numpy as np

    likely = probabilities(emotion, tuple(_name_vectors()))
    ranked = sorted(likely.items(), key=lambda pair: -pair[1])
    return np.asarray(sum(share * _name_vectors()[name] for name, share in ranked))
