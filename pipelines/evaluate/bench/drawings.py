"""Plots of what was evaluated."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from emogen.pipelines.evaluate import statistics
from emogen.pipelines.evaluate.bench.sweep import Sweep
from emogen.pipelines.evaluate.figures import Figure
from emogen.pipelines.evaluate.parity import Parity
from emogen.plots import AXES, COLOURS, FAINT, INK, drawing, plain

_EARLY: Final = 0.9
"""Of the levels: a straight rise saturates at 0.95 of them, which is not worth a mark."""

_TOLD: Final = 0.005
"""A smaller share would be printed as 0 %, and is left blank."""


def draw_sweep(found: Sweep, path: str | Path) -> None:
    """Draw commanded against measured: each scene thin, their mean bold with its 95 % band.

    Raises:
        RequestError: a suffix that no plot has.
        OutputError: the file cannot be written.
    """
    import numpy as np

    rows = np.array(found.curves)
    colour = {**COLOURS, **dict(AXES)}.get(found.emotion or found.knob, "#2a7f9e")
    means = [statistics.mean(column) for column in rows.T]
    band = np.array([statistics.interval(column) for column in rows.T])
    with drawing(path, (5.2, 3.6)) as figure:
        axes = figure.add_subplot()
        for row in rows:
            axes.plot(found.levels, row, color=FAINT, lw=0.7, alpha=0.5)
        axes.fill_between(found.levels, band[:, 0], band[:, 1], color=colour, alpha=0.25, lw=0)
        axes.plot(found.levels, means, color=colour, lw=2.2, marker="o", ms=4)
        _marks(axes, found)
        axes.set(xlabel=_commanded(found), ylabel=f"{found.measure}, by the judge {found.judge}")
        axes.set_title(_summary(found), fontsize=9, loc="left", color=INK)
        plain(axes)
        axes.grid(color=FAINT, alpha=0.25, lw=0.5)


def _marks(axes: Any, found: Sweep) -> None:
    """Where it saturates, and what actors reach."""
    first, last = found.levels[0], found.levels[-1]
    knee = found.figure("saturation").value
    if knee < first + _EARLY * (last - first):
        axes.axvline(knee, color=INK, lw=0.8, ls="--")
        axes.annotate("95 %", (knee, 0.02), xycoords=("data", "axes fraction"), fontsize=7, ha="right")
    if not math.isnan(found.actors):
        axes.axhline(found.actors, color=INK, lw=0.8, ls=":")
        axes.annotate(
            "real actors", (0.01, found.actors), xycoords=("axes fraction", "data"), fontsize=7, va="bottom"
        )


def _commanded(found: Sweep) -> str:
    name = f"intensity of {found.emotion}" if found.emotion else found.knob.rpartition(":")[2]
    return f"commanded {name}{f', {found.unit}' if found.unit else ''}"


def _summary(found: Sweep) -> str:
    rho, steps = found.figure("rho"), found.figure("monotone")
    span = "" if math.isnan(rho.low) else f" [{rho.low:.2f}, {rho.high:.2f}]"
    return f"Spearman {rho.value:.2f}{span}, {steps.value:.0%} of steps, {rho.count} scenes"


def draw_parity(found: Parity, path: str | Path) -> None:
    """Draw our confusions beside those of real actors: rows meant, columns named, shares in percent.

    Raises:
        RequestError: a suffix that no plot has.
        OutputError: the file cannot be written.
    """
    shown = [("emogen", found.ours), *([("real actors", found.actors)] if found.actors else [])]
    rows = found.ours.meant
    extra = {named for _, one in shown for _, named in one.counts} - set(rows)
    columns = (*rows, *sorted(extra))
    recalls = {one.id.rpartition("/")[2]: one for one in found.figures}
    with drawing(path, (0.6 + 3.4 * len(shown), 3.6)) as figure:
        for place, (title, one) in enumerate(shown):
            axes = figure.add_subplot(1, len(shown), place + 1)
            recall = recalls["recall-actors" if place else "recall"]
            _matrix(axes, one.shares(rows, columns), rows, columns, labelled=place == 0)
            axes.set_title(
                f"{title}: recall {recall.value:.2f} [{recall.low:.2f}, {recall.high:.2f}]", fontsize=9
            )
        figure.supxlabel(_ratio_text(found, recalls), fontsize=8, color=INK)


def _matrix(axes: Any, shares: Any, rows: Sequence[str], columns: Sequence[str], *, labelled: bool) -> None:
    import numpy as np

    plain(axes)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), share in np.ndenumerate(shares):
        if share >= _TOLD:
            shade = "white" if share > 0.5 else INK
            axes.text(column, row, f"{100 * share:.0f}", ha="center", va="center", fontsize=7, color=shade)
    axes.set_xticks(range(len(columns)), columns, rotation=45, ha="right", fontsize=7)
    axes.set_yticks(range(len(rows)), rows if labelled else [""] * len(rows), fontsize=7)


def _ratio_text(found: Parity, figures: Mapping[str, Figure]) -> str:
    text = f"rows: meant, columns: named by the judge {found.ours.judge}, %"
    if "ratio" in figures:
        ratio = figures["ratio"]
        text += f"; ours over actors' {ratio.value:.2f} [{ratio.low:.2f}, {ratio.high:.2f}]"
    return text
