"""Captures of an actor, as examples to learn from.

A folder holds Live Link Face captures (``.csv``), beside each perhaps its sound (``.wav`` or ``.flac`` of
the same name), and perhaps ``labels.csv`` with the columns ``file``, ``emotion`` and, for the name of a
style of moving or of one of several actors, ``speaker``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.train.recordings import LABELS, Recording, read_labels
from emogen.dsp.frames import runs
from emogen.dsp.recording import load
from emogen.errors import RequestError
from emogen.media import FaceMotion
from emogen.pipelines.face.export.livelink import load_csv
from emogen.pipelines.face.export.resample import resampled
from emogen.pipelines.face.learnt.blinks import Found, find_blinks
from emogen.pipelines.face.learnt.channels import GAZE, HEAD, LIDS, track_of, varying
from emogen.pipelines.face.learnt.rate import RATE, SPAN
from emogen.pipelines.face.learnt.sound import SPEECH, hear
from emogen.progress import Progress, ignore

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats

SHORTEST: Final = SPAN / RATE + 0.8
"""Seconds of a capture below which it is left out: one window of keyframes at several places."""

_LOST: Final = 0.5
_LINE: Final = 1e-6
"""Seconds in which every shape stands still, or moves along a straight line within so much: tracking was
lost, and the gap perhaps filled in. No living face does that."""

_SLOWEST: Final = 20.0
"""Frames a second below which blinks cannot be told."""

_LATE: Final = 1.0
"""Seconds by which a sound may be shorter or longer than its capture."""

_SOUNDS: Final = (".wav", ".flac")


@dataclass(frozen=True, slots=True, eq=False)
class Capture:
    """A stretch of a capture without gaps, at 60 frames a second.

    Attributes:
        name: of the file.
        track: all of :data:`~.channels.CHANNELS`, without blinks, head and gaze from where they rest,
            float32, shape ``(T, 20)``.
        blinks: those of the capture.
        heard: features of the sound, float32, shape ``(T, 7)``, or None without a sound.
        emotion: as labelled, or None.
        style: as labelled, or empty.
    """

    name: str
    track: Floats
    blinks: Found
    heard: Floats | None = None
    emotion: Emotion | None = None
    style: str = ""

    def __len__(self) -> int:
        return len(self.track)

    @property
    def speaking(self) -> NDArray[np.bool_] | None:
        """Where somebody speaks, shape ``(T,)``."""
        return None if self.heard is None else self.heard[:, SPEECH] > 0.5


def read_captures(folder: Path, progress: Progress = ignore) -> tuple[list[Capture], list[str]]:
    """The captures in a folder, and in a line each what is wrong with those that were left out.

    Raises:
        RequestError: no such folder, no captures, none of use, bad labels.
    """
    if not folder.is_dir():
        raise RequestError(f"no such folder of captures: {folder}")
    files = sorted(path for path in folder.glob("*.csv") if path.name != LABELS)
    if not files:
        raise RequestError(
            f"no captures in {folder}",
            fix="Give the folder with the CSV files of Live Link Face, and a WAV of the same name for each.",
        )
    notes: list[str] = []
    labels = _labels(folder, notes)
    captures: list[Capture] = []
    for number, path in enumerate(files, 1):
        try:
            captures += _read(path, labels.get(path.resolve()), notes)
        except RequestError as error:
            notes.append(f"left out {path.name}: {error.why or error.what}")
        progress(number / len(files))
    if not captures:
        raise RequestError(f"none of the {len(files)} captures in {folder} can be used", why=notes[0])
    if not varying([one.track for one in captures]):
        raise RequestError(
            f"nothing to learn in {folder}", why="nothing above the mouth moves in any capture"
        )
    return _centred(captures), notes


def _labels(folder: Path, notes: list[str]) -> dict[Path, Recording]:
    path = folder / LABELS
    if not path.is_file():
        return {}
    return {one.path.resolve(): one for one in read_labels(path, left=notes)}


def _read(path: Path, label: Recording | None, notes: list[str]) -> list[Capture]:
    motion = load_csv(path)
    if motion.fps < _SLOWEST:
        raise RequestError(f"{motion.fps:g} frames a second are too few")
    tracked = _tracked(motion)
    heard = _heard(path, motion, notes)
    motion = resampled(motion, RATE)
    captures = []
    for start, end in tracked:
        first, last = round(start * RATE), min(round(end * RATE), len(motion))
        if (last - first) / RATE >= SHORTEST:
            track = track_of(motion)[first:last]
            part = None if heard is None else heard[first:last]
            capture = Capture(path.name, track, find_blinks(track[:, : len(LIDS)]), part)
            if label:
                capture = replace(capture, emotion=label.emotion, style=label.speaker)
            captures.append(_without_blinks(capture))
    if not captures:
        raise RequestError(f"it has no {SHORTEST:.1f} seconds without a gap")
    lost = motion.duration - sum(len(one) for one in captures) / RATE
    if lost > _LOST:
        notes.append(f"{path.name}: {lost:.1f} of {motion.duration:.1f} s without tracking are left out")
    return captures


def _tracked(motion: FaceMotion) -> list[tuple[float, float]]:
    """Start and end, in seconds, of the stretches in which the face was followed."""
    bends = np.abs(np.diff(motion.curves, 2, axis=0)).max(axis=1) > _LINE
    moving = np.concatenate([[True], bends, [True]])
    for start, end in runs(~moving):
        if (end - start) / motion.fps < _LOST:
            moving[start:end] = True
    return [(start / motion.fps, end / motion.fps) for start, end in runs(moving)]


def _heard(path: Path, motion: FaceMotion, notes: list[str]) -> Floats | None:
    sounds = [path.with_suffix(suffix) for suffix in _SOUNDS if path.with_suffix(suffix).is_file()]
    if not sounds:
        return None
    try:
        audio = load(sounds[0])
    except RequestError as error:
        notes.append(f"{path.name}: its sound is not used: {error.why or error.what}")
        return None
    if abs(audio.duration - motion.duration) > _LATE:
        notes.append(
            f"{path.name}: its sound is not used: it lasts {audio.duration:.1f} s, "
            f"the capture {motion.duration:.1f} s"
        )
        return None
    return hear(audio, np.arange(round(motion.duration * RATE)) / RATE)


def _without_blinks(capture: Capture) -> Capture:
    """Blinks are taken out, and all but the head goes straight over them: trackers take a blink for a
    look down, and for a squint."""
    track = capture.track.copy()
    for start, end in capture.blinks.spans:
        track[start:end] = np.linspace(track[start], track[end - 1], end - start)
    head = slice(-len(HEAD) - len(GAZE), -len(GAZE))
    track[:, head] = capture.track[:, head]
    return replace(capture, track=track)


def _centred(captures: list[Capture]) -> list[Capture]:
    """Head and gaze from where they rest: their median in each capture, since the phone may stand
    elsewhere; where emotions are labelled, in all of them, since a lowered head may be an emotion's."""
    pose = slice(-len(HEAD) - len(GAZE), None)
    labelled = any(one.emotion for one in captures)
    every = np.median(np.concatenate([one.track[:, pose] for one in captures]), axis=0)
    for one in captures:
        one.track[:, pose] -= every if labelled else np.median(one.track[:, pose], axis=0)
    return captures
