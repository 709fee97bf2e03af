"""``card.json`` of an image adapter: what it was trained for and on, and what it gained."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from emogen.conditioning.embedding import check_version
from emogen.conditioning.targets.card import Finite, card_in, damaged, digest

CARD: Final = "card.json"
WEIGHTS: Final = "adapter.safetensors"
COMMAND: Final = "emogen train image-adapter"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Base(_Part):
    """The pipeline that an adapter belongs to.

    Attributes:
        model: its folder or repository, as it was named.
        pipeline: its class.
        text_encoders: SHA-256 of the text encoders' weights, as they were loaded.
        features: numbers in the features of a token.
        prediction: what its denoiser predicts: epsilon, v_prediction, sample or flow_prediction.
    """

    model: str
    pipeline: str
    text_encoders: str
    features: int
    prediction: str


class Data(_Part):
    """The material that an adapter was trained on.

    Attributes:
        sha256: of the pictures, captions and ratings.
        rows, pictures, captions: how many; ``held_out`` rows of them were only evaluated on.
        valence, arousal: lowest, mean and highest rating, in [-1, 1].
        rated: the axes that the table had; an emotion counts by its coordinates on them.
    """

    sha256: str
    rows: int
    pictures: int
    captions: int
    held_out: int
    valence: tuple[Finite, Finite, Finite]
    arousal: tuple[Finite, Finite, Finite]
    rated: tuple[str, ...]


class Settings(_Part):
    """Settings of the network and of its training: see :class:`~.settings.AdapterOptions`."""

    width: int
    depth: int
    tokens: int
    size: int
    batch: int
    rate: Finite


class Evaluation(_Part):
    """Denoising loss on held-out rows, always under the same noise.

    Attributes:
        rows: how many, each at ``levels`` levels of noise.
        plain: of the pipeline without the adapter.
        right: with the adapter and the rows' own ratings.
        shuffled: with the adapter and the ratings of other rows, mean over ``shuffles`` derangements.
        gain: by how much of itself the loss is lower with right than with shuffled ratings.
        told: share of rows whose loss is lower with right than with shuffled ratings; chance is .5.
    """

    rows: int
    levels: int
    shuffles: int
    plain: Finite
    right: Finite
    shuffled: Finite
    gain: Finite
    told: Finite


class Card(_Part):
    """The description of a folder with an adapter.

    Attributes:
        kind: always "image-adapter".
        base, data, settings, evaluation: see there.
        embedding_version: of the emotions' embedding it was trained with.
        emogen_version: that trained it.
        seed, steps: of the training; ``steps`` are those that went into the kept weights.
        first_loss, held_out_loss: on the rows that told when to stop, before and after.
        files: name -> SHA-256 of the other files.
    """

    kind: Literal["image-adapter"] = "image-adapter"
    base: Base
    data: Data
    settings: Settings
    evaluation: Evaluation
    embedding_version: int
    emogen_version: str
    seed: int
    steps: int
    first_loss: Finite
    held_out_loss: Finite
    files: dict[str, str] = {}


def read_card(folder: Path) -> Card:
    """The card of a folder, its weights checked against it.

    Raises:
        RequestError: there is none, it cannot be read, the weights are damaged, or it was trained for another
            embedding of emotions.
    """
    card = card_in(folder / CARD, Card, "image adapter", COMMAND)
    check_version(card.embedding_version, f"the adapter in {folder}")
    if card.files.get(WEIGHTS) != digest(folder / WEIGHTS):
        raise damaged(f"the adapter in {folder}", WEIGHTS)
    return card
