"""Parameters: the one place where a parameter has its name, type, range, default, unit and help.

    voice: str = parameter("af_heart", "A voice, or a blend of voices.", short="-v", complete="voices")

Command-line options, fields of specs, Python keywords, the JSON Schema and the reference page all
derive from such fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

    from emogen.pipelines.requests.base import Request

Completion = Literal["voices", "characters", "emotions", "languages", "speech", "face", "image"]
"""Names that a shell can complete; the last three are backends."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """How a field of a request is presented, besides what pydantic knows of it.

    Attributes:
        short: its letter on the command line, e.g. ``"-v"``.
        aliases: other long options that mean it.
        panel: the heading of the help under which it stands; "" is the general one.
        unit: e.g. ``"s"`` or ``"Hz"``.
        metavar: what stands for its value in the help.
        argument: whether it is a positional argument.
        stdin: whether ``-`` on the command line reads it from standard input.
        complete: which names a shell offers.
        shown: the default as help shows it, where the value itself tells little.
    """

    short: str = ""
    aliases: tuple[str, ...] = field(default=())
    panel: str = ""
    unit: str = ""
    metavar: str = ""
    argument: bool = False
    stdin: bool = False
    complete: Completion | None = None
    shown: str = ""


_LIMITS = frozenset({"ge", "gt", "le", "lt", "min_length", "max_length", "allow_inf_nan", "default_factory"})


def parameter(default: Any, text: str, **settings: Any) -> Any:
    """A field of a request; ``...`` as default makes it required.

    Args:
        default: its value where none is given.
        text: help in one or two plain sentences.
        settings: limits as :func:`pydantic.Field` takes them, and attributes of :class:`Parameter`.
    """
    limits = {name: value for name, value in settings.items() if name in _LIMITS}
    presented = {name: value for name, value in settings.items() if name not in _LIMITS}
    unit = {"unit": presented["unit"]} if presented.get("unit") else None
    found: FieldInfo = (
        Field(description=text, json_schema_extra=unit, **limits)
        if "default_factory" in limits
        else Field(default, description=text, json_schema_extra=unit, **limits)
    )
    found.metadata.append(Parameter(**presented))
    return found


def parameters(model: type[Request]) -> Iterator[tuple[str, FieldInfo, Parameter]]:
    """(name, field, presentation) of every parameter of a verb, in the order in which help lists them."""
    for name, info in model.model_fields.items():
        shown = [extra for extra in info.metadata if isinstance(extra, Parameter)]
        yield name, info, shown[-1] if shown else Parameter()


def limits(info: FieldInfo) -> str:
    """The range of a number for people, e.g. ``"0 to 2"``; "" where there is none, or only one end."""
    low = next((x for m in info.metadata for x in [getattr(m, "ge", getattr(m, "gt", None))] if x is not None), None)
    high = next((x for m in info.metadata for x in [getattr(m, "le", getattr(m, "lt", None))] if x is not None), None)
    return "" if low is None or high is None or high > 1e9 else f"{low:g} to {high:g}"
