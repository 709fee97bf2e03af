"""Speed and memory of the painter, setting by setting: docs/tables/pictures_speed.md.

    python -m benchmarks.pictures [--before COMMIT] [--size 1280x720]

Each setting is painted in a process of its own, once to compile and then a few times; the least time
counts, since machines are noisy. Processor time is that of all threads, so that it tells what an idle
machine would do. ``--before`` paints the settings that an older commit has with that commit's code, in
turn with this one's.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import Final

from emogen.machine import cores

ROOT: Final = Path(__file__).parent.parent
TABLE: Final = ROOT / "docs" / "tables" / "pictures_speed.md"
ROUNDS: Final = 3
TIMES: Final = 3
"""Rounds of processes, and paintings in each."""

BEFORE: Final = "6b5af17"
"""The last commit before the painter was made faster."""


def work(setting: str, size: tuple[int, int]) -> dict[str, float]:
    """Paint a setting: processor seconds, seconds by the clock, and the peak of memory in MB."""
    from emogen.pipelines.image.paint import paint

    text = f"a {setting}"
    paint(text, size=(128, 72))
    paint(text, size=size)
    spent, clock = [], []
    for _ in range(TIMES):
        cpu, wall = time.process_time(), time.perf_counter()
        paint(text, size=size)
        spent.append(time.process_time() - cpu)
        clock.append(time.perf_counter() - wall)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "cpu": min(spent),
        "wall": min(clock),
        "memory": peak / (1e6 if sys.platform == "darwin" else 1e3),
    }


def measured(setting: str, size: tuple[int, int], tree: Path | None) -> dict[str, float] | None:
    """:func:`work` in a new process, with the code of ``tree``; None where that knows no such setting."""
    command = [sys.executable, str(Path(__file__)), "--work", setting, "--size", f"{size[0]}x{size[1]}"]
    path = [str(tree or ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return None if done.returncode else json.loads(done.stdout.splitlines()[-1])


def linked(checkout: Path, tree: Path) -> Path:
    """A folder from which a checkout's packages import, by links, without installing it."""
    tools = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    packages, mapping = set(tools["packages"]), tools["package-dir"]
    for package in sorted(packages):
        base = max((name for name in mapping if f"{package}.".startswith(f"{name}.")), key=len)
        inner = package.removeprefix(base).split(".")[bool(package != base) :]
        folder = tree.joinpath(*package.split("."))
        folder.mkdir(parents=True, exist_ok=True)
        for source in checkout.joinpath(mapping[base], *inner).iterdir():
            name = f"{package}.{source.name}"
            if source.is_file() or (name not in packages and package != "emogen"):
                (folder / source.name).symlink_to(source)
    return tree


def least(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {name: min(round[name] for round in rounds) for name in rounds[0]}


def compared(
    size: tuple[int, int], old: Path | None
) -> dict[str, tuple[dict[str, float], dict[str, float] | None]]:
    """For each setting the least of this code's figures, and of the older code's where it has the setting."""
    from emogen.pipelines.image.painter.settings.registry import SETTINGS

    found = {}
    for setting in sorted(SETTINGS):
        new, before = [], []
        for _ in range(ROUNDS):
            row = measured(setting, size, None)
            if row is None:
                raise SystemExit(f"painting a {setting} failed")
            new.append(row)
            earlier = measured(setting, size, old) if old else None
            before += [earlier] if earlier else []
        found[setting] = (least(new), least(before) if before else None)
        print(setting, found[setting], flush=True)
    return found


def report(size: tuple[int, int], found: dict[str, tuple[dict[str, float], dict[str, float] | None]]) -> str:
    """The table."""
    million = size[0] * size[1] / 1e6
    head = (
        "setting", "processor time", "by the clock", "processor time before", "by the clock before",
        "times faster (processor)", "peak memory, MB", "memory before, MB",
    )  # fmt: skip
    lines = [
        "# Speed of the painter",
        "",
        f"`benchmarks/pictures.py`: {size[0]} x {size[1]} pixels, {platform.machine()}, {cores()} cores, "
        f"load {os.getloadavg()[0]:.1f} while measuring; the least of {ROUNDS} processes of {TIMES} pictures "
        f"each, in turn with the code of commit {BEFORE}. Seconds a megapixel; processor time is that of all "
        "threads.",
        "",
        f"| {' | '.join(head)} |",
        "|---" * len(head) + "|",
    ]
    ratios = []
    for setting, (now, before) in found.items():
        cells = [setting, f"{now['cpu'] / million:.2f}", f"{now['wall'] / million:.2f}"]
        if before:
            ratios.append(before["cpu"] / now["cpu"])
            cells += [
                f"{before['cpu'] / million:.2f}",
                f"{before['wall'] / million:.2f}",
                f"{ratios[-1]:.1f}",
            ]
        else:
            cells += ["–"] * 3
        cells += [f"{now['memory']:.0f}", f"{before['memory']:.0f}" if before else "–"]
        lines.append(f"| {' | '.join(cells)} |")
    mean = sum(now["cpu"] for now, _ in found.values()) / len(found) / million
    lines += ["", f"Mean of all settings: {mean:.2f} processor seconds a megapixel."]
    if ratios:
        lines[-1] += f" Settings of both: {min(ratios):.1f} to {max(ratios):.1f} times faster."
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--before", default=BEFORE, help="a commit, or an empty text: only this code")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    if options.work:
        print(json.dumps(work(options.work, (width, height))))
        return
    if not options.before:
        TABLE.write_text(report((width, height), compared((width, height), None)), encoding="utf-8")
        return
    with tempfile.TemporaryDirectory() as folder:
        checkout = Path(folder) / "checkout"
        subprocess.run(
            ["git", "worktree", "add", "-q", "--detach", checkout, options.before], cwd=ROOT, check=True
        )
        try:
            found = compared((width, height), linked(checkout, Path(folder) / "tree"))
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", checkout], cwd=ROOT, check=True)
    TABLE.write_text(report((width, height), found), encoding="utf-8")


if __name__ == "__main__":
    main()
