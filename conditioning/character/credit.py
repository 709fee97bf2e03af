"""Whose work a character uses, and on what terms."""

from __future__ import annotations

from dataclasses import dataclass, fields

from emogen.conditioning.checks import check_text
from emogen.errors import RequestError


@dataclass(frozen=True, slots=True)
class Credit:
    """One work that a character refers to.

    Attributes:
        of: the part that it is for, e.g. ``"voice"``.
        by: who made it.
        licence: its terms, best as an SPDX name, e.g. ``"CC-BY-4.0"``; empty where it is not known.
        source: where it is from: an address, a title; may be empty.

    Raises:
        RequestError: no part or no maker, a text over 1,000 characters.
    """

    of: str
    by: str
    licence: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, str):
                raise RequestError(f"{field.name!r} of a credit must be a text, is {value!r}")
            check_text(value, f"{field.name!r} of a credit", longest=1000)
        for name in ("of", "by"):
            if not getattr(self, name).strip():
                raise RequestError(
                    f"a credit needs {name!r}", fix='Write e.g. "of=voice; by=Ada; licence=CC0".'
                )

    def __str__(self) -> str:
        return ", ".join(filter(None, (f"{self.of}: {self.by}", self.licence, self.source)))
