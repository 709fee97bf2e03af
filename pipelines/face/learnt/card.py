"""What a folder of learnt motion says about itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from emogen.conditioning.embedding import check_version
from emogen.conditioning.targets.card import Finite, card_in, damaged, digest
from emogen.errors import RequestError
from emogen.pipelines.face.learnt.channels import CHANNELS

CARD: Final = "motion.json"
WEIGHTS: Final = "motion.safetensors"

Positive = Annotated[float, Field(allow_inf_nan=False, gt=0)]


class Data(BaseModel):
    """What a model was trained on.

    Attributes:
        captures: names of the files.
        seconds: of face, and of those with sound.
        emotions: labels and how many captures have them; empty when none is labelled.
        styles: as labelled, in alphabetical order.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    captures: tuple[str, ...]
    seconds: Finite
    seconds_heard: Finite
    emotions: dict[str, int]
    styles: tuple[str, ...]


class BlinkHabit(BaseModel):
    """See :class:`~.blinks.Blinks`; ``found`` is how many blinks were in the captures."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rate: Positive
    in_pauses: Positive
    regularity: Positive
    found: int


class Card(BaseModel):
    """``motion.json``: what a folder of motion is.

    Attributes:
        kind: always ``"motion"``.
        channels: names of what is learnt: those of :data:`~.channels.CHANNELS` that move.
        embedding_version: of the emotions' embedding it was trained with.
        emogen_version: that trained it.
        seed, steps: of the training; ``steps`` are those that went into the kept weights.
        first_loss, held_out_loss: mean squared error of the velocity on held-out stretches, before
            training and for the model.
        blinks: how the actor blinks.
        data: what it was trained on.
        weights: SHA-256 of the other file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["motion"] = "motion"
    channels: tuple[str, ...]
    embedding_version: int
    emogen_version: str
    seed: int
    steps: int
    first_loss: Finite
    held_out_loss: Finite
    blinks: BlinkHabit
    data: Data
    weights: str = ""


def read_card(folder: Path) -> Card:
    """The card of a folder, its weights checked against it.

    Raises:
        RequestError: there is none, it cannot be read, the weights are damaged, or it was trained for
            another embedding of emotions or other channels.
    """
    card = card_in(folder / CARD, Card, "learnt motion", "emogen train motion")
    check_version(card.embedding_version, f"the motion in {folder}")
    if not set(card.channels) <= set(CHANNELS):
        raise RequestError(
            f"the motion in {folder} does not fit this emogen",
            why="it describes a face by other channels",
            fix=f"Train it again, or use emogen {card.emogen_version}.",
        )
    if card.weights != digest(folder / WEIGHTS):
        raise damaged(f"the motion in {folder}", WEIGHTS)
    return card
