"""What the benchmark of lip-sync counts with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.face.lipsync.network import frames_in
from emogen.pipelines.face.lipsync.sounds import soft_labels, viseme_names
from emogen.visemes import is_bilabial

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.timeline import Timeline

NEAR: Final = 0.05
"""Seconds within which a closure counts as found."""


def table(head: str, rows: Sequence[Sequence[object]]) -> list[str]:
    columns = head.split(" | ")
    lines = [f"| {head} |", "|" + "---|" * len(columns)]
    return [*lines, *("| " + " | ".join(map(str, row)) + " |" for row in rows), ""]


def visemes_at(timeline: Timeline, seconds: float) -> NDArray[np.str_]:
    """The viseme of each frame."""
    labels = soft_labels(timeline.phonemes, frames_in(seconds))
    return np.asarray(np.array(viseme_names())[labels.argmax(axis=1)], np.str_)


def closures(timeline: Timeline) -> list[tuple[float, float]]:
    return [(p.start, p.end) for p in timeline.phonemes if is_bilabial(p.symbol)]


def found(wanted: Sequence[tuple[float, float]], had: Sequence[tuple[float, float]]) -> list[bool]:
    """Of each wanted closure, whether one is had within :data:`NEAR` of it."""
    return [any(a < end + NEAR and b > start - NEAR for a, b in had) for start, end in wanted]


def share(hits: Sequence[bool]) -> str:
    return f"{np.mean(hits):.2f}" if hits else "–"
