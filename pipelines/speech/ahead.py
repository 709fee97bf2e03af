"""Work done ahead of the one who takes it, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from emogen.cancelling import Cancel

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


def ahead(calls: Iterator[Callable[[], T]], at_once: int, *, before: int | None = None) -> Iterator[T]:
    """The results of some calls, in their order.

    Args:
        calls: what to call; drawn in the thread of the one who takes the results.
        at_once: how many run at once after the first, which runs alone, so that it is there early. The
            next ones run while a result is used; when nobody takes more, the rest is not begun and what
            runs is cancelled.
        before: how many results are made, or being made, before anybody takes them; ``at_once`` of them
            by default, and none where only one call runs at a time.

    Raises:
        Exception: of a call, or of ``calls``, in its turn; what comes after it is not begun.
    """
    token = Cancel()

    def run(call: Callable[[], T]) -> T:
        with token.working():
            return call()

    first = next(calls, None)
    if first is None:
        return
    result = run(first)
    before = before or (at_once if at_once > 1 else 0)
    if not before:
        yield result
        yield from map(run, calls)
        return
    from concurrent.futures import Future, ThreadPoolExecutor

    with ThreadPoolExecutor(at_once) as pool:
        waiting: deque[Future[T]] = deque()

        def begin(count: int) -> None:
            try:
                waiting.extend(pool.submit(run, call) for call in islice(calls, count))
            except Exception as error:  # Raised in its turn, after what is done.
                failed: Future[T] = Future()
                failed.set_exception(error)
                waiting.append(failed)

        try:
            begin(before)
            yield result
            while waiting:
                result = waiting.popleft().result()
                begin(1)
                yield result
        finally:
            token.cancel()
            for future in waiting:
                future.cancel()
