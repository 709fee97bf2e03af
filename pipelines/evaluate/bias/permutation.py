"""Permutations: how often chance alone gives a difference as large as the one that was found."""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Final

from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.statistics import Array

PERMUTATIONS: Final = 4999
"""Of members, or of signs; all of them where there are no more. Ours."""

SMALLEST: Final = 1 / (1 + PERMUTATIONS)
"""What p is at least: below the strictest limit of a part of 250 differences."""


def signs(count: int, seed: int) -> Array:
    """Signs of ``count`` changes, shape ``(n, count)``: all there are, else the true ones and some drawn."""
    import numpy as np

    if 2**count <= PERMUTATIONS:
        return np.array(1 - 2 * ((np.arange(2**count)[:, None] >> np.arange(count)) & 1), float)
    drawn = stream(seed, "signs").choice([-1.0, 1.0], (PERMUTATIONS, count))
    return np.concatenate([np.ones((1, count)), drawn])


def groupings(flags: Array, seed: int) -> Array:
    """Who is in the first of two groups, 1 or 0: all ways there are, else the true one and some drawn.

    Args:
        flags: the true one, shape ``(members,)``.

    Returns:
        Shape ``(n, members)``, each with as many in the group.
    """
    import numpy as np

    inside = int(flags.sum())
    if comb(len(flags), inside) > PERMUTATIONS:
        drawn = stream(seed, "permutation").permuted(np.tile(flags, (PERMUTATIONS, 1)), axis=1)
        return np.concatenate([flags[None], drawn])
    chosen = np.array(list(combinations(range(len(flags)), inside)))
    table = np.zeros((len(chosen), len(flags)))
    table[np.arange(len(chosen))[:, None], chosen] = 1.0
    return table


def chance(permuted: Array, value: float) -> float:
    """p: the share of the permutations, the true one among them, that give as much."""
    return float((permuted >= value - 1e-12).mean())
