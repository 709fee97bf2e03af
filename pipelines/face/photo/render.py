"""A photograph moved: curves, head and gaze in, frames out. Deterministic, on the CPU."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.errors import RequestError
from emogen.pipelines.face.frames import Frames
from emogen.pipelines.face.photo.eyes import (
    LASH_DARK,
    LASH_WIDE,
    draw_eye,
    draw_lashes,
    look,
    skin_over_eyes,
    take_eyes,
)
from emogen.pipelines.face.photo.fit import UPPER_FACE, fit_face
from emogen.pipelines.face.photo.light import eyes_hidden, mouth_colours, mouth_hidden
from emogen.pipelines.face.photo.load import Photo
from emogen.pipelines.face.photo.matte import layers
from emogen.pipelines.face.photo.mesh import RINGS, make_mesh, topology
from emogen.pipelines.face.photo.mouth import draw_mouth, make_interior
from emogen.pipelines.face.photo.points import LOWER_LID, LOWER_LIP, OVAL, UPPER_LID, UPPER_LIP
from emogen.pipelines.face.photo.seam import on_seam
from emogen.pipelines.face.photo.surface import Surface, kept_shapes
from emogen.pipelines.face.photo.teeth import seen_teeth
from emogen.pipelines.face.photo.warp import FAR, compose, cover, fill_polygon, soften
from emogen.pipelines.face.rotation import rotation_of
from emogen.vision.face_mesh import SURFACE

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels
    from emogen.media import FaceMotion

SMALLEST, LARGEST = 16, 16384
"""Pixels a side."""

LIMITS: Final = np.array([0.21, 0.18, 0.17], np.float32)
"""Yaw, pitch and roll in radians that a head approaches but never passes: 12, 10 and 10 degrees.
Ours: further, the photograph has too little of what comes into view."""

_STIRRED: Final = 0.002
"""Pixels that a point has moved when it is drawn anew."""

_COARSE: Final = 160.0
"""Pixels of a rig unit (59 mm) below which pixels are read bicubically: above, a face has more pixels than
detail, and bilinear reading is twice as fast. Ours."""

_FOLD: Final = 3.0
"""Neighbouring pixels that were more than this far apart lie on different parts of the face. Ours."""

_BAND: Final = 256
"""Rows drawn at a time, so that memory stays small for large pictures."""


class PhotoRenderer:
    """Moves the face of one photograph, frame after frame.

    A motion of zeros is the photograph. The photograph's own expression is taken off, separately for
    the upper and the lower face, where a motion asks for another. Gaze and head are relative to the
    photograph's.

    Args:
        photo: from :func:`emogen.pipelines.face.photo.load.read_portrait`.
        size: width and height in pixels; the photograph fills it, cut around the face. None: its own.

    Raises:
        RequestError: a size that cannot be drawn; eyes or mouth lie outside the picture.
        MissingWeightError: a network has not been fetched.
    """

    def __init__(self, photo: Photo, size: tuple[int, int] | None = None) -> None:
        self._photo, points = _resized(photo, size)
        height, width = self._photo.shape[:2]
        self.size = (width, height)
        _check_inside(points, self.size)
        fit = fit_face(points)
        self._fit = fit = fit_face(on_seam(self._photo, fit))
        self._person, self._back, cut_out = layers(self._photo, fit)
        self.notes = photo.notes
        if not cut_out:
            self.notes += ("The person could not be told from the background, which moves a little too.",)
        self._mesh = make_mesh(fit, cut_out, self.size)
        self._topology = topology()
        self._surface = Surface(fit)
        teeth = seen_teeth(self._photo, fit)
        self._interior = make_interior(fit, self._surface.lips, teeth)
        self._colours = mouth_colours(self._photo, fit, teeth)
        self._blind = eyes_hidden(self._photo, fit)
        if self._blind:
            self.notes += ("The eyes cannot be seen (dark glasses?): they neither blink nor look about.",)
        self._mute = mouth_hidden(self._photo, fit)
        if self._mute:
            self.notes += ("The mouth cannot be seen: the lower face stays as it is.",)
        self._eyes = [] if self._blind else take_eyes(self._photo, fit)
        self._skin, self._skin_corner = skin_over_eyes(self._photo, fit)

    def frame(self, curves: Floats, head: Floats, gaze: Floats) -> Pixels:
        """One frame.

        Args:
            curves: 52 ARKit values in [0, 1], in the order of :data:`emogen.arkit.ARKIT`.
            head: yaw, pitch, roll in radians, softly limited to :data:`LIMITS`; gaze: yaw, pitch in
                radians. Signs as in :class:`emogen.media.FaceMotion`.

        Returns:
            uint8 sRGB, shape ``(height, width, 3)``.

        Raises:
            RequestError: arrays of another shape, or not finite.
        """
        values = [np.asarray(value, np.float32) for value in (curves, head, gaze)]
        if [value.shape for value in values] != [(len(ARKIT),), (3,), (2,)]:
            raise RequestError(f"a frame needs 52 curves, 3 head angles and 2 gaze angles, got {values}")
        if not all(np.isfinite(value).all() for value in values):
            raise RequestError("curves, head and gaze must be finite numbers")
        return self._draw(values[0], values[1], values[2], kept_shapes(values[0][None]))

    def frames(self, motion: FaceMotion) -> Frames:
        """The frames of a motion, drawn while they are read, several at a time.

        How much of the photograph's own expression stays is decided once for the whole motion.
        """
        return Frames(motion, partial(self._draw, kept=kept_shapes(motion.curves)))

    def _draw(self, curves: Floats, head: Floats, gaze: Floats, kept: Floats) -> Pixels:
        out = self._photo.copy()
        if not (curves.any() or head.any() or gaze.any()):
            return out
        fit, top = self._fit, self._topology
        wanted = (curves.clip(0, 1) + kept * fit.own).clip(0, 1)
        if self._blind:
            wanted = np.where(_EYES, fit.own, wanted)
        if self._mute:
            wanted = np.where(UPPER_FACE, wanted, fit.own)
        moved, blinked, closed = self._surface.offsets(wanted, kept)
        rim = np.tile(moved[list(OVAL)], (len(RINGS), 1)) * self._mesh.follow[:, None]
        fine = (top.refine @ (self._mesh.points + np.concatenate([moved, rim]))).astype(np.float32)
        rotation, shift = self._turn(head)
        screen = fine + self._mesh.share[:, None] * (fine @ rotation.T + shift - fine)
        lids = self._mesh.rest[:, :2] + top.refine[:, :SURFACE] @ blinked[:, :2]
        values = np.concatenate(
            [self._mesh.rest[:, :2], lids, self._surface.lid_band @ closed[:, None]], axis=1
        )
        self._warp(screen.astype(np.float32), values.astype(np.float32), out)
        back = np.linalg.inv(rotation[:2, :2]).astype(np.float32)
        for eye, loop in zip(self._eyes, top.eyes, strict=False):  # no eyes behind dark glasses
            middle = rotation @ eye.middle + shift
            opening, left, upper = _window_of(screen[loop, :2])
            origin = eye.middle[:2] - back @ middle[:2]
            draw_eye(
                eye.white, eye.iris, eye.corner, back, origin, look(fit, gaze), opening, left, upper, out
            )
        for eye, loop, shut in zip(self._eyes, top.eyes, closed, strict=False):
            edge = np.ascontiguousarray(screen[loop[: len(loop) // 2 + 1], :2], np.float32)
            draw_lashes(edge, LASH_WIDE * fit.unit, eye.lash, LASH_DARK * float(shut) ** 2, out)
        strength = 0.0 if self._mute else 1.0 - float(kept[INDEX["jawOpen"]])
        between = np.ascontiguousarray(screen[top.mouth, :2], np.float32)
        draw_mouth(
            self._interior, wanted, wanted @ fit.jaw, (rotation, shift), between, self._colours, strength, out
        )
        return out

    def _turn(self, head: Floats) -> tuple[Floats, Floats]:
        """The head's rotation about its own axes in the photograph's, and what is added after it."""
        turn = rotation_of(LIMITS * np.tanh(head / LIMITS))
        axes = self._fit.axes / self._fit.unit
        rotation = axes.T @ turn @ axes
        pivot = self._mesh.pivot
        return rotation.astype(np.float32), (pivot - rotation @ pivot).astype(np.float32)

    def _warp(self, screen: Floats, values: Floats, out: Pixels) -> None:
        """Redraw what moves, a band of rows at a time: the photograph is in ``out`` already."""
        moves = (abs(screen[:, :2] - self._mesh.rest[:, :2]).max(axis=1) > _STIRRED) | (values[:, 4] > 0)
        drawn = moves[self._mesh.triangles].any(axis=1)
        triangles, solid = self._mesh.triangles[drawn], int(drawn[: self._topology.solid].sum())
        if not len(triangles):
            return
        corners = screen[triangles.ravel(), :2]
        left, first = np.floor(corners.min(axis=0)).astype(int).clip(0)
        right, last = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + 1, out.shape[1::-1])
        sharp = self._fit.unit < _COARSE
        for top in range(first, last, _BAND):
            depth = np.full((min(_BAND, last - top), max(0, right - left)), FAR, np.float32)
            source = np.empty((*depth.shape, values.shape[1]), np.float32)
            cover(screen, values, triangles, solid, float(left), float(top), depth, source)
            compose(
                self._person, self._back, self._skin, *self._skin_corner, depth, source, sharp, left, top, out
            )
            soften(depth, source, _FOLD, left, top, out)


_EYES: Final = np.array([name.startswith("eye") for name in ARKIT])
"""Shapes of the eyes themselves."""


def _window_of(polygon: Floats) -> tuple[Floats, int, int]:
    """A polygon's share of each pixel of the window around it, and the window's first x and y."""
    low = np.floor(polygon.min(axis=0)).astype(int) - 1
    width, height = np.ceil(polygon.max(axis=0)).astype(int) + 2 - low
    share = np.empty((height, width), np.float32)
    fill_polygon(np.ascontiguousarray(polygon, np.float32), float(low[0]), float(low[1]), share)
    return share, int(low[0]), int(low[1])


def _resized(photo: Photo, size: tuple[int, int] | None) -> tuple[Pixels, Floats]:
    """The photograph's pixels and points at a size that it fills, cut around the face."""
    from PIL import Image

    if size is None:
        return photo.pixels, photo.points
    width, height = int(size[0]), int(size[1])
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise RequestError(
            f"cannot draw a portrait at {width}x{height}", fix=f"Use {SMALLEST} to {LARGEST} pixels a side."
        )
    full = np.array(photo.pixels.shape[1::-1], float)
    cut = np.array([width, height]) * min(full[0] / width, full[1] / height)
    low = (photo.points[:, :2].mean(axis=0) - cut * (0.5, 0.45)).clip(0, (full - cut).clip(0))
    box = (*low.tolist(), *np.minimum(low + cut, full).tolist())
    pixels = Image.fromarray(photo.pixels).resize((width, height), Image.Resampling.LANCZOS, box)
    scale = width / cut[0]
    points = photo.points * scale
    points[:, :2] = (photo.points[:, :2] + 0.5 - low) * scale - 0.5
    return np.asarray(pixels), points.astype(np.float32)


def _check_inside(points: Floats, size: tuple[int, int]) -> None:
    """Raise ``RequestError`` unless the middles of the eyes and of the mouth lie in the picture."""
    outlines = [*zip(UPPER_LID, LOWER_LID, strict=True), (UPPER_LIP, LOWER_LIP)]
    middles = np.array([points[[*upper, *lower], :2].mean(axis=0) for upper, lower in outlines])
    if (middles < 0).any() or (middles > size).any():
        raise RequestError(
            f"the face does not fit into {size[0]}x{size[1]} pixels",
            why="its eyes or its mouth would be cut off",
            fix="Give a size of another shape, or a picture with the whole face.",
        )
