"""``emogen review``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import Exit

from emogen.cli import options, ui
from emogen.cli.tables import print_json_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from emogen.pipelines.review.entries import Entry, Place


def command(
    path: Annotated[Path, typer.Argument(help="A project, or the folder of a batch's results.")],
    serve: Annotated[
        bool,
        typer.Option("--serve", help="Show the page from a server on this machine, which saves changes."),
    ] = False,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Of the server; 0 takes a free one.")
    ] = 0,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The page.", show_default="review.html in PATH"),
    ] = None,
    judge: Annotated[
        bool, typer.Option("--judge/--no-judge", help="Judge lines that were not reviewed as they were made.")
    ] = True,
    as_json: options.Json = False,
    quiet: ui.Quiet = False,
) -> None:
    """Hear every line of a pack, what is wrong first, and say what is to be different.

    The page plays the takes of a line side by side, tells what was heard, and keeps changes of emotion,
    words, pronunciation and take in overrides.yaml: by --serve, or as a download. The next `emogen run`
    remakes just those lines.

    [dim]emogen review project/[/]

    [dim]emogen review out/ --serve[/]
    """
    from emogen.cli.progress import progress_bar
    from emogen.pipelines.review.entries import entries_of, place_of, reviewed
    from emogen.pipelines.review.page import write_review

    place = place_of(path)
    entries = entries_of(place)
    if judge:
        with progress_bar("reviewing", quiet=quiet or as_json) as progress:
            entries = reviewed(place, entries, progress)
    page = write_review(place, entries, output)
    if as_json:
        _print_json(entries)
    elif not quiet:
        typer.echo(_summary(entries))
        typer.echo(f"Hear them all: {page}")
    if serve:
        _serve(place, entries, port)


def _summary(entries: Sequence[Entry]) -> str:
    known = [entry.record.review for entry in entries if entry.record]
    passed = sum(review.passed for review in known)
    unjudged = {verdict.told for review in known for verdict in review.unjudged}
    text = f"{passed} of {len(entries)} lines pass"
    if len(known) < len(entries):
        text += f", {len(entries) - len(known)} are not reviewed"
    return "\n".join([text, *sorted(unjudged)[:3]])


def _print_json(entries: Sequence[Entry]) -> None:
    for entry in entries:
        review = entry.record.review if entry.record else None
        record = {"id": entry.made.id, "status": entry.made.status, "files": entry.files}
        print_json_line({**record, "review": review and review.as_json()})


def _serve(place: Place, entries: Sequence[Entry], port: int) -> None:
    from emogen.pipelines.review.server import ReviewServer

    with ReviewServer(place, entries, port=port) as server:
        typer.echo(f"Review at {server.url} - changes go to {place.overrides}. Ctrl-C ends it.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            raise Exit(0) from None
