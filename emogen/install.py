"""The command that adds an extra to this emogen, by the way it was installed."""

from __future__ import annotations

import json
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

DISTRIBUTION: Final = "emogen-toolkit"


def install_hint(extra: str) -> str:
    """The command that installs what an extra needs beside this emogen, e.g. for ``"judges"``.

    In the environment of ``make`` that is a target of the Makefile; elsewhere pip, with the folder,
    archive or repository that emogen came from: no package index is assumed to have it.
    """
    source = Path(__file__).resolve().parents[1]
    if (source / "pyproject.toml").is_file():
        if Path(sys.prefix) != source / ".venv":
            return f'pip install --editable "{source}[{extra}]"'
        return (
            f"make extra EXTRA={extra}" if source == Path.cwd() else f'make -C "{source}" extra EXTRA={extra}'
        )
    return f'pip install "{_origin(f"[{extra}]")}"'


def _origin(extra: str) -> str:
    """The argument that pip was given to install emogen, with ``extra`` where extras go."""
    try:
        origin = json.loads(distribution(DISTRIBUTION).read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        origin = {}
    url = str(origin.get("url", ""))
    if "vcs_info" in origin:
        return f"{DISTRIBUTION}{extra} @ {origin['vcs_info']['vcs']}+{url}"
    if url.startswith("file:"):
        return f"{url2pathname(urlsplit(url).path)}{extra}"
    return f"{DISTRIBUTION}{extra}" + (f" @ {url}" if url else "")
