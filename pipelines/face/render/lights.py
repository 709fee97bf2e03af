"""The lamps: three set-ups, light by emotion, and the light on hair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from emogen.errors import checked, unknown_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats

_Three = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Lamp:
    """A lamp far away.

    Attributes:
        towards: where it is from the face (own left, up, forward); its length does not matter.
        colour: linear RGB, 1 lights a white surface that faces it fully.
    """

    towards: _Three
    colour: _Three


@dataclass(frozen=True, slots=True)
class Light:
    """A lighting set-up. The numbers of :data:`LIGHTINGS` are ours.

    Attributes:
        key: the main lamp, the one that casts shadows; fill: brightens them.
        rim, rim_left: lamps from behind that draw the outline, the first at the picture's right.
        above, below: linear RGB from all around, on surfaces that face up and down.
        soft: radius of the edge of shadows, decimetres, 0.01 to 0.4.
        wall: the studio's wall at the corners and in its lit middle, sRGB.
    """

    key: Lamp
    fill: Lamp
    rim: Lamp
    rim_left: Lamp
    above: _Three
    below: _Three
    soft: float
    wall: tuple[_Three, _Three]

    def __post_init__(self) -> None:
        checked(self.soft, "the softness of shadows", 0.01, 0.4)

    def lamps(self) -> Floats:
        """Key, fill and rims: unit vectors towards them and linear RGB, float32, shape ``(4, 6)``."""
        four = (self.key, self.fill, self.rim, self.rim_left)
        towards = np.array([lamp.towards for lamp in four])
        towards /= np.linalg.norm(towards, axis=1, keepdims=True)
        return np.concatenate([towards, [lamp.colour for lamp in four]], axis=1).astype(np.float32)

    def sky(self) -> Floats:
        """Light from below, and how much more comes from above, float32, shape ``(2, 3)``."""
        return np.array([self.below, np.subtract(self.above, self.below)], np.float32)

    def glow(self) -> Floats:
        """The light on eyes from around and from the key, float32, shape ``(2, 3)``; the studio's is 1."""
        studio = LIGHTINGS["studio"]
        around = 0.45 * np.add(self.above, self.below) / np.add(studio.above, studio.below)
        return np.array([around, 0.55 * np.divide(self.key.colour, studio.key.colour)], np.float32)


_SIDE_KEY, _FRONT_FILL = (-0.52, 0.5, 0.69), (0.75, 0.1, 0.65)
_BEHIND, _BEHIND_LEFT = (0.72, 0.45, -0.53), (-0.8, 0.3, -0.52)

