"""Every snippet of the README and the docs runs: Python blocks, and lines that call emogen."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from shutil import copytree

import pytest

from emogen.cli.main import run_app
from emogen.pipelines.batch.spec import load_spec

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
NOT_HERE = re.compile(r"models (pull|remove)|quickstart|(run|export) lantern|push |serve")
"""Lines that need the network, take weights away, are the demo that `make demo` runs, are run by another
page (voice_packs.md), need programs that listen (test_push.py runs them), or
do not end by themselves (serve)."""

LONG = ("evaluate.md", "speech.md")
SLOW = [pytest.param(page, marks=pytest.mark.slow) if page.name in LONG else page for page in PAGES]


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


def the_question(scripts: Path) -> None:
    """The beginning of the game's second scene, in both languages."""
    game = Path("the_question", "game")
    (game / "tl" / "french").mkdir(parents=True)
    script = (scripts / "the_question_script.rpy").read_text(encoding="utf-8-sig")
    start, _, scene = script.partition("label rightaway:")
    spoken = "\n".join(scene.splitlines()[:7])
    head = start.partition("label start:")[0]
    (game / "script.rpy").write_text(f"{head}\nlabel rightaway:\n{spoken}\n", encoding="utf-8")
    french = (scripts / "the_question_tl_french_script.rpy").read_text(encoding="utf-8-sig")
    blocks = [block for block in french.split("# game/") if re.search("rightaway_(cf214f74|f5f51c33)", block)]
    (game / "tl" / "french" / "script.rpy").write_text(
        "".join(f"# game/{block}" for block in blocks), encoding="utf-8"
    )


def the_intercept(scripts: Path) -> None:
    """The beginning of the story."""
    story = (scripts / "TheIntercept.ink").read_text(encoding="utf-8-sig")
    beginning, end = story.partition("I don't even have a pen")[0], "-> END"
    Path("TheIntercept.ink").write_text(f"{beginning}\n{end}\n", encoding="utf-8")


@pytest.mark.usefixtures("small_media")
@pytest.mark.parametrize("page", SLOW, ids=lambda page: page.name)
def test_a_pages_commands_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """From top to bottom, in one folder."""
    monkeypatch.chdir(tmp_path)
    copytree(ROOT / "assets" / "jobs", tmp_path / "assets" / "jobs")
    if page.name == "voice_packs.md":
        scripts = request.getfixturevalue("game_scripts")
        the_question(scripts)
        the_intercept(scripts)
    for call in commands(page):
        assert run_app(shlex.split(call, comments=True)) == 0, call


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_pages_job_specs_are_valid(page: Path, tmp_path: Path) -> None:
    for body in snippets(page, "yaml"):
        if "\njobs:" in body:
            spec = tmp_path / "jobs.yaml"
            spec.write_text(body, encoding="utf-8")
            assert load_spec(spec)


SHOWN = re.compile(
    r"^```sh\n(?:\.venv/bin/)?emogen ([^\n]*)\n```\n+```text\n(.*?)^```", re.MULTILINE | re.DOTALL
)
"""A command alone in its block, and the block of text after it, which is what it prints."""


def agrees(shown: str, printed: str) -> bool:
    """Whether the lines shown are those printed, where a line of … stands for any number of lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line.rstrip()) + r" *\n"
        for line in shown.splitlines()
    )
    return re.fullmatch(pattern, printed) is not None


@pytest.mark.parametrize(
    ("page", "call", "shown"),
    [
        pytest.param(page, *found, id=f"{page.name}-{found[0]}")
        for page in PAGES
        for found in SHOWN.findall(page.read_text(encoding="utf-8"))
    ],
)
def test_what_a_page_shows_is_what_the_command_prints(
    page: Path,
    call: str,
    shown: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_app(shlex.split(call, comments=True)) == 0
    printed = capsys.readouterr().out
    assert agrees(shown, printed), f"{page.name} shows another output of `emogen {call}`:\n{printed}"


def test_the_readmes_outputs_are_among_those_compared() -> None:
    shown = SHOWN.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert {call.split()[0] for call, _ in shown} >= {"explain", "read"}
    assert not agrees("a\n…\nd\n", "a\nb\nc\n")
    assert agrees("a\n…\nd\n", "a\nb\nc\nd\n")


def test_the_readme_starts_with_its_first_command() -> None:
    first_lines = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:15])
    assert "make demo" in first_lines


def test_every_link_to_a_file_leads_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
