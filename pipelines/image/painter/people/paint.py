"""People in front of a painted scene: characters of the face pipeline in the scene's own light."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.ndimage import gaussian_filter1d

from emogen.conditioning.emotion import as_emotion
from emogen.pipelines.face.motion.animate import still
from emogen.pipelines.face.render.camera import Camera
from emogen.pipelines.face.render.renderer import Renderer
from emogen.pipelines.image.painter.light import mix
from emogen.pipelines.image.painter.people.cast import cast, is_portrait
from emogen.pipelines.image.painter.people.exposure import (
    LUMINANCE,
    brightness_of,
    face_of,
    gain_for,
    gains_down,
    vividness,
)
from emogen.pipelines.image.painter.people.lamps import lamps_of
from emogen.pipelines.image.painter.people.place import places_of
from emogen.pipelines.image.painter.settings.registry import SETTINGS

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.conditioning.emotion import Emotion
    from emogen.media import FaceMotion
    from emogen.pipelines.face.render.lights import Light as FaceLight
    from emogen.pipelines.image.painter.people.cast import Actor
    from emogen.pipelines.image.painter.people.place import Place
    from emogen.pipelines.image.painter.stage import Stage

BLUR: Final = 0.0034
PORTRAIT_BLUR: Final = 0.0085
"""Standard deviation of the scene's blur behind people, scene units: 2.4 and 6 pixels at 1280 x 720. The
camera is sharp on the people (a depth of field as of a short telephoto lens)."""

_WIDE: Final = 1.7
"""Half the width of somebody's tile, heads: shoulders and arms fit."""

_ABOVE: Final = 1.62
"""Height of the tile over the chin, heads: hair and hats fit."""


def paint_people(stage: Stage, emotion: Emotion) -> None:
    """Paint those in front over a finished scene, and blur the scene behind them.

    Raises:
        MissingWeightError: the weights of the face are absent.
    """
    actors = cast(stage.prompt, stage.seed)
    if not actors:
        return
    portrait = is_portrait(stage.prompt)
    canvas = stage.canvas
    blur(canvas.image, (PORTRAIT_BLUR if portrait else BLUR) / canvas.px)
    places = places_of(actors, canvas.wide, canvas.high, stage.light.side, stage.seed, portrait=portrait)
    for index in sorted(range(len(actors)), key=lambda k: -places[k].depth):
        _paint(stage, actors[index], places[index], emotion, index)


def blur(image: AnyFloats, sigma: float) -> None:
    """Blur linear light ``(h, w, c)`` in place; ``sigma`` in pixels."""
    if sigma < 0.25:
        return
    for axis in (0, 1):
        gaussian_filter1d(image, sigma, axis=axis, output=image, mode="nearest", truncate=3.0)


@dataclass(frozen=True, slots=True)
class _Tile:
    """A part of the picture, pixels: columns and rows, which may lie outside of it."""

    left: int
    top: int
    width: int
    height: int


def _paint(stage: Stage, actor: Actor, place: Place, emotion: Emotion, index: int) -> None:
    canvas = stage.canvas
    tile = _tile(place, canvas.px, canvas.image.shape)
    lamps = lamps_of(stage.light, *_surroundings(canvas.image, tile))
    pose = _pose(as_emotion(actor.emotion or emotion), place, index)
    head, x = place.head / canvas.px, place.x / canvas.px - tile.left
    chin = place.chin / canvas.px - tile.top
    light = _drawn(actor, (tile.width, tile.height), (x, chin, head), lamps, place.turned, pose)
    around, skin = brightness_of(canvas.image), actor.character.looks.skin
    gain = gain_for(face_of(light, x, chin, head), around, stage.targets, skin)
    light = _exposed(light, gains_down(tile.height, gain, chin, head), vividness(stage.targets))
    _lay_over(canvas.image, tile, _in_air(light, stage, place, actor))


def _tile(place: Place, px: float, shape: tuple[int, ...]) -> _Tile:
    """The part of the picture that somebody can cover."""
    left = max(0, int((place.x - _WIDE * place.head) / px))
    right = min(shape[1], int(np.ceil((place.x + _WIDE * place.head) / px)))
    top = max(0, int((place.chin - _ABOVE * place.head) / px))
    return _Tile(left, top, max(16, right - left), max(16, shape[0] - top))


