"""Which of seven expressions a face shows, by the network of face-api."""

from __future__ import annotations

from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Opinion
from emogen.pipelines.evaluate.seeing.looks import VALENCE, opinion


class Expressions(Judge):
    """A second look beside facex: another network, other training pictures, another crop."""

    name = "faceapi"
    medium = "face"
    title = "which of seven expressions a face shows (face-api)"
    measures = (VALENCE,)
    categories = ("neutral", "joy", "sadness", "anger", "fear", "disgust", "surprise")
    source = "npm @vladmandic/face-api 1.7.15, trained on pictures of the web by its author"
    licence = "MIT"
    models = ("face-api", "face-mesh")
    packages = ("torch",)

    def judge(self, item: Item) -> Opinion:
        from emogen.vision.face_api import expression

        return opinion(item, self.categories, expression)
