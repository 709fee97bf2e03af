"""How well text is read: ``python -m benchmarks.read_text DATA``.

``DATA`` holds ``emobank.csv`` and ``goemotions_test.tsv``. Only their test splits are used, which no
reader has seen. Written is ``docs/tables/read_text.md``.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from emogen.conditioning.read.heads import label_names
from emogen.conditioning.read.text import answers, read_texts
from emogen.files import write_text
from tools.rated_text import correlations, emobank_rows, goemotions_rows

_PUBLISHED = (
    "| RoBERTa-Large, fine-tuned (Park et al. 2021), 355 M parameters; quoted from memory, not checked "
    "| .84 | .57 | .54 |",
)


def emobank(folder: Path) -> list[str]:
    """Pearson r on EmoBank's test split, for both readers."""
    rows = [row for row in emobank_rows(folder / "emobank.csv") if row.split == "test"]
    wanted = np.array([row.vad for row in rows])
    lines = [
        f"EmoBank, {len(rows)} sentences of the test split, Pearson r:",
        "",
        "| reader | V | A | D |",
        "|---|---|---|---|",
    ]
    for reader, title in (
        ("encoder", "the sentence encoder with its adapter, 22 M parameters"),
        ("ngrams", "letters alone"),
    ):
        found = np.array([reading.vad for reading in read_texts([row.text for row in rows], reader)])  # type: ignore[arg-type]
        lines.append(f"| {title} | " + " | ".join(f"{r:.3f}" for r in correlations(found, wanted)) + " |")
    return [*lines, *_PUBLISHED]


def goemotions(folder: Path) -> list[str]:
    """Macro F1 over the labels, how often the likeliest is right, and how well that is foreseen."""
    names = label_names()
    texts, labels = goemotions_rows(folder, "test")
    wanted = labels > 0
    _, chances = answers(texts)
    scores = {
        name: f1(chances[:, i] > threshold(chances[:, i]), wanted[:, i]) for i, name in enumerate(names)
    }
    top = chances.argmax(1)
    right = wanted[np.arange(len(top)), top]
    best = [f"{name} {score:.2f}" for name, score in sorted(scores.items(), key=lambda pair: -pair[1])]
    always = wanted[:, -1].mean()
    text = [
        f"GoEmotions, {len(texts)} comments of the test split, 27 emotions and neutral:",
        "",
        f"- macro F1 {np.mean(list(scores.values())):.3f} (BERT-base, Demszky et al. 2020: .46); "
        f"best {', '.join(best[:4])}; worst {', '.join(best[-4:])}",
        f"- the likeliest name is one that people gave: {right.mean():.1%} (always neutral: {always:.1%})",
        "",
        "| confidence | comments | right |",
        "|---|---|---|",
    ]
    sure = chances.max(1)
    for low, high in ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.0)):
        chosen = (sure >= low) & (sure < high)
        if chosen.any():
            mean, share = sure[chosen].mean(), right[chosen].mean()
            text.append(f"| {low:.1f}-{high:.1f} (mean {mean:.2f}) | {chosen.sum()} | {share:.2f} |")
    return text


def threshold(chances: np.ndarray) -> float:
    """A third of what a label reaches at most, 0.5 at most: rare labels never come near 0.5."""
    return min(0.5, float(np.quantile(chances, 0.999)) / 3)


def f1(found: np.ndarray, wanted: np.ndarray) -> float:
    hits = (found & wanted).sum()
    return float(2 * hits / max(1, found.sum() + wanted.sum()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    folder: Path = options.folder
    sentence = ["I never thought I'd see this place again."]
    read_texts(sentence)
    began = time.perf_counter()
    for _ in range(20):
        read_texts(sentence)
    speed = (time.perf_counter() - began) / 20
    text = [
        *emobank(folder),
        "",
        *goemotions(folder),
        "",
        f"One sentence takes {speed * 1e3:.0f} ms once loaded (two cores).",
        "",
    ]
    target = Path(__file__).parent.parent / "docs" / "tables" / "read_text.md"
    write_text(target, "\n".join(text))
    print("\n".join(text))


if __name__ == "__main__":
    main()
