"""Plans: what a batch would make, how long it takes, and everything that is wrong with it, before it runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from emogen.conditioning.ssml import read_script
from emogen.conditioning.variables import filled
from emogen.errors import EmogenError
from emogen.pipelines.batch.changes import changes_of
from emogen.pipelines.batch.job import Job
from emogen.pipelines.project.estimate import Estimate, estimated
from emogen.pipelines.project.folder import is_project, load_project
from emogen.pipelines.project.jobs import load_batch, project_jobs, results_of
from emogen.pipelines.project.lines import DialogueLine, Problem
from emogen.pipelines.requests.speak import SpeakRequest
from emogen.pipelines.speech.backend import SpeechBackend, voice_of
from emogen.pipelines.speech.scripts import as_told, check_vocals
from emogen.pipelines.speech.text.asides import as_notes, asides
from emogen.pipelines.speech.text.languages import LATIN, Language, find_language
from emogen.timeline import Seconds

State = Literal["new", "changed", "unchanged"]

_PLAIN: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-zÀ-ÖØ-öø-ÿœŒ0-9 ,.!?;'’“”«»…—–-]+")
"""Texts of which nothing is left out by voices of languages that are written in Latin letters."""

_FASTEST: Final = 1.3
"""Tempo over the usual one at which a line may be said to fit its slot. Ours: beyond it words blur."""


@dataclass(frozen=True, slots=True)
class PlannedJob:
    """A job and what becomes of it.

    Attributes:
        job: see there.
        state: ``new`` where nothing of it is there, ``changed`` where its results are of another request.
        cost: what making it takes; of an unchanged job nothing.
        reasons: of a changed job, what is different, for people.
    """

    job: Job
    state: State
    cost: Estimate
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a batch.

    Attributes:
        jobs: all of them.
        problems: everything that is wrong or left out.
        unspoken: how many lines have no sound, by the reason.
        folder: where results would go.
    """

    jobs: tuple[PlannedJob, ...]
    problems: tuple[Problem, ...]
    unspoken: Mapping[str, int]
    folder: Path

    @property
    def cost(self) -> Estimate:
        """Of all that is to be made."""
        return sum((planned.cost for planned in self.jobs), Estimate())

    def by(self, label: str) -> dict[str, list[PlannedJob]]:
        """The jobs by a label, such as ``character``."""
        groups: dict[str, list[PlannedJob]] = {}
        for planned in self.jobs:
            groups.setdefault(planned.job.labels.get(label, ""), []).append(planned)
        return groups


def plan(path: str | Path, folder: Path | None = None) -> Plan:
    """The plan of a project or of a spec file.

    Args:
        path: either.
        folder: where results would go; by default as `emogen run` has it.

    Raises:
        RequestError: a spec is wrong, all of it at once; a project's files are damaged.
    """
    path = Path(path)
    results = folder or results_of(path)
    places: dict[str, DialogueLine] = {}
    if is_project(path):
        project = load_project(path)
        made = project_jobs(project)
        jobs, problems = made.jobs, [*project.dialogue.problems, *made.problems]
        unspoken = Counter(line.reason for line in made.unspoken)
        places = {line.id: line for line in project.dialogue.lines}
    else:
        jobs, problems, unspoken = load_batch(path), [], Counter()
    planned = tuple(_planned(job, results) for job in jobs)
    speaking: Speaking = {}
    for entry in planned:
        line = places.get(entry.job.id) or places.get(entry.job.id.partition("/")[2])
        file, row = (line.file, line.row) if line else (path.name, 0)
        slot = line.longest if line else None
        told = (f"{entry.job.id}: {what}" for what in _problems(entry, slot, speaking))
        problems += (Problem(file, row, what) for what in told)
    return Plan(planned, tuple(dict.fromkeys(problems)), unspoken, results)


def _planned(job: Job, folder: Path) -> PlannedJob:
    if not (folder / job.path).is_file():
        return PlannedJob(job, "new", estimated(job))
    changes = changes_of(job, folder)
    if not changes.files:
        return PlannedJob(job, "unchanged", Estimate())
    # Files beside a sound are made from it, in no time.
    cost = estimated(job) if job.path in changes.files else Estimate()
    return PlannedJob(job, "changed", cost, changes.reasons())


def _problems(planned: PlannedJob, slot: Seconds | None, speaking: Speaking) -> Iterator[str]:
    """Problems of a job, and what is left out of it."""
    request = planned.job.request
    if not isinstance(request, SpeakRequest):
        return
    try:
        yield from left_out(request, speaking)
    except EmogenError as error:
        yield str(error)
    seconds = estimated(planned.job).speech
    if slot and seconds > _FASTEST * slot:
        yield f"some {seconds:.1f} s do not fit the slot of {slot:.1f} s"


Speaking = dict[Hashable, tuple[SpeechBackend, Language]]
"""Backends and languages by who speaks, for one plan."""


def left_out(request: SpeakRequest, speaking: Speaking) -> tuple[str, ...]:
    """Parts of a line that are not said, each with its place. The words themselves are not looked up: that
    takes a tenth as long as saying them.

    Args:
        request: of the line.
        speaking: filled with who speaks.

    Raises:
        RequestError: the line cannot be said at all.
    """
    text = request.text
    speaker = request.speaker
    key = speaker.backend, speaker.name, request.device, tuple(sorted(request.option.items()))
    if key not in speaking:
        backend = request.speech_backend()
        speaking[key] = backend, find_language(voice_of(backend, speaker.name or "").language)
    backend, language = speaking[key]
    if language.scripts == LATIN and request.markup == "auto" and _PLAIN.fullmatch(text):
        return ()
    script = read_script(filled(text, request.variables, markup=request.markup), markup=request.markup)
    check_vocals(script, backend)
    if not script.text:
        return as_told(script.notes)
    aside = asides(script.text, language, ())
    return as_told((*script.notes, *as_notes(script.text, aside)))
