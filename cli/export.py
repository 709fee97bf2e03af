"""``emogen export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emogen.cli import options, ui
from emogen.cli.tables import print_json_line

if TYPE_CHECKING:
    from emogen.pipelines.project.exporting import Exported

EXPORTS = "export"
"""Folder of a project below which packs are written unless another is named."""


def command(
    project: Annotated[Path, typer.Argument(help="A project's folder.")],
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="The exporter, see `emogen plugins`.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Folder to write into, e.g. the game's.",
            show_default="PROJECT/export/NAME",
        ),
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--option", metavar="NAME=VALUE", help="A setting of the exporter; can be given again."),
    ] = None,
    beside: Annotated[
        str | None,
        typer.Option(
            "--beside",
            metavar="SUFFIXES",
            show_default="the exporter's own",
            help="Files beside each sound: vtt, srt, and formats of face motion such as tsv, xml, csv; "
            "between commas, none for none.",
        ),
    ] = None,
    results: Annotated[
        Path | None,
        typer.Option("--results", metavar="DIR", help="Where the sounds are.", show_default="PROJECT/out"),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Write over files that emogen did not write.")
    ] = False,
    as_json: options.Json = False,
    quiet: ui.Quiet = False,
) -> None:
    """Write a project's voice pack where a game engine finds it: sounds, tables, lip-sync, captions,
    durations and licences.

    A file that emogen did not write, or that was changed since, is never overwritten unless you say so.

    [dim]emogen export project/ --to renpy -o thequestion/[/]

    [dim]emogen export project/ --to csv --option format=ogg --beside vtt,tsv[/]
    """  # fmt: skip
    from emogen.cli.progress import progress_bar
    from emogen.pipelines.project.exporting import export_pack
    from emogen.pipelines.project.pack import load_pack
    from emogen.pipelines.requests.backend import read_pairs

    folder = output or project / EXPORTS / to
    settings = read_pairs(option or [])
    suffixes = None if beside is None else _suffixes(beside)
    pack = load_pack(project, results)
    with progress_bar(f"export {to}", quiet=as_json or quiet) as progress:
        exported = export_pack(
            pack, folder, to, settings, beside=suffixes, overwrite=overwrite, progress=progress
        )
    _report(exported, folder, as_json=as_json, quiet=quiet)


def _suffixes(text: str) -> tuple[str, ...]:
    """``"tsv, vtt"`` as suffixes."""
    if text.strip().lower() in ("", "none"):
        return ()
    return tuple(f".{part.strip().lower().lstrip('.')}" for part in text.split(",") if part.strip())


def _report(exported: Exported, folder: Path, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        record = {
            "folder": str(folder),
            "lines": exported.lines,
            "seconds": round(exported.seconds, 3),
            "files": [file.as_posix() for file in exported.files],
            "notes": exported.notes,
        }
        print_json_line(record)
        return
    if quiet:
        return
    typer.echo(
        f"{folder}: {exported.lines} lines, {exported.seconds:.0f} s of speech, {len(exported.files)} files"
    )
    for note in exported.notes:
        typer.echo(f"note: {note}", err=True)
