"""A prompt becomes a composition: a setting, the things in it by depth, weather in front, the grade."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from emogen.pipelines.image.painter.canvas import Canvas
from emogen.pipelines.image.painter.grade import grade
from emogen.pipelines.image.painter.light import light_for
from emogen.pipelines.image.painter.mood import mooded
from emogen.pipelines.image.painter.mood_ground import paint_mood
from emogen.pipelines.image.painter.settings.registry import SETTINGS, can_show
from emogen.pipelines.image.painter.stage import Stage
from emogen.pipelines.image.painter.weather import paint_weather

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.pipelines.image.painter.words.prompt import Prompt


def placeable(prompt: Prompt) -> Prompt:
    """The prompt without the things that its setting or time cannot show; those become missing."""
    kept = tuple(w for w in prompt.things if can_show(prompt.setting, prompt.time, w.name))
    lost = [w.word for w in prompt.things if w not in kept]
    return replace(
        prompt,
        things=kept,
        shown=tuple(word for word in prompt.shown if word not in lost),
        missing=tuple(dict.fromkeys([*prompt.missing, *lost])),
    )


def render(prompt: Prompt, targets: PictureTargets, size: tuple[int, int], seed: int) -> NDArray[np.uint8]:
    """Paint a prompt; uint8 sRGB ``(height, width, 3)``. Sizes as checked by ``paint``."""
    named, prompt = prompt, mooded(prompt, targets, seed)
    if prompt.time != named.time and targets.brightness < 0:  # the hour that the mood chose is dark enough
        targets = replace(targets, brightness=0.4 * targets.brightness)
    canvas = Canvas(size)
    light = light_for(prompt, targets, seed)
    stage = Stage(canvas, light, prompt, targets, seed)
    setting = SETTINGS[prompt.setting]
    setting.paint(stage)
    paint_mood(stage, indoors=setting.indoors)
    if not setting.indoors:
        paint_weather(canvas, light, stage.horizon, seed)
    return grade(canvas, targets, seed)
