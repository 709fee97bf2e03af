"""Linear algebra of small matrices on one thread.

numpy's own choice is a thread a core, also for matrices of a few hundred rows: on a busy machine such a
product waits forty times as long for its threads as it computes.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[object]:
    """While it is entered, numpy multiplies matrices on one thread, in the whole process."""
    return _controller().limit(limits=1, user_api="blas")  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    import numpy  # noqa: F401  # Libraries that are loaded later are not found.
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