def _surroundings(image: AnyFloats, tile: _Tile) -> tuple[AnyFloats, AnyFloats]:
    """Mean linear colours of what is below and of what is behind somebody."""
    rows, columns = image.shape[:2]
    ground = image[int(0.72 * rows) :].mean(axis=(0, 1))
    left, right = tile.left, min(columns, tile.left + tile.width)
    behind = image[max(0, tile.top) : int(0.7 * rows) + 1, left:right]
    sky = behind.mean(axis=(0, 1)) if behind.size else image.mean(axis=(0, 1))
    return np.minimum(ground, 1.0), np.minimum(sky, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Pose:
    """A still of a face; hashable by its bytes."""

    motion: FaceMotion

    def __hash__(self) -> int:
        return hash(self._bytes())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Pose) and other._bytes() == self._bytes()

    def _bytes(self) -> bytes:
        return b"".join(part.tobytes() for part in (self.motion.curves, self.motion.head, self.motion.gaze))


def _pose(emotion: Emotion, place: Place, index: int) -> _Pose:
    """The emotion's expression, each person's own take of it, the head turned as the place asks."""
    motion = still(emotion, take=index, variation=0.6)
    head, gaze = motion.head.copy(), motion.gaze.copy()
    head[:, 0] += place.look
    # eyes that follow two thirds of the turn look past the viewer, at what is happening
    gaze[:, 0] -= np.float32(0.72) * (place.turned + place.look)
    return _Pose(replace(motion, head=head, gaze=np.clip(gaze, -0.5, 0.5)))


@lru_cache(maxsize=12)
def _drawn(
    actor: Actor, size: tuple[int, int], head: tuple[float, float, float], lamps: FaceLight, turned: float,
    pose: _Pose,
) -> AnyFloats:  # fmt: skip
    """Linear light times coverage, and coverage, ``(height, width, 4)``; kept, since a prompt is painted
    several times to find which of its words are seen.

    Args:
        head: x of its middle, y of its chin, its height, pixels of the tile.
    """
    renderer = Renderer(
        actor.character.looks, size, background="transparent", samples=3 if max(size) < 1400 else 2,
        lighting=lamps, camera=_camera(size, *head), turned=turned, figure=True,
        hat=actor.hat,
    )  # fmt: skip
    motion = pose.motion
    return renderer.light(motion.curves[0], motion.head[0], motion.gaze[0])


def _camera(size: tuple[int, int], x: float, chin: float, head: float) -> Camera:
    """The camera that puts a head of ``head`` pixels with its middle at ``x`` and its chin at ``chin``."""
    width, height = size
    share = head / min(height, width * 1.15)
    up = (chin - height / 2) / head
    return Camera(share=share, least=0.0, distance=5.5, across=(width / 2 - x) / head, up=up)


def _exposed(light: AnyFloats, gains: AnyFloats, vivid: float) -> AnyFloats:
    """The person with a gain for each row, and so much of the chroma."""
    grey = (light[..., :3] @ LUMINANCE)[..., None]
    colour = (grey + (light[..., :3] - grey) * np.float32(vivid)) * gains[:, None, None]
    exposed: AnyFloats = np.concatenate([colour, light[..., 3:]], axis=2)
    return exposed


def _in_air(light: AnyFloats, stage: Stage, place: Place, actor: Actor) -> AnyFloats:
    """The person behind the little air that is before them; a ghost lets the scene through."""
    weather = stage.light.weather
    outside = 0.0 if SETTINGS[stage.prompt.setting].indoors else 1.0
    thick = (
        outside
        * min(0.5, 0.20 * weather.fog + 0.05 * weather.rain + 0.05 * weather.snow)
        * (1.0 + 0.8 * place.depth)
    )
    cover = light[..., 3:]
    colour = mix(light[..., :3], stage.light.air * cover, thick)
    seen = 0.55 if actor.pale else 1.0
    return np.concatenate([colour * np.float32(seen), cover * np.float32(seen)], axis=2)


def _lay_over(image: AnyFloats, tile: _Tile, light: AnyFloats) -> None:
    rows = slice(tile.top, tile.top + light.shape[0])
    columns = slice(tile.left, tile.left + light.shape[1])
    part = image[rows, columns]
    over = light[: part.shape[0], : part.shape[1]]
    part *= 1.0 - over[..., 3:]
    part += over[..., :3]
