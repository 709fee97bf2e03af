"""The importer of Yarn Spinner: scripts, tables, and both together.

The Spanish and Japanese tables are what Yarn Spinner wrote of the script beside them: ids and, in the column
``original``, texts of the real compiler, against which the script's lines are compared.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from emogen.pipelines.project.importers.yarn.importer import YarnImporter
from emogen.pipelines.project.importers.yarn.wording import read_text
from emogen.pipelines.project.importing import read_dialogue
from emogen.pipelines.project.lines import Dialogue
from emogen.testing import check_importer

SCRIPT = r"""#file tag
title: Start
tags: one two
when: always
---
// The hero enters.
Hero: Hello, {$name}! #line:0721506 // tired
<<declare $name = "Sam \"S\"" as string>>
<<declare $gold = 12>>
    Hero: I have {$gold + 1} coins and {format("{0}", $x)}. #line:12:30 #emotion:very_sad #bg:park #whispered
    -> Pay <<if $gold > 3>> #line:1_000
        Hero: [wave]Take[/wave] it[pause=500/] all. [angry]Now![/angry] #line:CON
    -> Leave #line:a/b
=> Once only. <<once>> #line:g1
Guard: \[Not markup\] \#3 \{x\} at http:\//x.org \\ #line:g2
[character name="Mae Borowski"]Mae: [/character]So? #line:g3
It is 12:30 now. #line:g4
Wait. I said: no. #line:g5
<<if $x>> stray words
Guard: Hello, again. #shadow:0721506
{$name}: Me. #line:g6
[select value={$p} m="He" f="She" /] has [plural value={$n} one="% coin" other="% coins"/]. #line:g7
No id here.
===
title: Other
---
No id here.
Hero: unfinished { #line:g8
"""


def script(tmp_path: Path, text: str, name: str = "a.yarn") -> Dialogue:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_dialogue(tmp_path, importer="yarn")["yarn"]


def test_a_script_has_the_lines_of_its_compiler(game_scripts: Path) -> None:
    dialogue = read_dialogue(game_scripts / "VNExampleDialogue.yarn")["yarn"]
    with (game_scripts / "VisualNovel_es.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row["original"] for row in csv.DictReader(file)}
    assert {line.id: line.words[""].written for line in dialogue.lines} == rows
    assert [speaker.id for speaker in dialogue.speakers] == ["Eve", "Adam"]
    assert not dialogue.problems
    oh = next(line for line in dialogue.lines if line.id == "line:0721506")
    assert (oh.speaker, oh.scene, oh.kind, oh.words[""].spoken) == ("Eve", "Start", "line", "Oh no...")
    assert [line.id for line in dialogue.lines if line.kind == "choice"] == ["line:0b52843", "line:0c481f8"]


def test_tables_are_languages_of_the_same_lines(game_scripts: Path, tmp_path: Path) -> None:
    for name in ("VNExampleDialogue.yarn", "VisualNovel_es.csv", "VisualNovel_ja.csv"):
        shutil.copyfile(game_scripts / name, tmp_path / name)
    dialogue = read_dialogue(tmp_path)["yarn"]
    assert dialogue.languages == {"es": "es", "ja": "ja"}
    assert all(set(line.words) == {"", "es", "ja"} for line in dialogue.lines)
    line = dialogue.lines[3]
    assert line.words["es"].written == "Eva: Oh no ..."
    assert (line.words["es"].spoken, line.words["ja"].spoken) == ("Oh no ...", "なんてこった...")
    assert not dialogue.problems


def test_html_marks_are_not_said(game_scripts: Path) -> None:
    lines = {line.id: line for line in read_dialogue(game_scripts / "Sally.yarn")["yarn"].lines}
    assert lines["line:2dc39b"].words[""].spoken == "Uah!"
    assert lines["line:2dc39b"].words[""].written.startswith("Sally: <wave freq=20")
    option = lines["line:5d7a7c"]
    assert (option.kind, option.others) == ("choice", {"condition": 'if not visited("Sally_Watch")'})
    assert len(lines) == 16


def test_tables_without_a_script(game_scripts: Path, tmp_path: Path) -> None:
    for kind in ("Strings", "Metadata"):
        shutil.copyfile(game_scripts / f"TestYarnProject-{kind}.csv", tmp_path / f"{kind}.csv")
    dialogue = read_dialogue(tmp_path)["yarn"]
    lines = {line.id: line for line in dialogue.lines}
    assert list(lines)[:2] == ["line:0e3dc4b", "line:0967160"]
    assert (lines["line:0967160"].speaker, lines["line:0967160"].scene) == ("NPC", "Start")
    assert lines["line:0967160"].words["de"].spoken == "Klar und deutlich."
    assert lines["line:0967160"].others == {"tags": "linemetadata lastline"}
    assert lines["line:sh_2176ead6"].same_as == "line:shadowsource"
    assert lines["line:0967160"].file.startswith("Packages/")
    assert lines["line:sh_2176ead6"].file == "TestYarnScript.yarn"  # The table names a whole path.
    spanish = read_dialogue(game_scripts / "VisualNovel_es.csv")["yarn"]
    assert set(spanish.lines[1].words) == {"", "es"}
    assert spanish.lines[1].speaker == "Eve"


def test_what_a_line_can_have(tmp_path: Path) -> None:
    dialogue = script(tmp_path, SCRIPT)
    lines = {line.id: line for line in dialogue.lines}
    assert lines["line:0721506"].words[""].spoken == "Hello, {name}!"
    assert lines["line:0721506"].notes == ("The hero enters.", "tired")
    assert dialogue.variables == {"name": 'Sam "S"', "gold": "12"}
    coins = lines["line:12:30"]
    assert coins.words[""].spoken == "I have {gold_1} coins and {format_0_x}."
    assert (coins.direction, coins.others) == ("very sad, whispered", {"tags": "bg:park"})
    assert lines["line:1_000"].others == {"condition": "if $gold > 3"}
    assert lines["line:CON"].words[""].spoken == "Take it <pause 0.5s> all. Now!"
    assert lines["line:CON"].direction == "angry"
    assert lines["line:g1"].others == {"condition": "once"}
    assert lines["line:g2"].words[""].spoken == r"\[Not markup\] #3 \{x\} at http://x.org \\"
    assert (lines["line:g3"].speaker, lines["line:g3"].words[""].spoken) == ("Mae Borowski", "So?")
    assert lines["line:g4"].speaker == lines["line:g5"].speaker == ""
    assert lines["line:g6"].speaker == "{name}"
    assert lines["line:g7"].words[""].spoken == "He has {n} coin."
    shadow = next(line for line in dialogue.lines if line.same_as)
    assert (shadow.same_as, shadow.speaker) == ("line:0721506", "Guard")


def test_what_is_not_understood_is_told_where_it_stands(tmp_path: Path) -> None:
    dialogue = script(tmp_path, SCRIPT)
    told = [str(problem) for problem in dialogue.problems]
    assert "a.yarn:19: what stands behind a command or tag is left out: stray words" in told
    assert "a.yarn:22: its words hang on a value; those of 'm' are said" in told
    assert "a.yarn:23: 3 lines have no #line: tag and get ids of their words (lines 23, 27, 28)" in told
    assert "a.yarn:28: nothing ends an expression in {}" in told
    assert "a.yarn:26: nothing ends the node (===)" in told
    (tmp_path / "fr.csv").write_text(
        "language,id,text,file,node,lineNumber,lock,comment\n"
        "fr,line:12:30,Héros : J'ai {0} sous et {1}.,a.yarn,Start,10,,\n"
        "fr,line:gone,Rien.,a.yarn,Start,10,,parti\n"
        "fr,line:g4,,a.yarn,Start,10,,\n",
        encoding="utf-8",
    )
    both = read_dialogue(tmp_path, importer="yarn")["yarn"]
    lines = {line.id: line for line in both.lines}
    assert lines["line:12:30"].words["fr"].spoken == "J'ai {gold_1} sous et {format_0_x}."
    assert lines["line:gone"].notes == ("parti",)
    told = [str(problem) for problem in both.problems if problem.file == "fr.csv"]
    assert told == [
        "fr.csv:3: no line of a script has the id line:gone",
        "fr.csv:4: line:g4 has no words in fr",
    ]


def test_ids_of_lines_without_one_stay_when_others_change(tmp_path: Path) -> None:
    ids = {line.id for line in script(tmp_path, SCRIPT).lines if not line.id.startswith("line:")}
    edited = SCRIPT.replace("Hero: Hello", "A new line. #line:new\nHero: Hello").replace("Take", "Keep")
    assert ids == {line.id for line in script(tmp_path, edited).lines if not line.id.startswith("line:")}


def test_a_compilers_lines_and_a_projects_language(tmp_path: Path) -> None:
    head, rows = "id,text,file,node,lineNumber\n", "line:a,Eve: Hi {0}.,s.yarn,Start,4\n"
    (tmp_path / "Game-Lines.csv").write_text(head + rows, encoding="utf-8")
    (tmp_path / "Game.yarnproject").write_text('{"projectFileVersion": 3, "baseLanguage": "en-GB"}')
    dialogue = read_dialogue(tmp_path)["yarn"]
    (line,) = dialogue.lines
    assert (line.id, line.speaker, line.words[""].spoken, line.variables) == (
        "line:a",
        "Eve",
        "Hi {0}.",
        ("0",),
    )
    assert (line.file, line.row, dialogue.language) == ("s.yarn", 4, "en-gb")


@pytest.mark.parametrize(
    "text",
    ["[" * 3000, "{" * 3000, "[a " * 3000 + '"', "\\" * 3001, "[a=" + "'" * 5000, ":" * 5000, "<<" * 3000],
)
def test_brackets_without_end_are_read_in_time_and_told(text: str) -> None:
    assert read_text(text).wording.written == text


def test_the_contract(tmp_path: Path) -> None:
    del tmp_path
    check_importer(YarnImporter, files={"a.yarn": SCRIPT, "sub/b.yarn": "title: B\n---\nHi. #line:b\n===\n"})
