"""The wheel: every name of a taxonomy, or of all, at its place in the plane of valence and arousal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen.conditioning import vocabulary
from emogen.conditioning.emotion import Emotion

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_QUARTERS: Final = (
    ("excited, pleasant", 0.97, 0.97, "right", "top"),
    ("excited, unpleasant", 0.03, 0.97, "left", "top"),
    ("calm, unpleasant", 0.03, 0.03, "left", "bottom"),
    ("calm, pleasant", 0.97, 0.03, "right", "bottom"),
)


def plot_wheel(path: str | Path, taxonomy: str | None = None, marked: Emotion | None = None) -> Path:
    """Draw the circumplex.

    Names stand where their coordinates are, or beside it with a line to it; the colour is that of the
    strongest of Ekman's emotions in it, the dot is the larger the more dominant, and a faint ellipse
    shows how sure the coordinates are.

    Args:
        path: PNG, JPEG, SVG or PDF, by the suffix.
        taxonomy: a key of ``vocabulary.TAXONOMIES``; all names when None.
        marked: an emotion to show as a star.

    Raises:
        RequestError: an unknown taxonomy or suffix.
        OutputError: the file cannot be written.
    """
    from emogen.plots import FAINT, INK, PAPER, drawing, plain

    names = tuple(vocabulary.entries()) if taxonomy is None else vocabulary.members(taxonomy)
    with drawing(path, (11, 11)) as figure:
        axes = figure.subplots()
        plain(axes)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_xlim(-1.05, 1.05)
        axes.set_ylim(-1.05, 1.05)
        axes.set_aspect("equal")
        _draw_ground(axes)
        for name in names:
            _draw_name(axes, vocabulary.entries()[name])
        _place_labels(axes, names)
        if marked is not None:
            axes.scatter(*marked.vad[:2], marker="*", s=420, color=INK, zorder=6)
            axes.annotate(
                str(marked),
                marked.vad[:2],
                xytext=(0, -22),
                textcoords="offset points",
                ha="center",
                weight="bold",
                zorder=7,
                bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.85, "pad": 1},
            )
        title = "Emotions" if taxonomy is None else vocabulary.TAXONOMIES[taxonomy]
        axes.set_title(f"{title}: valence and arousal", loc="left", fontsize=13, fontweight="bold")
        axes.text(
            0,
            -0.02,
            "colour: strongest basic emotion in it · large dot: dominant · ellipse: how sure its place is",
            transform=axes.transAxes,
            color=FAINT,
        )
    return Path(path)


def _draw_ground(axes: Axes) -> None:
    """Circles of intensity, the axes and what the quarters mean."""
    from matplotlib.patches import Circle

    from emogen.plots import FAINT

    for radius in (0.25, 0.5, 0.75, 1.0):
        axes.add_patch(Circle((0, 0), radius, fill=False, color=FAINT, alpha=0.35, linewidth=0.7))
    axes.axhline(0, color=FAINT, alpha=0.5, linewidth=0.8)
    axes.axvline(0, color=FAINT, alpha=0.5, linewidth=0.8)
    for text, x, y, ha, va in _QUARTERS:
        axes.text(x, y, text, transform=axes.transAxes, ha=ha, va=va, color=FAINT, style="italic")


def _draw_name(axes: Axes, entry: vocabulary.Entry) -> None:
    from matplotlib.patches import Ellipse

    from emogen.plots import colour_of

    valence, arousal, dominance = entry.vad
    colour = colour_of(dict(entry.basic), neutral=0.05)
    size = (entry.spread[0], entry.spread[1])
    axes.add_patch(Ellipse((valence, arousal), *size, color=colour, alpha=0.05, linewidth=0))
    axes.scatter(valence, arousal, s=18 + 60 * (1 + dominance) ** 1.5, color=colour, alpha=0.85, linewidths=0)


def _place_labels(axes: Axes, names: tuple[str, ...]) -> None:
    """Labels pushed apart until none covers another, each tied to its dot by a line."""
    import numpy as np

    from emogen.plots import FAINT, INK

    dots = np.array([vocabulary.entries()[name].vad[:2] for name in names])
    half = np.array([[0.0078 * len(name) + 0.006, 0.0155] for name in names])  # A letter, and a line.
    home = dots + np.array([0.0, 0.032])
    at = home.copy()
    for _ in range(1500):
        apart = at[:, None] - at
        overlap = half[:, None] + half - np.abs(apart)
        hit = (overlap > 0).all(-1) & ~np.eye(len(names), dtype=bool)
        if not hit.any():
            break
        # Along the axis of the smaller overlap; up and down when two lie on one another.
        side = overlap[..., 0] < overlap[..., 1] * 2
        push = np.zeros_like(apart)
        way = np.where(apart == 0, np.arange(len(names))[:, None, None] % 2 * 2 - 1.0, np.sign(apart))
        push[..., 0] = np.where(hit & side, way[..., 0] * overlap[..., 0], 0)
        push[..., 1] = np.where(hit & ~side, way[..., 1] * overlap[..., 1], 0)
        at += 0.15 * push.sum(1) + 0.006 * (home - at)
        at = np.clip(at, -1.03 + half, 1.03 - half)
    for name, dot, label in zip(names, dots, at, strict=True):
        if np.linalg.norm(label - dot) > 0.06:
            axes.plot(*np.column_stack([dot, label]), color=FAINT, linewidth=0.5, zorder=1)
        axes.text(label[0], label[1], name, ha="center", va="center", fontsize=8.5, color=INK, zorder=5)
