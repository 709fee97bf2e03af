"""The bias report for people: a table and a plot."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from emogen.pipelines.evaluate.bias.run import PARTS, Difference
from emogen.plots import FAINT, INK, drawing

ROWS: Final = 12
"""Differences of each part that the plot shows, the largest for their noise. Ours."""

_BIASED: Final = "#d1495b"


def table(found: Sequence[Difference], *, only_biased: bool = False) -> str:
    """Differences as a Markdown table, the largest for their noise first in each part."""
    lines = [
        "| part | measure | compared | difference | its bootstrap | noise | effect | p | members | biased |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for part in PARTS:
        for one in _ranked(one for one in found if one.part == part and (one.biased or not only_biased)):
            figure = one.figure
            numbers = [f"{figure.value:+.3f}", f"{figure.low:+.3f} to {figure.high:+.3f}", f"{one.noise:.3g}"]
            numbers += ["" if math.isnan(x) else f"{x:{form}}" for x, form in _weights(one)]
            cells = [
                part,
                one.measure,
                one.of,
                *numbers,
                str(figure.count),
                "**yes**" if one.biased else "too few" if one.few else "no",
            ]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def draw_bias(found: Sequence[Difference], path: str | Path) -> None:
    """Draw the largest differences of each part in multiples of their noise, biases in red.

    The grey band is what says nothing. A bias lies beyond it, and its p below the limit of its part, which
    the intervals do not show.

    Raises:
        RequestError: a suffix that no plot has.
        OutputError: the file cannot be written.
    """
    shown = {part: _ranked(one for one in found if one.part == part and _drawable(one)) for part in PARTS}
    shown = {part: some[:ROWS] for part, some in shown.items() if some}
    heights = [len(some) + 1.5 for some in shown.values()] or [1.0]
    with drawing(path, (7.2, 0.6 + 0.2 * sum(heights))) as figure:
        panels = figure.subplots(len(heights), 1, squeeze=False, height_ratios=heights)[:, 0]
        for axes, (part, some) in zip(panels, shown.items(), strict=False):
            axes.axvspan(-1, 1, color=FAINT, alpha=0.25, lw=0)
            axes.axvline(0, color=INK, lw=0.6)
            for place, one in enumerate(some):
                colour = _BIASED if one.biased else INK
                low, value, high = (
                    x / one.noise for x in (one.figure.low, one.figure.value, one.figure.high)
                )
                axes.plot([low, high], [place, place], color=colour, lw=1.2)
                axes.plot([value], [place], "o", color=colour, ms=3.5)
            axes.set_yticks(range(len(some)), [f"{one.measure}: {one.of}" for one in some], fontsize=7)
            axes.set_ylim(len(some) - 0.5, -0.5)
            axes.set_title(part, fontsize=9, loc="left", color=INK)
            axes.tick_params(length=0)
            for side in ("top", "right", "left"):
                axes.spines[side].set_visible(False)
            axes.tick_params(labelsize=7)
        figure.supxlabel("difference in multiples of the noise; grey says nothing, red is a bias", fontsize=8)


def _drawable(one: Difference) -> bool:
    return one.noise > 0 and math.isfinite(one.figure.low)


def _ranked(some: Iterable[Difference]) -> list[Difference]:
    def size(one: Difference) -> float:
        return abs(one.figure.value) / one.noise if one.noise else abs(one.effect)

    return sorted(
        some, key=lambda one: (not one.biased, -size(one)) if size(one) == size(one) else (True, 0.0)
    )


def _weights(one: Difference) -> tuple[tuple[float, str], tuple[float, str]]:
    return (one.effect, "+.2f"), (one.chance, ".4f")
