"""The scene's light on a face: where sun, sky, ground and lamps stand for somebody in front of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import LAMP_COLOUR, linear

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.face.render.lights import Light as FaceLight
    from emogen.pipelines.image.painter.light import Light

_LUMINANCE: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)

LEAST: Final = 0.46
"""Light on a face, relative to noon sun, below which a fill brightens it: a face must be read at night too.
By eye: at less the expression is lost in the grade of sad and fearful pictures."""


def lamps_of(light: Light, ground: AnyFloats, sky: AnyFloats) -> FaceLight:
    """The lighting set-up of a face for the scene's light, in the units of the scene: linear, 1 is noon.

    Args:
        light: the scene's.
        ground: mean linear colour of the picture's lower part, which bounces light from below.
        sky: that of what is behind the head, which draws the outline.
    """
    from emogen.pipelines.face.render.lights import Lamp
    from emogen.pipelines.face.render.lights import Light as FaceLight

    side = float(light.side)
    up = float(np.sin(np.radians(max(light.elevation, 0.0))))
    low = 1.0 - up
    white = float(_LUMINANCE @ light.key)
    key = (0.55 * light.key + 0.45 * white) * np.float32(1.35)  # skin between the sun's colour and white
    lamp = linear(LAMP_COLOUR) * np.float32(light.lamps)
    bright = float(_LUMINANCE @ (light.ambient + 0.5 * key))
    lack = max(0.0, LEAST - bright)
    tone = light.ambient / max(float(_LUMINANCE @ light.ambient), 1e-4)
    around = light.ambient * np.float32(0.56) + tone * np.float32(0.16 * lack)
    # what the fill adds comes from where the light is, so that the face keeps its bright side
    main = key + (0.6 * tone + 0.4) * np.float32(1.9 * lack) + lamp * np.float32(0.10)
    fill = light.ambient * np.float32(0.12) + lamp * np.float32(0.06)
    behind = light.glow * np.float32(0.55 * light.glow_size * low) + key * np.float32(0.55) + sky * 0.9
    other = sky * np.float32(0.9) + lamp * np.float32(1.0)
    return FaceLight(
        key=Lamp((0.80 * side, 0.22 + 0.75 * up, 0.62 - 0.15 * low), _three(main)),
        fill=Lamp((-0.7 * side, 0.05, 0.75), _three(fill)),
        rim=Lamp((0.74, 0.35, -0.55), _three(behind if side > 0 else other)),
        rim_left=Lamp((-0.74, 0.35, -0.55), _three(other if side > 0 else behind)),
        above=_three(around * np.float32(0.95)),
        below=_three(around * np.float32(0.35) + ground * np.float32(0.5)),
        soft=float(np.clip(0.05 + 0.28 * light.soft, 0.01, 0.4)),
        wall=((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
    )


def before_people(light: Light) -> Light:
    """The light with the weather between the people in front and the viewer: little air, so little of it."""
    weather = light.weather
    return replace(
        light, weather=replace(weather, fog=0.0, rain=0.45 * weather.rain, snow=0.4 * weather.snow)
    )


def _three(colour: AnyFloats) -> tuple[float, float, float]:
    red, green, blue = (max(0.0, float(value)) for value in colour)
    return red, green, blue
