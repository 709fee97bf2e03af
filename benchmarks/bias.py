"""Look for bias in emogen, in full: writes docs/tables/bias.md and docs/images/bias.png.

    python -m benchmarks.bias FOLDER

FOLDER takes the media; what is there already is not made again.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from emogen.files import write_text
from emogen.pipelines.evaluate.bias.page import draw_bias, table
from emogen.pipelines.evaluate.bias.run import bias, differences_of, summary
from emogen.pipelines.evaluate.figures import Result

DOCS = Path(__file__).parents[1] / "docs"


def publish(result: Result) -> None:
    """Write a result of :func:`bias` as a page and as a plot."""
    found = differences_of(result)
    draw_bias(found, DOCS / "images" / "bias.png")
    text = [
        "# Bias: every difference",
        "",
        f"Written by `python -m benchmarks.bias FOLDER`, emogen {result.version}. {summary(found)[0]}",
        "What each column means is in [bias.md](../bias.md).",
        "",
    ]
    if result.absent:
        text += [*(f"- Not measured by {name}: {why}" for name, why in result.absent.items()), ""]
    write_text(DOCS / "tables" / "bias.md", "\n".join(text) + "\n" + table(found))
    print("\n".join(summary(found)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    publish(bias(options.folder, size="full"))


if __name__ == "__main__":
    main()
