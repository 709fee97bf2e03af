"""The skin: colour, gloss and relief of the head, painted once per character."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from emogen.conditioning.character.traits import LIP_COLOURS
from emogen.pipelines.face.character.ageing import relief, spots
from emogen.pipelines.face.character.cutout import MASKS
from emogen.pipelines.face.character.hairline import bare, grows
from emogen.pipelines.face.character.identity import ageing
from emogen.pipelines.face.character.skinmap import (
    HEIGHT,
    WIDTH,
    linear,
    map_place,
    noise,
    on_map,
    places,
    spot,
    streaks,
)
from emogen.pipelines.face.character.store import remembered
from emogen.seeds import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats
    from emogen.conditioning.character.looks import Looks
    from emogen.pipelines.face.character.rig import Rig


__all__ = ["linear", "map_place", "paint_skin"]

_TONES = np.array(
    [(240, 204, 184), (224, 176, 146), (196, 143, 108), (140, 92, 66), (84, 54, 42), (56, 37, 31)], np.float32
)
"""sRGB of skin at tones 0, 0.2 … 1, along the Monk scale from light to deep."""


def paint_skin(looks: Looks, rig: Rig, hair: Floats) -> Floats:
    """The map: linear red, green, blue, gloss, and the tilt of the surface along u and v.

    Args:
        looks: whose skin.
        rig: the head.
        hair: linear colour of the hair's roots.

    Returns:
        float32, shape ``(HEIGHT, WIDTH, 6)``.
    """
    drawn = remembered("masks", lambda: _masks(rig))
    lips, ears, no_hair = (drawn[name].astype(np.float32) for name in ("lips", "ears", "bare"))
    angle, x, y = places()
    years = ageing(looks)
    tone = _tone(looks)
    pale = 1.0 - looks.skin
    draw = stream(looks.seed, "skin")
    mottle, fine, pores = (noise(draw, cells) for cells in (14, 60, 400))
    colour = np.broadcast_to(tone, (HEIGHT, WIDTH, 3)).astype(np.float32)
    colour = colour * (1 + 0.055 * mottle + 0.03 * fine + 0.06 * looks.pores * pores)[..., None]
    blood = (
        (0.50 + 0.9 * looks.blush) * spot(abs(x), y, 0.47, 6.93, 0.22, 0.15)
        + 0.40 * spot(x, y, 0.0, 6.95, 0.13, 0.12)
        + 0.18 * spot(x, y, 0.0, 6.3, 0.2, 0.12)
        + 0.28 * ears
        + 0.22 * spot(abs(x), y, 0.3, 7.25, 0.2, 0.12)
        + (0.10 + 0.12 * years) * mottle
    )
    colour *= 1 - np.clip(blood, 0, 1.3)[..., None] * np.array([0.03, 0.30, 0.27], np.float32) * (
        0.45 + 0.55 * pale
    )
    under = spot(abs(x), y, 0.3, 7.12, 0.14, 0.05) * (0.1 + 0.22 * np.clip((looks.age - 30) / 50, 0, 1))
    colour *= 1 - under[..., None] * np.array([0.8, 1.0, 0.8], np.float32)
    colour = _freckles(colour, draw, looks)
    colour = _beard_shadow(colour, draw, lips, looks)
    marks = stream(looks.seed, "marks")
    lines, deep = relief(marks, years)
    colour *= 1 - deep[..., None] * np.array([0.16, 0.24, 0.25], np.float32) * (1 - lips[..., None])
    colour *= 1 - spots(marks, years)[..., None] * np.array([0.28, 0.42, 0.5], np.float32)
    colour, raised = _moles_and_scar(colour, marks, looks)
    colour = _lips(colour, tone, lips, fine, looks)
    colour = _liner(colour, looks)
    grown = grows(looks, angle, y) * (1 - no_hair) if looks.hair != "bald" else 0 * y
    colour = _roots(colour, tone, hair, grown, pores, looks)
    gloss = (1 - 0.45 * looks.skin) * (
        0.22 + 0.3 * spot(x, y, 0, 7.05, 0.12, 0.3) + 0.22 * spot(x, y, 0, 7.75, 0.4, 0.14)
    ) * (1 - 0.25 * years) + (0.3 if looks.lips == "natural" else 0.55) * lips
    grain = 1.2 * looks.pores * pores * (1 - 0.6 * lips) + 0.5 * fine + lips * 2.0 * streaks(draw)
    wear = 0.05 + 0.05 * np.clip((looks.age - 35) / 40, 0, 1)
    tilt_v, tilt_u = np.gradient(wear * grain + (lines + raised) * (1 - lips))
    layers = [colour, gloss[..., None], tilt_u[..., None], -tilt_v[..., None]]
    return np.ascontiguousarray(np.concatenate(layers, axis=2), np.float32)


def _masks(rig: Rig) -> dict[str, NDArray[Any]]:
    """What the mesh says of each texel, the same for every character."""
    drawn = on_map(rig, np.concatenate([rig.masks, bare(rig)[:, None]], axis=1)).astype(np.float16)
    lips = _joined(drawn[..., MASKS.index("lips")].astype(np.float32)).astype(np.float16)
    return {"lips": lips, "ears": drawn[..., MASKS.index("ears")], "bare": drawn[..., -1]}


def _joined(lips: Floats) -> Floats:
    """Both lips as one: the mesh's mask leaves the line between them and the corners pale."""
    from scipy.ndimage import grey_closing

    return np.asarray(np.maximum(lips, grey_closing(lips, size=(13, 9))), np.float32)


