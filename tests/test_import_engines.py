"""Dialogue of engines: Godot's Dialogue Manager, Dialogic, Naninovel."""

from __future__ import annotations

from pathlib import Path

import pytest

from emogen.pipelines.project.importers.dialogic import DialogicImporter
from emogen.pipelines.project.importers.godot import GodotImporter
from emogen.pipelines.project.importers.naninovel import NaninovelImporter
from emogen.pipelines.project.importing import read_dialogue
from emogen.pipelines.project.lines import Dialogue, DialogueLine
from emogen.testing import check_importer

MANAGER = r"""import "res://x.dialogue" as x
using State

~ meeting
# for the team
## looks into the camera
Nathan: Hi, I'm Nathan [if State.x]again[else]now[/if]. [#sad, #voice=res://voice/n1.ogg]
	This goes on [b]here[/b]. [next=auto]
if State.has_met == false
	do State.met()
	Coco: Meow\: yes. [do wave()] => END
else
	{{player}}: Whatever [sighs]
% Nathan: Random one.
%2 [if a /] Nathan: Random two.
% => x/y
Just narration here
- Yes [if a > 1 /] => yes
- No
	Nathan: Too bad.
	- [ID:ch] Nested
Nathan: Time is 12:30.
| Coco: Both.
"""
SCENE = """keys,en,fr,_character,_notes
guard_halt,[[Halt|Stop]]! Who goes there?,Halte ! Qui va là ?,Guard,
thief_me,"It's only me, {{player_name}}... [wait=0.5]","Ce n'est que moi, {{player_name}}...",Thief,
choice_peace,I come in peace,Je viens en paix,,
UI_START,Start,Commencer,,
"""

TIMELINE = r"""[background path="res://factory.png"]
join Jowan left
[voice path="res://voice/j1.ogg" volume="0.0" bus="Master"]
Jowan (excited): <Hello/Hi> and welcome to[portrait=confused]...[pause=0.5] Wait? #id:1a
"Emilio Gonzales" (green): Well, {Player.Name}\: \
this is [b]it[/b].[n]Second box. #id:0721
# A comment
Just narration [sighs].
- Yes | [if {x} > 1] [else="hide"] #id:1c
	jump later
- No
	set {x} += 1
if {x} == 2:
	_: Nobody
else:
	\[b]Bold[/b] start
label later
return
Jowan: Time is 12:30.
"""
CHARACTER = '{\n"display_name": "Jowan the \\"Owl\\"",\n"description": "an old man",\n}\n'
TRANSLATIONS = """keys,en,de
Text/1a/text,Hello and welcome to... Wait?,Hallo und willkommen...
Choice/1c/text,Yes,Ja
Character/3/display_name,Jowan,Jowan
"""

CHAPTER = r"""; The opening
# Start
@back Beach.Sunset time:2.0
Kohaku.Happy: Hello, {PlayerName}!|#1a2b|[i] Nice [wait 0.5]to meet you.|#3c4d|
; looks away
Yuko: Who... are you?
Just narration with [char Yuko.Sad] a mark.
@voice Yuko/line7
Yuko.Default: Time is 12:30 \[really\].|#55|
@choice "Stay with her|#c1|" goto:.Stay
@choice Leave goto:.Leave
@choice button:MapButton goto:.Map
@print "Printed \"text\"|#p1|" author:Kohaku speed:0.5
@if score>3
	Kohaku: Indented.|#in1|
@endif
[hidePrinter]
@stop
"""
JAPANESE = """; Chapter1 localization document for 'Japanese (ja)' locale

# 1a2b
; Hello, {PlayerName}!
やあ、{PlayerName}！

# 3c4d
; Nice [wait 0.5]to meet you.
はじめまして。

# c1
; Stay with her
"""


def read(path: Path) -> Dialogue:
    (dialogue,) = read_dialogue(path).values()
    return dialogue


def by_id(dialogue: Dialogue) -> dict[str, DialogueLine]:
    return {line.id: line for line in dialogue.lines}


def spoken(dialogue: Dialogue) -> list[tuple[str, str]]:
    return [(line.speaker, line.words[""].spoken) for line in dialogue.lines]


def save(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("importer", "files"),
    [
        (GodotImporter, {"a.dialogue": MANAGER, "a.csv": SCENE}),
        (DialogicImporter, {"a.dtl": TIMELINE, "Jowan.dch": CHARACTER, "t.csv": TRANSLATIONS}),
        (NaninovelImporter, {"a.nani": CHAPTER, "Localization/ja/Text/a.txt": JAPANESE}),
    ],
)
def test_importers_keep_their_contract(importer: type[GodotImporter], files: dict[str, str]) -> None:
    check_importer(importer, files=files)


# Dialogue Manager


