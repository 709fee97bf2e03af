"""The autoencoder of the small pipeline: 64 x 64 pixels to 8 x 8 latents of 8 channels and back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from emogen import torch_audio
from tools.tiny_diffusion.loop import descend
from tools.tiny_diffusion.scenes import FOLDER, load

torch_audio.prepare()
from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny  # noqa: E402

STEPS: Final = 900
BATCH: Final = 16
_RATE: Final = 2e-3
_WIDTH: Final = 32
CHANNELS: Final = 8


def as_tensor(pixels: NDArray[np.uint8]) -> Tensor:
    """Pixels ``(n, h, w, 3)`` as floats in [-1, 1], shape ``(n, 3, h, w)``."""
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1


def train(folder: Path, steps: int = STEPS) -> AutoencoderTiny:
    """Train on the painted scenes and their mirror images; write ``folder / "vae"``."""
    pixels = load(folder)
    torch.manual_seed(0)
    network = AutoencoderTiny(
        encoder_block_out_channels=(_WIDTH,) * 4,
        decoder_block_out_channels=(_WIDTH,) * 4,
        num_encoder_blocks=(1, 1, 2, 2),
        num_decoder_blocks=(2, 2, 1, 1),
        latent_channels=CHANNELS,
    ).to(memory_format=torch.channels_last)

    def loss_of() -> Tensor:
        clean = as_tensor(pixels[torch.randint(len(pixels), (BATCH,)).numpy()])
        clean = clean.flip(3) if torch.rand(()) < 0.5 else clean
        clean = clean.to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            latents = network.encode(clean).latents
            made = network.decode(latents).sample.float()
        distance = made - clean
        # Beyond the spread, the decoder would clip them (tanh(x / 3) * 3).
        return distance.abs().mean() + 2 * distance.square().mean() + 1e-3 * latents.float().square().mean()

    average = descend(network, loss_of, folder / "autoencoder.pt", steps=steps, rate=_RATE)
    with torch.inference_mode():
        latents = torch.cat([average.encode(as_tensor(pixels[k : k + 100])).latents for k in range(0, 1000, 100)])
    average.register_to_config(scaling_factor=1 / float(latents.std()))
    average.save_pretrained(folder / "vae")
    return average


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--steps", type=int, default=STEPS)
    given = parser.parse_args()
    torch.set_num_threads(1)
    train(given.folder, given.steps)
