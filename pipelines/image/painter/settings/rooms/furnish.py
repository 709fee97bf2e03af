"""What stands in a room: its own things, those the words ask for, and where each finds its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.pen import Pen
from emogen.pipelines.image.painter.settings.rooms.plan import GUESTS
from emogen.pipelines.image.painter.things.furniture_light import burning
from emogen.pipelines.image.painter.things.kinds import Kind, Spot, Thing
from emogen.pipelines.image.painter.things.registry import THINGS
from emogen.seeds import stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from emogen.pipelines.image.painter.settings.rooms.interior import Interior
    from emogen.pipelines.image.painter.settings.rooms.plan import Part, Placed, Top
    from emogen.pipelines.image.painter.words.prompt import Wanted

INDOORS: Final = {"lamp": "floor lamp", "flower": "vase", "campfire": "fireplace"}
"""What a word for something in the open means in a room."""

_LEGGED: Final = frozenset(("table", "chair", "stool", "school desk", "hospital bed"))
"""Things whose lower part throws hardly any shadow."""

_MOST: Final = 8
"""More of one kind than this crowd a room."""


def furnish(room: Interior) -> list[Callable[[], None]]:
    """Give the rig what the things add to it, and list the drawing of each, from far to near."""
    asked = {INDOORS.get(w.name, w.name): w for w in room.stage.prompt.things}
    placed = [*_standing(room, asked), *_on_tops(room, asked)]
    drawn: list[tuple[int, float, Callable[[], None]]] = []
    for index, (item, away) in enumerate(placed):
        thing = THINGS[item.name]
        _light_and_shade(room, item, thing)
        layer = 0 if thing.spot in (Spot.FLAT, Spot.WALL) else 1
        drawn.append((layer, -away, _drawing(room, item, index)))
    drawn += [
        (part.layer, -away, _part(room, part, index))
        for index, (away, part) in enumerate(room.parts)
        if part.layer >= 0
    ]
    return [draw for _, _, draw in sorted(drawn, key=lambda entry: entry[:2])]


def behind(room: Interior) -> list[Callable[[], None]]:
    """The drawing of what is seen through holes in the walls, from far to near."""
    parts = sorted(enumerate(room.parts), key=lambda entry: -entry[1][0])
    return [_part(room, part, index) for index, (_, part) in parts if part.layer < 0]


def _standing(room: Interior, asked: dict[str, Wanted]) -> list[tuple[Placed, float]]:
    """What has its place on the floor, on a wall or under the ceiling."""
    banned = {INDOORS.get(name, name) for name in room.stage.prompt.banned}
    own = list(dict.fromkeys(item.name for item in room.placed))
    chosen: list[Placed] = []
    for name in own:
        places = [item for item in room.placed if item.name == name]
        wanted = asked.get(name)
        if wanted is not None:
            chosen += _asked(room, wanted, name, places)
        elif name not in banned:
            chosen += [item for item in places if item.usual]
    for name, wanted in asked.items():
        kind, spot = THINGS[name].kind, THINGS[name].spot
        if name not in own and spot is not Spot.TOP and (kind is Kind.ROOM or name in GUESTS):
            chosen += _asked(room, wanted, name, [])
    return [(item, _away(room, item)) for item in chosen]


def _away(room: Interior, item: Placed) -> float:
    return float(room.view.seen([item.at])[0, 2])


def _asked(room: Interior, wanted: Wanted, name: str, places: list[Placed]) -> list[Placed]:
    """As many of a thing as the words ask for, first where the room has them, then where it is free."""
    count = min(wanted.count, max(_MOST, len(places)))
    chosen = places[:count]
    while len(chosen) < count:
        chosen.append(room.place_for(name))
    return [replace(item, colour=wanted.colour or item.colour) for item in chosen]


def _on_tops(room: Interior, asked: dict[str, Wanted]) -> list[tuple[Placed, float]]:
    """Small things on tables and shelves: those asked for on the best place, else each place's own."""
    own = {item.name for item in room.placed}
    small = [(n, w) for n, w in asked.items() if THINGS[n].spot is Spot.TOP and n not in own]
    wanted = [(n, w.colour) for n, w in small for _ in range(min(w.count, _MOST))]
    banned = {INDOORS.get(name, name) for name in room.stage.prompt.banned}
    placed: list[tuple[Placed, float]] = []
    tops = room.tops or [room.floor_top()]
    share = -(-len(wanted) // len(tops[:2])) if wanted else 0
    for number, top in enumerate(tops):
        items: list[tuple[str, str | None]] = [
            (n, None) for n in top.usual if n not in banned and (number > 0 or not wanted)
        ]
        if number < 2:
            items = wanted[number * share : (number + 1) * share] + items
        placed += _row(room, top, items)
    return placed


def _row(room: Interior, top: Top, items: list[tuple[str, str | None]]) -> list[tuple[Placed, float]]:
    """Things side by side on a surface; books lie on each other."""
    piles = [*dict.fromkeys("book" if n == "book" else f"{n} {k}" for k, (n, _) in enumerate(items))]
    space = room.space(top.at, top.turn)
    random = stream(room.stage.seed, "row", int(1000 * top.at[0]), int(1000 * top.at[2]))
    row = []
    high = dict.fromkeys(piles, 0.0)
    for k, (name, colour) in enumerate(items):
        pile = "book" if name == "book" else f"{name} {k}"
        x = top.wide * ((piles.index(pile) + 0.5) / len(piles) - 0.5)
        (at,) = space.world([(x, high[pile], float(random.uniform(-0.12, 0.08)) * top.deep)])
        high[pile] += 0.07 if name == "book" else 0.0
        turn = top.turn + float(random.uniform(-0.3, 0.3))
        item = room.small(name, (float(at[0]), float(at[1]), float(at[2])), turn, colour)
        row.append((item, float(room.view.seen([top.at])[0, 2]) - 0.02 - 0.001 * k))
    return row


def _light_and_shade(room: Interior, item: Placed, thing: Thing) -> None:
    """A thing's light, if it gives any, else its shadow."""
    targets = room.stage.targets
    if thing.shine is not None:
        shine = thing.shine
        lit = room.lamps
        if shine.always:
            lit = (
                0.0 if item.name == "fireplace" and not burning(targets) else 0.7 + 0.3 * min(1.0, room.lamps)
            )
        if lit < 0.02:
            return
        colour = mix(linear(shine.colour), linear("#ff3312"), 0.6 * targets.fire)
        (at,) = room.space(item.at, item.turn).world(
            [(0.0, shine.height * item.size, -_IN_FRONT.get(item.name, 0.0))]
        )
        power = np.float32(shine.power * lit * (1.0 + 0.5 * targets.fire))
        room.rig.add((float(at[0]), float(at[1]), float(at[2])), colour * power, 0.12)
        return
    if thing.spot is not Spot.FLOOR or thing.kind is not Kind.ROOM:
        return
    wide, high, deep = (0.46 * length * item.size for length in thing.size)
    sine, cosine = abs(float(np.sin(item.turn))), abs(float(np.cos(item.turn)))
    across, away = wide * cosine + deep * sine, wide * sine + deep * cosine
    x, y, z = item.at
    foot = 1.3 * high if item.name in _LEGGED else 0.0
    room.rig.shades.append([x - across, y + foot, z - away, x + across, y + 2.0 * high, z + away])


_IN_FRONT: Final = {"fireplace": 0.55, "torch": 0.35, "stove": 0.5, "furnace": 0.6}
"""How far in front of a thing its light begins, metres, so that the thing itself does not hide it."""


def _drawing(room: Interior, item: Placed, index: int) -> Callable[[], None]:
    def draw() -> None:
        THINGS[item.name].draw(pen_for(room, item.name, item.at, item.turn, item.size, item.colour, index))

    return draw


def _part(room: Interior, part: Part, index: int) -> Callable[[], None]:
    def draw() -> None:
        pen = pen_for(room, "part", part.at, part.turn, index=index)
        part.draw(replace(pen, space=replace(room.space(part.at, part.turn), mirror=room.mirror)))

    return draw


def pen_for(
    room: Interior, name: str, at: tuple[float, float, float], turn: float,
    size: float = 1.0, colour: str | None = None, index: int = 0,
) -> Pen:  # fmt: skip
    """A pen at a place in the room, in the light that is there."""
    stage = room.stage
    x, y, scale = room.view.spot(*at)
    light = replace(room.rig.light_at((at[0], at[1] + 0.5, at[2]), stage.light), lamps=room.lamps)
    return Pen(
        canvas=stage.canvas,
        light=light,
        targets=stage.targets,
        random=stream(stage.seed, "thing", name, index),
        x=x,
        y=y,
        scale=scale * size,
        distance=0.0,
        colour=colour,
        season=stage.season(),
        space=room.space(at, turn, size),
    )
