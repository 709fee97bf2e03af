"""Training a diffusion model of motion on captures of an actor. Loads torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch import Tensor

from emogen.conditioning.embedding import EMBEDDING_VERSION, SIZE
from emogen.conditioning.emotion import NEUTRAL
from emogen.conditioning.targets.card import counted
from emogen.conditioning.targets.denoiser import make_scheduler
from emogen.conditioning.train.diffusion import STEPS, DiffusionTrainer, run
from emogen.conditioning.train.gaussian import fit
from emogen.pipelines.face.learnt.blinks import learn_blinks
from emogen.pipelines.face.learnt.captures import Capture
from emogen.pipelines.face.learnt.card import BlinkHabit, Card, Data
from emogen.pipelines.face.learnt.channels import CHANNELS, LIDS, columns_of, varying
from emogen.pipelines.face.learnt.detail import learn_detail, smoothed
from emogen.pipelines.face.learnt.model import MotionModel, condition
from emogen.pipelines.face.learnt.network import DILATIONS, MotionDenoiser
from emogen.pipelines.face.learnt.prior import NORMAL, Prior, fit_prior, normal, resting
from emogen.pipelines.face.learnt.rate import KNOWN, RATE, SPAN, STRIDE, WINDOW
from emogen.pipelines.face.learnt.solve import DILATIONS as SEEN
from emogen.pipelines.face.learnt.solve import LEVELS, SIGNAL
from emogen.pipelines.face.learnt.sound import FEATURES, LEVEL, SILENCE
from emogen.progress import Progress, ignore
from emogen.seeds import stream, stream_seed
from emogen.version import __version__

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats

CHECKPOINT: Final = "motion_checkpoint.pt"
"""Of a name of its own, so that a voice's targets can lie in the same folder."""

SAMPLING_STEPS: Final = 16
"""Steps from noise to keyframes. With 50, heads move 6 % more and accents are followed as well (measured
as in docs/tables/motion_learnt.md, by 40 s of our own motion); with 8, 8 % less."""

_BATCH: Final = 32
_UNTOLD: Final = 0.2
"""Share of windows whose sound is withheld, and of those whose emotion is: for guidance (Ho & Salimans
2022 use 0.1 to 0.2)."""
_FOLLOWS: Final = 0.5
"""Share of windows that go on from known keyframes."""
_PARTS: Final = 6
_FEW: Final = 3
"""With at least three captures, one in six is held out; with fewer, the end of each."""
_PROBES: Final = 4
"""Noise levels at which the held-out loss is taken for each window."""
_HELD_STEP: Final = RATE
"""Frames from one held-out window to the next."""


