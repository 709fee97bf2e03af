"""``assets/judge_confusions.tsv``: what each judge named real people, for :mod:`parity`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from emogen.files import write_text
from emogen.tables import asset_rows

TABLE: Final = Path(__file__).parents[1] / "assets" / "judge_confusions.tsv"
COLUMNS: Final = ("judge", "data", "meant", "named", "count")


def record_confusion(judge: str, data: str, meant: Sequence[str], named: Sequence[str]) -> None:
    """Replace what a judge named of some data.

    Args:
        judge: its name.
        data: of whom, e.g. ``"RAVDESS"``: people whom the judge did not learn from.
        meant: of each item what was acted, canonical names of the vocabulary and ``"neutral"``.
        named: of each item what the judge named likeliest.
    """
    kept = [row for row in asset_rows(TABLE.name) if (row["judge"], row["data"]) != (judge, data)]
    counts = Counter(zip(meant, named, strict=True))
    fresh = [
        dict(zip(COLUMNS, (judge, data, *pair, str(count)), strict=True)) for pair, count in counts.items()
    ]
    rows = sorted([*kept, *fresh], key=lambda row: [row[name] for name in COLUMNS[:-1]])
    lines = ["\t".join(row[name] for name in COLUMNS) for row in rows]
    write_text(TABLE, "\n".join(["\t".join(COLUMNS), *lines]) + "\n")
