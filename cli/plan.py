"""``emogen plan``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emogen.cli import options, ui

if TYPE_CHECKING:
    from emogen.pipelines.project.estimate import Estimate
    from emogen.pipelines.project.plan import Plan, PlannedJob


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
    from emogen.pipelines.batch.engines.local import usual_processes
    from emogen.pipelines.project.plan import plan

    planned = plan(batch, output)
    workers = jobs or usual_processes()
    if as_json:
        print_json(_record(planned, workers))
    elif not quiet:
        _print(planned, workers)


def _record(planned: Plan, workers: int) -> dict[str, Any]:
    """The plan for scripts."""
    return {
        "folder": str(planned.folder),
        "jobs": [
            {
                "id": entry.job.id,
                "kind": entry.job.kind,
                "state": entry.state,
                "why": entry.reasons,
                **dict(entry.job.labels),
            }
            for entry in planned.jobs
        ],
        "unspoken": dict(planned.unspoken),
        "estimate": {
            **_cost(planned.cost),
            "minutes": planned.cost.work / workers / 60,
            "processes": workers,
        },
        "problems": [{"file": p.file, "row": p.row, "what": p.what} for p in planned.problems],
    }


def _print(planned: Plan, workers: int) -> None:
    from emogen.cli.import_ import ui_list
    from emogen.cli.tables import print_table

    for label in ("language", "character"):
        print_table([{label: name, **_row(entries)} for name, entries in planned.by(label).items() if name])
    if planned.unspoken:
        reasons = (f"{count} {reason}" for reason, count in planned.unspoken.items())
        typer.echo(f"without a sound: {', '.join(reasons)}")
    ui_list("problems", [str(problem) for problem in planned.problems])
    changed = (entry for entry in planned.jobs if entry.state == "changed")
    ui_list("changed", [f"{entry.job.id}: {'; '.join(entry.reasons)}" for entry in changed])
    states = Counter(entry.state for entry in planned.jobs)
    typer.echo(
        f"{len(planned.jobs)} jobs: {states['new']} new, {states['changed']} changed, "
        f"{states['unchanged']} unchanged, into {planned.folder}"
    )
    typer.echo(_estimate(planned.cost, workers))


def _row(entries: list[PlannedJob]) -> dict[str, Any]:
    from emogen.pipelines.project.estimate import Estimate

    cost = sum((entry.cost for entry in entries), Estimate())
    todo = sum(entry.state != "unchanged" for entry in entries)
    return {"jobs": len(entries), "to make": todo, "speech": f"{cost.speech / 60:.1f} min"}


def _cost(cost: Estimate) -> dict[str, Any]:
    return {
        "speech_seconds": round(cost.speech, 1),
        "cpu_seconds": round(cost.work, 1),
        "bytes": cost.size,
        "jobs_not_estimated": cost.unknown,
    }


def _estimate(cost: Estimate, workers: int) -> str:
    """The time and space that it takes, in one sentence."""
    told = (
        f"To make, estimated from the length of the lines: {cost.speech / 60:.1f} minutes of speech, "
        f"{cost.size / 1e6:.0f} MB, {cost.work / 60:.1f} CPU minutes, about {cost.work / workers / 60:.1f} "
        f"minutes with {workers} processes."
    )
    return f"{told} {cost.unknown} jobs of other kinds are not in it." if cost.unknown else told
