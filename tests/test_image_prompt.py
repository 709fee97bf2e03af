"""What the painter understands of a text, and what it says it cannot show."""

from __future__ import annotations

import pytest

from emogen.errors import RequestError
from emogen.pipelines.image.painter.words.prompt import Prompt, names, read_prompt


def _things(prompt: Prompt) -> dict[str, int]:
    return {wanted.name: wanted.count for wanted in prompt.things}


def test_the_example_of_the_readme() -> None:
    prompt = read_prompt("a harbour at dusk with boats")
    assert (prompt.setting, prompt.time, prompt.weather) == ("harbour", "dusk", None)
    assert _things(prompt) == {"boat": 3}
    assert prompt.shown == ("harbour", "dusk", "boats")
    assert not prompt.people
    assert prompt.missing == prompt.notes == ()


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("two boats in a harbor", {"boat": 2}),
        ("a lone tree on a hill", {"tree": 1}),
        ("3 houses and a church in a meadow", {"house": 3, "church": 1}),
        ("a dozen birds over the sea", {"bird": 12}),
        ("a beach with two red sailing boats and a lighthouse", {"sailboat": 2, "lighthouse": 1}),
        ("street lamps and a woman in the city", {"lamp": 4, "figure": 1}),
        ("a city with a crowd", {"figure": 12}),
        ("a tree and another tree in a field", {"tree": 2}),
        ("a bench and poppies in a field", {"bench": 1, "flower": 60}),
    ],
)
def test_counts_synonyms_and_plurals(text: str, things: dict[str, int]) -> None:
    prompt = read_prompt(text)
    assert _things(prompt) == things
    assert prompt.missing == ()


def test_a_colour_belongs_to_the_next_thing() -> None:
    (boat,) = read_prompt("a red boat in a harbour").things
    assert boat.colour is not None
    assert "red" in read_prompt("a red boat in a harbour").shown
    assert read_prompt("a purple harbour").missing == ("purple",)


def test_what_cannot_be_shown_is_said_and_function_words_are_not() -> None:
    prompt = read_prompt("The theorem of a qwerty stands by a lake with 7 vitamins at noon, 🚀")
    assert prompt.missing == ("theorem", "qwerty", "7", "vitamins", "🚀")
    assert prompt.shown == ("lake", "noon")


def test_no_place_gets_the_home_of_its_things_and_says_so() -> None:
    assert read_prompt("a lighthouse at night").setting == "coast"
    assert read_prompt("candles").setting == "room"
    prompt = read_prompt("a stormy evening")
    assert (prompt.setting, prompt.time, prompt.weather) == ("field", "dusk", "storm")
    assert prompt.notes == ("no place named: painted a field",)
    assert "afternoon" in " ".join(read_prompt("a forest").notes)


def test_the_moon_makes_it_night() -> None:
    assert read_prompt("the moon over the desert").time == "night"
    assert read_prompt("the moon over the desert at dusk").time == "dusk"


def test_negation_bans() -> None:
    prompt = read_prompt("a harbour without boats")
    assert prompt.banned == {"boat"}
    assert prompt.things == ()


def test_storm_clouds_are_a_storm_and_a_second_place_is_missing() -> None:
    assert read_prompt("storm clouds over a field").weather == "storm"
    assert read_prompt("a cloudy, foggy city").weather == "fog"
    assert read_prompt("a desert and a room").missing == ("room",)


def test_too_many_things_are_said() -> None:
    prompt = read_prompt("900 trees in a field")
    assert _things(prompt) == {"tree": 40}
    assert "900 trees" in prompt.notes[0]
    assert prompt.missing == ("900",)


@pytest.mark.parametrize("text", ["", "   ", "\n", "x" * 5001, "boat " * 4000])
def test_bad_text_is_one_clear_error(text: str) -> None:
    with pytest.raises(RequestError) as caught:
        read_prompt(text)
    assert "\n" not in str(caught.value).strip()
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("text", ["🚀🚀", "東京", "12 345", "?!", "qwerty", "x" * 5000])
def test_what_nothing_is_known_of_is_not_refused(text: str) -> None:
    prompt = read_prompt(text)
    assert prompt.shown == ()
    assert prompt.setting in names("settings")
    assert any(note.startswith("no place named") for note in prompt.notes)


def test_there_is_enough_to_ask_for() -> None:
    assert len(names("settings")) >= 8
    assert len(names("times")) >= 7
    assert len(names("weathers")) >= 6
    assert len(names("things")) >= 24


@pytest.mark.parametrize("kind", ["settings", "times", "weathers", "seasons", "things", "people"])
def test_every_name_is_understood(kind: str) -> None:
    for name in names(kind):
        assert read_prompt(f"a {name}").missing == ()
