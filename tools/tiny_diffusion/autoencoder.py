"""The autoencoder of the small pipeline: 64 x 64 pixels to 16 x 16 latents of 4 channels and back.

It starts as a thumbnail: three channels carry colours through every layer, the others are drawn as usual.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from emogen import torch_audio
from tools.tiny_diffusion.loop import descend
from tools.tiny_diffusion.scenes import FOLDER, load

torch_audio.prepare()
from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny  # noqa: E402

STEPS: Final = 2400
_BATCH: Final = 8
_CROP: Final = 32
"""Pixels: it sees parts of pictures, since it learns by steps more than by pixels."""
_RATE: Final = 1.5e-3
_WIDTH: Final = 24
CHANNELS: Final = 4
SHRINKS: Final = 4
"""Pixels of a side of the picture over those of the latents."""


def as_tensor(pixels: NDArray[np.uint8]) -> Tensor:
    """Pixels ``(n, h, w, 3)`` as floats in [-1, 1], shape ``(n, 3, h, w)``."""
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1


@torch.no_grad()
def _start_as_thumbnail(network: AutoencoderTiny) -> None:
    for layer in (*network.encoder.layers, *network.decoder.layers):
        if isinstance(layer, nn.Conv2d):
            layer.weight[:3] = 0
            for colour in range(3):
                if layer.stride == (2, 2):
                    layer.weight[colour, colour, 1:, 1:] = 0.25
                else:
                    layer.weight[colour, colour, 1, 1] = 1
            if layer.bias is not None:
                layer.bias[:3] = 0
        elif hasattr(layer, "conv"):  # A residual block: its last convolution adds to what goes in.
            layer.conv[-1].weight *= 0.3
            layer.conv[-1].weight[:3] = 0
            layer.conv[-1].bias.zero_()


def train(folder: Path, steps: int = STEPS) -> AutoencoderTiny:
    """Train on the painted scenes and their mirror images; write ``folder / "vae"``."""
    pixels = load(folder)
    torch.manual_seed(0)
    network = AutoencoderTiny(
        encoder_block_out_channels=(_WIDTH,) * 3,
        decoder_block_out_channels=(_WIDTH,) * 3,
        num_encoder_blocks=(1, 1, 2),
        num_decoder_blocks=(2, 2, 1),
        latent_channels=CHANNELS,
    ).to(memory_format=torch.channels_last)
    _start_as_thumbnail(network)

    def loss_of() -> Tensor:
        clean = as_tensor(pixels[torch.randint(len(pixels), (_BATCH,)).numpy()])
        top, left = torch.randint(clean.shape[2] - _CROP + 1, (2,)).tolist()
        clean = clean[:, :, top : top + _CROP, left : left + _CROP]
        clean = clean.flip(3) if torch.rand(()) < 0.5 else clean
        clean = clean.contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            latents = network.encode(clean).latents
            made = network.decode(latents).sample.float()
        distance = made - clean
        # Large latents, the decoder would clip (tanh(x / 3) * 3).
        error: Tensor = distance.abs().mean() + distance.square().mean()
        large: Tensor = latents.float().square().mean()
        return error + 1e-3 * large

    average: AutoencoderTiny = descend(network, loss_of, folder / "autoencoder.pt", steps=steps, rate=_RATE)
    with torch.inference_mode():
        latents = torch.cat(
            [average.encode(as_tensor(pixels[k : k + 100])).latents for k in range(0, 1000, 100)]
        )
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
