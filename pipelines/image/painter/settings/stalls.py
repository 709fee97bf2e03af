"""What squares and old towns share: rows of fronts across the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emogen.pipelines.image.painter.compose import birds_and_balloons
from emogen.pipelines.image.painter.fronts import PLASTER, old_front
from emogen.pipelines.image.painter.settings.kinds import LAND
from emogen.pipelines.image.painter.walls import Wall
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def street_things(
    stage: Stage, usual: list[tuple[str, int]], far: float = 0.09, clear: tuple[float, float] | None = None
) -> None:
    rows = (stage.canvas.high * 0.97, stage.horizon + far)
    stage.draw(LAND, rows, usual=usual, span=(0.14, 0.86), clear=clear)
    birds_and_balloons(stage)


def houses_across(stage: Stage, away: float, name: str) -> None:
    """A row of fronts that look at the viewer."""
    random = stream(stage.seed, name)
    x, half = -0.62 * stage.canvas.wide * away, 0.62 * stage.canvas.wide * away
    while x < half:
        wide = random.uniform(5.5, 8.0)
        wall = Wall(stage, (x, away), (x + wide, away))
        high = random.uniform(8.0, 11.5)
        colour = PLASTER[int(random.integers(len(PLASTER)))]
        peak = [[-0.2, high], [wide / 2, high + random.uniform(2.4, 4.2)], [wide + 0.2, high]]
        roof = "#e4eaf2" if stage.winter else ("#8a4b3c", "#74544a", "#9a5a40")[int(random.integers(3))]
        wall.fill([peak], roof if random.random() < 0.4 else colour, 0.9, low=0.75)
        old_front(wall, high, colour, 0.5, random)
        x += wide
