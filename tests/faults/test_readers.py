"""Every reader ends in a value or an error of ours, whatever it is given.

The short form has the same few faulty files each time; ``make faults`` draws thousands of new ones.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from emogen.errors import EmogenError
from tests.faults.faulty import faulty
from tests.faults.readers import READERS
from tests.faults.seeds import SEEDS

EXAMPLES = int(os.environ.get("FAULTS", "0"))
"""Faulty files of each kind in the long form."""


@pytest.mark.parametrize("name", READERS)
def test_whole_files_are_read(name: str, tmp_path: Path) -> None:
    suffix, read = READERS[name]
    path = tmp_path / f"manifest{suffix}"
    path.write_bytes(SEEDS[name]())
    if name in REFUSED:
        with pytest.raises(EmogenError):
            read(path)
    else:
        read(path)


REFUSED = {"head", "timings", "manifest to judge", "track"}
"""Kinds whose seed names what is not there, or lacks a part: it is near enough for faults."""


@pytest.mark.parametrize("name", READERS)
def test_faulty_files_end_in_one_line(name: str) -> None:
    _search(name, EXAMPLES or 10)


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_many_faulty_files_end_in_one_line(name: str) -> None:
    if not EXAMPLES:
        _search(name, 200)


def _search(name: str, count: int) -> None:
    suffix, read = READERS[name]

    @settings(
        max_examples=count,
        deadline=None,
        derandomize=not EXAMPLES,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(faulty(SEEDS[name]()))
    def search(content: bytes) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder, f"manifest{suffix}")
            path.write_bytes(content)
            told = ""
            try:
                read(path)
            except EmogenError as error:
                told = str(error)
            assert told.replace("\n", "").isprintable()  # Errors of texts show the place below it.

    search()
