"""Sweeps, parity, rankings, benches: their laws on data made up here, and each medium end to end."""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.errors import RequestError
from emogen.pipelines.evaluate import parity, statistics
from emogen.pipelines.evaluate.accuracy import Accuracy
from emogen.pipelines.evaluate.bench import run as bench
from emogen.pipelines.evaluate.bench.dose import dose, saturation
from emogen.pipelines.evaluate.bench.drawings import draw_parity, draw_sweep
from emogen.pipelines.evaluate.bench.making import make, scenes
from emogen.pipelines.evaluate.bench.run import run_suite
from emogen.pipelines.evaluate.bench.suites import find_suite
from emogen.pipelines.evaluate.bench.sweep import Sweep, actors_reach, sweep, write_sweep
from emogen.pipelines.evaluate.evaluate import Evaluation, Judgement
from emogen.pipelines.evaluate.figures import (
    Figure,
    Result,
    compare,
    plain,
    read_result,
    write_result,
)
from emogen.pipelines.evaluate.item import Item, Medium
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion
from emogen.pipelines.evaluate.judges.blendshapes import Blendshapes
from emogen.pipelines.evaluate.judges.colour import Colour
from emogen.pipelines.evaluate.judges.signal import Signal
from emogen.pipelines.evaluate.parity import Confusion
from emogen.pipelines.evaluate.ranking import Ranking, rank
from emogen.pipelines.knobs import read_knob
from emogen.progress import Progress
from emogen.seeds import stream

LEVELS = np.linspace(0, 1, 6)
NAMES = ("anger", "joy", "sadness")

Better = Literal["higher", "lower", ""]
Row = tuple[str, int, float, float, float]
"""What real people reach: data, count, value, low, high."""


@pytest.fixture(autouse=True)
def small_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emogen.pipelines.evaluate.bench.making.PICTURE_SIZE", "112x64")


def doses(curves: np.ndarray, **more: Any) -> dict[str, Figure]:
    levels, rows = LEVELS.tolist(), curves.tolist()
    found = dose("a", levels, rows, low=0, high=1, **{"draws": 100, **more})
    return {one.id.removeprefix("a/"): one for one in found}


def noisy(seed: int, size: int = 12, scale: float = 0.03) -> np.ndarray:
    return scale * stream(seed, "test").normal(size=(size, len(LEVELS)))


# Dose-response


def test_a_perfect_dose_is_found_perfect() -> None:
    found = doses(0.1 + 0.6 * LEVELS + np.linspace(0, 0.2, 12)[:, None])
    assert found["rho"].value == pytest.approx(1)
    assert found["slope"].value == pytest.approx(0.6)
    assert found["slope"].low == pytest.approx(0.6)
    assert found["monotone"].value == 1
    assert found["ceiling"].value == pytest.approx(0.8)
    assert found["saturation"].value == pytest.approx(0.95)
    assert 0.5 < found["rho-pooled"].value < 1


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 999), st.floats(0.5, 3))
def test_a_slope_is_found_through_noise_and_lies_in_its_interval(seed: int, slope: float) -> None:
    found = doses(slope * LEVELS + noisy(seed))["slope"]
    assert found.value == pytest.approx(slope, abs=0.1)
    assert found.low <= found.value <= found.high


def test_a_dose_that_stops_working_has_its_knee_found() -> None:
    found = doses(np.minimum(LEVELS, 0.4) + noisy(1, scale=0.002))
    # The knee is at 0.4: 95 % of the rise are done at 0.38. Noise above the knee can only put it off.
    knee = found["saturation"]
    assert knee.low == pytest.approx(0.38, abs=0.002)
    assert knee.low < knee.value < knee.high < 0.4


def test_what_falls_with_its_knob_can_be_what_was_commanded() -> None:
    falling = 0.9 - 0.5 * LEVELS + noisy(2, scale=0.005)
    down, up = doses(falling, direction=-1), doses(falling)
    assert down["rho"].value == pytest.approx(1, abs=0.01)
    assert up["rho"].value == pytest.approx(-1, abs=0.01)
    assert down["monotone"].value == pytest.approx(1 - up["monotone"].value)
    assert down["slope"].value == up["slope"].value < 0
    assert down["saturation"].value == pytest.approx(0.95, abs=0.05)
    assert math.isnan(up["saturation"].value)


def test_shuffled_levels_show_no_dose() -> None:
    chance = stream(3, "test")
    shuffled = np.array([chance.permutation(LEVELS) for _ in range(300)])
    found = doses(shuffled)
    assert abs(found["rho"].value) < 0.08
    assert found["monotone"].value == pytest.approx(0.5, abs=0.05)
    assert abs(found["slope"].value) < 0.08


