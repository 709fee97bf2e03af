"""Measure how far the figures of a small bench move by chance alone, and note it in the baseline.

``python -m benchmarks.bench_noise speech`` runs the suite with other seeds and writes the standard
deviation of each figure into ``benchmarks/baselines/speech.json``. Another processor rounds otherwise and so
makes other sounds, about as different as another seed's: without this, a bench fails on a machine that is
not the one of its baseline.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from math import isfinite
from pathlib import Path
from statistics import stdev
from typing import Final

from emogen.pipelines.evaluate.bench.run import run_suite
from emogen.pipelines.evaluate.figures import PLACES, Result, read_result, write_result

ROOT: Final = Path(__file__).parents[1]

SEEDS: Final = (1, 2, 3, 4)
"""Besides the baseline's own seed, 0. Ours: five runs tell a standard deviation within a factor of two."""


def noise_of(runs: list[Result]) -> dict[str, float]:
    """The standard deviation of each figure that every run measured, by id."""
    values: dict[str, list[float]] = {}
    for run in runs:
        for figure in run.figures:
            if isfinite(figure.value):
                values.setdefault(figure.id, []).append(figure.value)
    return {id: round(stdev(run), PLACES) for id, run in values.items() if len(run) == len(runs)}


def main() -> None:
    """Run the suite once a seed and store the noise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suite")
    suite = parser.parse_args().suite
    path = ROOT / "benchmarks" / "baselines" / f"{suite}.json"
    folder = ROOT / "build" / "bench" / "noise" / suite
    runs = [run_suite(suite, folder=folder / str(seed), seed=seed) for seed in (0, *SEEDS)]
    write_result(path, replace(read_result(path), noise=noise_of(runs)))


if __name__ == "__main__":
    main()
