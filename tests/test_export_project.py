"""Packs of projects, and the command that exports them."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from emogen.cli.main import run_app
from emogen.pipelines.project.kept import save_dialogue
from emogen.pipelines.project.licences import is_restricted
from emogen.pipelines.project.pack import credits_of, load_pack
from emogen.pipelines.review.verdict import LineReview, Record, Take, Verdict, write_record
from emogen.pipelines.testing.exporter import sample_pack
from emogen.provenance import file_hash

CAST = """
Narrator: {voice: af_bella}
Mary: {voice: af_heart, languages: {fr-fr: ff_siwis}}
tom: {voice: am_adam}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of three lines, two of which have a sound."""
    folder = tmp_path_factory.mktemp("game") / "project"
    spoken = sample_pack(folder / "made")
    lines = tuple(
        line for line in spoken.dialogue.lines if line.id in ("0721506", "shadow", "unsaid", "a/b:c")
    )
    save_dialogue(replace(spoken.dialogue, lines=lines), folder / "dialogue.jsonl")
    (folder / "project.yaml").write_text("version: 1\nname: The Question\n", encoding="utf-8")
    (folder / "cast.yaml").write_text(CAST, encoding="utf-8")
    results = {"own/1.wav": "en-us/0721506.wav", "french/2.wav": "fr-fr/a%2Fb%3Ac.wav"}
    for made, wanted in results.items():
        for suffix in ("", ".json"):
            target = folder / "out" / f"{wanted}{suffix}"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / "made" / f"{made}{suffix}", target)
    return folder


def test_the_pack_of_a_project_has_its_lines_with_sounds(project: Path) -> None:
    pack = load_pack(project)
    assert [(one.language, one.line.id) for one in pack.lines] == [
        ("", "0721506"),
        ("", "shadow"),
        ("french", "a/b:c"),
    ]
    assert pack.languages == {"": "en-us", "french": "fr-fr"}
    assert pack.lines[0].seconds == pytest.approx(0.65)
    assert pack.lines[0].made_by.startswith("emogen ")
    assert any("no sound yet" in note for note in pack.notes)
    assert not any("older wording" in note for note in pack.notes)


def test_a_sound_of_an_older_wording_is_told(project: Path, tmp_path: Path) -> None:
    edited = tmp_path / "project"
    shutil.copytree(project, edited)
    written = (edited / "dialogue.jsonl").read_text(encoding="utf-8")
    (edited / "dialogue.jsonl").write_text(written.replace("hello mary", "hello Marie"), encoding="utf-8")
    assert any("0721506 says an older wording" in note for note in load_pack(edited).notes)


def test_a_line_that_did_not_pass_the_review_is_told(project: Path, tmp_path: Path) -> None:
    reviewed = tmp_path / "project"
    shutil.copytree(project, reviewed)
    sound = reviewed / "out/en-us/0721506.wav"
    review = LineReview(
        file_hash(sound, kind="sound"), (Verdict("words", False, 'heard "marry" for "mary"'),)
    )
    write_record(sound, Record("asked", "judged", 3, (Take(0, 0, "en-us/0721506.wav", review),)))
    assert any('0721506: heard "marry"' in note for note in load_pack(reviewed).notes)


def test_credits_tell_weights_plugins_and_models_that_users_chose() -> None:
    noted = {"notes": ["made by xtts_v2, licence Coqui Public Model License: NON-COMMERCIAL use only"]}
    credits = credits_of({"request": {"backend": "kokoro"}, **noted})
    assert {"Kokoro-82M", "xtts_v2"} <= {credit.name for credit in credits}
    assert [credit.name for credit in credits if is_restricted(credit.licence)] == ["xtts_v2"]
    (gone,) = credits_of({"request": {"backend": "no-longer-installed"}})
    assert (gone.name, gone.licence) == ("no-longer-installed", "")


def test_the_command_exports_a_project(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    game = tmp_path / "game"
    call = ["export", str(project), "--to", "renpy", "-o", str(game), "--beside", "tsv, srt", "--json"]
    assert run_app(call) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["lines"] == 3
    assert "game/voice/0721506.ogg" in told["files"]
    assert (game / "game/tl/french/voice/a%2Fb%3Ac.srt").is_file()
    (game / "game/voice/0721506.ogg").write_bytes(b"my own voice")
    assert run_app(call) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert run_app([*call, "--overwrite"]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--to", "renpi"], "Did you mean renpy"),
        (["--to", "csv", "--option", "format"], "NAME=VALUE"),
        (["--to", "csv", "--option", "format=aiff"], "aiff"),
        (["--to", "csv", "--beside", "bvh"], "nothing writes '.bvh'"),
        (["--to", "csv", "--results", "nowhere"], "no line of"),
    ],
)
def test_wrong_exports_are_a_line_each(
    project: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_app(["export", str(project), *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert len(error.splitlines()) == 1
    assert not (project / "export" / "csv" / "lines.csv").exists()
