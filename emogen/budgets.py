"""Budgets: as much as emogen takes of a file or a request that somebody else made, before it refuses.

They keep small files from becoming large ones in memory, and servers from working for one caller only. Each
can be changed by whoever runs emogen: ``emogen config set budget.pixels 400000000``, or in the environment
``EMOGEN_BUDGET_PIXELS=400000000``. An ``emogen.toml`` in the current folder cannot: it may be a stranger's.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from emogen.errors import BudgetError, RequestError, shown

TABLE: Final = "budget"
"""The table of a config file that changes budgets."""

_PREFIX: Final = "EMOGEN_BUDGET_"
_MOST: Final = 10**15
"""The highest that a budget can be set to. Ours."""

_LARGEST_CONFIG: Final = 1 << 20
"""Bytes of a config file that is read for budgets. Ours."""


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget.

    Attributes:
        name: as in ``budget.<name>`` and ``EMOGEN_BUDGET_<NAME>``.
        default: the limit where nobody set another one.
        unit: of the limit, a plural.
        reason: why it is what it is.
    """

    name: str
    default: int
    unit: str
    reason: str

    @property
    def variable(self) -> str:
        """The variable of the environment that changes it."""
        return _PREFIX + self.name.upper()

    @property
    def limit(self) -> int:
        """The limit that holds now: of the environment, the user's config file, or the default.

        Raises:
            RequestError: it is set to something that is no whole number from 1.
        """
        value, source = os.environ.get(self.variable), self.variable
        if not value:
            value, source = _configured().get(self.name), f"{TABLE}.{self.name}"
        return self.default if value is None else parsed(value, source)

    def check(self, amount: float, what: object) -> None:
        """Raise ``BudgetError`` where an amount is over the limit.

        Args:
            amount: in the budget's unit.
            what: has so much, e.g. the name of a file.
        """
        if amount > self.limit:
            raise self.exceeded(f"{what} has {_told(amount)} {self.unit}", at_least=amount)

    def exceeded(self, what: str, *, at_least: float | None = None) -> BudgetError:
        """The error of something over the limit.

        Args:
            what: says which, as a clause.
            at_least: how much it has, where that is known.
        """
        limit = self.limit
        new = limit * 2 if at_least is None else max(int(at_least) + (at_least % 1 > 0), limit + 1)
        return BudgetError(
            what,
            why=f"the budget is {_told(limit)} {self.unit}",
            fix=f"If you trust it: `emogen config set {TABLE}.{self.name} {new}`, or {self.variable}={new}.",
        )


def parsed(value: object, source: str) -> int:
    """A limit from a config file or the environment. Raises ``RequestError`` for one that is none."""
    try:
        number = int(float(str(value)[:40]))
    except (ValueError, OverflowError):
        number = 0
    if isinstance(value, bool) or not 1 <= number <= _MOST:
        raise RequestError(f"{source} {shown(value)} is no budget", fix="Use a whole number from 1.")
    return number


