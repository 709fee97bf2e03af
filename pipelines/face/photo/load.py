"""From a picture file to a face that can be moved."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.errors import RequestError
from emogen.vision.face_shapes import place, shape_model
from emogen.vision.landmarks import Face, find_faces
from emogen.vision.photo import LONGEST, read_photo

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels

LARGEST: Final = 6000
"""Pixels of the longer side that is kept: those of a camera of 24 megapixels. Ours: a face of ten times as
many takes 10 GB to move."""

LEAST_FACE: Final = 64
"""Pixels from brow to chin below which a face is refused: its mouth is 15 pixels wide then. Ours."""

FURTHEST_TURN: Final = 40.0
FURTHEST_NOD: Final = 35.0
"""Degrees that a face may be turned away: beyond, the far half of the mouth is hidden. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A picture and the face in it.

    Attributes:
        pixels: uint8 sRGB, shape ``(height, width, 3)``, upright, at full resolution.
        points: the face's mesh, float32, shape ``(478, 3)``: x, y in pixels, z away from the viewer.
        notes: what a user should know about it, sentences.
    """

    pixels: Pixels
    points: Floats
    notes: tuple[str, ...] = ()


def read_portrait(path: str | Path, face: int | None = None) -> Photo:
    """Read a portrait: a photograph or painting with at least one face that looks towards us.

    Args:
        path: any picture that Pillow reads: turned by EXIF, grey, CMYK, 16 bits; transparent parts
            become grey.
        face: which face when there are several, 1 being the largest; the largest when None.

    Raises:
        RequestError: no picture; no face, one that is too small or turned too far away; there is no
            face of that number.
        MissingWeightError: the face finder has not been fetched.
    """
    pixels = read_photo(path, longest=LARGEST)
    name = Path(path).name
    faces = _found(pixels)
    if not faces:
        raise RequestError(
            f"no face was found in {name}",
            why="eyes, nose and mouth must be uncovered and towards us; many drawings are not seen as faces",
            fix="Give a picture of a face from the front, at least 150 pixels high.",
        )
    chosen = _choose(faces, face, name)
    notes = []
    if len(faces) > 1:
        notes.append(
            f"{name} has {len(faces)} faces; face {faces.index(chosen) + 1} moves (1 is the largest)."
        )
    if chosen.size < LEAST_FACE:
        raise RequestError(
            f"the face in {name} is too small: {chosen.size:.0f} pixels high",
            fix=f"Give a picture in which it has at least {LEAST_FACE} pixels, better 250.",
        )
    model = shape_model()
    yaw, pitch, _ = (math.degrees(angle) for angle in place(chosen.points, model.mean, model.firm).head)
    if abs(yaw) > FURTHEST_TURN or abs(pitch) > FURTHEST_NOD:
        raise RequestError(
            f"the face in {name} is turned too far away",
            why=f"{abs(yaw):.0f} degrees to the side, {abs(pitch):.0f} up or down",
            fix=f"Up to {FURTHEST_TURN:.0f} and {FURTHEST_NOD:.0f} degrees can be moved.",
        )
    return Photo(pixels, chosen.points, tuple(notes))


def _found(pixels: Pixels) -> list[Face]:
    """The faces of a picture of any size, in its pixels."""
    from PIL import Image

    longest = max(pixels.shape[:2])
    if longest <= LONGEST:
        return find_faces(pixels)
    scale = LONGEST / longest
    width, height = (max(1, round(side * scale)) for side in pixels.shape[1::-1])
    small = np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BOX))
    # points lie at pixels' corners counted from 0: the middle of a pixel is half way
    return [
        Face(((face.points + 0.5) / scale - 0.5).astype(np.float32), face.score) for face in find_faces(small)
    ]


def _choose(faces: list[Face], number: int | None, name: str) -> Face:
    if number is None:
        return faces[0]
    if not 1 <= number <= len(faces):
        count = "one face" if len(faces) == 1 else f"{len(faces)} faces"
        raise RequestError(
            f"there is no face {number} in {name}", why=f"{count} found", fix="1 is the largest."
        )
    return faces[number - 1]
