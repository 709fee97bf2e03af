"""The looks of a person: the values that a face is drawn from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from emogen.conditioning.character.traits import NAMES, NUMBERS, checked_shapes
from emogen.errors import RequestError, checked, unknown_name

DRAWN_BY_SEED: Final = ("weight", "freckles")
DRAWN_BY_AGE: Final = ("ageing",)


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks of a person. Hashable; the same values always give the same face.

    Ranges and choices are in :mod:`~emogen.conditioning.character.traits`; a field that is not
    listed here is described there.

    Attributes:
        seed: draws the small differences: features, asymmetry, strands, freckles.
        african, asian, caucasian: weights of the ancestral head shapes, at least 0, not all 0.
        weight, freckles: drawn by the seed when None.
        ageing: as the age says when None.
        shapes: local shapes by name, -1 to 1, on top of the features that the seed draws. A mapping
            is taken too.
    """

    seed: int = 0
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
        if isinstance(self.seed, bool) or not isinstance(self.seed, int):
            raise RequestError(f"seed {self.seed!r} is not a whole number")
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
    return value


FIELDS: Final = tuple(field.name for field in dataclasses.fields(Looks))
"""Names of the fields of looks, in their order."""

PLAIN: Final = Looks()
"""Looks of which nothing is said."""


def changed_looks(looks: Looks, values: Mapping[str, Any]) -> Looks:
    """Other looks of the same person; ``shapes`` are added to those that are there.

    Raises:
        RequestError: an unknown field, or a value that it cannot have.
    """
    for key in values:
        if key not in FIELDS:
            raise unknown_name("trait", key, (*FIELDS,))
    shapes = {**dict(looks.shapes), **_checked_dict(values.get("shapes", {}))}
    return dataclasses.replace(looks, **{**values, "shapes": tuple(shapes.items())})


def _checked_dict(shapes: Mapping[str, float] | Iterable[tuple[str, float]]) -> dict[str, float]:
    return dict(checked_shapes(dict(shapes)))
