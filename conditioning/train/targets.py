"""Training a diffusion model of voice targets on an actor's recordings."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from emogen.arrays import Mask
from emogen.conditioning.embedding import EMBEDDING_VERSION
from emogen.conditioning.targets.card import FIELDS, Card, Data, counted
from emogen.conditioning.targets.denoiser import Denoiser, make_scheduler
from emogen.conditioning.targets.diffusion import TargetModel, make_model
from emogen.conditioning.train.diffusion import STEPS, DiffusionTrainer, run
from emogen.conditioning.train.gaussian import fit, varying
from emogen.conditioning.train.recordings import Examples
from emogen.progress import Progress, ignore
from emogen.seeds import stream, stream_seed
from emogen.version import __version__

CHECKPOINT: Final = "checkpoint.pt"

_BATCH: Final = 128
_UNTOLD: Final = 0.5
"""Share of examples whose emotion is withheld: for guidance (Ho & Salimans 2022 use 0.1 to 0.2), and
since few recordings tell more about voices at large than about one emotion."""
_BLUR: Final = 0.1
"""Noise on embeddings, in their standard deviation: few distinct emotions are labelled, and those
between them shall be between."""
_FEW: Final = 3
_PARTS: Final = 6
"""With at least three speakers, one in six is held out; with fewer, one clip in six."""
_PROBES: Final = 32
"""Noise levels at which the held-out loss is taken for each clip."""


def groups_of(examples: Examples, seed: int) -> NDArray[np.str_]:
    """What is held out together, shape ``(n,)``: a speaker or, where there are fewer than three, a
    sixth of the clips, with a like share of every emotion."""
    if len(set(examples.speakers)) >= _FEW:
        return np.array(examples.speakers)
    shuffled = stream(seed, "groups").permutation(len(examples.emotions))
    order = np.lexsort((shuffled, np.array(examples.emotions)))
    groups = np.empty(len(order), "U8")
    groups[order] = np.arange(len(order)) % _PARTS
    return groups


def held_out(groups: NDArray[np.str_], seed: int) -> Mask:
    """Which examples tell when to stop and are not learnt from, bool, shape ``(n,)``: one group in six."""
    names = stream(seed, "held out").permutation(np.unique(groups))
    return np.isin(groups, names[: max(1, len(names) // _PARTS)])


class Trainer(DiffusionTrainer[Denoiser]):
    """The training of a model of targets; it starts from a Gaussian, whose held-out loss is
    ``first_loss``.

    Attributes:
        examples: what is learnt from.
        fields: names of the targets that are learnt.
    """

    def __init__(self, examples: Examples, *, seed: int = 0) -> None:
        """
        Args:
            examples: to learn from.
            seed: of the weights, the noise and the split.
        """
        self.examples = examples
        groups = groups_of(examples, seed)
        out = held_out(groups, seed)
        columns = varying(examples.values[~out])
        self.fields = tuple(FIELDS[column] for column in columns)
        values, conditions = examples.values[:, columns], examples.conditions
        gaussian = fit(values[~out], conditions[~out], groups[~out].tolist())
        z = gaussian.whitened(values, conditions)
        self._learnt, self._held_out = (
            (torch.from_numpy(z[part]), torch.from_numpy(conditions[part])) for part in (~out, out)
        )
        self._blur = _BLUR * float(self._learnt[1].std(dim=0).mean())
        torch.manual_seed(stream_seed(seed, "weights"))
        network = Denoiser(fields=len(self.fields), condition=conditions.shape[1])
        network.slope.copy_(torch.from_numpy(gaussian.slope))
        network.spread.copy_(torch.from_numpy(gaussian.spread))
        data = examples.values.tobytes() + examples.conditions.tobytes()
        super().__init__(network, seed=seed, data=data)

    def loss(self) -> Tensor:
        values, conditions = self._learnt
        chosen = torch.randint(len(values), (_BATCH,))
        clean = values[chosen]
        condition = conditions[chosen] + self._blur * torch.randn(_BATCH, conditions.shape[1])
        known = torch.rand(_BATCH, 1) >= _UNTOLD
        return self._loss(self.network, clean, condition, known, torch.rand(()))

    def held_out_loss(self, network: Denoiser) -> float:
        values, conditions = (part.repeat_interleave(_PROBES, dim=0) for part in self._held_out)
        torch.manual_seed(stream_seed(self.seed, "held-out noise"))
        with torch.inference_mode():
            known = torch.ones(len(values), 1, dtype=torch.bool)
            return float(self._loss(network, values, conditions, known, torch.rand(())))

    def _loss(
        self, network: Denoiser, clean: Tensor, condition: Tensor, known: Tensor, offset: Tensor
    ) -> Tensor:
        level, noisy, velocity = self.noised(clean, offset)
        return torch.nn.functional.mse_loss(network(noisy, level, condition, known), velocity)

    def model(self) -> TargetModel:
        """The model with the weights that are kept so far."""
        card = Card(
            kind="voice",
            fields=self.fields,
            embedding_version=EMBEDDING_VERSION,
            emogen_version=__version__,
            seed=self.seed,
            steps=self.kept_step,
            gaussian_loss=self.first_loss,
            held_out_loss=self.kept_loss,
            data=Data(
                clips=len(self.examples.speakers),
                speakers=tuple(sorted(set(self.examples.speakers))),
                emotions=counted(self.examples.emotions),
            ),
        )
        return make_model(card, self.best(), make_scheduler())


def train(
    examples: Examples,
    folder: Path,
    *,
    steps: int = STEPS,
    seed: int = 0,
    resume: bool = False,
    progress: Progress = ignore,
) -> TargetModel:
    """Train until the held-out loss rises, save the model into ``folder``, and return it.

    Args:
        examples: to learn from.
        folder: for the model and the checkpoint.
        steps: most steps in all, those before a resume included.
        seed: of everything random.
        resume: go on from the checkpoint in ``folder``.
        progress: told how far it is.

    Raises:
        RequestError: nothing fitting to resume.
        OutputError: the folder cannot be written.
    """
    with torch.random.fork_rng(devices=[]):
        trainer = Trainer(examples, seed=seed)
        run(trainer, folder / CHECKPOINT, steps=steps, resume=resume, progress=progress)
        model = trainer.model()
    model.save(folder)
    return model
