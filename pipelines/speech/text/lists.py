"""Lists of words that readers look things up in (``assets/word_lists.tsv``, ours)."""

from __future__ import annotations

from functools import lru_cache

from emogen.tables import asset_rows


@lru_cache(maxsize=32)
def listed(name: str) -> frozenset[str]:
    """The words of a list."""
    return next(
        frozenset(row["words"].split()) for row in asset_rows("word_lists.tsv") if row["name"] == name
    )
