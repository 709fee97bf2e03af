"""What an emotion leaves in any room: cobwebs, rubbish, a stranger's shadow, embers in the air."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.solid import Solid, level
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.settings.rooms.interior import Interior

_LEAST: Final = 0.12
"""A target below this leaves nothing."""

_SCRAPS: Final = ("#cfc9b8", "#8a7a5a", "#5f6a4a", "#a8a294", "#6a4a34")


def leave_traces(room: Interior) -> None:
    """Add what decay, filth, menace and fire leave in a room; neutral targets add nothing."""
    targets = room.stage.targets
    if targets.decay > _LEAST:
        _cobwebs(room)
    if targets.filth > _LEAST:
        _litter(room, int(40 * targets.filth))
    if targets.menace > _LEAST:
        _stranger(room, float(targets.menace))
    if abs(targets.life) > 2 * _LEAST and room.homely:
        _plants(room)
    if targets.fire > _LEAST:
        _embers(room, float(targets.fire))


def _cobwebs(room: Interior) -> None:
    """Webs in both far corners under the ceiling."""
    wide, deep, high = room.size
    if room.slanted:
        return
    for side in (-1, 1):
        web = partial(cobweb, side=side)
        room.build(side * (wide / 2 - 0.03), deep - 0.05, web, y=high - 0.03, layer=0)


def cobweb(pen: Pen, side: int = 1) -> None:
    """A cobweb in the corner left of and below the pen (``side`` 1), wider where things decay."""
    size = 0.5 + 0.7 * pen.targets.decay
    with Solid(pen) as solid:
        spokes = [(-size, -0.02), (-0.8 * size, -0.35 * size), (-0.45 * size, -0.7 * size), (-0.02, -size)]
        for x, y in spokes:
            solid.stroke([(0, 0, 0), (x * side, y, 0)], 0.008, "#cfd2d2")
        for t in (0.3, 0.5, 0.7, 0.9):
            ring = [(x * t * side, y * t - 0.04 * t * (k % 2), 0.0) for k, (x, y) in enumerate(spokes)]
            solid.stroke(ring, 0.006, "#cfd2d2")


def _plants(room: Interior) -> None:
    """A plant in a pot in each far corner, green or withered."""
    wide, deep, _ = room.size
    for side in (-1, 1):
        room.build(side * (wide / 2 - 0.45), deep - 0.45, _potted)


def _potted(pen: Pen) -> None:
    """A tall plant in a clay pot, its leaves as many as there is life."""
    life = pen.targets.life
    with Solid(pen) as solid:
        solid.lathe((0, 0, 0), [(0.14, 0), (0.2, 0.3), (0.22, 0.34)], "#a8623c", inside="#2a1d14")
        solid.over()
        solid.flat((0, 0.3, 0), lambda at: _leaves(at, life))


def _leaves(pen: Pen, life: float) -> None:
    random = pen.random
    count = int(26 + 44 * max(0.0, life))
    droop = max(0.0, -life)
    angle = random.uniform(0.15, np.pi - 0.15, count)
    reach = random.uniform(0.35, 1.0, count)
    x, y = 0.45 * np.cos(angle) * reach, (1.1 - 0.45 * droop) * np.sin(angle) * reach
    for px, py in zip(x[:14], y[:14], strict=True):
        pen.line([[0, 0], [0.4 * px, 0.6 * py], [px, py]], 0.015, "#5a6b38" if life > 0 else "#6a5636", 0.4)
    if life < -0.5:
        count //= 3
    low, high = ("#2f5a2c", "#8ab04e") if life > 0 else ("#4f3c22", "#9a7c46")
    tones = mix(pen.tone(low, 0.2), pen.tone(high, 0.8), random.random(count)[:, None])
    lean = angle[:count] + random.normal(0, 0.4, count) - 1.2 * droop
    pen.dabs(x[:count], y[:count], 0.11, 0.035, lean, tones, power=1.5, soft=0.3)


def _litter(room: Interior, count: int) -> None:
    """Scraps, crumpled paper and puddles on the floor."""
    random = stream(room.stage.seed, "litter")
    wide, deep, _ = room.size
    for _ in range(count):
        x, z = float(random.uniform(-0.46, 0.46)) * wide, float(random.uniform(0.0, 0.97)) * min(deep, 7.0)
        room.build(x, z, _scrap, turn=float(random.uniform(0, 360)), layer=0 if random.random() < 0.6 else 1)


def _scrap(pen: Pen) -> None:
    """One piece of rubbish, or a stain."""
    random = pen.random
    kind = random.random()
    with Solid(pen) as solid:
        if kind < 0.35:
            turn = np.linspace(0, 2 * np.pi, 14, endpoint=False)
            reach = float(random.uniform(0.12, 0.4)) * random.uniform(0.7, 1.1, 14)
            ring = [
                (float(r * np.cos(a)), 0.004, float(r * np.sin(a))) for r, a in zip(reach, turn, strict=True)
            ]
            solid.face(ring, "#2a2a14", (0, 1, 0), alpha=0.7, grain=0.3)
        elif kind < 0.7:
            half = float(random.uniform(0.06, 0.16))
            colour = _SCRAPS[int(random.integers(len(_SCRAPS)))]
            solid.face(level(-half, -half * 0.7, half, half * 0.7, 0.008), colour, (0, 1, 0.3), grain=0.2)
        else:
            colour = _SCRAPS[int(random.integers(len(_SCRAPS)))]
            size = float(random.uniform(0.04, 0.09))
            solid.block((0, 0, 0), (2 * size, size, size), colour, taper=0.3)
            solid.block((size, 0, 0.03), (size, 1.4 * size, size), colour, taper=0.4)


def _stranger(room: Interior, menace: float) -> None:
    """A light low behind the viewer, and somebody standing in it: only the long shadow is seen."""
    view = room.view
    sine, cosine = float(np.sin(view.turn)), float(np.cos(view.turn))
    side = 0.55 * room.mirror

    def beside(right: float, away: float) -> tuple[float, float]:
        return view.x + right * cosine + away * sine, view.z - right * sine + away * cosine

    x, z = beside(2.2 * side, -1.1)
    colour = linear("#b9c8e0") * np.float32(7.0 * menace * (0.25 + 0.5 * room.open_air))
    room.rig.add((x, 0.75, z), colour, 2.0)
    x, z = beside(1.7 * side, 0.35)
    for wide, low, high in ((0.34, 0.0, 0.95), (0.5, 0.85, 1.5), (0.24, 1.5, 1.82)):
        room.rig.shades.append([x - wide / 2, low, z - 0.12, x + wide / 2, high, z + 0.12])


def _embers(room: Interior, fire: float) -> None:
    """A red glow from low down at the back, and sparks in the air."""
    wide, deep, _ = room.size
    far = min(deep, 7.0)
    for side in (-0.36, 0.36):
        room.rig.add((side * wide, 0.35, 0.85 * far), linear("#ff5214") * np.float32(1.8 * fire), 0.6)
    room.build(0.0, 0.45 * far, lambda pen: _sparks(pen, fire, wide), layer=2)


def _sparks(pen: Pen, fire: float, wide: float) -> None:
    random = pen.random
    count = int(90 * fire)
    x, y = random.uniform(-0.5, 0.5, count) * wide, 2.6 * random.random(count) ** 1.5
    size = random.uniform(0.006, 0.02, count)
    shine = linear("#ff9a3c")[None] * (0.6 + 1.2 * random.random((count, 1))).astype(np.float32)
    pen.dabs(x, y, size * 1.6, size, random.uniform(0, 3, count), shine, alpha=0.9, soft=0.8, bristle=0)
