"""Voice targets commanded against acoustics measured: writes docs/tables/voice_dose_response.md.

Ten neutral sentences, one female and one male voice, six emotions at full strength and some at
parts of it. Measured with pyin and plain signal processing, not with anything the voice is made
with. Run ``python benchmarks/dose_response.py``; it needs the ``dev`` extra and takes minutes.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.files import write_text
from emogen.media import Audio
from emogen.pipelines.speech.speak import Speech, speak

SENTENCES = (
    "They told me that the train would leave before sunrise.",
    "The letter on the table came this morning.",
    "Nobody was in the room when we arrived.",
    "I am going to see my brother in the city.",
    "The window on the second floor was open.",
    "She put the old lamp beside the door, and went outside.",
    "We will need more wood, and a little more time.",
    "It will be seven o'clock in a moment.",
    "The dog ran along the river for an hour.",
    "My name is on the list, along with yours.",
)
VOICES = ("af_heart", "am_michael")
EMOTIONS = ("joy", "sadness", "anger", "fear", "surprise", "disgust")
STEPS = (0.25, 0.5, 0.75, 1.0)
STEPPED = ("joy", "sadness", "anger", "fear")

STEPPED_SENTENCES = 3

CUES = ("F0 median, st", "F0 range, %", "rate, %", "level, dB", "slope, dB")
"""Each relative to neutral; slope is the level above 1.5 kHz against the level below."""

PUBLISHED: dict[str, tuple[int, int, int, int, int]] = {
    "joy": (1, 1, 1, 1, 1),
    "sadness": (-1, -1, -1, -1, -1),
    "anger": (1, 1, 1, 1, 1),
    "fear": (1, -1, 1, 0, 0),
    "surprise": (1, 1, 1, 1, 1),
    "disgust": (-1, 1, -1, -1, -1),
}
"""Direction of each cue: Juslin & Laukka 2003 (joy, sadness, anger, fear), EmoSpeak at surprise's
coordinates, Murray & Arnott 1993 (disgust). 0 where the sources disagree: fear is louder and flatter
in Schröder 2001, softer and darker in Juslin & Laukka 2003."""


def measure(speech: Speech) -> np.ndarray:
    """[F0 median in semitones re 100 Hz, F0 spread in semitones, phonemes/s, level in dB, slope in dB]."""
    import librosa

    audio = speech.audio
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        f0, voiced, _ = librosa.pyin(audio.samples, sr=audio.rate, fmin=60, fmax=620, frame_length=2048)
    tune = 12 * np.log2(f0[voiced] / 100)
    low, high = np.percentile(tune, [10, 90])
    sounds = [p for p in speech.timeline.phonemes if p.symbol]
    rate = len(sounds) / (sounds[-1].end - sounds[0].start)
    return np.array([np.median(tune), high - low, rate, *_levels(audio)])


def _levels(audio: Audio) -> tuple[float, float]:
    spectrum = np.abs(np.fft.rfft(audio.samples)) ** 2
    hertz = np.fft.rfftfreq(len(audio.samples), 1 / audio.rate)
    low = spectrum[(hertz > 80) & (hertz < 1500)].sum()
    high = spectrum[(hertz >= 1500) & (hertz < 8000)].sum()
    frames = audio.samples[: len(audio.samples) // 480 * 480].reshape(-1, 480)
    power = np.square(frames).mean(axis=1)
    active = power[power > np.quantile(power, 0.95) * 1e-3].mean()
    return float(10 * np.log10(active)), float(10 * np.log10(high / low))


def _one(job: tuple[str, str, float, str]) -> tuple[tuple[str, str, float], np.ndarray]:
    voice, name, intensity, sentence = job
    emotion = Emotion(name, intensity) if name != "neutral" else NEUTRAL
    return (voice, name, intensity), measure(speak(sentence, emotion=emotion, voice=voice))


def run(sentences: tuple[str, ...]) -> dict[tuple[str, str, float], np.ndarray]:
    """Measures of each sentence, shape (sentences, 5), by (voice, emotion, intensity)."""
    jobs = [(voice, "neutral", 1.0, s) for voice in VOICES for s in sentences]
    jobs += [(voice, name, 1.0, s) for voice in VOICES for name in EMOTIONS for s in sentences]
    jobs += [
        (VOICES[0], name, x, s) for name in STEPPED for x in STEPS[:-1] for s in sentences[:STEPPED_SENTENCES]
    ]
    found: dict[tuple[str, str, float], list[np.ndarray]] = {}
    with ProcessPoolExecutor(max_workers=2) as pool:
        for key, values in pool.map(_one, jobs, chunksize=5):
            found.setdefault(key, []).append(values)
    return {key: np.array(values) for key, values in found.items()}


def differences(
    means: dict[tuple[str, str, float], np.ndarray], voice: str, name: str, x: float, count: int
) -> np.ndarray:
    """The five cues relative to the neutral voice, mean over the same sentences."""
    felt = means[voice, name, x][:count].mean(axis=0)
    plain = means[voice, "neutral", 1.0][:count].mean(axis=0)
    change = felt - plain
    change[1:3] = 100 * (felt[1:3] / plain[1:3] - 1)
    return change


def tables(means: dict[tuple[str, str, float], np.ndarray]) -> tuple[str, int]:
    """The report as Markdown, and how many cues disagree with the published direction."""
    signs = {1: "up", -1: "down", 0: "sources disagree"}
    lines = [f"| voice | emotion | {' | '.join(CUES)} |", "|---|---|" + "---|" * len(CUES)]
    wrong = 0
    for voice in VOICES:
        for name in EMOTIONS:
            cells = []
            for change, sign in zip(
                differences(means, voice, name, 1.0, len(SENTENCES)), PUBLISHED[name], strict=True
            ):
                agrees = sign == 0 or change * sign > 0
                wrong += not agrees
                cells.append(f"{change:+.1f} ({signs[sign]}{'' if agrees else ', DISAGREES'})")
            lines.append(f"| {voice} | {name} | {' | '.join(cells)} |")
    lines += ["", f"Intensity in steps, {VOICES[0]}, the first {STEPPED_SENTENCES} sentences:", ""]
    lines += [f"| emotion | intensity | {' | '.join(CUES)} |", "|---|---|" + "---|" * len(CUES)]
    for name in STEPPED:
        for x in STEPS:
            cells = [f"{change:+.1f}" for change in differences(means, VOICES[0], name, x, STEPPED_SENTENCES)]
            lines.append(f"| {name} | {x:g} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n", wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/tables/voice_dose_response.md"))
    parser.add_argument("--sentences", type=int, default=len(SENTENCES))
    options = parser.parse_args()
    table, wrong = tables(run(SENTENCES[: options.sentences]))
    head = (
        "<!-- made by benchmarks/dose_response.py -->\n"
        "Change against the same sentences said neutrally; in brackets the published direction.\n\n"
    )
    write_text(options.output, head + table)
    print(table, f"{wrong} cues disagree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
