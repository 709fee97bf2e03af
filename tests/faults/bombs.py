"""Small files that unpack to large ones, and what they cost; ``python -m tests.faults.bombs`` tells."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np


def _picture(path: Path, side: int) -> None:
    from PIL import Image

    Image.new("RGB", (side, side), (120, 90, 60)).save(path)


def _silence(path: Path, hours: float) -> None:
    import soundfile

    minute = np.zeros(24_000 * 60, np.float32)
    with soundfile.SoundFile(path, "w", 24_000, 1, format="FLAC") as file:
        for _ in range(round(hours * 60)):
            file.write(minute)


def _workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as parts:
        for number in range(5):
            parts.writestr(f"xl/worksheets/sheet{number}.xml", b" " * (60 << 20))


def _arrays(path: Path) -> None:
    header = b"\x93NUMPY\x01\x00v\x00" + (
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (100000000000, 52), }".ljust(117) + b"\n"
    )
    with zipfile.ZipFile(path, "w") as parts:
        for name in ("names", "curves", "head", "gaze", "fps"):
            parts.writestr(f"{name}.npy", header)


def _text(text: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_text(text, encoding="utf-8")

    return write


_ALIASES = "l0: &l0 [x]\n" + "\n".join(f"l{i}: &l{i} [{f'*l{i - 1}, ' * 9}]" for i in range(1, 12))
_SPEC = "version: 1\nfiles: '{files}'\njobs: [{{id: a, kind: face{more}}}]\n"

BOMBS: Final[Mapping[str, tuple[str, Callable[[Path], None], str]]] = {
    "13,000 px as a portrait": (".png", lambda p: _picture(p, 13_000), "face --portrait {} -o {}.png"),
    "13,000 px as a background": (".png", lambda p: _picture(p, 13_000), "face --background {} -o {}.png"),
    "13,000 px, read": (".png", lambda p: _picture(p, 13_000), "read {}"),
    "15,000 px, read": (".png", lambda p: _picture(p, 15_000), "read {}"),
    "10 hours of silence, read": (".flac", lambda p: _silence(p, 10), "read {}"),
    "10 hours of silence, converted": (
        ".flac",
        lambda p: _silence(p, 10),
        "convert {} --emotion joy -o {}.wav",
    ),
    "YAML aliases": (".yaml", _text(_ALIASES), "run {} -o {}.out"),
    "a template of 3 GB": (
        ".yaml",
        _text(_SPEC.format(files="{id:_>3000000000}", more="")),
        "run {} -o {}.out",
    ),
    "3,000 brackets": (".yaml", _text("[" * 3000), "run {} -o {}.out"),
    "a number of 5,000 digits": (
        ".yaml",
        _text(_SPEC.format(files="{id}", more=", seed: " + "9" * 5000)),
        "run {} -o {}.out",
    ),
    "a workbook of 300 MB": (".xlsx", _workbook, "import {} {}.out"),
    "arrays of 20 TB": (".npz", _arrays, "export {} {}.csv"),
}
"""A suffix, what writes the file, and a command by name."""


def measured(name: str, folder: Path) -> tuple[int, float, float, str]:
    """Bytes of a bomb's file; seconds and megabytes of its command, and the last line that it says."""
    suffix, write, command = BOMBS[name]
    path = folder / f"bomb{suffix}"
    write(path)
    words = [word.replace("{}", str(path)) for word in command.split()]
    script = "import resource, sys; from emogen.cli.main import run_app; code = run_app(sys.argv[1:]); "
    script += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, encoding="utf-8", check=False
    )
    told = done.stderr.strip().splitlines() or [""]
    return (
        path.stat().st_size,
        time.perf_counter() - began,
        int(done.stdout.split()[-1]) / 1e3,
        told[-1].removeprefix("emogen: ").replace(str(folder), "…"),
    )


def main() -> None:
    """Print the table."""
    print("| file | bytes | seconds | MB | what it says |\n|---|--:|--:|--:|---|")
    for name in BOMBS:
        with TemporaryDirectory() as folder:
            size, seconds, memory, told = measured(name, Path(folder))
        print(f"| {name} | {size:,} | {seconds:.1f} | {memory:.0f} | {told} |", flush=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
