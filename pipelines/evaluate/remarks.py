"""What a verdict says besides the emotion: words understood, quality, loudness, identity."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from emogen.pipelines.evaluate.evaluate import Judgement


def _words(value: float) -> str:
    return "every word understood" if value <= 0 else f"{value:.0%} of the words misheard"


_REMARKS: Final[dict[str, Callable[[float], str]]] = {
    "wer": _words,
    "quality": lambda value: f"quality {value:.1f} of 5",
    "loudness": lambda value: f"{value:.1f} LUFS",
    "identity": lambda value: f"identity {value:.2f}",
    "clipped": lambda value: f"{value:.1%} clipped" if value > 0 else "",
}
"""The measures that a verdict tells, by name, in the order of telling."""


def remarks(judgements: Iterable[Judgement]) -> tuple[str, ...]:
    """In words, for one item; of a measure that several judges give, each one's with its name."""
    found: dict[str, dict[str, str]] = {name: {} for name in _REMARKS}
    for one in judgements:
        for name, value in (one.opinion.values if one.opinion else {}).items():
            if name in _REMARKS and (said := _REMARKS[name](value)):
                found[name][one.judge.name] = said
    return tuple(
        said if len(by) == 1 else f"{said} ({judge})" for by in found.values() for judge, said in by.items()
    )
