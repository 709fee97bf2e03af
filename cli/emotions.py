"""``emogen emotions``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from emogen.cli import options


def command(
    names: Annotated[list[str] | None, typer.Argument(help="Only these; all that is known of each.")] = None,
    taxonomy: Annotated[
        str | None,
        typer.Option("-t", "--taxonomy", help="Only one set, e.g. emonet; the sets stand below the list."),
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(help="Draw the wheel: valence and arousal of every name.")
    ] = None,
    mark: Annotated[str | None, typer.Option(help="An emotion to mark in the plot.")] = None,
    as_json: options.Json = False,
) -> None:
    """List the emotion words: coordinates in -1..1 and synonyms; --json adds errors and sources.

    [dim]emogen emotions joy bittersweet[/]

    [dim]emogen emotions --taxonomy attitude[/]

    [dim]emogen emotions --plot wheel.png --mark "bittersweet pride"[/]
    """
    from emogen.cli.tables import print_json, print_table
    from emogen.conditioning.emotion import Emotion
    from emogen.conditioning.vocabulary import TAXONOMIES, by_axis, entries, find, members
    from emogen.errors import RequestError

    if names and (plot or taxonomy):
        raise RequestError("names do not go with --plot or --taxonomy", fix="Give one or the other.")
    if mark is not None and plot is None:
        raise RequestError("--mark is for a plot", fix="Add e.g. --plot wheel.png.")
    marked = None if mark is None else Emotion.parse(mark)
    listed = tuple(entries()) if taxonomy is None else members(taxonomy)
    if names:
        listed = tuple(dict.fromkeys(find(name).name for name in names))
    if plot is not None:
        from emogen.conditioning.wheel import plot_wheel

        plot_wheel(plot, taxonomy, marked)
        typer.echo(plot)
        return
    rows = [
        {
            "emotion": entry.name,
            "sets": " ".join(entry.taxonomies),
            **by_axis(entry.vad),
            "spread": by_axis(entry.spread),
            "basic": dict(entry.basic),
            "synonyms": ", ".join(entry.synonyms),
            "source": entry.source,
        }
        for entry in (entries()[name] for name in listed)
    ]
    if as_json:
        print_json(rows)
        return
    if names:
        for row in rows:
            _tell(row)
        return
    print_table(rows, hide=("spread", "basic", "source"))
    if taxonomy is None:
        for name, what in TAXONOMIES.items():
            typer.echo(f"{name:14}{len(members(name)):4}  {what}")


def _tell(row: dict[str, Any]) -> None:
    """All that is known of one word."""
    from emogen.conditioning.vocabulary import AXES

    typer.echo(
        f"{row['emotion']}: "
        + ", ".join(f"{axis} {row[axis]:+.2f} ±{row['spread'][axis]:.2f}" for axis in AXES)
    )
    typer.echo(f"  source: {row['source']}")
    typer.echo(f"  basic emotions: {', '.join(f'{n} {s:g}' for n, s in row['basic'].items()) or 'none'}")
    typer.echo(f"  sets: {row['sets']}; also: {row['synonyms'] or 'nothing'}")
