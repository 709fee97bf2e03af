"""Files that scripts and tables name."""

from __future__ import annotations

import re
from pathlib import PurePosixPath


def inside(name: str) -> str:
    """A file's name that leads nowhere outside of a folder: of one that does, its last part.

    >>> inside("res://Samples/a.yarn"), inside("/Users/me/a.yarn"), inside("..\\\\a.yarn")
    ('Samples/a.yarn', 'a.yarn', 'a.yarn')
    """
    path = PurePosixPath(re.sub(r"^(?:res|user)://", "", name.replace("\\", "/")))
    if path.is_absolute() or ".." in path.parts or ":" in name.partition("://")[2][:2] or name[1:2] == ":":
        return path.name
    return "" if path.as_posix() == "." else path.as_posix()
