"""What a verdict says besides the emotion: words understood, quality, loudness, identity."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from emogen.pipelines.evaluate.evaluate import Judgement
from emogen.pipelines.evaluate.item import Medium


def _words(value: float) -> str:
    return "every word understood" if value <= 0 else f"{value:.0%} of the words misheard"


_REMARKS: Final[dict[tuple[Medium, str], Callable[[float], str]]] = {
    ("speech", "wer"): _words,
    ("speech", "ovrl"): lambda value: f"quality {value:.1f} of 5",
    ("speech", "loudness"): lambda value: f"{value:.1f} LUFS",
    ("speech", "similarity"): lambda value: f"voice like its neutral one {value:.2f}",
    ("speech", "clipped"): lambda value: f"{value:.1%} clipped" if value > 0 else "",
    ("speech", "clicks"): lambda value: f"clicks: {value:.0f}" if value > 0 else "",
    ("face", "similarity"): lambda value: f"face like its neutral one {value:.2f}",
    ("picture", "similarity"): lambda value: f"content like its neutral one {value:.2f}",
}
"""The measures that a verdict tells, in the order of telling."""


def remarks(judgements: Iterable[Judgement]) -> tuple[str, ...]:
    """In words, for one item. Of a measure that several judges give the best value is told: a word
    that one recogniser understands can be understood."""
    best: dict[tuple[Medium, str], float] = {}
    for one in judgements:
        for measure in one.judge.measures if one.opinion else ():
            key = one.judge.medium, measure.name
            if key in _REMARKS and one.opinion and measure.name in one.opinion.values:
                value = one.opinion.values[measure.name]
                better = min if measure.better == "lower" else max
                best[key] = better(best.get(key, value), value)
    said = (tell(best[key]) for key, tell in _REMARKS.items() if key in best)
    return tuple(filter(None, said))
