"""A room being built: its box, its windows, its lights, what stands in it; then painted in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.rig import Rig
from emogen.pipelines.image.painter.settings.rooms.box import adapt, box_of, lamps_of, unit
from emogen.pipelines.image.painter.settings.rooms.feeling import leave_traces
from emogen.pipelines.image.painter.settings.rooms.furnish import behind, furnish
from emogen.pipelines.image.painter.settings.rooms.outside import paint_view
from emogen.pipelines.image.painter.settings.rooms.plan import (
    BACK,
    LEFT,
    RIGHT,
    TURNS,
    Part,
    Placed,
    Surfaces,
    Top,
    Window,
)
from emogen.pipelines.image.painter.settings.rooms.shell import Face, Material, Opening, Wear, paint_shell
from emogen.pipelines.image.painter.settings.rooms.windows import frame_window
from emogen.pipelines.image.painter.things.kinds import Spot
from emogen.pipelines.image.painter.things.registry import THINGS
from emogen.pipelines.image.painter.view import Space, View
from emogen.seeds import stream, stream_seed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.random import Generator

    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.rig import Point
    from emogen.pipelines.image.painter.stage import Stage


_NEAREST: Final = 2.6
"""Who is asked into a room stands at least this far away, metres."""


class Interior:
    """A room in metres: x to the right, 0 in the middle; y up; z away, the back wall at ``deep``.

    One seed in two is seen in a mirror: what a room's function calls left is then right.

    Attributes:
        stage: where it is painted. random: for the room's own choices.
        size: wide, deep, high, metres; its front is 3.2 m behind z = 0.
        open_air: how much light comes in from everywhere, 1 = as in a bright room by day.
        worn: decay of its own, a share, on top of the emotion's.
        homely: whether plants may stand in it. slanted: whether its sides lean inward under the ceiling.
        platform: height of the floor that what is asked for stands on, metres.
    """

    def __init__(self, stage: Stage, size: Point, surfaces: Surfaces) -> None:
        self.stage, self.size = stage, size
        self.random: Generator = stream(stage.seed, "room")
        self.mirror = 1 if stream_seed(stage.seed, "mirror") % 2 else -1
        self.open_air, self.worn, self.platform = 1.0, 0.0, 0.0
        self.slanted = self.homely = False
        self.faces = box_of(size, surfaces)
        self.openings: list[Opening] = []
        self.windows: list[Window] = []
        self.rig = Rig(ambient=np.zeros(3))
        self.placed: list[Placed] = []
        self.parts: list[tuple[float, Part]] = []
        self.tops: list[Top] = []
        self.shafts: list[Callable[[], None]] = []
        self._free: list[tuple[float, float]] = []
        self.lamps = lamps_of(stage)
        self.look()

    # The eye

    def look(
        self, x: float = 0.0, z: float = -2.0, turn: float = 0.0, *,
        eye: float = 1.5, zoom: float = 1.0, horizon: float = 0.46,
    ) -> None:  # fmt: skip
        """Put the eye at ``x``, ``z``, looking ``turn`` degrees to the right; before anything is put."""
        stage = self.stage
        canvas, targets = stage.canvas, stage.targets
        eye = float(np.clip(eye * targets.eye_height**0.55, 0.45, 0.85 * self.size[2]))
        focal = 1.08 * zoom * min(1.0, canvas.wide / 1.6) ** 0.6 * (1.0 - 0.12 * targets.remoteness)
        stage.horizon, stage.eye = canvas.high * horizon, eye
        angle = float(np.deg2rad(turn)) * self.mirror
        self.view = View(x * self.mirror, eye, z, angle, focal, canvas.wide / 2, stage.horizon)

    # Walls

    def wall(self, face: int) -> int:
        """A face as the mirror shows it."""
        return LEFT + RIGHT - face if self.mirror < 0 and face in (LEFT, RIGHT) else face

    def on_wall(self, face: int, along: float, y: float = 0.0, off: float = 0.0) -> Point:
        """A point ``along`` a wall (x, or z on a side wall), ``off`` metres in front of it."""
        wide, deep, _ = self.size
        if face == BACK:
            return (along, y, deep - off)
        return ((wide / 2 - off) * (1 if face == RIGHT else -1), y, along)

    def window(
        self, face: int, middle: float, sill: float, wide: float, high: float, *,
        panes: tuple[int, int] = (2, 2), arch: float = 0.0, style: str = "sash", sun: float = 1.0,
    ) -> None:  # fmt: skip
        """A window onto the weather, with its light.

        Args:
            face: the wall; ``middle``: of the window along it (x, or z on a side wall), metres.
            arch: height of its round top. style: how it is framed: see :func:`windows.frame_window`.
            sun: how much light comes through it, 1 = all.
        """
        if self.stage.bans("window"):
            return
        face = self.wall(face)
        middle *= self.mirror if face == BACK else 1
        self.windows.append(Window(face, middle, sill, wide, high, panes, arch, style))
        self.openings.append(Opening(face, middle - wide / 2, sill, wide, high, arch))
        light = self.stage.light
        inward = {LEFT: (1.0, 0.0, 0.0), RIGHT: (-1.0, 0.0, 0.0), BACK: (0.0, 0.0, -1.0)}[face]
        sky = (light.ambient * 2.2 + light.key * 0.8) * np.float32(wide * high * 1.0 * sun)
        middle_of_it = self.on_wall(face, middle, sill + high / 2, -0.1)
        self.rig.add(middle_of_it, sky, 0.25 + 0.3 * wide * high, inward, 0.7)
        across = (wide, 0.0, 0.0) if face == BACK else (0.0, 0.0, wide)
        strength = float(np.clip(1.25 * (1.0 - 0.8 * light.soft), 0.0, 1.2)) * sun
        edge = self.on_wall(face, middle - wide / 2, sill)
        self.rig.beam(edge, across, (0.0, high, 0.0), light.key * np.float32(strength), panes)
        if len(self.windows) == 1:
            slant = 0.45 * self.mirror if face == BACK else 0.0
            away = 0.35 if face != BACK else 0.0
            self.rig.sun = unit((inward[0] * 0.62 + slant, -0.5, inward[2] * 0.62 + away))

    def hole(self, face: int, along: float, low: float, wide: float, high: float, arch: float = 0.0) -> None:
        """An opening in a wall (middle, foot, size) or in the floor (middle, nearest edge, size).

        What is seen through it is a part of layer -1; black if there is none.
        """
        middle = along * (self.mirror if self.wall(face) not in (LEFT, RIGHT) else 1)
        self.openings.append(Opening(self.wall(face), middle - wide / 2, low, wide, high, arch))

    def slant(self, height: float, slope: Point, material: Material) -> None:
        """Slanted faces on both sides, from a height on the side walls up (or down), e.g. under a roof.

        ``slope``: the normal of the left one.
        """
        self.slanted = True
        for side in (-1, 1):
            point = (side * self.size[0] / 2, height, 0.0)
            self.faces.append(Face(point, (-side * slope[0], slope[1], 0.0), (0, 0, 1), material))

    # Things

    def put(
        self, name: str, x: float, z: float, turn: float = 0.0, *, y: float = 0.0,
        usual: bool = True, size: float = 1.0, colour: str | None = None,
    ) -> None:  # fmt: skip
        """A place for a thing: where it stands unasked (``usual``) or when the words ask for it; degrees."""
        angle = float(np.deg2rad(turn)) * self.mirror
        self.placed.append(Placed(name, (x * self.mirror, y, z), angle, usual, size, colour))

    def hang(
        self, name: str, face: int, along: float, y: float = 0.0, *,
        off: float = 0.0, usual: bool = True, size: float = 1.0, colour: str | None = None,
    ) -> None:  # fmt: skip
        """A place for a thing on a wall, or with its back to it, ``off`` metres in front."""
        face = self.wall(face)
        at = self.on_wall(face, along * (self.mirror if face == BACK else 1), y, off)
        self.placed.append(Placed(name, at, TURNS[face], usual, size, colour))

    def top(
        self, x: float, z: float, y: float, wide: float, *,
        turn: float = 0.0, usual: Iterable[str] = (), deep: float = 0.8,
    ) -> None:  # fmt: skip
        """A surface for small things: its middle, height, width and depth; what is there unasked."""
        angle = float(np.deg2rad(turn)) * self.mirror
        self.tops.append(Top((x * self.mirror, y, z), angle, wide, tuple(usual), deep))

    def spare(self, *spots: tuple[float, float]) -> None:
        """Free places on the floor, for things that the words ask for."""
        self._free += [(x * self.mirror, z) for x, z in spots]

    def build(
        self, x: float, z: float, draw: Callable[[Pen], None], *,
        turn: float = 0.0, y: float = 0.0, layer: int = 1,
    ) -> None:  # fmt: skip
        """A part of the room itself: ``draw`` gets a pen at its place.

        Layer 0: behind all that stands; -1: behind the walls, seen through their holes.
        """
        at = (x * self.mirror, y, z)
        angle = float(np.deg2rad(turn)) * self.mirror
        self.parts.append((float(self.view.seen([at])[0, 2]), Part(at, angle, draw, layer)))

    def shade(self, x: float, z: float, size: Point, y: float = 0.0) -> None:
        """A box that throws a shadow and is drawn by a part."""
        x, (wide, high, deep) = x * self.mirror, size
        self.rig.shades.append([x - wide / 2, y, z - deep / 2, x + wide / 2, y + high, z + deep / 2])

    def small(self, name: str, at: Point, turn: float, colour: str | None) -> Placed:
        return Placed(name, at, turn, True, 1.0, colour)

    def floor_top(self) -> Top:
        """The floor in front, for small things in a room without a table."""
        return Top((self.view.x, 0.0, self.view.z + 3.0), self.view.turn, 1.2, (), 0.5)

    def place_for(self, name: str) -> Placed:
        """A place for one more thing that the room has none for."""
        wide, deep, high = self.size
        spot = THINGS[name].spot
        if spot is Spot.CEILING:
            return Placed(name, (float(self.random.uniform(-0.2, 0.2)) * wide, high, 0.55 * deep), 0.0)
        if spot is Spot.WALL:
            along = float(self.random.uniform(-0.4, 0.4)) * wide
            return Placed(name, (along, min(THINGS[name].hung, high - 0.3), deep - 0.03), 0.0)
        x, z = self._free_place()
        return Placed(name, (x, self.platform, z), self.view.turn + float(self.random.uniform(-0.25, 0.25)))

    def _free_place(self) -> tuple[float, float]:
        """A free place on the floor that the eye sees whole; when none is left, one before the eye."""
        for x, z in self._free:
            right, _, away = self.view.seen([(x, 0.0, z)])[0]
            if away > _NEAREST and abs(right) < 0.6 * away:
                self._free.remove((x, z))
                return x, z
        wide, deep, _ = self.size
        right, away = self.random.uniform(-0.35, 0.35), self.random.uniform(_NEAREST, _NEAREST + 1.6)
        sine, cosine = np.sin(self.view.turn), np.cos(self.view.turn)
        x = self.view.x + away * (right * cosine + sine)
        z = self.view.z + away * (cosine - right * sine)
        return float(np.clip(x, -0.42 * wide, 0.42 * wide)), float(np.clip(z, 0.3, deep - 0.5))

    # Painting

    def paint(self) -> None:
        """Paint it all, and leave the light of its foreground on the stage."""
        stage = self.stage
        outdoor, targets = stage.light, stage.targets
        for window in self.windows:
            self.parts.append((50.0, frame_window(window, self.on_wall(window.face, window.middle))))
        leave_traces(self)
        things = furnish(self)
        bounce = sum((np.array(s[3:6]) for s in self.rig.sources), np.zeros(3))
        area = 2.0 * (self.size[0] + self.size[1] + 3.0) * self.size[2] + self.size[0] * (self.size[1] + 3.0)
        base = (outdoor.ambient * 0.5 + outdoor.key * 0.14) * np.float32(self.open_air)
        self.rig.ambient = (base + bounce * (4.0 / area) + 0.006) * (1.0 - 0.35 * targets.menace)
        eye = (self.view.x, self.view.eye + 0.5, self.view.z)
        self.rig.add(eye, self.rig.ambient * 3.0, 3.0)  # what the room behind the viewer gives back
        adapt(self.rig, self.size)
        self.rig.depth = min(0.95, 0.78 + 0.2 * targets.menace)
        if any(window.style != "glass" for window in self.windows):
            first = self.windows[0]
            place = self.on_wall(first.face, first.middle, first.sill + 0.7 * first.high)
            paint_view(stage, self.view.spot(*place)[:2], self._rows_of_windows())
        wear = Wear(float(targets.decay) + self.worn, float(targets.filth))
        number = stream_seed(stage.seed, "shell")
        for draw in behind(self):
            draw()
        paint_shell(stage.canvas, self.view, self.rig, (self.faces, self.openings), wear, number)
        x, z = self.view.x + 2.2 * np.sin(self.view.turn), self.view.z + 2.2 * np.cos(self.view.turn)
        inside = self.rig.light_at((float(x), 1.3, float(z)), outdoor)
        stage.light = replace(inside, lamps=self.lamps, air=self.rig.ambient.astype(np.float32))
        for draw in things:
            draw()
        for shaft in self.shafts:
            shaft()

    def _rows_of_windows(self) -> tuple[float, float]:
        """From and to where on the picture the windows are, scene units; nothing seen: an empty span."""
        outlines = []
        for w in self.windows:
            ends = [(w.middle + side * w.wide / 2, y) for side in (-1, 1) for y in (w.sill, w.sill + w.high)]
            corners = [self.on_wall(w.face, ends[k][0], ends[k][1]) for k in (0, 1, 3, 2)]
            outlines.append(self.view.project(corners))
        heights = np.concatenate(outlines)[:, 1]
        return (float(heights.min()), float(heights.max())) if len(heights) else (0.0, 0.0)

    def space(self, at: Point, turn: float, size: float = 1.0) -> Space:
        return Space(self.view, self.rig, at, turn, size)
