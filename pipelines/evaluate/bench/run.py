"""Benches: emogen's own output made, judged and summed up in figures that keep their names.

Which figures there are follows from what the judges give, so a new judge needs no line here:

* categories -> recall, its ratio to real actors' (:mod:`.parity`), the dose-response of their shares;
* coordinates (``valence`` …) -> Spearman of commanded and judged;
* measures with a better side (word errors, quality, likeness …) -> their mean under emotion, and the
  change against the same words, face or place made neutral;
* measures named after a face's shapes -> every action unit read back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.targets.units import action_units
from emogen.home import home
from emogen.pipelines.evaluate import parity, statistics
from emogen.pipelines.evaluate.accuracy import headline
from emogen.pipelines.evaluate.bench.dose import dose
from emogen.pipelines.evaluate.bench.making import Scene, make
from emogen.pipelines.evaluate.bench.suites import Suite, find_suite
from emogen.pipelines.evaluate.bench.sweep import actors_reach, reading
from emogen.pipelines.evaluate.evaluate import Judgement, evaluate
from emogen.pipelines.evaluate.figures import Figure, Result
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion, category_of, find_judge, judges, missing
from emogen.pipelines.knobs import COORDINATES, Knob, read_knob
from emogen.progress import Progress, ignore, part_of
from emogen.version import __version__

_SHORT: Final = ("rho", "ceiling")
"""What is told of one emotion's or one unit's dose-response; all of it for the emotions together."""


@dataclass(frozen=True)
class Made:
    """One item of a suite.

    Attributes:
        scene: what stayed the same.
        knob: the emotion or the action unit; "" for the neutral version.
        level: of it; 0 for the neutral version.
        item: the file.
    """

    scene: Scene
    knob: str
    level: float
    item: Item


def run_suite(
    name: str,
    size: str = "small",
    *,
    folder: str | Path | None = None,
    names: Iterable[str] | None = None,
    jobs: int = 1,
    seed: int = 0,
    progress: Progress = ignore,
) -> Result:
    """Make, judge and sum up a suite.

    Args:
        name, size: see :mod:`.suites`.
        folder: where the media go, and stay: a second run makes none anew; in emogen's own when None.
        names: of the judges; all of the medium when None.
        jobs: processes that judge.
        seed: of the chance in what is made; ``benchmarks/bench_noise.py`` tries several.
        progress: told the fraction done.

    Raises:
        RequestError: an unknown suite, size or judge.
        MissingWeightError: a generator's weights are not there.
        OutputError: the folder cannot be written to.
    """
    suite = find_suite(name, size)
    chosen, absent = _judges(suite, names)
    folder = Path(folder) if folder else home() / "bench"
    made = make_suite(suite, folder, seed=seed, progress=lambda x: progress(x / 2))
    judgements = _judged(chosen, [one.item for one in made], jobs, lambda x: progress(0.5 + x / 2))
    figures, tables = _summed_up(suite, chosen, made, judgements)
    used = {judge.name: headline(judge.name) for judge in chosen}
    return Result(suite.name, suite.size, __version__, used, tuple(figures), tables, absent)


def _judged(
    chosen: Sequence[type[Judge]], items: Sequence[Item], jobs: int, progress: Progress
) -> list[Judgement]:
    """Stills and sounds by the judges that need no motion, then clips by those that do."""
    judgements: list[Judgement] = []
    before = 0.0
    for moving in (False, True):
        some = [item for item in items if item.moves == moving]
        by = [judge.name for judge in chosen if ("motion" in judge.needs) == moving]
        after = before + len(some) / len(items)
        if some and by:
            part = part_of(progress, before, after)
            judgements += evaluate(some, names=by, jobs=jobs, progress=part).judgements
        progress(before := after)
    return judgements


def make_suite(suite: Suite, folder: Path, *, seed: int = 0, progress: Progress = ignore) -> list[Made]:
    """Every item of a suite, those that are in ``folder`` already as they are."""
    made: list[Made] = []
    over = [*suite.scenes, *suite.clips]
    chance = {"seed": seed} if seed else {}
    calm = _neutrals([make(scene, chance, folder, emotion=NEUTRAL) for scene in over])
    for count, (scene, neutral) in enumerate(zip(over, calm, strict=True), start=1):
        made.append(Made(scene, "", 0.0, neutral))
        for knob, level in _doses(suite, scene):
            asked = {**knob.request(level), **chance}
            item = make(scene, asked, folder, emotion=knob.meant(level), neutral=neutral)
            made.append(Made(scene, knob.label, level, item))
        progress(count / len(over))
    return made


def _neutrals(items: Sequence[Item]) -> list[Item]:
    """Neutral items, each with another one of the same voice or face to be compared with, if any:
    judges that listen for differences would otherwise hear them in another way than the emotions."""
    others = [[other for other in items if other.who == one.who and other is not one] for one in items]
    return [
        replace(one, neutral=other[0] if other else None) for one, other in zip(items, others, strict=True)
    ]


def _doses(suite: Suite, scene: Scene) -> list[tuple[Knob, float]]:
    """What a scene is made with besides neutrally."""
    emotions = [(name, read_knob("intensity", suite.medium, emotion=name)) for name in suite.emotions]
    full = [(knob, 1.0) for _, knob in emotions]
    if scene not in suite.graded:
        return full
    units = [read_knob(f"au:{name}", suite.medium) for name in suite.units]
    low = [(knob, level) for name, knob in emotions if name in suite.doses for level in suite.levels]
    return [*full, *low, *((unit, level) for unit in units for level in (*suite.levels, 1.0))]


def _judges(suite: Suite, names: Iterable[str] | None) -> tuple[list[type[Judge]], dict[str, str]]:
    """The judges that can, and why the others cannot; small suites are for machines without files."""
    chosen, absent = [], {}
    asked = None if names is None else {find_judge(name).name for name in names}
    for judge in judges():
        if judge.medium != suite.medium:
            continue
        if asked is not None and judge.name not in asked:
            absent[judge.name] = "not asked for"
        elif suite.size == "small" and judge.files:
            absent[judge.name] = "not in the small suite: no registry carries its files"
        elif why := missing(judge):
            absent[judge.name] = why
        else:
            chosen.append(judge)
    return chosen, absent


class _Answers:
    """What one judge said, looked up by item."""

    def __init__(self, suite: Suite, judge: type[Judge], made: Sequence[Made], said: list[Judgement]) -> None:
        self.suite, self.judge = suite, judge
        mine = [one for one in said if one.judge is judge]
        self.said = mine
        self._opinions = {id(one.item): one.opinion for one in mine if one.opinion}
        self.made = [one for one in made if id(one.item) in self._opinions]
        self._place = {(one.scene, one.knob, one.level): one for one in self.made}
        self.name = f"{suite.medium}/{judge.name}"

    def opinion(self, one: Made) -> Opinion:
        return self._opinions[id(one.item)]

    def at(self, scene: Scene, knob: str, level: float, measure: str) -> float:
        """A measure of one item; NaN when it was not made or not judged."""
        one = self._place.get((scene, knob if level else "", level))
        return reading(self.opinion(one), measure) if one else math.nan


def _summed_up(
    suite: Suite, chosen: Sequence[type[Judge]], made: Sequence[Made], judgements: list[Judgement]
) -> tuple[list[Figure], dict[str, Any]]:
    figures: list[Figure] = []
    tables: dict[str, Any] = {"confusions": {}, "curves": {}, "problems": {}}
    for judge in chosen:
        said = _Answers(suite, judge, made, judgements)
        figures += [*_told_apart(said, tables), *_coordinates(said), *_means(said), *_read_back(said, tables)]
        if problems := [f"{one.item.path.name}: {one.problem}" for one in said.said if one.problem]:
            tables["problems"][judge.name] = problems
    return figures, tables


def _told_apart(said: _Answers, tables: dict[str, Any]) -> list[Figure]:
    """Recall beside actors', and how the share of the wanted category follows the intensity."""
    named = {name: category_of(Emotion(name), said.judge.categories) for name in said.suite.emotions}
    named = {name: category for name, category in named.items() if category}
    if not named or not said.made:
        return []
    full = {id(one.item) for one in said.made if one.level in (0.0, 1.0) and one.knob in ("", *named)}
    ours = parity.confusion_of([one for one in said.said if id(one.item) in full], said.judge.name)
    both = parity.parity(ours, medium=said.suite.medium, actors=parity.real_confusion(said.judge.name))
    tables["confusions"][said.judge.name] = parity.tables(both)
    return [*both.figures, *_doses_heard(said, named, tables)]


