"""Live Link Face CSV: the layout of the iPhone app, which game engines and add-ons import."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from emogen.arkit import ARKIT
from emogen.errors import RequestError
from emogen.files import read_text, write_text
from emogen.media import FaceMotion, check_suffix

if TYPE_CHECKING:
    from numpy.typing import NDArray

CAPTURE_RATE = 60.0
"""Rows a second in captures of the app; its timecodes count frames of this rate."""

_SHAPES = tuple(name[0].upper() + name[1:] for name in ARKIT)
_ANGLES = (
    *("HeadYaw", "HeadPitch", "HeadRoll"),
    *("LeftEyeYaw", "LeftEyePitch", "LeftEyeRoll", "RightEyeYaw", "RightEyePitch", "RightEyeRoll"),
)
COLUMNS = ("Timecode", "BlendshapeCount", *_SHAPES, *_ANGLES)
"""The header of captures: 52 shapes in [0, 1], then 9 angles in radians."""

_FLIP = np.array([-1.0, -1.0, 1.0], np.float32)
"""Captures count yaw to the right and pitch downwards as positive (in three captures, eye angles
correlate with eyeLookOutLeft and eyeLookUpLeft at r below -0.94); the head is taken alike."""


def save_csv(motion: FaceMotion, path: str | Path, *, fps: float = CAPTURE_RATE) -> Path:
    """Write a motion, one row a frame; whole or not at all.

    Args:
        motion: at any rate.
        path: ends in ``.csv``.
        fps: rows a second; frames in between are interpolated.

    Raises:
        RequestError: another suffix.
        OutputError: the file cannot be written.
    """
    path = check_suffix(path, (".csv",))
    motion = resampled(motion, fps)
    eyes = np.column_stack([motion.gaze, np.zeros(len(motion))]) * _FLIP
    values = np.column_stack([motion.curves, motion.head * _FLIP, eyes, eyes])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for frame, row in enumerate(values):
        writer.writerow([_timecode(frame, fps), values.shape[1], *(f"{value:.10f}" for value in row)])
    write_text(path, out.getvalue())
    return path


def load_csv(path: str | Path) -> FaceMotion:
    """Read a capture of the app, or a file of :func:`save_csv`. Columns are found by name; rows of
    another length, which captures contain where tracking was lost, are left out. The gaze is the
    mean of both eyes.

    Raises:
        RequestError: missing file, missing columns, no rows, values that are not numbers.
    """
    rows = list(csv.reader(read_text(path, kind="capture").splitlines()))
    header = rows[0] if rows else []
    missing = [name for name in (*_SHAPES, *_ANGLES, "Timecode") if name not in header]
    if missing:
        raise RequestError(f"{path} is no Live Link Face capture", why=f"the column {missing[0]} is missing")
    kept = [row for row in rows[1:] if len(row) == len(header)]
    if not kept:
        raise RequestError(f"{path} has no frames")
    try:
        values = {
            name: np.array([row[header.index(name)] for row in kept], np.float32)
            for name in (*_SHAPES, *_ANGLES)
        }
        fps = _rate([row[header.index("Timecode")] for row in kept])
    except ValueError as error:
        raise RequestError(f"cannot read {path}", why=str(error)) from error
    if not all(np.isfinite(column).all() for column in values.values()):
        raise RequestError(f"cannot read {path}", why="it holds values that are not finite")
    angle = {
        name: np.column_stack([values[f"{name}{axis}"] for axis in ("Yaw", "Pitch", "Roll")])
        for name in ("Head", "LeftEye", "RightEye")
    }
    gaze = (angle["LeftEye"] + angle["RightEye"]) / 2 * _FLIP
    return FaceMotion(
        curves=np.column_stack([values[name] for name in _SHAPES]).astype(np.float32),
        head=(angle["Head"] * _FLIP).astype(np.float32),
        gaze=gaze[:, :2].astype(np.float32),
        fps=fps,
    )


def resampled(motion: FaceMotion, fps: float) -> FaceMotion:
    """The motion at another rate, by linear interpolation; the same duration within a frame."""
    if fps == motion.fps or len(motion) < 2:
        return motion
    count = max(1, round(motion.duration * fps))
    at = np.minimum(np.arange(count) / fps * motion.fps, len(motion) - 1)
    low = np.minimum(at.astype(int), len(motion) - 2)
    part = (at - low)[:, None].astype(np.float32)

    def between(track: NDArray[np.float32]) -> NDArray[np.float32]:
        mixed: NDArray[np.float32] = (1 - part) * track[low] + part * track[low + 1]
        return mixed

    return FaceMotion(between(motion.curves), between(motion.head), between(motion.gaze), fps)


def _timecode(frame: int, fps: float) -> str:
    """``HH:MM:SS:FF.mmm``: frames within the second, with thousandths of a frame."""
    second = int(frame / fps + 1e-9)
    within = max(0.0, frame - second * fps)
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}:{within:06.3f}"


def _rate(timecodes: list[str]) -> float:
    """Rows a second: the median over whole seconds; in a shorter file, where its frame numbers wrap."""
    rows = Counter(timecode.rpartition(":")[0] for timecode in timecodes)
    whole = list(rows.values())[1:-1]
    if whole:
        return float(np.median(whole))
    if len(rows) < 2:
        return CAPTURE_RATE
    return 1.0 + max(int(timecode.rpartition(":")[2].partition(".")[0]) for timecode in timecodes)
