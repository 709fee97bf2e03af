"""Sidecars: beside every result ``x.wav`` lies ``x.wav.json``, which says how it was made.

The sidecar holds a content hash of everything that decides the result, so that a batch can skip
what is unchanged.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from emogen import weights
from emogen.errors import OutputError, RequestError, unknown_name
from emogen.files import check_path, write_text
from emogen.version import __version__

if TYPE_CHECKING:
    from emogen.registry import Used

_MAKERS: Final[Mapping[str, tuple[str, ...]]] = {
    "speech": ("pipelines.speech",),
    "face": ("vision", "pipelines.face"),
    "image": ("pipelines.image",),
}
"""Each medium's own packages, with all below them, whose code decides results."""

_SHARED: Final = ("dsp", "conditioning", "pipelines.requests")
"""Packages whose code decides results of every medium; ``emogen`` itself does besides."""

_TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "speech": ("abbreviations", "acronyms", "homographs", "spoken", "voice_targets", "voices", "word_lists"),
    "face": (
        *("action_units", "characters", "expression", "face_", "features", "hair_styles", "hats", "lipsync"),
        *("portrait_rig", "vocal_faces"),
    ),
    "image": ("diffusion_", "scenes"),
}
"""Beginnings of the names of each medium's own assets; all others decide results of every medium."""

_DECIDING: Final = (".py", ".tsv", ".yaml", ".safetensors")
_JUDGING: Final = ("judge", "bias_")
"""Beginnings of the names of assets that measure results, and decide none."""


def content_hash(
    request: Mapping[str, Any],
    *,
    media: Iterable[str],
    plugins: Iterable[Used] = (),
    model_ids: Iterable[str] = (),
) -> str:
    """SHA-256 of everything that decides a result: a normalised request, the code and tables of its media
    (:func:`makers_hash`), the plug-ins that make it with their versions and settings, pinned weights.

    Args:
        request: JSON-like; two requests that mean the same must be equal.
        media: of ``"speech"``, ``"face"`` and ``"image"`` those whose code takes part; a talking face has
            two.
        plugins: those that take part, from :func:`emogen.registry.used`. A file that an option names counts
            by its content.
        model_ids: weights that decide the result besides those of the plug-ins.
    """
    used = list(plugins)
    pinned = {
        model: [file.sha256 for file in weights.find_model(model).files]
        for model in sorted({*model_ids, *(model for plugin in used for model in plugin.models)})
    }
    makers = [
        [u.plugin.kind, u.plugin.name, u.plugin.origin, {**_by_content(u.options), **u.contents}]
        for u in used
    ]
    decisive = [__version__, makers_hash(frozenset(media)), request, sorted(makers, key=_dump), pinned]
    return hashlib.sha256(_dump(decisive).encode()).hexdigest()


def _by_content(options: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with the hash of a file in place of its name."""
    return {
        name: file_hash(value, kind=name) if isinstance(value, str) and _is_file(value) else value
        for name, value in options.items()
    }


def _is_file(name: str) -> bool:
    try:
        return Path(name).expanduser().is_file()
    except (OSError, RuntimeError, ValueError):
        return False  # Too long for a name, say, or of no user's home: a text.


@cache
def makers_hash(media: frozenset[str]) -> str:
    """SHA-256 of the code and the tables that make results of some media, read once a process: an upgrade
    or an edit of either may change what a request comes out as.

    Raises:
        RequestError: an unknown medium.
    """
    for medium in media:
        if medium not in _MAKERS:
            raise unknown_name("medium", medium, _MAKERS)
    digest = hashlib.sha256()
    for path in _maker_files(media):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _maker_files(media: frozenset[str]) -> Iterator[Path]:
    makers = (*_SHARED, *(package for medium in sorted(media) for package in _MAKERS[medium]))
    others = tuple(
        beginning for medium, names in _TABLES.items() if medium not in media for beginning in names
    )
    for package in ("emogen", "emogen.assets", *(f"emogen.{name}" for name in makers)):
        spec = find_spec(package)
        skipped = (*_JUDGING, *others) if package == "emogen.assets" else ()
        for root in (spec and spec.submodule_search_locations) or ():
            # Below `emogen` lie, once it is installed, its other packages; below the assets, examples.
            for folder, below, names in os.walk(root):
                below[:] = sorted(below) if package.removeprefix("emogen.") in makers else []
                for name in sorted(names):
                    if name.endswith(_DECIDING) and not name.startswith(skipped):
                        yield Path(folder, name)


def file_hash(path: str | Path, *, kind: str) -> str:
    """SHA-256 of a file the user named.

    Raises:
        RequestError: it is missing or unreadable.
    """
    path = check_path(path)
    if not path.is_file():
        raise RequestError(f"no such {kind}: {path}", why="it is a folder" if path.is_dir() else "")
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise RequestError(f"cannot read {kind} {path}", why=error.strerror or str(error)) from error


def sidecar_of(path: Path) -> Path:
    """``x.wav`` -> ``x.wav.json``."""
    return path.with_name(path.name + ".json")


def write_sidecar(path: Path, digest: str, request: Mapping[str, Any], facts: Mapping[str, Any]) -> Path:
    """Write the sidecar of a result that is already there.

    Args:
        path: the result.
        digest: its content hash.
        request: what was asked for, normalised.
        facts: what came of it: targets, timings, notes.

    If the sidecar cannot be written the result is removed again: nothing is left half-made.
    """
    record = {
        "file": path.name,
        "bytes": path.stat().st_size,
        "hash": digest,
        "made_by": f"emogen {__version__}",
        "request": request,
        **facts,
    }
    try:
        write_text(sidecar_of(path), json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    except OutputError:
        path.unlink(missing_ok=True)
        raise
    return sidecar_of(path)


def read_sidecar(path: Path) -> dict[str, Any] | None:
    """The sidecar of a result, or None when there is none that can be read."""
    try:
        record = json.loads(sidecar_of(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):  # No file, no JSON, or brackets without end.
        return None
    return record if isinstance(record, dict) else None


def texts_of(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of texts in a sidecar; none where it holds something else: anybody may have written it."""
    kept = record.get(name)
    return tuple(text for text in kept if isinstance(text, str)) if isinstance(kept, list) else ()


def is_current(path: Path, digest: str) -> bool:
    """Whether ``path`` is the whole result of a request with this content hash."""
    record = read_sidecar(path)
    try:
        return record is not None and record["hash"] == digest and record["bytes"] == path.stat().st_size
    except (OSError, KeyError):
        return False


def is_made_by(path: Path, digest: str, request: Mapping[str, Any]) -> bool:
    """Whether the sidecar of ``path`` says that this request made it, perhaps with another emogen."""
    record = read_sidecar(path) or {}
    return record.get("hash") == digest or record.get("request") == json.loads(_dump(request))


def _dump(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
