"""Sound that is fed piece by piece, and the clock that it is."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Final

from emogen.cli.play import no_device
from emogen.machine import quiet_stderr

if TYPE_CHECKING:
    from types import TracebackType

    from emogen.media import Audio
    from emogen.timeline import Seconds

_PERIOD: Final = 20
_PERIODS: Final = 3
"""Milliseconds that the device asks for at once, and how many of these it holds. Ours: late enough for no
gap, early enough for lips."""


class Loudspeaker:
    """The default device for sound: what is fed is heard in order, and nothing in between.

    Its time is that of the sound, so that a face goes with what is heard however long it takes.

    Args:
        rate: samples a second.
        backends: of miniaudio, in order; the system's own when None.

    Raises:
        EmogenError: there is no device for sound; when it is entered.
    """

    def __init__(self, rate: int, backends: list[Any] | None = None) -> None:
        self.rate, self._backends = rate, backends
        self._lock = threading.Lock()
        self._pieces: deque[bytes] = deque()
        self._taken = self._waiting = 0
        self._stamp = time.monotonic()
        self._device: Any = None

    def __enter__(self) -> Loudspeaker:
        import miniaudio

        source = self._samples()
        next(source)
        try:
            with quiet_stderr():  # Sound libraries of the system print about every absent device.
                self._device = miniaudio.PlaybackDevice(
                    nchannels=1, sample_rate=self.rate, buffersize_msec=_PERIOD, callback_periods=_PERIODS,
                    backends=self._backends,
                )  # fmt: skip
            self._device.start(source)
        except miniaudio.MiniaudioError as error:
            raise no_device(error, "Connect one; or omit --play.") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._device.close()

    def now(self) -> Seconds:
        """Seconds of sound that have been heard."""
        with self._lock:
            handed = self._taken / self.rate
            heard = handed - _PERIODS * _PERIOD / 1000 + (time.monotonic() - self._stamp)
            return min(heard, handed)

    def feed(self, audio: Audio) -> Seconds:
        """Have a sound heard after what was fed before it, and return when it begins."""
        import numpy as np

        samples = (np.clip(audio.samples, -1.0, 1.0) * 32767).astype(np.int16)
        with self._lock:
            begin = (self._taken + self._waiting) / self.rate
            if len(samples):
                self._pieces.append(samples.tobytes())
                self._waiting += len(samples)
        return begin

    def _samples(self) -> Generator[bytes, int, None]:
        """16-bit samples, as many as the device asks for: what was fed, then silence."""
        wanted = yield b""
        while True:
            wanted = yield self._take(wanted)

    def _take(self, wanted: int) -> bytes:
        with self._lock:
            parts, missing = [], 2 * wanted
            while missing and self._pieces:
                piece = self._pieces.popleft()
                parts.append(piece[:missing])
                if len(piece) > missing:
                    self._pieces.appendleft(piece[missing:])
                missing -= len(parts[-1])
            self._waiting -= wanted - missing // 2
            self._taken += wanted
            self._stamp = time.monotonic()
            return b"".join([*parts, bytes(missing)])
