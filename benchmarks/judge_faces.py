"""What MediaPipe's face landmarker sees in pictures, as JSON, to compare emogen's reading with.

Needs ``pip install mediapipe==1.2.2`` in an environment of its own, and the model file:
``python -m benchmarks.judge_faces FACE_LANDMARKER.task TARGET.json PICTURE ...``.
Each picture's name maps to a list of faces: ``points (478, 2)`` in pixels and ``shapes`` by name.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import mediapipe
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision
from PIL import Image


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", help="face_landmarker.task")
    parser.add_argument("target")
    parser.add_argument("pictures", nargs="+")
    options = parser.parse_args()
    settings = vision.FaceLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=options.model), output_face_blendshapes=True, num_faces=4
    )
    landmarker = vision.FaceLandmarker.create_from_options(settings)
    faces = {}
    for path in options.pictures:
        pixels = np.asarray(Image.open(path).convert("RGB"))
        height, width = pixels.shape[:2]
        seen = landmarker.detect(mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=pixels))
        faces[Path(path).name] = [
            {
                "points": [(point.x * width, point.y * height) for point in points],
                "shapes": {shape.category_name: shape.score for shape in shapes},
            }
            for points, shapes in zip(seen.face_landmarks, seen.face_blendshapes, strict=True)
        ]
    Path(options.target).write_text(json.dumps(faces), encoding="utf-8")


if __name__ == "__main__":
    main()
