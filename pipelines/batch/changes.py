"""Reasons why a job's results are not as they are asked for, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic_core import to_jsonable_python

from emogen.errors import EmogenError
from emogen.pipelines.batch.job import Job
from emogen.pipelines.requests.base import Request
from emogen.provenance import is_whole, read_sidecar
from emogen.recipe import Change, Recipe, is_of_this_emogen


@dataclass(frozen=True, slots=True)
class Changes:
    """The files of a job that are not as they are asked for.

    Attributes:
        job: which.
        main: its first result, relative to the output folder.
        files: the changes of each such file, relative to the output folder too.
        blocked: why nothing can be told of it, e.g. an input that is gone; else "".
    """

    job: Job
    main: Path
    files: Mapping[Path, tuple[Change, ...]]
    blocked: str = ""

    @property
    def is_new(self) -> bool:
        """Whether nothing of the job was made before."""
        return any(change.kind == "missing" for change in self.files.get(self.main, ()))

    @property
    def only_version(self) -> bool:
        """Whether another emogen, and nothing that was asked for, is why files would be made anew."""
        return (
            bool(self.files)
            and not self.blocked
            and all(_is_of_emogen(changes) for changes in self.files.values())
        )

    @property
    def kept(self) -> frozenset[Path]:
        """The files that are of another emogen, and otherwise as they are asked for."""
        found = self.files.items() if not self.blocked else ()
        return frozenset(file for file, changes in found if _is_of_emogen(changes))

    def reasons(self) -> tuple[str, ...]:
        """Every reason once, for people; those of companions alone with the companion's name."""
        if self.blocked:
            return (self.blocked,)
        main = self.files.get(self.main, ())
        told = [str(change) for change in main]
        for file, changes in self.files.items():
            told += [f"{file.name}: {change}" for change in changes if change not in main]
        return tuple(dict.fromkeys(told))


def changes_of(job: Job, folder: Path) -> Changes:
    """The changes of a job's files in an output folder; none of a job whose results are current. Quick for
    these: a millisecond. Raises nothing for what is wrong with the job: it is told in ``blocked``."""
    from emogen.pipelines.review.verdict import settled

    try:
        # A take that a review kept is what is asked for.
        request = settled(job, folder).resolved(folder)
        changes = changes_in(request, folder / job.path, folder)
    except (EmogenError, OSError) as error:
        return Changes(job, job.path, {job.path: ()}, str(error))
    files = dict(zip(job.request.outputs(job.path), changes.values(), strict=True))
    main = next(iter(files), job.path)
    return Changes(job, main, {file: found for file, found in files.items() if found})


def of_another_emogen(jobs: Iterable[Job], folder: Path) -> dict[str, Changes]:
    """The changes of those jobs, by id, of which another emogen made a file that is otherwise as it is asked
    for. Quick where there is none: a tenth of a millisecond a file."""
    found: dict[str, Changes] = {}
    for job in jobs:
        files = (folder / file for file in job.request.outputs(job.path))
        if not all(map(is_of_this_emogen, files)) and (changes := changes_of(job, folder)).kept:
            found[job.id] = changes
    return found


def keeping(jobs: Iterable[Job], changes: Mapping[str, Changes]) -> tuple[Job, ...]:
    """The jobs with what is kept of them; changes as :func:`of_another_emogen` gives them."""
    return tuple(replace(job, kept=changes[job.id].kept) if job.id in changes else job for job in jobs)


def changes_in(request: Request, path: Path, root: Path) -> dict[Path, tuple[Change, ...]]:
    """The changes of every file of a request, none of a current one.

    Raises:
        RequestError: a file that the request reads is gone.
    """
    recipes = request.recipes(path, root)
    found = {file: _changes(request, file, made) for file, made in recipes.items()}
    unmade = [name for name in request.sources if any(_of_source(found, name))]
    if unmade:
        found = {file: tuple(_settled(request, changes, root, unmade)) for file, changes in found.items()}
    return found


def _changes(request: Request, file: Path, recipe: Recipe) -> tuple[Change, ...]:
    if not file.is_file():
        return (Change("missing"),)
    record = read_sidecar(file)
    if record is None:
        return (Change("new"),)
    whole = is_whole(file, record)
    if record.get("hash") == recipe.digest:
        return () if whole else (Change("damaged"),)
    changed = recipe.changes(record, _defaults(type(request))) or (Change("new"),)
    return changed if whole else (*changed, Change("damaged"))


def _of_source(found: Mapping[Path, Iterable[Change]], name: str) -> Iterable[bool]:
    return (change == Change("content", name) for changes in found.values() for change in changes)


def _settled(
    request: Request, changes: Iterable[Change], root: Path, unmade: Iterable[str]
) -> Iterable[Change]:
    """The changes, those of files that other jobs make only where more than emogen changed these."""
    for change in changes:
        source = request.sources.get(change.name) if change.kind == "content" else None
        if source is not None and change.name in unmade:
            theirs = changes_in(source.request.below(root), root / source.path, root)[root / source.path]
            if theirs and _is_of_emogen(theirs):
                yield from theirs
                continue
        yield change


def _is_of_emogen(changes: Iterable[Change]) -> bool:
    return all(change.is_of_emogen for change in changes)


@lru_cache(maxsize=64)
def _defaults(model: type[Request]) -> Mapping[str, Any]:
    """The defaults of a verb's parameters, JSON-like."""
    return {
        name: None if info.is_required() else to_jsonable_python(info.get_default(call_default_factory=True))
        for name, info in model.model_fields.items()
    }
