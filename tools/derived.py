"""Write what derives from the requests: ``python -m tools.derived``.

- ``docs/reference.md``: every parameter of every verb;
- ``pipelines/api.pyi``: the types of the Python functions, for editors and type checkers.

``tests/test_derived.py`` keeps both equal to what the models give.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from emogen.cli import ui
from emogen.pipelines import api
from emogen.pipelines.requests import backend, convert, values
from emogen.pipelines.requests.base import Request, Result
from emogen.pipelines.requests.parameter import PANELS, Parameter, limits, parameters
from emogen.pipelines.requests.speak import OF_WHOLE_LINES
from emogen.pipelines.requests.verbs import VERBS, Verb

ROOT: Final = Path(__file__).resolve().parent.parent
REFERENCE: Final = ROOT / "docs" / "reference.md"
STUB: Final = ROOT / "pipelines" / "api.pyi"

TYPES: Final[tuple[tuple[Any, str], ...]] = (
    (values.VA, "str | tuple[float, float]"),
    (values.Text, "str"),
    (values.OneEmotion, "str | Emotion"),
    (convert.EmotionOrAuto, "str | Emotion"),
    (values.AnyEmotion, "str | Emotion | EmotionTrack"),
    (values.Size, "str | int | tuple[int, int]"),
    (values.FilePath, "str | Path"),
    (values.Recording, "str | Path | Audio"),
    (values.CharacterSpec, "str | int | Path | Character"),
    (backend.Options, "Mapping[str, str | bool | float]"),
)
"""What Python may give for the types of parameters that read more than a plain value."""

_PLAIN: Final = {str: "str", int: "int", float: "float", bool: "bool", NoneType: "None"}
BAR: Final = r"\|"
"""A vertical bar inside a cell of a table."""

_WIDTH: Final = 110
"""Columns of a line, as ruff has them."""


# Types


def type_text(annotation: Any) -> str:
    """A parameter's type as Python's callers see it.

    Raises:
        TypeError: a type that is not in :data:`TYPES`; add it there.
    """
    for known, text in TYPES:
        if annotation == known:
            return text
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if get_origin(annotation) in (Union, UnionType):
        parts = [part for member in get_args(annotation) for part in type_text(member).split(" | ")]
        return " | ".join(dict.fromkeys(parts))
    if get_origin(annotation) is Literal:
        return f"Literal[{', '.join(_quoted(value) for value in get_args(annotation))}]"
    if get_origin(annotation) is Annotated:
        plain, *extras = get_args(annotation)
        if all(isinstance(extra, FieldInfo) for extra in extras):  # Limits change no type.
            return type_text(plain)
    raise TypeError(f"tools/derived.py does not know the type {annotation}")


def _quoted(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) and '"' not in value else repr(value)


def _hints(model: type[Request]) -> dict[str, Any]:
    """Types of a model's parameters, with what pydantic strips from its fields."""
    return get_type_hints(model, include_extras=True)


def result_class(verb: Verb) -> type[Result[Any]]:
    """The class of a verb's results: it stands beside that of its requests."""
    module = import_module(f"emogen.pipelines.requests.{verb.model.partition(':')[0]}")
    found: type[Any] = getattr(module, f"{verb.name.capitalize()}Result")
    if not issubclass(found, Result):
        raise TypeError(f"{found} is no Result")
    return found


# The stub


def stub() -> str:
    """The text of ``pipelines/api.pyi``."""
    used = [*(result_class(verb) for verb in VERBS.values()), Result, Verb]
    imports = sorted(f"from {each.__module__} import {each.__name__}" for each in used)
    return "\n".join(
        [
            '"""Types of the verbs, made by ``python -m tools.derived``: do not edit."""',
            "",
            "import inspect",
            "from collections.abc import Callable, Iterator, Mapping",
            "from pathlib import Path",
            "from typing import Any, Literal",
            "",
            "from emogen.conditioning.character import Character",
            "from emogen.conditioning.emotion import Emotion",
            "from emogen.conditioning.track import EmotionTrack",
            "from emogen.media import Audio",
            *imports,
            "from emogen.pipelines.speech.speak import Speech",
            "from emogen.progress import Progress",
            "",
            f"__all__ = [{', '.join(_quoted(name) for name in sorted(api.__all__))}]",
            "",
            "def signature(verb: Verb) -> inspect.Signature: ...",
            "def function(verb: Verb) -> Callable[..., Result[Any]]: ...",
            *(_verb_stub(verb) for verb in VERBS.values()),
            _stream_stub(),
        ]
    )


