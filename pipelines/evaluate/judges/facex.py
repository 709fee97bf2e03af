"""Which of seven expressions a face shows, by a small network of the package facex."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from emogen import weights
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion

if TYPE_CHECKING:
    from emogen.conditioning.read.networks import Network
    from emogen.media import Floats
    from emogen.pipelines.evaluate.judges.faces import Shot

VALENCE: Final = {
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

_SIDE: Final = 200
"""The network's input in pixels."""

_SIZES: Final = (1.0, 1.15, 1.3)
_LIFT: Final = 0.06
"""Its package cuts faces out by OpenCV's frontal Haar cascade. On twelve portraits that box was
1.0 (0.9 to 1.15) times the mesh's longest side and 0.06 of it higher; three sizes and their mirror
images are averaged, since one crop's answer changes with a few pixels. Ours."""


class Facex(Judge):
    """Shares of six emotions and neutral, and a valence made of them; arousal it cannot tell."""

    name = "facex"
    medium = "face"
    title = "which of seven expressions a face shows (facex)"
    measures = (
        Measure("valence", "pleasantness of the expressions named, by their shares", -1, 1, "higher"),
    )
    categories = ("anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise")
    source = "PyPI facex 1.1.0, a network trained on posed expressions"
    licence = "MIT"
    models = ("facex", "face-mesh")

    def judge(self, item: Item) -> Opinion:
        import numpy as np

        from emogen.pipelines.evaluate.judges.faces import remarks, shots

        seen = shots(item)
        mean = np.mean([self.shares(shot) for shot in seen], axis=0)
        shares = {name: float(share) for name, share in zip(self.categories, mean, strict=True)}
        valence = sum(VALENCE[name] * share for name, share in shares.items())
        return Opinion({"valence": valence}, shares, remarks(item, seen), {"frames": len(seen)})

    def shares(self, shot: Shot) -> Floats:
        """Probabilities of the categories, in their order, float32, shape ``(7,)``."""
        import numpy as np

        looks = [shot.cut(shot.window(size, _LIFT), _SIDE) for size in _SIZES]
        answers = [self._network.run(view)[0][0] for look in looks for view in (look, look[:, :, ::-1])]
        mean = np.mean(answers, axis=0)
        return np.asarray(mean / mean.sum(), np.float32)

    @cached_property
    def _network(self) -> Network:
        from emogen.conditioning.read.networks import Network

        return Network(weights.path("facex", "model_optimized.tflite"))
