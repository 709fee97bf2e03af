"""The layouts of NVIDIA Audio2Face: its blendshape export (JSON) and the table that the client of
Audio2Face-3D writes (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from emogen.arkit import ARKIT, INDEX
from emogen.budgets import CAPTURE_BYTES, FRAMES
from emogen.documents import parse_json, parse_table
from emogen.errors import RequestError
from emogen.files import read_text, write_text
from emogen.media import FaceMotion
from emogen.pipelines.face.export.angles import gaze_of
from emogen.pipelines.face.export.contents import rounded, write_json

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.pipelines.face.export.contents import Export

_SWAPPED: Final = {"jawRight": "jawLeft", "jawLeft": "jawRight", "mouthRight": "mouthLeft",
                   "mouthLeft": "mouthRight"}  # fmt: skip
POSES: Final = tuple(_SWAPPED.get(name, name) for name in ARKIT)
"""The order of Audio2Face: Live Link's, but left before right for jaw and mouth."""

_PREFIX: Final = "blendShapes."


class _File(BaseModel):
    """What is read of a blendshape export; newer versions add joints, which are not used."""

    model_config = ConfigDict(extra="ignore")

    exportFps: float  # noqa: N815 - the names are Audio2Face's
    facsNames: list[str]  # noqa: N815
    weightMat: list[list[float]]  # noqa: N815


def save_json(export: Export, path: Path) -> None:
    """Write the 52 shapes as Audio2Face exports its blendshape weights."""
    curves = export.motion.curves[:, [INDEX[name] for name in POSES]]
    write_weights(path, POSES, curves, export.motion.fps, export.audio)


def write_weights(path: Path, names: Sequence[str], values: Floats, fps: float, audio: str) -> None:
    """Write any curves, float32 of shape ``(T, len(names))``, in the layout of the JSON export."""
    content = {
        "exportFps": int(fps) if fps == int(fps) else fps,
        "trackPath": audio,
        "numPoses": len(names),
        "numFrames": len(values),
        "facsNames": list(names),
        "weightMat": rounded(values, 6),
    }
    write_json(path, content)


def save_csv(export: Export, path: Path) -> None:
    """Write the 52 shapes as ``animation_frames.csv`` of the Audio2Face-3D client."""
    curves = export.motion.curves[:, [INDEX[name] for name in POSES]]
    write_table(path, [name[0].upper() + name[1:] for name in POSES], curves, export.motion.fps)


def write_table(path: Path, names: Sequence[str], values: Floats, fps: float) -> None:
    """Write any curves, float32 of shape ``(T, len(names))``, in the layout of that table: a row
    number, ``timeCode`` in seconds, and one ``blendShapes.`` column a curve."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["", "timeCode", *(_PREFIX + name for name in names)])
    for frame, row in enumerate(values):
        writer.writerow([frame, round(frame / fps, 6), *(f"{value:.6f}" for value in row)])
    write_text(path, out.getvalue())


def load_json(path: str | Path) -> FaceMotion:
    """Read a blendshape export whose poses have ARKit's names, in any order and case; others are left
    out. The gaze is what the eyeLook shapes mean, the head is still.

    Raises:
        RequestError: another layout, no ARKit pose, rows of different lengths, an impossible rate.
    """
    try:
        content = _File.model_validate(parse_json(read_text(path, budget=CAPTURE_BYTES), path))
        weights = np.array(content.weightMat, np.float32).reshape(-1, len(content.facsNames))
    except (ValidationError, ValueError) as error:
        why = str(error).splitlines()[0]
        raise RequestError(f"{path} is no Audio2Face export", why=why) from error
    return _motion(path, content.facsNames, weights, content.exportFps)


def load_csv(path: str | Path) -> FaceMotion:
    """Read a table of the Audio2Face-3D client. As :func:`load_json`.

    Raises:
        RequestError: another layout, no ARKit pose, values that are not numbers.
    """
    rows = parse_table(read_text(path, budget=CAPTURE_BYTES), path, rows=FRAMES)
    names = [name for name in (rows[0] if rows else {}) if name and name.startswith(_PREFIX)]
    if not names or "timeCode" not in rows[0]:
        raise RequestError(f"{path} is no Audio2Face-3D table", why="it lacks its columns or has no rows")
    try:
        times = np.array([float(row["timeCode"]) for row in rows])
        weights = np.array([[float(row[name]) for name in names] for row in rows], np.float32)
    except (TypeError, ValueError) as error:
        raise RequestError(f"cannot read {path}", why=str(error)) from error
    fps = round((len(times) - 1) / (times[-1] - times[0]), 3) if times[-1] > times[0] else 30.0
    return _motion(path, [name.removeprefix(_PREFIX) for name in names], weights, fps)


def _motion(path: str | Path, names: Sequence[str], weights: Floats, fps: float) -> FaceMotion:
    known = {name.lower(): column for name, column in INDEX.items()}
    if not any(name.lower() in known for name in names):
        raise RequestError(f"cannot read {path}", why="no pose has one of ARKit's names")
    if not (len(weights) and np.isfinite(weights).all() and 1 <= fps <= 1000):
        raise RequestError(f"cannot read {path}", why="it has no frames, or values that are not finite")
    curves = np.zeros((len(weights), len(ARKIT)), np.float32)
    for name, column in zip(names, weights.T, strict=True):
        if name.lower() in known:
            curves[:, known[name.lower()]] = column.clip(0, 1)
    return FaceMotion(curves, np.zeros((len(curves), 3), np.float32), gaze_of(curves), fps)
