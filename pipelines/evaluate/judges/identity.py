"""Whether it is still the same person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.errors import RequestError
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion
from emogen.pipelines.evaluate.remember import remembered

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats

ANOTHER: Final = 0.6
"""Embeddings further apart than this are two people's (King 2017)."""

_FPS: Final = 2.0
"""Frames a second at which clips are looked at: a face does not become another in half a second. Ours."""


class Identity(Judge):
    """How far a face is from the same character's neutral one, and wanders within a clip.

    Expression alone moves an embedding: people's own photographs are 0.2 to 0.4 apart.
    """

    name = "identity"
    medium = "face"
    title = "whether it is the same person as in the neutral picture (dlib's embedding)"
    measures = (
        Measure("distance", "distance from the neutral face; beyond 0.6 it is another person", 0, 2, "lower"),
        Measure("similarity", "cosine of the embedding and the neutral one's", -1, 1, "higher"),
        Measure("drift", "furthest that a clip's face gets from its own mean", 0, 2, "lower"),
    )
    source = "King 2017, dlib's face recognition network, as ported in npm @vladmandic/face-api 1.7.15"
    licence = "MIT (port), CC0 (dlib's weights)"
    needs = ("neutral",)
    models = ("face-api", "face-mesh")
    packages = ("torch",)

    def judge(self, item: Item) -> Opinion:
        import numpy as np

        if item.neutral is None:
            raise RequestError(f"there is no neutral face to compare {item.path.name} with")
        faces, neutral = embeddings(item), embeddings(item.neutral).mean(axis=0)
        middle = faces.mean(axis=0)
        apart = np.linalg.norm(faces - neutral, axis=1)
        cosine = faces @ neutral / (np.linalg.norm(faces, axis=1) * np.linalg.norm(neutral))
        values = {"distance": float(apart.mean()), "similarity": float(cosine.mean())}
        if item.moves:
            values["drift"] = float(np.linalg.norm(faces - middle, axis=1).max())
        notes = ("it may be taken for another person",) if values["distance"] > ANOTHER else ()
        return Opinion(values, notes=notes, details={"frames": len(faces)})


@remembered(64)
def embeddings(item: Item) -> AnyFloats:
    """One row for every frame that was looked at, shape ``(T, 128)``.

    Raises:
        RequestError: no face was found.
    """
    import numpy as np

    from emogen.pipelines.evaluate.seeing.faces import shots
    from emogen.vision.face_api import embedding

    return np.array([embedding(shot) for shot in shots(item, _FPS)])
