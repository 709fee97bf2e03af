"""Where vectors of voice targets come from, and how they are measured against held-out recordings.

For ``benchmarks/target_diffusion.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from emogen.arrays import Doubles
from emogen.conditioning.embedding import embed
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.card import FIELDS, decode, encode
from emogen.conditioning.targets.diffusion import TargetModel
from emogen.conditioning.targets.voice import voice_targets
from emogen.conditioning.train.diffusion import STEPS
from emogen.conditioning.train.gaussian import Gaussian, varying
from emogen.conditioning.train.recordings import Examples
from emogen.conditioning.train.targets import Trainer
from emogen.seeds import stream

Source = Callable[[str], Doubles]
"""From the name of an emotion to target vectors of shape (n, fields)."""

DRAWS = 400
FOLDS = 3
HELD, OTHERS = "the held-out recordings", "recordings of the other speakers"


@dataclass(frozen=True)
class Fold:
    """One division of the speakers.

    Attributes:
        learnt, held: examples of the speakers that were learnt from, and of the others.
        model: trained on ``learnt``.
        ground: the Gaussian that its training started from.
    """

    learnt: Examples
    held: Examples
    model: TargetModel
    ground: Gaussian


def subset(examples: Examples, part: NDArray[np.bool_]) -> Examples:
    chosen = np.flatnonzero(part)
    return replace(
        examples,
        values=examples.values[part],
        conditions=examples.conditions[part],
        speakers=tuple(examples.speakers[i] for i in chosen),
        emotions=tuple(examples.emotions[i] for i in chosen),
    )


def trained(examples: Examples, seed: int = 0) -> Trainer:
    trainer = Trainer(examples, seed=seed)
    while trainer.step < STEPS and not trainer.done:
        trainer.advance()
    return trainer


def folds(examples: Examples) -> Iterator[Fold]:
    speakers = stream(0, "folds").permutation(sorted(set(examples.speakers)))
    for number in range(FOLDS):
        out = np.isin(examples.speakers, speakers[number::FOLDS])
        model = trained(subset(examples, ~out)).model()
        ground = Gaussian(model.network.slope.numpy(), model.network.spread.numpy())
        yield Fold(subset(examples, ~out), subset(examples, out), model, ground)


def in_range(values: Doubles | NDArray[np.float32]) -> Doubles:
    """Vectors of all FIELDS as the targets they become, encoded again."""
    rows = [encode(asdict(decode(FIELDS, row))) for row in values.astype(np.float32)]
    return np.array(rows, np.float64)


def of_emotion(examples: Examples, name: str) -> Doubles:
    return in_range(examples.values[[one == name for one in examples.emotions]])


# Sources of target vectors


def sampled(model: TargetModel, guidance: float = 1.0) -> Source:
    def source(name: str) -> Doubles:
        takes = model.samples(Emotion(name), range(1, DRAWS + 1), guidance=guidance)
        return np.array([encode(asdict(take)) for take in takes], float)

    return source


def gaussians(examples: Examples, *, full: bool) -> Source:
    def source(name: str) -> Doubles:
        values = examples.values[[one == name for one in examples.emotions]]
        covariance = np.cov(values, rowvar=False) if full else np.diag(values.var(axis=0, ddof=1))
        random = stream(0, "gaussian", name)
        return in_range(random.multivariate_normal(values.mean(axis=0), covariance, DRAWS, method="eigh"))

    return source


def linear(fold: Fold) -> Source:
    columns = [FIELDS.index(name) for name in fold.model.card.fields]

    def source(name: str) -> Doubles:
        values = np.zeros((DRAWS, len(FIELDS)))
        normal = stream(0, "linear", name).standard_normal((DRAWS, len(columns)))
        values[:, columns] = fold.ground.slope @ embed(Emotion(name)) + normal @ fold.ground.spread.T
        return in_range(values)

    return source


def rules(name: str) -> Doubles:
    takes = [voice_targets(Emotion(name), take=take) for take in range(1, DRAWS + 1)]
    return np.array([encode(asdict(take)) for take in takes], float)


def sources(fold: Fold) -> dict[str, Source]:
    return {
        OTHERS: lambda name: of_emotion(fold.learnt, name),
        "**diffusion**": sampled(fold.model),
        "Gaussian, linear in the embedding": linear(fold),
        "full Gaussian of each emotion": gaussians(fold.learnt, full=True),
        "diagonal Gaussian of each emotion": gaussians(fold.learnt, full=False),
        "rules that ship with emogen": rules,
    }


# Measures


def distances(real: Doubles, made: Doubles) -> tuple[float, float, float, float]:
    """Energy distance (Székely & Rizzo 2013), Frobenius distances of the covariances and of the
    correlations, and the distance of the means; vectors of shape (n, fields)."""
    energy = 2 * gap(made, real) - gap(made, made) - gap(real, real)
    covariance = np.linalg.norm(np.cov(made, rowvar=False) - np.cov(real, rowvar=False))
    correlation = np.linalg.norm(correlations(made) - correlations(real))
    mean = np.linalg.norm(made.mean(axis=0) - real.mean(axis=0))
    return energy, float(covariance), float(correlation), float(mean)


def gap(one: Doubles, other: Doubles) -> float:
    """Mean distance from a vector of one to another one of the other, shape (n, fields) each."""
    apart = np.linalg.norm(one[:, None] - other[None], axis=2)
    return float(apart.sum() / (apart.size - (len(one) if one is other else 0)))


def correlations(values: Doubles) -> Doubles:
    """Correlation matrix; what does not vary correlates with nothing."""
    deviation = np.where(values.std(axis=0) < 1e-6, np.inf, values.std(axis=0))
    matrix = np.cov(values, rowvar=False, ddof=0) / np.outer(deviation, deviation)
    np.fill_diagonal(matrix, 1.0)
    return np.asarray(matrix)


class Yard:
    """Measures one source of targets against the held-out recordings of a fold."""

    def __init__(self, fold: Fold) -> None:
        self.fold = fold
        self.names = sorted(set(fold.held.emotions))
        self.columns = varying(fold.learnt.values)
        self.scale = in_range(fold.learnt.values)[:, self.columns].std(axis=0)
        self.judges = [self._judge(fold.learnt), self._judge(fold.held)]

    def _judge(self, examples: Examples) -> LinearDiscriminantAnalysis:
        judge = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")
        return judge.fit(self.seen(in_range(examples.values)), examples.emotions)

    def seen(self, values: Doubles) -> Doubles:
        """The fields that vary, in standard deviations of all that was learnt from."""
        return np.asarray(values[:, self.columns] / self.scale)

    def measure(self, source: Source) -> list[float]:
        """:func:`distances`, the share of vectors that either judge gives the emotion they were made
        for, and the distance to the nearest recording that was learnt from; means over emotions."""
        rows = []
        for name in self.names:
            made = self.seen(source(name))
            heard = [float(np.mean(judge.predict(made) == name)) for judge in self.judges]
            learnt = self.seen(of_emotion(self.fold.learnt, name))
            nearest = float(np.linalg.norm(made[:, None] - learnt[None], axis=2).min(axis=1).mean())
            held = self.seen(of_emotion(self.fold.held, name))
            rows.append((*distances(held, made), *heard, nearest))
        return [float(x) for x in np.mean(rows, axis=0)]

    def deviation(self, source: Source) -> Doubles:
        """Standard deviation within an emotion of each field that varies, mean over emotions."""
        return np.asarray(np.mean([source(name)[:, self.columns].std(axis=0) for name in self.names], axis=0))
