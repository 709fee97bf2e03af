"""Where things stand: perspective, places on ground and water, drawing from far to near."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.pen import NOBODY, Pen
from emogen.pipelines.image.painter.people.cast import people_table
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.registry import THINGS
from emogen.seeds import stream, stream_seed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.pipelines.image.painter.canvas import Canvas
    from emogen.pipelines.image.painter.light import Light
    from emogen.pipelines.image.painter.words.prompt import Prompt

_USUAL_WIDTH: Final = 1.6
"""Scene width at which things have their natural size; in a narrower picture they shrink to fit."""


_FEW: Final = 12

COMPOSITIONS: Final = 3
"""How many ways each setting can be composed; the seed chooses."""


class Stage:
    """One scene being painted.

    Attributes:
        horizon: scene units from the top. eye: height of the viewer's eye, metres.
        targets: what the emotion asks for, its content too (``life``, ``decay``, ``company``, ...).
        seed: of the composition.
        composition: which of the setting's :data:`COMPOSITIONS` it is.
    """

    def __init__(
        self, canvas: Canvas, light: Light, prompt: Prompt, targets: PictureTargets, seed: int
    ) -> None:
        self.canvas, self.light, self.prompt, self.seed = canvas, light, prompt, seed
        self.targets = targets
        self.composition = stream_seed(seed, "composition") % COMPOSITIONS
        self.horizon = 0.5 * canvas.high
        self.eye = 6.0
        self.fit = min(1.0, canvas.wide / _USUAL_WIDTH) ** 0.7

    def asks(self, name: str) -> bool:
        """Whether the words name this thing."""
        return any(wanted.name == name for wanted in self.prompt.things)

    def bans(self, name: str) -> bool:
        return name in self.prompt.banned

    @property
    def winter(self) -> bool:
        return self.prompt.season == "winter" or self.prompt.weather == "snow"

    def season(self) -> str | None:
        return "winter" if self.winter else self.prompt.season

    def pen(
        self,
        name: str,
        x: float,
        y: float,
        *,
        size: float = 1.0,
        colour: str | None = None,
        canvas: Canvas | None = None,
        flip: int = 1,
        index: int = 0,
    ) -> Pen:
        """A pen for a thing whose foot is at ``x``, ``y`` (scene units) on the ground plane."""
        down = max(y - self.horizon, 0.012)
        return Pen(
            canvas=canvas or self.canvas,
            light=self.light,
            targets=self.targets,
            random=stream(self.seed, "thing", name, index),
            x=x,
            y=y,
            scale=down / self.eye * self.fit * size * self._size(name),
            distance=float(np.clip(0.035 / down, 0.0, 1.0)),
            flip=flip,
            colour=colour,
            season=self.season(),
            who=self._who(index) if name == "figure" else "",
        )

    def _who(self, index: int) -> str:
        """The entry of the people far off that a figure stands for; a couple or family is its first one."""
        far: list[str] = []
        for someone in self.prompt.people:
            together = len(people_table()["people"][someone.name].get("mix", ())) or 1
            if not someone.near:
                far += [someone.name if k % together == 0 else NOBODY for k in range(someone.count)]
        return far[index] if index < len(far) else ""

    def _size(self, name: str) -> float:
        """The factor that the words put on a thing's size: "huge", "tiny"."""
        return next((wanted.size for wanted in self.prompt.things if wanted.name == name), 1.0)

    def draw(
        self,
        kinds: Iterable[Kind],
        rows: tuple[float, float],
        *,
        usual: Iterable[tuple[str, int]] = (),
        span: tuple[float, float] = (0.06, 0.94),
        mirror: Canvas | None = None,
        clear: tuple[float, float] | None = None,
        near: float = 1.0,
    ) -> None:
        """Draw the things of some kinds that the words ask for, and the setting's ``usual`` ones.

        Args:
            rows: the nearest and farthest foot, scene units from the top.
            span: from and to, shares of the width.
            mirror: a layer that gets the mirror images and not the picture.
            clear: a span of the width to keep free (a path).
            near: things that must stand farther than this are left out (see ``far_shore``).
        """
        low, high = min(rows), max(rows)
        placed = []
        taken: list[tuple[float, float]] = []
        for name, count, colour in self._wanted(set(kinds), usual):
            thing = THINGS[name]
            if thing.near > near:
                continue
            others = taken if count <= _FEW else None  # a drift of flowers keeps nothing away
            for index, (u, v) in enumerate(places(stream(self.seed, "places", name), count, clear, others)):
                y = high - (high - low) * (thing.near + (thing.far - thing.near) * v)
                x = self.canvas.wide * (span[0] + (span[1] - span[0]) * u)
                placed.append((y, name, x, colour, index))
        for y, name, x, colour, index in sorted(placed, key=lambda item: (item[0], item[2])):
            target, flip = (mirror, -1) if mirror is not None else (self.canvas, 1)
            pen = self.pen(name, x, y, colour=colour, canvas=target, flip=flip, index=index)
            metre = THINGS[name].metre
            if metre:
                away = (y - low) / max(high - low, 1e-6)
                pen = replace(pen, scale=metre * self.fit * (0.35 + 0.65 * away), distance=0.2)
            THINGS[name].draw(pen)

    def _wanted(
        self, kinds: set[Kind], usual: Iterable[tuple[str, int]]
    ) -> list[tuple[str, int, str | None]]:
        asked = [(w.name, w.count, w.colour) for w in self.prompt.things if THINGS[w.name].kind in kinds]
        names = {name for name, _, _ in asked}
        extra = [(n, c, None) for n, c in usual if n not in names and not self.bans(n)]
        return asked + extra


def places(
    random: np.random.Generator,
    count: int,
    clear: tuple[float, float] | None = None,
    taken: list[tuple[float, float]] | None = None,
) -> list[tuple[float, float]]:
    """Places (across, away) in the unit square: spread out, never in a row, better than chance.

    Each is the best of several tries: the farthest from those already placed (Mitchell's best
    candidate), so that the first ones stay where they are when the count grows. ``taken``: places
    of other things to keep away from; the new ones are added to it.
    """
    taken = [] if taken is None else taken
    chosen: list[tuple[float, float]] = []
    for _ in range(count):
        tries = random.random((12, 2))
        if clear is not None:
            x = tries[:, 0] * (1.0 - clear[1] + clear[0])
            tries[:, 0] = np.where(x < clear[0], x, x + clear[1] - clear[0])
        if taken:
            there = np.array(taken)
            gaps = np.hypot(tries[:, None, 0] - there[:, 0], 0.12 * (tries[:, None, 1] - there[:, 1]))
            best = tries[np.argmax(gaps.min(1))]
        else:
            best = tries[np.argmin(np.abs(np.abs(tries[:, 0] - 0.5) - 0.17))]
        chosen.append((float(best[0]), float(best[1])))
        taken.append(chosen[-1])
    return chosen
