"""Exporters of voice packs: names, folders and tables that each engine loads without a hand."""

from __future__ import annotations

import csv
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile
from PIL import Image

from emogen.errors import RequestError
from emogen.pipelines.project.exporting import Credit, Pack, export_pack
from emogen.pipelines.project.importing import read_dialogue
from emogen.pipelines.project.lines import Wording
from emogen.pipelines.testing.exporter import sample_pack
from tests.renpy_engine import engine, look


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return sample_pack(tmp_path_factory.mktemp("project"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_has_every_wording_and_where_its_sound_is(pack: Pack, tmp_path: Path) -> None:
    exported = export_pack(pack, tmp_path, "csv")
    table = {(row["id"], row["language"]): row for row in rows(tmp_path / "lines.csv")}
    assert len(table) == 10
    assert table["a/b:c", "fr-fr"]["written"] == "Salut, Mary ?"
    assert table["a/b:c", "fr-fr"]["sound"] == "sounds/fr-fr/a%2Fb%3Ac.wav"
    assert table["unsaid", "en-us"]["sound"] == ""
    assert soundfile.info(tmp_path / table["0721506", "en-us"]["sound"]).samplerate == 24_000
    assert exported.lines == 8


def test_beside_the_sounds_lie_mouths_captions_durations_and_licences(pack: Pack, tmp_path: Path) -> None:
    export_pack(pack, tmp_path, "csv", beside=(".tsv", ".xml", ".csv", ".vtt", ".srt"))
    sounds = tmp_path / "sounds" / "en-us"
    assert (sounds / "0721506.tsv").read_text(encoding="utf-8").startswith("0.00\t")
    assert "<soundFile>0721506.wav</soundFile>" in (sounds / "0721506.xml").read_text(encoding="utf-8")
    assert (sounds / "0721506.csv").read_text(encoding="utf-8").startswith("Timecode,BlendshapeCount")
    assert "Hello, Mary!" in (sounds / "start_915cb944.srt").read_text(encoding="utf-8")
    durations = rows(tmp_path / "voice-pack" / "durations-csv.csv")
    assert float(durations[1]["seconds"]) == pytest.approx(0.65)
    licences = (tmp_path / "voice-pack" / "LICENCES.md").read_text(encoding="utf-8")
    assert "| Kokoro-82M | weights | Apache-2.0 | the registry | 8 |" in licences
    assert "| Mary | af_bella | 4 |" in licences


def test_sources_that_are_not_free_for_every_use_are_flagged(pack: Pack, tmp_path: Path) -> None:
    sold = Credit("XTTS-v2", "CPML: Coqui public model licence, non-commercial", "a hub", "weights")
    lines = tuple(replace(line, credits=(*line.credits, sold)) for line in pack.lines)
    exported = export_pack(replace(pack, lines=lines), tmp_path, "csv", beside=())
    assert any("XTTS-v2 is not free for every use" in note for note in exported.notes)
    assert "## Not free for every use" in (tmp_path / "voice-pack/LICENCES.md").read_text(encoding="utf-8")


def test_a_file_of_the_users_is_never_overwritten_silently(pack: Pack, tmp_path: Path) -> None:
    own = tmp_path / "lines.csv"
    own.write_text("mine", encoding="utf-8")
    with pytest.raises(RequestError, match=r"lines\.csv is there already.*--overwrite"):
        export_pack(pack, tmp_path, "csv", beside=())
    assert [file.name for file in tmp_path.iterdir()] == ["lines.csv"]
    export_pack(pack, tmp_path, "csv", beside=(), overwrite=True)
    assert own.read_text(encoding="utf-8").startswith("id,")
    export_pack(pack, tmp_path, "csv", beside=())
    own.write_text("edited since", encoding="utf-8")
    with pytest.raises(RequestError, match="changed since"):
        export_pack(pack, tmp_path, "csv", beside=())


def test_a_link_out_of_the_folder_is_not_followed(pack: Pack, tmp_path: Path) -> None:
    game, elsewhere = tmp_path / "game", tmp_path / "elsewhere"
    elsewhere.mkdir()
    game.mkdir()
    (game / "sounds").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(RequestError, match="leads out of"):
        export_pack(pack, game, "csv", beside=())
    assert not any(elsewhere.iterdir())


def test_files_of_an_earlier_export_are_told(pack: Pack, tmp_path: Path) -> None:
    export_pack(pack, tmp_path, "csv", beside=())
    fewer = export_pack(replace(pack, lines=pack.lines[:-1]), tmp_path, "csv", beside=())
    assert any("1 files of an earlier export" in note for note in fewer.notes)
    written = json.loads((tmp_path / "voice-pack" / "written.json").read_text(encoding="utf-8"))
    assert "lines.csv" in written["exports"]["csv"]["files"]


def test_renpy_finds_voices_by_id_and_language(pack: Pack, tmp_path: Path) -> None:
    exported = export_pack(pack, tmp_path, "renpy")
    assert soundfile.info(tmp_path / "game/voice/start_915cb944.ogg").subtype == "VORBIS"
    assert (tmp_path / "game/tl/french/voice/start_915cb944.ogg").is_file()
    script = (tmp_path / "game/emogen_voices.rpy").read_text(encoding="utf-8")
    assert "config.auto_voice is None" in script
    assert "'a/b:c': 'a%2Fb%3Ac'" in script
    assert any("a/b:c is a%2Fb%3Ac" in note for note in exported.notes)
    assert any("1 choices" in note for note in exported.notes)


def test_yarn_has_assets_by_id_without_prefix_and_strings_with_locks(pack: Pack, tmp_path: Path) -> None:
    lines = tuple(
        replace(
            one, line=replace(one.line, id=f"line:{one.line.id}", same_as=one.line.same_as and "line:0721506")
        )
        for one in pack.lines
    )
    original = "A VISUAL NOVEL EXAMPLE"  # Its lock is that of Yarn Spinner's own sample in Spanish.
    title = replace(lines[0].line, id="line:07ee50d", words={"": Wording(original, original)})
    dialogue = replace(pack.dialogue, lines=(*(one.line for one in lines), title))
    yarn = replace(pack, lines=lines, dialogue=dialogue)
    exported = export_pack(yarn, tmp_path, "yarn", beside=(".xml",))
    assert (tmp_path / "Audio/en-US/0721506.wav").is_file()
    assert (tmp_path / "Audio/en-US/0721506.xml").is_file()
    assert not (tmp_path / "Audio/en-US/shadow.wav").exists()
    assert (tmp_path / "Audio/fr-FR/start_915cb944.wav").is_file()
    strings = {row["id"]: row for row in rows(tmp_path / "Strings/en-US.csv")}
    assert strings["line:07ee50d"]["lock"] == "243448f9"
    assert strings["line:0721506"]["language"] == "en-US"
    localisation = json.loads((tmp_path / "voice-pack/localisation.json").read_text(encoding="utf-8"))
    assert localisation["localisation"]["fr-FR"]["assets"] == "Audio/fr-FR"
    assert exported.lines == 8
    export_pack(yarn, tmp_path, "yarn", {"addressables": "true", "language": "en"}, beside=())
    assert (tmp_path / "Audio/en/line_en_0721506.wav").is_file()


def test_unreal_has_16_bit_wavs_by_audio_file_name_and_tables_of_them(pack: Pack, tmp_path: Path) -> None:
    lines = (replace(pack.lines[0], line=replace(pack.lines[0].line, sound="VO_GUARD_0001")), *pack.lines[1:])
    export_pack(replace(pack, lines=lines), tmp_path, "unreal")
    info = soundfile.info(tmp_path / "Voices/en-US/VO_GUARD_0001.wav")
    assert (info.subtype, info.channels) == ("PCM_16", 1)
    script = rows(tmp_path / "Voices/en-US/The_QuestionDialogue.csv")
    assert [row["AudioFileName"] for row in script[:2]] == ["VO_GUARD_0001.wav", "0721506.wav"]
    assert len({row["AudioFileName"].casefold() for row in script}) == 6
    table = rows(tmp_path / "DT_The_Question_en_US.csv")
    assert table[0]["Name"] == "start_915cb944"
    assert table[0]["Sound"] == "/Script/Engine.SoundWave'/Game/Voices/en-US/VO_GUARD_0001.VO_GUARD_0001'"
    struct = (tmp_path / "voice-pack/EmogenVoiceRow.h").read_text(encoding="utf-8")
    assert all(f" {column};" in struct or f" {column} =" in struct for column in list(table[0])[1:])


def test_godot_has_voices_by_locale_and_tags_in_a_copy_of_the_script(pack: Pack, tmp_path: Path) -> None:
    script = tmp_path / "scene.dialogue"
    script.write_text(
        "~ start\nMary: Hello, Mary! [ID:start_915cb944]\n- hello mary\n=> END\n", encoding="utf-8"
    )
    lines = tuple(
        replace(one, line=replace(one.line, file="scene.dialogue", row=one.line.row + 1))
        for one in pack.lines[:2]
    )
    game = tmp_path / "game"
    exported = export_pack(replace(pack, lines=lines, script=script), game, "godot")
    tagged = (game / "voice-pack/dialogue/scene.dialogue").read_text(encoding="utf-8").splitlines()
    assert tagged[1] == "Mary: Hello, Mary! [#voice=res://voice/en/start_915cb944.ogg] [ID:start_915cb944]"
    assert tagged[2] == "- hello mary [#voice=res://voice/en/0721506.ogg]"
    assert (game / "voice/en/0721506.ogg").is_file()
    assert (game / "voice/en/0721506.rhubarb.json").is_file()
    assert not [file for file in exported.files if file.suffix == ".csv" and file.parts[0] != "voice-pack"]
    assert export_pack(pack, tmp_path / "both", "godot", beside=()).lines == 8
    assert (tmp_path / "both/voice/fr/start_915cb944.ogg").is_file()
    table = rows(game / "voice-pack/voices.csv")
    assert table[0]["keys"] == "start_915cb944"
    assert table[0]["_voice_en"] == "res://voice/en/start_915cb944.ogg"


def test_a_script_that_changed_gets_no_tags(pack: Pack, tmp_path: Path) -> None:
    script = tmp_path / "scene.dialogue"
    script.write_text("~ start\nMary: Something else!\n", encoding="utf-8")
    line = replace(pack.lines[0], line=replace(pack.lines[0].line, file="scene.dialogue", row=2))
    exported = export_pack(replace(pack, lines=(line,), script=script), tmp_path / "game", "godot", beside=())
    assert any("changed since it was imported" in note for note in exported.notes)


def test_naninovel_has_voices_by_script_and_text_id(pack: Pack, tmp_path: Path) -> None:
    lines = tuple(replace(one, line=replace(one.line, file="Scripts/Day1/Intro.nani")) for one in pack.lines)
    export_pack(replace(pack, lines=lines), tmp_path, "naninovel", {"scripts": "Scripts"})
    resources = tmp_path / "Assets/Resources/Naninovel"
    assert (resources / "Voice/Day1/Intro/0721506.wav").is_file()
    assert (resources / "Localization/fr/Voice/Day1/Intro/start_915cb944.wav").is_file()
    voice_map = rows(tmp_path / "voice-pack/voice-map.csv")
    assert voice_map[0]["resource"] == "Naninovel/Voice/Day1/Intro/start_915cb944"


def test_skyrim_has_mono_16_bit_wavs_of_its_rate_where_the_game_looks(pack: Pack, tmp_path: Path) -> None:
    wanted = "Sound\\Voice\\mod.esp\\MaleNord\\hello_0001ABCD_1.wav"
    own = replace(pack.lines[0], line=replace(pack.lines[0].line, sound=wanted))
    named = replace(pack.lines[1], line=replace(pack.lines[1].line, id="hello_0001ABCE_1", speaker="mary"))
    exported = export_pack(
        replace(pack, lines=(own, named, *pack.lines[2:])), tmp_path, "skyrim", {"plugin": "My Mod.esp"}
    )
    info = soundfile.info(tmp_path / "Sound/Voice/mod.esp/MaleNord/hello_0001ABCD_1.wav")
    assert (info.samplerate, info.channels, info.subtype) == (44_100, 1, "PCM_16")
    assert (tmp_path / "Sound/Voice/My Mod.esp/Mary/hello_0001ABCE_1.wav").is_file()
    assert (tmp_path / "fr-fr/Sound/Voice/My Mod.esp/Mary").is_dir()
    assert any(".lip" in note for note in exported.notes)
    assert any("6 lines have no form id" in note for note in exported.notes)


@pytest.mark.parametrize(
    "path", ["../../evil.wav", "/etc/evil.wav", "C:/evil.wav", "a/../../evil.wav", "con.wav"]
)
def test_a_path_of_the_script_never_leads_out_of_the_folder(pack: Pack, tmp_path: Path, path: str) -> None:
    line = replace(pack.lines[0], line=replace(pack.lines[0].line, sound=path))
    for name in ("xvasynth", "skyrim", "unreal"):
        exported = export_pack(replace(pack, lines=(line,)), tmp_path / "deep" / name, name, beside=())
        assert not any(".." in file.parts or file.is_absolute() for file in exported.files)
    assert [folder.name for folder in tmp_path.iterdir()] == ["deep"]


def test_xvasynth_has_sounds_at_the_paths_of_its_table(pack: Pack, tmp_path: Path) -> None:
    others = {"game_id": "skyrim", "voice_id": "sk_malenord", "pacing": "1.1"}
    line = replace(
        pack.lines[0].line, sound="Sound/Voice/mod.esp/MaleNord/hello_0001ABCD_1.wav", others=others
    )
    export_pack(
        replace(pack, lines=(replace(pack.lines[0], line=line), *pack.lines[1:])), tmp_path, "xvasynth"
    )
    table = rows(tmp_path / "batch.csv")
    assert list(table[0]) == ["game_id", "voice_id", "text", "vocoder", "out_path", "pacing"]
    assert table[0]["voice_id"] == "sk_malenord"
    assert table[0]["pacing"] == "1.1"
    assert all((tmp_path / row["out_path"]).is_file() for row in table)


def test_sillytavern_has_sprites_and_samples_of_each_voice(pack: Pack, tmp_path: Path) -> None:
    sprites = tmp_path / "sprites"
    (sprites / "mary").mkdir(parents=True)
    for name in ("joy.png", "joy-1.png", "notes.txt"):
        (sprites / "mary" / name).write_bytes(b"picture")
    with zipfile.ZipFile(sprites / "tom.zip", "w") as packed:
        packed.writestr("anger.png", b"picture")
        packed.writestr("../evil.png", b"picture")
    game = tmp_path / "tavern"
    export_pack(pack, game, "sillytavern", {"sprites": str(sprites), "format": "wav"})
    assert sorted(file.name for file in (game / "characters/Mary").iterdir()) == ["joy-1.png", "joy.png"]
    assert [file.name for file in (game / "characters/tom").iterdir()] == ["anger.png"]
    assert (game / "voices/Mary/start_915cb944.wav").is_file()
    info = soundfile.info(game / "speakers/Mary.wav")
    assert (info.samplerate, info.channels) == (22_050, 1)


GAME = """
define e = Character("Eileen")

label start:
    e "Hello, Mary!"
    "She said nothing."
    return
"""

FRENCH = """
translate french {id}:

    e "Salut, Mary !"
"""


def test_renpy_itself_loads_every_voice_and_defines_the_sprites(pack: Pack, tmp_path: Path) -> None:
    program = engine()
    if program is None:
        pytest.skip("Ren'Py is not installed")
    game = tmp_path / "game"
    (game / "tl" / "french").mkdir(parents=True)
    (game / "script.rpy").write_text(GAME, encoding="utf-8")
    lines = read_dialogue(tmp_path)["renpy"].lines
    spoken = [replace(pack.lines[0], line=line) for line in lines]
    (game / "tl/french/script.rpy").write_text(FRENCH.format(id=lines[0].id), encoding="utf-8")
    french = replace(spoken[0], language="french", line=replace(lines[0], words=pack.lines[0].line.words))
    export_pack(replace(pack, lines=(*spoken, french)), tmp_path, "renpy")
    (game / "images").mkdir()
    Image.new("RGBA", (16, 16)).save(game / "images" / "mira joy.png")
    Image.new("RGBA", (16, 16)).save(game / "images" / "mira joy take1.png")
    found = look(program, tmp_path)
    assert found["said"] == sorted(line.id for line in lines)
    assert found["voiced"] == {"": found["said"], "french": [lines[0].id]}
    assert {"mira joy", "mira joy take1"} <= set(found["images"])
