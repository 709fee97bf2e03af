"""A prompt becomes a composition: a setting, the things in it by depth, weather in front, the grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emogen.pipelines.image.canvas import Canvas
from emogen.pipelines.image.grade import grade
from emogen.pipelines.image.light import light_for
from emogen.pipelines.image.settings import SETTINGS
from emogen.pipelines.image.stage import Stage
from emogen.pipelines.image.weather import paint_weather

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.pipelines.image.prompt import Prompt


def render(prompt: Prompt, targets: PictureTargets, size: tuple[int, int], seed: int) -> NDArray[np.uint8]:
    """Paint a prompt; uint8 sRGB ``(height, width, 3)``. Sizes as checked by ``paint``."""
    canvas = Canvas(size)
    light = light_for(prompt, targets, seed)
    stage = Stage(canvas, light, prompt, seed)
    SETTINGS[prompt.setting](stage)
    if prompt.setting != "room":
        paint_weather(canvas, light, stage.horizon, seed)
    return grade(canvas, targets, seed)
