"""Pictures by emotion: a contact sheet and a dose-response table.

    python -m benchmarks.picture_sheet --sheet docs/images/pictures.jpg --table docs/pictures.md

The table goes between the two markers of the document; without ``--table`` it is printed.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.files import read_text, whole_file, write_text
from emogen.pipelines.image.paint import paint
from emogen.vision.oklab import oklab

SCENES = {
    "a harbour at dusk with boats": 7,
    "a mountain lake with pines": 5,
    "a forest path": 2,
    "a field with a tree and a house": 1,
    "a city street with people": 3,
    "a coast with a lighthouse and a sailboat": 4,
    "a desert with a cactus": 6,
    "a room with a table and a chair": 8,
}
EMOTIONS = ("neutral", "joy", "melancholy", "anger", "fear", "serenity")
STEPS = (-0.9, -0.45, 0.0, 0.45, 0.9)
MARKERS = ("<!-- dose-response: made by benchmarks/picture_sheet.py -->", "<!-- end of dose-response -->")
PUBLISHED = (
    ("valence", "brightness", "rises"),
    ("valence", "saturation", "rises"),
    ("arousal", "saturation", "rises"),
    ("arousal", "contrast", "rises"),
    ("dominance", "brightness", "falls"),
)


def sheet(path: Path, cell: tuple[int, int], sampling: int) -> None:
    """Write the contact sheet, scenes down, emotions across; cells are painted ``sampling`` times larger."""
    wide, high = cell
    page = Image.new("RGB", (wide * len(EMOTIONS), high * len(SCENES) + 22), "#16181c")
    pen = ImageDraw.Draw(page)
    for column, name in enumerate(EMOTIONS):
        pen.text((column * wide + 8, 5), name, fill="#e8e4da")
        for row, (text, seed) in enumerate(SCENES.items()):
            size = (wide * sampling, high * sampling)
            pixels = paint(text, emotion=Emotion.parse(name), size=size, seed=seed).picture.pixels
            picture = Image.fromarray(pixels).resize((wide - 2, high - 2), Image.Resampling.LANCZOS)
            page.paste(picture, (column * wide + 1, row * high + 22))
    with whole_file(path) as temporary:
        page.save(temporary, quality=80, optimize=True)


def measure(pixels: NDArray[Any]) -> dict[str, float]:
    """Mean OKLab lightness, mean chroma, and the spread of lightness."""
    lab = oklab(pixels)
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    lightness = lab[..., 0]
    return {
        "brightness": float(lightness.mean()),
        "saturation": float(chroma.mean()),
        "contrast": float(lightness.std()),
    }


def dose(axis: str) -> list[dict[str, float]]:
    """Measures at each step of one coordinate, the others 0, averaged over the scenes in clear weather."""
    rows = []
    for step in STEPS:
        point = {"valence": 0.0, "arousal": 0.0, "dominance": 0.0} | {axis: step}
        emotion = Emotion.va(point["valence"], point["arousal"], point["dominance"])
        found = [
            measure(paint(f"{text}, clear", emotion=emotion, size=(320, 180), seed=seed).picture.pixels)
            for text, seed in SCENES.items()
        ]
        rows.append({key: float(np.mean([one[key] for one in found])) for key in found[0]})
    return rows


def table() -> Iterator[str]:
    """Markdown: what was commanded, what the pixels measure, whether the direction is the published one."""
    yield (
        "| commanded | measured | " + " | ".join(f"{step:+.2f}" for step in STEPS) + " | published | agrees |"
    )
    yield "|---|---|" + "--:|" * len(STEPS) + "---|---|"
    doses = {axis: dose(axis) for axis in ("valence", "arousal", "dominance")}
    for axis, key, direction in PUBLISHED:
        values = [row[key] for row in doses[axis]]
        steps = np.diff(values) if direction == "rises" else -np.diff(values)
        cells = " | ".join(f"{value:.3f}" for value in values)
        yield f"| {axis} | {key} | {cells} | {direction} | {'yes' if (steps > 0).all() else 'no'} |"
    yield ""
    yield "| emotion | brightness | saturation | contrast |"
    yield "|---|--:|--:|--:|"
    for name in EMOTIONS:
        found = [
            measure(paint(text, emotion=Emotion.parse(name), size=(320, 180), seed=seed).picture.pixels)
            for text, seed in SCENES.items()
        ]
        cells = " | ".join(f"{np.mean([one[key] for one in found]):.3f}" for key in found[0])
        yield f"| {name} | {cells} |"


def speed() -> Iterator[str]:
    """Seconds a scene at 1280 x 720, the median of three after one that compiles."""
    yield "| scene, 1280 x 720 | seconds |"
    yield "|---|--:|"
    for text, seed in SCENES.items():
        times = []
        for _ in range(4):
            start = time.perf_counter()
            paint(text, emotion=NEUTRAL, size=(1280, 720), seed=seed)
            times.append(time.perf_counter() - start)
        yield f"| {text} | {np.median(times[1:]):.1f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheet", type=Path, help="write the contact sheet here (JPEG)")
    parser.add_argument("--table", type=Path, help="put the tables into this document")
    options = parser.parse_args()
    if options.sheet:
        sheet(options.sheet, (256, 144), 3)
    lines = "\n".join([*table(), "", *speed()])
    if options.table is None:
        print(lines)
        return
    before, rest = read_text(options.table).split(MARKERS[0])
    after = rest.split(MARKERS[1])[1]
    write_text(options.table, f"{before}{MARKERS[0]}\n{lines}\n{MARKERS[1]}{after}")


if __name__ == "__main__":
    main()
