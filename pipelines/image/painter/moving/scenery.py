"""A painted scene that a face stands in, still or moving: painted once, moved frame by frame."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.ndimage import gaussian_filter

from emogen.conditioning.targets.picture import picture_targets
from emogen.pipelines.face.render.scenery import Scenery
from emogen.pipelines.image.painter.canvas import Canvas
from emogen.pipelines.image.painter.grade import grade
from emogen.pipelines.image.painter.light import mix
from emogen.pipelines.image.painter.moving import kernels
from emogen.pipelines.image.painter.moving.specks import specks_of
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.people.exposure import (
    brightness_of,
    face_of,
    gain_for,
    gains_down,
    vividness,
)
from emogen.pipelines.image.painter.people.lamps import lamps_of
from emogen.pipelines.image.painter.people.paint import PORTRAIT_BLUR, blur
from emogen.pipelines.image.painter.scene import stage_of
from emogen.pipelines.image.painter.settings.registry import SETTINGS
from emogen.pipelines.image.painter.weather import paint_weather
from emogen.pipelines.image.painter.words.compose import DEFAULT_SETTING
from emogen.pipelines.image.painter.words.honest import Brush, verified
from emogen.pipelines.image.painter.words.prompt import reading_of
from emogen.seeds import stream_seed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats, Pixels
    from emogen.conditioning.emotion import Emotion
    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.pipelines.image.painter.stage import Stage
    from emogen.pipelines.image.painter.words.prompt import Prompt

LOOP: Final = 16.0
"""Seconds after which a moving scene has come round."""

_CLOUDS: Final = 2
"""How often clouds drift through their way in a loop."""

_CUBE: Final = 33
"""Steps of the grade's table along each colour."""

_SAME: Final = 2e-3
"""Linear light by which a pixel differs at most from what was painted there first, where nothing stands."""


class Scene(Scenery):
    """A scene of the painter in the clip of a face.

    Args:
        text: the place, time, weather and things, as the painter reads them; people in it are left out.
        emotion: what the scene feels.
        size: (width, height) in pixels.
        seed: of the composition. take, variation: of the emotion's picture targets.
        moves: whether water, clouds and weather move.

    Raises:
        RequestError: a text or size that cannot be painted.
    """

    def __init__(
        self, text: str, emotion: Emotion, size: tuple[int, int], seed: int = 0, *, take: int = 0,
        variation: float = 1.0, moves: bool = True,
    ) -> None:  # fmt: skip
        reading = reading_of(text)
        targets = picture_targets(emotion, take=take, variation=variation)
        # Who would be in front would stand where the face of the clip is.
        prompt = verified(reading, Brush(targets, size, seed), DEFAULT_SETTING, absent=reading.in_front)
        stage = stage_of(prompt, targets, size, seed)
        targets = stage.targets
        self.size, self.moves = size, moves
        self.notes = _notes(prompt)
        self._stage, self._targets = stage, targets
        self._paint(stage)
        self._cube = _cube(targets)
        self._gains = np.ones(size[1], np.float32)

    def _paint(self, stage: Stage) -> None:
        """Paint the scene once, and find what of it can move."""
        canvas, setting = stage.canvas, SETTINGS[stage.prompt.setting]
        canvas.kept = {} if self.moves else None
        setting.paint(stage)
        kept, canvas.kept = canvas.kept or {}, None
        water, sky = self._seen(kept, "water"), self._seen(kept, "sky")
        if not setting.indoors:
            weather = stage.light.weather
            fog = 0.55 * weather.fog if self.moves else weather.fog
            calm = replace(weather, fog=fog, rain=0.0, snow=0.0) if self.moves else weather
            paint_weather(canvas, replace(stage.light, weather=calm), stage.horizon, stage.seed)
        blur(canvas.image, PORTRAIT_BLUR / canvas.px)
        self._around = brightness_of(canvas.image)
        ground, behind = canvas.image[int(0.72 * len(canvas.image)) :], canvas.image
        self.light = lamps_of(
            stage.light, np.minimum(ground.mean(axis=(0, 1)), 1.0), np.minimum(behind.mean(axis=(0, 1)), 1.0)
        )
        self._still = grade(canvas, self._targets, stage.seed)
        self._water, self._sky_mask = water, sky
        self._sky = self._still if sky is None else self._graded_sky(kept["sky"])
        self._specks = () if setting.indoors or not self.moves else specks_of(stage, LOOP)
        self._fog = None if setting.indoors or not self.moves else _fog_bank(stage)
        thick = 0.0 if setting.indoors else min(0.4, 0.16 * stage.light.weather.fog)
        self._air = np.array([*stage.light.air, thick], np.float32)

    def _seen(self, kept: dict[str, AnyFloats], name: str) -> NDArray[np.uint8] | None:
        """Where what was painted first is still seen, 0 to 255; None where it is not worth moving."""
        if name not in kept:
            return None
        canvas = self._stage.canvas
        more = canvas.image - kept[name]
        same = np.abs(more).max(axis=2) < _SAME
        # what shines on it: more light, without any edge
        even = np.abs(more - gaussian_filter(more, (2, 2, 0))).max(axis=2) < 2.0 * _SAME
        even &= more.min(axis=2) > -_SAME
        same |= even & (gaussian_filter(even.astype(np.float32), 3) > 0.85)
        rows = np.arange(len(same)) * canvas.px
        horizon = self._stage.horizon
        same &= ((rows > horizon) if name == "water" else (rows < horizon))[:, None]
        if same.mean() < 0.03:
            return None
        soft = gaussian_filter(same.astype(np.float32), 0.5 * PORTRAIT_BLUR / canvas.px)
        return (255.0 * np.clip(2.0 * soft - 1.0, 0.0, 1.0)).astype(np.uint8)

    def _graded_sky(self, sky: AnyFloats) -> Pixels:
        """The sky alone, as it is seen in a frame."""
        canvas = Canvas(self.size)
        canvas.image[:] = sky
        blur(canvas.image, PORTRAIT_BLUR / canvas.px)
        return grade(canvas, self._targets, self._stage.seed)

    def expose(self, person: AnyFloats, skin: float, head: tuple[float, float, float]) -> None:
        """See :class:`~emogen.pipelines.face.render.scenery.Scenery`."""
        gain = gain_for(face_of(person, *head), self._around, self._targets, skin)
        self._gains = gains_down(self.size[1], gain, *head[1:])

    def behind(self, seconds: float) -> Pixels:
        """The scene without anybody, uint8 sRGB ``(h, w, 3)``."""
        frame = self._still.copy()
        if not self.moves:
            return frame
        canvas, light = self._stage.canvas, self._stage.light
        share = (seconds / LOOP) % 1.0
        if self._sky_mask is not None:
            reach = (0.04 + 0.20 * light.weather.wind) * -light.side / canvas.px
            part = (share * _CLOUDS) % 1.0
            kernels.drift(self._sky, self._still, self._sky_mask, np.float32(reach), np.float32(part), frame)
        if self._water is not None:
            kernels.ripple(
                self._still, self._water, int(self._stage.horizon / canvas.px), np.float32(canvas.px),
                np.float32(min(1.0, light.weather.wind)), np.float32(2.0 * np.pi * share), frame,
            )  # fmt: skip
        if self._fog is not None:
            kernels.roll_fog(*self._fog, np.float32(share), frame)
        self._scatter(frame, share, close=False)
        return frame

    def finished(self, person: AnyFloats, seconds: float) -> Pixels:
        """See :class:`~emogen.pipelines.face.render.scenery.Scenery`."""
        frame = self.behind(seconds)
        vivid = np.float32(vividness(self._targets))
        kernels.lay_over(person, self._gains, self._air, vivid, self._cube, frame)
        self._scatter(frame, (seconds / LOOP) % 1.0, close=True)
        return frame

    def _scatter(self, frame: Pixels, share: float, *, close: bool) -> None:
        canvas = self._stage.canvas
        for specks in self._specks:
            kernels.scatter(specks.at(share, canvas.wide, canvas.high, canvas.px, close=close), frame)


