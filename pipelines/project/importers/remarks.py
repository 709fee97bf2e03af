"""Comments beside a line, as tools leave them for translators: ``Speaker: Guard; direction: tired``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from emogen.pipelines.project.importers.columns import ROLES, Role

_PART: Final = re.compile(r"\s*([\w ]{2,24}?)\s*[:=：]\s*(\S.*?)\s*")


@dataclass(frozen=True, slots=True)
class Remarks:
    """Facts of a line in comments.

    Attributes:
        speaker, direction, scene, sound: "" where they do not say.
        notes: the comments as they are.
    """

    speaker: str = ""
    direction: str = ""
    scene: str = ""
    sound: str = ""
    notes: tuple[str, ...] = ()


def remarks(comments: Iterable[str]) -> Remarks:
    """Read comments: ``NAME: value`` with names as of columns, apart by lines or semicolons."""
    notes = tuple(note for comment in comments if (note := comment.strip()))
    values: dict[Role, str] = {}
    for note in notes:
        for part in re.split(r"[;\n]", note):
            match = _PART.fullmatch(part)
            role = ROLES.get(re.sub(r"[\W_]+", "", match[1].casefold())) if match else None
            if match and role:
                values.setdefault(role, match[2])
    return Remarks(
        values.get("speaker", ""),
        values.get("direction", ""),
        values.get("scene", ""),
        values.get("sound", ""),
        notes,
    )
