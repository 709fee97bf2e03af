"""What the diffusion model of voice targets is worth: writes docs/tables/target_diffusion.md.

Run ``python benchmarks/target_diffusion.py FOLDER``, where the folder holds ``index.tsv`` with the
columns file, emotion and speaker (nEMO, Christop 2024, CC BY-NC-SA 4.0: to measure with, not to ship
anything made from it). It takes minutes and needs the ``dev`` extra.

Three times a third of the speakers is held out and a model trained on the others. Its samples are
laid beside the held-out recordings, and so are those of simpler models of the same data, the rules
that ship with emogen, and the other speakers' recordings themselves. All are compared as a user gets
them: as targets within their ranges.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from emogen.conditioning.embedding import embed
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.card import FIELDS, decode, encode
from emogen.conditioning.targets.diffusion import TargetModel, load_targets
from emogen.conditioning.targets.voice import voice_targets
from emogen.conditioning.train.gaussian import Gaussian, varying
from emogen.conditioning.train.recordings import Examples, Recording, read_examples
from emogen.conditioning.train.targets import STEPS, Trainer
from emogen.files import write_text
from emogen.seeds import stream

Array = NDArray[np.float64]
Source = Callable[[str], Array]
"""From the name of an emotion to target vectors of shape (n, fields)."""

DRAWS = 400
FOLDS = 3
GUIDANCE = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
STEP_COUNTS = (4, 8, 12, 20, 50)
OWN_HELD = 2
HELD, OTHERS = "the held-out recordings", "recordings of the other speakers"
MEASURES = "energy | covariance | correlation | mean | judge A | judge B"

PREAMBLE = """# Diffusion of voice targets, measured

