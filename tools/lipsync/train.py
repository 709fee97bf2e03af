"""Train the network that hears which sound is spoken when, on speech of the embedded voices.

    python -m tools.lipsync.train WORK -o assets/lipsync.safetensors

says 18 minutes of random lines into WORK (once), spoils them in many ways and fits the network with
torch (extra ``train``) on one core in about ten minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.files import whole_file
from emogen.pipelines.face.lipsync.network import (
    BANDS,
    DILATIONS,
    HOP,
    RATE,
    loudness,
    mean_profile,
    mel_spectrum,
    normalised,
    total_level,
)
from emogen.pipelines.face.lipsync.sounds import CLASSES, VOCALS, soft_labels, vocal_labels
from emogen.seeds import stream
from emogen.timeline import Phoneme, Vocal
from tools.lipsync.augment import noise_of, spoilt, to_rate
from tools.lipsync.corpus import Line, on_time, read_lines, say_lines, say_sounds

if TYPE_CHECKING:
    import torch

    from emogen.arrays import Floats

SPEECH: Final = 1100.0
TEST_SPEECH: Final = 200.0
"""Seconds of speech for training and for measuring."""

_VERSIONS: Final = 6
"""How often each line is heard, each time spoilt otherwise."""
_SPEEDS: Final = (0.85, 1.2)
"""How much slower or faster (lower or higher, and a larger or smaller head) a line is played."""
_FEWER: Final = 3
"""Of the sounds that are no words by themselves one in so many is heard, or they would be a third of all."""
_NOTHING: Final = 0.06
"""Share of recordings in which nobody speaks: noise or music."""

_WIDTH: Final = 128
_CROP, _BATCH, _STEPS = 320, 16, 1200
_RATE: Final = 3e-3
_DROPOUT: Final = 0.1
_VOCAL_WEIGHT: Final = 0.3
"""Channels; frames a crop, crops a step, steps; learning rate; dropout; weight of the second head."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Recordings one after the other: features ``(T, BANDS)``, and labels of both heads."""

    features: Floats
    sounds: Floats
    vocals: Floats


def examples(lines: Sequence[Line], profile: Floats, versions: int) -> Examples:
    """Recordings of one to three lines each, spoilt at random."""
    plain = [to_rate(line.samples)[0] for line in lines]
    made = []
    for version in range(versions):
        rng = stream(6, "lip-sync examples", version)
        order = list(rng.permutation(len(lines)))
        while order:
            taken = [lines[order.pop()] for _ in range(min(int(rng.integers(1, 4)), len(order)))]
            samples, phonemes, vocals = _recording(taken, rng)
            if rng.random() < _NOTHING:
                kind = str(rng.choice(["white", "pink", "music"]))
                samples, phonemes, vocals = noise_of(kind, len(samples), rng, plain), [], []
            made.append(_example(spoilt(samples, rng, plain), phonemes, vocals, profile))
    return Examples(*(np.concatenate(part) for part in zip(*made, strict=True)))


def _recording(lines: Sequence[Line], rng: np.random.Generator) -> tuple[Floats, list[Phoneme], list[Vocal]]:
    """Lines with pauses between them, all at one speed."""
    speed = rng.uniform(*_SPEEDS) if rng.random() < 0.7 else 1.0
    parts: list[Floats] = []
    phonemes: list[Phoneme] = []
    vocals: list[Vocal] = []
    now = 0.0
    for line in lines:
        pause = np.zeros(int(rng.uniform(0.0, 0.6) * RATE), np.float32)
        samples, factor = to_rate(line.samples, speed)
        begun = now + len(pause) / RATE
        for one in line.timeline.phonemes:
            phonemes.append(Phoneme(one.symbol, begun + one.start / factor, begun + one.end / factor))
        for other in line.timeline.vocals:
            vocals.append(Vocal(other.name, begun + other.start / factor, begun + other.end / factor))
        parts += [pause, samples * np.float32(10.0 ** rng.uniform(-0.3, 0.0))]
        now = begun + len(samples) / RATE
    return np.concatenate(parts), phonemes, vocals


def _example(
    samples: Floats, phonemes: Sequence[Phoneme], vocals: Sequence[Vocal], profile: Floats
) -> tuple[Floats, Floats, Floats]:
    frames = len(samples) // HOP
    spectrum = mel_spectrum(samples, frames)
    features = normalised(spectrum, loudness(total_level(spectrum)), profile)
    return features, soft_labels(phonemes, frames), vocal_labels(vocals, frames)


