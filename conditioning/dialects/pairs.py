"""Which bracket ends which."""

from __future__ import annotations

import re
from typing import Final

_BRACKET: Final = re.compile(r"\\.|[][【】]", re.DOTALL)
_OTHER: Final = {"]": "[", "】": "【"}


def pairs_of(text: str) -> dict[int, int]:
    """The places of the brackets that begin something, each with the place of the one that ends it.

    Brackets nest; one without its other is in no pair. Time is in proportion to the text.
    """
    pairs: dict[int, int] = {}
    begun: list[tuple[str, int]] = []
    for bracket in _BRACKET.finditer(text):
        sign, place = bracket[0], bracket.start()
        if sign in _OTHER.values():
            begun.append((sign, place))
        elif begun and begun[-1][0] == _OTHER.get(sign):
            pairs[begun.pop()[1]] = place
    return pairs
