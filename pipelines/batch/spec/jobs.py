"""From jobs as they are written to checked requests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from emogen.errors import RequestError, unknown_name
from emogen.pipelines.batch.spec.paths import JOB, inputs, located
from emogen.pipelines.batch.spec.problems import Place, Problems
from emogen.pipelines.batch.spec.reading import Draft
from emogen.pipelines.batch.spec.scope import OWN_KEYS, label_problems, model_of, put
from emogen.pipelines.requests.base import Request, Source
from emogen.pipelines.requests.making import Fault, all_faults, faults_of
from emogen.pipelines.requests.verbs import VERBS

BY_ID: Final = "by-id"
"""The seed of a job that has its own by its id."""


class _Own(BaseModel):
    """The keys of a job that are texts."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True, coerce_numbers_to_str=True)

    id: Annotated[str, Field(min_length=1, max_length=200)]
    kind: str
    file: str | None = None
    cast: str | None = None
    group: str | None = None


@dataclass(slots=True)
class Planned:
    """A job that is to become a request.

    Attributes:
        draft: as it is written.
        index: among all jobs, from 0.
        id, kind: of the job.
        template: of its file.
        values: parameters of its request, those of the spec among them.
        labels: what it belongs to.
        uses: ids of the jobs whose results it reads, by parameter.
    """

    draft: Draft
    index: int
    id: str
    kind: str
    template: str
    values: dict[str, Any]
    labels: dict[str, str]
    uses: dict[str, str] = field(default_factory=dict)

    def place_of(self, name: str, *, is_key: bool = False) -> Place:
        """The place of a parameter: in the job, or in what it has from the spec."""
        if name in self.draft.fields:
            return self.draft.place.below(name, is_key=is_key)
        mine = located(self.kind, self.draft.fields, self.draft.place.document.path.parent)
        return self.draft.scope.place_of(self.kind, name, mine) or self.draft.place


def plan(draft: Draft, index: int, ids: dict[str, Place], problems: Problems) -> Planned | None:
    """A job with all that it has from the spec; None where that cannot be told, which is a problem.

    Args:
        draft: as it is written.
        index: among all jobs, from 0.
        ids: where each id stands that there is already; this one is added.
        problems: those of the spec.
    """
    fields = draft.fields
    job = repr(str(fields["id"])) if "id" in fields else f"number {index + 1}"
    own = _own(draft, job, problems)
    if own is None:
        return None
    if (first := ids.setdefault(own.id, draft.place)) is not draft.place:
        what = f"two jobs have the id {own.id!r}"
        problems.add(draft.place, RequestError(what, why=f"the other is at {first}", fix="Ids must differ."))
        return None
    scope = draft.scope
    mine = located(own.kind, fields, draft.place.document.path.parent)
    try:
        shared = scope.fields(own.kind, mine)
    except RequestError as error:
        if str(fields.get("cast")) not in scope.wrong_cast:
            problems.add(draft.place, error, job=job)
        return None
    values = dict(shared)
    put(values, mine)
    if "cast" in shared and "character" in shared:
        values["character"] = shared["character"]  # The member of the cast, with the looks of the job's own.
    labels = _labels(values, fields)
    template = own.file or values.get("file") or scope.files
    for name in OWN_KEYS:
        values.pop(name, None)
    if values.get("seed") == BY_ID:
        values["seed"] = seed_of(own.id)
    planned = Planned(draft, index, own.id, own.kind, str(template), values, labels)
    for name in inputs(own.kind):
        value = values.get(name)
        if isinstance(value, str) and value.startswith(JOB):
            planned.uses[name] = value.removeprefix(JOB).strip()
    return planned


