"""PyTorch weights without PyTorch, and without running what a file says."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MAGIC: Final = 0x1950A86A20F9469CFC6C
"""The number that opens a file of PyTorch's older form: pickles, then the numbers of every storage."""

_KINDS: Final[dict[str, type[np.generic]]] = {
    "FloatStorage": np.float32,
    "DoubleStorage": np.float64,
    "HalfStorage": np.float16,
    "LongStorage": np.int64,
    "IntStorage": np.int32,
}


def read_pth(path: Path) -> dict[str, NDArray[Any]]:
    """The tensors of a PyTorch file by name, of the form before version 1.6.

    Only dictionaries of plain tensors are read; anything else that its pickles ask for is refused.

    Raises:
        ValueError: the file holds something else.
        OSError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            if _Reader(file).load() != _MAGIC:
                raise pickle.UnpicklingError("it does not begin as one")
            _Reader(file).load(), _Reader(file).load()  # The protocol, and the machine that wrote it.
            reader = _Reader(file)
            loaded = reader.load()
            for key in _Reader(file).load():
                _fill(reader.storages[key], file)
    except (pickle.UnpicklingError, KeyError, EOFError, ValueError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} does not hold plain PyTorch tensors: {error}") from error
    return {str(name): value for name, value in loaded.items() if isinstance(value, np.ndarray)}


def _fill(storage: NDArray[Any], file: IO[bytes]) -> None:
    """Read the numbers of a storage, after how many they are."""
    count = int.from_bytes(file.read(8), "little")
    content = file.read(storage.nbytes)
    if count != storage.size or len(content) != storage.nbytes:
        raise EOFError("it ends too early")
    storage[:] = np.frombuffer(content, storage.dtype)


class _Reader(pickle.Unpickler):
    """Reads one pickle, and knows nothing but tensors.

    Attributes:
        storages: of the tensors by key, still to be filled.
    """

    def __init__(self, file: IO[bytes]):
        super().__init__(file)
        self.storages: dict[str, NDArray[Any]] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in _KINDS:
            return _KINDS[name]
        raise pickle.UnpicklingError(f"it asks for {module}.{name}")

    def persistent_load(self, pid: Any) -> NDArray[Any]:
        _, kind, key, _, count, *_ = pid
        return self.storages.setdefault(key, np.zeros(count, kind))


def _tensor(
    storage: NDArray[Any], start: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object
) -> NDArray[Any]:
    """A tensor: a view of its storage, which is filled later."""
    last = start + sum((long - 1) * step for long, step in zip(shape, strides, strict=True))
    if min((start, *strides, *shape), default=0) < 0 or (np.prod(shape) > 0 and last >= storage.size):
        raise pickle.UnpicklingError("a tensor is larger than its storage")
    steps = [step * storage.itemsize for step in strides]
    return np.lib.stride_tricks.as_strided(storage[start:], shape, steps)
