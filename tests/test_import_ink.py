"""The importer of Ink: scripts, compiled stories, and what inkjs plays of them.

What was compared once with inkjs 2.4.0: The Intercept was compiled and played 3,000 times, choosing by
chance; each of the 556 different lines and 159 choices that it showed is made of texts of the import, of the
script and of the compiled story alike. :data:`COMPILED` is what its compiler makes of :data:`SCRIPT`,
:data:`PLAYED` what it plays of The Intercept; it is not needed here.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from emogen.errors import RequestError
from emogen.pipelines.project.importers.ink.importer import InkImporter
from emogen.pipelines.project.importers.ink.logic import is_expression
from emogen.pipelines.project.importing import read_dialogue
from emogen.pipelines.project.lines import Dialogue
from emogen.testing import check_importer

SCRIPT = r"""VAR name = "Bob"
VAR x = 3
INCLUDE more.ink
// The way in.
-> start
=== start ===
# id:one
Hello {name}, it's {x > 2:big|small}. # speaker: Guard # whispered
/* A comment
   of two lines. */
* {x} Start[ only] rest. # id:two
  After, <>
+ [Only] -> fin
* \[Plain\] <i>really</i> -> fin
- (lab) <>all \# is {x}. -> fin
= stitch
Never seen.
-> END
=== fin
{
- x > 3:
  Yes.
- x:
  Maybe{| not|}.
- else:
  No.
}
{stopping:
- One.
- Two.
}
~ x = x + 1
-> END
"""

MORE = """=== function twice(y)
~ return y * 2
=== elsewhere
In another file.
-> END
"""

CORPUS = Path(__file__).parent / "corpus" / "ink"
"""Scripts of our own, and what the compiler of inkjs 2.4.0 made of them."""

COMPILED = (CORPUS / "s.json").read_text(encoding="utf-8")

PLAYED = (
    "They are keeping me waiting.",
    "Hut 14. The door was locked after I sat down.",
    "When they don't find it, they'll come back and demand I talk.",
    "I rattle my fingers on the field table.",
    '"Well, then," he begins, awkwardly. This is an unseemly situation.',
    "I take a mug and warm my hands. It's a small gesture of friendship.",
    "He pushes one mug halfway towards me: a small gesture of friendship.",
    '"We are left with two possibilities. You, or Hooper." The Commander pauses to smooth down his '
    "moustache. "
    '"Hooper\'s in Hut 3 with the Captain, having a similar conversation."',
)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def shown(dialogue: Dialogue, text: str) -> bool:
    """Whether a text that was played is made of texts of the import, one after the other."""
    texts = {squeezed(line.words[""].written) for line in dialogue.lines if line.kind == "line"}
    whole = squeezed(text)
    reached = {0}
    for at in range(len(whole)):
        if at in reached:
            reached |= {at + len(piece) for piece in texts if whole.startswith(piece, at)}
    return len(whole) in reached


@pytest.fixture(scope="module")
def intercept(game_scripts: Path) -> Dialogue:
    return read_dialogue(game_scripts / "TheIntercept.ink")["ink"]


def script(tmp_path: Path, text: str, name: str = "s.ink", **options: str) -> Dialogue:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_dialogue(tmp_path / name, importer="ink", options=options)["ink"]


@pytest.mark.parametrize("played", PLAYED)
def test_what_is_played_of_the_intercept_is_imported(intercept: Dialogue, played: str) -> None:
    assert shown(intercept, played)


def test_the_intercept(intercept: Dialogue) -> None:
    assert not intercept.problems
    assert not intercept.speakers
    assert len({line.id for line in intercept.lines}) == len(intercept.lines) == 1057
    scenes = {line.scene for line in intercept.lines}
    assert {"start", "start.waited", "missing_reel"} <= scenes
    row = [line for line in intercept.lines if line.row == 89]
    assert [line.words[""].spoken.partition(" a ")[0] for line in row] == ["What I am is", "I am"]
    assert [line.others["variant"] for line in row] == ["not think", "not (not think)"]
    assert not any("<i>" in line.words[""].spoken for line in intercept.lines)
    assert intercept.variables["forceful"] == "0"


def test_a_script_and_its_compiled_story_have_the_same_lines(tmp_path: Path) -> None:
    (tmp_path / "more.ink").write_text(MORE, encoding="utf-8")
    source, story = script(tmp_path, SCRIPT), script(tmp_path, "\ufeff" + COMPILED, "s.json")
    assert {(line.kind, line.scene, line.words[""].spoken.replace("\\", "")) for line in story.lines} == {
        (line.kind, line.scene, line.words[""].spoken.replace("\\", ""))
        for line in source.lines
        if line.scene != "elsewhere"
    }
    assert story.variables == source.variables == {"name": "Bob", "x": "3"}
    ids = {line.id for line in source.lines if line.scene != "elsewhere"}
    assert {line.id for line in story.lines} == ids
    assert not source.problems + story.problems


def test_choices_in_logic_functions_tunnels_and_threads() -> None:
    source = read_dialogue(CORPUS / "weave.ink")["ink"]
    story = read_dialogue(CORPUS / "weave.json")["ink"]
    assert {line.id for line in story.lines} == {line.id for line in source.lines}
    assert not source.problems + story.problems
    conditions = {line.words[""].spoken: line.others.get("condition", "") for line in source.lines}
    assert conditions["Said C."] == "not (x)"
    assert conditions["switch two"] == "x == 3"
    assert conditions["B"] == "x; not x"
    said = {line.words[""].spoken for line in source.lines}
    assert {"Before inner deep end.", "Before inner not end.", "Before end."} <= said
    assert {"once tail", "twice tail", "tail", "{f_3} and {x}", "big", "small"} <= said


def test_what_a_line_can_have(tmp_path: Path) -> None:
    (tmp_path / "more.ink").write_text(MORE, encoding="utf-8")
    dialogue = script(tmp_path, SCRIPT)
    lines = {line.id: line for line in dialogue.lines}
    big = lines["one_1"]
    assert (big.speaker, big.direction, big.variables) == ("Guard", "whispered", ("name",))
    assert (big.words[""].written, big.others["variant"]) == ("Hello {name}, it's big.", "x > 2")
    assert (lines["two"].kind, lines["two"].words[""].spoken) == ("line", "Start rest.")
    offered = [line.words[""].spoken for line in dialogue.lines if line.kind == "choice"]
    assert offered == ["Start only", "Only", r"\[Plain\] <emphasis>really</emphasis>"]
    by_words = {line.words[""].spoken: line for line in dialogue.lines if line.kind == "line"}
    assert by_words["After,"].others == {"joins": "after"}
    assert by_words["all # is {x}."].others == {"joins": "before and after"}
    assert by_words["Never seen."].scene == "start.stitch"
    assert by_words["Maybe not."].others["condition"] == "x"
    assert (by_words["In another file."].file, by_words["In another file."].row) == ("more.ink", 4)


def test_names_before_colons_speak_where_a_script_has_them_throughout(tmp_path: Path) -> None:
    lines = "Old Sam: Who is it?\nEve: It's me.\nThey wait.\nSam: Come in: quick!\n"
    spoken = script(tmp_path, lines)
    assert [line.speaker for line in spoken.lines] == ["Old Sam", "Eve", "", "Sam"]
    assert [line.words[""].spoken for line in spoken.lines][-1] == "Come in: quick!"
    prose = script(tmp_path, lines + "A line of prose.\n" * 40)
    assert not prose.speakers
    assert prose.lines[0].words[""].spoken == "Old Sam: Who is it?"
    assert [one.id for one in script(tmp_path, lines * 2, speakers="never").speakers] == []


def test_what_is_not_understood_is_told_where_it_stands(tmp_path: Path) -> None:
    many = "".join(f"{{a{n}:x{n}|y{n}}}" for n in range(6))
    dialogue = script(tmp_path, f"INCLUDE gone.ink\nA {{open\n* Choose [this\n{many}\n-> END\n")
    told = [str(problem) for problem in dialogue.problems]
    assert told == [
        "s.ink:1: the file gone.ink is not there, or is included already",
        "s.ink:2: nothing ends a brace",
        "s.ink:3: nothing ends what stands in brackets",
        "s.ink:4: 64 texts in one line: those that change one alternative are imported",
    ]
    assert len([line for line in dialogue.lines if line.row == 4]) == 7
    outside = tmp_path / "game"
    outside.mkdir()
    (tmp_path / "secret.ink").write_text("Secret.\n", encoding="utf-8")
    refused = script(outside, "INCLUDE ../secret.ink\nHello.\n")
    assert [line.words[""].spoken for line in refused.lines] == ["Hello."]
    with pytest.raises(RequestError, match="no compiled Ink story"):
        script(tmp_path, '{"inkVersion": 21, "root": 3}', "s.json")


def test_ids_stay_when_other_lines_change(tmp_path: Path) -> None:
    text = "== a\nOne.\nTwo.\nTwo.\n== b\nTwo.\n"
    ids = [line.id for line in script(tmp_path, text).lines]
    assert len(set(ids)) == 4
    edited = script(tmp_path, text.replace("One.", "One, edited.\nMore."))
    assert [line.id for line in edited.lines][2:] == ids[1:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x > 2 && not seen.it", True),
        ("f(x, 2) == -1 or !y", True),
        ("visited ? (a, b)", True),
        ("He said", False),
        ("x >", False),
        ("(x", False),
        ("", False),
    ],
)
def test_expressions_are_told_from_words(text: str, expected: bool) -> None:
    assert is_expression(text) is expected


def test_the_contract() -> None:
    check_importer(InkImporter, files={"s.ink": SCRIPT, "more.ink": MORE})
    check_importer(InkImporter, files={"s.json": COMPILED})
