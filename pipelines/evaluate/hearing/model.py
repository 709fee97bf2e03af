"""What a trained judge of voices is: numbers in one file, applied with numpy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.archives import read_tensors
from emogen.documents import parse_json
from emogen.errors import RequestError
from emogen.files import whole_file
from emogen.pipelines.evaluate.hearing.sense import ACOUSTIC, Sense
from emogen.pipelines.evaluate.judge import Opinion
from emogen.pipelines.evaluate.remember import remembered

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.hearing.frames import Array

AXES: Final = ("arousal", "valence")

_FARTHEST: Final = 3.0
"""Deviations from the mean of the training set at which a functional is held, so that one odd number
of a voice unlike all actors does not decide by itself. Ours."""

_UNLIKE: Final = 0.1
"""Share of the functionals at that bound from which a voice counts as unlike the actors. Among
actors who were held out few have so many. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Ear:
    """Linear discriminants and two linear regressions on ``f`` standardised numbers.

    Attributes:
        mean, scale: of the numbers in training, shape ``(f,)``.
        weights, bias: to the logits of ``k`` categories, shapes ``(f, k)`` and ``(k,)``; calibrated.
        slopes, origin: to arousal and valence, shapes ``(f, 2)`` and ``(2,)``.
    """

    mean: Array
    scale: Array
    weights: Array
    bias: Array
    slopes: Array
    origin: Array

    def shares(self, numbers: Array) -> Array:
        """Probabilities of the categories, shape ``(…, k)``, of numbers ``(…, f)``."""
        logits = self.standard(numbers) @ self.weights + self.bias
        shares = np.exp(logits - logits.max(-1, keepdims=True, initial=-np.inf))
        return np.asarray(shares / shares.sum(-1, keepdims=True))

    def axes(self, numbers: Array) -> Array:
        """Arousal and valence, -1 to 1, shape ``(…, 2)``, of numbers ``(…, f)``."""
        return np.asarray((self.standard(numbers) @ self.slopes + self.origin).clip(-1, 1))

    def standard(self, numbers: Array) -> Array:
        """Deviations from the mean, at most 3."""
        return np.asarray(((numbers - self.mean) / self.scale).clip(-_FARTHEST, _FARTHEST))


@dataclass(frozen=True, slots=True, eq=False)
class VoiceModel:
    """A judge of voices.

    Attributes:
        categories: what is told apart; may be empty.
        relative: hears the difference from the speaker's neutral voice, perhaps followed by the
            voice itself (twice as many numbers); None if no speaker of the training set had one, or
            none was wanted.
        absolute: hears a voice by itself.
        card: where it comes from: corpora, licences, counts, figures.
    """

    categories: tuple[str, ...]
    relative: Ear | None
    absolute: Ear
    card: dict[str, Any]

    def opinion(self, functionals: Array, neutral: Array | None = None) -> Opinion:
        """What it says of an utterance.

        Args:
            functionals: what the judge's sense hears, shape ``(f,)``.
            neutral: those of the speaker's neutral voice.
        """
        notes: tuple[str, ...] = ()
        if neutral is not None and self.relative is not None:
            ear, numbers = self.relative, compared(functionals, neutral, len(self.relative.mean))
        else:
            ear, numbers = self.absolute, functionals
        if neutral is None and self.relative is not None:
            notes += ("heard without a neutral version of the voice: less sure",)
        if (np.abs(ear.standard(numbers)) >= _FARTHEST).mean() > _UNLIKE:
            notes += ("it sounds unlike every actor the judge knows: less sure",)
        shares, axes = ear.shares(numbers), ear.axes(numbers)
        return Opinion(
            dict(zip(AXES, map(float, axes), strict=True)),
            dict(zip(self.categories, map(float, shares), strict=True)),
            notes,
        )


def compared(functionals: Array, neutral: Array, count: int) -> Array:
    """What a relative ear of so many numbers hears, shape ``(…, count)``."""
    return np.concatenate([functionals - neutral, functionals], -1)[..., :count]


def save(model: VoiceModel, path: Path, sense: Sense = ACOUSTIC) -> None:
    """Write a judge's file. Raises as :func:`emogen.files.whole_file`."""
    from safetensors.numpy import save_file

    ears = {"absolute": model.absolute} | ({"relative": model.relative} if model.relative else {})
    numbers = {
        f"{ear}.{name}": np.ascontiguousarray(getattr(values, name), np.float32)
        for ear, values in ears.items()
        for name in Ear.__slots__
    }
    card = model.card | {"categories": model.categories, "hears": sense.name, "version": sense.version}
    with whole_file(path) as temporary:
        save_file(numbers, temporary, {"card": json.dumps(card, ensure_ascii=False, sort_keys=True)})


@remembered(4)
def load(path: Path, sense: Sense = ACOUSTIC) -> VoiceModel:
    """Read a judge's file, once while it stays the same.

    Raises:
        RequestError: it is damaged, or of another version.
    """
    tensors, told = read_tensors(path, "judge of voices")
    try:
        card = parse_json(told["card"], path)
        numbers = {name: tensor.astype(np.float64) for name, tensor in tensors.items()}
        ears = {
            ear: Ear(**{name: numbers[f"{ear}.{name}"] for name in Ear.__slots__})
            for ear in sorted({name.partition(".")[0] for name in numbers})
        }
        heard, categories, absolute = (
            (card["hears"], card["version"]),
            tuple(card["categories"]),
            ears["absolute"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RequestError(f"{path} is no judge of voices", why=str(error), fix=_AGAIN) from error
    if heard != (sense.name, sense.version) or absolute.mean.shape != (sense.count,):
        raise RequestError(
            f"{path} was trained by another version", why=f"on {heard[0]} {heard[1]}", fix=_AGAIN
        )
    return VoiceModel(categories, ears.get("relative"), absolute, card)


_AGAIN: Final = "Train it again: emogen train judge DATA."
