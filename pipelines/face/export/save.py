"""One way out and one way in: the suffix of a file says which format it has."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping as Settings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from emogen.files import check_path
from emogen.pipelines.face.export.backend import check_mapped, find_format, longest_suffix, write
from emogen.pipelines.face.export.contents import Export
from emogen.pipelines.face.export.resample import resampled

if TYPE_CHECKING:
    from emogen.conditioning.character import Character
    from emogen.conditioning.track import EmotionTrack
    from emogen.media import FaceMotion
    from emogen.pipelines.face.export.mapping import Mapping
    from emogen.timeline import Timeline


READABLE: Final = (".csv", ".a2f.csv", ".json", ".anim.json", ".npz")
"""Suffixes that :func:`load_motion` reads."""


def save_motion(
    motion: FaceMotion,
    path: str | Path,
    *,
    fps: float | None = None,
    character: Character | None = None,
    timeline: Timeline | None = None,
    track: EmotionTrack | None = None,
    audio: str | Path | None = None,
    mapping: Mapping | None = None,
    options: Settings[str, Any] | None = None,
) -> Path:
    """Write a motion in the format that the suffix of ``path`` names; whole or not at all.

    Args:
        motion: at any rate.
        path: ends in one of :func:`~emogen.pipelines.face.export.backend.motion_suffixes`.
        fps: frames a second, 24 to 120; None keeps the motion's own, except in Live Link Face files,
            which have the app's 60.
        character: whose head the formats with a mesh carry; None is the first named one.
        timeline: what is said when, in seconds: makes visemes and mouth cues exact.
        track: what is felt when, in seconds.
        audio: the sound file that belongs to it; formats that name one get its name.
        mapping: a studio's own rig: its curves are written instead of ARKit's (.csv, .a2f.csv, .json).
        options: the format's own settings.

    Returns:
        ``path``.

    Raises:
        RequestError: an unknown suffix or option, a rate out of range, a mapping with a format that has
            none.
        OutputError: the file cannot be written.
        GenerationError: a package that the format needs is not installed, or the format fails.
        MissingWeightError: the head is not there (formats with a mesh).
    """
    path = Path(path)
    check_mapped(path, mapping)
    if fps is None and mapping is None:
        fps = getattr(find_format(path), "fps", None)
    shown = motion if fps is None else resampled(motion, fps)
    name = "" if audio is None else Path(audio).name
    write(Export(shown, character, timeline, track, name), path, mapping, options)
    return path


def load_motion(path: str | Path) -> FaceMotion:
    """Read a motion: a Live Link Face capture or an Audio2Face table (.csv), an Audio2Face export or
    our own file (.json), or arrays (.npz); which of them it is shows in the file.

    Raises:
        RequestError: an unknown suffix, a missing or malformed file.
    """
    from emogen.pipelines.face.export import a2f, anim, livelink

    suffix = longest_suffix(path, READABLE, "read")
    if suffix == ".npz":
        return anim.load_npz(path)
    start = ""
    with contextlib.suppress(OSError), check_path(path).open("rb") as file:
        start = file.read(4096).decode("utf-8", "replace")
    if suffix.endswith(".csv"):
        return a2f.load_csv(path) if "blendShapes." in start else livelink.load_csv(path)
    return anim.load_json(path) if f'"{anim.FORMAT}"' in start else a2f.load_json(path)
