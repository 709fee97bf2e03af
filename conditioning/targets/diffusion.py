"""Targets as a distribution learnt from recordings: nobody says "joy" the same way twice.

:func:`load_targets` opens a folder that ``emogen train targets`` has written; the model in it is a
small conditional diffusion model over a voice's targets, steered by the embedding of an emotion::

    actor = load_targets("actor/")
    actor.sample(Emotion("joy"), take=0)    # the actor's mean joy
    actor.sample(Emotion("joy"), take=3)    # another take, another joy

Needs the ``train`` extra (torch, diffusers).
"""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arrays import Floats
from emogen.conditioning.embedding import embed
from emogen.conditioning.emotion import Feeling
from emogen.conditioning.targets.card import CARD, PARTS, Card, decode, digest, read_card
from emogen.conditioning.targets.takes import check_take
from emogen.conditioning.targets.voice import VoiceTargets
from emogen.errors import RequestError, checked
from emogen.files import check_folder, output_error, whole_file, write_text
from emogen.install import install_hint
from emogen.scratch import scratch_folder
from emogen.seeds import stream

if TYPE_CHECKING:
    from diffusers.schedulers.scheduling_ddim import DDIMScheduler
    from torch import Tensor

    from emogen.conditioning.targets.denoiser import Denoiser

_STEPS: Final = 12
"""Steps of sampling: 50 come no nearer to real recordings (docs/tables/target_diffusion.md)."""

_MEAN_DRAWS: Final = 64
"""Draws over which the network's small dependence on pure noise is averaged for the mean."""


@dataclass(frozen=True, slots=True, eq=False)
class TargetModel:
    """A trained distribution of voice targets given an emotion. Threads may share one.

    Attributes:
        card: what it is and what it was trained on.
        network: the denoiser, in evaluation mode.
        scheduler: the noise schedule it was trained with.
    """

    card: Card
    network: Denoiser
    scheduler: DDIMScheduler

    def sample(
        self, emotion: Feeling, *, take: int, guidance: float = 1.0, variation: float = 1.0
    ) -> VoiceTargets:
        """One way to voice an emotion.

        Args:
            emotion: any emotion.
            take: 0 is the mean; another number from 1 up is another take, always the same one, and
                so in every emotion: a voice can glide from one to another within a take.
            guidance: how far from what all emotions share, 0 to 5: 0 ignores the emotion, 1 is the
                actor's, more exaggerates (classifier-free guidance, Ho & Salimans 2022).
            variation: scales how far takes are from the mean, 0 to 2; 1 is as in the recordings.

        Returns:
            Targets within their ranges.

        Raises:
            RequestError: a take below 0, another number out of range.
        """
        return self.samples(emotion, [take], guidance=guidance, variation=variation)[0]

    def samples(
        self, emotion: Feeling, takes: Sequence[int], *, guidance: float = 1.0, variation: float = 1.0
    ) -> list[VoiceTargets]:
        """As :meth:`sample` for many takes at once; equal to it but for rounding errors."""
        guidance = checked(guidance, "guidance", 0.0, 5.0)
        variation = checked(variation, "variation", 0.0, 2.0)
        check_take(min(takes, default=0))
        condition = embed(emotion)
        noise = np.array([self._noise(take) for take in takes], np.float32).reshape(len(takes), -1)
        reach = np.array([variation if take else 0.0 for take in takes], np.float32)[:, None]
        values = self._solve(condition, noise, guidance) if reach.any() else noise
        if (reach != 1.0).any():
            centre = self._mean(condition, guidance)
            values = centre + reach * (values - centre)
        slope, spread = self.network.slope.numpy(), self.network.spread.numpy()
        values = guidance * (slope @ condition) + values @ spread.T
        return [decode(self.card.fields, row) for row in values]

    def _noise(self, take: int) -> Floats:
        return stream(take, "targets", self.card.kind).standard_normal(len(self.card.fields), np.float32)

    def _solve(self, condition: Floats, noise: Floats, guidance: float) -> Floats:
        """From noise to whitened targets, both of shape ``(n, fields)``."""
        import torch

        with torch.inference_mode():
            step = self._stepper(condition, guidance)
            values = torch.from_numpy(noise)
            for index in range(len(self.scheduler.timesteps)):
                values, _ = step(index, values)
            return values.numpy()

    def _mean(self, condition: Floats, guidance: float) -> Floats:
        """Whitened mean of an emotion, shape ``(fields,)``: what is seen in pure noise."""
        import torch

        noise = stream(0, "mean", self.card.kind).standard_normal(
            (_MEAN_DRAWS, len(self.card.fields)), np.float32
        )
        with torch.inference_mode():
            _, seen = self._stepper(condition, guidance)(0, torch.from_numpy(noise))
            return seen.mean(dim=0).numpy()

    def _stepper(self, condition: Floats, guidance: float) -> Callable[[int, Tensor], tuple[Tensor, Tensor]]:
        """A step from one noise level to the next, given its number and the values: the values there,
        and what they would be without any noise."""
        import torch

        levels = self.scheduler.timesteps
        vector = torch.from_numpy(condition)[None]
        told, untold = (
            self.network.control(levels, vector, torch.tensor([[known]])) for known in (True, False)
        )
        numbers = levels.tolist()

        def step(index: int, values: Tensor) -> tuple[Tensor, Tensor]:
            velocity = self.network.velocity(values, told[index : index + 1])
            if guidance != 1.0:
                velocity = torch.lerp(
                    self.network.velocity(values, untold[index : index + 1]), velocity, guidance
                )
            moved = self.scheduler.step(velocity, numbers[index], values, return_dict=False)
            return moved[0], moved[1]

        return step

    def save(self, folder: str | Path) -> Path:
        """Write the model into a folder: ``targets.json``, which says what it is, last.

        Raises:
            OutputError: the folder cannot be written.
        """
        folder = check_folder(folder)
        try:
            with scratch_folder(folder) as temporary:
                self.network.save_pretrained(temporary)
                self.scheduler.save_pretrained(temporary)
                files = {name: digest(temporary / name) for name in PARTS}
                for name in PARTS:
                    with whole_file(folder / name) as whole:
                        shutil.copyfile(temporary / name, whole)
        except OSError as error:
            raise output_error(folder, error) from error
        card = self.card.model_copy(update={"files": files})
        write_text(folder / CARD, card.model_dump_json(indent=1) + "\n")
        return folder


def need_train_extra() -> None:
    """Raises RequestError when torch or diffusers are not installed."""
    missing = [name for name in ("torch", "diffusers") if importlib.util.find_spec(name) is None]
    if missing:
        raise RequestError(
            f"trained targets need {' and '.join(missing)}",
            fix=f"Run `{install_hint('train')}`.",
        )


def load_targets(folder: str | Path) -> TargetModel:
    """Open a folder that ``emogen train targets`` has written.

    Raises:
        RequestError: no such model, a damaged one, one trained for another embedding of emotions or
            other targets, or torch and diffusers are not installed.
    """
    need_train_extra()
    folder = Path(folder)
    card = read_card(folder)
    # It comes first: it has diffusers imported so that that works.
    from emogen.conditioning.targets.denoiser import DDIMScheduler, Denoiser

    network = Denoiser.from_pretrained(folder, low_cpu_mem_usage=False, use_safetensors=True)
    return make_model(card, network, DDIMScheduler.from_pretrained(folder))


def make_model(card: Card, network: Denoiser, scheduler: DDIMScheduler) -> TargetModel:
    """A model ready to be sampled."""
    scheduler.set_timesteps(_STEPS)
    return TargetModel(card, network.eval(), scheduler)
