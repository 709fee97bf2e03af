"""How well judges of emotion in voices hear real people: writes docs/tables/judges_actors.md.

Run ``python -m benchmarks.judges_actors DATA`` with the folders that `emogen train judge` reads. The
figures also go to ``assets/judges.tsv``. Nobody is judged by a judge that learnt from him: `actors`
and `listener` are trained anew without each speaker, and without the whole of nEMO; `studio` learnt
from neither.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmarks.confusion_table import record_confusion
from benchmarks.judge_table import TABLE, record
from emogen.files import write_text
from emogen.pipelines.evaluate import statistics
from emogen.pipelines.evaluate.figures import Figure
from emogen.pipelines.evaluate.hearing import corpora
from emogen.pipelines.evaluate.hearing.corpora import read_clips
from emogen.pipelines.evaluate.hearing.heard import Heard, hear_clips
from emogen.pipelines.evaluate.hearing.sense import ENCODED
from emogen.pipelines.evaluate.hearing.train import (
    AROUSED,
    PLEASED,
    Relative,
    Said,
    fit,
    held_out,
    listen,
    told_apart,
)
from tools.judge_studio import train_studio

if TYPE_CHECKING:
    Array = np.ndarray[Any, np.dtype[np.float64]]
    Mask = np.ndarray[Any, np.dtype[np.bool_]]

EARS: Final = {"relative": "with a neutral clip of the speaker", "absolute": "alone"}
SIDES: Final = {"arousal": AROUSED, "valence": PLEASED}


@dataclass(frozen=True, eq=False)
class Trial:
    """One trial: a judge on a corpus."""

    judge: str
    data: str
    heard: Heard
    said: dict[str, Said]
    categories: tuple[str, ...]


def figures(trial: Trial) -> tuple[list[Figure], dict[str, float]]:
    """The figures of one trial, and what guessing reaches."""
    found = [one for ear in EARS if ear in trial.said for one in _of_ear(trial, ear)]
    chances = {one.id: 0.5 if "auc" in one.id else 1 / max(1, len(trial.categories)) for one in found}
    return found, chances


def _of_ear(trial: Trial, ear: str) -> list[Figure]:
    said, true = trial.said[ear], np.array(trial.heard.categories)
    speakers = np.array(trial.heard.speakers)
    found = []
    if trial.categories:
        known = np.isin(true, trial.categories) & has_opinion(said)
        pairs = statistics.coded(true[known].tolist(), named(trial, ear)[known].tolist())
        found.append(
            _figure(f"recall/{ear}", pairs, statistics.recall_of, speakers[known], f"recall, {EARS[ear]}")
        )
    both = statistics.paired(statistics.auc)
    for axis, (name, (up, down)) in enumerate(SIDES.items()):
        if axis and not trial.categories:
            continue  # The judge without categories hears arousal only.
        sides = np.isin(true, [*up, *down])
        rows = np.stack([np.isin(true[sides], [*up]), said.axes[sides, axis]], 1)
        meaning = f"chance that {name} tells high from low, {EARS[ear]}"
        found.append(_figure(f"auc_{name}/{ear}", rows, both, speakers[sides], meaning))
    strengths = _strengths(trial.heard, said)
    if len(strengths):
        meaning = f"chance that the strong version of an emotion sounds more aroused, {EARS[ear]}"
        found.append(statistics.figure(f"auc_strength/{ear}", strengths, better="higher", meaning=meaning))
    return found


def _figure(id: str, rows: Array, statistic: statistics.Statistic, speakers: Array, meaning: str) -> Figure:
    """By whole speakers where there are several."""
    several = len(set(speakers)) > 2
    clusters = speakers.tolist() if several else None
    return statistics.figure(id, rows, statistic, better="higher", meaning=meaning, clusters=clusters)


def _strengths(heard: Heard, said: Said) -> Array:
    """For each strong clip, the share of normal ones of its emotion and speaker that sound less
    aroused, shape ``(n,)``; of sadness and calm, which grow calmer or not, none."""
    up = AROUSED[0]
    found = []
    for strong, one in enumerate(heard.clips):
        if one.strength == 2 and one.category in up:
            weak = [
                place
                for place, other in enumerate(heard.clips)
                if other.strength == 1 and (other.who, other.category) == (one.who, one.category)
            ]
            found.append(float((said.axes[weak, 0] < said.axes[strong, 0]).mean()))
    return np.array(found)


def named(trial: Trial, ear: str) -> Array:
    """The likeliest category of each clip; of no meaning where :func:`has_opinion` is False."""
    return np.asarray(np.array(trial.categories)[trial.said[ear].shares.argmax(1)])


def has_opinion(said: Said) -> Mask:
    """Of which clips anything was said: shape ``(n,)``."""
    return np.asarray(np.isfinite(said.shares).all(1))


def record_reference(heard: Heard) -> None:
    """Which recordings the figures come from: a judge trained on others is known by that."""
    by_name = {clip.corpus.name: clip.corpus for clip in heard.clips}
    lines = ["corpus\tdigest"]
    for name, corpus in sorted(by_name.items()):
        lines.append(f"{name}\t{corpora.digest(clip for clip in heard.clips if clip.corpus == corpus)}")
    write_text(TABLE.with_name(corpora.REFERENCE), "\n".join(lines) + "\n")


def trials(heard: Heard, encoded: Heard) -> list[Trial]:
    """Everything that is tried."""
    return [*_tried("actors", heard, "both"), *_tried("listener", encoded, "none"), *_studio(heard)]


def _tried(judge: str, heard: Heard, relative: Relative) -> list[Trial]:
    """A judge that learns from all corpora, on speakers and on a corpus left out."""
    categories = told_apart(heard)
    corpus = np.array([clip.corpus.name for clip in heard.clips])
    everybody = held_out(heard, categories, relative=relative)
    nemo, ravdess = corpora.NEMO.name, corpora.RAVDESS.name
    found = []
    for name in (nemo, ravdess):
        mine = corpus == name
        said = {ear: Said(one.shares[mine], one.axes[mine]) for ear, one in everybody.items()}
        found.append(Trial(judge, name, heard.where(mine), said, categories))
    rest, other = heard.where(corpus != nemo), heard.where(corpus == nemo)
    fewer = told_apart(rest)
    said = listen(fit(rest, fewer, relative=relative), other)
    found.append(Trial(judge, f"{nemo}, learnt from the other corpora", other, said, fewer))
    return found


def _studio(heard: Heard) -> list[Trial]:
    """The judge that ships."""
    corpus = np.array([clip.corpus.name for clip in heard.clips])
    found = []
    studio = train_studio(heard.where(corpus == corpora.STUDIO.name))
    for name in (corpora.NEMO.name, corpora.RAVDESS.name):
        mine = heard.where(corpus == name)
        found.append(Trial("studio", name, mine, listen(studio, mine), ()))
    return found


def confusion(trial: Trial) -> list[str]:
    true = trial.heard.categories
    ear = next(iter(trial.said))
    heard_at_all = has_opinion(trial.said[ear])
    kept = [place for place, name in enumerate(true) if name in trial.categories and heard_at_all[place]]
    meant, heard = [true[place] for place in kept], named(trial, ear)[kept].tolist()
    record_confusion(trial.judge, trial.data, meant, heard, [trial.heard.speakers[place] for place in kept])
    table = statistics.confusion(meant, heard, trial.categories)
    lines = [f"| {trial.data}, acted \\ heard | {' | '.join(trial.categories)} |"]
    lines += ["|---|" + "---|" * len(trial.categories)]
    for name, row in zip(trial.categories, table / table.sum(1, keepdims=True).clip(1), strict=True):
        lines.append(f"| {name} | {' | '.join(f'{share:.2f}' for share in row)} |")
    return [*lines, ""]


def report(heard: Heard, encoded: Heard) -> str:
    lines = [
        "| judge | real people | figure | clips | value | 95 % | chance |",
        "|---|---|---|---|---|---|---|",
    ]
    tables = []
    for trial in trials(heard, encoded):
        found, chances = figures(trial)
        record(trial.judge, found, trial.data, chances)
        for one in found:
            lines.append(
                f"| {trial.judge} | {trial.data} | {one.meaning} | {one.count} | {one.value:.2f} "
                f"| {one.low:.2f} to {one.high:.2f} | {chances[one.id]:.2f} |"
            )
        if len(trial.categories) > 4:
            tables += confusion(trial)
    return "\n".join([*lines, "", *tables])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/tables/judges_actors.md"))
    options = parser.parse_args()
    clips = read_clips(options.data)
    heard, left = hear_clips(clips)
    encoded, _ = hear_clips(clips, sense=ENCODED)
    record_reference(heard)
    table = report(heard, encoded)
    write_text(options.output, "<!-- made by benchmarks/judges_actors.py -->\n" + table)
    print(table, *left, sep="\n")


if __name__ == "__main__":
    main()
