"""A picture of what was read from a face: the mesh, the strongest activations, the coordinates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.conditioning.vocabulary import BASIC, entries
from emogen.plots import FAINT, drawing, plain
from emogen.vision.face_mesh import SURFACE
from emogen.vision.face_shapes import shape_model
from emogen.vision.photo import read_photo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from emogen.conditioning.read.face import FaceReading, Photo

_BARS: Final = 10
_LINE: Final = "#2a7f9e"
_POINT: Final = "#d1495b"


def plot_faces(readings: Sequence[FaceReading], picture: Photo, path: str | Path) -> Path:
    """Draw readings of one picture; the largest face is shown in full, the others by box and name.

    Args:
        readings: from :func:`emogen.conditioning.read.face.read_faces`, at least one.
        picture: the picture they were read from.
        path: PNG, JPEG, SVG or PDF, by the suffix; written whole or not at all.

    Raises:
        RequestError: the picture cannot be read, or the file type of ``path`` is another.
        OutputError: the file cannot be written.
    """
    pixels = read_photo(picture)
    with drawing(path, (12.0, 4.4)) as figure:
        photo, bars, plane = figure.subplots(1, 3, width_ratios=(1.15, 1.0, 1.0))
        _draw_photo(photo, readings, pixels)
        _draw_bars(bars, readings[0])
        _draw_plane(plane, readings)
    return Path(path)


def _draw_photo(axes: Axes, readings: Sequence[FaceReading], pixels: NDArray[np.uint8]) -> None:
    axes.imshow(pixels)
    axes.triplot(*readings[0].points[:SURFACE, :2].T, _triangles(), color=_LINE, linewidth=0.4, alpha=0.7)
    for number, reading in enumerate(readings):
        left, top, right, bottom = reading.box
        corners = ([left, right, right, left, left], [top, top, bottom, bottom, top])
        axes.plot(*corners, color=_POINT, linewidth=1.4 if number == 0 else 0.8)
        axes.text(
            left, top, f" {number + 1} ", color="white", va="bottom", backgroundcolor=_POINT, fontsize=8
        )
    height, width = pixels.shape[:2]
    left, top, right, bottom = 0.0, 0.0, float(width), float(height)
    if len(readings) == 1:
        # close to the one face, with some of what is around it
        room = 0.5 * readings[0].size
        left, top, right, bottom = readings[0].box
        left, top = max(0.0, left - room), max(0.0, top - room)
        right, bottom = min(width, right + room), min(height, bottom + room)
    axes.set_xlim(left - 0.5, right - 0.5)
    axes.set_ylim(bottom - 0.5, top - 0.5)
    axes.set_axis_off()


def _draw_bars(axes: Axes, reading: FaceReading) -> None:
    """The strongest activations, both sides of a shape in one bar of two halves."""
    plain(axes)
    pairs: dict[str, tuple[float, float]] = {}
    for name, value in reading.activations.items():
        stem = name.removesuffix("Left").removesuffix("Right")
        if stem.startswith("eyeLook"):
            continue
        left, right = pairs.get(stem, (0.0, 0.0))
        pairs[stem] = (left if name.endswith("Right") else value, right if name.endswith("Left") else value)
    strongest = sorted(pairs.items(), key=lambda item: -max(item[1]))[:_BARS]
    for row, (stem, (left, right)) in enumerate(strongest):
        if stem in reading.activations:
            axes.barh(row, left, height=0.74, color=_LINE)
        else:
            axes.barh(row - 0.19, right, height=0.36, color=_LINE, alpha=0.55)
            axes.barh(row + 0.19, left, height=0.36, color=_LINE)
    axes.set_yticks(range(len(strongest)), [name for name, _ in strongest])
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.set_xlabel("activation (light: the person's right side)")


def _draw_plane(axes: Axes, readings: Sequence[FaceReading]) -> None:
    from matplotlib.patches import Circle, Ellipse

    plain(axes)
    axes.add_patch(Circle((0, 0), 1, fill=False, color=FAINT, linewidth=0.8))
    axes.axhline(0, color=FAINT, linewidth=0.5)
    axes.axvline(0, color=FAINT, linewidth=0.5)
    for name in BASIC:
        valence, arousal, _ = entries()[name].vad
        axes.plot(valence, arousal, ".", color=FAINT)
        place, side = ((-4, 3), "right") if name == "fear" else ((4, 3), "left")  # anger is close to it
        axes.annotate(
            name, (valence, arousal), place, textcoords="offset points", color=FAINT, fontsize=8, ha=side
        )
    for number, face in enumerate(readings):
        valence, arousal, _ = face.reading.vad
        wide, high, _ = face.reading.spread
        axes.add_patch(Ellipse((valence, arousal), 2 * wide, 2 * high, color=_POINT, alpha=0.18, linewidth=0))
        axes.plot(valence, arousal, "o", color=_POINT)
        if len(readings) > 1:
            axes.annotate(str(number + 1), (valence, arousal), (5, -9), textcoords="offset points")
    axes.set_title(_caption(readings[0]), fontsize=9)
    axes.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), aspect="equal", xlabel="valence", ylabel="arousal")


def _caption(face: FaceReading) -> str:
    names = ", ".join(f"{name} {size:.2f}" for name, size in face.reading.mixture[:3] if size >= 0.1)
    return f"{names or 'neutral'}\nconfidence {face.reading.confidence:.0%}"


def _triangles() -> NDArray[Any]:
    """The mesh's surface as triangles, by laying the mean face flat."""
    from scipy.spatial import Delaunay

    return Delaunay(shape_model().mean[:SURFACE, :2]).simplices
