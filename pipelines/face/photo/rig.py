"""How a face's mesh moves: the shipped asset, made by :mod:`tools.portrait_rig`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from emogen.arrays import Floats, Ints

ASSET: Final = "portrait_rig.safetensors"


@dataclass(frozen=True, slots=True, eq=False)
class PointRig:
    """Offsets of a mesh's points. The frame is that of the mean face of
    :class:`emogen.vision.face_shapes.ShapeModel`: own left, up, front; one unit is about
    59 mm.

    Attributes:
        offsets: of each ARKit shape at 1, shape ``(52, 478, 3)``.
        jaw: what each shape does to the lower front teeth, shape ``(52, 3)``.
        triangles: the surface, shape ``(t, 3)``.
    """

    offsets: Floats
    jaw: Floats
    triangles: Ints


@lru_cache(maxsize=1)
def point_rig() -> PointRig:
    """The rig that ships with emogen."""
    from safetensors.numpy import load

    tensors = load((resources.files("emogen.assets") / ASSET).read_bytes())
    return PointRig(
        tensors["offsets"].astype(np.float32), tensors["jaw"].astype(np.float32), tensors["triangles"]
    )
