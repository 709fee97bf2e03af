"""Voice targets commanded against what is measured: docs/tables/voice_dose_response.md and a plot.

First each target alone, over its range, in four voices. Then eight emotions from 0 to full strength in
steps of a tenth, in which all targets move at once: four voices, twenty sentences that were used for
nothing else (those of ``emogen evaluate bench``; a line is two of them, so that there is a pause in it).
What is measured is measured on the sound by ``voice_cues.py``. Run ``python -m benchmarks.dose_response``;
it needs the ``dev`` extra and takes half an hour on two quiet cores.
"""

from __future__ import annotations

import argparse
import math
import sys
import warnings
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.voice_cues import CUES, cues
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.voice import TARGETS, VoiceTargets, voice_targets
from emogen.files import write_text
from emogen.pipelines.evaluate.bench.suites import SENTENCES, VOICES
from emogen.pipelines.evaluate.statistics import spearman
from emogen.pipelines.speech.speak import speak
from emogen.pipelines.speech.voices import find_voice
from emogen.plots import COLOURS, drawing

if TYPE_CHECKING:
    from emogen.arrays import Doubles

EMOTIONS = ("anger", "disgust", "fear", "joy", "sadness", "surprise", "affection", "contempt")
SPEAKERS = VOICES[:4]

LEAST = 0.15
"""Share of a target's range that an emotion at full strength must use to claim to move it. Ours."""

Key = tuple[str, str, float]
"""Voice, emotion or target, and its strength or value."""

Job = tuple[Key, str]
Curves = dict[tuple[str, str], list[tuple[list[float], list[float]]]]
"""By target and emotion ("" for a target alone), (commanded, measured) of each voice."""


def line(number: int) -> str:
    """Two sentences."""
    return f"{SENTENCES[number % len(SENTENCES)]} {SENTENCES[(number + 7) % len(SENTENCES)]}"


def measure(job: Job) -> tuple[Key, Doubles]:
    """The cues of a line, in the direction of their targets."""
    (voice, name, value), text = job
    if name in TARGETS:
        speech = speak(text, voice=voice, targets=VoiceTargets(**{name: value}))
    else:
        speech = speak(text, voice=voice, emotion=Emotion(name, value))
    found = cues(speech)
    return job[0], np.array([sign * found[target] for target, (_, sign) in CUES.items()])


def measured(jobs: list[Job]) -> dict[Key, Doubles]:
    """Mean cues by key."""
    found: dict[Key, list[Doubles]] = defaultdict(list)
    with ProcessPoolExecutor(max_workers=2) as pool:
        for key, values in pool.map(measure, jobs, chunksize=4):
            found[key].append(values)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # A cue that no line has is NaN.
        return {key: np.nanmean(values, axis=0) for key, values in found.items()}


def alone(steps: int) -> Curves:
    """Each target by itself, from one end of its range to the other."""
    values: dict[str, list[float]] = {}
    for name, target in TARGETS.items():
        between = np.linspace(*ends(name), steps + 1)
        values[name] = [float(value) for value in (np.exp(between) if target.is_factor else between)]
    pairs = list(enumerate(product(TARGETS, SPEAKERS)))
    means = measured(
        [((voice, name, value), line(n)) for n, (name, voice) in pairs for value in values[name]]
    )
    found: Curves = defaultdict(list)
    for _, (name, voice) in pairs:
        place = list(CUES).index(name)
        found[name, ""].append((values[name], [float(means[voice, name, v][place]) for v in values[name]]))
    return found


def together(sentences: int, steps: int) -> Curves:
    """Targets within emotions of rising strength, relative to strength 0."""
    strengths = [round(step / steps, 3) for step in range(steps + 1)]
    jobs: list[Job] = []
    for number, (voice, emotion) in enumerate(product(SPEAKERS, EMOTIONS)):
        texts = [line(number * sentences + k) for k in range(sentences)]
        jobs += [((voice, emotion, strength), text) for strength in strengths for text in texts]
    means = measured(jobs)
    found: Curves = defaultdict(list)
    for (place, target), emotion, voice in product(enumerate(CUES), EMOTIONS, SPEAKERS):
        if claimed(target, emotion):
            asked = [commanded(target, emotion, step, find_voice(voice).sex) for step in strengths]
            heard = [float(means[voice, emotion, step][place]) for step in strengths]
            found[target, emotion].append((asked, [value - heard[0] for value in heard]))
    return found


