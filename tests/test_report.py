"""Verdicts in words, outliers and the report, of evaluations by small judges that really measure."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from emogen.conditioning.emotion import Emotion
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.pipelines.evaluate.accuracy import Accuracy, accuracies, headline, main_figure
from emogen.pipelines.evaluate.evaluate import Evaluation, Judgement
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion
from emogen.pipelines.evaluate.outliers import limit, outliers, twins
from emogen.pipelines.evaluate.verdict import verdict, verdicts

RATE = 8000
PITCH = {"sadness": 150.0, "joy": 300.0, "anger": 450.0}
"""Hz: how the tests' tones show emotions."""


def known(judge: str, value: float, *, chance: float = 0.25, low: float | None = None) -> dict[str, Any]:
    rows = (Accuracy(judge, "x/recall", "actors", 90, value, low or value - 0.05, value + 0.05, chance, ""),)
    return {judge: rows}


KNOWN = {**known("tone", 0.9), **known("ear", 0.8), **known("guess", 0.27), **known("own", 0.9)}


class Tone(Judge):
    """Hears emotions by the pitch of a tone, and how loud it is."""

    name = "tone"
    medium = "speech"
    title = "the pitch of a tone"
    measures = (
        Measure("loudness", "how loud it is", -70.0, 0.0, "", "LUFS"),
        Measure("wer", "words misheard", 0.0, 1.0, "lower"),
    )
    categories: ClassVar[tuple[str, ...]] = (*PITCH, "neutral")
    source = "these tests"
    licence = "MIT"

    def judge(self, item: Item) -> Opinion:
        samples = item.audio.samples
        spectrum = np.abs(np.fft.rfft(samples))
        pitch = float(np.fft.rfftfreq(len(samples), 1 / item.audio.rate)[spectrum.argmax()])
        near = {name: np.exp(-(((pitch - hertz) / 60) ** 2)) + 0.01 for name, hertz in PITCH.items()}
        near["neutral"] = 0.05
        total = sum(near.values())
        values = {"loudness": 20 * np.log10(np.sqrt((samples**2).mean()) + 1e-9)}
        said = item.facts.get("said", item.text).split()
        if item.text:
            wrong = sum(a != b for a, b in zip(said, item.text.split(), strict=True))
            values["wer"] = wrong / len(said)
        return Opinion(values, {name: float(share / total) for name, share in near.items()})


class Ear(Tone):
    name = "ear"


class Guess(Tone):
    name = "guess"


class Own(Tone):
    name = "own"
    independent = False


class Unknown(Tone):
    name = "unknown"


def shares(**given: float) -> dict[str, float]:
    rest = dict.fromkeys((*PITCH, "neutral"), 0.0) | given
    return {name: share / sum(rest.values()) for name, share in rest.items()}


def said(item: Item, *opinions: tuple[type[Judge], dict[str, float]]) -> Evaluation:
    done = tuple(Judgement(item, judge, Opinion({}, given)) for judge, given in opinions)
    return Evaluation((item,), done, {})


def speech(emotion: str | None = "sadness", **more: Any) -> Item:
    felt = Emotion.parse(emotion) if emotion else None
    return Item(Path("a.wav"), frozenset({"speech"}), felt, **more)


def batch(folder: Path, count: int = 60, *, seed: int = 0) -> list[Item]:
    """Tones of three emotions, of one voice, a little different from one another."""
    rng = np.random.default_rng(seed)
    items = []
    for index in range(count):
        name = list(PITCH)[index % 3]
        items.append(tone(folder / f"{index:03}.wav", name, level=0.1 * 10 ** rng.normal(0, 0.02), rng=rng))
    return items


