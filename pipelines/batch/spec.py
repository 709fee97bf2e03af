"""Job specs: a YAML file that lists jobs, checked whole before anything is made.

    version: 1
    defaults: {voice: af_heart, character: mira, seed: 7}
    files: "{kind}/{id}"
    jobs:
      - {id: greet, kind: speak, text: "You came!", emotion: "joy:0.8"}

``files`` (or a job's own ``file``) is the template of a result's name below the output folder,
with ``{id} {kind} {index} {seed} {emotion} {voice} {character}``; a missing suffix is added.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from emogen.documents import parse_yaml
from emogen.errors import RequestError, unknown_name
from emogen.files import check_name, read_text
from emogen.pipelines.batch.dialogue import in_conversation
from emogen.pipelines.batch.job import Job
from emogen.pipelines.requests.base import Request, check_files, same_file
from emogen.pipelines.requests.making import make_request, readable, validated
from emogen.pipelines.requests.verbs import VERBS, find_verb
from emogen.provenance import sidecar_of

_UNSAFE = str.maketrans(dict.fromkeys('<>:"|?*\\', "_") | {chr(code): "_" for code in range(32)})
"""Characters that a file name cannot hold on some platform."""

_FORM: Final = re.compile(r"([^{}]?[<>^])?[0-9]{0,2}")
"""How wide a field of a file template is, perhaps with the sign that fills it."""

OWN_KEYS: Final = ("id", "kind", "file")
"""Keys of a job besides the parameters of its request."""


class _Own(BaseModel):
    """The keys of a job besides its request."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, coerce_numbers_to_str=True)

    id: Annotated[str, Field(min_length=1, max_length=120)]
    kind: str
    file: str | None = None


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Literal[1]
    defaults: dict[str, Any] = {}
    files: str = "{id}"
    jobs: Annotated[list[dict[str, Any]], Field(min_length=1)]


def load_spec(path: str | Path) -> tuple[Job, ...]:
    """Read and check a spec file.

    Raises:
        RequestError: missing file, malformed YAML (with line and column), unknown key or name,
            a value that does not fit, two jobs with one id or one file.
    """
    node, values = (
        None,
        parse_yaml(read_text(path, kind="job spec"), path),
    )  # The places return with the new spec.
    if not isinstance(values, dict):
        raise RequestError(f"{path}: the spec is no mapping", fix="It starts with `version: 1` and `jobs:`.")
    try:
        spec = _Spec.model_validate(values)
    except ValidationError as error:
        problem = readable(error, _Spec)
        raise _located(problem, path, _line(node, error.errors()[0]["loc"])) from error
    _check_defaults(spec.defaults, path)
    jobs: list[Job] = []
    for index, fields in enumerate(spec.jobs):
        try:
            jobs.append(_job(fields, spec, index))
        except RequestError as error:
            name = repr(fields["id"]) if "id" in fields else f"number {index + 1}"
            raise _located(error, path, _line(node, ("jobs", index)), f"job {name}: ") from error
    _check_collisions(jobs, path, node)
    return tuple(in_conversation(jobs))


def _job(fields: Mapping[str, Any], spec: _Spec, index: int) -> Job:
    kind = fields.get("kind")
    if kind is None:
        raise RequestError("the job has no kind", fix=f"Use one of {', '.join(VERBS)}.")
    find_verb(str(kind))
    own = validated(_Own, {name: fields[name] for name in OWN_KEYS if name in fields})
    values = {name: value for name, value in fields.items() if name not in OWN_KEYS}
    request = make_request(str(kind), {**_fitting(spec.defaults, fields), **values})
    return Job(own.id, request, _file_of(own, request, own.file or spec.files, index))


def _located(error: RequestError, path: str | Path, line: int | None, prefix: str = "") -> RequestError:
    place = f"{path}:{line}" if line else str(path)
    return RequestError(f"{place}: {prefix}{error.what}", why=error.why, fix=error.fix)


def _line(node: yaml.Node | None, location: tuple[int | str, ...]) -> int | None:
    """The 1-based line of a value inside a YAML tree, or of the nearest parent that is there."""
    for part in location:
        child = _child(node, part)
        if child is None:
            break
        node = child
    return node.start_mark.line + 1 if node is not None else None