def ends(target: str) -> tuple[float, float]:
    """Of a target's range, as changes: logarithms for a factor."""
    span = TARGETS[target]
    return (math.log(span.low), math.log(span.high)) if span.is_factor else (span.low, span.high)


def commanded(target: str, emotion: str, intensity: float, sex: str) -> float:
    """The value of a target as a change: its logarithm for a factor."""
    value = float(getattr(voice_targets(Emotion(emotion, intensity), sex=sex), target))
    return math.log(value) if TARGETS[target].is_factor else value


def claimed(target: str, emotion: str) -> bool:
    """Whether an emotion moves a target far enough to be heard."""
    low, high = ends(target)
    return abs(commanded(target, emotion, 1.0, "female")) >= LEAST * (high - low)


def table(single: Curves, found: Curves, made: str) -> str:
    lines = [
        f"<!-- made by benchmarks/dose_response.py {made} -->",
        "Spearman of commanded and measured, median over four voices: each target alone over its range, then",
        "over intensities 0 to 1 of emotions; empty where one moves a target by less than",
        f"{LEAST:.0%} of its range.",
        "",
        f"| target | measured as | alone | {' | '.join(EMOTIONS)} | all |",
        "|---|---|---|" + "---|" * (len(EMOTIONS) + 1),
    ]
    for target, (cue, _) in CUES.items():
        rows = {e: [spearman(*pair) for pair in found[target, e]] for e in EMOTIONS if (target, e) in found}
        cells = [f"{np.nanmedian(rows[e]):.2f}" if e in rows else "" for e in EMOTIONS]
        every = [rho for row in rows.values() for rho in row]
        overall = f"{np.nanmedian(every):.2f}" if every else ""
        by_itself = np.nanmedian([spearman(*pair) for pair in single[target, ""]])
        lines.append(f"| {target} | {cue} | {by_itself:.2f} | {' | '.join(cells)} | {overall} |")
    return "\n".join(lines) + "\n"


def plot(single: Curves, found: Curves, path: Path) -> None:
    """A panel a target: measured over commanded, black alone, coloured within emotions, mean of voices."""
    with drawing(path, (14, 9)) as made:
        for number, (target, (cue, sign)) in enumerate(CUES.items(), 1):
            axes = made.add_subplot(4, 5, number)
            for name, colour in (("", "black"), *((e, COLOURS.get(e, "#c77dba")) for e in EMOTIONS)):
                if pairs := (found if name else single).get((target, name)):
                    asked, heard = np.nanmean(np.array(pairs), axis=0)
                    if not name:
                        asked = np.log(asked) if TARGETS[target].is_factor else asked
                        heard = heard - np.interp(0.0, asked, heard)
                    axes.plot(asked, sign * heard, color=colour, linewidth=1.3)
            axes.set_title(f"{target}\n{cue}", fontsize=7)
            axes.tick_params(labelsize=6)
        key = made.add_subplot(4, 5, 20)
        key.set_axis_off()
        key.plot([], [], color="black", label="alone")
        for emotion in EMOTIONS:
            key.plot([], [], color=COLOURS.get(emotion, "#c77dba"), label=emotion)
        key.legend(loc="center", frameon=False, fontsize=7)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=1, help="lines a voice says in each emotion")
    parser.add_argument("--steps", type=int, default=10, help="steps from 0 to full strength")
    parser.add_argument("--alone", type=int, default=4, help="steps over the range of a target alone")
    options = parser.parse_args()
    single, found = alone(options.alone), together(options.sentences, options.steps)
    made = f"--sentences {options.sentences} --steps {options.steps} --alone {options.alone}"
    text = table(single, found, made)
    write_text(Path("docs/tables/voice_dose_response.md"), text)
    plot(single, found, Path("docs/images/voice_dose_response.png"))
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
