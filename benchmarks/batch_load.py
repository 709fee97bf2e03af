"""Measure how long specs take to load and check; ``python -m benchmarks.batch_load`` writes the table.

Each spec is loaded in a process of its own, three times; the least processor time counts, since other
processes lengthen it only. Starting Python and importing emogen is measured with a spec of one job.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
TABLE: Final = ROOT / "docs" / "tables" / "batch_load.md"
COUNT: Final = 10_000
RUNS: Final = 3

_WORDS: Final = ("the", "old", "harbour", "was", "quiet", "and", "nobody", "came", "to", "see", "lanterns")
_EMOTIONS: Final = ("joy:0.8", "anger", "sadness:0.4", "neutral", "0.3*fear", "auto", "sad -> hopeful")
_MARKS: Final = ("<laugh> ", "*sighs* ", "[sad] ", "(laughing) ", "")
_LOAD: Final = (
    "import sys, time; start = time.process_time(); from emogen.pipelines.batch.spec import load_spec; "
    "jobs = load_spec(sys.argv[1]); print(len(jobs), time.process_time() - start)"
)


def _text(draw: random.Random) -> str:
    return " ".join(draw.choices(_WORDS, k=draw.randint(4, 16))).capitalize() + "."


def _line(draw: random.Random, index: int) -> list[dict[str, str]]:
    emotion = draw.choice(_EMOTIONS)
    return [
        {"id": f"l{index}", "kind": "speak", "text": _text(draw), "emotion": emotion, "character": "mira"}
    ]


def _marked(draw: random.Random, index: int) -> list[dict[str, str]]:
    text = draw.choice(_MARKS) + _text(draw)
    return [{"id": f"l{index}", "kind": "speak", "text": text, "character": "jonas"}]


def _graph(draw: random.Random, index: int) -> list[dict[str, str]]:
    spoken = _line(draw, index)
    return [*spoken, {"id": f"c{index}", "kind": "animate", "recording": f"job:l{index}"}]


_SPECS: Final[tuple[tuple[str, int, Callable[[random.Random, int], list[dict[str, str]]]], ...]] = (
    ("one line", 1, _line),
    ("lines of plain words", COUNT, _line),
    ("lines, most of them with tags and directions", COUNT, _marked),
    ("lines, each with face curves from its sound", COUNT // 2, _graph),
)


def main() -> None:
    """Write the table."""
    rows, start = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, count, make in _SPECS:
            draw = random.Random(15)
            jobs = [job for index in range(count) for job in make(draw, index)]
            lines = "".join(f"  - {json.dumps(job)}\n" for job in jobs)
            path = Path(folder, "spec.yaml")
            path.write_text(f"version: 1\ndefaults: {{seed: by-id}}\njobs:\n{lines}", encoding="utf-8")
            seconds = min(_seconds(path) for _ in range(RUNS))
            start = start or seconds
            each = f"{1000 * (seconds - start) / len(jobs):.2f}" if len(jobs) > 1 else ""
            rows.append(f"| {name} | {len(jobs):,} | {seconds:.2f} | {each} |")
    about = (
        "Processor time of one core; the first row is the start of emogen, which the others have in them and the"
        "\nlast column has not. The least of three runs."
    )
    head = "| spec, YAML | jobs | s | ms a job |\n|---|---|---|---|"
    text = "\n".join(["# Loading and checking a spec", "", about, "", head, *rows, ""])
    TABLE.write_text(text, encoding="utf-8")


def _seconds(path: Path) -> float:
    command = [sys.executable, "-c", _LOAD, str(path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=path.parent)
    return float(done.stdout.split()[1])


if __name__ == "__main__":
    main()
