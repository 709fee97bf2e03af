"""Words of light and content for an emotion, which the prompt leaves open.

Directions in the embedding bend a picture's mood; what a picture shows moves people more (docs/pictures.md).
So picture targets become phrases: withered trees, a low sun, warm light in the windows. A phrase is added
only where the prompt says nothing of its topic: words win over the emotion. Phrases and topics are ours.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from emogen.conditioning.targets.picture import NEUTRAL, TARGETS, PictureTargets
from emogen.pipelines.image.diffusion.directions import AXES, adjectives
from emogen.seeds import stream_seed
from emogen.tables import asset_rows

_MOST: Final = 6
"""Phrases at strength 1 for the strongest emotion. Ours: with them a prompt of CLIP's 77 tokens has room for
some 30 words of its own."""

_FAINT: Final = 0.15
"""Strength along an axis below which no word of it is written. Ours."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """A row of the table.

    Attributes:
        target: field of the picture targets.
        side: 1 where the phrases are for high values, -1 for low ones.
        least: departure from neutral, 0 to 1 of the target's range, from which they are used.
        topic: what a prompt that speaks of it decides itself.
        texts: phrases, any of which will do.
    """

    target: str
    side: int
    least: float
    topic: str
    texts: tuple[str, ...]


@lru_cache(maxsize=1)
def table() -> tuple[Phrases, ...]:
    """All phrases."""
    return tuple(
        Phrases(
            row["target"],
            {"high": 1, "low": -1}[row["side"]],
            float(row["least"]),
            row["topic"],
            tuple(text.strip() for text in row["phrases"].split(";")),
        )
        for row in asset_rows("diffusion_content.tsv")
    )


@lru_cache(maxsize=1)
def topics() -> dict[str, frozenset[str]]:
    """Words that settle each topic."""
    return {
        row["topic"]: frozenset(word.strip() for word in row["words"].split(","))
        for row in asset_rows("diffusion_topics.tsv")
    }


def departure(targets: PictureTargets, name: str) -> float:
    """The distance of a target from neutral, -1 to 1 of its range, 0 at neutral; factors count by their
    logarithm."""
    value, neutral = float(getattr(targets, name)), float(getattr(NEUTRAL, name))
    target = TARGETS[name]
    scale = math.log if target.is_factor else float
    end = target.high if value > neutral else target.low
    span = abs(scale(end) - scale(neutral))
    return max(-1.0, min(1.0, (scale(value) - scale(neutral)) / span)) if span else 0.0


def content(text: str, targets: PictureTargets, strength: float, seed: int) -> tuple[str, ...]:
    """Phrases to add to a prompt, the most telling first.

    Args:
        text: the prompt.
        targets: what the emotion asks of the picture.
        strength: 0 to 2; how many phrases, and how soon.
        seed: chooses among phrases of one meaning.
    """
    settled = _settled(text)
    rows = [row for row in table() if row.topic not in settled]
    return _chosen(rows, targets, strength, seed)


def opposite(targets: PictureTargets, strength: float, seed: int) -> tuple[str, ...]:
    """Phrases of the other side of the same targets, to guide away from; arguments as for :func:`content`."""
    asked = {(row.target, row.side) for row, _ in _asked(table(), targets, strength)}
    rows = [row for row in table() if (row.target, -row.side) in asked]
    mirrored = [Phrases(row.target, -row.side, row.least, row.topic, row.texts) for row in rows]
    return _chosen(mirrored, targets, strength, seed)


def mood_words(coordinates: Iterable[float], strength: float, *, opposed: bool = False) -> tuple[str, ...]:
    """Adjectives of an emotion, or of the poles opposed to it, the strongest axis first.

    Args:
        coordinates: along each of :data:`~.directions.AXES`.
        strength: 0 to 2; how many.
        opposed: the other poles of valence and arousal; basic emotions have none.
    """
    words: list[str] = []
    along = sorted(zip(AXES, coordinates, strict=True), key=lambda pair: -abs(pair[1]))
    for axis, value in along:
        count = math.ceil(2 * strength * abs(value)) if abs(value) * strength >= _FAINT else 0
        polar = axis in ("valence", "arousal")
        if count and (polar or not opposed):
            words += adjectives()[axis][(value > 0) != opposed][:count]
    return tuple(dict.fromkeys(words))[: math.ceil(_MOST * strength)]


def fitted(text: str, phrases: Iterable[str], fits: Callable[[str], bool]) -> tuple[str, tuple[str, ...]]:
    """The prompt with as many phrases as fit, and which those are; a phrase that the prompt says already
    is left out.

    Args:
        text: the prompt.
        phrases: the most telling first.
        fits: whether the model reads the whole of a text.
    """
    kept: list[str] = []
    said = words(text)
    for phrase in phrases:
        if words(phrase) <= said:
            continue
        if not fits(", ".join([text, *kept, phrase])):
            break
        kept.append(phrase)
    return ", ".join([text, *kept]), tuple(kept)


def _settled(text: str) -> frozenset[str]:
    said = words(text)
    return frozenset(topic for topic, settling in topics().items() if settling & said)


def words(text: str) -> frozenset[str]:
    """The words of a text, in small letters."""
    return frozenset(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))


def _asked(rows: Iterable[Phrases], targets: PictureTargets, strength: float) -> list[tuple[Phrases, float]]:
    """Rows whose target is far enough from neutral, with how far, the farthest first."""
    far = [(row, row.side * departure(targets, row.target) * strength) for row in rows]
    return sorted(((row, x) for row, x in far if x >= row.least), key=lambda pair: -pair[1])


def _chosen(rows: Iterable[Phrases], targets: PictureTargets, strength: float, seed: int) -> tuple[str, ...]:
    asked = _asked(rows, targets, strength)
    if not asked:
        return ()
    count = math.ceil(_MOST * strength * min(1.0, asked[0][1]))
    picked = (
        row.texts[stream_seed(seed, "content", row.target, row.side) % len(row.texts)] for row, _ in asked
    )
    return tuple(dict.fromkeys(picked))[:count]
