"""How quiet a still face is while the head turns slowly: writes docs/tables/face_flicker.md.

A face turns by 0.23 degrees a frame. What moves evenly has no second difference over three frames; what
flickers has. Measured on the forehead and on the whole picture, of 255.

    python -m benchmarks.face_flicker
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from emogen.conditioning.character import find_character
from emogen.conditioning.emotion import Emotion
from emogen.pipelines.face.motion.animate import still
from emogen.pipelines.face.render.renderer import Renderer

TABLE = Path(__file__).parent.parent / "docs" / "tables" / "face_flicker.md"
FRAMES, STEP, SIDE = 16, 0.004, 384
SKIN = np.s_[:, 112:140, 160:225]  # the forehead


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    lines = [
        "# Flicker of a still face whose head turns slowly",
        "",
        f"`benchmarks/face_flicker.py`: {FRAMES} frames of {SIDE}x{SIDE}, joy. First and "
        "second differences of pixels over frames, of 255.",
        "",
        "| character | samples | forehead: second | its 99 % | first | picture: second | first |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in ("mira", "jonas", "rosa"):
        for samples in (2, 3):
            renderer = Renderer(find_character(name).looks, (SIDE, SIDE), samples=samples)
            pose = still(Emotion("joy"))
            turned = [np.array([STEP * k, 0, 0], np.float32) for k in range(FRAMES)]
            film = np.stack([renderer.frame(pose.curves[0], head, pose.gaze[0]) for head in turned]).astype(
                int
            )
            first, second = (abs(np.diff(film, n, axis=0)) for n in (1, 2))
            row = [second[SKIN].mean(), np.percentile(second[SKIN], 99), first[SKIN].mean()]
            row += [second.mean(), first.mean()]
            lines.append(f"| {name} | {samples}x{samples} | " + " | ".join(f"{x:.2f}" for x in row) + " |")
    TABLE.write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
