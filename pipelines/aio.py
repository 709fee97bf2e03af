"""The verbs as coroutines, for servers and games whose loop must not wait.

    result = await emogen.aio.speak("Hi", emotion="joy")

Each works in a thread and has the parameters of the function of its name in :mod:`emogen.pipelines.api`.
Cancelling the task abandons the result; the thread ends when its work does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from emogen.pipelines import api
from emogen.pipelines.requests.verbs import VERBS

if TYPE_CHECKING:
    from emogen.pipelines.requests.base import Result

__all__ = [*VERBS]


def coroutine(name: str) -> Callable[..., Awaitable[Result[Any]]]:
    """The coroutine function of a verb."""
    function = getattr(api, name)

    async def call(*arguments: Any, **keywords: Any) -> Result[Any]:
        return await asyncio.to_thread(function, *arguments, **keywords)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = function.__doc__
    call.__signature__ = function.__signature__  # type: ignore[attr-defined]
    return call


def __getattr__(name: str) -> Any:
    if name not in VERBS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = made = coroutine(name)
    return made