def test_a_flat_answer_has_no_correlation_no_steps_and_no_knee() -> None:
    found = doses(np.full((5, 6), 0.3))
    assert math.isnan(found["rho"].value)
    assert found["monotone"].value == 0
    assert found["slope"].value == pytest.approx(0)
    assert math.isnan(found["saturation"].value)
    assert math.isnan(found["saturation"].low)


def test_a_scene_that_could_not_be_judged_is_left_out() -> None:
    curves = np.tile(LEVELS, (3, 1))
    curves[1, 2] = math.nan
    found = doses(curves)
    assert found["slope"].count == found["rho"].count == found["monotone"].count == 2
    assert found["slope"].value == pytest.approx(1)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=8))
def test_saturation_lies_among_the_levels(means: list[float]) -> None:
    levels = np.arange(len(means), dtype=float)
    knee = saturation(levels, np.array(means))
    assert math.isnan(knee) or 0 <= knee <= levels[-1]


def test_curves_of_one_scene_are_drawn_together() -> None:
    scene = np.arange(12) % 4
    curves = (0.3 + 0.1 * scene)[:, None] * LEVELS + noisy(4)
    curves[5, 0] = math.nan
    alone, together = doses(curves), doses(curves, clusters=scene.tolist())
    for end in ("slope", "ceiling"):
        assert together[end].value == alone[end].value
        assert together[end].high - together[end].low > 1.3 * (alone[end].high - alone[end].low)


# Knobs


def test_knobs_say_what_they_ask_for() -> None:
    assert read_knob("intensity", "speech", emotion="happiness").request(0.5) == {
        "emotion": "joy",
        "intensity": 0.5,
    }
    arousal = read_knob("arousal", "picture")
    assert arousal.meant(0.6) == Emotion.of((), (0.0, 0.6, 0.0))
    assert read_knob("au:AU12", "face").request(0.2) == {"au": "AU12=0.2"}
    tempo = read_knob("target:sonorant_length", "speech")
    assert tempo.request(1.2) == {"changes": {"sonorant_length": 1.2}}
    assert tempo.meant(1.2) is None
    assert (tempo.levels[0], tempo.levels[-1]) == (0.6, 1.8)


@pytest.mark.parametrize(
    ("name", "medium", "emotion", "words"),
    [
        ("loudness", "speech", "", "unknown knob"),
        ("intensity", "speech", "", "needs an emotion"),
        ("valence", "speech", "joy", "takes no emotion"),
        ("au:AU99", "face", "", "unknown action unit"),
        ("au:AU12", "speech", "", "unknown knob"),
        ("target:tempo", "speech", "", "unknown target of speech"),
        ("intensity", "speech", "jooy", "joy"),
    ],
)
def test_wrong_knobs_are_told(name: str, medium: Medium, emotion: str, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        read_knob(name, medium, emotion=emotion)


# Each medium end to end, by judges that need no weights


def test_a_sweep_of_pictures_is_made_once_stored_and_drawn(tmp_path: Path) -> None:
    knob, over = (
        read_knob("target:brightness=-0.1..0.1:3", "picture"),
        scenes("picture", [], ["a lake", "a street"]),
    )

    def run() -> Sweep:
        return sweep(knob, over, judge="colour", measure="brightness", folder=tmp_path / "media")

    found = run()
    assert found.figure("rho").value == 1
    assert found.figure("slope").low > 0
    assert found.problems == ()
    files = {path: path.stat().st_mtime_ns for path in (tmp_path / "media").iterdir()}
    assert run() == found
    assert files == {path: path.stat().st_mtime_ns for path in (tmp_path / "media").iterdir()}
    write_sweep(tmp_path / "s.json", found)
    assert json.loads((tmp_path / "s.json").read_text("utf-8")) == plain(found)
    draw_sweep(found, tmp_path / "s.png")
    assert (tmp_path / "s.png").stat().st_size > 5000


def test_a_sweep_of_speech_finds_a_level_that_is_heard(tmp_path: Path) -> None:
    over = scenes("speech", ["af_heart"], ["Turn left."])
    knob = read_knob("target:level=-6..6:3", "speech")
    found = sweep(knob, over, judge="signal", measure="loudness", folder=tmp_path)
    assert found.figure("rho").value == 1
    assert found.figure("slope").value > 0.5
    assert math.isnan(found.figure("rho").low)


@pytest.mark.skipif(Blendshapes.missing() != "", reason=Blendshapes.missing())
def test_a_sweep_of_faces_reads_a_smile_back(tmp_path: Path) -> None:
    knob, over = read_knob("au:AU12=0..1:3", "face"), scenes("face", ["mira"], [])
    found = sweep(knob, over, judge="blendshapes", measure="mouthSmileLeft", folder=tmp_path)
    assert found.figure("rho").value == 1
    assert found.figure("ceiling").value > 0.4


def test_the_neutral_version_comes_with_every_item(tmp_path: Path) -> None:
    (scene,) = scenes("picture", [], ["a lake"])
    calm = make(scene, {}, tmp_path, emotion=NEUTRAL)
    knob = read_knob("intensity", "picture", emotion="fear")
    item = make(scene, knob.request(1.0), tmp_path, emotion=knob.meant(1.0), neutral=calm)
    assert item.neutral is calm
    assert item.path != calm.path
    assert item.emotion == Emotion("fear")
    assert make(scene, knob.request(0.0), tmp_path).path == calm.path


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"judge": "signal"}, "judges speech"),
        ({"judge": "colours"}, "colour"),
        ({"measure": "warmthh"}, "measure of the judge colour"),
    ],
)
def test_wrong_sweeps_are_told_before_anything_is_made(
    tmp_path: Path, more: dict[str, Any], words: str
) -> None:
    knob = read_knob("intensity", "picture", emotion="joy")
    asked = {"judge": "colour", "measure": "brightness", "folder": tmp_path / "new", **more}
    with pytest.raises(RequestError, match=words):
        sweep(knob, scenes("picture", [], ["a lake"]), **asked)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"levels": 3}'])
