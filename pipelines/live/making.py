"""The making of one line in a room: phrases by its threads, chunks in order for whoever listens."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from emogen.cancelling import Cancel, CancelError
from emogen.errors import BusyError
from emogen.pipelines.live.chunk import Chunk
from emogen.pipelines.live.cutting import chunks
from emogen.pipelines.live.face import LiveFace
from emogen.pipelines.live.pieces import Pieces
from emogen.timeline import Seconds

if TYPE_CHECKING:
    from collections.abc import Hashable

    from emogen.pipelines.live.push.presence import Showing
    from emogen.pipelines.live.room import Room
    from emogen.pipelines.speech.speak import Speech, SpokenLine

AHEAD: Final[Seconds] = 20.0
"""Sound that is made before its listener takes any, at most, and then one phrase more. Ours: 2 MB."""

URGENT: Final[Seconds] = 2.0
"""Sound ahead of the listener below which a line's next phrase goes before those of others. Ours."""

PENDING: Final = 4_000
"""Characters that wait to be spoken before a source of text is asked for more: 4 minutes. Ours."""

MOST_PENDING: Final = 40_000
"""Characters that may wait to be spoken: as many as a whole line may have. Ours."""


class Making:
    """One line being made. Its room calls the methods of :class:`~.room.Work`; those look at single values,
    without a lock, so that they can be called under the room's own.

    Args:
        room: makes it.
        session: whose it is.
        prepare: reads a further text of a line whose text comes in pieces.
        line: the text, where it is whole.
        face: performs the phrases.
        at_once: phrases that are made at once, after the first.
        marked: whether marks in the text are read.
    """

    def __init__(
        self,
        room: Room,
        session: Hashable,
        prepare: Callable[[str], SpokenLine],
        line: SpokenLine | None,
        *,
        face: LiveFace | None,
        at_once: int,
        marked: bool = True,
    ) -> None:
        self.session, self.notes = session, list[str]()
        self.cancelled, self.ended = False, line is not None
        self.error: Exception | None = None
        self._pieces = Pieces(marked=marked)
        self.feeding: asyncio.Task[None] | None = None
        self._room, self._prepare, self._at_once = room, prepare, at_once
        # Whoever is shown by a presence has a face, whether or not its listener has any use for it.
        shown = face is None and room.presence is not None
        self._face, self._is_faceless = LiveFace() if shown else face, face is None
        self._showing: Showing | None = None
        # Seconds of the face's session at which what it has performed of this line ends.
        self._performed: Seconds | None = None
        self._token = Cancel()
        self._changed = threading.Condition()  # Re-entrant, as that of a room.
        self._wakers: list[Callable[[], None]] = []
        self._drawing, self._finishing = threading.Lock(), threading.Lock()
        # Texts, and their phrases in the order in which they are drawn.
        self._texts: deque[str | Exception] = deque()
        self._pending = self._characters = self._read = 0
        self._calls: Iterator[Callable[[], Speech]] | None = None
        self._drawn = self._begun = self._finished = 0
        # Phrases that are made, and chunks of those whose turn has come.
        self._made: dict[int, tuple[Speech | Exception, int]] = {}
        self._due = self._samples = 0
        self._chunks: deque[Chunk] = deque()
        self._ahead = 0.0
        if line is not None:
            self._open(line)

    # What the room asks.

    def wants(self) -> bool:
        return (
            not self._is_stopped
            and (self._calls is not None or bool(self._texts))
            and self._begun - self._finished < (self._at_once if self._finished else 1)
            and self._ahead < AHEAD
        )

    def is_urgent(self) -> bool:
        return self._ahead < URGENT

    def is_over(self) -> bool:
        """Whether nothing is left to be made."""
        said = self.ended and not self._texts and self._calls is None and self._begun == self._finished
        return said or self._is_stopped

    def begin(self) -> None:
        self._begun += 1

    def step(self) -> None:
        try:
            with self._token.working():
                drawn = self._draw()
                if drawn is not None:
                    number, characters, call = drawn
                    self._deliver(number, _result(call), characters)
        except CancelError:
            pass
        except Exception as error:  # Of the face; it must not take the thread with it.
            self._fail(error)
        finally:
            with self._changed:
                self._finished += 1
            if self.is_over():
                self._room.leave(self)
            self._tell()

    def cancel(self) -> None:
        """Stop what is being made, and forget what is made."""
        with self._changed:
            if self.cancelled or (self.is_over() and not self._chunks):
                return
            self.cancelled = True
            unheard = sum(chunk.audio.duration for chunk in self._chunks)
            if self._performed is not None and self._face is not None:
                heard = max(self._performed - unheard, self._face.clock - 2.0 * AHEAD, 0.0)
                self._face.cut(min(heard, self._face.clock))
            self._chunks.clear()
            self._texts.clear()
        self._token.cancel()
        self._show_end()
        self._tell()
        self._room.leave(self)

    # What the source of the text does.

    def add(self, text: str) -> None:
        """Speak a further text after what there is.

        Raises:
            BusyError: too much of it waits.
        """
        with self._changed:
            if self._pending + len(text) > MOST_PENDING:
                raise BusyError(
                    f"{self._pending} characters wait to be spoken", fix="Send more when they were heard."
                )
            if not self._is_stopped:
                self._texts.append(text)
                self._pending += len(text)
        self._tell()
        self._room.changed()

    def feed(self, text: str) -> None:
        """Speak more of a text in pieces, from the first clause that is complete. Raises as :meth:`add`."""
        for clause in self._pieces.feed(text):
            self.add(clause)

    def complete(self) -> None:
        """No further piece comes: what is left is spoken. Raises as :meth:`add`."""
        for clause in self._pieces.end():
            self.add(clause)
        self.end()

    def end(self, error: Exception | None = None) -> None:
        """No further text comes; an error of its source comes after what there is."""
        with self._changed:
            if error is not None and not self._is_stopped:
                self._texts.append(error)
            self.ended = True
        self._room.changed()
        self._tell()
        if self.is_over():
            self._room.leave(self)

    @property
    def is_hungry(self) -> bool:
        """Whether more text may come, or none will be taken any more."""
        return self._pending < PENDING or self._is_stopped

    # What the listener does.

    @property
    def is_ready(self) -> bool:
        """Whether :meth:`take` has something to say."""
        return bool(self._chunks) or self.is_over()

    def take(self) -> Chunk | None:
        """The next chunk, None after the last; when :attr:`is_ready`.

        Raises:
            Exception: what went wrong in the making, after what is good.
        """
        with self._changed:
            if not self._chunks:
                self._show_end()
                error, self.error = self.error, None
                if error is not None:
                    raise error
                return None
            chunk = self._chunks.popleft()
            was_full = self._ahead >= AHEAD
            self._ahead -= chunk.audio.duration
        if was_full and self._ahead < AHEAD:
            self._room.changed()
        if self._room.presence is not None:
            self._showing = self._showing or self._room.presence.show()
            self._showing.show(chunk)
        return replace(chunk, face=None) if self._is_faceless else chunk

    def _show_end(self) -> None:
        if self._showing is not None:
            self._showing.end(whole=not self.cancelled)

    def wait(self, ready: Callable[[], bool]) -> None:
        """Wait until something is so, in a thread."""
        with self._changed:
            self._changed.wait_for(ready)

    async def until(self, ready: Callable[[], bool]) -> None:
        """Wait until something is so, in asyncio."""
        loop = asyncio.get_running_loop()
        while True:
            with self._changed:
                if ready():
                    return
                future = loop.create_future()
                waker = partial(_wake, loop, future)
                self._wakers.append(waker)
            try:
                await future
            finally:
                with self._changed:
                    if waker in self._wakers:
                        self._wakers.remove(waker)

    # Between them.

    @property
    def _is_stopped(self) -> bool:
        return self.cancelled or self.error is not None or self._token.cancelled

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()
            wakers, self._wakers = self._wakers, []
        for wake in wakers:
            wake()

    def _open(self, line: SpokenLine) -> None:
        self.notes += [note for note in line.notes if note not in self.notes]
        self._calls = line.calls(self._drawn)

    def _draw(self) -> tuple[int, int, Callable[[], Speech]] | None:
        """The next phrase's number, the characters of the texts before its own, and what makes it."""
        with self._drawing:
            try:
                while True:
                    call = None if self._calls is None else next(self._calls, None)
                    if call is not None:
                        break
                    self._calls = None
                    with self._changed:
                        text = self._texts.popleft() if self._texts else None
                        if text is None:
                            return None
                        if isinstance(text, Exception):
                            raise text
                        self._pending -= len(text)
                        self._characters = self._read
                        self._read += len(text)
                    self._tell()
                    self._open(self._prepare(text))
            except Exception as error:
                self._calls, self.ended = None, True
                self._texts.clear()
                call = partial(_raise, error)
            self._drawn += 1
            return self._drawn - 1, self._characters, call

    def _deliver(self, number: int, made: Speech | Exception, characters: int) -> None:
        """Keep a phrase until its turn, and cut those whose turn it is."""
        with self._changed:
            self._made[number] = made, characters
        with self._finishing:
            while self._due in self._made:
                with self._changed:
                    phrase, before = self._made.pop(self._due)
                if isinstance(phrase, Exception):
                    self._fail(phrase)
                    return
                cut = list(chunks(phrase, self._due, self._samples, self._face, before))
                with self._changed:
                    self._due += 1
                    self._samples += len(phrase.audio.samples)
                    if not self._is_stopped:
                        self._performed = None if self._face is None else self._face.clock
                        self._chunks.extend(cut)
                        self._ahead += phrase.audio.duration
                self._tell()

    def _fail(self, error: Exception) -> None:
        with self._changed:
            if self._is_stopped:
                return
            self.error = error
        self._token.cancel()
        self._room.leave(self)
        self._tell()


def _result(call: Callable[[], Speech]) -> Speech | Exception:
    try:
        return call()
    except CancelError:
        raise
    except Exception as error:  # Raised in its turn, after what is done.
        return error


def _raise(error: Exception) -> Speech:
    raise error


def _wake(loop: asyncio.AbstractEventLoop, future: asyncio.Future[None]) -> None:
    def set_it() -> None:
        if not future.done():
            future.set_result(None)

    with contextlib.suppress(RuntimeError):  # The loop has been closed, and nobody waits in it.
        loop.call_soon_threadsafe(set_it)
