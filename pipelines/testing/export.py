"""What every export format promises."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.conditioning.track import EmotionTrack
from emogen.errors import OutputError
from emogen.media import FaceMotion
from emogen.pipelines.face.export.backend import broken_formats
from emogen.pipelines.face.export.mapping import Mapping as Rig
from emogen.pipelines.face.export.save import save_motion
from emogen.pipelines.testing.contract import expect, must, on_trial
from emogen.registry import abilities
from emogen.timeline import Phoneme, Timeline, Word

_FRAMES: Final = 30
_FPS: Final = 30.0

_OLD: Final = b"an older file"


def check_export_format(form: type[Any], options: Mapping[str, Any] | None = None) -> None:
    """Check an export format: its suffixes, that it writes motions of any length, whole or not at all,
    the same bytes each time, and that a file that cannot be written is an ``OutputError``.

    Args:
        form: the class.
        options: its own settings, where the defaults cannot work.

    Raises:
        ContractError: it breaks the contract.
        MissingWeightError: what it needs is not here.
    """
    with TemporaryDirectory() as name, on_trial(form, "export", options) as made:
        problem = broken_formats().get(made.name, "")
        expect(made, not problem, "suffixes in lower case, each with its dot, that no other has", problem)
        titled = isinstance(made.title, str) and made.title and "\n" not in made.title
        expect(made, titled, "a title of one line", f"it is {made.title!r}")
        fps = getattr(made, "fps", _FPS)
        expect(
            made, isinstance(fps, int | float) and 24 <= fps <= 120, "an fps of 24 to 120", f"it is {fps!r}"
        )
        for number, suffix in enumerate(made.suffixes):
            folder = Path(name, str(number))
            folder.mkdir()
            _check_suffix(made, folder, suffix, options)


def _check_suffix(form: Any, folder: Path, suffix: str, options: Mapping[str, Any] | None) -> None:
    first, again = folder / f"first{suffix}", folder / f"again{suffix}"
    again.write_bytes(_OLD)
    for path in (first, again):
        with must(form, f"a {suffix} file with what is said and felt"), _whole(form, path):
            save_motion(_motion(_FRAMES), path, options=options, audio="line.wav", **_LINE)
    written = first.read_bytes()
    expect(form, written, f"a {suffix} file with content", "it is empty")
    same = written == again.read_bytes()
    expect(form, same, f"the same {suffix} file for the same motion, in place of an older one", "it differs")
    with must(form, f"a {suffix} file of one frame, without words, sound and feeling"):
        save_motion(_motion(1), folder / f"short{suffix}", options=options)
    if "mapping" in abilities(form):
        rig = Rig.model_validate({"curves": {"mouth_open": {"sum": {"jawOpen": 1.0}}}})
        with must(form, f"with `mapping`, a {suffix} file of a rig"):
            save_motion(_motion(_FRAMES), folder / f"rig{suffix}", mapping=rig, options=options)
    strays = sorted(path.name for path in folder.iterdir() if not path.name.startswith(_WRITTEN))
    expect(form, not strays, "no other files than those named", f"it leaves {', '.join(strays)}")
    (folder / f"taken{suffix}").mkdir()
    try:
        save_motion(_motion(1), folder / f"taken{suffix}", options=options)
    except OutputError:
        return
    except Exception as error:
        expect(form, False, "an OutputError where a folder has the name", f"it raises {error!r}")
    expect(form, False, "an OutputError where a folder has the name", "it says nothing")


_WRITTEN: Final = ("first", "again", "short", "rig")

_LINE: Final[dict[str, Any]] = {
    "timeline": Timeline(
        (Word("hi", 0.1, 0.7, (0, 2)),), (Phoneme("h", 0.1, 0.3), Phoneme("aɪ", 0.3, 0.7, 1)), 1.0
    ),
    "track": EmotionTrack.parse("0s sad -> 1s joy", duration=1.0),
}


def _motion(frames: int) -> FaceMotion:
    """A mouth that opens and shuts, a head that turns."""
    turn = np.sin(np.linspace(0.0, np.pi, frames)).astype(np.float32)
    curves, head, gaze = (np.zeros((frames, size), np.float32) for size in (len(ARKIT), 3, 2))
    curves[:, INDEX["jawOpen"]] = turn
    head[:, 0] = 0.2 * turn
    return FaceMotion(curves, head, gaze, _FPS)


_OPENED: Final[dict[str, bool]] = {}
"""Paths that are watched, and whether they were opened for writing."""


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _OPENED and isinstance(arguments[0], str) and arguments[0] in _OPENED:
        flags = arguments[2] if isinstance(arguments[2], int) else 0
        _OPENED[arguments[0]] |= bool(flags & (os.O_WRONLY | os.O_RDWR))


_HOOKS: Final[list[object]] = []


@contextmanager
def _whole(form: object, path: Path) -> Iterator[None]:
    """Raise ``ContractError`` if the file itself is written to, and not one that is renamed to it.

    What native libraries open is not seen."""
    if not _HOOKS:
        sys.addaudithook(_watch)
        _HOOKS.append(_watch)
    _OPENED[str(path)] = False
    try:
        yield
    finally:
        opened = _OPENED.pop(str(path))
    promise = "a file that is written whole or not at all (emogen.plugins.write_text, whole_file)"
    expect(form, not opened, promise, f"it opens {path.name} itself")
