"""Budgets: one place, one line over them, one way to raise them."""

from __future__ import annotations

from pathlib import Path

import pytest

from emogen import config
from emogen.budgets import BUDGETS, PIXELS
from emogen.cli.main import run_app
from emogen.errors import BudgetError, RequestError


@pytest.fixture
def own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EMOGEN_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "config.toml"


def test_over_budget_is_one_line_with_the_limit_and_the_options() -> None:
    PIXELS.check(PIXELS.default, "a.png")
    with pytest.raises(BudgetError) as refused:
        PIXELS.check(PIXELS.default + 1, "a.png")
    assert str(refused.value) == (
        "a.png has 178,000,001 pixels (the budget is 178,000,000 pixels). If you trust it: "
        "`emogen config set budget.pixels 178000001`, or EMOGEN_BUDGET_PIXELS=178000001."
    )


@pytest.mark.parametrize("name", BUDGETS)
def test_every_budget_has_a_reason_and_can_be_changed(
    name: str, own_config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = BUDGETS[name]
    assert budget.reason.startswith(("of ", "in ", "that "))
    assert budget.limit == budget.default
    assert run_app(["config", "set", f"budget.{name}", "12"]) == 0
    assert own_config.read_text(encoding="utf-8").endswith(f"[budget]\n{name} = 12\n")
    assert budget.limit == 12
    monkeypatch.setenv(budget.variable, "1e3")
    assert budget.limit == 1000
    assert run_app(["config", "list"]) == 0


@pytest.mark.parametrize("value", ["", "0", "-1", "x", "nan", "inf", "1e300", "9" * 5000])
def test_what_is_no_budget_is_refused(value: str, own_config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_app(["config", "set", "budget.pixels", value]) == 2
    assert not own_config.exists()
    monkeypatch.setenv("EMOGEN_BUDGET_PIXELS", value)
    if value:
        with pytest.raises(RequestError, match=r"EMOGEN_BUDGET_PIXELS .* is no budget"):
            PIXELS.check(1, "a.png")


def test_a_folder_cannot_raise_budgets(own_config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["config", "set", "budget.pixels", "12", "--here"]) == 2
    (own_config.parent / "emogen.toml").write_text("[budget]\npixels = 12\n", encoding="utf-8")
    assert PIXELS.limit == PIXELS.default
    assert run_app(["config", "list"]) == 2
    assert "your own file" in capsys.readouterr().err


def test_budgets_are_no_parameters(own_config: Path) -> None:
    own_config.write_text("voice = 'af_bella'\n[budget]\npixels = 12\n", encoding="utf-8")
    known = {"speak": ("voice",), "budget": tuple(BUDGETS)}
    assert config.defaults("speak", ("voice",), lambda: known).keys() == {"voice"}
    with pytest.raises(RequestError, match="unknown setting"):
        config.split_name("pixels", known)


def test_the_table_of_the_docs_has_every_budget() -> None:
    rows = [f"| `{one.name}` | {one.default:,} {one.unit} | {one.reason} |" for one in BUDGETS.values()]
    table = Path(__file__).parent.parent / "docs" / "tables" / "budgets.md"
    assert table.read_text(encoding="utf-8").splitlines()[2:] == rows
