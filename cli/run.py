"""``emogen run``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import Exit

from emogen.cli import options, ui
from emogen.cli.batch_progress import BatchProgress

if TYPE_CHECKING:
    from emogen.pipelines.batch.job import Job

Jobs = Annotated[
    int | None,
    typer.Option("--jobs", min=1, help="Processes that work at once.", show_default="one a core"),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="NAME=VALUE", help="Jobs to make, by label, id or kind; * fits anything."),
]
Shard = Annotated[str, typer.Option("--shard", metavar="I/N", help="Make the I-th of N parts of the batch.")]
Attempts = Annotated[
    int,
    typer.Option("--attempts", min=1, help="How often a job is tried when its process dies, say."),
]
Engine = Annotated[str, typer.Option("--engine", help="Makes the jobs: local, ray, or a plug-in.")]
Address = Annotated[str | None, typer.Option("--address", help="The cluster of --engine ray, e.g. auto.")]
EngineOption = Annotated[
    list[str] | None,
    typer.Option("--engine-option", metavar="NAME=VALUE", help="A setting of the engine."),
]
Keep = Annotated[
    bool,
    typer.Option("--keep", help="Leave results as they are whose only change is another version of emogen."),
]
Why = Annotated[bool, typer.Option("--why", help="First say why each job is made that is not unchanged.")]
Review = Annotated[
    Path | None,
    typer.Option("--review", metavar="PAGE", help="Judge each line as it is made, and write a page of them."),
]
Retries = Annotated[
    int | None,
    typer.Option(
        "--retries", min=0, max=20, help="Other takes of a line that fails its review.", show_default="3"
    ),
]
Verbose = Annotated[bool, typer.Option("--verbose", help="Also print where in the code a job failed.")]


def command(
    spec: Annotated[Path, typer.Argument(help="A job spec, or a project's folder.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="Folder for the results.", show_default="out; of a project PROJECT/out"
        ),
    ] = None,
    jobs: Jobs = None,
    only: Only = None,
    shard: Shard = "1/1",
    attempts: Attempts = 3,
    engine: Engine = "local",
    address: Address = None,
    engine_option: EngineOption = None,
    keep: Keep = False,
    why: Why = False,
    review: Review = None,
    retries: Retries = None,
    as_json: options.Json = False,
    quiet: ui.Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Make every job of a spec or a project: results, manifest.jsonl, and index.html that plays them.

    What is there and unchanged is skipped. A failing job does not stop the others; the exit code
    is then 1. Ctrl-C once ends it after the jobs that are being made, twice at once.

    [dim]emogen run assets/jobs/quickstart.yaml -o out/[/]

    [dim]emogen run assets/jobs/quickstart.yaml -o out/ --jobs 2 --only kind=speak[/]

    [dim]emogen run assets/jobs/quickstart.yaml -o out/ --review out/review.html --retries 2[/]
    """
    from emogen.pipelines.batch.engines.local import usual_processes
    from emogen.pipelines.batch.manifest import Shard as Part
    from emogen.pipelines.batch.manifest import read_manifest
    from emogen.pipelines.batch.page import write_page
    from emogen.pipelines.batch.runner import Running, run_jobs
    from emogen.pipelines.project.folder import is_project
    from emogen.pipelines.project.jobs import load_batch, results_of
    from emogen.pipelines.project.overrides import OVERRIDES, overridden_jobs, read_overrides
    from emogen.pipelines.requests.backend import read_pairs
    from emogen.pipelines.review.running import review_page, with_review

    output = output or results_of(spec)
    settings = {**({} if address is None else {"address": address}), **read_pairs(engine_option or [])}
    how = Running(jobs or usual_processes(), engine, settings, only or (), Part.parse(shard), attempts, keep)
    planned = load_batch(spec, None if quiet or as_json else partial(typer.echo, err=True))
    if not is_project(spec):  # Those of a project are in it.
        planned = overridden_jobs(planned, read_overrides(output / OVERRIDES))
    if review is not None:
        planned = with_review(planned, spec, retries)
    if why:
        _tell_why(planned, output, as_json=as_json)
    if not quiet and not as_json:
        _tell_versions(planned, output, keep=keep)
    verbose = verbose or bool(os.environ.get("EMOGEN_DEBUG"))
    interrupted = False
    with BatchProgress(output, quiet=quiet, as_json=as_json, verbose=verbose) as shown:
        try:
            run_jobs(planned, output, watcher=shown, how=how, spec=spec)
        except KeyboardInterrupt:
            interrupted = True
    # Of shards each would write the page of all: `emogen run` without one does.
    page = (
        None
        if how.shard.count > 1
        else write_page(read_manifest(output), output, title=f"emogen: {output.name}")
    )
    if review is not None and how.shard.count == 1:
        page = review_page(spec, output, review)
    shown.summarise(page)
    if interrupted:
        raise Exit(ui.INTERRUPTED)
    if any(outcome.status == "failed" for outcome in shown.outcomes):
        raise Exit(1)


def _tell_why(jobs: Sequence[Job], folder: Path, *, as_json: bool) -> None:
    """Say of each job that is not unchanged what changed."""
    from emogen.cli.tables import print_json_line
    from emogen.pipelines.batch.changes import changes_of

    for changes in (changes_of(job, folder) for job in jobs):
        reasons = ("new",) if changes.is_new else changes.reasons()
        if as_json and reasons:
            print_json_line({"id": changes.job.id, "why": reasons})
        elif reasons:
            typer.echo(f"{changes.job.id}: {'; '.join(reasons)}", err=True)


def _tell_versions(jobs: Sequence[Job], folder: Path, *, keep: bool) -> None:
    """Say which results are made anew, or kept, though nothing changed but emogen."""
    from emogen.pipelines.batch.changes import of_another_emogen

    only = [name for name, changes in of_another_emogen(jobs, folder).items() if changes.only_version]
    if only:
        more = f" and {len(only) - 5} more" if len(only) > 5 else ""
        end = "They are kept." if keep else "They are made anew; --keep leaves them as they are."
        told = f"Of {len(only)} jobs only emogen's version or code changed: {', '.join(only[:5])}{more}."
        typer.echo(f"{told} {end}", err=True)
