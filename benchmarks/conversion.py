"""What `emogen convert` does to neutral recordings: writes docs/tables/conversion.md and a plot.

Run ``python -m benchmarks.conversion DATA``, where DATA holds folders of recordings: ``nemo`` (nEMO,
Polish, every other speaker), ``ravdess_actor01`` (RAVDESS) and ``claire_mark`` (Audio2Face-3D
samples); three neutral lines of our own voices join them. Six emotions at three intensities. Nothing is
fitted to any of it. ``--every 2`` takes half of the recordings.

F0 is measured by pyworld's Harvest, which the conversion does not use; level and slope from the
spectrum; the tempo from the first sound to the last. F0 and lengths are also commanded alone, since
emotions move several targets that a cue hears: tilt, accents and final rises widen the range too.
Words, quality, speaker and emotion are the judges' of ``emogen judges``, with the recording itself as
the neutral version. Time is that of the processor.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyworld

from benchmarks.judges_speech import PANGRAMS, RAVDESS_TEXTS
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.voice import VoiceTargets
from emogen.dsp.recording import load
from emogen.errors import RequestError
from emogen.files import write_text
from emogen.media import Audio
from emogen.pipelines.evaluate.evaluate import ready
from emogen.pipelines.evaluate.item import Item, Medium
from emogen.pipelines.evaluate.judge import Judge, find_judge
from emogen.pipelines.evaluate.judges.speaker import actors
from emogen.pipelines.speech.conversion.convert import convert, reshape
from emogen.pipelines.speech.level import speech_level
from emogen.pipelines.speech.speak import speak
from emogen.seeds import stream

EMOTIONS = ("joy", "sadness", "anger", "fear", "surprise", "disgust")
INTENSITIES = (0.3, 0.6, 1.0)
VOICES = ("af_heart", "am_michael", "bf_emma")
LINES = (
    "They told me that the train would leave before sunrise.",
    "She put the old lamp beside the door, and went outside.",
    "We will need more wood, and a little more time.",
)
JUDGES = ("whisper", "dnsmos", "speaker", "actors", "listener", "studio")
HEARD = ("actors", "listener")
CUES = ("F0 shift, st", "F0 range, ln", "length, ln", "level, dB", "slope, dB")
ALONE = (
    *(VoiceTargets(f0_shift=value) for value in (-4.0, -2.0, 2.0, 4.0, 6.0)),
    *(VoiceTargets(f0_range=value) for value in (0.4, 0.6, 0.8, 1.3, 1.6, 2.0)),
    *(VoiceTargets(sonorant_length=v, obstruent_length=v, pause_length=v) for v in (0.8, 0.9, 1.2, 1.5)),
)
"""Targets that are commanded one at a time."""

_EFFORT = 2.6
"""dB above 1.5 kHz that a unit of effort counts as, as where emotion is read from voices."""

SPEECH: frozenset[Medium] = frozenset({"speech"})


@dataclass(frozen=True)
class Source:
    """A neutral recording."""

    path: Path
    corpus: str
    text: str = ""


@dataclass
class Row:
    """One conversion: what was wanted, what came out."""

    source: Source
    emotion: str
    intensity: float
    wanted: np.ndarray
    measured: np.ndarray
    values: dict[str, float] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)


def sources(data: Path, scratch: Path) -> list[Source]:
    words = {name: text for text, names in PANGRAMS.items() for name in names}
    found = [
        Source(data / "claire_mark" / f"{name}.wav", "studio", words.get(name, ""))
        for name in ("Claire_neutral", "Mark_neutral")
    ]
    found += [
        Source(data / "ravdess_actor01" / f"03-01-01-01-0{text}-01-01.wav", "RAVDESS", RAVDESS_TEXTS[text])
        for text in ("1", "2")
    ]
    speakers = sorted({path.name.split("_")[0] for path in (data / "nemo").glob("*_neutral_*.flac")})
    for index, speaker in enumerate(speakers[::2]):
        paths = sorted((data / "nemo").glob(f"{speaker}_neutral_*.flac"))
        found.append(Source(paths[index % len(paths)], "nEMO"))
    for voice, line in zip(VOICES, LINES, strict=True):
        path = scratch / f"{voice}.wav"
        speak(line, voice=voice).audio.save(path)
        found.append(Source(path, "emogen", line))
    return found


def measure(audio: Audio) -> np.ndarray:
    """F0 median and log of its spread, log of the length from first sound to last, level, slope."""
    samples = audio.samples.astype(np.float64)
    f0, _ = pyworld.harvest(samples, audio.rate, f0_floor=60, f0_ceil=700, frame_period=10)
    size = audio.rate // 100
    power = np.square(samples[: len(samples) // size * size].reshape(-1, size)).mean(axis=1)
    sounding = np.flatnonzero(power > np.quantile(power, 0.95) * 1e-3)
    loud = np.pad(power > np.quantile(power, 0.95) * 1e-2, (0, max(0, len(f0) - len(power))))[: len(f0)]
    tune = 12 * np.log2(f0[(f0 > 0) & loud] / 100)
    low, high = np.percentile(tune, [10, 90])
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / audio.rate)
    bass, treble = ((hertz > 80) & (hertz < 1500)), ((hertz >= 1500) & (hertz < 7000))
    slope = 10 * np.log10(spectrum[treble].sum() / spectrum[bass].sum())
    length = np.log(sounding[-1] - sounding[0])
    return np.array(
        [np.median(tune), np.log(high - low), length, speech_level(audio.samples, audio.rate), slope]
    )


def commanded(targets: VoiceTargets) -> np.ndarray:
    lengths = np.log([targets.sonorant_length, targets.sonorant_length, targets.obstruent_length])
    slope = targets.brightness + _EFFORT * targets.effort
    return np.array([targets.f0_shift, np.log(targets.f0_range), lengths.mean(), targets.level, slope])


def judged(found: dict[str, type[Judge]], item: Item, row: Row) -> None:
    for name, judge in found.items():
        if name == "whisper" and not item.text:
            continue
        try:
            opinion = ready(judge).judge(item)
        except RequestError as error:  # A judge that hears no voice names nothing right.
            row.named[name] = f"nothing: {error}"
            continue
        row.values |= {f"{name}.{measure}": value for measure, value in opinion.values.items()}
        if name in HEARD:
            shares = {k: v for k, v in opinion.shares.items() if k in EMOTIONS}
            row.named[name] = max(shares, key=lambda k: shares[k])


def alone(source: Source) -> list[Row]:
    """One recording under :data:`ALONE`, each a row of the cue that it moves."""
    audio = load(source.path)
    before = measure(audio)
    rows = []
    for targets in ALONE:
        samples, _ = reshape(audio.samples, audio.rate, targets, stream(0, "bench"))
        wanted = commanded(targets)
        found = measure(Audio(samples, audio.rate)) - before
        rows.append(Row(source, CUES[int(np.abs(wanted).argmax())], 0.0, wanted, found))
    return rows


def run(data: Path, scratch: Path, every: int) -> tuple[list[Row], list[Row], list[Row]]:
    """The unconverted recordings, every conversion, and single targets."""
    known = {name: find_judge(name) for name in JUDGES}
    plain, rows, single = [], [], []
    for source in sources(data, scratch)[every - 1 :: every]:
        audio = load(source.path)
        item = Item(source.path, SPEECH, text=source.text)
        before = measure(audio)
        itself = Row(source, "neutral", 0.0, np.zeros(len(CUES)), np.zeros(len(CUES)))
        judged({k: v for k, v in known.items() if k in ("whisper", "dnsmos")}, item, itself)
        plain.append(itself)
        single += alone(source)
        for name in EMOTIONS:
            for intensity in INTENSITIES:
                start = time.process_time()
                done = convert(audio, emotion=Emotion(name, intensity))
                spent = time.process_time() - start
                path = scratch / f"{source.path.stem}-{name}-{intensity}.wav"
                done.audio.save(path)
                row = Row(source, name, intensity, commanded(done.targets), measure(done.audio) - before)
                row.values["time"] = spent / audio.duration
                judged(known, Item(path, SPEECH, Emotion(name), source.text, neutral=item), row)
                rows.append(row)
        print(source.path.stem, flush=True)
    return plain, rows, single


def mean(rows: list[Row], key: str) -> float:
    values = [row.values[key] for row in rows if key in row.values]
    return float(np.mean(values)) if values else float("nan")


def follows(rows: list[Row], cue: int) -> str:
    """Cells: rank correlation of commanded and measured, each recording by itself, and sizes."""
    from scipy.stats import spearmanr

    if not rows:
        return "| | | "
    found = []
    for path in sorted({row.source.path for row in rows}):
        pairs = np.array([(r.wanted[cue], r.measured[cue]) for r in rows if r.source.path == path])
        found.append(float(spearmanr(np.vstack([pairs, [0, 0]])).statistic))
    wanted, measured = (np.array([getattr(r, key)[cue] for r in rows]) for key in ("wanted", "measured"))
    slope = float((wanted * measured).sum() / (wanted * wanted).sum())
    return f"| {np.mean(found):.2f} | {min(found):.2f} | {slope:.2f} "


def dose(rows: list[Row], single: list[Row]) -> str:
    lines = [
        "| cue | Spearman in emotions, mean over recordings | lowest | measured per unit "
        "| Spearman alone | lowest | measured per unit |",
        "|---|---|---|---|---|---|---|",
    ]
    for cue, name in enumerate(CUES):
        own = [row for row in single if row.emotion == name]
        lines.append(f"| {name} {follows(rows, cue)}{follows(own, cue)}|")
    return "\n".join(lines)


def quality(plain: list[Row], rows: list[Row]) -> str:
    base = {row.source.path: row.values for row in plain}
    for row in rows:
        for key in ("whisper.wer", "dnsmos.ovrl", "dnsmos.sig", "dnsmos.p808"):
            if key in row.values:
                row.values[f"{key} change"] = row.values[key] - base[row.source.path][key]
    lines = [
        "| emotion | intensity | WER change, points | DNSMOS overall | voice | P.808 | same speaker "
        "| real actors | arousal, studio |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for intensity in INTENSITIES:
        for name in (*EMOTIONS, "all"):
            some = [r for r in rows if r.intensity == intensity and name in (r.emotion, "all")]
            kept = actors().get(name)
            lines.append(
                f"| {name} | {intensity:g} | {100 * mean(some, 'whisper.wer change'):+.1f} "
                f"| {mean(some, 'dnsmos.ovrl change'):+.2f} | {mean(some, 'dnsmos.sig change'):+.2f} "
                f"| {mean(some, 'dnsmos.p808 change'):+.2f} | {mean(some, 'speaker.similarity'):.2f} "
                f"| {'' if kept is None else f'{kept:.2f}'} | {mean(some, 'studio.arousal'):+.2f} |"
            )
    return "\n".join(lines)


def recall(rows: list[Row]) -> str:
    lines = [
        f"| judge | intensity | {' | '.join(EMOTIONS)} | mean of the emotions it knows |",
        "|---|---|" + "---|" * (len(EMOTIONS) + 1),
    ]
    for judge in HEARD:
        learnt = find_judge(judge).categories
        for intensity in INTENSITIES:
            shares: dict[str, Any] = {}
            for name in EMOTIONS:
                some = [
                    r.named[judge] == name for r in rows if r.emotion == name and r.intensity == intensity
                ]
                shares[name] = float(np.mean(some))
            whole = np.mean([share for name, share in shares.items() if name in learnt])
            cells = " | ".join(f"{share:.2f}" for share in shares.values())
            lines.append(f"| {judge} | {intensity:g} | {cells} | {whole:.2f} |")
    return "\n".join(lines)


def confusion(rows: list[Row]) -> str:
    lines = []
    for judge in HEARD:
        lines += [f"| {judge} hears, at 1 | {' | '.join(EMOTIONS)} |", "|---|" + "---|" * len(EMOTIONS)]
        for name in EMOTIONS:
            heard = [r.named[judge] for r in rows if r.emotion == name and r.intensity == 1.0]
            lines.append(f"| {name} | {' | '.join(str(heard.count(other)) for other in EMOTIONS)} |")
        lines.append("")
    return "\n".join(lines)


def plot(rows: list[Row], path: Path) -> None:
    """Commanded against measured, one panel a cue."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, panels = plt.subplots(1, len(CUES), figsize=(16, 3.6))
    for cue, (panel, title) in enumerate(zip(panels, CUES, strict=True)):
        for name in EMOTIONS:
            pairs = np.array([(r.wanted[cue], r.measured[cue]) for r in rows if r.emotion == name])
            panel.plot(*pairs.T, ".", label=name, alpha=0.6)
        panel.axline((0, 0), slope=1, color="0.7", lw=1, zorder=0)
        panel.set(title=title, xlabel="commanded")
    panels[0].set_ylabel("measured")
    panels[-1].legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(path, dpi=80)