def _doses_heard(said: _Answers, named: dict[str, str], tables: dict[str, Any]) -> list[Figure]:
    suite, levels = said.suite, (0.0, *said.suite.levels, 1.0)
    curves = {
        name: [[said.at(scene, name, level, category) for level in levels] for scene in suite.graded]
        for name, category in named.items()
        if name in suite.doses
    }
    # A judge may have learned fewer categories than it could: then it has no share of them.
    curves = {
        name: rows for name, rows in curves.items() if any(not math.isnan(x) for row in rows for x in row)
    }
    tables["curves"][said.judge.name] = {"levels": levels, **curves}
    every = [row for rows in curves.values() for row in rows]
    # One scene shows every emotion, so its curves are no independent evidence.
    scenes = [scene for _ in curves for scene in suite.graded]
    figures = list(dose(f"{said.name}/dose", levels, every, low=0.0, high=1.0, clusters=scenes))
    for place, level in enumerate(levels):
        meaning = f"share of the wanted emotion at intensity {level:g}, mean"
        values = [row[place] for row in every]
        better: Any = "higher" if level else ""
        figures.append(
            statistics.figure(
                f"{said.name}/dose/at-{level:g}", values, better=better, meaning=meaning, clusters=scenes
            )
        )
    for name, rows in curves.items():
        figures += _short(f"{said.name}/dose/{name}", levels, rows)
    return figures


