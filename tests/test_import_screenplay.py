"""Screenplays and subtitles."""

from __future__ import annotations

from pathlib import Path

import pytest

from emogen.conditioning.ssml import read_script
from emogen.pipelines.project.importers.fountain import FountainImporter
from emogen.pipelines.project.importers.fountain_text import emphasised
from emogen.pipelines.project.importers.subtitles import SubtitleImporter
from emogen.pipelines.project.importing import read_dialogue
from emogen.pipelines.project.lines import Dialogue
from emogen.testing import check_importer

SCREENPLAY = """Title: The Harbour
Author: A. Writer
Language: fr

# Act One

INT. BAR - NIGHT #12A#

Rain. [[Thunder here?]]

MARY (V.O.) (CONT'D)
(under her breath)
I *never* said that.[[id: 0721506]]
(beat)
Never.
(shouting)
Out!

/* cut

MARY
Not this.
*/

TOM ^
~La la la
<two blanks>
_Quietly_ {name}. [[sung]]

> FADE OUT.

.THE ROOF

@McTavish
Aye.
""".replace("<two blanks>", "  ")

SRT = r"""1
00:00:01,000 --> 00:00:03,500
<i>MARY:</i> I can't believe it.

2
00:00:04,000 --> 00:00:06,000
- Who's there?
- It's me, <font color="#fff">Tom</font>!

3
00:00:07,000 --> 00:00:08,000 X1:0
[door slams]

4
00:00:09,000 --> 00:00:12,000
{\an8}JOHN (whispering): Remember: never

again. ♪ La la ♪
"""
FRENCH = """1
00:00:01,000 --> 00:00:03,500
MARY: Je n'y crois pas.

2
00:00:04,100 --> 00:00:06,000
- Qui est là ?
- C'est moi, Tom !

4
00:00:09,000 --> 00:00:12,000
Souviens-toi : jamais plus.

9
00:01:09,000 --> 00:01:12,000
Rien.
"""
VTT = """WEBVTT - clip
Kind: captions

STYLE
::cue { color: red }

NOTE a comment
over two rows

intro
00:01.000 --> 00:02.500 align:start
<v.loud Roger Bingham>We are in <c.yellow>New York</c> City &amp; more
<v Neil>Indeed <00:00:02.000>so.

00:03.000 --> 00:04.000
No name.
"""


def read(path: Path) -> Dialogue:
    (dialogue,) = read_dialogue(path).values()
    return dialogue


def spoken(dialogue: Dialogue) -> list[tuple[str, str, str]]:
    return [(line.speaker, line.direction, line.words[""].spoken) for line in dialogue.lines]


def save(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("importer", "files"),
    [
        (FountainImporter, {"a.fountain": SCREENPLAY}),
        (SubtitleImporter, {"a.srt": SRT, "a.fr.srt": FRENCH.replace("\n9\n", "\n8\n"), "b.vtt": VTT}),
    ],
)
def test_importers_keep_their_contract(importer: type[FountainImporter], files: dict[str, str]) -> None:
    check_importer(importer, files=files)


# Fountain


def test_a_screenplay(tmp_path: Path) -> None:
    dialogue = read(save(tmp_path / "harbour.fountain", SCREENPLAY))
    assert spoken(dialogue) == [
        ("MARY", "under her breath", "I <emphasis moderate>never</emphasis> said that. (pause) Never."),
        ("MARY", "shouting", "Out!"),
        ("TOM", "", "La la la <emphasis moderate>Quietly</emphasis> {name}."),
        ("McTavish", "", "Aye."),
    ]
    first, out, tom, last = dialogue.lines
    assert (first.id, first.scene, first.row) == ("0721506", "INT. BAR - NIGHT", 13)
    assert (first.others["extension"], tom.others["dual"], tom.notes) == ("V.O.", "^", ("sung",))
    assert out.id.startswith("12a_mary_")
    assert last.scene == "THE ROOF"
    assert dialogue.language == "fr-fr"


