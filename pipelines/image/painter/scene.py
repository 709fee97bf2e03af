"""A prompt becomes a composition: a setting, the things in it by depth, weather in front, the grade."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from emogen.conditioning.emotion import NEUTRAL
from emogen.pipelines.image.painter.canvas import Canvas
from emogen.pipelines.image.painter.front import paint_front
from emogen.pipelines.image.painter.grade import grade
from emogen.pipelines.image.painter.light import light_for
from emogen.pipelines.image.painter.mood import mooded
from emogen.pipelines.image.painter.mood_ground import paint_mood
from emogen.pipelines.image.painter.people.cast import cast_notes, near_people
from emogen.pipelines.image.painter.people.lamps import before_people
from emogen.pipelines.image.painter.settings.registry import SETTINGS, can_show
from emogen.pipelines.image.painter.stage import Stage
from emogen.pipelines.image.painter.weather import paint_weather
from emogen.seeds import stream_seed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from emogen.conditioning.emotion import Emotion
    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.pipelines.image.painter.words.prompt import Prompt


def placeable(prompt: Prompt) -> Prompt:
    """The prompt without the things that its setting or time cannot show. What the people in front lack
    becomes a note."""
    kept = tuple(wanted for wanted in prompt.things if can_show(prompt.setting, prompt.time, wanted.name))
    return replace(prompt, things=kept, notes=(*prompt.notes, *cast_notes(prompt)))


def render(
    prompt: Prompt, targets: PictureTargets, size: tuple[int, int], seed: int, emotion: Emotion = NEUTRAL
) -> NDArray[np.uint8]:
    """Paint a prompt; uint8 sRGB ``(height, width, 3)``. Sizes as checked by ``paint``.

    The setting with its things comes first, then the weather behind, the people in front with the
    ``emotion`` on their faces, the weather before them, and the grade over all.

    Raises:
        MissingWeightError: there are people in front, and the weights of the face are absent.
    """
    targets = replace(targets, **prompt.states)
    named, prompt = prompt, mooded(prompt, targets, seed)
    if prompt.time != named.time and targets.brightness < 0:  # the hour that the mood chose is dark enough
        targets = replace(targets, brightness=0.4 * targets.brightness)
    stage = stage_of(prompt, targets, size, seed)
    canvas = stage.canvas
    setting = SETTINGS[prompt.setting]
    setting.paint(stage)
    paint_mood(stage, indoors=setting.indoors)
    if setting.indoors:
        paint_front(stage)
    else:
        paint_weather(canvas, stage.light, stage.horizon, seed)
    if near_people(prompt):
        from emogen.pipelines.image.painter.people.paint import paint_people  # loads the face pipeline

        paint_people(stage, emotion)
        if not setting.indoors:
            seed_in_front = stream_seed(seed, "weather in front")
            paint_weather(canvas, before_people(stage.light), stage.horizon, seed_in_front)
    return grade(canvas, targets, seed)


def stage_of(prompt: Prompt, targets: PictureTargets, size: tuple[int, int], seed: int) -> Stage:
    """An empty stage in the prompt's light, for a setting to paint. States that the words name win over what
    the emotion asks for."""
    targets = replace(targets, **prompt.states)
    return Stage(Canvas(size), light_for(prompt, targets, seed), prompt, targets, seed)
