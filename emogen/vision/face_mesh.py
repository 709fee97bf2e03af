"""The mesh of one face: 468 points of its surface and 5 of each iris.

The network is MediaPipe's attention mesh (Grishchenko et al. 2020): a trunk sees the whole face,
then three heads look closer, in the trunk's features, at the lips and at each eye. The file joins
the two by operators of MediaPipe's own that the common runtime lacks. So it is cut in two here, and
what those operators do, windows around points of the first guess, is done by ``windows``.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen import weights
from emogen.cache import derived
from emogen.vision.networks import Network, custom_options, cut_out
from emogen.vision.windows import around, cut

if TYPE_CHECKING:
    from pathlib import Path

    from emogen.arrays import Floats

    Part = tuple[int, int, float, list[int]]

SURFACE: Final = 468
POINTS: Final = 478
"""Points of the surface, and with the irises: five each, the middle first, the person's right eye
before the left. The order is MediaPipe's."""

SIDE: Final = 192
"""The trunk's input in pixels."""

_FILE: Final = "face_landmark_with_attention.tflite"
_VERSION: Final = 1
_TRUNK: Final = (("input_1",), ("p_re_lu_3", "output_mesh_identity", "conv_faceflag"))
_CLOSER: Final = (
    tuple("transform_tensor_bilinear_v2" + end for end in ("", "_1", "_2")),
    ("conv_lips", "conv_left_eye", "conv_right_eye", "conv_left_iris", "conv_right_iris"),
)
"""Inputs and outputs of the two parts, as the file names its tensors."""

_FEATURES: Final = 48
_CROP: Final = 16
_UNITS: Final = 64.0
"""Cells a side of the trunk's features and of what a head sees, and the side of that in the units
that heads answer in: read from the file."""


def mesh(seen: Floats) -> tuple[Floats, float]:
    """The mesh of a face.

    Args:
        seen: float32, shape ``(1, 192, 192, 3)``, RGB in [0, 1]: a face upright in the middle of a
            square of 1.5 times its size.

    Returns:
        float32, shape ``(478, 3)``: x to the right and y down in the unit square, z away from the
        viewer in the same unit; and the probability in [0, 1] that there is a face.
    """
    trunk, closer = _networks()
    features, raw, presence = trunk.run(seen)
    points = np.zeros((POINTS, 3), np.float32)
    points[:SURFACE] = raw.reshape(SURFACE, 3) / SIDE
    flat = points[:, :2] * _FEATURES
    windows = [
        around(flat[subset], flat[start], flat[end]).grown(scale) for start, end, scale, subset in _parts()
    ]
    lips, right, left, right_iris, left_iris = closer.run(
        *(cut([features[0]], window, _CROP) for window in windows)
    )
    irises = (range(SURFACE, SURFACE + 5), range(SURFACE + 5, POINTS))
    subsets = [subset for _, _, _, subset in _parts()]
    for subset, window, found in (
        *zip(subsets, windows, (lips, right, left), strict=True),
        *zip(irises, windows[1:], (right_iris, left_iris), strict=True),
    ):
        points[subset, :2] = window.to_picture(found.reshape(-1, 2) / _UNITS) / _FEATURES
    for iris, eye in zip(irises, subsets[1:], strict=True):
        points[iris, 2] = points[eye, 2].mean()
    return points, 1.0 / (1.0 + math.exp(-float(presence.item())))


@lru_cache(maxsize=1)
def _networks() -> tuple[Network, Network]:
    source = weights.path("face-mesh", _FILE)

    def part(name: str, ends: tuple[tuple[str, ...], tuple[str, ...]]) -> Network:
        def build(target: Path) -> None:
            cut_out(source, *ends, target)

        return Network(derived(name, [source], _VERSION, build))

    return part("face-mesh-trunk.tflite", _TRUNK), part("face-mesh-closer.tflite", _CLOSER)


@lru_cache(maxsize=1)
def _parts() -> tuple[Part, ...]:
    """Lips, the person's right eye and left eye: the two points that give the window's turn, its
    size in sizes of the part, and the points that the head finds."""
    options = custom_options(weights.path("face-mesh", _FILE), b"Landmarks2TransformMatrix")
    return tuple(
        (part["left_rotation_idx"], part["right_rotation_idx"], float(part["scale_x"]), part["subset_idxs"])
        for part in options
    )
