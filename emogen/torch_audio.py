"""torchaudio beside any build of torch.

The wheel of torchaudio brings a compiled extension that is linked against CUDA. Next to a torch for
the CPU it cannot be loaded, and then nothing that imports torchaudio can: neither coqui-tts nor, as
torchaudio is installed, the model classes of transformers. The extension is not needed: transforms,
filters and resampling are written in Python, and torchaudio knows the state "no extension" (it is that of
a build without one). So where the real ``torchaudio._extension`` fails to load, it takes that state.

Call :func:`prepare` before anything imports torchaudio or transformers. It touches nothing else, and
where the extension loads, the extension is used.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, Final

EXTENSION: Final = "torchaudio._extension"


def prepare() -> None:
    """Make ``import torchaudio`` work in this process whatever torch it meets; twice is once."""
    if EXTENSION not in sys.modules and not any(isinstance(f, _Finder) for f in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder):
    """Finds exactly one module, and loads it so that it cannot fail."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != EXTENSION:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


class _Loader(Loader):
    """The real loader, and "no extension" where it meets a library that cannot be loaded."""

    def __init__(self, real: Loader) -> None:
        self._real = real

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        try:
            self._real.exec_module(module)
        # OSError: a library it is linked against is missing. RuntimeError: built for another CUDA.
        except (OSError, RuntimeError):
            vars(module).update(
                _IS_TORCHAUDIO_EXT_AVAILABLE=False,
                _IS_ALIGN_AVAILABLE=False,
                _check_cuda_version=lambda: None,
                fail_if_no_align=_without_alignment,
            )


def _without_alignment(function: Callable[..., Any]) -> Callable[..., Any]:
    """Stands for the one function of torchaudio that has no version in Python."""

    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError(
            f"{function.__name__} needs torchaudio's compiled extension, which cannot be loaded"
        )

    return refuse
