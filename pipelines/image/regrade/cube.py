"""The colours of a grade as a ``.cube`` file, which video editors, players and engines read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.files import write_text
from emogen.pipelines.image.regrade import curves
from emogen.pipelines.image.regrade.view import View
from emogen.vision.srgb import to_light, to_value

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.conditioning.targets.picture import PictureTargets

SIZE: Final = 33
"""Points a side, as is usual."""


def table(targets: PictureTargets, middle: float = 0.5) -> Floats:
    """A grade's effect on every colour, sRGB to sRGB, float32 ``(33, 33, 33, 3)``, indexed blue, green, red.

    What depends on the place stays out: haze, local light and contrast, masks, vignette, grain.

    Args:
        targets: what the emotion asks for.
        middle: mean lightness of the pictures that it is for, OKLab L.
    """
    flat = replace(targets, haze=0.0, fog=0.0, rain=0.0, cloud=0.0, storm=0.0, vignette=0.0, roughness=0.0)
    flat = replace(flat, softness=0.0, key_light=1.0, angularity=0.0)
    steps = np.linspace(0, 1, SIZE)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    value = np.stack([red, green, blue], axis=-1).reshape(1, -1, 3)
    light = to_light(value).astype(np.float32)
    out = np.empty_like(light)
    view = View(middle, np.ones(3, np.float32), np.zeros((5, 1, 1), np.float32))
    numbers = curves.numbers(flat, view)
    numbers[curves.GRAIN] = 0.0
    curves.grade_rows(light, view.planes, numbers, 0, 1, 0, out)
    return to_value(out).reshape(SIZE, SIZE, SIZE, 3).astype(np.float32)


def write_cube(path: Path, colours: Floats, title: str) -> None:
    """Write a table as ``.cube`` (Adobe Cube LUT Specification 1.0); whole or not at all.

    Raises:
        OutputError: the file cannot be written.
    """
    lines = [f'TITLE "{title.replace(chr(34), chr(39))}"', f"LUT_3D_SIZE {len(colours)}"]
    lines += [f"{r:.6f} {g:.6f} {b:.6f}" for r, g, b in colours.reshape(-1, 3)]
    write_text(path, "\n".join(lines) + "\n")
