"""Fit the reading of ARKit activations from face meshes, on drawn characters.

    python benchmarks/face_pairs.py PAIRS.npz
    python -m emogen.conditioning.train.face_shapes TARGET.safetensors PAIRS.npz ...

Ridge regression, by closed form: each mesh and its mirror image, laid over the mean face, gives the
52 values that drew it. Errors are measured by cross-validation over people, so nobody helps to
judge himself; the weights that are written are then fitted on everybody.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.conditioning.read.face_shapes import AXES, place
from emogen.files import whole_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.floating[Any]]
    Whole = NDArray[np.integer[Any]]

_RIDGE: Final = 1e-4
"""Ridge penalty, in squared sizes of a face. Ours: the best of 1e-5, 3e-5, 1e-4, 3e-4 and 1e-3 by
cross-validation; all are within 2 % of each other's error."""

_FOLDS: Final = 5
_ROUNDS: Final = 4
"""How often the mean face and the firmness of its points are found anew from each other."""

_GIVE: Final = 0.2
"""Firmness is one over a point's variance plus this share of the median variance, so that no few
points carry the pose alone. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """What was seen and what was commanded.

    Attributes:
        points: meshes, shape ``(n, 478, 3)``; curves: ARKit values, shape ``(n, 52)``.
        person: who, shape ``(n,)``.
        resting: index of the same person's first picture, at rest and straight, shape ``(n,)``.
    """

    points: Numbers
    curves: Numbers
    person: Whole
    resting: Whole


def read_pairs(paths: Sequence[str]) -> Pairs:
    """The pairs of several files of ``benchmarks/face_pairs.py``."""
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
    tensors: dict[str, Numbers] = {"mean": mean, "firm": firm}
    for name, features in (("alone", alone), ("compared", compared)):
        for field, values in _regression(features, mirror, pairs).items():
            tensors[f"{name}.{field}"] = values
    return {name: np.ascontiguousarray(values, np.float32) for name, values in tensors.items()}


def _mean_face(pairs: Pairs) -> tuple[Numbers, Numbers]:
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


def _mirror_points(mean: Numbers) -> Whole:
    """For each point the one that lies in its place in a mirror."""
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist

    _, partner = linear_sum_assignment(cdist(mean, mean * (-1, 1, 1)))
    return np.asarray(partner)


def _mirrored(faces: Numbers, mirror: Whole) -> Numbers:
    """Faces, or differences of faces, shape ``(..., 478, 3)``, in a mirror."""
    return np.asarray(faces[..., mirror, :] * (-1, 1, 1))


def _mirror_shapes() -> Whole:
    """For each ARKit shape its column in a mirror."""
    other = {"Left": "Right", "Right": "Left"}
    names = [
        next((name.removesuffix(side) + other[side] for side in other if name.endswith(side)), name)
        for name in ARKIT
    ]
    return np.array([INDEX[name] for name in names])


def _regression(features: Numbers, mirror: Whole, pairs: Pairs) -> dict[str, Numbers]:
    """Weights fitted on everybody, and the errors of weights fitted without the one who is read."""
    both = np.concatenate([features, _mirrored(features, mirror)]).reshape(2 * len(features), -1)
    goals = np.concatenate([pairs.curves, pairs.curves[:, _mirror_shapes()]]).astype(np.float64)
    people = np.unique(pairs.person)
    fold = np.tile(np.searchsorted(people, pairs.person) % _FOLDS, 2)
    read = np.zeros_like(goals)
    for number in range(_FOLDS):
        weights, offset = _ridge(both[fold != number], goals[fold != number])
        read[fold == number] = both[fold == number] @ weights + offset
    spread = goals.var(axis=0)
    gain = ((goals - goals.mean(axis=0)) * (read - read.mean(axis=0))).mean(axis=0) / spread
    bias = read.mean(axis=0) - gain * goals.mean(axis=0)
    error = np.cov(read - gain * goals - bias, rowvar=False)
    _report(read[: len(features)], goals[: len(features)])
    weights, offset = _ridge(both, goals)
    return {"weights": weights, "offset": offset, "gain": gain, "bias": bias, "error": error}


def _ridge(features: Numbers, goals: Numbers) -> tuple[Numbers, Numbers]:
    middle, goal = features.mean(axis=0), goals.mean(axis=0)
    away = features - middle
    square = away.T @ away / len(away) + _RIDGE * np.eye(away.shape[1])
    weights = np.linalg.solve(square, away.T @ (goals - goal) / len(away))
    return weights, goal - middle @ weights


def _report(read: Numbers, goals: Numbers) -> None:
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
