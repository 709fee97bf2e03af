"""The 52 ARKit activations of a face as MediaPipe's face landmarker reads them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from emogen import weights
from emogen.arkit import ARKIT
from emogen.errors import RequestError
from emogen.machine import quiet_stderr
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from emogen.arrays import Floats, Pixels

_CROWD: Final = 4
"""Faces looked for, so that a crowd is noticed. Ours."""

_FPS: Final = 10.0
"""Frames a second of a clip that its mean and peak are made of. Ours."""

_ROOM: Final = 0.3
"""The border, in longest sides, with which a picture is looked at again. Ours."""

_POSE: Final = ("yaw", "pitch", "roll")

LANDMARKER: Final = "face-landmarker"


class Blendshapes(Judge):
    """How far each of the 52 ARKit shapes is activated, by a network that knows nothing of ours.

    Of a clip the figures are means over time; ``details`` holds the peaks and the head's angles.
    ``tongueOut`` it cannot see.
    """

    name = "blendshapes"
    medium = "face"
    title = "how far each of 51 face shapes is activated (MediaPipe face landmarker)"
    measures = tuple(Measure(name, f"activation of {name}", 0, 1) for name in ARKIT if name != "tongueOut")
    source = "Google MediaPipe face landmarker, float16, 2023"
    licence = "Apache-2.0"
    models = (LANDMARKER,)
    packages = ("mediapipe",)

    def judge(self, item: Item) -> Opinion:
        import numpy as np

        curves, angles, crowd = self._read(item, _FPS)
        if np.isnan(curves).all():
            raise RequestError(f"no face was found in {item.path.name}")
        named = [(column, one.name) for column, one in zip(_columns(), self.measures, strict=True)]
        mean, peak = np.nanmean(curves, axis=0), np.nanmax(curves, axis=0)
        pose = np.degrees(np.nanmean(angles, axis=0))
        return Opinion(
            {name: float(mean[column]) for column, name in named},
            notes=("several faces: the largest is judged",) if crowd else (),
            details={
                "head_degrees": {
                    name: round(float(angle), 1) for name, angle in zip(_POSE, pose, strict=True)
                },
                "peak": {name: round(float(peak[column]), 3) for column, name in named},
                "seen": float(np.mean(~np.isnan(curves[:, 0]))),
            },
        )

    def curves(self, item: Item, fps: float = 30.0) -> Floats:
        """The activations over time, float32, shape ``(T, 52)``, columns as in ARKit, in [0, 1].

        A still has one frame; frames without a face are NaN, and ``tongueOut`` is 0.

        Raises:
            RequestError: the item cannot be read.
        """
        return self._read(item, fps)[0]

    def _read(self, item: Item, fps: float) -> tuple[Floats, NDArray[np.float64], bool]:
        """Curves, the head's yaw, pitch and roll in radians, and whether there are several faces."""
        import numpy as np

        rows, angles, crowd = [], [], False
        with _landmarker() as landmarker:
            for frame in item.frames(fps):
                shapes, pose, more = _look(landmarker, frame)
                rows.append(shapes)
                angles.append(pose)
                crowd |= more
        return np.array(rows, np.float32).reshape(-1, len(ARKIT)), np.array(angles).reshape(-1, 3), crowd


def _look(landmarker: Any, pixels: Pixels) -> tuple[Floats, NDArray[np.float64], bool]:
    """One picture's largest face: activations, head, and whether there are more; NaN without one."""
    import numpy as np

    seen = landmarker.detect(_image(pixels))
    if not seen.face_landmarks:  # A close-up: the detector wants to see what is around a face.
        edge = round(_ROOM * max(pixels.shape[:2]))
        seen = landmarker.detect(_image(np.pad(pixels, ((edge, edge), (edge, edge), (0, 0)))))
    if not seen.face_landmarks:
        return np.full(len(ARKIT), np.nan, np.float32), np.full(3, np.nan), False
    sizes = [np.ptp([(point.x, point.y) for point in face], axis=0).max() for face in seen.face_landmarks]
    largest = int(np.argmax(sizes))
    scores = {shape.category_name: shape.score for shape in seen.face_blendshapes[largest]}
    shapes = np.array([scores.get(name, 0.0) for name in ARKIT], np.float32)
    return shapes, _angles(seen.facial_transformation_matrixes[largest]), len(sizes) > 1


@contextmanager
def _landmarker() -> Iterator[Any]:
    """MediaPipe's landmarker, closed after use: its own finaliser fails when Python ends."""
    import numpy as np
    from mediapipe.tasks.python import BaseOptions, vision

    path = weights.path(LANDMARKER, "face_landmarker.task")
    options = vision.FaceLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=path.read_bytes()),
        output_face_blendshapes=True,
        output_facial_transformation_matrixes=True,
        num_faces=_CROWD,
    )
    with quiet_stderr():  # The library announces its parts on the terminal, the last with the first picture.
        landmarker = vision.FaceLandmarker.create_from_options(options)
        landmarker.detect(_image(np.zeros((64, 64, 3), np.uint8)))
    with landmarker:
        yield landmarker


def _image(pixels: Pixels) -> Any:
    import mediapipe
    import numpy as np

    return mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(pixels))


def _columns() -> list[int]:
    return [column for column, name in enumerate(ARKIT) if name != "tongueOut"]


def _angles(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Yaw to the face's own left, pitch up, roll to its own right, of MediaPipe's camera transform."""
    import numpy as np

    turn = matrix[:3, :3] / np.cbrt(np.linalg.det(matrix[:3, :3]))
    across, up, ahead = turn[:, 2]
    yaw, pitch = math.atan2(across, ahead), math.asin(float(np.clip(up, -1, 1)))
    return np.array([yaw, pitch, -math.atan2(turn[1, 0], turn[0, 0])])
