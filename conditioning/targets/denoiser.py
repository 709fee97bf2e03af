"""The network of a diffusion model of targets: what is noise in this vector, given an emotion?

Loads torch and diffusers: import it only where they are needed.
"""

from __future__ import annotations

import math
from typing import Final

import torch
from torch import Tensor, nn

from emogen import torch_audio

torch_audio.prepare()  # diffusers reads peft, where that is installed, and so transformers and torchaudio.
from diffusers.configuration_utils import ConfigMixin, register_to_config  # noqa: E402
from diffusers.models.modeling_utils import ModelMixin  # noqa: E402
from diffusers.schedulers.scheduling_ddim import DDIMScheduler as DDIMScheduler  # noqa: E402

LEVELS: Final = 1000
"""Noise levels during training (Ho et al. 2020)."""

_FREQUENCIES: Final = 16
"""Sines and cosines that tell the noise level, 16 of each. Ours."""


class Denoiser(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers' own two disagree
    """A residual MLP whose layers the emotion and the noise level scale and shift (FiLM, Perez et
    al. 2018).

    It works on whitened targets ``z``: the values are ``slope @ condition + spread @ z``. Its outlet is
    zero at first, and zero is the best answer for a standard Gaussian: so it begins as the Gaussian
    with that mean and that covariance, and learns how the data differ from it.

    Predicts the velocity ``v = √ᾱ·noise - √(1-ᾱ)·clean`` (Salimans & Ho 2022).
    """

    slope: Tensor
    spread: Tensor
    frequencies: Tensor

    @register_to_config
    def __init__(
        self, fields: int, condition: int = 64, width: int = 64, depth: int = 2, dropout: float = 0.3
    ) -> None:
        """
        Args:
            fields: numbers in a target vector.
            condition: numbers in an emotion's embedding.
            width: numbers in the hidden state. With the defaults there are 38 k weights.
            depth: residual blocks.
            dropout: share of the hidden numbers that is silenced while training.
        """
        super().__init__()
        self.inlet = nn.Linear(fields, width)
        self.level = nn.Sequential(nn.Linear(2 * _FREQUENCIES, width), nn.SiLU(), nn.Linear(width, width))
        self.emotion = nn.Sequential(nn.Linear(condition, width), nn.SiLU(), nn.Linear(width, width))
        self.any_emotion = nn.Parameter(torch.zeros(width))
        self.film = nn.Linear(width, 2 * width * depth)
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.blocks = nn.ModuleList(
            nn.Sequential(nn.Linear(width, width), nn.SiLU(), nn.Dropout(dropout), nn.Linear(width, width))
            for _ in range(depth)
        )
        self.outlet = nn.Linear(width, fields)
        nn.init.zeros_(self.outlet.weight)
        nn.init.zeros_(self.outlet.bias)
        self.register_buffer("slope", torch.zeros(fields, condition))
        self.register_buffer("spread", torch.eye(fields))
        octaves = torch.linspace(0.0, math.log(LEVELS / 2), _FREQUENCIES)
        self.register_buffer("frequencies", octaves.exp() * (2 * math.pi / LEVELS), persistent=False)

    def forward(self, noisy: Tensor, level: Tensor, condition: Tensor, known: Tensor) -> Tensor:
        """The velocity in ``noisy``, shape ``(n, fields)``. Arguments as below."""
        return self.velocity(noisy, self.control(level, condition, known))

    def control(self, level: Tensor, condition: Tensor, known: Tensor) -> Tensor:
        """Scales and shifts of the layers, shape ``(n, 2·width·depth)``.

        Args:
            level: noise level in [0, :data:`LEVELS`), shape ``(n,)`` or ``(1,)``.
            condition: embedded emotions, shape ``(n, condition)`` or ``(1, condition)``.
            known: bool, shape ``(n, 1)`` or ``(1, 1)``; where False the emotion is ignored.
        """
        angles = level[:, None] * self.frequencies
        told = torch.where(known, self.emotion(condition), self.any_emotion)
        control: Tensor = self.film(
            nn.functional.silu(told + self.level(torch.cat([angles.sin(), angles.cos()], 1)))
        )
        return control

    def velocity(self, noisy: Tensor, control: Tensor) -> Tensor:
        """The velocity in ``noisy``.

        Args:
            noisy: whitened targets with noise, shape ``(n, fields)``.
            control: from :meth:`control`, shape ``(n, …)`` or ``(1, …)``.
        """
        hidden = self.inlet(noisy)
        films = control.chunk(2 * len(self.blocks), dim=1)
        for block, scale, shift in zip(self.blocks, films[::2], films[1::2], strict=True):
            hidden = hidden + block(torch.addcmul(shift, self.norm(hidden), 1 + scale))
        velocity: Tensor = self.outlet(self.norm(hidden))
        return velocity


def make_scheduler() -> DDIMScheduler:
    """The noise schedule: cosine (Nichol & Dhariwal 2021), down to no signal at all (Lin et al. 2024).

    Without any signal at the last level, the best prediction there is the mean given the emotion.
    DDIM (Song et al. 2021) keeps no state between its steps, so that threads can share one.
    """
    scheduler: DDIMScheduler = DDIMScheduler(
        num_train_timesteps=LEVELS,
        beta_schedule="squaredcos_cap_v2",
        rescale_betas_zero_snr=True,
        prediction_type="v_prediction",
        timestep_spacing="trailing",
        clip_sample=False,
    )
    return scheduler
