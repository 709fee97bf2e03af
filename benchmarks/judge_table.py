"""``assets/judges.tsv``: what each judge reaches on real people, for everybody who reads its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import nan
from pathlib import Path
from typing import Final

from emogen.files import write_text
from emogen.pipelines.evaluate.figures import Figure
from emogen.tables import asset_rows

TABLE: Final = Path(__file__).parents[1] / "assets" / "judges.tsv"
COLUMNS: Final = ("judge", "figure", "data", "count", "value", "low", "high", "chance", "meaning")


def record(
    judge: str, figures: Sequence[Figure], data: str, chance: Mapping[str, float] | float = nan
) -> None:
    """Replace a judge's figures on some data; its other rows and those of other judges stay.

    Args:
        judge: its name.
        figures: the most telling first; ``real/<measure>`` for what real people reach.
        data: of whom, e.g. ``"RAVDESS"``.
        chance: what guessing reaches, for all figures or by their ids; NaN where that means nothing.
    """
    kept = [row for row in asset_rows(TABLE.name) if (row["judge"], row["data"]) != (judge, data)]
    fresh = [
        {
            "judge": judge,
            "figure": one.id,
            "data": data,
            "count": str(one.count),
            **{
                name: f"{value:.4g}"
                for name, value in (("value", one.value), ("low", one.low), ("high", one.high))
            },
            "chance": f"{chance.get(one.id, nan) if isinstance(chance, Mapping) else chance:.4g}",
            "meaning": one.meaning,
        }
        for one in figures
    ]
    # Sorted by judge only: a script that records all its data anew sets their order.
    rows = sorted([*kept, *fresh], key=lambda row: row["judge"])
    lines = ["\t".join(row[name] for name in COLUMNS) for row in rows]
    write_text(TABLE, "\n".join(["\t".join(COLUMNS), *lines]) + "\n")
