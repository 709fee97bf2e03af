"""Turning plain values into validated jobs, with errors for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from emogen.errors import RequestError, unknown_name
from emogen.pipelines.batch.jobs.base import Job
from emogen.pipelines.batch.jobs.kinds import KINDS


def make_job(values: Mapping[str, Any]) -> Job:
    """A validated job.

    Args:
        values: the job's fields, ``kind`` among them.

    Raises:
        RequestError: an unknown kind, key or name, or a value that does not fit; the first
            problem, in one line.
    """
    kind = values.get("kind")
    if kind is None:
        raise RequestError("the job has no kind", fix=f"Use one of {', '.join(KINDS)}.")
    if kind not in KINDS:
        raise unknown_name("kind of job", str(kind), KINDS)
    model = KINDS[kind]
    try:
        job = model.model_validate(values)
    except ValidationError as error:
        raise readable(error, model) from error
    job.check()
    return job


def readable(error: ValidationError, model: type[Any]) -> RequestError:
    """The first problem of a pydantic error, said in one line."""
    first = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in first["loc"])
    given = first.get("input")
    if first["type"] == "extra_forbidden":
        return unknown_name("key", name.rpartition(".")[2], model.model_fields)
    if first["type"] == "missing":
        return RequestError(f"{name} is missing")
    if first["type"] in ("string_type", "string_unicode"):
        return RequestError(f"{name} {given!r} is no text", fix="Put it in quotes.")
    if first["type"] == "too_short":
        return RequestError(f"{name} is empty")
    message = first["msg"].removeprefix("Input ").removeprefix("Value error, ")
    shown = repr(given) if len(repr(given)) < 60 else f"{repr(given)[:57]}..."
    return RequestError(f"{name} {shown} {message}")
