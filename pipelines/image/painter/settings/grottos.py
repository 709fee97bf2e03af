"""What caves are made of: rock around a hollow, dripstones, crystals, beams."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.compose import number_of
from emogen.pipelines.image.painter.light import linear, mix, smooth
from emogen.pipelines.image.painter.noise import fbm
from emogen.seeds import stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


def hollow(
    stage: Stage,
    name: str,
    inside: Callable[[AnyFloats, AnyFloats], AnyFloats],
    colours: tuple[str, str],
    *,
    rim: float = 0.12,
) -> None:
    """Rock all around a hole; ``inside(x, y)`` is 0 at its edge, positive in it, negative in the rock."""
    light, canvas, turn = stage.light, stage.canvas, number_of(stage, name)
    bright, dark = map(linear, colours)

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        rough = 0.055 * fbm(x * 5.0, y * 3.2, turn, octaves=6, gain=0.55, px=canvas.px * 5.0)
        depth = -(inside(x, y) + rough)
        warp = fbm(x * 2.6, y * 2.0, turn + 7, octaves=3)
        here = fbm(x * 4.6 + warp, y * 2.6 + warp, turn + 3, octaves=6, px=canvas.px * 5.0, ridged=True)
        there = fbm(
            x * 4.6 + warp + 0.06 * light.side,
            y * 2.6 + warp - 0.05,
            turn + 3,
            octaves=6,
            px=canvas.px * 5.0,
            ridged=True,
        )
        relief = np.clip((here - there) * 2.4, -0.4, 0.4)
        near = np.exp(-np.clip(depth, 0, None) / rim)
        albedo = mix(dark, bright, np.clip(0.4 + 0.6 * warp + 0.3 * near, 0, 1)[..., None])
        facing = np.clip(0.05 + 0.55 * near + relief * (0.35 + 0.65 * near), 0.0, 1.2)[..., None]
        rgb = albedo * (light.ambient * (0.55 + 0.45 * near[..., None]) + light.key * facing)
        alpha = smooth(-0.004, 0.008, depth)
        return rgb, alpha

    canvas.shade(shade)


def dripstones(stage: Stage, name: str, spots: list[tuple[float, float, float]], *, up: bool) -> None:
    """Stalactites (or ``up``: stalagmites): (share of the width, where it hangs or stands, length)."""
    light, canvas = stage.light, stage.canvas
    random = stream(stage.seed, "drip", name)
    for u, y, long in spots:
        x, wide = canvas.wide * u, long * random.uniform(0.12, 0.2)
        t = np.linspace(0, 1, 12)
        half = wide * (1 - t) ** random.uniform(0.7, 1.1) * (1 + 0.16 * np.sin(9 * t + u * 40))
        way = -1.0 if up else 1.0
        py = y + way * long * t
        shape = np.concatenate([np.column_stack([x - half, py]), np.column_stack([x + half, py])[::-1]])
        dark, mid = light.lit(linear("#5a5048"), 0.12), light.lit(linear("#8f8272"), 0.4)
        canvas.fill(
            [shape.astype(np.float32)],
            mid if up else dark,
            dark if up else mid,
            grain=0.3,
            stretch=0.4,
            feature=0.01,
        )
        edge = np.column_stack([x + 0.8 * half * light.side, py])
        rim = np.concatenate([edge, np.column_stack([x + 0.25 * half * light.side, py])[::-1]])
        canvas.fill([rim.astype(np.float32)], light.lit(linear("#b0a08a"), 0.75), alpha=0.6, grain=0.3)


def crystals(
    stage: Stage,
    name: str,
    rows: tuple[float, float],
    clusters: int,
    glow: AnyFloats,
    size: float,
    *,
    clear: bool = False,
) -> None:
    """Clusters of crystals that shine."""
    random, canvas = stream(stage.seed, "crystals", name), stage.canvas
    for _ in range(clusters):
        u = random.random()
        if clear and 0.26 < u < 0.74:
            u = u * 0.5 if u < 0.5 else 0.5 + 0.5 * u
        x, y = canvas.wide * u, random.uniform(*rows)
        for _ in range(int(random.integers(3, 7))):
            long, lean = size * random.uniform(0.4, 1.1), random.normal(0, 0.4)
            wide = long * random.uniform(0.09, 0.15)
            axis = np.array([np.sin(lean), -np.cos(lean)])
            across = np.array([axis[1], -axis[0]])
            base = np.array([x + random.normal(0, 0.25 * size), y])
            tip, shoulder = base + axis * long, base + axis * long * 0.78
            left = np.array([base - across * wide, shoulder - across * wide, tip, base + axis * 0.1 * long])
            right = np.array([base + across * wide, shoulder + across * wide, tip, base + axis * 0.1 * long])
            canvas.fill(
                [left.astype(np.float32)], glow * np.float32(1.25), glow * np.float32(0.5), grain=0.15
            )
            canvas.fill(
                [right.astype(np.float32)], glow * np.float32(0.75), glow * np.float32(0.25), grain=0.15
            )
        canvas.glow(x, y - 0.3 * size, 2.6 * size + 0.05, glow * np.float32(0.3))


def beam(stage: Stage, start: tuple[float, float], end: tuple[float, float], colour: AnyFloats) -> None:
    canvas = stage.canvas
    axis = np.subtract(end, start)
    long = float(np.hypot(*axis))
    axis = axis / long

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        along = (x - start[0]) * axis[0] + (y - start[1]) * axis[1]
        across = np.abs((x - start[0]) * axis[1] - (y - start[1]) * axis[0])
        t = np.clip(along / long, 0.0, 1.0)
        wide = 0.11 + 0.1 * t
        alpha = (
            0.34
            * np.exp(-((across / wide) ** 2) * 2.2)
            * (1.0 - 0.55 * t)
            * smooth(0.0, 0.04, along)
            * smooth(1.02 * long, 0.9 * long, along)
        )
        return np.broadcast_to(colour, (*x.shape, 3)), alpha.astype(np.float32)

    canvas.shade(shade, 0.0, end[1] + 0.05)


def pool_light(stage: Stage, place: tuple[float, float], colour: AnyFloats) -> None:
    aqua = mix(linear("#49c8d0") * np.float32(0.9), colour, 0.3)
    dabs = np.array([[place[0], place[1], 0.3 / k, 0.05 / k, 0.0, 0.3] for k in (1.0, 1.7, 3.0)], np.float32)
    stage.canvas.dabs(dabs, aqua[None], soft=2.0)
