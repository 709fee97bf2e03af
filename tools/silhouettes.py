"""Make ``assets/silhouettes.tsv``: outlines of things from openly licensed sets of vector drawings.

    npm pack @iconify-json/noto@1.2.9 @iconify-json/game-icons@1.2.4
    pip install svgelements pyclipper
    python -m tools.silhouettes FOLDER_OF_THE_PACKED_FILES

Reads ``tools/silhouettes.tsv`` and the icons in the two tarballs. The table says which drawing becomes which
thing, who made it, and in ``colours`` the dark and the bright tone of a drawing of game-icons, or the layers
of another to leave out (by number, or by colour). Every path is flattened to polygons,
    cleaned (non-zero winding, holes turned the other way),
simplified and written as whole thousandths of the drawing's larger side, the foot of the drawing at
height 0 and its middle at 0 across. Gradients become their mean colour: the painter lights what it draws
itself. Colours are brought to the painter's palette: less vivid, neither white nor black.

The drawings of game-icons have one colour; they become two layers, the shape without its holes in a dark
tone and the shape itself in a bright one.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import pyclipper
from numpy.typing import NDArray
from svgelements import SVG, Color, Matrix, Shape
from svgelements import Path as SvgPath

from emogen.files import whole_file
from emogen.vision.oklab import TO_CONES, TO_LAB
from emogen.vision.srgb import to_light, to_value

PACKAGES: Final = {
    "noto": ("iconify-json-noto-1.2.9.tgz", "Apache-2.0"),
    "game-icons": ("iconify-json-game-icons-1.2.4.tgz", "CC-BY-3.0"),
}
"""Set -> the file that ``npm pack`` writes, and the set's licence (SPDX)."""

_GRID: Final = 256.0
"""Steps of a unit of the drawing while polygons are cleaned (pyclipper works on integers)."""

_COARSE: Final = 1.1
"""Largest distance of a simplified outline from the true one, thousandths of the drawing's larger side."""

_VIVID, _DARKEST, _LIGHTEST = 0.62, 0.2, 0.88
"""Chroma kept, and the range of OKLab lightness: as the painter's own materials have it."""

Rings = list[NDArray[np.float64]]


@dataclass(frozen=True)
class Layer:
    """One colour of a drawing: sRGB in [0, 1], opacity in [0, 1], closed rings (y down)."""

    colour: tuple[float, float, float]
    opacity: float
    rings: Rings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the tarballs of npm pack are")
    folder = parser.parse_args().folder
    sets = {name: _icons(folder / file) for name, (file, _) in PACKAGES.items()}
    table = Path(__file__).with_suffix(".tsv")
    with table.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    out = ["name\tset\ticon\tauthor\tlicence\tlayers"]
    for row in sorted(rows, key=lambda row: row["name"]):
        layers = _normal(_drawing(sets[row["set"]], row))
        licence = PACKAGES[row["set"]][1]
        out.append("\t".join([row["name"], row["set"], row["icon"], row["author"], licence, layers]))
    target = Path(__file__).parents[1] / "assets" / "silhouettes.tsv"
    with whole_file(target) as temporary:
        temporary.write_text("\n".join(out) + "\n", encoding="utf-8")
    print(f"{target}: {len(rows)} drawings, {target.stat().st_size:,} bytes")


def _icons(tarball: Path) -> dict[str, Any]:
    with tarfile.open(tarball) as archive:
        member = archive.extractfile("package/icons.json")
        if member is None:
            raise SystemExit(f"{tarball} holds no package/icons.json")
        icons: dict[str, Any] = json.load(member)
    return icons