def test_a_file_that_is_no_result_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(RequestError, match="no result"):
        read_result(path)


# Parity


def confusion(right: float, *, each: int = 40, seed: int = 0, names: Sequence[str] = NAMES) -> Confusion:
    """Items named right with a chance, else at random among the others."""
    chance = stream(seed, "confusion")
    counts: Counter[tuple[str, str]] = Counter()
    for name in names:
        for _ in range(each):
            others = [other for other in names if other != name]
            said = name if chance.random() < right else others[chance.integers(len(others))]
            counts[name, said] += 1
    return Confusion("test", "made up", counts)


def by_id(found: parity.Parity) -> dict[str, Figure]:
    return {one.id.removeprefix("speech/test/"): one for one in found.figures}


def test_half_as_good_as_actors_is_a_ratio_of_a_half() -> None:
    found = by_id(parity.parity(confusion(0.4), medium="speech", actors=confusion(0.8, seed=1)))
    assert found["ratio"].low < 0.5 < found["ratio"].high
    assert found["ratio"].value == pytest.approx(found["recall"].value / found["recall-actors"].value)
    assert {f"ratio/{name}" for name in NAMES} < set(found)


def test_shuffled_labels_fall_to_chance() -> None:
    table = confusion(0.95, each=300)
    meant, named = zip(*table.pairs(), strict=True)
    shuffled = stream(5, "test").permutation(named).tolist()
    counts = Counter(zip(meant, shuffled, strict=True))
    found = by_id(parity.parity(Confusion("test", "", counts), medium="speech"))["recall"]
    assert found.low < 1 / 3 < found.high
    assert found.high < 0.4


def test_only_emotions_that_actors_showed_too_are_compared() -> None:
    actors = confusion(0.9, names=("anger", "joy"))
    found = parity.parity(confusion(0.9), medium="speech", actors=actors)
    assert found.actors is not None
    assert found.ours.meant == found.actors.meant == ("anger", "joy")
    alone = parity.parity(confusion(0.9), medium="speech")
    assert alone.actors is None
    assert "ratio" not in by_id(alone)


def test_what_the_judge_named_real_actors_is_known() -> None:
    real = parity.real_confusion("actors")
    assert real is not None
    assert set(real.meant) >= {"anger", "joy", "sadness", "neutral"}
    assert real.meant[-1] == "neutral"
    assert len(real.pairs()) > 300
    assert parity.real_confusion("nobody") is None


def spoken(speakers: Sequence[str], *, each: int = 20, seed: int = 0) -> Confusion:
    """Every second speaker is named right, the others by chance."""
    chance = stream(seed, "spoken")
    items = [
        (name, name if place % 2 else NAMES[chance.integers(3)], who)
        for place, who in enumerate(speakers)
        for name in NAMES
        for _ in range(each)
    ]
    return Confusion.of("test", "made up", items)


def width(figure: Figure) -> float:
    return figure.high - figure.low


