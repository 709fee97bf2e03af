"""Whether a moved portrait still shows the same person. Used to measure only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emogen.errors import RequestError
from emogen.vision.landmarks import find_faces
from emogen.vision.windows import pyramid

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels


def embedding(pixels: Pixels, points: Floats | None = None) -> Floats:
    """Whose face it is, float32, shape ``(128,)`` (King 2017). Needs torch.

    Args:
        pixels: uint8 sRGB, shape ``(h, w, 3)``.
        points: the mesh of the face; of the largest one when None.

    Raises:
        RequestError: there is no face.
        MissingWeightError: the network has not been fetched.
    """
    from emogen.vision.face_api import embedding as embed
    from emogen.vision.shots import Shot

    if points is None:
        faces = find_faces(pixels)
        if not faces:
            raise RequestError("no face was found in the picture")
        points = faces[0].points
    return embed(Shot(pyramid(pixels), points))
