"""Samples of a cast: for each character and language the lines that tell most of how they sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from emogen.errors import RequestError
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.outcome import Nobody, Outcome
from emogen.pipelines.batch.page import write_page
from emogen.pipelines.batch.runner import run_jobs
from emogen.pipelines.project.folder import Project
from emogen.pipelines.project.jobs import project_jobs
from emogen.progress import Progress, ignore

SAMPLES: Final = "samples"
"""Folder of a project in which they lie."""

_USUAL: Final = 70
"""Characters of a line that is long enough to hear a voice and short enough to hear many. Ours."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Samples that were made.

    Attributes:
        page: where they can be heard.
        outcomes: of each.
    """

    page: Path
    outcomes: tuple[Outcome, ...]


def make_samples(project: Project, each: int = 2, progress: Progress = ignore) -> Samples:
    """Make samples in the project's folder, and a page of them. What is unchanged stays.

    Args:
        project: whose.
        each: lines of each character and language, at most.
        progress: told the fraction done.

    Raises:
        RequestError: nobody speaks.
        OutputError: the folder cannot be written to.
    """
    chosen = telling_jobs(project_jobs(project).jobs, each)
    if not chosen:
        raise RequestError(f"nobody of {project.folder} speaks", fix="See `emogen plan`.")
    folder = project.folder / SAMPLES
    outcomes = run_jobs(chosen, folder, watcher=_Watcher(len(chosen), progress))
    records = [outcome.record() for outcome in outcomes]
    return Samples(write_page(records, folder, title=f"{project.settings.name}: the cast"), outcomes)


def telling_jobs(jobs: Sequence[Job], each: int) -> list[Job]:
    """Of each character and language the jobs that tell most: lines with a direction or with emphasis, of a
    usual length, each as different from the others as can be; in the order of the script."""
    groups: dict[tuple[str, str], list[Job]] = {}
    for job in jobs:
        groups.setdefault((job.labels["character"], job.labels["language"]), []).append(job)
    chosen: list[Job] = []
    for (character, language), own in groups.items():
        ranked = sorted(own, key=_telling)
        emotions: set[str] = set()
        different = []
        for job in ranked:
            emotion = str(getattr(job.request, "emotion", ""))
            if emotion not in emotions or emotion == "auto":
                different.append(job)
                emotions.add(emotion)
        picked = [*different, *(job for job in ranked if job not in different)][:each]
        for job in own:
            if job in picked:
                voice = getattr(job.request, "voice", None) or ""
                labels = {**job.labels, "voice": voice}
                chosen.append(replace(job, id=f"{character} ({language}, {voice}): {job.id}", labels=labels))
    return chosen


def _telling(job: Job) -> tuple[int, int]:
    """The rank of a line: the least tells most."""
    request = job.request
    text = str(getattr(request, "text", ""))
    directed = getattr(request, "emotion", "auto") != "auto"
    marked = any(sign in text for sign in "!?…")
    return -(2 * directed + marked), abs(len(text) - _USUAL)


class _Watcher(Nobody):
    """Tells how far it is."""

    def __init__(self, count: int, progress: Progress) -> None:
        self.done, self.count, self.tell = 0, count, progress

    def ended(self, outcome: Outcome, /) -> None:
        del outcome
        self.done += 1
        self.tell(self.done / self.count)
