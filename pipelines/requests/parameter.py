"""Parameters: the one place where a parameter has its name, type, range, default, unit and help.

    voice: str = parameter("af_heart", "A voice, or a blend of voices.", short="-v", complete="voices")

Command-line options, fields of specs, Python keywords, the JSON Schema and the reference page all
derive from such fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from pydantic import Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

if TYPE_CHECKING:
    from emogen.pipelines.requests.base import Request

VOICE: Final = "Voice"
DIRECTION: Final = "Direction of the face"
LOOK: Final = "Who is seen, and how"
DELIVERY: Final = "Delivery"
TAKES: Final = "Takes"
PANELS: Final = ("", VOICE, LOOK, DIRECTION, DELIVERY, TAKES)
"""Headings of help, in order; the first is that of what is most a verb's own."""

Completion = Literal["voices", "characters", "emotions", "languages", "devices", "speech", "face", "image"]
"""Names that a shell can complete; the last three are backends."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """Presentation of a field of a request: all that pydantic does not know of it.

    Attributes:
        short: its letter on the command line, e.g. ``"-v"``.
        aliases: other long options that mean it.
        panel: the heading of the help under which it stands; "" is the general one.
        unit: e.g. ``"s"`` or ``"Hz"``.
        metavar: what stands for its value in the help.
        argument: whether it is a positional argument.
        stdin: whether ``-`` on the command line reads it from standard input.
        is_input: whether it names, or may name, a file or folder that is read.
        reads: suffixes of the results of other jobs that it can be, in a batch.
        of_plugin: whether it holds settings of a plug-in.
        complete: which names a shell offers.
        stage: the companion that alone hangs on it, e.g. ``"captions"``; "" where the result does, and with
            it all that lies beside it.
    """

    short: str = ""
    aliases: tuple[str, ...] = field(default=())
    panel: str = ""
    unit: str = ""
    metavar: str = ""
    argument: bool = False
    stdin: bool = False
    is_input: bool = False
    reads: tuple[str, ...] = ()
    of_plugin: bool = False
    complete: Completion | None = None
    stage: str = ""


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
    if "default_factory" not in limits:
        limits["default"] = default
    info: FieldInfo = Field(description=text, json_schema_extra=unit, **limits)
    info.metadata.append(Parameter(**presented))
    return info


def parameters(model: type[Request]) -> Iterator[tuple[str, FieldInfo, Parameter]]:
    """(name, field, presentation) of every parameter of a verb, in the order in which help lists them."""
    rows = [(name, info, presentation(info)) for name, info in model.model_fields.items()]
    yield from sorted(rows, key=lambda row: (not row[2].argument, PANELS.index(row[2].panel)))


def presentation(info: FieldInfo) -> Parameter:
    """The presentation of a field."""
    shown = [extra for extra in info.metadata if isinstance(extra, Parameter)]
    return shown[-1] if shown else Parameter()


def described(info: FieldInfo, shown: Parameter) -> str:
    """Help of a parameter, with its default, range and unit in brackets."""
    ends = "; ".join(facts(info, shown))
    return f"{info.description} [{ends}]" if ends else str(info.description)


def facts(info: FieldInfo, shown: Parameter) -> Iterator[str]:
    """Default, range and unit of a parameter, each for people; those that it has."""
    default = info.get_default(call_default_factory=True)
    if default is not PydanticUndefined and default not in (None, "", False, {}, ()):
        yield f"default: {default:g}" if isinstance(default, float) else f"default: {default}"
    low, high = limits(info)
    if low is not None and high is not None:
        yield f"{low:g} to {high:g}"
    if shown.unit and shown.unit != shown.metavar:
        yield shown.unit


def limits(info: FieldInfo) -> tuple[float | None, float | None]:
    """The least and the greatest value of a parameter, where it has them."""
    high = _limit(info, "le", "lt")
    return _limit(info, "ge", "gt"), high if high is None or high < _ENDLESS else None


def _limit(info: FieldInfo, *names: str) -> float | None:
    """The first of these limits that a parameter has, perhaps inside an optional type."""
    nested = [extra for part in get_args(info.annotation) for extra in getattr(part, "__metadata__", ())]
    inner = [extra for field in nested if isinstance(field, FieldInfo) for extra in field.metadata]
    for name in names:
        for extra in (*info.metadata, *nested, *inner):
            if getattr(extra, name, None) is not None:
                return float(getattr(extra, name))
    return None


_ENDLESS: Final = 2.0**62
"""From here on an upper limit means nothing to people."""
