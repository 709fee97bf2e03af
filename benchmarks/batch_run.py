"""Batches: what a job costs besides its work, two processes beside one, kills, a Ray cluster that loses a
machine. Writes docs/tables/batch.md; every number is of this machine, in one run.

    python -m benchmarks.batch_run              # everything, some ten minutes
    python -m benchmarks.batch_run overhead kills

Tiny jobs are pictures of one colour, 16 x 16, by a backend that the script installs for itself.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from emogen.machine import cores, kill_a_child
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.manifest import read_manifest
from emogen.pipelines.batch.outcome import Nobody, Outcome
from emogen.pipelines.batch.page import write_page
from emogen.pipelines.batch.runner import Running, run_jobs
from emogen.pipelines.requests.making import make_request
from emogen.provenance import sidecar_of
from emogen.registry import GROUP
from tests.batch_trouble import SOURCE

TABLE = Path(__file__).parent.parent / "docs" / "tables" / "batch.md"

LINES = (
    "Put the lamp on the table.",
    "The harbour was quiet that morning.",
    "You came back! I never thought that I would see you again.",
    "Close the window, and tell me what you saw.",
    "Nobody had told him what was in the box.",
    "We went on to the end of the pier, and looked at the water.",
)
EMOTIONS = ("neutral", "joy", "anger", "sadness")


def install(folder: Path) -> None:
    """The tiny backend, on the path of this process and of those that it starts."""
    about = folder / "trouble-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: trouble\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(
        f"[{GROUP}]\nimage.trouble = trouble_backend:Trouble\n", encoding="utf-8"
    )
    (folder / "trouble_backend.py").write_text(SOURCE, encoding="utf-8")
    sys.path.insert(0, str(folder))
    os.environ["PYTHONPATH"] = os.pathsep.join(map(str, sys.path))


def tiny(count: int) -> list[Job]:
    fields = {"text": "sky", "size": "16x16", "backend": "trouble"}
    return [
        Job(
            f"j{index:05d}",
            make_request("image", {**fields, "seed": index}),
            Path(f"{index // 1000}/j{index:05d}.png"),
        )
        for index in range(count)
    ]


def spoken(count: int) -> list[dict[str, object]]:
    both = itertools.cycle(itertools.product(LINES, EMOTIONS))
    return [
        {"id": f"l{n}", "kind": "speak", "text": text, "emotion": emotion, "seed": n}
        for n, (text, emotion) in zip(range(count), both, strict=False)
    ]


def written(path: Path, jobs: list[dict[str, object]]) -> Path:
    path.write_text(json.dumps({"version": 1, "jobs": jobs}), encoding="utf-8")
    return path


def command(spec: Path, out: Path, processes: int) -> list[str]:
    call = "import sys; from emogen.cli.main import main; main()"
    told = ["run", str(spec), "-o", str(out), "--jobs", str(processes), "--json"]
    return [sys.executable, "-c", call, *told]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock and of this process's cores."""
    began, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - used


def overhead(folder: Path, count: int = 2000) -> list[str]:
    jobs, out = tiny(count), folder / "overhead"
    made = timed(lambda: run_jobs(jobs, out))
    cached = min((timed(lambda: run_jobs(jobs, out)) for _ in range(3)), key=lambda pair: pair[1])
    page = timed(lambda: write_page(read_manifest(out), out, title="x"))
    rows = [("a tiny job, made", made), ("a job that is there", cached), ("its card on the page", page)]
    lines = [f"| {count:,} jobs, each | clock | processor |", "|---|---|---|"]
    return lines + [
        f"| {name} | {a / count * 1e3:.2f} ms | {b / count * 1e3:.2f} ms |" for name, (a, b) in rows
    ]


WAYS = {
    "one process on one thread": (1, "1"),
    "one process on all cores": (1, ""),
    "two processes on one thread each": (2, ""),
}


def scaling(folder: Path, count: int = 32, rounds: int = 2) -> list[str]:
    """One process and two in turn; each command anew, timed from the end of its first quarter."""
    spec = written(folder / "spoken.json", spoken(count))
    clock: dict[str, list[float]] = {name: [] for name in WAYS}
    cores_used: dict[str, list[float]] = {name: [] for name in WAYS}
    for turn in range(rounds):
        for name, (processes, threads) in WAYS.items():
            out = folder / f"{turn} {name}"
            env = {**os.environ, "EMOGEN_THREADS": threads}
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            told = []
            with subprocess.Popen(
                command(spec, out, processes), stdout=subprocess.PIPE, env=env, encoding="utf-8"
            ) as process:
                assert process.stdout
                for line in process.stdout:
                    assert json.loads(line)["status"] == "made", line
                    told.append(time.perf_counter())
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            first = count // 4
            clock[name].append((told[-1] - told[first]) / (count - 1 - first))
            cores_used[name].append(used / count)
    sounds = {tuple((folder / f"0 {name}" / f"l{n}.wav").read_bytes() for n in range(count)) for name in WAYS}
    base = clock["one process on one thread"]
    lines = [f"| {count} spoken lines | a line, once warm | processor, with the start | times as fast |"]
    lines += ["|---|---|---|---|"]
    for name in WAYS:
        ratios = ", ".join(f"{one / this:.2f}" for one, this in zip(base, clock[name], strict=True))
        used = statistics.median(cores_used[name])
        lines.append(f"| {name} | {statistics.median(clock[name]):.2f} s | {used:.2f} s | {ratios} |")
    return [*lines, "", f"The bytes are {'the same' if len(sounds) == 1 else 'NOT the same'}."]


