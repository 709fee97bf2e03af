"""The text of the stubs of the Python functions, for ``tools/derived.py``."""

from __future__ import annotations

import inspect
import re
import textwrap
from importlib import import_module
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from emogen.pipelines import aio, api
from emogen.pipelines.requests import backend, convert, values
from emogen.pipelines.requests.base import Request, Result
from emogen.pipelines.requests.parameter import parameters
from emogen.pipelines.requests.speak import OF_WHOLE_LINES
from emogen.pipelines.requests.verbs import VERBS, Verb

TYPES: Final[tuple[tuple[Any, str], ...]] = (
    (values.VA, "str | tuple[float, float]"),
    (values.Text, "str"),
    (values.Lines, "str | Sequence[str]"),
    (values.Duration, "str | float"),
    (values.OneEmotion, "str | Emotion"),
    (convert.EmotionOrAuto, "str | Emotion"),
    (values.AnyEmotion, "str | Emotion | EmotionTrack"),
    (values.Loudness, "float | str"),
    (values.Size, "str | int | tuple[int, int]"),
    (values.FilePath, "str | Path"),
    (values.Recording, "str | Path | Audio"),
    (values.CharacterSpec, "str | int | Path | Character"),
    (backend.Options, "Mapping[str, str | bool | float]"),
    (backend.Named, "Mapping[str, str]"),
)
"""Types that Python may give for parameters that read more than a plain value."""

_PLAIN: Final = {str: "str", int: "int", float: "float", bool: "bool", NoneType: "None"}
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
    raise TypeError(f"tools/stubs.py does not know the type {annotation}")


def _quoted(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) and '"' not in value else repr(value)


def parameter_types(model: type[Request]) -> dict[str, Any]:
    """Types of a model's parameters, with what pydantic strips from its fields."""
    return get_type_hints(model, include_extras=True)


def result_class(verb: Verb) -> type[Result[Any]]:
    """The class of a verb's results: it stands beside that of its requests."""
    module = import_module(f"emogen.pipelines.requests.{verb.model.partition(':')[0]}")
    result: type[Any] = getattr(module, f"{verb.name.capitalize()}Result")
    if not issubclass(result, Result):
        raise TypeError(f"{result} is no Result")
    return result


# The stubs

_IMPORTS: Final = (
    "import inspect",
    "from collections.abc import Callable, Iterator, Mapping, Sequence",
    "from pathlib import Path",
    "from typing import Any, Literal",
    "",
    "from emogen.conditioning.character import Character",
    "from emogen.conditioning.emotion import Emotion",
    "from emogen.conditioning.track import EmotionTrack",
    "from emogen.media import Audio",
)


def stub() -> str:
    """The text of ``pipelines/api.pyi``."""
    extras = [
        "def signature(verb: Verb) -> inspect.Signature: ...",
        "def function(verb: Verb) -> Callable[..., Result[Any]]: ...",
    ]
    streamed = [name for name in VERBS["speak"].load().model_fields if name not in OF_WHOLE_LINES]
    functions = [_verb_stub(verb, "def") for verb in VERBS.values()]
    stream = _function(VERBS["speak"], "def stream", streamed, (), "Iterator[Speech]", api.stream)
    return _module("Types of the verbs", api.__all__, [*extras, *functions, stream])


def aio_stub() -> str:
    """The text of ``pipelines/aio.pyi``."""
    functions = [_verb_stub(verb, "async def") for verb in VERBS.values()]
    return _module("Types of the verbs as coroutines", aio.__all__, functions)


def _module(title: str, public: list[str], functions: list[str]) -> str:
    """A stub with its imports: those of the names that the functions use."""
    body = "\n".join(functions)
    results = [result_class(verb) for verb in VERBS.values()]
    named = [(each.__module__, each.__name__) for each in (*results, Verb)]
    named += [(Result.__module__, "Result"), ("emogen.pipelines.speech.speak", "Speech")]
    named += [("emogen.progress", "Progress")]
    imports = [*_IMPORTS, *sorted(f"from {module} import {name}" for module, name in named)]
    kept = [used for line in imports if (used := _used_part(line, body)) is not None]
    lines = [f'"""{title}, made by ``python -m tools.derived``: do not edit."""', ""]
    listed = "".join(f"    {_quoted(name)},\n" for name in sorted(public))
    return "\n".join([*lines, *kept, "", f"__all__ = [\n{listed}]", "", body])


def _used_part(line: str, body: str) -> str | None:
    """The part of an import that a body uses; None for no part."""
    start, _, names = line.rpartition("import ")
    used = [name for name in names.split(", ") if re.search(rf"\b{name}\b", body)]
    if not line:
        return ""
    return f"{start}import {', '.join(used)}" if used else None


def _verb_stub(verb: Verb, define: str) -> str:
    names = list(verb.load().model_fields)
    more = ("progress: Progress = ...",)
    returned = result_class(verb).__name__
    return _function(verb, f"{define} {verb.name}", names, more, returned, api.function(verb))


def _function(
    verb: Verb, start: str, names: list[str], more: tuple[str, ...], returned: str, documented: Any
) -> str:
    """A function of a stub with some parameters of a verb and more keywords."""
    hints = parameter_types(verb.load())
    positional: list[str] = []
    keywords: list[str] = []
    for parameter, info, shown in parameters(verb.load()):
        if parameter in names:
            declared = f"{parameter}: {type_text(hints[parameter])}{_default(info)}"
            (positional if shown.argument else keywords).append(declared)
    lines = [f"    {declared}," for declared in [*positional, "*", *keywords, *more]]
    return "\n".join([f"{start}(", *lines, f") -> {returned}:", _docstring(documented), ""])


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
