"""What the diffusion model of voice targets is worth: writes docs/tables/target_diffusion.md.

Run ``python -m benchmarks.target_diffusion FOLDER``, where the folder holds ``index.tsv`` with the
columns file, emotion and speaker (nEMO, Christop 2024), perhaps with ``--ravdess`` and the folder of
one actor (Livingstone & Russo 2018). Both are CC BY-NC-SA 4.0: to measure with, not to ship anything
made from them. It takes minutes and needs the ``dev`` extra.

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
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
import torch

from benchmarks.target_measures import (
    FOLDS,
    HELD,
    OTHERS,
    Source,
    Yard,
    folds,
    gap,
    in_range,
    of_emotion,
    rules,
    sampled,
    sources,
    subset,
    trained,
)
from emogen.arrays import Doubles
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.acoustics import relative
from emogen.conditioning.targets.card import FIELDS, encode
from emogen.conditioning.targets.diffusion import TargetModel, load_targets
from emogen.conditioning.train.recordings import Examples, Recording, read_examples
from emogen.dsp.measures import measure
from emogen.files import write_text
from emogen.pipelines.speech.speak import speak
from emogen.seeds import stream

GUIDANCE = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
STEP_COUNTS = (4, 8, 12, 20, 50)
OWN_HELD = 2
SENTENCE = "I am going to see my brother in the city."
SPOKEN = 6
RAVDESS = {
    **{"01": "neutral", "03": "joy", "04": "sadness", "05": "anger"},
    **{"06": "fear", "07": "disgust", "08": "surprise"},
}
MEASURES = "energy | covariance | correlation | mean | judge A | judge B | nearest"

PREAMBLE = """# Diffusion of voice targets, measured

Made by `benchmarks/target_diffusion.py` on nEMO (Christop 2024; 9 Polish actors, 6 emotions, about 8
sentences of each), which is measured with and not shipped. Three times, three actors are held out.

