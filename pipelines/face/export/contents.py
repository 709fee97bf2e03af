"""What is exported: a motion, and what else a format may carry."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emogen.files import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from emogen.conditioning.character import Character
    from emogen.conditioning.track import EmotionTrack
    from emogen.media import FaceMotion
    from emogen.timeline import Timeline


@dataclass(frozen=True, slots=True, eq=False)
class Export:
    """One motion on its way into a file; each format takes what it has a place for.

    Attributes:
        motion: curves, head and gaze, at the rate that is written.
        character: whose head a format with a mesh carries; None is the first named one.
        timeline: what is said when; without it mouth cues are read off the curves.
        track: what is felt when, in seconds.
        audio: name of the sound file that belongs to the motion; empty when there is none.
    """

    motion: FaceMotion
    character: Character | None = None
    timeline: Timeline | None = None
    track: EmotionTrack | None = None
    audio: str = ""


def write_json(path: Path, content: object) -> None:
    """Write ``content`` without spaces, whole or not at all. Raises as :func:`write_text`."""
    write_text(path, json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n")


def rounded(values: NDArray[np.floating], digits: int = 5) -> list[float]:
    """``values`` as lists of short decimal numbers."""
    found: list[float] = (np.round(values.astype(np.float64), digits) + 0.0).tolist()
    return found
