"""Motion as an actor moves, as learnt from him, and as made by rule: how alike?

    python -m benchmarks.motion_learnt DATA

DATA holds ``livelink/*.csv`` (Live Link Face captures, perhaps with WAVs) and ``facegood/*.npy``. Of each
capture the first 60 % are learnt from; what comes after is compared with it. Writes
docs/tables/motion_learnt.md.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.signal import find_peaks, welch

from emogen.arrays import Floats
from emogen.conditioning.emotion import NEUTRAL
from emogen.dsp.recording import load
from emogen.files import write_text
from emogen.media import Audio, FaceMotion
from emogen.pipelines.face.export.livelink import load_csv, save_csv
from emogen.pipelines.face.export.resample import resampled
from emogen.pipelines.face.learnt.blinks import find_blinks
from emogen.pipelines.face.learnt.captures import read_captures
from emogen.pipelines.face.learnt.channels import CHANNELS, GAZE, HEAD, LIDS, track_of
from emogen.pipelines.face.learnt.rate import RATE
from emogen.pipelines.face.learnt.sound import LEVEL, hear
from emogen.pipelines.face.learnt.train import train
from emogen.pipelines.face.motion.animate import animate
from emogen.timeline import Phoneme, Timeline

TABLE: Final = Path(__file__).parents[1] / "docs/tables/motion_learnt.md"
LEARNT: Final = 0.6
TAKES: Final = 4
GROUPS: Final = {
    "lids": LIDS,
    "eyes wide, squint": tuple(name for name in CHANNELS if name.startswith(("eyeWide", "eyeSquint"))),
    "brows": tuple(name for name in CHANNELS if name.startswith("brow")),
    "cheeks, nose": tuple(name for name in CHANNELS if name.startswith(("cheek", "nose"))),
    "head": HEAD,
    "gaze": GAZE,
}
_LOWEST, _HIGHEST = 0.25, 12.0
"""Hz between which spectra are compared."""
_FLOOR: Final = 1e-3
"""Of the real spectrum's mean: below, nobody sees a difference."""


@dataclass(frozen=True)
class Part:
    """A stretch of motion with the sound that goes with it."""

    motion: FaceMotion
    audio: Audio | None

    def cut(self, start: float, end: float) -> Part:
        low, high = round(start * RATE), round(end * RATE)
        m, a = self.motion, self.audio
        sound = a and Audio(a.samples[round(start * a.rate) : round(end * a.rate)], a.rate)
        return Part(FaceMotion(m.curves[low:high], m.head[low:high], m.gaze[low:high], m.fps), sound)


def syllables(motion: FaceMotion) -> Timeline:
    """A timeline as the jaw tells it: a vowel at each opening, the wider half of them stressed."""
    jaw = motion.curve("jawOpen")
    peaks, found = find_peaks(jaw, prominence=0.03, distance=6)
    high = found["prominences"]
    strong = high >= np.median(high) if len(peaks) else high
    phonemes, clock = [], 0.0
    for peak, stressed in zip(peaks / motion.fps, strong, strict=True):
        start, end = max(clock, peak - 0.06), peak + 0.06
        if end - start > 0.04:
            if start - clock > 0.02:
                phonemes.append(Phoneme("" if start - clock > 0.25 else "d", clock, start))
            phonemes.append(Phoneme("ɑ", start, end, int(stressed)))
            clock = end
    if motion.duration - clock > 0.02:
        phonemes.append(Phoneme("", clock, motion.duration))
    return Timeline((), tuple(phonemes), motion.duration)


def spectra(track: Floats) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Frequencies, and the power of each channel's velocity, shape ``(channels, n)``."""
    speed = np.diff(track, axis=0) * RATE
    frequencies, power = welch(speed.T, RATE, nperseg=min(256, len(speed)))
    inside = (frequencies >= _LOWEST) & (frequencies <= _HIGHEST)
    return frequencies[inside], power[:, inside].astype(np.float64)


def log_distance(real: Floats, made: Floats) -> NDArray[np.float64]:
    """Mean difference of the velocity's spectra, dB, shape ``(channels,)``."""
    (_, one), (_, two) = spectra(real), spectra(made)
    floor = _FLOOR * one.mean(axis=1, keepdims=True) + 1e-12
    return np.asarray(np.abs(10 * np.log10((one + floor) / (two + floor))).mean(axis=1))


