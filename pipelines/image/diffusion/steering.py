"""Moving the prompt's embedding inside a pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol

from emogen.pipelines.image.diffusion.families import Family, real_tokens

if TYPE_CHECKING:
    import torch

    from emogen.conditioning.emotion import Emotion
    from emogen.pipelines.image.diffusion.directions import Directions

Edit = Callable[[Sequence[Any]], tuple[Any, ...]]
"""From what ``encode_prompt`` returns to what the pipeline goes on with."""


class Adapter(Protocol):
    """A trained mapping of embeddings, as `emogen train image-adapter` makes them."""

    def apply(self, embeds: torch.Tensor, emotion: Emotion) -> torch.Tensor:
        """The token features, of the shape ``(batch, tokens, channels)``, with an emotion in them."""


@dataclass(frozen=True, slots=True, eq=False)
class Steering:
    """An emotion for one prompt of one pipeline.

    Attributes:
        pipeline, family: whose features they are.
        text: the prompt as the pipeline encodes it.
        directions, coordinates: where to move, and how far along each axis; None for no directions.
        adapter, emotion: a trained mapping, and its input; None for no mapping.
    """

    pipeline: Any
    family: Family
    text: str
    emotion: Emotion
    directions: Directions | None = None
    coordinates: Sequence[float] = ()
    adapter: Adapter | None = None

    def edit(self, returned: Sequence[Any]) -> tuple[Any, ...]:
        """Token and pooled features with the emotion; all else as it was."""
        import torch

        edited = list(returned)
        rows = [self._tokens(returned, row) for row in range(len(returned[0]))]
        edited[0] = rows if isinstance(returned[0], list) else torch.stack(rows)
        if self.family.pooled is not None and self.directions is not None:
            pooled = returned[self.family.pooled]
            if pooled is not None:
                length = pooled.float().norm(dim=-1, keepdim=True)
                edited[self.family.pooled] = _moved(pooled, length, self._shift(self.directions.pooled))
        return tuple(edited)

    def _tokens(self, returned: Sequence[Any], row: int) -> torch.Tensor:
        """The features of one text, of the shape ``(tokens, channels)``."""
        tokens: torch.Tensor = returned[0][row]
        if self.adapter is not None:
            tokens = self.adapter.apply(tokens[None], self.emotion)[0].to(tokens.dtype)
        if self.directions is None:
            return tokens
        real = real_tokens(self.pipeline, self.family, returned, self.text, row)
        real[: self.directions.prefix] = False
        tokens = self._part(tokens, real, self.directions.text)
        if self.family.mask is None and not isinstance(returned[0], list):
            padding = ~real
            padding[: self.directions.prefix] = False
            tokens = self._part(tokens, padding, self.directions.padding)
        return tokens

    def _part(self, tokens: torch.Tensor, which: torch.Tensor, directions: torch.Tensor) -> torch.Tensor:
        """Features of which some are moved, each by as much: by the median of their lengths."""
        import torch

        which = which.to(tokens.device)
        if not bool(which.any()):
            return tokens
        length = tokens[which].float().norm(dim=-1).median()
        return torch.where(which[:, None], _moved(tokens, length, self._shift(directions)), tokens)

    def _shift(self, directions: torch.Tensor) -> torch.Tensor:
        import torch

        return torch.tensor(list(self.coordinates), dtype=torch.float32) @ directions


def _moved(features: torch.Tensor, length: torch.Tensor, shift: torch.Tensor) -> torch.Tensor:
    moved: torch.Tensor = features.float() + length * shift.to(features.device)
    return moved.to(features.dtype)


@contextmanager
def steered(pipeline: Any, edit: Edit | None) -> Iterator[None]:
    """Have a pipeline's call edit what its prompt is encoded to; None leaves it as it is.

    Every pipeline encodes the prompt first and, where it does so by a second call, negative text after it.
    """
    if edit is None:
        yield
        return
    plain, calls = pipeline.encode_prompt, 0

    @wraps(plain)
    def encode_prompt(*args: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        returned = plain(*args, **options)
        return edit(returned) if calls == 1 else returned

    pipeline.encode_prompt = encode_prompt  # On the instance, in front of the class's own.
    try:
        yield
    finally:
        del pipeline.encode_prompt
