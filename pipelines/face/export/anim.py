"""Our own files of a motion: JSON that carries everything there is, and bare arrays (npz)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from emogen.archives import read_arrays
from emogen.arkit import ARKIT
from emogen.budgets import CAPTURE_BYTES
from emogen.documents import parse_json
from emogen.errors import GenerationError, RequestError
from emogen.files import read_text, whole_file
from emogen.media import FaceMotion
from emogen.pipelines.face.export.contents import rounded, write_json
from emogen.pipelines.face.export.visemes import spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.pipelines.face.export.contents import Export
    from emogen.timeline import Timeline

FORMAT: Final = "emogen-motion"
VERSION: Final = 1
_HEAD: Final = ("yaw", "pitch", "roll")
_GAZE: Final = ("yaw", "pitch")


class _Span(BaseModel):
    model_config = ConfigDict(extra="forbid")

    start: float
    end: float


class _Word(_Span):
    text: str


class _Phoneme(_Span):
    symbol: str
    stress: int = 0


class _Viseme(_Span):
    oculus: str


class _Vocal(_Span):
    name: str


class _Key(BaseModel):
    model_config = ConfigDict(extra="forbid")

    time: float
    emotion: str
    easing: str


class _File(BaseModel):
    """``.anim.json``. Seconds, radians; every list of numbers has one entry a frame."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["emogen-motion"]
    version: Literal[1]
    fps: float = Field(ge=1, le=1000)
    frames: int = Field(ge=1)
    audio: str = ""
    curves: dict[str, list[float]]
    head: dict[str, list[float]]
    gaze: dict[str, list[float]]
    emotion: list[_Key] = []
    words: list[_Word] = []
    phonemes: list[_Phoneme] = []
    visemes: list[_Viseme] = []
    vocals: list[_Vocal] = []


def save_json(export: Export, path: Path) -> None:
    """Write everything there is: curves, head, gaze, and when given the emotion's keyframes, words,
    phonemes, visemes and other sounds with their times."""
    motion = export.motion
    content: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "fps": motion.fps,
        "frames": len(motion),
        "audio": export.audio,
        "curves": {name: rounded(column) for name, column in zip(ARKIT, motion.curves.T, strict=True)},
        "head": {axis: rounded(column) for axis, column in zip(_HEAD, motion.head.T, strict=True)},
        "gaze": {axis: rounded(column) for axis, column in zip(_GAZE, motion.gaze.T, strict=True)},
    }
    if export.track is not None:
        content["emotion"] = [
            {"time": frame.time, "emotion": str(frame.emotion), "easing": frame.easing}
            for frame in export.track.keyframes
        ]
    if export.timeline is not None:
        content |= _spoken(export.timeline)
    write_json(path, content)


def _spoken(timeline: Timeline) -> dict[str, list[dict[str, Any]]]:
    def times(part: Any) -> dict[str, float]:
        return {"start": round(part.start, 4), "end": round(part.end, 4)}

    return {
        "words": [{**times(word), "text": word.text} for word in timeline.words],
        "phonemes": [
            {**times(phoneme), "symbol": phoneme.symbol, "stress": phoneme.stress}
            for phoneme in timeline.phonemes
        ],
        "visemes": [{**times(span), "oculus": span.name} for span in spans(timeline)],
        "vocals": [{**times(vocal), "name": vocal.name} for vocal in timeline.vocals],
    }


def load_json(path: str | Path) -> FaceMotion:
    """The motion in a file of :func:`save_json`.

    Raises:
        RequestError: another layout or version, unknown keys, lists of different lengths.
    """
    try:
        content = _File.model_validate(parse_json(read_text(path, budget=CAPTURE_BYTES), path))
        curves = np.array([content.curves[name] for name in ARKIT], np.float32).T
        head = np.array([content.head[axis] for axis in _HEAD], np.float32).T
        gaze = np.array([content.gaze[axis] for axis in _GAZE], np.float32).T
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise RequestError(f"cannot read {path}", why=f"{place}: {first['msg']}") from error
    except KeyError as error:
        raise RequestError(f"cannot read {path}", why=f"{error.args[0]} is missing") from error
    except ValueError as error:
        raise RequestError(f"cannot read {path}", why=str(error)) from error
    return _motion(path, curves, head, gaze, content.fps)


def save_npz(export: Export, path: Path) -> None:
    """Write ``curves``, ``head``, ``gaze`` and ``fps`` as in :class:`emogen.media.FaceMotion`, and
    ``names``, the columns of ``curves``."""
    motion = export.motion
    with whole_file(path) as temporary, temporary.open("wb") as handle:
        np.savez_compressed(
            handle,
            allow_pickle=False,
            curves=motion.curves,
            head=motion.head,
            gaze=motion.gaze,
            fps=np.float64(motion.fps),
            names=np.array(ARKIT),
        )


def load_npz(path: str | Path) -> FaceMotion:
    """The motion in a file of :func:`save_npz`; columns are found by their names.

    Raises:
        RequestError: missing file, missing arrays, shapes that do not fit.
    """
    try:
        found = read_arrays(path, ("names", "curves", "head", "gaze", "fps"), "motion file")
        order = [found["names"].tolist().index(name) for name in ARKIT]
        curves = found["curves"][:, order].astype(np.float32)
        head, gaze = (found[name].astype(np.float32) for name in ("head", "gaze"))
        fps = float(found["fps"])
    except (ValueError, TypeError, IndexError, MemoryError) as error:
        raise RequestError(f"{path} is no motion file", why=str(error)) from error
    return _motion(path, curves, head, gaze, fps)


def _motion(
    path: str | Path, curves: NDArray[Any], head: NDArray[Any], gaze: NDArray[Any], fps: float
) -> FaceMotion:
    if not (len(curves) and all(np.isfinite(track).all() for track in (curves, head, gaze))):
        raise RequestError(f"cannot read {path}", why="it has no frames, or values that are not finite")
    if not 1 <= fps <= 1000:
        raise RequestError(f"cannot read {path}", why=f"{fps:g} frames a second are out of range")
    try:
        return FaceMotion(curves.clip(0, 1), head, gaze, fps)
    except GenerationError as error:
        raise RequestError(f"cannot read {path}", why=error.what) from error