PIXELS: Final = Budget(
    "pixels",
    178_000_000,
    "pixels",
    "of a picture that is decoded: the largest cameras have 150 million, and 8 bits of colour take half a "
    "gigabyte then; Pillow's own limit is 178.9 million",
)
STREAMED_PIXELS: Final = Budget(
    "streamed_pixels",
    500_000_000,
    "pixels",
    "of a photograph that is worked on in strips: 4 GB of scratch space at 16 bits with transparency",
)
SOUND_SECONDS: Final = Budget(
    "sound_seconds",
    4 * 3600,
    "seconds of sound",
    "of a recording that is decoded: a long reading; an hour of silence packs into half a megabyte",
)
SOUND_SAMPLES: Final = Budget(
    "sound_samples",
    700_000_000,
    "samples",
    "of a recording, all channels together: four hours of mono or two of stereo at 48 kHz, 2.8 GB",
)
SOUND_CHANNELS: Final = Budget("sound_channels", 64, "channels", "of a recording: more than studios mix")
FRAMES: Final = Budget(
    "frames", 432_000, "frames", "of a clip or a capture of a face: two hours at 60 a second"
)
DOCUMENT_BYTES: Final = Budget(
    "document_bytes",
    64 << 20,
    "bytes",
    "of a text that is read whole (spec, character, script, table, sidecar): the longest games have 10 MB of "
    "words",
)
CAPTURE_BYTES: Final = Budget(
    "capture_bytes", 384 << 20, "bytes", "of a capture of a face: two hours at 60 frames a second have 350 MB"
)
VALUES: Final = Budget(
    "values",
    2_000_000,
    "values",
    "of a YAML document, once its aliases are followed: a million jobs have as many",
)
ALIASES: Final = Budget("aliases", 200_000, "aliases", "of a YAML document: ten a job of a large batch")
DEPTH: Final = Budget(
    "depth",
    200,
    "levels",
    "of lists, tables and elements in each other: Python itself gives up near 1000",
)
DIGITS: Final = Budget(
    "digits", 400, "digits", "of a number in a document: the largest float has 309; Python gives up at 4300"
)
CELLS: Final = Budget("cells", 5_000_000, "cells", "of a table: 500,000 lines of ten columns, about 1 GB")
CELL_CHARACTERS: Final = Budget("cell_characters", 1 << 20, "characters", "of one cell: a whole novel")
JOBS: Final = Budget("jobs", 1_000_000, "jobs", "that a spec comes to: a larger one is many specs")
COMBINATIONS: Final = Budget("combinations", 100_000, "combinations", "of the matrix of a job")
EXPANDED_CHARACTERS: Final = Budget(
    "expanded_characters",
    200_000,
    "characters",
    "of an id, a name or a text once its template is filled: five times the longest text that is spoken",
)
INCLUDED_FILES: Final = Budget("included_files", 1000, "files", "that a spec is put together from")
ARCHIVE_FILES: Final = Budget("archive_files", 10_000, "files", "in an archive: a workbook has some dozens")
ARCHIVE_BYTES: Final = Budget(
    "archive_bytes", 256 << 20, "bytes", "of an archive, unpacked: packed zeros are a thousandth of it"
)
HEADER_BYTES: Final = Budget(
    "header_bytes", 16 << 20, "bytes", "of the header of a safetensors file: the largest models have 1 MB"
)
SPEECH_CHARACTERS: Final = Budget(
    "speech_characters", 40_000, "characters", "of a text that is spoken: three quarters of an hour"
)
READING_CHARACTERS: Final = Budget(
    "reading_characters", 1_000_000, "characters", "of a text whose emotion is read: a novel"
)
MARKUP_BYTES: Final = Budget(
    "markup_bytes", 2 << 20, "bytes", "of SSML: a novel of a million characters with its tags"
)
REQUEST_BYTES: Final = Budget(
    "request_bytes", 4 << 20, "bytes", "of the body of a request to a server, without files"
)
UPLOAD_BYTES: Final = Budget(
    "upload_bytes", 64 << 20, "bytes", "of a request to a server that brings files: ten minutes of WAV"
)

BUDGETS: Final = {
    budget.name: budget
    for budget in (
        *(PIXELS, STREAMED_PIXELS, SOUND_SECONDS, SOUND_SAMPLES, SOUND_CHANNELS, FRAMES),
        *(DOCUMENT_BYTES, CAPTURE_BYTES, VALUES, ALIASES, DEPTH, DIGITS, CELLS, CELL_CHARACTERS),
        *(
            JOBS,
            COMBINATIONS,
            EXPANDED_CHARACTERS,
            INCLUDED_FILES,
            ARCHIVE_FILES,
            ARCHIVE_BYTES,
            HEADER_BYTES,
        ),
        *(SPEECH_CHARACTERS, READING_CHARACTERS, MARKUP_BYTES, REQUEST_BYTES, UPLOAD_BYTES),
    )
}
"""Every budget by its name. Their limits are ours."""


def _told(amount: float) -> str:
    return f"{amount:,.0f}" if amount < 1e15 else f"{amount:.1g}"


def _configured() -> dict[str, Any]:
    """The budgets that the user's own config file sets."""
    from emogen.config import config_path

    path = config_path()
    try:
        changed = path.stat()
    except OSError:
        return {}
    return _read(path, changed.st_mtime_ns, changed.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, changed: int, size: int) -> dict[str, Any]:  # noqa: ARG001 - `changed` is for the cache
    """The table of budgets of a file. What else is wrong with it is told by :mod:`emogen.config`."""
    import tomllib

    if size > _LARGEST_CONFIG:
        raise RequestError(f"{path} is too large for a config", fix=f"Use at most {_LARGEST_CONFIG} bytes.")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig")).get(TABLE, {})
    except (OSError, ValueError, RecursionError):
        return {}
    return dict(table) if isinstance(table, dict) else {}
