"""How light a face's skin looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.errors import RequestError
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion
from emogen.vision.cielab import lab

if TYPE_CHECKING:
    from emogen.arrays import Pixels

_PLACES: Final = (50, 280, 151)
"""Points of MediaPipe's face mesh on both cheeks and the forehead."""
_WIDE: Final = 0.05
"""Half the side of the patch at each, in sizes of the face. Ours."""


class Skin(Judge):
    """The individual typology angle of cheeks and forehead: above 55 degrees very light, 41 to 55
    light, 28 to 41 intermediate, 10 to 28 tan, -30 to 10 brown, below dark (Chardon et al. 1991).

    It measures the picture, light included: only compare pictures taken in the same light.
    """

    name = "skin"
    medium = "face"
    title = "how light the skin looks"
    measures = (Measure("ita", "typology angle of the skin, dark to light", -90, 90, unit="degrees"),)
    source = "Chardon et al. 1991; face mesh of MediaPipe"
    licence = "Apache-2.0 (mesh)"
    models = ("face-mesh",)
    extra = ""

    def judge(self, item: Item) -> Opinion:
        return Opinion({"ita": skin_angle(item.pixels)})


def skin_angle(pixels: Pixels) -> float:
    """The typology angle in degrees of the largest face of uint8 sRGB pixels ``(height, width, 3)``.

    Raises:
        RequestError: no face is found.
    """
    import numpy as np

    from emogen.vision.landmarks import find_faces

    faces = find_faces(pixels)
    if not faces:
        raise RequestError("no face is found")
    face = max(faces, key=lambda one: one.size)
    wide = max(1, round(_WIDE * face.size))
    patches = []
    for x, y in face.points[list(_PLACES), :2].round().astype(int):
        patch = pixels[max(0, y - wide) : y + wide + 1, max(0, x - wide) : x + wide + 1]
        patches.append(patch.reshape(-1, 3))
    lightness, _, yellow = np.median(lab(np.concatenate(patches)), 0)
    return float(np.degrees(np.arctan2(lightness - 50, yellow)))
