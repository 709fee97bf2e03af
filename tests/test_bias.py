"""The bias report finds the biases that are put in, and none where there are none; judges of pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import emogen
from emogen.conditioning.character import make_character
from emogen.errors import RequestError
from emogen.media import Picture
from emogen.pipelines.evaluate import statistics
from emogen.pipelines.evaluate.bias import faces as bias_faces
from emogen.pipelines.evaluate.bias import words as bias_words
from emogen.pipelines.evaluate.bias.page import draw_bias, table
from emogen.pipelines.evaluate.bias.run import (
    Difference,
    as_result,
    bias,
    corrected,
    differences_of,
    of_groups,
    of_zero,
    summary,
)
from emogen.pipelines.evaluate.evaluate import Evaluation, Judgement, evaluate
from emogen.pipelines.evaluate.figures import Figure, read_result, write_result
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Opinion, find_judge
from emogen.pipelines.evaluate.judges import affect
from emogen.pipelines.evaluate.judges.colour import judge_colours
from emogen.pipelines.evaluate.judges.content import Content, structure
from emogen.seeds import stream
from emogen.vision import things


class Named(Judge):
    """A judge of expressions whose opinions the tests write."""

    name = "named"
    medium = "face"
    categories = (*bias_faces.EMOTIONS, "neutral")

    def judge(self, item: Item) -> Opinion:
        raise NotImplementedError(item.path)


# Statistics of groups


@given(st.lists(st.floats(-1, 1), min_size=6, max_size=12), st.floats(-0.5, 0.5))
@settings(max_examples=20, deadline=None)
def test_swapping_the_groups_turns_the_difference_round(values: list[float], shift: float) -> None:
    others = [value + shift for value in values]
    one = of_groups("texts", "x", "a - b", values, others, noise=0.1, meaning="")
    two = of_groups("texts", "x", "b - a", others, values, noise=0.1, meaning="")
    assert one.figure.value == pytest.approx(-two.figure.value)
    assert one.chance == pytest.approx(two.chance, abs=0.05) or math.isnan(one.chance)


def test_the_chance_of_groups_that_do_not_differ_is_as_likely_small_as_large() -> None:
    draw = stream(0, "no difference")
    chances = [
        of_groups("texts", "x", "a - b", *draw.normal(size=(2, 10)), noise=0, meaning="", seed=seed).chance
        for seed in range(40)
    ]
    assert 0.3 < float(np.mean(chances)) < 0.7
    assert sum(chance < 0.05 for chance in chances) <= 6


@pytest.mark.parametrize(
    ("shift", "noise", "biased"), [(0.5, 0.1, True), (0.0, 0.1, False), (0.5, 1.0, False)]
)
def test_a_bias_is_sure_and_large(shift: float, noise: float, biased: bool) -> None:
    values = stream(1, "values").normal(shift, 0.2, 24)
    assert of_zero("faces", "x", "joy - neutral", list(values), noise=noise, meaning="").biased is biased


def _part(draw: np.random.Generator, shift: float = 0.0) -> list[Difference]:
    """Six comparisons of groups and two of paired changes, of noise; the first of either shifted."""
    found = []
    for index in range(6):
        few, many = int(draw.integers(2, 7)) + 3 * (not index), int(draw.integers(6, 24))
        here, there = draw.normal(shift * (not index), 1, few).tolist(), draw.normal(0, 1, many).tolist()
        found.append(of_groups("texts", f"m{index}", "a - b", here, there, noise=0, meaning="", seed=index))
    for index in range(2):
        moved = draw.normal(shift * (not index), 1, 24).tolist()
        found.append(of_zero("texts", f"z{index}", "joy", moved, noise=0, meaning="", seed=index))
    return corrected(found)


@pytest.mark.slow
def test_parts_of_pure_noise_flag_nothing_and_seeded_biases_are_found() -> None:
    draw = stream(2, "parts")
    assert sum(any(one.biased for one in _part(draw)) for _ in range(100)) <= 5
    seeded = [{one.measure for one in _part(draw, 3.0) if one.biased} for _ in range(10)]
    assert all({"m0", "z0"} <= names for names in seeded)


def test_the_limit_is_that_of_benjamini_and_hochberg() -> None:
    def of(chance: float, least: float = 0.0) -> Difference:
        return Difference("texts", "x", "a - b", Figure("x", 1.0, 0.5, 1.5, 9), 0.1, 1.0, chance, least)

    some = [of(0.005), of(0.03), of(0.031), of(0.8)]
    assert [one.biased for one in corrected(some)] == [True, True, True, False]
    assert [one.biased for one in corrected([of(0.03), *[of(0.8)] * 3])] == [False] * 4
    assert [one.biased for one in corrected([of(0.03), *[of(0.3, 0.3)] * 3])] == [True, *[False] * 3]
    assert not of(float("nan")).biased


@pytest.mark.parametrize(
    ("here", "there", "few"), [(2, 2, True), (3, 3, True), (4, 4, False), (1, 20, False)]
)
def test_too_few_members_flag_nothing(here: int, there: int, few: bool) -> None:
    values = list(np.linspace(0, 0.01, here + there))
    found = of_groups(
        "voices", "x", "a - b", [9 + v for v in values[:here]], values[here:], noise=0, meaning=""
    )
    assert (found.few, found.biased) == (few, not few)
    assert found.chance == pytest.approx(found.least)
    assert of_zero("faces", "x", "joy", [1.0, 1.1, 1.2, 1.0, 1.3], noise=0, meaning="").few


@pytest.mark.parametrize(("distance", "biased"), [(0.5, True), (0.3, False)])
def test_a_distance_is_held_against_the_noise_and_not_against_0(distance: float, biased: bool) -> None:
    values = list(stream(4, "distances").normal(distance, 0.05, 24))
    found = of_zero("faces", "x", "joy", values, noise=0.4, meaning="", signed=False)
    assert found.biased is biased
    assert (found.chance < 0.01) is biased


def test_results_stored_without_limits_are_read() -> None:
    draw = stream(3, "old")
    result = as_result(_part(draw, 3.0))
    for row in result.tables["differences"]:
        row.pop("limit"), row.pop("least")
    assert {one.measure for one in differences_of(result) if one.biased} >= {"m0", "z0"}


def test_a_group_without_members_is_no_error() -> None:
    found = of_groups("texts", "x", "a - b", [0.1, 0.2], [], noise=0.1, meaning="")
    assert math.isnan(found.figure.value)
    assert not found.biased


# Faces


@pytest.fixture(scope="module")
def portraits(tmp_path_factory: pytest.TempPathFactory) -> list[Item]:
    return bias_faces.portraits(tmp_path_factory.mktemp("people"), 6, emotions=["joy"])


def _with_light(items: Sequence[Item], folder: Path, emotion: str, factor: float) -> list[Item]:
    """The same portraits from a renderer that lightens the skin with one emotion."""
    made = []
    for item in items:
        if str(item.emotion) == emotion:
            path = folder / item.path.name
            Picture((item.pixels * factor).clip(0, 255).astype(np.uint8)).save(path)
            item = Item(path, item.media, item.emotion, who=item.who, neutral=item.neutral)
        made.append(item)
    return made


@pytest.mark.slow
def test_skin_lightened_with_joy_is_found(portraits: list[Item], tmp_path: Path) -> None:
    biased = evaluate(_with_light(portraits, tmp_path, "joy", 1.25), names=["skin"])
    assert {one.of for one in bias_faces.changes(biased) if one.biased} == {"joy - neutral"}
    ours = bias_faces.changes(evaluate(portraits, names=["skin"]))
    assert [one.of for one in ours] == ["joy - neutral"]
    assert abs(ours[0].figure.value) < 4


@pytest.mark.parametrize("weaker", [0.0, 0.4])
def test_an_emotion_that_is_read_weaker_on_dark_skin_is_found(portraits: list[Item], weaker: float) -> None:
    people = {str(seed): make_character(seed).looks for seed in range(1, 25)}
    draw = stream(0, "shares")
    judgements = []
    for who, person in people.items():
        for emotion in bias_faces.EMOTIONS:
            share = float(draw.uniform(0.5, 0.7)) - weaker * (person.skin >= 0.5)
            item = Item(portraits[0].path, portraits[0].media, emogen.Emotion(emotion), who=who)
            judgements.append(Judgement(item, Named, Opinion({}, {emotion: share, "neutral": 1 - share})))
    found = bias_faces.readings(Evaluation((), tuple(judgements), {}), people)
    of_all = {one.of: one for one in found if one.measure == "named share of all six"}
    assert of_all["dark - light skin"].biased is (weaker > 0)
    assert of_all["dark - light skin"].figure.value == pytest.approx(-weaker, abs=0.05)


def test_persons_fill_every_group() -> None:
    people = [make_character(seed).looks for seed in range(1, bias_faces.PEOPLE["full"] + 1)]
    for belongs in bias_faces.GROUPS.values():
        assert 6 <= sum(map(belongs, people)) <= len(people) - 6


# Words


def test_a_reader_that_dislikes_one_group_is_found() -> None:
    groups = {"religion": bias_words.groups()["religion"]}
    disliked = groups["religion"]["Hindu"]

    def read(texts: Sequence[str], *, dislike: float) -> list[dict[str, float]]:
        noise = stream(len(texts), "reader").normal(0, 0.02, len(texts))
        return [
            {"valence": float(n) - dislike * any(phrase[4:] in text for phrase in disliked)}
            for text, n in zip(texts, noise, strict=True)
        ]

    fair = bias_words.text_drift(lambda texts: read(texts, dislike=0.0), groups)
    unfair = bias_words.text_drift(lambda texts: read(texts, dislike=0.3), groups)
    assert not [one.of for one in fair if one.biased]
    assert "religion: Hindu - others" in {one.of for one in unfair if one.biased and one.chance < 0.01}


def test_every_template_names_its_group_and_every_group_has_members() -> None:
    for part in ("texts", "prompts"):
        assert all("{who}" in text for texts in bias_words.templates(part).values() for text in texts)
    for kind in bias_words.groups().values():
        assert len(kind) > 1
        assert all(len(phrases) > 3 and len(set(phrases)) == len(phrases) for phrases in kind.values())


# The report


def test_the_report_on_texts_can_be_stored_read_and_drawn(tmp_path: Path) -> None:
    told: list[float] = []
    result = bias(tmp_path, parts=["texts"], progress=told.append)
    write_result(tmp_path / "bias.json", result)
    again = read_result(tmp_path / "bias.json")
    found = differences_of(again)
    assert [one.of for one in found] == [one.of for one in differences_of(result)]
    assert len({one.figure.id for one in found}) == len(found)
    assert told[-1] == 1
    assert summary(found)[0].startswith(f"{sum(one.biased for one in found)} of {len(found)}")
    assert table(found).count("\n") == len(found) + 2
    draw_bias(found, tmp_path / "bias.png")
    assert (tmp_path / "bias.png").stat().st_size > 10_000


def test_an_unknown_part_is_named(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="text"):
        bias(tmp_path, parts=["test"])


def test_a_report_of_nothing_is_empty() -> None:
    none: list[Difference] = []
    assert differences_of(as_result(none)) == none


# Judges of pictures


def _scene(words: str, emotion: str = "neutral", seed: int = 0) -> np.ndarray:
    return emogen.image(words, emotion=emotion, size=(240, 160), seed=seed).picture.pixels


def test_colours_say_what_they_are_known_to_say() -> None:
    flat = {
        name: judge_colours(np.full((32, 32, 3), rgb, np.uint8))
        for name, rgb in {
            "black": (0, 0, 0), "white": (255, 255, 255), "red": (220, 30, 20), "blue": (20, 60, 220),
            "grey": (120, 120, 120),
        }.items()
    }  # fmt: skip
    assert flat["white"]["valence"] > flat["black"]["valence"]
    assert flat["black"]["dominance"] > flat["white"]["dominance"]
    assert flat["red"]["arousal"] > flat["grey"]["arousal"]
    assert flat["red"]["heat"] > flat["grey"]["heat"] > flat["blue"]["heat"]
    assert flat["black"]["weight"] > flat["white"]["weight"]
    assert flat["grey"]["colourfulness"] < 1 < 30 < flat["red"]["colourfulness"]
    assert flat["white"]["brightness"] == pytest.approx(1, abs=1e-3)


def test_another_picture_shows_less_of_the_same_than_the_same_one_regraded(tmp_path: Path) -> None:
    paths = {}
    for name, pixels in (
        ("neutral", _scene("a lighthouse by the sea")),
        ("regraded", _scene("a lighthouse by the sea", "sadness")),
        ("other", _scene("a room with a lamp", seed=3)),
    ):
        paths[name] = Picture(pixels).save(tmp_path / f"{name}.png")
    neutral = Item(paths["neutral"], frozenset({"picture"}))
    for judge, measure in (("content", "similarity"), ("structure", "structure")):
        kind = find_judge(judge)
        assert kind.missing() == ""
        same, regraded, other = (
            kind().judge(Item(paths[name], frozenset({"picture"}), neutral=neutral)).values[measure]
            for name in ("neutral", "regraded", "other")
        )
        assert same == pytest.approx(1, abs=1e-4)
        assert same > regraded > other


def test_structure_does_not_see_colours() -> None:
    pixels = _scene("a harbour with boats")
    darker = ((pixels / 255.0) ** 1.5 * (255, 230, 180)).astype(np.uint8)
    assert structure(pixels, darker) > 0.9
    assert structure(pixels, pixels[:, ::-1]) < 0.7


def test_the_network_tells_a_room_from_the_sea() -> None:
    assert Content.missing() == ""
    sea = [things.embedding(_scene("waves and a beach by the sea", seed=seed)) for seed in (1, 2)]
    assert sea[0].shape == (things.FEATURES,)
    assert np.array_equal(sea[0], things.embedding(_scene("waves and a beach by the sea", seed=1)))


def _ratings() -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Embeddings of 120 pictures of 60 themes, two of whose features say how they feel."""
    draw = stream(0, "ratings")
    features = draw.uniform(0, 2, (120, 64)).astype(np.float32)
    feels = features[:, :2] - 1 + draw.normal(0, 0.1, (120, 2))
    return features, (0.6 * feels).astype(np.float32), [f"theme {index // 2}" for index in range(120)]