def test_whole_speakers_are_resampled_on_both_sides_where_there_are_more_than_two() -> None:
    many = spoken([f"voice {place}" for place in range(6)])
    apart = replace(many, who={})
    assert many.counts == apart.counts
    by_item = by_id(parity.parity(apart, medium="speech", actors=apart))
    for ours, actors, wider in ((many, apart, "recall"), (apart, many, "recall-actors")):
        found = by_id(parity.parity(ours, medium="speech", actors=actors))
        assert found["ratio"].value == by_item["ratio"].value == pytest.approx(1)
        assert width(found[wider]) > 2 * width(by_item[wider])
        assert width(found["ratio"]) > 1.5 * width(by_item["ratio"])
    two = spoken(["one", "other"])
    assert two.clusters() is None
    assert (
        parity.parity(two, medium="speech").figures
        == parity.parity(replace(two, who={}), medium="speech").figures
    )


def test_items_of_nobody_known_stand_for_themselves() -> None:
    some = Confusion.of("test", "", [("joy", "joy", who) for who in ("a", "b", "", "c", "")])
    assert some.clusters() == ["a", "b", 2, "c", 4]
    assert some.only(["anger"]).clusters() is None


def test_the_voices_of_items_are_kept_in_a_confusion() -> None:
    items = [Item(Path("x.wav"), frozenset({"speech"}), Emotion("joy"), who=who) for who in "abc"]
    said = [Judgement(item, Ear, shares(0.9), "") for item in items]
    assert parity.confusion_of(said, "ear").clusters() == ["a", "b", "c"]


@pytest.mark.parametrize("speaker", [False, True])
def test_what_real_people_were_named_is_read_with_and_without_speakers(
    monkeypatch: pytest.MonkeyPatch, speaker: bool
) -> None:
    same = {"judge": "ear", "meant": "joy", "named": "joy", "count": "2"}
    old = [{**same, "data": data} for data in ("A", "B")]
    rows = [{**row, "speaker": "1"} for row in old] if speaker else old
    monkeypatch.setattr(parity, "asset_rows", lambda _: rows)
    found = parity.real_confusion("ear")
    assert found is not None
    assert found.counts == {("joy", "joy"): 4}
    assert found.who["joy", "joy"] == (("A/1", "A/1", "B/1", "B/1") if speaker else ("",) * 4)


def test_parity_is_drawn_and_kept(tmp_path: Path) -> None:
    found = parity.parity(confusion(0.6), medium="speech", actors=confusion(0.8, seed=1))
    kept = json.loads(json.dumps(parity.tables(found)))
    assert sum(kept["ours"]["anger"].values()) == 40
    draw_parity(found, tmp_path / "p.png")
    assert (tmp_path / "p.png").stat().st_size > 5000


# Rankings


class Ear(Judge):
    name, medium, title, source, licence = "ear", "speech", "", "", ""
    categories: ClassVar[tuple[str, ...]] = ("anger", "joy", "sadness")

    def judge(self, item: Item) -> Opinion:
        raise NotImplementedError


class Compass(Ear):
    name, categories = "compass", ()
    measures = (Measure("valence", "", 1, 7), Measure("arousal", "", 1, 7))


class Words(Ear):
    name, categories, measures = "whisper", (), (Measure("wer", "", 0, 1, "lower"),)


class Mirror(Ear):
    name, independent = "mirror", False


def evaluation(columns: Mapping[type[Judge], Sequence[Opinion | None]]) -> Evaluation:
    """From judge -> an opinion for each item."""
    count = len(next(iter(columns.values())))
    items = tuple(Item(Path(f"{index}.wav"), frozenset({"speech"})) for index in range(count))
    said = [
        Judgement(item, judge, opinion, "" if opinion else "no")
        for judge, opinions in columns.items()
        for item, opinion in zip(items, opinions, strict=True)
    ]
    return Evaluation(items, tuple(said), {})


def shares(joy: float, anger: float = 0.0) -> Opinion:
    return Opinion(shares={"joy": joy, "anger": anger, "sadness": 1 - joy - anger})


def order(found: Ranking) -> list[int]:
    return [int(one.item.path.stem) for one in found.places]


def test_the_clearest_comes_first_and_rivals_count() -> None:
    found = rank(evaluation({Ear: [shares(0.5, 0.1), shares(0.6, 0.4), shares(0.8)]}), "joy")
    assert order(found) == [2, 1, 0]
    assert found.places[0].scores["ear"] == pytest.approx(0.6)
    rival = rank(evaluation({Ear: [shares(0.45, 0.0), shares(0.44, 0.28)]}), "joy")
    assert order(rival) == [1, 0]