def correlations(track: Floats) -> NDArray[np.float64]:
    with warnings.catch_warnings(), np.errstate(invalid="ignore", divide="ignore"):
        warnings.simplefilter("ignore")
        return np.nan_to_num(np.atleast_2d(np.corrcoef(track.T)))


def loudness_link(part: Part, columns: list[int]) -> float:
    """Correlation of how lively the upper face is with how loud the voice is; nan without a sound."""
    if part.audio is None:
        return float("nan")
    track = track_of(part.motion)[:, columns]
    lively = np.abs(np.diff(track, axis=0)).mean(axis=1) * RATE
    level = hear(part.audio, np.arange(len(lively)) / RATE)[:, LEVEL]
    window = np.hanning(30) / np.hanning(30).sum()
    return float(np.corrcoef(np.convolve(lively, window, "same"), np.convolve(level, window, "same"))[0, 1])


def blink_facts(motion: FaceMotion) -> tuple[int, float]:
    """How many blinks, and how long they last at half their depth, milliseconds."""
    found = find_blinks(track_of(motion)[:, : len(LIDS)])
    deep = found.profiles.astype(np.float32).mean(axis=2)
    lasting = [1000 / RATE * (one > one.max() / 2).sum() for one in deep]
    return len(found.peaks), float(np.median(lasting)) if lasting else float("nan")


def measure(real: Part, made: Iterable[Part]) -> dict[str, float]:
    """How far made motions are from a real one, on average."""
    truth = track_of(real.motion)
    moving = truth.std(axis=0) > 0.005
    figures: list[dict[str, float]] = []
    for part in made:
        track = track_of(part.motion)
        distance = log_distance(truth, track)
        row = {"spectra": float(distance[moving].mean())}
        for group, names in GROUPS.items():
            columns = [c for c in map(CHANNELS.index, names) if moving[c]]
            row[group] = float(distance[columns].mean()) if columns else float("nan")
        gap = correlations(truth[:, moving]) - correlations(track[:, moving])
        row["correlations"] = float(np.linalg.norm(gap) / moving.sum())
        sizes = np.log(track[:, moving].std(axis=0) + 1e-3) - np.log(truth[:, moving].std(axis=0) + 1e-3)
        row["sizes"] = float(np.abs(sizes).mean())
        upper = [c for c in range(len(LIDS), len(CHANNELS) - 5) if moving[c]]
        speed = (
            np.abs(np.diff(track[:, upper], axis=0)).mean() / np.abs(np.diff(truth[:, upper], axis=0)).mean()
        )
        row["activity"] = float(speed)
        row["loudness"] = loudness_link(part, upper)
        count, lasting = blink_facts(part.motion)
        row["blinks"] = count / part.motion.duration * 60
        row["lasting"] = lasting
        figures.append(row)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return {name: float(np.nanmean([row[name] for row in figures])) for name in figures[0]}


def compare(name: str, whole: Part, steps: int) -> dict[str, dict[str, float]]:
    """The rest of a capture against itself, its beginning, what was learnt from that, and rules."""
    cut = LEARNT * whole.motion.duration
    before, after = whole.cut(0, cut), whole.cut(cut, whole.motion.duration)
    seconds = after.motion.duration
    with tempfile.TemporaryDirectory() as folder:
        save_csv(before.motion, Path(folder, f"{name}.csv"))
        if before.audio:
            before.audio.save(Path(folder, f"{name}.wav"))
        captures, _ = read_captures(Path(folder))
        model = train(captures, Path(folder, "actor"), steps=steps)
    timeline = syllables(after.motion)
    count = len(after.motion)

    def rules(seed: int) -> FaceMotion:
        return fitted(animate(timeline, NEUTRAL, audio=after.audio, fps=RATE, seed=seed), count)

    def learnt(seed: int) -> FaceMotion:
        upper = fitted(model.sample(after.audio, seconds, NEUTRAL, fps=RATE, seed=seed), count)
        return model.onto(rules(seed), upper)

    def takes(make: Callable[[int], FaceMotion]) -> list[Part]:
        return [Part(make(seed), after.audio) for seed in range(TAKES)]

    rest = before.motion.duration - seconds
    return {
        "the rest itself": measure(after, [after]),
        "its beginning": measure(after, [before.cut(0, seconds), before.cut(rest, before.motion.duration)]),
        "**learnt**": measure(after, takes(learnt)),
        "by rule": measure(after, takes(rules)),
    }