def _tone(looks: Looks) -> Floats:
    """Linear skin colour; the undertone moves it between rosy and golden at one lightness."""
    tone = np.stack([np.interp(looks.skin * 5, range(6), column) for column in linear(_TONES).T])
    return np.asarray(tone * (1 + looks.undertone * np.array([0.01, 0.05, -0.14])), np.float32)


def _roots(colour: Floats, tone: Floats, hair: Floats, grown: Floats, pores: Floats, looks: Looks) -> Floats:
    """The scalp shows the colour of what grows from it."""
    root = hair * 0.8 + 0.2 * tone * 0.5
    most = {"buzz": 0.62, "receding": 0.8, "undercut": 0.8}.get(looks.hair, 0.92)
    cover = most * np.clip(grown * 1.1 - 0.12 + 0.1 * pores * (grown > 0.05), 0, 1)
    return np.asarray(colour + cover[..., None] * (root - colour), np.float32)


def _lips(colour: Floats, tone: Floats, lips: Floats, fine: Floats, looks: Looks) -> Floats:
    female = 1 - looks.sex
    rose = tone * (np.array([0.80, 0.46, 0.46]) + 0.12 * looks.sex) + np.array([0.065, 0.004, 0.012]) * (
        1 - 0.6 * looks.skin
    )
    rose = rose * (1 + np.array([0.0, -0.14, -0.08]) * female * min(1.0, looks.age / 18))
    edge = np.clip((lips - 0.25) / 0.45, 0, 1)
    made_up = looks.lips != "natural"
    edge = edge * edge * (3 - 2 * edge) * (0.9 if made_up else 0.9 - 0.35 * looks.sex)
    if made_up:
        paint = linear(LIP_COLOURS[looks.lips])
        rose = 0.25 * rose + 0.75 * paint * (1 - 0.45 * looks.skin)
    return np.asarray(colour + edge[..., None] * (rose * (1 + 0.05 * fine[..., None]) - colour), np.float32)


def _liner(colour: Floats, looks: Looks) -> Floats:
    """Shadow on the upper lid, dark at the lashes."""
    if looks.liner == 0:
        return colour
    _, x, y = places()
    lid = spot(abs(x), y, 0.36, 7.385, 0.16, 0.055)
    edge = spot(abs(x), y, 0.36, 7.345, 0.15, 0.022) + 0.5 * spot(abs(x), y, 0.5, 7.33, 0.05, 0.03)
    shade = np.clip(0.4 * lid + 0.7 * edge, 0, 1)[..., None] * looks.liner
    return np.asarray(colour * (1 - shade * np.array([0.7, 0.8, 0.72])), np.float32)


