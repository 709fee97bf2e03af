"""The arc of a narration, drawn: what was asked of the voice above, what is heard below."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.speech.narration.narrate import Narration, Told
from emogen.plots import AXES, FAINT, INK, drawing, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from emogen.arrays import AnyFloats

_HEARD: Final[tuple[tuple[str, str, str, Callable[[Told], float]], ...]] = (
    ("pitch", "semitones", "#4f8a5b", lambda told: told.measures.f0_median),
    ("level", "dB", "#8a6fb0", lambda told: told.measures.level),
    ("rate", "syllables/s", "#b08968", lambda told: told.measures.rate),
)
"""Name, unit, colour and value of what is measured of a sentence."""

_BREADTH: Final = (0.04, 0.7, 4.0)
"""Standard deviation of the smoothing of what is heard: this share of the sentences, at least and at
most so many. Ours."""


def plot_arc(narration: Narration, path: str | Path) -> Path:
    """Draw the commanded valence and arousal over the time at which they are heard, and below them what
    was measured of every sentence: median pitch (semitones above 55 Hz), level and rate, each with its
    rank correlation with both.

    Raises:
        RequestError: a suffix that is no picture's.
        OutputError: the file cannot be written.
    """
    minutes = np.array([(told.start + told.end) / 120 for told in narration.sentences])
    asked = np.array([narration.arc.at(told.at).vad for told in narration.sentences]).reshape(-1, 3)
    with drawing(path, (10, 7.2)) as figure:
        panels = figure.subplots(2 + len(_HEARD), sharex=True)
        for axes in panels:
            plain(axes)
            for chapter in narration.chapters[1:]:
                axes.axvline(chapter.start / 60, color=FAINT, linewidth=0.6, linestyle=":")
        for axis, axes in enumerate(panels[:2]):
            name, colour = AXES[axis]
            _commanded(axes, minutes, asked[:, axis], name, colour)
        for (name, unit, colour, of), axes in zip(_HEARD, panels[2:], strict=True):
            heard = np.array([of(told) for told in narration.sentences])
            _measured(axes, minutes, heard, asked, f"{name}\n{unit}", colour)
        panels[0].set_title("What was asked of the voice", loc="left", fontsize=12, fontweight="bold")
        panels[2].set_title("What is heard", loc="left", fontsize=12, fontweight="bold", color=INK)
        for chapter in narration.chapters if len(narration.chapters) > 1 else ():
            panels[0].annotate(
                _short(chapter.title), (chapter.start / 60, 1.0), xycoords=("data", "axes fraction"),
                xytext=(3, -2), textcoords="offset points", fontsize=7, color=FAINT, va="top",
            )  # fmt: skip
        panels[-1].set_xlabel("minutes; a dot is a sentence, the line their smoothed course")
    return Path(path)


def _commanded(axes: Axes, minutes: AnyFloats, values: AnyFloats, name: str, colour: str) -> None:
    axes.axhline(0, color=FAINT, linewidth=0.6)
    axes.fill_between(minutes, 0, values, color=colour, alpha=0.2, linewidth=0)
    axes.plot(minutes, values, color=colour, linewidth=2)
    reach = max(0.3, float(np.abs(values).max(initial=0.0)) * 1.15)
    axes.set_ylim(-reach, reach)
    axes.set_ylabel(name)


def _measured(
    axes: Axes, minutes: AnyFloats, values: AnyFloats, asked: AnyFloats, label: str, colour: str
) -> None:
    axes.scatter(
        minutes,
        values,
        s=min(24.0, max(6.0, 2000 / max(len(values), 1))),
        color=colour,
        alpha=0.5,
        linewidth=0,
    )
    axes.plot(minutes, _smooth(values), color=colour, linewidth=2)
    axes.set_ylabel(label)
    if len(values) > 2:
        low, high = np.percentile(values, [1, 99])
        room = max(0.15 * (high - low), 0.1)
        axes.set_ylim(low - room, high + room)
        pairs = zip(AXES, asked.T[:2], strict=False)
        said = ", ".join(f"{name} {_rank_correlation(values, wanted):+.2f}" for (name, _), wanted in pairs)
        axes.set_title(f"rank correlation with {said}", loc="right", fontsize=7, color=FAINT, pad=2)


def _smooth(values: AnyFloats) -> AnyFloats:
    """A mean with a bell over the neighbours."""
    share, low, high = _BREADTH
    places = np.arange(len(values))
    bell = np.exp(-0.5 * ((places[:, None] - places) / np.clip(share * len(values), low, high)) ** 2)
    smooth: AnyFloats = bell @ values / bell.sum(axis=1)
    return smooth


def _rank_correlation(one: AnyFloats, other: AnyFloats) -> float:
    """Spearman's; 0 where one of them does not move."""
    from scipy.stats import spearmanr

    if np.ptp(one) == 0.0 or np.ptp(other) == 0.0:
        return 0.0
    return float(spearmanr(one, other).statistic)


def _short(title: str, most: int = 24) -> str:
    return title if len(title) <= most else title[: most - 1].rstrip() + "…"
