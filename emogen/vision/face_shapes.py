"""From the mesh of a face to ARKit-like activations: pose and person taken out, the rest regressed.

The model is ``assets/face_shapes.safetensors``, fitted on drawn characters by
:mod:`tools.face_shapes` (model card: ``docs/models/face_shapes.md``).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats, Floats

MODEL: Final = "face_shapes.safetensors"
AXES: Final = (1.0, -1.0, -1.0)
"""From the mesh's axes (right, down, away) to a head's (its own left, up, towards the viewer)."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A face without its pose.

    Attributes:
        points: float64, shape ``(478, 3)``, laid over the mean face: axes to the face's own left,
            up and to the front, one unit is the size of a face.
        head: yaw, pitch, roll in radians, signs as in :class:`emogen.media.FaceMotion`.
    """

    points: AnyFloats
    head: tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """One reading of activations from ``k`` features, and how it errs on people it never saw.

    A linear map plus one hidden layer of ``h`` units with SiLU (Elfwing et al. 2018).

    Attributes:
        enter: shape ``(k, h)``; threshold: shape ``(h,)``; leave: shape ``(h, 52)``.
        direct: shape ``(k, 52)``; offset: shape ``(52,)``.
        gain, bias: shape ``(52,)``: a shape at ``a`` is read as ``gain * a + bias`` on average.
        error: shape ``(52, 52)``: covariance of what is left.
    """

    enter: Floats
    threshold: Floats
    leave: Floats
    direct: Floats
    offset: Floats
    gain: Floats
    bias: Floats
    error: Floats

    def read(self, features: AnyFloats) -> Floats:
        """Raw activations of features, shape ``(..., k)`` -> ``(..., 52)``."""
        inside = features @ self.enter + self.threshold
        hidden = inside / (1.0 + np.exp(-inside))
        return np.asarray(hidden @ self.leave + features @ self.direct + self.offset, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class ShapeModel:
    """The fitted model.

    Attributes:
        mean: the mean resting face, shape ``(478, 3)``.
        firm: how much each point counts in the fit of the pose, shape ``(478,)``, sums to 1:
            points that no expression moves count most.
        basis: the main ways in which meshes differ, shape ``(1434, k)``: what regressions see.
        alone: reads one picture; compared: reads the difference to the same person's resting face.
    """

    mean: Floats
    firm: Floats
    basis: Floats
    alone: Regression
    compared: Regression

    def read(self, points: Floats, neutral: Floats | None = None) -> Floats:
        """Raw activations, float32, shape ``(52,)``: near [0, 1], not clipped.

        Args:
            points: a mesh as :class:`emogen.vision.landmarks.Face` has it.
            neutral: the mesh of the same person at rest.
        """
        placed = place(points, self.mean, self.firm).points
        if neutral is None:
            return self.alone.read((placed - self.mean).ravel() @ self.basis)
        resting = place(neutral, self.mean, self.firm).points
        return self.compared.read((placed - resting).ravel() @ self.basis)


@lru_cache(maxsize=1)
def shape_model() -> ShapeModel:
    """The model that ships with emogen."""
    from safetensors.numpy import load

    tensors = load((resources.files("emogen.assets") / MODEL).read_bytes())
    names = [field.name for field in fields(Regression)]
    alone, compared = (
        Regression(**{name: tensors[f"{kind}.{name}"] for name in names}) for kind in ("alone", "compared")
    )
    return ShapeModel(tensors["mean"], tensors["firm"], tensors["basis"], alone, compared)


def place(points: AnyFloats, mean: AnyFloats, firm: AnyFloats) -> Placed:
    """Lay a mesh over the mean face by the best similarity (weighted Procrustes; Umeyama 1991)."""
    face = points.astype(np.float64) * AXES
    face = face - firm @ face
    centre = firm @ mean
    goal = mean - centre
    left, sizes, right = np.linalg.svd((face * firm[:, None]).T @ goal)
    flip = np.array([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    turn = (left * flip) @ right
    scale = (sizes * flip).sum() / (firm @ (face**2).sum(axis=1))
    return Placed(scale * face @ turn + centre, _angles(turn))


def _angles(turn: AnyFloats) -> tuple[float, float, float]:
    """Yaw, pitch, roll of a rotation made of them in this order."""
    yaw = np.arctan2(turn[0, 2], turn[2, 2])
    pitch = np.arcsin(np.clip(turn[1, 2], -1.0, 1.0))
    roll = np.arctan2(-turn[1, 0], turn[1, 1])
    return float(yaw), float(pitch), float(roll)
