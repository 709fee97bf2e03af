"""Denoisers of the families that an adapter can be trained for: their latents, texts, noise and predictions.

UNets that predict noise, velocity or the picture (Stable Diffusion 1 and 2, SDXL), PixArt's transformer, and
the transformers of flow matching (SD3, FLUX). Loads torch.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, Final

import numpy as np
import torch
from torch import Tensor

from emogen.arrays import Pixels
from emogen.errors import RequestError

Features = dict[str, Tensor]
"""An encoded text: ``tokens``, shape ``(tokens, channels)``, and what else its family needs."""

FLOW: Final = "flow_prediction"
_NOISES: Final = ("epsilon", "v_prediction", "sample")

_GUIDANCE: Final = 3.5
"""Told to guidance-distilled FLUX: what its pipeline tells it when nothing is asked for."""


class Denoiser(ABC):
    """A pipeline's denoiser, as its training saw it.

    Attributes:
        classes: the pipelines of diffusers that it is for.
        prediction: what the network predicts.
        side: pixels of the square pictures it is trained on here.
    """

    classes: ClassVar[tuple[str, ...]]

    def __init__(self, pipeline: Any, side: int = 0) -> None:
        """
        Args:
            pipeline: of one of :attr:`classes`, where its networks are to run.
            side: pixels; 0 for what the pipeline makes when nothing is asked for.

        Raises:
            RequestError: a noise schedule that is not known, a side that cannot be halved often enough.
        """
        self.pipeline = pipeline
        self.device = pipeline.device
        self.network = getattr(pipeline, "unet", None) or pipeline.transformer
        self.network.requires_grad_(False).eval()
        self.dtype = self.network.dtype
        self.levels = int(pipeline.scheduler.config.num_train_timesteps)
        self.prediction = _prediction(pipeline.scheduler)
        self._signal = None if self.prediction == FLOW else pipeline.scheduler.alphas_cumprod.float().cpu()
        self.side = side or self.native_side()
        step = self.granularity()
        if self.side % step:
            near = max(1, round(self.side / step)) * step
            raise RequestError(
                f"pictures of {self.side} pixels do not suit this model",
                fix=f"Use a multiple of {step}, e.g. --option size={near}.",
            )

    def native_side(self) -> int:
        """Pixels of a picture when nothing is asked for."""
        return int(self.network.config.sample_size) * self.pipeline.vae_scale_factor

    def granularity(self) -> int:
        """Pixels of which a side is a multiple."""
        return int(self.pipeline.vae_scale_factor) * 2

    @torch.no_grad()
    def latents(self, pixels: Pixels) -> Tensor:
        """Scaled latents of a picture, float32, shape ``(channels, h, w)``, of uint8 ``(side, side, 3)``."""
        vae = self.pipeline.vae.float()  # SDXL's overflows in half precision.
        picture = (
            torch.from_numpy(np.array(pixels)).to(self.device).permute(2, 0, 1)[None].float() / 127.5 - 1
        )
        encoded = vae.encode(picture)
        latents: Tensor = encoded.latent_dist.mode() if hasattr(encoded, "latent_dist") else encoded.latents
        shift = getattr(vae.config, "shift_factor", None) or 0.0
        return ((latents - shift) * vae.config.scaling_factor)[0].cpu()

    @torch.no_grad()
    def features(self, text: str) -> Features:
        """An encoded text, on the CPU."""
        names = ("tokens", *self.encoded_names)
        return {
            name: value[0].cpu()
            for name, value in zip(names, self.encode(text), strict=True)
            if value is not None
        }

    def release(self) -> None:
        """Drop what is no longer needed once latents and texts are known: autoencoder and text encoders."""
        for name in ("vae", "text_encoder", "text_encoder_2", "text_encoder_3"):
            if getattr(self.pipeline, name, None) is not None:
                setattr(self.pipeline, name, None)

    def noised(self, clean: Tensor, level: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Add noise.

        Args:
            clean: latents, shape ``(n, channels, h, w)``.
            level: how noisy, in [0, 1), shape ``(n,)``.
            noise: standard normal, shape of ``clean``.

        Returns:
            Noisy latents, what the network should say of them, and its time, shape ``(n,)``.
        """
        if self._signal is None:
            part = level[:, None, None, None]
            return torch.lerp(clean, noise, part), noise - clean, level * self.levels
        step = (level * self.levels).long()
        signal = self._signal[step][:, None, None, None]
        noisy = signal.sqrt() * clean + (1 - signal).sqrt() * noise
        wanted = {
            "epsilon": noise,
            "sample": clean,
            "v_prediction": signal.sqrt() * noise - (1 - signal).sqrt() * clean,
        }[self.prediction]
        return noisy, wanted, step

    def predict(self, noisy: Tensor, time: Tensor, tokens: Tensor, rest: Features) -> Tensor:
        """The network's prediction, float32, on the CPU or where the network is.

        Args:
            noisy, time: from :meth:`noised`.
            tokens: features of the texts, shape ``(n, tokens, channels)``; gradients flow through them.
            rest: the other features, each with a leading axis for the batch.
        """
        moved = {name: self._moved(value) for name, value in rest.items()}
        said = self.call(self._moved(noisy), time.to(self.device), self._moved(tokens), moved)
        return said.float()

    def _moved(self, value: Tensor) -> Tensor:
        return value.to(self.device, self.dtype) if value.is_floating_point() else value.to(self.device)

    encoded_names: ClassVar[tuple[str, ...]] = ()
    """Names of what :meth:`encode` gives besides the tokens."""

    @abstractmethod
    def encode(self, text: str) -> Sequence[Tensor | None]:
        """The features of a text's tokens, then the :attr:`encoded_names`, all with a batch of 1."""

    @abstractmethod
    def call(self, noisy: Tensor, time: Tensor, tokens: Tensor, rest: Features) -> Tensor:
        """The network's prediction, shape of ``noisy``."""


