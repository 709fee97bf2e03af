"""Drawing in depth: blocks, faces and turned shapes of a room's things, each face in its own light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.rig import flat_rig
from emogen.pipelines.image.painter.view import Space, View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.pen import Pen

    At = tuple[float, float, float]

_OPEN_AIR_DISTANCE: Final = 7.0
"""How far away a room's thing is seen from when it stands in the open, metres."""

_GLARE: Final = 0.7
"""Half-width of a glow, scene units, above which it dims, so that a near lamp does not veil the picture."""

_FACES: Final = (
    ((0, 0, 1), (3, 2, 6, 7)),
    ((1, 0, 0), (1, 5, 6, 2)),
    ((-1, 0, 0), (4, 0, 3, 7)),
    ((0, -1, 0), (4, 5, 1, 0)),
    ((0, 1, 0), (3, 2, 6, 7)),
    ((0, 0, -1), (0, 1, 2, 3)),
)
"""A block's faces: normal and corners; the corners as :meth:`Solid.block` numbers them."""


def upright(x0: float, y0: float, x1: float, y1: float, z: float) -> list[At]:
    """A rectangle that stands, its front to the viewer: two corners and its depth."""
    return [(x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z)]


def level(x0: float, z0: float, x1: float, z1: float, y: float) -> list[At]:
    """A rectangle that lies: two corners and its height."""
    return [(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)]


def space_of(pen: Pen) -> Space:
    """Where the pen's thing stands; in the open, seen from in front and above."""
    if pen.space is not None:
        return pen.space
    focal = pen.scale * _OPEN_AIR_DISTANCE
    view = View(0.0, 1.7, -_OPEN_AIR_DISTANCE, 0.0, focal, pen.x, pen.y - 1.7 * pen.scale)
    return Space(view, flat_rig(pen.light), (0.0, 0.0, 0.0), 0.12)


