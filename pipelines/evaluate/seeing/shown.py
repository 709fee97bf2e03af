"""What an item shows, looked at once however many judges ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emogen.pipelines.evaluate.remember import remembered
from emogen.vision.things import embedding

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.pipelines.evaluate.item import Item


@remembered(64)
def shown(item: Item) -> Floats:
    """As :func:`~emogen.vision.things.embedding`, of an item. Raises as that and :attr:`.Item.pixels`."""
    return embedding(item.pixels)
