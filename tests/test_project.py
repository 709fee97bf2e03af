"""Projects: what was imported, kept with its cast and settings, and made jobs of."""

from __future__ import annotations

from pathlib import Path

import pytest

from emogen.errors import RequestError
from emogen.pipelines.project.folder import load_project
from emogen.pipelines.project.jobs import load_batch, project_jobs
from emogen.pipelines.project.kept import load_dialogue, save_dialogue
from emogen.pipelines.project.lines import Dialogue, DialogueLine, Problem, Speaker, Wording


def line(id: str, words: str, speaker: str = "e", **more: object) -> DialogueLine:
    """A line in English, with its French translation after ` | `."""
    own, _, french = words.partition(" | ")
    wordings = {"": Wording(own, own)} | ({"french": Wording(french, french)} if french else {})
    return DialogueLine(id, wordings, speaker, **{"scene": "start", "file": "s.rpy", **more})  # type: ignore[arg-type]


DIALOGUE = Dialogue(
    (
        line("0721506", "You came! | Tu es venue !", row=3, direction="shouted, relieved"),
        line("12:30", "Did you think that I would not?", "m", row=4),
        line("a/b:c", "Hello, {player}.", row=5, direction="under her breath", variables=("player",)),
        line("menu", "Go.", "m", kind="choice", row=6),
        line("dots", "...", "", row=7),
        line("none", "", "", row=8),
        line("shadow", "You came!", row=9, same_as="0721506"),
        line("odd", "I say.", "m", row=10, direction="V.O."),
    ),
    (Speaker("e", "Eileen"), Speaker("m", "Max", ("an old man",))),
    languages={"french": "fr-fr"},
    problems=(Problem("s.rpy", 2, "unknown statement"),),
)

SETTINGS = """version: 1
name: a test
language: en-us
variables: {player: Ana}
defaults: {loudness: -16, captions: vtt}
"""

CAST = """# Mine.
Eileen: {voice: af_bella, languages: {fr-fr: ff_siwis}}
Max: {voice: am_michael}
Narrator: {voice: bm_george}
"""


def project_of(
    folder: Path, dialogue: Dialogue = DIALOGUE, settings: str = SETTINGS, cast: str = CAST
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    save_dialogue(dialogue, folder / "dialogue.jsonl")
    (folder / "project.yaml").write_text(settings, encoding="utf-8")
    (folder / "cast.yaml").write_text(cast, encoding="utf-8")
    return folder


def test_a_dialogue_is_kept_whole(tmp_path: Path) -> None:
    save_dialogue(DIALOGUE, tmp_path / "d.jsonl")
    assert load_dialogue(tmp_path / "d.jsonl") == DIALOGUE


def test_lines_become_jobs(tmp_path: Path) -> None:
    made = project_jobs(load_project(project_of(tmp_path)))
    jobs = {job.id: job for job in made.jobs}
    assert list(jobs) == ["0721506", "12:30", "a/b:c", "dots", "odd", "french/0721506"]
    first = jobs["0721506"]
    assert first.path.as_posix() == "en-us/0721506.wav"
    assert first.labels == {"character": "Eileen", "scene": "start", "language": "en-us"}
    assert str(first.request.feeling) == "relief + manner:shouted"
    assert jobs["a/b:c"].path.as_posix() == "en-us/a%2Fb%3Ac.wav"
    assert jobs["french/0721506"].path.as_posix() == "fr-fr/0721506.wav"
    request = jobs["a/b:c"].request
    assert request.model_dump()["variables"] == {"player": "Ana"}
    assert request.model_dump()["emotion"] == "auto"
    assert request.model_dump()["text"] == "[manner:mumbled] Hello, {player}."
    assert request.model_dump()["before"][0].startswith("Eileen: [relief")
    reasons = {line.id: line.reason for line in made.unspoken if not line.language}
    assert reasons == {"menu": "a choice", "none": "nothing to say", "shadow": "uses the sound of 0721506"}


def test_a_folder_is_a_batch(tmp_path: Path) -> None:
    folder = project_of(tmp_path / "project")
    assert [job.id for job in load_batch(folder)] == [job.id for job in load_batch(folder / "project.yaml")]
    with pytest.raises(RequestError, match="is no project"):
        load_batch(tmp_path)
