"""Loading a spec."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from emogen.errors import RequestError, as_path
from emogen.pipelines.batch.dialogue import in_conversation
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.spec.collisions import check_collisions
from emogen.pipelines.batch.spec.jobs import Checker, Planned, plan
from emogen.pipelines.batch.spec.links import in_order, relinked, sources_of
from emogen.pipelines.batch.spec.problems import Place, Problems
from emogen.pipelines.batch.spec.reading import read_jobs
from emogen.pipelines.batch.spec.templates import named_file


def load_spec(path: str | Path) -> tuple[Job, ...]:
    """Read and check a spec file, with all that it includes.

    Raises:
        SpecError: everything that is wrong with it, one line each with file, line, column and job: unknown
            keys and names, values that do not fit, two jobs with one id or one file, a job that needs
            itself.
        RequestError: the file is not there, or malformed.
    """
    with _without_collections():
        problems = Problems()
        drafts = read_jobs(as_path(path, "spec"), problems)
        ids: dict[str, Place] = {}
        plans = (plan(draft, index, ids, problems) for index, draft in enumerate(drafts))
        planned = {job.id: job for job in plans if job is not None}
        jobs = _made(planned, ids, problems)
        check_collisions(jobs, planned, problems)
        problems.raise_any()
        return tuple(_conversing(jobs, planned))


def _made(planned: dict[str, Planned], ids: Collection[str], problems: Problems) -> list[Job]:
    """The jobs in an order in which each comes after those that it uses."""
    checker, jobs, suffixes = Checker(problems), dict[str, Job](), dict[str, tuple[str, ...]]()
    for job in in_order(planned, ids, problems):
        sources = sources_of(job, jobs, problems) if job.uses else {}
        request = None if sources is None else checker.request(job, sources)
        if request is None:
            continue
        try:
            own = suffixes.get(job.kind) or suffixes.setdefault(job.kind, request.suffixes())
            path = named_file(job.template, job.id, request, job.index, job.labels, own)
        except RequestError as error:
            place = job.draft.place.below("file") if "file" in job.draft.fields else job.draft.place
            problems.add(place, error, job=repr(job.id))
            continue
        needs = tuple(dict.fromkeys(job.uses.values()))
        jobs[job.id] = Job(job.id, request, path, job.labels, needs)
    return list(jobs.values())


def _conversing(jobs: list[Job], planned: dict[str, Planned]) -> Iterator[Job]:
    """The jobs in the order of the spec, each file's as a conversation."""
    order = [job.id for job in jobs]
    written = sorted(jobs, key=lambda job: planned[job.id].index)
    files = groupby(written, key=lambda job: id(planned[job.id].draft.place.document))
    spoken = {job.id: job for _, of_file in files for job in in_conversation(list(of_file))}
    if not any(job.needs for job in jobs):
        yield from spoken.values()
        return
    linked = {job.id: job for job in relinked([spoken[id] for id in order], planned)}
    yield from (linked[job.id] for job in written)


@contextmanager
def _without_collections() -> Iterator[None]:
    """No search for circles of garbage meanwhile: a spec makes objects by the hundred thousand, all of which
    are kept."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
