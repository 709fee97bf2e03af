"""Training a diffusion model of voice targets on an actor's recordings.

Every random number of a step comes from the seed and the number of the step alone, so that a run
that was stopped and resumed ends with the same bytes as one that was not.
"""

from __future__ import annotations

import copy
import hashlib
import pickle
import time
from collections import Counter
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor

from emogen.conditioning.embedding import EMBEDDING_VERSION
from emogen.conditioning.targets.card import FIELDS, Card, Data
from emogen.conditioning.targets.denoiser import LEVELS, Denoiser, make_scheduler
from emogen.conditioning.targets.diffusion import TargetModel, make_model
from emogen.conditioning.train.gaussian import Mask, fit, varying
from emogen.conditioning.train.recordings import Examples, Progress
from emogen.errors import RequestError
from emogen.files import whole_file
from emogen.seeds import stream, stream_seed
from emogen.version import __version__

STEPS: Final = 4000
"""Most steps of training; the held-out loss usually stops it earlier."""

CHECKPOINT: Final = "checkpoint.pt"

_BATCH: Final = 128
_RATE: Final = 5e-4
_DECAY: Final = 0.2
"""AdamW's learning rate and weight decay."""
_AVERAGE: Final = 0.998
"""The weights that are kept are a moving average over about 500 steps."""
_UNTOLD: Final = 0.15
"""Share of examples whose emotion is withheld, for guidance (Ho & Salimans 2022 use 0.1 to 0.2)."""
_BLUR: Final = 0.1
"""Noise on embeddings, in their standard deviation: few distinct emotions are labelled, and those
between them shall be between."""
_CHECK: Final = 50
"""Steps between two looks at the held-out loss."""
_PATIENCE: Final = 1000
"""Steps without a better one after which training ends."""
_HELD_OUT: Final = 6
"""One speaker in so many is held out or, of fewer than three, one clip."""
_PROBES: Final = 32
"""Noise levels at which the held-out loss is taken for each clip."""


