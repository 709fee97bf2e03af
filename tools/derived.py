"""Write what derives from the requests: ``python -m tools.derived``.

- ``docs/reference.md``: every parameter of every verb;
- ``pipelines/api.pyi``, ``pipelines/aio.pyi``: the types of the Python functions, for editors and type
  checkers.

``tests/test_derived.py`` keeps them equal to what the models give.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from tools.reference import reference
from tools.stubs import aio_stub, stub

__all__ = ["FILES", "aio_stub", "reference", "stub"]

ROOT: Final = Path(__file__).resolve().parent.parent
FILES: Final[dict[str, Callable[[], str]]] = {
    "docs/reference.md": reference,
    "pipelines/api.pyi": stub,
    "pipelines/aio.pyi": aio_stub,
}
"""Files that are written, by path in the repository, each with the function that gives its text."""


def main() -> None:
    """Write every file."""
    for name, text in FILES.items():
        (ROOT / name).write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
