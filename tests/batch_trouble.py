"""A picture backend for tests of batches: it paints one colour at once, or fails as its text says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.conftest import Install

SOURCE = '''
import errno, os, signal, sys
from pathlib import Path

import numpy as np

from emogen.plugins import ImageBackend, Painting, Picture, RequestError


class Trouble(ImageBackend):
    """Paints one colour, or fails as the text says: what it does, and a file that it does it once for."""

    name = "trouble"

    def paint(self, brief):
        action, _, mark = brief.text.partition(" ")
        if not mark or not Path(mark).exists():
            if mark:
                Path(mark).touch()
            self._fail(action)
        seed = brief.seed
        colour = (seed % 251, seed // 251 % 251, 9)
        width, height = brief.size
        return Painting(Picture(np.full((height, width, 3), colour, np.uint8)), shown=(brief.text,))

    def _fail(self, action):
        if action == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        if action == "raises":
            raise ValueError("no paint\\\\nleft")
        if action == "leaves":
            sys.exit(3)
        if action == "full":
            raise OSError(errno.ENOSPC, "No space left on device")
        if action == "refuses":
            raise RequestError("that cannot be painted")
'''


def install_trouble(install: Install) -> None:
    """Install the backend."""
    install("trouble", {"image.trouble": "trouble_backend:Trouble"}, {"trouble_backend": SOURCE})


def picture(name: str, text: str = "sky", **fields: Any) -> dict[str, Any]:
    """A job of it."""
    return {"id": name, "kind": "image", "text": text, "size": "16x16", "backend": "trouble", **fields}


def once(text: str, mark: Path) -> str:
    """A text at which the backend fails the first time only."""
    return f"{text} {mark}"
