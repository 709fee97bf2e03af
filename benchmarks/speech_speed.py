"""How fast `speak` is beside the public package kokoro-onnx, in one run: writes docs/tables/speech_speed.md.

Both say the same texts with the same voice and the same weights: the peer the published int8 graph as
its package runs it, `speak` with and without an emotion, finished to level and peak. Each round
measures all of them in turn, since machines are noisy; ratios are taken round by round.

    pip install kokoro-onnx
    python -m benchmarks.speech_speed

With ``--cpu`` it writes docs/tables/speech_cpu.md instead: CPU time on one core, for machines that do other
work as well, beside the published graph alone.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime as ort

from emogen import weights
from emogen.machine import cores
from emogen.pipelines.speech.kokoro import graph
from emogen.pipelines.speech.kokoro.backend import styles
from emogen.pipelines.speech.speak import speak, stream
from emogen.pipelines.speech.text.phonemes import chunks
from emogen.pipelines.speech.text.words import read
from emogen.pipelines.speech.voices import find_voice

TABLE = Path(__file__).parent.parent / "docs" / "tables" / "speech_speed.md"
CPU_TABLE = TABLE.with_name("speech_cpu.md")
VOICE = "af_heart"
ROUNDS = 3
TEXTS = {
    "a short line": "Put the lamp on the table.",
    "a line": "The harbour was quiet that morning, and nobody said a word about the night before.",
    "three lines": (
        "You came back! I never thought that I would see you standing here again. "
        "Put the lamp on the table, close the window, and tell me what you saw."
    ),
    "a paragraph": (
        "The harbour was quiet that morning, and nobody said a word about the night before. "
        "The boats lay still in the grey light, and the gulls walked up and down the wall as if they "
        "owned it. An old man sat on a box and mended a net. He did not look up when we passed. "
        "Somewhere behind us a door closed, and a dog barked twice, and then it was quiet again. "
        "We went on to the end of the pier, where the lamp had been, and looked at the water."
    ),
}
CPU_TEXTS = ("Come on.", "Put the lamp on the table, close the window.", TEXTS["three lines"])
LONG = "Nobody had told him what was in the box, and he had not asked, for he was a careful man. " * 80
"""About 7,000 characters."""


def peer() -> Callable[[str], float]:
    """Seconds of sound that kokoro-onnx makes of a text."""
    from kokoro_onnx import Kokoro

    voices = Path(tempfile.mkdtemp()) / "voices.npz"
    np.savez(voices, allow_pickle=False, **{VOICE: styles(find_voice(VOICE))})
    model = Kokoro(str(weights.path("kokoro-82m", "model.onnx")), str(voices))

    def say(text: str) -> float:
        samples, rate = model.create(text, voice=VOICE)
        return float(len(samples) / rate)

    return say


def measured() -> list[str]:
    ways: dict[str, Callable[[str], float]] = {
        "kokoro-onnx": peer(),
        "speak, neutral": lambda text: speak(text, voice=VOICE).audio.duration,
        "speak, joy": lambda text: speak(text, voice=VOICE, emotion="joy").audio.duration,
        "speak, sadness": lambda text: speak(text, voice=VOICE, emotion="sadness").audio.duration,
    }
    rows = ["| text | what | seconds | real-time factor | ratio to kokoro-onnx |", "|---|---|---|---|---|"]
    for name, text in TEXTS.items():
        spent: dict[str, list[float]] = {way: [] for way in ways}
        length = {way: say(text) for way, say in ways.items()}
        for turn in range(ROUNDS):
            # Forwards and backwards in turn, so that drift of the machine falls on all alike.
            for way, say in list(ways.items())[:: 1 if turn % 2 else -1]:
                began = time.perf_counter()
                say(text)
                spent[way].append(time.perf_counter() - began)
        for way, times in spent.items():
            ratio = statistics.median(a / b for a, b in zip(times, spent["kokoro-onnx"], strict=True))
            seconds = statistics.median(times)
            rows.append(f"| {name} | {way} | {seconds:.2f} | {seconds / length[way]:.2f} | {ratio:.2f} |")
    return rows


def first_audio() -> list[str]:
    """How soon a stream begins, the model warm."""
    rows = ["", "| stream | first audio after | it lasts |", "|---|---|---|"]
    for name, text in TEXTS.items():
        times, lasts = [], 0.0
        for _ in range(ROUNDS):
            began = time.perf_counter()
            phrases = stream(text, voice=VOICE, emotion="joy")
            lasts = next(phrases).audio.duration
            times.append(time.perf_counter() - began)
            phrases.close()  # type: ignore[attr-defined]
        rows.append(f"| {name} | {statistics.median(times):.2f} s | {lasts:.1f} s |")
    return rows


def memory(text: str) -> float:
    """Peak memory in GB of a process that says a text, phrase by phrase; where there is /proc."""
    code = (
        "import re, sys; from emogen.pipelines.speech.speak import stream\n"
        "for _ in stream(sys.argv[1], emotion='joy'): pass\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, text], capture_output=True, encoding="utf-8", check=True
    )
    return int(done.stdout) / 1e6


def cpu() -> list[str]:
    """CPU seconds of texts, warm, and of the start of all sessions: least of the rounds."""
    os.environ["EMOGEN_THREADS"] = "1"
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    source = str(weights.path(graph.MODEL, "model.onnx"))
    began = time.process_time()
    plain = ort.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    started = time.process_time() - began
    for part in ("text", "prosody", "decoder"):
        graph.session(part)  # Writes the file, if need be.
    graph.session.cache_clear()
    began = time.process_time()
    for part in ("text", "prosody", "decoder"):
        graph.session(part)
    ours = time.process_time() - began
    vocabulary = graph.vocabulary()

    def publish(text: str) -> None:
        for sounds in chunks(read(text), "en-us"):
            tokens = [vocabulary[letter] for sound in sounds for letter in sound.letters]
            style = styles(find_voice(VOICE))[len(tokens) - 1]
            plain.run(None, {"tokens": [[0, *tokens, 0]], "style": style, "speed": np.ones(1, np.float32)})

    rows = ["| what | published graph | speak | ratio |", "|---|---|---|---|"]
    rows.append(f"| start of sessions | {started:.2f} s | {ours:.2f} s | {ours / started:.2f} |")
    for text in CPU_TEXTS:
        speak(text)  # Loads what a first line needs.
        least: dict[Callable[[str], object], float] = {publish: 1e9, speak: 1e9}
        for _ in range(ROUNDS):
            for way in least:
                began = time.process_time()
                way(text)
                least[way] = min(least[way], time.process_time() - began)
        theirs, made = least.values()
        length = speak(text, voice=VOICE).audio.duration
        rows.append(
            f"| {length:.1f} s of speech, warm | {theirs:.2f} s | {made:.2f} s | {made / theirs:.2f} |"
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cpu", action="store_true", help="CPU time beside the published graph.")
    if parser.parse_args().cpu:
        head = "# CPU time of speech\n\nWritten by `benchmarks/speech_speed.py --cpu`: one thread.\n\n"
        CPU_TABLE.write_text(head + "\n".join(cpu()) + "\n", encoding="utf-8")
        print(CPU_TABLE.read_text(encoding="utf-8"))
        return
    machine = f"{platform.machine()}, {cores()} cores, no GPU"
    lines = [
        "# How fast speech is made",
        "",
        "Written by `benchmarks/speech_speed.py`.",
        "",
        f"{machine}.",
        "",
    ]
    lines += [*measured(), *first_audio(), ""]
    lines += ["| said as a stream | peak memory |", "|---|---|"]
    lines += [f"| a line | {memory(TEXTS['a line']):.2f} GB |"]
    lines += [f"| {len(LONG):,} characters | {memory(LONG):.2f} GB |"]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