def test_judges_of_coordinates_vote_by_distance() -> None:
    joy = Emotion("joy").vad
    there = Opinion({"valence": 4 + 3 * joy[0], "arousal": 4 + 3 * joy[1]})
    away = Opinion({"valence": 2.0, "arousal": 4.0})
    found = rank(evaluation({Compass: [away, there]}), "joy")
    assert order(found) == [1, 0]
    assert found.places[0].scores["compass"] == pytest.approx(0)


def test_ties_share_a_place_and_agreement_is_measured() -> None:
    same = rank(evaluation({Ear: [shares(0.5), shares(0.5), shares(0.1)]}), "joy")
    assert [one.place for one in same.places] == [1, 1, 3]
    assert math.isnan(same.agreement.value)
    agreeing = [shares(share) for share in np.linspace(0.1, 0.9, 8)]
    toward = [Opinion({"valence": value, "arousal": 5.5}) for value in np.linspace(2, 6, 8)]
    both = rank(evaluation({Ear: agreeing, Compass: toward}), "joy")
    assert both.agreement.value == pytest.approx(1)
    against = rank(evaluation({Ear: agreeing, Compass: toward[::-1]}), "joy")
    assert against.agreement.value == pytest.approx(-1)
    assert {one.place for one in against.places} == {1}


def test_words_that_are_lost_are_a_veto() -> None:
    lost = [Opinion({"wer": 0.0}), Opinion({"wer": 0.6}), Opinion({"wer": 0.1})]
    found = rank(evaluation({Ear: [shares(0.5), shares(0.9), shares(0.7)], Words: lost}), "joy")
    assert order(found) == [2, 0, 1]
    assert found.places[-1].vetoes == ("whisper: wer 0.60, best 0.00",)
    assert found.judges == ("ear",)


def test_a_judge_of_ours_votes_only_alone_and_one_that_is_silent_ranks_last() -> None:
    ours = [shares(0.9), shares(0.1)]
    assert rank(evaluation({Ear: [shares(0.2), None], Mirror: ours}), "joy").judges == ("ear",)
    found = rank(evaluation({Mirror: ours}), "joy")
    assert (order(found), found.judges) == ([0, 1], ("mirror",))
    silent = rank(evaluation({Ear: [None, shares(0.1)]}), "joy")
    assert order(silent) == [1, 0]


def test_without_a_judge_that_can_tell_nothing_is_ranked() -> None:
    with pytest.raises(RequestError, match="no judge can tell"):
        rank(evaluation({Words: [Opinion({"wer": 0.0})]}), "joy")


# Results and their comparison


def result(*figures: Figure, suite: str = "speech") -> Result:
    return Result(suite, "small", "1", {"ear": "0.8"}, figures, {"curves": {}}, {"eye": "away"})


def measured(id: str = "a", value: float = 0.8, half: float = 0.05, better: Better = "higher") -> Figure:
    return Figure(id, value, value - half, value + half, 30, better, "of a")


def test_a_seeded_regression_is_flagged_and_noise_is_not() -> None:
    before = result(measured(), measured("b", 0.1, 0.02, "lower"), measured("c", better=""))
    assert {one.verdict for one in compare(before, before)} == {"same"}
    noise = result(measured(value=0.77), measured("b", 0.115, 0.02, "lower"), measured("c", 0.82, better=""))
    assert {one.verdict for one in compare(noise, before)} == {"same"}
    seeded = result(measured(value=0.6), measured("b", 0.2, 0.02, "lower"), measured("c", 0.5, better=""))
    first, second, third = compare(seeded, before)
    assert (first.verdict, second.verdict, third.verdict) == ("worse", "worse", "changed")
    assert first.change == pytest.approx(-0.2)
    assert first.low < -0.2 < first.high < 0
    assert [one.verdict for one in compare(before, seeded)] == ["better", "better", "changed"]


def test_what_chance_alone_does_is_no_regression() -> None:
    before = result(measured(value=0.8, half=0.01))
    after = result(measured(value=0.76, half=0.01))
    assert [change.verdict for change in compare(after, before)] == ["worse"]
    noisy = replace(before, noise={"a": 0.03})
    assert [change.verdict for change in compare(after, noisy)] == ["same"]
    assert [change.verdict for change in compare(result(measured(value=0.6, half=0.01)), noisy)] == ["worse"]


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0.001, 0.3), st.floats(0, 1), st.floats(0.001, 0.3))
def test_a_change_turns_round_with_its_runs(one: float, half: float, other: float, width: float) -> None:
    first, second = result(measured("a", one, half)), result(measured("a", other, width))
    (there,), (back,) = compare(first, second), compare(second, first)
    assert there.change == pytest.approx(-back.change)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))