def _child(node: yaml.Node | None, part: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in reversed(node.value) if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        child: yaml.Node = node.value[part]
        return child
    return None


def _check_defaults(defaults: Mapping[str, Any], path: str | Path) -> None:
    known = {"file", *(name for verb in VERBS.values() for name in verb.load().model_fields)}
    for name in defaults:
        if name not in known:
            raise _located(unknown_name("key in defaults", name, known), path, None)


def _fitting(defaults: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The defaults that this kind of job has a parameter for."""
    known = set(find_verb(str(fields["kind"])).load().model_fields)
    if "va" in fields or "emotion" in fields:
        known -= {"va", "emotion"}
    return {name: value for name, value in defaults.items() if name in known}


def _file_of(own: _Own, request: Request, template: str, index: int) -> Path:
    values = {
        **{name: str(value) for name, value in request.model_dump().items()},
        "id": own.id,
        "kind": request.verb,
        "emotion": str(request.feeling).replace(" ", ""),
        "index": f"{index + 1:04d}",
    }
    for wanted in _template_fields(template):
        if wanted not in values:
            raise unknown_name("field in the file template", wanted, values)
    name = template.format(**values).translate(_UNSAFE).strip()
    check_name(Path(name))
    pure = PurePosixPath(name)
    if not name or pure.is_absolute() or ".." in pure.parts or pure.name in ("", "."):
        raise RequestError(f"the file name {name!r} leaves the output folder", fix="Use a relative name.")
    if pure.suffix.lower() in _media() - set(request.suffixes()):
        raise RequestError(
            f"a {request.verb} job cannot write {name!r}",
            fix=f"Use one of {', '.join(request.suffixes())}, or no suffix.",
        )
    if pure.suffix.lower() not in request.suffixes():
        pure = pure.with_name(pure.name + request.suffixes()[0])
    return Path(pure)


def _media() -> set[str]:
    return {suffix for verb in VERBS.values() for suffix in verb.load().suffixes()}


def _template_fields(template: str) -> list[str]:
    try:
        fields = [field[1:] for field in string.Formatter().parse(template) if field[1] is not None]
    except ValueError as error:
        raise RequestError(f"cannot read the file template {template!r}", why=str(error)) from error
    for name, form, conversion in fields:
        if conversion or not _FORM.fullmatch(form or ""):
            raise RequestError(
                f"cannot read the file template {template!r}",
                why=f"{name!r} has a form that is no width",
                fix="Write e.g. {id}, or {id:_>12} for a width of at most 99.",
            )
    return [str(name) for name, _, _ in fields]


def _check_collisions(jobs: list[Job], path: str | Path, node: yaml.Node | None) -> None:
    ids: dict[str, int] = {}
    files: dict[str, Job] = {}
    for index, job in enumerate(jobs):
        line = _line(node, ("jobs", index))
        if job.id in ids:
            problem = RequestError(f"two jobs have the id {job.id!r}", fix="Ids must differ.")
            raise _located(problem, path, line)
        ids[job.id] = index
        outputs = job.request.outputs(job.path)
        try:
            check_files(outputs)
        except RequestError as error:
            raise _located(error, path, line, f"job {job.id!r}: ") from error
        for file in outputs:
            if file.is_absolute() or ".." in file.parts:
                what = f"job {job.id!r}: the file name {str(file)!r} leaves the output folder"
                raise _located(RequestError(what, fix="Use a relative name."), path, line)
            for written in (file, sidecar_of(file)):
                other = files.setdefault(same_file(written), job)
                if other is not job:
                    what = f"jobs {other.id!r} and {job.id!r} both write {written}"
                    raise _located(RequestError(what, fix="Give one another file."), path, line)
    for index, job in enumerate(jobs):
        for file in job.request.outputs(job.path):
            if folder := next((parent for parent in file.parents if same_file(parent) in files), None):
                writer = files[same_file(folder)].id
                what = f"job {job.id!r} needs {folder} as a folder, and job {writer!r} writes it"
                problem = RequestError(what, fix="Give one another file.")
                raise _located(problem, path, _line(node, ("jobs", index)))
