"""What stands in front in a room: things on its floor, and a still life on a table close to the viewer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.ndimage import gaussian_filter

from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.registry import THINGS
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage

_TOP: Final = 0.775
"""Where the table's top ends at the back, a share of the height."""

_EDGE: Final = 0.955
"""Where it ends in front."""

_MOST: Final = 9
"""More things than this do not fit on the table."""

_TALLEST: Final = 0.44
"""The largest thing on the table, a share of the height; the others keep some of their proportion to it."""

_BLUR: Final = 0.0055
"""How far out of focus the room is behind a still life, scene units."""

_SILL: Final = "#cfc8b8"
"""Paint of a window sill, which is the table where the words name one."""

_WOODS: Final = ("#6a5544", "#8a755c", "#54463c", "#9a8a72")


def paint_front(stage: Stage) -> None:
    """Paint the floor's things and the still life that the words ask for; nothing else changes.

    Small things that are not what the picture is of stand on the room's own tables.
    """
    canvas = stage.canvas
    kinds = [THINGS[wanted.name].kind for wanted in stage.prompt.things]
    if Kind.FLOOR in kinds:
        floor = stage.horizon + 0.62 * (canvas.high - stage.horizon)
        stage.draw({Kind.FLOOR}, (canvas.high * 0.96, floor), span=(0.12, 0.88))
    if stage.still_life:
        _still_life(stage)
    elif stage.asks("sill"):
        _table(stage)


def _still_life(stage: Stage) -> None:
    """A table across the lower edge and the things on it, large; the room behind out of focus."""
    canvas = stage.canvas
    radius = _BLUR / canvas.px
    for channel in range(canvas.image.shape[2]):
        canvas.image[..., channel] = gaussian_filter(canvas.image[..., channel], radius, mode="nearest")
    _table(stage)
    wanted = [w for w in stage.prompt.things if THINGS[w.name].kind is Kind.TABLE]
    items = [(w, n) for w in wanted for n in range(w.count)][:_MOST]
    largest = max(THINGS[w.name].close for w, _ in items)
    sizes = [(THINGS[w.name].close / largest) ** 0.55 for w, _ in items]
    crowd = min(1.0, 1.5 * canvas.wide / canvas.high / (sum(sizes) + 0.4) / _TALLEST / 1.9)
    random = stream(stage.seed, "still life")
    places = np.cumsum([0.0, *sizes])
    middle = canvas.wide * (0.5 + (0.09 if len(items) < 4 else 0.02) * random.choice((-1.0, 1.0)))
    reach = _TALLEST * canvas.high * crowd * stage.fit
    spots = []
    for (w, n), size, left in zip(items, sizes, places[:-1], strict=True):
        x = middle + (left + size / 2 - places[-1] / 2) * reach * 0.98
        y = canvas.high * (0.865 + random.uniform(-0.028, 0.03) * (len(items) > 1))
        spots.append((y, x, w, n, reach * size / THINGS[w.name].close))
    for y, x, w, n, scale in sorted(spots, key=lambda spot: spot[0]):
        pen = stage.pen(w.name, x, y, colour=w.colour, index=n)
        THINGS[w.name].draw(replace(pen, scale=scale, distance=0.0))


def _table(stage: Stage) -> None:
    """Boards of wood that run away from the viewer, lit from the room's side."""
    canvas, light = stage.canvas, stage.light
    random = stream(stage.seed, "table in front")
    colour = next((w.colour for w in stage.prompt.things if w.name == "table" and w.colour), None)
    sill = stage.asks("sill")
    wood = linear(colour or (_SILL if sill else _WOODS[int(random.integers(len(_WOODS)))]))
    top, edge, wide = _TOP * canvas.high, _EDGE * canvas.high, canvas.wide
    boards = 1 if sill else 9
    bounds = np.linspace(-0.35, 1.35, boards + 1)
    for n in range(boards):
        far = [wide * (0.5 + (u - 0.5) * 0.86) for u in bounds[n : n + 2]]
        near = [wide * (0.5 + (u - 0.5) * 1.3) for u in bounds[n : n + 2]]
        shape = np.array([[far[0], top], [far[1], top], [near[1], edge], [near[0], edge]], np.float32)
        tone = wood * np.float32(random.uniform(0.85, 1.12))
        towards = 0.5 + 0.3 * light.side * (0.5 * (bounds[n] + bounds[n + 1]) - 0.5)
        canvas.fill([shape], light.lit(tone, towards + 0.3), light.lit(tone, towards), grain=0.2, stretch=0.3,
                    feature=0.035, seed=int(random.integers(1 << 30)))  # fmt: skip
        seam = np.array(
            [[far[1] - 0.001, top], [far[1] + 0.001, top], [near[1] + 0.0025, edge], [near[1] - 0.0025, edge]]
        )
        canvas.fill([seam.astype(np.float32)], light.lit(tone * 0.35, 0.1), alpha=0.7, grain=0.0)
    back = np.array(
        [[0, top - 0.004], [wide, top - 0.004], [wide, top + 0.004], [0, top + 0.004]], np.float32
    )
    canvas.fill([back], light.lit(wood * 1.25, 0.9), alpha=0.7, grain=0.0)
    front = np.array([[0, edge], [wide, edge], [wide, canvas.high], [0, canvas.high]], np.float32)
    canvas.fill(
        [front], light.lit(wood, 0.3), light.lit(wood, 0.12), grain=0.2, stretch=7.0, feature=0.03, seed=5
    )
