"""Jobs that use the results of other jobs: ``recording: job:greet``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from emogen.errors import RequestError, unknown_name
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.spec.jobs import Planned
from emogen.pipelines.batch.spec.paths import JOB, inputs
from emogen.pipelines.batch.spec.problems import Problems
from emogen.pipelines.requests.base import Source
from emogen.pipelines.requests.making import make_request


def in_order(planned: Mapping[str, Planned], problems: Problems) -> Iterator[Planned]:
    """The jobs, each after those that it uses; of a circle none, which is a problem, as are unknown jobs."""
    done: set[str] = set()
    for job in planned.values():
        if not job.uses:
            done.add(job.id)
            yield job
    for job in planned.values():
        yield from _with_used(job, planned, problems, done)


def _with_used(
    job: Planned, planned: Mapping[str, Planned], problems: Problems, done: set[str]
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
        if used not in planned:
            error = unknown_name("job", used, planned)
            problems.add(current.place_of(name), error, job=repr(current.id))
        elif any(used == waiting.id for waiting, _ in stack):
            ids = [waiting.id for waiting, _ in stack]
            circle = " -> ".join((*ids[ids.index(used) :], used))
            error = RequestError("the job needs its own result", why=circle)
            problems.add(current.place_of(name), error, job=repr(current.id))
        elif used not in done:
            done.add(used)
            stack.append((planned[used], iter(list(planned[used].uses.items()))))


def sources_of(job: Planned, jobs: Mapping[str, Job], problems: Problems) -> dict[str, Source]:
    """The results that a job uses, by parameter. What cannot be used is a problem; a stand-in takes the place
    of what is not there, so that the rest can be checked."""
    sources = {}
    for name, used in job.uses.items():
        reads = inputs(job.kind)[name]
        source = jobs.get(used)
        if not reads:
            fix = "Only recordings and pictures can be."
            error = RequestError(f"{name} cannot be the result of a job", fix=fix)
            problems.add(job.place_of(name), error, job=repr(job.id))
        elif source is not None and source.path.suffix.lower() not in reads:
            what = f"{name} cannot be {JOB}{used}, which writes {source.path.name}"
            error = RequestError(what, fix=f"Use a job that writes {', '.join(reads)}.")
            problems.add(job.place_of(name), error, job=repr(job.id))
        elif source is not None:
            sources[name] = Source(source.request, source.path)
            continue
        suffix = reads[0] if reads else ".wav"
        sources[name] = Source(make_request("speak", {"text": "Hello."}), Path(f"hello{suffix}"))
    return sources


def relinked(jobs: list[Job], planned: Mapping[str, Planned]) -> list[Job]:
    """The jobs, in an order in which each comes after those that it uses, knowing these as they are now."""
    known: dict[str, Job] = {}
    for job in jobs:
        if job.needs:
            used = planned[job.id].uses
            sources = {name: Source(known[id].request, known[id].path) for name, id in used.items()}
            job = Job(job.id, job.request.using(sources), job.path, job.labels, job.needs)
        known[job.id] = job
    return list(known.values())
