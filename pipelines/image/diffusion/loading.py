"""A pipeline with its weights: precision, device, LoRAs, scheduler, memory."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from emogen.device import resolve
from emogen.errors import MissingWeightError, RequestError, unknown_name
from emogen.home import user_path
from emogen.pipelines.image.diffusion.libraries import diffusers
from emogen.pipelines.image.diffusion.models import Located
from emogen.pipelines.image.diffusion.options import DiffusersOptions

SCHEDULERS: Final = {
    "ddim": "DDIMScheduler",
    "dpm++": "DPMSolverMultistepScheduler",
    "euler": "EulerDiscreteScheduler",
    "euler-a": "EulerAncestralDiscreteScheduler",
    "heun": "HeunDiscreteScheduler",
    "lcm": "LCMScheduler",
    "pndm": "PNDMScheduler",
    "unipc": "UniPCMultistepScheduler",
}
"""Short names of schedulers -> classes of diffusers."""

_LARGEST_WEIGHT: Final = 10.0


@dataclass(frozen=True, slots=True)
class Lora:
    """A LoRA file and how strongly it counts."""

    file: Path
    weight: float


@dataclass(frozen=True, slots=True)
class Setup:
    """All that decides how a pipeline is loaded; two equal ones are one pipeline.

    Attributes:
        folder: where its files are.
        identity: hash of them.
        variant: which weights, "" without one.
        loras: files, in order.
        scheduler: as the user named it, "" for the model's own.
        device: as torch names it.
        dtype, offload, slicing: as in the options.
    """

    folder: Path
    identity: str
    variant: str
    loras: tuple[Lora, ...]
    scheduler: str
    device: str
    dtype: str
    offload: str
    slicing: bool


def setup_of(options: DiffusersOptions, located: Located, identity: str) -> Setup:
    """How a pipeline is loaded.

    Raises:
        RequestError: a device that is not there, offloading without a GPU, a LoRA that is no file of
            safetensors or has no such weight.
    """
    device = resolve(options.device)
    if options.offload != "none" and device == "cpu":
        raise RequestError(
            f"the offload {options.offload} needs a GPU",
            why="on a CPU everything is in main memory",
            fix="Leave it out, or say --device cuda.",
        )
    return Setup(
        located.folder, identity, options.variant, loras_of(options.lora), options.scheduler, device,
        options.dtype, options.offload, options.slicing,
    )  # fmt: skip


def loras_of(text: str) -> tuple[Lora, ...]:
    """``"a.safetensors:0.8,b.safetensors"`` as files with their weights.

    Raises:
        RequestError: a file that is not there or is no safetensors, a weight out of range.
    """
    return tuple(_lora(part.strip()) for part in text.split(",") if part.strip())


def _lora(text: str) -> Lora:
    match = re.fullmatch(r"(.+):([-+]?[\d.]+)", text)
    name, written = (match[1], match[2]) if match else (text, "1")
    file = user_path(name)
    if not file.is_file():
        raise RequestError(f"no such LoRA: {name}")
    if file.suffix != ".safetensors":
        raise RequestError(
            f"the LoRA {name} cannot be used",
            why="it is no .safetensors, and anything else may run code when it is read",
            fix="Get or save it as safetensors.",
        )
    try:
        weight = float(written)
    except ValueError as error:
        raise RequestError(f"the weight {written!r} of the LoRA {name} is no number") from error
    if abs(weight) > _LARGEST_WEIGHT:
        raise RequestError(f"the weight {weight:g} of the LoRA {name} is out of range", fix="Use -10 to 10.")
    return Lora(file, weight)


@lru_cache(maxsize=1)
def load(setup: Setup) -> Any:
    """The pipeline, ready to paint; the last one is kept.

    Raises:
        MissingWeightError: its files are damaged or incomplete.
        RequestError: a LoRA of another model, a scheduler that cannot drive it.
        EmogenError: the extra ``diffusion`` is not installed.
    """
    from safetensors import SafetensorError

    library = diffusers()
    try:
        pipeline = library.DiffusionPipeline.from_pretrained(
            setup.folder, dtype=_dtype(setup), variant=setup.variant or None, use_safetensors=True,
            local_files_only=True, trust_remote_code=False,
        )  # fmt: skip
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
        RuntimeError,
        AttributeError,
        SafetensorError,
    ) as error:
        if _out_of_memory(error):
            raise
        raise MissingWeightError(
            f"the model in {setup.folder} cannot be loaded",
            why=str(error).strip().split("\n")[0][:300],
            fix="Fetch the model again; if it is newer than your diffusers, update that.",
        ) from error
    pipeline.set_progress_bar_config(disable=True)
    _add_loras(pipeline, setup.loras)
    if setup.scheduler:
        pipeline.scheduler = _scheduler(library, pipeline.scheduler, setup.scheduler)
    _place(pipeline, setup)
    return pipeline


def _out_of_memory(error: BaseException) -> bool:
    import torch

    return isinstance(error, torch.OutOfMemoryError | MemoryError)


def _dtype(setup: Setup) -> Any:
    import torch

    by_name = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}
    if setup.dtype in by_name:
        return by_name[setup.dtype]
    if setup.device == "cpu":
        return torch.float32
    # The large transformers were trained in bfloat16, and overflow in float16.
    large = (setup.folder / "transformer").is_dir()
    bfloat = setup.device != "cuda" or torch.cuda.is_bf16_supported()
    return torch.bfloat16 if large and bfloat else torch.float16


def _add_loras(pipeline: Any, loras: tuple[Lora, ...]) -> None:
    if not loras:
        return
    from safetensors import SafetensorError

    if not hasattr(pipeline, "load_lora_weights"):
        raise RequestError(
            "this model takes no LoRA", why=f"{type(pipeline).__name__} of diffusers has no loader for them"
        )
    for index, lora in enumerate(loras):
        try:
            pipeline.load_lora_weights(
                lora.file.parent, weight_name=lora.file.name, adapter_name=f"lora{index}",
                local_files_only=True, use_safetensors=True,
            )  # fmt: skip
        except (OSError, ValueError, LookupError, RuntimeError, AttributeError, SafetensorError) as error:
            raise RequestError(
                f"the LoRA {lora.file} cannot be used with this model",
                why=str(error).strip().split("\n")[0][:200],
                fix="Use one that was trained for it.",
            ) from error
    names = [f"lora{index}" for index in range(len(loras))]
    present = {name for part in pipeline.get_list_adapters().values() for name in part}
    if lost := [lora.file.name for name, lora in zip(names, loras, strict=True) if name not in present]:
        raise RequestError(
            f"the LoRA {lost[0]} cannot be used with this model",
            why="no layer of the model is in it",
            fix="Use one that was trained for it.",
        )
    pipeline.set_adapters(names, [lora.weight for lora in loras])


def _scheduler(library: Any, own: Any, wanted: str) -> Any:
    name = SCHEDULERS.get(wanted.lower(), wanted)
    fitting = sorted({type(own).__name__, *(kind.__name__ for kind in own.compatibles)})
    if not name.endswith("Scheduler") or not hasattr(library, name):
        raise unknown_name("scheduler", wanted, [*SCHEDULERS, *fitting])
    if name not in fitting:
        raise RequestError(
            f"the scheduler {wanted} cannot drive this model",
            why=f"its own is {type(own).__name__}",
            fix=f"Use {' or '.join(fitting[:4])}, or leave it out.",
        )
    return getattr(library, name).from_config(own.config)


def _place(pipeline: Any, setup: Setup) -> None:
    if setup.slicing:
        pipeline.enable_attention_slicing()
        for method in ("enable_slicing", "enable_tiling"):
            if hasattr(getattr(pipeline, "vae", None), method):
                getattr(pipeline.vae, method)()
    if setup.offload == "model":
        pipeline.enable_model_cpu_offload(device=setup.device)
    elif setup.offload == "sequential":
        pipeline.enable_sequential_cpu_offload(device=setup.device)
    else:
        pipeline.to(setup.device)


def from_picture(pipeline: Any) -> Any:
    """The pipeline that starts from a picture, of the same weights.

    Raises:
        RequestError: diffusers has none for this model.
    """
    library = diffusers()
    try:
        started = library.AutoPipelineForImage2Image.from_pipe(pipeline)
    except ValueError as error:
        raise RequestError(
            "this model cannot start from a picture",
            why=f"diffusers has no such pipeline for {type(pipeline).__name__}",
            fix="Leave the picture out, or use a model of another family, e.g. SDXL or FLUX.",
        ) from error
    started.set_progress_bar_config(disable=True)
    return started