def _own(draft: Draft, job: str, problems: Problems) -> _Own | None:
    fields, wrong = draft.fields, False
    if fields.get("kind") is None:
        error = RequestError("the job has no kind", fix=f"Use one of {', '.join(VERBS)}.")
        problems.add(draft.place, error, job=job)
        wrong = True
    elif not isinstance(fields["kind"], str) or fields["kind"] not in VERBS:
        error = unknown_name("kind of job", str(fields["kind"]), VERBS)
        problems.add(draft.place.below("kind"), error, job=job)
        wrong = True
    if "labels" in fields:
        for place, error in label_problems(fields["labels"], draft.place.below("labels")):
            problems.add(place, error, job=job)
            wrong = True
    try:
        return None if wrong else _Own.model_validate(fields)
    except ValidationError as error:
        for fault in faults_of(error, _Own):
            if fault.parameter != "kind":
                problems.add(draft.place.below(fault.parameter), fault.error, job=job)
    return None


def _labels(values: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, str]:
    labels = {name: str(label) for name, label in values.get("labels", {}).items()}
    if (group := values.get("group")) is not None:
        labels.setdefault("group", str(group))
    person = values.get("cast") or fields.get("character") or values.get("character")
    if person is not None:
        labels.setdefault(
            "character", person if isinstance(person, str) else str(getattr(person, "name", person))
        )
    return labels


def seed_of(id: str) -> int:
    """The seed that belongs to an id: the first 31 bits of its SHA-256."""
    return int.from_bytes(hashlib.sha256(id.encode("utf-8", "replace")).digest()[:4]) >> 1


class Checker:
    """Makes checked requests, looking up each name once however many jobs have it."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._passed: set[object] = set()
        self._wrong: set[tuple[str, str, str]] = set()  # Kind, parameter and value of what many jobs have.

    def request(self, planned: Planned, sources: Mapping[str, Source]) -> Request | None:
        """The request of a job; None where something is wrong with it, which is a problem.

        Args:
            planned: the job.
            sources: its inputs that other jobs make, by parameter.
        """
        values = {**planned.values, **{name: str(source.path) for name, source in sources.items()}}
        if self._wrong:
            values = {
                name: x for name, x in values.items() if (planned.kind, name, repr(x)) not in self._wrong
            }
        try:
            request = model_of(planned.kind).model_validate(values)
            if sources:
                request = request.using({name: source for name, source in sources.items() if name in values})
            self.check(request)
        except Exception as error:  # Of plug-ins, and of values that no one thought of.
            self._explain(planned, values, sources, error)
            return None
        return request

    def check(self, request: Request) -> None:
        """Check a request; of two that differ only in what :meth:`.Request.check_words` looks at, the second
        one's words alone."""
        key = request.lookups
        if key in self._passed:
            request.check_words()
            return
        request.check()
        request.plugins()
        self._passed.add(key)

    def _explain(
        self, planned: Planned, values: Mapping[str, Any], sources: Mapping[str, Source], error: Exception
    ) -> None:
        if self._problems.is_full:
            self._problems.count()
            return
        why = error if isinstance(error, RequestError) else RequestError("the job cannot be", why=str(error))
        for fault in all_faults(planned.kind, values, sources) or [Fault("", why)]:
            name, value = fault.parameter, values.get(fault.parameter)
            place = planned.place_of(name, is_key=fault.is_name)
            is_own = place.location[: len(planned.draft.place.location)] == planned.draft.place.location
            if not is_own:  # Told once, however many jobs have it.
                self._wrong.add((planned.kind, name, repr(value)))
            self._problems.add(place, _hinted(fault, planned), job=repr(planned.id) if is_own else "")


def _hinted(fault: Fault, planned: Planned) -> RequestError:
    """The error of a fault, with what a spec has besides parameters of requests."""
    name, value = fault.parameter, planned.values.get(fault.parameter)
    if fault.is_name:
        return unknown_name("key", name, {*model_of(planned.kind).model_fields, *OWN_KEYS})
    if name == "character" and value in planned.draft.scope.cast:
        return RequestError(fault.error.what, fix=f"It is in the cast: write cast: {value}.")
    return fault.error
