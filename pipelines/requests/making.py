"""Turning plain values into validated requests, with errors for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel, ValidationError, create_model

from emogen.errors import RequestError, shown, unknown_name
from emogen.pipelines.requests.verbs import find_verb

if TYPE_CHECKING:
    from emogen.pipelines.requests.base import Request

_NO_NUMBER: Final = {"int_parsing": "whole number", "float_parsing": "number"}
"""pydantic's errors for text that is none, and what would be right."""

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
    from emogen.pipelines.requests.parameter import limits

    problems = error.errors(include_url=False)
    # A slip in a name explains why another one is missing.
    first = next((problem for problem in problems if problem["type"] == "extra_forbidden"), problems[0])
    name = ".".join(str(part) for part in first["loc"])
    given = first.get("input")
    if first["type"] == "extra_forbidden":
        return unknown_name("parameter", name.rpartition(".")[2], model.model_fields)
    if first["type"] == "missing":
        return RequestError(f"{name} is missing")
    if first["type"] in ("string_type", "string_unicode"):
        return RequestError(f"{name} {shown(given)} is no text", fix="Put it in quotes.")
    if first["type"] in ("too_short", "string_too_short"):
        return RequestError(f"{name} is empty")
    if first["type"] in _NO_NUMBER:
        return RequestError(f"{name} {given!r} is no {_NO_NUMBER[first['type']]}")
    field = model.model_fields.get(name)
    if field and first["type"].endswith("than_equal") and None not in (low_high := limits(field)):
        low, high = low_high
        return RequestError(f"{name} {given} is out of range", fix=f"Use {low:g} to {high:g}.")
    message = first["msg"].removeprefix("Input ").removeprefix("Value error, ")
    return RequestError(f"{name} {shown(given)} {message}")
