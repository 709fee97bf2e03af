"""The prompts people type: the share of their words that the painter truly shows.

    python -m benchmarks.prompts prompts.tsv --out docs/tables/prompts.md [--sheet sheet.png]

``prompts.tsv`` has the columns kind, prompt, emotion. A word counts as shown where the picture changes
without it (painter/words/honest.py). Also: how often words that no table has find the right neighbour, on
the labelled words of ``scene_words.tsv`` and ``scene_words_foreign.tsv``; and what verifying the words costs.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from PIL import Image, ImageDraw

from emogen import __version__
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.targets.picture import picture_targets
from emogen.errors import RequestError
from emogen.files import read_text, whole_file, write_text
from emogen.pipelines.image.backend import Brief, Painting
from emogen.pipelines.image.paint import paint
from emogen.pipelines.image.painter.backend import PainterBackend
from emogen.pipelines.image.painter.scene import render
from emogen.pipelines.image.painter.words import meaning
from emogen.pipelines.image.painter.words.prompt import reading_of
from emogen.pipelines.image.painter.words.table import table

HERE = Path(__file__).parent
SIZE = (640, 360)
LARGE = (1280, 720)
COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A prompt and what became of it."""

    kind: str
    prompt: str
    feeling: Emotion
    painting: Painting

    @property
    def near(self) -> list[str]:
        """Words shown as something near them."""
        notes = [note for note in self.painting.notes if ": drawn as " in note or ": read as " in note]
        return [word for word in self.painting.shown if any(note.startswith(f"{word}: ") for note in notes)]


def rows_of(path: Path) -> Iterator[Row]:
    """Paint every prompt of a file."""
    for row in csv.DictReader(read_text(path).splitlines(), delimiter="\t"):
        feeling = feeling_of(row["emotion"])
        yield Row(row["kind"], row["prompt"], feeling, paint(row["prompt"], emotion=feeling, size=SIZE))


def feeling_of(name: str) -> Emotion:
    """The emotion of a name; neutral for one that the vocabulary lacks."""
    try:
        return Emotion.parse(name)
    except RequestError:
        return NEUTRAL


def shares(rows: Sequence[Row]) -> Iterator[str]:
    """A line of Markdown a kind of prompt, and one for all."""
    yield "| kind | prompts | content words | shown | of these as something near | share shown |"
    yield "|---|---|---|---|---|---|"
    kinds = [*dict.fromkeys(row.kind for row in rows), ""]
    for kind in kinds:
        these = [row for row in rows if kind in (row.kind, "")]
        shown = sum(len(row.painting.shown) for row in these)
        words = shown + sum(len(row.painting.missing) for row in these)
        near = sum(len(row.near) for row in these)
        name = kind or "**all**"
        yield f"| {name} | {len(these)} | {words} | {shown} | {near} | {shown / words:.2f} |"


def each(rows: Sequence[Row]) -> Iterator[str]:
    """A line of Markdown a prompt."""
    yield "| prompt | shown | as something near | not shown |"
    yield "|---|---|---|---|"
    for row in rows:
        exact = [word for word in row.painting.shown if word not in row.near]
        yield (
            "| "
            + " | ".join((row.prompt, ", ".join(exact), _notes(row), ", ".join(row.painting.missing)))
            + " |"
        )


def _notes(row: Row) -> str:
    return "; ".join(
        note.replace(": drawn as", " as").replace(": read as", " as")
        for note in row.painting.notes
        if any(note.startswith(f"{word}: ") for word in row.near)
    )


def neighbours(name: str, model: str, parts: Sequence[int]) -> Iterator[str]:
    """Precision and recall on one list of labelled words, by part of it."""
    rows = list(csv.DictReader(read_text(HERE / name).splitlines(), delimiter="\t"))
    if model == meaning.ENGLISH:
        rows = [row for row in rows if table().entry(row["word"]) is None]
    matches = meaning.believed([row["word"] for row in rows], model)
    for part in parts:
        these = rows[part :: len(parts)]
        wanted = sum(row["labels"] != "-" for row in these)
        read = [row for row in these if row["word"] in matches]
        right = [row for row in read if _name(matches[row["word"]]) in row["labels"].split("|")]
        what = ("for the threshold", "the other half")[part] if len(parts) > 1 else "all"
        yield (
            f"| {name} | {what} | {len(these)} | {wanted} | {meaning.LEAST[model]:g} | "
            f"{len(right) / len(read):.2f} | {len(right) / wanted:.2f} |"
        )


def _name(match: meaning.Match) -> str:
    return match.entry.name if match.entry else ""


def cost(rows: Sequence[Row]) -> tuple[float, float]:
    """Median seconds of painting a large picture, and of verifying its words before."""
    painter = PainterBackend()
    painting, verifying = [], []
    for row in rows:
        brief = Brief(row.prompt, LARGE, row.feeling, picture_targets(row.feeling))
        start = time.perf_counter()
        prompt = painter.plan(brief, reading_of(brief.text))
        between = time.perf_counter()
        render(prompt, brief.targets, LARGE, brief.seed, brief.emotion)
        verifying.append(between - start)
        painting.append(time.perf_counter() - between)
    return median(painting), median(verifying)


def sheet(rows: Sequence[Row], path: Path) -> None:
    """A contact sheet of all pictures with their prompts."""
    wide, high = 400, 225
    page = Image.new("RGB", (wide * COLUMNS, (high + 18) * -(-len(rows) // COLUMNS)), "#16181c")
    pen = ImageDraw.Draw(page)
    for index, row in enumerate(rows):
        x, y = index % COLUMNS * wide, index // COLUMNS * (high + 18)
        page.paste(Image.fromarray(row.painting.picture.pixels).resize((wide - 2, high)), (x, y))
        pen.text((x + 4, y + high + 3), row.prompt, fill="#e8e4da")
    with whole_file(path) as temporary:
        page.save(temporary)


def report(rows: Sequence[Row], source: str) -> str:
    """The page of results."""
    painting, verifying = cost(rows[:: len(rows) // 10])
    nothing = sum(not row.painting.shown for row in rows)
    lines = (
        "# Prompts: the share of their words that the painter shows",
        "",
        f"Written by `python -m benchmarks.prompts {source}`, emogen {__version__}.",
        "",
        "A content word (one that is not ignored) counts as shown where the picture changes when it is left",
        "out, painted small both ways; a word that is drawn as something near it is named in the notes.",
        f"None of the {len(rows)} is refused; of {nothing} no word shows, and the emotion alone paints.",
        f"Verifying the words takes {verifying:.2f} s of a picture of {LARGE[0]}x{LARGE[1]} that takes",
        f"{painting:.2f} s to paint ({verifying / painting:.0%}; medians of ten).",
        "",
        *shares(rows),
        "",
        "Words that no table has, labelled by hand before any threshold was chosen, and once more where a",
        "place or thing that came later fits:",
        "",
        "| list | part | words | with a neighbour | likeness from | precision | recall |",
        "|---|---|---|---|---|---|---|",
        *neighbours("scene_words.tsv", meaning.ENGLISH, (0, 1)),
        *neighbours("scene_words_foreign.tsv", meaning.FOREIGN, (0,)),
        "",
        "Each prompt:",
        "",
        *each(rows),
        "",
    )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("prompts", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--sheet", type=Path)
    given = parser.parse_args()
    rows = list(rows_of(given.prompts))
    text = report(rows, given.prompts.name)
    if given.sheet:
        sheet(rows, given.sheet)
    if given.out:
        write_text(given.out, text)
    else:
        print(text)


if __name__ == "__main__":
    main()
