"""One character, one file: voice, face, mind and pronunciations; files of before; files that are wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import emogen
from emogen.cli.main import run_app
from emogen.conditioning.character import (
    Character,
    Credit,
    Lexicon,
    Looks,
    Personality,
    VoiceChoice,
    characters,
    find_character,
    load_character,
    make_character,
    save_character,
    with_lexicon,
    with_settings,
    with_words,
)
from emogen.conditioning.effects import Pronunciation
from emogen.conditioning.mind import Event, Mind
from emogen.conditioning.script import Script
from emogen.errors import RequestError
from emogen.pipelines.face.character.head import make_head
from emogen.pipelines.speech.voices import find_voice, voices

OLD = Path(__file__).parent / "old_files"
"""Written by emogen when looks and minds were kept apart."""

AOIFE = Character(
    "Aoife",
    VoiceChoice("bf_emma:0.7+bf_lily:0.3", "en-gb", "kokoro"),
    Looks(7, hair="long", hair_colour="red"),
    Personality(openness=0.4, neuroticism=-0.2),
    (0.2, -0.1, 0.3),
    Lexicon((("Aoife", "/ˈiːfə/"), ("GIF", "jif"))),
    "CC-BY-4.0",
    (Credit("voice", "hexgrad", "Apache-2.0", "Kokoro-82M"), Credit("name", "Ada")),
)


@pytest.mark.parametrize("suffix", [".json", ".yaml"])
def test_one_file_gives_a_voice_a_face_and_a_mind(tmp_path: Path, suffix: str) -> None:
    path = save_character(AOIFE, tmp_path / f"aoife.character{suffix}")
    found = emogen.find_character(str(path))
    assert found == AOIFE == load_character(path)
    assert find_voice(found.voice or "").language == found.language == "en-gb"
    assert len(make_head(found.looks).neutral) > 1000
    mind = emogen.mind.Mind.load(path)
    assert (mind.character, mind.personality, mind.mood) == (AOIFE, AOIFE.personality, AOIFE.temperament)
    script = with_lexicon(Script.plain("I am Aoife."), found.lexicon)
    assert [span.effect for span in script.spans] == [Pronunciation("ˈiːfə")]


def test_a_mind_keeps_its_character_and_names_it(tmp_path: Path) -> None:
    mind = Mind(AOIFE, seed=3)
    mind.react(Event("The storm passed", desirability=0.6))
    mind.save(tmp_path / "aoife.mind.json", history=True)
    again = Mind.load(tmp_path / "aoife.mind.json")
    assert (again.state, again.character) == (mind.state, AOIFE)
    assert find_character(str(tmp_path / "aoife.mind.json")) == AOIFE


def test_a_temperament_of_its_own_counts_more_than_the_personalitys() -> None:
    calm = Character("Bo", personality=Personality(neuroticism=1))
    assert calm.mood_at_rest == calm.personality.temperament == Mind(calm).mood
    assert Mind(Character("Bo", personality=calm.personality, temperament=(0.5, 0, 0))).mood == (0.5, 0, 0)


@pytest.mark.parametrize("suffix", [".json", ".yaml"])
def test_files_of_looks_are_read(suffix: str) -> None:
    found = load_character(OLD / f"bram.character{suffix}")
    drawn = make_character(12, name="Bram", sex=1.0, age=48, beard="full", shapes={"nose-hump": 0.5})
    assert (found.name, found.looks) == ("Bram", drawn.looks)
    assert (found.voice, found.language, found.personality) == (None, None, Personality())
    assert Mind.load(OLD / f"bram.character{suffix}").character == found


def test_minds_of_before_are_read_and_go_on() -> None:
    guard = Mind.load(OLD / "bram.mind.json")
    assert (guard.name, guard.personality) == ("Bram", Personality(extraversion=-0.2, neuroticism=0.6))
    assert guard.time == 180
    assert guard.feelings["anger"] == 0.36887220932776543
    assert guard.mood == (-0.47137697346965823, 0.6580683993681764, 0.0628710024267973)
    assert find_character(str(OLD / "bram.mind.json")) == guard.character


def test_lives_of_before_are_lived_again(tmp_path: Path) -> None:
    guard = Mind.load(OLD / "bram.history.json")
    assert guard.feelings["gratitude"] == 0.3379636830529117
    assert guard.mood == (-0.5470047837856608, 0.7205199793075507, 0.006596792649020244)
    assert [memory.text for memory in guard.memories][-1] == "A long day"
    guard.save(tmp_path / "bram.json", history=True)
    assert Mind.load(tmp_path / "bram.json").log == guard.log


def test_the_named_characters_have_voices_that_fit() -> None:
    known = {voice.name: voice for voice in voices()}
    spoken = [known[person.voice or ""] for person in characters().values()]
    assert len({voice.name for voice in spoken}) == len(characters())
    for person, voice in zip(characters().values(), spoken, strict=True):
        assert voice.sex == ("male" if person.looks.sex > 0.5 else "female"), person.name
        assert voice.language == person.language, person.name
    assert find_character("mira").voice == "af_heart", "what is spoken when nobody is named stays as it was"
    assert len({person.personality for person in characters().values()}) == len(characters())


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_a_drawn_person_has_a_voice_that_fits(seed: int) -> None:
    person = make_character(seed)
    voice = find_voice(person.voice or "")
    assert voice.sex == ("male" if person.looks.sex > 0.5 else "female")
    assert voice.language == person.language


def file_with(folder: Path, change: dict[str, Any]) -> Path:
    path = folder / "ada.yaml"
    path.write_text(yaml.safe_dump({"emogen": "character", "version": 2, "name": "ada", **change}))
    return path


def test_a_short_file_is_enough(tmp_path: Path) -> None:
    assert load_character(file_with(tmp_path, {})) == Character("ada")
    path = file_with(tmp_path, {"voice": "bf_emma", "looks": {"hair": "bun"}, "personality": {"openness": 1}})
    assert load_character(path) == Character(
        "ada", VoiceChoice("bf_emma"), Looks(hair="bun"), Personality(openness=1)
    )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"version": 3}, "version 3.*Update emogen"),
        ({"version": True}, "version True"),
        ({"version": None}, "version None.*anew"),
        ({"name": 5}, "needs 'name'"),
        ({"name": " "}, "needs a name"),
        ({"name": "a" * 101}, "name.*101 characters"),
        ({"voise": "af_heart"}, "voise.*Did you mean voice"),
        ({"hair": "bob"}, "unknown key in ada.yaml 'hair'"),
        ({"voice": {"naem": "x"}}, "voice of ada.yaml 'naem'.*name"),
        ({"voice": {"name": 3}}, "the voice of a character must be a text"),
        ({"voice": 3}, "needs 'voice'"),
        ({"looks": {"hiar": "bob"}}, "looks of ada.yaml 'hiar'.*hair"),
        ({"looks": {"hair": "bobb"}}, "unknown hair style 'bobb'.*bob"),
        ({"looks": {"hair": ["bob"]}}, "unknown hair style"),
        ({"looks": {"seed": 1.5}}, "needs 'seed'"),
        ({"looks": {"shapes": [1]}}, "needs 'shapes'"),
        ({"looks": []}, "needs 'looks'"),
        ({"personality": {"opennes": 0}}, "personality of ada.yaml 'opennes'.*openness"),
        ({"personality": {"openness": 2}}, "openness 2 is out of range"),
        ({"personality": {"openness": "much"}}, "openness.*'much', which is no number"),
        ({"temperament": {"pleasure": 0.1}}, "temperament of ada.yaml needs"),
        ({"temperament": {"pleasure": 0, "arousal": 0, "dominance": 9}}, "temperament 9 is out of range"),
        ({"lexicon": {"a": "/AH0/"}}, "cannot say 'a'"),
        ({"lexicon": {"ax": 7.5}}, "not both texts"),
        ({"lexicon": [1]}, "needs 'lexicon'"),
        ({"licence": 4}, "licence.*must be a text"),
        ({"credits": {"of": "voice"}}, "needs 'credits'"),
        ({"credits": [{"of": "voice"}]}, "needs 'by'"),
        ({"credits": [{"of": "voice", "buy": "x"}]}, "credit 1 of ada.yaml 'buy'"),
    ],
)
def test_a_wrong_file_says_what_is_wrong_in_one_line(
    tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    path = file_with(tmp_path, change)
    for read in (load_character, Mind.load):
        with pytest.raises(RequestError, match=complaint) as found:
            read(path)
        assert "\n" not in str(found.value)


def test_a_mind_of_a_later_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ada.json"
    path.write_text(json.dumps({"format": "emogen-mind", "version": 3, "state": {}}))
    with pytest.raises(RequestError, match=r"version 3.*Update emogen"):
        Mind.load(path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(node: Any) -> list[tuple[Any, Any]]:
    keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    return [(node, key) for key in keys] + [place for key in keys for place in places(node[key])]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_changed_files_never_crash(tmp_path: Path, data: st.DataObject) -> None:
    path = save_character(AOIFE, tmp_path / "aoife.json")
    tree = json.loads(path.read_text(encoding="utf-8"))
    container, key = data.draw(st.sampled_from(places(tree)))
    container[key] = data.draw(json_values)
    path.write_text(json.dumps(tree))
    try:
        found = load_character(path)
    except RequestError:
        return
    assert load_character(save_character(found, path)) == found
    assert hash(found) == hash(load_character(path))


def test_another_voice_does_not_keep_the_language_of_the_first() -> None:
    changed = with_settings(find_character("mira"), ["voice=ff_siwis"])
    assert (changed.voice, changed.language) == ("ff_siwis", None)
    assert with_settings(changed, ["language=fr-fr"]).speaker == VoiceChoice("ff_siwis", "fr-fr")


def test_words_are_added_and_taken_away() -> None:
    person = with_words(AOIFE, ["Siobhán=/ʃɪˈvɔːn/", "GIF="])
    assert dict(person.lexicon.entries) == {"Aoife": "/ˈiːfə/", "Siobhán": "/ʃɪˈvɔːn/"}
    for text, complaint in (("GIF", "cannot read"), ("Aoif=", "unknown word of the lexicon 'Aoif'.*Aoife")):
        with pytest.raises(RequestError, match=complaint):
            with_words(AOIFE, [text])


def test_the_command_sets_every_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    parts = [
        *("--voice", "bf_emma", "--language", "en-gb", "--trait", "openness=0.4", "--say", "Aoife=/ˈiːfə/"),
        *("--licence", "CC0-1.0", "--credit", "of=voice; by=hexgrad; licence=Apache-2.0"),
    ]
    assert run_app(["character", "new", "aoife", "--sex", "female", *parts, "-o", "aoife.yaml"]) == 0
    written = (tmp_path / "aoife.yaml").read_bytes()
    assert run_app(["character", "new", "aoife", "-o", "aoife.yaml"]) == 2
    assert run_app(["character", "edit", "mira", "-o", "aoife.yaml"]) == 2
    assert (tmp_path / "aoife.yaml").read_bytes() == written
    assert run_app(["character", "edit", "mira", "-o", "mira.yaml"]) == 0
    assert run_app(["character", "new", "eva", "-o", "mira.yaml", "--force"]) == 0
    assert (
        run_app(["character", "edit", "aoife.yaml", "--say", "GIF=jif", "--trait", "neuroticism=-0.2"]) == 0
    )
    found = load_character("aoife.yaml")
    assert found.speaker == VoiceChoice("bf_emma", "en-gb")
    assert found.personality == Personality(openness=0.4, neuroticism=-0.2)
    assert dict(found.lexicon.entries) == {"Aoife": "/ˈiːfə/", "GIF": "jif"}
    assert (found.licence, found.credits) == ("CC0-1.0", (Credit("voice", "hexgrad", "Apache-2.0"),))
    capsys.readouterr()
    assert run_app(["character", "show", "aoife.yaml"]) == 0
    shown = capsys.readouterr().out
    assert all(text in shown for text in ("bf_emma", "GIF=jif", "Apache-2.0", "0.4"))
    assert run_app(["characters", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["voice"] == "af_heart"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--voice", "bf_ema"], "unknown voice 'bf_ema'.*bf_emma"),
        (["--trait", "opennes=1"], "unknown trait 'opennes'.*openness"),
        (["--trait", "openness=3"], "openness 3 is out of range"),
        (["--say", "Aoife"], "cannot read the pronunciation"),
        (["--say", "Aoife=/I/"], "cannot say 'Aoife'"),
        (["--credit", "voice by Ada"], "cannot read the setting"),
        (["--credit", "of=voice; buy=Ada"], "unknown key of a credit 'buy'.*by"),
    ],
)
def test_wrong_commands_end_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    complaint: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_app(["character", "new", "ada", *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert re.search(complaint, line), line
    assert not list(tmp_path.iterdir())


def test_the_mind_is_public() -> None:
    code = (
        "import emogen; print(emogen.mind.Mind(emogen.Character('Bo')), emogen.find_character('ida').voice)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["<Mind", "of", "Bo:", "neutral,", "neutral>", "bf_emma"]


def test_the_file_of_the_documentation_is_read(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "characters.md").read_text(encoding="utf-8")
    path = tmp_path / "ida.yaml"
    path.write_text(page.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    ida = load_character(path)
    assert (ida.voice, ida.looks.age, dict(ida.lexicon.entries)["GIF"]) == ("bf_emma", 70, "jif")