def _drawing(icons: dict[str, Any], row: dict[str, str]) -> list[Layer]:
    icon = icons["icons"][row["icon"]]
    side = icon.get("width", icons.get("width", 16))
    body = icon["body"].replace("currentColor", "#ffffff")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">{_flat_colours(body)}</svg>'
    layers = [layer for shape in SVG.parse(io.StringIO(svg)).elements() for layer in _layers(shape)]
    if row["set"] == "game-icons":
        dark, bright = row["colours"].split()
        rings = _clean([ring for layer in layers for ring in layer.rings])
        return [Layer(_rgb(dark), 1.0, _closed(rings, 0.03 * side)), Layer(_rgb(bright), 1.0, rings)]
    dropped = {Color(word).hex if word[0] == "#" else int(word) for word in row["colours"].split()}
    return [layer for n, layer in enumerate(layers) if not dropped & {n, _hex(layer)}]


def _flat_colours(body: str) -> str:
    """The markup with every gradient replaced by its mean colour."""
    body = body.replace("xlink:href", "href")
    stops: dict[str, tuple[NDArray[np.float64], float]] = {}
    links: dict[str, str] = {}
    for tag in re.finditer(
        r"<(?:linear|radial)Gradient([^>]*?)(?:/>|>(.*?)</(?:linear|radial)Gradient>)", body, re.S
    ):
        name = re.search(r'\bid="([^"]+)"', tag[1])
        if name is None:
            continue
        link = re.search(r'href="#([^"]+)"', tag[1])
        colours = []
        for stop in re.findall(r"<stop([^>]*)>", tag[2] or ""):
            colour = re.search(r'stop-color="([^"]+)"', stop)
            opacity = re.search(r'stop-opacity="([^"]+)"', stop)
            value = Color(colour[1] if colour else "#000000")
            colours.append((value.red, value.green, value.blue, float(opacity[1]) if opacity else 1.0))
        if colours:
            numbers = np.array(colours, float)
            weight = numbers[:, 3:].sum() or 1.0
            stops[name[1]] = ((numbers[:, :3] * numbers[:, 3:]).sum(0) / weight, float(numbers[:, 3].mean()))
        elif link:
            links[name[1]] = link[1]

    def flat(match: re.Match[str]) -> str:
        name = match[1]
        name = links.get(name, name)
        colour, opacity = stops.get(name, (np.array([128.0, 128.0, 128.0]), 0.0))
        return f'fill="{Color(*(int(c) for c in colour)).hex}" data-opacity="{opacity:.3f}"'

    body = re.sub(r'fill="url\(#([^)]+)\)"', flat, body)
    body = re.sub(r"<(clipPath|mask|linearGradient|radialGradient)\b.*?</\1>", "", body, flags=re.S)
    return re.sub(r"<(linear|radial)Gradient[^>]*/>", "", body)


def _layers(shape: object) -> list[Layer]:
    """What one element of a drawing paints: its inside, then its stroke."""
    if not isinstance(shape, Shape):
        return []
    layers = []
    values = shape.values
    fade = float(values.get("opacity", 1) or 1) * float(values.get("data-opacity", 1) or 1)
    rings = _rings(shape)
    if shape.fill is not None and shape.fill.value is not None and shape.fill.opacity > 0:
        opacity = fade * float(values.get("fill-opacity", 1) or 1)
        inside = _clean(rings)
        if inside:
            layers.append(Layer(_rgb(shape.fill.hex), opacity, inside))
    if shape.stroke is not None and shape.stroke.value is not None and shape.stroke_width:
        outline = _stroked(shape, rings)
        if outline:
            layers.append(Layer(_rgb(shape.stroke.hex), fade, outline))
    return [layer for layer in layers if layer.opacity > 0.12]


def _rings(shape: Shape) -> Rings:
    path = SvgPath(shape) * Matrix()
    path.reify()
    rings = []
    for part in path.as_subpaths():
        part = SvgPath(part)
        points: list[tuple[float, float]] = []
        for segment in part:
            if segment.start is None or segment.end is None or type(segment).__name__ == "Move":
                continue
            steps = 1 if type(segment).__name__ in ("Line", "Close") else 10
            if not points:
                points.append((segment.start.x, segment.start.y))
            for k in range(1, steps + 1):
                point = segment.point(k / steps)
                points.append((point.x, point.y))
        if len(points) > 1:
            rings.append(np.array(points))
    return rings


