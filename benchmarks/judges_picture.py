"""How well the judges of pictures, and of skin, agree with people: rows of assets/judges.tsv.

    python -m benchmarks.judges_picture DATA

DATA holds pictures/oasis and portraits. It also prints what an ordinary photograph's brightness and
saturation are, which the judge `colour` needs, and writes how far the judges of looks move when the same
photograph is mirrored, cropped or compressed: assets/judge_noise.tsv, which the bias report needs.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from benchmarks.judge_table import record
from emogen.errors import EmogenError
from emogen.files import write_text
from emogen.pipelines.evaluate import statistics
from emogen.pipelines.evaluate.bias.faces import LOOKS
from emogen.pipelines.evaluate.evaluate import ready
from emogen.pipelines.evaluate.figures import Figure
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, find_judge
from emogen.pipelines.evaluate.judges import affect
from emogen.pipelines.evaluate.judges.colour import judge_colours
from emogen.pipelines.evaluate.judges.content import likeness, structure
from emogen.registry import names
from emogen.seeds import stream
from emogen.vision.photo import read_photo

PAIRS = 600
"""Of pictures with different themes: as many as have a theme in common, several times over."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    data: Path = options.data
    rated = affect.read_ratings(data / "pictures" / "oasis")
    pixels = [read_photo(file) for file in rated.files]
    colours(rated, pixels)
    embeddings = affect.embeddings_of(rated.files)
    feelings(rated, embeddings)
    contents(rated, embeddings)
    structures(pixels)
    portraits = sorted((data / "portraits").glob("*.[jp][pn]g"))
    retaken(portraits)


def agreement(name: str, found: Any, people: Any, themes: tuple[str, ...], meaning: str) -> Iterator[Figure]:
    rows = np.stack([found, people], 1)
    for kind, statistic in (("pearson", statistics.correlation), ("spearman", statistics.spearman)):
        yield statistics.figure(
            f"{name}/{kind}",
            rows,
            statistics.paired(statistic),
            better="higher",
            meaning=f"{meaning} ({kind.capitalize()})",
            clusters=themes,
        )


def colours(rated: affect.Rated, pixels: list[Any]) -> None:
    found = [judge_colours(one) for one in pixels]
    for name in ("brightness", "saturation"):
        values = np.array([one[name] for one in found])
        print(f"{name}: mean {values.mean():.3f}, standard deviation {values.std():.3f}")
    figures = [
        figure
        for index, axis in enumerate(affect.AXES)
        for figure in agreement(
            axis,
            np.array([one[axis] for one in found]),
            rated.ratings[:, index],
            rated.themes,
            f"correlation of {axis} with people's ratings",
        )
    ]
    record("colour", figures, "OASIS photographs", 0.0)


def feelings(rated: affect.Rated, embeddings: Any) -> None:
    found = affect.cross_validate(embeddings, rated.ratings, rated.themes)
    figures = [
        figure
        for index, axis in enumerate(affect.AXES)
        for figure in agreement(
            axis,
            found[:, index],
            rated.ratings[:, index],
            rated.themes,
            f"correlation of {axis} with people's ratings, themes held out",
        )
    ]
    record("affect", figures, "OASIS photographs", 0.0)


def contents(rated: affect.Rated, embeddings: Any) -> None:
    """Pairs of one theme against pairs of two themes."""
    pairs = list(combinations(range(len(rated.files)), 2))
    same = [pair for pair in pairs if rated.themes[pair[0]] == rated.themes[pair[1]]]
    other = [pair for pair in pairs if rated.themes[pair[0]] != rated.themes[pair[1]]]
    picks = stream(0, "content pairs").choice(len(other), PAIRS, replace=False)
    chosen = [*same, *(other[pick] for pick in picks)]
    rows = [[rated.themes[a] == rated.themes[b], likeness(embeddings[a], embeddings[b])] for a, b in chosen]
    clusters = [rated.themes[a] for a, _ in chosen]
    figure = statistics.figure(
        "theme/auc",
        rows,
        statistics.paired(statistics.auc),
        better="higher",
        meaning="chance that two pictures of one theme are more alike than two of different themes",
        clusters=clusters,
    )
    for name, is_same in (("one theme", True), ("two themes", False)):
        values = [value for same_theme, value in rows if bool(same_theme) is is_same]
        print(
            f"content, {name}: {np.mean(values):.3f}, 5 to 95 %: {np.quantile(values, [0.05, 0.95]).round(3)}"
        )
    record("content", [figure], "pairs of OASIS photographs", 0.5)


