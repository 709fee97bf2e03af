"""What age and sex a face appears to have."""

from __future__ import annotations

from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion


class Appearance(Judge):
    """Apparent age and sex: what a network guesses from a face, not what a person is.

    Made to see whether an emotion makes a character look older, or of another sex.
    """

    name = "appearance"
    medium = "face"
    title = "what age and sex a face appears to have (face-api)"
    measures = (
        Measure("age", "apparent age", 0, 100, unit="years"),
        Measure("male", "probability that the face is taken for a man's", 0, 1),
    )
    source = "npm @vladmandic/face-api 1.7.15, trained on UTKFace, FGNET, Chalearn, Wiki, IMDB and others"
    licence = "MIT"
    models = ("face-api", "face-mesh")
    packages = ("torch",)

    def judge(self, item: Item) -> Opinion:
        import numpy as np

        from emogen.pipelines.evaluate.seeing.faces import CROWD, shots
        from emogen.vision.face_api import age_and_male

        seen = shots(item)
        age, male = np.mean([age_and_male(shot) for shot in seen], axis=0)
        notes = (CROWD,) if any(shot.crowd for shot in seen) else ()
        return Opinion({"age": float(np.clip(age, 0, 100)), "male": float(male)}, notes=notes)