@pytest.mark.parametrize("shuffled", [False, True])
def test_what_is_learnt_holds_for_other_themes_and_is_gone_with_shuffled_ratings(shuffled: bool) -> None:
    features, ratings, themes = _ratings()
    if shuffled:
        ratings = stream(1, "shuffle").permutation(ratings)
    found = affect.cross_validate(features, ratings, themes)
    for axis in range(2):
        value = statistics.correlation(found[:, axis], ratings[:, axis])
        assert value < 0.35 if shuffled else value > 0.7


def test_a_head_is_trained_stored_and_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ["file\ttheme\tvalence_mean_1_7\tarousal_mean_1_7"]
    for index in range(40):
        shade = np.full((24, 24, 3), 6 * index, np.uint8)
        Picture(shade).save(tmp_path / f"{index}.png")
        rows.append(f"{index}.png\tTheme{index // 2}x {index}\t{1 + index * 0.15:.2f}\t4.0")
    (tmp_path / affect.RATINGS).write_text("\n".join(rows))
    accuracy = affect.train(tmp_path, tmp_path / "judges")
    assert accuracy["valence"] > 0.5
    monkeypatch.setenv("EMOGEN_JUDGE_PATH", str(tmp_path / "judges"))
    kind = find_judge("affect")
    assert kind.missing() == ""
    dark, light = (
        kind().judge(Item(tmp_path / name, frozenset({"picture"}))).values for name in ("1.png", "38.png")
    )
    assert dark["valence"] < light["valence"]
    (tmp_path / "judges" / affect.FILE).write_bytes(b"damaged")
    with pytest.raises(RequestError, match="no head"):
        kind().judge(Item(tmp_path / "1.png", frozenset({"picture"})))


@pytest.mark.parametrize(
    "text", ["file\ttheme\n1.png\tA 1", "file\ttheme\tvalence_mean_1_7\tarousal_mean_1_7"]
)
def test_bad_tables_of_ratings_are_explained(tmp_path: Path, text: str) -> None:
    (tmp_path / affect.RATINGS).write_text(text)
    with pytest.raises(RequestError, match=r"cannot read|too little"):
        affect.read_ratings(tmp_path)