def structures(pixels: list[Any]) -> None:
    """Every photograph against itself in other colours and light, and against another photograph."""
    rows, clusters = [], []
    for index, one in enumerate(pixels):
        other = pixels[(index + len(pixels) // 2) % len(pixels)]
        for true, picture in ((1.0, regraded(one)), (0.0, other)):
            rows.append([true, structure(one, picture)])
            clusters.append(index)
    figure = statistics.figure(
        "regraded/auc",
        rows,
        statistics.paired(statistics.auc),
        better="higher",
        meaning="chance that a photograph in other colours and light is more alike than another photograph",
        clusters=clusters,
    )
    kept = [value for true, value in rows if true]
    print(f"structure, regraded: {np.mean(kept):.3f}; others: {np.mean([v for t, v in rows if not t]):.3f}")
    record("structure", [figure], "OASIS photographs", 0.5)


def regraded(pixels: Any) -> Any:
    """Darker in the middle tones, less vivid, tinted blue: what an emotion may do to a picture."""
    linear = (pixels / 255.0) ** 1.6
    grey = linear.mean(-1, keepdims=True)
    return ((grey + 0.6 * (linear - grey)) * (0.9, 0.95, 1.0) * 255).astype(np.uint8)


def retaken(portraits: list[Path]) -> None:
    """Root mean square change of every measure of looks when a photograph is retaken without harm."""
    lines = ["judge\tmeasure\tdata\tcount\tnoise"]
    for name in sorted(set(LOOKS) & set(names("judge"))):
        if find_judge(name).missing():
            continue
        moved: dict[str, list[tuple[str, float]]] = {}
        for path in portraits:
            for measure, change in changes(ready(find_judge(name)), path):
                moved.setdefault(measure, []).append((path.name, change))
        for measure, found in sorted(moved.items()):
            figure = statistics.figure(
                f"noise/{measure}",
                [change for _, change in found],
                lambda values: float(np.sqrt(np.square(values).mean())),
                better="lower",
                meaning=f"how far {measure} moves when a portrait is mirrored, cropped or compressed",
                clusters=[who for who, _ in found],
            )
            lines.append(f"{name}\t{measure}\tportraits, retaken\t{figure.count}\t{figure.value:.4f}")
            if name == "skin":
                record(name, [figure], "portraits")
    write_text(Path(__file__).parents[1] / "assets" / "judge_noise.tsv", "\n".join(lines) + "\n")


def changes(judge: Judge, path: Path) -> Iterator[tuple[str, float]]:
    """The measures whose value is another in a retake of a photograph, with the change."""
    first = Item(path, frozenset({"face"}))
    with tempfile.TemporaryDirectory() as folder:
        try:
            before = judge.judge(replace(first, neutral=first)).values
            for retake in retakes(path, Path(folder)):
                after = judge.judge(Item(retake, frozenset({"face"}), neutral=first)).values
                yield from ((name, after[name] - before[name]) for name in before if name in after)
        except EmogenError as error:
            print(f"{judge.name}: {path.name}: {error}")


def retakes(path: Path, folder: Path) -> Iterator[Path]:
    """The same photograph mirrored, cropped by a twentieth on each side, and compressed hard."""
    image = Image.fromarray(read_photo(path))
    left, top = (side // 20 for side in image.size)
    cropped = image.crop((left, top, image.width - left, image.height - top))
    for name, taken, quality in (
        ("mirror", ImageOps.mirror(image), 95),
        ("crop", cropped, 95),
        ("jpeg", image, 40),
    ):
        taken.save(folder / f"{name}.jpg", quality=quality)
        yield folder / f"{name}.jpg"


if __name__ == "__main__":
    main()
