"""The face of a frame, followed through a clip, cut out upright."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.vision.face_mesh import SIDE, mesh
from emogen.vision.landmarks import LEFT_EYE, RIGHT_EYE, find_faces
from emogen.vision.windows import Window, around, cut, pyramid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats, Pixels

_MARGIN: Final = 1.5
_LEAST_PRESENCE: Final = 0.5
"""The side of the mesh's window in longest sides of the face, and the probability below which a
face is lost: as in :mod:`emogen.vision.landmarks`."""


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One frame with its largest face.

    Attributes:
        levels: the frame as a :func:`~emogen.vision.windows.pyramid`.
        points: the face's mesh, float32, shape ``(478, 3)``, pixels; x to the right, y down.
        crowd: whether there are more faces.
    """

    levels: list[Floats]
    points: Floats
    crowd: bool = False

    def window(self, size: float, lift: float = 0.0) -> Window:
        """An upright square around the face.

        Args:
            size: its side in longest sides of the mesh.
            lift: how far its middle lies above the mesh's, in the same unit.
        """
        box = around(self.points, self.points[RIGHT_EYE[0]], self.points[LEFT_EYE[0]]).square(1.0)
        x, y = box.to_picture(np.array([0.5, 0.5 - lift], np.float32))
        return Window(float(x), float(y), box.width, box.height, box.turn).square(size)

    def cut(self, window: Window, side: int) -> Floats:
        """A window as RGB in [0, 1], float32, shape ``(1, side, side, 3)``."""
        return cut(self.levels, window, side)


def follow(frames: Iterable[Pixels]) -> Iterator[Shot | None]:
    """Each frame with its face, None where there is none.

    The face is looked for in the first frame, and again wherever the mesh loses it; in between the
    mesh is put where the face last was, as MediaPipe does with films.
    """
    points: Floats | None = None
    crowd = False
    for frame in frames:
        levels = pyramid(frame)
        points = _again(levels, points) if points is not None else None
        if points is None:
            faces = find_faces(frame)
            points, crowd = (faces[0].points, len(faces) > 1) if faces else (None, False)
        yield None if points is None else Shot(levels, points, crowd)


def _again(levels: list[Floats], points: Floats) -> Floats | None:
    """The face in the next frame, near where it was."""
    window = around(points, points[RIGHT_EYE[0]], points[LEFT_EYE[0]]).square(_MARGIN)
    unit, presence = mesh(cut(levels, window, SIDE))
    if presence < _LEAST_PRESENCE:
        return None
    here: NDArray[Any] = np.hstack([window.to_picture(unit[:, :2]), unit[:, 2:] * window.width])
    return here.astype(np.float32)
