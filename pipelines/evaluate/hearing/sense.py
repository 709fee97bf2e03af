"""The ways in which judges of voices hear a sound: each a fixed list of numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from emogen.pipelines.evaluate.hearing.acoustics import NAMES, VERSION, functionals
from emogen.pipelines.evaluate.hearing.encoder import COUNT, encoded

if TYPE_CHECKING:
    from emogen.media import Audio
    from emogen.pipelines.evaluate.hearing.frames import Array


@dataclass(frozen=True, slots=True)
class Sense:
    """One way to hear.

    Attributes:
        name: of what is heard.
        version: of its definition: a judge that was trained on another must not be used.
        count: of the numbers.
        hear: gives them, float64, shape ``(count,)``.
    """

    name: str
    version: int
    count: int
    hear: Callable[[Audio], Array]


ACOUSTIC: Final = Sense("functionals", VERSION, len(NAMES), functionals)
ENCODED: Final = Sense("whisper-tiny-en", 1, COUNT, encoded)
