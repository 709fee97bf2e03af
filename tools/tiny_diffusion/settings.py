"""A small classifier of the settings that scenes show, to tell whether a picture still shows its own."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tools.tiny_diffusion.autoencoder import as_tensor
from tools.tiny_diffusion.loop import descend
from tools.tiny_diffusion.scenes import SETTINGS, load, scene

_STEPS: Final = 500
_BATCH: Final = 64
_RATE: Final = 3e-3
_UNSEEN: Final = 400
"""Scenes at the end that it is not trained on, but measured."""
_JITTER: Final = 0.3
"""Largest change of brightness, contrast and each colour of what it learns from, in half the range: it is to
see what is shown, not how it is lit."""


class Classifier(nn.Module):
    """Logits of the settings, shape ``(n, 8)``, of pictures ``(n, 3, 64, 64)`` in [-1, 1]."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.AvgPool2d(2), nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Dropout(0.2), nn.Linear(64 * 16, len(SETTINGS)),
        )  # fmt: skip

    def forward(self, pictures: Tensor) -> Tensor:
        # Every picture at the same mean and spread.
        centred = pictures - pictures.mean((1, 2, 3), keepdim=True)
        logits: Tensor = self.layers(centred / (centred.std((1, 2, 3), keepdim=True) + 0.05))
        return logits


def train(folder: Path) -> Classifier:
    """Train on the painted scenes but the last 400."""
    pixels = load(folder)[:-_UNSEEN]
    labels = torch.tensor([SETTINGS.index(scene(number).setting) for number in range(len(pixels))])
    torch.manual_seed(0)
    network = Classifier()

    def loss_of() -> Tensor:
        chosen = torch.randint(len(pixels), (_BATCH,))
        pictures = as_tensor(pixels[chosen.numpy()])
        pictures = pictures.flip(3) if torch.rand(()) < 0.5 else pictures
        shift, gain = _JITTER * (2 * torch.rand(2, _BATCH, 3, 1, 1) - 1)
        return nn.functional.cross_entropy(network((1 + gain) * pictures + shift), labels[chosen])

    return descend(network, loss_of, folder / "settings.pt", steps=_STEPS, rate=_RATE)


@torch.inference_mode()
def settings_of(network: Classifier, pixels: NDArray[np.uint8]) -> list[str]:
    """The setting that each picture shows most likely; pixels of shape ``(n, 64, 64, 3)``."""
    return [SETTINGS[place] for place in network(as_tensor(pixels)).argmax(1).tolist()]


def accuracy(network: Classifier, folder: Path) -> float:
    """Share of the scenes that it did not learn from whose setting it names."""
    pixels = load(folder)[-_UNSEEN:]
    first = len(load(folder)) - _UNSEEN
    named = settings_of(network, pixels)
    return float(np.mean([name == scene(first + k).setting for k, name in enumerate(named)]))
