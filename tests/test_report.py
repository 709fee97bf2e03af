"""Verdicts in words, outliers and the report, of evaluations by small judges that really measure."""

from __future__ import annotations

import json
import os
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from emogen.conditioning.emotion import Emotion
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.pipelines.evaluate.accuracy import (
    Accuracy,
    accuracies,
    axis_figure,
    headline,
    main_figure,
    naming_figure,
)
from emogen.pipelines.evaluate.evaluate import Evaluation, Judgement
from emogen.pipelines.evaluate.figures import Change, Figure
from emogen.pipelines.evaluate.item import Item, Medium
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion
from emogen.pipelines.evaluate.outliers import limit, outliers, twins
from emogen.pipelines.evaluate.report.findings import gather
from emogen.pipelines.evaluate.report.write import to_json, write_report
from emogen.pipelines.evaluate.verdict import verdict, verdicts
from emogen.pipelines.marks import scatter, strip

RATE = 8000
PITCH = {"sadness": 150.0, "joy": 300.0, "anger": 450.0}
"""Hz: how the tests' tones show emotions."""


def known(judge: str, value: float, *, chance: float = 0.25, low: float | None = None) -> dict[str, Any]:
    rows = (Accuracy(judge, "x/recall", "actors", 90, value, low or value - 0.05, value + 0.05, chance, ""),)
    return {judge: rows}


KNOWN = {
    **known("tone", 0.9),
    **known("ear", 0.8),
    **known("guess", 0.27),
    **known("own", 0.9),
    "feels": (Accuracy("feels", "valence/pearson", "photos", 90, 0.9, 0.8, 1.0, 0.0, ""),),
}