def _prediction(scheduler: Any) -> str:
    if type(scheduler).__name__.startswith("FlowMatch"):
        return FLOW
    prediction = str(scheduler.config.get("prediction_type", "epsilon"))
    if prediction == FLOW and scheduler.config.get("use_flow_sigmas"):
        return FLOW
    if prediction not in _NOISES or not hasattr(scheduler, "alphas_cumprod"):
        raise RequestError(
            f"an adapter cannot be trained with the scheduler {type(scheduler).__name__}",
            why=f"its noise is not known here (it predicts {prediction})",
        )
    return prediction


class _StableDiffusion(Denoiser):
    classes = ("StableDiffusionPipeline", "LatentConsistencyModelPipeline")

    def encode(self, text: str) -> Sequence[Tensor | None]:
        return [self.pipeline.encode_prompt(text, self.device, 1, False)[0]]

    def call(self, noisy: Tensor, time: Tensor, tokens: Tensor, rest: Features) -> Tensor:
        del rest
        predicted: Tensor = self.network(noisy, time, encoder_hidden_states=tokens).sample
        return predicted


class _Sdxl(Denoiser):
    classes = ("StableDiffusionXLPipeline",)
    encoded_names = ("pooled",)

    def encode(self, text: str) -> Sequence[Tensor | None]:
        tokens, _, pooled, _ = self.pipeline.encode_prompt(
            prompt=text, device=self.device, num_images_per_prompt=1, do_classifier_free_guidance=False
        )
        return [tokens, pooled]

    def call(self, noisy: Tensor, time: Tensor, tokens: Tensor, rest: Features) -> Tensor:
        # Original size, crop and target size, as the pipeline tells them.
        sizes = torch.tensor([self.side, self.side, 0, 0, self.side, self.side], device=self.device)
        told = {"text_embeds": rest["pooled"], "time_ids": sizes.to(self.dtype).expand(len(noisy), -1)}
        predicted: Tensor = self.network(
            noisy, time, encoder_hidden_states=tokens, added_cond_kwargs=told
        ).sample
        return predicted


