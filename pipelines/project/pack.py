"""The voice pack that a project's folder holds: lines whose sounds are there, and what made them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from emogen.errors import EmogenError, RequestError
from emogen.pipelines.batch.job import Job
from emogen.pipelines.project.exporting import Credit, Pack, SpokenLine
from emogen.pipelines.project.folder import Project, load_project
from emogen.pipelines.project.jobs import project_jobs
from emogen.pipelines.project.lines import DialogueLine
from emogen.pipelines.project.spoken import own_language
from emogen.provenance import read_sidecar, texts_of

_NOTED: Final = re.compile(r"made by (?P<name>.+?), licence (?P<licence>.+)")
"""Note by which backends whose models users choose tell the licence."""


def load_pack(path: str | Path, results: str | Path | None = None) -> Pack:
    """The pack of a project.

    Args:
        path: the project's folder.
        results: where its sounds lie; its own output folder by default.

    Raises:
        RequestError: it is no project, or none of its lines has a sound.
    """
    project = load_project(path)
    folder = project.results if results is None else Path(results)
    jobs = {job.id: job for job in project_jobs(project).jobs}
    sounds = {id: _sound(job, folder) for id, job in jobs.items()}
    there = {id: sound for id, sound in sounds.items() if sound is not None}
    if not there:
        raise RequestError(
            f"no line of {project.folder} has a sound in {folder}",
            fix=f"Make them with `emogen run {project.folder}`.",
        )
    languages = _languages(project, jobs)
    lines = tuple(_spoken_lines(project, languages, jobs, there))
    return Pack(
        project.settings.name,
        project.dialogue,
        lines,
        languages,
        notes=(
            *_missing(len(jobs) - len(there), project.folder),
            *_outdated(jobs, there, project.folder),
            *_rejected(there),
        ),
        script=_script(project),
    )


def _script(project: Project) -> Path | None:
    """What was imported, if it is one file or folder that is still there."""
    sources = project.settings.sources
    path = project.folder / sources[0].path if sources else None
    return path if path is not None and path.exists() else None


def _missing(count: int, folder: Path) -> tuple[str, ...]:
    if not count:
        return ()
    lines = "1 line has" if count == 1 else f"{count} lines have"
    return (f"{lines} no sound yet: make them with `emogen run {folder}`.",)


def _outdated(jobs: Mapping[str, Job], sounds: Mapping[str, Path], folder: Path) -> tuple[str, ...]:
    """A note on sounds that say other words than the script does now; none where there are no such."""
    others = [id for id, sound in sounds.items() if _says_else(jobs[id], read_sidecar(sound) or {})]
    if not others:
        return ()
    sounds_of = f"the sound of {others[0]} says" if len(others) == 1 else f"{len(others)} sounds say"
    return (f"{sounds_of} an older wording: make it anew with `emogen run {folder}`.",)


def _rejected(sounds: Mapping[str, Path]) -> tuple[str, ...]:
    """A note on sounds in which a review found something wrong; none where there are no such."""
    from emogen.pipelines.review.verdict import read_record

    wrong = {}
    for id, sound in sounds.items():
        record = read_record(sound)
        # A sound that was made anew since has not been heard.
        if record and not record.review.passed and record.review.sound == _sha256(sound):
            wrong[id] = record.review
    if not wrong:
        return ()
    first, review = next(iter(wrong.items()))
    count = "1 line" if len(wrong) == 1 else f"{len(wrong)} lines"
    return (f"{count} did not pass the review, e.g. {first}: {review.told}. See `emogen review`.",)


def _sha256(sound: Path) -> str:
    return str((read_sidecar(sound) or {}).get("sha256", ""))


def _says_else(job: Job, record: Mapping[str, Any]) -> bool:
    said = _asked(record).get("text")
    return isinstance(said, str) and said != getattr(job.request, "text", said)


def _languages(project: Project, jobs: Mapping[str, Job]) -> dict[str, str]:
    """The code of each language in which lines are spoken, by the tool's name."""
    codes = {"": own_language(project)}
    for line in project.dialogue.lines:
        for tool in line.words:
            job = jobs.get(_job_id(tool, line.id))
            if job is not None:
                codes.setdefault(tool, job.labels["language"])
    return codes