class Solid:
    """One thing being drawn from parts; parts of a layer are drawn from far to near.

    Use as ``with Solid(pen) as solid``; metres: x to the right, y up, z away from who looks at its front.
    """

    def __init__(self, pen: Pen) -> None:
        self.pen = pen
        self.space = space_of(pen)
        self._parts: list[tuple[int, float, Callable[[], None]]] = []
        self._layer = 0

    def __enter__(self) -> Solid:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            for _layer, _away, draw in sorted(self._parts, key=lambda part: (part[0], part[1])):
                draw()

    def over(self) -> None:
        """What follows is drawn over what came before."""
        self._layer += 1

    def later(self, at: At, draw: Callable[[], None]) -> None:
        """Draw something when its turn comes, by the distance of ``at``."""
        away = self.space.view.seen(self.space.world([at]))[0, 2]
        self._parts.append((self._layer, -float(away), draw))

    def face(
        self,
        corners: Sequence[At] | AnyFloats,
        colour: str | AnyFloats,
        normal: At | None = None,
        *,
        glow: float = 0.0,
        grain: float = 0.12,
        stretch: float = 1.0,
        alpha: float = 1.0,
    ) -> None:
        """A flat face, seen from both sides.

        Args:
            normal: of the side that the light falls on; None: toward the viewer.
            glow: light of its own, as a share of the colour.
        """
        points = np.asarray(corners, np.float64)
        (at,) = np.mean(points, axis=0, keepdims=True)
        self.later(
            (at[0], at[1], at[2]), lambda: self._fill(points, colour, normal, glow, grain, stretch, alpha)
        )

    def block(
        self, at: At, size: At, colour: str | AnyFloats, *, top: str | AnyFloats | None = None,
        glow: float = 0.0, grain: float = 0.14, stretch: float = 3.0, taper: float = 0.0,
    ) -> None:  # fmt: skip
        """A box of ``size`` (wide, high, deep); ``at`` is the middle of its foot.

        ``taper``: how much narrower its top is, a share.
        """
        (x, y, z), (wide, high, deep) = at, size
        w, d, k = wide / 2, deep / 2, 1.0 - taper
        foot = [(-w, 0.0, -d), (w, 0.0, -d), (w, 0.0, d), (-w, 0.0, d)]
        lid = [(u * k, high, v * k) for u, _, v in foot]
        numbered = [foot[0], foot[1], lid[1], lid[0], foot[3], foot[2], lid[2], lid[3]]
        corners = np.array(numbered) + np.array(at)

        def draw() -> None:
            eye = np.array([self.space.view.x, self.space.view.eye, self.space.view.z])
            for normal, order in _FACES:
                if normal == (0, 0, 1):
                    order = (5, 4, 7, 6)
                points = corners[list(order)]
                outward = self.space.world([normal, (0, 0, 0)])
                middle = self.space.world(points).mean(0)
                if (outward[0] - outward[1]) @ (eye - middle) <= 0.0:
                    continue
                paint = top if top is not None and normal == (0, 1, 0) else colour
                self._fill(points, paint, normal, glow, grain, stretch, 1.0)

        self.later((x, y + high / 2, z), draw)

    def lathe(
        self, at: At, profile: Sequence[tuple[float, float]], colour: str | AnyFloats, *,
        glow: float = 0.0, alpha: float = 1.0, inside: str | None = None,
    ) -> None:  # fmt: skip
        """A turned shape: ``profile`` gives its radius at heights above ``at``, from the foot up.

        ``inside``: colour of its open top; None: the top is closed; "": it is a hoop.
        """
        self.later(
            (at[0], at[1] + profile[-1][1] / 2, at[2]),
            lambda: self._turned(at, profile, colour, glow, alpha, inside),
        )

    def stroke(self, path: Sequence[At], width: float | tuple[float, float], colour: str | AnyFloats) -> None:
        """A rod, a rope or a wire along a path; ``width`` in metres, or at its ends."""
        middle = np.mean(np.asarray(path, np.float64), axis=0)
        self.later((middle[0], middle[1], middle[2]), lambda: self._stroke(path, width, colour))

    def flat(self, at: At, draw: Callable[[Pen], None]) -> None:
        """Something drawn flat, upright, toward the viewer, with its origin at ``at``."""
        self.later(at, lambda: draw(self.pen_at(at)))

    def pen_at(self, at: At) -> Pen:
        """A flat pen at a point, in the light that is there."""
        (point,) = self.space.world([at])
        x, y, scale = self.space.view.spot(*point)
        light = self.pen.light
        if self.pen.space is not None:
            light = self.space.rig.light_at((point[0], point[1], point[2]), light)
        return replace(self.pen, x=x, y=y, scale=scale * self.space.size, light=light, space=None)

    def shine(self, at: At, reach: float, strength: float, colour: str) -> None:
        """The glow round a light, ``reach`` metres wide, added when all is drawn so far."""

        def draw() -> None:
            (point,) = self.space.world([at])
            x, y, scale = self.space.view.spot(*point)
            wide = reach * scale
            power = linear(colour) * np.float32(0.5 * strength / (1.0 + (wide / _GLARE) ** 2))
            self.pen.canvas.glow(x, y, wide, power)

        self.later(at, draw)

    def tone(self, colour: str | AnyFloats, at: AnyFloats, normal: At | None, glow: float) -> AnyFloats:
        """The colour of a face at a point of its own, linear ``(3,)``."""
        albedo = linear(colour) if isinstance(colour, str) else np.asarray(colour, np.float32)
        (point,) = self.space.world(at[None])
        if normal is None:
            view = self.space.view
            outward = np.array([view.x, view.eye, view.z]) - point
        else:
            ends = self.space.world([normal, (0, 0, 0)])
            outward = ends[0] - ends[1]
        outward = outward / max(float(np.linalg.norm(outward)), 1e-9)
        falling = self.space.rig.falling(point, outward) + np.float32(glow)
        return self.pen.light.through_air(albedo * falling, self.pen.distance)

    def _fill(
        self, points: AnyFloats, colour: str | AnyFloats, normal: At | None,
        glow: float, grain: float, stretch: float, alpha: float,
    ) -> None:  # fmt: skip
        outline = self.space.view.project(self.space.world(points))
        if len(outline) < 3:
            return
        flat = self.space.view.seen(self.space.world(points))
        height = flat[:, 1] / np.maximum(flat[:, 2], 0.1)
        upper, lower = (
            points[height >= np.median(height)].mean(0),
            points[height <= np.median(height)].mean(0),
        )
        _, _, scale = self.space.view.spot(*self.space.world(points.mean(0)[None])[0])
        self.pen.canvas.fill(
            [outline],
            self.tone(colour, upper, normal, glow),
            self.tone(colour, lower, normal, glow),
            alpha=alpha,
            grain=0.65 * grain,
            stretch=stretch,
            feature=max(0.003, min(0.02, 0.08 * scale)),
            seed=int(self.pen.random.integers(1 << 30)) if grain else 0,
        )

    def _stroke(
        self, path: Sequence[At], width: float | tuple[float, float], colour: str | AnyFloats
    ) -> None:
        world = self.space.world(path)
        tone = self.tone(colour, np.mean(np.asarray(path, np.float64), axis=0), None, 0.0)
        placed = np.array([self.space.view.spot(*point) for point in world])
        first, last = width if isinstance(width, tuple) else (width, width)
        canvas = self.pen.canvas
        widths = np.linspace(first, last, len(placed)) * placed[:, 2] * self.space.size
        thin = float(np.clip(widths.max() / canvas.px, 0.15, 1.0))
        half = np.maximum(widths, canvas.px)[:, None] / 2
        along = np.gradient(placed[:, :2], axis=0)
        along /= np.maximum(np.hypot(along[:, :1], along[:, 1:]), 1e-9)
        normal = np.stack([-along[:, 1], along[:, 0]], 1)
        outline = np.concatenate([placed[:, :2] + normal * half, (placed[:, :2] - normal * half)[::-1]])
        canvas.fill([outline.astype(np.float32)], tone, alpha=thin, grain=0.0)

    def _turned(
        self, at: At, profile: Sequence[tuple[float, float]], colour: str | AnyFloats,
        glow: float, alpha: float, inside: str | None,
    ) -> None:  # fmt: skip
        view = self.space.view
        (foot,) = self.space.world([at])
        right = np.array([*view.facing()])
        rings = []
        for radius, height in profile:
            y = foot[1] + height * self.space.size
            x, place, scale = view.spot(foot[0], y, foot[2])
            away = view.focal / scale
            rings.append(
                (x, place, radius * scale * self.space.size, float(np.clip((view.eye - y) / away, -0.9, 0.9)))
            )
        strips = 6
        edges = np.linspace(-1.0, 1.0, strips + 1)
        middle = np.array([foot[0], foot[1] + profile[-1][1] * 0.5 * self.space.size, foot[2]])
        albedo = linear(colour) if isinstance(colour, str) else np.asarray(colour, np.float32)
        toward = np.array([-right[1], right[0]])
        for k in range(strips if alpha > 0.9 else 1):
            side = (edges[k] + edges[k + 1]) / 2 if alpha > 0.9 else 0.0
            deep = -np.sqrt(max(0.0, 1 - side * side))
            normal = np.array([right[0] * side + toward[0] * deep, 0.15, right[1] * side + toward[1] * deep])
            own = np.float32(glow * (1.0 - 0.45 * side * side))
            falling = self.space.rig.falling(middle, normal / np.linalg.norm(normal)) + own
            tone = self.pen.light.through_air(albedo * falling, self.pen.distance)
            outline = _slice(rings, float(edges[k]) if alpha > 0.9 else -1.0)
            self.pen.canvas.fill([outline], tone, alpha=alpha, grain=0.06, feature=0.006, seed=7)
        x, place, radius, tilt = rings[-1]
        if tilt > 0.01 and radius > self.pen.canvas.px and inside != "":
            lid = np.linspace(0, 2 * np.pi, 20, endpoint=False)
            rim = np.column_stack([x + radius * np.cos(lid), place + radius * tilt * np.sin(lid)])
            paint = albedo if inside is None else linear(inside)
            tone = paint * (self.space.rig.falling(middle, np.array([0.0, 1.0, 0.0])) + np.float32(glow))
            self.pen.canvas.fill([rim.astype(np.float32)], tone, alpha=alpha, grain=0.0)


def _slice(rings: list[tuple[float, float, float, float]], start: float) -> AnyFloats:
    """The outline of a turned shape from a share of its radius to its right edge, with a round foot."""
    foot_x, foot_y, foot_r, tilt = rings[0]
    share = np.linspace(1.0, start, 9)
    bottom = np.column_stack(
        [foot_x + foot_r * share, foot_y + foot_r * tilt * np.sqrt(np.maximum(0, 1 - share**2))]
    )
    left = [[x + r * start, y + r * t * np.sqrt(max(0.0, 1 - start * start))] for x, y, r, t in rings]
    right = [[x + r, y] for x, y, r, _ in reversed(rings)]
    outline: AnyFloats = np.concatenate([left, right, bottom]).astype(np.float32)
    return outline
