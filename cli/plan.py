"""``emogen plan``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emogen.cli import options, ui

if TYPE_CHECKING:
    from emogen.pipelines.project.estimate import Estimate
    from emogen.pipelines.project.plan import Plan


def command(
    batch: Annotated[Path, typer.Argument(help="A project's folder, or a job spec.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="DIR", help="Folder of the results.", show_default="as `emogen run`"
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, help="Processes that would work at once.", show_default="one a core"),
    ] = None,
    as_json: options.Json = False,
    quiet: ui.Quiet = False,
) -> None:
    """Say what a run would make, how long it takes, and everything that is wrong, without making anything.

    Minutes and megabytes are estimates from the length of the lines.

    [dim]emogen plan project/[/]

    [dim]emogen plan assets/jobs/quickstart.yaml[/]
    """
    from emogen.cli.tables import print_json
    from emogen.machine import processors
    from emogen.pipelines.project.plan import plan

    planned = plan(batch, output)
    workers = jobs or processors()
    if as_json:
        print_json(_record(planned, workers))
    elif not quiet:
        _print(planned, workers)
