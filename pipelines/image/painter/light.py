"""One light for a whole scene: sun or moon, sky, haze and lamps, from time, weather and targets."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import yaml

from emogen.seeds import stream
from emogen.tables import asset_text
from emogen.vision.srgb import to_light

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.pipelines.image.painter.words.prompt import Prompt

LAMP_COLOUR: Final = "#ffc36e"
_LUMINANCE: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)


@lru_cache(maxsize=4096)
def linear(colour: str) -> AnyFloats:
    """Linear light, float32 ``(3,)``, read-only, of an sRGB hex colour. Kept: every stroke asks for one."""
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.float64) / 255.0
    light: AnyFloats = to_light(value).astype(np.float32)
    light.flags.writeable = False
    return light


def mix(one: AnyFloats, other: AnyFloats, t: AnyFloats | float) -> AnyFloats:
    """``t`` of the way from ``one`` to ``other``."""
    mixed: AnyFloats = (one + (other - one) * t).astype(np.float32)
    return mixed


def smooth(low: float, high: float, x: AnyFloats) -> AnyFloats:
    """0 below ``low``, 1 above ``high``, a smooth step between."""
    t = np.clip((x - low) / (high - low), 0.0, 1.0)
    step: AnyFloats = (t * t * (3.0 - 2.0 * t)).astype(np.float32)
    return step


@dataclass(frozen=True, slots=True)
class Weather:
    """The weather of a scene; fields as in ``assets/scenes_light.yaml``."""

    cover: float
    dark: float
    direct: float
    veil: float
    haze: float
    fog: float
    rain: float
    snow: float
    wind: float


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """The light of a scene. Colours are linear, float32 ``(3,)``.

    Attributes:
        side: -1 when the light comes from the left, 1 from the right.
        elevation: of sun or moon, degrees above the horizon.
        sun_x, sun_up: where it stands: share of the width, and height above the horizon in scene
            units; it may be outside of the picture.
        zenith, middle, horizon: the sky from above to the horizon; glow: around the sun.
        key, ambient: light arriving on a face turned to the sun, and on every face.
        air: the colour that distance fades to; haze: how fast, 1 = usual.
        stars, lamps: in [0, 1]. glow_size: brightness of the glow around the sun.
        framed: whether sun or moon must be in the picture.
        soft: softness of shadows in [0, 1]. roughness, angular: see ``PictureTargets``.
        targets: what the emotion asks for: sky, land and water show its content too (``fire``, ``life``).
    """

    time: str
    night: bool
    side: int
    elevation: float
    sun_x: float
    sun_up: float
    zenith: AnyFloats
    middle: AnyFloats
    horizon: AnyFloats
    glow: AnyFloats
    key: AnyFloats
    ambient: AnyFloats
    air: AnyFloats
    haze: float
    stars: float
    lamps: float
    glow_size: float
    soft: float
    roughness: float
    angular: float
    framed: bool
    weather: Weather
    targets: PictureTargets

    def lit(self, albedo: AnyFloats, facing: float = 0.5) -> AnyFloats:
        """The colour of a matte face; ``facing`` in [0, 1] is how much it turns to the key light."""
        colour: AnyFloats = albedo * (self.ambient + self.key * np.float32(facing))
        return colour

    def through_air(self, colour: AnyFloats, distance: float) -> AnyFloats:
        """``colour`` seen through air; ``distance`` 0 at the viewer's feet, 1 at the horizon."""
        return mix(colour, self.air, 1.0 - math.exp(-0.8 * self.haze * distance**1.3))


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    text = asset_text("scenes_light.yaml")
    tables: dict[str, Any] = yaml.safe_load(text)
    return tables


def weather_for(prompt: Prompt, targets: PictureTargets) -> Weather:
    """The words' weather, or fair weather bent by the emotion's tendencies."""
    table = _tables()["weathers"]
    if prompt.weather is not None:
        return Weather(**table[prompt.weather])
    mixed = dict(table["fair"])
    if targets.cloud < 0:
        mixed = _blend(mixed, table["clear"], -targets.cloud / 0.3)
    mixed = _blend(mixed, table["cloudy"], max(0.0, targets.cloud) * 1.2)
    wet = "snow" if prompt.season == "winter" else "rain"
    for name, strength in ((wet, targets.rain), ("fog", targets.fog), ("storm", targets.storm)):
        mixed = _blend(mixed, table[name], min(1.0, 0.9 * strength))
    return Weather(**mixed)


