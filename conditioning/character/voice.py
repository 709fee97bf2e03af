"""Which voice a character speaks with."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from emogen.conditioning.checks import check_text
from emogen.errors import RequestError


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """The voice of a character. Whether there is such a voice is known when it speaks.

    Attributes:
        name: a voice's name or a blend, e.g. ``"af_heart:0.7+am_onyx:0.3"``; None leaves the choice open.
        language: spoken with it, e.g. ``"en-gb"``; None is the voice's own.
        backend: whose voice it is, e.g. ``"kokoro"``; None is the default one.

    Raises:
        RequestError: an empty text, or one over 200 characters.
    """

    name: str | None = None
    language: str | None = None
    backend: str | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None:
                _check(value, "voice" if field.name == "name" else field.name)


ANY_VOICE: Final = VoiceChoice()
"""No choice: whatever voice is the default."""


def _check(value: object, what: str) -> None:
    if not isinstance(value, str) or not value.strip():
        raise RequestError(f"the {what} of a character must be a text, is {value!r}")
    check_text(value, f"{what} of a character", longest=200)
