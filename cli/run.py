"""``emogen run``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import Exit

from emogen.cli import options, ui
from emogen.cli.tables import print_json_line

if TYPE_CHECKING:
    from emogen.pipelines.batch.job import Job
    from emogen.pipelines.batch.runner import Outcome


def command(
    spec: Annotated[Path, typer.Argument(help="The job spec, a YAML file.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the results.")] = Path("out"),
    as_json: options.Json = False,
    quiet: ui.Quiet = False,
) -> None:
    """Make every job of a spec: results, manifest.jsonl, and index.html that plays them.

    What is there and unchanged is skipped. A failing job does not stop the others; the exit code
    is then 1.

    [dim]emogen run assets/jobs/quickstart.yaml -o out/[/]
    """
    from emogen.pipelines.batch.page import write_page
    from emogen.pipelines.batch.runner import run_jobs
    from emogen.pipelines.project.jobs import load_batch

    jobs = load_batch(spec)
    with _Bars(len(jobs), quiet=as_json or quiet) as bars:
        outcomes = run_jobs(jobs, output, watcher=bars)
    page = write_page(outcomes, output, title=f"emogen: {spec.stem}")
    if as_json:
        _print_json(outcomes, output)
    elif not quiet:
        _print_table(outcomes, output)
        typer.echo(f"See them all: {page}")
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    for outcome in failed if quiet else ():
        typer.echo(f"{outcome.job.id}: {outcome.error}", err=True)
    if failed:
        raise Exit(1)


class _Bars:
    """Two progress bars, the batch and its current job; plain lines when nobody is looking."""

    def __init__(self, count: int, *, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self.console = Console(stderr=True, quiet=quiet)
        self.bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=quiet or not self.console.is_terminal,
        )
        self.batch = self.bars.add_task("jobs", total=count)
        self.job = self.bars.add_task("", total=100)

    def __enter__(self) -> _Bars:
        self.bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bars.stop()

    def started(self, job: Job) -> None:
        self.bars.reset(self.job, description=f"{job.kind} {job.id}", total=100)

    def progressed(self, fraction: float) -> None:
        self.bars.update(self.job, completed=int(100 * fraction))

    def ended(self, outcome: Outcome) -> None:
        self.bars.advance(self.batch)
        if not self.console.is_terminal:
            self.console.print(f"{outcome.status:9} {outcome.job.id} {outcome.seconds:.1f} s")


def _print_table(outcomes: tuple[Outcome, ...], folder: Path) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("job", "kind", "emotion", "status", "where")
    for outcome in outcomes:
        job = outcome.job
        where = "\n".join([*(str(folder / file) for file in outcome.files), *outcome.notes, outcome.error])
        colour = {"made": "green", "unchanged": "cyan", "failed": "red"}[outcome.status]
        table.add_row(
            Text(job.id), job.kind, Text(outcome.label), Text(outcome.status, colour), Text(where.strip())
        )
    Console().print(table)


def _print_json(outcomes: tuple[Outcome, ...], folder: Path) -> None:
    for outcome in outcomes:
        record = {
            "id": outcome.job.id,
            "status": outcome.status,
            "files": [str(folder / file) for file in outcome.files],
            "notes": outcome.notes,
            "error": outcome.error,
        }
        print_json_line(record)
