"""The review in a run: jobs that are to be reviewed, and the page at its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from emogen.pipelines.batch.job import Job, Reviewing
from emogen.pipelines.project.folder import is_project, load_project
from emogen.pipelines.review.aim import SPOKEN
from emogen.pipelines.review.entries import Place, entries_of
from emogen.pipelines.review.page import write_review


def with_review(jobs: Iterable[Job], source: Path, retries: int | None = None) -> tuple[Job, ...]:
    """Jobs whose lines are reviewed as they are made.

    Args:
        jobs: of a spec or a project.
        source: the spec, or the project: its settings say how often a line is tried again, and who is in it.
        retries: other takes of a line that fails; those of the project, or 3, by default.

    Raises:
        RequestError: the project is wrong.
    """
    names: tuple[str, ...] = ()
    usual = Reviewing().retries
    if is_project(source):
        project = load_project(source)
        usual = project.settings.review.retries
        names = tuple(
            dict.fromkeys(name for s in project.dialogue.speakers for name in (s.id, s.name) if len(name) > 1)
        )
    how = Reviewing(usual if retries is None else retries, names)
    return tuple(replace(job, review=how) if job.kind in SPOKEN else job for job in jobs)


def review_page(source: Path, results: Path, page: Path) -> Path:
    """Write the page of a run.

    Raises:
        RequestError: no line was made.
        OutputError: the page cannot be written.
    """
    home = source if source.is_dir() else source.parent if is_project(source) else results
    place = Place(home if results.resolve().is_relative_to(home.resolve()) else results, results)
    return write_review(place, entries_of(place), page)