Made by `benchmarks/target_diffusion.py` on nEMO (Christop 2024): 9 Polish actors, 6 emotions, 8
sentences each."""


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


def in_range(values: Array) -> Array:
    """Vectors of all FIELDS as the targets they become, encoded again."""
    return np.array([encode(asdict(decode(FIELDS, np.float32(row)))) for row in values], float)


def of_emotion(examples: Examples, name: str) -> Array:
    return in_range(examples.values[[one == name for one in examples.emotions]])


# Sources of target vectors


def sampled(model: TargetModel, guidance: float = 1.0) -> Source:
    def source(name: str) -> Array:
        takes = model.samples(Emotion(name), range(1, DRAWS + 1), guidance=guidance)
        return np.array([encode(asdict(take)) for take in takes], float)

    return source


def gaussians(examples: Examples, *, full: bool) -> Source:
    def source(name: str) -> Array:
        values = examples.values[[one == name for one in examples.emotions]]
        covariance = np.cov(values, rowvar=False) if full else np.diag(values.var(axis=0, ddof=1))
        random = stream(0, "gaussian", name)
        return in_range(random.multivariate_normal(values.mean(axis=0), covariance, DRAWS, method="eigh"))

    return source


def linear(fold: Fold) -> Source:
    columns = [FIELDS.index(name) for name in fold.model.card.fields]

    def source(name: str) -> Array:
        values = np.zeros((DRAWS, len(FIELDS)))
        normal = stream(0, "linear", name).standard_normal((DRAWS, len(columns)))
        values[:, columns] = fold.ground.slope @ embed(Emotion(name)) + normal @ fold.ground.spread.T
        return in_range(values)

    return source


def rules(name: str) -> Array:
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


def distances(real: Array, made: Array) -> tuple[float, float, float, float]:
    """Energy distance (Székely & Rizzo 2013), Frobenius distances of the covariances and of the
    correlations, and the distance of the means."""
    energy = 2 * gap(made, real) - gap(made, made) - gap(real, real)
    covariance = np.linalg.norm(np.cov(made, rowvar=False) - np.cov(real, rowvar=False))
    correlation = np.linalg.norm(correlations(made) - correlations(real))
    mean = np.linalg.norm(made.mean(axis=0) - real.mean(axis=0))
    return energy, float(covariance), float(correlation), float(mean)


def gap(one: Array, other: Array) -> float:
    """Mean distance from a vector of one to another one of the other, shape (n, fields) each."""
    apart = np.linalg.norm(one[:, None] - other[None], axis=2)
    return float(apart.sum() / (apart.size - (len(one) if one is other else 0)))


def correlations(values: Array) -> Array:
    """Correlation matrix; what does not vary correlates with nothing."""
    deviation = np.where(values.std(axis=0) < 1e-6, np.inf, values.std(axis=0))
    matrix = np.cov(values, rowvar=False, ddof=0) / np.outer(deviation, deviation)
    np.fill_diagonal(matrix, 1.0)
    return matrix


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

    def seen(self, values: Array) -> Array:
        """The fields that vary, in standard deviations of all that was learnt from."""
        return values[:, self.columns] / self.scale

    def measure(self, source: Source) -> list[float]:
        """:func:`distances` and the share of vectors that either judge gives the emotion they were
        made for; means over emotions."""
        rows = []
        for name in self.names:
            made = self.seen(source(name))
            heard = [float(np.mean(judge.predict(made) == name)) for judge in self.judges]
            rows.append((*distances(self.seen(of_emotion(self.fold.held, name)), made), *heard))
        return [float(x) for x in np.mean(rows, axis=0)]

    def deviation(self, source: Source) -> Array:
        """Standard deviation within an emotion of each field that varies, mean over emotions."""
        return np.mean([source(name)[:, self.columns].std(axis=0) for name in self.names], axis=0)


# Tables


def table(
    head: str, rows: dict[str, list[list[float]]], hidden: tuple[tuple[str, int], ...] = ()
) -> list[str]:
    """A row of means over folds for each title; cells in ``hidden`` would compare a thing with itself."""
    lines = [f"| {head} |", "|---" * (head.count("|") + 1) + "|"]
    for title, folds_of in rows.items():
        means = np.mean(folds_of, axis=0)
        cells = ["–" if (title, k) in hidden else f"{x:.2f}" for k, x in enumerate(means)]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return lines


def comparison(yards: list[Yard]) -> list[str]:
    rows: dict[str, list[list[float]]] = {}
    for yard in yards:
        everything = {HELD: lambda name, yard=yard: of_emotion(yard.fold.held, name), **sources(yard.fold)}
        for title, source in everything.items():
            rows.setdefault(title, []).append(yard.measure(source))
    hidden = ((HELD, 0), (HELD, 1), (HELD, 2), (HELD, 3), (HELD, 5), (OTHERS, 4))
    return table(f"source | {MEASURES}", rows, hidden)


def variation(yards: list[Yard]) -> list[str]:
    names = [FIELDS[column] for column in yards[0].columns]
    parts: dict[str, list[Array]] = {"real": [], "takes": [], "rules": []}
    for yard in yards:
        parts["real"].append(yard.deviation(lambda name, yard=yard: of_emotion(yard.fold.held, name)))
        parts["takes"].append(yard.deviation(sampled(yard.fold.model)))
        parts["rules"].append(yard.deviation(rules))
    lines = [
        "| target | held-out recordings | takes of the model | ratio | takes of the rules |",
        "|---" * 5 + "|",
    ]
    for k, name in enumerate(names):
        real, takes, ruled = (np.mean([fold[k] for fold in part]) for part in parts.values())
        lines.append(f"| {name} | {real:.2f} | {takes:.2f} | {takes / real:.2f} | {ruled:.2f} |")
    return lines


def guidance(yards: list[Yard]) -> list[str]:
    rows: dict[str, list[list[float]]] = {}
    for yard in yards:
        for strength in GUIDANCE:
            source = sampled(yard.fold.model, strength)
            shown = np.concatenate([source(name) for name in yard.names])[:, yard.columns]
            limits = in_range(np.array([[-99.0] * len(FIELDS), [99.0] * len(FIELDS)]))[:, yard.columns]
            at_limit = float(np.mean(np.isclose(shown, limits[0]) | np.isclose(shown, limits[1])))
            spread = float(np.mean(yard.deviation(source) / yard.deviation(sampled(yard.fold.model))))
            rows.setdefault(f"{strength:g}", []).append([*yard.measure(source), spread, at_limit])
    return table(f"guidance | {MEASURES} | variation | at a limit", rows)


def solver_steps(yards: list[Yard]) -> list[str]:
    rows: dict[str, list[list[float]]] = {}
    for yard in yards:
        scheduler = yard.fold.model.scheduler
        usual = len(scheduler.timesteps)
        for count in STEP_COUNTS:
            scheduler.set_timesteps(count)
            rows.setdefault(str(count), []).append(yard.measure(sampled(yard.fold.model)))
        scheduler.set_timesteps(usual)
    return table(f"steps | {MEASURES}", rows)


def own_actor(examples: Examples, yards: list[Yard]) -> list[str]:
    """Each held-out speaker's own model, learnt from all but two clips of each emotion, and the model
    of the other speakers, against those two."""
    later = np.array(
        [
            list(zip(examples.speakers, examples.emotions, strict=True))[:k].count(key) < OWN_HELD
            for k, key in enumerate(zip(examples.speakers, examples.emotions, strict=True))
        ]
    )
    rows: dict[str, list[list[float]]] = {}
    for yard in yards:
        for speaker in sorted(set(yard.fold.held.speakers)):
            own = np.array(examples.speakers) == speaker
            rest = subset(examples, own & later)
            for title, source in {
                "his own model": sampled(trained(subset(examples, own & ~later)).model()),
                "the model of six other speakers": sampled(yard.fold.model),
                "rules that ship with emogen": rules,
            }.items():
                rows.setdefault(title, []).append(
                    np.mean(
                        [scores(yard, rest, source, n) for n in yard.names if n in rest.emotions], axis=0
                    ).tolist()
                )
    return table("targets by | energy score | distance of the mean", rows)


def scores(yard: Yard, rest: Examples, source: Source, name: str) -> tuple[float, float]:
    """Energy score (Gneiting & Raftery 2007) of some clips of one emotion, and the distance of the
    mean of what was made from theirs."""
    made, real = yard.seen(source(name)), yard.seen(of_emotion(rest, name))
    return gap(made, real) - gap(made, made) / 2, float(np.linalg.norm(made.mean(axis=0) - real.mean(axis=0)))


def speed(model: TargetModel) -> list[str]:
    joy = Emotion("joy")
    with tempfile.TemporaryDirectory() as folder:
        model.save(folder)
        tasks: dict[str, Callable[[], object]] = {
            "load the model (torch already loaded)": lambda: load_targets(folder),
            "one take": lambda: model.sample(joy, take=1),
            "one take, guidance 2": lambda: model.sample(joy, take=1, guidance=2.0),
            "the mean": lambda: model.sample(joy, take=0),
            "256 takes at once": lambda: model.samples(joy, range(1, 257)),
        }
        lines = ["| task | median, ms | best, ms |", "|---|---|---|"]
        for title, task in tasks.items():
            task()
            times = [clock(task) for _ in range(10 if "load" in title else 200)]
            lines.append(f"| {title} | {1e3 * np.median(times):.1f} | {1e3 * min(times):.1f} |")
    return lines


def clock(task: Callable[[], object]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/tables/target_diffusion.md"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    with (options.folder / "index.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    with tempfile.TemporaryDirectory() as scratch:
        recordings = [
            Recording(options.folder / row["file"], line, row["speaker"], Emotion(row["emotion"]))
            for line, row in enumerate(rows, start=2)
        ]
        examples = read_examples(recordings, Path(scratch) / "measures.json")
    began = time.perf_counter()
    yards = [Yard(fold) for fold in folds(examples)]
    seconds = (time.perf_counter() - began) / FOLDS
    best = [yard.fold.model.card.steps for yard in yards]
    parts = {
        "Samples against held-out speakers": comparison(yards),
        "Variation between takes": variation(yards),
        "Guidance": guidance(yards),
        "Steps of sampling": solver_steps(yards),
        "An actor of one's own": own_actor(examples, yards),
        "Time": speed(yards[0].fold.model),
    }
    facts = f"{len(rows)} recordings; a training took {seconds:.0f} s and ended with {best} steps"
    text = "\n".join([PREAMBLE, "", facts + ".", *(f"\n## {t}\n\n" + "\n".join(p) for t, p in parts.items())])
    write_text(options.output, text + "\n")
    print(text, file=sys.stdout)


if __name__ == "__main__":
    main()
