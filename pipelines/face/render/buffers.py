"""Scratch space of frames in the making, used again from frame to frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.face.render import shadow, surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats
    from emogen.pipelines.face.character.head import Head


@dataclass(slots=True, eq=False)
class Buffers:
    """One frame's arrays: of vertices, of hair points, of the shadow map, of samples and of pixels."""

    face: Floats
    normals: Floats
    world: Floats
    screen: Floats
    hollows: Floats
    traits: Floats
    hair: Floats
    hair_screen: Floats
    hair_colour: Floats
    lit: Floats
    seen: NDArray[np.bool_]
    shadow: Floats
    shadow_ids: NDArray[np.int32]
    depth: Floats
    ids: NDArray[np.int32]
    light: Floats

    @classmethod
    def made(cls, head: Head, size: tuple[int, int], samples: int) -> Buffers:
        """For a picture of ``size`` pixels with ``samples`` along a pixel's side."""
        width, height = size
        vertices, strands = len(head.neutral), len(head.hair.points)
        hairs = strands + len(head.fine_hair.corners)
        lit = np.full((hairs, 2), 0.4, np.float32)  # brows and lashes: by eye
        lit[:strands, 0] = head.hair.sky
        return cls(
            **{name: np.empty((vertices, 3), np.float32) for name in ("face", "normals", "world", "screen")},
            **{name: np.empty((hairs, 3), np.float32) for name in ("hair", "hair_screen", "hair_colour")},
            hollows=np.empty(vertices, np.float32),
            traits=np.zeros((vertices, surface.TRAITS), np.float32),
            lit=lit,
            seen=np.empty(hairs, np.bool_),
            shadow=np.empty((shadow.SIDE, shadow.SIDE), np.float32),
            shadow_ids=np.empty((shadow.SIDE, shadow.SIDE), np.int32),
            depth=np.empty((height * samples, width * samples), np.float32),
            ids=np.empty((height * samples, width * samples), np.int32),
            light=np.empty((height, width, 4), np.float32),
        )