def test_missing_and_new_figures_are_listed_and_other_suites_refused() -> None:
    changes = compare(result(measured("b")), result(measured("a")))
    assert [(one.id, one.verdict) for one in changes] == [("b", "new"), ("a", "missing")]
    with pytest.raises(RequestError, match="of the suite faces"):
        compare(result(measured()), result(measured(), suite="faces"))
    with pytest.raises(RequestError, match="full"):
        compare(result(measured()), replace(result(measured()), size="full"))


def test_a_figure_that_could_not_be_measured_any_more_is_missing() -> None:
    gone, there = result(measured(value=math.nan)), result(measured())
    assert [one.verdict for one in compare(gone, there)] == ["missing"]
    assert [one.verdict for one in compare(there, gone)] == ["new"]
    for nothing in (gone, result()):
        assert {one.verdict for one in compare(gone, nothing)} <= {"same"}
        assert {one.verdict for one in compare(nothing, gone)} <= {"same"}


def test_a_change_without_an_interval_is_told_and_not_judged() -> None:
    before, after = (result(replace(measured(value=x), low=math.nan, high=math.nan)) for x in (0.8, 0.7))
    assert [one.verdict for one in compare(after, before)] == ["unsure"]
    assert [one.verdict for one in compare(after, result(measured()))] == ["unsure"]
    assert [one.verdict for one in compare(before, before)] == ["same"]


def test_a_change_counts_from_the_last_place_that_is_stored_on() -> None:
    before = result(measured(value=0.5, half=0))
    for value, verdict in ((0.5 - 4e-7, "same"), (0.5 - 2e-6, "worse"), (0.5 + 2e-6, "better")):
        assert [one.verdict for one in compare(result(measured(value=value, half=0)), before)] == [verdict]


ANY = st.floats(-1e6, 1e6) | st.just(math.nan)


@settings(deadline=None)
@given(st.lists(st.tuples(ANY, ANY, ANY, st.sampled_from(["higher", "lower", ""])), max_size=6))
def test_a_run_is_the_same_as_its_own_file(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float, float, float, Better]]
) -> None:
    figures = [
        Figure(str(place), value, low, high, 5, better)
        for place, (value, low, high, better) in enumerate(rows)
    ]
    path = tmp_path_factory.mktemp("own") / "r.json"
    write_result(path, result(*figures))
    for one, other in ((result(*figures), read_result(path)), (read_result(path), result(*figures))):
        assert [change.verdict for change in compare(one, other)] == ["same"] * len(figures)


def test_results_come_back_from_json_as_they_went(tmp_path: Path) -> None:
    kept = result(measured(), replace(measured("b"), low=math.nan, high=math.nan))
    write_result(tmp_path / "r.json", kept)
    again = read_result(tmp_path / "r.json")
    assert plain(again) == plain(kept)
    assert math.isnan(again.figures[1].low)
    first = (tmp_path / "r.json").read_bytes()
    write_result(tmp_path / "r.json", again)
    assert (tmp_path / "r.json").read_bytes() == first


# Suites


def test_suites_are_what_they_say() -> None:
    for name in ("speech", "faces", "pictures"):
        small, full = find_suite(name), find_suite(name, "full")
        assert len(small.scenes) < len(full.scenes)
        assert set(full.graded) <= set(full.scenes)
        assert len(full.emotions) == 6
    assert len({scene.text for scene in find_suite("speech", "full").scenes}) == 20
    with pytest.raises(RequestError, match="unknown suite"):
        find_suite("faces2")
    with pytest.raises(RequestError, match="unknown size"):
        find_suite("faces", "big")


def test_a_suite_of_pictures_runs_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = find_suite("pictures")
    tiny = replace(small, scenes=small.scenes[:2], graded=small.graded[:1], emotions=("joy", "sadness"))
    tiny = replace(tiny, doses=tiny.emotions)
    monkeypatch.setattr(bench, "find_suite", lambda *_: tiny)
    monkeypatch.setattr(bench, "judges", lambda: (Colour, Signal))
    found = run_suite("pictures", folder=tmp_path)
    figures = {one.id: one for one in found.figures}
    assert figures["picture/colour/valence/spearman"].count == 2 * 3 + 2
    assert figures["picture/colour/valence/spearman"].value > 0
    assert list(found.judges) == ["colour"]
    told: list[float] = []
    assert plain(run_suite("pictures", folder=tmp_path, progress=told.append)) == plain(found)
    assert told == sorted(told)
    assert told[-1] == 1


