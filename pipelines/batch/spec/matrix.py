"""Matrices: one job written for all combinations of some values.

{id: "{emotion}-{voice}", kind: speak, text: Stop!,
 matrix: {emotion: [joy, fear], voice: [af_heart, am_puck]}}
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from emogen.budgets import COMBINATIONS, EXPANDED_CHARACTERS
from emogen.errors import RequestError, shown, unknown_name

_KEPT: Final = frozenset({"id", "file", "matrix", "exclude", "labels"})
"""Keys of a job that a matrix cannot vary."""

_FIELD: Final = re.compile(r"\{(\w+)\}")


def combinations(fields: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The jobs of a job with a ``matrix``, in the order of its values, the last key the fastest.

    The ``id`` is a template of the matrix's keys (``{emotion}``); without any, the values follow it after
    hyphens. ``exclude`` lists combinations that are left out, each by some of the keys.

    Raises:
        RequestError: the matrix is none, or comes to more combinations than the budget allows.
    """
    axes = _axes(fields.get("matrix"))
    left_out = _exclusions(fields.get("exclude", []), axes)
    template = fields.get("id")
    own = {name: value for name, value in fields.items() if name not in ("matrix", "exclude")}
    if template is not None:
        _check_template(str(template), axes)
    for values in itertools.product(*axes.values()):
        chosen = dict(zip(axes, values, strict=True))
        if any(all(chosen[name] == value for name, value in rule.items()) for rule in left_out):
            continue
        named = {} if template is None else {"id": _named(str(template), chosen)}
        yield {**own, **chosen, **named}


def _axes(matrix: Any) -> dict[str, Sequence[Any]]:
    if not isinstance(matrix, Mapping) or not matrix:
        raise RequestError("the matrix is no table", fix="Write e.g. matrix: {emotion: [joy, fear]}.")
    for name, values in matrix.items():
        if name in _KEPT:
            raise RequestError(f"a matrix cannot vary {name}")
        if not isinstance(values, list) or not values:
            what = f"{name} of the matrix is {shown(values)}"
            raise RequestError(what, fix="Write a list of its values, e.g. [joy, fear].")
    COMBINATIONS.check(math.prod(map(len, matrix.values())), "the matrix")
    return dict(matrix)


def _exclusions(rules: Any, axes: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rules = [rules] if isinstance(rules, Mapping) else rules
    if not isinstance(rules, list) or not all(isinstance(rule, Mapping) and rule for rule in rules):
        what = f"exclude is {shown(rules)}"
        raise RequestError(what, fix="Write e.g. exclude: [{emotion: joy, voice: am_puck}].")
    for rule in rules:
        for name, value in rule.items():
            if name not in axes:
                raise unknown_name("key of the matrix", name, axes)
            if value not in axes[name]:
                raise unknown_name(f"{name} of the matrix", str(value), map(str, axes[name]))
    return rules


def _check_template(template: str, axes: Mapping[str, Any]) -> None:
    for name in _FIELD.findall(template):
        if name not in axes:
            raise unknown_name("key of the matrix in the id", name, axes)


def _named(template: str, chosen: Mapping[str, Any]) -> str:
    if fields := _FIELD.findall(template):
        texts = {name: str(chosen[name]) for name in set(fields)}
        EXPANDED_CHARACTERS.check(len(template) + sum(len(texts[name]) for name in fields), "an id")
        return _FIELD.sub(lambda match: texts[match[1]], template)
    return "-".join((template, *map(str, chosen.values())))
