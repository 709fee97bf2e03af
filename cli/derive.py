"""Commands derived from requests: one option a parameter, nothing typed twice."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Union, get_args, get_origin

import typer

from emogen.cli import ui
from emogen.cli.complete import completer

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from emogen.pipelines.requests.parameter import Parameter
    from emogen.pipelines.requests.verbs import Verb

_PLAIN: Final = (bool, int, float)


def command_function(verb: Verb) -> Callable[..., None]:
    """The function of a verb's command, its signature made from the model."""
    from emogen.cli.make import make

    def call(**values: Any) -> None:
        interface = ui.Interface(**{name: values.pop(name) for name in ui.NAMES})
        make(verb, {name: value for name, value in values.items() if value not in (None, [])}, interface)

    call.__name__ = verb.name
    call.__doc__ = help_text(verb)
    call.__signature__ = inspect.Signature([*_parameters(verb), *ui.parameters(verb)])  # type: ignore[attr-defined]
    return call


def help_text(verb: Verb) -> str:
    """Summary, what the model says besides, and examples; brackets of tags are no markup."""
    from rich.markup import escape

    model = verb.load()
    examples = [f"[dim]{escape(example)}[/]" for example in model.examples]
    formats = f"Writes {' '.join(model.suffixes())}"
    return "\n\n".join(filter(None, [verb.summary, escape(model.about), formats, *examples]))


def epilogue(verb: Verb) -> str:
    """Where defaults can be set besides."""
    return (
        f"Defaults: emogen config set {verb.name}.seed 7; or the environment, EMOGEN_SEED=7 or "
        f"EMOGEN_{verb.name.upper()}_SEED=7. An option wins over the environment, that over ./emogen.toml, "
        "that over your own file. Every parameter is listed in docs/reference.md."
    )


def _parameters(verb: Verb) -> Iterator[inspect.Parameter]:
    from emogen.pipelines.requests.parameter import parameters

    for name, info, shown in parameters(verb.load()):
        required = shown.argument and info.is_required()
        kind = _type(info.annotation, info.metadata)
        declared = _argument(info, shown) if shown.argument else _option(name, info, shown, kind)
        yield inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if required else None,
            annotation=Annotated[kind if required else kind | None, declared],
        )


def _argument(info: FieldInfo, shown: Parameter) -> Any:
    return typer.Argument(metavar=shown.metavar or None, help=_help(info, shown), show_default=False)


def _option(name: str, info: FieldInfo, shown: Parameter, kind: Any) -> Any:
    long = f"--{name.replace('_', '-')}"
    # A switch can be turned off again, where a file of defaults turned it on.
    names = [f"{long}/--no-{long[2:]}" if kind is bool else long, *shown.aliases]
    return typer.Option(
        *([shown.short] if shown.short else []),
        *names,
        help=_help(info, shown),
        metavar=shown.metavar or None,
        show_default=False,
        rich_help_panel=shown.panel or None,
        autocompletion=completer(shown.complete) if shown.complete else None,
    )


def _help(info: FieldInfo, shown: Parameter) -> str:
    from rich.markup import escape

    from emogen.pipelines.requests.parameter import described

    return escape(described(info, shown))


def _type(annotation: Any, metadata: Sequence[Any] = ()) -> Any:
    """The type that the command line reads for a parameter: a plain one, a list of texts, or text.

    Args:
        annotation: the type.
        metadata: what it is annotated with; a type that has a reading of its own is read from text.
    """
    if get_origin(annotation) is dict or get_args(annotation)[1:] == (...,):
        return list[str]
    from pydantic import BeforeValidator

    if any(isinstance(extra, BeforeValidator) for extra in metadata):
        return str
    if get_origin(annotation) is Annotated:
        return _type(get_args(annotation)[0], get_args(annotation)[1:])
    if get_origin(annotation) in (Union, UnionType):
        kinds = {_type(part) for part in get_args(annotation) if part is not type(None)}
        return kinds.pop() if len(kinds) == 1 else str
    if get_origin(annotation) is Literal:
        return str
    return annotation if annotation in _PLAIN else str