def _blend(one: dict[str, float], other: dict[str, float], t: float) -> dict[str, float]:
    t = min(1.0, max(0.0, t))
    return {name: value + (other[name] - value) * t for name, value in one.items()}


def _stain(sky: dict[str, AnyFloats], targets: PictureTargets) -> None:
    """Fire reddens the sky from below; filth makes it sallow."""
    for name, red, sallow in (("zenith", 0.15, 0.3), ("middle", 0.35, 0.45), ("horizon", 0.8, 0.55)):
        sky[name] = sky[name] * np.float32(1.0 - 0.35 * targets.fire)
        level = np.float32(_LUMINANCE @ sky[name])
        sky[name] = mix(sky[name], (0.7 * level + 0.02) * _hue("#d8582c"), red * targets.fire)
        sky[name] = mix(sky[name], level * _hue("#b4b070"), sallow * targets.filth)


def _hue(colour: str) -> AnyFloats:
    """A colour at luminance 1, linear light."""
    tone = linear(colour)
    hue: AnyFloats = (tone / (_LUMINANCE @ tone)).astype(np.float32)
    return hue


def light_for(prompt: Prompt, targets: PictureTargets, seed: int) -> Light:
    """The light of a prompt's time and weather, bent by the targets; where it comes from, by seed."""
    raw = _tables()["times"][prompt.time]
    weather = weather_for(prompt, targets)
    random = stream(seed, "light")
    side = 1 if random.random() < 0.5 else -1
    framed = prompt.time == "night" or any(wanted.name in ("sun", "moon") for wanted in prompt.things)
    near, far = random.uniform(0.12, 0.34), random.uniform(0.45, 0.7)
    offset = near if framed or raw["elevation"] < 12 else far
    sky = {name: linear(raw[name]) for name in ("zenith", "middle", "horizon")}
    brightness = float(_LUMINANCE @ sky["middle"]) * (1.0 - 0.35 * weather.dark * weather.veil)
    grey = linear("#b4bcc4") * np.float32(brightness / 0.5)
    for name, share in (("zenith", 0.9), ("middle", 0.85), ("horizon", 0.75)):
        sky[name] = mix(sky[name], grey, share * weather.veil)
    _stain(sky, targets)
    direct = weather.direct * targets.key_light
    key = linear(raw["key_colour"]) * np.float32(raw["key"] * direct)
    lost = raw["key"] * (1.0 - weather.direct) * 0.22  # cloud scatters what it takes from the sun
    ambient_colour = mix(linear(raw["ambient_colour"]), linear("#b9c0c8") * brightness, 0.5 * weather.veil)
    ambient = ambient_colour * np.float32((raw["ambient"] + lost) * (1.0 - 0.2 * max(0.0, targets.darkness)))
    ambient = mix(ambient, 2.0 * ambient.mean() * _hue("#c08070"), 0.35 * targets.fire)
    ambient = mix(ambient, ambient.mean() * _hue("#9aa060"), 0.35 * targets.filth)
    glow = mix(linear(raw["glow_colour"]), linear("#ff7a3c"), 0.6 * targets.fire)
    haze = max(0.15, weather.haze * (1.0 + 0.8 * targets.haze))
    return Light(
        time=prompt.time,
        night=prompt.time == "night",
        side=side,
        elevation=raw["elevation"],
        sun_x=0.5 + side * offset,
        sun_up=math.sin(math.radians(raw["elevation"])) * 1.15,
        **sky,
        glow=glow,
        key=key.astype(np.float32),
        ambient=ambient.astype(np.float32),
        air=mix(sky["horizon"], sky["middle"], 0.35),
        haze=haze,
        stars=raw["stars"] * (1.0 - weather.cover) ** 0.5,
        lamps=raw["lamps"] + (1.0 - raw["lamps"]) * 0.35 * weather.dark * weather.veil,
        glow_size=raw["glow"] * weather.direct * targets.key_light,
        soft=min(1.0, max(0.0, 0.35 + 0.5 * weather.veil + 0.4 * targets.softness)),
        roughness=targets.roughness,
        angular=targets.angularity,
        framed=framed,
        weather=weather,
        targets=targets,
    )
