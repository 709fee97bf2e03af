"""How this emogen was installed, and the command that adds an extra to it."""

from __future__ import annotations

import json
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

DISTRIBUTION: Final = "emogen-toolkit"


def install_hint(extra: str) -> str:
    """The command that installs what an extra needs beside this emogen, e.g. for ``"judges"``.

    In the environment of ``make`` that is a target of the Makefile; elsewhere pip, with the folder,
    archive or repository that emogen came from: no package index is assumed to have it.
    """
    try:
        origin = json.loads(distribution(DISTRIBUTION).read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        # Run from its source tree without an installation.
        origin = {"url": Path(__file__).resolve().parents[1].as_uri(), "dir_info": {"editable": True}}
    url = str(origin.get("url", ""))
    if "vcs_info" in origin:
        return f'pip install "{DISTRIBUTION}[{extra}] @ {origin["vcs_info"]["vcs"]}+{url}"'
    if not url.startswith("file:"):
        return f'pip install "{DISTRIBUTION}[{extra}]{f" @ {url}" if url else ""}"'
    return _local_command(Path(url2pathname(urlsplit(url).path)), origin, extra)


def _local_command(source: Path, origin: dict[str, Any], extra: str) -> str:
    editable = bool(origin.get("dir_info", {}).get("editable"))
    if editable and (source / "Makefile").is_file() and Path(sys.prefix) == source / ".venv":
        here = source == Path.cwd()
        return f"make extra EXTRA={extra}" if here else f'make -C "{source}" extra EXTRA={extra}'
    return f'pip install {"--editable " * editable}"{source}[{extra}]"'
