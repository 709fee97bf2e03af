"""Voice targets commanded against acoustics measured: docs/tables/voice_dose_response.md and a plot.

Eight emotions from 0 to full strength in steps of a tenth, four voices, twenty sentences that were used
for nothing else (those of ``emogen evaluate bench``; each voice says a few of them in each emotion).
What is measured is measured on the sound alone, by the ear of the judges
(``pipelines/evaluate/hearing``), which shares nothing with what makes the voice. Run
``python benchmarks/dose_response.py``; it needs the ``dev`` extra and takes half an hour on two cores.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.voice import TARGETS, voice_targets
from emogen.files import write_text
from emogen.pipelines.evaluate.bench.suites import SENTENCES, VOICES
from emogen.pipelines.evaluate.hearing import acoustics
from emogen.pipelines.evaluate.statistics import spearman
from emogen.pipelines.speech.level import speech_level
from emogen.pipelines.speech.speak import speak
from emogen.pipelines.speech.voices import find_voice
from emogen.plots import COLOURS, drawing

if TYPE_CHECKING:
    from numpy.typing import NDArray

EMOTIONS = ("anger", "disgust", "fear", "joy", "sadness", "surprise", "affection", "contempt")
SPEAKERS = VOICES[:4]

CUES: dict[str, tuple[str, float]] = {
    "f0_shift": ("f0_p50", 1.0),
    "f0_range": ("f0_range", 1.0),
    "final_rise": ("f0_final", 1.0),
    "sonorant_length": ("voiced_length_mean", 1.0),
    "obstruent_length": ("unvoiced_length_mean", 1.0),
    "pause_length": ("pause_share", 1.0),
    "level": ("level", 1.0),
    "effort": ("voiced_hammarberg_mean", -1.0),
    "brightness": ("voiced_alpha_mean", -1.0),
    "tension": ("voiced_h1_h2_mean", -1.0),
    "breathiness": ("voiced_harmonicity_mean", -1.0),
    "jitter": ("voiced_jitter_mean", 1.0),
    "shimmer": ("voiced_shimmer_mean", 1.0),
}
"""The functional of the ear that a target claims to move, and the direction in which it does. Emotions
move all targets at once, so that some cues hear several of them: that is what is tested."""

LEAST = 0.15
"""Share of a target's range that an emotion at full strength must use to claim to move it. Ours."""

Key = tuple[str, str, float]


def measure(job: tuple[Key, str]) -> tuple[Key, NDArray[np.float64]]:
    """The cues of one line, and its level in dB."""
    (voice, emotion, intensity), sentence = job
    audio = speak(sentence, emotion=Emotion(emotion, intensity), voice=voice).audio
    return job[0], np.append(acoustics.functionals(audio), speech_level(audio.samples, audio.rate))


def run(sentences: int, steps: tuple[float, ...]) -> dict[Key, NDArray[np.float64]]:
    """Mean cues, by voice, emotion and intensity, less those of the same lines at intensity 0."""
    jobs = []
    for number, (voice, emotion) in enumerate(product(SPEAKERS, EMOTIONS)):
        lines = [SENTENCES[(number * sentences + k) % len(SENTENCES)] for k in range(sentences)]
        jobs += [((voice, emotion, step), line) for step in steps for line in lines]
    found: dict[Key, list[NDArray[np.float64]]] = defaultdict(list)
    with ProcessPoolExecutor(max_workers=2) as pool:
        for key, values in pool.map(measure, jobs, chunksize=4):
            found[key].append(values)
    means = {key: np.mean(values, axis=0) for key, values in found.items()}
    return {key: value - means[key[0], key[1], 0.0] for key, value in means.items()}


def commanded(target: str, emotion: str, intensity: float, sex: str) -> float:
    """The value of a target as a change: its logarithm for a factor."""
    value = float(getattr(voice_targets(Emotion(emotion, intensity), sex=sex), target))
    return math.log(value) if TARGETS[target].is_factor else value


def claimed(target: str, emotion: str) -> bool:
    """Whether an emotion moves a target far enough to be heard."""
    span = TARGETS[target]
    width = math.log(span.high / span.low) if span.is_factor else span.high - span.low
    return abs(commanded(target, emotion, 1.0, "female")) >= LEAST * width


def curves(
    means: dict[Key, NDArray[np.float64]], steps: tuple[float, ...]
) -> dict[tuple[str, str], list[tuple[list[float], list[float]]]]:
    """(commanded, measured) over the steps, a pair for each voice, by target and emotion."""
    names = (*acoustics.NAMES, "level")
    found: dict[tuple[str, str], list[tuple[list[float], list[float]]]] = defaultdict(list)
    for (target, (cue, sign)), emotion, voice in product(CUES.items(), EMOTIONS, SPEAKERS):
        if claimed(target, emotion):
            sex = find_voice(voice).sex
            asked = [commanded(target, emotion, step, sex) for step in steps]
            heard = [sign * float(means[voice, emotion, step][names.index(cue)]) for step in steps]
            found[target, emotion].append((asked, heard))
    return found


def table(found: dict[tuple[str, str], list[tuple[list[float], list[float]]]]) -> str:
    lines = [
        "<!-- made by benchmarks/dose_response.py -->",
        "Spearman of commanded and measured over intensities 0 to 1, median over four voices; empty where an",
        f"emotion moves a target by less than {LEAST:.0%} of its range.",
        "",
        f"| target | heard as | {' | '.join(EMOTIONS)} | all |",
        "|---|---|" + "---|" * (len(EMOTIONS) + 1),
    ]
    for target, (cue, _) in CUES.items():
        rows = {e: [spearman(*pair) for pair in found[target, e]] for e in EMOTIONS if (target, e) in found}
        cells = [f"{np.median(rows[e]):.2f}" if e in rows else "" for e in EMOTIONS]
        every = [rho for row in rows.values() for rho in row]
        overall = f"{np.median(every):.2f}" if every else ""
        lines.append(f"| {target} | {cue} | {' | '.join(cells)} | {overall} |")
    return "\n".join(lines) + "\n"


def plot(found: dict[tuple[str, str], list[tuple[list[float], list[float]]]], path: Path) -> None:
    """A panel a target: measured over commanded, a line for each emotion, the mean of the voices."""
    with drawing(path, (13, 8)) as made:
        for number, (target, (cue, _)) in enumerate(CUES.items(), 1):
            axes = made.add_subplot(3, 5, number)
            for emotion in EMOTIONS:
                if (target, emotion) in found:
                    asked, heard = np.mean(np.array(found[target, emotion]), axis=0)
                    axes.plot(asked, heard, color=COLOURS.get(emotion, "#c77dba"), linewidth=1.4)
            axes.set_title(f"{target} → {cue}", fontsize=8)
            axes.tick_params(labelsize=7)
        key = made.add_subplot(3, 5, 15)
        key.set_axis_off()
        for emotion in EMOTIONS:
            key.plot([], [], color=COLOURS.get(emotion, "#c77dba"), label=emotion)
        key.legend(loc="center", frameon=False)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=3, help="lines a voice says in each emotion")
    parser.add_argument("--steps", type=int, default=10, help="steps from 0 to full strength")
    options = parser.parse_args()
    steps = tuple(round(step / options.steps, 3) for step in range(options.steps + 1))
    found = curves(run(options.sentences, steps), steps)
    text = table(found)
    write_text(Path("docs/tables/voice_dose_response.md"), text)
    plot(found, Path("docs/images/voice_dose_response.png"))
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
