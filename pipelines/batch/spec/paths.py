"""Files that jobs read, counted from the folder of the spec."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from emogen.conditioning.character import SUFFIXES as CHARACTER_SUFFIXES
from emogen.files import is_file
from emogen.pipelines.requests.parameter import presentation
from emogen.pipelines.requests.verbs import VERBS

JOB: Final = "job:"
"""The beginning of an input that is the result of another job."""

_MAYBE: Final = frozenset({"background", "au"})
"""Inputs that may be something else than a file."""


@lru_cache(maxsize=32)
def inputs(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Parameters of a verb that name files to be read, with the suffixes of those that another
    job can make."""
    fields = VERBS[kind].load().model_fields
    shown = {name: presentation(info) for name, info in fields.items()}
    return {name: about.reads for name, about in shown.items() if about.is_input}


@lru_cache(maxsize=32)
def _named(kind: str) -> frozenset[str]:
    """Parameters whose values may name files."""
    fields = VERBS[kind].load().model_fields
    settings = {name for name, info in fields.items() if presentation(info).of_plugin}
    return frozenset({*inputs(kind), *settings, *({"character", "lexicon"} & {*fields, "lexicon"})})


def located(kind: str, fields: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The fields of a job, files that they name counted from a folder.

    Args:
        kind: of the job.
        fields: as they are written.
        folder: of the document that they are written in.
    """
    values = dict(fields)
    if folder != Path():
        for name in _named(kind) & values.keys():
            values[name] = _located(kind, name, values[name], folder)
    return values


def _located(kind: str, name: str, value: Any, folder: Path) -> Any:
    if isinstance(value, Mapping):  # Settings of a plug-in; a lexicon in the spec itself has no files.
        return value if name == "lexicon" else {key: _if_file(x, folder) for key, x in value.items()}
    if not isinstance(value, str) or not value or value.startswith(JOB):
        return value
    if name == "character":
        return str(folder / value) if value.lower().endswith(CHARACTER_SUFFIXES) else value
    if name == "lexicon" or (name in inputs(kind) and name not in _MAYBE):
        return str(folder / value)
    return _if_file(value, folder)


def _if_file(value: Any, folder: Path) -> Any:
    named = isinstance(value, str) and value and is_file(folder / value)
    return str(folder / value) if named else value
