"""Pipelines shaped like those that people use, a few hundred kilobytes each, with random weights.

They are made of diffusers' and transformers' own classes, with tokenizers made here, and saved as
``save_pretrained`` saves them: what is loaded from disk differs from a real model only in its numbers.
Their pictures are noise that follows the prompt and the seed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from emogen import torch_audio

os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
torch_audio.prepare()

import torch  # noqa: E402
from tokenizers import Tokenizer, pre_tokenizers, trainers  # noqa: E402
from tokenizers.models import BPE  # noqa: E402

# Neither has types for what is used here.
diffusers: Any = import_module("diffusers")
transformers: Any = import_module("transformers")
transformers.utils.logging.disable_progress_bar()

WORDS: Final = (
    "a an the of in at on by with and to house street room forest sea harbour lake boats boat field trees "
    "tree knight cliff portrait picture photo dusk night morning light dark sky sun low warm cold bare "
    "windows window rain fog storm fire people empty joyful happy glad cheerful miserable sad gloomy calm "
    "quiet wild excited angry afraid scary disgusting surprised proud mighty helpless ordinary plain old new"
)
"""Words, between spaces, that tokenizers know whole; all others are spelt."""

CHAT: Final = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""Chat template of the Qwen models."""


def save(family: str, folder: Path) -> Path:
    """Make the pipeline of a family of :data:`FAMILIES` and save it to ``folder``, which it returns."""
    make(family).save_pretrained(folder)
    return folder


def make(family: str) -> Any:
    """A pipeline of a family, on the CPU, the same weights each time."""
    state = torch.random.get_rng_state()
    torch.manual_seed(0)
    try:
        pipeline = _MAKERS[family]()
    finally:
        torch.random.set_rng_state(state)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


# Tokenizers


@cache
def _merges(suffix: str, lead: str) -> tuple[tuple[str, str], ...]:
    """Merges of byte pairs that make every word of :data:`WORDS` one token."""
    ending = {"end_of_word_suffix": suffix} if suffix else {}
    tokenizer = Tokenizer(BPE(**ending))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.BpeTrainer(vocab_size=4000, show_progress=False, special_tokens=[], **ending)
    tokenizer.train_from_iterator([lead + word for word in WORDS.split()], trainer)
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    return tuple((str(left), str(right)) for left, right in merges)


def _vocabulary(
    special: list[str], alphabet: list[str], merges: tuple[tuple[str, str], ...]
) -> dict[str, int]:
    pieces = [*special, *alphabet, *(left + right for left, right in merges)]
    return {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}


def clip_tokenizer() -> Any:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    merges = _merges("</w>", "")
    special = ["<|startoftext|>", "<|endoftext|>"]
    vocabulary = _vocabulary(special, letters + [letter + "</w>" for letter in letters], merges)
    return transformers.CLIPTokenizer(vocab=vocabulary, merges=list(merges), model_max_length=77)


def t5_tokenizer() -> Any:
    letters = [chr(code) for code in range(33, 127)]
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0)]
    pieces += [(letter, -10.0) for letter in letters] + [("▁" + word, -1.0) for word in WORDS.split()]
    return transformers.T5Tokenizer(vocab=pieces, extra_ids=0, model_max_length=512)


def gemma_tokenizer() -> Any:
    letters = ["▁", "\n", *(chr(code) for code in range(33, 127))]
    merges = _merges("", "▁")
    vocabulary = _vocabulary(["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"], letters, merges)
    return transformers.GemmaTokenizer(vocab=vocabulary, merges=list(merges), model_max_length=512)


def qwen_tokenizer() -> Any:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    merges = _merges("", "Ġ")
    vocabulary = _vocabulary(["<|endoftext|>", "<|im_start|>", "<|im_end|>"], letters, merges)
    tokenizer = transformers.Qwen2Tokenizer(vocab=vocabulary, merges=list(merges), model_max_length=2048)
    tokenizer.add_special_tokens({"additional_special_tokens": ["<|im_start|>", "<|im_end|>"]})
    tokenizer.chat_template = CHAT
    return tokenizer


# Text encoders


def clip_encoder(tokenizer: Any, *, projected: bool = False) -> Any:
    config = transformers.CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
        num_attention_heads=4, max_position_embeddings=77, projection_dim=32,
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    return (transformers.CLIPTextModelWithProjection if projected else transformers.CLIPTextModel)(
        config
    ).eval()


def t5_encoder(tokenizer: Any, width: int) -> Any:
    config = transformers.T5Config(
        vocab_size=len(tokenizer), d_model=width, d_kv=8, d_ff=64, num_layers=2, num_heads=4,
        feed_forward_proj="gated-gelu", is_encoder_decoder=False, use_cache=False,
    )  # fmt: skip
    return transformers.T5EncoderModel(config).eval()


