"""Delays of live voices: writes docs/tables/live.md.

First sound, gaps between phrases, cancelling, two sessions at once and memory, beside the stream of the
public package kokoro-onnx with the same weights, where that is installed. A machine that does other work at
the same time is slower: CPU seconds are given beside those of the clock.

    pip install kokoro-onnx
    python -m benchmarks.live --lines 1000
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib.util
import platform
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np

import emogen
from emogen import weights
from emogen.files import write_text
from emogen.machine import cores, memory_used
from emogen.pipelines.live import LiveLine, Room
from emogen.pipelines.speech.kokoro.backend import styles
from emogen.pipelines.speech.voices import find_voice

TABLE: Final = Path(__file__).parent.parent / "docs" / "tables" / "live.md"
VOICE: Final = "af_heart"
SHORT: Final = "You came back."
LONG: Final = (
    "The harbour was quiet that morning, and nobody said a word about the night before. "
    "The boats lay still in the grey light, and the gulls walked up and down the wall as if they "
    "owned it. An old man sat on a box and mended a net. He did not look up when we passed. "
)
TEXTS: Final = {"a short line": SHORT, "a paragraph": LONG, "10,000 characters": LONG * 38}


@dataclass(frozen=True, slots=True)
class Heard:
    """One line as a listener had it, in seconds: when the first sound was there, CPU seconds until then, and
    by how much a later phrase came too late for a listener who began with the first sound."""

    first: float
    cpu: float
    late: float


def heard(line: Callable[[], Iterator[tuple[float, float]]], most: float = 12.0) -> Heard:
    """A line that gives (where its piece starts, how long it is) for each piece; the first seconds of it."""
    began, used = time.perf_counter(), time.process_time()
    first = cpu = late = 0.0
    for start, _ in line():
        now = time.perf_counter() - began
        if not first:
            first, cpu = now, time.process_time() - used
        late = max(late, now - first - start)
        if start > most:
            break
    return Heard(first, cpu, late)


def ours(text: str, voice: emogen.Voice) -> Callable[[], Iterator[tuple[float, float]]]:
    return lambda: ((chunk.start, chunk.audio.duration) for chunk in voice.stream(text))


def peer() -> Callable[[str], Callable[[], Iterator[tuple[float, float]]]]:
    """The stream of kokoro-onnx."""
    from kokoro_onnx import Kokoro

    voices = Path(tempfile.mkdtemp()) / "voices.npz"
    np.savez(voices, allow_pickle=False, **{VOICE: styles(find_voice(VOICE))})
    model = Kokoro(str(weights.path("kokoro-82m", "model.onnx")), str(voices))

    def said(text: str) -> Iterator[tuple[float, float]]:
        loop, at = asyncio.new_event_loop(), 0.0
        pieces = model.create_stream(text, voice=VOICE)
        with suppress(StopAsyncIteration):
            while True:
                samples, rate = loop.run_until_complete(anext(pieces))
                yield at, len(samples) / rate
                at += len(samples) / rate

    return lambda text: lambda: said(text)


def streams(voice: emogen.Voice, rounds: int) -> Iterator[str]:
    bare = emogen.Voice(VOICE, face=False, emotion="joy")
    ways: dict[str, Callable[[str], Callable[[], Iterator[tuple[float, float]]]]] = {
        "emogen, joy, with a face": lambda text: ours(text, voice),
        "emogen, joy, sound alone": lambda text: ours(text, bare),
    }
    if importlib.util.find_spec("kokoro_onnx"):
        ways["kokoro-onnx"] = peer()
    yield "| text | what | first sound after | CPU until then | latest phrase is late by |"
    yield "|---|---|---|---|---|"
    for make in ways.values():
        heard(make(SHORT))
    for name, text in TEXTS.items():
        found: dict[str, list[Heard]] = {label: [] for label in ways}
        for turn in range(rounds):
            for label, say in list(ways.items())[:: 1 if turn % 2 else -1]:
                # The package cannot be stopped, so that a long text of it takes as long as it takes.
                if label != "kokoro-onnx" or len(text) < 1000:
                    found[label].append(heard(say(text)))
        for label, times in found.items():
            if times:
                first, cpu, late = (
                    statistics.median(getattr(one, part) for one in times)
                    for part in ("first", "cpu", "late")
                )
                yield f"| {name} | {label} | {first:.2f} s | {cpu:.2f} s | {late:.2f} s |"


def cancelling(voice: emogen.Voice, rounds: int) -> Iterator[str]:
    """Seconds of work after ``cancel``: until no thread of the room makes anything of the line."""
    times = []
    for turn in range(rounds):
        line = voice.stream(LONG * 4)
        next(line)
        time.sleep(0.3 + 0.17 * turn)  # In the midst of the work on what comes next.
        times.append(_stopping(line))
    yield f"| work goes on after `cancel()`, {rounds} times | {_range(times)} |"
    times = []
    for turn in range(rounds):
        phrases = emogen.stream(LONG * 4, voice=VOICE)
        next(phrases)
        time.sleep(0.3 + 0.17 * turn)
        began = time.perf_counter()
        phrases.close()  # type: ignore[attr-defined]
        times.append(time.perf_counter() - began)
    yield f"| `emogen.stream(…).close()` takes, {rounds} times | {_range(times)} |"


def _stopping(line: LiveLine) -> float:
    began = time.perf_counter()
    line.cancel()
    making: Any = line._making
    making.wait(lambda: making._begun == making._finished)
    return time.perf_counter() - began


def _range(times: list[float]) -> str:
    return f"{1000 * statistics.median(times):.0f} ms (at most {1000 * max(times):.0f})"


def together(voices: int) -> Iterator[str]:
    """Sessions that all speak at once, each listened to in real time."""
    found: list[Heard] = []
    with Room() as room:

        def listen() -> None:
            voice = emogen.Voice(VOICE, room=room, emotion="joy")
            found.append(heard(ours(LONG, voice)))

        threads = [threading.Thread(target=listen) for _ in range(voices)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    first, late = max(one.first for one in found), max(one.late for one in found)
    yield f"| {voices} sessions at once: first sound of the later | {first:.2f} s |"
    yield f"| {voices} sessions at once: latest phrase of any is late by | {late:.2f} s |"


def growth(voice: emogen.Voice, lines: int) -> Iterator[str]:
    """Memory over many lines, some of them cancelled."""

    def say(number: int) -> None:
        line = voice.stream(f"Hi {number}.", seed=number)
        for index, _ in enumerate(line):
            if number % 5 == 0 and index == 1:
                break

    for number in range(min(50, lines)):
        say(number)
    gc.collect()
    before = memory_used()
    for number in range(lines):
        say(number)
    gc.collect()
    grown = (memory_used() - before) / 1e6
    yield f"| memory grows over {lines:,} lines, a fifth of them cancelled, by | {grown:.0f} MB |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1000, help="Lines over which memory is watched.")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    voice = emogen.Voice(VOICE, emotion="joy").warm()
    parts: tuple[Iterable[str], ...] = (
        streams(voice, arguments.rounds),
        ("", "| what | measured |", "|---|---|"),
        cancelling(voice, arguments.rounds),
        together(2),
        growth(voice, arguments.lines),
    )
    rows: list[str] = []
    for row in chain(*parts):
        print(row, flush=True)
        rows.append(row)
    lines = [
        "# Live voices",
        "",
        f"Written by `benchmarks/live.py`. {platform.machine()}, {cores()} cores, no GPU, models warm; "
        f"medians of {arguments.rounds}. A phrase is late when it is there after the one before it has been "
        "heard to its end, by a listener who begins with the first sound.",
        "",
        *rows,
        "",
    ]
    write_text(TABLE, "\n".join(lines))


if __name__ == "__main__":
    main()