def _freckles(colour: Floats, draw: np.random.Generator, looks: Looks) -> Floats:
    _, x, y = places()
    share = max(0.0, 0.4 - looks.skin) * 1.6 * float(draw.random())
    least = 1.75
    if looks.freckles is not None:
        share, least = 1.25 * looks.freckles, 1.75 - 0.75 * looks.freckles
    specks = np.clip(noise(draw, 150) + 0.7 * noise(draw, 260) - least, 0, 1)
    zone = spot(x, y, 0.0, 7.09, 0.7, 0.17) + 0.4 * max(0.0, share - 0.5) * spot(x, y, 0.0, 7.7, 0.6, 0.25)
    tint = np.array([0.35, 0.6, 0.75], np.float32)
    return np.asarray(colour * (1 - (share * specks * zone).clip(0, 1)[..., None] * tint), np.float32)


def _moles_and_scar(colour: Floats, draw: np.random.Generator, looks: Looks) -> tuple[Floats, Floats]:
    """Colour with them, and how far they stand out in texels."""
    _, x, y = places()
    raised = np.zeros(x.shape, np.float32)
    for _ in range(round(12 * looks.moles)):
        at_x, at_y, size = draw.uniform(-0.62, 0.62), draw.uniform(6.3, 7.75), draw.uniform(0.009, 0.02)
        dot = spot(x, y, at_x, at_y, size, size) * (abs(places()[0]) < np.pi / 2)
        colour = colour * (1 - 0.75 * dot[..., None] * np.array([0.7, 0.9, 1.0]))
        raised += 1.2 * dot
    if looks.scar > 0:
        along = (y - 6.85) / 0.8
        inside = np.clip(np.minimum(along, 1 - along) / 0.1, 0, 1) * (abs(y - 7.3) > 0.09)
        way = x - 0.47 + 0.14 * along - 0.012 * np.sin(9 * y)
        cut = looks.scar * inside * np.exp(-((way / 0.014) ** 2)) * (abs(places()[0]) < np.pi / 2)
        colour = colour + cut[..., None] * 0.5 * (
            np.array([1.25, 1.0, 1.0]) * colour.mean(axis=2, keepdims=True) * 1.25 - colour
        )
        raised -= 1.5 * cut
    return colour.astype(np.float32), raised.astype(np.float32)


def _beard_shadow(colour: Floats, draw: np.random.Generator, lips: Floats, looks: Looks) -> Floats:
    zones = {"none": (0, 0, 0), "moustache": (0, 0.7, 0), "goatee": (0, 0.6, 0.7), "short": (0.7, 0.7, 0.7),
             "full": (0.8, 0.8, 0.8)}[looks.beard]  # fmt: skip
    if looks.stubble <= 0 and not any(zones):
        return colour
    _, x, y = places()
    jaw, lip, chin = beard_zones(x, y)
    zone = looks.stubble * np.maximum(jaw, lip)
    zone = np.maximum.reduce(
        [zone, *(most * part for most, part in zip(zones, (jaw, lip, chin), strict=True))]
    )
    dots = np.clip(0.55 + 0.6 * noise(draw, 520) + 0.2 * noise(draw, 40), 0, 1)
    shade = (0.62 * (zone.clip(0, 1) * (1 - lips)) * dots)[..., None]
    return np.asarray(colour + shade * (np.array([0.035, 0.03, 0.03]) - colour), np.float32)


def beard_zones(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Where the beard of cheeks and jaw, of the upper lip, and of the chin grow, [0, 1] each."""
    width = abs(x)
    jaw = np.clip((6.62 + 0.55 * np.clip(width - 0.32, 0, 1) - y) / 0.12, 0, 1) * np.clip(
        (y - 5.95) / 0.2, 0, 1
    )
    jaw = jaw * np.clip((0.93 - width) / 0.1, 0, 1)
    moustache = 1.1 * spot(x, y, 0, 6.79, 0.27, 0.055)
    chin = (
        np.clip((6.52 - y) / 0.1, 0, 1)
        * np.clip((y - 5.98) / 0.15, 0, 1)
        * np.clip((0.30 - width) / 0.08, 0, 1)
    )
    around = np.clip((0.07 - abs(width - 0.31)) / 0.04, 0, 1) * np.clip((6.80 - y) / 0.06, 0, 1) * (y > 6.3)
    return jaw.astype(np.float32), moustache.clip(0, 1), np.maximum(chin, around).astype(np.float32)
