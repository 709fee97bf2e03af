"""Tables of lines: CSV, TSV, workbooks, JSON, Unreal's and xVASynth's."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from emogen.errors import RequestError
from emogen.pipelines.project.importers.columns import columns_of
from emogen.pipelines.project.importers.json_lines import JsonImporter
from emogen.pipelines.project.importers.table import TableImporter
from emogen.pipelines.project.importers.unreal import UnrealImporter
from emogen.pipelines.project.importers.workbook import number_as, time_as
from emogen.pipelines.project.importers.xvasynth import XvasynthImporter
from emogen.pipelines.project.importing import read_dialogue
from emogen.pipelines.project.lines import Dialogue, DialogueLine
from emogen.testing import check_importer

AWKWARD = ["0721506", "12:30", "1_000", "a/b:c", "1e3", "yes", "2026-03-01", "007", "#line:5", "=1+1"]
"""Ids that a reader with types would change."""


def read(path: Path, importer: str, **options: str) -> Dialogue:
    (dialogue,) = read_dialogue(path, importer=importer or None, options=options).values()
    return dialogue


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def by_id(dialogue: Dialogue) -> dict[str, DialogueLine]:
    return {line.id: line for line in dialogue.lines}


# Contracts


@pytest.mark.parametrize(
    ("importer", "files"),
    [
        (TableImporter, {"a.csv": 'id,speaker,text,fr\n0721506,Mira,"Oh, {{x}}!",Ah {{y}}\n12:30,Tom,Hi,\n'}),
        (
            JsonImporter,
            {"a.json": '{"s":[{"id":1,"who":"A","text":"{{x}}"}]}', "b.jsonl": '{"id":"2","line":"Ho"}\n'},
        ),
        (UnrealImporter, {"a.csv": 'Name,SpokenDialogue,AudioFileName\nV1,"Hi, {Player}",VO_1\n'}),
        (XvasynthImporter, {"a.csv": "game_id,voice_id,text,vocoder,out_path,pacing\ng,m,Hi,,a/b.wav,1\n"}),
    ],
)
def test_importers_keep_their_contract(importer: type[TableImporter], files: dict[str, str]) -> None:
    check_importer(importer, files=files)


# Real files


def test_a_localisation_sheet(game_scripts: Path) -> None:
    dialogue = read(game_scripts / "lines_localised.tsv", "")
    assert [line.id for line in dialogue.lines] == ["0721506", "12:30", "1_000", "a/b:c"]
    assert [speaker.id for speaker in dialogue.speakers] == ["Mira", "Jonas", "Narrator"]
    assert (dialogue.language, dialogue.languages) == ("en-us", {"es": "es", "ja": "ja"})
    line = by_id(dialogue)["1_000"]
    assert line.direction == 'quoted "notes", sad'
    assert line.words["ja"].spoken == "何も言わずに行ってしまった。"
    assert by_id(dialogue)["a/b:c"].words[""].spoken == "..."
    assert not dialogue.problems
    assert "text = en (en-us)" in dialogue.notes[0]


def test_unreals_dialogue_scripts(game_scripts: Path) -> None:
    dialogue = read(game_scripts / "lines_unreal.csv", "")
    line = by_id(dialogue)["VO_0003"]
    assert (line.speaker, line.direction, line.sound) == ("Guard", "warm relief", "VO_GUARD_0003")
    assert line.variables == ("PlayerName",)
    assert line.words[""].spoken == "(laughs) Then pass, friend {PlayerName}."
    assert not dialogue.problems


def test_xvasynths_batches(game_scripts: Path) -> None:
    dialogue = read(game_scripts / "lines_xvasynth.csv", "")
    first = dialogue.lines[0]
    assert first.id == "Sound/Voice/mod.esp/MaleNord/hello_0001ABCD_1"
    assert first.sound == f"{first.id}.wav"
    assert (first.speaker, first.others["pacing"]) == ("sk_malenord", "1.0")


def test_tables_of_several_tools_in_one_folder_go_to_their_importers(
    game_scripts: Path, tmp_path: Path
) -> None:
    for path in game_scripts.iterdir():
        if path.suffix in (".csv", ".tsv"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    written(tmp_path, "prices.csv", "item,price\nsword,3\n")
    written(tmp_path, "scene.csv", "keys,en,fr\nhalt,Halt!,Halte !\n")
    written(tmp_path, "timeline.csv", "keys,en,de\nText/1a/text,Hi,Hallo\n")
    dialogues = read_dialogue(tmp_path)
    assert set(dialogues) == {"dialogic", "godot", "table", "unreal", "xvasynth", "yarn"}
    files = {name: {line.file for line in dialogues[name].lines} for name in ("godot", "table", "unreal")}
    assert files == {
        "godot": {"scene.csv"},
        "table": {"lines_localised.tsv"},
        "unreal": {"lines_unreal.csv"},
    }


# Text tables


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_encodings_are_found(tmp_path: Path, mark: str, encoding: str) -> None:
    rows = [["Line ID", "Who", "Dialogue"], *([id, "Zoë", f"Höre {id}"] for id in AWKWARD)]
    text = "\r\n".join(mark.join(row) for row in rows)
    dialogue = read(written(tmp_path, "lines.csv", text, encoding), "")
    assert [line.id for line in dialogue.lines] == AWKWARD
    assert dialogue.lines[0].words[""].written == "Höre 0721506"
    assert not dialogue.problems


def test_what_spreadsheets_write_for_themselves_is_no_row(tmp_path: Path) -> None:
    dialogue = read(written(tmp_path, "a.csv", 'sep=;\nid;speaker;text\n="0721506";A;Hi, there\n'), "")
    assert [(line.id, line.words[""].spoken) for line in dialogue.lines] == [("0721506", "Hi, there")]


def test_another_encoding_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "lines.csv", "id,text\n1,Déjà vu\n", "cp1252")
    with pytest.raises(RequestError, match="encoding=cp1252"):
        read(path, "table")
    assert read(path, "table", encoding="cp1252").lines[0].words[""].spoken == "Déjà vu"
    with pytest.raises(RequestError, match="no encoding 'klingon'"):
        read(path, "table", encoding="klingon")


def test_ragged_and_empty_rows_and_second_ids_are_told_by_row(tmp_path: Path) -> None:
    text = 'id,speaker,text\n1,A,"One\nand more"\n\n2,B\n3,C,Three,left over\n1,D,Again\n,E,No id\n'
    dialogue = read(written(tmp_path, "lines.csv", text), "")
    assert [line.row for line in dialogue.lines] == [2, 5, 6, 7, 8]
    assert [line.words[""].spoken for line in dialogue.lines][:3] == ["One and more", "", "Three"]
    told = {problem.row: problem.what for problem in dialogue.problems}
    assert "empty" in told[4]
    assert "2 cells" in told[5]
    assert "4 cells" in told[6]
    assert "the id '1' is that of line 2" in told[7]
    assert "no id" in told[8]


def test_quotes_that_do_not_fit_cost_no_row(tmp_path: Path) -> None:
    text = 'id,speaker,text\n1,A,"Halt" he said\n2,B,"never closed\n3,C,Three\n'
    dialogue = read(written(tmp_path, "lines.csv", text), "")
    assert [line.id for line in dialogue.lines] == ["1", "2", "3"]
    assert [problem.row for problem in dialogue.problems] == [2, 3]
    table = read(written(tmp_path, "lines.tsv", text.replace(",", "\t")), "")
    assert table.lines[0].words[""].spoken == '"Halt" he said'


@pytest.mark.parametrize(
    ("header", "roles", "languages"),
    [
        (
            "Key,Id,English(en),German (de),English(en) Comments",
            {"id": "Key", "text": "English(en)", "notes": "English(en) Comments"},
            ["German (de)"],
        ),
        ("String ID,español,français", {"id": "String ID", "text": "español"}, ["français"]),
        (
            "No.,Who,Text_EN,Text_FR,Audio file",
            {"id": "No.", "speaker": "Who", "text": "Text_EN", "sound": "Audio file"},
            ["Text_FR"],
        ),
        (
            "keys,Source,Context,ChineseSimplified",
            {"id": "keys", "text": "Source", "direction": "Context", "notes": "Context"},
            ["ChineseSimplified"],
        ),
        (
            "Name,Dialogue,VO Direction,Max seconds",
            {"speaker": "Name", "text": "Dialogue", "direction": "VO Direction", "longest": "Max seconds"},
            [],
        ),
    ],
)
def test_headers_are_guessed(header: str, roles: dict[str, str], languages: list[str]) -> None:
    names = header.split(",")
    columns = columns_of(names)
    assert columns is not None
    assert {role: names[found[0]] for role, found in columns.roles.items()} == roles
    assert list(columns.languages) == languages


def test_columns_are_told(tmp_path: Path) -> None:
    path = written(tmp_path, "odd.csv", "a,b,c,d\n1,Mira,Hello,softly\n")
    dialogue = read(path, "table", id="a", speaker="B", text="3", direction="d", language="fr")
    (line,) = dialogue.lines
    assert (line.id, line.speaker, line.words[""].spoken, line.direction) == ("1", "Mira", "Hello", "softly")
    assert dialogue.language == "fr-fr"
    with pytest.raises(RequestError, match="'text1'"):
        read(path, "table", text="text1")
    bare = written(tmp_path, "bare.csv", "x1:Mira:Hello\n")
    told = {"header": "false", "delimiter": ":", "id": "1", "speaker": "2", "text": "3"}
    assert read(bare, "table", **told).lines[0].id == "x1"
    with pytest.raises(RequestError, match="one sign"):
        read(bare, "table", delimiter="::")


def test_the_longest_time_is_read_with_its_unit(tmp_path: Path) -> None:
    rows = {"2.5": 2.5, "2,5 s": 2.5, "1500ms": 1.5, "00:00:02.500": 2.5, "": None, "soon": None}
    text = "id,text,Max seconds\n" + "".join(f'{n},Hi,"{time}"\n' for n, time in enumerate(rows))
    dialogue = read(written(tmp_path, "lines.csv", text), "")
    assert [line.longest for line in dialogue.lines] == list(rows.values())
    assert [problem.row for problem in dialogue.problems] == [7]


def test_lines_without_ids_keep_theirs_when_others_change(tmp_path: Path) -> None:
    first = read(written(tmp_path, "a.csv", "speaker,text\nA,One\nB,Two\nA,One\n"), "")
    second = read(written(tmp_path, "a.csv", "speaker,text\nC,New\nA,One\nB,Two!\nA,One\n"), "")
    ids = [line.id for line in first.lines]
    assert len(set(ids)) == 3
    assert [line.id for line in second.lines][1::2] == ids[::2]


# Workbooks


def test_a_workbook_is_read_as_people_see_it(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Act 1"
    sheet.append(["The Harbour, draft 3"])
    sheet.append(["ID", "Character", "English", "日本語", "Direction"])
    for id in (721506, datetime.time(12, 30), 1000, "a/b:c", 1.5, True):
        sheet.append([id, "Mira", "Oh!", "あっ", "shy"])
    sheet["A3"].number_format = "0000000"
    sheet["A4"].number_format = "h:mm"
    notes = book.create_sheet("Notes")
    notes.append(["nothing", "here"])
    path = tmp_path / "lines.xlsx"
    book.save(path)
    dialogue = read(path, "")
    assert [line.id for line in dialogue.lines] == ["0721506", "12:30", "1000", "a/b:c", "1.5", "TRUE"]
    assert {line.scene for line in dialogue.lines} == {"Act 1"}
    assert dialogue.lines[0].row == 3
    assert dialogue.languages == {"日本語": "ja"}
    assert ["sheet Notes" in problem.what for problem in dialogue.problems] == [True]
    with pytest.raises(RequestError, match="no sheet 'Act 2'"):
        read(path, "table", sheet="Act 2")


@pytest.mark.parametrize(
    ("value", "form", "seen"),
    [
        *((5, "General", "5"), (-7, "0000", "-0007"), (0.5, "0%", "50%"), (1234.5, "#,##0.00", "1,234.50")),
        *((3, '"VO_"000', "VO_003"), (2.50, "0.0#", "2.5"), (1e300, "General", "1e+300")),
    ],
)
def test_numbers_have_their_format(value: float, form: str, seen: str) -> None:
    assert number_as(value, form) == seen


def test_times_have_their_format() -> None:
    moment = datetime.datetime(2026, 3, 1, 14, 5, 9)
    assert time_as(moment, "yyyy-mm-dd hh:mm:ss") == "2026-03-01 14:05:09"
    assert time_as(moment, "h:mm AM/PM") == "2:05 PM"
    assert time_as(moment, "d-mmm-yy") == "1-Mar-26"


def test_workbooks_that_are_none_or_too_large_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="no workbook"):
        read(written(tmp_path, "a.xlsx", "id,text\n"), "")
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as parts:
        for number in range(5):
            parts.writestr(f"xl/worksheets/sheet{number}.xml", b" " * (60 << 20))
    with pytest.raises(RequestError, match=r"too large|budget.archive_bytes"):
        read(tmp_path / "b.xlsx", "")
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types>")
    with pytest.raises(RequestError, match="no workbook"):
        read(tmp_path / "c.xlsx", "")


# JSON


def test_json_of_scenes(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "game.json",
        """{"version": 2, "scenes": {
 "harbour": [
  {"id": 721506, "speaker": "Mira", "text": "Oh, {{name}}",
   "emotion": "shy", "translations": {"fr": "Oh !"}},
  {"id": 1.50, "speaker": "B", "text": "}{"}
 ], "inn": [{"id": "x", "text": "..."}]}}""",
    )
    dialogue = read(path, "")
    assert [(line.id, line.scene, line.row) for line in dialogue.lines] == [
        ("721506", "harbour", 3), ("1.50", "harbour", 5), ("x", "inn", 6),
    ]  # fmt: skip
    assert dialogue.lines[0].words["fr"].spoken == "Oh !"
    assert dialogue.lines[0].direction == "shy"


def test_json_by_id_and_json_lines(tmp_path: Path) -> None:
    by_name = written(tmp_path, "a.json", '{"halt": {"en": "Halt!", "fr": "Halte !"}, "b": {"en": "x"}}')
    assert [line.id for line in read(by_name, "json").lines] == ["halt", "b"]
    rows = written(tmp_path, "b.jsonl", '{"id": "12:30", "line": "Hi"}\nnope\n{"id": "007", "line": "Ho"}\n')
    dialogue = read(rows, "")
    assert [line.id for line in dialogue.lines] == ["12:30", "007"]
    assert [problem.row for problem in dialogue.problems] == [2]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"id": "a", "text": ', "{]", '[{"text": 1}'])
def test_json_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(RequestError, match=r"a\.json"):
        read(written(tmp_path, "a.json", text), "json")


# Unreal


def test_unreals_string_tables(tmp_path: Path) -> None:
    words = "<Bold>Halt</>, {n}|plural(one=man,other=men)!"
    text = f'Key,SourceString,Comment\n"Guard.Halt","{words}","to a crowd"\n'
    dialogue = read(written(tmp_path, "ST_Lines.csv", text), "")
    (line,) = dialogue.lines
    assert (line.id, line.words[""].spoken, line.notes) == ("Guard.Halt", "Halt, man!", ("to a crowd",))
    assert "hang on the value" in dialogue.problems[0].what
