"""Train the text reader: ``python -m tools.text_reader DATA``.

``DATA`` holds ``emobank.csv`` (EmoBank, CC BY-SA 4.0) and ``goemotions_{train,dev,test}.tsv``
(GoEmotions, Apache-2.0). Learned are a low-rank change of the sentence encoder's maps (LoRA, Hu et
al. 2021) and one linear head on the outputs of all its layers: valence, arousal and dominance by
EmoBank, 27 emotions and neutral by GoEmotions, both at once. The result is
``assets/text_reader.safetensors``; its model card is ``docs/models/text_reader.md``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch import nn
from torch.nn import functional as fn

from emogen import weights
from emogen.arrays import Floats
from emogen.conditioning.read import encoder
from tools.rated_text import calibrated, correlations, emobank_rows, goemotions_rows

RANK: Final = 16
_FIRST: Final = 3
"""The lowest layer that learns: below, the encoder knows words, not yet feelings."""
_SEED: Final = 20261121
_TOKENS: Final = 64
"""Word pieces kept in training: longer sentences are rare in both sets."""
_BATCH: Final = 48
_RATE: Final = 6e-4
_EMOBANK_EPOCHS: Final = 5
_GOEMOTIONS_EPOCHS: Final = 1
_VAD_LOSS: Final = 1.0
_NAMES_LOSS: Final = 6.0
"""Weights of the two losses, so that their gradients on the encoder are of like size."""


@dataclass(frozen=True)
class Task:
    """Sentences as word pieces, and what they should give: ``(n, 3)`` or ``(n, 28)``."""

    tokens: list[list[int]]
    wanted: Floats


class LowRank(nn.Module):
    """A frozen dense map plus ``up @ down``, which starts at nothing."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor) -> None:
        super().__init__()
        self.fixed = (weight, bias)
        self.down = nn.Parameter(torch.randn(RANK, weight.shape[1]) / weight.shape[1] ** 0.5)
        self.up = nn.Parameter(torch.zeros(weight.shape[0], RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        plain = fn.linear(x, *self.fixed)
        return plain + x @ self.down.T @ self.up.T


class Reader(nn.Module):
    """The encoder of :mod:`emogen.conditioning.read.encoder` in torch, and the head on its layers."""

    def __init__(self, tensors: dict[str, Floats]) -> None:
        super().__init__()
        self.fixed = {name: torch.from_numpy(value) for name, value in tensors.items() if value.ndim < 3}
        self.maps = nn.ModuleDict(
            {
                name.removesuffix(".weight").replace(".", "/"): LowRank(
                    self.fixed[name], self.fixed[name.replace(".weight", ".bias")]
                )
                for name in tensors
                if name.startswith("encoder.layer.")
                and name.endswith(".weight")
                and "LayerNorm" not in name
                and int(name.split(".")[2]) >= _FIRST
            }
        )
        self.head = nn.Linear(encoder.LAYERS * encoder.WIDTH, 3 + 28)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.head(fn.dropout(self.layers(tokens).flatten(1), 0.2, self.training))
        return found

    def layers(self, tokens: torch.Tensor) -> torch.Tensor:
        used = (tokens > 0).float()
        x = self.fixed["embeddings.word_embeddings.weight"][tokens]
        x = x + self.fixed["embeddings.position_embeddings.weight"][: tokens.shape[1]]
        x = self.normalise(
            x + self.fixed["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm"
        )
        found = [self.pool(x, used)]
        for index in range(encoder.LAYERS - 1):
            with torch.set_grad_enabled(torch.is_grad_enabled() and index >= _FIRST):
                x = self.layer(x, used, f"encoder/layer/{index}/")
            found.append(self.pool(x, used))
        return torch.stack(found, 1)

    def layer(self, x: torch.Tensor, used: torch.Tensor, name: str) -> torch.Tensor:
        batch, length, width = x.shape
        query, key, value = (
            self.map(f"{name}attention/self/{part}", x).view(batch, length, encoder.HEADS, -1).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        mixed = fn.scaled_dot_product_attention(query, key, value, used.bool()[:, None, None, :])
        mixed = self.map(f"{name}attention/output/dense", mixed.transpose(1, 2).reshape(batch, length, width))
        dotted = name.replace("/", ".")
        x = self.normalise(x + mixed, f"{dotted}attention.output.LayerNorm")
        inner = fn.gelu(self.map(f"{name}intermediate/dense", x))
        return self.normalise(x + self.map(f"{name}output/dense", inner), f"{dotted}output.LayerNorm")

    def map(self, name: str, x: torch.Tensor) -> torch.Tensor:
        if name in self.maps:
            return self.maps[name](x)  # type: ignore[no-any-return]
        dotted = name.replace("/", ".")
        return fn.linear(x, self.fixed[f"{dotted}.weight"], self.fixed[f"{dotted}.bias"])

    def normalise(self, x: torch.Tensor, name: str) -> torch.Tensor:
        weight, bias = self.fixed[f"{name}.weight"], self.fixed[f"{name}.bias"]
        return fn.layer_norm(x, (encoder.WIDTH,), weight, bias, 1e-12)

    @staticmethod
    def pool(x: torch.Tensor, used: torch.Tensor) -> torch.Tensor:
        return (x * used[..., None]).sum(1) / used.sum(1, keepdim=True)


def read_emobank(path: Path) -> dict[str, Task]:
    """EmoBank by its own split."""
    rows = emobank_rows(path)
    pieces = encoder.word_pieces([row.text for row in rows])
    tasks = {}
    for split in ("train", "dev", "test"):
        kept = [index for index, row in enumerate(rows) if row.split == split]
        wanted = np.array([rows[index].vad for index in kept], np.float32)
        tasks[split] = Task([pieces[index] for index in kept], wanted)
    return tasks


def read_goemotions(folder: Path) -> dict[str, Task]:
    """GoEmotions by its own split."""
    tasks = {}
    for split in ("train", "dev", "test"):
        texts, wanted = goemotions_rows(folder, split)
        tasks[split] = Task(encoder.word_pieces(texts), wanted)
    return tasks


def batches(task: Task, draw: np.random.Generator) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """The task once through, in random order, sentences of like length together."""
    order = draw.permutation(len(task.tokens))
    pool = _BATCH * 20
    for start in range(0, len(order), pool):
        near = sorted(order[start : start + pool], key=lambda index: len(task.tokens[index]))
        groups = [near[at : at + _BATCH] for at in range(0, len(near), _BATCH)]
        for group in draw.permutation(len(groups)):
            yield (
                padded([task.tokens[i] for i in groups[group]]),
                torch.from_numpy(task.wanted[groups[group]]),
            )


def padded(pieces: list[list[int]]) -> torch.Tensor:
    longest = min(_TOKENS, max(map(len, pieces)))
    return torch.tensor([(row[:longest] + [0] * longest)[:longest] for row in pieces])


@torch.no_grad()
def answers(reader: Reader, task: Task) -> Floats:
    """The head's 31 numbers for every sentence of a task."""
    reader.eval()
    order = sorted(range(len(task.tokens)), key=lambda index: len(task.tokens[index]))
    found = np.zeros((len(order), 31), np.float32)
    for start in range(0, len(order), 128):
        chosen = order[start : start + 128]
        with torch.autocast("cpu", torch.bfloat16):
            found[chosen] = reader(padded([task.tokens[i] for i in chosen])).float().numpy()
    return found


def train(emobank: dict[str, Task], goemotions: dict[str, Task]) -> Reader:
    """Both tasks in turn, in proportion to their batches; the rate falls in half a cosine."""
    torch.manual_seed(_SEED)
    torch.set_num_threads(1)  # Steps are small: threads would wait for each other.
    draw = np.random.default_rng(_SEED)
    reader = Reader(load_file(weights.path(encoder.MODEL, "model.safetensors")))
    scale = emobank["train"].wanted.std(0)
    plan = [(0, emobank["train"])] * _EMOBANK_EPOCHS + [(1, goemotions["train"])] * _GOEMOTIONS_EPOCHS
    steps = [(kind, batch) for kind, task in plan for batch in batches(task, draw)]
    draw.shuffle(steps)
    optimiser = torch.optim.AdamW(reader.parameters(), _RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, len(steps), pct_start=0.06)
    start = time.monotonic()
    for step, (kind, (tokens, wanted)) in enumerate(steps):
        reader.train()
        with torch.autocast("cpu", torch.bfloat16):
            given = reader(tokens).float()
        if kind == 0:
            loss = _VAD_LOSS * fn.mse_loss(given[:, :3], wanted / torch.from_numpy(scale))
        else:
            loss = _NAMES_LOSS * fn.binary_cross_entropy_with_logits(given[:, 3:], wanted)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 200 == 199:
            dev = correlations(answers(reader, emobank["dev"])[:, :3], emobank["dev"].wanted)
            print(
                f"{step + 1}/{len(steps)}  {time.monotonic() - start:.0f} s  dev r {np.round(dev, 3)}",
                flush=True,
            )
    return reader


def save(reader: Reader, emobank: dict[str, Task], goemotions: dict[str, Task], path: Path) -> None:
    """Write the adapter and the head."""
    state = {name: value.detach().numpy() for name, value in reader.named_parameters()}
    low = {name: value.astype(np.float16) for name, value in state.items() if name.startswith("maps.")}
    head = calibrated(
        state["head.weight"],
        state["head.bias"],
        (answers(reader, emobank["dev"]), emobank["dev"].wanted),
        (answers(reader, goemotions["train"]), goemotions["train"].wanted),
    )
    save_file({**low, **head}, path)


def main() -> None:
    folder = Path(sys.argv[1])
    emobank, goemotions = read_emobank(folder / "emobank.csv"), read_goemotions(folder)
    reader = train(emobank, goemotions)
    for split in ("dev", "test"):
        print(split, correlations(answers(reader, emobank[split])[:, :3], emobank[split].wanted))
    save(reader, emobank, goemotions, Path(__file__).parents[1] / "assets" / "text_reader.safetensors")


if __name__ == "__main__":
    main()
