"""FACS action units: read from text, and turned into ARKit shapes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.conditioning.targets.face import Units
from emogen.errors import RequestError, unknown_name
from emogen.tables import asset_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ITEM = re.compile(r"\s*(?:AU)?\s*(\d+)([LR]?)\s*[=:]\s*([-+.\d\w]+)\s*", re.IGNORECASE)


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


def parse_units(text: str) -> Units:
    """Read ``"AU12=0.8,AU4=0.4"``; a trailing L or R names one side, e.g. ``AU14L=0.5``.

    Raises:
        RequestError: malformed text, a unit that is not known, an intensity outside 0 to 1.
    """
    units: dict[str, float] = {}
    for item in text.split(","):
        match = _ITEM.fullmatch(item)
        if match is None:
            raise RequestError(
                f"cannot read the action unit {item.strip()!r}", fix='Write e.g. "AU12=0.8,AU4=0.4".'
            )
        name = f"AU{int(match[1])}{match[2].upper()}"
        if name not in action_units():
            raise unknown_name("action unit", name, action_units())
        units[name] = _intensity(name, match[3])
    return tuple(units.items())


def _intensity(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0.0 <= value <= 1.0:
        raise RequestError(f"the intensity {text} of {name} is out of range", fix="Use 0 to 1.")
    return value


def units_to_arkit(units: Iterable[tuple[str, float]]) -> NDArray[np.float32]:
    """ARKit shape values of action units: float32, shape ``(52,)``, in [0, 1].

    Units that move the same shape add up and saturate.
    """
    shapes = np.zeros(len(ARKIT), np.float32)
    for unit, intensity in units:
        for name, weight in action_units()[unit]:
            shapes[INDEX[name]] += weight * intensity
    return np.clip(shapes, 0.0, 1.0)
