"""Training a diffusion model of voice targets on an actor's recordings.

Every random number of a step comes from the seed and the number of the step alone, so that a run
that was stopped and resumed ends with the same bytes as one that was not.
"""

from __future__ import annotations

import copy
import hashlib
import pickle
import time
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from emogen.conditioning.embedding import EMBEDDING_VERSION
from emogen.conditioning.targets.card import FIELDS, Card, Data, counted
from emogen.conditioning.targets.denoiser import LEVELS, Denoiser, make_scheduler
from emogen.conditioning.targets.diffusion import TargetModel, make_model
from emogen.conditioning.train.gaussian import Mask, fit, varying
from emogen.conditioning.train.interrupt import uninterrupted
from emogen.conditioning.train.recordings import Examples, Progress
from emogen.errors import RequestError
from emogen.files import whole_file
from emogen.seeds import stream, stream_seed
from emogen.version import __version__

STEPS: Final = 4000
"""Most steps of training; the held-out loss often stops it earlier."""

CHECKPOINT: Final = "checkpoint.pt"

_BATCH: Final = 128
_RATE: Final = 5e-4
_DECAY: Final = 0.2
"""AdamW's learning rate and weight decay."""
_AVERAGE: Final = 0.998
"""The weights that are kept are a moving average over about 500 steps."""
_UNTOLD: Final = 0.5
"""Share of examples whose emotion is withheld: for guidance (Ho & Salimans 2022 use 0.1 to 0.2), and
since few recordings tell more about voices at large than about one emotion."""
_BLUR: Final = 0.1
"""Noise on embeddings, in their standard deviation: few distinct emotions are labelled, and those
between them shall be between."""
_CHECK: Final = 50
"""Steps between two looks at the held-out loss."""
_TOLERANCE: Final = 0.01
"""The last weights whose held-out loss is within so much of the lowest are kept: of those that fit new
clips alike, the longest trained tell emotions apart best (docs/tables/target_diffusion.md)."""
_PATIENCE: Final = 600
"""Steps without such weights after which training ends."""
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


class Trainer:
    """A training that can be stopped, saved and gone on with. Seeds torch's own generator.

    Attributes:
        step: steps done.
        kept_step, kept_loss: of the weights that are kept so far, the step and the held-out loss.
        gaussian_loss: the held-out loss at first.
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
        self._signal = make_scheduler().alphas_cumprod
        torch.manual_seed(stream_seed(seed, "weights"))
        self.network = Denoiser(fields=len(self.fields), condition=examples.conditions.shape[1])
        self.network.slope.copy_(torch.from_numpy(gaussian.slope))
        self.network.spread.copy_(torch.from_numpy(gaussian.spread))
        self.average = copy.deepcopy(self.network).eval()
        self.lowest = float("inf")
        self._consider()
        self.gaussian_loss = self.lowest
        self.optimizer = torch.optim.AdamW(
            self.network.parameters(), lr=_RATE, weight_decay=_DECAY, fused=True
        )

    @property
    def done(self) -> bool:
        """Whether the held-out loss has risen for good."""
        return self.step - self.kept_step >= _PATIENCE

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
            self._consider()

    def _consider(self) -> None:
        """Keep the averaged weights of this step if they do about as well as any on what is held out."""
        held_out_loss = self.held_out_loss(self.average)
        self.lowest = min(self.lowest, held_out_loss)
        if held_out_loss <= (1 + _TOLERANCE) * self.lowest:
            self.kept_loss, self.kept_step = held_out_loss, self.step
            self.kept = copy.deepcopy(self.average.state_dict())

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
        """The model with the weights that are kept so far."""
        network = copy.deepcopy(self.average)
        network.load_state_dict(self.kept)
        card = Card(
            kind="voice",
            fields=self.fields,
            embedding_version=EMBEDDING_VERSION,
            emogen_version=__version__,
            seed=self.seed,
            steps=self.kept_step,
            gaussian_loss=self.gaussian_loss,
            held_out_loss=self.kept_loss,
            data=Data(
                clips=len(self.examples.speakers),
                speakers=tuple(sorted(set(self.examples.speakers))),
                emotions=counted(self.examples.emotions),
            ),
        )
        return make_model(card, network, make_scheduler())

    # Checkpoints

    @property
    def _fingerprint(self) -> str:
        parts = (self.examples.values.tobytes(), self.examples.conditions.tobytes())
        return hashlib.sha256(b"".join([*parts, f"{self.seed} {__version__}".encode()])).hexdigest()

    def save(self, path: Path) -> None:
        """Write a checkpoint, whole or not at all.

        Raises:
            OutputError: it cannot be written.
        """
        state = {
            "fingerprint": self._fingerprint,
            "counts": (self.step, self.kept_step, self.kept_loss, self.lowest),
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "kept": self.kept,
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
        self.step, self.kept_step, self.kept_loss, self.lowest = state["counts"]
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.kept = state["kept"]
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
    """Train until the held-out loss rises, save the model into ``folder``, and return it.

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
                with uninterrupted():
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
