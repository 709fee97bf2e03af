"""emogen's own code and tables as parts of what decides a result, each with its hash: an upgrade or an edit
of a part makes anew what hangs on it, and nothing else."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from emogen.errors import unknown_name

CORE: Final = "emogen"
"""The part that decides results of every medium."""

_OWN: Final[Mapping[str, tuple[str, ...]]] = {
    "speech": ("pipelines.speech",),
    "face": ("vision", "pipelines.face"),
    "image": ("pipelines.image",),
    "captions": (),
    "timings": (),
}
"""Packages of each part, with all below them, whose code decides results."""

PARTS: Final = tuple(_OWN)
"""Names of the parts besides :data:`CORE`: the media, and the companions of speech with code of their own."""

_SHARED: Final = ("dsp", "conditioning", "pipelines.requests")
"""Packages whose code decides results of every medium; ``emogen`` itself does besides."""

_MODULES: Final[Mapping[str, tuple[str, ...]]] = {
    "speech": ("requests/convert.py", "requests/narrate.py", "requests/speak.py"),
    "face": (
        *("requests/animate.py", "requests/face.py", "requests/faces.py", "requests/idle.py"),
        *("requests/sheet.py", "requests/talk.py"),
    ),
    "image": ("requests/image.py", "requests/regrade.py", "targets/picture.py"),
    "captions": ("delivery/captions.py",),
    "timings": ("delivery/timings.py",),
}
"""Modules of a part inside the packages of another, by the end of their path."""

_TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "speech": (
        *("abbreviations", "acronyms", "addresses", "homograph", "interjections", "names", "spoken", "units"),
        *("voice_targets", "voices", "word_lists"),
    ),
    "face": (
        *("action_units", "characters", "expression", "face_", "features", "hair_styles", "hats", "lipsync"),
        *("portrait_rig", "vocal_faces"),
    ),
    "image": ("diffusion_", "scenes", "silhouettes"),
}
"""Beginnings of the names of each medium's own assets; all others decide results of every medium."""

_DECIDING: Final = (".py", ".tsv", ".yaml", ".safetensors")
_JUDGING: Final = ("judge", "bias_", "cast_")
"""Beginnings of the names of assets that measure results or propose requests, and decide none."""


def code_hashes(parts: frozenset[str]) -> dict[str, str]:
    """SHA-256, shortened, of the code and tables of some parts and of :data:`CORE`, by part.

    Raises:
        RequestError: an unknown part.
    """
    for part in parts:
        if part not in _OWN:
            raise unknown_name("medium", part, _OWN)
    return {part: code_hash(part) for part in (CORE, *sorted(parts))}


@cache
def code_hash(part: str) -> str:
    """The hash of one part, read once a process."""
    digest = hashlib.sha256()
    for path in _files().get(part, ()):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


@cache
def _files() -> dict[str, list[Path]]:
    """The files of every part, in a fixed order."""
    packages = (*_SHARED, *(package for own in _OWN.values() for package in own))
    files: dict[str, list[Path]] = {}
    for package in ("emogen", "emogen.assets", *(f"emogen.{name}" for name in packages)):
        name = package.removeprefix("emogen.")
        spec = find_spec(package)
        for root in (spec and spec.submodule_search_locations) or ():
            # Below `emogen` lie, once it is installed, its other packages; below the assets, examples.
            for folder, below, inside in os.walk(root):
                below[:] = sorted(below) if name in packages else []
                for path in (Path(folder, file) for file in sorted(inside) if file.endswith(_DECIDING)):
                    files.setdefault(_part_of(path, name), []).append(path)
    return files


def _part_of(path: Path, package: str) -> str:
    """The part that a file of a package belongs to; "" for one that decides no result."""
    if package == "assets":
        if path.name.startswith(_JUDGING):
            return ""
        return next((part for part, names in _TABLES.items() if path.name.startswith(names)), CORE)
    end = path.as_posix()
    for part, modules in _MODULES.items():
        if end.endswith(tuple(f"/{module}" for module in modules)):
            return part
    return next((part for part, own in _OWN.items() if package in own), CORE)
