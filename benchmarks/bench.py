"""Run a suite, store its result and tell what changed since the baseline.

``python benchmarks/bench.py speech small`` compares with ``benchmarks/baselines/speech.json``; with
``--store`` it becomes the baseline. A full run writes ``docs/tables/bench_<suite>.md`` and ``.json``, and
the plots of ``docs/images/bench_<suite>_<judge>.png``.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import Final

from emogen.files import write_text
from emogen.pipelines.evaluate.bench.drawings import draw_parity
from emogen.pipelines.evaluate.bench.run import run_suite
from emogen.pipelines.evaluate.bench.suites import SIZES, SUITES
from emogen.pipelines.evaluate.figures import Figure, Result, compare, read_result, write_result
from emogen.pipelines.evaluate.parity import Confusion, Parity

ROOT: Final = Path(__file__).parents[1]


def table(found: Result) -> str:
    """A result as Markdown."""
    lines = [f"<!-- made by benchmarks/bench.py {found.suite} {found.size} -->", ""]
    lines += ["| judge | on real people |", "|---|---|"]
    lines += [f"| {name} | {said or 'not measured'} |" for name, said in found.judges.items()]
    lines += [f"| {name} | absent: {why} |" for name, why in found.absent.items()]
    lines += ["", "| figure | value | 95 % interval | items | what it is |", "|---|---|---|---|---|"]
    lines += [
        f"| `{one.id}` | {one.value:.3f} | {_span(one)} | {one.count} | {one.meaning} |"
        for one in found.figures
    ]
    return "\n".join(lines) + "\n"


def _span(one: Figure) -> str:
    return "" if math.isnan(one.low) else f"{one.low:.3f} to {one.high:.3f}"


def draw(found: Result) -> None:
    """The confusions of every judge, beside those of actors where they are known."""
    for judge, matrices in found.tables["confusions"].items():
        ours, actors = (_confusion(judge, matrices.get(name)) for name in ("ours", "actors"))
        if ours is not None:
            figures = tuple(one for one in found.figures if _of_parity(one, judge))
            path = ROOT / "docs" / "images" / f"bench_{found.suite}_{judge}.png"
            draw_parity(Parity(ours, actors, figures), path)


def _of_parity(figure: Figure, judge: str) -> bool:
    parts = figure.id.split("/")
    return parts[1] == judge and parts[2] in ("recall", "recall-actors", "ratio") and len(parts) == 3


def _confusion(judge: str, rows: dict[str, dict[str, int]] | None) -> Confusion | None:
    if rows is None:
        return None
    counts = {(meant, named): n for meant, row in rows.items() for named, n in row.items()}
    return Confusion(judge, "", counts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suite", choices=SUITES)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("--store", action="store_true", help="make this the baseline")
    parser.add_argument("--folder", type=Path, help="of the media; emogen's own when left out")
    parser.add_argument("--judge", action="append", help="only this one; can be given again")
    options = parser.parse_args()
    found = run_suite(options.suite, options.size, folder=options.folder, names=options.judge)
    if options.size == "full":
        path = ROOT / "docs" / "tables" / f"bench_{found.suite}.md"
        write_text(path, table(found))
        write_result(path.with_suffix(".json"), found)
        draw(found)
        return 0
    baseline = ROOT / "benchmarks" / "baselines" / f"{found.suite}.json"
    if options.store:
        write_result(baseline, found)
        return 0
    changes = [one for one in compare(found, read_result(baseline)) if one.verdict != "same"]
    for one in changes:
        print(
            f"{one.verdict}: {one.id} {one.before:.3f} -> {one.after:.3f} ({one.low:+.3f} to {one.high:+.3f})"
        )
    return int(any(one.verdict in ("worse", "missing") for one in changes))


if __name__ == "__main__":
    sys.exit(main())
