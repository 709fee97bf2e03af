"""How much each part of a face moves, apart from the emotion."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from emogen.errors import RequestError, checked, unknown_name

_ITEM = re.compile(r"\s*(\w+)\s*[=:]\s*([-+.\d\w]+)\s*")
_MOST = 2.0


@dataclass(frozen=True, slots=True)
class Strengths:
    """Factors from 0 (still) over 1 (as it is) to 2, one a part of the face.

    Attributes:
        lips: the excursions of speech; lips still meet on m, b, p.
        expression: the emotion's action units in the whole face.
        upper: brows, lids and cheeks: of the emotion, and on accents.
        head: turns, nods and sway.
        gaze: shifts and glances of the eyes.
        blinks: how often lids close.
        asymmetry: how uneven the two sides are.
        micro: brief involuntary movements.
    """

    lips: float = 1.0
    expression: float = 1.0
    upper: float = 1.0
    head: float = 1.0
    gaze: float = 1.0
    blinks: float = 1.0
    asymmetry: float = 1.0
    micro: float = 1.0

    def __post_init__(self) -> None:
        for field in fields(self):
            checked(getattr(self, field.name), f"strength of {field.name}", 0.0, _MOST)

    @classmethod
    def parse(cls, text: str) -> Strengths:
        """Read ``"head=0.5, upper=1.4"``; parts that are not named are 1.

        Raises:
            RequestError: malformed text, an unknown part, a factor outside 0 to 2.
        """
        known = [field.name for field in fields(cls)]
        given: dict[str, float] = {}
        for item in filter(str.strip, text.split(",")):
            match = _ITEM.fullmatch(item)
            if match is None:
                raise RequestError(f"cannot read the strength {item.strip()!r}", fix='Write e.g. "head=0.5".')
            if match[1] not in known:
                raise unknown_name("part of the face", match[1], known)
            try:
                given[match[1]] = float(match[2])
            except ValueError as error:
                raise RequestError(
                    f"cannot read the strength {item.strip()!r}", fix='Write e.g. "head=0.5".'
                ) from error
        return cls(**given)
