"""Every snippet of the README and the docs runs: Python blocks, and lines that call emogen."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from emogen.cli.main import run_app

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
NOT_HERE = re.compile(r"models (pull|remove)|quickstart")
"""Lines that need the network, take weights away, or are the demo that `make demo` runs."""


def snippets(page: Path, language: str) -> list[str]:
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [body for kind, body in found if kind == language]


def commands(page: Path) -> list[str]:
    lines = [line.strip() for body in snippets(page, "sh") for line in body.splitlines()]
    calls = [match[1] for line in lines if (match := re.match(r"(?:\.venv/bin/)?emogen (.*)$", line))]
    return [call for call in calls if not NOT_HERE.search(call)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_pages_python_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From top to bottom, as one session: a block may use what the ones above it made."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for body in snippets(page, "python"):
        exec(compile(body, page.name, "exec"), names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_pages_commands_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From top to bottom, in one folder."""
    monkeypatch.chdir(tmp_path)
    for call in commands(page):
        assert run_app(shlex.split(call, comments=True)) == 0, call


def test_the_readme_starts_with_its_first_command() -> None:
    first_lines = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:15])
    assert "make demo" in first_lines


def test_every_link_to_a_file_leads_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
