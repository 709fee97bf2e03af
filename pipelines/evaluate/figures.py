"""Figures: numbers with their intervals, which can be stored and compared with later ones."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from emogen.errors import RequestError
from emogen.files import read_text, write_text


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that was measured.

    Attributes:
        id: what it is of, as a path, e.g. ``"speech/actors/recall"``: the same in every run.
        value: the number; NaN where there was nothing to measure.
        low, high: its 95 % interval; NaN where there is none.
        count: of how many items.
        better: whether more is better (``"higher"``), less is (``"lower"``), or neither (``""``).
        meaning: what it is, for people.
    """

    id: str
    value: float
    low: float
    high: float
    count: int
    better: Literal["higher", "lower", ""] = ""
    meaning: str = ""


@dataclass(frozen=True)
class Result:
    """What a suite measured.

    Attributes:
        suite, size: which, e.g. ``"speech"`` and ``"small"``.
        version: of emogen.
        judges: accuracy on real people of each judge that judged, for people, by name.
        figures: in a fixed order, each id once.
        tables: confusions and curves behind the figures, JSON-like.
        absent: judges that could not work, by name, with the reason: their figures are missing.
        noise: standard deviation of a figure, by its id, among runs that differ by chance only. Another
            processor rounds otherwise, which changes a voice as much as another seed does.
    """

    suite: str
    size: str
    version: str
    judges: Mapping[str, str]
    figures: tuple[Figure, ...]
    tables: Mapping[str, Any] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)
    noise: Mapping[str, float] = field(default_factory=dict)


Verdict = Literal["worse", "better", "changed", "same", "unsure", "missing", "new"]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one figure.

    Attributes:
        id: of the figure.
        before, after: its values; NaN where it was not measured.
        change: after less before.
        low, high: the 95 % interval of the change; NaN where it cannot be known.
        verdict: ``worse`` and ``better`` only where the interval excludes 0; ``changed`` likewise for
            a figure that is neither; ``unsure`` where it changed and has no interval that could tell;
            ``missing`` where only the baseline has a number, ``new`` where only the new run has.
    """

    id: str
    before: float
    after: float
    change: float
    low: float
    high: float
    verdict: Verdict


def compare(new: Result, baseline: Result) -> tuple[Change, ...]:
    """Every figure against a baseline's, in the order of ``new``; those that are gone last.

    Both runs count as :func:`write_result` stores them, so a run is the same as its own file.
    Each run's interval counts: that of the change joins both as independent ones are joined (the
    MOVER of Zou and Donner 2008). The runs share their items, so this errs towards ``same``. To each side
    comes the chance of both runs, where the baseline has measured its ``noise``.

    Raises:
        RequestError: the baseline is of another suite or size.
    """
    if (new.suite, new.size) != (baseline.suite, baseline.size):
        raise RequestError(
            f"the baseline is of the suite {baseline.suite} ({baseline.size})",
            why=f"this run is of {new.suite} ({new.size})",
            fix="Compare runs of one suite and size.",
        )
    before, after = ({one.id: figure_of(plain(one)) for one in run.figures} for run in (baseline, new))
    return tuple(
        _change(id, before.get(id), after.get(id), baseline.noise.get(id, 0.0))
        for id in dict.fromkeys([*after, *before])
    )


_NAN: Final = float("nan")

_OF_TWO: Final = 1.96 * math.sqrt(2)
"""Of one run's standard deviation, the half-width of the 95 % interval of the difference of two runs."""


def _change(id: str, old: Figure | None, new: Figure | None, noise: float) -> Change:
    """A figure that is not there is one that was not measured."""
    was, now = (one.value if one else _NAN for one in (old, new))
    if old is None or new is None or math.isnan(now - was):
        verdict: Verdict = "missing" if not math.isnan(was) else "same" if math.isnan(now) else "new"
        return Change(id, was, now, _NAN, _NAN, _NAN, verdict)
    change = round(now - was, PLACES)  # The difference of two rounded numbers is not itself rounded.
    low = change - math.hypot(now - new.low, old.high - was, _OF_TWO * noise)
    high = change + math.hypot(new.high - now, was - old.low, _OF_TWO * noise)
    return Change(id, was, now, change, low, high, _verdict(change, low, high, new.better))


def _verdict(change: float, low: float, high: float, better: Literal["higher", "lower", ""]) -> Verdict:
    if change == 0:
        return "same"
    if math.isnan(low) or math.isnan(high):
        return "unsure"
    if low <= 0 <= high:
        return "same"
    if not better:
        return "changed"
    return "better" if better == ("higher" if change > 0 else "lower") else "worse"


def write_result(path: str | Path, result: Result) -> None:
    """Write a result as JSON, without a date: the same result gives the same bytes.

    Raises:
        OutputError: the file cannot be written.
    """
    write_text(path, json.dumps(plain(result), indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def read_result(path: str | Path) -> Result:
    """The result in a file of :func:`write_result`.

    Raises:
        RequestError: there is none, or it is something else.
    """
    text = read_text(path, kind="result")
    try:
        record = json.loads(text)
        figures = tuple(figure_of(one) for one in record.pop("figures"))
        return Result(**record, figures=figures)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RequestError(f"cannot read {path}", why="it is no result of a suite") from error


PLACES: Final = 6
"""Decimal places of a stored number: far finer than any interval. Ours."""


def plain(value: Any) -> Any:
    """Dataclasses and numbers as JSON has them: rounded to :data:`PLACES`, NaN as null."""
    if isinstance(value, float):
        return round(value, PLACES) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(one) for one in value]
    return plain(asdict(value)) if hasattr(value, "__dataclass_fields__") else value


def number(value: float | None) -> float:
    """A number as :func:`plain` wrote it."""
    return _NAN if value is None else float(value)


def figure_of(record: Mapping[str, Any]) -> Figure:
    """A figure as :func:`plain` wrote it."""
    numbers = {name: number(record[name]) for name in ("value", "low", "high")}
    return Figure(**{**record, **numbers})
