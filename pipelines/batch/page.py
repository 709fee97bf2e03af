"""HTML pages that play the results of a folder beside their emotions, with search and filters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from itertools import count
from pathlib import Path
from string import Template
from typing import Any, Final

from emogen.files import write_text
from emogen.pipelines.batch.manifest import Record
from emogen.sound import AUDIO_SUFFIXES
from emogen.tables import asset_text

PAGE: Final = "index.html"

_MOST: Final = 20_000
"""Jobs of one file: some 6 MB, which browsers open in under a second. Ours."""

_LONGEST: Final = 400
"""Characters of a text that a card shows. Ours."""


def write_page(records: Sequence[Record], folder: Path, *, title: str) -> Path:
    """Write ``folder/index.html``, which shows the failures first, and further files where there are more
    than 20,000 jobs. They refer to the results by relative names and to nothing else.

    Raises:
        OutputError: the folder cannot be written to.
    """
    ordered = sorted(records, key=lambda record: record.status != "failed")
    parts = [ordered[start : start + _MOST] for start in range(0, max(1, len(ordered)), _MOST)]
    names = [PAGE if number == 1 else f"index-{number}.html" for number in range(1, len(parts) + 1)]
    template = Template(asset_text("page.html"))
    fixed = {"title": escape(title), "style": asset_text("page.css"), "script": asset_text("page.js")}
    for name, part in zip(names, parts, strict=True):
        data = json.dumps([_card(record) for record in part], ensure_ascii=False, separators=(",", ":"))
        # In a script no letter needs an escape but the one that could end it.
        text = template.substitute(fixed, data=data.replace("<", "\\u003c"), pages=_links(names, name))
        write_text(folder / name, text)
    for number in count(len(parts) + 1):  # Of a time when there were more jobs.
        if not (old := folder / f"index-{number}.html").is_file():
            break
        old.unlink()
    return folder / PAGE


def _card(record: Record) -> dict[str, Any]:
    """The contents of a card; what is empty is left out."""
    card = {
        "id": record.id,
        "kind": record.kind,
        "status": record.status,
        "emotion": record.label,
        "at": [round(value, 3) for value in record.vad[:2]],
        "text": str(record.request.get("text") or "")[:_LONGEST],
        "note": (record.error or "; ".join(record.notes))[:_LONGEST],
        "files": list(record.files),
        "show": _medium(record.files),
        "labels": dict(record.labels),
        "batch": record.batch,
    }
    return {name: value for name, value in card.items() if value}


def _medium(files: Sequence[str]) -> str:
    """The element that shows the first of some files."""
    suffix = Path(files[0]).suffix if files else ""
    if suffix == ".mp4":
        return "video"
    if suffix in AUDIO_SUFFIXES:
        return "audio"
    return "img" if suffix in (".png", ".jpg", ".jpeg", ".webp", ".gif", ".apng") else ""


def _links(names: Sequence[str], current: str) -> str:
    if len(names) == 1:
        return ""
    links = [
        f"<b>{number}</b>" if name == current else f'<a href="{name}">{number}</a>'
        for number, name in enumerate(names, start=1)
    ]
    return f"<p>Parts of the batch: {' '.join(links)}</p>"
