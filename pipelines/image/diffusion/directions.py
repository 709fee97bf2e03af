"""Directions of emotion in the token features of a text encoder.

An adjective before a noun changes the features of every token that the model reads. For each pole of an
axis (joyful against miserable, wild against calm) short texts "adjective noun" are encoded; a basic emotion
has no other pole than all the other ones. The mean difference is the one shift of all tokens that comes
nearest, by least squares, to what writing the adjective does. So strength 1 means the same in every model: as
much as a word would. Tokens of the text and padding have a direction each, since models without a mask read
padding too, and it carries the meaning of the whole sentence there.

Directions are taken as fractions of the median length of the token features, and are as long at every
prompt: some encoders have features of length 1, others of 100. Valence, arousal and dominance are made
independent of each other in this order, and basic emotions of all three: what they add is what tells anger
from fear, not that both are unpleasant.

After attribute-control (Baumann et al. 2025, arXiv:2403.17064), which takes such differences at one noun to
change one person; a mood belongs to the whole picture, hence all tokens. Words are ours. With a real encoder
at hand (MiniLM, which no diffusion model has) axes made so order 85 other words of emotion by their published
valence, arousal and dominance with Spearman .70, .40 and .34, and tell the basic emotions of other words
apart (``tests/test_diffusion_words.py``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from emogen.conditioning.vocabulary import BASIC
from emogen.errors import GenerationError
from emogen.pipelines.image.diffusion.families import Encoded, Family, encode
from emogen.tables import asset_rows, asset_text

if TYPE_CHECKING:
    import torch

    from emogen.conditioning.emotion import Emotion

AXES: Final = ("valence", "arousal", "dominance", *BASIC)
"""Valence, arousal, dominance and the basic emotions."""

_POLAR: Final = 3
"""Axes with two poles of their own, which come first."""

VERSION: Final = 1
"""Of what is computed here; part of the key under which directions are kept."""

_TABLE: Final = "diffusion_directions.tsv"
_BATCH: Final = 20
"""Texts that are encoded at once. Ours."""

_STILL: Final = 0.01
"""Relative difference up to which a token counts as unchanged: bfloat16 rounds by .004. Ours."""

_NOTHING: Final = 1e-4
"""Fraction of the features' length from which a direction is one. Ours; MiniLM's are .2 to .4 long."""

Encoder = Callable[[Sequence[str]], list[Encoded]]


@dataclass(frozen=True, slots=True)
class Poles:
    """Texts of both ends of an axis, with every noun after every adjective."""

    low: tuple[str, ...]
    high: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Directions:
    """Directions of :data:`AXES` in one text encoder, float32, as fractions of the features' length.

    Attributes:
        text, padding: of the shape ``(axes, channels)``, for tokens of the text and of padding.
        pooled: of the shape ``(axes, channels)``, of the features of the whole; without rows where the
            family has none.
        prefix: leading tokens that never change with the text, and are not moved.
    """

    text: torch.Tensor
    padding: torch.Tensor
    pooled: torch.Tensor
    prefix: int


@lru_cache(maxsize=1)
def stems() -> dict[str, Poles]:
    """The texts of each axis of :data:`AXES`, at least 40 of each pole."""
    nouns = _words(next(row["high"] for row in asset_rows(_TABLE) if row["axis"] == "nouns"))
    texts = {
        axis: tuple(tuple(f"{word} {noun}" for word in words for noun in nouns) for words in poles)
        for axis, poles in adjectives().items()
    }
    others = {
        axis: tuple(text for other in BASIC if other != axis for text in texts[other][1]) for axis in BASIC
    }
    return {axis: Poles(others.get(axis, texts[axis][0]), texts[axis][1]) for axis in AXES}


@lru_cache(maxsize=1)
def adjectives() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The words of both poles of each axis, the low one first; that of a basic emotion has none."""
    return {
        row["axis"]: (_words(row["low"]), _words(row["high"]))
        for row in asset_rows(_TABLE)
        if row["axis"] in AXES
    }


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(",") if word.strip())


def stems_hash() -> str:
    """SHA-256 of the texts and of how directions are computed."""
    return hashlib.sha256(f"{VERSION} {asset_text(_TABLE)}".encode()).hexdigest()


def coordinates(emotion: Emotion) -> list[float]:
    """Strength of an emotion along each of :data:`AXES`: its valence, arousal and dominance in [-1, 1], and
    what it has of each basic emotion, in [0, 1]."""
    basic = emotion.basic()
    return [*emotion.vad, *(basic[name] for name in BASIC)]


