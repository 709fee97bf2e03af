"""Walls, floor and ceiling: each pixel's ray meets a face of the room, its material and its light."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from emogen.machine import threads
from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.noise import gradient_noise
from emogen.pipelines.image.painter.rig import light_on
from emogen.pipelines.image.painter.settings.rooms.materials import KINDS, pattern

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.canvas import Canvas
    from emogen.pipelines.image.painter.rig import Point, Rig
    from emogen.pipelines.image.painter.view import View

_THREADS: Final = min(4, threads())


@dataclass(frozen=True, slots=True)
class Material:
    """A surface: a pattern of two colours (sRGB hex; None: one colour).

    Attributes:
        kind: a name of :data:`KINDS`. scale: metres of its pattern.
        gloss: how much it mirrors what is above it, [0, 1].
        dado: below this height, metres, it is ``low``. skirting: a board of 12 cm at the foot.
    """

    kind: str
    colour: str
    other: str | None = None
    scale: float = 0.15
    gloss: float = 0.0
    dado: float = 0.0
    low: str = "#000000"
    skirting: str | None = None

    def numbers(self) -> list[float]:
        board = [0.12, *map(float, linear(self.skirting))] if self.skirting else [0.0] * 4
        colours = [*linear(self.colour), *linear(self.other or self.colour), *linear(self.low)]
        return [float(KINDS[self.kind]), self.scale, self.gloss, self.dado, *map(float, colours), *board]


@dataclass(frozen=True, slots=True)
class Face:
    """A flat side of a room.

    Attributes:
        point: any point on it. normal: into the room.
        along: the direction of the pattern's first axis; the second is at right angles to it.
    """

    point: Point
    normal: Point
    along: Point
    material: Material

    def numbers(self) -> list[float]:
        normal, along = np.array(self.normal, np.float64), np.array(self.along, np.float64)
        normal /= np.linalg.norm(normal)
        along /= np.linalg.norm(along)
        up = np.cross(along, normal)
        if up[1] < -0.2 or (abs(up[1]) <= 0.2 and up[2] < 0):
            up = -up
        return [*normal, float(normal @ np.array(self.point)), *along, *up]


@dataclass(frozen=True, slots=True)
class Opening:
    """A hole in a face: its lower left corner along the pattern's axes, its size, its round top."""

    face: int
    u: float
    v: float
    wide: float
    high: float
    arch: float = 0.0

    def numbers(self) -> list[float]:
        return [float(self.face), self.u, self.v, self.wide, self.high, self.arch]


@dataclass(frozen=True, slots=True)
class Wear:
    """What time did to the walls, shares: cracks and peeling, mould and stains."""

    decay: float = 0.0
    filth: float = 0.0


