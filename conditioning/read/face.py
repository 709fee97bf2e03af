"""Emotion from faces: a picture in, what each face shows and how surely out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.conditioning.read.face_emotion import read_emotion
from emogen.conditioning.read.reading import Reading
from emogen.conditioning.targets.units import action_units
from emogen.errors import RequestError
from emogen.vision.face_shapes import place, shape_model
from emogen.vision.landmarks import Face, find_faces
from emogen.vision.photo import read_photo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats
    from emogen.media import Picture

    Photo = str | Path | Picture | NDArray[Any]

_SIDES_DIFFER: Final = 0.2
"""A unit whose sides differ by more than this is listed by side. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceReading:
    """What one face of a picture shows.

    Attributes:
        reading: the emotion and its uncertainty.
        box: (left, top, right, bottom) in pixels of the picture as it was read, that is upright and
            at most 2048 pixels long.
        points: the mesh, float32, shape ``(478, 3)``, in the same pixels; see
            :class:`emogen.vision.landmarks.Face`.
        head: yaw, pitch, roll in radians, signs as in :class:`emogen.media.FaceMotion`.
        activations: ARKit name -> value in [0, 1].
        units: FACS action unit -> intensity in [0, 1]; ``AU12L`` and ``AU12R`` where the two sides
            differ. Each is judged by its own shapes, so units that look alike share the credit.
        score: how surely this is a face, 0.7 to 1.
    """

    reading: Reading
    box: tuple[float, float, float, float]
    points: Floats
    head: tuple[float, float, float]
    activations: dict[str, float]
    units: dict[str, float]
    score: float

    @property
    def size(self) -> float:
        """The longer side of the box in pixels."""
        left, top, right, bottom = self.box
        return max(right - left, bottom - top)


def read_faces(picture: Photo, neutral: Photo | None = None) -> tuple[FaceReading, ...]:
    """Read every face of a picture, the largest first.

    Args:
        picture: a file, a :class:`~emogen.media.Picture` or an array; see
            :func:`emogen.vision.photo.read_photo`.
        neutral: the person of the largest face at rest. What is theirs and not the expression's
            then cancels. Other faces of the picture are read without.

    Raises:
        RequestError: no picture, or no face in it.
        MissingWeightError: the networks have not been fetched.
    """
    faces = _faces(picture)
    resting = None if neutral is None else _faces(neutral)[0]
    return (_read(faces[0], resting), *(_read(face, None) for face in faces[1:]))


def read_face(picture: Photo, neutral: Photo | None = None) -> FaceReading:
    """Read the largest face of a picture. Arguments and errors as :func:`read_faces`."""
    faces = _faces(picture)
    return _read(faces[0], None if neutral is None else _faces(neutral)[0])


def _faces(picture: Photo) -> list[Face]:
    faces = find_faces(read_photo(picture))
    if not faces:
        raise RequestError(
            "no face was found" + (f" in {picture}" if isinstance(picture, str | Path) else ""),
            fix="Give a picture in which eyes and mouth are seen from the front, 20 pixels or larger.",
        )
    return faces


def _read(face: Face, resting: Face | None) -> FaceReading:
    model = shape_model()
    raw = model.read(face.points, None if resting is None else resting.points)
    return FaceReading(
        reading=read_emotion(raw, model.alone if resting is None else model.compared),
        box=face.box,
        points=face.points,
        head=place(face.points, model.mean, model.firm).head,
        activations={name: round(float(value), 4) for name, value in zip(ARKIT, raw.clip(0, 1), strict=True)},
        units=_units(raw),
        score=face.score,
    )


def _units(shapes: Floats) -> dict[str, float]:
    """Action units from raw ARKit values."""
    found: dict[str, float] = {}
    for unit in action_units():
        if unit.endswith(("L", "R")):
            continue
        left, right = _intensity(shapes, unit + "L"), _intensity(shapes, unit + "R")
        if abs(left - right) > _SIDES_DIFFER:
            found |= {unit + "L": left, unit + "R": right}
        else:
            found[unit] = _intensity(shapes, unit)
    return found


def _intensity(shapes: Floats, unit: str) -> float:
    """The least-squares size of one unit, or of its middle where it has no sides."""
    columns = action_units().get(unit) or action_units()[unit[:-1]]
    weights = np.array([weight for _, weight in columns])
    values = shapes[[INDEX[name] for name, _ in columns]]
    return round(float(np.clip(values @ weights / (weights @ weights), 0.0, 1.0)), 4)
