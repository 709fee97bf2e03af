"""One job of a batch, made; whatever goes wrong with it is its outcome and no exception."""

from __future__ import annotations

import errno
import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Final

from emogen.errors import EmogenError, RequestError, in_one_line
from emogen.files import check_allowed, named_by, output_error, writing_below
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.outcome import Outcome, failed
from emogen.pipelines.requests.base import Made
from emogen.progress import Progress, ignore
from emogen.provenance import read_sidecar, texts_of

_PASSING: Final = frozenset(
    {
        *(errno.EAGAIN, errno.EBUSY, errno.ECONNRESET, errno.EDQUOT, errno.EINTR, errno.EIO, errno.EMFILE),
        *(errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.ESTALE, errno.ETIMEDOUT),
    }
)
"""Errors of the system that pass once others give back what they hold, or a network is there again. Ours."""


def perform(job: Job, folder: Path, progress: Progress = ignore) -> Outcome:
    """Make a job's results in ``folder``, unless they are there, and review them where the job says so.
    Raises nothing but ``KeyboardInterrupt``."""
    started = time.perf_counter()
    try:
        with writing_below(folder):
            return _performed(job, folder, progress, started)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # Anything: of plug-ins, of libraries, of a machine that is full.
        return _failure(job, folder, error, time.perf_counter() - started)


def _performed(job: Job, folder: Path, progress: Progress, started: float) -> Outcome:
    from emogen.pipelines.review.verdict import settled

    now = settled(job, folder)
    outcome = _done(now, folder)
    if outcome is not None and _is_reviewed(job, now, folder):
        return outcome
    if outcome is None:
        # What a job needs may have gone since the spec was checked.
        made = _update(now, folder, progress)
        outcome = Outcome(now, "made", now.request.outputs(now.path), made.notes, made.label)
    outcome = _reviewed(job, outcome, folder, progress)
    digest = str((read_sidecar(folder / job.path) or {}).get("hash", ""))
    return replace(outcome, seconds=time.perf_counter() - started, digest=digest)


def done_before(job: Job, folder: Path) -> Outcome | None:
    """The outcome of a job whose results are there with the content hash that they would get, and reviewed
    where the job says so; None of one that is to be made or reviewed.

    Raises:
        RequestError: a result would leave the folder by a link.
        EmogenError, OSError: what the job needs is gone.
    """
    from emogen.pipelines.review.verdict import settled

    now = settled(job, folder)
    before = _done(now, folder)
    return before if before is None or _is_reviewed(job, now, folder) else None


def known_outcome(job: Job, folder: Path) -> Outcome | None:
    """As :func:`done_before`; None also where that cannot be told."""
    try:
        return done_before(job, folder)
    except Exception:  # Whoever makes it meets it again, and reports it.
        return None


def _is_reviewed(asked: Job, now: Job, folder: Path) -> bool:
    """Whether a job needs no review, or has had it; ``now`` is it with the take that a review kept."""
    if asked.review is None:
        return True
    from emogen.pipelines.review.reviewer import Reviewer

    return Reviewer.of(folder, asked.review).is_reviewed(now)


def _done(job: Job, folder: Path) -> Outcome | None:
    path = folder / job.path
    request = job.resolved(folder)
    with writing_below(folder):
        for file in request.outputs(path, folder):
            check_allowed(file)
    if not request.is_done(path, folder, _kept(job, folder)):
        return None
    sidecar = read_sidecar(path) or {}
    label, digest = str(sidecar.get("label", request.label)), str(sidecar.get("hash", ""))
    notes = texts_of(sidecar, "notes")
    return Outcome(job, "unchanged", request.outputs(job.path), notes, label, digest=digest)


def _reviewed(asked: Job, outcome: Outcome, folder: Path, progress: Progress) -> Outcome:
    """An outcome after the review of its result, which may have had another take made."""
    if asked.review is None:
        return outcome
    from emogen.pipelines.review.reviewer import Reviewer

    found = Reviewer.of(folder, asked.review).review_and_retry(asked, progress)
    if found is None:
        return outcome
    status = "made" if found.job.request.take != outcome.job.request.take else outcome.status
    return replace(outcome, job=found.job, status=status, notes=(*outcome.notes, *found.notes))


def _update(job: Job, folder: Path, progress: Progress) -> Made:
    return job.resolved(folder).update(folder / job.path, progress, folder, kept=_kept(job, folder))


def _kept(job: Job, folder: Path) -> frozenset[Path]:
    return frozenset(folder / file for file in job.kept)


def _failure(job: Job, folder: Path, error: BaseException, seconds: float) -> Outcome:
    passing = _may_pass(error)
    trace = "" if isinstance(error, EmogenError) else "".join(traceback.format_exception(error))
    if isinstance(error, OSError):  # E.g. no room in the temporary folder; the jobs after may have it.
        error = output_error(named_by(error, folder / job.path), error)
    return failed(job, in_one_line(error), passing=passing, seconds=seconds, trace=trace)


def _may_pass(error: BaseException | None) -> bool:
    """Whether an error, or what it comes from, is of the kind that another attempt may not meet."""
    if isinstance(error, RequestError):
        return False
    seen = 0
    while error is not None and seen < 10:
        if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in _PASSING):
            return True
        error, seen = error.__cause__, seen + 1
    return False
