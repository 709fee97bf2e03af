"""diffusers and transformers, imported late and kept quiet."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from emogen import torch_audio
from emogen.errors import EmogenError
from emogen.install import install_hint


@lru_cache(maxsize=1)
def diffusers() -> Any:
    """The module diffusers, with its bars and the chatter of transformers off.

    Raises:
        EmogenError: the extra ``diffusion`` is not installed.
    """
    torch_audio.prepare()
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")  # It warns while it is imported.
    try:
        with quiet():
            import diffusers as module
            import transformers
    except ImportError as error:
        raise not_installed(error) from error
    for library in (module, transformers):
        library.utils.logging.set_verbosity_error()
        library.utils.logging.disable_progress_bar()
    return module


@contextmanager
def quiet() -> Iterator[None]:
    """Keep warnings to the authors of libraries, which no user can act on, off the screen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def not_installed(error: ImportError) -> EmogenError:
    """The error for a package of the extra that is missing."""
    return EmogenError(
        "diffusers is not installed",
        why=str(error).strip().split("\n")[0],
        fix=f"Run `{install_hint('diffusion')}`.",
    )
