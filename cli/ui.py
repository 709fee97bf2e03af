"""Options of every command that makes files: where they go, and what is printed meanwhile."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from emogen.pipelines.requests.verbs import Verb

PANEL: Final = "Output"

INTERRUPTED: Final = 130
"""Exit code after Ctrl-C, as shells have it."""

Force = Annotated[
    bool,
    typer.Option("--force", help="Overwrite files that another request made.", rich_help_panel=PANEL),
]
Play = Annotated[
    bool,
    typer.Option(
        "--play",
        help="Play what was made; without -o it is not kept.",
        rich_help_panel=PANEL,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.", rich_help_panel=PANEL)]
Quiet = Annotated[
    bool, typer.Option("-q", "--quiet", help="Print nothing but errors.", rich_help_panel=PANEL)
]
Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose", help="Also print where defaults come from and how long it took.", rich_help_panel=PANEL
    ),
]


@dataclass(frozen=True, slots=True)
class Interface:
    """Choices of a command besides what it makes.

    Attributes:
        output: the file; ``-`` is standard output, ``-.flac`` too, in another format; None is the
            verb's usual file.
        force: overwrite files of other requests.
        play: play the sound.
        json: print JSON.
        quiet: print errors only.
        verbose: print sources of defaults and times.
    """

    output: str | None = None
    force: bool = False
    play: bool = False
    json: bool = False
    quiet: bool = False
    verbose: bool = False


NAMES: Final = tuple(field.name for field in fields(Interface))


def parameters(verb: Verb) -> Iterator[inspect.Parameter]:
    """The options of :class:`Interface` for one verb's command."""
    model = verb.load()
    output = typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="File to write; its suffix is the format. - is standard output, -.mp3 another format there.",
        show_default=model.output,
        rich_help_panel=PANEL,
    )
    kinds: dict[str, Any] = {
        "output": Annotated[str | None, output],
        "force": Force,
        "play": Play,
        "json": Json,
        "quiet": Quiet,
        "verbose": Verbose,
    }
    for field in fields(Interface):
        yield inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=kinds[field.name]
        )
