"""The inside of a photograph's mouth: two rows of teeth, gums, a tongue and the dark behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from emogen.arkit import INDEX
from emogen.pipelines.face.photo.teeth import Teeth
from emogen.pipelines.face.photo.warp import FAR, cover, fill_polygon

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats, Floats, Ints, Pixels
    from emogen.pipelines.face.photo.fit import Fit

_MM: Final = 1 / 59
"""Rig units in a millimetre."""

_UPPER: Final = np.array([8.6, 6.6, 7.6, 7.1, 6.8, 10.2, 9.8], np.float32)
_LOWER: Final = np.array([5.3, 5.7, 6.8, 7.0, 7.1, 11.4, 10.8], np.float32)
"""Widths of the teeth from the middle outwards, mm (Wheeler's Dental Anatomy, rounded)."""

_UPPER_TALL, _LOWER_TALL, _GUM = 10.5 * _MM, 9.0 * _MM, 8.0 * _MM
_SHOWN: Final = 3.0 * _MM
_SHOWN_RANGE: Final = (1.5 * _MM, 6.0 * _MM)
"""How far the upper front teeth reach below the closed lips' line, and what a photograph may say of
it: 1 to 3 mm show of them in young adults when the lips part (Vig and Brundo 1978)."""

_OVERBITE: Final = 1.5 * _MM
"""How far they overlap the lower ones. Ours; 2 to 3 mm is usual, and the lower lip hides some."""

_BEHIND: Final = 7.0 * _MM
"""How far the front teeth lie behind the lips' edge. Ours."""

_BEND: Final = 1.75
"""The dental arch is a parabola, z = -bend x², in rig units: 50 mm wide 40 mm behind its front. Ours."""

_HALF: Final = 0.5
_STEP: Final = 2.0 * _MM
"""How far to the side the arch is drawn, rig units; how far the lower teeth stand behind the upper."""

_TONGUE_WIDE, _TONGUE_LONG = 0.37, 1.0
_TONGUE_OUT: Final = np.array([0.0, 0.1, 0.62], np.float32)
"""Half the tongue's width, its length, and what ``tongueOut`` does to it, rig units. Ours."""

_WITH_JAW: Final = np.array([0.0, 1.0, 0.92], np.float32)
"""How far upper teeth, lower teeth and tongue follow the jaw."""

_COLUMNS, _ROWS, _TONGUE_COLUMNS, _TONGUE_ROWS = 40, 5, 17, 13

ENAMEL: Final = np.array([0.93, 0.90, 0.83], np.float32)
GUM: Final = np.array([0.62, 0.34, 0.33], np.float32)
TONGUE: Final = np.array([0.66, 0.36, 0.35], np.float32)
DARK: Final = np.array([0.13, 0.045, 0.04], np.float32)
"""Colours in white light, sRGB. Ours, by looking at open mouths."""


@dataclass(frozen=True, slots=True, eq=False)
class Interior:
    """Teeth and tongue in the photograph's axes, pixels.

    Attributes:
        points: shape ``(n, 3)``; triangles: shape ``(t, 3)``.
        jaw: how far each point follows the jaw, shape ``(n,)``; tongue: which points are the tongue's.
        values: millimetres from the middle, height (1 at the biting edge, 0 at the neck) or 0, and
            the kind (0 upper, 1 lower teeth, 2 tongue) of each point, shape ``(n, 3)``.
        out: what ``tongueOut`` does to the tongue, shape ``(3,)``.
        unit: pixels of a rig unit; front: depth of the front teeth.
        teeth: those that the photograph shows.
    """

    points: Floats
    triangles: Ints
    jaw: Floats
    tongue: NDArray[np.bool_]
    values: Floats
    out: Floats
    unit: float
    front: float
    teeth: Teeth | None


def make_interior(fit: Fit, lips: Floats, teeth: Teeth | None) -> Interior:
    """Teeth and tongue behind closed lips, whose middle is at ``lips`` (rig units)."""
    shown = _SHOWN if teeth is None else float(np.clip(lips[1] - fit.local(teeth.edge)[1], *_SHOWN_RANGE))
    front = lips - (0, 0, _BEHIND)
    upper, upper_values = _teeth(front - (0, shown, 0), _UPPER_TALL)
    lower, lower_values = _teeth(front - (0, shown - _OVERBITE, _STEP), -_LOWER_TALL)
    tongue, tongue_values = _tongue(front)
    kinds = np.repeat([0, 1, 2], [len(upper), len(lower), len(tongue)])
    values = np.concatenate([upper_values, lower_values, tongue_values])
    row, mound = _grid(_ROWS, _COLUMNS), _grid(_TONGUE_ROWS, _TONGUE_COLUMNS)
    return Interior(
        points=fit.place(np.concatenate([upper, lower, tongue])),
        triangles=np.concatenate([row, row + len(upper), mound + len(upper) + len(lower)]),
        jaw=_WITH_JAW[kinds],
        tongue=kinds == 2,
        values=np.concatenate([values, kinds[:, None]], axis=1).astype(np.float32),
        out=_TONGUE_OUT @ fit.axes,
        unit=fit.unit,
        front=float(fit.place(front)[2]),
        teeth=teeth,
    )


def _teeth(front: AnyFloats, tall: float) -> tuple[AnyFloats, AnyFloats]:
    """A row of teeth with its gum, ``tall`` rig units upwards from the biting edge in the middle: points
    ``(n, 3)``, millimetres from the middle and heights ``(n, 2)``."""
    x = np.linspace(-_HALF, _HALF, _COLUMNS)
    arch = np.stack([x, np.zeros_like(x), -_BEND * x**2], axis=1)
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(arch, axis=0), axis=1))]) / _MM
    heights = np.linspace(-_GUM / abs(tall), 1, _ROWS)
    points = front + arch + np.array([[[0, tall * (1 - height), 0]] for height in heights])
    values = np.stack(np.broadcast_arrays(along - along.mean(), heights[:, None]), axis=2)
    return points.reshape(-1, 3), values.reshape(-1, 2)


