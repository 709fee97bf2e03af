"""Every setting, by its name in ``assets/scenes_places.yaml``.

A setting is a function that paints it on a stage, a line in the ``SETTINGS`` of its module, and an entry in
the table.
"""

from __future__ import annotations

from typing import Final

from emogen.pipelines.image.painter.settings import land, waterside
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
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.registry import THINGS

SETTINGS: Final[dict[str, Setting]] = {
    **waterside.SETTINGS,
    **land.SETTINGS,
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
    place, kind = SETTINGS[setting], THINGS[thing].kind
    if thing in place.guests:
        return True
    return thing in place.scenery if kind is Kind.SCENE else kind in place.holds
