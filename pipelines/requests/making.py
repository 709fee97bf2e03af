"""Turning plain values into validated requests, with errors for people."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel, ValidationError, create_model

from emogen.errors import EmogenError, RequestError, shown, unknown_name
from emogen.pipelines.requests.verbs import find_verb

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from emogen.pipelines.requests.base import Request, Source

_NO_NUMBER: Final = {"int_parsing": "whole number", "float_parsing": "number"}
"""pydantic's errors for text that is none, and what would be right."""

_MODES: Final = frozenset({"markup", "strict"})
"""Parameters that say how others are read, and are not what is wrong with them."""

AnyModel = TypeVar("AnyModel", bound=BaseModel)


def make_request(verb: str, values: Mapping[str, Any]) -> Request:
    """A validated request.

    Args:
        verb: its verb.
        values: its parameters by name.

    Raises:
        RequestError: an unknown verb, parameter or name, or a value that does not fit; the first
            problem, in one line.
    """
    request = validated(find_verb(verb).load(), values)
    request.check()
    request.plugins()
    return request


def validated(model: type[AnyModel], values: Mapping[str, Any]) -> AnyModel:
    """An instance of a model.

    Raises:
        RequestError: the first of its values that does not fit, in one line.
    """
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise readable(error, model) from error
    except (ValueError, TypeError, OverflowError, RecursionError) as error:  # Numbers of 5000 digits, say.
        raise RequestError("a value cannot be read", why=str(error)) from error


def check_value(model: type[Request], name: str, value: Any) -> Any:
    """A value of one parameter alone, as the model takes it.

    Raises:
        RequestError: it does not fit.
    """
    info = model.model_fields[name]
    fields: dict[str, Any] = {name: (info.annotation, info)}
    alone = create_model("Setting", __config__=model.model_config, **fields)
    return getattr(validated(alone, {name: value}), name)


def readable(error: ValidationError, model: type[BaseModel]) -> RequestError:
    """The first problem of a pydantic error, said in one line."""
    return faults_of(error, model)[0].error


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a request.

    Attributes:
        parameter: whose value it is; "" where it is no single one's.
        error: what is wrong, for people.
        is_name: whether the name of the parameter is what is wrong.
    """

    parameter: str
    error: RequestError
    is_name: bool = False


def faults_of(error: ValidationError, model: type[BaseModel]) -> list[Fault]:
    """Every problem of a pydantic error, each said in one line."""
    problems = error.errors(include_url=False)
    # A slip in a name explains why another one is missing.
    if any(problem["type"] == "extra_forbidden" for problem in problems):
        problems = [problem for problem in problems if problem["type"] != "missing"]
        problems.sort(key=lambda problem: problem["type"] != "extra_forbidden")
    faults: dict[str, Fault] = {}
    for problem in problems:
        parameter = str(problem["loc"][0]) if problem["loc"] else ""
        # Of a value that could be of several types, the first is told.
        faults.setdefault(
            parameter, Fault(parameter, _said(problem, model), problem["type"] == "extra_forbidden")
        )
    return list(faults.values())


def _said(problem: ErrorDetails, model: type[BaseModel]) -> RequestError:
    name = ".".join(str(part) for part in problem["loc"])
    given = problem.get("input")
    if problem["type"] == "extra_forbidden":
        return unknown_name("parameter", name.rpartition(".")[2], model.model_fields)
    if problem["type"] == "missing":
        return RequestError(f"{name} is missing")
    if problem["type"] in ("string_type", "string_unicode"):
        return RequestError(f"{name} {shown(given)} is no text", fix="Put it in quotes.")
    if problem["type"] in ("too_short", "string_too_short"):
        return RequestError(f"{name} is empty")
    if problem["type"] in _NO_NUMBER:
        return RequestError(f"{name} {given!r} is no {_NO_NUMBER[problem['type']]}")
    field = model.model_fields.get(name)
    if field and problem["type"].endswith("than_equal"):
        from emogen.pipelines.requests.parameter import limits

        if None not in (low_high := limits(field)):
            low, high = low_high
            return RequestError(f"{name} {given} is out of range", fix=f"Use {low:g} to {high:g}.")
    message = problem["msg"].removeprefix("Input ").removeprefix("Value error, ")
    return RequestError(f"{name} {shown(given)} {message}")


def all_faults(verb: str, values: Mapping[str, Any], sources: Mapping[str, Source]) -> list[Fault]:
    """Everything that is wrong with a request.

    Args:
        verb: its verb, a known one.
        values: its parameters by name.
        sources: its inputs that other requests make.
    """
    model = find_verb(verb).load()

    def check(left: Mapping[str, Any]) -> None:
        request = model.model_validate(dict(left))
        request = request.using({name: source for name, source in sources.items() if name in left})
        request.check()
        request.plugins()

    return every_fault(model, values, check)


def every_fault(
    model: type[BaseModel], values: Mapping[str, Any], check: Callable[[Mapping[str, Any]], object]
) -> list[Fault]:
    """Everything that is wrong with some values, as far as it can be told: what is wrong is left out, and the
    rest looked at again.

    Args:
        model: of the values.
        values: by name.
        check: raises pydantic's ``ValidationError`` or a ``RequestError`` for values that are wrong.
    """
    needed = {name for name, info in model.model_fields.items() if info.is_required()}
    left, faults = dict(values), list[Fault]()
    while new := _next_faults(model, left, needed, check):
        faults += new
        wrong = {fault.parameter for fault in new}
        if not wrong & left.keys() or wrong & needed:
            break
        left = {name: value for name, value in left.items() if name not in wrong}
    return faults


def _next_faults(
    model: type[BaseModel],
    values: Mapping[str, Any],
    needed: Container[str],
    check: Callable[[Mapping[str, Any]], object],
) -> list[Fault]:
    try:
        check(values)
    except ValidationError as error:
        return faults_of(error, model)
    except RequestError as error:
        return [Fault(_culprit(values, needed, check, str(error)), error)]
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        return [Fault("", RequestError("a value cannot be read", why=str(error)))]
    return []


def _culprit(
    values: Mapping[str, Any],
    needed: Container[str],
    check: Callable[[Mapping[str, Any]], object],
    told: str,
) -> str:
    """The value without which an error goes, else one that is needed; "" if neither is given."""
    for name in values:
        if name in needed or name in _MODES:
            continue
        try:
            check({key: value for key, value in values.items() if key != name})
        except (EmogenError, ValueError, TypeError) as error:
            if str(error) == told:
                continue
        return name
    return next((name for name in values if name in needed), "")
