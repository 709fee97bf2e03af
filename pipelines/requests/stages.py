"""Stages: the files of a result that are made anew by themselves.

A result has the stage :data:`MAIN`; each companion beside it has one of its own, and hangs on the result. A
parameter belongs to one of them (``parameter(..., stage="captions")``): what decides only captions makes only
captions anew, what decides the sound makes the sound and all that hangs on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen.errors import RequestError
from emogen.pipelines.requests.parameter import presentation

if TYPE_CHECKING:
    from emogen.pipelines.requests.base import Request

MAIN: Final = ""
"""The stage of the result itself."""

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "captions": ("captions",),
    "timings": ("timings",),
    "curves": ("face",),
    "visemes": ("face",),
}
"""Parts of emogen whose code decides a companion, besides those of its result, by stage."""


@lru_cache(maxsize=256)
def other_fields(model: type[Request], stage: str) -> frozenset[str]:
    """Parameters that files of a stage do not hang on: those of other stages, and settings of plug-ins, which
    count with the plug-ins."""
    shown = {name: presentation(info) for name, info in model.model_fields.items()}
    return frozenset(name for name, its in shown.items() if its.of_plugin or its.stage not in (MAIN, stage))


def staged(**files: Path | None) -> dict[Path, str]:
    """Companions by file with their stages; arguments are the file of each stage, None where none is wanted.

    Raises:
        RequestError: two stages have one file.
    """
    by_file: dict[Path, str] = {}
    for stage, file in files.items():
        if file is None:
            continue
        if file in by_file:
            both = f"{by_file[file]} and {stage}"
            raise RequestError(f"{both} would both be {file}", fix="Give one another name.")
        by_file[file] = stage
    return by_file
