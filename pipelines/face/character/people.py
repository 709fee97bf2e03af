"""Who is drawn: named characters, and people made from a seed."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from emogen.errors import RequestError, checked, unknown_name
from emogen.pipelines.face.character.looks import (
    CLOTHES,
    EYE_COLOURS,
    HAIR_COLOURS,
    HAIR_STYLES,
    NAMES,
    NUMBERS,
    checked_shapes,
    find_feature,
)
from emogen.seeds import stream
from emogen.tables import asset_rows

__all__ = [
    "CLOTHES", "EYE_COLOURS", "HAIR_COLOURS", "HAIR_STYLES", "SUFFIXES", "Character", "aged", "characters",
    "find_character", "make_character", "read_settings", "with_looks",
]  # fmt: skip

SUFFIXES: Final = (".json", ".yaml", ".yml")
"""Of character files."""

DRAWN_BY_SEED: Final = ("weight", "freckles")
DRAWN_BY_AGE: Final = ("ageing",)


@dataclass(frozen=True, slots=True)
class Character:
    """A person's looks. Hashable; the same values always give the same person.

    Ranges and choices are in :mod:`looks`; a field that is not listed here is described there.

    Attributes:
        name: what the person is called.
        seed: draws the small differences: features, asymmetry, strands, freckles.
        african, asian, caucasian: weights of the ancestral head shapes, at least 0, not all 0.
        weight, freckles: drawn by the seed when None.
        ageing: as the age says when None.
        shapes: local shapes by name, -1 to 1, on top of the features that the seed draws. A mapping
            is taken too.
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
    weight: float | None = None
    muscle: float = 0.5
    undertone: float = 0.0
    freckles: float | None = None
    pores: float = 0.5
    ageing: float | None = None
    moles: float = 0.0
    scar: float = 0.0
    blush: float = 0.0
    liner: float = 0.0
    lips: str = "natural"
    arch: float = 0.0
    grey: float = 0.0
    beard: str = "none"
    teeth: float = 0.5
    garment: str = "crew"
    glasses: str = "none"
    earrings: str = "none"
    shapes: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise RequestError("a character needs a name")
        for field, (low, high, _) in NUMBERS.items():
            value = getattr(self, field)
            if value is not None or field not in (*DRAWN_BY_SEED, *DRAWN_BY_AGE):
                object.__setattr__(self, field, checked(_number(field, value), field, low, high))
        if self.african + self.asian + self.caucasian <= 0:
            raise RequestError(
                "a character needs some ancestry", fix="Give one of the three a weight above 0."
            )
        for field, (kind, known) in NAMES.items():
            if getattr(self, field) not in known:
                raise unknown_name(kind, str(getattr(self, field)), known)
        object.__setattr__(self, "shapes", checked_shapes(dict(self.shapes)))