def fitted(motion: FaceMotion, count: int) -> FaceMotion:
    m = motion
    return FaceMotion(m.curves[:count], m.head[:count], m.gaze[:count], m.fps)


def table(results: dict[str, dict[str, float]]) -> str:
    names = list(next(iter(results.values())))
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for what, row in results.items():
        lines.append(f"| {what} | " + " | ".join(shown(row[name], name) for name in names) + " |")
    return "\n".join(lines)


def shown(value: float, name: str) -> str:
    if not np.isfinite(value):
        return "–"
    return f"{value:.0f}" if name in ("blinks", "lasting") else f"{value:.2f}"


def facegood(folder: Path) -> str:
    """What FACEGOOD's takes hold, by how their columns are named."""
    names = (folder / "bsname.txt").read_text().split()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Written by Python 2.
        values = np.concatenate([np.load(path) for path in sorted(folder.glob("*.npy"))])
    spread = values.std(axis=0)
    rows = []
    for offset, how in ((1, "the first line is a count"), (0, "the first line is the first column's")):
        own = names[offset : offset + values.shape[1]]
        sides = [
            (c, own.index(n[:-1] + "r")) for c, n in enumerate(own) if n.endswith("l") and n[:-1] + "r" in own
        ]
        active = [(a, b) for a, b in sides if max(spread[a], spread[b]) > 0.005]
        alike = sum(np.allclose(values[:, a], values[:, b], atol=0.05) for a, b in active)
        upper = [c for c, n in enumerate(own) if n.startswith(("brow", "eye", "cheek", "nose"))]
        moving = [own[c] for c in upper if spread[c] > 0.005]
        lower = [n for c, n in enumerate(own) if spread[c] > 0.005 and c not in upper]
        rows.append(
            f"| {how} | {alike} of {len(active)} | {', '.join(moving) or 'none'} | {', '.join(lower)} |"
        )
    head = "| if | sides that agree | moving above the mouth | moving at the mouth |\n|---|---|---|---|\n"
    return head + "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("-o", "--output", type=Path, default=TABLE)
    options = parser.parse_args()
    torch.set_num_threads(1)
    parts = {}
    for path in sorted((options.data / "livelink").glob("*.csv")):
        sound = path.with_suffix(".wav")
        motion = resampled(load_csv(path), RATE)
        parts[path.stem] = Part(motion, load(sound) if sound.is_file() else None)
    sections = []
    for name, whole in parts.items():
        results = compare(name, whole, options.steps)
        sections.append(f"## {name}, {whole.motion.duration:.0f} s\n\n{table(results)}")
        print(sections[-1], flush=True)
    text = (
        HEAD_TEXT
        + "\n\n".join(sections)
        + "\n\n## FACEGOOD's takes\n\n"
        + facegood(options.data / "facegood")
    )
    write_text(options.output, text + "\n")


TAUGHT_TEXT: Final = """## Enough to learn from: five minutes of our own motion, calm and angry

The rules' accents of the brows and their anger, learnt from eight takes of 40 s with sound and labels; then
two lines that it has not seen.

"""

HEAD_TEXT: Final = """# Learnt motion against real captures

Made by `benchmarks/motion_learnt.py`. Of each Live Link Face capture the first 60 % were learnt from; the
rest is what everything is compared with: the beginning of the same capture, four takes of the learnt
motion, and four of the procedural one (`animate`, neutral, its accents where the jaw opens). *spectra*
and the groups after it: mean difference of the velocity's spectra from 0.25 to 12 Hz, dB. *correlations*:
Frobenius distance of the channels' correlation matrices, over their number. *sizes*: mean difference of
the logarithms of standard deviations. *activity*: speed of brows, cheeks and eyes over the real one.
*loudness*: its correlation with how loud the voice is. *blinks* a minute, *lasting* ms at half depth.

"""


if __name__ == "__main__":
    main()