def _tongue(front: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
    """A mound that rises from behind the lower teeth: points ``(n, 3)``, places across in [-1, 1] and
    back in [0, 1] ``(n, 2)``."""
    across, back = np.meshgrid(np.linspace(-1, 1, _TONGUE_COLUMNS), np.linspace(0, 1, _TONGUE_ROWS))
    tip = (1 - back / 0.45).clip(0)
    width = _TONGUE_WIDE * np.sqrt(1 - 0.85 * tip**2)
    rise = -0.14 + 0.14 * np.sqrt((back / 0.3).clip(0, 1)) + 0.22 * back
    rise = rise - 0.10 * across**2 + 0.03 * abs(across)
    points = np.stack([across * width, rise, -0.1 - _TONGUE_LONG * back], axis=2)
    return front + points.reshape(-1, 3), np.stack([across.ravel(), back.ravel()], axis=1)


def _grid(rows: int, columns: int) -> Ints:
    first = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    a, b, c, d = first, first + 1, first + columns, first + columns + 1
    return np.concatenate([np.stack([a, b, d], 1), np.stack([a, d, c], 1)]).astype(np.int32)


def draw_mouth(
    interior: Interior,
    curves: Floats,
    jaw: Floats,
    turn: tuple[Floats, Floats],
    opening: Floats,
    colours: Floats,
    strength: float,
    out: Pixels,
) -> None:
    """Put the inside of the mouth into its opening.

    Args:
        curves: the 52 activations; jaw: the lower front teeth's offset, pixels.
        turn: the head's rotation and what is added after it.
        opening: the polygon between the lips in the frame, shape ``(n, 2)``.
        colours: enamel, gum, tongue and darkness in the photograph's light, 0 to 255, ``(4, 3)``.
        strength: how much of it shows, [0, 1].
        out: the frame.
    """
    height, width = out.shape[:2]
    left, top = np.maximum(np.floor(opening.min(axis=0)).astype(int) - 1, 0)
    right, bottom = np.minimum(np.ceil(opening.max(axis=0)).astype(int) + 2, (width, height))
    if right <= left or bottom <= top or strength <= 0:
        return
    share = np.empty((bottom - top, right - left), np.float32)
    fill_polygon(opening, float(left), float(top), share)
    if share.max() <= 0:
        return
    points = interior.points + interior.jaw[:, None] * jaw
    points[interior.tongue] += curves[INDEX["tongueOut"]] * interior.out
    rotation, shift = turn
    fine = 2
    screen = (points @ rotation.T + shift).astype(np.float32)
    front = screen[_COLUMNS // 2, 2]
    screen[:, :2] = screen[:, :2] * fine + (fine - 1) / 2
    depth = np.full((share.shape[0] * fine, share.shape[1] * fine), FAR, np.float32)
    values = np.empty((*depth.shape, 3), np.float32)
    cover(
        screen, interior.values, interior.triangles, 0, float(left * fine), float(top * fine), depth, values
    )
    teeth = interior.teeth or _NO_TEETH
    back = np.linalg.inv(rotation[:2, :2])
    origin = -back @ (shift[:2] + rotation[:2, 2] * interior.front) - teeth.corner
    _paint(
        share, depth, values, fine, _edges(_UPPER), _edges(_LOWER), colours, interior.unit,
        float(front), strength, teeth.patch, teeth.sure,
        back, origin + back @ (left, top), out[top:bottom, left:right],
    )  # fmt: skip


_NOTHING: Final = np.zeros((1, 1, 3), np.float32)
_NO_TEETH: Final = Teeth((0, 0), _NOTHING, _NOTHING[0], _NOTHING[0, 0], _NOTHING[0, 0])


def _edges(widths: Floats) -> Floats:
    return np.concatenate([[0], np.cumsum(widths)]).astype(np.float32)


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def _tooth(along, tall, edges, detail):  # type: ignore[no-untyped-def]
    """What a place on a row of teeth shows (0 enamel, 1 gum, 3 nothing), and its share of the light."""
    at, tooth = abs(along), 0
    while tooth < edges.shape[0] - 2 and at > edges[tooth + 1]:
        tooth += 1
    aside = 2 * (at - edges[tooth]) / (edges[tooth + 1] - edges[tooth]) - 1
    square = aside * aside
    # shorter laterals, pointed canines, rounded corners
    end = 0.99 - detail * 0.07 * square**3
    if tooth == 1:
        end -= detail * 0.06
    elif tooth == 2:
        end -= detail * 0.07 * square
    elif tooth > 2:
        end -= detail * 0.05
    neck = 0.02 + 0.2 * square
    if tall > end:
        return 3, 1.0
    if tall < neck:
        return 1, 0.9
    gap = detail * 0.22 * max(0.0, (abs(aside) - 0.88) / 0.12)
    return 0, (1 - 0.08 * square - gap) * (0.9 + 0.1 * min(1.0, (tall - neck) * 3))


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def _matter(away, along, tall, kind, upper, lower, detail):  # type: ignore[no-untyped-def]
    """What :func:`cover` drew at a place (0 enamel, 1 gum, 2 tongue, 3 nothing) and how much light it gets,
    ``away`` rig units behind the front teeth."""
    if kind > 1.5:
        furrow = 0.22 * np.exp(-((along / 0.12) ** 2)) * min(1.0, 2.0 * tall)
        return 2, np.exp(-0.9 * away) * (0.85 - furrow) * (1 - 0.95 * along**4)
    depth_light = np.exp(-1.2 * max(away - 0.1, 0.0))
    if kind > 0.5:
        shown, light = _tooth(along, tall, lower, detail)
        return shown, 0.93 * light * depth_light
    shown, light = _tooth(along, tall, upper, detail)
    return shown, light * depth_light


@njit(cache=True, nogil=True, fastmath=True)
def _paint(  # type: ignore[no-untyped-def]
    share, depth, values, fine, upper, lower, colours, unit, front, strength, seen, sure, back, origin, out
):
    """Shade what :func:`cover` drew and lay it into the frame."""
    height, width = share.shape
    colour = np.zeros(3, np.float32)
    # teeth a few pixels wide are a row of white
    detail = min(max(unit / 118 - 0.15, 0.2), 1.0)
    for x in range(width):
        first = 0
        while first < height - 1 and share[first, x] <= 0.3:
            first += 1
        for y in range(height):
            amount = share[y, x] * strength
            if amount <= 0:
                continue
            i = int(back[0, 0] * x + back[0, 1] * y + origin[0] + 0.5)
            j = int(back[1, 0] * x + back[1, 1] * y + origin[1] + 0.5)
            known = 0 <= i < sure.shape[1] and 0 <= j < sure.shape[0]
            # the upper lip's shadow
            shade = 0.7 + 0.3 * min(1.0, (y - first + 0.5) / (0.08 * unit))
            colour[:] = 0
            for sub in range(fine * fine):
                row, column = y * fine + sub // fine, x * fine + sub % fine
                kind, light, real = 3, 1.0, np.float32(0)
                if depth[row, column] < FAR:
                    away = max((depth[row, column] - front) / unit, 0.0)
                    along, tall, part = values[row, column]
                    kind, light = _matter(away, along, tall, part, upper, lower, detail)
                    if known and part < 0.5:
                        real = sure[j, i]
                for c in range(3):
                    dark = colours[3, c]
                    if kind == 3:
                        lit = dark * min(1.0, shade + 0.2)
                    else:
                        lit = dark + (colours[kind, c] - dark) * light * shade
                    if real > 0:
                        lit += real * (seen[j, i, c] - lit)
                    colour[c] += lit
            for c in range(3):
                mixed = amount * colour[c] / (fine * fine) + (1 - amount) * out[y, x, c]
                out[y, x, c] = np.uint8(min(max(mixed + 0.5, 0.0), 255.0))
