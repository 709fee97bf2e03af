"""Scenes of the painter at 64 pixels, with captions and commanded valence and arousal, to train on.

Scene ``i`` follows from ``i`` alone, so that painting can stop and go on. A caption names a setting, a time
of day and a weather; 40 of the 240 combinations are held out from all training.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.picture import picture_targets
from emogen.files import whole_file
from emogen.pipelines.image.painter.scene import placeable, render
from emogen.pipelines.image.painter.words.prompt import read_prompt
from emogen.seeds import stream, stream_seed

SIDE: Final = 64
"""Pixels."""

COUNT: Final = 4000
"""Scenes to train on: 20 of each caption."""

HELD_OUT: Final = 40
"""Captions that nothing is trained on."""

SETTINGS: Final = ("harbour", "forest", "mountain lake", "city", "desert", "coast", "field", "room")
TIMES: Final = ("at dawn", "at noon", "at sunset", "at dusk", "at night")
WEATHERS: Final = ("under a clear sky", "under clouds", "in the rain", "in the snow", "in fog", "in a storm")

FOLDER: Final = Path("build/tiny_diffusion")
FILE: Final = "scenes.npz"
_EVERY: Final = 100


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene to paint: its caption, the emotion that colours it, the seed that composes it."""

    setting: str
    time: str
    weather: str
    valence: float
    arousal: float
    seed: int

    @property
    def caption(self) -> str:
        return f"a {self.setting} {self.time} {self.weather}"


@cache
def captions() -> tuple[tuple[tuple[str, str, str], ...], tuple[tuple[str, str, str], ...]]:
    """(setting, time, weather) of the captions to train on, and of the held-out ones: five a setting."""
    learnt, held_out = [], []
    for setting in SETTINGS:
        pairs = list(product(TIMES, WEATHERS))
        out = set(
            stream(0, "held out", setting).permutation(len(pairs))[: HELD_OUT // len(SETTINGS)].tolist()
        )
        for number, (time, weather) in enumerate(pairs):
            (held_out if number in out else learnt).append((setting, time, weather))
    return tuple(learnt), tuple(held_out)


def scene(number: int) -> Scene:
    """A scene to train on; every 200 go once through all captions."""
    learnt, _ = captions()
    random = stream(0, "scene", number)
    valence, arousal = random.uniform(-1, 1, 2)
    return Scene(*learnt[number % len(learnt)], float(valence), float(arousal), stream_seed(0, number) >> 33)


def painted(wanted: Scene) -> NDArray[np.uint8]:
    """The scene's pixels, shape ``(64, 64, 3)``."""
    targets = picture_targets(Emotion.va(wanted.valence, wanted.arousal))
    return render(placeable(read_prompt(wanted.caption)), targets, (SIDE, SIDE), wanted.seed)


def load(folder: Path) -> NDArray[np.uint8]:
    """The pixels of the scenes that were painted so far, shape ``(n, 64, 64, 3)``."""
    path = folder / FILE
    if not path.is_file():
        return np.zeros((0, SIDE, SIDE, 3), np.uint8)
    with np.load(path) as kept:
        pixels: NDArray[np.uint8] = kept["pixels"]
    return pixels


def paint(folder: Path, count: int) -> None:
    """Paint what is missing of ``count`` scenes into ``folder``, saving every hundred."""
    folder.mkdir(parents=True, exist_ok=True)
    pixels = list(load(folder))
    while len(pixels) < count:
        pixels += [painted(scene(number)) for number in range(len(pixels), min(len(pixels) + _EVERY, count))]
        with whole_file(folder / FILE) as temporary, temporary.open("wb") as file:
            np.savez_compressed(file, pixels=np.stack(pixels))
        print(f"{len(pixels)} of {count} scenes", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--count", type=int, default=COUNT)
    given = parser.parse_args()
    paint(given.folder, given.count)
