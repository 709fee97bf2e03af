"""Fit the reading of ARKit activations from face meshes, on drawn characters.

    python -m tools.face_pairs PAIRS.npz
    python -m tools.face_shapes TARGET.safetensors PAIRS.npz ...

Each mesh and its mirror image, laid over the mean face, is to give the 52 values that drew it: a
linear map and one hidden layer, fitted by gradient descent (the extra ``train``). Errors are
measured by cross-validation over people, so nobody helps to judge himself; the weights that are
written are then fitted on everybody.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.files import whole_file
from emogen.seeds import stream, stream_seed
from emogen.vision.face_shapes import AXES, Regression, place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats, AnyInts

_FEATURES: Final = 160
_HIDDEN: Final = 256
_DROPPED: Final = 0.4
_DECAY: Final = 0.03
_RATE: Final = 5e-3
_EPOCHS: Final = 60
_BATCH: Final = 512
_JITTER: Final = 0.1
_QUIET: Final = 0.003
"""Features, hidden units, the share of them dropped in fitting, weight decay, highest learning rate,
passes, batch, noise on the features in their spreads, and the share of the largest variance that
is added to each so that faint features are not blown up. Ours: on 40 people left out, mean r is .53
with them and .47 for the best ridge regression."""

_STRANGER: Final = 0.7
"""Real people differ more from each other than drawn ones: each drawn face is also moved by this
share of the difference between two others at rest, in fitting and in measuring errors. Ours."""

_FOLDS: Final = 5
_ROUNDS: Final = 4
"""How often the mean face and the firmness of its points are found anew from each other."""

_GIVE: Final = 0.2
"""Firmness is one over a point's variance plus this share of the median variance, so that no few
points carry the pose alone. Ours."""


_NO_ERROR: Final = {name: np.zeros(0, np.float32) for name in ("gain", "bias", "error")}
"""For a regression whose errors are still to be measured."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """What was seen and what was commanded.

    Attributes:
        points: meshes, shape ``(n, 478, 3)``; curves: ARKit values, shape ``(n, 52)``.
        person: who, shape ``(n,)``.
        resting: index of the same person's first picture, at rest and straight, shape ``(n,)``.
    """

    points: AnyFloats
    curves: AnyFloats
    person: AnyInts
    resting: AnyInts


def read_pairs(paths: Sequence[str]) -> Pairs:
    """The pairs of several files of ``tools/face_pairs.py``."""
    files = [np.load(path) for path in paths]
    points, curves, person = (
        np.concatenate([file[name] for file in files]) for name in ("points", "curves", "person")
    )
    firsts = {int(who): index for index, who in reversed(list(enumerate(person)))}
    return Pairs(points, curves, person, np.array([firsts[int(who)] for who in person]))


def fit(pairs: Pairs) -> dict[str, NDArray[np.float32]]:
    """Every tensor of the model, by name."""
    mean, firm = _mean_face(pairs)
    mirror = _mirror_points(mean)
    mean = (mean + _mirrored(mean, mirror)) / 2
    firm = (firm + firm[mirror]) / 2
    placed = np.array([place(points, mean, firm).points for points in pairs.points])
    alone = placed - mean
    compared = placed - placed[pairs.resting]
    both = _with_mirror(alone, mirror)
    basis = np.linalg.eigh(both.T @ both)[1][:, : -_FEATURES - 1 : -1]
    tensors: dict[str, AnyFloats] = {"mean": mean, "firm": firm, "basis": basis}
    for name, faces in (("alone", alone), ("compared", compared)):
        stranger = _STRANGER if name == "alone" else 0.0
        for field, values in _regression(_with_mirror(faces, mirror) @ basis, pairs, stranger).items():
            tensors[f"{name}.{field}"] = values
    return {name: np.ascontiguousarray(values, np.float32) for name, values in tensors.items()}


def _mean_face(pairs: Pairs) -> tuple[AnyFloats, AnyFloats]:
    """The mean resting face and how firm each point is, each found with the other's help."""
    resting = np.unique(pairs.resting)
    faces = pairs.points[resting].astype(np.float64) * AXES
    faces = faces - faces.mean(axis=1, keepdims=True)
    size = np.sqrt((faces**2).sum(axis=2, keepdims=True).mean(axis=1, keepdims=True))
    mean, firm = (faces / size).mean(axis=0), np.full(faces.shape[1], 1.0 / faces.shape[1])
    for _ in range(_ROUNDS):
        placed = np.array([place(points, mean, firm).points for points in pairs.points])
        mean = placed[resting].mean(axis=0)
        variance = ((placed - placed[pairs.resting]) ** 2).sum(axis=2).mean(axis=0)
        firm = 1.0 / (variance + _GIVE * np.median(variance))
        firm /= firm.sum()
    return mean, firm


def _mirror_points(mean: AnyFloats) -> AnyInts:
    """For each point the one that lies in its place in a mirror."""
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist

    _, partner = linear_sum_assignment(cdist(mean, mean * (-1, 1, 1)))
    return np.asarray(partner)


def _mirrored(faces: AnyFloats, mirror: AnyInts) -> AnyFloats:
    """Faces, or differences of faces, shape ``(..., 478, 3)``, in a mirror."""
    return np.asarray(faces[..., mirror, :] * (-1, 1, 1))


