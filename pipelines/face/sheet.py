"""Expression sheets: one face under many emotions, or at every level of a knob, each with its name."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.vocabulary import BASIC, entries
from emogen.errors import RequestError
from emogen.media import FaceMotion, Picture
from emogen.pipelines.face.drawing import Sitter, drawing
from emogen.pipelines.face.motion.animate import still
from emogen.pipelines.face.motion.units import parse_units
from emogen.pipelines.grid import label_height, labelled_grid
from emogen.pipelines.knobs import Knob
from emogen.progress import Progress, ignore

_MOST: Final = 200
_WIDER: Final = 1.8
"""Width of a sheet in heights, about. Ours."""

Pose = tuple[str, FaceMotion]
"""A label, and a motion of one frame."""


def sheet_emotions(text: str) -> tuple[Emotion, ...]:
    """The emotions of a sheet: ``all`` of the vocabulary, ``basic``, or values between commas.

    Raises:
        RequestError: an emotion that cannot be read, none, or more than 200.
    """
    if text.strip().lower() == "all":
        names = ["neutral", *entries()]
    elif text.strip().lower() == "basic":
        names = ["neutral", *BASIC]
    else:
        names = [name for name in _pieces(text) if name.strip()]
    found = tuple(Emotion.parse(name) for name in dict.fromkeys(names))
    if not 1 <= len(found) <= _MOST:
        raise RequestError(f"a sheet of {len(found)} emotions cannot be made", fix=f"Use 1 to {_MOST}.")
    return found


def _pieces(text: str) -> list[str]:
    """Parts between commas that stand in no parentheses."""
    parts, depth = [""], 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def emotion_poses(
    emotions: Sequence[Emotion], *, intensity: float = 1.0, take: int = 0, variation: float = 1.0
) -> list[Pose]:
    """The face of each emotion, with its name.

    Args:
        emotions: 1 to 200.
        intensity: factor on each, 0 to 1.
        take, variation: as :func:`~emogen.pipelines.face.motion.animate.still`.
    """
    return [
        (str(emotion), still(intensity * emotion, take=take, variation=variation)) for emotion in emotions
    ]


def knob_poses(knob: Knob, *, take: int = 0, variation: float = 1.0) -> list[Pose]:
    """The face at each level of a knob, with the level; arguments as :func:`emotion_poses`."""
    poses = []
    for level in knob.levels:
        units = parse_units(knob.request(level)["au"]) if knob.unit_of_face else None
        pose = still(knob.meant(level) or NEUTRAL, units, take=take, variation=variation)
        poses.append((knob.caption(level), pose))
    return poses


def expression_sheet(
    sitter: Sitter,
    poses: Sequence[Pose],
    *,
    size: tuple[int, int] = (256, 256),
    columns: int = 0,
    backend: str | None = None,
    options: Mapping[str, Any] | None = None,
    progress: Progress = ignore,
) -> Picture:
    """A sheet of stills.

    Args:
        sitter: whose face.
        poses: of :func:`emotion_poses` or :func:`knob_poses`.
        size: of one still, (width, height) in pixels.
        columns: stills in a row; 0 makes the sheet rather wider than high.
        backend, options: what draws, as :func:`~emogen.pipelines.face.drawing.drawing`.
        progress: told the fraction done.

    Raises:
        RequestError, MissingWeightError: as :func:`~emogen.pipelines.face.drawing.drawing`.
    """
    draws = drawing(sitter, size, backend=backend, options=options)
    frames = (draws.frame(pose.curves[0], pose.head[0], pose.gaze[0]) for _, pose in poses)
    labels = [label for label, _ in poses]
    chosen = columns or _columns(len(poses), draws.size)
    return labelled_grid(frames, labels, draws.size, chosen, progress=progress)


def _columns(count: int, size: tuple[int, int]) -> int:
    """Stills in a row that make a sheet rather wider than high."""
    width, height = size
    wide = math.sqrt(_WIDER * count * (height + label_height(height)) / width)
    rows = -(-count // max(1, round(wide)))
    return -(-count // rows)
