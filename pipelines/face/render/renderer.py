"""The face renderer: curves, head and gaze in, frames out. Deterministic, on the CPU."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from emogen.arkit import ARKIT
from emogen.conditioning.character import Looks
from emogen.errors import RequestError, checked
from emogen.pipelines.face.character.hats import with_hat
from emogen.pipelines.face.character.head import make_head
from emogen.pipelines.face.character.outfit import with_figure
from emogen.pipelines.face.character.skinmap import TEXEL
from emogen.pipelines.face.frames import Frames
from emogen.pipelines.face.render import lights, raster, shade, shadow, surface
from emogen.pipelines.face.render.backdrop import backdrop
from emogen.pipelines.face.render.buffers import Buffers
from emogen.pipelines.face.render.camera import Camera, find_camera
from emogen.pipelines.face.render.folds import Folds
from emogen.pipelines.face.render.lights import Light, find_light, in_mood
from emogen.pipelines.face.render.scenery import Scenery
from emogen.pipelines.face.rotation import rotation_of

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels
    from emogen.media import FaceMotion
    from emogen.pipelines.face.character.hair import Strands
    from emogen.pipelines.face.character.hats import Hat
    from emogen.pipelines.face.character.lashes import BoundHair

Background = Literal["studio", "transparent"] | tuple[int, int, int] | str | Path | Scenery
SMALLEST, LARGEST = 16, 4096  # pixels a side


class Renderer:
    """Draws one face, frame after frame.

    Args:
        looks: whose face.
        size: width and height in pixels, 16 to 4096 each.
        background: ``"studio"``, ``"transparent"``, an sRGB triple or ``"#rrggbb"``, a gradient
            ``"#rrggbb-#rrggbb"`` from top to bottom, the path of a picture, or a scene, whose light it has.
        samples: samples along a pixel's side for smooth edges, 1 to 4.
        lighting: a name of :data:`lights.LIGHTINGS`, or a light of one's own.
        camera: a name of :data:`camera.CAMERAS`, or a framing of one's own.
        mood: how strong each basic emotion is, in [0, 1]: the light follows it (see
            :func:`lights.in_mood`). None: it does not.
        blush: blood in the face beyond what its expression brings: 1 deep red, -1 pale.
        turned: how far the whole person, not the head alone, is turned to its own left, radians.
        figure: whether torso and arms are drawn below the bust; in a scene they always are.
        hat: what is worn on the head.

    Raises:
        RequestError: a size, name, number or picture that cannot be used.
        MissingWeightError: the rig's source is absent.
    """

    notes: tuple[str, ...] = ()

    def __init__(
        self,
        looks: Looks,
        size: tuple[int, int] = (512, 512),
        *,
        background: Background = "studio",
        samples: int = 2,
        lighting: str | Light = "studio",
        camera: str | Camera = "portrait",
        mood: Mapping[str, float] | None = None,
        blush: float = 0.0,
        turned: float = 0.0,
        figure: bool = False,
        hat: Hat | None = None,
    ) -> None:
        self.size = _checked_size(size)
        if not 1 <= samples <= 4:
            raise RequestError(f"{samples} samples a pixel side are out of range", fix="Use 1 to 4.")
        self._scene = background if isinstance(background, Scenery) else None
        if self._scene is not None:
            self.notes = self._scene.notes
            background, lighting, mood = "transparent", self._scene.light, None
            if self._scene.size != self.size:
                raise RequestError(f"a scene of {self._scene.size} pixels behind a face of {self.size}")
        light = in_mood(find_light(lighting), mood or {})
        framing = find_camera(camera)
        self.looks = looks
        self.transparent = background == "transparent"
        self._blush = checked(blush, "the blush", -1, 1)
        self._turned = None if turned == 0.0 else rotation_of(np.array([turned, 0.0, 0.0])).astype(np.float32)
        self._samples = samples
        self._back = backdrop(background, self.size, light)
        self._lamps, self._sky, self._glow = light.lamps(), light.sky(), light.glow()
        head = make_head(looks)
        if figure or self._scene is not None:
            head = with_figure(head, looks)
        if hat is not None:
            head = with_hat(head, hat)
        self._head = replace(head, hair=_nearest_first(head.hair))
        self._folds = Folds(looks, head.rig)
        self._hollows = self._resting_hollows()
        self._camera = framing.aimed(head, self.size, samples)
        self._shadow = shadow.Shadow(self._lamps[0, :3], light.soft, head.pivot)
        self._thickness = {hair: self._thick(hair) for hair in (self._head.hair, head.fine_hair)}
        layers = np.concatenate([head.skin, self._folds.relief], axis=2)
        self._skin = surface.shrunk(layers, self._pixel() / TEXEL)
        self._table = shade.tone_table()
        self._behind = self._toned_back()
        self._spare: deque[Buffers] = deque()
        if self._scene is not None:
            rest = self.light(*(np.zeros(count, np.float32) for count in (len(ARKIT), 3, 2)))
            self._scene.expose(rest, looks.skin, self._framed_head())

    def frame(self, curves: Floats, head: Floats, gaze: Floats, seconds: float = 0.0) -> Pixels:
        """One frame.

        Args:
            curves: 52 ARKit values in [0, 1], in the order of :data:`emogen.arkit.ARKIT`.
            head: yaw, pitch, roll in radians; gaze: yaw, pitch in radians relative to the head.
                Signs as in :class:`emogen.media.FaceMotion`.
            seconds: of the clip, for a scene that moves.

        Returns:
            uint8 sRGB, shape ``(height, width, 3)``, or 4 with straight alpha when transparent.

        Raises:
            RequestError: arrays of another shape, or not finite.
        """
        buffers = self._lit(curves, head, gaze)
        width, height = self.size
        if self._scene is not None:
            framed = self._scene.finished(buffers.light, seconds)
            self._spare.append(buffers)
            return framed
        pixels = np.empty((height, width, 4 if self.transparent else 3), np.uint8)
        shade.tone(buffers.light, self._table, self.transparent, self._behind, pixels)
        self._spare.append(buffers)
        return pixels

    def light(self, curves: Floats, head: Floats, gaze: Floats) -> Floats:
        """One frame before the tone curve, to be laid over other light.

        Args:
            curves, head, gaze: as :meth:`frame` takes them.

        Returns:
            Linear RGB times coverage, and coverage in [0, 1], float32, shape ``(height, width, 4)``;
            the background is part of it unless it is transparent.

        Raises:
            RequestError: as :meth:`frame`.
        """
        buffers = self._lit(curves, head, gaze)
        self._spare.append(buffers)
        return _with_coverage(buffers.light.copy())

    def _lit(self, curves: Floats, head: Floats, gaze: Floats) -> Buffers:
        """Buffers that hold a frame's light."""
        values = [np.asarray(value, np.float32) for value in (curves, head, gaze)]
        if [value.shape for value in values] != [(len(ARKIT),), (3,), (2,)]:
            raise RequestError(f"a frame needs 52 curves, 3 head angles and 2 gaze angles, got {values}")
        if not all(np.isfinite(value).all() for value in values):
            raise RequestError("curves, head and gaze must be finite numbers")
        try:
            buffers = self._spare.pop()
        except IndexError:
            buffers = Buffers.made(self._head, self.size, self._samples)
        self._draw(values[0], values[1], values[2], buffers)
        return buffers

    def frames(self, motion: FaceMotion) -> Frames:
        """The frames of a motion, drawn while they are read, several at a time."""
        return Frames(motion, self.frame, timed=self._scene is not None)

    def _framed_head(self) -> tuple[float, float, float]:
        """Where the head is in a frame: x of its middle, y of its chin, its height, pixels."""
        head, (across, up, _, _, middle_x, middle_y) = self._head, self._camera
        scale = 1.0 / (self._pixel() * self._samples)
        chin = (middle_y - (head.chin - up) * scale * self._samples) / self._samples
        x = (middle_x - across * scale * self._samples) / self._samples
        return float(x), float(chin), float((head.crown - head.chin) * scale)

    def _pixel(self) -> float:
        """Decimetres a pixel on the face."""
        away = self._camera[2] - self._head.front
        return float(self._samples * away / self._camera[3])

    def _resting_hollows(self) -> Floats:
        head, rest = self._head, np.empty(len(self._head.neutral), np.float32)
        normals = np.empty_like(head.neutral)
        raster.smooth_normals(head.neutral, head.rig.triangles, normals)
        raster.hollows(head.neutral, normals, head.rig.triangles, rest)
        return rest

    def _thick(self, hair: Strands | BoundHair) -> tuple[Floats, int]:
        """Thickness of each hair point in samples, and how many of 64 hairs are drawn."""
        thick = hair.width * (self._samples / self._pixel())
        keep = int(np.clip(64 * np.median(thick), 16, 64)) if len(thick) else 0
        return thick.astype(np.float32), keep

    def _draw(self, curves: Floats, head: Floats, gaze: Floats, to: Buffers) -> None:
        model, rig, rotation = self._head, self._head.rig, rotation_of(head).astype(np.float32)
        self._pose(curves.clip(0, 1), rotation, to)
        raster.project(to.world, self._camera, to.screen)
        to.depth.fill(np.inf)
        to.ids.fill(raster.EMPTY)
        raster.draw_triangles(to.screen, rig.triangles, to.depth, to.ids)
        self._draw_hair(to)
        rotation = rotation if self._turned is None else self._turned @ rotation
        shade.resolve(
            to.depth, to.ids, self._samples, to.screen, to.normals, rig.triangles, to.traits,
            rig.triangle_part, self._skin, self._eyes(rotation, gaze), model.iris, model.cloth, model.worn,
            model.teeth, to.hair_colour, self._camera, self._lamps, self._sky, self._glow, self._back,
            to.light,
        )  # fmt: skip

    def _pose(self, curves: Floats, rotation: Floats, to: Buffers) -> None:
        """Move the mesh and the hair; find what light and blood get to each vertex."""
        model, rig, key = self._head, self._head.rig, self._shadow
        raster.deform(model.neutral, rig.shape_start, rig.shape_vertex, model.offset, curves, to.face)
        raster.turn(to.face, model.share, model.pivot, rotation, to.world)
        if self._turned is not None:
            raster.rotate(to.world, model.pivot, self._turned, to.world)
            rotation = self._turned @ rotation
        raster.smooth_normals(to.world, rig.triangles, to.normals)
        split = len(model.hair.points)
        raster.rotate(model.hair.points, model.pivot, rotation, to.hair[:split])
        fine = model.fine_hair
        raster.follow(to.world, fine.corners, fine.shares, fine.lift, rotation, to.hair[split:])
        to.traits[:, surface.FIXED] = model.fixed
        raster.hollows(to.world, to.normals, rig.triangles, to.hollows)
        surface.darken(to.traits, to.hollows, self._hollows)
        self._folds.show(curves, self._blush, to.traits)
        key.cast(to.world, rig.triangles, to.hair[:split], to.shadow, to.shadow_ids, to.screen)
        shadow.on_surface(to.world, to.normals, key.frame, key.middle, key.soft, to.shadow, to.traits)

    def _toned_back(self) -> Pixels:
        """The background as it ends up in a frame."""
        pixels = np.zeros((*self._back.shape[:2], 4 if self.transparent else 3), np.uint8)
        if not self.transparent:
            opaque = np.ones((*self._back.shape[:2], 1), np.float32)
            light = np.concatenate([self._back, opaque], axis=2)
            shade.tone(light, self._table, False, pixels.copy(), pixels)
        return pixels

    def _draw_hair(self, to: Buffers) -> None:
        strands, fine, key = self._head.hair, self._head.fine_hair, self._shadow
        split = len(strands.points)
        raster.project(to.hair, self._camera, to.hair_screen)
        runs = (slice(0, split), strands), (slice(split, len(to.hair)), fine)
        for run, hair in runs:
            thick, keep = self._thickness[hair]
            raster.draw_strands(to.hair_screen[run], hair.steps, thick, keep, to.depth, to.ids, run.start)
        raster.mark_hairs(to.ids, to.seen)
        shadow.on_hair(to.hair[:split], to.seen, key.frame, key.middle, to.shadow, to.lit)
        for run, hair in runs:
            lights.hair_light(
                to.hair[run], hair.steps, hair.colour, to.lit[run], self._camera, self._lamps, self._sky,
                to.seen[run], to.hair_colour[run],
            )  # fmt: skip

    def _eyes(self, rotation: Floats, gaze: Floats) -> Floats:
        """Centre, gaze axis and radius of both eyes; both look at one point at the camera's distance."""
        model = self._head
        yaw, pitch = float(gaze[0]), float(gaze[1])
        ahead = np.array([np.sin(yaw) * np.cos(pitch), np.sin(pitch), np.cos(yaw) * np.cos(pitch)])
        between = model.eyes[:, :3].mean(axis=0)
        goal = between + ahead * (self._camera[2] - between[2])
        axes = goal - model.eyes[:, :3]
        axes = axes / np.linalg.norm(axes, axis=1, keepdims=True)
        centres = (model.eyes[:, :3] - model.pivot) @ rotation.T + model.pivot
        return np.concatenate([centres, axes @ rotation.T, model.eyes[:, 3:]], axis=1).astype(np.float32)


def _with_coverage(light: Floats) -> Floats:
    """Light of pixels that something covers; of the others the buffer holds what was there before."""
    light[light[..., 3] == 0.0] = 0.0
    return light


def _nearest_first(hair: Strands) -> Strands:
    """The hairs in the order of how far to the front they are: those behind are then found hidden early."""
    middle = hair.points.reshape(-1, hair.steps, 3)[:, hair.steps // 2, 2]
    order = np.argsort(-middle, kind="stable")[:, None] * hair.steps + np.arange(hair.steps)
    each = {name: getattr(hair, name)[order.ravel()] for name in ("points", "colour", "sky", "width")}
    return replace(hair, **each)


def _checked_size(size: tuple[int, int]) -> tuple[int, int]:
    width, height = int(size[0]), int(size[1])
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise RequestError(
            f"cannot draw a face at {width}x{height}", fix=f"Use {SMALLEST} to {LARGEST} pixels a side."
        )
    return width, height