def _notes(prompt: Prompt) -> tuple[str, ...]:
    missing = f"the scene could not show: {', '.join(prompt.missing)}"
    return (*prompt.notes, *([missing] if prompt.missing else []))


def _cube(targets: PictureTargets) -> Pixels:
    """The grade of single colours, without vignette and grain, ``(n, n, n, 3)``; see ``kernels.lay_over``."""
    level = 4.0 * np.linspace(0.0, 1.0, _CUBE, dtype=np.float32) ** 2
    canvas = Canvas((_CUBE, _CUBE * _CUBE))
    colours = np.stack(np.meshgrid(level, level, level, indexing="ij"), axis=-1)
    canvas.image[:] = colours.reshape(-1, _CUBE, 3)
    graded = grade(canvas, replace(targets, vignette=0.0, roughness=-1.25), 0)
    return np.ascontiguousarray(graded.reshape(_CUBE, _CUBE, _CUBE, 3))


def _fog_bank(stage: Stage) -> tuple[AnyFloats, AnyFloats, AnyFloats] | None:
    """Texture, colour and thickness by row of drifting fog, as :func:`kernels.roll_fog` takes them."""
    light, canvas = stage.light, stage.canvas
    if light.weather.fog < 0.03:
        return None
    rows, columns = 96, 256
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32) / np.float32(64.0)
    turn = stream_seed(stage.seed, "moving fog") % 99991
    there = x[0] / x[0, -1]
    bank = (
        fbm(x * 1.3, y * 2.6, turn, octaves=4) * (1 - there)
        + fbm((x - x[0, -1]) * 1.3, y * 2.6, turn, octaves=4) * there
    )
    texture = np.clip(0.5 + 0.8 * bank, 0.0, 1.0).astype(np.float32)
    rise = (np.arange(canvas.image.shape[0], dtype=np.float32) + 0.5) * canvas.px - stage.horizon
    thick = np.exp(-np.abs(rise) * np.where(rise > 0, 3.2, 3.0))
    one = Canvas((64, 64))
    one.image[:] = mix(light.air, light.horizon, 0.4)
    colour = grade(one, replace(stage.targets, vignette=0.0, roughness=-1.25), 0)[32, 32].astype(np.float32)
    return texture, colour, (0.5 * light.weather.fog * thick).astype(np.float32)