class _PixArt(Denoiser):
    classes = ("PixArtAlphaPipeline", "PixArtSigmaPipeline")
    encoded_names = ("mask",)

    def encode(self, text: str) -> Sequence[Tensor | None]:
        return list(
            self.pipeline.encode_prompt(text, do_classifier_free_guidance=False, device=self.device)[:2]
        )

    def call(self, noisy: Tensor, time: Tensor, tokens: Tensor, rest: Features) -> Tensor:
        sizes: dict[str, Tensor | None] = {"resolution": None, "aspect_ratio": None}
        if getattr(self.network, "use_additional_conditions", False):
            side = torch.full((len(noisy), 2), float(self.side), device=self.device, dtype=self.dtype)
            sizes = {"resolution": side, "aspect_ratio": torch.ones_like(side[:, :1])}
        predicted: Tensor = self.network(
            noisy, encoder_hidden_states=tokens, encoder_attention_mask=rest["mask"], timestep=time,
            added_cond_kwargs=sizes,
        ).sample  # fmt: skip
        return predicted[:, : noisy.shape[1]]  # The rest is a learnt variance.


class _Sd3(Denoiser):
    classes = ("StableDiffusion3Pipeline",)
    encoded_names = ("pooled",)

    def encode(self, text: str) -> Sequence[Tensor | None]:
        tokens, _, pooled, _ = self.pipeline.encode_prompt(
            prompt=text, prompt_2=None, prompt_3=None, device=self.device, do_classifier_free_guidance=False
        )
        return [tokens, pooled]

    def call(self, noisy: Tensor, time: Tensor, tokens: Tensor, rest: Features) -> Tensor:
        predicted: Tensor = self.network(
            hidden_states=noisy,
            timestep=time,
            encoder_hidden_states=tokens,
            pooled_projections=rest["pooled"],
        ).sample
        return predicted


class _Flux(Denoiser):
    classes = ("FluxPipeline",)
    encoded_names = ("pooled",)

    def native_side(self) -> int:
        return int(self.pipeline.default_sample_size * self.pipeline.vae_scale_factor)

    def encode(self, text: str) -> Sequence[Tensor | None]:
        return self.pipeline.encode_prompt(prompt=text, prompt_2=None, device=self.device)[:2]

    def call(self, noisy: Tensor, time: Tensor, tokens: Tensor, rest: Features) -> Tensor:
        count, channels, height, width = noisy.shape
        places = self.pipeline._prepare_latent_image_ids(
            count, height // 2, width // 2, self.device, self.dtype
        )
        guidance = None
        if self.network.config.guidance_embeds:
            guidance = torch.full((count,), _GUIDANCE, device=self.device)
        predicted = self.network(
            hidden_states=self.pipeline._pack_latents(noisy, count, channels, height, width),
            timestep=time.to(self.dtype) / self.levels,
            guidance=guidance,
            pooled_projections=rest["pooled"],
            encoder_hidden_states=tokens,
            txt_ids=torch.zeros(tokens.shape[1], 3, device=self.device, dtype=self.dtype),
            img_ids=places,
        ).sample
        patches: Tensor = predicted.view(count, height // 2, width // 2, channels, 2, 2)
        return patches.permute(0, 3, 1, 4, 2, 5).reshape(noisy.shape)


DENOISERS: Final[tuple[type[Denoiser], ...]] = (_StableDiffusion, _Sdxl, _PixArt, _Sd3, _Flux)


def denoiser_of(pipeline: Any, side: int = 0) -> Denoiser:
    """The denoiser of a pipeline.

    Raises:
        RequestError: an adapter cannot be trained for such a pipeline; as :class:`Denoiser`.
    """
    name = type(pipeline).__name__
    for kind in DENOISERS:
        if name in kind.classes:
            return kind(pipeline, side)
    raise RequestError(
        f"an adapter cannot be trained for a {name}",
        why=f"it can for {', '.join(known for kind in DENOISERS for known in kind.classes)}",
        fix="Such a pipeline is moved by emotion directions and by words.",
    )
