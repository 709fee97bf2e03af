"""Names of results, from templates such as ``{kind}/{id}``."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from emogen.budgets import EXPANDED_CHARACTERS
from emogen.errors import RequestError, unknown_name
from emogen.file_names import file_name
from emogen.files import check_name, is_fit
from emogen.pipelines.requests.base import Request
from emogen.pipelines.requests.verbs import VERBS

_UNSAFE: Final = str.maketrans(dict.fromkeys('<>:"|?*\\', "_") | {chr(code): "_" for code in range(32)})
"""Characters that a file name cannot hold on some platform."""

_FORM: Final = re.compile(r"([^{}]?[<>^])?[0-9]{0,2}")
"""Width of a field of a file template, perhaps with the sign that fills it."""


def named_file(
    template: str, id: str, request: Request, index: int, labels: Mapping[str, str], own: tuple[str, ...]
) -> Path:
    """The main file of a job, relative to the output folder; a missing suffix is added.

    Args:
        template: with ``{id} {kind} {index} {seed} {emotion}``, labels and other parameters. What no file
            system has in a name is escaped in ids, so that they can be read back, and else replaced.
        id: of the job; a ``/`` in it is a folder.
        request: of the job.
        index: of the job, from 0.
        labels: of the job.
        own: suffixes that the request can write.

    Raises:
        RequestError: a template with an unknown field, a name that leaves the folder or cannot be.
    """
    values = {name: _value(name, id, request, index, labels) for name in template_fields(template)}
    length = len(template) + sum(len(values[name]) for name in template_fields(template))
    EXPANDED_CHARACTERS.check(length, "a file name")
    return _path(template.format_map(values).translate(_UNSAFE).strip(), template, request.verb, own)


def _value(name: str, id: str, request: Request, index: int, labels: Mapping[str, str]) -> str:
    own: dict[str, Callable[[], str]] = {
        "id": lambda: id_path(id),
        "kind": lambda: request.verb,
        "emotion": lambda: str(request.feeling).replace(" ", ""),
        "index": lambda: f"{index + 1:04d}",
    }
    if name in own:
        return own[name]()
    if name in labels:
        return labels[name]
    if name in type(request).model_fields:
        return str(request.model_dump(include={name})[name])
    raise unknown_name("field in the file template", name, (*own, *labels, *type(request).model_fields))


@lru_cache(maxsize=4096)
def id_path(id: str) -> str:
    """An id as the name of a file, below folders where it has a ``/``."""
    return "/".join(map(file_name, id.split("/")))


def _path(name: str, template: str, verb: str, own: tuple[str, ...]) -> Path:
    folders, slash, last = name.rpartition("/")
    if not last or name.startswith("/") or not {"", ".", ".."}.isdisjoint(name.split("/")):
        raise RequestError(f"the file name {name!r} leaves the output folder", fix="Use a relative name.")
    if not is_fit(last):
        check_name(last)
    stem, _, ending = last.rpartition(".")
    suffix = f".{ending.lower()}" if stem else ""
    if suffix not in own:
        if suffix and suffix in _media() and template.strip().lower().endswith(suffix):  # Not that of an id.
            what = f"a {verb} job cannot write {name!r}"
            raise RequestError(what, fix=f"Use one of {', '.join(own)}, or no suffix.")
        last += own[0]
    return Path(f"{folders}{slash}{last}")


@lru_cache(maxsize=1)
def _media() -> frozenset[str]:
    return frozenset(suffix for verb in VERBS.values() for suffix in verb.load().suffixes() if suffix)


@lru_cache(maxsize=256)
def template_fields(template: str) -> tuple[str, ...]:
    """The fields of a template. Raises ``RequestError`` for one that cannot be read."""
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
    return tuple(str(name) for name, _, _ in fields)