def gemma_encoder(tokenizer: Any) -> Any:
    config = transformers.Gemma2Config(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=2, head_dim=8, max_position_embeddings=1024,
        attn_implementation="eager",
    )  # fmt: skip
    return transformers.Gemma2Model(config).eval()


# Picture autoencoders


def kl_autoencoder(channels: int = 4, widths: tuple[int, ...] = (32, 64), **options: Any) -> Any:
    """Latents of half the size of the picture, and half again for each more of ``widths``."""
    return diffusers.AutoencoderKL(
        block_out_channels=widths, layers_per_block=1, latent_channels=channels, norm_num_groups=16,
        down_block_types=("DownEncoderBlock2D",) * len(widths),
        up_block_types=("UpDecoderBlock2D",) * len(widths), sample_size=64, **options,
    ).eval()  # fmt: skip


def _flow_autoencoder(channels: int, widths: tuple[int, ...] = (32, 64)) -> Any:
    return kl_autoencoder(
        channels, widths, use_quant_conv=False, use_post_quant_conv=False, shift_factor=0.06,
        scaling_factor=1.5,
    )  # fmt: skip


# Pipelines


def _unet(**options: Any) -> Any:
    return diffusers.UNet2DConditionModel(
        block_out_channels=(32, 64), layers_per_block=1, sample_size=32, norm_num_groups=16,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"), **options,
    ).eval()  # fmt: skip


def _sd15() -> Any:
    tokenizer = clip_tokenizer()
    scheduler = diffusers.DDIMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False,
        set_alpha_to_one=False, steps_offset=1,
    )  # fmt: skip
    return diffusers.StableDiffusionPipeline(
        vae=kl_autoencoder(), text_encoder=clip_encoder(tokenizer), tokenizer=tokenizer,
        unet=_unet(cross_attention_dim=32, attention_head_dim=4), scheduler=scheduler, safety_checker=None,
        feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip


def _sdxl() -> Any:
    tokenizer = clip_tokenizer()
    unet = _unet(
        cross_attention_dim=64, attention_head_dim=(2, 4), use_linear_projection=True,
        addition_embed_type="text_time", addition_time_embed_dim=8, transformer_layers_per_block=(1, 2),
        projection_class_embeddings_input_dim=80,  # 6 x 8 of sizes, 32 of the pooled text.
    )  # fmt: skip
    scheduler = diffusers.EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1,
        timestep_spacing="leading",
    )  # fmt: skip
    return diffusers.StableDiffusionXLPipeline(
        vae=kl_autoencoder(), text_encoder=clip_encoder(tokenizer), tokenizer=tokenizer,
        text_encoder_2=clip_encoder(tokenizer, projected=True), tokenizer_2=clip_tokenizer(),
        unet=unet, scheduler=scheduler, add_watermarker=False,
    )  # fmt: skip


def _sd3() -> Any:
    clip, t5 = clip_tokenizer(), t5_tokenizer()
    transformer = diffusers.SD3Transformer2DModel(
        sample_size=32, patch_size=2, in_channels=4, out_channels=4, num_layers=2, attention_head_dim=8,
        num_attention_heads=4, caption_projection_dim=32, joint_attention_dim=64, pooled_projection_dim=64,
    )  # fmt: skip
    return diffusers.StableDiffusion3Pipeline(
        transformer=transformer.eval(), scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=_flow_autoencoder(4), text_encoder=clip_encoder(clip, projected=True), tokenizer=clip,
        text_encoder_2=clip_encoder(clip, projected=True), tokenizer_2=clip_tokenizer(),
        text_encoder_3=t5_encoder(t5, 64), tokenizer_3=t5,
    )  # fmt: skip


def _flux(*, guided: bool = True) -> Any:
    clip, t5 = clip_tokenizer(), t5_tokenizer()
    transformer = diffusers.FluxTransformer2DModel(
        patch_size=1, in_channels=16, num_layers=1, num_single_layers=1, attention_head_dim=16,
        num_attention_heads=2, joint_attention_dim=32, pooled_projection_dim=32, axes_dims_rope=(4, 4, 8),
        guidance_embeds=guided,
    )  # fmt: skip
    return diffusers.FluxPipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(), vae=_flow_autoencoder(4),
        text_encoder=clip_encoder(clip), tokenizer=clip, text_encoder_2=t5_encoder(t5, 32), tokenizer_2=t5,
        transformer=transformer.eval(),
    )  # fmt: skip


def _pixart() -> Any:
    t5 = t5_tokenizer()
    transformer = diffusers.PixArtTransformer2DModel(
        sample_size=32, num_layers=2, patch_size=2, attention_head_dim=8, num_attention_heads=3,
        caption_channels=32, cross_attention_dim=24, in_channels=4, out_channels=8,
    )  # fmt: skip
    return diffusers.PixArtSigmaPipeline(
        tokenizer=t5, text_encoder=t5_encoder(t5, 32), vae=kl_autoencoder(), transformer=transformer.eval(),
        scheduler=diffusers.DDIMScheduler(clip_sample=False),
    )  # fmt: skip


