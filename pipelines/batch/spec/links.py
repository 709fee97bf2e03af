"""Jobs that use the results of other jobs: ``recording: job:greet``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from emogen.errors import RequestError, unknown_name
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.spec.jobs import Planned
from emogen.pipelines.batch.spec.paths import JOB, inputs
from emogen.pipelines.batch.spec.problems import Problems
from emogen.pipelines.requests.base import Source
from emogen.pipelines.requests.making import make_request


def in_order(planned: Mapping[str, Planned], ids: Collection[str], problems: Problems) -> Iterator[Planned]:
    """The jobs, each after those that it uses. A circle is a problem, as is a job that is not among the ids
    of the spec."""
    done: set[str] = set()
    for job in planned.values():
        if not job.uses:
            done.add(job.id)
            yield job
    for job in planned.values():
        yield from _with_used(job, planned, ids, problems, done)


def _with_used(
    job: Planned, planned: Mapping[str, Planned], ids: Collection[str], problems: Problems, done: set[str]
) -> Iterator[Planned]:
    """A job after those that it uses, without recursion: a chain may be as long as a spec."""
    if job.id in done:
        return
    done.add(job.id)
    stack = [(job, iter(list(job.uses.items())))]
    while stack:
        current, uses = stack[-1]
        step = next(uses, None)
        if step is None:
            stack.pop()
            yield current
            continue
        name, used = step
        if used not in ids:
            problems.add(current.place_of(name), _unknown(used, ids), job=repr(current.id))
        elif any(used == waiting.id for waiting, _ in stack):
            chain = [waiting.id for waiting, _ in stack]
            circle = " -> ".join((*chain[chain.index(used) :], used))
            error = RequestError("the job needs its own result", why=circle)
            problems.add(current.place_of(name), error, job=repr(current.id))
        elif used in planned and used not in done:
            done.add(used)
            stack.append((planned[used], iter(list(planned[used].uses.items()))))


def _unknown(id: str, ids: Collection[str]) -> RequestError:
    """The error for a job that is not there; near ones of a long spec are those that begin likewise."""
    known = ids if len(ids) <= _MANY else [known for known in ids if known[:3] == id[:3]][:_MANY]
    return unknown_name("job", id, known) if known else RequestError(f"unknown job {id!r}")


_MANY: Final = 1000
"""Ids among which near ones are looked for. Ours."""


def sources_of(job: Planned, jobs: Mapping[str, Job], problems: Problems) -> dict[str, Source] | None:
    """The results that a job uses, by parameter; None where something cannot be used at all, which is a
    problem. A stand-in takes the place of what is not there, so that the rest can be checked."""
    sources = {}
    for name, used in job.uses.items():
        reads = inputs(job.kind)[name]
        source = jobs.get(used)
        if not reads:
            fix = "Only recordings and pictures can be."
            error = RequestError(f"{name} cannot be the result of a job", fix=fix)
            problems.add(job.place_of(name), error, job=repr(job.id))
            return None
        if source is not None and source.path.suffix.lower() not in reads:
            what = f"{name} cannot be {JOB}{used}, which writes {source.path.name}"
            error = RequestError(what, fix=f"Use a job that writes {', '.join(reads)}.")
            problems.add(job.place_of(name), error, job=repr(job.id))
        elif source is not None:
            sources[name] = Source(source.request, source.path)
            continue
        sources[name] = Source(make_request("speak", {"text": "Hello."}), Path(f"hello{reads[0]}"))
    return sources


def relinked(jobs: list[Job], planned: Mapping[str, Planned]) -> list[Job]:
    """The jobs, in an order in which each comes after those that it uses, knowing these as they are now."""
    known: dict[str, Job] = {}
    for job in jobs:
        if job.needs:
            used = planned[job.id].uses
            sources = {name: Source(known[id].request, known[id].path) for name, id in used.items()}
            job = replace(job, request=job.request.using(sources))
        known[job.id] = job
    return list(known.values())
