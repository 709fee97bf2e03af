"""The importer of Ren'Py.

What was compared with the engine itself, Debian's renpy 8.0.3 (``renpy GAME dialogue None --strings`` with
SDL_VIDEODRIVER=dummy): identifier, character, text, file and row of all 70 lines of The Question, of all 27
of :data:`SCRIPT` and of 67 of a longer script of the same kind. All were equal. :data:`IDENTIFIERS` are those
that the engine wrote; it is not needed here.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from emogen.pipelines.project.importers.renpy.importer import RenpyImporter
from emogen.pipelines.project.importers.renpy.wording import read_text
from emogen.pipelines.project.importing import read_dialogue
from emogen.pipelines.project.lines import Dialogue
from emogen.testing import check_importer

SCRIPT = r'''define e = Character("Eileen", image="eileen")
define nv = Character("Novel", kind=nvl)
define __p = Character("Private")
init python:
    s = """
    label fake: 'quotes' # and signs
    """
image eileen happy = Solid("#fff")

label start:
    e "Many    blanks and a \"quote\", \u00e9 \{ \[ 100%% \n \\ end."
    e happy "One attribute."
    e -happy sad @ happy "Several."
    e "An effect." with dissolve
    e "Arguments." (what_size=40, who_color = "#fff" ) with dissolve
    e """
    First paragraph
    goes on.

    {clear}

    Second  \"paragraph\".
    """
    voice "a.ogg"  # of the actor
    e "Voiced."
    voice sustain
    "Sustained."
    voice "lost.ogg"
    $ x = 1
    nvl clear
    nv "On a new page."
    "Literal Name" 'Single \'quotes\''
    e "Again."
    e "Again."
    extend " And more."
    __p "Munged [__p]."
    e r"raw \n {i}"
    e "Its own." id my_id
    e "goes
       over lines"
    if x:
        e "Again."
    call sub from _call_sub_1
    e "After a call."
    menu chosen:
        e happy "Which?" (what_size=3)
        "First" if x:
            e "Again."
        "Second":
            label .inner:
                e "Inner."
            e "Behind."
    menu:
        "A caption."
        "First":
            pass
    return

label other hide:
    e "Hidden."
    return

label _under:
    e "Alternate."
    return

label sub(a=")"):
    (e) "In brackets."
    return
'''

IDENTIFIERS = [
    *("start_a0468791", "start_619f4c54", "start_8e12ed01", "start_53674817", "start_aea43bba"),
    *("start_779bae6f", "start_754466d4", "start_bf308493", "start_429066e5", "start_f9ce8e26"),
    *("start_1d7f91d5", "start_85661597", "start_85661597_1", "start_909975ee", "start_1123c9f8"),
    *("start_628c3e9e", "my_id", "start_8a004528", "start_85661597_2", "start_d194784a"),
    *("chosen_01f8966c", "chosen_85661597", "chosen_inner_cb3a34aa", "chosen_inner_9325906b"),
    *("chosen_inner_aa479c12", "chosen_inner_63a4fc70", "sub_f6a74e84"),
]


@pytest.fixture(scope="module")
def question(game_scripts: Path, tmp_path_factory: pytest.TempPathFactory) -> Dialogue:
    """The Question, English and French, in the folders of a game."""
    game = tmp_path_factory.mktemp("the_question") / "game"
    for source, copy in (("script", "script.rpy"), ("tl_french_script", "tl/french/script.rpy")):
        path = game / copy
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((game_scripts / f"the_question_{source}.rpy").read_bytes())
    return read_dialogue(game.parent)["renpy"]


def script(tmp_path: Path, text: str, name: str = "script.rpy") -> Dialogue:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_dialogue(tmp_path)["renpy"]


def spoken(dialogue: Dialogue) -> list[str]:
    return [line.words[""].spoken for line in dialogue.lines]


def test_identifiers_are_those_of_the_supplied_translation(question: Dialogue, game_scripts: Path) -> None:
    french = (game_scripts / "the_question_tl_french_script.rpy").read_text(encoding="utf-8-sig")
    translated = re.findall(r"^translate french (\w+_[0-9a-f]{8}\w*):", french, re.MULTILINE)
    assert [line.id for line in question.lines if line.kind == "line"] == translated
    assert len(translated) == 70
    assert not question.problems


def test_the_question_has_its_speakers_languages_and_choices(question: Dialogue) -> None:
    assert [(one.id, one.name) for one in question.speakers] == [("s", "Sylvie"), ("m", "Me")]
    assert question.languages == {"french": "fr-fr"}
    assert question.variables == {"book": "False"}
    assert all(set(line.words) == {"", "french"} for line in question.lines)
    by_id = {line.id: line for line in question.lines}
    line = by_id["rightaway_cf214f74"]
    assert (line.speaker, line.scene, line.file) == ("s", "rightaway", "game/script.rpy")
    assert line.words["french"].spoken == "Salut ! Comment étaient les cours ?"
    kinds = [(line.kind, line.words[""].spoken) for line in question.lines if line.kind != "line"]
    assert kinds[:2] == [
        ("text", "As soon as she catches my eye, I decide..."),
        ("choice", "To ask her right away."),
    ]
    assert len(kinds) == 5


def test_text_tags_are_written_and_not_said(question: Dialogue) -> None:
    ending = next(line for line in question.lines if "Good Ending" in line.words[""].written)
    assert (ending.words[""].written, ending.words[""].spoken) == ("{b}Good Ending{/b}.", "Good Ending.")


def test_identifiers_are_those_of_the_engine(tmp_path: Path) -> None:
    """Of monologues, ``voice``, labels within labels, ``call ... from``, ``id`` and repeated lines."""
    dialogue = script(tmp_path, SCRIPT)
    assert [line.id for line in dialogue.lines if line.kind == "line"] == IDENTIFIERS
    assert not dialogue.problems


def test_lines_keep_what_the_script_tells_of_them(tmp_path: Path) -> None:
    lines = {line.id: line for line in script(tmp_path, SCRIPT).lines}
    assert lines["start_a0468791"].words[""].written == 'Many blanks and a "quote", é {{ [[ 100%% \n \\ end.'
    assert lines["start_619f4c54"].direction == "happy"
    assert lines["start_8e12ed01"].others == {"attributes": "-happy sad @ happy"}
    assert lines["start_8e12ed01"].direction == "sad, happy"
    assert lines["start_aea43bba"].others["arguments"] == '(what_size=40, who_color="#fff" )'
    assert lines["start_bf308493"].sound == "a.ogg"
    assert lines["start_429066e5"].same_as == "start_bf308493"
    assert lines["start_1d7f91d5"].speaker == "Literal Name"
    assert (lines["start_909975ee"].speaker, lines["start_909975ee"].others["who"]) == ("e", "extend")
    assert lines["sub_f6a74e84"].speaker == "e"
    assert lines["chosen_inner_9325906b"].scene == "chosen.inner"
    first, again = (line for line in lines.values() if line.words[""].written == "First")
    assert (first.kind, first.others, again.same_as) == ("choice", {"condition": "x"}, first.id)


CHARACTERS = """
define e = Character(_("Eileen"))
define config.voice_filename_format = "voice/{filename}.ogg"
define p = DynamicCharacter("povname")
define q = Character("[povname] Jr.")
define n = Character(None, kind=nvl)
define k = Character(kind=e)
define unused = "x"
define gold = 3
default povname = _("Sam")
default strange = [1, 2]
label start:
    p "I am [povname!t], with [gold] coins; [e.name] knows."
    q "Yes."
    n "So it is."
    k "Voices."
    voice "take_1"
    narrator "The end."
    $ e("Not found by anyone.")
