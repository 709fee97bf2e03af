"""Choosing jobs of a batch: by what they belong to, and by shards that are made apart."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from emogen.errors import RequestError, unknown_name
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.manifest import Shard

_OWN = ("id", "kind")


def choose(jobs: Sequence[Job], only: Iterable[str]) -> tuple[Job, ...]:
    """The jobs that fit, and those whose results they use.

    Args:
        jobs: of the batch.
        only: conditions like ``"character=Eileen"``, with the name of a label, ``id`` or ``kind`` and a
            value, ``*`` and ``?`` in it for any letters. Of several with one name any may hold, and one of
            every name must.

    Raises:
        RequestError: it is no condition, or no job has such a label or value; near ones are offered.
    """
    wanted: dict[str, list[str]] = {}
    for condition in only:
        name, equals, value = (part.strip() for part in condition.partition("="))
        if not (name and equals and value):
            raise RequestError(f"{condition!r} is no condition", fix="Write e.g. character=Eileen.")
        _check(jobs, name, value)
        wanted.setdefault(name, []).append(value)
    if not wanted:
        return tuple(jobs)
    fitting = [
        job
        for job in jobs
        if all(any(_fits(job, name, value) for value in values) for name, values in wanted.items())
    ]
    if not fitting:
        raise RequestError("no job fits all that --only says", fix="Leave a condition out.")
    return _with_needs(jobs, fitting)


def in_shard(jobs: Sequence[Job], shard: Shard) -> tuple[Job, ...]:
    """The jobs of a shard. Which one a job is in depends on its id and the number of shards alone; jobs that
    use another's result are in the shard of the first of them."""
    if shard.count == 1:
        return tuple(jobs)
    known = {job.id for job in jobs}
    leader = {job.id: job.id for job in jobs}

    def root(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for job in jobs:
        for need in job.needs:
            if need in known:
                one, other = sorted((root(job.id), root(need)))
                leader[other] = one
    return tuple(job for job in jobs if _place(root(job.id), shard.count) == shard.number - 1)


def _place(name: str, count: int) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % count


def _value(job: Job, name: str) -> str | None:
    return str(getattr(job, name)) if name in _OWN else job.labels.get(name)


def _fits(job: Job, name: str, pattern: str) -> bool:
    value = _value(job, name)
    return value is not None and (value == pattern or fnmatchcase(value, pattern))


def _check(jobs: Sequence[Job], name: str, pattern: str) -> None:
    names = {*_OWN, *(label for job in jobs for label in job.labels)}
    if name not in names:
        raise unknown_name("label of jobs", name, names)
    if not any(_fits(job, name, pattern) for job in jobs):
        values = {value for job in jobs if (value := _value(job, name))}
        raise unknown_name(name, pattern, values if len(values) < 50 else _near(pattern, values))


def _near(pattern: str, values: set[str]) -> list[str]:
    """The values that share the most with one that is none, so that no error lists thousands."""
    return sorted(values, key=lambda value: (-len(set(value) & set(pattern)), value))[:50]


def _with_needs(jobs: Sequence[Job], chosen: Iterable[Job]) -> tuple[Job, ...]:
    by_id = {job.id: job for job in jobs}
    kept: set[str] = set()
    open_ = list(chosen)
    while open_:
        job = open_.pop()
        if job.id not in kept:
            kept.add(job.id)
            open_ += [by_id[need] for need in job.needs if need in by_id]
    return tuple(job for job in jobs if job.id in kept)
