"""Options, resuming and Ctrl-C, which the commands that train share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from emogen.errors import RequestError

Steps = Annotated[
    int | None, typer.Option(min=1, help="Most steps in all; it ends earlier when nothing is gained.")
]
Threads = Annotated[int, typer.Option(min=1, help="CPU threads; more are rarely faster.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint in the folder.")]


def check_resume(folder: Path, *, resume: bool) -> None:
    """Raise ``RequestError`` when there is no folder to resume in."""
    if resume and not folder.is_dir():
        raise RequestError(f"nothing to resume in {folder}", why="there is no such folder")


@contextmanager
def resumable() -> Iterator[None]:
    """Say how to go on when Ctrl-C stops a training."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("Stopped. Go on with the same command and --resume.", err=True)
        raise
