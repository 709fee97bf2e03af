"""Errors as clients are told them: one sentence, a status, and the form of the client's protocol."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from emogen.errors import BusyError, EmogenError, MissingWeightError, RequestError, one_line

RETRY: Final = 1
"""Seconds after which a client may come again where there is no room. Ours."""


@dataclass(eq=False)
class HttpError(Exception):
    """An answer in place of a result. Can be raised.

    Attributes:
        status: of HTTP.
        message: one sentence for people.
        code: a word for programs.
        param: the parameter that is wrong; None where it is no single one's.
        headers: of the answer.
    """

    status: int
    message: str
    code: str
    param: str | None = None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def type(self) -> str:
        """The kind of error, by OpenAI's names."""
        if self.status in (401, 403):
            return "authentication_error" if self.status == 401 else "permission_error"
        if self.status == 429:
            return "rate_limit_error"
        return "server_error" if self.status >= 500 else "invalid_request_error"


Form: TypeAlias = Callable[[HttpError], Any]
"""Turns a problem into the JSON of a protocol's errors."""


def openai_form(problem: HttpError) -> Any:
    """As OpenAI's clients read errors."""
    return {
        "error": {
            "message": problem.message,
            "type": problem.type,
            "param": problem.param,
            "code": problem.code,
        }
    }


def detail_form(problem: HttpError) -> Any:
    """As servers made with FastAPI tell errors."""
    return {"detail": {"error": problem.code, "message": problem.message, "type": problem.type}}


def plain_form(problem: HttpError) -> Any:
    """A sentence alone."""
    return {"error": problem.message}


def busy(message: str = "too much is asked for at once. Come again in a second.") -> HttpError:
    """There is no room for more work now."""
    return HttpError(429, message, "too_many_requests", headers=(("Retry-After", str(RETRY)),))


def problem_of(error: BaseException) -> HttpError:
    """What a client is told of an error. Of those that are not ours it is told that there was one."""
    match error:
        case HttpError():
            return error
        case BusyError():
            return busy(str(error))
        case RequestError():
            return HttpError(400, str(error), "invalid_value")
        case MissingWeightError():
            return HttpError(503, str(error), "model_not_installed")
        case EmogenError():
            return HttpError(500, str(error), "generation_failed")
        case RecursionError() | MemoryError():
            return HttpError(400, "this is more than can be read", "too_large")
        case _:
            return HttpError(500, "an error of the server. Its log has more.", "internal_error")


_STATUSES: Final[Mapping[int, tuple[str, str]]] = {
    404: ("there is nothing at {path}. See /docs.", "not_found"),
    405: ("{path} does not take {method}. See /docs.", "method_not_allowed"),
    413: ("the body is too large", "too_large"),
}


def status_problem(status: int, detail: object, path: str, method: str) -> HttpError:
    """The problem behind a bare status of HTTP."""
    text, code = _STATUSES.get(status, (str(detail), f"http_{status}"))
    return HttpError(status, one_line(text.format(path=path, method=method)), code)


def invalid(errors: list[Any]) -> HttpError:
    """The first thing that is wrong with a body or a query, from FastAPI's errors."""
    first = errors[0] if errors else {}
    path = [str(part) for part in first.get("loc", ()) if part not in ("body", "query", "path")]
    name = ".".join(part for part in path if not part.isdigit()) or None
    kind, message = first.get("type", ""), str(first.get("msg", "cannot be read"))
    if kind == "json_invalid":
        return HttpError(400, "the body is no JSON", "invalid_json")
    if kind == "missing":
        return HttpError(400, f"{name or 'the body'} is missing", "missing_value", name)
    text = message.removeprefix("Value error, ").removeprefix("Input ").rstrip(".")
    return HttpError(400, one_line(f"{name or 'the body'}: {text}"), "invalid_value", name)


def body_of(problem: HttpError, form: Form) -> bytes:
    """The problem as JSON."""
    return json.dumps(form(problem), ensure_ascii=False).encode("utf-8", "replace")