def kills(folder: Path, count: int = 10_000) -> list[str]:
    """A run whose processes are killed at random, and then itself; the next run makes the rest."""
    jobs: list[dict[str, object]] = [
        {"id": f"j{n:05d}", "kind": "image", "text": "sky", "size": "16x16", "backend": "trouble", "seed": n}
        for n in range(count)
    ]
    spec, out = written(folder / "spec.json", jobs), folder / "kills"
    call = command(spec, out, 2)
    chance = random.Random(7)
    told: Counter[str] = Counter()
    deaths = 0
    with subprocess.Popen(call, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout
        for line in itertools.islice(process.stdout, count // 2):
            told[json.loads(line)["status"]] += 1
            if chance.random() < 0.001:
                deaths += kill_a_child(process.pid, chance)
        process.kill()
    whole = {file for file in out.rglob("*.png") if sidecar_of(file).is_file()}
    stamps = {file: file.stat().st_mtime_ns for file in whole}
    recorded = len(read_manifest(out))
    again: Counter[str] = Counter()
    with subprocess.Popen(call, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout
        for line in process.stdout:
            again[json.loads(line)["status"]] += 1
    doubled = sum(file.stat().st_mtime_ns != stamp for file, stamp in stamps.items())
    lost = count - sum(1 for _ in out.rglob("*.png"))
    return [
        f"| {count:,} tiny jobs, two processes | |",
        "|---|---|",
        f"| made before the run was killed | {len(whole):,}, in the manifest {recorded:,} |",
        f"| processes killed meanwhile | {deaths} |",
        f"| the next run | {', '.join(f'{n:,} {status}' for status, n in sorted(again.items()))} |",
        f"| lost | {lost} |",
        f"| made twice | {doubled} |",
        f"| lines of the manifest | {len(read_manifest(out)):,} |",
    ]


class Axe(Nobody):
    """Kills a node in mid-run, and has another join."""

    def __init__(self, cluster: object, node: object, at: int) -> None:
        self.cluster, self.node, self.left = cluster, node, at

    def ended(self, outcome: Outcome, /) -> None:
        del outcome
        self.left -= 1
        if self.left == 0:
            self.cluster.remove_node(self.node, allow_graceful=False)  # type: ignore[attr-defined]
            self.cluster.add_node(num_cpus=1, object_store_memory=80 * 2**20)  # type: ignore[attr-defined]


def ray(folder: Path, count: int = 2000) -> list[str]:
    """A cluster of two nodes, of which one is killed and another joins."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    from ray.cluster_utils import Cluster

    settings = {"num_cpus": 1, "object_store_memory": 80 * 2**20}
    cluster = Cluster(initialize_head=True, head_node_args={**settings, "include_dashboard": False})
    node = cluster.add_node(**settings)
    out = folder / "ray"
    how = Running(engine="ray", option={"address": cluster.address})
    outcomes: tuple[Outcome, ...] = ()

    def work() -> None:
        nonlocal outcomes
        outcomes = run_jobs(tiny(count), out, how=how, watcher=Axe(cluster, node, count // 4))

    try:
        clock, _ = timed(work)
    finally:
        cluster.shutdown()
    again = sum(outcome.attempts > 1 for outcome in outcomes)
    counts = Counter(outcome.status for outcome in outcomes)
    return [
        f"| {count:,} tiny jobs on two nodes of a Ray cluster | |",
        "|---|---|",
        f"| a node killed after | {count // 4:,} |",
        f"| outcomes | {', '.join(f'{n:,} {status}' for status, n in sorted(counts.items()))} |",
        f"| tried again by themselves | {again} |",
        f"| lost | {count - sum(1 for _ in out.rglob('*.png'))} |",
        f"| clock | {clock:.0f} s |",
    ]


PARTS: dict[str, Callable[[Path], list[str]]] = {
    "overhead": overhead, "scaling": scaling, "kills": kills, "ray": ray,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which; all by default")
    chosen = parser.parse_args().parts or list(PARTS)
    folder = Path(tempfile.mkdtemp(prefix="emogen-batch-"))
    install(folder / "site")
    about = f"{platform.machine()}, {cores()} cores, Python {platform.python_version()}."
    lines = ["# Batches", "", f"`benchmarks/batch_run.py`: {about}"]
    for name in chosen:
        print(f"{name} ...", file=sys.stderr)
        lines += ["", *PARTS[name](folder)]
    shutil.rmtree(folder)
    text = "\n".join(lines) + "\n"
    if set(chosen) == set(PARTS):
        TABLE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
