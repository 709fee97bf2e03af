"""Dose-response: a knob is turned, what comes out is made and judged, and the answer is summed up.

On the command line ``emogen evaluate sweep --knob intensity=0..1:5 --emotion anger --judge actors --who
af_heart --text "Turn left." -o folder`` is::

    knob = read_knob("intensity=0..1:5", "speech", emotion="anger")
    found = sweep(knob, scenes("speech", voices, lines), judge="actors", folder=folder)
    write_sweep(folder / "sweep.json", found)
    draw_sweep(found, folder / "sweep.png")  # of .drawings
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from emogen.conditioning.emotion import NEUTRAL
from emogen.errors import RequestError, unknown_name
from emogen.files import check_folder, write_text
from emogen.pipelines.evaluate.accuracy import Accuracy, accuracies
from emogen.pipelines.evaluate.bench.dose import Direction, dose
from emogen.pipelines.evaluate.bench.making import Scene, make
from emogen.pipelines.evaluate.evaluate import evaluate
from emogen.pipelines.evaluate.figures import Figure, plain
from emogen.pipelines.evaluate.judge import Judge, Opinion, find_judge
from emogen.pipelines.knobs import Knob
from emogen.progress import Progress, ignore


@dataclass(frozen=True)
class Sweep:
    """What a judge heard or saw of a knob.

    Attributes:
        knob, emotion, unit: what was turned; ``emotion`` is "" unless it was an intensity.
        medium: what was made.
        judge, measure: what was measured, by whom.
        low, high: the range of the measure.
        direction: 1 where the measure should rise with the knob, -1 where it should fall.
        levels: commanded, ascending.
        scenes: what stayed the same, a name for each.
        curves: measured, one row a scene and one column a level; NaN where the judge could not.
        figures: what :func:`dose` makes of it.
        actors: what real actors reach under the same judge, see :func:`actors_reach`; NaN when unknown.
        problems: why an item could not be judged.
    """

    knob: str
    emotion: str
    unit: str
    medium: str
    judge: str
    measure: str
    low: float
    high: float
    direction: Direction
    levels: tuple[float, ...]
    scenes: tuple[str, ...]
    curves: tuple[tuple[float, ...], ...]
    figures: tuple[Figure, ...]
    actors: float = float("nan")
    problems: tuple[str, ...] = ()

    def figure(self, name: str) -> Figure:
        """A figure by the end of its id, e.g. ``"rho"``."""
        return next(one for one in self.figures if one.id.endswith(f"/{name}"))


def sweep(
    knob: Knob,
    over: Sequence[Scene],
    *,
    judge: str,
    folder: str | Path,
    measure: str = "",
    direction: Direction = 1,
    seed: int = 0,
    progress: Progress = ignore,
) -> Sweep:
    """Turn a knob over scenes and have what comes out judged.

    Args:
        knob: with its levels, of :func:`emogen.pipelines.knobs.read_knob`.
        over: voices with lines, characters or prompts, see :func:`.making.scenes`; of one medium.
        judge: by name.
        folder: where the media go; what is there already is not made again.
        measure: one of the judge's measures, or a category for the share of it; when "", the
            emotion or the coordinate that is turned.
        direction: -1 where the measure should fall as the knob rises.
        seed: of the intervals.
        progress: told the fraction done.

    Raises:
        RequestError: no scenes; a judge that is unknown, cannot work here or judges another medium; a
            measure that it does not give.
        OutputError: the folder cannot be written to.
    """
    if not over:
        raise RequestError("nothing to sweep", why="it takes a scene")
    kind = find_judge(judge)
    medium = over[0].medium
    if kind.medium != medium:
        raise RequestError(
            f"the judge {judge} judges {kind.medium}, not {medium}", fix="See `emogen judges`."
        )
    measure = measure or knob.label
    low, high = measured_range(kind, measure)
    target = check_folder(folder)
    curves, problems = _measured(knob, over, judge, measure, target, progress)
    name = f"{medium}/{judge}/{measure}/{knob.label}"
    return Sweep(
        knob=knob.name,
        emotion=knob.emotion,
        unit=knob.unit,
        medium=medium,
        judge=judge,
        measure=measure,
        low=low,
        high=high,
        direction=direction,
        levels=knob.levels,
        scenes=tuple(scene.name for scene in over),
        curves=curves,
        figures=dose(name, knob.levels, curves, low=low, high=high, direction=direction, seed=seed),
        actors=reached.value if (reached := actors_reach(judge, measure)) else math.nan,
        problems=problems,
    )


def _measured(
    knob: Knob,
    over: Sequence[Scene],
    judge: str,
    measure: str,
    folder: Path,
    progress: Progress,
) -> tuple[tuple[tuple[float, ...], ...], tuple[str, ...]]:
    """The curve of every scene, and what could not be judged."""
    items = []
    for count, scene in enumerate(over, start=1):
        neutral = make(scene, {}, folder, emotion=NEUTRAL)
        items += [
            make(scene, knob.request(level), folder, emotion=knob.meant(level), neutral=neutral)
            for level in knob.levels
        ]
        progress(0.7 * count / len(over))
    found = evaluate(items, names=[judge], progress=lambda done: progress(0.7 + 0.3 * done))
    by_item = {id(one.item): one for one in found.judgements}
    values, problems = [], []
    for item in items:
        one = by_item.get(id(item))
        values.append(reading(one.opinion, measure) if one and one.opinion else math.nan)
        if math.isnan(values[-1]):
            why = one.problem if one and one.problem else f"the judge gives no {measure} for it"
            problems.append(f"{item.path.name}: {why}")
    width = len(knob.levels)
    rows = tuple(tuple(values[start : start + width]) for start in range(0, len(values), width))
    return rows, tuple(problems)


def reading(opinion: Opinion, measure: str) -> float:
    """A measure, or the share of a category; NaN when the opinion has neither."""
    return opinion.values.get(measure, opinion.shares.get(measure, math.nan))


def measured_range(judge: type[Judge], measure: str) -> tuple[float, float]:
    """From the lowest to the highest that a judge's measure, or the share of a category, can be.

    Raises:
        RequestError: it gives no such figure.
    """
    for one in judge.measures:
        if one.name == measure:
            return one.low, one.high
    if measure in judge.categories:
        return 0.0, 1.0
    raise unknown_name(
        f"measure of the judge {judge.name}",
        measure,
        [*(one.name for one in judge.measures), *judge.categories],
    )


ENOUGH_PEOPLE: Final = 5
"""Real recordings: fewer are no reach to be compared with. Ours."""


def actors_reach(judge: str, measure: str) -> Accuracy | None:
    """What real people who were meant to show it reach: something that can be divided by.

    It is the figure ``real/<measure>`` of the judge in ``assets/judges.tsv``; of the data with the
    most items, where there are several. None when nobody measured it, or of fewer than
    :data:`ENOUGH_PEOPLE` items, or without an interval that lies above 0.
    """
    rows = [row for row in accuracies().get(judge, ()) if row.figure == f"real/{measure}"]
    most = max(rows, key=lambda row: row.count, default=None)
    # A NaN compares as False, so no interval is no reach either.
    return most if most and most.count >= ENOUGH_PEOPLE and 0 < most.low <= most.value <= most.high else None


def write_sweep(path: str | Path, found: Sweep) -> None:
    """Write a sweep as JSON. Raises ``OutputError`` when the file cannot be written."""
    write_text(path, json.dumps(plain(found), indent=1, ensure_ascii=False, allow_nan=False) + "\n")
