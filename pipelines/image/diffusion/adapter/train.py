"""Training an image adapter: the pipeline's own denoising loss, its weights frozen. Loads torch."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import torch
from torch import Tensor

from emogen.conditioning.embedding import EMBEDDING_VERSION
from emogen.conditioning.train.diffusion import DiffusionTrainer, run
from emogen.pipelines.image.diffusion.adapter.adapter import Adapter
from emogen.pipelines.image.diffusion.adapter.card import Base, Card, Data, Evaluation, Settings
from emogen.pipelines.image.diffusion.adapter.evaluate import Probe, batch_of, evaluate, losses
from emogen.pipelines.image.diffusion.adapter.network import EmotionAdapter
from emogen.progress import Progress, ignore, part_of
from emogen.seeds import stream, stream_seed
from emogen.version import __version__

if TYPE_CHECKING:
    from emogen.pipelines.image.diffusion.adapter.denoisers import Denoiser
    from emogen.pipelines.image.diffusion.adapter.examples import Examples
    from emogen.pipelines.image.diffusion.adapter.rated import Rated
    from emogen.pipelines.image.diffusion.adapter.settings import AdapterOptions

CHECKPOINT: Final = "checkpoint.pt"

_PARTS: Final = 10
_MANY: Final = 100
_FEW_PARTS: Final = 6
"""One picture in ten tells when to stop, another one in ten what was gained; of less than a hundred, one in
six each. Ours."""

_WATCHED: Final = 48
_WATCHED_LEVELS: Final = 4
"""Rows, and levels of noise each, that tell when to stop. Ours."""

_SAMPLED: Final = 200
"""Rows from which the size of the features is taken. Ours."""

_EVALUATING: Final = 0.1
"""Share of the time that the evaluation takes, for the bar of progress."""

_SAVE_EVERY: Final = 60.0
"""Seconds between two checkpoints, which may have some hundred megabytes."""


@dataclass(frozen=True, slots=True)
class Split:
    """Rows that are learnt from, that tell when to stop, and that are evaluated on."""

    learnt: tuple[int, ...]
    watched: tuple[int, ...]
    evaluated: tuple[int, ...]


def split(pictures: Sequence[str], seed: int) -> Split:
    """Split rows so that no picture is in two parts.

    Args:
        pictures: of each row.
        seed: of the split.
    """
    different = sorted(set(pictures))
    parts = _PARTS if len(different) >= _MANY else _FEW_PARTS
    count = max(2, len(different) // parts)
    order = stream(seed, "pictures held out").permutation(len(different)).tolist()
    role = {different[place]: min(rank // count, 2) for rank, place in enumerate(order)}
    rows: tuple[list[int], list[int], list[int]] = ([], [], [])
    for row, picture in enumerate(pictures):
        rows[role[picture]].append(row)
    return Split(learnt=tuple(rows[2]), watched=tuple(rows[0]), evaluated=tuple(rows[1]))


class AdapterTrainer(DiffusionTrainer[EmotionAdapter]):
    """The training of an image adapter. Same data, settings and seed on one machine give the same bytes, with
    a stop in between or without (on a GPU, up to its own rounding).

    Attributes:
        parts: what is learnt from, watched, evaluated on.
    """

    decay = 0.01
    check = 100
    patience = 1500
    tolerance = 0.0

    def __init__(
        self, denoiser: Denoiser, examples: Examples, options: AdapterOptions, *, data: str, seed: int = 0
    ) -> None:
        """
        Args:
            denoiser: of the frozen pipeline.
            examples: to learn from, encoded by it.
            options: settings.
            data: hash of the examples and of the model.
            seed: of the weights, the noise and the split.
        """
        self.rate = options.rate
        self.denoiser, self.examples, self.options = denoiser, examples, options
        self.parts = split(examples.pictures, seed)
        watched = stream(seed, "watched").permutation(self.parts.watched)[:_WATCHED].tolist()
        self._probe = Probe(
            denoiser, examples, watched, levels=_WATCHED_LEVELS, batch=options.batch, seed=seed
        )
        torch.manual_seed(stream_seed(seed, "weights"))
        network = EmotionAdapter(
            examples.texts([0])[0].shape[2], width=options.width, depth=options.depth, tokens=options.tokens
        )
        network.scale.fill_(self._size_of_features())
        network.to(denoiser.device)
        settings = options.model_dump_json(exclude={"model", "download", "device"})
        super().__init__(network, seed=seed, data=f"{data} {denoiser.side} {settings}".encode())

    def _size_of_features(self) -> float:
        """Root mean square of the tokens' features over some rows."""
        rows = self.parts.learnt[:: max(1, len(self.parts.learnt) // _SAMPLED)]
        squares = [float(self.examples.texts([row])[0].square().mean()) for row in rows]
        return math.sqrt(sum(squares) / len(squares))

    def loss(self) -> Tensor:
        count = self.options.batch
        rows = [
            self.parts.learnt[index] for index in torch.randint(len(self.parts.learnt), (count,)).tolist()
        ]
        batch = batch_of(self.examples, rows)
        level = (torch.arange(count) / count + torch.rand(())) % 1
        noise = torch.randn_like(batch[0])
        return losses(self.denoiser, self.network, batch, level, noise).mean()

    def held_out_loss(self, network: EmotionAdapter) -> float:
        return float(self._probe.losses(network).mean())

    def finish(self) -> None:
        """Look at the last weights too, where the last step was not one at which that is done anyway."""
        if self.step % self.check:
            self._consider()

    def evaluation(self, progress: Progress = ignore) -> Evaluation:
        """The gain of the weights that are kept so far on rows that nothing was learnt from."""
        return evaluate(
            self.denoiser, self.best(), self.examples, self.parts.evaluated,
            batch=self.options.batch, seed=self.seed, progress=progress,
        )  # fmt: skip


def train(
    trainer: AdapterTrainer,
    folder: Path,
    about: tuple[Base, Rated],
    *,
    steps: int,
    resume: bool = False,
    progress: Progress = ignore,
) -> Adapter:
    """Train until the watched loss rises, evaluate, save the adapter into ``folder``, and return it.

    Args:
        trainer: made for the examples.
        folder: for the adapter and the checkpoint.
        about: the pipeline and the table, for the card.
        steps: most steps in all, those before a resume included.
        resume: go on from the checkpoint in ``folder``.
        progress: told how far it is.

    Raises:
        RequestError: nothing fitting to resume.
        OutputError: the folder cannot be written.
    """
    with torch.random.fork_rng(devices=[]):
        run(
            trainer, folder / CHECKPOINT, steps=steps, resume=resume, save_every=_SAVE_EVERY,
            progress=part_of(progress, 0.0, 1 - _EVALUATING),
        )  # fmt: skip
        trainer.finish()
        evaluation = trainer.evaluation(part_of(progress, 1 - _EVALUATING, 1.0))
    card = _card(trainer, about, evaluation)
    adapter = Adapter(card, trainer.best().eval().requires_grad_(False))
    return Adapter(adapter.save(folder), adapter.network)


def _card(trainer: AdapterTrainer, about: tuple[Base, Rated], evaluation: Evaluation) -> Card:
    base, rated = about
    options = trainer.options
    valence, arousal, _ = (
        (min(values), sum(values) / len(values), max(values))
        for values in zip(*(row.ratings for row in rated.rows), strict=True)
    )
    return Card(
        base=base,
        data=Data(
            sha256=rated.sha256,
            rows=len(rated.rows),
            pictures=len({row.digest for row in rated.rows}),
            captions=len({row.caption for row in rated.rows}),
            held_out=len(trainer.parts.watched) + len(trainer.parts.evaluated),
            valence=valence,
            arousal=arousal,
            rated=rated.axes,
        ),
        settings=Settings(
            width=options.width,
            depth=options.depth,
            tokens=options.tokens,
            size=trainer.denoiser.side,
            batch=options.batch,
            rate=options.rate,
        ),
        evaluation=evaluation,
        embedding_version=EMBEDDING_VERSION,
        emogen_version=__version__,
        seed=trainer.seed,
        steps=trainer.kept_step,
        first_loss=trainer.first_loss,
        held_out_loss=trainer.kept_loss,
    )


def data_hash(rated: Rated, model: str) -> str:
    """Of all that a training depends on besides its settings: the table, its pictures, the model."""
    return hashlib.sha256(f"{rated.sha256} {model}".encode()).hexdigest()
