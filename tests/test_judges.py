"""One contract for every registered judge, and the runner that asks them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from emogen import weights
from emogen.conditioning import vocabulary
from emogen.errors import EmogenError, RequestError
from emogen.media import Audio
from emogen.pipelines.evaluate.evaluate import evaluate, ready
from emogen.pipelines.evaluate.item import MEDIA, Item, Medium
from emogen.pipelines.evaluate.items import read_items, with_neutrals
from emogen.pipelines.evaluate.judge import (
    JUDGE_PATH,
    Judge,
    Measure,
    Opinion,
    find_file,
    judges,
    need_file,
    use_judge_path,
    wanted,
)
from emogen.pipelines.evaluate.judges import affect
from emogen.pipelines.requests.making import make_request
from emogen.tables import asset_rows

SUFFIX = {"speech": ".wav", "face": ".png", "picture": ".png"}


@pytest.fixture(params=judges(), ids=lambda judge: judge.name)
def judge(request: pytest.FixtureRequest) -> type[Judge]:
    found: type[Judge] = request.param
    return found


@pytest.fixture(scope="module")
def items(tmp_path_factory: pytest.TempPathFactory) -> list[Item]:
    """One item of each medium, with words, a sidecar and a neutral version."""
    folder = tmp_path_factory.mktemp("items")
    requests: dict[str, tuple[str, dict[str, object]]] = {
        "line.wav": ("speak", {"text": "The dog ran along the river."}),
        "face.png": ("face", {"size": "256x256"}),
        "scene.png": ("image", {"text": "a harbour with boats", "size": "160x96"}),
        "talk.mp4": ("talk", {"text": "Bob, come home.", "size": "192x192", "fps": 25}),
    }
    for name, (verb, fields) in requests.items():
        make_request(verb, {**fields, "emotion": "anger"}).make(folder / name)
    return with_neutrals(read_items([folder])[0])


def test_it_says_what_it_is(judge: type[Judge]) -> None:
    assert judge.medium in MEDIA
    assert all([judge.title, judge.source, judge.licence, judge.__doc__])
    names = [measure.name for measure in judge.measures]
    assert len(set(names)) == len(names)
    assert names or judge.categories
    assert all(measure.meaning and measure.low < measure.high for measure in judge.measures)
    assert set(judge.categories) <= {*vocabulary.BASIC, "neutral"}


def test_its_own_weights_are_not_fetched_for_everybody(judge: type[Judge]) -> None:
    assert {weights.find_model(name).extra for name in judge.models} <= {"judges", ""}


def test_its_accuracy_on_people_is_known(judge: type[Judge]) -> None:
    rows = [row for row in asset_rows("judges.tsv") if row["judge"] == judge.name]
    assert rows
    for row in rows:
        assert int(row["count"]) > 0
        low, value, high = (float(row[column]) for column in ("low", "value", "high"))
        assert low <= value <= high or np.isnan(low)


def test_it_judges_an_item_of_ours(judge: type[Judge], items: list[Item]) -> None:
    if judge.missing():
        pytest.skip(judge.missing())
    found = evaluate(items, names=[judge.name])
    assert found.judgements
    measures = {measure.name: measure for measure in judge.measures}
    for one in found.judgements:
        assert one.opinion is not None, one.problem
        assert one.opinion.values.keys() <= measures.keys()
        for name, value in one.opinion.values.items():
            assert measures[name].low <= value <= measures[name].high, name
        assert one.opinion.shares.keys() <= set(judge.categories)
        if one.opinion.shares:
            assert sum(one.opinion.shares.values()) == pytest.approx(1, abs=1e-3)
            assert one.opinion.named in judge.categories
    again = evaluate(items, names=[judge.name])
    assert [one.opinion for one in again.judgements] == [one.opinion for one in found.judgements]


def test_files_that_are_no_media_are_said_and_not_fatal(judge: type[Judge], tmp_path: Path) -> None:
    if judge.missing():
        pytest.skip(judge.missing())
    bad = tmp_path / f"bad{SUFFIX[judge.medium]}"
    bad.write_bytes(b"this is no medium at all")
    broken = Item(bad, frozenset({judge.medium}), text="words")
    with pytest.raises(EmogenError):
        ready(judge).judge(Item(bad, broken.media, text="words", neutral=broken))


def test_a_bad_item_does_not_stop_the_others(items: list[Item], tmp_path: Path) -> None:
    silent = Audio(np.zeros(16_000, np.float32), 16_000).save(tmp_path / "silent.wav")
    line = next(item for item in items if item.path.suffix == ".wav")
    bad = Item(silent, frozenset({"speech"}))
    done: list[float] = []
    found = evaluate([bad, line], names=["signal"], progress=done.append)
    assert "silent" in found.of(bad)[0].problem
    assert found.of(line)[0].opinion
    assert found.by("signal") == found.of(line)
    assert done == [0.5, 1.0]


def test_a_judge_that_is_missing_is_said_and_the_others_run(items: list[Item], tmp_path: Path) -> None:
    os.environ[JUDGE_PATH] = str(tmp_path)
    face = items[0]
    found = evaluate([face])
    asked = [judge for judge in judges() if judge.medium in face.media]
    assert all(found.absent.values())
    assert found.absent.keys() == {judge.name for judge in asked if judge.missing()}
    assert {one.judge.name for one in found.judgements}


def test_unknown_judges_are_refused(items: list[Item]) -> None:
    with pytest.raises(RequestError, match="Did you mean"):
        evaluate(items, names=["wisper"])


def test_the_judge_path_is_searched_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(JUDGE_PATH, raising=False)
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        (folder / "x.safetensors").write_text("")
    use_judge_path([one])
    assert find_file("x.safetensors") == one / "x.safetensors"
    use_judge_path([two])
    assert need_file("x.safetensors") == two / "x.safetensors"
    with pytest.raises(EmogenError, match="judge-path"):
        need_file("no.safetensors")
    with pytest.raises(RequestError, match="no such folder"):
        use_judge_path([tmp_path / "gone"])


def test_what_was_wanted_in_a_judges_words() -> None:
    from emogen.conditioning.emotion import Emotion

    six = ("anger", "joy", "neutral")

    def of(emotion: Emotion | None) -> Item:
        return Item(Path("a.wav"), frozenset({"speech"}), emotion)

    assert wanted(of(Emotion("fury")), six) == "anger"
    assert wanted(of(Emotion()), six) == "neutral"
    assert wanted(of(Emotion("disgust")), six) == ""
    assert wanted(of(None), six) == ""


@pytest.fixture(autouse=True)
def _judge_path_is_left_alone() -> object:
    before = os.environ.get(JUDGE_PATH)
    yield
    if before is None:
        os.environ.pop(JUDGE_PATH, None)
    else:
        os.environ[JUDGE_PATH] = before


class Stumbling(Judge):
    """A plug-in with a fault: it fails on some items with an error that is not emogen's."""

    name = "stumbling"
    medium = "speech"
    title = "how many bytes"
    measures = (Measure("bytes", "of the file", 0, 1e9),)
    source = licence = "ours"

    def judge(self, item: Item) -> Opinion:
        return Opinion({"bytes": float(len(item.path.read_bytes()) // (item.path.name != "b.wav"))})


def test_a_judges_own_fault_costs_its_opinion_and_not_the_run(tmp_path: Path) -> None:
    from emogen.pipelines.evaluate.evaluate import _judge

    for name in ("a.wav", "b.wav"):
        (tmp_path / name).write_bytes(b"x")
    speech: frozenset[Medium] = frozenset({"speech"})
    (good,) = _judge(Item(tmp_path / "a.wav", speech), [Stumbling])
    (bad,) = _judge(Item(tmp_path / "b.wav", speech), [Stumbling])
    assert good.opinion == Opinion({"bytes": 1.0})
    assert bad.opinion is None
    assert bad.problem.startswith("the judge stumbling failed (ZeroDivisionError: ")


def test_two_processes_say_what_one_says(items: list[Item]) -> None:
    names = ["signal", "colour"]
    alone, together = evaluate(items, names=names), evaluate(items, names=names, jobs=2)
    assert [one.opinion for one in together.judgements] == [one.opinion for one in alone.judgements]
    assert all(one.item in items for one in together.judgements)


@pytest.mark.parametrize(("change", "published"), [(0.0, True), (0.01, False)])
def test_a_head_learnt_from_other_pictures_is_known(
    change: float, published: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(JUDGE_PATH, str(tmp_path))
    rows = {
        row["figure"]: float(row["value"]) for row in asset_rows("judges.tsv") if row["judge"] == "affect"
    }
    reached = {axis: rows[f"{axis}/pearson"] + change for axis in affect.AXES}
    ones = np.ones(2, np.float32)
    affect.Head(ones, ones, ones, ones).save(tmp_path / affect.FILE, reached)
    assert affect.Affect.card() == {"held_out": {"correlation": reached}, "published": published}
