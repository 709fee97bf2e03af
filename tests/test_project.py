"""Projects: what was imported, kept with its cast and settings, and made jobs of."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from emogen.cli.main import run_app
from emogen.errors import RequestError
from emogen.files import check_name
from emogen.pipelines.batch.runner import run
from emogen.pipelines.project.folder import load_project
from emogen.pipelines.project.intake import import_into
from emogen.pipelines.project.jobs import load_batch, project_jobs
from emogen.pipelines.project.kept import load_dialogue, save_dialogue
from emogen.pipelines.project.lines import Dialogue, DialogueLine, Problem, Speaker, Wording
from emogen.pipelines.project.merge import Changes, merged
from emogen.pipelines.project.plan import plan
from emogen.provenance import file_hash


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


# Importing

TABLE = """id,speaker,direction,en,fr
0721506,Mira,"shouted, angry",Get out!,Dehors !
12:30,Jonas,,"Well, {player}.",
a/b:c,Mira,,...,…
"""


def imported(tmp_path: Path, table: str = TABLE) -> Path:
    """A project of a table."""
    (tmp_path / "game").mkdir(exist_ok=True)
    (tmp_path / "game" / "lines.csv").write_text(table, encoding="utf-8")
    import_into(tmp_path / "p", [tmp_path / "game"])
    return tmp_path / "p"


def test_a_game_is_imported_once_and_again(tmp_path: Path) -> None:
    folder = imported(tmp_path)
    project = load_project(folder)
    assert [line.id for line in project.dialogue.lines] == ["0721506", "12:30", "a/b:c"]
    assert [source.path for source in project.settings.sources] == ["../game"]
    assert project.settings.languages == {"fr": "fr-fr"}
    assert project.cast.keys() == {"Mira", "Jonas"}
    settings = (folder / "project.yaml").read_text(encoding="utf-8").replace("loudness: -16", "loudness: -20")
    (folder / "project.yaml").write_text(settings, encoding="utf-8")
    (folder / "cast.yaml").write_text("Mira: {voice: af_sky}  # She.\n", encoding="utf-8")
    table = TABLE.replace("Get out!", "Go!").replace("a/b:c,Mira", "new,Lena")
    (tmp_path / "game" / "lines.csv").write_text(table, encoding="utf-8")
    intake = import_into(folder)
    assert intake.changes == Changes(("new",), ("a/b:c",), {"0721506": ("words",)})
    assert [proposal.character for proposal in intake.added] == ["Jonas", "Lena"]
    assert (folder / "project.yaml").read_text(encoding="utf-8") == settings
    assert (folder / "cast.yaml").read_text(encoding="utf-8").startswith("Mira: {voice: af_sky}  # She.\n")


def test_another_source_joins_a_project(tmp_path: Path) -> None:
    folder = imported(tmp_path)
    other = tmp_path / "es.csv"
    other.write_text("id,speaker,es\n0721506,Mira,¡Fuera!\n12:30,Jonas,Bueno.\n", encoding="utf-8")
    project = import_into(folder, [other]).project
    assert [source.path for source in project.settings.sources] == ["../game", "../es.csv"]
    assert project.dialogue.lines[0].words["es"].spoken == "¡Fuera!"
    assert project.dialogue.languages == {"fr": "fr-fr", "es": "es"}
    jobs = {job.id: job.request.model_dump()["voice"] for job in project_jobs(load_project(folder)).jobs}
    assert list(jobs) == ["0721506", "12:30", "a/b:c", "fr/0721506", "fr/a/b:c"]
    with pytest.raises(RequestError, match="reads"):
        import_into(folder, [other], reader="table", option={"text": "es"})


def test_the_command_tells_what_was_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = imported(tmp_path)
    assert run_app(["import", "-o", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["files"][0] == {"file": "lines.csv", "lines": 3, "choices": 0, "texts": 0, "problems": 0}
    french = {"language": "fr", "code": "fr-fr", "lines": 2, "missing": 1, "voices": "yes"}
    assert told["languages"][1] == french
    assert told["variables"] == [{"variable": "player", "lines": 1, "words": "(none: left out)"}]
    assert told["changes"] == {"new": [], "gone": [], "changed": {}}
    assert run_app(["import", "-o", str(folder)]) == 0
    assert "nothing has changed" in capsys.readouterr().out
    assert run_app(["import", str(tmp_path / "nowhere"), "-o", str(folder)]) == 2
    assert run_app(["import", "-o", str(tmp_path / "new")]) == 2
    assert "names nothing to import" in capsys.readouterr().err


def test_real_scripts_in_two_languages(game_scripts: Path, tmp_path: Path) -> None:
    project = import_into(tmp_path / "p", [game_scripts / name for name in QUESTION]).project
    assert project.dialogue.languages == {"french": "fr-fr"}
    made = project_jobs(project)
    assert len(made.jobs) == 140
    assert {job.labels["character"] for job in made.jobs} == {"Narrator", "Sylvie", "Me"}
    assert made.problems == ()
    files = [job.path for job in made.jobs]
    assert len(set(files)) == 140


QUESTION = ("the_question_script.rpy", "the_question_tl_french_script.rpy")


def test_all_real_scripts_at_once(game_scripts: Path, tmp_path: Path) -> None:
    project = import_into(tmp_path / "p", [game_scripts]).project
    planned = plan(tmp_path / "p")
    ids = [line.id for line in project.dialogue.lines]
    assert len(set(ids)) == len(ids) > 100
    assert len({entry.job.path for entry in planned.jobs}) == len(planned.jobs) > 180
    assert all(problem.file for problem in planned.problems)


# Merging


def test_dialogues_are_merged_by_id() -> None:
    script = Dialogue((line("a", "Hello."), line("b", "Bye.", row=2)), language="en-us")
    table = Dialogue(
        (
            DialogueLine("a", {"": Wording("Bonjour.", "Bonjour.")}, "e", direction="sad", notes=("softly",)),
            DialogueLine("c", {"": Wording("Non.", "Non.")}, "f"),
        ),
        language="fr-fr",
        variables={"x": "1"},
    )
    whole = merged([script, table])
    assert [line.id for line in whole.lines] == ["a", "b", "c"]
    first = whole.lines[0]
    assert {tool: wording.spoken for tool, wording in first.words.items()} == {
        "": "Hello.",
        "fr-fr": "Bonjour.",
    }
    assert (first.direction, first.notes, first.scene) == ("sad", ("softly",), "start")
    assert whole.lines[2].words.keys() == {"fr-fr"}
    assert whole.languages == {"fr-fr": "fr-fr"}


def test_lines_that_disagree_are_told() -> None:
    twice = Dialogue((line("a", "Hello.", row=1), line("a", "Bye.", row=2), line("a", "Hello.", row=3)))
    other = Dialogue((line("a", "Hi.", file="t.csv", row=9),), language="en-us")
    whole = merged([twice, other])
    assert [line.words[""].spoken for line in whole.lines] == ["Hello."]
    assert [str(problem) for problem in whole.problems] == [
        "s.rpy:2: the id 'a' is at s.rpy:1 too: the first counts, this one has no sound",
        "s.rpy:3: the id 'a' is at s.rpy:1 too: they say the same and share a sound",
        "t.csv:9: the line 'a' is worded otherwise at s.rpy:1: that counts",
    ]


def test_languages_of_one_code_are_one() -> None:
    one = Dialogue((line("a", "Hi. | Salut."),), language="en-us", languages={"french": "fr-fr"})
    fr = Wording("Ciao.", "Ciao.")
    other = Dialogue((DialogueLine("b", {"": Wording("Bye.", "Bye."), "fr": fr}),), languages={"fr": "fr-fr"})
    assert merged([one, other]).lines[1].words["french"] == fr


# Plans, and what is wrong


def test_of_two_columns_of_one_language_the_first_counts_and_that_is_told(tmp_path: Path) -> None:
    project = imported(tmp_path, "id,text,es-ES,es-MX\na,Hello,Hola,Que onda\n")
    dialogue = load_project(project).dialogue
    assert dialogue.lines[0].words["es-ES"].written == "Hola"
    assert any("es-MX and es-ES are both es" in note for note in dialogue.notes)


def test_a_plan_tells_everything_at_once(tmp_path: Path) -> None:
    lines = (
        *DIALOGUE.lines,
        line("slot", "This is a long line for a slot that is as short as that.", row=20, longest=1.0),
        line("thai", "Say สวัสดี now.", row=21),
        line("lost", "Nobody | Personne", "stranger", row=22),
    )
    cast = CAST + "Eve: {}\n"
    folder = project_of(tmp_path / "p", replace(DIALOGUE, lines=lines), SETTINGS.replace("player", "x"), cast)
    told = [str(problem) for problem in plan(folder).problems]
    assert "s.rpy:2: unknown statement" in told
    assert "cast.yaml: Eve says no line of the script" in told
    assert "project.yaml: the variable 'player' has no words: it is left out of the lines" in told
    assert any(t.startswith("s.rpy:20: slot: some ") and "slot of 1.0 s" in t for t in told)
    assert any(t.startswith("s.rpy:21: thai: ") and "Thai" in t for t in told)
    assert any(t.startswith("cast.yaml: stranger: is not in the cast") for t in told)
    assert any("'V.O.'" in t for t in told)


def test_the_plan_of_a_project_and_of_a_spec(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project_of(tmp_path / "p")
    assert run_app(["plan", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["jobs"][0]["id"] == "0721506"
    assert told["estimate"]["speech_seconds"] > 5
    assert told["unspoken"]["a choice"] == 2
    spec = tmp_path / "spec.yaml"
    spec.write_text(
        "version: 1\njobs:\n  - {id: a, kind: speak, text: Hello there.}\n"
        "  - {id: b, kind: image, text: a harbour}\n",
        encoding="utf-8",
    )
    assert run_app(["plan", str(spec), "-o", str(tmp_path / "out")]) == 0
    shown = capsys.readouterr().out
    assert "2 jobs: 2 new" in shown
    assert "1 jobs of other kinds" in shown
    assert not (tmp_path / "out").exists()


def test_a_language_without_a_voice_is_left_out(tmp_path: Path) -> None:
    klingon = replace(DIALOGUE, languages={"french": "tlh"})
    made = project_jobs(load_project(project_of(tmp_path / "p", klingon)))
    assert not [job for job in made.jobs if job.labels["language"] != "en-us"]
    assert [str(problem) for problem in made.problems][-1] == (
        "project.yaml: no voice speaks french (tlh): its lines are left out"
    )
    settings = SETTINGS + 'languages: {french: ""}\n'
    quiet = project_jobs(load_project(project_of(tmp_path / "q", DIALOGUE, settings)))
    assert not [problem for problem in quiet.problems if "french" in problem.what]


def test_overrides_change_lines(tmp_path: Path) -> None:
    folder = project_of(tmp_path / "p")
    (folder / "overrides.yaml").write_text(
        'version: 1\nlines:\n  "12:30": {take: 3, emotion: "anger:0.5"}\n  gone: {take: 1}\n',
        encoding="utf-8",
    )
    made = project_jobs(load_project(folder))
    request = next(job.request for job in made.jobs if job.id == "12:30")
    assert (request.take, str(request.feeling)) == (3, "0.5*anger")
    assert any("'gone'" in problem.what for problem in made.problems)


def test_ids_that_no_file_can_have(tmp_path: Path) -> None:
    ids = [
        "a/b:c",
        "CON",
        "x" * 300,
        "line",
        "Line",
        "..",
        "say?",
        'q"q',
        "é",
        "e\u0301",
        "a.wav",
        "a",
        "tab\t",
    ]
    lines = tuple(line(id, "Yes.") for id in ids)
    made = project_jobs(load_project(project_of(tmp_path / "p", replace(DIALOGUE, lines=lines))))
    assert [job.id for job in made.jobs] == ids
    assert len({job.path.as_posix().casefold() for job in made.jobs}) == len(ids)
    for job in made.jobs:
        assert check_name(job.path) == job.path
        assert len(job.path.parts) == 2


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("project.yaml", "version: 2\nname: x\n", r"project\.yaml: line 1: version"),
        (
            "project.yaml",
            "version: 1\nname: x\nlanguag: fr\nkinds: 3\n",
            "line 3: unknown key 'languag'.*line 4",
        ),
        ("project.yaml", "version: 1\nname: x\ndefaults: {loudnes: 3}\n", "'loudnes'"),
        ("project.yaml", "version: 1\nname: x\nfiles: '../{id}'\n", "not allowed"),
        ("project.yaml", "version: 1\nname: x\nfiles: '{id:>9999999}'\n", "not allowed"),
        ("project.yaml", "version: 1\nname: [\n", r"project\.yaml:\d+:\d+: malformed"),
        ("cast.yaml", "Max:\n  voice: am_onyx\n  hat: red\n", "line 3: unknown key 'Max.hat'"),
        ("cast.yaml", "- Max\n", r"cast\.yaml: line 1"),
        ("dialogue.jsonl", "", "is no imported dialogue"),
        ("dialogue.jsonl", '{"emogen": "dialogue", "version": 9}\n', "a later emogen"),
        ("dialogue.jsonl", '{"emogen": "dialogue", "version": 1}\n{"id": 3}\n', r"jsonl:2 is damaged"),
        ("dialogue.jsonl", '{"emogen": "dialogue", "version": 1}\n{"id": \n', r"jsonl:2 is damaged"),
        ("overrides.yaml", "version: 1\nlines: {a: {tak: 3}}\n", "'a'"),
    ],
)
def test_damaged_files_are_told_with_their_place(tmp_path: Path, name: str, text: str, message: str) -> None:
    folder = project_of(tmp_path / "p")
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(RequestError, match=message):
        project_jobs(load_project(folder))


def test_a_damaged_import_is_made_anew(tmp_path: Path) -> None:
    folder = imported(tmp_path)
    (folder / "dialogue.jsonl").write_text("what?\n", encoding="utf-8")
    intake = import_into(folder)
    assert "not JSON" in intake.damaged
    assert len(load_project(folder).dialogue.lines) == 3


def test_a_game_that_says_nothing(tmp_path: Path) -> None:
    folder = imported(tmp_path, "id,speaker,en\n")
    assert load_project(folder).dialogue.lines == ()
    assert plan(folder).jobs == ()
    with pytest.raises(RequestError, match="no line can be spoken"):
        load_batch(folder)


def test_a_project_is_run_in_its_folder(tmp_path: Path) -> None:
    only = replace(DIALOGUE, lines=(line("a/b", "Oh, no!", row=1),))
    folder = project_of(tmp_path / "p", only)
    assert run_app(["run", str(folder), "--jobs", "1", "-q"]) == 0
    out = folder / "out" / "en-us"
    assert (out / "a%2Fb.wav").is_file()
    assert (out / "a%2Fb.vtt").is_file()
    assert [entry.state for entry in plan(folder).jobs] == ["unchanged"]
    assert [outcome.status for outcome in run(folder, folder / "out")] == ["unchanged"]
    (folder / "cast.yaml").write_text(CAST.replace("af_bella", "af_sky"), encoding="utf-8")
    assert [entry.state for entry in plan(folder).jobs] == ["changed"]
    assert any("voice" in reason for reason in plan(folder).jobs[0].reasons)


def test_what_emogen_wrote_is_no_script(tmp_path: Path) -> None:
    """A project inside of the game, results, and what was exported into it."""
    folder = imported(tmp_path).rename(tmp_path / "game" / "voices")
    for name in ("voices/out/manifest.jsonl", "results/manifest.jsonl"):
        (tmp_path / "game" / name).parent.mkdir()
        (tmp_path / "game" / name).write_text("{}\n", encoding="utf-8")
        (tmp_path / "game" / name).with_name("a.vtt").write_text(
            "WEBVTT\n\n00:00.000 --> 00:01.000\nGet out!\n", encoding="utf-8"
        )
    pack = tmp_path / "game" / "voice-pack"
    pack.mkdir()
    lines = {name: (tmp_path / "game" / name) for name in ("ours.csv", "changed.csv")}
    for path in lines.values():
        path.write_text("id,speaker,en\nx,Mira,Yes.\n", encoding="utf-8")
    digests = {name: file_hash(path, kind="test") for name, path in lines.items()}
    (pack / "written.json").write_text(json.dumps({"exports": {"csv": {"files": digests}}}), encoding="utf-8")
    lines["changed.csv"].write_text("id,speaker,en\ny,Mira,No.\n", encoding="utf-8")
    (folder / "project.yaml").write_text(
        (folder / "project.yaml").read_text(encoding="utf-8").replace("../game", ".."), encoding="utf-8"
    )
    intake = import_into(folder)
    assert intake.changes == Changes(("y",), (), {})
    assert intake.readers == {"table": 4}
