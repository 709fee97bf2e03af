"""``emogen emotions``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emogen.cli import options


def command(
    taxonomy: Annotated[
        str | None, typer.Option("-t", "--taxonomy", help="Only one set, e.g. emonet; see the list of sets.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(help="Draw the wheel: valence and arousal of every name.")
    ] = None,
    mark: Annotated[str | None, typer.Option(help="An emotion to mark in the plot.")] = None,
    as_json: options.Json = False,
) -> None:
    """List the emotion words: coordinates in -1..1, synonyms, and the source of every number.

    [dim]emogen emotions --taxonomy attitude[/]

    [dim]emogen emotions --plot wheel.png --mark "bittersweet pride"[/]
    """
    from emogen.cli.tables import print_json, print_table
    from emogen.conditioning.emotion import Emotion
    from emogen.conditioning.vocabulary import TAXONOMIES, entries, members

    marked = None if mark is None else Emotion.parse(mark)
    names = tuple(entries()) if taxonomy is None else members(taxonomy)
    if plot is not None:
        from emogen.conditioning.wheel import plot_wheel

        plot_wheel(plot, taxonomy, marked)
        typer.echo(plot)
        return
    rows = [
        {
            "emotion": entry.name,
            "sets": " ".join(entry.taxonomies),
            "valence": entry.vad[0],
            "arousal": entry.vad[1],
            "dominance": entry.vad[2],
            "spread": entry.spread,
            "basic": dict(entry.basic),
            "synonyms": ", ".join(entry.synonyms),
            "source": entry.source,
        }
        for entry in (entries()[name] for name in names)
    ]
    if as_json:
        print_json(rows)
        return
    print_table(rows, hide=("spread", "basic", "source"))
    if taxonomy is None:
        for name, what in TAXONOMIES.items():
            typer.echo(f"{name:14}{len(members(name)):4}  {what}")
