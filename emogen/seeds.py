"""Seeds: one integer of the user's becomes independent random streams, one per purpose."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def stream_seed(seed: int, *purpose: str | int) -> int:
    """A 64-bit seed for one purpose, e.g. ``stream_seed(7, "blinks")``.

    The same arguments give the same number on every machine; another purpose gives an unrelated
    one, so that adding a random draw in one place never disturbs another.
    """
    key = "\x1f".join([str(int(seed)), *map(str, purpose)]).encode()
    return int.from_bytes(hashlib.sha256(key).digest()[:8], "little")


def stream(seed: int, *purpose: str | int) -> np.random.Generator:
    """A NumPy generator (PCG64) for one purpose. See :func:`stream_seed`."""
    import numpy as np

    return np.random.Generator(np.random.PCG64(stream_seed(seed, *purpose)))
