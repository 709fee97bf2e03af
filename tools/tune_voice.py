"""How the sizes in ``assets/voice_targets.tsv`` were found: a response surface under a judge.

Lines are spoken with random targets, scattered around the profiles as they are; the ear of the judges
measures what each target does to the sound, relative to the same line said neutrally. A quadratic model of
that, with what it leaves over drawn again, stands for the voice in a search for the targets under which the
judge ``actors`` is surest of each emotion. The search is held near the profiles and keeps their
directions, which are the published ones; it finds sizes. What comes out is rounded by hand and bounded so
that voices stay natural (joy no higher than 5.5 semitones), and is then measured on other voices and other
lines by ``emogen evaluate bench``, also by judges that had no part in it.

    python -m tools.tune_voice gather samples.npz --minutes 25 --seed 1
    python -m tools.tune_voice search samples.npz others.npz

``--around found.json`` gathers around what a search found. The judge learnt from recordings whose licence is
non-commercial (nEMO, RAVDESS: CC BY-NC-SA 4.0): nothing of them is in the table but the choice of sizes.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np

from emogen.arrays import Doubles
from emogen.conditioning.targets.voice import TARGETS, VoiceTargets, voice_targets
from emogen.errors import EmogenError
from emogen.files import whole_file
from emogen.pipelines.evaluate.hearing.acoustics import functionals
from emogen.pipelines.evaluate.hearing.model import VoiceModel, compared, load
from emogen.pipelines.evaluate.judge import need_file
from emogen.pipelines.evaluate.judges.actors import FILE
from emogen.pipelines.speech.speak import speak
from emogen.pipelines.speech.voices import find_voice

LINES: Final = (
    "The letter is lying on the desk.",
    "We are going to the other side.",
    "My brother has the blue car.",
    "It was on the radio this morning.",
    "They will bring the rest tomorrow.",
    "You said that he would call.",
    "The dog is waiting at the gate.",
    "There is nobody in the room.",
    "I saw her near the old harbour.",
    "The window in the kitchen is open.",
    "He told me about it yesterday.",
    "All of them came to the village.",
)
VOICES: Final = (
    *("af_bella", "af_sarah", "af_sky", "am_adam", "am_eric", "am_fenrir"),
    *("bf_isabella", "bf_lily", "bm_daniel", "bm_fable"),
)
"""None of them is used by ``emogen evaluate bench``."""

EMOTIONS: Final = ("anger", "fear", "joy", "sadness", "surprise")

SCATTER: Final[dict[str, float]] = {
    **{"f0_shift": 3, "f0_range": 0.4, "f0_tilt": 1.2, "final_rise": 2, "accent": 1},
    **{"sonorant_length": 0.18, "obstruent_length": 0.15, "pause_length": 0.3, "level_range": 0.15},
    **{"effort": 0.6, "brightness": 3.5, "tremor": 1, "jitter": 1, "breathiness": 0.4, "tension": 0.45},
    **{"creak": 0.3, "shimmer": 0.6},
}
"""Standard deviation with which a target is drawn (of its logarithm for a factor): about a quarter of its
range. The level is left out: the ear does not hear it."""

NAMES: Final = tuple(SCATTER)

CROSSED: Final = (
    *("f0_shift", "f0_range", "effort", "brightness", "sonorant_length", "breathiness", "tension"),
    "final_rise",
)
"""Targets whose products are in the model."""

RIDGE: Final = 8.0
NEAR: Final = 0.03
"""What a step of one standard deviation away from the profiles costs, in nats; and the least share of a
profile's own size that stays."""
LEAST: Final = 0.25


def plain(targets: VoiceTargets) -> Doubles:
    """The targets of :data:`NAMES`, factors as logarithms."""
    return np.array(
        [math.log(getattr(targets, n)) if TARGETS[n].is_factor else getattr(targets, n) for n in NAMES]
    )


def shaped(values: Doubles) -> VoiceTargets:
    """The reverse of :func:`plain`, within the ranges."""
    numbers = {
        n: float(np.exp(v)) if TARGETS[n].is_factor else float(v) for n, v in zip(NAMES, values, strict=True)
    }
    return replace(VoiceTargets(), **{n: TARGETS[n].bounded(v) for n, v in numbers.items()})


