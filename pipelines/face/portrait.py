"""Stills: one face, drawn with more samples than a film frame."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from emogen.media import Picture
from emogen.pipelines.face.drawing import Sitter, drawing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from emogen.arrays import Floats
    from emogen.conditioning.character import Character
    from emogen.pipelines.face.backend import Drawing
    from emogen.pipelines.face.render.camera import Camera
    from emogen.pipelines.face.render.lights import Light
    from emogen.pipelines.face.render.renderer import Background


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
    backend: str = "anny",
    options: Mapping[str, Any] | None = None,
) -> Picture:
    """A still of ``character``.

    Args:
        character: who.
        curves: 52 ARKit values in [0, 1].
        head: yaw, pitch, roll in radians; straight ahead when None.
        gaze: yaw, pitch in radians relative to the head; into the camera when None.
        size: width and height in pixels, 16 to 4096, odd ones too.
        background, lighting, camera, mood, blush: as :class:`emogen.pipelines.face.backend.Staging`.
        backend: a registered backend of the kind ``face``.
        options: its own settings.

    Raises:
        RequestError: a size, background or array that cannot be drawn; an unknown backend or option.
        MissingWeightError: the head's source is absent.
        GenerationError: the backend fails.
    """
    moods = None if mood is None else tuple(sorted(mood.items()))
    chosen = tuple(sorted((options or {}).items()))
    renderer = _drawing(character, size, background, lighting, camera, moods, blush, backend, chosen)
    head = np.zeros(3, np.float32) if head is None else head
    gaze = _to_camera(head) if gaze is None else gaze
    return Picture(renderer.frame(curves, head, gaze))


@lru_cache(maxsize=1)
def _drawing(
    character: Character,
    size: tuple[int, int],
    background: Background,
    lighting: str | Light,
    camera: str | Camera,
    mood: tuple[tuple[str, float], ...] | None,
    blush: float,
    backend: str,
    options: tuple[tuple[str, Any], ...],
) -> Drawing:
    """The last one is kept: many stills are of one person, and most of the work is building the head."""
    return drawing(
        Sitter(character), size, backend=backend, options=dict(options), still=True, background=background,
        lighting=lighting, camera=camera, mood=None if mood is None else dict(mood), blush=blush,
    )  # fmt: skip


def _to_camera(head: Floats) -> Floats:
    """Gaze that undoes the head's turn, as far as eyes turn comfortably (about 30 degrees)."""
    return np.asarray(np.clip([-head[0], -head[1]], -0.5, 0.5), np.float32)
