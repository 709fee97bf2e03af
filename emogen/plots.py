"""How emogen's plots look, and how they are written. matplotlib is loaded when a plot is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from emogen.files import whole_file
from emogen.media import check_suffix

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".svg", ".pdf")

INK, FAINT, PAPER = "#2b2d33", "#9aa0ab", "#fbfaf7"

AXES: Final = (("valence", "#2a7f9e"), ("arousal", "#d1495b"), ("dominance", "#8a6fb0"))
"""The coordinates and their colours."""

COLOURS: Final = {
    **{"joy": "#f2c14e", "surprise": "#6ec5d8", "fear": "#4f8a5b", "sadness": "#5579b5"},
    **{"anger": "#d1495b", "disgust": "#8a6fb0", "contempt": "#b08968"},
    **{"serenity": "#9ccfa5", "boredom": "#b8b3a8", "neutral": "#d9d6cf"},
}
"""A colour for each emotion that stands for a region, after Plutchik's wheel."""


@contextmanager
def drawing(path: str | Path, size: tuple[float, float]) -> Iterator[Figure]:
    """A figure to draw on, written whole to ``path`` when the block ends without an error.

    Args:
        path: its suffix, one of :data:`SUFFIXES`, is the format.
        size: width and height in inches, at 150 dots an inch.

    The same drawing gives the same bytes.

    Raises:
        RequestError: another suffix.
        OutputError: the file cannot be written.
    """
    path = check_suffix(path, SUFFIXES)
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"font.size": 9, "text.color": INK, "axes.labelcolor": INK, "svg.hashsalt": "emogen"}):
        figure = Figure(figsize=size, facecolor=PAPER, layout="constrained")
        yield figure
        with whole_file(path) as temporary:
            figure.savefig(temporary, dpi=150, metadata=_undated(path))


def colour_of(strengths: Mapping[str, float], neutral: float) -> str:
    """The colour of the strongest emotion, or of neutral where none is stronger than ``neutral``."""
    contest = {"neutral": neutral, **strengths}
    return COLOURS[max(contest, key=lambda name: contest[name])]


def plain(axes: Axes) -> None:
    """Take away everything round a plot that says nothing."""
    axes.set_facecolor(PAPER)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0, colors=FAINT)


def _undated(path: Path) -> dict[str, Any] | None:
    return {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(path.suffix.lower())
