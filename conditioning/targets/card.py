"""What a folder of trained targets says about itself, and the numbers that are modelled."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from emogen.arrays import Floats
from emogen.conditioning.embedding import check_version
from emogen.conditioning.targets.voice import TARGETS, VoiceTargets
from emogen.errors import RequestError
from emogen.files import read_text

FIELDS: Final = (
    *("f0_shift", "f0_range", "f0_tilt", "final_rise", "sonorant_length", "pause_length"),
    *("level", "level_range", "brightness", "tremor", "jitter"),
)
"""The targets that a recording tells. It tells one tempo, so ``obstruent_length`` follows
``sonorant_length``; ``accent`` and ``effort`` are not told and stay neutral: they show in the
range, the level and the brightness. Factors are modelled as logarithms."""

_LARGEST_LOG: Final = 5.0
"""A factor beyond e^5 is out of range whatever it is; much beyond, ``exp`` would overflow."""

CARD: Final = "targets.json"
PARTS: Final = ("config.json", "scheduler_config.json", "diffusion_pytorch_model.safetensors")

Finite = Annotated[float, Field(allow_inf_nan=False)]


class Data(BaseModel):
    """What a model was trained on: how many clips, by whom, of which emotions (with their number)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    clips: int
    speakers: tuple[str, ...]
    emotions: dict[str, int]


def counted(emotions: Iterable[str]) -> dict[str, int]:
    """How often each emotion is there; coordinates, hardly ever the same twice, count as one."""
    names = ("coordinates" if emotion.startswith("vad(") else emotion for emotion in emotions)
    return dict(sorted(Counter(names).items()))


class Card(BaseModel):
    """``targets.json``: what a folder of targets is, and how its numbers are to be read.

    Attributes:
        kind: what the targets are of; only voices so far.
        fields: names of the numbers: those of :data:`FIELDS` that vary in the recordings.
        embedding_version: of the emotions' embedding it was trained with.
        emogen_version: that trained it.
        seed, steps: of the training; ``steps`` are those that went into the kept weights.
        gaussian_loss: mean squared error of the velocity on held-out clips for the Gaussian that
            training starts from (:mod:`emogen.conditioning.train.gaussian`); 1 if they vary as the
            others do, more if they vary more.
        held_out_loss: the same for the model.
        data: what it was trained on.
        files: name -> SHA-256 of the other files.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["voice"]
    fields: tuple[str, ...]
    embedding_version: int
    emogen_version: str
    seed: int
    steps: int
    gaussian_loss: Finite
    held_out_loss: Finite
    data: Data
    files: dict[str, str] = {}


def encode(changes: Mapping[str, float]) -> Floats:
    """The :data:`FIELDS` of some targets as the numbers that are modelled, float32 ``(11,)``."""
    numbers = [math.log(changes[f]) if TARGETS[f].is_factor else changes[f] for f in FIELDS]
    return np.array(numbers, np.float32)


def decode(names: Sequence[str], values: Floats) -> VoiceTargets:
    """The targets of modelled numbers with these names, the others neutral: within their ranges, to
    four decimals."""
    found: dict[str, float] = {}
    for name, value in zip(names, values.tolist(), strict=True):
        number = math.exp(min(value, _LARGEST_LOG)) if TARGETS[name].is_factor else value
        found[name] = TARGETS[name].bounded(round(number, 4))
    return VoiceTargets(**found, obstruent_length=found.get("sonorant_length", 1.0))


Kind = TypeVar("Kind", bound=BaseModel)


def card_in(path: Path, kind: type[Kind], what: str, maker: str) -> Kind:
    """A model's card, its weights not looked at.

    Args:
        path: of the card.
        kind: what it holds.
        what: the model in words, e.g. ``"model of targets"``.
        maker: the command that writes such a folder.

    Raises:
        RequestError: there is none, or it cannot be read.
    """
    if not path.is_file():
        raise RequestError(
            f"no {what} in {path.parent}",
            why=f"there is no {path.name}",
            fix=f"Name a folder that `{maker}` has written.",
        )
    try:
        return kind.model_validate_json(read_text(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise RequestError(f"cannot read {path}", why=f"{where}: {first['msg']}") from error


def damaged(what: str, name: str) -> RequestError:
    """The error for a model whose file ``name`` is not the one that its card tells of."""
    return RequestError(
        f"{what} is damaged",
        why=f"{name} is not the file that was saved",
        fix="Train again with --resume: what was learnt is kept in the checkpoint.",
    )


def read_card(folder: Path) -> Card:
    """The card of a folder, its other files checked against it.

    Raises:
        RequestError: there is none, it cannot be read, files are damaged, or it was trained for
            another embedding of emotions or other targets.
    """
    card = card_in(folder / CARD, Card, "model of targets", "emogen train targets")
    check_version(card.embedding_version, f"the model in {folder}")
    if not set(card.fields) <= set(FIELDS):
        raise RequestError(
            f"the model in {folder} does not fit this emogen",
            why="it describes a voice by other numbers",
            fix=f"Train it again, or use emogen {card.emogen_version}.",
        )
    for name in PARTS:
        if card.files.get(name) != digest(folder / name):
            raise damaged(f"the model in {folder}", name)
    return card


def digest(path: Path) -> str:
    """SHA-256 of a file; empty when it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
