"""Cancelling: work that another thread can stop within a tenth of a second.

token = Cancel()
with token.working():   # in the thread that works
    ...                 # calls check(), or runs models by run()
token.cancel()          # in any thread: what is under way ends with CancelError
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from emogen.errors import EmogenError

if TYPE_CHECKING:
    import onnxruntime as ort

_CURRENT: ContextVar[Cancel | None] = ContextVar("cancel", default=None)


class CancelError(EmogenError):
    """The work was cancelled by whoever asked for it."""

    def __init__(self) -> None:
        super().__init__("the work was cancelled")


class Cancel:
    """A wish to stop, which work looks at. One that is made in work under another is cancelled with it.

    Attributes:
        cancelled: whether it was.
    """

    def __init__(self) -> None:
        self.cancelled = False
        self._lock = threading.Lock()
        self._runs: set[ort.RunOptions] = set()
        self._inner: WeakSet[Cancel] = WeakSet()
        outer = _CURRENT.get()
        if outer is not None:
            outer._adopt(self)

    def cancel(self) -> None:
        """Stop what works under it, now and later."""
        with self._lock:
            self.cancelled = True
            for options in self._runs:
                options.terminate = True
            inner = list(self._inner)
        for other in inner:
            other.cancel()

    def check(self) -> None:
        """Raise :class:`CancelError` if it was cancelled."""
        if self.cancelled:
            raise CancelError

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """For the work of this thread, until the end of the block."""
        before = _CURRENT.set(self)
        try:
            self.check()
            yield
        finally:
            _CURRENT.reset(before)

    def run(self, session: ort.InferenceSession, feed: Mapping[str, Any]) -> Any:
        """All outputs of a model, which stops between two of its steps when this is cancelled.

        Raises:
            CancelError: it was.
        """
        import onnxruntime as ort

        options = ort.RunOptions()
        options.log_severity_level = 4  # A run that is ended is no error to tell of.
        with self._lock:
            self.check()
            self._runs.add(options)
        try:
            return session.run(None, feed, options)
        except Exception:
            self.check()  # onnxruntime has no error of its own for a run that was ended.
            raise
        finally:
            with self._lock:
                self._runs.discard(options)

    def _adopt(self, inner: Cancel) -> None:
        with self._lock:
            self._inner.add(inner)
            inner.cancelled = self.cancelled


def check() -> None:
    """Raise :class:`CancelError` if the work of this thread was cancelled; a long task calls it between its
    steps."""
    token = _CURRENT.get()
    if token is not None:
        token.check()


def run(session: ort.InferenceSession, feed: Mapping[str, Any]) -> Any:
    """All outputs of a model; when the work of this thread is cancelled, it stops.

    Raises:
        CancelError: it was.
    """
    token = _CURRENT.get()
    return session.run(None, feed) if token is None else token.run(session, feed)
