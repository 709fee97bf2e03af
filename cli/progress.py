"""Progress bars on standard error, only when a person is looking."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_PATIENCE = 0.5
"""Seconds before a bar shows: shorter work needs none."""


@contextmanager
def progress_bar(title: str, *, quiet: bool = False) -> Iterator[Callable[[float], None]]:
    """Yield a function that takes the fraction done, 0 to 1, and draws it."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    import time

    from rich.console import Console
    from rich.progress import Progress

    began = time.monotonic()
    with Progress(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(title, total=1.0, visible=False)

        def progress(fraction: float) -> None:
            bars.update(task, completed=fraction, visible=time.monotonic() - began > _PATIENCE)

        yield progress
