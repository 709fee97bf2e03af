"""How fast emogen is on this machine: writes the table of docs/speed.md.

Each ratio is between two things measured in turn in one run, since machines are noisy.

    python -m benchmarks.speed
"""

from __future__ import annotations

import argparse
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime as ort

from emogen import weights
from emogen.conditioning.character import find_character
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.machine import cores
from emogen.media import parse_size
from emogen.pipelines.api import talk
from emogen.pipelines.face.motion.animate import animate
from emogen.pipelines.face.render.renderer import Renderer
from emogen.pipelines.face.video import save_clip
from emogen.pipelines.image.paint import paint
from emogen.pipelines.speech import silence
from emogen.pipelines.speech.kokoro import backend as kokoro
from emogen.pipelines.speech.kokoro import graph
from emogen.pipelines.speech.speak import speak
from emogen.pipelines.speech.text.phonemes import chunks
from emogen.pipelines.speech.text.words import read
from emogen.pipelines.speech.voices import find_voice

PAGE = Path(__file__).parent.parent / "docs" / "speed.md"
LINES = (
    "The harbour was quiet that morning, and nobody said a word about the night before.",
    "You came back! I never thought that I would see you standing here again.",
    "Put the lamp on the table, close the window, and tell me what you saw.",
)
VOICE = "af_heart"
ROUNDS = 3


def seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def start_up() -> Iterator[tuple[str, str]]:
    for label, code in (
        ("`python -c pass`", "pass"),
        ("`import emogen`", "import emogen"),
        ("`emogen --help`", "from emogen.cli.main import run_app; run_app(['--help'])"),
    ):
        command = [sys.executable, "-c", code]
        times = [seconds(lambda c=command: subprocess.run(c, stdout=subprocess.DEVNULL)) for _ in range(7)]  # type: ignore[misc]
        yield f"start-up, {label}, median of 7", f"{statistics.median(times):.2f} s"


class PlainModel:
    """The published int8 graph as it is, in one piece: the baseline of `speak`."""

    def __init__(self) -> None:
        options = ort.SessionOptions()
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # As ours: a fair pair.
        model = str(weights.path("kokoro-82m", "model.onnx"))
        self.session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def say(self, text: str) -> float:
        """Seconds of sound, the silence around a chunk cut as `speak` cuts it."""
        kept = 0.0
        for sounds in chunks(read(text), "en-us"):
            tokens = [graph.vocabulary()[letter] for sound in sounds for letter in sound.letters]
            feed = {
                "tokens": np.array([[0, *tokens, 0]]),
                "style": kokoro.styles(find_voice(VOICE))[len(tokens) - 1],
                "speed": np.ones(1, np.float32),
            }
            samples = np.abs(self.session.run(None, feed)[0].reshape(-1))
            loud = np.flatnonzero(samples > samples.max() / 100)
            kept += float(loud[-1] - loud[0]) / kokoro.RATE + silence.LEAD + silence.TAIL
        return kept


def speech() -> Iterator[tuple[str, str]]:
    plain = PlainModel()
    ways: dict[str, Callable[[str], float]] = {
        "the plain model": plain.say,
        "speak, neutral": lambda text: speak(text, voice=VOICE).audio.duration,
        "speak, joy": lambda text: speak(text, emotion=Emotion("joy"), voice=VOICE).audio.duration,
        "speak, sadness": lambda text: speak(text, emotion=Emotion("sadness"), voice=VOICE).audio.duration,
    }
    factors: dict[str, list[float]] = {name: [] for name in ways}
    lines: dict[str, list[float]] = {name: [] for name in ways}
    for say in ways.values():
        say(LINES[0])  # Loads the sessions.
    for _ in range(ROUNDS):
        for text in LINES:
            # Forwards and backwards in turn, so that drift of the machine falls on all alike.
            turn = list(ways.items())
            for name, say in turn if (ROUNDS + len(factors["the plain model"])) % 2 else turn[::-1]:
                began = time.perf_counter()
                made = say(text)
                lines[name].append(time.perf_counter() - began)
                factors[name].append(lines[name][-1] / made)
    base, line = (statistics.median(times["the plain model"]) for times in (factors, lines))
    for name, values in factors.items():
        factor, spent = statistics.median(values), statistics.median(lines[name])
        ratios = f"ratio {factor / base:.2f}; a line in {spent:.2f} s, ratio {spent / line:.2f}"
        yield f"real-time factor, {name}", f"{factor:.2f} ({ratios})"


def faces() -> Iterator[tuple[str, str]]:
    line = speak(LINES[1], emotion=Emotion("joy"))
    motion = animate(line.timeline, Emotion("joy"), audio=line.audio, fps=30)
    spent = seconds(lambda: animate(line.timeline, Emotion("joy"), audio=line.audio, fps=60))
    yield "face curves at 60 frames a second", f"{line.audio.duration / spent:.0f} × real time"
    for name in ("mira", "amara", "malik"):
        character = find_character(name)
        began = time.perf_counter()
        renderer = Renderer(character.looks, (512, 512))
        ready = time.perf_counter() - began
        frames = renderer.frames(motion)
        next(iter(frames))
        spent = seconds(partial(deque, frames, 0))
        yield f"renderer, {name}, 512×512", f"{len(motion) / spent:.0f} frames/s (ready in {ready:.1f} s)"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "x.mp4"
        began = time.perf_counter()
        save_clip(talk(text=LINES[1], emotion=Emotion("joy")).clip, target)
        spent = time.perf_counter() - began
        yield (
            "talk, 512×512, voice to MP4, warm",
            f"{spent / line.audio.duration:.2f} s a second of clip",
        )


def pictures() -> Iterator[tuple[str, str]]:
    paint("a harbour at dusk with boats", size=(128, 72))
    for size in ("1280x720", "2560x1440"):
        spent = seconds(
            partial(paint, "a harbour at dusk with boats", emotion=NEUTRAL, size=parse_size(size))
        )
        yield f"picture, {size}", f"{spent:.1f} s"


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    rows = [row for part in (start_up, speech, faces, pictures) for row in part()]
    lines = [
        "# Speed",
        "",
        "Written by `benchmarks/speed.py`. Ratios are to the plain model in the same run; a real-time",
        "factor below 1 is faster than the sound plays. It is taken over the sound without the long",
        "silence that the model puts around a line, which `speak` cuts.",
        "",
        f"{platform.machine()}, {cores()} cores, no GPU, Python {platform.python_version()}.",
        "",
        "| what | measured |",
        "|---|---|",
        *(f"| {what} | {measured} |" for what, measured in rows),
        "",
    ]
    PAGE.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
