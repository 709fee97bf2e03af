"""Small drawings for pages, as inline SVG that takes its colours from ``page.css``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from typing import Final

from emogen.plots import COLOURS

_DOTS: Final = 60
"""Most dots in a row of a strip: of more values as many even quantiles are drawn. Ours."""

_LEFT, _WIDE, _EDGE, _ROW, _AXIS = 66, 250, 12, 19, 22
"""Pixels: for the names, for the values, for the half of the last number; a row's height, the axis'."""


def wheel(valence: float, arousal: float, others: Sequence[tuple[str, float, float]] = ()) -> str:
    """A feeling as a dot in the valence-arousal circle.

    Args:
        valence, arousal: in [-1, 1].
        others: rings beside it, as (name, valence, arousal): where judges find it.
    """
    places = [f"valence {valence:+.2f}, arousal {arousal:+.2f}"]
    places += [f"{name}: {v:+.2f}, {a:+.2f}" for name, v, a in others]
    label = escape("; ".join(places))
    rings = "".join(f'<circle class="ring" {_at(v, a)} r="3.5"/>' for _, v, a in others)
    return (
        f'<svg class="wheel" viewBox="0 0 80 80" role="img" aria-label="{label}"><title>{label}</title>'
        f'<circle cx="40" cy="40" r="35"/><path d="M5 40H75M40 5V75"/>{rings}'
        f'<circle class="dot" {_at(valence, arousal)} r="5"/></svg>'
    )


def _at(valence: float, arousal: float) -> str:
    x, y = (max(-1.0, min(1.0, value)) for value in (valence, arousal))
    return f'cx="{40 + 34 * x:.1f}" cy="{40 - 34 * y:.1f}"'


def bar(shares: Mapping[str, float], *, label: str) -> str:
    """Shares that are together 1, as a bar of the emotions' colours, the largest first."""
    stops, start = [], 0.0
    for name, share in sorted(shares.items(), key=lambda pair: -pair[1]):
        end = start + 100 * share
        if share >= 0.02:
            stops.append(f"{COLOURS.get(name, 'var(--soft)')} {start:.0f}% {end:.0f}%")
        start = end
    # One colour alone is no gradient.
    stops = [*stops, "transparent 0"]
    label, style = escape(label), f"background:linear-gradient(90deg,{','.join(stops)})"
    return f'<span class="bar" role="img" aria-label="{label}" title="{label}" style="{style}"></span>'


def strip(rows: Mapping[str, Sequence[float]], *, label: str) -> str:
    """Values as dots in rows along one axis, the median of each row of three or more marked.

    Args:
        rows: finite values by the name of their row; none empty.
        label: what is drawn, for people who do not see it.
    """
    low, high, step = _ticks([value for values in rows.values() for value in values])
    height = _ROW * len(rows) + _AXIS

    def place(value: float) -> float:
        return _LEFT + 8 + (_WIDE - 16) * (value - low) / (high - low)

    parts = []
    for tick in range(round((high - low) / step) + 1):
        x = place(low + tick * step)
        parts.append(f'<path class="grid" d="M{x:.1f} 2V{height - _AXIS + 2}"/>')
        parts.append(
            f'<text class="tick" x="{x:.1f}" y="{height - 5}">{_number(low + tick * step, step)}</text>'
        )
    for index, (name, values) in enumerate(rows.items()):
        y = _ROW * index + _ROW // 2 + 2
        colour = COLOURS.get(name, "var(--soft)")
        dots = "".join(f"M{place(value):.1f} {y}h0" for value in _thinned(values))
        parts.append(f'<text class="name" x="{_LEFT - 6}" y="{y + 4}">{escape(name)}</text>')
        parts.append(f'<path class="dots" style="stroke:{colour}" d="{dots}"/>')
        if len(values) > 2:
            middle = place(_quantile(sorted(values), 0.5))
            parts.append(f'<path class="median" d="M{middle:.1f} {y - 8}v16"/>')
    return (
        f'<svg class="strip" viewBox="0 0 {_LEFT + _WIDE + _EDGE} {height}" role="img" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def scatter(pairs: Sequence[tuple[float, float]], *, label: str) -> str:
    """Points over -1 to 1 across and their own range up, both axes marked."""
    low, high, step = _ticks([y for _, y in pairs])
    left, wide, tall = 40, 240, 150

    def across(x: float) -> str:
        return f"{left + 6 + (wide - 12) * (x + 1) / 2:.1f}"

    def up(y: float) -> float:
        return round(6 + tall * (high - y) / (high - low), 1)

    parts = []
    for x in (-1, 0, 1):
        parts.append(f'<path class="grid" d="M{across(x)} 6v{tall}"/>')
        parts.append(f'<text class="tick" x="{across(x)}" y="{tall + 20}">{_number(x, 1)}</text>')
    for tick in range(round((high - low) / step) + 1):
        y = low + tick * step
        parts.append(f'<path class="grid" d="M{left} {up(y)}h{wide}"/>')
        parts.append(f'<text class="name" x="{left - 4}" y="{up(y) + 4:.1f}">{_number(y, step)}</text>')
    dots = "".join(f"M{across(x)} {up(y)}h0" for x, y in pairs)
    return (
        f'<svg class="strip" viewBox="0 0 {left + wide} {tall + 24}" role="img" aria-label="{escape(label)}">'
        f'{"".join(parts)}<path class="dots" d="{dots}"/></svg>'
    )


def _thinned(values: Sequence[float]) -> list[float]:
    ordered = sorted(values)
    if len(ordered) <= _DOTS:
        return ordered
    return [_quantile(ordered, index / (_DOTS - 1)) for index in range(_DOTS)]


def _quantile(ordered: Sequence[float], share: float) -> float:
    below = (len(ordered) - 1) * share
    first, second = ordered[floor(below)], ordered[ceil(below)]
    return first + (second - first) * (below - floor(below))


def _ticks(values: Sequence[float]) -> tuple[float, float, float]:
    """Round ends of an axis that holds the values, and the step between its two to five marks."""
    low, high = min(values), max(values)
    if high - low < 1e-9 * max(1.0, abs(low)):
        low, high = low - 0.5, high + 0.5
    rough = (high - low) / 3
    size = 10.0 ** floor(log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
    return floor(low / step) * step, ceil(high / step) * step, step


def _number(value: float, step: float) -> str:
    return f"{value + 0.0:.{max(0, -floor(log10(step) + 1e-9))}f}".replace("-", "−")