def _sana() -> Any:
    gemma = gemma_tokenizer()
    transformer = diffusers.SanaTransformer2DModel(
        patch_size=1, in_channels=4, out_channels=4, num_layers=2, num_attention_heads=2,
        attention_head_dim=8, num_cross_attention_heads=2, cross_attention_head_dim=8,
        cross_attention_dim=16, caption_channels=16, sample_size=32,
    )  # fmt: skip
    vae = diffusers.AutoencoderDC(
        in_channels=3, latent_channels=4, attention_head_dim=2,
        encoder_block_types=("ResBlock", "EfficientViTBlock"),
        decoder_block_types=("ResBlock", "EfficientViTBlock"),
        encoder_block_out_channels=(8, 8), decoder_block_out_channels=(8, 8),
        encoder_qkv_multiscales=((), (5,)), decoder_qkv_multiscales=((), (5,)),
        encoder_layers_per_block=(1, 1), decoder_layers_per_block=(1, 1),
        downsample_block_type="conv", upsample_block_type="interpolate", decoder_norm_types="rms_norm",
        decoder_act_fns="silu", scaling_factor=0.41407,
    )  # fmt: skip
    return diffusers.SanaPipeline(
        tokenizer=gemma, text_encoder=gemma_encoder(gemma), vae=vae.eval(), transformer=transformer.eval(),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=3.0),
    )  # fmt: skip


def _qwen() -> Any:
    tokenizer = qwen_tokenizer()
    transformer = diffusers.QwenImageTransformer2DModel(
        patch_size=2, in_channels=16, out_channels=4, num_layers=2, attention_head_dim=16,
        num_attention_heads=2, joint_attention_dim=16, axes_dims_rope=(8, 4, 4),
    )  # fmt: skip
    vae = diffusers.AutoencoderKLQwenImage(
        base_dim=8, z_dim=4, dim_mult=[1, 2, 4], num_res_blocks=1, temperal_downsample=[False, True],
        latents_mean=[0.0] * 4, latents_std=[1.0] * 4,
    )  # fmt: skip
    config = transformers.Qwen2_5_VLConfig(
        text_config={
            "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
            "num_key_value_heads": 2, "vocab_size": len(tokenizer),
            "rope_scaling": {"mrope_section": [1, 1, 2], "rope_type": "default", "type": "default"},
        },
        vision_config={
            "depth": 1, "hidden_size": 16, "intermediate_size": 16, "num_heads": 2, "out_hidden_size": 16,
        },
    )  # fmt: skip
    return diffusers.QwenImagePipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(), vae=vae.eval(),
        text_encoder=transformers.Qwen2_5_VLForConditionalGeneration(config).eval(), tokenizer=tokenizer,
        transformer=transformer.eval(),
    )  # fmt: skip


def _z_image() -> Any:
    tokenizer = qwen_tokenizer()
    config = transformers.Qwen3Config(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=3,
        num_attention_heads=2, num_key_value_heads=2, head_dim=8, max_position_embeddings=512,
    )  # fmt: skip
    transformer = diffusers.ZImageTransformer2DModel(
        all_patch_size=(2,), all_f_patch_size=(1,), in_channels=4, dim=32, n_layers=2, n_refiner_layers=1,
        n_heads=2, n_kv_heads=2, cap_feat_dim=16, axes_dims=[8, 4, 4], axes_lens=[1024, 256, 256],
    )  # fmt: skip
    return diffusers.ZImagePipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(), vae=_flow_autoencoder(4),
        text_encoder=transformers.Qwen3Model(config).eval(), tokenizer=tokenizer,
        transformer=transformer.eval(),
    )  # fmt: skip


def _lumina() -> Any:
    gemma = gemma_tokenizer()
    transformer = diffusers.Lumina2Transformer2DModel(
        sample_size=32, patch_size=2, in_channels=4, hidden_size=16, num_layers=2, num_refiner_layers=1,
        num_attention_heads=2, num_kv_heads=1, multiple_of=16, axes_dim_rope=(4, 2, 2), cap_feat_dim=16,
    )  # fmt: skip
    return diffusers.Lumina2Pipeline(
        tokenizer=gemma, text_encoder=gemma_encoder(gemma), transformer=transformer.eval(),
        vae=_flow_autoencoder(4, (16, 16, 32, 32)),  # The pipeline counts on eighths.
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
    )  # fmt: skip


_MAKERS: Final[dict[str, Callable[[], Any]]] = {
    "sd15": _sd15,
    "sdxl": _sdxl,
    "sd3": _sd3,
    "flux": _flux,
    "pixart": _pixart,
    "sana": _sana,
    "qwen": _qwen,
    "z-image": _z_image,
    "lumina": _lumina,
}

FAMILIES: Final = tuple(_MAKERS)
"""Names for :func:`save`."""
