"""Ids as file names: reversible, and different on every file system."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emogen.file_names import file_name, file_names, id_of
from emogen.files import check_name

AWKWARD = [
    "a/b:c",
    "CON",
    "con.txt",
    "0721506",
    "12:30",
    "..",
    ".",
    "",
    " x ",
    "~a",
    "100%",
    "é",
    "x.",
    "a\tb",
]


@pytest.mark.parametrize("id", AWKWARD)
def test_a_name_is_read_back(id: str) -> None:
    assert id_of(file_name(id)) == id
    assert file_name(id) == "%" or check_name(Path(file_name(id)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), unique=True, max_size=8))
def test_names_differ_and_are_read_back(ids: list[str]) -> None:
    names = file_names(ids)
    assert [id_of(name) for name in names.values()] == ids


def test_ids_that_differ_in_case_have_different_names() -> None:
    names = file_names(["Line", "line", "LINE"])
    assert len({name.casefold() for name in names.values()}) == 3
    assert [id_of(name) for name in names.values()] == ["Line", "line", "LINE"]


def test_an_id_too_long_for_a_file_is_cut_and_still_its_own() -> None:
    ids = ["é" * 300, "é" * 300 + "!"]
    names = file_names(ids)
    assert len(set(names.values())) == 2
    assert all(len(name.encode()) <= 180 for name in names.values())
