"""The network of an image adapter: a residual on a prompt's token features, given an emotion.

The idea is that of EmotiCrafter (2025): a mapping network that reads the features of a prompt and adds
what an emotion changes about them. Here neutral is exact: a gate multiplies the residual, linear in the
emotion's embedding and without a bias, so that it is 0 for neutral and turns with the sign of the emotion.

Loads torch: import it only where it is needed.
"""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor, nn

_WIDENING: Final = 4
"""Hidden numbers of a block's two-layer network over its width, as in transformers at large."""


class EmotionAdapter(nn.Module):
    """A few transformer blocks over a prompt's tokens, which look at tokens made from the emotion.

    Untrained it adds exactly 0: its outlet starts as zeros. For neutral it adds exactly 0 whatever it learnt.
    """

    scale: Tensor

    def __init__(
        self, features: int, *, embedding: int = 64, width: int = 256, depth: int = 3, tokens: int = 8
    ) -> None:
        """
        Args:
            features: numbers in a token's features: 768 in SD 1.5, 2048 in SDXL, 4096 in SD3 and FLUX.
            embedding: numbers in an emotion's embedding.
            width: numbers in a hidden state, a multiple of 32.
            depth: blocks.
            tokens: made from the emotion.
        """
        super().__init__()
        self.normalise = nn.LayerNorm(features, elementwise_affine=False)
        self.inlet = nn.Linear(features, width)
        self.emotion = nn.Sequential(nn.Linear(embedding, width), nn.SiLU(), nn.Linear(width, tokens * width))
        self.blocks = nn.ModuleList(_Block(width) for _ in range(depth))
        self.settle = nn.LayerNorm(width)
        self.gate = nn.Linear(embedding, width, bias=False)
        self.outlet = nn.Linear(width, features, bias=False)
        nn.init.zeros_(self.outlet.weight)
        self.register_buffer("scale", torch.ones(()))

    def forward(self, features: Tensor, emotion: Tensor) -> Tensor:
        """The residual that the emotion adds.

        Args:
            features: of a prompt's tokens, float32, shape ``(n, tokens, features)``.
            emotion: embeddings, shape ``(n, embedding)``; all 0 is neutral.

        Returns:
            Shape of ``features``.
        """
        hidden = self.inlet(self.normalise(features))
        told = self.emotion(emotion).unflatten(1, (-1, hidden.shape[-1]))
        for block in self.blocks:
            hidden = block(hidden, told)
        gate = torch.tanh(self.gate(emotion))[:, None]
        added: Tensor = self.scale * self.outlet(self.settle(hidden) * gate)
        return added


class _Block(nn.Module):
    """Tokens look at each other, then at the emotion, then each thinks for itself (pre-norm)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        heads = max(1, width // 64)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(3))
        self.among = nn.MultiheadAttention(width, heads, batch_first=True)
        self.across = nn.MultiheadAttention(width, heads, batch_first=True)
        self.think = nn.Sequential(
            nn.Linear(width, _WIDENING * width), nn.GELU(), nn.Linear(_WIDENING * width, width)
        )

    def forward(self, hidden: Tensor, told: Tensor) -> Tensor:
        """Hidden states ``(n, tokens, width)`` one block on; ``told`` is shaped ``(n, k, width)``."""
        seen = self.norms[0](hidden)
        hidden = hidden + self.among(seen, seen, seen, need_weights=False)[0]
        hidden = hidden + self.across(self.norms[1](hidden), told, told, need_weights=False)[0]
        thought: Tensor = self.think(self.norms[2](hidden))
        return hidden + thought
