"""Towns: a waterfront of houses and a skyline of towers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.stage import places
from emogen.pipelines.image.painter.things.buildings import church, house, tower
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.registry import in_the_open
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def waterfront(stage: Stage, y: float) -> None:
    """Rows of houses along a far shore at ``y`` (scene units), a church, and a lighthouse if asked."""
    random, canvas = stream(stage.seed, "waterfront"), stage.canvas
    start = random.uniform(0.02, 0.2)
    span = random.uniform(0.5, 0.66)
    for row, (up, count, size) in enumerate(((0.016, 11, 1.6), (0.004, 13, 2.0))):
        for n in range(count):
            u = start + span * (n + random.uniform(0.1, 0.9)) / count
            foot = y - up * random.uniform(0.7, 1.2) - 0.02 * (1 - row) * np.sin(np.pi * (u - start) / span)
            pen = stage.pen(
                "shore house",
                canvas.wide * u,
                foot,
                size=size * 0.022 / max(foot - stage.horizon, 0.012),
                index=row * 50 + n,
            )
            house(replace(pen, distance=0.42))
        if row == 0:
            u = start + span * random.uniform(0.35, 0.65)
            foot = y - 0.016
            size = 1.6 * 0.022 / max(foot - stage.horizon, 0.012)
            church(replace(stage.pen("shore church", canvas.wide * u, foot, size=size), distance=0.42))


def far_shore(
    stage: Stage, y: float, near: float, metre: float, span: tuple[float, float] = (0.08, 0.92)
) -> None:
    """Things too big for the foreground stand on the far shore.

    Args:
        y: the shore, scene units. near: as given to ``Stage.draw``: the rest stands here.
        metre: size of a metre there, scene units.
    """
    for wanted in stage.prompt.things:
        thing = in_the_open(wanted.name)
        if thing.kind is not Kind.GROUND or thing.near <= near:
            continue
        for n, (u, v) in enumerate(places(stream(stage.seed, "far shore", wanted.name), wanted.count)):
            x = stage.canvas.wide * (span[0] + (span[1] - span[0]) * u)
            pen = stage.pen(wanted.name, x, y + 0.006 * v, colour=wanted.colour, index=n)
            thing.draw(replace(pen, scale=metre * stage.fit, distance=0.3))


_TOWERS = ("#8c8a90", "#a08a7c", "#76808c", "#b09a84", "#8a7a78", "#9aa0a4")


def skyline(stage: Stage, y: float, size: float = 1.0) -> None:
    """Four rows of blocks, the far ones tall and pale; nearer ones lower in the middle.

    ``size``: of a metre, 1 as seen from the edge of the town.
    """
    random, canvas = stream(stage.seed, "skyline"), stage.canvas
    rows = (
        (0.012, 22, 0.0050, 105, 0.85),
        (0.018, 18, 0.0062, 74, 0.6),
        (0.024, 14, 0.0078, 52, 0.36),
        (0.04, 9, 0.0115, 32, 0.12),
    )
    for row, (down, count, metre, tall, distance) in enumerate(rows):
        peak = random.uniform(0.3, 0.7)
        for n in range(count):
            u = (n + random.uniform(0.15, 0.85)) / count
            if row == 3 and 0.32 < u < 0.68:
                continue
            swell = (
                0.45 + 0.75 * np.exp(-(((u - peak) / 0.22) ** 2)) if row < 2 else 0.6 + 0.55 * abs(2 * u - 1)
            )
            high = tall * swell * random.uniform(0.55, 1.1)
            pen = stage.pen("tower", canvas.wide * u, y + size * down, index=row * 60 + n)
            pen = replace(pen, scale=size * metre * stage.fit, distance=distance)
            wide = canvas.wide / count / pen.scale * random.uniform(0.75, 1.2)
            tower(pen, wide, high, _TOWERS[int(random.integers(len(_TOWERS)))], lit=random.uniform(0.3, 0.6))
