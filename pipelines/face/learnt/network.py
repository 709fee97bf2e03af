"""The network of the diffusion model of motion, as it is trained: what is noise in these keyframes?

Loads torch: import it only where it is needed. :mod:`~.solve` runs the same network without.
"""

from __future__ import annotations

import math
from typing import Final

import torch
from torch import Tensor, nn

from emogen.conditioning.targets.denoiser import LEVELS

DILATIONS: Final = (1, 2, 4, 8, 1, 2)
"""Keyframes from one to the next that a block's convolution sees: together 37, more than a window."""

WIDTH: Final = 64
"""Numbers in the hidden state of a keyframe. With 20 channels there are 0.18 M weights."""

_FREQUENCIES: Final = 16
"""Sines and cosines that tell the noise level, 16 of each. Ours."""

_DROPOUT: Final = 0.1


class Block(nn.Module):
    """A convolution over time and a layer on each keyframe, beside a path that passes by."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(WIDTH, WIDTH, 3, padding=dilation, dilation=dilation)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.drop = nn.Dropout(_DROPOUT)

    def forward(self, hidden: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
        """Shapes: ``(n, keys, width)``; scale and shift ``(n, 1, width)``."""
        inner = _norm(hidden) * (1 + scale) + shift
        inner = nn.functional.silu(self.conv(inner.transpose(1, 2)).transpose(1, 2))
        out: Tensor = hidden + self.out(self.drop(inner))
        return out


class MotionDenoiser(nn.Module):
    """Residual convolutions over time, whose layers the noise level scales and shifts (FiLM, Perez et
    al. 2018). Predicts the velocity ``v = √ᾱ·noise - √(1-ᾱ)·clean`` (Salimans & Ho 2022) and begins with
    zero, the best answer for white noise: as the Gaussian process of :class:`~.prior.Prior`.
    """

    frequencies: Tensor

    def __init__(self, channels: int, features: int, condition: int) -> None:
        """
        Args:
            channels: numbers in a keyframe.
            features: numbers that tell the sound at a keyframe.
            condition: numbers that tell the emotion and the style.
        """
        super().__init__()
        self.inlet = nn.Linear(channels, WIDTH)
        self.past = nn.Linear(channels + 1, WIDTH)
        self.sound = nn.Sequential(nn.Linear(features, WIDTH), nn.SiLU(), nn.Linear(WIDTH, WIDTH))
        self.no_sound = nn.Parameter(torch.zeros(WIDTH))
        self.emotion = nn.Sequential(nn.Linear(condition, WIDTH), nn.SiLU(), nn.Linear(WIDTH, WIDTH))
        self.any_emotion = nn.Parameter(torch.zeros(WIDTH))
        self.level = nn.Sequential(nn.Linear(2 * _FREQUENCIES, WIDTH), nn.SiLU(), nn.Linear(WIDTH, WIDTH))
        self.film = nn.Linear(WIDTH, 2 * WIDTH * len(DILATIONS))
        self.blocks = nn.ModuleList(Block(dilation) for dilation in DILATIONS)
        self.outlet = nn.Linear(WIDTH, channels)
        nn.init.zeros_(self.outlet.weight)
        nn.init.zeros_(self.outlet.bias)
        octaves = torch.linspace(0.0, math.log(LEVELS / 2), _FREQUENCIES)
        self.register_buffer("frequencies", octaves.exp() * (2 * math.pi / LEVELS))

    def forward(
        self,
        noisy: Tensor,
        level: Tensor,
        past: Tensor,
        known: Tensor,
        sound: Tensor,
        heard: Tensor,
        emotion: Tensor,
        told: Tensor,
    ) -> Tensor:
        """The velocity in ``noisy``.

        Args:
            noisy: whitened keyframes with noise, shape ``(n, keys, channels)``.
            level: noise level in [0, LEVELS), shape ``(n,)``.
            past: whitened keyframes where ``known``, 0 elsewhere, shape as ``noisy``.
            known: 1 where they are known, 0 elsewhere, shape ``(n, keys, 1)``.
            sound: features, shape ``(n, keys, features)``; ignored where not ``heard``.
            heard: bool, shape ``(n, 1, 1)``.
            emotion: and style, as numbers, shape ``(n, keys, condition)``; ignored where not ``told``.
            told: bool, shape ``(n, 1, 1)``.

        Returns:
            Shape as ``noisy``.
        """
        angle = level[:, None] * self.frequencies
        films = self.film(nn.functional.silu(self.level(torch.cat([angle.sin(), angle.cos()], dim=1))))
        films = films[:, None].chunk(2 * len(self.blocks), dim=2)
        hidden = self.inlet(noisy) + self.past(torch.cat([past, known], dim=2))
        hidden = hidden + torch.where(heard, self.sound(sound), self.no_sound)
        hidden = hidden + torch.where(told, self.emotion(emotion), self.any_emotion)
        for block, scale, shift in zip(self.blocks, films[::2], films[1::2], strict=True):
            hidden = block(hidden, scale, shift)
        velocity: Tensor = self.outlet(_norm(hidden))
        return velocity


def _norm(hidden: Tensor) -> Tensor:
    return nn.functional.layer_norm(hidden, hidden.shape[-1:])
