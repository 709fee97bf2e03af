"""The face renderer: curves, head and gaze in, frames out. Deterministic, on the CPU."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from emogen.arkit import ARKIT, INDEX
from emogen.errors import RequestError
from emogen.pipelines.face.character.head import make_head
from emogen.pipelines.face.character.people import Character, find_character
from emogen.pipelines.face.render import raster, shade
from emogen.pipelines.face.render.lights import BACKGROUNDS, LAMPS, SKY, backdrop, hair_light

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.media import FaceMotion
    from emogen.pipelines.face.character.hair import Strands
    from emogen.pipelines.face.character.lashes import BoundHair

    Floats = NDArray[np.float32]
    Pixels = NDArray[np.uint8]

Background = Literal["studio", "transparent"] | tuple[int, int, int] | str
SMALLEST, LARGEST = 16, 4096  # pixels a side

_HEAD_SHARE = 0.585  # of the picture's height, chin to crown
_LEAST_SHARE = 0.44
_TEXELS = 268.0  # of the skin map, a decimetre up the head
_DISTANCE = 4.6  # of the camera, in head heights: a portrait lens, little perspective distortion


class Renderer:
    """Draws one character, frame after frame.

    Args:
        character: whose face.
        size: width and height in pixels, 16 to 4096 each.
        background: ``"studio"``, ``"transparent"``, an sRGB triple or ``"#rrggbb"``.
        samples: samples along a pixel's side for smooth edges, 1 to 4.

    Raises:
        RequestError: a size or background that cannot be drawn.
        MissingWeightError: the rig's source is absent.
    """

    def __init__(
        self,
        character: Character,
        size: tuple[int, int] = (512, 512),
        *,
        background: Background = "studio",
        samples: int = 2,
    ) -> None:
        self.size = _checked_size(size)
        if not 1 <= samples <= 4:
            raise RequestError(f"{samples} samples a pixel side are out of range", fix="Use 1 to 4.")
        self.character = character
        self.transparent = background == "transparent"
        self._samples = samples
        self._back = backdrop(background, self.size)
        head = make_head(character)
        self._head = replace(head, hair=_nearest_first(head.hair))
        self._camera = self._aim()
        self._thickness = {hair: self._thick(hair) for hair in (self._head.hair, self._head.fine_hair)}
        self._skin = shade.shrunk(self._head.skin, self._texels())
        self._table = shade.tone_table()
        self._behind = self._toned_back()
        self._spare: deque[_Buffers] = deque()

    def frame(self, curves: Floats, head: Floats, gaze: Floats) -> Pixels:
        """One frame.

        Args:
            curves: 52 ARKit values in [0, 1], in the order of :data:`emogen.arkit.ARKIT`.
            head: yaw, pitch, roll in radians; gaze: yaw, pitch in radians relative to the head.
                Signs as in :class:`emogen.media.FaceMotion`.

        Returns:
            uint8 sRGB, shape ``(height, width, 3)``, or 4 with straight alpha when transparent.

        Raises:
            RequestError: arrays of another shape, or not finite.
        """
        values = [np.asarray(value, np.float32) for value in (curves, head, gaze)]
        if [value.shape for value in values] != [(len(ARKIT),), (3,), (2,)]:
            raise RequestError(f"a frame needs 52 curves, 3 head angles and 2 gaze angles, got {values}")
        if not all(np.isfinite(value).all() for value in values):
            raise RequestError("curves, head and gaze must be finite numbers")
        try:
            buffers = self._spare.pop()
        except IndexError:
            buffers = self._buffers()
        pixels = self._draw(values[0], values[1], values[2], buffers)
        self._spare.append(buffers)
        return pixels

    def frames(self, motion: FaceMotion) -> Frames:
        """The frames of a motion, drawn while they are read, several at a time."""
        return Frames(self, motion)

    def _aim(self) -> Floats:
        width, height = self.size
        head = self._head
        tall = head.crown - head.chin
        # the head fills the height, or the width of a narrow picture, but never so little of a tall
        # one that the lower edge of the bust comes into view
        filled = max(_HEAD_SHARE * min(height, width * 1.15), _LEAST_SHARE * height)
        focal = filled / tall * _DISTANCE * tall
        middle = head.chin + 0.44 * tall
        place = [0.0, middle, head.front - 0.35 * tall + _DISTANCE * tall, focal]
        centre = [width / 2, height / 2]
        scaled = np.array([*place, *centre], np.float32)
        scaled[3:] *= self._samples
        return scaled

    def _texels(self) -> float:
        """Texels of the skin map a pixel."""
        pixels = self._camera[3] / (self._camera[2] - self._head.front) / self._samples
        return float(_TEXELS / pixels)

    def _thick(self, hair: Strands | BoundHair) -> tuple[Floats, int]:
        """Thickness of each hair point in samples, and how many of 64 hairs are drawn."""
        thick = hair.width * (self._camera[3] / (self._camera[2] - self._head.front))
        keep = int(np.clip(64 * np.median(thick), 16, 64)) if len(thick) else 0
        return thick.astype(np.float32), keep

    def _buffers(self) -> _Buffers:
        width, height = self.size
        count, side = len(self._head.neutral), self._samples
        hairs = len(self._head.hair.points) + len(self._head.fine_hair.corners)
        return _Buffers(
            face=np.empty((count, 3), np.float32),
            normals=np.empty((count, 3), np.float32),
            world=np.empty((count, 3), np.float32),
            screen=np.empty((count, 3), np.float32),
            traits=np.zeros((count, shade.TRAITS), np.float32),
            hair=np.empty((hairs, 3), np.float32),
            hair_screen=np.empty((hairs, 3), np.float32),
            seen=np.empty(hairs, np.bool_),
            depth=np.empty((height * side, width * side), np.float32),
            ids=np.empty((height * side, width * side), np.int32),
            light=np.empty((height, width, 4), np.float32),
        )

    def _draw(self, curves: Floats, head: Floats, gaze: Floats, to: _Buffers) -> Pixels:
        model, rig, camera = self._head, self._head.rig, self._camera
        rotation = _rotation(head)
        raster.deform(
            model.neutral, rig.shape_start, rig.shape_vertex, model.offset, curves.clip(0, 1), to.face
        )
        raster.turn(to.face, model.share, model.pivot, rotation, to.world)
        raster.smooth_normals(to.world, rig.triangles, to.normals)
        raster.project(to.world, camera, to.screen)
        to.depth.fill(np.inf)
        to.ids.fill(raster.EMPTY)
        raster.draw_triangles(to.screen, rig.triangles, to.depth, to.ids)
        hair_colour = self._draw_hair(rotation, to)
        to.traits[:, :6] = model.fixed
        to.traits[:, 7] = _blush(curves)
        shade.resolve(
            to.depth, to.ids, self._samples, to.screen, to.normals, rig.triangles, to.traits,
            rig.triangle_part, self._skin, self._eyes(rotation, gaze), model.iris, model.cloth,
            hair_colour, camera, LAMPS, SKY, self._back, to.light,
        )  # fmt: skip
        width, height = self.size
        pixels = np.empty((height, width, 4 if self.transparent else 3), np.uint8)
        shade.tone(to.light, self._table, self.transparent, self._behind, pixels)
        return pixels

    def _toned_back(self) -> Pixels:
        """The background as it ends up in a frame."""
        pixels = np.zeros((*self._back.shape[:2], 4 if self.transparent else 3), np.uint8)
        if not self.transparent:
            opaque = np.ones((*self._back.shape[:2], 1), np.float32)
            light = np.concatenate([self._back, opaque], axis=2)
            shade.tone(light, self._table, False, pixels.copy(), pixels)
        return pixels

    def _draw_hair(self, rotation: Floats, to: _Buffers) -> Floats:
        strands, fine = self._head.hair, self._head.fine_hair
        split = len(strands.points)
        raster.rotate(strands.points, self._head.pivot, rotation, to.hair[:split])
        raster.follow(to.world, fine.corners, fine.shares, fine.lift, rotation, to.hair[split:])
        raster.project(to.hair, self._camera, to.hair_screen)
        for first, last, hair in ((0, split, strands), (split, len(to.hair), fine)):
            thick, keep = self._thickness[hair]
            raster.draw_strands(to.hair_screen[first:last], hair.steps, thick, keep, to.depth, to.ids, first)
        raster.mark_hairs(to.ids, to.seen)
        return hair_light(strands, fine, to.hair, to.seen, self._camera)

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


class Frames:
    """Frames of a motion: has a length, can be read again, draws on every core."""

    def __init__(self, renderer: Renderer, motion: FaceMotion) -> None:
        self._renderer, self._motion = renderer, motion

    def __len__(self) -> int:
        return len(self._motion)

    def __iter__(self) -> Iterator[Pixels]:
        motion, workers = self._motion, max(1, min(8, len(os.sched_getaffinity(0))))
        with ThreadPoolExecutor(workers) as pool:
            waiting: deque[Future[Pixels]] = deque()
            for row in zip(motion.curves, motion.head, motion.gaze, strict=True):
                waiting.append(pool.submit(self._renderer.frame, *row))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()


@dataclass(slots=True, eq=False)
class _Buffers:
    """Scratch space of one frame in the making."""

    face: Floats
    normals: Floats
    world: Floats
    screen: Floats
    traits: Floats
    hair: Floats
    hair_screen: Floats
    seen: NDArray[np.bool_]
    depth: Floats
    ids: NDArray[np.int32]
    light: Floats


def _nearest_first(hair: Strands) -> Strands:
    """The hairs in the order of how far to the front they are: those behind are then found hidden early."""
    middle = hair.points.reshape(-1, hair.steps, 3)[:, hair.steps // 2, 2]
    order = np.argsort(-middle, kind="stable")[:, None] * hair.steps + np.arange(hair.steps)
    each = {name: getattr(hair, name)[order.ravel()] for name in ("points", "colour", "lit", "width")}
    return replace(hair, **each)


def _rotation(head: Floats) -> Floats:
    """Rotation of yaw (about y), then pitch (about x), then roll (about z); signs of FaceMotion."""
    (cy, cp, cr), (sy, sp, sr) = np.cos(head), np.sin(head)
    yaw = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    pitch = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
    roll = np.array([[cr, sr, 0], [-sr, cr, 0], [0, 0, 1]])
    return np.asarray(yaw @ pitch @ roll, np.float32)


def _blush(curves: Floats) -> float:
    """How much the face reddens with effort: raised by smiling, sneering and frowning brows."""
    effort = sum(float(curves[INDEX[name]]) for name in ("cheekSquintLeft", "noseSneerLeft", "browDownLeft"))
    return 0.25 * min(1.0, effort / 2)


def _checked_size(size: tuple[int, int]) -> tuple[int, int]:
    width, height = int(size[0]), int(size[1])
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise RequestError(
            f"cannot draw a face at {width}x{height}", fix=f"Use {SMALLEST} to {LARGEST} pixels a side."
        )
    return width, height


class AnnyOptions(BaseModel):
    """Settings of the embedded face."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    character: str = Field("mira", description="a named character; see `emogen characters`")
    width: int = Field(512, ge=SMALLEST, le=LARGEST, description="pixels")
    height: int = Field(512, ge=SMALLEST, le=LARGEST, description="pixels")
    background: str = Field("studio", description=f"{', '.join(BACKGROUNDS)} or #rrggbb")


class AnnyBackend:
    """The embedded face: a parametric head drawn on the CPU. See :class:`Renderer`."""

    name: ClassVar[str] = "anny"
    modality: ClassVar[str] = "face"
    models: ClassVar[tuple[str, ...]] = ("anny",)
    Options: ClassVar[type[BaseModel]] = AnnyOptions

    def __init__(self, options: AnnyOptions | None = None) -> None:
        self.options = options or AnnyOptions()  # type: ignore[call-arg]

    def renderer(self) -> Renderer:
        """A renderer with these options. Raises as :class:`Renderer`."""
        options = self.options
        return Renderer(
            find_character(options.character), (options.width, options.height), background=options.background
        )
