"""The reference page and the types of the Python functions are what the requests give."""

from __future__ import annotations

import inspect
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import AfterValidator

from emogen.pipelines import api
from emogen.pipelines.requests.base import Chance
from emogen.pipelines.requests.values import FilePath
from emogen.pipelines.requests.verbs import VERBS
from tools import derived
from tools.stubs import type_text

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", derived.FILES)
def test_what_is_written_is_what_the_models_give(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text == derived.FILES[name](), "Run `python -m tools.derived`."


def test_every_parameter_of_every_function_is_in_both() -> None:
    stub, reference = derived.stub(), derived.reference()
    assert set(api.__all__) == {*VERBS, "stream"}
    for verb in VERBS.values():
        declared = stub.partition(f"def {verb.name}(")[2].partition(") ->")[0]
        described = reference.partition(f"\n## {verb.name}\n")[2].partition("\n## ")[0]
        for name in inspect.signature(getattr(api, verb.name)).parameters:
            assert f"    {name}: " in declared, f"{verb.name} {name}"
            assert name == "progress" or f"| `{name}` |" in described, f"{verb.name} {name}"


def test_types_of_callers_are_those_of_the_table() -> None:
    assert type_text(int | None) == "int | None"
    assert type_text(FilePath | None) == "str | Path | None"
    assert type_text(Chance) == "int"
    assert type_text(Literal["auto", "male"]) == 'Literal["auto", "male"]'


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(TypeError, match="does not know"):
        type_text(Annotated[str, AfterValidator(str.upper)])
    with pytest.raises(TypeError, match="does not know"):
        type_text(bytes)


def test_the_stub_and_its_marker_are_shipped() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    assert "py.typed" in data["package-data"]["emogen"]
    assert "*.pyi" in data["package-data"]["emogen.pipelines"]