def test_stills_and_clips_share_one_progress_that_never_falls(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lips(Meter):
        name, needs = "lips", ("motion",)

    def evaluate(items: Sequence[Item], *, names: Iterable[str], progress: Progress, **_: Any) -> Evaluation:
        asked.append(([item.path.name for item in items], names))
        for done in (0.0, 0.5, 1.0):
            progress(done)
        return Evaluation(tuple(items), (), {})

    asked: list[tuple[list[str], Iterable[str]]] = []
    told: list[float] = []
    monkeypatch.setattr(bench, "evaluate", evaluate)
    items = [Item(Path(name), frozenset({"face"})) for name in ("a.png", "b.mp4", "c.png", "d.png")]
    bench._judged((Meter, Lips), items, 1, told.append)
    assert asked == [(["a.png", "c.png", "d.png"], ["meter"]), (["b.mp4"], ["lips"])]
    assert told == pytest.approx([0, 0.375, 0.75, 0.75, 0.75, 0.875, 1, 1])


# What a bench makes of what a judge said

Told = dict[tuple[str, str, float], dict[str, float]]
"""(scene, knob, level) -> what the meter reads there."""


class Meter(Judge):
    """Reads what a test wrote beside the item."""

    name, medium, title, source, licence = "meter", "face", "", "", ""
    categories: ClassVar[tuple[str, ...]] = ("anger", "joy")
    measures = (Measure("wer", "words lost", 0, 2, "lower"), Measure("jawOpen", "how open the jaw is", 0, 1))

    def judge(self, item: Item) -> Opinion:
        told = item.facts["told"]
        return Opinion(
            {name: told[name] for name in ("wer", "jawOpen") if name in told},
            {name: told[name] for name in self.categories if name in told},
        )


def answers(
    told: Told,
    *,
    emotions: tuple[str, ...] = ("anger", "joy"),
    levels: tuple[float, ...] = (0.5,),
    units: tuple[str, ...] = (),
) -> bench._Answers:
    names = dict.fromkeys(scene for scene, _, _ in told)
    over = {name: scenes("face", [name], [])[0] for name in names}
    graded = tuple(over.values())
    suite = replace(
        find_suite("faces"),
        scenes=graded, graded=graded, emotions=emotions, doses=emotions, levels=levels, units=units,
    )  # fmt: skip
    made = [
        bench.Made(
            over[scene],
            knob,
            level,
            Item(
                Path("x.png"),
                frozenset({"face"}),
                Emotion(knob) if knob in emotions else None,
                facts={"told": read},
            ),
        )
        for (scene, knob, level), read in told.items()
    ]
    said = [Judgement(one.item, Meter, Meter().judge(one.item), "") for one in made]
    return bench._Answers(suite, Meter, made, said)


def ends(figures: Iterable[Figure]) -> dict[str, Figure]:
    return {one.id.removeprefix("face/meter/"): one for one in figures}


def reach(*rows: Row) -> dict[str, tuple[Accuracy, ...]]:
    """(data, count, value, low, high) of real people's words lost, as the table has them."""
    return {
        "meter": tuple(
            Accuracy("meter", "real/wer", data, count, value, low, high, math.nan, "")
            for data, count, value, low, high in rows
        )
    }


def words_lost(count: int = 40) -> Told:
    chance = stream(1, "test")
    return {(str(place), "anger", 1.0): {"wer": 0.2 + 0.02 * chance.normal()} for place in range(count)}


def test_the_ratio_over_real_people_counts_the_doubt_about_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*rows: Row) -> dict[str, Figure]:
        monkeypatch.setattr("emogen.pipelines.evaluate.bench.sweep.accuracies", lambda: reach(*rows))
        return ends(bench._means(answers(words_lost())))

    sure = found(("few", 20, 0.5, 0.4, 0.6), ("many", 60, 0.1, 0.0999, 0.1001))
    mean, ratio = sure["wer/mean"], sure["wer/ratio"]
    assert ratio.value == pytest.approx(mean.value / 0.1)
    assert (ratio.low, ratio.high) == pytest.approx((mean.low / 0.1, mean.high / 0.1), rel=0.01)
    assert (ratio.better, ratio.count) == ("lower", 40)
    assert ratio.meaning.endswith("of many")
    unsure = found(("many", 60, 0.1, 0.07, 0.14))["wer/ratio"]
    assert unsure.value == ratio.value
    assert (unsure.low, unsure.high) == pytest.approx((2 / 1.41, 2 * 1.41), rel=0.1)


