"""The registry of settings: a name of ``assets/scenes.yaml``, who paints it and what it can hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from emogen.pipelines.image.land import city, desert, field, forest
from emogen.pipelines.image.room import room
from emogen.pipelines.image.stage import Stage
from emogen.pipelines.image.things import THINGS, Kind
from emogen.pipelines.image.waterside import coast, harbour, mountain_lake

Setting = Callable[[Stage], None]

SETTINGS: Final[dict[str, Setting]] = {
    "harbour": harbour,
    "forest": forest,
    "mountain lake": mountain_lake,
    "city": city,
    "desert": desert,
    "coast": coast,
    "field": field,
    "room": room,
}
"""By the name in ``assets/scenes.yaml``."""

_OUTDOORS: Final = frozenset((Kind.GROUND, Kind.SHORE, Kind.SKY))
_WATERSIDE: Final = frozenset((*_OUTDOORS, Kind.WATER))
_KINDS: Final = {
    "harbour": _WATERSIDE,
    "forest": _OUTDOORS,
    "mountain lake": _WATERSIDE,
    "city": _WATERSIDE,
    "desert": _OUTDOORS,
    "coast": _WATERSIDE,
    "field": _OUTDOORS,
    "room": frozenset((Kind.ROOM,)),
}
_FEATURES: Final = {
    "bridge": ("city",),
    "river": ("field", "desert", "forest", "city"),
    "path": ("field", "desert", "forest"),
    "window": ("room",),
}
_INDOORS: Final = ("figure", "flower", "lamp", "moon", "star")


def can_show(setting: str, time: str, thing: str) -> bool:
    """Whether a setting at a time of day has a place for a thing."""
    dark = time in ("night", "dusk")
    if (thing == "sun" and dark) or (thing == "star" and not dark):
        return False
    if setting == "room" and thing in _INDOORS:
        return True
    kind = THINGS[thing].kind
    if kind is Kind.SCENE:
        return setting in _FEATURES.get(thing, tuple(name for name in SETTINGS if name != "room"))
    return kind in _KINDS[setting]
