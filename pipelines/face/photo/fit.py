"""The shipped rig laid onto the face of one photograph: its pose, its own expression, its shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.pipelines.face.photo.points import LOWER_LIP, UPPER_LIP
from emogen.pipelines.face.photo.rig import point_rig
from emogen.vision.face_mesh import SURFACE
from emogen.vision.face_shapes import AXES, shape_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats, Floats

_SURE: Final = 0.12
"""Activations of the photograph below this are taken for a resting face's. Ours: neutral portraits
read up to about this."""

UPPER_FACE: Final = np.array([name.startswith(("brow", "eye", "cheekSquint", "nose")) for name in ARKIT])
"""Shapes that belong to the eyes and brows; the rest belong to the mouth and jaw."""

_LIDS: Final = np.array([name.startswith(("eyeBlink", "eyeLook")) for name in ARKIT])

_GAINS: Final = np.ones(len(ARKIT), np.float32)
_GAINS[[INDEX["eyeWideLeft"], INDEX["eyeWideRight"]]] = 0.5
"""Shapes that photographs take in smaller doses than the drawn head. Ours, by looking: what widening
uncovers of an eye, no photograph has."""


def similarity(points: AnyFloats, goal: AnyFloats, weight: AnyFloats) -> tuple[AnyFloats, float, AnyFloats]:
    """Rotation, scale and shift for which ``points @ turn * scale + shift`` lies over ``goal`` best
    (Umeyama 1991), each point counting by its ``weight``, which sum to 1."""
    middle, centre = weight @ points, weight @ goal
    spread = ((points - middle) * weight[:, None]).T @ (goal - centre)
    left, sizes, right = np.linalg.svd(spread)
    sizes[2] *= np.sign(np.linalg.det(left @ right))
    turn = left @ np.diag([1, 1, np.sign(np.linalg.det(left @ right))]) @ right
    scale = float(sizes.sum() / (weight @ ((points - middle) ** 2).sum(axis=1)))
    return turn, scale, centre - middle @ turn * scale


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A photographed face in terms of the rig.

    Attributes:
        points: the face's mesh in the photograph, shape ``(478, 3)``: x, y down, z away, pixels.
        axes: rows are the head's own left, up and front in those axes, one rig unit long.
        origin: where the rig's origin lies, pixels.
        own: the photograph's own activations, shape ``(52,)``.
        offsets: of the 52 shapes in pixels, shape ``(52, 478, 3)``.
        head: its own yaw, pitch, roll, radians.
        jaw: what the shapes do to the lower front teeth, pixels, shape ``(52, 3)``.
    """

    points: Floats
    axes: Floats
    origin: Floats
    own: Floats
    offsets: Floats
    jaw: Floats
    head: tuple[float, float, float]

    @property
    def unit(self) -> float:
        """Pixels of one rig unit."""
        return float(np.linalg.norm(self.axes[0]))

    def place(self, rig_points: AnyFloats) -> Floats:
        """Points in the rig's frame, shape ``(..., 3)``, in the photograph's."""
        return np.asarray(rig_points @ self.axes + self.origin, np.float32)

    def local(self, points: AnyFloats) -> Floats:
        """The way back from :meth:`place`."""
        return np.asarray((points - self.origin) @ self.axes.T / self.unit**2, np.float32)


def fit_face(points: Floats) -> Fit:
    """Lay the rig onto a mesh as :class:`emogen.vision.landmarks.Face` has it."""
    from emogen.vision.face_shapes import place

    model, rig = shape_model(), point_rig()
    turn, scale, shift = similarity(points.astype(np.float64) * AXES, model.mean, model.firm)
    # rig = face @ turn * scale + shift, so face = (rig - shift) @ turn.T / scale
    axes = turn.T / scale * AXES
    origin = -shift @ axes
    reading = model.alone
    own = ((model.read(points) - reading.bias) / np.maximum(reading.gain, 0.5)).clip(0, 1)
    own = np.where((own > _SURE) & ~_LIDS, own, 0)
    own[INDEX["mouthClose"]] = own[INDEX["tongueOut"]] = 0
    offsets = rig.offsets * _GAINS[:, None, None]
    local = (points.astype(np.float64) * AXES) @ turn * scale + shift
    own[~UPPER_FACE] *= _bend_share(local, np.where(UPPER_FACE, 0, own), offsets, model.mean)
    return Fit(
        points=points.astype(np.float32),
        axes=axes.astype(np.float32),
        origin=origin.astype(np.float32),
        own=own.astype(np.float32),
        offsets=(offsets @ axes).astype(np.float32),
        jaw=(rig.jaw @ axes).astype(np.float32),
        head=place(points, model.mean, model.firm).head,
    )


def _bend_share(points: AnyFloats, own: AnyFloats, offsets: Floats, mean: Floats) -> float:
    """The share of the lower face's activations that bends the mouth's corners to where a resting
    face has them, [0.3, 1]: the reader's scale is not quite the rig's."""

    def lift(face: AnyFloats) -> float:
        upper, lower = face[UPPER_LIP[5], 1], face[LOWER_LIP[5], 1]
        corners = (face[UPPER_LIP[0], 1] + face[UPPER_LIP[-1], 1]) / 2
        return float(corners - (_LOWER_MEETS * upper + (1 - _LOWER_MEETS) * lower))

    now, without = lift(points), lift(points - np.tensordot(own, offsets, 1))
    if abs(now - without) < 1e-3:
        return 1.0
    return float(np.clip((now - lift(mean)) / (now - without), 0.3, 1.0))


_LOWER_MEETS: Final = 0.6
"""Lips meet this far from the lower one. Ours: the jaw does most."""


def lip_gap(points: AnyFloats, up: AnyFloats) -> Floats:
    """How far the lips are apart at the 11 places of their inner edge, along ``up``; shape ``(11,)``."""
    return np.asarray((points[list(UPPER_LIP)] - points[list(LOWER_LIP)]) @ up, np.float32)


def spread(anchors: list[int], still: list[int], triangles: NDArray[np.int32]) -> Floats:
    """How the surface follows some of its points: shape ``(468, len(anchors))``.

    Where the ``anchors`` are moved and the ``still`` points held, the rest takes the smoothest
    shape between (harmonic on the mesh's graph).
    """
    from scipy.sparse import coo_array, diags_array
    from scipy.sparse.linalg import spsolve

    pairs = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    both = np.concatenate([pairs, pairs[:, ::-1]])
    links = coo_array((np.ones(len(both)), both.T), shape=(SURFACE, SURFACE)).tocsr()
    links.data[:] = 1
    laplace = (diags_array(links.sum(axis=1)) - links).tocsr()
    known = np.array([*anchors, *still])
    free = np.setdiff1d(np.arange(SURFACE), known)
    values = np.zeros((len(known), len(anchors)))
    values[: len(anchors)] = np.eye(len(anchors))
    result = np.zeros((SURFACE, len(anchors)), np.float32)
    result[known] = values
    result[free] = spsolve(laplace[free][:, free].tocsc(), -(laplace[free][:, known] @ values))
    return result