"""


def test_characters_and_variables(tmp_path: Path) -> None:
    dialogue = script(tmp_path, CHARACTERS)
    named = {speaker.id: speaker.name for speaker in dialogue.speakers}
    assert named == {"p": "Sam", "q": "Sam Jr.", "k": "Eileen"}
    assert [line.speaker for line in dialogue.lines] == ["p", "q", "", "k", ""]
    assert dialogue.variables == {"povname": "Sam", "gold": "3", "e.name": "Eileen"}
    assert dialogue.lines[0].variables == ("povname", "gold", "e.name")
    assert dialogue.lines[-1].sound == "voice/take_1.ogg"
    (problem,) = dialogue.problems
    assert str(problem) == "script.rpy:19: what Python has e say has no identifier: not imported"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Wait.{w=0.5} Now{nw}", "Wait. <pause 0.5s> Now"),
        ("{cps=20}Slow{/cps}{p}Next{w}{fast}", "Slow <pause 0.4s> Next"),
        ("I {i}really{/i} do.", "I <emphasis>really</emphasis> do."),
        ("{i}All of it is thought.{/i}", "All of it is thought."),
        ("{rb}漢字{/rb}{rt}かんじ{/rt}です", "かんじです"),
        ("{rb}東京{/rb}{rt}Tokyo{/rt}", "東京"),
        ("{size=+10}{color=#fff}Big{/color}{/size}{k=-1}!{/k}{#note}", "Big!"),
        ("{a=jump:x}Here{/a}{image=x.png}{noalt} <3{/noalt}{alt} heart{/alt}", "Here heart"),
        ("[player.name!t] has [gold:.2f], [items[0]]", "{player.name} has {gold}, {items_0}"),
        ("100%% [[sure] {{so}", r"100% \[sure\] \{so}"),
        ("Cut{done} off", "Cut"),
        ("...", "..."),
    ],
)
def test_texts_are_said_without_the_engines_markup(written: str, said: str) -> None:
    reading = read_text(written)
    assert (reading.wording.written, reading.wording.spoken) == (written, said)
    assert not reading.faults + reading.unknown


def test_what_is_not_understood_is_told_where_it_stands(tmp_path: Path) -> None:
    dialogue = script(
        tmp_path,
        'label a:\n    e "{wave}Hi{/wave} [open"\n    e "{wave}Ho{/wave}"\n    fly away\n'
        '    e "Still read."\n'
        'translate german a_00000000:\n    e "Hallo"\n',
    )
    assert spoken(dialogue) == [r"Hi \[open", "Ho", "Still read."]
    assert [str(problem) for problem in dialogue.problems] == [
        "script.rpy:2: nothing ends '['",
        "script.rpy:2: {wave} is no text tag of Ren'Py's: left out here and wherever it stands",
        "script.rpy:4: not understood: fly away",
        "script.rpy:6: no line of the script has the identifier a_00000000",
    ]
    broken = script(tmp_path, 'label a:\n    e "Read."\n    e "Never ends.\n    e more\n')
    assert spoken(broken) == ["Read."]
    assert "nothing ends the string" in str(broken.problems[0])


def test_a_translation_alone_has_both_languages(game_scripts: Path) -> None:
    dialogue = read_dialogue(game_scripts / "the_question_tl_french_script.rpy")["renpy"]
    line = next(line for line in dialogue.lines if line.id == "rightaway_cf214f74")
    assert line.words[""].spoken == "Hi there! How was class?"
    assert (line.speaker, line.scene, line.file, line.row) == ("s", "rightaway", "game/script.rpy", 58)
    assert len(dialogue.lines) == 70


TABLE = (
    "Identifier\tCharacter\tDialogue\tFilename\tLine Number\tRen'Py Script\n"
    'start_1\te\tA {i}tab\\t{/i} \\"and\\" a \\\\\tgame/script.rpy\t7\te happy "[what]" with vpunch\n'
    'start_2\textend\t more\tgame/script.rpy\t8\textend "[what]"\n'
    "\t\tStart game\tgame/screens.rpy\t9\n"
    "broken row\n"
)


def test_dialogue_tab(tmp_path: Path) -> None:
    dialogue = script(tmp_path, TABLE, "dialogue.tab")
    line, more, text = dialogue.lines
    assert line.words[""].written == 'A {i}tab\t{/i} "and" a \\'
    assert (line.speaker, line.direction, line.file, line.row) == ("e", "happy", "game/script.rpy", 7)
    assert more.speaker == "e"
    assert (text.kind, text.words[""].spoken) == ("text", "Start game")
    assert [str(problem) for problem in dialogue.problems] == [
        "dialogue.tab:5: 1 columns where five or six are wanted"
    ]


def test_a_script_counts_before_its_table(question: Dialogue, game_scripts: Path, tmp_path: Path) -> None:
    rows = [
        f"{line.id}\t{line.speaker}\t{line.words[''].written}\tgame/script.rpy\t{line.row}\t\n"
        for line in question.lines
        if line.kind == "line"
    ]
    (tmp_path / "dialogue.tab").write_text(TABLE.partition("\n")[0] + "\n" + "".join(rows), encoding="utf-8")
    (tmp_path / "script.rpy").write_bytes((game_scripts / "the_question_script.rpy").read_bytes())
    both = read_dialogue(tmp_path)["renpy"]
    assert len(both.lines) == len(question.lines)
    assert not both.problems
    old = [row.replace("Will you", "Would you") for row in rows]
    (tmp_path / "dialogue.tab").write_text(TABLE.partition("\n")[0] + "\n" + "".join(old), encoding="utf-8")
    (problem,) = read_dialogue(tmp_path)["renpy"].problems
    assert "3 lines have other words in the script, which count" in problem.what


def test_the_contract() -> None:
    files = {"script.rpy": SCRIPT + CHARACTERS, "tl/de/script.rpy": "", "dialogue.tab": TABLE[:-11]}
    files["tl/de/script.rpy"] = (
        'translate german start_619f4c54:\n\n    # e happy "One attribute."\n    e happy "Eins."\n\n'
        'translate german strings:\n\n    old "First"\n    new "Erstes"\n'
    )
    check_importer(RenpyImporter, files=files)
