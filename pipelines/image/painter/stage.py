"""Where things stand: perspective, places on ground and water, drawing from far to near."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.pen import NOBODY, Pen
from emogen.pipelines.image.painter.people.cast import people_table
from emogen.pipelines.image.painter.things.fire import blaze
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.pairs import joined
from emogen.pipelines.image.painter.things.registry import THINGS, in_the_open
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

_FIRES: Final = 6
"""How many fires burn on the ground where the words say that a place burns."""

_SUBJECT: Final = (0.36, 0.3, 0.26, 0.23, 0.2)
"""How large the thing that the words name first is drawn at least, its longer side as a share of the height;
by how many there are. Ours: it is what the picture is of."""

_KINDLED: Final = 0.92
"""How much fire there must be (``PictureTargets.fire``) before things burn: as much as words ask for
("burning"), more than anger brings."""

_AT_HAND: Final = 6.0
"""A subject up to this size, metres, stands in front; a larger one as near as its kind may."""

_ALOFT: Final = 0.19
"""The same for a subject in the sky."""

_LARGEST: Final = 0.66
"""The largest that any of these is drawn, a share of the height, so that it stays in the picture."""

_NOTICED: Final = 0.075
"""The same for other small things in front; those farther off are smaller, but larger than life."""

COMPOSITIONS: Final = 3
"""How many ways each setting can be composed; the seed chooses."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A painted scene as somebody who stands in front of it needs it.

    Attributes:
        light: its light: ``side`` and ``elevation`` of the key, ``key``, ``ambient``, ``air``.
        horizon: scene units from the top. eye: height of the viewer's eye, metres.
        foreground: from and to, shares of the width: free for a person in front.
    """

    light: Light
    horizon: float
    eye: float
    foreground: tuple[float, float]


class Stage:
    """One scene being painted.

    Attributes:
        horizon: scene units from the top. eye: height of the viewer's eye, metres.
        vanish: where lines that run away from the viewer meet, scene units from the left.
        targets: what the emotion asks for, its content too (``life``, ``decay``, ``company``, ...).
        seed: of the composition.
        subject: name of the small thing that the picture is of, or None.
        composition: which of the setting's :data:`COMPOSITIONS` it is.
        foreground: from and to, shares of the width that the setting keeps free for a person in front.
    """

    def __init__(
        self, canvas: Canvas, light: Light, prompt: Prompt, targets: PictureTargets, seed: int
    ) -> None:
        self.canvas, self.light, self.seed = canvas, light, seed
        self.prompt = joined(prompt)
        self.targets = targets
        self.composition = (stream_seed(seed, "composition") + prompt.turn) % COMPOSITIONS
        self.horizon = 0.5 * canvas.high
        self.eye = 6.0
        self.vanish = 0.5 * canvas.wide
        self.foreground: tuple[float, float] = (0.3, 0.7)
        self.fit = min(1.0, canvas.wide / _USUAL_WIDTH) ** 0.7
        self.subject = subject_of(self.prompt)

    def view(self) -> View:
        """What was painted, for somebody who is put in front of it."""
        return View(self.light, self.horizon, self.eye, self.foreground)

    def asks(self, name: str) -> bool:
        """Whether the words name this thing. What an emotion added (of no word) composes nothing; of it only
        scenery counts, which the setting looks for by name."""
        named = (wanted for wanted in self.prompt.things if wanted.name == name)
        return any(wanted.word or in_the_open(name).kind is Kind.SCENE for wanted in named)

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
            thing = in_the_open(name)
            if thing.near > near:
                continue
            others = taken if count <= _FEW else None  # a drift of flowers keeps nothing away
            first = name == self.subject
            for index, (u, v) in enumerate(
                places(stream(self.seed, "places", name), count, None if first else clear, others)
            ):
                away = self._away(thing.near + (thing.far - thing.near) * v)
                if first:
                    away = 0.1 + 0.08 * v if thing.close <= _AT_HAND else thing.near
                y = high - (high - low) * away
                x = self.canvas.wide * (span[0] + (span[1] - span[0]) * u)
                placed.append((y, name, x, colour, index))
        for y, name, x, colour, index in sorted(placed, key=lambda item: (item[0], item[2])):
            target, flip = (mirror, -1) if mirror is not None else (self.canvas, 1)
            pen = self.pen(name, x, y, colour=colour, canvas=target, flip=flip, index=index)
            metre = in_the_open(name).metre
            if metre:
                away = (y - low) / max(high - low, 1e-6)
                pen = replace(pen, scale=metre * self.fit * (0.35 + 0.65 * away), distance=0.2)
            self.put(name, pen)

    @property
    def still_life(self) -> bool:
        """Whether the picture is of small things on a table: in a room these stand in front."""
        return self.subject is not None and THINGS[self.subject].kind is Kind.TABLE

    def put(self, name: str, pen: Pen) -> None:
        """Draw a thing: large enough to be seen, and burning where the words or the emotion have fire."""
        thing = in_the_open(name)
        if thing.close:
            count = next((wanted.count for wanted in self.prompt.things if wanted.name == name), 1)
            share = _NOTICED * (1.0 - 0.6 * pen.distance)
            if name == self.subject and thing.kind is Kind.SKY:
                share = _ALOFT
            elif name == self.subject:
                share = _SUBJECT[min(count, len(_SUBJECT)) - 1]
                pen = replace(pen, distance=min(pen.distance, 0.12))
            share *= self._size(name)
            metre = self.canvas.high * self.fit / thing.close
            pen = replace(pen, scale=min(max(pen.scale, share * metre), _LARGEST * metre))
        thing.draw(pen)
        if thing.burns and pen.targets.fire > _KINDLED:
            blaze(pen, *thing.burns, (pen.targets.fire - _KINDLED) / (1.0 - _KINDLED))

    def _away(self, share: float) -> float:
        """A share of the depth, farther off or nearer as the emotion asks; neutral leaves it."""
        remote = self.targets.remoteness
        return share + 0.45 * remote * (1.0 - share) if remote > 0 else share * (1.0 + 0.22 * remote)

    def _wanted(
        self, kinds: set[Kind], usual: Iterable[tuple[str, int]]
    ) -> list[tuple[str, int, str | None]]:
        """What is asked for, then the usual, then what the emotion added (of no word): in this order, so that
        an emotion leaves everything else where it stands."""
        if Kind.GROUND in kinds:
            kinds = kinds | {Kind.FLOOR, Kind.TABLE, Kind.ROOM}
        named = [w for w in self.prompt.things if in_the_open(w.name).kind in kinds]
        names = {w.name for w in named}
        asked = [(w.name, w.count, w.colour) for w in named if w.word]
        added = [(w.name, w.count, w.colour) for w in named if not w.word]
        out = {"flower"} if self.winter else set()
        extra = [
            (n, c, None) for n, c in usual if n not in names | out and not self.bans(n) and not self._shuns(n)
        ]
        if (
            Kind.GROUND in kinds
            and self.prompt.states.get("fire")
            and not any(in_the_open(w.name).burns for w in self.prompt.things)
        ):
            extra.append(("fire", _FIRES, None))  # "a burning field"
        return asked + extra + added

    def _shuns(self, name: str) -> bool:
        """Whether the emotion empties the scene of a usual thing: where it is lonely nobody is about."""
        return name == "figure" and self.targets.company < -0.35


def subject_of(prompt: Prompt) -> str | None:
    """The small thing that a prompt is about: the first that it names, unless people stand in front."""
    if any(someone.near for someone in prompt.people):
        return None
    named = (w.name for w in prompt.things if w.word and in_the_open(w.name).kind is not Kind.SCENE)
    first = next(named, None)
    return first if first is not None and in_the_open(first).close else None


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
