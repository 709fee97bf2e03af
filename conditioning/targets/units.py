"""FACS action units and the ARKit shapes that show them (``assets/action_units.tsv``)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.tables import asset_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray


@lru_cache(maxsize=1)
def action_units() -> dict[str, tuple[tuple[str, float], ...]]:
    """The ARKit shapes of each unit with their weights; ``AU12L`` and ``AU12R`` are its sides."""
    table: dict[str, tuple[tuple[str, float], ...]] = {}
    for row in asset_rows("action_units.tsv"):
        items = (item.partition(":") for item in row["arkit"].split())
        shapes = tuple((name, float(weight)) for name, _, weight in items)
        table[row["unit"]] = shapes
        if any(name.endswith("Left") for name, _ in shapes):
            table[row["unit"] + "L"] = tuple(s for s in shapes if not s[0].endswith("Right"))
            table[row["unit"] + "R"] = tuple(s for s in shapes if not s[0].endswith("Left"))
    return table


@lru_cache(maxsize=1)
def unit_names() -> dict[str, str]:
    """What FACS calls each unit, e.g. ``AU12``: lip corner puller; sides are said."""
    whole = {row["unit"]: row["name"] for row in asset_rows("action_units.tsv")}
    sides = {"L": ", left", "R": ", right"}
    return {unit: whole[unit.rstrip("LR")] + sides.get(unit[-1], "") for unit in action_units()}


def units_to_arkit(units: Iterable[tuple[str, float]]) -> NDArray[np.float32]:
    """ARKit shape values of action units: float32, shape ``(52,)``, in [0, 1].

    Units that move the same shape add up and saturate.
    """
    shapes = np.zeros(len(ARKIT), np.float32)
    for unit, intensity in units:
        for name, weight in action_units()[unit]:
            shapes[INDEX[name]] += weight * intensity
    return np.clip(shapes, 0.0, 1.0)
