"""Recordings performed live: their emotion and lips in the chunks of a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from emogen.pipelines.live.cutting import cut

if TYPE_CHECKING:
    from emogen.pipelines.face.line import Line
    from emogen.pipelines.live.chunk import Chunk


def performed(
    line: Line, *, fps: float | None, seed: int = 0, take: int = 0, variation: float = 1.0
) -> Iterator[Chunk]:
    """The chunks of a recorded line; the work begins with the first one that is asked for.

    Args:
        line: from a recording, so that it has a sound.
        fps: frames a second of the face; None for none.
        seed, take, variation: of the motion.
    """
    from emogen.pipelines.face.move import move

    if line.audio is None:
        return
    motion = None if fps is None else move(line, fps=fps, seed=seed, take=take, variation=variation)
    yield from cut(line.audio, line.timeline, line.track, motion)