@pytest.mark.parametrize(
    "row",
    [
        ("it touches 0", 60, 0.0056, 0.0, 0.0139),
        ("no interval", 60, 0.1, math.nan, math.nan),
        ("few", 4, 0.1, 0.09, 0.11),
    ],
)
def test_what_real_people_reach_is_not_divided_by_where_it_is_hardly_known(
    monkeypatch: pytest.MonkeyPatch, row: Row
) -> None:
    table = reach(("it would do but has fewer", 3, 0.1, 0.09, 0.11), row)
    monkeypatch.setattr("emogen.pipelines.evaluate.bench.sweep.accuracies", lambda: table)
    assert actors_reach("meter", "wer") is None
    assert list(ends(bench._means(answers(words_lost())))) == ["wer/mean"]


def test_a_ratio_holds_the_true_one_about_as_often_as_it_claims() -> None:
    covered = 0
    for trial in range(200):
        chance = stream(trial, "coverage")
        ours, real = 2 + 0.5 * chance.normal(size=30), 1 + 0.5 * chance.normal(size=30)
        over = (float(real.mean()), *statistics.interval(real, seed=trial, draws=200))
        found = statistics.ratio("a", ours, over, seed=trial, draws=200)
        covered += found.low <= 2 <= found.high
    assert 178 <= covered <= 199


def heard(share: Callable[[float], float]) -> Told:
    """The shares of four faces, each with its own level, under both emotions."""
    told: Told = {}
    for place, who in enumerate(("mira", "jonas", "amara", "kenji")):
        told[who, "", 0.0] = {"anger": 0.1, "joy": 0.1}
        for emotion in ("anger", "joy"):
            for level in (0.5, 1.0):
                told[who, emotion, level] = {emotion: share(level) + 0.05 * place}
    return told


NAMED = {"anger": "anger", "joy": "joy"}


def test_the_share_of_the_wanted_emotion_is_followed_over_the_intensity() -> None:
    tables: dict[str, Any] = {"curves": {}}
    found = ends(bench._doses_heard(answers(heard(lambda level: 0.1 + 0.6 * level)), NAMED, tables))
    assert {f"dose/at-{level}" for level in ("0", "0.5", "1")} < set(found)
    assert {one for one in found if one.startswith("dose/joy/")} == {"dose/joy/rho", "dose/joy/ceiling"}
    assert found["dose/rho"].value == found["dose/monotone"].value == pytest.approx(1)
    assert found["dose/at-0.5"].value == pytest.approx(0.4 + 0.075)
    assert found["dose/at-1"].value == found["dose/ceiling"].value == pytest.approx(0.7 + 0.075)
    assert (found["dose/at-0"].better, found["dose/at-1"].better) == ("", "higher")
    assert tables["curves"]["meter"]["levels"] == (0.0, 0.5, 1.0)
    assert tables["curves"]["meter"]["joy"][1] == pytest.approx([0.1, 0.45, 0.75])


def test_two_emotions_of_a_face_are_no_two_pieces_of_evidence() -> None:
    found = ends(bench._doses_heard(answers(heard(lambda level: 0.1 + 0.6 * level)), NAMED, {"curves": {}}))
    faces = statistics.interval([0.7, 0.75, 0.8, 0.85])
    for figure in (found["dose/at-1"], found["dose/ceiling"]):
        assert figure.count == 8
        assert (figure.low, figure.high) == pytest.approx(faces)


def test_an_emotion_that_a_judge_never_learned_has_no_dose() -> None:
    told = heard(lambda level: level)
    for read in told.values():
        read.pop("joy", None)
    found = ends(bench._doses_heard(answers(told), NAMED, {"curves": {}}))
    assert found["dose/rho"].count == 4
    assert not any(one.startswith("dose/joy") for one in found)


def test_an_action_unit_is_read_back_by_the_shapes_that_show_it() -> None:
    told = {
        (who, "AU26" if level else "", level): {"jawOpen": top * level}
        for who, top in (("mira", 0.6), ("jonas", 0.8))
        for level in (0.0, 0.5, 1.0)
    }
    tables: dict[str, Any] = {"curves": {}}
    found = ends(bench._read_back(answers(told, units=("AU12", "AU26")), tables))
    assert set(found) == {"AU26/rho", "AU26/ceiling"}
    assert found["AU26/rho"].value == pytest.approx(1)
    assert found["AU26/ceiling"].value == pytest.approx(0.7)
    assert tables["curves"]["meter"]["AU26"] == [[0, 0.3, 0.6], [0, 0.4, 0.8]]


def test_a_shape_that_stays_where_it_is_has_nothing_read_back() -> None:
    told = {("mira", "AU26" if level else "", level): {"jawOpen": 0.2} for level in (0.0, 0.5, 1.0)}
    found = ends(bench._read_back(answers(told, units=("AU26",)), {"curves": {}}))
    assert math.isnan(found["AU26/rho"].value)
    assert found["AU26/ceiling"].value == pytest.approx(0.2)
