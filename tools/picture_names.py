"""The valence and arousal of the 1,000 kinds of things that ``emogen.vision.things`` names.

    python -m tools.picture_names FOLDER

The folder holds ``imagenet_synsets.txt``, ``imagenet_synset_to_lemma.txt`` and
``imagenet_synset_to_definition.txt``, which the package timm 1.0.31 (Apache-2.0; words of WordNet) has below
``timm/data/_info``. Each name is read as a text by the reader that learned from EmoBank: its valence from the
name, its arousal from the name with its definition, which is what correlates with how people rate pictures of
such things. Writes ``assets/picture_names.tsv``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from emogen.conditioning.read.text import read_text

TARGET = Path(__file__).parents[1] / "assets" / "picture_names.tsv"


def main() -> None:
    folder = Path(sys.argv[1])
    kinds = (folder / "imagenet_synsets.txt").read_text(encoding="utf-8").split()
    names = _table(folder / "imagenet_synset_to_lemma.txt")
    meanings = _table(folder / "imagenet_synset_to_definition.txt")
    rows = ["name\tvalence\tarousal\tsource"]
    for kind in kinds:
        name = names[kind].split(",")[0].strip()
        valence = read_text(f"a {name}").vad[0]
        arousal = read_text(f"{name}: {meanings[kind]}").vad[1]
        rows.append(f"{name}\t{valence:.3f}\t{arousal:.3f}\tread from the words (EmoBank, WordNet)")
    TARGET.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _table(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)


if __name__ == "__main__":
    main()
