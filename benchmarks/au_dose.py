"""Do action units show in the picture as far as they are asked for? Writes ``docs/tables/au_dose.md``.

Stills of several characters with one unit at a time, at five levels, read back by MediaPipe's face
landmarker, which knows nothing of how they were made. What is read is the mean of the ARKit shapes that
stand for the unit, less what the same character shows at rest.

    python -m benchmarks.au_dose
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from emogen.arkit import INDEX
from emogen.conditioning.character import find_character
from emogen.conditioning.emotion import NEUTRAL
from emogen.conditioning.targets.units import action_units, unit_names
from emogen.media import Picture
from emogen.pipelines.evaluate.items import read_items
from emogen.pipelines.evaluate.judges.blendshapes import Blendshapes
from emogen.pipelines.face.motion.animate import still
from emogen.pipelines.face.render.renderer import Renderer

UNITS: Final = ("AU1", "AU2", "AU4", "AU5", "AU6", "AU7", "AU9", "AU10", "AU12", "AU15", "AU16", "AU17",
                "AU18", "AU20", "AU22", "AU24", "AU26", "AU28", "AU43")  # fmt: skip
LEVELS: Final = (0.2, 0.4, 0.6, 0.8, 1.0)
WHO: Final = ("mira", "malik", "kenji", "rosa")
SIDE: Final = 384


def read_back(judge: Blendshapes, renderer: Renderer, unit: str, level: float, folder: Path) -> float:
    """What the landmarker sees of a unit, 0 to 1; NaN where it finds no face."""
    pose = still(NEUTRAL, ((unit, level),))
    path = Picture(renderer.frame(pose.curves[0], pose.head[0], pose.gaze[0])).save(folder / "still.png")
    curves = judge.curves(read_items([path], medium="face")[0][0])[0]
    columns = [INDEX[name] for name, weight in action_units()[unit] if weight > 0.2]
    return float(curves[columns].mean())


def measured(who: tuple[str, ...], judge: Blendshapes, folder: Path) -> dict[str, NDArray[np.float64]]:
    """Readings a unit: shape (characters, levels)."""
    found = {unit: np.zeros((len(who), len(LEVELS))) for unit in UNITS}
    for row, name in enumerate(who):
        renderer = Renderer(find_character(name).looks, (SIDE, SIDE))
        for unit in UNITS:
            rest = read_back(judge, renderer, unit, 0.0, folder)
            found[unit][row] = [read_back(judge, renderer, unit, level, folder) - rest for level in LEVELS]
        print(name, file=sys.stderr)
    return found


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = measured(WHO, Blendshapes(), Path(scratch))
    head = " | ".join(f"{level:g}" for level in LEVELS)
    rows = [
        "# Action units: commanded against read back",
        "",
        "Stills of several characters with one unit at a time, at five levels, read back by MediaPipe's",
        "face landmarker, which knows nothing of how they were made: the mean of the ARKit shapes that stand",
        "for the unit, less what the same character shows at rest.",
        "",
        f"{len(WHO)} characters ({', '.join(WHO)}); Spearman's rank correlation of the means, and the least",
        "of any character's.",
        "",
        f"| unit | | read at {head} | Spearman | least |",
        "|---|---|" + "---|" * (len(LEVELS) + 2),
    ]
    for unit, values in found.items():
        each = [float(spearmanr(LEVELS, row).statistic) for row in values]
        mean = values.mean(0)
        shown = " | ".join(f"{value:.2f}" for value in mean)
        total = float(spearmanr(LEVELS, mean).statistic)
        rows.append(f"| {unit} | {unit_names()[unit]} | {shown} | {total:.2f} | {min(each):.2f} |")
    Path("docs/tables/au_dose.md").write_text("\n".join(rows) + "\n", encoding="utf-8")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
