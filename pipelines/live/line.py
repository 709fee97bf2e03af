"""One line being performed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING
from weakref import finalize

if TYPE_CHECKING:
    from emogen.pipelines.live.chunk import Chunk
    from emogen.pipelines.live.making import Making


class LiveLine:
    """A line that is made while it is heard: iterate over its chunks, in a thread or in asyncio.

    A loop that is left before the end cancels the line, and so does the line when nobody has it any more.
    Single chunks: ``next(line)`` and ``await anext(line)``. One listener at a time.

    Attributes:
        rate: samples a second.
    """

    def __init__(self, making: Making, *, rate: int) -> None:
        self.rate = rate
        self._making = making
        finalize(self, making.cancel).atexit = False  # Rooms see to that.

    def __repr__(self) -> str:
        return f"<LiveLine: {'cancelled' if self.cancelled else 'over' if self.is_over else 'going on'}>"

    @property
    def notes(self) -> tuple[str, ...]:
        """Parts of the text that are not said, and why; of a text in pieces, of those that were read."""
        return tuple(self._making.notes)

    @property
    def cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self._making.cancelled

    @property
    def is_over(self) -> bool:
        """Whether all that will be made of it is made; it may not have been heard."""
        return self._making.is_over()

    def cancel(self) -> None:
        """Stop, from any thread: work ends within a tenth of a second, and whoever iterates finds the end."""
        self._making.cancel()

    def feed(self, text: str) -> None:
        """Speak more of a line that :meth:`Voice.open` opened, from the first clause that is complete.

        Raises:
            BusyError: 40,000 characters wait to be spoken.
        """
        self._making.feed(text)

    def end(self) -> None:
        """No more text comes: what is left is spoken."""
        self._making.complete()

    def __iter__(self) -> Iterator[Chunk]:
        return _Heard(self)

    def __next__(self) -> Chunk:
        self._making.wait(lambda: self._making.is_ready)
        chunk = self._making.take()
        if chunk is None:
            raise StopIteration
        return chunk

    def __aiter__(self) -> AsyncIterator[Chunk]:
        return _Heard(self)

    async def __anext__(self) -> Chunk:
        await self._making.until(lambda: self._making.is_ready)
        chunk = self._making.take()
        if chunk is None:
            raise StopAsyncIteration
        return chunk


class _Heard:
    """A loop over a line, which cancels the line when it is left."""

    def __init__(self, line: LiveLine) -> None:
        self._line = line

    def __iter__(self) -> Iterator[Chunk]:
        return self

    def __next__(self) -> Chunk:
        return next(self._line)

    def __aiter__(self) -> AsyncIterator[Chunk]:
        return self

    async def __anext__(self) -> Chunk:
        return await anext(self._line)

    def close(self) -> None:
        """Leave the loop."""
        self._line.cancel()

    async def aclose(self) -> None:
        """Leave the loop."""
        self._line.cancel()

    def __del__(self) -> None:
        self._line.cancel()