def split(captures: Sequence[Capture], seed: int) -> tuple[list[slice], list[slice]]:
    """The frames of each capture that are learnt from, and those that tell when to stop; none may be."""
    nothing = slice(0, 0)
    if len(captures) >= _FEW:
        order = stream(seed, "held out").permutation(len(captures))
        out = set(order[: max(1, len(order) // _PARTS)].tolist())
        whole = [slice(0, len(one)) for one in captures]
        kept = [nothing if number in out else part for number, part in enumerate(whole)]
        return kept, [part if number in out else nothing for number, part in enumerate(whole)]
    # A capture too short to be cut in two is learnt from, and tells when to stop, as a whole.
    cuts = [min(len(one) - SPAN, round(len(one) * (1 - 1 / _PARTS))) for one in captures]
    kept = [slice(0, cut if cut > SPAN else len(one)) for one, cut in zip(captures, cuts, strict=True)]
    held = [slice(cut if cut > SPAN else 0, len(one)) for one, cut in zip(captures, cuts, strict=True)]
    return kept, held


class MotionTrainer(DiffusionTrainer[MotionDenoiser]):
    """The training of a model of motion.

    Attributes:
        captures: what is learnt from.
        prior: the Gaussian process that training starts from.
        channels: names of what is learnt.
        styles: names of those that are labelled.
    """

    def __init__(self, captures: Sequence[Capture], *, seed: int = 0) -> None:
        """
        Args:
            captures: at least one.
            seed: of the weights, the noise and the split.
        """
        self.captures = captures
        moving = set(varying([one.track for one in captures]))
        blinked = any(len(one.blinks.peaks) for one in captures)
        self.channels = tuple(name for name in CHANNELS if name in moving or (blinked and name in LIDS))
        columns = columns_of(self.channels)
        self.styles = tuple(sorted({one.style for one in captures} - {""}))
        told = [condition(one.emotion or NEUTRAL, one.style, self.styles) for one in captures]
        self._tracks = [np.ascontiguousarray(one.track[:, columns]) for one in captures]
        slow = [smoothed(track, self.channels) for track in self._tracks]
        kept, held = split(captures, seed)
        # Of all captures: where they are few, the network is what tells too much of them, not a mean.
        self.prior = _prior(captures, slow, told)
        ranks = normal(slow, slow)
        # All captures in a row: a window is the frame of its first keyframe.
        z = [self.prior.components(track, one) for track, one in zip(ranks, told, strict=True)]
        self._z = torch.from_numpy(np.concatenate(z))
        self._whiten = torch.linalg.inv(torch.from_numpy(self.prior.course))
        self._shocks = torch.from_numpy(np.ascontiguousarray(self.prior.shocks))
        self._normal = torch.from_numpy(NORMAL.astype(np.float32))
        self._conditions = torch.from_numpy(np.stack(told))
        self._sound = torch.from_numpy(np.concatenate([_sound(one) for one in captures]))
        self._of = torch.from_numpy(np.repeat(np.arange(len(captures)), [len(one) for one in captures]))
        self._heard = torch.tensor([one.heard is not None for one in captures])
        self._told = torch.tensor([one.emotion is not None for one in captures])
        self._starts = torch.from_numpy(_starts(captures, kept, 1))
        self._held_starts = torch.from_numpy(_starts(captures, held, _HELD_STEP)).repeat_interleave(_PROBES)
        torch.manual_seed(stream_seed(seed, "weights"))
        network = MotionDenoiser(len(self.channels), len(FEATURES), SIZE + len(self.styles))
        parts = (self._z, self._sound, self._conditions, self._told)
        super().__init__(network, seed=seed, data=b"".join(part.numpy().tobytes() for part in parts))

    def loss(self) -> Tensor:
        starts = self._starts[torch.randint(len(self._starts), (_BATCH,))]
        follows, unheard, untold = torch.rand(3, _BATCH, 1, 1).unbind()
        told = untold >= _UNTOLD
        return self._loss(self.network, starts, follows < _FOLLOWS, unheard >= _UNTOLD, told, torch.rand(()))

    def held_out_loss(self, network: MotionDenoiser) -> float:
        torch.manual_seed(stream_seed(self.seed, "held-out noise"))
        count = len(self._held_starts)
        always = torch.ones(count, 1, 1, dtype=torch.bool)
        follows = (torch.arange(count) % 2 == 0)[:, None, None]
        with torch.inference_mode():
            return float(self._loss(network, self._held_starts, follows, always, always, torch.rand(())))

    def _loss(
        self,
        network: MotionDenoiser,
        starts: Tensor,
        follows: Tensor,
        heard: Tensor,
        told: Tensor,
        offset: Tensor,
    ) -> Tensor:
        """Of the windows that start at these frames; flags are bool, shape ``(n, 1, 1)``."""
        rows = starts[:, None] + STRIDE * torch.arange(WINDOW)
        clean = self._innovations(self._z[rows])
        level, noisy, velocity = self.noised(clean, offset)
        known = (follows & (torch.arange(WINDOW) < KNOWN)[None, :, None]).float()
        which = self._of[starts]
        emotion = self._conditions[which][:, None].expand(-1, WINDOW, -1)
        guess = network(
            torch.lerp(noisy, clean, known),
            level,
            clean * known,
            known,
            self._sound[rows],
            heard & self._heard[which][:, None, None],
            emotion,
            told & self._told[which][:, None, None],
        )
        free = 1 - known
        error: Tensor = ((guess - velocity).square() * free).sum() / (free.sum() * clean.shape[2])
        return error

    def _innovations(self, z: Tensor) -> Tensor:
        """As :meth:`Prior.innovations`, of windows of shape ``(n, WINDOW, channels)``."""
        shocks = torch.einsum("cij,njc->cni", self._whiten, z)
        flat = shocks.flatten(1).contiguous()
        above = torch.searchsorted(self._shocks, flat).clamp(1, len(NORMAL) - 1)
        low, high = self._shocks.gather(1, above - 1), self._shocks.gather(1, above)
        share = ((flat - low) / (high - low)).clamp(0, 1)
        w = torch.lerp(self._normal[above - 1], self._normal[above], share)
        return w.view(shocks.shape).permute(1, 2, 0)

    def model(self) -> MotionModel:
        """The model with the weights that are kept so far."""
        scheduler = make_scheduler()
        scheduler.set_timesteps(SAMPLING_STEPS)
        weights = {name: values.numpy() for name, values in self.best().state_dict().items()}
        weights[SEEN] = np.array(DILATIONS, np.float32)
        weights[LEVELS] = scheduler.timesteps.numpy().astype(np.float32)
        weights[SIGNAL] = scheduler.alphas_cumprod[scheduler.timesteps].numpy()
        heard = [one.heard for one in self.captures]
        levels = [None if one is None else one[:, LEVEL] for one in heard]
        found = [one.blinks for one in self.captures]
        frames = sum(map(len, self.captures))
        blinks = learn_blinks(found, [one.speaking for one in self.captures], frames)
        emotions = [str(one.emotion) for one in self.captures if one.emotion]
        card = Card(
            channels=self.channels,
            embedding_version=EMBEDDING_VERSION,
            emogen_version=__version__,
            seed=self.seed,
            steps=self.kept_step,
            first_loss=self.first_loss,
            held_out_loss=self.kept_loss,
            blinks=BlinkHabit(
                rate=blinks.rate,
                in_pauses=blinks.in_pauses,
                regularity=blinks.regularity,
                found=sum(len(one.peaks) for one in found),
            ),
            data=Data(
                captures=tuple(sorted({one.name for one in self.captures})),
                seconds=frames / RATE,
                seconds_heard=sum(len(one) for one in heard if one is not None) / RATE,
                emotions=counted(emotions),
                styles=self.styles,
            ),
        )
        detail = learn_detail(self._tracks, levels, self.channels, self.prior.scale)
        return MotionModel(card, weights, self.prior, detail, blinks)


def train(
    captures: Sequence[Capture],
    folder: Path,
    *,
    steps: int = STEPS,
    seed: int = 0,
    resume: bool = False,
    progress: Progress = ignore,
) -> MotionModel:
    """Train until the held-out loss rises, save the model into ``folder``, and return it.

    Args:
        captures: from :func:`~.captures.read_captures`.
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
        trainer = MotionTrainer(captures, seed=seed)
        run(trainer, folder / CHECKPOINT, steps=steps, resume=resume, progress=progress)
        model = trainer.model()
    model.save(folder)
    return model


def _prior(captures: Sequence[Capture], tracks: Sequence[Floats], told: Sequence[Floats]) -> Prior:
    """The Gaussian process of the captures; its mean follows emotion and style where at least two
    captures are labelled."""
    labels = [one.emotion for one in captures]
    slope = np.zeros((tracks[0].shape[1], len(told[0])), np.float32)
    neutral = [label is not None and label.is_neutral for label in labels]
    labelled = [number for number, label in enumerate(labels) if label is not None]
    if len(labelled) > 1 and any(told[number].any() for number in labelled):
        ranks = normal(tracks, tracks)
        keys = [ranks[number][::STRIDE] - resting(ranks, neutral) for number in labelled]
        rows = [np.tile(told[number], (len(one), 1)) for number, one in zip(labelled, keys, strict=True)]
        groups = np.repeat(labelled, [len(one) for one in keys]).tolist()
        slope = fit(np.concatenate(keys), np.concatenate(rows), groups).slope
    return fit_prior(tracks, told, slope, neutral)


def _sound(capture: Capture) -> Floats:
    if capture.heard is None:
        return np.tile(np.array(SILENCE, np.float32), (len(capture), 1))
    return capture.heard


def _starts(captures: Sequence[Capture], parts: Sequence[slice], step: int) -> NDArray[np.int64]:
    """The frames, counted over all captures, at which a window within these parts may start."""
    before = np.concatenate([[0], np.cumsum([len(one) for one in captures])])
    spans = [
        before[number] + np.arange(part.start, part.stop - SPAN + 1, step)
        for number, part in enumerate(parts)
    ]
    return np.concatenate(spans).astype(np.int64)