def tone(path: Path, name: str, *, level: float, rng: np.random.Generator, label: str = "") -> Item:
    time = np.arange(RATE // 4) / RATE
    wave = np.sin(2 * np.pi * PITCH[name] * (1 + rng.normal(0, 0.01)) * time) * level * np.sqrt(2)
    Audio(wave.astype(np.float32), RATE).save(path)
    felt = Emotion.parse(label or name)
    text = "one two three four five six seven eight"
    return Item(path, frozenset({"speech"}), felt, text=text, who="af_heart")


def judged(items: list[Item], *judges: type[Judge]) -> Evaluation:
    done = []
    for item in items:
        for judge in judges:
            try:
                done.append(Judgement(item, judge, judge().judge(item)))
            except RequestError as error:
                done.append(Judgement(item, judge, None, str(error)))
    return Evaluation(tuple(items), tuple(done), {"absent": "its weights are not here"})


# Accuracy


def test_the_table_of_judges_is_well_formed() -> None:
    for judge, rows in accuracies().items():
        for row in rows:
            assert row.judge == judge
            assert row.count > 0
            assert row.meaning
            assert 0 <= row.skill <= 1
        assert headline(judge).startswith(str(main_figure(judge))[:5])


def test_skill_is_nothing_within_the_interval_of_chance() -> None:
    assert known("a", 0.75, chance=0.5)["a"][0].skill == pytest.approx(0.5)
    assert known("a", 0.3, chance=0.25, low=0.2)["a"][0].skill == 0
    assert known("a", 0.3, chance=float("nan"))["a"][0].skill == 0


def test_the_figure_of_emotions_comes_before_others() -> None:
    other = Accuracy("tone", "valence", "actors", 9, 0.5, 0.4, 0.6, 0.0, "")
    table = {"tone": (other, *KNOWN["tone"])}
    assert main_figure("tone", table) == KNOWN["tone"][0]
    assert main_figure("nobody", table) is None


# Verdicts


def test_judges_that_agree_show_it() -> None:
    one = verdict(
        said(item := speech(), (Tone, shares(sadness=1)), (Ear, shares(sadness=3, joy=1))), item, KNOWN
    )
    assert (one.state, one.support, one.agreement) == ("shown", 1.0, 1.0)
    assert one.words == "both judges hear sadness, as wanted"


def test_judges_that_hear_another_emotion_miss_it() -> None:
    heard = said(item := speech("anger"), (Tone, shares(neutral=1)), (Ear, shares(neutral=1)))
    one = verdict(heard, item, KNOWN)
    assert (one.state, one.support) == ("missed", 0.0)
    assert one.words == "no judge hears anger: they hear neutral"


def test_judges_that_disagree_leave_it_open() -> None:
    heard = said(item := speech(), (Tone, shares(sadness=1)), (Ear, shares(joy=1)))
    one = verdict(heard, item, {**known("tone", 0.8), **known("ear", 0.8)})
    assert (one.state, one.agreement) == ("unclear", 0.0)
    assert one.words == "hard to tell: 1 of 2 judges hears sadness, as wanted; the other hears joy"


def test_a_better_judge_weighs_more() -> None:
    heard = said(item := speech(), (Tone, shares(sadness=1)), (Ear, shares(joy=1)))
    assert verdict(heard, item, {**known("tone", 0.95), **known("ear", 0.4)}).state == "shown"
    assert verdict(heard, item, {**known("tone", 0.4), **known("ear", 0.95)}).state == "missed"


@pytest.mark.parametrize(
    ("judge", "why"),
    [(Guess, "near chance"), (Own, "shares its knowledge"), (Unknown, "never measured")],
)
def test_judges_that_do_not_count_never_decide(judge: type[Judge], why: str) -> None:
    heard = said(item := speech("anger"), (Tone, shares(neutral=1)), (judge, shares(anger=1)))
    one = verdict(heard, item, KNOWN)
    assert one.state == "missed"
    assert one.agreement is None
    assert why in next(vote.doubt for vote in one.votes if vote.judge == judge.name)
    alone = verdict(said(item, (judge, shares(anger=1))), item, KNOWN)
    assert (alone.state, alone.support) == ("open", None)
    assert alone.words.startswith("hard to tell")


def test_without_a_command_the_judges_say_what_they_hear() -> None:
    one = verdict(said(item := speech(None), (Tone, shares(joy=1))), item, KNOWN)
    assert (one.state, one.words) == ("open", "the judge hears joy")


def test_an_emotion_without_a_name_is_not_counted() -> None:
    one = verdict(said(item := speech("disgust"), (Tone, shares(joy=1))), item, KNOWN)
    assert one.state == "open"
    assert "no name for what was wanted" in one.words


def test_problems_and_figures_are_told() -> None:
    item = speech()
    opinion = Opinion({"wer": 0.0, "quality": 3.42, "loudness": -21.3}, shares(sadness=1))
    found = Evaluation((item,), (Judgement(item, Tone, opinion), Judgement(item, Ear, None, "silent")), {})
    one = verdict(found, item, KNOWN)
    assert one.words == (
        "the judge hears sadness, as wanted; every word understood; quality 3.4 of 5; -21.3 LUFS"
    )
    assert one.problems == ("ear: silent",)
    assert verdict(Evaluation((item,), found.judgements[1:], {}), item, KNOWN).words.endswith("silent")


# Outliers


def test_seeded_faults_are_found(tmp_path: Path) -> None:
    items = batch(tmp_path)
    rng = np.random.default_rng(9)
    items[10] = tone(items[10].path, "joy", level=0.2, rng=rng)
    items[21] = tone(items[21].path, "anger", level=0.1, rng=rng, label="sadness")
    items[31].facts["said"] = "one who tree for fife six seven eight"
    found = judged(items, Tone)
    odd = {(one.item, one.measure): one for one in outliers(found, KNOWN)}
    assert set(odd) == {(items[10], "loudness"), (items[21], "wanted"), (items[31], "wer")}
    assert "dB louder than the others of af_heart" in odd[items[10], "loudness"].words
    assert odd[items[21], "wanted"].words == "shows anger and not sadness (tone), unlike the others"
    assert [one.state for one in verdicts(found, KNOWN)].count("missed") == 1


def test_clean_batches_raise_few_alarms(tmp_path: Path) -> None:
    alarms = [len(outliers(judged(batch(tmp_path, 24, seed=seed), Tone), KNOWN)) for seed in range(10)]
    assert sum(alarms) <= 1


def test_few_items_have_no_outliers(tmp_path: Path) -> None:
    items = batch(tmp_path, 5)
    items[0] = tone(items[0].path, "sadness", level=0.6, rng=np.random.default_rng(1))
    assert outliers(judged(items, Tone), KNOWN) == ()
    assert limit(6) > limit(60) > 4


def test_copies_are_found(tmp_path: Path) -> None:
    items = batch(tmp_path, 6)
    items[3].path.write_bytes(items[0].path.read_bytes())
    (pair,) = twins(judged(items, Tone))
    assert pair.items == (items[0], items[3])
    assert str(pair) == "000.wav, 003.wav: the same file"
