"""The review page: one HTML file that plays every line, what is wrong first, and keeps what a person
decides."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from emogen.files import write_text
from emogen.pipelines.project.overrides import read_overrides
from emogen.pipelines.review.entries import Entry, Place, listed
from emogen.tables import asset_text

PAGE: Final = "review.html"


def write_review(place: Place, entries: Sequence[Entry], path: Path | None = None) -> Path:
    """Write the page, by default ``review.html`` in the project or the folder of results.

    It names sounds relative to that folder, and needs nothing else.

    Raises:
        RequestError: overrides.yaml cannot be read.
        OutputError: the page cannot be written.
    """
    path = path or place.home / PAGE
    write_text(path, review_page(place, entries))
    return path


def review_page(place: Place, entries: Sequence[Entry], *, save: str = "") -> str:
    """The page's HTML.

    Args:
        place: where the review is.
        entries: its lines.
        save: where changes are sent, relative to the page; "" has the person download them.
    """
    from emogen.conditioning.vocabulary import entries as vocabulary

    rows = listed(place, entries, read_overrides(place.overrides))
    data = {"lines": rows, "save": save, "emotions": sorted(vocabulary())}
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Template(asset_text("review.html")).substitute(
        title=escape(f"Review: {place.home.resolve().name}"),
        style=asset_text("page.css") + asset_text("review.css"),
        script=asset_text("review.js"),
        data=packed,
    )
