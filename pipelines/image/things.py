"""The registry of things: a name of ``assets/scenes.yaml``, where it belongs and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from emogen.pipelines.image import buildings, furniture, props, trees, vessels
from emogen.pipelines.image.pen import Pen


class Kind(Enum):
    """Where a thing belongs."""

    GROUND = auto()
    SHORE = auto()
    WATER = auto()
    SKY = auto()
    ROOM = auto()
    SCENE = auto()


def _by_the_scene(_: Pen) -> None:
    """Sun, moon, paths, rivers: part of the setting, which looks for them by name."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One kind of thing.

    Attributes:
        draw: draws it with a pen at its foot.
        kind: where it belongs. SHORE: on the ground or, where there is none, in shallow water.
        metre: of a thing in the sky, the size of a metre when it is near, scene units.
        near, far: how far away it may stand, shares of the depth a setting offers for its kind.
    """

    draw: Callable[[Pen], None]
    kind: Kind
    near: float = 0.0
    far: float = 1.0
    metre: float = 0.0


THINGS: Final[dict[str, Thing]] = {
    "boat": Thing(vessels.boat, Kind.WATER, 0.15, 0.8),
    "sailboat": Thing(vessels.sailboat, Kind.WATER, 0.45, 0.95),
    "ship": Thing(vessels.ship, Kind.WATER, 0.9, 0.985),
    "lighthouse": Thing(buildings.lighthouse, Kind.SHORE, 0.75, 0.92),
    "tree": Thing(trees.tree, Kind.GROUND, 0.5, 0.93),
    "pine": Thing(trees.pine, Kind.GROUND, 0.5, 0.95),
    "dead tree": Thing(trees.dead_tree, Kind.GROUND, 0.3, 0.85),
    "bush": Thing(trees.bush, Kind.GROUND, 0.1, 0.9),
    "cactus": Thing(trees.cactus, Kind.GROUND, 0.15, 0.85),
    "house": Thing(buildings.house, Kind.GROUND, 0.68, 0.92),
    "church": Thing(buildings.church, Kind.GROUND, 0.86, 0.96),
    "castle": Thing(buildings.castle, Kind.SHORE, 0.88, 0.97),
    "windmill": Thing(buildings.windmill, Kind.GROUND, 0.78, 0.92),
    "tent": Thing(props.tent, Kind.GROUND, 0.2, 0.7),
    "bridge": Thing(props.bridge, Kind.SCENE),
    "bench": Thing(props.bench, Kind.GROUND, 0.05, 0.4),
    "fence": Thing(props.fence, Kind.GROUND, 0.25, 0.55),
    "lamp": Thing(props.lamp, Kind.GROUND, 0.1, 0.7),
    "car": Thing(props.car, Kind.GROUND, 0.1, 0.7),
    "figure": Thing(props.figure, Kind.GROUND, 0.1, 0.55),
    "campfire": Thing(props.campfire, Kind.GROUND, 0.1, 0.5),
    "flower": Thing(trees.flowers, Kind.GROUND, 0.0, 0.6),
    "rock": Thing(props.rock, Kind.GROUND, 0.0, 0.7),
    "bird": Thing(props.birds, Kind.SKY, metre=0.021),
    "balloon": Thing(props.balloon, Kind.SKY, metre=0.012),
    "sun": Thing(_by_the_scene, Kind.SCENE),
    "moon": Thing(_by_the_scene, Kind.SCENE),
    "star": Thing(_by_the_scene, Kind.SCENE),
    "river": Thing(_by_the_scene, Kind.SCENE),
    "path": Thing(_by_the_scene, Kind.SCENE),
    "rainbow": Thing(_by_the_scene, Kind.SCENE),
    "window": Thing(_by_the_scene, Kind.SCENE),
    "table": Thing(furniture.table, Kind.ROOM),
    "chair": Thing(furniture.chair, Kind.ROOM),
    "bed": Thing(furniture.bed, Kind.ROOM),
    "candle": Thing(furniture.candle, Kind.ROOM),
    "book": Thing(furniture.book, Kind.ROOM),
    "vase": Thing(furniture.vase, Kind.ROOM),
}
