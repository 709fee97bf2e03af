"""The text of the reference page, for ``tools/derived.py``."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Final, get_args

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from emogen.cli import ui
from emogen.pipelines.requests.base import Result
from emogen.pipelines.requests.parameter import PANELS, Parameter, limits, parameters
from emogen.pipelines.requests.verbs import VERBS, Verb
from tools.stubs import parameter_types, result_class, type_text

BAR: Final = r"\|"
"""A vertical bar inside a cell of a table."""

_OPENING: Final = (
    "A verb is a command (`emogen speak`), a Python function (`emogen.speak`) and a `kind` of job in a",
    "[batch](batch.md). A parameter has the same name, type and default in all three.",
    "",
    "- Command line: the option in the table. An *argument* is given without a name.",
    "- Python: the name, as a keyword. An *argument* may also come first, without its name. `emogen.aio` has",
    "  the same functions as coroutines, `emogen.stream` speaks phrase by phrase.",
    "- YAML: the name, as a field of the job. `emogen schema` writes the same as a JSON Schema.",
    "",
    "A parameter without a default may be left out, unless it is required. Every command also has:",
)


def reference() -> str:
    """The text of ``docs/reference.md``."""
    return "\n".join(
        [
            "# Reference: every verb and its parameters",
            "",
            "<!-- Made by `python -m tools.derived` from the requests: do not edit. -->",
            "",
            *_OPENING,
            "",
            *_interface_table(),
            "",
            *(line for verb in VERBS.values() for line in _verb_page(verb)),
        ]
    )


def _interface_table() -> Iterator[str]:
    yield from _table_head("option", "help")
    for parameter in ui.parameters(VERBS["speak"]):
        option = get_args(parameter.annotation)[1]
        # Typer calls the first name of an option its default.
        yield _row(", ".join(f"`{name}`" for name in (option.default, *option.param_decls)), option.help)


def _verb_page(verb: Verb) -> Iterator[str]:
    model = verb.load()
    yield from (f"## {verb.name}", "", verb.summary)
    if model.about:
        yield model.about
    suffixes = " ".join(f"`{suffix}`" for suffix in model.suffixes())
    yield from (f"Writes {suffixes}; `{model.output}` unless `-o` names another file.", "")
    # In a language that is shown and not run: the files of the examples are not there.
    yield from ("```console", *model.examples, "```", "")
    yield from _result_lines(verb)
    rows = list(parameters(model))
    for panel in PANELS:
        chosen = [row for row in rows if row[2].panel == panel]
        if chosen:
            yield from (f"### {verb.name}: {panel or 'what it makes'}", "")
            yield from _table_head("parameter", "option", "type", "default", "range", "unit", "help")
            yield from (_parameter_row(parameter_types(model), *row) for row in chosen)
            yield ""


def _parameter_row(hints: dict[str, Any], name: str, info: FieldInfo, shown: Parameter) -> str:
    default = info.get_default(call_default_factory=True)
    absent = default is PydanticUndefined
    written = "required" if absent else "" if default in (None, "", {}, ()) else f"`{_yaml(default)}`"
    low, high = limits(info)
    return _row(
        f"`{name}`",
        "*argument*" if shown.argument else ", ".join(f"`{option}`" for option in _options(name, shown)),
        f"`{type_text(hints[name]).removesuffix(' | None')}`",
        written,
        f"{low:g} to {high:g}" if low is not None and high is not None else "",
        shown.unit,
        info.description or "",
    )


def _options(name: str, shown: Parameter) -> list[str]:
    return [*filter(None, [f"--{name.replace('_', '-')}", shown.short]), *shown.aliases]


def _yaml(value: Any) -> str:
    """A default as specs write it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _result_lines(verb: Verb) -> Iterator[str]:
    """The attributes of a result in Python, besides those that all have."""
    result = result_class(verb)
    common = {*dir(Result), *(field.name for field in fields(Result))}
    described = dict(_described_fields(result))
    attributes = {field.name: described[field.name] for field in fields(result) if field.name not in common}
    attributes |= {
        name: inspect.cleandoc(value.__doc__ or "").partition("\n")[0]
        for name, value in vars(result).items()
        if isinstance(value, property) and name not in common
    }
    article = "an" if result.__name__[0] in "AEIOU" else "a"
    returned = f"{article} `{result.__name__}`"
    yield f"In Python, `emogen.{verb.name}` returns {returned} with `save(path)`, `notes` and:"
    yield ""
    yield from _table_head("attribute", "holds")
    yield from (_row(f"`{name}`", text) for name, text in attributes.items())
    yield ""


def _described_fields(result: type[Any]) -> Iterator[tuple[str, str]]:
    """(field, description) as a class's docstring has them."""
    _, _, listed = inspect.cleandoc(result.__doc__ or "").partition("Attributes:\n")
    for line in listed.splitlines():
        name, _, text = line.strip().partition(": ")
        yield name, text[:1].upper() + text[1:]


def _table_head(*columns: str) -> Iterator[str]:
    yield _row(*columns)
    yield "|" + "---|" * len(columns)


def _row(*cells: str) -> str:
    """A row of a table, with what docstrings quote as code in Markdown's way."""
    return f"| {' | '.join(cell.replace('|', BAR).replace('``', '`') for cell in cells)} |"
