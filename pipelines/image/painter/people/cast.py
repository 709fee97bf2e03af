"""Casting: who a text names, as characters of the face pipeline, drawn by the seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import yaml

from emogen.conditioning.character.people import make_character
from emogen.conditioning.character.traits import NAMES, NUMBERS
from emogen.pipelines.face.character.hats import Hat
from emogen.seeds import stream, stream_seed
from emogen.tables import asset_text

if TYPE_CHECKING:
    from emogen.conditioning.character import Character
    from emogen.pipelines.image.painter.words.prompt import Prompt, Someone

MOST: Final = 5
"""People in front: more would hide one another, or be too small to show what they feel."""

_SPREAD: Final = 3.0
"""Years that an age without a range varies by to either side."""

_GROWN: Final = 18.0
"""Years from which a grey share, stubble and beards are drawn."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody in front.

    Attributes:
        character: face, hair and clothes. hat: or None.
        pale: whether the figure is only half there: a ghost.
        emotion: what the words say that they feel; None where it is the picture's.
    """

    character: Character
    hat: Hat | None = None
    pale: bool = False
    emotion: str | None = None

    @property
    def is_child(self) -> bool:
        return self.character.looks.age < 14


@lru_cache(maxsize=1)
def people_table() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """``people`` and ``traits`` of ``assets/scenes_people.yaml``."""
    table: Mapping[str, Mapping[str, Mapping[str, Any]]] = yaml.safe_load(asset_text("scenes_people.yaml"))
    return table


def near_people(prompt: Prompt) -> tuple[Someone, ...]:
    """Those who stand in front."""
    return tuple(someone for someone in prompt.people if someone.near and someone.count > 0)


def is_portrait(prompt: Prompt) -> bool:
    """Whether the words ask for a portrait: somebody near, and little else."""
    traits = people_table()["traits"]
    return any(
        traits.get(trait, {}).get("portrait", False)
        for someone in near_people(prompt)
        for trait in someone.traits
    )


def cast(prompt: Prompt, seed: int) -> tuple[Actor, ...]:
    """The people in front, at most :data:`MOST`, in the order of the words. The same seed is the same people,
    whatever else the words say."""
    actors: list[Actor] = []
    for someone in near_people(prompt):
        for index, name in enumerate(_each(someone)):
            turn = stream_seed(seed, "person", someone.name, _index(someone, index))
            actors.append(_actor(name, someone, turn, _kin(someone, seed)))
    return tuple(actors[:MOST])


def cast_notes(prompt: Prompt) -> tuple[str, ...]:
    """Notes about the people in front: what belongs to them and was not drawn, and how many were left out."""
    notes: list[str] = []
    total = 0
    for someone in near_people(prompt):
        entry = people_table()["people"][someone.name]
        total += len(_each(someone))
        if "lacks" in entry:
            notes.append(f"{someone.word or someone.name}: drawn without {entry['lacks']}")
    if total > MOST:
        notes.append(f"{total} people in front: painted {MOST}")
    return tuple(dict.fromkeys(notes))


def _each(someone: Someone) -> list[str]:
    """The entry of each of them: a family is a mother, a father and a child."""
    entry = people_table()["people"][someone.name]
    mix = entry.get("mix")
    if mix is None:
        return [someone.name] * someone.count
    return [mix[index % len(mix)] for index in range(max(someone.count, len(mix)))]


def _index(someone: Someone, index: int) -> int:
    """Twins are one person twice."""
    return 0 if people_table()["people"][someone.name].get("twins", False) else index


def _kin(someone: Someone, seed: int) -> float | None:
    """The tone of skin of a family, which are alike; None for people who are no kin."""
    if someone.name not in ("family", "parents"):
        return None
    return float(stream(seed, "person", someone.name, "kin").random())


def _actor(name: str, someone: Someone, seed: int, kin: float | None) -> Actor:
    table = people_table()
    values = dict(table["people"][name])
    if name != someone.name and "age" in table["people"][someone.name]:
        values.setdefault("age", table["people"][someone.name]["age"])
    for trait in someone.traits:
        values |= _fitting(table["traits"].get(trait, {}), values)
    random = stream(seed, "looks")
    drawn = {key: _drawn(value, key, random) for key, value in values.items() if key in _DRAWN}
    age = float(np.clip(drawn.pop("age", 30.0), *NUMBERS["age"][:2]))
    sex = drawn.pop("sex", None)
    sex = float(random.random() < 0.5) if sex is None else float(random.random() < sex)
    looks = _plausible(drawn, age, sex, values)
    if kin is not None:
        looks.setdefault("skin", float(np.clip(kin + random.uniform(-0.1, 0.1), 0.0, 1.0)))
    character = make_character(seed % (1 << 31), name=someone.word[:100] or name, age=age, sex=sex, **looks)
    emotion = values.get("emotion")
    return Actor(character, _hat(values.get("hat")), bool(values.get("pale", False)), emotion)


_DRAWN: Final = ("age", "sex", *(name for name in NUMBERS if name not in ("age", "sex")), *NAMES)
"""Fields of an entry that are looks."""


def _drawn(value: Any, field: str, random: np.random.Generator) -> Any:
    """One of a list of names, a number in a range, or the value itself, varied where it is an age."""
    if isinstance(value, list) and field in NAMES:
        return str(value[int(random.integers(len(value)))])
    if isinstance(value, list):
        return float(random.uniform(*value))
    if field == "age":
        return float(value + random.uniform(-_SPREAD, _SPREAD))
    return value if field in NAMES else float(value)


def _fitting(trait: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """What a trait changes in this entry: a little old lady does not become a child."""
    age = entry.get("age", 30)
    oldest = max(age) if isinstance(age, list) else age
    if oldest > trait.get("only_under", oldest):
        return {}
    return {key: value for key, value in trait.items() if key not in ("words", "portrait", "only_under")}


def _plausible(drawn: dict[str, Any], age: float, sex: float, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Looks without what does not go together: beards of women and children, brown hair at 80."""
    looks = dict(drawn)
    if sex < 0.5 or age < _GROWN:
        looks |= {"beard": "none", "stubble": 0.0}
    if sex < 0.5 and looks.get("hair") in ("bald", "receding", "buzz") and "hair" in entry:
        looks["hair"] = "bob"
    if age < _GROWN:
        looks.pop("grey", None)
    elif age >= 64 and "hair_colour" not in looks:
        looks["hair_colour"] = "white" if age >= 75 else "grey"
    return looks


def _hat(value: Any) -> Hat | None:
    return Hat(str(value["name"]), str(value["colour"])) if isinstance(value, Mapping) else None