LIGHTINGS: Final[Mapping[str, Light]] = MappingProxyType(
    {
        "studio": Light(
            key=Lamp(_SIDE_KEY, (2.05, 1.95, 1.80)),
            fill=Lamp(_FRONT_FILL, (0.38, 0.41, 0.46)),
            rim=Lamp(_BEHIND, (0.99, 1.07, 1.21)),
            rim_left=Lamp(_BEHIND_LEFT, (0.50, 0.53, 0.60)),
            above=(0.385, 0.397, 0.417),
            below=(0.180, 0.186, 0.195),
            soft=0.09,
            wall=((52, 58, 68), (150, 158, 166)),
        ),
        "soft": Light(
            key=Lamp((-0.38, 0.42, 0.82), (1.62, 1.57, 1.50)),
            fill=Lamp((0.7, 0.12, 0.7), (0.72, 0.74, 0.78)),
            rim=Lamp(_BEHIND, (0.55, 0.57, 0.60)),
            rim_left=Lamp(_BEHIND_LEFT, (0.40, 0.41, 0.44)),
            above=(0.50, 0.50, 0.51),
            below=(0.31, 0.30, 0.29),
            soft=0.22,
            wall=((138, 140, 142), (206, 207, 207)),
        ),
        "dramatic": Light(
            key=Lamp((-0.86, 0.46, 0.34), (2.75, 2.46, 2.08)),
            fill=Lamp((0.6, 0.0, 0.8), (0.09, 0.11, 0.15)),
            rim=Lamp((0.86, 0.3, -0.42), (1.15, 1.45, 1.95)),
            rim_left=Lamp(_BEHIND_LEFT, (0.30, 0.33, 0.40)),
            above=(0.105, 0.115, 0.14),
            below=(0.045, 0.050, 0.062),
            soft=0.05,
            wall=((13, 15, 20), (50, 55, 66)),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Mood:
    """What an emotion at full strength does to a :class:`Light`.

    Attributes:
        key, fill: natural logarithm of the factor on the key lamp, and on fill and surrounding light.
        warmth: of key and surroundings, from -1 (blue) to 1 (amber).
        height: what is added to the key's height before its vector is made one; below -0.9 it shines from
            below.
        rim: what is added to the rim lamps, linear RGB.
        soft: natural logarithm of the factor on the softness of shadows.
    """

    key: float = 0.0
    fill: float = 0.0
    warmth: float = 0.0
    height: float = 0.0
    rim: _Three = (0.0, 0.0, 0.0)
    soft: float = 0.0


MOODS: Final[Mapping[str, Mood]] = MappingProxyType(
    {
        "joy": Mood(key=0.14, fill=0.45, warmth=0.55, rim=(0.25, 0.18, 0.02), soft=0.5),
        "sadness": Mood(key=-0.50, fill=-0.10, warmth=-0.75, height=0.15, soft=0.4),
        "anger": Mood(key=0.12, fill=-0.75, warmth=0.30, height=0.10, rim=(1.4, 0.04, 0.0), soft=-0.7),
        "fear": Mood(key=-0.10, fill=-0.70, warmth=-0.45, height=-1.15, rim=(0.0, 0.15, 0.30), soft=-0.6),
        "disgust": Mood(key=-0.12, fill=-0.20, warmth=0.05, height=-0.20, rim=(0.15, 0.45, 0.0), soft=-0.2),
        "surprise": Mood(key=0.16, fill=0.15, height=-0.15, soft=-0.2),
        "contempt": Mood(key=-0.12, fill=-0.35, warmth=-0.15, height=0.15, soft=-0.2),
    }
)
"""Directions: bright, low-contrast light for pleasant and dark, contrasty light for unpleasant feelings,
and light from below for menace (Bordwell & Thompson, Film Art, on high-key, low-key and under-lighting;
brightness and pleasure: Valdez & Mehrabian 1994; a face lit from below looks wrong: Hill & Bruce 1996);
joy yellow, anger red, sadness grey-blue, fear dark and cold, disgust yellow-green (Jonauskaite et al.
2020). Sizes: ours, by eye."""

_WARM, _COOL = np.array([0.16, 0.0, -0.30]), np.array([0.24, 0.04, -0.22])
"""Natural logarithms of red, green and blue: what a warmth of 1 adds, and one of -1 takes away."""


def find_light(lighting: str | Light) -> Light:
    """A set-up by its name in :data:`LIGHTINGS`; a light is returned as it is.

    Raises:
        RequestError: there is none of that name.
    """
    if isinstance(lighting, Light):
        return lighting
    if lighting not in LIGHTINGS:
        raise unknown_name("lighting", lighting, LIGHTINGS)
    return LIGHTINGS[lighting]


def in_mood(light: Light, mood: Mapping[str, float]) -> Light:
    """``light`` as an emotion wants it.

    Args:
        light: without emotion.
        mood: how strong each basic emotion is, in [0, 1]; names of :data:`MOODS` (others, such as
            ``"neutral"``, change nothing).

    Raises:
        RequestError: a strength out of range.
    """
    parts = [
        (MOODS[name], checked(strength, f"the strength of {name}", 0, 1))
        for name, strength in mood.items()
        if name in MOODS
    ]
    total = {
        field: sum(s * getattr(m, field) for m, s in parts) for field in ("key", "fill", "height", "soft")
    }
    tint = np.exp(sum((_tint(s * m.warmth) for m, s in parts), np.zeros(3)))
    glow = sum((s * np.array(m.rim) for m, s in parts), np.zeros(3))
    key, fill = np.exp(total["key"]) * tint, np.exp(total["fill"]) * tint
    x, y, z = light.key.towards
    wall = np.exp(0.5 * (total["key"] + total["fill"])) * tint
    return replace(
        light,
        key=Lamp((x, y + total["height"], z), _three(key * light.key.colour)),
        fill=replace(light.fill, colour=_three(fill * light.fill.colour)),
        rim=replace(light.rim, colour=_three(glow + light.rim.colour)),
        rim_left=replace(light.rim_left, colour=_three(glow + light.rim_left.colour)),
        above=_three(fill * light.above),
        below=_three(fill * light.below),
        soft=float(np.clip(light.soft * np.exp(total["soft"]), 0.01, 0.4)),
        wall=(_three(_dimmed(light.wall[0], wall)), _three(_dimmed(light.wall[1], wall))),
    )


def _tint(warmth: float) -> NDArray[np.float64]:
    return warmth * (_WARM if warmth > 0 else _COOL)


def _dimmed(colour: _Three, factor: NDArray[np.float64]) -> NDArray[np.float64]:
    """An sRGB colour under ``factor`` times the linear light, near enough."""
    return np.clip(np.array(colour) * factor ** (1 / 2.2), 0, 255)


def _three(values: NDArray[np.float64]) -> _Three:
    return float(values[0]), float(values[1]), float(values[2])


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def hair_light(points, steps, colour, lit, camera, lamps, sky, seen, out):  # type: ignore[no-untyped-def]
    """Linear colour of the hair points that are ``seen``: Kajiya & Kay 1989 with two shifted lobes
    (Marschner 2003), a white one and a coloured one.

    ``lit``: how much of the sky and of the key reaches each point.
    """
    f = np.float32
    gain = (f(0.93), f(1.07), f(1.36), f(1.64))
    for p in range(points.shape[0]):
        if not seen[p]:
            continue
        a, b = (p - 1, p) if p % steps == steps - 1 else (p, p + 1)
        tx, ty, tz = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], points[b, 2] - points[a, 2]
        norm = f(1.0) / np.sqrt(tx * tx + ty * ty + tz * tz + f(1e-12))
        tx, ty, tz = tx * norm, ty * norm, tz * norm
        vx, vy, vz = camera[0] - points[p, 0], camera[1] - points[p, 1], camera[2] - points[p, 2]
        norm = f(1.0) / np.sqrt(vx * vx + vy * vy + vz * vz)
        vx, vy, vz = vx * norm, vy * norm, vz * norm
        for c in range(3):
            # hair is lit through: the sky of both sides
            out[p, c] = f(1.9) * (sky[0, c] + f(0.5) * sky[1, c]) * lit[p, 0] * colour[p, c]
        for lamp in range(4):
            lx, ly, lz = lamps[lamp, 0], lamps[lamp, 1], lamps[lamp, 2]
            shone = gain[lamp] * (lit[p, 1] if lamp == 0 else lit[p, 0])
            along = tx * lx + ty * ly + tz * lz
            hx, hy, hz = lx + vx, ly + vy, lz + vz
            hn = f(1.0) / np.sqrt(hx * hx + hy * hy + hz * hz)
            th = (tx * hx + ty * hy + tz * hz) * hn
            near, far = (th - f(0.08)) * f(9.1), (th + f(0.14)) * f(4.17)
            own = f(0.5) * np.sqrt(max(f(0.0), f(1.0) - along * along)) + f(0.9) * np.exp(-far * far)
            white = f(0.035) * np.exp(-near * near)
            for c in range(3):
                out[p, c] += shone * lamps[lamp, 3 + c] * (colour[p, c] * own + white)