def gather(path: Path, minutes: float, seed: int, around: dict[str, list[float]]) -> None:
    """Speak and measure until the time is over."""
    rng = np.random.default_rng(seed)
    calm: dict[tuple[str, str], Doubles] = {}
    rows: list[tuple[Doubles, Doubles, Doubles]] = []
    spread = np.array(list(SCATTER.values()))
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        voice, line = rng.choice(VOICES), rng.choice(LINES)
        emotion = rng.choice((*EMOTIONS, "disgust", "neutral")) if not around else rng.choice(EMOTIONS)
        if around:
            middle, wide = np.array(around[emotion]), 0.3
        else:
            sex = find_voice(voice).sex
            middle = rng.uniform(0, 1.5) * plain(voice_targets(str(emotion), sex=sex))
            wide = rng.uniform(0.2, 1.0)
        targets = shaped(middle + wide * spread * rng.standard_normal(len(NAMES)))
        try:
            if (voice, line) not in calm:
                calm[voice, line] = functionals(speak(line, voice=voice).audio)
            heard = functionals(speak(line, voice=voice, targets=targets, seed=int(rng.integers(1000))).audio)
        except EmogenError:  # No voice is heard in a take that went too far.
            continue
        rows.append((plain(targets), heard, calm[voice, line]))
    with whole_file(path) as temporary:
        asked, heard_all, calm_all = (np.array(column) for column in zip(*rows, strict=True))
        with temporary.open("wb") as out:
            np.savez(out, asked=asked, heard=heard_all, calm=calm_all)
    print(f"{path}: {len(rows)} samples")


def terms(values: Doubles, spread: Doubles) -> Doubles:
    """The terms of the model, shape ``(n, terms)``."""
    scaled = values / spread
    places = [NAMES.index(name) for name in CROSSED]
    crossed = [scaled[:, a] * scaled[:, b] for a, b in combinations(places, 2)]
    return np.column_stack([np.ones(len(scaled)), scaled, scaled**2, *crossed])


def search(samples: list[Path]) -> dict[str, list[float]]:
    """The targets under which the judge is surest of each emotion."""
    from scipy.optimize import minimize

    loaded = [np.load(path) for path in samples]
    asked, heard, calm = (
        np.concatenate([one[name] for one in loaded]) for name in ("asked", "heard", "calm")
    )
    spread = asked.std(0)
    matrix = terms(asked, spread)
    weight = RIDGE * np.diag([0.0, *np.ones(matrix.shape[1] - 1)])
    slopes = np.linalg.solve(matrix.T @ matrix + weight, matrix.T @ (heard - calm))
    rest = heard - calm - matrix @ slopes
    judge = load(need_file(FILE))
    drawn = np.random.default_rng(0).integers(0, len(asked), 400)
    low, high = np.percentile(asked, [2, 98], axis=0)
    found = {}
    for emotion in EMOTIONS:
        start = plain(voice_targets(emotion)).clip(low, high)
        bounds = [
            (max(a, min(LEAST * x, b)) if x > 0.02 else a, min(b, max(LEAST * x, a)) if x < -0.02 else b)
            for x, a, b in zip(start, low, high, strict=True)
        ]
        place = judge.categories.index(emotion)

        def loss(values: Doubles, start: Doubles = start, place: int = place) -> float:
            change = terms(values[None], spread) @ slopes + rest[drawn]
            sure = np.log(shares(judge, change, calm[drawn])[:, place]).mean()
            return float(NEAR * np.square((values - start) / spread).sum() - sure)

        best = minimize(loss, start, method="L-BFGS-B", bounds=bounds, options={"maxiter": 60})
        found[emotion] = best.x.tolist()
        named = shares(judge, terms(best.x[None], spread) @ slopes + rest[drawn], calm[drawn]).argmax(1)
        print(f"{emotion}: expected to be named right {np.mean(named == place):.2f}")
        chosen = shaped(best.x)
        print("   ", {name: round(getattr(chosen, name), 2) for name in NAMES})
    return found


def shares(judge: VoiceModel, change: Doubles, calm: Doubles) -> Doubles:
    """What the judge says of voices that differ so from their neutral versions."""
    ear = judge.relative or judge.absolute
    return ear.shares(compared(calm + change, calm, len(ear.mean)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    gathering = commands.add_parser("gather")
    gathering.add_argument("samples", type=Path)
    gathering.add_argument("--minutes", type=float, default=25)
    gathering.add_argument("--seed", type=int, default=1)
    gathering.add_argument("--around", type=Path, help="what a search found")
    searching = commands.add_parser("search")
    searching.add_argument("samples", type=Path, nargs="+")
    searching.add_argument("-o", "--output", type=Path, default=Path("found.json"))
    options = parser.parse_args()
    if options.command == "gather":
        around = json.loads(options.around.read_text()) if options.around else {}
        gather(options.samples, options.minutes, options.seed, around)
    else:
        options.output.write_text(json.dumps(search(options.samples)))


if __name__ == "__main__":
    main()
