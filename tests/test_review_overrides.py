"""Overrides of lines: what a person changed, read, checked, written and applied."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from emogen.documents import parse_yaml
from emogen.errors import RequestError
from emogen.pipelines.project.overrides import (
    LineOverride,
    Overrides,
    checked_overrides,
    overridden,
    overrides_text,
    read_overrides,
    write_overrides,
)
from emogen.pipelines.requests.base import Request
from emogen.pipelines.requests.making import make_request

WRITTEN = """
version: 1
lines:
  0721506: {take: 3, lock: true}
  12:30: {emotion: "anger:0.6", say: {Eirwen: "/ˈaɪrwɛn/"}}
  no: {direction: "whispered, close to tears", ok: yes}
"""


@pytest.fixture
def line() -> Request:
    return make_request("speak", {"text": "Eirwen, {name} waits *now*.", "variables": {"name": "Ana"}})


def test_ids_are_text_whatever_they_look_like(tmp_path: Path) -> None:
    (tmp_path / "overrides.yaml").write_text(WRITTEN, encoding="utf-8")
    read = read_overrides(tmp_path / "overrides.yaml")
    assert list(read.lines) == ["0721506", "12:30", "no"]
    assert read.of("0721506") == LineOverride(take=3, lock=True)
    assert read.of("no").ok
    assert not read.of("another").ok


IDS = (
    "0721506",
    "12:30",
    "1_000",
    "no",
    "",
    "a: b # c",
    "{x}",
    "\u2028",
    "\x85",
    "<<",
    "é\U0001f600",
    "'\"",
)


@pytest.mark.parametrize("ids", [(), IDS])
def test_written_overrides_are_read_back(ids: tuple[str, ...]) -> None:
    lines = {id: LineOverride(take=place, note=id) for place, id in enumerate(ids)}
    values = parse_yaml(overrides_text(Overrides(lines=lines)), "overrides.yaml")
    assert checked_overrides(values, "overrides.yaml").lines == lines


def test_a_file_that_is_not_there_overrides_nothing(tmp_path: Path, line: Request) -> None:
    nothing = read_overrides(tmp_path / "overrides.yaml")
    assert nothing == Overrides()
    write_overrides(tmp_path / "overrides.yaml", nothing)
    assert read_overrides(tmp_path / "overrides.yaml") == nothing
    assert overridden(line, nothing.of("any")) is line


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([], "no mapping"),
        ({"linez": {}}, "linez"),
        ({"lines": {"a1": {"takes": 3}}}, "line 'a1'"),
        ({"lines": {"a1": {"take": -1}}}, "line 'a1'"),
        ({"lines": {"a1": {"emotion": "angr:0.5"}}}, "line 'a1'"),
        ({"lines": {"a1": {"say": {"x": "//"}}}}, "line 'a1'"),
        ({"version": 2}, "version"),
    ],
)
def test_wrong_overrides_say_what_and_where(values: Any, told: str) -> None:
    with pytest.raises(RequestError, match=told):
        checked_overrides(values, "overrides.yaml")


def test_a_person_changes_take_emotion_and_pronunciation(line: Request) -> None:
    changed: Any = overridden(line, LineOverride(take=3, direction="whispered", say={"eirwen": "eye run"}))
    assert (changed.take, changed.emotion) == (3, "whispered")
    assert "<respell eye run>Eirwen</respell>" in changed.text
    assert "Ana waits *now*" in changed.text
    assert changed.digest != line.digest


def test_marks_of_a_person_do_not_remake_a_line(line: Request) -> None:
    assert overridden(line, LineOverride(lock=True, ok=True, note="good")) is line


def test_emotion_takes_the_place_of_coordinates() -> None:
    sad = make_request("speak", {"text": "No.", "va": "-0.5,-0.2"})
    changed: Any = overridden(sad, LineOverride(emotion="joy"))
    assert changed.va is None
    assert changed.emotion == "joy"


def test_what_a_verb_has_not_is_left_out() -> None:
    picture = make_request("image", {"text": "a house by a lake"})
    changed: Any = overridden(picture, LineOverride(take=2, say={"lake": "leek"}))
    assert changed.take == 2
