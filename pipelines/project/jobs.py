"""The jobs of a project: each line that is spoken, in each language that somebody speaks."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any, Final

from emogen.conditioning.track import AUTO
from emogen.errors import EmogenError, RequestError, unknown_name
from emogen.file_names import file_name, file_names
from emogen.files import check_name
from emogen.pipelines.batch.dialogue import in_conversation
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.spec import load_spec
from emogen.pipelines.project.directions import read_as_direction
from emogen.pipelines.project.folder import CAST, RESULTS, SETTINGS, Project, is_project, load_project
from emogen.pipelines.project.lines import DialogueLine, Problem
from emogen.pipelines.project.overrides import OVERRIDES, overridden_job
from emogen.pipelines.project.roles import Role, characters_of
from emogen.pipelines.project.spoken import (
    has_voices,
    language_base,
    own_language,
    translations,
    variables_of,
)
from emogen.pipelines.requests.making import make_request, validated
from emogen.pipelines.requests.speak import SpeakRequest
from emogen.pipelines.speech.delivery.evenness import EVEN

_FIELDS: Final = ("language", "id", "character", "scene")
"""Fields of the template of files."""

_OWN: Final = frozenset({"text", "variables", "before", "voice", "character", "backend"})
"""Parameters of a line that the project's defaults cannot set: the script and the cast do."""


@dataclass(frozen=True, slots=True)
class Unspoken:
    """A line that no job speaks.

    Attributes:
        id, language: which, as jobs name them.
        reason: in a few words, e.g. ``"nothing to say"``.
    """

    id: str
    language: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProjectJobs:
    """The jobs of a project, and its problems.

    Attributes:
        jobs: in the order of the script, language by language.
        problems: what people should know or mend; the jobs can be made all the same.
        unspoken: lines without a job.
    """

    jobs: tuple[Job, ...]
    problems: tuple[Problem, ...]
    unspoken: tuple[Unspoken, ...]


def load_batch(path: str | Path, tell: Callable[[str], None] | None = None) -> tuple[Job, ...]:
    """The jobs of a spec file, or of a project's folder.

    Args:
        path: either.
        tell: is told in one sentence what of a project is left out or not understood, if anything is.

    Raises:
        RequestError: either is wrong; no line of the project can be spoken.
    """
    path = Path(path)
    if not is_project(path):
        if path.is_dir():
            raise RequestError(
                f"{path} is no project",
                why="it has no project.yaml",
                fix="Make one with `emogen import GAME -o FOLDER`, or name a spec.",
            )
        return load_spec(path)
    project = load_project(path)
    found = project_jobs(project)
    if not found.jobs:
        told = found.problems[0].what if found.problems else "it has none"
        raise RequestError(f"{path}: no line can be spoken", why=told, fix="See `emogen plan`.")
    if found.problems and tell:
        tell(f"{len(found.problems)} problems of the project: see `emogen plan {path}`")
    return found.jobs


def results_of(path: Path) -> Path:
    """The folder that results are written to unless another is named: of a project its own, of a spec
    ``out`` where the user is."""
    if not is_project(path):
        return Path(RESULTS)
    return (path if path.is_dir() else path.parent) / RESULTS


def project_jobs(project: Project) -> ProjectJobs:
    """All jobs of a project, and whatever is wrong with it, at once.

    Raises:
        RequestError: its template of files or its defaults are wrong.
    """
    return _Maker(project).made()