All distances are in standard deviations of the recordings that were learnt from, 10 targets at once,
within an emotion, means over emotions and divisions; smaller is better. *Energy*: distance of the
whole distributions (Székely & Rizzo 2013). *Covariance*, *correlation*: Frobenius distance of the
matrices. *Mean*: distance of the means. *Judge A* is a linear discriminant analysis of the recordings
that were learnt from, *judge B* one of the held-out recordings: the share of targets that it gives
the emotion they were made for (chance .17). *Nearest*: distance to the nearest recording that was
learnt from; a model that repeats its recordings would be near 0."""


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
        everything: dict[str, Source] = {HELD: partial(of_emotion, yard.fold.held), **sources(yard.fold)}
        for title, source in everything.items():
            rows.setdefault(title, []).append(yard.measure(source))
    hidden = ((HELD, 0), (HELD, 1), (HELD, 2), (HELD, 3), (HELD, 5), (OTHERS, 4), (OTHERS, 6))
    return table(f"source | {MEASURES}", rows, hidden)


def variation(yards: list[Yard]) -> list[str]:
    names = [FIELDS[column] for column in yards[0].columns]
    parts: dict[str, list[Doubles]] = {"real": [], "takes": [], "rules": []}
    for yard in yards:
        parts["real"].append(yard.deviation(partial(of_emotion, yard.fold.held)))
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


def own_actor(examples: Examples, pairs: list[tuple[Yard, str]]) -> list[str]:
    """Each speaker's own model, learnt from all but two clips of each emotion, and a model of other
    speakers, against those two."""
    keys = list(zip(examples.speakers, examples.emotions, strict=True))
    later = np.array([keys[:k].count(key) < OWN_HELD for k, key in enumerate(keys)])
    rows: dict[str, list[list[float]]] = {}
    for yard, speaker in pairs:
        own = np.array(examples.speakers) == speaker
        rest = subset(examples, own & later)
        for title, source in {
            "a model of the speaker alone": sampled(trained(subset(examples, own & ~later)).model()),
            "a model of six others": sampled(yard.fold.model),
            "rules that ship with emogen": rules,
        }.items():
            found = [scores(yard, rest, source, name) for name in sorted(set(rest.emotions))]
            rows.setdefault(title, []).append([float(x) for x in np.mean(found, axis=0)])
    return table("targets by | energy score | distance of the mean", rows)


def unheard(examples: Examples, yard: Yard) -> list[str]:
    """Distance of the mean of each emotion from what a model says of it that never heard it."""
    lines = ["| left out | model | no change | its own half against the other |", "|---|---|---|---|"]
    for name in yard.names:
        if name == "neutral":
            continue
        real = yard.seen(of_emotion(examples, name))
        others = np.array([one != name for one in examples.emotions])
        takes = yard.seen(sampled(trained(subset(examples, others)).model())(name))
        order = stream(0, "halves").permutation(len(real))
        half = real[order[::2]].mean(axis=0) - real[order[1::2]].mean(axis=0)
        apart = (takes.mean(axis=0) - real.mean(axis=0), real.mean(axis=0), half)
        lines.append(f"| {name} | {' | '.join(f'{np.linalg.norm(x):.2f}' for x in apart)} |")
    return lines


def scores(yard: Yard, rest: Examples, source: Source, name: str) -> tuple[float, float]:
    """Energy score (Gneiting & Raftery 2007) of some clips of one emotion, and the distance of the
    mean of what was made from theirs."""
    made, real = yard.seen(source(name)), yard.seen(of_emotion(rest, name))
    return gap(made, real) - gap(made, made) / 2, float(np.linalg.norm(made.mean(axis=0) - real.mean(axis=0)))


def spoken(model: TargetModel) -> list[str]:
    """Takes said by the voice that ships, and measured again."""
    plain = speak(SENTENCE).audio
    habit = measure(plain.samples, plain.rate)
    asked, heard = [], []
    for name in ("anger", "fear", "joy", "sadness", "surprise"):
        for targets in model.samples(Emotion(name), range(1, SPOKEN + 1)):
            audio = speak(SENTENCE, targets=targets).audio
            asked.append(encode(asdict(targets)))
            heard.append(encode(asdict(relative(measure(audio.samples, audio.rate), habit))))
    lines = [
        "| target | correlation of commanded and measured | measured for each unit commanded |",
        "|---|---|---|",
    ]
    for name in model.card.fields:
        one, other = (np.array(part)[:, FIELDS.index(name)] for part in (asked, heard))
        lines.append(f"| {name} | {np.corrcoef(one, other)[0, 1]:.2f} | {np.polyfit(one, other, 1)[0]:.2f} |")
    return lines


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


def nemo(folder: Path) -> list[Recording]:
    with (folder / "index.tsv").open(encoding="utf-8") as file:
        return [
            Recording(folder / row["file"], line, row["speaker"], Emotion(row["emotion"]))
            for line, row in enumerate(csv.DictReader(file, delimiter="\t"), start=2)
        ]


def ravdess(folder: Path) -> list[Recording]:
    """The recordings of a folder but for the calm ones, by the code in their names."""
    parts = [(path, path.stem.split("-")) for path in sorted(folder.glob("*.wav"))]
    return [
        Recording(path, line, code[6], Emotion(RAVDESS[code[2]]))
        for line, (path, code) in enumerate(parts)
        if code[2] in RAVDESS
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ravdess", type=Path, help="folder of one actor, 03-01-….wav")
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/tables/target_diffusion.md"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as scratch:
        cache = Path(scratch) / "measures.json"
        examples = read_examples(nemo(options.folder), cache)
        english = read_examples(ravdess(options.ravdess), cache) if options.ravdess else None
    began = time.perf_counter()
    yards = [Yard(fold) for fold in folds(examples)]
    seconds = (time.perf_counter() - began) / FOLDS
    best = [yard.fold.model.card.steps for yard in yards]
    parts = {
        "Samples against held-out speakers": comparison(yards),
        "Variation between takes": variation(yards),
        "Guidance": guidance(yards),
        "Steps of sampling": solver_steps(yards),
        "An actor of one's own": own_actor(
            examples, [(yard, speaker) for yard in yards for speaker in sorted(set(yard.fold.held.speakers))]
        ),
        "An emotion that was never heard": unheard(examples, yards[0]),
    }
    if english:
        title = "An actor of another language (RAVDESS, actor 01)"
        parts[title] = own_actor(english, [(yard, "01") for yard in yards])
    parts["Said by the voice and measured again: 30 takes of one sentence"] = spoken(yards[0].fold.model)
    parts["Time"] = speed(yards[0].fold.model)
    facts = (
        f"{len(examples.speakers)} recordings; a training took {seconds:.0f} s and ended with {best} steps"
    )
    text = "\n".join([PREAMBLE, "", facts + ".", *(f"\n## {t}\n\n" + "\n".join(p) for t, p in parts.items())])
    write_text(options.output, text + "\n")
    print(text, file=sys.stdout)


if __name__ == "__main__":
    main()
