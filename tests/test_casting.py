"""Casting: what a script tells of its characters, voices for them, and the cast as people change it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from emogen.cli.main import run_app
from emogen.errors import RequestError
from emogen.pipelines.project.casting import complete_cast, proposals
from emogen.pipelines.project.documents import append_entries, append_items, quoted, read_document
from emogen.pipelines.project.folder import load_cast, load_project
from emogen.pipelines.project.jobs import project_jobs
from emogen.pipelines.project.lines import Dialogue, Speaker
from emogen.pipelines.project.roles import characters_of
from emogen.pipelines.project.samples import make_samples, telling_jobs
from emogen.pipelines.project.sexes import cues_of
from emogen.pipelines.speech.voices import find_voice
from tests.test_project import CAST, DIALOGUE, line, project_of


def said(*speakers: Speaker, lines: int = 2, words: str = "Well, well.") -> Dialogue:
    """A dialogue in which each speaker says as many lines."""
    return Dialogue(
        tuple(line(f"{s.id}{n}", words, s.id) for s in speakers for n in range(lines)), tuple(speakers)
    )


@pytest.mark.parametrize(
    ("speaker", "sex", "age"),
    [
        (Speaker("e", "Eileen"), "female", "adult"),
        (Speaker("Dr. Jonas Weber"), "male", "adult"),
        (Speaker("x", "X", ("an old woman, tired",)), "female", "old"),
        (Speaker("y", "Y", ("a boy of 9 years",)), "male", "child"),
        (Speaker("Old Guard"), "male", "old"),
        (Speaker("FemaleEvenToned"), "female", "adult"),
        (Speaker("sk_malenord"), "male", "adult"),
        (Speaker("Voice 3"), None, "adult"),
        (Speaker("Manx"), None, "adult"),
        (Speaker("DAN", notes=("34",)), "male", "adult"),
    ],
    ids=lambda value: value.name or value.id if isinstance(value, Speaker) else str(value),
)
def test_names_and_notes_tell_who_somebody_is(speaker: Speaker, sex: str | None, age: str) -> None:
    dialogue = said(speaker)
    (cues,) = cues_of(dialogue).values()
    assert (cues.sex, cues.age) == (sex, age)


def test_pronouns_near_a_name_tell_too() -> None:
    lines = [line(str(n), "I saw Quill. She waved, and her hat fell.", "") for n in range(2)]
    dialogue = Dialogue((*lines, line("q", "Hello.", "Quill")))
    assert cues_of(dialogue)["Quill"].sex == "female"


def test_main_characters_have_voices_of_their_own() -> None:
    dialogue = said(*(Speaker(f"Person {n}", notes=("a woman" if n % 2 else "a man",)) for n in range(60)))
    made = proposals(dialogue, {"": "en-us", "f": "fr-fr"}, {})
    voices = [proposal.voices["en-us"] for proposal in made]
    assert len(set(voices)) == 60
    assert all(find_voice(p.voices["en-us"]).sex == p.cues.sex and "fr-fr" not in p.voices for p in made)
    assert made == proposals(dialogue, {"": "en-us", "f": "fr-fr"}, {})


def test_voices_speak_the_language_of_the_lines() -> None:
    made = {p.character: p.voices for p in proposals(DIALOGUE, {"": "en-us", "french": "fr-fr"}, {})}
    assert made["Eileen"]["fr-fr"] == "ff_siwis"
    assert "fr-fr" not in made["Max"]  # He has no lines in French.
    spanish = said(Speaker("Juan"), Speaker("Pedro"), Speaker("Luis"), Speaker("Pablo"))
    voices = [p.voices["es"] for p in proposals(spanish, {"": "es"}, {})]
    assert len(set(voices)) == 4
    assert all((find_voice(v).language, find_voice(v).sex) == ("es", "male") for v in voices)
    assert proposals(spanish, {"": "tlh"}, {})[0].voices == {}


def test_people_with_one_name_are_one_character() -> None:
    dialogue = said(Speaker("e", "Eileen"), Speaker("e_thinks", "Eileen"), Speaker("", ""))
    assert characters_of(dialogue) == {"e": "Eileen", "e_thinks": "Eileen", "": "Narrator"}


def test_a_cast_is_completed_and_never_changed(tmp_path: Path) -> None:
    cast = "# Mine.\nMax: {voice: am_onyx}   # as agreed\n\n"
    folder = project_of(tmp_path / "p", cast=cast)
    added = complete_cast(load_project(folder))
    assert [proposal.character for proposal in added] == ["Eileen", "Narrator"]
    text = (folder / "cast.yaml").read_text(encoding="utf-8")
    assert text.startswith(cast)
    assert load_cast(folder).keys() == {"Max", "Eileen", "Narrator"}
    assert complete_cast(load_project(folder)) == []
    assert (folder / "cast.yaml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "before",
    [
        "",
        "# Nobody.\n",
        "{}\n",
        "  a: {voice: af_sky}",
        "a: {voice: af_sky}\r\n",
        "a:\n  voice: af_sky\n\n# End.",
    ],
)
def test_entries_are_added_to_any_mapping_with_lines(tmp_path: Path, before: str) -> None:
    path = tmp_path / "cast.yaml"
    path.write_bytes(before.encode())
    append_entries(path, {"12:30": "{voice: af_heart}", 'No "one"': "{}", "null": "{}"})
    after = path.read_bytes().decode()
    assert after.startswith(before.replace("{}\n", ""))
    assert [*load_cast(tmp_path)][-3:] == ["12:30", 'No "one"', "null"]


def test_entries_are_not_added_where_none_can_stand(tmp_path: Path) -> None:
    path = tmp_path / "cast.yaml"
    path.write_text("{a: {voice: af_sky}}\n", encoding="utf-8")
    with pytest.raises(RequestError, match=r"Add yourself: b: \{\}"):
        append_entries(path, {"b": "{}"})
    assert path.read_text(encoding="utf-8") == "{a: {voice: af_sky}}\n"


@pytest.mark.parametrize("items", ["  - {path: a}\n", "- path: a\n  from: po\n", "  - {path: a}  # here\n\n"])
def test_items_are_added_to_a_list(tmp_path: Path, items: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(f"x: 1\nsources:\n{items}# Later.\ny: 2\n", encoding="utf-8")
    append_items(path, "sources", ["{path: b}"])
    values = read_document(path, dict[str, object], what="test")
    assert [source["path"] for source in values["sources"]] == ["a", "b"]  # type: ignore[attr-defined]
    assert values["y"] == 2
    assert "# Later." in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text", ["Eileen", "12", "yes", "null", "a: b", "a #b", 'x"y', "\x7f\u2028", "", " x", "Zoë K-2"]
)
def test_text_is_quoted_where_yaml_would_read_another_thing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "q.yaml"
    path.write_text(f"[{quoted(text)}]\n", encoding="utf-8")
    assert read_document(path, list[object], what="test") == [text]


def test_the_command_lists_the_cast(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project_of(tmp_path / "p", cast=CAST + "Nobody: {}\nEve: {voice: af_heart}\n")
    assert run_app(["cast", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    rows = {row["character"]: row for row in told["characters"]}
    assert rows["Eileen"]["voices"] == {"en-us": "af_bella", "fr-fr": "ff_siwis"}
    assert rows["Eileen"]["lines"] == 3
    assert rows["Max"]["seconds"] > 2
    assert [p for p in told["problems"] if "Nobody" in p and "says no line" in p]
    assert run_app(["cast", str(folder)]) == 0
    assert "af_bella" in capsys.readouterr().out


def test_samples_are_the_telling_lines(tmp_path: Path) -> None:
    project = load_project(project_of(tmp_path / "p"))
    chosen = telling_jobs(project_jobs(project).jobs, 1)
    assert [job.request.model_dump()["text"] for job in chosen if "Eileen (en-us" in job.id] == ["You came!"]
    assert {job.labels["voice"] for job in chosen} == {"af_bella", "am_michael", "bm_george", "ff_siwis"}
    only = Dialogue((line("a", "Oh!", direction="joy"),), DIALOGUE.speakers)
    made = make_samples(load_project(project_of(tmp_path / "q", only)))
    assert made.page.is_file()
    assert (tmp_path / "q" / "samples" / "en-us" / "a.wav").is_file()
