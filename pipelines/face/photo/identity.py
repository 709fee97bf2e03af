"""Whether a moved portrait still shows the same person. Used to measure only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.conditioning.read.landmarks import find_faces
from emogen.conditioning.read.windows import pyramid
from emogen.errors import RequestError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Pixels = NDArray[np.uint8]


def embedding(pixels: Pixels) -> Floats:
    """Whose face the largest one of a picture is, float32, shape ``(128,)`` (King 2017). Needs torch.

    Raises:
        RequestError: there is no face.
        MissingWeightError: the network has not been fetched.
    """
    from emogen.pipelines.evaluate.seeing.face_api import embedding as embed
    from emogen.pipelines.evaluate.seeing.faces import Shot

    faces = find_faces(pixels)
    if not faces:
        raise RequestError("no face was found in the picture")
    return embed(Shot(pyramid(pixels), faces[0].points))


def distance(one: Pixels, other: Pixels) -> float:
    """How far two faces are apart: two photographs of one person 0.2 to 0.4, two people over 0.6.

    Raises as :func:`embedding`.
    """
    return float(np.linalg.norm(embedding(one) - embedding(other)))


def similarity(one: Pixels, other: Pixels) -> float:
    """The cosine of two faces' embeddings, -1 to 1. Raises as :func:`embedding`."""
    first, second = embedding(one), embedding(other)
    return float(first @ second / (np.linalg.norm(first) * np.linalg.norm(second)))
