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


def snippets(language: str) -> list[tuple[str, str]]:
    return [
        (page.name, body)
        for page in PAGES
        for kind, body in BLOCK.findall(page.read_text(encoding="utf-8"))
        if kind == language
    ]


def commands() -> list[tuple[str, str]]:
    lines = [(page, line.strip()) for page, body in snippets("sh") for line in body.splitlines()]
    pattern = re.compile(r"^(?:\.venv/bin/)?emogen (.*)$")
    found = [(page, match[1]) for page, line in lines if (match := pattern.match(line))]
    return [(page, command) for page, command in found if not NOT_HERE.search(command)]


@pytest.mark.parametrize(("page", "body"), snippets("python"))
def test_python_snippets_run(page: str, body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(body, page, "exec"), {})


@pytest.mark.parametrize(("page", "command"), commands())
def test_commands_run(page: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del page
    monkeypatch.chdir(tmp_path)
    assert run_app(shlex.split(command, comments=True)) == 0


def test_the_readme_starts_with_its_first_command() -> None:
    first_lines = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:15])
    assert "make demo" in first_lines


def test_every_link_to_a_file_leads_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
