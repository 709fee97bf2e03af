"""FACS action units as people write them."""

from __future__ import annotations

import re

from emogen.conditioning.targets.face import Units
from emogen.conditioning.targets.units import action_units
from emogen.errors import RequestError, unknown_name

_ITEM = re.compile(r"\s*(?:AU)?\s*(\d+)([LR]?)\s*[=:]\s*([-+.\d\w]+)\s*", re.IGNORECASE)


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