def held_out(examples: Examples, seed: int) -> Mask:
    """Which examples tell when to stop and are not learnt from, bool, shape ``(n,)``: those of one
    speaker in six or, where there are one or two speakers only, one clip in six.
    """
    random = stream(seed, "held out")
    speakers = sorted(set(examples.speakers))
    if len(speakers) >= 3:
        out = random.permutation(speakers)[: max(1, len(speakers) // _HELD_OUT)]
        return np.isin(examples.speakers, out)
    # Sorted by emotion and dealt out, so that each emotion is held out in its turn.
    order = np.lexsort((random.permutation(len(examples.emotions)), np.array(examples.emotions)))
    mask = np.zeros(len(order), bool)
    mask[order[_HELD_OUT // 2 :: _HELD_OUT]] = True
    return mask


class Trainer:
    """A training that can be stopped, saved and gone on with. Seeds torch's own generator.

    Attributes:
        step: steps done.
        best_step, best_loss: where the held-out loss was lowest, and what it was.
        gaussian_loss: what it was at first.
        fields: names of the targets that are learnt.
    """

    def __init__(self, examples: Examples, *, seed: int = 0) -> None:
        """
        Args:
            examples: to learn from.
            seed: of the weights, the noise and the split.
        """
        self.seed, self.examples = seed, examples
        self.step = 0
        out = held_out(examples, seed)
        columns = varying(examples.values)
        self.fields = tuple(FIELDS[column] for column in columns)
        gaussian = fit(examples.values[:, columns], examples.conditions, out)
        values = gaussian.whitened(examples.values[:, columns], examples.conditions)
        self._learnt, self._held_out = (
            (torch.from_numpy(values[part]), torch.from_numpy(examples.conditions[part]))
            for part in (~out, out)
        )
        self._blur = _BLUR * float(self._learnt[1].std(dim=0).mean())
        self._signal = make_scheduler().alphas_cumprod
        torch.manual_seed(stream_seed(seed, "weights"))
        self.network = Denoiser(fields=len(self.fields), condition=examples.conditions.shape[1])
        self.network.slope.copy_(torch.from_numpy(gaussian.slope))
        self.network.spread.copy_(torch.from_numpy(gaussian.spread))
        self.average = copy.deepcopy(self.network).eval()
        self.gaussian_loss = self.held_out_loss(self.average)
        self._keep(self.gaussian_loss)
        self.optimizer = torch.optim.AdamW(
            self.network.parameters(), lr=_RATE, weight_decay=_DECAY, fused=True
        )

    @property
    def done(self) -> bool:
        """Whether the held-out loss has stopped falling."""
        return self.step - self.best_step >= _PATIENCE

    def advance(self) -> None:
        """Take one step."""
        torch.manual_seed(stream_seed(self.seed, "step", self.step))
        self.network.train()
        values, conditions = self._learnt
        chosen = torch.randint(len(values), (_BATCH,))
        clean = values[chosen]
        condition = conditions[chosen] + self._blur * torch.randn(_BATCH, conditions.shape[1])
        known = torch.rand(_BATCH, 1) >= _UNTOLD
        loss = self._loss(self.network, clean, condition, known, torch.rand(()))
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        self.step += 1
        decay = min(_AVERAGE, self.step / (self.step + 10))
        with torch.no_grad():
            for kept, new in zip(self.average.parameters(), self.network.parameters(), strict=True):
                kept.lerp_(new, 1 - decay)
        if self.step % _CHECK == 0:
            held_out_loss = self.held_out_loss(self.average)
            if held_out_loss < self.best_loss:
                self._keep(held_out_loss)

    def _keep(self, loss: float) -> None:
        """Hold the averaged weights of this step for the best so far."""
        self.best_loss, self.best_step = loss, self.step
        self.best = copy.deepcopy(self.average.state_dict())

    def held_out_loss(self, network: Denoiser) -> float:
        """Mean squared error of the velocity on what is held out, always under the same noise."""
        values, conditions = (part.repeat_interleave(_PROBES, dim=0) for part in self._held_out)
        torch.manual_seed(stream_seed(self.seed, "held-out noise"))
        with torch.inference_mode():
            known = torch.ones(len(values), 1, dtype=torch.bool)
            return float(self._loss(network, values, conditions, known, torch.rand(())))

    def _loss(
        self, network: Denoiser, clean: Tensor, condition: Tensor, known: Tensor, offset: Tensor
    ) -> Tensor:
        # Levels are spread evenly over the batch: less noise in the loss than with independent ones.
        level = ((torch.arange(len(clean)) / len(clean) + offset) % 1 * LEVELS).long()
        signal = self._signal[level, None]
        noise = torch.randn_like(clean)
        noisy = signal.sqrt() * clean + (1 - signal).sqrt() * noise
        velocity = signal.sqrt() * noise - (1 - signal).sqrt() * clean
        return torch.nn.functional.mse_loss(network(noisy, level, condition, known), velocity)

    def model(self) -> TargetModel:
        """The model with the best weights so far."""
        network = copy.deepcopy(self.average)
        network.load_state_dict(self.best)
        card = Card(
            kind="voice",
            fields=self.fields,
            embedding_version=EMBEDDING_VERSION,
            emogen_version=__version__,
            seed=self.seed,
            steps=self.best_step,
            gaussian_loss=self.gaussian_loss,
            held_out_loss=self.best_loss,
            data=Data(
                clips=len(self.examples.speakers),
                speakers=tuple(sorted(set(self.examples.speakers))),
                emotions=dict(sorted(Counter(self.examples.emotions).items())),
            ),
        )
        return make_model(card, network, make_scheduler())

    # Checkpoints

    @property
    def _fingerprint(self) -> str:
        parts = (
            self.examples.values.tobytes(),
            self.examples.conditions.tobytes(),
            f"{self.seed} {__version__}",
        )
        return hashlib.sha256(parts[0] + parts[1] + parts[2].encode()).hexdigest()

    def save(self, path: Path) -> None:
        """Write a checkpoint, whole or not at all.

        Raises:
            OutputError: it cannot be written.
        """
        state = {
            "fingerprint": self._fingerprint,
            "counts": (self.step, self.best_step, self.best_loss),
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "best": self.best,
            "optimizer": self.optimizer.state_dict(),
        }
        with whole_file(path) as temporary:
            torch.save(state, temporary)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint.

        Raises:
            RequestError: there is none, it is damaged, or it is of other recordings or another seed.
        """
        try:
            state = torch.load(path, weights_only=True)
            fingerprint = state["fingerprint"]
        except FileNotFoundError as error:
            raise RequestError(
                f"nothing to resume in {path.parent}",
                why=f"there is no {path.name}",
                fix="Leave --resume out.",
            ) from error
        except (OSError, RuntimeError, EOFError, KeyError, TypeError, pickle.UnpicklingError) as error:
            raise RequestError(
                f"the checkpoint {path} is damaged", fix="Train anew, without --resume."
            ) from error
        if fingerprint != self._fingerprint:
            raise RequestError(
                f"cannot resume from {path}",
                why="it is of other recordings or labels, another seed or another emogen",
                fix="Train anew, without --resume.",
            )
        self.step, self.best_step, self.best_loss = state["counts"]
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.best = state["best"]
        self.optimizer.load_state_dict(state["optimizer"])


def train(
    examples: Examples,
    folder: Path,
    *,
    steps: int = STEPS,
    seed: int = 0,
    resume: bool = False,
    save_every: float = 10.0,
    progress: Progress = lambda _: None,
) -> TargetModel:
    """Train until the held-out loss no longer falls, save the model into ``folder``, and return it.

    Args:
        examples: to learn from.
        folder: for the model and the checkpoint.
        steps: most steps in all, those before a resume included.
        seed: of everything random.
        resume: go on from the checkpoint in ``folder``.
        save_every: seconds between two checkpoints; Ctrl-C writes one too.
        progress: told how far it is.

    Raises:
        RequestError: nothing fitting to resume.
        OutputError: the folder cannot be written.
    """
    with torch.random.fork_rng(devices=[]):
        trainer = Trainer(examples, seed=seed)
        checkpoint = folder / CHECKPOINT
        if resume:
            trainer.load(checkpoint)
        saved = time.monotonic()
        try:
            while trainer.step < steps and not trainer.done:
                trainer.advance()
                progress(trainer.step / steps)
                if time.monotonic() - saved > save_every:
                    trainer.save(checkpoint)
                    saved = time.monotonic()
        finally:
            trainer.save(checkpoint)
    model = trainer.model()
    model.save(folder)
    return model
