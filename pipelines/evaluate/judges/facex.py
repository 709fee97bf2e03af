"""Which of seven expressions a face shows, by a small network of the package facex."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from emogen import weights
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Opinion
from emogen.pipelines.evaluate.seeing.looks import VALENCE, opinion

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.vision.networks import Network
    from emogen.vision.shots import Shot

_SIDE: Final = 200
"""The network's input in pixels."""

_SIZES: Final = (1.0, 1.15, 1.3)
_LIFT: Final = 0.06
"""Its package cuts faces out by OpenCV's frontal Haar cascade. On twelve portraits that box was
1.0 (0.9 to 1.15) times the mesh's longest side and 0.06 of it higher; three sizes are averaged,
since one crop's answer changes with a few pixels. Ours."""


class Facex(Judge):
    """Shares of six emotions and neutral, and a valence made of them; arousal it cannot tell."""

    name = "facex"
    medium = "face"
    title = "which of seven expressions a face shows (facex)"
    measures = (VALENCE,)
    categories = ("anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise")
    source = "PyPI facex 1.1.0, a network trained on posed expressions"
    licence = "MIT"
    models = ("facex", "face-mesh")

    def judge(self, item: Item) -> Opinion:
        return opinion(item, self.categories, self.shares)

    def shares(self, shot: Shot) -> Floats:
        """Probabilities of the categories, in their order, float32, shape ``(7,)``."""
        import numpy as np

        looks = [shot.cut(shot.window(size, _LIFT), _SIDE) for size in _SIZES]
        mean = np.mean([self._network.run(look)[0][0] for look in looks], axis=0)
        return np.asarray(mean / mean.sum(), np.float32)

    @cached_property
    def _network(self) -> Network:
        from emogen.vision.networks import Network

        return Network(weights.path("facex", "model_optimized.tflite"))