def _mirror_shapes() -> AnyInts:
    """For each ARKit shape its column in a mirror."""
    other = {"Left": "Right", "Right": "Left"}
    names = [
        next((name.removesuffix(side) + other[side] for side in other if name.endswith(side)), name)
        for name in ARKIT
    ]
    return np.array([INDEX[name] for name in names])


def _with_mirror(faces: AnyFloats, mirror: AnyInts) -> AnyFloats:
    """Each face, then each mirrored, flat: shape ``(2n, 1434)``."""
    return np.concatenate([faces, _mirrored(faces, mirror)]).reshape(2 * len(faces), -1)


def _regression(features: AnyFloats, pairs: Pairs, stranger: float) -> dict[str, AnyFloats]:
    """Weights fitted on everybody, and the errors of weights fitted without the one who is read."""
    resting = np.concatenate([pairs.resting, pairs.resting + len(pairs.resting)])
    ways = stranger * _differences(features[np.unique(resting)], len(features))
    goals = np.concatenate([pairs.curves, pairs.curves[:, _mirror_shapes()]]).astype(np.float64)
    people = np.unique(pairs.person)
    fold = np.tile(np.searchsorted(people, pairs.person) % _FOLDS, 2)
    read = np.zeros_like(goals)
    for number in range(_FOLDS):
        here = fold == number
        weights = _fitted(features[~here], goals[~here], ways[~here])
        read[here] = Regression(**weights, **_NO_ERROR).read(features[here] + ways[here])
    gain = ((goals - goals.mean(axis=0)) * (read - read.mean(axis=0))).mean(axis=0) / goals.var(axis=0)
    bias = read.mean(axis=0) - gain * goals.mean(axis=0)
    error = np.cov(read - gain * goals - bias, rowvar=False)
    half = len(pairs.curves)
    _report(read[:half], goals[:half])
    return {**_fitted(features, goals, ways), "gain": gain, "bias": bias, "error": error}


def _differences(faces: AnyFloats, count: int) -> AnyFloats:
    """``count`` differences between two resting faces each, drawn at random."""
    draw = stream(0, "face shapes", "strangers")
    one, other = draw.integers(len(faces), size=(2, count))
    return np.asarray(faces[one] - faces[other])


def _fitted(features: AnyFloats, goals: AnyFloats, ways: AnyFloats) -> dict[str, AnyFloats]:
    """The weights of a :class:`Regression`, always the same for the same data.

    Args:
        features: what is seen, shape ``(n, k)``; goals: what is to be read, shape ``(n, 52)``.
        ways: in which people may differ further, shape ``(n, k)``, added in random pairings.
    """
    import torch

    torch.manual_seed(stream_seed(0, "face shapes"))
    middle, spread = features.mean(axis=0), features.std(axis=0)
    spread = np.sqrt(spread**2 + _QUIET * spread.max() ** 2)
    seen = torch.tensor((features - middle) / spread, dtype=torch.float32)
    wanted = torch.tensor(goals, dtype=torch.float32)
    further = torch.tensor(ways / spread, dtype=torch.float32)
    enter, leave = torch.nn.Linear(features.shape[1], _HIDDEN), torch.nn.Linear(_HIDDEN, len(ARKIT))
    direct = torch.nn.Linear(features.shape[1], len(ARKIT), bias=False)
    layers = torch.nn.ModuleList([enter, leave, direct])
    descent = torch.optim.AdamW(layers.parameters(), weight_decay=_DECAY)
    steps = _EPOCHS * math.ceil(len(seen) / _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(descent, _RATE, total_steps=steps)
    for _ in range(_EPOCHS):
        for batch in torch.split(torch.randperm(len(seen)), _BATCH):
            noisy = seen[batch] + _JITTER * torch.randn(len(batch), seen.shape[1])
            noisy += further[torch.randint(len(further), (len(batch),))]
            hidden = torch.nn.functional.dropout(torch.nn.functional.silu(enter(noisy)), _DROPPED)
            loss = ((leave(hidden) + direct(noisy) - wanted[batch]) ** 2).mean()
            descent.zero_grad()
            loss.backward()
            descent.step()
            schedule.step()
    inward, outward, straight = (layer.weight.detach().numpy().T for layer in (enter, leave, direct))
    return {
        "enter": inward / spread[:, None],
        "threshold": enter.bias.detach().numpy() - (middle / spread) @ inward,
        "leave": outward,
        "direct": straight / spread[:, None],
        "offset": leave.bias.detach().numpy() - (middle / spread) @ straight,
    }


def _report(read: AnyFloats, goals: AnyFloats) -> None:
    agree = [np.corrcoef(read[:, column], goals[:, column])[0, 1] for column in range(len(ARKIT))]
    print(f"mean r {np.mean(agree):.3f}, error {np.sqrt(((read - goals) ** 2).mean()):.4f}")
    print("  " + "  ".join(f"{name} {value:.2f}" for name, value in zip(ARKIT, agree, strict=True)))


def main() -> None:
    from safetensors.numpy import save

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("pairs", nargs="+")
    options = parser.parse_args()
    pairs = read_pairs(options.pairs)
    print(f"{len(pairs.points)} pairs of {len(np.unique(pairs.person))} people")
    with whole_file(options.target) as temporary:
        temporary.write_bytes(save(fit(pairs)))


if __name__ == "__main__":
    main()