def test_real_screenplays(game_scripts: Path) -> None:
    names = [speaker.id for speaker in read(game_scripts / "Character.fountain").speakers]
    expected = ["STEEL", "BOB", "MOM", "Han", "C3PO", "3CPO", "DONT", "ME", "BUT", "TEST", "TEST2"]
    assert names == expected
    assert spoken(read(game_scripts / "Parenthetical.fountain"))[2:] == [
        ("BOB", "slowly", "Trying this."),
        ("BOB", "loudly, bouncy", "Also trying this?"),
        ("MONKEY", "", "Boo! (pause) Boo again!"),
    ]
    assert spoken(read(game_scripts / "Dialogue.fountain"))[-1] == ("FISH", "", "I am a little fish.")
    assert read(game_scripts / "UTF8.fountain").lines[1].speaker == "JIM😆"
    (jack,) = read(game_scripts / "Notes.fountain").lines
    assert jack.direction == "in Vietnamese, subtitled"
    assert not read(game_scripts / "Formatted.fountain").lines


def test_ids_hold_when_other_scenes_are_edited(tmp_path: Path) -> None:
    before = read(save(tmp_path / "a.fountain", SCREENPLAY))
    edited = SCREENPLAY.replace("INT. BAR", "EXT. PIER\n\nTOM\nWait.\n\nINT. BAR").replace(
        "Aye.", "Aye, sir."
    )
    after = read(save(tmp_path / "a.fountain", edited))
    assert [line.id for line in after.lines][1:4] == [line.id for line in before.lines][:3]
    assert after.lines[4].id != before.lines[3].id


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("**bold** and ***both***", "bold and both"),
        (r"code \*9765\*", "code *9765*"),
        ("He dialed *69 and then *23, and hung up.", "He dialed *69 and then *23, and hung up."),
        ("*sighs* Well", "sighs Well"),
        ("a_b_c 2 * 3 * 4", "abc 2 * 3 * 4"),
    ],
)
def test_emphasis_is_no_action(written: str, words: str) -> None:
    assert read_script(emphasised(written)).text == words


# Subtitles


def test_subtitles_of_two_languages(tmp_path: Path) -> None:
    save(tmp_path / "film.fr.srt", FRENCH)
    save(tmp_path / "film.srt", SRT)
    dialogue = read(tmp_path)
    assert [line.id for line in dialogue.lines] == ["film-1", "film-2-1", "film-2-2", "film-3", "film-4"]
    assert spoken(dialogue) == [
        ("MARY", "", "I can't believe it."),
        ("", "", "Who's there?"),
        ("", "", "It's me, Tom!"),
        ("", "", "[door slams]"),
        ("JOHN", "whispering", "Remember: never again. La la"),
    ]
    slots = [line.longest or 0 for line in dialogue.lines]
    assert slots[0] == 2.5
    assert slots[1] + slots[2] == pytest.approx(2)
    french = [line.words["fr"].spoken for line in dialogue.lines if "fr" in line.words]
    assert french == ["Je n'y crois pas.", "Qui est là ?", "C'est moi, Tom !", "Souviens-toi : jamais plus."]
    assert [(problem.file, problem.row) for problem in dialogue.problems] == [("film.fr.srt", 15)]


def test_webvtt(tmp_path: Path) -> None:
    dialogue = read(save(tmp_path / "clip.vtt", VTT))
    assert spoken(dialogue) == [
        ("Roger Bingham", "", "We are in New York City & more"),
        ("Neil", "", "Indeed so."),
        ("", "", "No name."),
    ]
    assert [line.id for line in dialogue.lines] == ["clip-intro-1", "clip-intro-2", "clip-2"]


def test_a_cue_that_ends_before_it_begins_has_no_slot(tmp_path: Path) -> None:
    dialogue = read(save(tmp_path / "a.srt", "1\n00:00:02,000 --> 00:00:01,000\nHi\n"))
    assert dialogue.lines[0].longest is None
    assert dialogue.problems[0].row == 2
