"""Live Link Face CSV: the layout of the iPhone app, which game engines and add-ons import."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT
from emogen.budgets import CAPTURE_BYTES, FRAMES
from emogen.documents import parse_csv
from emogen.errors import RequestError
from emogen.files import read_text, write_text
from emogen.media import FaceMotion, check_suffix
from emogen.pipelines.face.export.angles import gaze_of
from emogen.pipelines.face.export.resample import resampled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Doubles
    from emogen.pipelines.face.export.contents import Export

CAPTURE_RATE: Final = 60.0
"""Frames a second that the app's timecodes count; its rows come at 59.90 in three captures."""

_SHAPES: Final = tuple(name[0].upper() + name[1:] for name in ARKIT)
_ANGLES: Final = (
    *("HeadYaw", "HeadPitch", "HeadRoll"),
    *("LeftEyeYaw", "LeftEyePitch", "LeftEyeRoll", "RightEyeYaw", "RightEyePitch", "RightEyeRoll"),
)
COLUMNS: Final = ("Timecode", "BlendshapeCount", *_SHAPES, *_ANGLES)
"""The header of captures: 52 shapes in [0, 1], then 9 angles in radians."""

ANGLE_SIGNS: Final = np.array([-1.0, -1.0, 1.0], np.float32)
"""Captures count yaw to the right and pitch downwards as positive (in three captures, eye angles
correlate with eyeLookOutLeft and eyeLookUpLeft at r below -0.94); the head is taken alike."""

_TIMECODE = re.compile(r"(\d+):(\d+):(\d+)[:;](\d+(?:\.\d+)?)")
_LONGEST_GAP: Final = 10.0
"""Seconds without frames that are filled in; a longer pause is another take. Ours."""

_DAY: Final = 86_400.0  # seconds, for captures over midnight


def save_csv(motion: FaceMotion, path: str | Path, *, fps: float = CAPTURE_RATE) -> Path:
    """Write a motion, one row a frame; whole or not at all.

    Args:
        motion: at any rate.
        path: ends in ``.csv``.
        fps: rows a second, 24 to 120; see :func:`resample.resampled`.

    Raises:
        RequestError: another suffix, a rate out of range.
        OutputError: the file cannot be written.
    """
    path = check_suffix(path, (".csv",))
    motion = resampled(motion, fps)
    eyes = np.column_stack([motion.gaze, np.zeros(len(motion))]) * ANGLE_SIGNS
    values = np.column_stack([motion.curves, motion.head * ANGLE_SIGNS, eyes, eyes])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for frame, row in enumerate(values):
        writer.writerow([_timecode(frame, fps), values.shape[1], *(f"{value:.10f}" for value in row)])
    write_text(path, out.getvalue())
    return path


def save(export: Export, path: Path) -> None:
    """As :func:`save_csv`, at the motion's own rate."""
    save_csv(export.motion, path, fps=export.motion.fps)


def load_csv(path: str | Path) -> FaceMotion:
    """Read a capture of the app, a file of :func:`save_csv`, or one of another tool in that layout.

    Columns are found by name, in any order and case; others are ignored. Rows of another length,
    which captures contain where tracking was lost, are left out, and frames that the timecodes miss
    are filled in along straight lines. The gaze is the mean of both eyes, or what the eyeLook shapes
    mean when there are no eye angles; a head without angles is held still. Shapes are cut to [0, 1].

    Raises:
        RequestError: missing file, missing shapes, no rows, values that are not finite numbers,
            timecodes that do not rise or leap by more than 10 s.
    """
    rows = parse_csv(read_text(path, kind="capture", budget=CAPTURE_BYTES), path, rows=FRAMES)
    first = next(rows, [])
    header = {name.strip().lower(): column for column, name in enumerate(first)}
    missing = [name for name in ("Timecode", *_SHAPES) if name.lower() not in header]
    if missing:
        raise RequestError(f"{path} is no Live Link Face capture", why=f"the column {missing[0]} is missing")
    angles = [name for name in _ANGLES if name.lower() in header]
    wanted = [header[name.lower()] for name in (*_SHAPES, *angles)]
    timecodes, frames = [], []
    try:
        for number, row in enumerate(rows, 2):
            if len(row) == len(first):
                timecodes.append((number, row[header["timecode"]]))
                frames.append(np.array([row[column] for column in wanted], np.float64))
    except ValueError as error:
        raise RequestError(f"cannot read {path}", why=str(error)) from error
    if not frames:
        raise RequestError(f"{path} has no frames")
    times, values = _seconds(path, timecodes), np.array(frames)
    if not np.isfinite(values).all():
        raise RequestError(f"cannot read {path}", why="it holds values that are not finite")
    values, fps = _without_gaps(times, values)
    curves = values[:, : len(ARKIT)].clip(0, 1).astype(np.float32)
    named = dict(zip(angles, values[:, len(ARKIT) :].T, strict=True))
    return FaceMotion(curves, _head(named, len(curves)), _gaze(named, curves), fps)


