"""A line of a connection, from how it is asked for to its chunks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from emogen.pipelines.live.incoming import Pieces, Take
from emogen.pipelines.live.voice import Voice

if TYPE_CHECKING:
    from emogen.pipelines.face.line import Line
    from emogen.pipelines.live.chunk import Chunk
    from emogen.pipelines.live.line import LiveLine
    from emogen.pipelines.live.stage import Stage


@dataclass(slots=True, eq=False)
class PlayedLine:
    """A line of a connection.

    Attributes:
        id: its name.
        source: the words, whole or arriving; or a recording.
        manner: parameters of ``speak`` that it was given, and ``recorded`` for a recording.
        task: what performs it, once it is its turn.
        playing: its chunks, likewise.
        feeding: what hands its pieces on, where it is in pieces.
        sent: seconds of sound that the client was sent.
        is_cancelled: whether it was cancelled.
    """

    id: str
    source: str | Pieces | Take
    manner: Mapping[str, Any] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None
    playing: Playing | None = None
    feeding: asyncio.Task[None] | None = None
    sent: float = 0.0
    is_cancelled: bool = False

    def end(self) -> None:
        """No more of it comes. Raises ``RequestError`` for a line that was whole."""
        if isinstance(self.source, str):
            from emogen.errors import RequestError

            raise RequestError(f"the line {self.id!r} is complete already")
        self.source.end()

    def cancel(self) -> None:
        """Stop it at once."""
        self.is_cancelled = True
        if not isinstance(self.source, str):
            self.source.end()
        if self.playing is not None:
            self.playing.cancel()
        if self.task is not None:
            self.task.cancel()


class Playing:
    """The chunks of a line, spoken or recorded.

    Attributes:
        emotion: that it is said with, in notation.
    """

    def __init__(self, source: LiveLine | _Recording, emotion: str) -> None:
        self._source, self.emotion = source, emotion

    @property
    def rate(self) -> int:
        """Samples a second."""
        return self._source.rate

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes for the client; complete when the line is."""
        return tuple(self._source.notes)

    def cancel(self) -> None:
        """Stop the work."""
        self._source.cancel()

    def __aiter__(self) -> AsyncIterator[Chunk]:
        return aiter(self._source)


async def play(
    stage: Stage, line: PlayedLine, character: str | None, manner: Mapping[str, Any], *, fps: float | None
) -> Playing:
    """Begin to perform a line.

    Args:
        stage: where.
        line: what.
        character: whose mind decides, by its session's name.
        manner: parameters of ``speak``, those of the line before those of the session.
        fps: frames a second of the face; None for none.

    Raises:
        RequestError: it cannot be said.
        BusyError: there is no room.
    """
    if isinstance(line.source, Take):
        line.playing = await _recording(stage, line.source, manner, fps)
        return line.playing
    words = line.source if isinstance(line.source, str) else ""
    said = await asyncio.to_thread(stage.manner_of, character, manner, words)
    voice = Voice(said.pop("voice", None), face=fps is not None, fps=fps or 30.0, room=stage.room, **said)
    if isinstance(line.source, str):
        live = await asyncio.to_thread(voice.stream, line.source)
    else:
        live = await asyncio.to_thread(voice.open)
        line.feeding = asyncio.create_task(_feed(live, line.source))
    line.playing = Playing(live, str(said.get("emotion", "neutral")))
    return line.playing


async def _feed(live: LiveLine, pieces: Pieces) -> None:
    """Hand pieces on as they come."""
    async for piece in pieces:
        live.feed(piece)
    live.end()


class _Recording:
    """A recording that is performed, in the threads that listen to recordings."""

    def __init__(self, stage: Stage, line: Line, chunks: Iterator[Chunk]) -> None:
        self.rate, self.notes = 0 if line.audio is None else line.audio.rate, line.notes
        self._stage, self._chunks, self._cancelled = stage, chunks, False

    def cancel(self) -> None:
        self._cancelled = True

    def __aiter__(self) -> AsyncIterator[Chunk]:
        return self

    async def __anext__(self) -> Chunk:
        chunk: Chunk | None = (
            None if self._cancelled else await self._stage.listening(next, self._chunks, None)
        )
        if chunk is None:
            raise StopAsyncIteration
        return chunk


async def _recording(stage: Stage, take: Take, manner: Mapping[str, Any], fps: float | None) -> Playing:
    from emogen.pipelines.face.line import recorded_line
    from emogen.pipelines.live.recorded import performed

    emotion, told = manner.get("emotion", "auto"), manner["recorded"]

    def listened() -> Line:
        return recorded_line(take.audio(), emotion, text=told["text"], language=told["language"])

    line = await stage.listening(listened)
    chance = {name: manner[name] for name in ("seed", "take", "variation") if name in manner}
    return Playing(_Recording(stage, line, performed(line, fps=fps, **chance)), str(line.track.at(0.0)))