def _sound(job: Job, folder: Path) -> Path | None:
    path = folder / job.path
    return path if path.is_file() else None


def _spoken_lines(
    project: Project, languages: Mapping[str, str], jobs: Mapping[str, Job], sounds: Mapping[str, Path]
) -> Iterator[SpokenLine]:
    """Every line with a sound, its own or another line's."""
    for tool in languages:
        for line in project.dialogue.lines:
            if tool not in line.words:
                continue
            id = _job_id(tool, line.same_as or line.id)
            if id in sounds:
                yield _spoken(line, tool, jobs[id], sounds[id])


def _job_id(tool: str, id: str) -> str:
    return f"{tool}/{id}" if tool else id


def _spoken(line: DialogueLine, tool: str, job: Job, sound: Path) -> SpokenLine:
    record = read_sidecar(sound) or {}
    seconds = record.get("seconds")
    return SpokenLine(
        line,
        tool,
        {"sound": sound, **_companions(sound)},
        float(seconds) if isinstance(seconds, int | float) else _duration(sound),
        label=str(record.get("label") or ""),
        voice=str(_asked(record).get("voice") or job.request.normal().get("voice") or ""),
        made_by=str(record.get("made_by") or ""),
        credits=credits_of(record),
    )


def _companions(sound: Path) -> dict[str, Path]:
    """Files that were made beside a sound, by kind."""
    from emogen.pipelines.face.export.backend import motion_suffixes
    from emogen.pipelines.speech.delivery.captions import CAPTION_SUFFIXES

    kinds = dict.fromkeys(CAPTION_SUFFIXES, "captions")
    kinds |= {suffix: suffix[1:] for suffix in motion_suffixes()} | {".timings.json": "timings"}
    beside = {kind: sound.with_name(sound.stem + suffix) for suffix, kind in kinds.items()}
    return {kind: path for kind, path in beside.items() if path.is_file()}


def _duration(sound: Path) -> float:
    from emogen.sound import decoded

    return decoded(sound).duration


def _asked(record: Mapping[str, Any]) -> Mapping[str, Any]:
    asked = record.get("request")
    return asked if isinstance(asked, dict) else {}


# Credits


def credits_of(record: Mapping[str, Any]) -> tuple[Credit, ...]:
    """What a sound was made with, by its sidecar; what people have no plug-in for any more has no licence."""
    asked = _asked(record)
    backend = asked.get("backend")
    noted = [
        Credit(match["name"], match["licence"], "", "weights")
        for note in texts_of(record, "notes")
        if (match := _NOTED.fullmatch(note))
    ]
    made = _of_backend(backend) if isinstance(backend, str) else ()
    actor = asked.get("actor")
    return (*made, *noted, *((Credit(Path(actor).name, use="actor's targets"),) if actor else ()))


@lru_cache(maxsize=64)
def _of_backend(name: str) -> tuple[Credit, ...]:
    """Weights and the distribution of what speaks."""
    from emogen.registry import find_plugin, models_of
    from emogen.weights import find_model

    try:
        plugin = find_plugin("speech", name)
        models = [find_model(id) for id in models_of(plugin.load())]
    except EmogenError:
        return (Credit(name, use="speech backend"),)
    weights = [
        Credit(
            model.title.partition(",")[0], model.licence, str(model.sources[0]).partition(",")[0], "weights"
        )
        for model in models
    ]
    return (Credit(plugin.origin, _licence(plugin.distribution), "", "speech backend"), *weights)


def _licence(distribution: str) -> str:
    """The licence of an installed distribution as its metadata tell it; "" where they do not."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        about = metadata(distribution)
    except PackageNotFoundError:
        return ""
    told = next((about[name] for name in ("License-Expression", "License") if name in about), "")
    return told.strip().partition("\n")[0]
