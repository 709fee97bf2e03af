"""Who there is: named characters, those of files, and people made from a seed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from emogen.conditioning.character.character import Character
from emogen.conditioning.character.document import SUFFIXES, load_character
from emogen.conditioning.character.looks import FIELDS, Looks, changed_looks
from emogen.conditioning.character.settings import with_settings
from emogen.conditioning.character.traits import NUMBERS
from emogen.conditioning.character.voice import VoiceChoice
from emogen.errors import as_text, checked, unknown_name
from emogen.seeds import stream
from emogen.tables import asset_rows

_LONGEST_SEED: Final = 100
"""Digits of a number that draws a person. Ours."""


@lru_cache(maxsize=1)
def characters() -> Mapping[str, Character]:
    """The named characters of ``assets/characters.tsv``; the first is the default."""
    people = {}
    for row in asset_rows("characters.tsv"):
        settings = [*row.pop("looks").split(), *row.pop("personality").split()]
        name, speaker = row.pop("name"), VoiceChoice(row.pop("voice"), row.pop("language"))
        values: dict[str, Any] = {
            key: float(value) if key in NUMBERS else value for key, value in row.items()
        }
        looks = Looks(**{**values, "seed": int(row["seed"])})
        people[name] = with_settings(Character(name, speaker, looks), settings)
    return MappingProxyType(people)


def find_character(name: str) -> Character:
    """The named character, the one of a file, or the one that a number draws.

    Args:
        name: of :func:`characters`; or a path that ends as
            :data:`~emogen.conditioning.character.document.SUFFIXES`; or a whole number.

    Raises:
        RequestError: there is none (near names are offered), or the file is malformed.
    """
    key = as_text(name, "character").strip()
    if Path(key).suffix.lower() in SUFFIXES:
        return load_character(key)
    if key.isdecimal() and len(key) <= _LONGEST_SEED:
        return make_character(int(key))
    if key.lower() not in characters():
        raise unknown_name("character", key, characters(), see="emogen characters")
    return characters()[key.lower()]


def with_looks(character: Character, looks: Mapping[str, Any]) -> Character:
    """The same person with other looks; ``shapes`` are added to those that are there.

    Raises:
        RequestError: an unknown field, or a value that it cannot have.
    """
    return dataclasses.replace(character, looks=changed_looks(character.looks, looks))


def aged(character: Character, age: float) -> Character:
    """The same person at another age in years, 8 to 90; hair greys at 60 and is white at 75."""
    colour = "white" if age >= 75 else ("grey" if age >= 60 else character.looks.hair_colour)
    return with_looks(character, {"age": age, "hair_colour": colour})


def make_character(
    seed: int,
    *,
    name: str | None = None,
    age: float | None = None,
    sex: float | None = None,
    skin: float | None = None,
    **looks: Any,
) -> Character:
    """A person drawn from ``seed``; what is given is kept, the rest is drawn to fit it.

    Args:
        seed: any whole number.
        name: what the person is called; ``person-SEED`` when None.
        age: years, 8 to 90; drawn from 18 to 70 when None.
        sex: 0 female to 1 male.
        skin: 0 lightest to 1 darkest.
        **looks: any other field of :class:`~emogen.conditioning.character.looks.Looks`.

    Raises:
        RequestError: a value out of range, or a name that is not known.
    """
    known = {"name", *FIELDS} - {"seed", "age", "sex", "skin"}
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
    face = Looks(seed=seed, age=years, sex=male, skin=tone, **{**drawn, **looks})
    return Character(f"person-{seed}" if name is None else name, _drawn_voice(face), face)


def _drawn_voice(looks: Looks) -> VoiceChoice:
    """A voice of the same sex, drawn by the seed of the looks."""
    own = _DRAWN_VOICES["male" if looks.sex > 0.5 else "female"]
    name = str(stream(looks.seed, "voice").choice(own))
    return VoiceChoice(name, "en-gb" if name.startswith("b") else "en-us")


_DRAWN_VOICES: Final = {
    "female": ("af_heart", "af_bella", "af_aoede", "af_kore", "af_sarah", "bf_emma", "bf_isabella"),
    "male": ("am_fenrir", "am_michael", "am_puck", "am_echo", "am_eric", "bm_george", "bm_fable"),
}


_DRAWN_EYES: Final = ("brown", "hazel", "green", "blue", "grey")
_DRAWN_CLOTHES: Final = ("teal", "navy", "ochre", "grey", "plum", "rust", "sage")
"""Looks that seeds draw from; fixed, as the voices above, so that a seed keeps its person when a table
grows."""


def _hair_colour(first: float, second: float, age: float, skin: float) -> str:
    if first < (age - 42) / 40:
        return "grey" if second < 0.7 else "white"
    if skin > 0.5:
        return "black" if second < 0.8 else "brown"
    return ("black", "brown", "chestnut", "auburn", "blond", "red", "blond")[int(second * 7)]
