"""Non-speech sounds measured: beside the literature, and by the judges of speaker, words, quality, signal.

Run ``python -m benchmarks.vocals``; with ``--judges``, which take some minutes, also those.
Writes ``docs/tables/vocals.md`` and ``docs/images/vocals.png``.
"""

from __future__ import annotations

import argparse
from itertools import product
from pathlib import Path
from typing import get_args

import matplotlib
import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.signal import find_peaks

import emogen
from emogen.conditioning.effects import Sounds
from emogen.conditioning.targets.voice import voice_targets
from emogen.dsp import pitch
from emogen.dsp.recording import resampled
from emogen.files import write_text
from emogen.media import Audio
from emogen.pipelines.evaluate.judges import signal
from emogen.pipelines.evaluate.judges.dnsmos import Dnsmos
from emogen.pipelines.evaluate.judges.speaker import Speaker
from emogen.pipelines.evaluate.judges.whisper import Whisper
from emogen.pipelines.speech.kokoro.backend import styles
from emogen.pipelines.speech.level import REFERENCE, speech_level
from emogen.pipelines.speech.vocals import utter
from emogen.pipelines.speech.voices import find_voice
from emogen.seeds import stream

RATE = 24_000
DOCS = Path(__file__).parents[1] / "docs"
VOICES = ("af_heart", "bf_emma", "am_michael", "am_onyx")
EMOTIONS = ("joy", "sadness", "fear")
TAKES = 2
BEFORE, AFTER = "I have read your letter twice.", "Now tell me what we should do next."
PUBLISHED = {
    "laugh": "4-5 calls/s, notes 210 ms apart; F0 405 (w), 272 Hz (m); inhalation after it",
    "chuckle": "as a laugh, lower and softer (ours)",
    "sigh": "1-1.5 s out, falling (ours)",
    "gasp": "0.2-0.5 s in (ours)",
    "sob": "voiced bursts broken by jerks of breath (ours)",
    "cough": "burst of 30 ms, noise, voiced end; 0.3-0.5 s each",
    "groan": "low, creaking, falling (ours)",
    "hum": "all voiced (ours)",
}


def sound(name: Sounds, voice: str, emotion: str, take: int) -> np.ndarray:
    found = find_voice(voice)
    targets = voice_targets(emotion, sex=found.sex)
    return utter(name, styles(found), targets, stream(take, name, voice), sex=found.sex).samples


def tune(samples: np.ndarray) -> np.ndarray:
    """Hz every 10 ms, not a number where voiceless."""
    f0, _ = pitch.track(resampled(Audio(samples, RATE), pitch.RATE))
    return np.where(f0 > 0, f0, np.nan)