class Tone(Judge):
    """Hears emotions by the pitch of a tone, and how loud it is."""

    name = "tone"
    medium = "speech"
    title = "the pitch of a tone"
    measures: ClassVar[tuple[Measure, ...]] = (
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


class Feels(Tone):
    name = "feels"


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


def test_the_figure_of_names_and_of_an_axis_are_their_own() -> None:
    rows = tuple(
        Accuracy("eye", name, "photos", 90, value, value - 0.1, value + 0.1, 0.0, "")
        for name, value in {
            "valence/pearson": 0.6,
            "valence/spearman": 0.5,
            "auc_arousal/absolute": 0.7,
        }.items()
    )
    table = {"eye": rows}
    assert naming_figure("eye", table) is None
    assert [axis_figure("eye", axis, table) for axis in ("valence", "arousal", "dominance")] == [
        rows[0],
        rows[2],
        None,
    ]
    assert naming_figure("tone", KNOWN) == KNOWN["tone"][0]


# Verdicts


def test_judges_that_agree_show_it() -> None:
    one = verdict(
        said(item := speech(), (Tone, shares(sadness=1)), (Ear, shares(sadness=3, joy=1))), item, KNOWN
    )
    assert (one.state, one.support, one.agreement) == ("shown", 1.0, 1.0)
    assert one.words == "sadness, as wanted: tone hears sadness (100%), ear hears sadness (75%)"


def test_judges_that_hear_another_emotion_miss_it() -> None:
    heard = said(item := speech("anger"), (Tone, shares(neutral=1)), (Ear, shares(neutral=1)))
    one = verdict(heard, item, KNOWN)
    assert (one.state, one.support) == ("missed", 0.0)
    assert one.words == "not anger, which was wanted: tone hears neutral (100%), ear hears neutral (100%)"


def test_judges_that_disagree_leave_it_open() -> None:
    heard = said(item := speech(), (Tone, shares(sadness=1)), (Ear, shares(joy=1)))
    one = verdict(heard, item, {**known("tone", 0.8), **known("ear", 0.8)})
    assert (one.state, one.agreement) == ("unclear", 0.0)
    told = "tone hears sadness (100%), ear hears joy (100%)"
    assert one.words == f"hard to tell whether sadness, which was wanted: {told}"


def test_a_better_judge_weighs_more() -> None:
    heard = said(item := speech(), (Tone, shares(sadness=1)), (Ear, shares(joy=1)))
    assert verdict(heard, item, {**known("tone", 0.95), **known("ear", 0.4)}).state == "shown"
    assert verdict(heard, item, {**known("tone", 0.4), **known("ear", 0.95)}).state == "missed"


@pytest.mark.parametrize(
    ("judge", "why"),
    [
        (Guess, "near chance"),
        (Own, "shares its knowledge"),
        (Unknown, "never measured on real people"),
        (Feels, "names that were never measured on people"),
    ],
)
def test_judges_that_do_not_count_never_decide(judge: type[Judge], why: str) -> None:
    heard = said(item := speech("anger"), (Tone, shares(neutral=1)), (judge, shares(anger=1)))
    one = verdict(heard, item, KNOWN)
    assert one.state == "missed"
    assert one.agreement is None
    assert why in next(vote.doubt for vote in one.votes if vote.judge == judge.name)
    alone = verdict(said(item, (judge, shares(anger=1))), item, KNOWN)
    assert (alone.state, alone.support) == ("open", None)
    assert f"{judge.name} says anger, but" in alone.words


def test_without_a_command_the_judges_say_what_they_hear() -> None:
    one = verdict(said(item := speech(None), (Tone, shares(joy=1))), item, KNOWN)
    assert (one.state, one.words) == ("open", "tone hears joy (100%)")


def test_an_emotion_without_a_name_is_not_counted() -> None:
    one = verdict(said(item := speech("disgust"), (Tone, shares(joy=1))), item, KNOWN)
    assert one.state == "open"
    assert "no name for what was wanted" in one.words


def test_problems_and_figures_are_told() -> None:
    item = speech()
    opinion = Opinion({"wer": 0.0, "loudness": -21.3}, shares(sadness=1))
    found = Evaluation((item,), (Judgement(item, Tone, opinion), Judgement(item, Ear, None, "silent")), {})
    one = verdict(found, item, KNOWN)
    assert one.words == "sadness, as wanted: tone hears sadness (100%); every word understood; -21.3 LUFS"
    assert one.problems == ("ear: silent",)
    assert verdict(Evaluation((item,), found.judgements[1:], {}), item, KNOWN).words.endswith("silent")


class Eye(Judge):
    """Says where a picture lies among the feelings."""

    name = "eye"
    medium = "picture"
    title = "valence and arousal"
    source = "these tests"
    licence = "MIT"

    def judge(self, item: Item) -> Opinion:
        return Opinion({"valence": float(item.facts["v"]), "arousal": float(item.facts["a"])})


def picture(valence: float, arousal: float, **facts: float) -> Item:
    return Item(Path("p.png"), frozenset({"picture"}), Emotion.va(valence, arousal), facts=facts)


def test_places_are_told_where_nobody_names_emotions() -> None:
    item = picture(0.6, 0.5, v=0.27, a=-0.04)
    seen = Evaluation((item,), (Judgement(item, Eye, Eye().judge(item)),), {})
    table = {"eye": (Accuracy("eye", "valence/pearson", "photos", 90, 0.5, 0.4, 0.6, 0.0, ""),)}
    one = verdict(seen, item, table)
    assert one.words == "eye finds valence +0.27 (wanted +0.60), arousal -0.04 (wanted +0.50)"
    assert verdict(seen, item, {}).words == "no verdict"


def test_perceived_follows_commanded() -> None:
    rng = np.random.default_rng(0)
    items = [picture(v, 0.1, v=v / 3 + 0.2, a=a) for v, a in rng.uniform(-0.9, 0.9, (20, 2))]
    done = tuple(Judgement(item, Eye, Eye().judge(item)) for item in items)
    valence, arousal = gather(Evaluation(tuple(items), done, {}), {}).follows
    assert (valence.axis, round(valence.rho, 6)) == ("valence", 1.0)
    assert (arousal.axis, np.isnan(arousal.rho)) == ("arousal", True)


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


def test_the_same_take_in_another_file_is_found(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    names = [f"m{index}" for index in range(8)]

    class Many(Tone):
        measures = tuple(Measure(name, "a number", 0.0, 1.0) for name in names)

    items = batch(tmp_path, 20)
    rows = rng.random((20, 8))
    rows[7] = rows[2] + 1e-4
    done = [
        Judgement(item, Many, Opinion(dict(zip(names, row, strict=True))))
        for item, row in zip(items, rows.tolist(), strict=True)
    ]
    (pair,) = twins(Evaluation(tuple(items), tuple(done), {}))
    assert pair.items == (items[2], items[7])


# Findings


def test_agreement_beyond_chance_of_judges(tmp_path: Path) -> None:
    found = gather(judged(batch(tmp_path, 30), Tone, Ear, Own), KNOWN)
    (pair,) = found.pairs
    assert (pair.one, pair.other, pair.count, pair.same, pair.kappa) == ("tone", "ear", 30, 1.0, 1.0)
    tone_, *_ = found.parities
    assert tone_.figures[0].value == 1.0
    assert tone_.ours.counts == {(name, name): 10 for name in PITCH}


def test_shuffled_labels_drop_to_chance(tmp_path: Path) -> None:
    items = batch(tmp_path, 60)
    names = list(PITCH)
    shuffled = [names[index] for index in np.random.default_rng(3).integers(0, 3, 60)]
    for item, name in zip(items, shuffled, strict=True):
        object.__setattr__(item, "emotion", Emotion.parse(name))
    found = gather(judged(items, Tone), KNOWN)
    assert found.parities[0].figures[0].low < 1 / 3 < found.parities[0].figures[0].high
    assert found.states["missed"] > 25
    assert [one for one in found.outliers if one.measure == "wanted"] == []


# The page


class Page(HTMLParser):
    """What a page holds: its ids, its addresses, its text, and what is left open."""

    VOID = frozenset({"meta", "img", "input", "br", "link"})
    LOOSE = frozenset({"html", "li", "td", "th", "tr", "thead", "tbody", "option", "dt", "dd"})

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.words: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.raw = path.read_text(encoding="utf-8")
        self.feed(self.raw)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        assert not any(name.startswith("on") for name in given), given
        assert tag != "img" or given["alt"]
        assert tag != "svg" or given["aria-label"]
        if tag not in self.VOID | self.LOOSE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.LOOSE:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_holds_all_and_needs_nothing(tmp_path: Path) -> None:
    figures = [Figure("speech/tone/recall", 0.5, 0.4, 0.6, 60, "higher", "how often named right")]
    changes = [
        Change("speech/a", 0.5, 0.3, -0.2, -0.3, -0.1, "worse"),
        Change("speech/b", 0.5, 0.5, 0.0, -0.1, 0.1, "same"),
    ]
    found = judged(batch(tmp_path / "in", 12), Tone, Own)
    path = write_report(
        found, tmp_path / "r.html", figures=figures, changes=changes, left=["x.txt: no medium"], known=KNOWN
    )
    page = Page(path)
    assert page.open == []
    assert len(set(page.ids)) == len(page.ids)
    assert page.tags.count("audio") == 12
    outside = {one.split(":")[0] for one in page.addresses if not one.startswith(("#", "data:audio", "in/"))}
    assert outside == set()
    assert "http" not in re.sub(r"data:[^\"]*", "", page.raw).replace("http-equiv", "")
    text = " ".join(page.words)
    for said in ("Against the baseline", "−0.2 (−0.3 to −0.1)", "1 of 2 figures are as before", "Left out"):
        assert said in text
    assert "shares its knowledge with emogen" in text
    assert "its weights are not here" in text
    assert "not counted" in page.raw


def test_the_page_lets_only_its_own_script_run(tmp_path: Path) -> None:
    path = write_report(judged(batch(tmp_path, 3), Tone), tmp_path / "r.html", known=KNOWN)
    page = Page(path)
    script = page.raw.rsplit("<script>", 1)[1].split("</script>")[0]
    assert f"script-src 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in page.raw


def test_hostile_text_and_names_stay_text(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{}\u202e"
    name = os.fsdecode(b"\xff<b onclick='x'>\"&#$%.wav")
    rng = np.random.default_rng(0)
    made = tone(tmp_path / "plain.wav", "joy", level=0.1, rng=rng)
    made.path.rename(tmp_path / name)
    item = Item(tmp_path / name, frozenset({"speech"}), Emotion.parse("joy"), text=evil, who=evil)

    class Evil(Tone):
        name = title = source = licence = evil

    said = Opinion({"loudness": float("nan")}, {evil: 1.0}, (evil,), {"heard": evil})
    done = (Judgement(item, Evil, said), Judgement(item, Tone, None, evil))
    found = Evaluation((item,), done, {evil: evil})
    path = write_report(found, tmp_path / "r.html", title=evil, left=[evil], known=KNOWN)
    page = Page(path)
    assert page.tags.count("script") == 2
    assert page.tags.count("img") == 0
    assert page.tags.count("b") == page.raw.count("<b>") + page.raw.count("<b class")
    assert "alert(1)" in " ".join(page.words)
    record = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert record["items"][0]["text"] == evil
    assert record["items"][0]["judges"][evil]["values"]["loudness"] is None


def test_sounds_beyond_the_limit_are_linked(tmp_path: Path) -> None:
    found = judged(batch(tmp_path / "in", 6), Tone)
    path = write_report(found, tmp_path / "out" / "r.html", known=KNOWN, sound_limit=4000)
    page = Page(path)
    linked = [one for one in page.addresses if one.startswith("../in/")]
    embedded = [one for one in page.addresses if one.startswith("data:audio/mpeg")]
    assert embedded
    assert len(linked) == 6 + 6 - len(embedded)
    assert f"{6 - len(embedded)} sounds play from their own files" in page.raw


def test_pictures_and_files_that_are_none(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (900, 600), (200, 30, 40)).save(tmp_path / "red.png")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    (tmp_path / "broken.wav").write_bytes(b"no sound")
    media: dict[str, Medium] = {
        "red.png": "picture",
        "broken.png": "picture",
        "broken.wav": "speech",
        "gone.mp4": "face",
    }
    items = [Item(tmp_path / name, frozenset({medium})) for name, medium in media.items()]
    path = write_report(judged(items, Tone), tmp_path / "r.html", known=KNOWN)
    page = Page(path)
    assert page.tags.count("img") == 1
    assert page.raw.count("cannot be shown") == 2
    assert "broken.wav" in page.raw


def test_an_empty_evaluation_is_a_page(tmp_path: Path) -> None:
    page = Page(write_report(Evaluation((), (), {}), tmp_path / "r.html"))
    assert "0 items" in " ".join(page.words)
    with pytest.raises(RequestError, match="cannot write"):
        write_report(Evaluation((), (), {}), tmp_path / "r.txt")


def test_json_has_the_same_keys_whatever_there_is(tmp_path: Path) -> None:
    full = to_json(judged(batch(tmp_path, 12), Tone, Ear), known=KNOWN)
    empty = to_json(Evaluation((), (), {}))
    assert list(full) == list(empty)
    assert json.loads(json.dumps(full, allow_nan=False)) == full
    assert full["items"][0]["verdict"]["state"] == "shown"
    assert full["judges"][0]["accuracy"][0]["value"] == 0.9


def test_reports_of_the_same_are_the_same(tmp_path: Path) -> None:
    items = batch(tmp_path, 12)
    one = write_report(judged(items, Tone), tmp_path / "a.html", known=KNOWN)
    other = write_report(judged(items, Tone), tmp_path / "b.html", known=KNOWN)
    assert one.read_bytes() == other.read_bytes()


# Drawings


def test_a_strip_keeps_its_dots_inside_and_thins_them() -> None:
    drawn = strip({"joy": [float(value) for value in range(1000)], "fear": [-5.0]}, label="x")
    places = [float(x) for x in re.findall(r"M([\d.]+) \d+h0", drawn)]
    width = float(re.findall(r'viewBox="0 0 ([\d.]+)', drawn)[0])
    assert len(places) == 61
    assert min(places) > 0
    assert max(places) < width


def test_drawings_of_a_single_value() -> None:
    assert "median" not in strip({"joy": [0.0]}, label="x")
    assert "median" in strip({"joy": [0.0, 0.0, 0.0]}, label="x")
    assert 'class="dots"' in scatter([(0.3, 0.2)], label="x")
