"""``assets/judge_confusions.tsv``: what each judge named real people, for :mod:`parity`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from emogen.files import write_text
from emogen.tables import asset_rows

TABLE: Final = Path(__file__).parents[1] / "assets" / "judge_confusions.tsv"
COLUMNS: Final = ("judge", "data", "meant", "named", "speaker", "count")


def record_confusion(
    judge: str, data: str, meant: Sequence[str], named: Sequence[str], speakers: Sequence[str] = ()
) -> None:
    """Replace what a judge named of some data.

    Args:
        judge: its name.
        data: of whom, e.g. ``"RAVDESS"``: people whom the judge did not learn from.
        meant: of each item what was acted, canonical names of the vocabulary and ``"neutral"``.
        named: of each item what the judge named likeliest.
        speakers: of each item who it is of, so that intervals can resample people; none where unknown.
    """
    kept = [row for row in asset_rows(TABLE.name) if (row["judge"], row["data"]) != (judge, data)]
    counts = Counter(zip(meant, named, speakers or [""] * len(meant), strict=True))
    fresh = [
        dict(zip(COLUMNS, (judge, data, *item, str(count)), strict=True)) for item, count in counts.items()
    ]
    # A table from before speakers were kept has no such column.
    cells = sorted([row.get(name, "") for name in COLUMNS] for row in [*kept, *fresh])
    lines = ["\t".join(row) for row in cells]
    write_text(TABLE, "\n".join(["\t".join(COLUMNS), *lines]) + "\n")
