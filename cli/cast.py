"""``emogen cast``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import Exit

from emogen.cli import options, ui

if TYPE_CHECKING:
    from emogen.pipelines.project.folder import Project


def command(
    project: Annotated[Path, typer.Argument(help="A project's folder.")],
    samples: Annotated[
        bool,
        typer.Option("--samples", help="Make each character's most telling lines, and a page of them."),
    ] = False,
    each: Annotated[
        int, typer.Option("--each", min=1, max=20, help="Sample lines of each character and language.")
    ] = 2,
    as_json: options.Json = False,
    quiet: ui.Quiet = False,
) -> None:
    """List the characters of a project: their lines, how long they speak, and who speaks them.

    Whoever is missing in cast.yaml is added to it with a proposed voice: by notes, names and pronouns of the
    script, no two of them the same while there are others. It is yours to change; nothing in it is changed.

    [dim]emogen cast project/[/]

    [dim]emogen cast project/ --samples --each 1[/]
    """
    from emogen.cli.tables import print_json, print_table
    from emogen.pipelines.project.casting import complete_cast
    from emogen.pipelines.project.folder import CAST, load_project

    added = {proposal.character for proposal in complete_cast(load_project(project))}
    whole = load_project(project)
    rows, problems = _rows(whole, added)
    page, failed = _samples(whole, each, quiet=quiet or as_json) if samples else (None, False)
    if as_json:
        print_json({"characters": rows, "problems": problems, "samples": str(page) if page else None})
    elif not quiet:
        shown = [{**row, "voices": _voices(row["voices"]), "seconds": round(row["seconds"])} for row in rows]
        print_table(shown)
        for problem in problems:
            typer.echo(problem)
        typer.echo(f"Change voices in {whole.folder / CAST}; hear them with --samples.")
    if page and not as_json and not quiet:
        typer.echo(f"Hear them: {page}")
    if failed:
        raise Exit(1)


def _rows(project: Project, added: set[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """Each character with what they say and who speaks them, those with most lines first; and what is wrong
    with the cast."""
    from emogen.pipelines.project.casting import lines_of
    from emogen.pipelines.project.estimate import estimated
    from emogen.pipelines.project.folder import CAST
    from emogen.pipelines.project.jobs import project_jobs
    from emogen.pipelines.project.sexes import cues_of

    made, cues = project_jobs(project), cues_of(project.dialogue)
    seconds: dict[str, float] = {}
    voices: dict[str, dict[str, str]] = {}
    for job in made.jobs:
        name, language = job.labels["character"], job.labels["language"]
        seconds[name] = seconds.get(name, 0.0) + estimated(job).speech
        speaker = getattr(job.request, "speaker", None)
        voices.setdefault(name, {}).setdefault(language, (speaker and speaker.name) or "")
    counts = lines_of(project.dialogue)
    rows = [
        {
            "character": name,
            "lines": counts[name],
            "seconds": seconds.get(name, 0.0),
            "voices": voices.get(name, {}),
            "told": ", ".join(filter(None, (cues[name].sex, cues[name].why, _age(cues[name].age)))),
            "cast": "new" if name in added else "",
        }
        for name in sorted(counts, key=lambda name: -counts[name])
    ]
    return rows, [str(problem) for problem in made.problems if problem.file == CAST]


def _age(age: str) -> str:
    return "" if age == "adult" else age


def _voices(voices: dict[str, str]) -> str:
    return "\n".join(f"{language}: {voice}" for language, voice in voices.items()) or "nobody"


def _samples(project: Project, each: int, *, quiet: bool) -> tuple[Path, bool]:
    """Make the samples; the page of them, and whether one failed."""
    from emogen.cli.progress import progress_bar
    from emogen.pipelines.project.samples import make_samples

    with progress_bar("samples", quiet=quiet) as progress:
        made = make_samples(project, each, progress)
    for outcome in made.outcomes:
        if outcome.error:
            typer.echo(f"{outcome.job.id}: {outcome.error}", err=True)
    return made.page, any(outcome.error for outcome in made.outcomes)
