"""The frames of a motion, drawn ahead of whoever reads them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from emogen.machine import threads

if TYPE_CHECKING:
    from emogen.arrays import Pixels
    from emogen.media import FaceMotion


class Frames:
    """Frames of a motion: has a length, can be read again, draws on every core.

    Args:
        motion: what moves.
        draw: one frame of curves, head and gaze; is called by several threads at once.
        timed: whether ``draw`` also takes the seconds of the frame.
    """

    def __init__(self, motion: FaceMotion, draw: Callable[..., Pixels], *, timed: bool = False) -> None:
        self._motion, self._draw, self._timed = motion, draw, timed

    def __len__(self) -> int:
        return len(self._motion)

    def __iter__(self) -> Iterator[Pixels]:
        motion, workers = self._motion, max(1, min(8, threads()))
        with ThreadPoolExecutor(workers) as pool:
            waiting: deque[Future[Pixels]] = deque()
            for number, row in enumerate(zip(motion.curves, motion.head, motion.gaze, strict=True)):
                when = (number / motion.fps,) if self._timed else ()
                waiting.append(pool.submit(self._draw, *row, *when))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
