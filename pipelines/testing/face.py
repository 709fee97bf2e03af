"""What every backend that draws faces promises: of characters, and of pictures brought to life."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.errors import RequestError
from emogen.media import FaceMotion, Picture
from emogen.pipelines.face.backend import Drawing
from emogen.pipelines.face.drawing import Sitter, drawing
from emogen.pipelines.testing.contract import expect, must, must_refuse, on_trial

_SIZE: Final = (80, 64)
_FRAMES: Final = 3


def check_face_backend(backend: type[Any], options: Mapping[str, Any] | None = None) -> None:
    """Check a backend that draws characters: the size, shape and type of frames, that they follow the
    motion and nothing else, and that a film can be read again.

    Args:
        backend: the class.
        options: its own settings, where the defaults cannot work.

    Raises:
        ContractError: it breaks the contract.
        MissingWeightError: what it needs is not here.
    """
    with on_trial(backend, "face", options) as made:
        given = {"backend": made.name, "options": options}
        with must(made, "a character to be drawn"):
            drawn = drawing(Sitter(), _SIZE, **given)
        _check_drawing(made, drawn, _SIZE)
        with must(made, "a character to be drawn as a still, in another light and framing"):
            still = drawing(Sitter(), _SIZE, still=True, lighting="soft", camera="close-up", **given)
            _frame(made, still, _motion(1), 0)
        try:
            clear = drawing(Sitter(), _SIZE, background="transparent", **given)
        except RequestError:
            return
        channels = _frame(made, clear, _motion(1), 0).shape[2]
        promise = "four channels where the background is transparent, or a RequestError"
        expect(made, channels == 4, promise, f"it draws {channels}")


def check_portrait_backend(
    backend: type[Any], options: Mapping[str, Any] | None = None, *, picture: str | Path | None = None
) -> None:
    """Check a backend that moves the face of a picture.

    Args:
        backend: the class.
        options: its own settings, where the defaults cannot work.
        picture: one with a face; a character drawn by the embedded backend where None.

    Raises:
        ContractError: it breaks the contract.
        MissingWeightError: what it needs is not here.
    """
    with TemporaryDirectory() as folder, on_trial(backend, "portrait", options) as made:
        path = Path(picture) if picture else _portrait(Path(folder, "face.png"))
        given = {"backend": made.name, "options": options}
        with must(made, "the face of a picture to be moved"):
            drawn = drawing(Sitter(portrait=path), _SIZE, **given)
            own = drawing(Sitter(portrait=path), even=True, **given)
        _check_drawing(made, drawn, _SIZE)
        even = own.size[0] % 2 == own.size[1] % 2 == 0
        expect(made, even, "even sides where they are asked for", f"they are {own.size}")
        text = Path(folder, "no.png")
        text.write_text("this is no picture", encoding="utf-8")
        for name, sitter in {
            "a file that is not there": Sitter(portrait=Path(folder, "nowhere.png")),
            "a file that is no picture": Sitter(portrait=text),
            "the 99th face of a picture": Sitter(portrait=path, face=99),
        }.items():
            with must_refuse(made, name):
                drawing(sitter, _SIZE, **given)


def _portrait(path: Path) -> Path:
    neutral = _motion(1)
    drawn = drawing(Sitter(), (256, 256), still=True, background="#708090")
    return Picture(drawn.frame(neutral.curves[0], neutral.head[0], neutral.gaze[0])).save(path)


def _motion(frames: int) -> FaceMotion:
    """A mouth that opens and a head that turns."""
    opening = np.linspace(0.0, 1.0, frames, dtype=np.float32)
    curves = np.zeros((frames, len(ARKIT)), np.float32)
    curves[:, INDEX["jawOpen"]] = opening
    head = np.zeros((frames, 3), np.float32)
    head[:, 0] = 0.2 * opening
    return FaceMotion(curves, head, np.zeros((frames, 2), np.float32), 25.0)


def _frame(backend: object, drawn: Drawing, motion: FaceMotion, index: int) -> np.ndarray[Any, Any]:
    with must(backend, "frames of uint8, rows x columns x 3 or 4"):
        return drawn.frame(motion.curves[index], motion.head[index], motion.gaze[index])


def _check_drawing(backend: object, drawn: Drawing, size: tuple[int, int]) -> None:
    expect(backend, tuple(drawn.size) == size, f"a drawing of {size}", f"its size is {drawn.size}")
    texts = isinstance(drawn.notes, tuple | list) and all(isinstance(note, str) for note in drawn.notes)
    expect(backend, texts, "notes that are a tuple of texts", f"they are {drawn.notes!r}")
    motion = _motion(_FRAMES)
    with _unchanged(backend, motion):
        first, last = (_frame(backend, drawn, motion, index) for index in (0, -1))
        again = _frame(backend, drawn, motion, 0)
        expect(backend, np.array_equal(first, again), "the same frame for the same pose", "it differs")
        expect(backend, not np.array_equal(first, last), "another frame for another pose", "it is the same")
        with ThreadPoolExecutor(1) as pool:
            elsewhere = pool.submit(_frame, backend, drawn, motion, 0).result()
        expect(backend, np.array_equal(first, elsewhere), "the same frame in another thread", "it differs")
        with must(backend, "the frames of a motion"):
            film = drawn.frames(motion)
            shown, shown_again = list(film), list(film)
    expect(backend, len(shown) == _FRAMES, f"{_FRAMES} frames of {_FRAMES}", f"there are {len(shown)}")
    same = len(shown_again) == _FRAMES and all(map(np.array_equal, shown, shown_again))
    expect(backend, same, "frames that can be read again", f"then there are {len(shown_again)}, or others")
    alike = np.array_equal(shown[0], first) and np.array_equal(shown[-1], last)
    expect(backend, alike, "the frames of a motion to be those of its poses", "they differ")


@contextmanager
def _unchanged(backend: object, motion: FaceMotion) -> Iterator[None]:
    before = motion.curves.copy(), motion.head.copy(), motion.gaze.copy()
    yield
    kept = all(map(np.array_equal, before, (motion.curves, motion.head, motion.gaze)))
    expect(backend, kept, "the motion given to stay as it is", "it is changed")
