"""Small sets of words that tell directions from ordinary words."""

from __future__ import annotations

from functools import lru_cache

from emogen.tables import asset_rows


@lru_cache(maxsize=16)
def words_of(name: str) -> frozenset[str]:
    """The words of a list of ``assets/stage_words.tsv``, which says what each is for."""
    lists = {row["list"]: row["words"] for row in asset_rows("stage_words.tsv")}
    return frozenset(lists[name].split())