def fit(data: Examples) -> list[tuple[Floats, Floats]]:
    """The layers of :class:`emogen.pipelines.face.lipsync.network.Network`."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(6)
    rng = stream(6, "lip-sync crops")
    net = _net()
    best = torch.optim.AdamW(net.parameters(), lr=_RATE, weight_decay=1e-3)
    course = torch.optim.lr_scheduler.OneCycleLR(best, _RATE, total_steps=_STEPS, pct_start=0.1)
    net.train()
    for step in range(_STEPS):
        starts = rng.integers(0, len(data.features) - _CROP, _BATCH)
        features, sounds, vocals = (
            torch.from_numpy(np.stack([part[a : a + _CROP] for a in starts]).astype(np.float32))
            for part in (data.features, data.sounds, data.vocals)
        )
        said, voiced = _run(net, _masked(features, rng).transpose(1, 2))
        loss = _cross_entropy(said, sounds) + _VOCAL_WEIGHT * _cross_entropy(voiced, vocals)
        best.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        best.step()
        course.step()
        if step % 50 == 0:
            print(f"step {step}: {float(loss):.3f}", flush=True)
    return _folded(net)


def _net() -> Any:
    from torch import nn

    layers = nn.ModuleList()
    for taps, dilation, width in [(5, 1, BANDS), *((3, dilation, _WIDTH) for dilation in DILATIONS)]:
        conv = nn.Conv1d(width, _WIDTH, taps, padding=dilation * (taps // 2), dilation=dilation)
        layers.append(nn.Sequential(conv, nn.BatchNorm1d(_WIDTH), nn.ReLU(), nn.Dropout(_DROPOUT)))
    layers.append(nn.Conv1d(_WIDTH, len(CLASSES), 1))
    layers.append(nn.Conv1d(_WIDTH, len(VOCALS), 1))
    return layers


def _run(net: Any, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    first, *residual, sounds, vocals = net
    hidden = first(features)
    for layer in residual:
        hidden = hidden + layer(hidden)
    return sounds(hidden), vocals(hidden)


def _cross_entropy(logits: torch.Tensor, shares: torch.Tensor) -> torch.Tensor:
    import torch

    return -(shares.transpose(1, 2) * torch.log_softmax(logits, dim=1)).sum(dim=1).mean()


def _masked(features: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """Some bands left out, so that no narrow one is relied on (Park et al. 2019, SpecAugment)."""
    for row in features:
        if rng.random() < 0.5:
            width = int(rng.integers(1, 9))
            start = int(rng.integers(0, BANDS - width))
            row[:, start : start + width] = 0.0
    return features


def _folded(net: Any) -> list[tuple[Floats, Floats]]:
    """Weights and biases with the batch normalisation in them."""
    folded = []
    for layer in net[:-2]:
        conv, norm = layer[0], layer[1]
        gain = (norm.weight / (norm.running_var + norm.eps).sqrt()).detach()
        weight = conv.weight.detach() * gain[:, None, None]
        bias = (conv.bias.detach() - norm.running_mean) * gain + norm.bias.detach()
        folded.append((weight.numpy(), bias.numpy()))
    return folded + [(head.weight.detach().numpy(), head.bias.detach().numpy()) for head in net[-2:]]


def save(path: Path, layers: Sequence[tuple[Floats, Floats]], profile: Floats, prior: Floats) -> None:
    """Write the asset: weights as float16."""
    from safetensors.numpy import save_file

    stored: dict[str, Any] = {"profile": profile.astype(np.float32), "prior": prior.astype(np.float32)}
    for number, (weight, bias) in enumerate(layers):
        stored[f"layer{number}.weight"] = np.ascontiguousarray(weight, np.float16)
        stored[f"layer{number}.bias"] = np.ascontiguousarray(bias, np.float16)
    with whole_file(path) as temporary:
        save_file(stored, temporary)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("work", type=Path, help="folder for the speech")
    parser.add_argument("-o", "--output", type=Path, default=Path("assets/lipsync.safetensors"))
    options = parser.parse_args()
    say_lines(options.work, SPEECH, "train")
    say_sounds(options.work, "train")
    lines = on_time(list(read_lines(options.work, "train")))
    speech = [line for line in lines if not line.is_sound]
    lines = speech + [line for line in lines if line.is_sound][::_FEWER]
    plain = (to_rate(line.samples)[0] for line in lines)
    profile = mean_profile([mel_spectrum(samples, len(samples) // HOP) for samples in plain])
    data = examples(lines, profile, _VERSIONS)
    print(f"{len(lines)} lines, {len(data.features)} frames")
    save(options.output, fit(data), profile, data.sounds.mean(axis=0).astype(np.float32) + 1e-4)


if __name__ == "__main__":
    main()
