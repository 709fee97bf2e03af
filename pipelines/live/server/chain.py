"""Several lines one after another, as one: of a text whose voice changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from emogen.errors import BusyError
from emogen.pipelines.live.voice import Voice

if TYPE_CHECKING:
    from emogen.pipelines.live.chunk import Chunk
    from emogen.pipelines.live.line import LiveLine
    from emogen.pipelines.live.room import Room
    from emogen.pipelines.live.server.asked import Asked

_AGAIN: Final = 0.25
"""Seconds after which a line that found no room is asked for again. Ours."""


class Chain:
    """Lines that follow one another without a gap: each is asked for while the one before is heard.

    Args:
        parts: (text, manner) of each; at least one.
        room: where they are made.
        face: whether chunks have a face.

    Raises:
        RequestError, BusyError: of the first one, as :meth:`Voice.stream`.
    """

    def __init__(self, parts: Sequence[tuple[str, Asked]], room: Room, *, face: bool = False) -> None:
        self._starts = [_starter(text, wanted, room, face=face) for text, wanted in parts]
        self._line = self._starts.pop(0)()
        self._notes: tuple[str, ...] = ()
        self.rate, self.cancelled = self._line.rate, False
        self._chunks = self._made()

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes on parts that could not be said, of the lines so far."""
        return (*self._notes, *self._line.notes)

    def cancel(self) -> None:
        """Stop; whoever iterates finds the end."""
        self.cancelled = True
        self._line.cancel()

    def __aiter__(self) -> AsyncIterator[Chunk]:
        return self

    async def __anext__(self) -> Chunk:
        return await anext(self._chunks)

    async def _made(self) -> AsyncIterator[Chunk]:
        begin, phrases = 0.0, 0
        while not self.cancelled:
            following: asyncio.Task[LiveLine] | None = None
            end, phrase = begin, phrases
            async for chunk in self._line:
                if following is None and self._starts:
                    following = asyncio.create_task(_with_room(self._starts.pop(0)))
                shifted = _shifted(chunk, begin, phrases)
                end, phrase = shifted.end, shifted.phrase + 1
                yield shifted
            if following is None and self._starts:  # After a line without a sound.
                following = asyncio.create_task(_with_room(self._starts.pop(0)))
            if following is None:
                return
            self._notes = self.notes
            self._line = await following
            begin, phrases = end, phrase
            if self.cancelled:
                self._line.cancel()


def _starter(text: str, wanted: Asked, room: Room, *, face: bool) -> Callable[[], LiveLine]:
    return lambda: Voice(face=face, room=room).stream(text, **wanted.manner)


async def _with_room(start: Callable[[], LiveLine]) -> LiveLine:
    """A line as soon as there is room for it: what has begun to be said is said to its end."""
    while True:
        try:
            return await asyncio.to_thread(start)
        except BusyError:
            await asyncio.sleep(_AGAIN)


def _shifted(chunk: Chunk, begin: float, phrases: int) -> Chunk:
    """A chunk in the time of the whole."""
    if not begin and not phrases:
        return chunk
    return replace(
        chunk,
        start=chunk.start + begin,
        words=tuple(replace(word, start=word.start + begin, end=word.end + begin) for word in chunk.words),
        phonemes=tuple(replace(p, start=p.start + begin, end=p.end + begin) for p in chunk.phonemes),
        visemes=tuple(replace(v, start=v.start + begin, end=v.end + begin) for v in chunk.visemes),
        phrase=chunk.phrase + phrases,
    )
