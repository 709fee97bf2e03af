"""Tables of a pack, as CSV that spreadsheets and engines read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from emogen.files import write_text
from emogen.pipelines.project.exporting import Pack, Placed


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows as CSV (RFC 4180 with line feeds, UTF-8), whole or not at all; the first has the names."""
    text = io.StringIO()
    table = csv.DictWriter(text, columns, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    write_text(path, text.getvalue())


def write_durations(pack: Pack, sounds: Sequence[Placed], path: Path) -> None:
    """Write how long each sound is: id, language, speaker, file, seconds."""
    columns = ("id", "language", "speaker", "file", "seconds")
    write_table(
        path,
        columns,
        (
            {
                "id": placed.line.line.id,
                "language": pack.code(placed.line.language),
                "speaker": placed.line.line.speaker,
                "file": placed.file.as_posix(),
                "seconds": f"{placed.line.seconds:.3f}",
            }
            for placed in sounds
        ),
    )
