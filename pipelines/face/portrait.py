"""Stills: one face, drawn with more samples than a film frame."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from emogen.media import Picture
from emogen.pipelines.face.render.renderer import Background, Renderer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from emogen.arrays import Floats
    from emogen.conditioning.character import Character, Looks
    from emogen.pipelines.face.render.camera import Camera
    from emogen.pipelines.face.render.lights import Light


def portrait(
    character: Character,
    curves: Floats,
    *,
    head: Floats | None = None,
    gaze: Floats | None = None,
    size: tuple[int, int] = (768, 768),
    background: Background = "studio",
    lighting: str | Light = "studio",
    camera: str | Camera = "portrait",
    mood: Mapping[str, float] | None = None,
    blush: float = 0.0,
) -> Picture:
    """A still of ``character``.

    Args:
        character: who.
        curves: 52 ARKit values in [0, 1].
        head: yaw, pitch, roll in radians; straight ahead when None.
        gaze: yaw, pitch in radians relative to the head; into the camera when None.
        size: width and height in pixels, 16 to 4096, odd ones too.
        background, lighting, camera, mood, blush: as
            :class:`emogen.pipelines.face.render.renderer.Renderer`.

    Raises:
        RequestError: a size, background or array that cannot be drawn.
        MissingWeightError: the head's source is absent.
    """
    felt = None if mood is None else tuple(sorted(mood.items()))
    renderer = _renderer(character.looks, size, background, lighting, camera, felt, blush)
    head = np.zeros(3, np.float32) if head is None else head
    gaze = _to_camera(head) if gaze is None else gaze
    return Picture(renderer.frame(curves, head, gaze))


@lru_cache(maxsize=1)
def _renderer(
    looks: Looks,
    size: tuple[int, int],
    background: Background,
    lighting: str | Light,
    camera: str | Camera,
    mood: tuple[tuple[str, float], ...] | None,
    blush: float,
) -> Renderer:
    """The last one is kept: many stills are of one person, and most of the work is building the head."""
    return Renderer(
        looks, size, background=background, samples=3, lighting=lighting, camera=camera,
        mood=None if mood is None else dict(mood), blush=blush,
    )  # fmt: skip


def _to_camera(head: Floats) -> Floats:
    """Gaze that undoes the head's turn, as far as eyes turn comfortably (about 30 degrees)."""
    return np.asarray(np.clip([-head[0], -head[1]], -0.5, 0.5), np.float32)
