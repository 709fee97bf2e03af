"""The gain of an adapter: the denoising loss of unseen pictures with their own ratings and with others'.

Loads torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import torch
from torch import Tensor

from emogen.pipelines.image.diffusion.adapter.card import Evaluation
from emogen.pipelines.image.diffusion.adapter.denoisers import Denoiser, Features
from emogen.progress import Progress, ignore
from emogen.seeds import stream, stream_seed

if TYPE_CHECKING:
    from emogen.pipelines.image.diffusion.adapter.examples import Examples
    from emogen.pipelines.image.diffusion.adapter.network import EmotionAdapter

_MOST: Final = 500
"""Rows that are evaluated; more make the figures hardly surer. Ours."""
_LEVELS: Final = 8
"""Levels of noise of each row. Ours."""
_SHUFFLES: Final = 3
"""Ways to give rows the ratings of others. Ours."""


def losses(
    denoiser: Denoiser,
    network: EmotionAdapter | None,
    batch: tuple[Tensor, Tensor, Features, Tensor],
    level: Tensor,
    noise: Tensor,
) -> Tensor:
    """The denoising loss of pictures.

    Args:
        denoiser: of the pipeline.
        network: the adapter, or None for the plain pipeline.
        batch: clean latents, features of the texts' tokens, the texts' other features, embedded emotions.
        level: of the noise, in [0, 1), shape ``(n,)``.
        noise: standard normal, shaped as the latents.

    Returns:
        Mean squared errors, shape ``(n,)``, where the denoiser is.
    """
    clean, tokens, rest, emotions = batch
    noisy, wanted, time = denoiser.noised(clean, level, noise)
    tokens = tokens.to(denoiser.device)
    if network is not None:
        tokens = tokens + network(tokens, emotions.to(denoiser.device))
    error = denoiser.predict(noisy, time, tokens, rest) - wanted.to(denoiser.device)
    return error.square().flatten(1).mean(1)


def batch_of(
    examples: Examples, rows: Sequence[int], emotions: Tensor | None = None
) -> tuple[Tensor, Tensor, Features, Tensor]:
    """Latents, token features, other features and emotions of rows: their own emotions or those given."""
    tokens, rest = examples.texts(rows)
    own = examples.emotions[list(rows)] if emotions is None else emotions
    return examples.latents(rows), tokens, rest, own


class Probe:
    """Some rows, each at some levels of noise, always the same."""

    def __init__(
        self,
        denoiser: Denoiser,
        examples: Examples,
        rows: Sequence[int],
        *,
        levels: int,
        batch: int,
        seed: int,
    ) -> None:
        """
        Args:
            denoiser, examples: what is looked at.
            rows: which of the examples.
            levels: of noise, for each row, evenly spread.
            batch: rows at once.
            seed: of the noise.
        """
        self.denoiser, self.examples, self.rows = denoiser, examples, list(rows)
        self.levels, self.batch, self.seed = levels, batch, seed

    @torch.no_grad()
    def losses(
        self, network: EmotionAdapter | None, emotions: Tensor | None = None, progress: Progress = ignore
    ) -> Tensor:
        """Mean loss of each row, float32, shape ``(rows,)``.

        Args:
            network: the adapter, or None for the plain pipeline.
            emotions: in place of the rows' own, shape ``(rows, 64)``.
            progress: told how far it is.
        """
        parts = []
        for start in range(0, len(self.rows), self.batch):
            rows = self.rows[start : start + self.batch]
            told = None if emotions is None else emotions[start : start + self.batch]
            batch = batch_of(self.examples, rows, told)
            random = torch.Generator().manual_seed(stream_seed(self.seed, "probe", start) % 2**63)
            total = torch.zeros(len(rows))
            for number in range(self.levels):
                # Rows start at other levels, so that those of one batch are spread as well.
                level = (torch.arange(len(rows)) / len(rows) + number) / self.levels
                noise = torch.randn(batch[0].shape, generator=random)
                total += losses(self.denoiser, network, batch, level, noise).cpu()
            parts.append(total / self.levels)
            progress((start + len(rows)) / len(self.rows))
        return torch.cat(parts)


def evaluate(
    denoiser: Denoiser,
    network: EmotionAdapter,
    examples: Examples,
    rows: Sequence[int],
    *,
    batch: int,
    seed: int,
    progress: Progress = ignore,
) -> Evaluation:
    """The losses of unseen rows: see :class:`~.card.Evaluation`."""
    chosen = stream(seed, "evaluated").permutation(list(rows))[:_MOST].tolist()
    probe = Probe(denoiser, examples, chosen, levels=_LEVELS, batch=batch, seed=seed)
    plain = probe.losses(None)
    right = probe.losses(network)
    own = examples.emotions[chosen]
    shuffled = torch.zeros(len(chosen))
    shuffles = min(_SHUFFLES, len(chosen) - 1)
    for number in range(1, shuffles + 1):
        # Rows come in random order, so those some places on are strangers.
        shuffled += (
            probe.losses(network, own.roll(number * len(chosen) // (shuffles + 1) or number, 0)) / shuffles
        )
        progress(number / shuffles)
    return Evaluation(
        rows=len(chosen),
        levels=_LEVELS,
        shuffles=shuffles,
        plain=float(plain.mean()),
        right=float(right.mean()),
        shuffled=float(shuffled.mean()),
        gain=float(1 - right.mean() / shuffled.mean()),
        told=float((right < shuffled).float().mean()),
    )
