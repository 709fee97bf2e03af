"""``emogen status``, ``emogen verify`` and ``emogen prune``: what became of the results of a batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import Exit

from emogen.cli import options, ui
from emogen.cli.tables import print_json, print_table
from emogen.errors import RequestError

if TYPE_CHECKING:
    from emogen.pipelines.batch.job import Job
    from emogen.pipelines.batch.states import Standing

Target = Annotated[Path, typer.Argument(help="A project, a job spec, or a folder of results.")]
Output = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", metavar="DIR", help="Folder of the results.", show_default="as `emogen run`"
    ),
]
_SHOWN = 20
"""Jobs and files that are listed for people; scripts get all. Ours."""


def status(target: Target, output: Output = None, as_json: options.Json = False) -> None:
    """Count the results of a batch by their state, with the reasons why some would be made anew.

    Of a folder alone only that is known which became of its files, and of emogen, since it made them.

    [dim]emogen status out/[/]
    """
    from emogen.pipelines.batch.states import counts, states_of_folder, states_of_jobs

    jobs, folder = _batch(target, output)
    standings = tuple(states_of_folder(folder) if jobs is None else states_of_jobs(jobs, folder))
    if as_json:
        print_json({"folder": str(folder), "states": counts(standings), "jobs": list(map(asdict, standings))})
        return
    told = ", ".join(f"{count} {state}" for state, count in counts(standings).items() if count)
    typer.echo(f"{len(standings)} jobs in {folder}: {told or 'none'}")
    _print_reasons(standings)
    only = sum(standing.only_version for standing in standings)
    if only:
        typer.echo(f"Of {only} the only change is emogen's own: `emogen run --keep` leaves them as they are.")


def verify(
    folder: Annotated[Path, typer.Argument(help="A folder of results, or a project.")],
    as_json: options.Json = False,
    quiet: ui.Quiet = False,
) -> None:
    """Compare every result with its checksum and with the manifest; the exit code is 1 where one differs.

    [dim]emogen verify out/[/]
    """
    from emogen.pipelines.batch.verifying import verify as verified

    _, folder = _batch(folder, None)
    found = tuple(verified(folder))
    faults = [one for one in found if one.is_fault]
    rows = [{"file": one.file.as_posix(), "finding": one.finding, "job": one.job} for one in faults]
    if as_json:
        print_json({"folder": str(folder), "files": len(found), "faults": rows})
    else:
        for row in rows:
            typer.echo(f"{row['finding']}: {row['file']}", err=True)
        if not quiet:
            typer.echo(f"{len(found)} files in {folder}: {len(found) - len(faults)} whole, {_told(faults)}")
    if faults:
        raise Exit(1)


def prune(
    target: Target,
    output: Output = None,
    delete: Annotated[bool, typer.Option("--delete", help="Remove them; else they are listed only.")] = False,
    as_json: options.Json = False,
) -> None:
    """List results that no job names any more, and what killed runs left; --delete removes them.

    Only files are touched that emogen made and nobody edited since.

    [dim]emogen prune out/[/]
    """
    from emogen.pipelines.batch.pruning import orphans, remove

    jobs, folder = _batch(target, output)
    found = tuple(orphans(folder, jobs))
    size = sum(orphan.size for orphan in found if orphan.is_removable)
    removed = len(tuple(remove(found))) if delete else 0
    rows = [{"kind": one.kind, "file": one.paths[0].relative_to(folder).as_posix()} for one in found]
    if as_json:
        print_json({"folder": str(folder), "bytes": size, "removed": removed, "found": rows})
        return
    print_table(rows[:_SHOWN])
    if len(rows) > _SHOWN:
        typer.echo(f"... and {len(rows) - _SHOWN} more")
    edited = sum(one.kind == "edited" for one in found)
    if edited:
        typer.echo(f"{edited} were edited since emogen made them, and stay.")
    some = len(found) - edited
    if delete:
        typer.echo(f"{removed} removed, {size / 1e6:.1f} MB")
    else:
        typer.echo(f"{some} could be removed, {size / 1e6:.1f} MB{': add --delete' if some else ''}")


def _batch(target: Path, output: Path | None) -> tuple[tuple[Job, ...] | None, Path]:
    """The jobs of a project or a spec, None of a folder of results, and where their results are."""
    from emogen.pipelines.project.folder import is_project
    from emogen.pipelines.project.jobs import load_batch, results_of

    if target.is_dir() and not is_project(target):
        if output is not None:
            raise RequestError(f"{target} is a folder of results itself", fix="Leave --output out.")
        return None, target
    return load_batch(target), output or results_of(target)


def _told(faults: Iterable[object]) -> str:
    kinds = Counter(getattr(fault, "finding", "") for fault in faults)
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items()) or "no faults"


def _print_reasons(standings: Iterable[Standing]) -> None:
    """The jobs that would be made, those with one reason together."""
    by_reason: dict[tuple[str, str], list[str]] = {}
    for one in standings:
        if one.state not in ("made", "unchanged"):
            by_reason.setdefault((one.state, "; ".join(one.reasons)), []).append(one.id)
    groups = sorted(by_reason.items(), key=lambda group: -len(group[1]))
    for (state, reason), ids in groups[:_SHOWN]:
        more = f" and {len(ids) - 3} more" if len(ids) > 3 else ""
        typer.echo(f"  {state}: {', '.join(ids[:3])}{more} ({reason})")
    if len(groups) > _SHOWN:
        typer.echo(f"  ... and {len(groups) - _SHOWN} more reasons")
