"""Traits of people: the names and ranges that a character is made of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from emogen.errors import RequestError, checked, unknown_name
from emogen.tables import asset_rows

Colours = Mapping[str, tuple[int, int, int]]

HAIR_STYLES: Final = (
    "afro", "bald", "bob", "braids", "bun", "buzz", "crop", "curly", "fringe", "locs", "long",
    "pixie", "ponytail", "quiff", "receding", "side-part", "undercut", "waves",
)  # fmt: skip
BEARDS: Final = ("none", "moustache", "goatee", "short", "full")
GARMENTS: Final = ("crew", "v-neck", "turtleneck", "shirt", "hoodie")
GLASSES: Final = ("none", "round", "square")
EARRINGS: Final = ("none", "studs", "hoops")

HAIR_COLOURS: Final[Colours] = MappingProxyType(
    {"black": (30, 26, 25), "brown": (70, 46, 32), "chestnut": (98, 58, 36), "auburn": (132, 66, 36),
     "red": (158, 78, 38), "blond": (186, 146, 92), "grey": (148, 146, 144), "white": (182, 179, 174),
     "dark-brown": (46, 32, 25), "honey": (150, 104, 58), "platinum": (222, 208, 180),
     "silver": (176, 178, 182), "pink": (176, 88, 120), "blue": (42, 70, 132), "teal": (28, 88, 92),
     "green": (62, 116, 66), "purple": (98, 56, 130), "crimson": (142, 30, 42)}
)  # fmt: skip
"""sRGB of the middle of a strand; dyed ones at the end."""
DYED: Final = ("pink", "blue", "teal", "green", "purple", "crimson")
EYE_COLOURS: Final[Colours] = MappingProxyType(
    {"brown": (96, 58, 30), "hazel": (124, 92, 44), "green": (104, 118, 80), "blue": (82, 128, 168),
     "grey": (118, 132, 142), "dark": (52, 32, 20), "amber": (150, 100, 38)}
)  # fmt: skip
CLOTHES: Final[Colours] = MappingProxyType(
    {"teal": (38, 96, 98), "navy": (38, 52, 84), "ochre": (176, 124, 48), "grey": (92, 94, 98),
     "plum": (96, 54, 84), "rust": (138, 70, 44), "sage": (112, 132, 106), "black": (34, 34, 38),
     "white": (206, 204, 198), "cream": (204, 186, 154), "red": (150, 40, 40), "sky": (112, 150, 184),
     "olive": (86, 88, 54), "charcoal": (56, 58, 64)}
)  # fmt: skip
LIP_COLOURS: Final[Colours] = MappingProxyType(
    {"rose": (186, 92, 96), "coral": (206, 92, 76), "red": (168, 28, 36), "berry": (124, 34, 62),
     "plum": (92, 36, 62), "nude": (182, 120, 98)}
)  # fmt: skip
"""Lipstick, sRGB; ``natural`` is none."""


class Range(NamedTuple):
    """Bounds of a number and what it means."""

    low: float
    high: float
    meaning: str


NUMBERS: Final[Mapping[str, Range]] = MappingProxyType(
    {
        "age": Range(8, 90, "years"),
        "sex": Range(0, 1, "0 female to 1 male"),
        "weight": Range(0, 1, "thin to heavy"),
        "muscle": Range(0, 1, "slight to strong neck and shoulders"),
        "skin": Range(0, 1, "the lightest human tone to the darkest"),
        "undertone": Range(-1, 1, "rosy to golden"),
        "african": Range(0, 1, "weight of this ancestral head shape"),
        "asian": Range(0, 1, "weight of this ancestral head shape"),
        "caucasian": Range(0, 1, "weight of this ancestral head shape"),
        "freckles": Range(0, 1, "none to all over"),
        "pores": Range(0, 1, "smooth to coarse skin"),
        "ageing": Range(0, 1, "lines, spots and shadows of the skin"),
        "moles": Range(0, 1, "none to a dozen"),
        "scar": Range(0, 1, "of a cut through brow and cheek"),
        "blush": Range(0, 1, "rouge on the cheeks"),
        "liner": Range(0, 1, "eye liner and shadow"),
        "brow": Range(0, 1, "thin to thick eyebrows"),
        "arch": Range(-1, 1, "straight to arched eyebrows"),
        "grey": Range(0, 1, "share of grey hairs"),
        "stubble": Range(0, 1, "beard shadow"),
        "teeth": Range(0, 1, "yellow to white"),
    }
)
"""Every number of a character. Ours."""

NAMES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "hair": ("hair style", HAIR_STYLES),
        "hair_colour": ("hair colour", tuple(HAIR_COLOURS)),
        "eye_colour": ("eye colour", tuple(EYE_COLOURS)),
        "beard": ("beard", BEARDS),
        "lips": ("lip colour", ("natural", *LIP_COLOURS)),
        "garment": ("garment", GARMENTS),
        "clothes": ("clothes colour", tuple(CLOTHES)),
        "glasses": ("glasses", GLASSES),
        "earrings": ("earrings", EARRINGS),
    }
)
"""Every choice of a character: what it is called, and the names it can have."""


class Feature(NamedTuple):
    """A signed local shape: the rig's targets at -1 (``""`` when it only goes one way) and at 1."""

    low: str
    high: str


@lru_cache(maxsize=1)
def features() -> Mapping[str, Feature]:
    """The local shapes of ``assets/features.tsv`` by name, e.g. ``"nose/nose-hump"``.

    The names are those of the rig's targets (MakeHuman): of a pair the upper one's, without ``-incr``.
    """
    rows = asset_rows("features.tsv")
    return MappingProxyType({row["feature"]: Feature(row["low"], row["high"]) for row in rows})


def find_feature(name: str) -> str:
    """The full name of a local shape, which may be given without its folder: ``"nose-hump"``.

    Raises:
        RequestError: there is none; near names are offered.
    """
    if name in features():
        return name
    short = {full.partition("/")[2]: full for full in features()}
    if name not in short:
        raise unknown_name("face shape", name, short, see="emogen character shapes")
    return short[name]


def checked_shapes(shapes: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Local shapes in one order, their names in full.

    Raises:
        RequestError: an unknown name, the same shape twice, a value outside -1 to 1, or below 0 for one
            that goes one way only.
    """
    found: dict[str, float] = {}
    for name, value in shapes.items():
        full = find_feature(name)
        if full in found:
            raise RequestError(f"the face shape {full} is given twice")
        if not isinstance(value, (int, float)):
            raise RequestError(f"the face shape {full} is {value!r}, which is no number")
        found[full] = checked(value, full, -1 if features()[full].low else 0, 1)
    return tuple(sorted(found.items()))
