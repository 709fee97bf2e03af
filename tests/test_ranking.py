"""Rankings: who votes, by what, and how far the voters agree; judges and figures are made up here."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from emogen.conditioning.emotion import Emotion
from emogen.pipelines.evaluate import statistics
from emogen.pipelines.evaluate.accuracy import Accuracy
from emogen.pipelines.evaluate.evaluate import Evaluation, Judgement
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion
from emogen.pipelines.evaluate.ranking import agreement, rank

JOY = Emotion("joy").vad


class Ear(Judge):
    """A judge whose opinions the tests write."""

    name, medium, title, source, licence = "ear", "speech", "an ear", "these tests", "MIT"
    categories: ClassVar[tuple[str, ...]] = ("joy", "anger", "sadness")

    def judge(self, item: Item) -> Opinion:
        raise NotImplementedError(item.path)


class Deaf(Ear):
    name = "deaf"


class Mirror(Ear):
    name, independent = "mirror", False


class Compass(Ear):
    name, categories = "compass", ()
    measures = (Measure("valence", "", -1, 1), Measure("arousal", "", -1, 1))


class Words(Ear):
    name, categories, measures = "whisper", (), (Measure("wer", "", 0, 1, "lower"),)


class Sound(Ear):
    name, categories, measures = "dnsmos", (), (Measure("ovrl", "", 1, 5, "higher"),)


def row(judge: str, figure: str, value: float, chance: float) -> Accuracy:
    return Accuracy(judge, figure, "actors", 99, value, value - 0.1, value + 0.1, chance, "")


KNOWN = {
    "ear": (row("ear", "recall", 0.8, 0.3),),
    "deaf": (row("deaf", "recall", 0.35, 0.3),),
    "mirror": (row("mirror", "recall", 0.9, 0.3),),
    "compass": (row("compass", "valence/pearson", 0.01, 0.0), row("compass", "arousal/pearson", 0.6, 0.0)),
}
BOTH = {"compass": (row("compass", "auc_valence/absolute", 0.8, 0.5), *KNOWN["compass"][1:])}


def shares(joy: float, anger: float = 0.0) -> Opinion:
    return Opinion(shares={"joy": joy, "anger": anger, "sadness": 1 - joy - anger})


def at(valence: float, arousal: float) -> Opinion:
    return Opinion({"valence": valence, "arousal": arousal})


def evaluation(columns: dict[type[Judge], Sequence[Opinion | None]]) -> Evaluation:
    """From judge -> an opinion for each item."""
    count = len(next(iter(columns.values())))
    items = tuple(Item(Path(f"{index}.wav"), frozenset({"speech"})) for index in range(count))
    said = [
        Judgement(item, judge, opinion, "" if opinion else "no")
        for judge, opinions in columns.items()
        for item, opinion in zip(items, opinions, strict=True)
    ]
    return Evaluation(items, tuple(said), {})


RISING = [shares(share) for share in (0.2, 0.5, 0.8)]


@pytest.mark.parametrize(
    ("judge", "why"),
    [(Deaf, "is near chance"), (Mirror, "shares its knowledge")],
)
def test_judges_in_doubt_have_no_vote(judge: type[Judge], why: str) -> None:
    found = rank(evaluation({Ear: RISING, judge: RISING[::-1]}), "joy", KNOWN)
    assert found.judges == ("ear",)
    assert [int(one.item.path.stem) for one in found.places] == [2, 1, 0]
    (note,) = found.notes
    assert note.startswith(f"{judge.name} has no vote: it {why}")


def test_where_all_are_in_doubt_the_independent_vote_and_that_is_said() -> None:
    found = rank(evaluation({Deaf: RISING, Mirror: RISING[::-1]}), "joy", KNOWN)
    assert found.judges == ("deaf",)
    assert found.notes[-1].endswith("these vote all the same: deaf")
    alone = rank(evaluation({Mirror: RISING}), "joy", KNOWN)
    assert alone.judges == ("mirror",)
    assert [one.place for one in alone.places] == [1, 2, 3]


def test_coordinates_count_by_the_axes_that_the_judge_tells() -> None:
    right_arousal, right_valence = at(-1.0, JOY[1]), at(JOY[0], -1.0)
    seen = evaluation({Compass: [right_valence, right_arousal]})
    found = rank(seen, "joy", KNOWN)
    assert [int(one.item.path.stem) for one in found.places] == [1, 0]
    assert found.places[0].scores["compass"] == pytest.approx(0)
    assert found.notes == ("compass votes by arousal alone",)
    both = rank(seen, "joy", {"compass": (*BOTH["compass"],)})
    assert both.notes == ()
    assert both.places[0].scores["compass"] < -0.5


def test_a_judge_that_tells_no_axis_has_no_vote() -> None:
    known = {**KNOWN, "compass": KNOWN["compass"][:1]}
    found = rank(evaluation({Ear: RISING, Compass: [at(0, 0)] * 3}), "joy", known)
    assert found.judges == ("ear",)
    assert "is not known to tell valence or arousal" in found.notes[0]


scores = arrays(
    float, st.tuples(st.integers(2, 9), st.integers(1, 4)), elements=st.sampled_from([0, 1, 2, 3, np.nan])
)


@given(scores)
@settings(max_examples=60, deadline=None)
def test_agreement_is_the_mean_of_kendalls_tau_of_what_both_judged(table: np.ndarray) -> None:
    pairs = itertools.combinations(table.T, 2)
    expected = statistics.mean([statistics.kendall(one, other) for one, other in pairs])
    assert agreement(table) == pytest.approx(expected, nan_ok=True)


def test_what_neither_could_judge_is_no_agreement() -> None:
    opposed: dict[type[Judge], Sequence[Opinion | None]] = {
        Ear: [*RISING, None, None, None],
        Deaf: [*RISING[::-1], None, None, None],
    }
    found = rank(evaluation(opposed), "joy", {"ear": KNOWN["ear"], "deaf": KNOWN["ear"]})
    assert found.agreement.value == pytest.approx(-1)
    assert found.agreement.count == 3


def test_what_is_wrong_with_an_item_is_said_of_every_measure() -> None:
    found = rank(
        evaluation(
            {
                Ear: RISING,
                Words: [Opinion({"wer": 0.0}), None, Opinion({"wer": 0.5})],
                Sound: [Opinion({"ovrl": 3.1}), Opinion({"ovrl": 3.0}), Opinion({"ovrl": 2.0})],
            }
        ),
        "joy",
        KNOWN,
    )
    assert [int(one.item.path.stem) for one in found.places] == [1, 0, 2]
    assert found.places[-1].vetoes == ("whisper: wer 0.50, best 0.00", "dnsmos: ovrl 2.00, best 3.10")