@dataclass(slots=True)
class _Maker:
    """The making of jobs."""

    project: Project
    problems: list[Problem] = field(default_factory=list)
    unspoken: list[Unspoken] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    paths: dict[str, tuple[str, str]] = field(default_factory=dict)  # Of each file, whose it is.
    members: dict[tuple[str, str], dict[str, Any] | None] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # File names by id.
    characters: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    def made(self) -> ProjectJobs:
        dialogue, settings = self.project.dialogue, self.project.settings
        _check_defaults(settings.defaults)
        _check_template(settings.files)
        self.names = file_names(dict.fromkeys(line.id for line in dialogue.lines))
        self.characters = characters_of(dialogue)
        self.variables = variables_of(self.project)
        self._cast_problems()
        jobs: list[Job] = []
        for tool, code in {"": own_language(self.project), **translations(self.project)}.items():
            if code and not self._is_spoken(code):
                name = f"{tool} ({code})" if tool not in ("", code) else code
                self._tell(SETTINGS, 0, f"no voice speaks {name}: its lines are left out")
                self._leave_out(tool, f"no voice for {code}")
            elif code:
                jobs += self._in_language(tool, code)
        for id in sorted(self.project.overrides.lines.keys() - {job.id for job in jobs}):
            self._tell(OVERRIDES, 0, f"no line {id!r} is spoken: what it says of it is left out")
        return ProjectJobs(tuple(jobs), tuple(self.problems), tuple(self.unspoken))

    def _leave_out(self, tool: str, reason: str) -> None:
        lines = (line for line in self.project.dialogue.lines if tool in line.words)
        self.unspoken += (Unspoken(line.id, tool, self._silence(line, tool) or reason) for line in lines)

    def _is_spoken(self, code: str) -> bool:
        """Whether anybody speaks a language: a voice that is there, or somebody of the cast."""
        return has_voices(code) or any(code in role.languages for role in self.project.cast.values())

    def _in_language(self, tool: str, code: str) -> Iterator[Job]:
        """The jobs of one language, those of a scene as one conversation."""
        jobs = filter(None, (self._job(line, tool, code) for line in self.project.dialogue.lines))
        for _, scene in groupby(jobs, key=lambda job: job.labels["scene"]):
            yield from in_conversation(tuple(scene))

    def _job(self, line: DialogueLine, tool: str, code: str) -> Job | None:
        id = f"{tool}/{line.id}" if tool else line.id
        if reason := self._silence(line, tool):
            self.unspoken.append(Unspoken(line.id, tool, reason))
            return None
        character = self.characters[line.speaker]
        own = self._member(character, code)
        if own is None:
            self.unspoken.append(Unspoken(line.id, tool, f"nobody speaks {character} in {code}"))
            return None
        try:
            request = validated(SpeakRequest, {**own, **self._words(line, tool)})
            path = self._path(line, tool, character, code)
        except EmogenError as error:
            self._tell(line.file, line.row, f"line {id!r}: {error}")
            self.unspoken.append(Unspoken(line.id, tool, "it cannot be a request"))
            return None
        labels = {"character": character, "scene": line.scene, "language": code}
        return self._overridden(Job(id, request, path, labels))

    def _overridden(self, job: Job) -> Job:
        """The job with what a person changed about it after hearing it."""
        try:
            return overridden_job(job, self.project.overrides)
        except EmogenError as error:
            self._tell(OVERRIDES, 0, str(error).removeprefix(f"{OVERRIDES}: "))
            return job

    def _silence(self, line: DialogueLine, tool: str) -> str:
        """Why a line has no sound in a language; "" if it has one."""
        settings = self.project.settings
        if line.kind not in settings.kinds:
            return f"a {line.kind}"
        if tool not in line.words:
            return f"not translated to {tool}" if tool else "in translations only"
        if line.same_as:
            return f"uses the sound of {line.same_as}"
        if self._role(line).skip:
            return f"{self.characters[line.speaker]} is skipped"
        return "" if line.words[tool].spoken.strip() else "nothing to say"

    def _role(self, line: DialogueLine) -> Role:
        return self.project.cast.get(self.characters[line.speaker], _NOBODY)

    def _words(self, line: DialogueLine, tool: str) -> dict[str, Any]:
        """The fields of a request that the line itself decides."""
        variables = self.variables
        directed = read_as_direction(line.direction)
        if directed.problem:
            self._tell(line.file, line.row, directed.problem)
        text = line.words[tool].spoken
        values: dict[str, Any] = {"text": f"{directed.mark} {text}" if directed.mark else text}
        if directed.emotion:
            values["emotion"] = directed.emotion
        if line.longest:
            values["max_seconds"] = line.longest
        if words := {name: variables[name] for name in line.variables if name in variables}:
            values["variables"] = words
        for name in line.variables:
            if name not in variables:
                self._tell(SETTINGS, 0, f"the variable {name!r} has no words: it is left out of the lines")
        return values

    def _path(self, line: DialogueLine, tool: str, character: str, code: str) -> Path:
        fields = {
            "language": file_name(code),
            "id": self.names[line.id],
            "character": file_name(character),
            "scene": file_name(line.scene),
        }
        name = self.project.settings.files.format(**fields)
        # An id may end as a file does: `door.wav`.
        has_suffix = PurePosixPath(self.project.settings.files).suffix.lower() in SpeakRequest.suffixes()
        path = PurePosixPath(name if has_suffix else name + SpeakRequest.suffixes()[0])
        owner = self.paths.setdefault(path.as_posix().casefold(), (tool, line.id))
        if owner != (tool, line.id):
            raise RequestError(f"its file {path} is that of the line {'/'.join(filter(None, owner))!r}")
        return Path(path)

    # Who speaks

    def _member(self, character: str, code: str) -> dict[str, Any] | None:
        """Fields of requests of somebody in a language; None where nobody speaks it, which is told once."""
        key = character, code
        if key not in self.members:
            try:
                self.members[key] = self._speaking(character, code)
            except EmogenError as error:
                self.members[key] = None
                self._tell(CAST, 0, f"{character}: {error}")
        return self.members[key]

    def _speaking(self, character: str, code: str) -> dict[str, Any]:
        role = self.project.cast.get(character)
        if role is None:
            raise RequestError("is not in the cast", fix="Run `emogen import` again, or add an entry.")
        member = role.speaking(code)
        defaults = {"emotion": AUTO, "loudness": EVEN, **self.project.settings.defaults}
        own = member.fields(character, SpeakRequest.model_fields)
        values = {**defaults, **own}
        request = validated(SpeakRequest, {**values, "text": "…"})
        request.check()
        from emogen.pipelines.speech.backend import voice_of

        voice = voice_of(request.speech_backend(), request.speaker.name or "")
        if language_base(voice.language) != language_base(code):
            raise RequestError(
                f"the voice {voice.name} speaks {voice.language}, not {code}",
                fix=f"Write `languages: {{{code}: VOICE}}` in {CAST}.",
            )
        return values

    def _cast_problems(self) -> None:
        for name in self.project.cast:
            if name not in self.characters.values():
                self._tell(CAST, 0, f"{name} says no line of the script")

    def _tell(self, file: str, row: int, what: str) -> None:
        problem = Problem(file, row, what)
        if str(problem) not in self.told:
            self.told.add(str(problem))
            self.problems.append(problem)


