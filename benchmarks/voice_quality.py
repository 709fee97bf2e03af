"""Voice quality commanded against measured: ``python -m benchmarks.voice_quality [NEMO] [--judges]``.

Neutral lines of four voices go through each knob at five settings. What is measured knows nothing
of how it was made: F0 by WORLD's harvest, harmonics from long spectra, cycles by correlation. ``NEMO``
is a folder of nEMO (real actors, six emotions; CC BY-NC-SA, only measured): how far actors go from
their own neutral in the same figures. Writes docs/tables/voice_quality.md and
docs/images/voice_quality.png.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from emogen.files import write_text
from emogen.media import Audio
from emogen.pipelines.evaluate.bench.suites import SENTENCES, VOICES
from emogen.pipelines.speech.voice_quality.quality import Quality, apply
from emogen.seeds import stream

LINES = (16, 19, 13)
LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
KNOBS = {
    "effort": ("effort", 1.5),
    "softness": ("effort", -1.5),
    "brightness": ("brightness", 9.0),
    "darkness": ("brightness", -9.0),
    "breathiness": ("breathiness", 1.0),
    "clearness": ("breathiness", -1.0),
    "tension": ("tension", 1.0),
    "laxness": ("tension", -1.0),
    "creak": ("creak", 1.0),
    "jitter": ("jitter", 4.0),
    "shimmer": ("shimmer", 1.5),
    "whisper": ("whisper", 1.0),
}
"""Each direction of each knob: the curve of :class:`Quality`, and its value at 1."""

CUES = {
    "H1-H2": "dB",
    "H1-A3": "dB",
    "HNR": "dB",
    "CPP": "dB",
    "slope": "dB",
    "jitter": "%",
    "shimmer": "dB",
    "unvoiced": "%",
}
"""A3: the strongest harmonic of 2.2 to 3.5 kHz. Slope: 1 to 5 kHz against 0.05 to 1 kHz. Unvoiced:
share of the time that sounds."""

CLAIMS = {
    "effort": ("slope", 1),
    "softness": ("slope", -1),
    "jitter": ("jitter", 1),
    "brightness": ("slope", 1),
    "darkness": ("slope", -1),
    "breathiness": ("CPP", -1),
    "clearness": ("HNR", 1),
    "tension": ("H1-H2", -1),
    "laxness": ("H1-H2", 1),
    "creak": ("shimmer", 1),
    "shimmer": ("shimmer", 1),
    "whisper": ("unvoiced", 1),
}
"""The cue that each knob is made to move, and its direction."""

SHOWN = ("CPP", "H1-H2", "slope", "shimmer")

JUDGES = ("DNSMOS", "WER", "similarity")
JUDGED = (0.0, 0.5, 1.0)
"""The settings that judges hear."""


def measure(samples: np.ndarray, rate: int) -> dict[str, float]:
    """The cues of speech; NaN where it has no voice."""
    import pyworld

    wide = samples.astype(np.float64)
    f0, times = pyworld.harvest(wide, rate, 60.0, 620.0, 10.0)
    frames = [wide[max(0, round((t - 0.02) * rate)) :][: round(0.04 * rate)] for t in times]
    power = np.array([np.mean(frame**2) if len(frame) else 0.0 for frame in frames])
    sounding = power > np.quantile(power, 0.95) * 1e-3
    rows = []
    for time, hertz, frame, loud in zip(times, f0, frames, sounding, strict=True):
        if loud and hertz and len(frame) == round(0.04 * rate) and time > 0.02:
            strength = _periodicity(wide, rate, time, hertz)[0]
            if strength > 0.5:
                rows.append(
                    [*_spectrum(frame, rate, hertz), 10 * np.log10(strength / (1 - min(strength, 0.9999)))]
                )
    unvoiced = 100 * (1 - len(rows) / max(1, sounding.sum()))
    if len(rows) < 10:
        return {cue: float("nan") for cue in CUES} | {"unvoiced": unvoiced}
    first, third, prominence, slope, harmonicity = np.median(rows, axis=0)
    jitter, shimmer = _cycles(wide, rate, times, f0 * sounding)
    values = (first, third, harmonicity, prominence, slope, jitter, shimmer, unvoiced)
    return dict(zip(CUES, map(float, values), strict=True))


def _spectrum(frame: np.ndarray, rate: int, f0: float) -> tuple[float, float, float, float]:
    """H1-H2, H1-A3, cepstral peak prominence and slope, all in dB."""
    size = 4096
    decibels = 10 * np.log10(np.abs(np.fft.rfft(frame * np.hanning(len(frame)), size)) ** 2 + 1e-12)
    hertz = np.fft.rfftfreq(size, 1 / rate)

    def peak(low: float, high: float) -> float:
        return float(decibels[(hertz >= low) & (hertz <= high)].max())

    def level(low: float, high: float) -> float:
        return float(10 * np.log10(np.sum(10 ** (decibels[(hertz >= low) & (hertz < high)] / 10))))

    first = peak(0.85 * f0, 1.15 * f0)
    cepstrum = 20 * np.log10(np.abs(np.fft.irfft(decibels)) + 1e-9)
    quefrency = np.arange(len(cepstrum)) / rate
    inside = (quefrency > 1 / 620) & (quefrency < 1 / 60)
    line = np.polyval(np.polyfit(quefrency[inside], cepstrum[inside], 1), quefrency)
    near = np.abs(quefrency * f0 - 1) < 0.1
    prominence = float((cepstrum - line)[near].max())
    slope = level(1000, 5000) - level(50, 1000)
    return first - peak(1.85 * f0, 2.15 * f0), first - peak(2200, 3500), prominence, slope


def _periodicity(samples: np.ndarray, rate: int, time: float, f0: float) -> tuple[float, float]:
    """How alike the cycle after ``time`` and the one after it are (correlation, 0 to 1), and its seconds."""
    start, period = round(time * rate), rate / f0
    width = round(period)
    lags = np.arange(round(0.9 * period), round(1.1 * period) + 1)
    if start + width + lags[-1] >= len(samples):
        return 0.0, 1 / f0
    here = samples[start : start + width]
    there = np.lib.stride_tricks.sliding_window_view(
        samples[start + lags[0] : start + lags[-1] + width], width
    )
    likeness = there @ here / (np.linalg.norm(there, axis=1) * np.linalg.norm(here) + 1e-12)
    best = int(np.argmax(likeness))
    shift = 0.0
    if 0 < best < len(lags) - 1:
        left, middle, right = likeness[best - 1 : best + 2]
        shift = 0.5 * (left - right) / (left - 2 * middle + right - 1e-12)
    return float(max(likeness[best], 0.0)), float((lags[best] + shift) / rate)


def _cycles(samples: np.ndarray, rate: int, times: np.ndarray, f0: np.ndarray) -> tuple[float, float]:
    """Jitter in % and shimmer in dB: mean differences of neighbouring cycles."""
    periods, heights = [], []
    for first, last in _runs(f0 > 0):
        now, lengths, spans = times[first], [], []
        while now < times[last - 1]:
            _, period = _periodicity(
                samples, rate, now, float(np.interp(now, times[first:last], f0[first:last]))
            )
            part = samples[round(now * rate) : round((now + period) * rate)]
            lengths.append(period)
            spans.append(20 * np.log10(np.ptp(part) + 1e-9))
            now += period
        periods += [2 * abs(a - b) / (a + b) for a, b in pairwise(lengths)]
        heights += [abs(a - b) for a, b in pairwise(spans)]
    return 100 * float(np.mean(periods)), float(np.mean(heights))


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 5]


@lru_cache(maxsize=1)
def _judges() -> tuple[Any, Any, Any]:
    from emogen.pipelines.evaluate.judges.dnsmos import Dnsmos
    from emogen.pipelines.evaluate.judges.speaker import Speaker
    from emogen.pipelines.evaluate.judges.whisper import Whisper

    return Dnsmos(), Whisper(), Speaker()


def judge(audio: Audio, neutral: Audio, text: str) -> dict[str, float]:
    """Overall DNSMOS, word error rate in % and similarity to the neutral voice."""
    from emogen.dsp.recording import resampled
    from emogen.pipelines.evaluate.hearing.spelling import plain_words
    from emogen.pipelines.evaluate.hearing.words import compare

    quality, words, speaker = _judges()
    samples = resampled(audio, 16_000)
    compared = compare(plain_words(text), plain_words(words.hear(samples)))
    likeness = float(speaker.embed(audio) @ speaker.embed(neutral))
    return {"DNSMOS": quality.score(samples)["ovrl"], "WER": 100 * compared.wer, "similarity": likeness}


def _line(job: tuple[str, int, bool]) -> list[tuple[str, float, dict[str, float]]]:
    """Every knob on one line of one voice: (knob, setting, figures)."""
    from emogen.pipelines.speech.speak import speak

    voice, line, judged = job
    neutral = speak(SENTENCES[line], voice=voice).audio
    found = []
    for knob, (curve, full) in KNOBS.items():
        for setting in LEVELS:
            quality = Quality.steady(**{curve: setting * full})
            rng = stream(0, "quality", voice, line, knob)
            audio = Audio(apply(neutral.samples, neutral.rate, quality, rng), neutral.rate)
            figures = measure(audio.samples, audio.rate)
            if judged and setting in JUDGED:
                figures |= judge(audio, neutral, SENTENCES[line])
            found.append((knob, setting, figures))
    return found


def _actor(path: Path) -> tuple[str, str, dict[str, float]]:
    import soundfile

    samples, rate = soundfile.read(path)
    speaker, emotion, _ = path.stem.split("_")
    return speaker, emotion, measure(samples, rate)


def actors(folder: Path, pool: ProcessPoolExecutor, lines: int) -> list[str]:
    """Rows: each emotion's mean departure from the actors' own neutral, and how far single clips go."""
    paths = sorted(folder.glob("*.flac"))
    chosen = {path.stem.rsplit("_", 1)[1] for path in paths}
    kept = sorted(chosen, key=int)[:lines]
    clips: dict[str, dict[str, list[dict[str, float]]]] = {}
    for speaker, emotion, figures in pool.map(_actor, [p for p in paths if p.stem.rsplit("_", 1)[1] in kept]):
        clips.setdefault(speaker, {}).setdefault(emotion, []).append(figures)
    moved: dict[str, list[list[float]]] = {}
    for emotions in clips.values():
        own = {cue: float(np.nanmean([figures[cue] for figures in emotions["neutral"]])) for cue in CUES}
        for emotion, found in emotions.items():
            moved.setdefault(emotion, []).extend(
                [[figures[cue] - own[cue] for cue in CUES] for figures in found]
            )
    everything = np.concatenate([np.array(values) for values in moved.values()])
    rows = {emotion: np.nanmean(values, axis=0) for emotion, values in sorted(moved.items())}
    rows |= {f"{q}th percentile of clips": np.nanpercentile(everything, q, axis=0) for q in (5, 95)}
    head = [f"| nEMO, {len(everything)} clips | {' | '.join(CUES)} |", "|---" * (len(CUES) + 1) + "|"]
    return head + [f"| {name} | {' | '.join(f'{x:+.1f}' for x in values)} |" for name, values in rows.items()]


def spearman(found: dict[tuple[str, float], list[dict[str, float]]], knob: str, cue: str, sign: int) -> float:
    """Median over lines of the rank correlation of setting and cue, in the direction claimed."""
    from scipy.stats import spearmanr

    each = []
    for line in zip(*(found[knob, setting] for setting in LEVELS), strict=True):
        values = np.array([figures[cue] for figures in line])
        usable = np.isfinite(values)
        each.append(sign * spearmanr(np.array(LEVELS)[usable], values[usable]).statistic)
    return float(np.median(each))


def table(found: dict[tuple[str, float], list[dict[str, float]]], judged: bool) -> list[str]:
    """One row a setting: the cues' change, and the judges' figures."""
    shown = [*CUES, *(JUDGES if judged else ())]
    rows = [f"| knob | at | {' | '.join(shown)} | Spearman |", "|---" * (len(shown) + 3) + "|"]
    for knob in KNOBS:
        for setting in LEVELS[1:]:
            cells = []
            for cue in shown:
                if cue in JUDGES and setting not in JUDGED:
                    cells.append("")
                    continue
                pairs = zip(found[knob, setting], found[knob, 0.0], strict=True)
                values = [
                    now[cue] if cue in ("WER", "similarity") else now[cue] - own[cue] for now, own in pairs
                ]
                value = np.nanmean(values) if np.isfinite(values).any() else np.nan
                form = "{:.1f}" if cue == "WER" else "{:.2f}" if cue == "similarity" else "{:+.2f}"
                cells.append(form.format(value) if np.isfinite(value) else "-")
            claim = ""
            if setting == 1.0:
                cue, sign = CLAIMS[knob]
                claim = f"{spearman(found, knob, cue, sign):.2f} ({cue} {'up' if sign > 0 else 'down'})"
            rows.append(f"| {knob} | {setting:g} | {' | '.join(cells)} | {claim} |")
    return rows


def plot(found: dict[tuple[str, float], list[dict[str, float]]], path: Path) -> None:
    """Cue against setting, one line a knob."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    colours = pyplot.get_cmap("tab20")
    figure, axes = pyplot.subplots(1, len(SHOWN), figsize=(16, 4), layout="constrained")
    for axis, cue in zip(axes, SHOWN, strict=True):
        for number, knob in enumerate(KNOBS):
            own = np.array([figures[cue] for figures in found[knob, 0.0]])
            values = [
                np.mean(np.array([figures[cue] for figures in found[knob, setting]]) - own)
                for setting in LEVELS
            ]
            axis.plot(LEVELS, values, marker="o", markersize=3, color=colours(number), label=knob)
        axis.set(title=f"{cue}, change in {CUES[cue]}", xlabel="setting")
        axis.grid(alpha=0.3)
    axes[-1].legend(fontsize=8)
    figure.savefig(path, dpi=90)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("nemo", type=Path, nargs="?")
    parser.add_argument("--judges", action="store_true")
    parser.add_argument("--lines", type=int, default=len(LINES))
    parser.add_argument("--voices", nargs="+", default=VOICES)
    parser.add_argument("--actor-lines", type=int, default=4)
    parser.add_argument("--table", type=Path, default=Path("docs/tables/voice_quality.md"))
    parser.add_argument("--plot", type=Path, default=Path("docs/images/voice_quality.png"))
    options = parser.parse_args()
    found: dict[tuple[str, float], list[dict[str, float]]] = {}
    with ProcessPoolExecutor(max_workers=2) as pool:
        jobs = [(voice, line, options.judges) for line in LINES[: options.lines] for voice in options.voices]
        for rows in pool.map(_line, jobs):
            for knob, setting, figures in rows:
                found.setdefault((knob, setting), []).append(figures)
        text = ["<!-- made by benchmarks/voice_quality.py -->", "", *table(found, options.judges)]
        if options.judges:
            own = found["creak", 0.0]
            means = {name: np.mean([figures[name] for figures in own]) for name in JUDGES}
            text += ["", f"Untouched: DNSMOS {means['DNSMOS']:.2f}, WER {means['WER']:.1f} %."]
        if options.nemo:
            text += ["", *actors(options.nemo, pool, options.actor_lines)]
    write_text(options.table, "\n".join(text) + "\n")
    plot(found, options.plot)


if __name__ == "__main__":
    main()
