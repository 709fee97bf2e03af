"""From noise to keyframes, without torch: the trained network in NumPy, and DDIM (Song et al. 2021).

The keyframes of a long take are made window by window, each going on from the last keyframes of the one
before, so that an hour needs no more memory than ten seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.face.learnt.rate import KNOWN, WINDOW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from emogen.arrays import Floats
    from emogen.pipelines.face.learnt.prior import Prior

    Generators = Callable[[int], np.random.Generator]

DILATIONS: Final = "dilations"
LEVELS: Final = "levels"
SIGNAL: Final = "signal"
"""What the weights hold beside those of :class:`~.network.MotionDenoiser`: the keyframes between those
that each convolution sees, the noise levels of the steps, and what share of the power is signal there."""


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What is known of the keyframes that are made.

    Attributes:
        sound: features, float32, shape ``(keys, features)``; None when there is no sound.
        emotion: and style, as numbers, float32, shape ``(keys, condition)``; None when not told.
    """

    sound: Floats | None
    emotion: Floats | None

    def window(self, start: int) -> Context:
        """Of the keyframes from ``start`` on, the last one repeated where there are no more."""
        return Context(_cut(self.sound, start), _cut(self.emotion, start))


def _cut(rows: Floats | None, start: int) -> Floats | None:
    if rows is None:
        return None
    return rows[np.minimum(np.arange(start, start + WINDOW), len(rows) - 1)]


def solve(
    weights: Mapping[str, Floats],
    prior: Prior,
    context: Context,
    count: int,
    guidance: float,
    generators: Generators,
) -> Floats:
    """The components of keyframes (:class:`~.prior.Prior`).

    Args:
        weights: of the trained network.
        prior: that it was trained with.
        context: of ``count`` keyframes.
        count: how many to make.
        guidance: 0 ignores sound and emotion, 1 is as learnt, more exaggerates what they do.
        generators: gives the generator of each window, by its number.

    Returns:
        float32, shape ``(count, channels)``.
    """
    network = _Network(weights)
    channels = weights["outlet.bias"].size
    past = np.zeros((0, channels), np.float32)
    made: list[Floats] = []
    start = number = 0
    while start < count:
        first = start - len(past)
        known = prior.innovations(past)
        w = network.window(context.window(first), known, guidance, generators(number))
        keys = prior.running(w, past)
        made.append(keys[len(past) :])
        start = first + WINDOW
        past = keys[-KNOWN:]
        number += 1
    return np.concatenate(made)[:count]


class _Network:
    """:class:`~.network.MotionDenoiser`; see there."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self.weights = weights
        self.dilations = weights[DILATIONS].astype(int).tolist()
        angle = weights[LEVELS][:, None] * weights["frequencies"]
        hidden = self._two("level", np.concatenate([np.sin(angle), np.cos(angle)], axis=1))
        films = self._linear("film", _silu(hidden))
        self.films = films.reshape(len(films), len(self.dilations), 2, 1, -1)

    def window(self, context: Context, past: Floats, guidance: float, rng: np.random.Generator) -> Floats:
        """The ``w`` of one window, shape ``(WINDOW, channels)``, the first those of the ``past``."""
        channels = self.weights["outlet.bias"].size
        behind = np.zeros((WINDOW, channels + 1), np.float32)
        behind[: len(past), :-1] = past
        behind[: len(past), -1] = 1.0
        same = self._linear("past", behind)
        free = same + self.weights["no_sound"] + self.weights["any_emotion"]
        bound = same + self._known("sound", context.sound, "no_sound")
        bound = bound + self._known("emotion", context.emotion, "any_emotion")
        weigh = {0.0: [free], 1.0: [bound]}.get(guidance, [free, bound])
        hidden = np.stack(weigh)
        values = rng.standard_normal((WINDOW, channels), np.float32)
        signal = np.append(self.weights[SIGNAL], np.float32(1.0))
        for step in range(len(signal) - 1):
            values[: len(past)] = past
            velocity = self._velocity(values, hidden, step)
            mixed = velocity[0] if len(weigh) == 1 else velocity[0] + guidance * (velocity[1] - velocity[0])
            here, there = signal[step], signal[step + 1]
            clean = np.sqrt(here) * values - np.sqrt(1 - here) * mixed
            noise = np.sqrt(here) * mixed + np.sqrt(1 - here) * values
            values = np.sqrt(there) * clean + np.sqrt(1 - there) * noise
        values[: len(past)] = past
        return values

    def _known(self, name: str, rows: Floats | None, unknown: str) -> Floats:
        return self.weights[unknown] if rows is None else self._two(name, rows)

    def _velocity(self, noisy: Floats, context: Floats, step: int) -> Floats:
        """Shape ``(n, keys, channels)`` for ``n`` contexts."""
        hidden = self._linear("inlet", noisy) + context
        for number, dilation in enumerate(self.dilations):
            scale, shift = self.films[step, number]
            inner = _norm(hidden) * (1 + scale) + shift
            inner = _silu(self._conv(f"blocks.{number}.conv", inner, dilation))
            hidden = hidden + self._linear(f"blocks.{number}.out", inner)
        return self._linear("outlet", _norm(hidden))

    def _linear(self, name: str, values: Floats) -> Floats:
        return values @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _two(self, name: str, values: Floats) -> Floats:
        return self._linear(f"{name}.2", _silu(self._linear(f"{name}.0", values)))

    def _conv(self, name: str, values: Floats, dilation: int) -> Floats:
        keys = values.shape[1]
        padded = np.pad(values, ((0, 0), (dilation, dilation), (0, 0)))
        kernel = self.weights[f"{name}.weight"]
        parts = [padded[:, tap * dilation : tap * dilation + keys] @ kernel[:, :, tap].T for tap in range(3)]
        return np.asarray(parts[0] + parts[1] + parts[2] + self.weights[f"{name}.bias"])


def _silu(values: Floats) -> Floats:
    return np.asarray(values / (1 + np.exp(-values)))


def _norm(values: Floats) -> Floats:
    centred = values - values.mean(axis=-1, keepdims=True)
    return np.asarray(centred / np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + 1e-5))