_NOBODY: Final = Role()


def _check_defaults(defaults: Mapping[str, Any]) -> None:
    known = set(SpeakRequest.model_fields) - _OWN
    for name in defaults:
        if name not in known:
            raise _located(unknown_name("parameter in defaults", name, known))
    try:
        make_request("speak", {"emotion": AUTO, **defaults, "text": "…"})
    except RequestError as error:
        raise _located(error) from error


def _check_template(template: str) -> None:
    try:
        parts = [part for part in string.Formatter().parse(template) if part[1] is not None]
    except ValueError as error:
        raise _located(RequestError(f"cannot read the template {template!r}", why=str(error))) from error
    fields = [str(name) for _, name, _, _ in parts]
    for name in fields:
        if name not in _FIELDS:
            raise _located(unknown_name("field in the template of files", name, _FIELDS))
    path = PurePosixPath(template)
    plain = not any(form or conversion for _, _, form, conversion in parts)
    if "id" not in fields or path.is_absolute() or ".." in path.parts or not plain:
        fix = 'Write e.g. "{language}/{id}".'
        raise _located(RequestError(f"the template of files {template!r} is not allowed", fix=fix))
    try:
        check_name(Path(template.format(**dict.fromkeys(_FIELDS, "x"))))
    except RequestError as error:
        raise _located(error) from error


def _located(error: RequestError) -> RequestError:
    return RequestError(f"{SETTINGS}: {error.what}", why=error.why, fix=error.fix)