def _head(angles: dict[str, Doubles], frames: int) -> NDArray[np.float32]:
    still = np.zeros(frames)
    found = [angles.get(f"Head{axis}", still) for axis in ("Yaw", "Pitch", "Roll")]
    return (np.column_stack(found) * ANGLE_SIGNS).astype(np.float32)


def _gaze(angles: dict[str, Doubles], curves: NDArray[np.float32]) -> NDArray[np.float32]:
    names = [[f"{side}Eye{axis}" for axis in ("Yaw", "Pitch")] for side in ("Left", "Right")]
    if not all(name in angles for eye in names for name in eye):
        return gaze_of(curves)
    left, right = (np.column_stack([angles[name] for name in eye]) for eye in names)
    return ((left + right) / 2 * ANGLE_SIGNS[:2]).astype(np.float32)


def _timecode(frame: int, fps: float) -> str:
    """``HH:MM:SS:FF.mmm``: frames within the second, with thousandths of a frame."""
    second = int(frame / fps + 1e-9)
    within = max(0.0, frame - second * fps)
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}:{within:06.3f}"


def _seconds(path: str | Path, timecodes: list[tuple[int, str]]) -> Doubles:
    """Seconds of (row number, timecode) pairs, rising.

    What a frame number counts is seen where it wraps: the highest one plus the usual step.
    """
    found = []
    for number, text in timecodes:
        match = _TIMECODE.fullmatch(text.strip())
        if match is None:
            raise RequestError(f"cannot read {path}", why=f"row {number} has the timecode {text!r}")
        found.append([float(part) for part in match.groups()])
    hours, minutes, whole, frame = np.array(found).T
    second = hours * 3600 + minutes * 60 + whole
    within = np.diff(second) == 0
    rate = CAPTURE_RATE
    if within.any() and not within.all():
        rate = int(frame.max()) + max(1.0, round(float(np.median(np.diff(frame)[within]))))
    times: Doubles = second + frame / rate
    times += _DAY * np.concatenate([[0], np.cumsum(np.diff(times) < -_DAY / 2)])
    _check_steps(path, np.diff(times), [number for number, _ in timecodes])
    return times


def _check_steps(path: str | Path, steps: Doubles, rows: list[int]) -> None:
    """Raise a ``RequestError`` at the first step between rows that goes back or is too long."""
    wrong = np.flatnonzero((steps <= 0) | (steps > _LONGEST_GAP))
    if not len(wrong):
        return
    row, step = rows[wrong[0] + 1], steps[wrong[0]]
    if step <= 0:
        raise RequestError(f"cannot read {path}", why=f"the timecode of row {row} is not after the last one")
    raise RequestError(
        f"cannot read {path}",
        why=f"{step:.0f} s are missing before row {row}",
        fix="Cut the file in two there.",
    )


def _without_gaps(times: Doubles, values: Doubles) -> tuple[Doubles, float]:
    """Evenly spaced rows, and how many there are a second."""
    if len(times) < 2:
        return values, CAPTURE_RATE
    steps = np.diff(times)
    usual = steps < 1.5 * np.median(steps)
    step = float(steps[usual].mean())
    if not usual.all():
        even = times[0] + step * np.arange(round((times[-1] - times[0]) / step) + 1)
        values = np.column_stack([np.interp(even, times, column) for column in values.T])
    return values, round(1 / step, 3)
