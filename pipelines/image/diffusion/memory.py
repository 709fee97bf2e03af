"""Memory that a picture takes, before it is begun."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from emogen.budgets import HEADER_BYTES
from emogen.errors import GenerationError, RequestError

_BYTES: Final = {"F64": 8, "I64": 8, "F32": 4, "I32": 4, "F16": 2, "BF16": 2, "I16": 2}

_DECODER: Final = 3 * 128
"""Numbers a pixel that the decoder of latents holds at once: three maps of its widest layer at full size,
128 channels in every autoencoder of Stable Diffusion, SDXL, SD3 and FLUX (their ``config.json``)."""

_SPARE: Final = 0.9
"""Share of the free memory that may be taken. Ours."""

_LOWER: Final = (
    "Lower the size, or use --option slicing=true, --option dtype=fp16 or, on a GPU, --option offload=model."
)


def weights_bytes(folder: Path, bytes_each: int) -> int:
    """Bytes of all weights below a folder, once their numbers have ``bytes_each``; from the headers alone."""
    return sum(_numbers(file) * bytes_each for file in folder.glob("*/*.safetensors"))


def _numbers(file: Path) -> int:
    try:
        with file.open("rb") as opened:
            (length,) = struct.unpack("<Q", opened.read(8))
            header = json.loads(opened.read(min(length, HEADER_BYTES.limit)))
        data = max(tensor["data_offsets"][1] for name, tensor in header.items() if name != "__metadata__")
        kinds = [tensor["dtype"] for name, tensor in header.items() if name != "__metadata__"]
        return int(data) // _BYTES.get(max(set(kinds), key=kinds.count), 1)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, struct.error):
        return 0  # Loading it says what is wrong.


def picture_bytes(size: tuple[int, int], bytes_each: int, *, sliced: bool) -> int:
    """Bytes that decoding a picture of (width, height) takes; in slices a tile of 1024 x 1024 at once."""
    pixels = min(size[0] * size[1], 1024 * 1024) if sliced else size[0] * size[1]
    return pixels * _DECODER * bytes_each


def check_memory(needed: int, device: str, what: str) -> None:
    """Raise ``RequestError`` if ``needed`` bytes are more than the device has free."""
    free = free_bytes(device)
    if free is not None and needed > _SPARE * free:
        raise RequestError(
            f"{what} would take about {needed / 1e9:.1f} GB of memory",
            why=f"{free / 1e9:.1f} GB are free" + ("" if device == "cpu" else f" on {device}"),
            fix=_LOWER,
        )


def free_bytes(device: str) -> int | None:
    """Bytes of memory that are free on a device, or None where nobody can tell."""
    if device == "cuda":
        import torch

        return int(torch.cuda.mem_get_info()[0])
    try:
        import psutil
    except ImportError:
        return None
    return int(psutil.virtual_memory().available)


@contextmanager
def out_of_memory_explained() -> Iterator[None]:
    """Turn running out of memory into an error that says what to lower."""
    import torch

    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise _explained(error) from error
    except RuntimeError as error:  # The CPU's allocator of torch raises this.
        if "can't allocate memory" in str(error) or "not enough memory" in str(error):
            raise _explained(error) from error
        raise


def _explained(error: BaseException) -> GenerationError:
    return GenerationError("the memory ran out", why=str(error).strip().split("\n")[0][:200], fix=_LOWER)


def bytes_each(pipeline: Any) -> int:
    """Bytes of a number of a pipeline's weights."""
    return int(pipeline.dtype.itemsize)
