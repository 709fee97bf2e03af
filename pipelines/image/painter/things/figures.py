"""Figures far off: men, women, children, couples and crowds, each as the words have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from emogen.conditioning.character.traits import CLOTHES, HAIR_COLOURS
from emogen.pipelines.image.painter.pen import NOBODY
from emogen.pipelines.image.painter.people.cast import people_table
from emogen.pipelines.image.painter.things.kinds import Kind, Thing

if TYPE_CHECKING:
    from numpy.random import Generator

    from emogen.pipelines.image.painter.pen import Pen

_COATS: Final = ("#5a3a34", "#33465a", "#6a5a3a", "#3c3c44", "#7a2f2c", "#4a5a44", "#58486a", "#8a6a3c")
_SKIN: Final = ("#d8a888", "#b98a6c", "#8a5c42", "#5c3a2a")
_APART: Final = 0.52
"""Metres between two who walk hand in hand."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a figure looks: height in metres, whether in a skirt, hair to the shoulders; sRGB of each part.

    Attributes:
        hat: a name of ``assets/hats.yaml`` or None. step: half the stride, metres.
    """

    height: float
    skirt: bool
    long_hair: bool
    coat: str
    hair: str
    skin: str
    hat: str | None
    hat_colour: str
    step: float


def figure(pen: Pen) -> None:
    """Whoever the words name, walking or standing, seen from behind: one, or a couple or family at once."""
    if pen.who == NOBODY:
        return
    table = people_table()["people"]
    entry = table.get(pen.who, {})
    mix = entry.get("mix")
    if mix is None:
        _draw(pen, _look(pen.random, entry, pen.colour))
        return
    names = mix[: 2 if len(mix) == 2 else 3]
    places = [(k - (len(names) - 1) / 2) * _APART for k in range(len(names))]
    order = names if len(names) == 2 else [names[0], names[2], names[1]]  # the child in the middle
    looks = [_look(pen.random, table[name], pen.colour) for name in order]
    for x, look in zip(places, looks, strict=True):
        _draw(pen.at(x), look)
    for x, look, after in zip(places, looks, looks[1:], strict=False):
        low = 0.43 * min(look.height, after.height)
        hands = [
            [x + 0.2, 0.62 * look.height],
            [x + _APART / 2, low],
            [x + _APART - 0.2, 0.62 * after.height],
        ]
        pen.line(hands, (0.1, 0.1), look.coat, 0.45)


def _look(random: Generator, entry: Mapping[str, Any], colour: str | None) -> _Look:
    """A look drawn by the seed, within what the table says of these people."""
    ages = entry.get("age", [14, 70] if entry else [20, 60])
    age = float(random.uniform(*ages)) if isinstance(ages, list) else float(ages)
    male = random.random() < float(entry.get("sex", 0.5))
    grown = min(1.0, 0.42 + 0.58 * age / 17.0)
    height = grown * (1.77 if male else 1.66) * random.uniform(0.95, 1.05) * (0.96 if age > 66 else 1.0)
    coat = _COATS[int(random.integers(len(_COATS)))]
    clothes = _some(entry.get("clothes"), random)
    if clothes in CLOTHES and random.random() < 0.9:
        coat = _hex(CLOTHES[clothes])
    hair = _hex(HAIR_COLOURS[("black", "brown", "auburn", "blond", "chestnut")[int(random.integers(5))]])
    tone = _some(entry.get("hair_colour"), random)
    if tone in HAIR_COLOURS or age > 64:
        hair = _hex(HAIR_COLOURS[tone if tone in HAIR_COLOURS else "grey"])
    hat = entry.get("hat")
    worn = (str(hat["name"]), str(hat["colour"])) if isinstance(hat, Mapping) else (None, "#3a3230")
    if hat is None and random.random() < 0.22:
        worn = ("brim" if male else "beanie", "#3a3230")
    return _Look(
        height=height,
        skirt=not male and random.random() < 0.62,
        long_hair=not male and random.random() < 0.7,
        coat=colour or coat,
        hair=hair,
        skin=_SKIN[int(random.integers(len(_SKIN)))],
        hat=worn[0],
        hat_colour=worn[1],
        step=random.uniform(0.05, 0.2),
    )


def _some(value: Any, random: Generator) -> str:
    """One of a list, or the value itself; empty for none."""
    if isinstance(value, list):
        return str(value[int(random.integers(len(value)))])
    return str(value or "")


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _draw(pen: Pen, look: _Look) -> None:
    """One figure in a space of 1.76 metres, scaled to its height."""
    child = look.height < 1.4
    pen = pen.at(0, 0, look.height / 1.76)
    pen.shadow(0.6, 1.7, 1.0)
    side = pen.light.side
    for sign in (-1, 1):
        leg = [
            [0.08 * sign, 0.85],
            [0.1 * sign + 0.3 * look.step * sign, 0.45],
            [0.09 * sign + look.step * sign, 0.03],
        ]
        pen.line(leg, (0.18, 0.10), "#2c2a2e" if not look.skirt else look.skin, 0.35)
        foot = leg[-1]
        pen.poly([[foot[0] - 0.09, 0], [foot[0] + 0.11, 0], [foot[0] + 0.09, 0.08], [foot[0] - 0.09, 0.08]],
                 "#231f1d", 0.3)  # fmt: skip
    wide = 0.88 if look.skirt or child else 1.0
    hem, flare = (0.38, 0.36) if look.skirt else (0.62, 0.25)
    body = [
        [-flare, hem],
        [-0.24 * wide, 0.9],
        [-0.19 * wide, 1.12],
        [-0.25 * wide, 1.38],
        [-0.12, 1.49],
        [0.12, 1.49],
        [0.25 * wide, 1.38],
        [0.19 * wide, 1.12],
        [0.24 * wide, 0.9],
        [flare, hem],
    ]
    pen.poly(body, look.coat, 0.6, low=0.35, grain=0.15)
    for sign in (-1, 1):
        arm = [[0.22 * sign * wide, 1.39], [0.29 * sign * wide, 1.12], [0.25 * sign + 0.4 * look.step, 0.86]]
        pen.line(arm, (0.13, 0.09), look.coat, 0.62 if sign == side else 0.3)
    pen.line(
        [[0.24 * side * wide, 1.4], [0.19 * side * wide, 1.15], [flare * side, hem]], 0.035, look.coat, 1.3
    )
    _head(pen.at(0, 1.49, 1.18 if child else 1.0), look)


def _head(pen: Pen, look: _Look) -> None:
    """Head, hair and hat over the neck."""
    pen.dabs([0.0], [0.06], 0.055, 0.07, 0.0, pen.tone(look.skin, 0.5)[None])
    pen.dabs([0.0], [0.16], 0.10, 0.125, 0.0, pen.tone(look.skin, 0.55)[None])
    hair = pen.tone(look.hair, 0.5)[None]
    pen.dabs([0.0, 0.0], [0.20, 0.24], [0.112, 0.11], [0.12, 0.1], 0.0, hair)
    if look.long_hair:
        pen.poly([[-0.12, 0.22], [-0.13, -0.06], [0.13, -0.06], [0.12, 0.22]], look.hair, 0.5, grain=0.2)
    pen.dabs([0.06 * pen.light.side], [0.27], 0.05, 0.03, 0.0, pen.tone(look.hair, 1.1)[None], alpha=0.6)
    if look.hat in _SHAPES:
        for shape in _SHAPES[look.hat]:
            pen.poly(shape, look.hat_colour, 0.55, low=0.35)


_DOME: Final = [[-0.125, 0.24], [-0.11, 0.34], [0.0, 0.385], [0.11, 0.34], [0.125, 0.24]]
_BRIM: Final = [[-0.24, 0.26], [-0.12, 0.29], [0.12, 0.29], [0.24, 0.26], [0.12, 0.24], [-0.12, 0.24]]
_HOODED: Final = [[-0.16, -0.04], [-0.15, 0.22], [0.0, 0.37], [0.15, 0.22], [0.16, -0.04]]
_SHAPES: Final[Mapping[str | None, tuple[list[list[float]], ...]]] = {
    "beanie": (_DOME,),
    "bandana": (_DOME,),
    "beret": ([[-0.17, 0.28], [-0.06, 0.35], [0.13, 0.34], [0.15, 0.27], [0.0, 0.25]],),
    "flat cap": ([[-0.14, 0.26], [-0.1, 0.33], [0.1, 0.33], [0.15, 0.25]],),
    "helmet": (_DOME, [[-0.15, 0.2], [-0.15, 0.25], [0.15, 0.25], [0.15, 0.2]]),
    "hard hat": (_DOME, [[-0.15, 0.23], [-0.15, 0.26], [0.15, 0.26], [0.15, 0.23]]),
    "peaked": ([[-0.12, 0.24], [-0.17, 0.33], [0.0, 0.37], [0.17, 0.33], [0.12, 0.24]],),
    "brim": (_BRIM, [[-0.11, 0.27], [-0.1, 0.39], [0.1, 0.39], [0.11, 0.27]]),
    "top hat": (_BRIM, [[-0.11, 0.27], [-0.11, 0.52], [0.11, 0.52], [0.11, 0.27]]),
    "pointed": (_BRIM, [[-0.12, 0.27], [0.02, 0.68], [0.12, 0.27]]),
    "cone": ([[-0.08, 0.3], [0.0, 0.55], [0.08, 0.3]],),
    "chef": ([[-0.11, 0.26], [-0.17, 0.42], [0.0, 0.48], [0.17, 0.42], [0.11, 0.26]],),
    "mitre": ([[-0.12, 0.25], [-0.12, 0.4], [0.0, 0.6], [0.12, 0.4], [0.12, 0.25]],),
    "crown": (
        [[-0.12, 0.28], [-0.13, 0.4], [-0.06, 0.34], [0.0, 0.42], [0.06, 0.34], [0.13, 0.4], [0.12, 0.28]],
    ),
    "hood": (_HOODED,),
    "veil": (_HOODED,),
    "space helmet": ([[-0.2, 0.02], [-0.2, 0.26], [0.0, 0.4], [0.2, 0.26], [0.2, 0.02]],),
}
"""Outlines of hats over the neck, metres."""


THINGS: Final = {"figure": Thing(figure, Kind.GROUND, 0.1, 0.55)}