def paint_shell(
    canvas: Canvas,
    view: View,
    rig: Rig,
    sides: tuple[list[Face], list[Opening]],
    wear: Wear,
    seed: int,
) -> None:
    """Paint everything but the openings. The faces bound a convex room around the eye."""
    faces, openings = sides
    planes = np.array([face.numbers() for face in faces], np.float64)
    materials = np.array([face.material.numbers() for face in faces], np.float64)
    holes = np.array([o.numbers() for o in openings], np.float64).reshape(-1, 6)
    numbers = view.numbers()
    lights = rig.arrays()
    worn = np.array([wear.decay, wear.filth], np.float64)
    rows = canvas.image.shape[0]
    step = max(1, -(-rows // (_THREADS * 4)))

    def band(start: int) -> None:
        part = canvas.image[start : start + step]
        _paint(
            part,
            start + canvas.row0,
            canvas.px,
            numbers,
            planes,
            materials,
            holes,
            *lights,
            worn,
            seed % 99991,
        )

    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(band, range(0, rows, step)))


@njit(cache=True, nogil=True)
def _hit(dx: float, dy: float, dz: float, eye: AnyFloats, planes: AnyFloats) -> tuple[int, float]:
    """The face that a ray from the eye meets, and how far away."""
    best, near = -1, 1e9
    for i in range(planes.shape[0]):
        slope = planes[i, 0] * dx + planes[i, 1] * dy + planes[i, 2] * dz
        if slope < -1e-9:
            height = planes[i, 0] * eye[0] + planes[i, 1] * eye[1] + planes[i, 2] * eye[2] - planes[i, 3]
            t = -height / slope
            if 0.0 < t < near:
                best, near = i, t
    return best, near


@njit(cache=True, nogil=True)
def _open(face: int, u: float, v: float, soft: float, holes: AnyFloats) -> float:
    """How much of a point of a face is open, [0, 1]."""
    most = 0.0
    for i in range(holes.shape[0]):
        if int(holes[i, 0]) != face:
            continue
        x, y = u - holes[i, 1], v - holes[i, 2]
        wide, high, arch = holes[i, 3], holes[i, 4], holes[i, 5]
        side = min(x, wide - x)
        top = high - y
        if arch > 0.0:
            off = abs(x - wide / 2.0) / (wide / 2.0)
            top = high - arch * (1.0 - np.sqrt(max(0.0, 1.0 - min(1.0, off) ** 2))) - y
        most = max(most, min(1.0, max(0.0, min(side, min(y, top)) / soft + 0.5)))
    return most


@njit(cache=True, nogil=True)
def _paint(
    image: AnyFloats, row0: int, px: float, eye: AnyFloats, planes: AnyFloats, materials: AnyFloats,
    holes: AnyFloats, sources: AnyFloats, beams: AnyFloats, shades: AnyFloats, rest: AnyFloats,
    worn: AnyFloats, seed: int,
) -> None:  # fmt: skip
    """Paint rows of a picture; four rays a pixel where two faces meet."""
    rgb = np.zeros(4)
    for row in range(image.shape[0]):
        for column in range(image.shape[1]):
            x, y = (column + 0.5) * px, (row + row0 + 0.5) * px
            first = _ray(x - 0.5 * px, y - 0.5 * px, eye, planes)
            last = _ray(x + 0.5 * px, y + 0.5 * px, eye, planes)
            other = _ray(x + 0.5 * px, y - 0.5 * px, eye, planes)
            count = 1 if first == last and first == other else 4
            red, green, blue, cover = 0.0, 0.0, 0.0, 0.0
            for k in range(count):
                sx = x + (0.0 if count == 1 else (0.25 if k % 2 else -0.25) * px)
                sy = y + (0.0 if count == 1 else (0.25 if k > 1 else -0.25) * px)
                _shade(
                    sx, sy, px, eye, planes, materials, holes, sources, beams, shades, rest, worn, seed, rgb
                )
                share = rgb[3] / count
                red, green, blue = red + rgb[0] * share, green + rgb[1] * share, blue + rgb[2] * share
                cover += share
            image[row, column, 0] = image[row, column, 0] * (1.0 - cover) + red
            image[row, column, 1] = image[row, column, 1] * (1.0 - cover) + green
            image[row, column, 2] = image[row, column, 2] * (1.0 - cover) + blue


@njit(cache=True, nogil=True)
def _ray(x: float, y: float, eye: AnyFloats, planes: AnyFloats) -> int:
    right, up = (x - eye[6]) / eye[5], (eye[7] - y) / eye[5]
    return _hit(right * eye[4] + eye[3], up, eye[4] - right * eye[3], eye, planes)[0]


@njit(cache=True, nogil=True)
def _shade(
    x: float, y: float, px: float, eye: AnyFloats, planes: AnyFloats, materials: AnyFloats,
    holes: AnyFloats, sources: AnyFloats, beams: AnyFloats, shades: AnyFloats, rest: AnyFloats,
    worn: AnyFloats, seed: int, rgb: AnyFloats,
) -> None:  # fmt: skip
    """One ray's colour and opacity, into ``rgb`` ``(4,)``."""
    right, up = (x - eye[6]) / eye[5], (eye[7] - y) / eye[5]
    dx, dy, dz = right * eye[4] + eye[3], up, eye[4] - right * eye[3]
    face, t = _hit(dx, dy, dz, eye, planes)
    rgb[3] = 0.0
    if face < 0:
        return
    p = planes[face]
    hx, hy, hz = eye[0] + t * dx, eye[1] + t * dy, eye[2] + t * dz
    u = hx * p[4] + hy * p[5] + hz * p[6]
    v = hx * p[7] + hy * p[8] + hz * p[9]
    slant = abs(p[0] * dx + p[1] * dy + p[2] * dz) / np.sqrt(dx * dx + dy * dy + dz * dz)
    foot = t * px / eye[5]
    step = foot / max(0.12, slant)
    rgb[3] = 1.0 - _open(face, u, v, foot + 1e-6, holes)
    if rgb[3] <= 0.0:
        return
    light_on(hx, hy, hz, p[0], p[1], p[2], sources, beams, shades, rest, rgb)
    m = materials[face]
    near = _corner(hx, hy, hz, face, planes)
    colour = _material(m, u, v, hy, step, seed + 31 * face, worn, near)
    crease = 1.0 - 0.42 * np.exp(-near / 0.28)
    for c in range(3):
        rgb[c] *= colour[c] * crease


@njit(cache=True, nogil=True)
def _corner(x: float, y: float, z: float, face: int, planes: AnyFloats) -> float:
    """How far the nearest other face is, metres."""
    near = 1e9
    for i in range(planes.shape[0]):
        if i != face:
            near = min(near, planes[i, 0] * x + planes[i, 1] * y + planes[i, 2] * z - planes[i, 3])
    return max(0.0, near)


@njit(cache=True, nogil=True)
def _material(
    m: AnyFloats, u: float, v: float, height: float, step: float, seed: int, worn: AnyFloats, near: float
) -> tuple[float, float, float]:
    """What a surface gives back of the light, per channel."""
    share, tone = pattern(int(m[0]), u, v, m[1], step, seed)
    low = m[3] > 0.0 and height < m[3]
    r, g, b = (m[4], m[5], m[6])
    r, g, b = r + (m[7] - r) * share, g + (m[8] - g) * share, b + (m[9] - b) * share
    if low:
        r, g, b = m[10], m[11], m[12]
        tone *= 0.55 if m[3] - height < 0.035 else 1.0
    if m[13] > 0.0 and height < m[13]:
        r, g, b = m[14], m[15], m[16]
        tone = 0.7 if m[13] - height < 0.02 else 1.0
    decay, filth = worn[0], worn[1]
    if decay > 0.02:
        patch = gradient_noise(u * 0.9, v * 0.9, seed + 71) + 0.5 * gradient_noise(
            u * 2.9, v * 2.9, seed + 72
        )
        patch += 0.2 * gradient_noise(u * 9.0, v * 9.0, seed + 73) - 1.05 + 1.05 * min(1.0, decay)
        if patch > 0.0:
            bare = min(1.0, patch / 0.05)
            dark = 0.62 if patch < 0.05 else 0.9
            grey = 0.2 + 0.06 * gradient_noise(u * 6.0, v * 14.0, seed + 74)
            r, g, b = (
                r + (grey * 1.1 - r) * 0.7 * bare,
                g + (grey * 0.95 - g) * 0.7 * bare,
                b + (grey * 0.8 - b) * 0.7 * bare,
            )
            tone *= 1.0 + (dark - 1.0) * bare
        crack = abs(
            gradient_noise(u * 0.8 + 0.25 * gradient_noise(u * 4.0, v * 4.0, seed + 75), v * 0.8, seed + 76)
        )
        width = 0.006 + 0.5 * step
        tone *= 1.0 - 0.6 * min(1.0, decay * 1.6) * np.exp(-((crack / width) ** 2)) * min(1.0, 0.02 / width)
    if filth > 0.02:
        spots = gradient_noise(u * 1.6, v * 1.6, seed + 81) + 0.6 * gradient_noise(
            u * 5.0, v * 5.0, seed + 82
        )
        spots += 0.35 * gradient_noise(u * 16.0, v * 16.0, seed + 83) + 1.1 * np.exp(-near / 0.35) - 0.85
        stain = 0.75 * min(1.0, max(0.0, (spots + 0.6 * filth) / 0.5)) * min(1.0, filth * 1.5)
        r, g, b = r + (0.035 - r) * stain, g + (0.04 - g) * stain, b + (0.018 - b) * stain
    warm = 0.09 * gradient_noise(u * 1.9, v * 1.9, seed + 91) + 0.06 * gradient_noise(
        u * 7.0, v * 7.0, seed + 92
    )
    return r * tone * (1.0 + warm), g * tone, b * tone * (1.0 - 1.3 * warm)