def compute(encoder: Encoder, texts: dict[str, Poles], progress: Callable[[float], None]) -> Directions:
    """The directions of a text encoder.

    Args:
        encoder: encodes texts as the pipeline does, as many as it is given.
        texts: both poles of each axis.
        progress: told the fraction done.

    Raises:
        GenerationError: the poles of an axis come out the same, as of words past the token limit, or as
            numbers that are none.
    """
    encoded = _encoded(encoder, texts, progress)
    prefix = _prefix(list(encoded.values()))
    kinds = {
        "text": lambda x: x.tokens[prefix:][x.real[prefix:]],
        "padding": lambda x: x.tokens[~x.real],
        "pooled": lambda x: x.pooled[None] if x.pooled is not None else x.tokens[:0],
    }
    tables: dict[str, torch.Tensor] = {}
    for kind, part in kinds.items():
        rows = _differences(encoded, texts, part)
        if kind == "text":
            _check(rows)
        tables[kind] = independent(rows)
    return Directions(tables["text"], tables["padding"], tables["pooled"], prefix)


def _encoded(
    encoder: Encoder, texts: dict[str, Poles], progress: Callable[[float], None]
) -> dict[str, Encoded]:
    """Every text, encoded once, in float32 on the CPU."""
    different = list(dict.fromkeys(text for poles in texts.values() for text in (*poles.low, *poles.high)))
    encoded: dict[str, Encoded] = {}
    for batch in _batches(different):
        for text, features in zip(batch, encoder(batch), strict=True):
            pooled = None if features.pooled is None else features.pooled.float().cpu()
            encoded[text] = Encoded(features.tokens.float().cpu(), features.real.cpu(), pooled)
        progress(len(encoded) / len(different))
    return encoded


def _batches(texts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), _BATCH):
        yield texts[start : start + _BATCH]


def _prefix(encoded: list[Encoded]) -> int:
    """Leading tokens whose features are the same in all texts: the mark of the beginning, a template."""
    shortest = min(len(features.tokens) for features in encoded)
    first = encoded[0].tokens[:shortest]
    lengths = first.norm(dim=1).clamp_min(1e-12)
    apart = max_apart = (first - first).norm(dim=1)
    for features in encoded[1:]:
        apart = (features.tokens[:shortest] - first).norm(dim=1) / lengths
        max_apart = max_apart.maximum(apart)
    changing = (max_apart > _STILL).nonzero()
    return int(changing[0]) if len(changing) else shortest


def _differences(
    encoded: dict[str, Encoded], texts: dict[str, Poles], part: Callable[[Encoded], torch.Tensor]
) -> torch.Tensor:
    """Mean difference of the poles of each axis, as a fraction of the median length of the features, of
    the shape ``(axes, channels)``; zero where no text has features of this kind."""
    import torch

    parts = {text: part(features) for text, features in encoded.items()}
    channels = next(iter(parts.values())).shape[-1]
    lengths = torch.cat([features.norm(dim=-1) for features in parts.values()])
    length = float(lengths.median()) if len(lengths) else 0.0
    rows = torch.zeros(len(texts), channels)
    if not length:
        return rows
    means = {text: features.mean(0) for text, features in parts.items() if len(features)}
    for row, poles in enumerate(texts.values()):
        low, high = ([means[text] for text in side if text in means] for side in (poles.low, poles.high))
        if low and high:
            rows[row] = (torch.stack(high).mean(0) - torch.stack(low).mean(0)) / length
    return rows


def _check(rows: torch.Tensor) -> None:
    for axis, row in zip(AXES, rows, strict=False):
        length = float(row.norm())
        if not length > _NOTHING:  # NaN too.
            raise GenerationError(
                f"this model's text encoder does not tell the poles of {axis} apart",
                why=f"the difference of their features is {length:g}",
                fix="Its words may lie past the token limit, or its weights are damaged. "
                "Use --option direction_strength=0 to do without.",
            )


def independent(rows: torch.Tensor) -> torch.Tensor:
    """Rows made orthogonal to those before them among the first three (Gram-Schmidt), not made longer."""
    import torch

    kept = torch.zeros_like(rows)
    for index, row in enumerate(rows):
        rest = row.clone()
        for earlier in kept[: min(index, _POLAR)]:
            if float(square := earlier @ earlier) > 0:
                rest -= (rest @ earlier) / square * earlier
        kept[index] = rest
    return kept


def of_pipeline(pipeline: Any, family: Family, progress: Callable[[float], None]) -> Directions:
    """The directions of a pipeline's text encoders, computed anew. Raises as :func:`compute`."""
    return compute(lambda texts: encode(pipeline, family, texts), stems(), progress)
