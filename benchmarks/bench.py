"""Results of full benches for the docs: tables, JSON, and confusions as plots.

``emogen evaluate bench --suite speech --size full -o speech.json``, then
``python -m benchmarks.bench speech.json`` writes ``docs/tables/bench_speech.md`` and ``.json``, and
``docs/images/bench_speech_<judge>.png``.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Final

from emogen.files import write_text
from emogen.pipelines.evaluate.bench.drawings import draw_parity
from emogen.pipelines.evaluate.figures import Figure, Result, read_result, write_result
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, nargs="+", help="of emogen evaluate bench --size full -o")
    for path in parser.parse_args().results:
        found = read_result(path)
        tables = ROOT / "docs" / "tables" / f"bench_{found.suite}.md"
        write_text(tables, table(found))
        write_result(tables.with_suffix(".json"), found)
        draw(found)


if __name__ == "__main__":
    main()
