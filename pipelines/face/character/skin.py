"""The skin map: colour, gloss and pores of the head, painted once per character.

The map is wound around the head: u is the angle about the vertical axis (left ear to right ear), v
the height, both measured on the neutral template, so that a place on it is the same place on
every face. It moves with the mesh.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.face.character.cutout import MASKS
from emogen.pipelines.face.render.raster import draw_triangles
from emogen.seeds import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.pipelines.face.character.people import Character
    from emogen.pipelines.face.character.rig import Rig

    Floats = NDArray[np.float32]

WIDTH, HEIGHT = 1280, 832
_AXIS_Z, _SPAN, _TOP, _BOTTOM = 0.55, 2.2, 8.7, 5.6  # decimetres and radians on the template
_TONES = np.array(
    [(240, 204, 184), (224, 176, 146), (196, 143, 108), (140, 92, 66), (84, 54, 42), (56, 37, 31)], np.float32
)
"""sRGB of skin at tones 0, 0.2 … 1, along the Monk scale from light to deep."""


def map_place(points: Floats) -> Floats:
    """Map coordinates u, v of template points, float32, shape ``(v, 2)``."""
    angle = np.arctan2(points[:, 0], points[:, 2] - _AXIS_Z)
    u = 0.5 + angle / (2 * _SPAN)
    v = (_TOP - points[:, 1]) / (_TOP - _BOTTOM)
    return np.stack([u, v], axis=1).astype(np.float32)


def linear(srgb: tuple[float, ...] | Floats) -> Floats:
    """Linear light in [0, 1] of 8-bit sRGB."""
    value = np.asarray(srgb, np.float32) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4).astype(np.float32)


def paint_skin(character: Character, rig: Rig, scalp: Floats, hair: Floats) -> Floats:
    """The map: linear red, green, blue, gloss, and the tilt of pores along u and v.

    Args:
        character: whose skin.
        rig: the head.
        scalp: where hair grows, per vertex in [0, 1].
        hair: linear colour of the hair's roots.

    Returns:
        float32, shape ``(HEIGHT, WIDTH, 6)``.
    """
    masks = _masks_on_map(rig, scalp)
    lips, ears, grown = masks[..., MASKS.index("lips")], masks[..., MASKS.index("ears")], masks[..., -1]
    x, y = _grid()
    tone = np.stack([np.interp(character.skin * 5, range(6), column) for column in linear(_TONES).T])
    pale = 1.0 - character.skin
    draw = stream(character.seed, "skin")
    mottle, fine, pores = (_noise(draw, cells) for cells in (14, 60, 400))
    colour = np.broadcast_to(tone, (HEIGHT, WIDTH, 3)).astype(np.float32)
    colour = colour * (1 + 0.055 * mottle + 0.03 * fine + 0.03 * pores)[..., None]
    blood = (
        0.50 * _spot(abs(x), y, 0.47, 6.93, 0.22, 0.15)
        + 0.40 * _spot(x, y, 0.0, 6.95, 0.13, 0.12)
        + 0.18 * _spot(x, y, 0.0, 6.3, 0.2, 0.12)
        + 0.28 * ears
        + 0.22 * _spot(abs(x), y, 0.3, 7.25, 0.2, 0.12)
        + 0.10 * mottle
    )
    colour *= 1 - np.clip(blood, 0, 1)[..., None] * np.array([0.03, 0.30, 0.27], np.float32) * (
        0.45 + 0.55 * pale
    )
    under = _spot(abs(x), y, 0.3, 7.12, 0.14, 0.05) * (0.1 + 0.22 * np.clip((character.age - 30) / 50, 0, 1))
    colour *= 1 - under[..., None] * np.array([0.8, 1.0, 0.8], np.float32)
    colour = _freckles(colour, draw, x, y, character)
    colour = _beard(colour, draw, x, y, lips, character)
    colour = _lips(colour, tone, lips, fine, character)
    root = hair * 0.8 + 0.2 * tone * 0.5
    cover = (0.92 if character.hair != "buzz" else 0.62) * np.clip(
        grown * 1.15 + 0.1 * pores * (grown > 0.05), 0, 1
    )
    colour += cover[..., None] * (root - colour)
    gloss = (1 - 0.45 * character.skin) * (
        0.22 + 0.3 * _spot(x, y, 0, 7.05, 0.12, 0.3) + 0.22 * _spot(x, y, 0, 7.75, 0.4, 0.14)
    ) + 0.3 * lips
    bump = 0.6 * pores * (1 - 0.6 * lips) + 0.5 * fine + lips * 2.0 * _streaks(draw)
    tilt_v, tilt_u = np.gradient(bump)
    wear = 0.05 + 0.05 * np.clip((character.age - 35) / 40, 0, 1)
    layers = [colour, gloss[..., None], (tilt_u * wear)[..., None], (tilt_v * -wear)[..., None]]
    return np.ascontiguousarray(np.concatenate(layers, axis=2), np.float32)


def _grid() -> tuple[Floats, Floats]:
    """Template x and y of each texel; x on a head of mean radius."""
    angle = (np.linspace(0, 1, WIDTH, dtype=np.float32) - 0.5) * 2 * _SPAN
    height = _TOP - np.linspace(0, 1, HEIGHT, dtype=np.float32) * (_TOP - _BOTTOM)
    return np.broadcast_to(0.95 * np.sin(angle), (HEIGHT, WIDTH)), np.repeat(height[:, None], WIDTH, axis=1)


def _spot(x: Floats, y: Floats, at_x: float, at_y: float, wide: float, high: float) -> Floats:
    return np.exp(-(((x - at_x) / wide) ** 2) - ((y - at_y) / high) ** 2).astype(np.float32)


def _noise(draw: np.random.Generator, cells: int) -> Floats:
    """Smooth noise with a spread of 1 and about ``cells`` bumps across the map."""
    from PIL import Image

    rows = max(2, cells * HEIGHT // WIDTH)
    coarse = Image.fromarray(draw.normal(size=(rows, cells)).astype(np.float32))
    return np.asarray(coarse.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))


def _streaks(draw: np.random.Generator) -> Floats:
    """Fine vertical creases, as on lips."""
    from PIL import Image

    coarse = Image.fromarray(draw.normal(size=(60, 420)).astype(np.float32))
    return np.asarray(coarse.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))


def _masks_on_map(rig: Rig, scalp: Floats) -> Floats:
    """The vertex masks and the scalp, drawn into the map, outermost surface first."""
    place = map_place(rig.template)
    screen = np.empty((len(place), 3), np.float32)
    screen[:, 0], screen[:, 1] = place[:, 0] * WIDTH, place[:, 1] * HEIGHT
    screen[:, 2] = -np.hypot(rig.template[:, 0], rig.template[:, 2] - _AXIS_Z)
    skin = rig.triangles[rig.triangle_part == 0]
    screen_wraps = np.ptp(screen[skin, 0], axis=1) > WIDTH / 2
    skin = skin[~screen_wraps]
    depth = np.full((HEIGHT, WIDTH), np.inf, np.float32)
    ids = np.full((HEIGHT, WIDTH), -1, np.int32)
    draw_triangles(screen, skin, depth, ids)
    values = np.concatenate([rig.masks, scalp[:, None]], axis=1)
    corners = skin[ids.clip(0)]
    x, y = np.meshgrid(np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5)
    a, b, c = (screen[corners[..., k]] for k in range(3))
    area = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (
        c[..., 0] - a[..., 0]
    )
    area = np.where(area == 0, 1, area)
    wb = ((x - a[..., 0]) * (c[..., 1] - a[..., 1]) - (y - a[..., 1]) * (c[..., 0] - a[..., 0])) / area
    wc = ((y - a[..., 1]) * (b[..., 0] - a[..., 0]) - (x - a[..., 0]) * (b[..., 1] - a[..., 1])) / area
    mixed = (
        values[corners[..., 0]] * (1 - wb - wc)[..., None]
        + values[corners[..., 1]] * wb[..., None]
        + values[corners[..., 2]] * wc[..., None]
    )
    return np.where((ids >= 0)[..., None], mixed, 0).clip(0, 1).astype(np.float32)


def _lips(colour: Floats, tone: Floats, lips: Floats, fine: Floats, character: Character) -> Floats:
    female = 1 - character.sex
    rose = tone * (np.array([0.80, 0.46, 0.46]) + 0.12 * character.sex) + np.array([0.065, 0.004, 0.012]) * (
        1 - 0.6 * character.skin
    )
    rose = rose * (1 + np.array([0.0, -0.14, -0.08]) * female * min(1.0, character.age / 18))
    edge = np.clip((lips - 0.25) / 0.45, 0, 1)
    edge = edge * edge * (3 - 2 * edge) * 0.9
    return np.asarray(colour + edge[..., None] * (rose * (1 + 0.05 * fine[..., None]) - colour), np.float32)


def _freckles(
    colour: Floats, draw: np.random.Generator, x: Floats, y: Floats, character: Character
) -> Floats:
    share = max(0.0, 0.4 - character.skin) * 1.6 * float(draw.random())
    specks = np.clip(_noise(draw, 150) + 0.7 * _noise(draw, 260) - 1.75, 0, 1)
    zone = _spot(x, y, 0.0, 7.0, 0.7, 0.22)
    tint = np.array([0.35, 0.6, 0.75], np.float32)
    return np.asarray(colour * (1 - (share * specks * zone)[..., None] * tint), np.float32)


def _beard(
    colour: Floats, draw: np.random.Generator, x: Floats, y: Floats, lips: Floats, character: Character
) -> Floats:
    if character.stubble <= 0:
        return colour
    width = abs(x)
    jaw = np.clip((6.62 + 0.55 * np.clip(width - 0.32, 0, 1) - y) / 0.12, 0, 1) * np.clip(
        (y - 5.95) / 0.2, 0, 1
    )
    moustache = _spot(x, y, 0, 6.79, 0.27, 0.055)
    zone = np.clip(np.maximum(jaw * np.clip((0.93 - width) / 0.1, 0, 1), 1.1 * moustache), 0, 1) * (1 - lips)
    dots = np.clip(0.55 + 0.6 * _noise(draw, 520) + 0.2 * _noise(draw, 40), 0, 1)
    shade = (0.62 * character.stubble * zone * dots)[..., None]
    return np.asarray(colour + shade * (np.array([0.035, 0.03, 0.03]) - colour), np.float32)
