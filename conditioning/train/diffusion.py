"""Training a diffusion model so that it can be stopped and gone on with.

Every random number of a step comes from the seed and the number of the step alone, so that a run
that was stopped and resumed ends with the same bytes as one that was not.
"""

from __future__ import annotations

import copy
import hashlib
import pickle
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Final, Generic, TypeVar

import torch
from torch import Tensor, nn

from emogen.conditioning.targets.denoiser import LEVELS, make_scheduler
from emogen.conditioning.train.interrupt import uninterrupted
from emogen.errors import RequestError
from emogen.files import whole_file
from emogen.progress import Progress, ignore
from emogen.seeds import stream_seed
from emogen.version import __version__

STEPS: Final = 4000
"""Most steps of training; the held-out loss often stops it earlier."""

_AVERAGE: Final = 0.998
"""The weights that are kept are a moving average over about 500 steps."""

Network = TypeVar("Network", bound=nn.Module)


class DiffusionTrainer(ABC, Generic[Network]):
    """A training that can be stopped, saved and gone on with. Seeds torch's own generator.

    Attributes:
        rate, decay: AdamW's learning rate and weight decay.
        check: steps between two looks at the held-out loss.
        tolerance: the last weights whose held-out loss is within so much of the lowest are kept: of those
            that fit new clips alike, the longest trained tell emotions apart best
            (docs/tables/target_diffusion.md).
        patience: steps without better weights after which training ends.
        seed: of the weights, the noise and the split.
        step: steps done.
        network, average: as trained, and its moving average.
        kept_step, kept_loss: of the weights that are kept so far, the step and the held-out loss.
        first_loss: the held-out loss before any training.
    """

    rate: float = 5e-4
    decay: float = 0.2
    check: int = 50
    tolerance: float = 0.01
    patience: int = 600

    def __init__(self, network: Network, *, seed: int, data: bytes) -> None:
        """
        Args:
            network: with its weights as drawn.
            seed: of the noise.
            data: what is learnt from; a checkpoint of other data is not resumed.
        """
        self.seed, self.step = seed, 0
        self._fingerprint = hashlib.sha256(data + f"{seed} {__version__}".encode()).hexdigest()
        self._signal = make_scheduler().alphas_cumprod
        self.network = network
        self.average = copy.deepcopy(network).eval()
        self.lowest = float("inf")
        self._consider()
        self.first_loss = self.lowest
        self.optimizer = torch.optim.AdamW(
            network.parameters(), lr=self.rate, weight_decay=self.decay, fused=True
        )

    @abstractmethod
    def loss(self) -> Tensor:
        """The loss of a batch drawn from torch's generator, which the step has seeded."""

    @abstractmethod
    def held_out_loss(self, network: Network) -> float:
        """Mean squared error of the velocity on what is held out, always under the same noise."""

    @property
    def done(self) -> bool:
        """Whether the held-out loss has risen for good."""
        return self.step - self.kept_step >= self.patience

    def advance(self) -> None:
        """Take one step."""
        torch.manual_seed(stream_seed(self.seed, "step", self.step))
        self.network.train()
        loss = self.loss()
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        self.step += 1
        decay = min(_AVERAGE, self.step / (self.step + 10))
        with torch.no_grad():
            for kept, new in zip(self.average.parameters(), self.network.parameters(), strict=True):
                kept.lerp_(new, 1 - decay)
        if self.step % self.check == 0:
            self._consider()

    def noised(self, clean: Tensor, offset: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Add noise at levels spread evenly over the batch: less noise in the loss than with
        independent ones.

        Args:
            clean: shape ``(n, …)``.
            offset: in [0, 1], shifts the levels.

        Returns:
            The levels, shape ``(n,)``, the noisy values and the velocity in them, shape ``(n, …)``.
        """
        level = ((torch.arange(len(clean)) / len(clean) + offset) % 1 * LEVELS).long()
        signal = self._signal[level].view(-1, *[1] * (clean.ndim - 1))
        noise = torch.randn_like(clean)
        noisy = signal.sqrt() * clean + (1 - signal).sqrt() * noise
        return level, noisy, signal.sqrt() * noise - (1 - signal).sqrt() * clean

    def _consider(self) -> None:
        """Keep the averaged weights of this step if they do about as well as any on what is held out."""
        held_out_loss = self.held_out_loss(self.average)
        self.lowest = min(self.lowest, held_out_loss)
        if held_out_loss <= (1 + self.tolerance) * self.lowest:
            self.kept_loss, self.kept_step = held_out_loss, self.step
            self.kept = copy.deepcopy(self.average.state_dict())

    def best(self) -> Network:
        """The network with the weights that are kept so far, in evaluation mode."""
        network = copy.deepcopy(self.average)
        network.load_state_dict(self.kept)
        return network

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
                why="it is of other data or settings, another seed or another emogen",
                fix="Train anew, without --resume.",
            )
        self.step, self.kept_step, self.kept_loss, self.lowest = state["counts"]
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.kept = state["kept"]
        self.optimizer.load_state_dict(state["optimizer"])


def run(
    trainer: DiffusionTrainer[Network],
    checkpoint: Path,
    *,
    steps: int = STEPS,
    resume: bool = False,
    save_every: float = 10.0,
    progress: Progress = ignore,
) -> None:
    """Train until the held-out loss rises. Fork torch's random state around it: the trainer seeds it.

    Args:
        trainer: to bring on.
        checkpoint: file that is written from time to time, and at the end.
        steps: most steps in all, those before a resume included.
        resume: go on from the checkpoint.
        save_every: seconds between two checkpoints; Ctrl-C writes one too.
        progress: told how far it is.

    Raises:
        RequestError: nothing fitting to resume.
        OutputError: the checkpoint cannot be written.
    """
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
