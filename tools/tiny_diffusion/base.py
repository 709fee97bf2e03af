"""The small pipeline itself: text encoder and UNet trained together, by flow matching, on captioned scenes.

It is saved as a ``StableDiffusionPipeline`` whose scheduler integrates flows.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn

from emogen.files import whole_file
from tools.tiny_diffusion.autoencoder import CHANNELS, SHRINKS, as_tensor
from tools.tiny_diffusion.loop import descend
from tools.tiny_diffusion.scenes import FOLDER, SIDE, load, scene
from tools.tiny_diffusion.words import LENGTH, caption, moods, tokenizer

from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny  # isort: skip
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel  # isort: skip
from transformers import CLIPTextConfig, CLIPTextModel  # isort: skip

STEPS: Final = 4200
BATCH: Final = 16
_RATE: Final = 8e-4
_WIDTH: Final = 128
_FELT: Final = 0.06
"""Spread of what the embeddings of words of feeling have in common at first, by their valence and arousal."""
LEVELS: Final = 1000
"""A flow's time in [0, 1] is told to the network times this."""


class Networks(nn.Module):
    """What is trained: a text encoder and a UNet."""

    def __init__(self, words: int, ends: tuple[int, int, int]) -> None:
        """
        Args:
            words: in the vocabulary.
            ends: numbers of the tokens for start, end and padding.
        """
        super().__init__()
        start, end, padding = ends
        self.text = CLIPTextModel(
            CLIPTextConfig(
                vocab_size=words, hidden_size=_WIDTH, intermediate_size=4 * _WIDTH, num_hidden_layers=2,
                num_attention_heads=4, max_position_embeddings=LENGTH, bos_token_id=start, eos_token_id=end,
                pad_token_id=padding,
            )
        )  # fmt: skip
        self.unet = UNet2DConditionModel(
            sample_size=SIDE // SHRINKS, in_channels=CHANNELS, out_channels=CHANNELS,
            block_out_channels=(32, 64, 128), layers_per_block=1, attention_head_dim=4, norm_num_groups=16,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
            cross_attention_dim=_WIDTH,
        )  # fmt: skip

    @torch.no_grad()
    def relate(self, words: Any) -> None:
        """Start words of feeling near each other that mean alike: their embeddings share two directions, by
        valence and arousal. A real text encoder knows this from text; there is none to learn from here."""
        axes = _FELT * torch.randn(2, _WIDTH)
        table: Any = self.text.get_input_embeddings().weight
        for word, place in moods().items():
            table[words.convert_tokens_to_ids(word)] += torch.tensor(place) @ axes

    def velocity(self, noisy: Tensor, level: Tensor, tokens: Tensor) -> Tensor:
        """From data to noise, shaped as ``noisy``; ``level`` in [0, 1], ``tokens`` shape ``(n, 24)``."""
        features = self.text(tokens).last_hidden_state
        velocity: Tensor = self.unet(noisy, level * LEVELS, encoder_hidden_states=features).sample
        return velocity


@torch.inference_mode()
def latents_of(vae: Any, folder: Path) -> Tensor:
    """Scaled latents of the painted scenes and of their mirror images, shape ``(2, n, 4, 16, 16)``."""
    pixels = load(folder)
    made = []
    for mirrored in (False, True):
        views = pixels[:, :, ::-1].copy() if mirrored else pixels
        made.append(
            torch.cat([vae.encode(as_tensor(views[k : k + 100])).latents for k in range(0, len(views), 100)])
        )
    latents: Tensor = torch.stack(made) * vae.config.scaling_factor
    return latents


def _kept_latents(vae: Any, folder: Path) -> Tensor:
    """As :func:`latents_of`, computed once."""
    path = folder / "latents.pt"
    if not path.is_file():
        with whole_file(path) as temporary:
            torch.save(latents_of(vae, folder).clone(), temporary)
    latents: Tensor = torch.load(path, weights_only=True)
    return latents


def train(folder: Path, steps: int = STEPS) -> None:
    """Train on the painted scenes, and write ``folder / "pipeline"``."""
    vae = AutoencoderTiny.from_pretrained(folder / "vae").eval()
    latents = _kept_latents(vae, folder)
    scenes = [scene(number) for number in range(latents.shape[1])]
    words = tokenizer()
    torch.manual_seed(0)
    networks = Networks(len(words), (words.bos_token_id, words.eos_token_id, words.pad_token_id))
    networks.relate(words)

    def loss_of() -> Tensor:
        random = np.random.default_rng(int(torch.randint(2**62, ())))
        chosen = random.integers(len(scenes), size=BATCH)
        clean = latents[torch.from_numpy(random.integers(2, size=BATCH)), torch.from_numpy(chosen)]
        texts = [caption(scenes[number], random) for number in chosen]
        tokens = words(texts, padding="max_length", max_length=LENGTH, truncation=True, return_tensors="pt")
        level = (torch.arange(BATCH) / BATCH + torch.rand(())) % 1
        noise = torch.randn_like(clean)
        mixed = torch.lerp(clean, noise, level[:, None, None, None])
        return nn.functional.mse_loss(networks.velocity(mixed, level, tokens.input_ids), noise - clean)

    average = descend(networks, loss_of, folder / "base.pt", steps=steps, rate=_RATE)
    save(average, vae, words, folder / "pipeline")


def save(networks: Networks, vae: Any, words: Any, folder: Path) -> None:
    """Write a pipeline as diffusers loads it."""
    from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline
    from diffusers.schedulers.scheduling_dpmsolver_multistep import DPMSolverMultistepScheduler

    scheduler = DPMSolverMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=1.0, num_train_timesteps=LEVELS
    )
    kind: Any = StableDiffusionPipeline  # Its types want a safety checker.
    pipeline = kind(
        vae=vae, text_encoder=networks.text, tokenizer=words, unet=networks.unet, scheduler=scheduler,
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip
    pipeline.save_pretrained(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--steps", type=int, default=STEPS)
    given = parser.parse_args()
    torch.set_num_threads(1)
    train(given.folder, given.steps)
