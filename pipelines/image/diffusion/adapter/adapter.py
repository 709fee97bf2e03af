"""Trained image adapters: emotions that a diffusion model learnt from rated pictures.

:func:`load_adapter` opens a folder that ``emogen train image-adapter`` has written::

    adapter = load_adapter("adapter/")
    embeds = adapter.apply(embeds, Emotion.va(-0.6, 0.4))    # the features of the prompt's tokens

Needs the extra ``diffusion``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from emogen.archives import check_header
from emogen.conditioning.embedding import embed
from emogen.conditioning.emotion import Emotion, Feeling, as_emotion
from emogen.errors import RequestError
from emogen.files import check_folder, whole_file, write_text
from emogen.pipelines.image.diffusion.adapter.card import CARD, WEIGHTS, Card, read_card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from emogen.pipelines.image.diffusion.adapter.network import EmotionAdapter


@dataclass(frozen=True, slots=True, eq=False)
class Adapter:
    """A trained adapter.

    Attributes:
        card: what it was trained for and on.
        network: its weights, in evaluation mode.
    """

    card: Card
    network: EmotionAdapter

    def apply(self, embeds: Tensor, emotion: Feeling) -> Tensor:
        """The features of a prompt, moved to where pictures of an emotion have them.

        Args:
            embeds: features of the tokens, shape ``(batch, tokens, channels)``, of any precision.
            emotion: counts by its valence and arousal (and dominance where that was rated). Neutral, and an
                adapter that learnt nothing, return ``embeds`` to the bit.

        Raises:
            RequestError: features of another width than it was trained for.
        """
        import torch

        if embeds.ndim != 3 or embeds.shape[2] != self.card.base.features:
            raise RequestError(
                f"the adapter does not fit this model: its tokens have {embeds.shape[-1]} features",
                why=f"it was trained for {self.card.base.features}, with {self.card.base.model}",
                fix="Train one with this model: emogen train image-adapter.",
            )
        vector = embedding_of(emotion, self.card.data.rated)
        if not vector.any():
            return embeds
        network = self.network.to(embeds.device)
        told = torch.from_numpy(vector).to(embeds.device).expand(len(embeds), -1)
        with torch.no_grad(), torch.autocast(embeds.device.type, enabled=False):
            added = network(embeds.float(), told)
        moved: Tensor = embeds + added.to(embeds.dtype)
        return moved

    def save(self, folder: str | Path) -> Card:
        """Write the adapter into a folder, its card last; the card as written is returned.

        Raises:
            OutputError: the folder cannot be written.
        """
        from safetensors.torch import save

        from emogen.conditioning.targets.card import digest

        folder = check_folder(folder)
        tensors = {name: value.contiguous().cpu() for name, value in self.network.state_dict().items()}
        with whole_file(folder / WEIGHTS) as temporary:
            temporary.write_bytes(save(tensors))
        card = self.card.model_copy(update={"files": {WEIGHTS: digest(folder / WEIGHTS)}})
        write_text(folder / CARD, card.model_dump_json(indent=1) + "\n")
        return card


def embedding_of(emotion: Feeling, rated: tuple[str, ...]) -> NDArray[np.float32]:
    """The embedding of an emotion's coordinates on the rated axes, the others 0; shape ``(64,)``."""
    vad = dict(zip(("valence", "arousal", "dominance"), as_emotion(emotion).vad, strict=True))
    return embed(Emotion.va(*(vad[axis] if axis in rated else 0.0 for axis in vad)))


def load_adapter(folder: str | Path) -> Adapter:
    """Open a folder that ``emogen train image-adapter`` has written.

    Raises:
        RequestError: no such adapter, a damaged one, or one trained for another embedding of emotions.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    from emogen.pipelines.image.diffusion.adapter.network import EmotionAdapter

    folder = Path(folder)
    card = read_card(folder)
    settings = card.settings
    network = EmotionAdapter(
        card.base.features, width=settings.width, depth=settings.depth, tokens=settings.tokens
    )
    check_header(folder / WEIGHTS, "adapter")
    try:
        network.load_state_dict(load_file(folder / WEIGHTS))
    except (SafetensorError, OSError, RuntimeError) as error:
        raise RequestError(f"cannot read {folder / WEIGHTS}", why="it does not fit its card") from error
    return Adapter(card, network.eval().requires_grad_(False))
