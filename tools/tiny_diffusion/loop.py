"""Gradient descent that can be stopped at any time and goes on where it was."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import torch
from torch import Tensor, nn

from emogen.files import whole_file
from emogen.seeds import stream_seed

_SAVED_EVERY: Final = 20.0
"""Seconds of processor time between two checkpoints."""
_TOLD_EVERY: Final = 100
_WARM: Final = 100
"""Steps in which the learning rate rises; it then falls as a cosine."""
_AVERAGE: Final = 0.998

Network = TypeVar("Network", bound=nn.Module)


def descend(
    network: Network, loss_of: Callable[[], Tensor], checkpoint: Path, *, steps: int, rate: float
) -> Network:
    """Train, and return the moving average of the weights, in evaluation mode.

    Args:
        network: is changed.
        loss_of: the loss of a batch drawn from torch's generator, which every step seeds.
        checkpoint: file that is gone on from if it is there, and written from time to time.
        steps: in all, those before a stop included.
        rate: highest learning rate of AdamW.
    """
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.01, fused=True)
    average = copy.deepcopy(network).eval()
    step, seconds = 0, 0.0
    if checkpoint.is_file():
        state = torch.load(checkpoint, weights_only=True)
        step, seconds = state["step"], state["seconds"]
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
    began = saved = time.process_time()
    losses: list[float] = []
    while step < steps:
        torch.manual_seed(stream_seed(0, checkpoint.name, step))
        for group in optimizer.param_groups:
            group["lr"] = (
                rate * min(1.0, (step + 1) / _WARM) * (0.02 + 0.49 * (1 + math.cos(math.pi * step / steps)))
            )
        loss = loss_of()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        step += 1
        losses.append(loss.item())
        _average(average, network, min(_AVERAGE, step / (step + 10)))
        spent = seconds + time.process_time() - began
        if step % _TOLD_EVERY == 0:
            print(
                f"step {step} of {steps}: loss {sum(losses) / len(losses):.4f}, {spent:.0f} CPU s", flush=True
            )
            losses = []
        if time.process_time() - saved > _SAVED_EVERY or step == steps:
            saved = time.process_time()
            kept = {"step": step, "seconds": spent, "network": network.state_dict()}
            kept |= {"average": average.state_dict(), "optimizer": optimizer.state_dict()}
            with whole_file(checkpoint) as temporary:
                torch.save(kept, temporary)
    return average


def seconds_of(checkpoint: Path) -> float:
    """Processor seconds that a training took so far."""
    return float(torch.load(checkpoint, weights_only=True)["seconds"])


@torch.no_grad()
def _average(average: nn.Module, network: nn.Module, decay: float) -> None:
    for kept, new in zip(average.parameters(), network.parameters(), strict=True):
        kept.lerp_(new, 1 - decay)
    for kept, new in zip(average.buffers(), network.buffers(), strict=True):
        kept.copy_(new)