def _number(field: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RequestError(f"{field} {value!r} is not a number")
    return float(value)


FIELDS: Final = tuple(field.name for field in dataclasses.fields(Character))
"""Names of a character's fields, in their order."""


@lru_cache(maxsize=1)
def characters() -> Mapping[str, Character]:
    """The named characters of ``assets/characters.tsv``; the first is the default."""
    people = {}
    for row in asset_rows("characters.tsv"):
        looks = row.pop("looks").split()
        values: dict[str, Any] = {
            key: float(value) if key in NUMBERS else value for key, value in row.items()
        }
        person = Character(**{**values, "seed": int(row["seed"])})
        people[person.name] = with_looks(person, read_settings(looks))
    return MappingProxyType(people)


def find_character(name: str) -> Character:
    """The named character, the one of a file, or the one that a number draws.

    Args:
        name: of :func:`characters`; or a path that ends as :data:`SUFFIXES`; or a whole number.

    Raises:
        RequestError: there is none (near names are offered), or the file is malformed.
    """
    key = name.strip()
    if Path(key).suffix.lower() in SUFFIXES:
        from emogen.pipelines.face.character.document import load_character

        return load_character(key)
    if key.isdecimal():
        return make_character(int(key))
    if key.lower() not in characters():
        raise unknown_name("character", key, characters(), see="emogen characters")
    return characters()[key.lower()]


def with_looks(character: Character, looks: Mapping[str, Any]) -> Character:
    """The same person with other looks; ``shapes`` are added to those that are there.

    Raises:
        RequestError: an unknown field, or a value that it cannot have.
    """
    for key in looks:
        if key not in FIELDS:
            raise unknown_name("trait", key, (*FIELDS,))
    shapes = {**dict(character.shapes), **checked_dict(looks.get("shapes", {}))}
    return dataclasses.replace(character, **{**looks, "shapes": tuple(shapes.items())})


def checked_dict(shapes: Mapping[str, float] | Iterable[tuple[str, float]]) -> dict[str, float]:
    """Shapes with their names in full. Raises as :func:`looks.checked_shapes`."""
    return dict(checked_shapes(dict(shapes)))


def read_settings(settings: Iterable[str]) -> dict[str, Any]:
    """Fields of a character as typed: ``["hair=long", "age=40", "nose-hump=0.4"]``.

    What is no field is a local shape; ``shapes.nose-hump=0.4`` is one in any case.

    Raises:
        RequestError: malformed text, an unknown name, a word where a number is needed.
    """
    looks: dict[str, Any] = {}
    for setting in settings:
        key, equals, text = (part.strip() for part in setting.partition("="))
        if not (key and equals and text):
            raise RequestError(f"cannot read the setting {setting!r}", fix='Write e.g. "hair=long".')
        key = key if "/" in key or key.startswith("shapes.") else key.replace("-", "_", 1)
        if key in NAMES or key == "name":
            looks[key] = text
        elif key in NUMBERS or key == "seed":
            looks[key] = int(_typed(key, text)) if key == "seed" else _typed(key, text)
        elif key in FIELDS:
            raise RequestError("shapes are set one by one", fix='Write e.g. "shapes.nose-hump=0.4".')
        else:
            name = setting.partition("=")[0].strip().removeprefix("shapes.")
            feature = _feature_or_field(name, setting)
            looks.setdefault("shapes", {})[feature] = _typed(name, text)
    return looks


def _feature_or_field(name: str, setting: str) -> str:
    try:
        return find_feature(name)
    except RequestError:
        if setting.startswith("shapes.") or "/" in name:
            raise
        raise unknown_name("trait", name, FIELDS, see="emogen character shapes") from None


def _typed(key: str, text: str) -> float:
    words = {"female": 0.0, "male": 1.0} if key == "sex" else {}
    try:
        value = words[text.lower()] if text.lower() in words else float(text)
    except ValueError as error:
        raise RequestError(f"{key} {text!r} is not a number") from error
    if not math.isfinite(value) or (key == "seed" and value != int(value)):
        raise RequestError(f"{key} {text!r} is no number that can be used")
    return value


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
    **looks: Any,
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
    known = set(FIELDS) - {"seed", "age", "sex", "skin"}
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
    drawn: dict[str, Any] = {
        "name": f"person-{seed}",
        "african": float(ancestry[0]),
        "asian": float(ancestry[1]),
        "caucasian": float(ancestry[2]),
        "hair": str(
            draw.choice(("crop", "buzz", "curly", "crop") if male > 0.5 else ("bob", "long", "bun", "curly"))
        ),
        "hair_colour": _hair_colour(draw.random(), draw.random(), years, tone),
        "brow": float(draw.uniform(0.3, 0.8) + 0.1 * male).__round__(3),
        "eye_colour": "brown" if draw.random() < 0.35 + tone else str(draw.choice(_DRAWN_EYES)),
        "stubble": float(draw.choice((0.0, 0.2, 0.6))) if male > 0.5 and years > 18 else 0.0,
        "clothes": str(draw.choice(_DRAWN_CLOTHES)),
    }
    return Character(seed=seed, age=years, sex=male, skin=tone, **{**drawn, **looks})


_DRAWN_EYES: Final = ("brown", "hazel", "green", "blue", "grey")
_DRAWN_CLOTHES: Final = ("teal", "navy", "ochre", "grey", "plum", "rust", "sage")
"""What seeds draw from, fixed so that a seed keeps its person when a table grows."""


def _hair_colour(first: float, second: float, age: float, skin: float) -> str:
    if first < (age - 42) / 40:
        return "grey" if second < 0.7 else "white"
    if skin > 0.5:
        return "black" if second < 0.8 else "brown"
    return ("black", "brown", "chestnut", "auburn", "blond", "red", "blond")[int(second * 7)]