def _short(name: str, levels: Sequence[float], rows: Sequence[Sequence[float]]) -> list[Figure]:
    found = dose(name, levels, rows, low=0.0, high=1.0)
    return [one for one in found if one.id.rpartition("/")[2] in _SHORT]


def _coordinates(said: _Answers) -> list[Figure]:
    """Commanded against judged coordinates, over every item that was meant to show an emotion."""
    figures = []
    for index, axis in enumerate(COORDINATES):
        if axis not in {measure.name for measure in said.judge.measures}:
            continue
        rows = [
            (one.item.emotion.vad[index], reading(said.opinion(one), axis))
            for one in said.made
            if one.item.emotion is not None
        ]
        figures.append(
            statistics.figure(
                f"{said.name}/{axis}/spearman",
                rows or [(math.nan, math.nan)],
                statistics.paired(statistics.spearman),
                better="higher",
                meaning=f"Spearman of commanded and judged {axis}",
                clusters=[one.scene for one in said.made if one.item.emotion is not None] or [""],
            )
        )
    return figures


def _means(said: _Answers) -> list[Figure]:
    """Measures with a better side: under emotion, neutral, and the change between."""
    figures = []
    for measure in said.judge.measures:
        if measure.better and measure.name not in COORDINATES:
            figures += _mean(said, measure)
    return figures


def _mean(said: _Answers, measure: Measure) -> list[Figure]:
    felt = [one for one in said.made if one.level == 1.0 and one.knob in said.suite.emotions]
    values = [reading(said.opinion(one), measure.name) for one in felt]
    if not values:
        return []
    calm = [said.at(one.scene, "", 0.0, measure.name) for one in felt]
    if "neutral" in said.judge.needs:  # It has compared already, and neutral items with other words.
        calm = [math.nan] * len(calm)
    change = [value - before for value, before in zip(values, calm, strict=True)]
    name, scenes = f"{said.name}/{measure.name}", [one.scene for one in felt]
    rows: list[tuple[str, list[float], str]] = [
        ("mean", values, f"{measure.meaning}; emotions at full strength, mean"),
        ("change", change, f"{measure.meaning}; emotions less neutral, mean"),
    ]
    known = [row for row in rows if not all(map(math.isnan, row[1]))]
    figures = [
        statistics.figure(f"{name}/{end}", some, better=measure.better, meaning=meaning, clusters=scenes)
        for end, some, meaning in known
    ]
    real = actors_reach(said.judge.name, measure.name)
    if real and known:
        figures.append(
            statistics.ratio(
                f"{name}/ratio",
                values,
                (real.value, real.low, real.high),
                better=measure.better,
                meaning=f"{measure.meaning}; ours over real actors' of {real.data}",
                clusters=scenes,
            )
        )
    return figures


def _read_back(said: _Answers, tables: dict[str, Any]) -> list[Figure]:
    """Every action unit against the shapes that show it, as the judge sees them."""
    given = {measure.name for measure in said.judge.measures}
    figures: list[Figure] = []
    levels = (0.0, *said.suite.levels, 1.0)
    for unit in said.suite.units:
        shapes = [name for name, _ in action_units()[unit] if name in given]
        if not shapes:
            continue
        rows = [
            [statistics.mean([said.at(scene, unit, level, name) for name in shapes]) for level in levels]
            for scene in said.suite.graded
        ]
        tables["curves"].setdefault(said.judge.name, {"levels": levels})[unit] = rows
        figures += _short(f"{said.name}/{unit}", levels, rows)
    return figures
