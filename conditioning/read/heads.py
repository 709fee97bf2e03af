"""Trained heads: from what a sentence encoder makes of a text to coordinates and names.

A head is one linear map, perhaps with a hidden layer before it, stored by ``tools.rated_text``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from emogen.conditioning.vocabulary import VAD, members

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats, Doubles

PRIOR: Final[VAD] = (0.45, 0.37, 0.32)
"""Standard deviation of what emotions there are: that of the vocabulary's published coordinates. What
is read is drawn towards neutral by Bayes' rule, the more the less surely the axis is read: arousal
and dominance by more than half."""


def answers(asset: str, features: AnyFloats) -> tuple[Doubles, Doubles]:
    """Coordinates ``(n, 3)`` on the vocabulary's scale, and the probability of each of GoEmotions' 27
    emotions and neutral, ``(n, 28)``.

    Args:
        asset: file of the head in ``assets/``.
        features: what the encoder makes of each text, ``(n, width)``.
    """
    import numpy as np

    head = _head(asset)
    x = np.asarray(features, np.float64)
    if "hidden.weight" in head:
        x = np.maximum(x @ head["hidden.weight"].T + head["hidden.bias"], 0.0)
    raw = x @ head["head.weight"].T + head["head.bias"]
    vad = (raw[:, :3] - head["vad.centre"]) * head["vad.scale"]
    return vad, 1.0 / (1.0 + np.exp(-raw[:, 3:]))


def drawn(asset: str, vad: Doubles) -> tuple[Doubles, VAD]:
    """Coordinates drawn towards neutral as far as the head errs, and the standard deviation left."""
    import numpy as np

    error, prior = np.square(_head(asset)["vad.error"]), np.square(PRIOR)
    valence, arousal, dominance = map(float, np.sqrt(error * prior / (error + prior)))
    return np.asarray(vad * prior / (error + prior)), (valence, arousal, dominance)


@lru_cache(maxsize=1)
def label_names() -> tuple[str, ...]:
    """GoEmotions' 27 names and neutral, in the order of its files and of every head's answers."""
    return (*sorted(members("goemotions")), "neutral")


@lru_cache(maxsize=2)
def _head(asset: str) -> dict[str, NDArray[Any]]:
    import numpy as np
    from safetensors.numpy import load

    from emogen.tables import asset_bytes

    tensors = load(asset_bytes(asset))
    return {name: value.astype(np.float64) for name, value in tensors.items() if not name.startswith("maps.")}
