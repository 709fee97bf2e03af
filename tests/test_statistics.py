"""Statistics: their laws, and what they say when there is nothing to say."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from emogen.pipelines.evaluate import statistics
from emogen.seeds import stream

NUMBERS = arrays(float, st.integers(3, 30), elements=st.integers(-50, 50).map(float))


def varied(values: np.ndarray) -> bool:
    return len(set(values.tolist())) > 1


@settings(deadline=None)
@given(NUMBERS)
def test_correlations_of_something_with_itself_are_one_and_with_its_negative_minus_one(
    values: np.ndarray,
) -> None:
    for correlation in (statistics.spearman, statistics.kendall, statistics.correlation):
        if not varied(values):
            assert math.isnan(correlation(values, values))
            continue
        assert correlation(values, values) == pytest.approx(1)
        assert correlation(values, -values) == pytest.approx(-1)


@settings(deadline=None)
@given(NUMBERS)
def test_ranks_do_not_care_how_a_scale_is_bent(values: np.ndarray) -> None:
    if varied(values):
        bent = np.arctan(values / 10)
        assert statistics.spearman(values, bent) == pytest.approx(1)
        assert statistics.kendall(values, bent) == pytest.approx(1)


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_an_interval_holds_its_value_narrows_with_items_and_repeats(seed: int) -> None:
    values = stream(seed, "test").normal(size=400)
    low, high = statistics.interval(values, seed=seed, draws=200)
    assert low < values.mean() < high
    few_low, few_high = statistics.interval(values[:25], seed=seed, draws=200)
    assert few_high - few_low > high - low
    assert (low, high) == statistics.interval(values, seed=seed, draws=200)


def test_intervals_cover_the_truth_about_as_often_as_they_claim() -> None:
    covered = 0
    for trial in range(200):
        low, high = statistics.interval(stream(trial, "coverage").normal(size=40), seed=trial, draws=200)
        covered += low <= 0 <= high
    assert 175 <= covered <= 198


def test_clusters_widen_an_interval_when_their_items_say_the_same() -> None:
    chance = stream(1, "test")
    speakers = np.repeat(np.arange(8), 25)
    values = chance.normal(size=8)[speakers] + 0.05 * chance.normal(size=200)
    low, high = statistics.interval(values)
    wide_low, wide_high = statistics.interval(values, clusters=speakers.tolist())
    assert wide_high - wide_low > 3 * (high - low)


def test_what_is_undefined_is_nan() -> None:
    assert all(map(math.isnan, statistics.interval([])))
    assert all(map(math.isnan, statistics.interval([1.0])))
    assert all(map(math.isnan, statistics.interval([1.0, 2.0], clusters=["a", "a"])))
    constant = statistics.interval(np.ones((9, 2)), statistics.paired(statistics.spearman))
    assert all(map(math.isnan, constant))
    assert math.isnan(statistics.mean([]))
    assert math.isnan(statistics.auc([1, 1], [0.2, 0.3]))
    assert math.isnan(statistics.recall([], []))
    nothing = statistics.ratio("a", [], (1.0, 0.5, 2.0))
    assert nothing.count == 0
    assert all(map(math.isnan, (nothing.value, nothing.low, nothing.high)))


@pytest.mark.parametrize("over", [(0.1, 0.0, 0.2), (0.1, math.nan, math.nan), (-1.0, -2.0, -0.5)])
def test_nothing_is_divided_by_what_may_be_zero(over: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="no ratio"):
        statistics.ratio("a", [1.0, 2.0], over)


def test_items_with_a_nan_are_left_out() -> None:
    assert statistics.spearman([1, 2, math.nan, 3], [1, 2, -9, 3]) == pytest.approx(1)
    made = statistics.figure("a/b", [1.0, math.nan, 3.0], better="higher", meaning="of a")
    assert (made.id, made.value, made.count, made.better, made.meaning) == ("a/b", 2.0, 2, "higher", "of a")
    assert (made.low, made.high) == (1, 3)
    with_gap = statistics.interval([1.0, math.nan, 3.0, 5.0], clusters=["a", "a", "b", "c"])
    assert with_gap == statistics.interval([1.0, 3.0, 5.0])


@settings(deadline=None)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=40), st.randoms())
def test_recall_is_the_mean_share_on_the_diagonal(true: list[str], chance: Random) -> None:
    named = [chance.choice("abc") for _ in true]
    table = statistics.confusion(true, named, "abc")
    assert table.sum() == len(true)
    rows = [table[i, i] / table[i].sum() for i in range(3) if table[i].sum()]
    assert statistics.recall(true, named) == pytest.approx(np.mean(rows))
    assert statistics.recall_of(statistics.coded(true, named)) == pytest.approx(np.mean(rows))
    assert statistics.recall(true, true) == 1


def test_guessing_has_the_recall_of_chance_however_uneven_the_classes() -> None:
    chance = stream(2, "test")
    true = ["a"] * 3000 + ["b"] * 300 + ["c"] * 600
    named = chance.choice(["a", "b", "c"], size=len(true)).tolist()
    assert statistics.recall(true, named) == pytest.approx(1 / 3, abs=0.04)
    assert statistics.recall(true, ["a"] * len(true)) == pytest.approx(1 / 3)


def test_categories_that_are_not_asked_for_are_not_counted() -> None:
    assert statistics.confusion(["a", "x", "a"], ["a", "a", "x"], ["a", "b"]).tolist() == [[1, 0], [0, 0]]


@settings(deadline=None)
@given(NUMBERS, st.randoms())
def test_auc_turns_round_with_its_scores(scores: np.ndarray, chance: Random) -> None:
    true = np.array([chance.random() < 0.5 for _ in scores])
    area = statistics.auc(true, scores)
    if true.all() or not true.any():
        assert math.isnan(area)
    else:
        assert statistics.auc(true, -scores) == pytest.approx(1 - area)
        assert statistics.auc(true, true) == 1
