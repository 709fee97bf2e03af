"""Rated pictures as a denoiser sees them: latents and text features, computed once and kept. Loads torch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import torch
from torch import Tensor

from emogen.arrays import Pixels
from emogen.conditioning.emotion import Emotion
from emogen.files import whole_file
from emogen.pipelines.image.diffusion.adapter.adapter import embedding_of
from emogen.pipelines.image.diffusion.adapter.denoisers import Denoiser, Features
from emogen.pipelines.image.diffusion.adapter.rated import Rated
from emogen.progress import Progress, ignore, part_of
from emogen.vision.photo import read_photo

CACHE: Final = "features"

_HELD: Final = 2 << 30
"""Bytes of features that are held in memory; those beyond are read whenever they are needed. Ours."""

_TEXTS: Final = 0.3
"""Share of the time of preparing that texts take. Ours."""


class Kept:
    """Named tensors in files, one file a name, the first ones read in memory too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._memory: dict[str, Features] = {}
        self._left = _HELD

    def make(self, name: str, compute: Callable[[], Features]) -> None:
        """Keep what ``compute`` gives, unless it is there."""
        from safetensors.torch import save

        if self._path(name).is_file():
            return
        tensors = {key: value.contiguous() for key, value in compute().items()}
        with whole_file(self._path(name)) as temporary:
            temporary.write_bytes(save(tensors))

    def read(self, name: str) -> Features:
        """The tensors of a name that was kept."""
        from safetensors.torch import load_file

        if name in self._memory:
            return self._memory[name]
        tensors: Features = load_file(self._path(name))
        size = sum(value.nbytes for value in tensors.values())
        if size <= self._left:
            self._memory[name] = tensors
            self._left -= size
        return tensors

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.safetensors"


class Examples:
    """Rated pictures for a denoiser.

    Attributes:
        emotions: embeddings of the ratings, shape ``(n, 64)``.
        pictures: the hash of each row's picture: rows of one picture are held out together.
    """

    def __init__(self, rated: Rated, kept: Kept, names: Sequence[tuple[str, str]]) -> None:
        """
        Args:
            rated: the table.
            kept: latents and features.
            names: of each row, those of its caption and of its picture in ``kept``.
        """
        self._kept, self._names = kept, names
        self.pictures = tuple(row.digest for row in rated.rows)
        embedded = [embedding_of(Emotion.va(*row.ratings), rated.axes) for row in rated.rows]
        self.emotions = torch.stack([torch.from_numpy(vector) for vector in embedded])

    def __len__(self) -> int:
        return len(self._names)

    def latents(self, rows: Sequence[int]) -> Tensor:
        """Clean latents of rows, shape ``(k, channels, h, w)``."""
        return torch.stack([self._kept.read(self._names[row][1])["latents"] for row in rows])

    def texts(self, rows: Sequence[int]) -> tuple[Tensor, Features]:
        """Features of rows' captions: of their tokens, shape ``(k, tokens, channels)``, and the rest."""
        read = [self._kept.read(self._names[row][0]) for row in rows]
        stacked = {name: torch.stack([features[name] for features in read]) for name in read[0]}
        return stacked.pop("tokens").float(), stacked


def make_examples(
    rated: Rated, denoiser: Denoiser, model: str, folder: Path, progress: Progress = ignore
) -> Examples:
    """Encode the pictures and captions of a table, or read what an earlier run encoded.

    Args:
        rated: the table.
        denoiser: of the model.
        model: hash of the model; what another one encoded is not used.
        folder: for what is kept.
        progress: told how far it is.

    Raises:
        RequestError: a picture that can no longer be read.
        OutputError: the folder cannot be written.
    """
    kept = Kept(folder)
    names = [
        (_name("text", model, row.caption), _name("picture", model, f"{denoiser.side} {row.digest}"))
        for row in rated.rows
    ]
    captions = {name: row.caption for (name, _), row in zip(names, rated.rows, strict=True)}
    pictures = {name: row.picture for (_, name), row in zip(names, rated.rows, strict=True)}
    reading = part_of(progress, 0.0, _TEXTS)
    for number, (name, caption) in enumerate(captions.items(), 1):
        kept.make(name, lambda caption=caption: denoiser.features(caption))  # type: ignore[misc]
        reading(number / len(captions))
    looking = part_of(progress, _TEXTS, 1.0)
    for number, (name, path) in enumerate(pictures.items(), 1):
        kept.make(name, lambda path=path: {"latents": denoiser.latents(square(path, denoiser.side))})  # type: ignore[misc]
        looking(number / len(pictures))
    return Examples(rated, kept, names)


def _name(kind: str, model: str, content: str) -> str:
    return f"{kind}-{hashlib.sha256(f'{model} {content}'.encode()).hexdigest()[:32]}"


def square(path: Path, side: int) -> Pixels:
    """The middle of a picture, uint8, shape ``(side, side, 3)``."""
    import numpy as np
    from PIL import Image, ImageOps

    picture = Image.fromarray(read_photo(path))
    return np.asarray(ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS))
