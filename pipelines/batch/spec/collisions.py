"""Files that two jobs would both write, or that would lie outside of the output folder."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from emogen.errors import RequestError
from emogen.files import is_fit
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.spec.jobs import Planned
from emogen.pipelines.batch.spec.problems import Problems
from emogen.pipelines.requests.base import check_files

_LONG: Final = 800
"""Characters of a path that every system has room for, however many bytes each takes."""


def check_collisions(jobs: list[Job], planned: Mapping[str, Planned], problems: Problems) -> None:
    """Note every file of a job that cannot be, or is another job's."""
    writers: dict[str, str] = {}
    folders: dict[str, str] = {}
    for job in jobs:
        place = planned[job.id].draft.place
        try:
            outputs = job.request.outputs(job.path)
            keys = [key for file in outputs for key in _keys(file)]
            if len(outputs) > 1:
                check_files(outputs)
        except RequestError as error:
            problems.add(place, error, job=repr(job.id))
            continue
        for key in keys:
            other = writers.setdefault(key, job.id)
            if other != job.id:
                what = f"jobs {other!r} and {job.id!r} both write {key}"
                problems.add(place, RequestError(what, fix="Give one another file."))
            folder = key.rpartition("/")[0]
            while folder and folder not in folders:
                folders[folder] = job.id
                folder = folder.rpartition("/")[0]
    for folder in folders.keys() & writers.keys():
        what = f"needs {folder} as a folder, and job {writers[folder]!r} writes it"
        id, problem = folders[folder], RequestError(what, fix="Give one another file.")
        problems.add(planned[id].draft.place, problem, job=repr(id))


def _keys(file: Path) -> tuple[str, str]:
    """Keys that a file and its sidecar share with those that some system takes for the same.

    Raises:
        RequestError: the name cannot be, or leaves the output folder.
    """
    name = file.as_posix()
    parts = name.split("/")
    if not all(map(is_fit, parts)) or len(name) > _LONG:
        if file.is_absolute() or ".." in parts:
            what = f"the file name {name!r} leaves the output folder"
            raise RequestError(what, fix="Use a relative name.")
        check_files([file])
    key = (name if name.isascii() else unicodedata.normalize("NFC", name)).casefold()
    return key, f"{key}.json"
