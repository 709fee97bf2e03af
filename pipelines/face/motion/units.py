"""FACS action units as people write them: at one size, over time, or in a table of another tool."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen.budgets import FRAMES
from emogen.conditioning.targets.face import Units
from emogen.conditioning.targets.units import action_units, units_to_arkit
from emogen.documents import parse_table
from emogen.errors import RequestError, unknown_name
from emogen.files import read_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UnitTrack = tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
"""(action unit, ((seconds, intensity in [0, 1]), …)) pairs; a unit with one point keeps it throughout."""

_ITEM: Final = re.compile(r"\s*(?:AU)?\s*(\d+)([LR]?)\s*[=:]\s*([^,]+?)\s*", re.IGNORECASE)
_POINT: Final = re.compile(r"\s*([-+.\d\w]+?)\s*(?:@\s*([.\d]+)\s*s?)?\s*")
_COLUMN: Final = re.compile(r"\s*AU_?0*(\d+)([LR]?)(_r)?\s*", re.IGNORECASE)
_TIMES: Final = ("time", "timestamp", "seconds")
_OPENFACE: Final = 5.0
"""Intensities in OpenFace's columns ``AU12_r`` go from 0 to 5, FACS' levels A to E."""


def parse_units(text: str) -> Units:
    """Read ``"AU12=0.8,AU4=0.4"``; a trailing L or R names one side, e.g. ``AU14L=0.5``.

    Raises:
        RequestError: malformed text, a unit that is not known, an intensity outside 0 to 1, times.
    """
    track = parse_unit_track(text)
    if any(len(points) > 1 for _, points in track):
        raise RequestError(f"{text!r} moves over time", fix="For a still give one size a unit.")
    return tuple((name, points[0][1]) for name, points in track)


def parse_unit_track(text: str) -> UnitTrack:
    """Read units over time: ``"AU12=0@0 > 0.8@1.2s > 0@2s, AU4=0.3"``; straight lines between points.

    Raises:
        RequestError: as :func:`parse_units`; times that do not rise.
    """
    units: dict[str, tuple[tuple[float, float], ...]] = {}
    for item in text.split(","):
        match = _ITEM.fullmatch(item)
        if match is None:
            raise RequestError(
                f"cannot read the action unit {item.strip()!r}", fix='Write e.g. "AU12=0.8,AU4=0.4".'
            )
        name = _known(f"AU{int(match[1])}{match[2].upper()}")
        units[name] = _points(name, match[3])
    return tuple(units.items())


def _points(name: str, text: str) -> tuple[tuple[float, float], ...]:
    points = []
    pieces = text.split(">")
    for piece in pieces:
        match = _POINT.fullmatch(piece)
        if match is None or (match[2] is None and len(pieces) > 1):
            raise RequestError(
                f"cannot read {piece.strip()!r} of {name}", fix='Write e.g. "AU12=0@0 > 0.8@1.2 > 0@2".'
            )
        points.append((_seconds(name, match[2] or "0"), _intensity(name, match[1])))
    if any(after[0] <= before[0] for before, after in pairwise(points)):
        raise RequestError(f"the times of {name} do not rise", fix="Write its points in order of time.")
    return tuple(points)


def read_unit_table(path: str | Path) -> UnitTrack:
    """Units over time from a CSV: a column of seconds (``time`` or ``timestamp``) and columns ``AU12``
    from 0 to 1, or ``AU12_r`` from 0 to 5 as OpenFace writes them; other columns are ignored.

    Raises:
        RequestError: no such file, no such columns, values that are no numbers or out of range.
    """
    rows = parse_table(read_text(Path(path), kind="table of action units"), path, rows=FRAMES)
    names = list(rows[0]) if rows else []
    clock = next((name for name in names if name and name.strip().lower() in _TIMES), None)
    columns = [(name, match) for name in names if name and (match := _COLUMN.fullmatch(name))]
    if clock is None or not columns:
        raise RequestError(
            f"{path} is no table of action units",
            why="it has no column " + ("of seconds" if clock is None else "with an action unit"),
            fix="Name the columns time, AU1, AU2 …, or as OpenFace does.",
        )
    track = []
    for name, match in columns:
        unit = f"AU{int(match[1])}{match[2].upper()}"
        if unit not in action_units():
            continue  # OpenFace measures units that ARKit has no shape for.
        scale = 1.0 / _OPENFACE if match[3] else 1.0
        try:
            points = [(float(row[clock]), float(row[name]) * scale) for row in rows]
        except (TypeError, ValueError) as error:
            raise RequestError(f"cannot read the column {name.strip()} of {path}", why=str(error)) from error
        for _, size in points:
            _intensity(unit, str(size))
        if not all(before[0] < after[0] for before, after in pairwise(points)):
            raise RequestError(f"the times in {path} do not rise", fix="Order its rows by time.")
        track.append((unit, tuple(points)))
    return tuple(track)


def unit_shapes(track: UnitTrack, times: NDArray[np.float64]) -> NDArray[np.float32]:
    """ARKit shapes of units over time: float32, shape ``(T, 52)``, in [0, 1]; held before the first
    point and after the last."""
    import numpy as np

    shapes = np.zeros((len(times), 52), np.float32)
    for name, points in track:
        at, sizes = zip(*points, strict=True)
        shapes += np.interp(times, at, sizes)[:, None].astype(np.float32) * units_to_arkit([(name, 1.0)])
    return shapes.clip(0.0, 1.0)


def _known(name: str) -> str:
    if name not in action_units():
        raise unknown_name("action unit", name, action_units())
    return name


def _seconds(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise RequestError(f"cannot read the time {text} of {name}") from error


def _intensity(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0.0 <= value <= 1.0:
        raise RequestError(f"the intensity {text} of {name} is out of range", fix="Use 0 to 1.")
    return value