def report(plain: list[Row], rows: list[Row], single: list[Row]) -> str:
    english = sum(bool(row.source.text) for row in plain)
    return (
        "<!-- made by benchmarks/conversion.py -->\n"
        f"{len(plain)} neutral recordings, six emotions, three intensities: {len(rows)} conversions.\n\n"
        f"Commanded against measured (the unchanged recording counts as 0, 0):\n\n{dose(rows, single)}\n\n"
        f"Words ({english} English recordings with known words), quality and speaker, against the\n"
        f"unconverted recording; beside it what real actors keep of themselves:\n\n{quality(plain, rows)}\n\n"
        "The unconverted recordings: WER "
        f"{100 * mean(plain, 'whisper.wer'):.1f} %, DNSMOS {mean(plain, 'dnsmos.ovrl'):.2f}. "
        f"A conversion took {100 * mean(rows, 'time'):.0f} % of the recording's length.\n\n"
        f"Share named right, of the six emotions (chance .17):\n\n{recall(rows)}\n\n{confusion(rows)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/tables/conversion.md"))
    parser.add_argument("--plot", type=Path, default=Path("docs/images/conversion.png"))
    parser.add_argument("--every", type=int, default=1, help="take every Nth recording only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        plain, rows, single = run(options.data, Path(scratch), options.every)
    table = report(plain, rows, single)
    write_text(options.output, table)
    plot(rows, options.plot)
    print(table)


if __name__ == "__main__":
    main()
