"""A spec with all that it includes, and its jobs as they are written, matrices expanded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from emogen.budgets import INCLUDED_FILES, JOBS
from emogen.errors import RequestError, shown
from emogen.pipelines.batch.cast import CastMember
from emogen.pipelines.batch.spec.document import Document, read_document
from emogen.pipelines.batch.spec.matrix import combinations
from emogen.pipelines.batch.spec.problems import Place, Problems
from emogen.pipelines.batch.spec.scope import Scope, cast_member, read_layer
from emogen.pipelines.requests.making import every_fault, faults_of

DEEPEST: Final = 16
"""Files that may include each other in a row. Ours."""

_OTHERS: Final = "x-"
"""The beginning of keys that hold anchors, and nothing of the spec's own."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A job as it is written.

    Attributes:
        fields: its own.
        scope: what holds for it besides.
        place: where it stands.
    """

    fields: Mapping[str, Any]
    scope: Scope
    place: Place


class _Top(BaseModel):
    """The keys of a spec; what is in them is read on its own."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    version: Literal[1]
    include: str | list[str] = []
    cast: dict[str, Any] = {}
    defaults: dict[str, Any] = {}
    groups: dict[str, Any] = {}
    files: str = "{id}"
    jobs: list[Any] | None = None


def read_jobs(path: Path, problems: Problems) -> list[Draft]:
    """The jobs of a spec file, those of files that it includes first.

    Raises:
        RequestError: the file is not there, or malformed.
    """
    reader = _Reader(problems)
    document = read_document(path)
    reader.read(document, ())
    if not reader.drafts and not problems:
        reader.problems.add(Place(document, ("jobs",)), RequestError("jobs is empty", fix="List some jobs."))
    return reader.drafts


class _Reader:
    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.drafts: list[Draft] = []
        self._files = 0
        self._most_jobs = JOBS.limit

    def read(self, document: Document, outer: tuple[Path, ...]) -> Scope:
        """The scope of a file; its jobs are added to the drafts."""
        self._files += 1
        place, scope = Place(document), Scope()
        top = self._top(document, place, included=bool(outer))
        if top is None:
            return scope
        named = [top.include] if isinstance(top.include, str) else top.include
        for index, name in enumerate(named):
            where = place.below("include") if isinstance(top.include, str) else place.below("include", index)
            self._include(name, where, scope, (*outer, document.path.resolve()))
        scope.files = top.files
        self._layers(top, place, scope)
        self._cast(top.cast, place.below("cast"), scope)
        for index, fields in enumerate(top.jobs or ()):
            self._job(fields, scope, place.below("jobs", index))
        return scope

    def _top(self, document: Document, place: Place, *, included: bool) -> _Top | None:
        if not isinstance(document.values, dict):
            what = "the spec is no mapping"
            self.problems.add(place, RequestError(what, fix="It starts with `version: 1` and `jobs:`."))
            return None
        values = {
            key: value
            for key, value in document.values.items()
            if not key.startswith(_OTHERS) and (value is not None or key in ("version", "jobs"))
        }
        try:
            top = _Top.model_validate(values)
        except ValidationError as error:
            for fault in faults_of(error, _Top):
                where = place.below(fault.parameter, is_key=fault.is_name) if fault.parameter else place
                self.problems.add(where, fault.error)
            return None
        if top.jobs is None and not top.include and not included:
            self.problems.add(place, RequestError("jobs is missing", fix="List some jobs."))
        return top

    def _include(self, name: str, place: Place, scope: Scope, outer: tuple[Path, ...]) -> None:
        path = place.document.path.parent / name
        try:
            if path.resolve() in outer:
                raise RequestError(f"{path} includes itself", why="a loop has no end")
            if len(outer) >= DEEPEST:
                raise RequestError(f"at most {DEEPEST} files can include each other in a row")
            INCLUDED_FILES.check(self._files + 1, "the spec")
            document = read_document(path)
        except (RequestError, OSError, RuntimeError) as error:
            self.problems.add(place, error if isinstance(error, RequestError) else RequestError(str(error)))
            return
        scope.include(self.read(document, outer))

    def _layers(self, top: _Top, place: Place, scope: Scope) -> None:
        scope.defaults.append(self._layer(top.defaults, place.below("defaults"), "defaults"))
        for name, values in top.groups.items():
            where = place.below("groups", name)
            if isinstance(values, Mapping):
                scope.groups.setdefault(name, []).append(self._layer(values, where, f"group {name!r}"))
            else:
                what = f"the group {name!r} is no table"
                self.problems.add(where, RequestError(what, fix="Write fields of its jobs."))

    def _layer(self, values: Mapping[str, Any], place: Place, what: str) -> Any:
        layer, wrong = read_layer(values, place, what)
        for where, error in wrong:
            self.problems.add(where, error)
        return layer

    def _cast(self, cast: Mapping[str, Any], place: Place, scope: Scope) -> None:
        for name, values in cast.items():
            where = place.below(name)
            if isinstance(values, str):  # A voice alone.
                values = {"voice": values}
            if not isinstance(values, Mapping):
                error = RequestError(
                    f"{name} of the cast is {shown(values)}", fix="Write e.g. {voice: af_heart}."
                )
                self.problems.add(where, error)
                continue
            read = partial(_checked_member, name=name, folder=place.document.path.parent)
            try:
                scope.cast[name] = (read(values), where)
            except (ValidationError, RequestError):
                scope.wrong_cast.add(name)
                for fault in every_fault(CastMember, values, read):
                    below = where.below(fault.parameter, is_key=fault.is_name) if fault.parameter else where
                    self.problems.add(below, _of_member(name, fault.error))

    def _job(self, fields: Any, scope: Scope, place: Place) -> None:
        if not isinstance(fields, dict):
            error = RequestError(f"a job is {shown(fields)}", fix="Write a job as {id: ..., kind: ...}.")
            self.problems.add(place, error)
            return
        if "matrix" not in fields and "exclude" not in fields:
            self.drafts.append(Draft(fields, scope, place))
        else:
            try:
                self.drafts += [Draft(own, scope, place) for own in combinations(fields)]
            except RequestError as error:
                self.problems.add(place.below("matrix"), error, job=repr(fields.get("id", "")))
        if len(self.drafts) > self._most_jobs:
            raise JOBS.exceeded(f"{place}: the spec is too large")


def _checked_member(values: Mapping[str, Any], *, name: str, folder: Path) -> CastMember:
    member = cast_member(values, folder)
    member.check(name)
    return member


def _of_member(name: str, error: RequestError) -> RequestError:
    return RequestError(f"cast {name!r}: {error.what}", why=error.why, fix=error.fix)
