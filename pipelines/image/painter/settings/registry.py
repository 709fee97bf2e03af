"""Every setting, by its name in ``assets/scenes_places.yaml``.

A setting is a function that paints it on a stage, a line in the ``SETTINGS`` of its module, and an entry in
the table.
"""

from __future__ import annotations

from typing import Final

from emogen.pipelines.image.painter.settings import (
    bamboo,
    canals,
    canyons,
    caves,
    cities,
    coasts,
    deserts,
    farms,
    fields,
    forests,
    gardens,
    graveyards,
    harbours,
    islands,
    jungles,
    lakes,
    lavender,
    lunar,
    mars,
    old_towns,
    parks,
    riversides,
    rooftops,
    ruins,
    seas,
    skies,
    snows,
    squares,
    stations,
    streets,
    swamps,
    underwater,
    valleys,
    vineyards,
    volcanoes,
    waterfalls,
)
from emogen.pipelines.image.painter.settings.kinds import Setting
from emogen.pipelines.image.painter.settings.rooms import (
    cabins,
    dark,
    halls,
    home,
    learning,
    public,
    tavern,
    theatre,
)
from emogen.pipelines.image.painter.things.kinds import Kind, Spot
from emogen.pipelines.image.painter.things.registry import THINGS, in_the_open

SETTINGS: Final[dict[str, Setting]] = {
    **bamboo.SETTINGS,
    **canals.SETTINGS,
    **canyons.SETTINGS,
    **caves.SETTINGS,
    **cities.SETTINGS,
    **coasts.SETTINGS,
    **deserts.SETTINGS,
    **farms.SETTINGS,
    **fields.SETTINGS,
    **forests.SETTINGS,
    **gardens.SETTINGS,
    **graveyards.SETTINGS,
    **harbours.SETTINGS,
    **islands.SETTINGS,
    **jungles.SETTINGS,
    **lakes.SETTINGS,
    **lavender.SETTINGS,
    **lunar.SETTINGS,
    **mars.SETTINGS,
    **old_towns.SETTINGS,
    **parks.SETTINGS,
    **riversides.SETTINGS,
    **rooftops.SETTINGS,
    **ruins.SETTINGS,
    **seas.SETTINGS,
    **skies.SETTINGS,
    **snows.SETTINGS,
    **squares.SETTINGS,
    **stations.SETTINGS,
    **streets.SETTINGS,
    **swamps.SETTINGS,
    **underwater.SETTINGS,
    **valleys.SETTINGS,
    **vineyards.SETTINGS,
    **volcanoes.SETTINGS,
    **waterfalls.SETTINGS,
    **home.SETTINGS,
    **learning.SETTINGS,
    **halls.SETTINGS,
    **dark.SETTINGS,
    **public.SETTINGS,
    **cabins.SETTINGS,
    **tavern.SETTINGS,
    **theatre.SETTINGS,
}
"""By name."""


def can_show(setting: str, time: str, thing: str) -> bool:
    """Whether a setting at a time of day has a place for a thing."""
    dark = time in ("night", "dusk")
    if (thing == "sun" and dark) or (thing == "star" and not dark):
        return False
    place = SETTINGS[setting]
    drawn = THINGS[thing] if place.indoors else in_the_open(thing)
    kind = drawn.kind
    if kind is Kind.ROOM and not place.indoors and drawn.spot not in (Spot.FLOOR, Spot.TOP):
        return False
    if thing in place.guests or (thing == "sill" and place.indoors):
        return True
    return thing in place.scenery if kind is Kind.SCENE else kind in place.holds
