"""Who is drawn: named characters, and people made from a seed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from emogen.errors import RequestError, checked, unknown_name
from emogen.seeds import stream
from emogen.tables import asset_rows

HAIR_STYLES: Final = ("bob", "bun", "buzz", "crop", "curly", "long")
HAIR_COLOURS: Final[Mapping[str, tuple[int, int, int]]] = MappingProxyType(
    {"black": (30, 26, 25), "brown": (70, 46, 32), "chestnut": (98, 58, 36), "auburn": (132, 66, 36),
     "red": (158, 78, 38), "blond": (186, 146, 92), "grey": (148, 146, 144), "white": (212, 208, 202)}
)  # fmt: skip
"""sRGB of the middle of a strand."""
EYE_COLOURS: Final[Mapping[str, tuple[int, int, int]]] = MappingProxyType(
    {"brown": (96, 58, 30), "hazel": (124, 92, 44), "green": (104, 118, 80), "blue": (82, 128, 168),
     "grey": (118, 132, 142)}
)  # fmt: skip
CLOTHES: Final[Mapping[str, tuple[int, int, int]]] = MappingProxyType(
    {"teal": (38, 96, 98), "navy": (38, 52, 84), "ochre": (176, 124, 48), "grey": (92, 94, 98),
     "plum": (96, 54, 84), "rust": (138, 70, 44), "sage": (112, 132, 106)}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Character:
    """A person's looks. Hashable; the same values always give the same person.

    Attributes:
        name: what the person is called.
        seed: draws the small differences: features, asymmetry, strands, freckles.
        age: years, 8 to 90.
        sex: 0 female to 1 male.
        skin: 0 the lightest human tone to 1 the darkest.
        african, asian, caucasian: weights of the ancestral head shapes, at least 0, not all 0.
        hair: one of :data:`HAIR_STYLES`.
        hair_colour, eye_colour, clothes: names in the tables of this module.
        brow: thickness of the eyebrows, 0 to 1.
        stubble: beard shadow, 0 to 1.
    """

    name: str
    seed: int
    age: float = 25.0
    sex: float = 0.0
    skin: float = 0.3
    african: float = 1 / 3
    asian: float = 1 / 3
    caucasian: float = 1 / 3
    hair: str = "bob"
    hair_colour: str = "brown"
    brow: float = 0.5
    eye_colour: str = "brown"
    stubble: float = 0.0
    clothes: str = "teal"

    def __post_init__(self) -> None:
        checked(self.age, "age", 8, 90)
        for field in ("sex", "skin", "brow", "stubble", "african", "asian", "caucasian"):
            checked(getattr(self, field), field, 0, 1)
        if self.african + self.asian + self.caucasian <= 0:
            raise RequestError(
                "a character needs some ancestry", fix="Give one of the three a weight above 0."
            )
        for kind, value, known in (
            ("hair style", self.hair, HAIR_STYLES),
            ("hair colour", self.hair_colour, HAIR_COLOURS),
            ("eye colour", self.eye_colour, EYE_COLOURS),
            ("clothes", self.clothes, CLOTHES),
        ):
            if value not in known:
                raise unknown_name(kind, value, known)


@lru_cache(maxsize=1)
def characters() -> Mapping[str, Character]:
    """The named characters of ``assets/characters.tsv``; the first is the default."""
    words = {"name", "hair", "hair_colour", "eye_colour", "clothes"}
    people = {}
    for row in asset_rows("characters.tsv"):
        values = {key: value if key in words else float(value) for key, value in row.items()}
        people[row["name"]] = Character(**{**values, "seed": int(row["seed"])})  # type: ignore[arg-type]
    return MappingProxyType(people)


def find_character(name: str) -> Character:
    """The named character.

    Raises:
        RequestError: there is none; near names are offered.
    """
    key = name.strip().lower()
    if key not in characters():
        raise unknown_name("character", name, characters(), see="emogen characters")
    return characters()[key]


def aged(character: Character, age: float) -> Character:
    """The same person at another age in years, 8 to 90; hair greys at 60 and is white at 75."""
    colour = "white" if age >= 75 else ("grey" if age >= 60 else character.hair_colour)
    return dataclasses.replace(character, age=age, hair_colour=colour)


def make_character(
    seed: int,
    *,
    age: float | None = None,
    sex: float | None = None,
    skin: float | None = None,
    **looks: str | float,
) -> Character:
    """A person drawn from ``seed``; what is given is kept, the rest is drawn to fit it.

    Args:
        seed: any whole number.
        age: years, 8 to 90; drawn from 18 to 70 when None.
        sex: 0 female to 1 male.
        skin: 0 lightest to 1 darkest.
        **looks: any other field of :class:`Character`.

    Raises:
        RequestError: a value out of range, or a name that is not known.
    """
    known = {field.name for field in dataclasses.fields(Character)} - {"seed", "age", "sex", "skin"}
    for key in looks:
        if key not in known:
            raise unknown_name("trait", key, known)
    draw = stream(seed, "character")
    years = float(18 + 52 * draw.beta(1.4, 2.2)) if age is None else age
    male = float(draw.random() < 0.5) if sex is None else sex
    tone = float(draw.random()) if skin is None else skin
    checked(tone, "skin", 0, 1)
    checked(years, "age", 8, 90)
    ancestry = draw.dirichlet(
        [0.25 + 2.5 * max(0.0, tone - 0.3) ** 2 * 4, 0.6 - 0.4 * tone, 1.3 - 1.1 * tone]
    )
    drawn: dict[str, str | float] = {
        "name": f"person-{seed}",
        "african": float(ancestry[0]),
        "asian": float(ancestry[1]),
        "caucasian": float(ancestry[2]),
        "hair": str(
            draw.choice(("crop", "buzz", "curly", "crop") if male > 0.5 else ("bob", "long", "bun", "curly"))
        ),
        "hair_colour": _hair_colour(draw.random(), draw.random(), years, tone),
        "brow": float(draw.uniform(0.3, 0.8) + 0.1 * male).__round__(3),
        "eye_colour": "brown" if draw.random() < 0.35 + tone else str(draw.choice(list(EYE_COLOURS))),
        "stubble": float(draw.choice((0.0, 0.2, 0.6))) if male > 0.5 and years > 18 else 0.0,
        "clothes": str(draw.choice(list(CLOTHES))),
    }
    return Character(seed=seed, age=years, sex=male, skin=tone, **{**drawn, **looks})  # type: ignore[arg-type]


def _hair_colour(first: float, second: float, age: float, skin: float) -> str:
    if first < (age - 42) / 40:
        return "grey" if second < 0.7 else "white"
    if skin > 0.5:
        return "black" if second < 0.8 else "brown"
    return ("black", "brown", "chestnut", "auburn", "blond", "red", "blond")[int(second * 7)]