def _verb_stub(verb: Verb) -> str:
    names = list(verb.load().model_fields)
    return _function(verb, verb.name, names, [("progress", "Progress = ...")], result_class(verb).__name__)


def _stream_stub() -> str:
    names = [name for name in VERBS["speak"].load().model_fields if name not in OF_WHOLE_LINES]
    return _function(VERBS["speak"], "stream", names, [], "Iterator[Speech]")


def _function(verb: Verb, name: str, names: list[str], more: list[tuple[str, str]], returned: str) -> str:
    """A function of the stub with some parameters of a verb and more keywords."""
    documented = api.stream if name == "stream" else api.function(verb)
    hints = _hints(verb.load())
    positional: list[str] = []
    keywords: list[str] = []
    for parameter, info, shown in parameters(verb.load()):
        if parameter in names:
            declared = f"{parameter}: {type_text(hints[parameter])}{_default(info)}"
            (positional if shown.argument else keywords).append(declared)
    keywords += [f"{keyword}: {declared}" for keyword, declared in more]
    lines = [f"    {declared}," for declared in [*positional, "*", *keywords]]
    return "\n".join([f"def {name}(", *lines, f") -> {returned}:", _docstring(documented), ""])


def _default(info: FieldInfo) -> str:
    """That a parameter has a default; which one, the docstring tells."""
    return "" if info.is_required() else " = ..."


def _docstring(function: Any) -> str:
    """A function's docstring, folded to the width of a line and indented."""
    lines = []
    for line in inspect.cleandoc(function.__doc__ or "").splitlines():
        indent = " " * (len(line) - len(line.lstrip()))
        hanging = indent + "    " * bool(indent)
        lines += textwrap.wrap(line, _WIDTH - 4, subsequent_indent=hanging) or [""]
    quoted = "\n".join([f'"""{lines[0]}', *lines[1:], '"""'])
    return textwrap.indent(quoted, "    ")


# The reference

_OPENING: Final = (
    "A verb is a command (`emogen speak`), a Python function (`emogen.speak`) and a `kind` of job in a",
    "[batch](batch.md). A parameter has the same name, type and default in all three.",
    "",
    "- Command line: the option in the table. An *argument* is given without a name.",
    "- Python: the name, as a keyword. An *argument* may also come first, without its name.",
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
            yield from (_parameter_row(_hints(model), *row) for row in chosen)
            yield ""


def _parameter_row(hints: dict[str, Any], name: str, info: FieldInfo, shown: Parameter) -> str:
    default = info.get_default(call_default_factory=True)
    absent = default is PydanticUndefined
    written = "required" if absent else "" if default in (None, "", {}) else f"`{_yaml(default)}`"
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
    """What a result of Python has besides what all have."""
    result = result_class(verb)
    common = {*dir(Result), *(field.name for field in fields(Result))}
    described = dict(_described_fields(result))
    attributes = {field.name: described[field.name] for field in fields(result) if field.name not in common}
    attributes |= {
        name: inspect.cleandoc(value.__doc__ or "").partition("\n")[0]
        for name, value in vars(result).items()
        if isinstance(value, property) and name not in common
    }
    yield f"In Python, `emogen.{verb.name}` returns a `{result.__name__}` with `save(path)`, `notes` and:"
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


def main() -> None:
    """Write both files."""
    REFERENCE.write_text(reference(), encoding="utf-8")
    STUB.write_text(stub(), encoding="utf-8")


if __name__ == "__main__":
    main()