def calls(samples: np.ndarray) -> float:
    """Bursts a second: peaks of level at least 6 dB above what lies between them."""
    power = gaussian_filter1d(samples.astype(float) ** 2, 0.012 * RATE)[:: RATE // 200]
    level = 10 * np.log10(power + 1e-9)
    peaks = find_peaks(level, height=level.max() - 25, prominence=6)[0]
    return 200 / float(np.median(np.diff(peaks))) if len(peaks) > 2 else float("nan")


def row(name: Sounds) -> str:
    made = {(v, e, t): sound(name, v, e, t) for v, e, t in product(VOICES, EMOTIONS, range(TAKES))}
    tunes = {key: tune(samples) for key, samples in made.items()}
    lengths = [len(samples) / RATE for samples in made.values()]
    rates = [calls(samples) for samples in made.values()] if name in ("laugh", "chuckle", "sob") else []
    shares = [float(np.isfinite(f0).mean()) for f0 in tunes.values()]

    def pitch(**which: str) -> str:
        heard = [
            np.nanmedian(f0)
            for (voice, emotion, _), f0 in tunes.items()
            if voice[1] == which["sex"] and emotion == which["emotion"] and np.isfinite(f0).sum() > 4
        ]
        return f"{np.mean(heard):.0f}" if heard else "-"

    pitches = [" / ".join(pitch(sex=sex, emotion=emotion) for emotion in EMOTIONS) for sex in "fm"]
    levels = [
        np.mean([speech_level(made[key], RATE) for key in made if key[1] == emotion]) - REFERENCE
        for emotion in EMOTIONS
    ]
    cells = [
        name,
        f"{min(lengths):.2f}-{max(lengths):.2f}",
        f"{np.nanmean(rates):.1f}" if rates else "",
        *pitches,
        f"{100 * np.mean(shares):.0f} %",
        " / ".join(f"{level:+.0f}" for level in levels),
        PUBLISHED[name],
    ]
    return "| " + " | ".join(cells) + " |"


def similarities() -> tuple[float, float]:
    """Mean similarity of a voice's sounds to its own speech, and to that of the others of its sex."""
    judge = Speaker()
    speech = {voice: judge.embed(emogen.speak(f"{BEFORE} {AFTER}", voice=voice).audio) for voice in VOICES}
    own, other = [], []
    for voice in VOICES:
        named: tuple[Sounds, ...] = ("laugh", "chuckle", "groan", "hum", "sob")
        point = judge.embed(
            Audio(np.concatenate([sound(n, voice, "neutral", t) for n in named for t in range(2)]), RATE)
        )
        own.append(point @ speech[voice])
        other += [point @ speech[each] for each in VOICES if each != voice and each[1] == voice[1]]
    return float(np.mean(own)), float(np.mean(other))


def judged(name: str) -> str:
    """What a line loses or gains by a sound in it."""
    words, quality, clicks = set(), [], 0
    for voice in VOICES[::2]:
        plain = emogen.speak(f"{BEFORE} {AFTER}", voice=voice).audio
        line = emogen.speak(f"{BEFORE} <{name}> {AFTER}", voice=voice).audio
        low, before = resampled(line, 16_000), resampled(plain, 16_000)
        expected = {word.strip(".,!?…\"'").lower() for word in f"{BEFORE} {AFTER}".split()}
        heard = [word.strip(".,!?…\"'[]()*-").lower() for word in Whisper().hear(low).split()]
        words |= {word for word in heard if word and word not in expected}
        quality.append((Dnsmos().score(before)["ovrl"], Dnsmos().score(low)["ovrl"]))
        clicks += max(0, len(signal.clicks(line)) - len(signal.clicks(plain)))
    first, second = np.mean(quality, axis=0)
    return f"| {name} | {', '.join(sorted(words)) or '-'} | {first:.2f} -> {second:.2f} | {clicks} |"


def opinions() -> list[str]:
    own, other = similarities()
    return [
        "",
        "In a neutral line of a woman and a man, between two sentences: words that Whisper tiny.en hears and",
        "nobody wrote, DNSMOS (overall) of the line without the sound and with it, clicks added.",
        "",
        "| sound | extra words | DNSMOS | clicks |",
        "|---|---|---|---|",
        *[judged(name) for name in get_args(Sounds)],
        "",
        f"Similarity (GE2E) of laugh, chuckle, groan, hum and sob to the same voice's speech: {own:.2f}; to",
        f"that of the other voice of that sex: {other:.2f}.",
    ]


def picture(path: Path) -> None:
    matplotlib.use("Agg")
    from matplotlib import pyplot

    names = get_args(Sounds)
    figure, grid = pyplot.subplots(4, 4, figsize=(16, 11))
    for (name, voice), axes in zip(product(names, ("af_heart", "am_michael")), grid.flat, strict=True):
        samples = sound(name, voice, "neutral", 0)
        axes.specgram(
            samples + 1e-7, NFFT=600, Fs=RATE, noverlap=520, pad_to=1024, vmin=-135, vmax=-50, cmap="magma"
        )
        axes.plot(np.arange(len(tune(samples))) * 0.01, tune(samples), color="cyan", lw=1.5)
        axes.set(title=f"{name}, {voice}", ylim=(0, 6000), xlim=(0, len(samples) / RATE))
    figure.supxlabel("seconds")
    figure.supylabel("Hz (line: F0 as measured)")
    figure.tight_layout()
    figure.savefig(path, dpi=45)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judges", action="store_true")
    options = parser.parse_args()
    names = get_args(Sounds)
    lines = [
        "# Non-speech sounds, measured",
        "",
        f"`python -m benchmarks.vocals`: {len(VOICES)} voices, {', '.join(EMOTIONS)}, {TAKES} takes each;",
        "values by emotion in that order. F0 by autocorrelation, median; level of what sounds, relative to",
        "the voice's neutral speech.",
        "",
        "| sound | seconds | calls/s | F0 women, Hz | F0 men, Hz | voiced | level, dB | wanted |",
        "|---|---|---|---|---|---|---|---|",
        *[row(name) for name in names],
    ]
    if options.judges:
        lines += opinions()
    write_text(DOCS / "tables" / "vocals.md", "\n".join(lines) + "\n")
    picture(DOCS / "images" / "vocals.png")


if __name__ == "__main__":
    main()
