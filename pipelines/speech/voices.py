"""The voices, from ``assets/voices.tsv``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from emogen.errors import unknown_name
from emogen.tables import asset_rows

Sex = Literal["female", "male"]


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice.

    Attributes:
        name: as users choose it, e.g. ``"af_heart"``.
        language: ``"en-us"`` or ``"en-gb"``.
        sex: ``"female"`` or ``"male"``.
        description: one line, with the median F0 and pace that the model predicts for one neutral text.
    """

    name: str
    language: str
    sex: Sex
    description: str


@lru_cache(maxsize=1)
def voices() -> tuple[Voice, ...]:
    """Every voice, by name."""
    return tuple(
        Voice(row["name"], row["language"], cast("Sex", row["sex"]), row["description"])
        for row in asset_rows("voices.tsv")
    )


def find_voice(name: str) -> Voice:
    """The voice of that name.

    Raises:
        RequestError: there is none; near names are offered.
    """
    for voice in voices():
        if voice.name == name:
            return voice
    raise unknown_name("voice", name, [voice.name for voice in voices()], see="emogen voices")
