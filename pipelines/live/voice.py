"""A voice that is ready to speak at once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterable, Iterable
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakSet

from emogen.errors import RequestError, shown
from emogen.pipelines.live.face import LiveFace
from emogen.pipelines.live.line import LiveLine
from emogen.pipelines.live.making import Making
from emogen.pipelines.live.room import default_room
from emogen.pipelines.requests.making import make_request

if TYPE_CHECKING:
    from emogen.pipelines.live.room import Room
    from emogen.pipelines.requests.speak import SpeakRequest
    from emogen.pipelines.speech.speak import SpokenLine


class Voice:
    """A voice, with a face, that speaks live.

        voice = emogen.Voice("af_heart")
        voice.warm()
        for chunk in voice.stream("You came!", emotion="joy"):
            play(chunk.audio, chunk.face)

    Its lines take turns with those of other voices in the room.

    Args:
        voice: as of ``speak``; the character's, or its default, by default.
        face: whether chunks have a face, each line's own; or a face that goes on from line to line, for lines
            that are said one after the other.
        fps: frames a second of the face, 10 to 240.
        room: where the work is done; the process's own by default.
        manner: other parameters of ``speak`` that hold for each line.

    Raises:
        RequestError: a frame rate out of range.
    """

    def __init__(
        self,
        voice: str | None = None,
        *,
        face: bool | LiveFace = True,
        fps: float = 30.0,
        room: Room | None = None,
        **manner: Any,
    ) -> None:
        self.face, self.fps, self.room = face, fps, room
        self.manner = {**({} if voice is None else {"voice": voice}), **manner}
        self._lines: WeakSet[LiveLine] = WeakSet()
        self._new_face()

    def warm(self) -> Voice:
        """Load what speaking needs, so that the first line is not late.

        Raises:
            RequestError: as :meth:`stream`.
            MissingWeightError: a model is not there.
        """
        speaker = self if isinstance(self.face, bool) else Voice(room=self.room, fps=self.fps, **self.manner)
        for _ in speaker.stream("Yes."):
            pass
        return self

    def stream(self, text: str | Iterable[str] | AsyncIterable[str], **manner: Any) -> LiveLine:
        """Speak a line.

        Args:
            text: the words, whole or in pieces as they are written: they are spoken from the first clause
                that is complete. Pieces are drawn by a thread, or in the running loop.
            manner: parameters of ``speak``.

        Raises:
            RequestError: as ``speak``; a parameter that needs the whole line. Of a text in pieces what is
                wrong with the text itself is told in its turn.
            BusyError: the room is full.
        """
        if isinstance(text, str):
            return self._begun(text, manner)
        if not isinstance(text, Iterable | AsyncIterable):
            raise RequestError(f"text {shown(text)} is no text", fix="Give a str, or an iterable of them.")
        line = self.open(**manner)
        if isinstance(text, AsyncIterable):
            # The loop itself keeps no task from being collected.
            line._making.feeding = asyncio.get_running_loop().create_task(_fed_async(line._making, text))
        else:
            feeding = threading.Thread(
                target=_fed, args=(line._making, text), name="emogen text", daemon=True
            )
            feeding.start()
        return line

    def open(self, **manner: Any) -> LiveLine:
        """A line whose text comes by :meth:`LiveLine.feed`, until :meth:`LiveLine.end`.

        Args:
            manner: parameters of ``speak``.

        Raises:
            RequestError, BusyError: as :meth:`stream`.
        """
        return self._begun(None, manner)

    def cancel(self) -> None:
        """Stop everything that this voice is saying, from any thread."""
        for line in list(self._lines):
            line.cancel()

    def _begun(self, text: str | None, manner: dict[str, Any]) -> LiveLine:
        room = default_room() if self.room is None else self.room
        room.check()
        values = {**self.manner, **manner}

        def request(words: str) -> SpeakRequest:
            return cast("SpeakRequest", make_request("speak", {**values, "text": words}))

        def prepare(words: str) -> SpokenLine:
            return request(words).line()

        # Of a text that is yet to come all else is checked.
        whole = prepare("Yes." if text is None else text)
        at_once = max(1, min(whole.at_once, room.workers // 2))
        making = Making(
            room, self, prepare, None if text is None else whole,
            face=self._new_face(int(values.get("seed") or 0)), at_once=at_once,
            marked=values.get("markup") != "plain",
        )  # fmt: skip
        line = LiveLine(making, rate=whole.rate)
        room.add(making)
        self._lines.add(line)
        return line

    def _new_face(self, seed: int = 0) -> LiveFace | None:
        if isinstance(self.face, LiveFace):
            return self.face
        return LiveFace(self.fps, seed=seed) if self.face else None


def _fed(making: Making, texts: Iterable[str]) -> None:
    """Speak texts as they come, in a thread."""
    try:
        for text in texts:
            making.feed(text)
            making.wait(lambda: making.is_hungry)
            if making.is_over():
                return
        making.complete()
    except Exception as error:  # Of the source: for whoever listens, in its turn.
        making.end(error)


async def _fed_async(making: Making, texts: AsyncIterable[str]) -> None:
    """Speak texts as they come, in asyncio."""
    try:
        async for text in texts:
            making.feed(text)
            await making.until(lambda: making.is_hungry)
            if making.is_over():
                return
        making.complete()
    except Exception as error:  # Of the source: for whoever listens, in its turn.
        making.end(error)
