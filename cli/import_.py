"""``emogen import``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emogen.cli import options, ui

if TYPE_CHECKING:
    from emogen.pipelines.project.intake import Intake


def command(
    games: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Scripts, tables, translations, a game's folder; none reads those of the project again.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="The project's folder.")
    ] = Path("project"),
    importer: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="NAME",
            help="The importer, see `emogen plugins importer`; each file's own by default.",
        ),
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(
            "--option", metavar="NAME=VALUE", help="A setting of that importer; can be given again."
        ),
    ] = None,
    language: Annotated[
        str, typer.Option("--language", metavar="CODE", help="Of the script's own words, e.g. en-us.")
    ] = "",
    as_json: options.Json = False,
    quiet: ui.Quiet = False,
) -> None:
    """Read a game's script into a project: lines, speakers, directions, translations.

    Writes project.yaml and cast.yaml, which are yours to change: importing again adds what is new and leaves
    what stands there. Lines keep their ids.

    [dim]emogen import game/ -o project/[/]

    [dim]emogen import dialogue.tsv -o project/ --from table[/]
    """
    from emogen.cli.tables import print_json
    from emogen.pipelines.project.intake import import_into
    from emogen.pipelines.requests.backend import read_pairs

    intake = import_into(
        output, games or [], reader=importer, option=read_pairs(option or []), language=language
    )
    if as_json:
        print_json(_record(intake))
    elif not quiet:
        _print(intake)


def _record(intake: Intake) -> dict[str, Any]:
    """All that was found, for scripts."""
    dialogue, changes = intake.project.dialogue, intake.changes
    return {
        "project": str(intake.project.folder),
        "lines": len(dialogue.lines),
        "importers": dict(intake.readers),
        "files": _files(intake),
        "characters": _characters(intake),
        "languages": _languages(intake),
        "variables": _variables(intake),
        "problems": [{"file": p.file, "row": p.row, "what": p.what} for p in dialogue.problems],
        "notes": [*dialogue.notes, *([intake.damaged] if intake.damaged else [])],
        "changes": None
        if changes is None
        else {"new": changes.new, "gone": changes.gone, "changed": dict(changes.changed)},
    }


def _print(intake: Intake) -> None:
    from emogen.cli.tables import print_table

    project = intake.project
    print_table(_files(intake))
    print_table(_characters(intake))
    print_table(_languages(intake))
    print_table(_variables(intake))
    for note in project.dialogue.notes:
        typer.echo(f"note: {note}")
    ui_list("not understood", [str(problem) for problem in project.dialogue.problems])
    if intake.damaged:
        typer.echo(f"what was imported before could not be compared: {intake.damaged}")
    if intake.changes is not None:
        changes = intake.changes
        ui_list("new", changes.new)
        ui_list("changed", [f"{id}: {', '.join(what)}" for id, what in changes.changed.items()])
        ui_list("gone", changes.gone)
        if not (changes.new or changes.changed or changes.gone):
            typer.echo("nothing has changed")
    count = len(project.dialogue.lines)
    typer.echo(f"{project.folder}: {count} line{'s' * (count != 1)}. Next: emogen cast {project.folder}")


SHOWN = 20
"""Entries of a list that people are shown. Ours."""


def ui_list(title: str, entries: Any) -> None:
    """Print a list of texts for people, cut short; nothing for none."""
    entries = list(entries)
    if not entries:
        return
    typer.echo(f"{title}: {len(entries)}")
    for entry in entries[:SHOWN]:
        typer.echo(f"  {entry}")
    if len(entries) > SHOWN:
        typer.echo(f"  and {len(entries) - SHOWN} more; --json has them all")


def _files(intake: Intake) -> list[dict[str, Any]]:
    counts = Counter((line.file, line.kind) for line in intake.project.dialogue.lines)
    problems = Counter(problem.file for problem in intake.project.dialogue.problems)
    files = dict.fromkeys([*(file for file, _ in counts), *problems])
    return [
        {
            "file": file,
            "lines": counts[file, "line"],
            "choices": counts[file, "choice"],
            "texts": counts[file, "text"],
            "problems": problems[file],
        }
        for file in files
    ]


def _characters(intake: Intake) -> list[dict[str, Any]]:
    from emogen.pipelines.project.casting import lines_of

    added = {proposal.character for proposal in intake.added}
    cast = intake.project.cast
    return [
        {
            "character": name,
            "lines": count,
            "voice": (cast[name].voice if name in cast else None) or "",
            "cast": "new" if name in added else "as it was",
        }
        for name, count in lines_of(intake.project.dialogue).items()
    ]


def _languages(intake: Intake) -> list[dict[str, Any]]:
    from emogen.pipelines.project.spoken import has_voices, own_language, translations

    project = intake.project
    lines = [line for line in project.dialogue.lines if line.kind == "line"]
    codes = {"": own_language(project), **translations(project)}
    return [
        {
            "language": tool or "the script's own",
            "code": code or "left out",
            "lines": sum(tool in line.words for line in lines),
            "missing": sum(tool not in line.words for line in lines),
            "voices": "yes" if code and has_voices(code) else "none",
        }
        for tool, code in codes.items()
    ]


def _variables(intake: Intake) -> list[dict[str, Any]]:
    from emogen.pipelines.project.spoken import variables_of

    project = intake.project
    counts = Counter(name for line in project.dialogue.lines for name in line.variables)
    values = variables_of(project)
    return [
        {"variable": name, "lines": count, "words": values.get(name, "(none: left out)")}
        for name, count in counts.items()
    ]
