"""Backends: the classes that turn targets into media, found by entry point.

A backend is one class registered under the entry-point group ``emogen.backends`` as
``<modality>.<name>``, built-in and third-party alike::

    [project.entry-points."emogen.backends"]
    "speech.kokoro" = "emogen.pipelines.speech.kokoro.backend:KokoroBackend"
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from emogen.errors import EmogenError, unknown_name

if TYPE_CHECKING:
    from pydantic import BaseModel

GROUP = "emogen.backends"
MODALITIES = ("speech", "face", "image", "judge")


class Backend(Protocol):
    """What every backend class has, whatever its modality adds.

    Attributes:
        name: as users choose it, e.g. ``"kokoro"``.
        modality: one of :data:`MODALITIES`.
        models: ids of the weights it needs (see :mod:`emogen.weights`).
        Options: a pydantic model of its own settings that forbids unknown keys.
    """

    name: ClassVar[str]
    modality: ClassVar[str]
    models: ClassVar[tuple[str, ...]]
    Options: ClassVar[type[BaseModel]]


@lru_cache(maxsize=1)
def _entry_points() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def backends(modality: str) -> tuple[str, ...]:
    """Names of the registered backends of a modality, sorted."""
    prefix = f"{modality}."
    return tuple(sorted(name.removeprefix(prefix) for name in _entry_points() if name.startswith(prefix)))


def find_backend(modality: str, name: str) -> type[Backend]:
    """The backend class of that name.

    Raises:
        RequestError: there is none; near names are offered.
        EmogenError: a package it needs is not installed.
    """
    point = _entry_points().get(f"{modality}.{name}")
    if point is None:
        raise unknown_name(f"{modality} backend", name, backends(modality))
    try:
        return cast("type[Backend]", point.load())
    except ImportError as error:
        raise EmogenError(
            f"the {modality} backend {name!r} cannot be loaded",
            why=str(error),
            fix="Install the package or the extra that it needs.",
        ) from error
