"""A voice that is ready to speak at once."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakSet

from emogen.pipelines.live.line import LiveLine
from emogen.pipelines.requests.making import make_request

if TYPE_CHECKING:
    from emogen.pipelines.live.room import Room
    from emogen.pipelines.requests.speak import SpeakRequest


class Voice:
    """A voice, with a face, that speaks live.

        voice = emogen.Voice("af_heart")
        voice.warm()
        for chunk in voice.stream("You came!", emotion="joy"):
            play(chunk.audio, chunk.face)

    Args:
        voice: as of ``speak``; the character's, or its default, by default.
        face: whether chunks have a face.
        fps: frames a second of the face, 10 to 240.
        room: where the work is done.
        manner: other parameters of ``speak`` that hold for each line.
    """

    def __init__(
        self,
        voice: str | None = None,
        *,
        face: bool = True,
        fps: float = 30.0,
        room: Room | None = None,
        **manner: Any,
    ) -> None:
        self.face, self.fps, self.room = face, fps, room
        self.manner = {**({} if voice is None else {"voice": voice}), **manner}
        self._lines: WeakSet[LiveLine] = WeakSet()

    def warm(self) -> Voice:
        """Load what speaking needs, so that the first line is not late."""
        for _ in self.stream("Yes."):
            pass
        return self

    def stream(self, text: str | Iterable[str] | AsyncIterable[str], **manner: Any) -> LiveLine:
        """Speak a line.

        Args:
            text: the words, whole or in pieces as they are written.
            manner: parameters of ``speak``.

        Raises:
            RequestError: as ``speak``; a parameter that needs the whole line.
            BusyError: the room is full.
        """
        words = text if isinstance(text, str) else "".join(cast("Iterable[str]", text))
        request = cast("SpeakRequest", make_request("speak", {**self.manner, **manner, "text": words}))
        line = LiveLine(
            request.stream(), rate=request.speech_backend().rate, fps=self.fps if self.face else None
        )
        self._lines.add(line)
        return line

    def cancel(self) -> None:
        """Stop everything that this voice is saying."""
        for line in list(self._lines):
            line.cancel()
