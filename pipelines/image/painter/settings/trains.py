"""Rails and what belongs to them: tracks, a train, a canopy, a hall of iron and glass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.walls import Wall, fill_space, rectangle
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def rails(stage: Stage, x: float, foot: float = 0.0, far: float = 150.0) -> None:
    """A track of sleepers and two rails that runs away from the viewer, ``x`` metres to the right."""
    wood = "#d4dae2" if stage.winter else "#4a3f36"
    sleepers = [
        [[x - 1.25, foot, z], [x + 1.25, foot, z], [x + 1.25, foot, z + 0.26], [x - 1.25, foot, z + 0.26]]
        for z in np.arange(1.0, 46.0, 0.65)
    ]
    for near in range(0, len(sleepers), 8):
        fill_space(stage, sleepers[near : near + 8][::-1], wood, 0.5, grain=0.2)
    for side in (-0.72, 0.72):
        at = x + side
        web = [
            [at - 0.04, foot, 0.5],
            [at - 0.04, foot + 0.15, 0.5],
            [at - 0.04, foot + 0.15, far],
            [at - 0.04, foot, far],
        ]
        top = [
            [at - 0.05, foot + 0.15, 0.5],
            [at + 0.05, foot + 0.15, 0.5],
            [at + 0.05, foot + 0.15, far],
            [at - 0.05, foot + 0.15, far],
        ]
        fill_space(stage, [web], "#4a3a30", 0.3, grain=0)
        shine = mix(stage.light.lit(linear("#b0b4b8"), 0.7), stage.light.horizon, 0.35) / np.maximum(
            stage.light.ambient + stage.light.key * 0.6, 0.05
        )
        fill_space(stage, [top], shine.astype(np.float32), 0.6, grain=0)


def train(stage: Stage, x: float, away: tuple[float, float]) -> None:
    """A train ``x`` metres to the right: its end with lamps, carriages in a row."""
    random, lamps = stream(stage.seed, "train"), stage.light.lamps
    body = ("#8f3a36", "#3f5f78", "#3f6a54", "#5a5a60")[int(random.integers(4))]
    near, far = away
    half, high = 1.45, 3.7
    for way in (-1, 1):
        flank = Wall(stage, (x + way * half, near), (x + way * half, far))
        if way * x > 0 and abs(x) > half:
            continue
        _flank(flank, body, random, lamps)
    roof = [[x - half, high, near], [x + half, high, near], [x + half, high, far], [x - half, high, far]]
    fill_space(stage, [roof], "#55585c", 0.6, grain=0.1)
    face = Wall(stage, (x - half, near), (x + half, near))
    k = np.linspace(0, np.pi, 13)
    dome = np.column_stack([half + half * np.cos(k), 3.35 + 0.55 * np.sin(k)])
    face.fill([[[2 * half, 0.5], *dome.tolist(), [0, 0.5]]], body, 1.1, low=0.8, grain=0.06)
    face.fill([rectangle(0, 0.5, 2 * half, 0.55)], "#2c2c30", 0.8, grain=0.1)
    face.fill([rectangle(0, 1.35, 2 * half, 0.14)], "#e6dfc8", 1.0, grain=0)
    panes = [rectangle(0.22, 2.0, 1.1, 1.05), rectangle(2 * half - 1.32, 2.0, 1.1, 1.05)]
    face.fill(panes, "#2a343c", 1.0, low=0.6, grain=0.1)
    if lamps > 0.2:
        face.shine(panes, "#ffcf86", 0.25 * lamps)
    for at in (0.42, 2 * half - 0.42):
        ring = np.column_stack([at + 0.17 * np.cos(2 * k), 1.75 + 0.17 * np.sin(2 * k)])
        face.fill([ring], "#d8d8d0", 1.1, grain=0)
        if lamps > 0.1:
            face.shine([ring], "#fff0c8", 0.6 + 0.6 * lamps)
            face.glow(at, 1.75, 2.6, 0.7 * lamps, "#ffeec0")
    face.fill([rectangle(0.2, 0.15, 2 * half - 0.4, 0.4)], "#1f1f22", 0.6, grain=0)


def _flank(wall: Wall, body: str, random: np.random.Generator, lamps: float) -> None:
    long = wall.length
    wall.fill([rectangle(0, 0.5, long, 3.1)], body, 1.0, low=0.75, grain=0.06)
    wall.fill([rectangle(0, 0.1, long, 0.5)], "#26262a", 0.7, grain=0.1)
    wall.fill([rectangle(0, 1.35, long, 0.14)], "#e6dfc8", 0.9, grain=0)
    cars = max(1, int(long / 18.0))
    for n in range(cars):
        left = n * long / cars
        wide = long / cars
        panes = [rectangle(left + 2.2 + 1.75 * m, 1.75, 1.25, 1.0) for m in range(int((wide - 4.0) / 1.75))]
        if lamps > 0.2 and random.random() < 0.95:
            wall.shine(panes, "#ffcf86", 0.3 + 0.5 * lamps)
        else:
            wall.fill(panes, "#3a464e", 0.9, low=0.6, grain=0.1)
        wall.fill(
            [rectangle(left + 0.7, 0.7, 1.1, 2.3), rectangle(left + wide - 1.8, 0.7, 1.1, 2.3)],
            body,
            0.6,
            grain=0,
        )
        wall.fill([rectangle(left - 0.15, 0.5, 0.3, 3.0)], "#1f1f22", 0.5, grain=0)


def canopy(stage: Stage, x: float, side: int) -> None:
    """A canopy on iron columns along a platform, lamps under it."""
    lamps = stage.light.lamps
    for z in (46.0, 36.0, 28.0, 21.0, 15.0, 10.0, 6.0):
        post = Wall(stage, (x - 0.1, z), (x + 0.1, z), 0.9)
        post.fill([rectangle(0, 0, 0.2, 3.4)], "#3f4a44", 0.9, low=0.7, grain=0)
        post.fill([rectangle(-0.1, 0, 0.4, 0.4), rectangle(-0.06, 3.0, 0.32, 0.2)], "#37423c", 0.9, grain=0)
        for way in (-1, 1):
            fill_space(
                stage,
                [[[x, 3.6, z], [x + way * 1.7, 4.3, z], [x + way * 1.7, 4.42, z], [x, 3.85, z]]],
                "#3f4a44",
                0.5,
                grain=0,
            )
        lit = Wall(stage, (x + side * 0.9, z), (x + side * 1.3, z), 3.6)
        lit.fill([rectangle(0, 0, 0.4, 0.16)], "#d8d0b8", 1.0, grain=0)
        if lamps > 0.05:
            lit.shine([rectangle(0, 0, 0.4, 0.16)], "#ffe0a8", 0.9)
            lit.glow(0.2, 0.0, 4.2, 0.4 * lamps)
    for way, low in ((-1, 4.45), (1, 4.45)):
        under = [[x, 4.1, 4.6], [x + way * 2.4, low, 4.6], [x + way * 2.4, low, 60.0], [x, 4.1, 60.0]]
        fill_space(stage, [under], "#7a6a54", 0.2 if way == stage.light.side else 0.12, grain=0.25, stretch=3)
        edge = Wall(stage, (x + way * 2.4, 4.6), (x + way * 2.4, 60.0), low)
        teeth = [[[0.5 * n, 0], [0.5 * n + 0.25, -0.32], [0.5 * n + 0.5, 0]] for n in range(110)]
        edge.fill([rectangle(0, 0, edge.length, 0.3), *teeth], "#d8cfb8", 0.9, grain=0)


def hall(stage: Stage, half: float, high: float) -> None:
    """Arches of iron in a row, glass between them; the far end is open."""
    k = np.linspace(0, np.pi, 23)
    depths = (64.0, 48.0, 36.0, 27.0, 20.0, 14.5, 10.2, 7.0, 4.6)
    for n, z in enumerate(depths):
        ring = np.column_stack([-half * np.cos(k), 2.0 + high * np.sin(k)])
        far = depths[n - 1] if n else 80.0
        for j in range(22):
            a, b = ring[j], ring[j + 1]
            quad = [[a[0], a[1], z], [b[0], b[1], z], [b[0], b[1], far], [a[0], a[1], far]]
            if j < 3 or j > 18:
                fill_space(stage, [quad], "#8a6a58", 0.35, grain=0.2, seed=j + 40 * n)
            else:
                glass = mix(stage.light.middle, stage.light.horizon, 0.35) / np.maximum(
                    stage.light.ambient + 0.4 * stage.light.key, 0.05
                )
                fill_space(
                    stage, [quad], (glass * 0.85).astype(np.float32), 0.4, alpha=0.62, grain=0.1, seed=j
                )
                strut = [
                    [a[0], a[1], z],
                    [a[0] + 0.1, a[1] + 0.02, z],
                    [a[0] + 0.1, a[1] + 0.02, far],
                    [a[0], a[1], far],
                ]
                fill_space(stage, [strut], "#3f4442", 0.3, grain=0)
        for way in (-1, 1):
            side = Wall(stage, (way * half, z), (way * half, far), 0.0)
            side.fill([rectangle(0, 0, side.length, 2.2)], "#8a6a58", 0.9, low=0.7, grain=0.15)
        rim = np.column_stack([ring, np.full(23, z)])
        inside = np.column_stack([ring[:, 0] * 0.965, 2.0 + (ring[:, 1] - 2.0) * 0.95, np.full(23, z)])
        fill_space(stage, [np.concatenate([rim, inside[::-1]])], "#3a403e", 0.4, grain=0)