def _clean(rings: Rings) -> Rings:
    """The union by the non-zero rule: outlines counter-clockwise (positive area), holes clockwise."""
    whole = [np.round(ring * _GRID).astype(np.int64).tolist() for ring in rings if len(ring) > 2]
    if not whole:
        return []
    clean = pyclipper.SimplifyPolygons(whole, pyclipper.PFT_NONZERO)
    return [np.array(ring, float) / _GRID for ring in clean if len(ring) > 2]


def _closed(rings: Rings, reach: float) -> Rings:
    """The shape without its holes and without gaps narrower than twice ``reach``."""
    whole = [np.round(ring * _GRID).astype(np.int64).tolist() for ring in rings if _area(ring) > 0]
    for distance in (reach, -reach - 0.4):
        offset = pyclipper.PyclipperOffset(arc_tolerance=0.2 * _GRID)
        offset.AddPaths(whole, pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
        whole = offset.Execute(distance * _GRID)
    return _clean([np.array(ring, float) / _GRID for ring in whole if pyclipper.Orientation(ring)])


def _stroked(shape: Shape, rings: Rings) -> Rings:
    width = float(shape.stroke_width)
    offset = pyclipper.PyclipperOffset(arc_tolerance=0.1 * _GRID)
    for ring in rings:
        closed = np.allclose(ring[0], ring[-1], atol=1e-6)
        kind = pyclipper.ET_CLOSEDLINE if closed else pyclipper.ET_OPENROUND
        offset.AddPath(np.round(ring * _GRID).astype(np.int64).tolist(), pyclipper.JT_ROUND, kind)
    return [np.array(ring, float) / _GRID for ring in offset.Execute(width / 2 * _GRID)]


def _area(ring: NDArray[np.float64]) -> float:
    x, y = ring.T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def _normal(layers: list[Layer]) -> str:
    """Layers as text: ``#rrggbbaa x y dx dy dx dy ...;x y ...`` parted by ``|``, y up."""
    points = np.concatenate([ring for layer in layers for ring in layer.rings])
    low, high = points.min(0), points.max(0)
    unit = 1000.0 / float((high - low).max())
    middle, foot = (low[0] + high[0]) / 2, high[1]
    parts = []
    for layer in layers:
        rings = []
        for ring in layer.rings:
            placed = (ring - [middle, foot]) * [unit, -unit]
            if abs(_area(placed)) < 12:
                continue
            coarse = cv2.approxPolyDP(placed.astype(np.float32)[:, None], _COARSE, True)[:, 0]
            whole = np.round(coarse).astype(int)
            if len(whole) > 2:
                steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), int))
                rings.append(" ".join(map(str, steps.ravel())))
        if rings:
            parts.append(f"{_painted(layer)} {';'.join(rings)}")
    return "|".join(parts)


def _painted(layer: Layer) -> str:
    """A layer's colour as a material of the painter, ``#rrggbbaa``."""
    value = np.array(layer.colour)
    lab = np.cbrt(to_light(value) @ TO_CONES.T) @ TO_LAB.T
    lab[1:] *= _VIVID
    lab[0] = _DARKEST + (_LIGHTEST - _DARKEST) * lab[0]
    value = to_value((lab @ np.linalg.inv(TO_LAB).T) ** 3 @ np.linalg.inv(TO_CONES).T)
    numbers = [round(255 * float(c)) for c in (*value, layer.opacity)]
    return "#" + "".join(f"{number:02x}" for number in numbers)


def _hex(layer: Layer) -> str:
    return str(Color(*(round(255 * value) for value in layer.colour)).hex)


def _rgb(colour: str) -> tuple[float, float, float]:
    value = Color(colour)
    return value.red / 255, value.green / 255, value.blue / 255


if __name__ == "__main__":
    main()
