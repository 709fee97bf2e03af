"""What judges that name expressions share: shares of a face or a clip, and a valence made of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Measure, Opinion

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.vision.shots import Shot

VALENCE: Final = Measure("valence", "pleasantness of the expressions named, by their shares", -1, 1, "higher")

_VALENCES: Final = {
    "joy": 0.8,
    "surprise": 0.1,
    "neutral": 0.0,
    "anger": -0.6,
    "disgust": -0.6,
    "fear": -0.6,
    "sadness": -0.7,
}
"""Valence of each expression, -1 to 1: ours, near the words' own ratings. The shares weighted by
these are a proxy for valence."""


def opinion(item: Item, names: tuple[str, ...], look: Callable[[Shot], Floats]) -> Opinion:
    """The mean of a judge's shares over what can be seen of a face.

    Args:
        item: a still, or a clip, at which it looks five times a second.
        names: the judge's categories.
        look: their probabilities for one frame, shape ``(len(names),)``.

    Raises:
        RequestError: no face was found.
    """
    import numpy as np

    from emogen.pipelines.evaluate.seeing.faces import remarks, shots

    seen = shots(item)
    mean = np.mean([look(shot) for shot in seen], axis=0)
    shares = {name: float(share) for name, share in zip(names, mean, strict=True)}
    valence = sum(_VALENCES[name] * share for name, share in shares.items())
    return Opinion({"valence": valence}, shares, remarks(item, seen), {"frames": len(seen)})
