"""Lines that arrive in parts: text while it is written, sound while it is recorded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.errors import RequestError
from emogen.media import Audio

if TYPE_CHECKING:
    from emogen.timeline import Seconds

WAITING: Final[Seconds] = 60.0
"""Seconds that a line waits for its next piece before it is taken to be complete. Ours."""


class Pieces:
    """Text that arrives in pieces, for one reader in the same event loop.

    Args:
        longest: characters in all.
        waiting: seconds until a text that does not go on is complete.
    """

    def __init__(self, longest: int, waiting: Seconds = WAITING) -> None:
        self.text, self.is_complete = "", False
        self._longest, self._waiting = longest, waiting
        self._read = 0
        self._changed = asyncio.Event()

    def add(self, text: str) -> None:
        """Add a piece.

        Raises:
            RequestError: the text is complete, or becomes too long.
        """
        if self.is_complete:
            raise RequestError("the line is complete", fix="Begin another line.")
        if len(self.text) + len(text) > self._longest:
            raise RequestError(
                f"the text has over {self._longest:,} characters", fix="Send it in several lines."
            )
        self.text += text
        self._changed.set()

    def end(self) -> None:
        """No more comes."""
        self.is_complete = True
        self._changed.set()

    def __aiter__(self) -> AsyncIterator[str]:
        return self

    async def __anext__(self) -> str:
        while self._read == len(self.text):
            if self.is_complete:
                raise StopAsyncIteration
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), self._waiting)
            except TimeoutError:
                self.is_complete = True
        piece = self.text[self._read :]
        self._read = len(self.text)
        return piece


class Take:
    """A recording that arrives in pieces of s16le samples, mono.

    Args:
        rate: samples a second.
        longest: seconds in all.
    """

    def __init__(self, rate: int, longest: Seconds) -> None:
        self._rate, self._most = rate, round(rate * longest) * 2
        self._samples = bytearray()
        self.is_complete = False

    def add(self, samples: bytes) -> None:
        """Add samples.

        Raises:
            RequestError: the recording is complete, or becomes too long.
        """
        if self.is_complete:
            raise RequestError("the recording is complete", fix="Begin another line.")
        if len(self._samples) + len(samples) > self._most:
            seconds = self._most / 2 / self._rate
            raise RequestError(f"the recording lasts over {seconds:g} s", fix="Send it in several lines.")
        self._samples += samples

    def end(self) -> None:
        """No more comes."""
        self.is_complete = True

    def audio(self) -> Audio:
        """All of it. Raises ``RequestError`` for half a sample."""
        if len(self._samples) % 2:
            raise RequestError(
                "the recording ends within a sample", fix="Send 16-bit samples, little-endian."
            )
        samples = np.frombuffer(bytes(self._samples), np.dtype("<i2")).astype(np.float32) / 32768.0
        return Audio(samples, self._rate)