def test_a_dialogue_of_godot_with_its_translations(game_scripts: Path, tmp_path: Path) -> None:
    scene = (game_scripts / "scene.dialogue").read_text(encoding="utf-8")
    dialogue = read(save(tmp_path, {"scene.dialogue": scene, "scene.csv": SCENE}))
    lines = by_id(dialogue)
    assert list(lines) == ["guard_halt", "thief_me", "choice_peace", "guard_prove", "UI_START"]
    assert spoken(dialogue)[:4] == [
        ("Guard", "Halt! Who goes there?"),
        ("Thief", "It's only me, {player_name}... <pause 0.5s>"),
        ("", "I come in peace"),
        ("Guard", "Prove it."),
    ]
    assert [line.kind for line in dialogue.lines] == ["line", "line", "choice", "line", "text"]
    assert lines["guard_halt"].scene == "start"
    assert lines["thief_me"].variables == ("player_name",)
    assert lines["choice_peace"].words["fr"].spoken == "Je viens en paix"
    assert (dialogue.language, dialogue.languages) == ("en-us", {"fr": "fr-fr"})
    assert [(problem.file, problem.row) for problem in dialogue.problems] == [("scene.dialogue", 2)]


def test_what_dialogue_manager_can_write(tmp_path: Path) -> None:
    dialogue = read(save(tmp_path, {"two.dialogue": MANAGER}))
    assert spoken(dialogue) == [
        ("Nathan", "Hi, I'm Nathan again. This goes on here."),
        ("Coco", "Meow: yes."),
        ("{player}", "Whatever [sighs]"),
        ("Nathan", "Random one."),
        ("Nathan", "Random two."),
        ("", "Just narration here"),
        ("", "Yes"),
        ("", "No"),
        ("Nathan", "Too bad."),
        ("", "Nested"),
        ("Nathan", "Time is 12:30."),
        ("Coco", "Both."),
    ]
    first = dialogue.lines[0]
    assert (first.direction, first.sound, first.scene) == ("sad", "voice/n1.ogg", "meeting")
    assert first.notes == ("looks into the camera",)
    assert [line.id for line in dialogue.lines if line.kind == "choice"][2] == "ch"


# Dialogic


def test_a_dialogic_timeline_with_its_translations(tmp_path: Path) -> None:
    files = {"intro.dtl": TIMELINE, "Jowan.dch": CHARACTER, "t.csv": TRANSLATIONS}
    dialogue = read(save(tmp_path, files))
    assert spoken(dialogue) == [
        ("Jowan", "Hello and welcome to...<pause 0.5s> Wait?"),
        ("Emilio Gonzales", "Well, {Player.Name}: this is it. Second box."),
        ("", "Just narration [sighs]."),
        ("", "Yes"),
        ("", "No"),
        ("", "Nobody"),
        ("", "Bold start"),
        ("Jowan", "Time is 12:30."),
    ]
    lines = by_id(dialogue)
    assert (lines["1a"].direction, lines["1a"].sound, lines["1a"].row) == ("excited", "voice/j1.ogg", 4)
    assert (lines["0721"].direction, lines["0721"].others["portrait"]) == ("", "green")
    assert lines["1c"].words["de"].spoken == "Ja"
    assert dialogue.speakers[0].name == 'Jowan the "Owl"'
    assert dialogue.speakers[0].notes == ("an old man",)
    assert dialogue.lines[-1].scene == "later"


# Naninovel


def test_a_naninovel_script_with_its_translation(tmp_path: Path) -> None:
    files = {
        "Scripts/Chapter1.nani": CHAPTER,
        "Localization/ja/Text/Scripts/Chapter1.txt": JAPANESE,
        "Text/DefaultUI.txt": "; comment\nMenu.Start: New game\nMenu.Exit: Exit\n",
        "Text/readme.txt": "Dear player,\nthis is: not a document.\n",
    }
    dialogue = read(save(tmp_path, files))
    assert spoken(dialogue) == [
        ("Kohaku", "Hello, {PlayerName}!"),
        ("Kohaku", "Nice <pause 0.5s>to meet you."),
        ("Yuko", "Who... are you?"),
        ("", "Just narration with a mark."),
        ("Yuko", r"Time is 12:30 \[really\]."),
        ("", "Stay with her"),
        ("", "Leave"),
        ("Kohaku", 'Printed "text"'),
        ("Kohaku", "Indented."),
        ("", "New game"),
        ("", "Exit"),
    ]
    lines = by_id(dialogue)
    assert lines["1a2b"].words["ja"].spoken == "やあ、{PlayerName}！"
    assert (lines["1a2b"].direction, lines["1a2b"].scene) == ("Happy", "Chapter1.Start")
    assert lines["55"].sound == "Yuko/line7"
    assert [lines[id].kind for id in ("1a2b", "c1", "Menu.Start")] == ["line", "choice", "text"]
    assert dialogue.lines[2].notes == ("looks away",)
    assert not dialogue.problems
