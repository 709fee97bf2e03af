"""What a mood puts in front: fallen leaves, brambles, eyes in the dark, rubbish, mould, cobwebs, cracks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.mood import GREEN, celebrates, plays
from emogen.pipelines.image.painter.mood_air import (
    paint_embers,
    paint_fireworks,
    paint_flies,
    paint_kite,
    paint_petals,
)
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage


def paint_mood(stage: Stage, *, indoors: bool) -> None:
    """Paint what the emotion asks for in front of a finished scene; neutral targets paint nothing."""
    t, light = stage.targets, stage.light
    if indoors:
        _mould(stage, t.filth + 0.4 * t.decay)
        _cracks(stage, t.decay)
        _cobwebs(stage, t.decay + 0.5 * t.menace)
        paint_flies(stage)
        return
    if not stage.winter:
        _leaves(stage, max(0.0, -t.life) * (1.0 - t.fire))
    _rubbish(stage, t.filth)
    if stage.prompt.setting in GREEN:
        if t.menace > 0.55 and light.time in ("night", "dusk"):
            _eyes(stage, t.menace)
        _brambles(stage, t.menace - 0.25)
    paint_flies(stage)
    paint_embers(stage)
    paint_petals(stage)
    if celebrates(light.time, t):
        paint_fireworks(stage)
    if plays(stage.prompt, t) == "kites":
        paint_kite(stage)


def _leaves(stage: Stage, amount: float) -> None:
    """Fallen leaves on the foreground, and a few on the wind."""
    count = int(420 * amount)
    if count < 20 or stage.light.night:
        return
    random, canvas, light = stream(stage.seed, "fallen leaves"), stage.canvas, stage.light
    y = canvas.high * (1.0 - 0.16 * random.random(420)[:count] ** 1.6)
    x = canvas.wide * random.random(420)[:count]
    near = np.clip((y / canvas.high - 0.8) / 0.2, 0.1, 1.0)
    size = 0.0065 * near * random.uniform(0.6, 1.3, 420)[:count]
    hues = np.stack([light.lit(linear(hue), 0.6) for hue in ("#8a5a2c", "#6a4326", "#a8743a", "#5a4a3a")])
    tones = hues[random.integers(4, size=420)[:count]]
    flying = random.random(420)[:count] < 0.06
    y = np.where(flying, canvas.high * random.uniform(0.3, 0.9, 420)[:count], y)
    dabs = np.stack([x, y, size, size * 0.45, random.normal(0, 0.7, 420)[:count], np.full(count, 0.9)], 1)
    canvas.dabs(dabs, tones, power=1.4, soft=0.35, bristle=0.3)


def _brambles(stage: Stage, amount: float) -> None:
    """Thorny stems that frame the picture from its lower corners, dark against the light."""
    if amount <= 0:
        return
    random, canvas = stream(stage.seed, "brambles"), stage.canvas
    dark = mix(stage.light.lit(linear("#1c1a18"), 0.1), stage.light.air, 0.06)
    for side in (0, 1):
        for _ in range(round(2 + 5 * amount)):
            foot = random.uniform(-0.08, 0.2) * (0.6 + 0.7 * amount)
            reach, rise = (
                random.uniform(0.1, 0.34) * (0.6 + amount),
                random.uniform(0.12, 0.4) * (0.5 + amount),
            )
            t = np.linspace(0, 1, 34)
            x = foot + reach * t + 0.02 * np.sin(7 * t + random.uniform(0, 6))
            y = canvas.high + 0.02 - rise * np.sin(np.pi * (0.12 + 0.62 * t)) / np.sin(np.pi * 0.5)
            y += 0.012 * np.sin(11 * t + random.uniform(0, 6))
            path = np.stack([canvas.wide - x if side else x, y], 1)
            _stem(stage, path, dark, 0.006 * random.uniform(0.5, 1.0), random)


def _stem(stage: Stage, path: AnyFloats, tone: AnyFloats, width: float, random: np.random.Generator) -> None:
    along = np.gradient(path, axis=0)
    along /= np.maximum(np.hypot(along[:, :1], along[:, 1:]), 1e-9)
    normal = np.stack([-along[:, 1], along[:, 0]], 1)
    half = width * np.linspace(1.0, 0.25, len(path))[:, None] / 2
    shapes = [np.concatenate([path + normal * half, (path - normal * half)[::-1]])]
    for k in range(2, len(path) - 1, 2):
        way = 1.0 if random.random() < 0.5 else -1.0
        base, tip = path[k], path[k] + (normal[k] * way * 2.6 - along[k] * 0.8) * half[k] * 2.4
        shapes.append(np.stack([base - along[k] * half[k] * 1.3, tip, base + along[k] * half[k] * 1.3]))
    stage.canvas.fill([shape.astype(np.float32) for shape in shapes], tone, grain=0.1, feature=0.01)


def _eyes(stage: Stage, menace: float) -> None:
    """Pairs of eyes that catch the light, at the sides, where it is darkest."""
    random, canvas = stream(stage.seed, "eyes"), stage.canvas
    for n in range(round(4 * menace)):
        u = random.uniform(0.04, 0.3) if (n + stage.seed) % 2 else random.uniform(0.7, 0.96)
        x, y = canvas.wide * u, stage.horizon + random.uniform(0.05, 0.16)
        size = random.uniform(0.0028, 0.0042)
        tilt = random.normal(0, 0.2)
        for way in (-1, 1):
            ex, ey = x + way * 2.4 * size, y + way * 2.4 * size * tilt
            lens = np.array([[ex, ey, size * 1.25, size * 0.75, way * 0.4 + tilt, 0.95]])
            canvas.dabs(lens, linear("#f2d25a")[None] * np.float32(0.9), power=1.5, soft=0.5)
            canvas.dabs(np.array([[ex, ey, size * 0.2, size * 0.65, 0.0, 0.95]]), linear("#0a0a08")[None])
            canvas.glow(ex, ey, 7 * size, linear("#d8b23c") * np.float32(0.16))


def _rubbish(stage: Stage, filth: float) -> None:
    """Bags, tins, paper and puddles on the foreground."""
    if filth <= 0.15:
        return
    random, canvas = stream(stage.seed, "rubbish"), stage.canvas
    spots = np.sort(random.random(14))
    for n in range(14):
        u, kind, turn = random.random(), int(random.integers(4)), random.uniform(-0.5, 0.5)
        if n >= round(14 * filth):
            continue
        y = canvas.high * (0.87 + 0.11 * spots[n])
        pen = stage.pen("rubbish", canvas.wide * (0.04 + 0.92 * u), y, index=n)
        (_puddle, _bag, _tin, _paper)[kind](_sized(pen, y / canvas.high), turn)


def _sized(pen: Pen, share: float) -> Pen:
    """Rubbish has the size of the picture's foreground, however far away the ground is."""
    return replace(pen, scale=0.09 * (0.4 + 0.6 * (share - 0.85) / 0.15), distance=0.02)


def _bag(pen: Pen, turn: float) -> None:
    t = np.linspace(0, 2 * np.pi, 22)
    wide = 0.42 * (1 + 0.12 * np.sin(3 * t + 9 * turn))
    shape = np.stack([wide * np.cos(t), 0.3 + 0.3 * np.sin(t) * (1 + 0.1 * np.cos(5 * t))], 1)
    pen.poly(shape, "#26282b", 0.5, low=0.2, grain=0.35, stretch=0.6)
    pen.poly([[-0.07, 0.55], [-0.16, 0.8], [0.0, 0.7], [0.15, 0.82], [0.07, 0.55]], "#303236", 0.6)
    x = np.array([-0.16, 0.05, 0.2]) * pen.light.side
    pen.dabs(x, [0.4, 0.46, 0.3], 0.12, 0.02, 0.9, pen.tone("#8a8f94", 0.9)[None], alpha=0.5, soft=1.0)


def _tin(pen: Pen, turn: float) -> None:
    c, s = np.cos(turn), np.sin(turn)
    body = np.array([[-0.17, 0.0], [-0.17, 0.16], [0.17, 0.16], [0.17, 0.0]]) @ np.array([[c, s], [-s, c]])
    pen.poly(
        body + np.array([0.0, 0.05]),
        ("#8a3a30", "#5c6a58", "#8f8a7c")[int(7 * abs(turn)) % 3],
        0.8,
        low=0.3,
        grain=0.3,
    )
    end = np.array([0.17, 0.08]) @ np.array([[c, s], [-s, c]]) + np.array([0.0, 0.05])
    pen.dabs([end[0]], [end[1]], 0.035, 0.08, turn, pen.tone("#3c3a36", 0.4)[None], soft=0.2)


def _paper(pen: Pen, turn: float) -> None:
    shape = [[-0.24, 0.02], [-0.1, 0.16 + 0.1 * turn], [0.06, 0.08], [0.25, 0.14], [0.2, 0.0], [0.0, -0.05]]
    pen.poly(shape, "#b9b39c", 0.7, low=0.4, grain=0.2)
    pen.poly([[-0.1, 0.16 + 0.1 * turn], [0.06, 0.08], [0.0, -0.05]], "#8f8970", 0.4)


def _puddle(pen: Pen, turn: float) -> None:
    murk = mix(pen.tone("#4a4a26", 0.4), pen.light.horizon, 0.25)[None]
    x = np.array([0.0, 0.35, -0.3])
    pen.dabs(
        x, [0.0, 0.03, 0.02], [0.8, 0.5, 0.45], [0.1, 0.07, 0.07], 0.0, murk, alpha=0.85, soft=0.3, bristle=0
    )
    shine = mix(pen.light.horizon, pen.tone("#b8b04a", 0.8), 0.5)[None]
    pen.dabs(x * 0.6 + turn * 0.3, [0.02, 0.03, 0.0], 0.2, 0.014, 0.0, shine, alpha=0.6, soft=1.0, bristle=0)


def _mould(stage: Stage, amount: float) -> None:
    """Blooms of damp and mould that spread from the upper corners of a room."""
    if amount <= 0.12:
        return
    random, canvas = stream(stage.seed, "mould"), stage.canvas
    count = int(260 * min(1.0, amount))
    side = np.where(random.random(260) < 0.5, 0.0, 1.0)[:count]
    reach = random.exponential(0.13, 260)[:count] * (0.5 + amount)
    x = canvas.wide * np.abs(side - np.minimum(reach * random.uniform(0.2, 1.6, 260)[:count], 0.5))
    y = canvas.high * np.minimum(reach * random.uniform(0.1, 1.8, 260)[:count], 0.5)
    size = 0.004 + 0.02 * random.random(260)[:count] ** 3
    tones = mix(stage.light.lit(linear("#3c4028"), 0.2), stage.light.lit(linear("#5c5a3a"), 0.3),
                random.random((260, 1))[:count])  # fmt: skip
    dabs = np.stack(
        [
            x,
            y,
            size,
            size * 0.8,
            random.uniform(0, 3, 260)[:count],
            np.full(count, 0.3 * min(1, amount + 0.3)),
        ],
        1,
    )
    canvas.dabs(dabs, tones, soft=1.5, bristle=0.5)


def _cracks(stage: Stage, decay: float) -> None:
    """Cracks that run down the walls of a room."""
    random, canvas = stream(stage.seed, "cracks"), stage.canvas
    dark = stage.light.lit(linear("#2a2622"), 0.15)
    for n in range(6):
        x, way = canvas.wide * random.uniform(0.03, 0.97), random.normal(0, 0.3)
        steps = np.cumsum(np.stack([random.normal(way, 0.9, 26), random.uniform(0.2, 1.4, 26)], 1), 0) * 0.011
        if n >= round(6 * max(0.0, decay - 0.1)):
            continue
        path = np.stack([x + steps[:, 0], steps[:, 1]], 1)
        half = np.stack([np.linspace(0.0022, 0.0003, 26), np.zeros(26)], 1)
        canvas.fill(
            [np.concatenate([path - half, (path + half)[::-1]]).astype(np.float32)], dark, alpha=0.75, grain=0
        )


def _cobwebs(stage: Stage, amount: float) -> None:
    """Cobwebs in the upper corners of a room."""
    if amount <= 0.35:
        return
    pale = stage.light.lit(linear("#c8c8c4"), 0.5)
    size = 0.2 * min(1.2, 0.5 + amount)
    for side in (0, 1):
        angles = np.linspace(0.06, np.pi / 2 - 0.06, 6)
        for a in angles:
            _strand(
                stage,
                side,
                np.stack([size * np.cos(a) * np.array([0, 1.0]), size * np.sin(a) * np.array([0, 1.0])], 1),
                pale,
            )
        for ring in (0.35, 0.52, 0.68, 0.84):
            sag = np.linspace(angles[0], angles[-1], 26)
            dip = 1.0 - 0.13 * np.abs(np.sin((sag - angles[0]) / (angles[1] - angles[0]) * np.pi))
            r = size * ring * dip
            _strand(stage, side, np.stack([r * np.cos(sag), r * np.sin(sag)], 1), pale)


def _strand(stage: Stage, side: int, path: AnyFloats, tone: AnyFloats) -> None:
    x = stage.canvas.wide - path[:, 0] if side else path[:, 0]
    a, b = np.stack([x[:-1], path[:-1, 1]], 1), np.stack([x[1:], path[1:, 1]], 1)
    step, middle = b - a, (a + b) / 2
    same = np.ones(len(step))
    long = np.hypot(step[:, 0], step[:, 1]) * 0.55
    dabs = np.stack([*middle.T, long, 0.0007 * same, np.arctan2(step[:, 1], step[:, 0]), 0.4 * same], 1)
    stage.canvas.dabs(dabs, tone[None], soft=0.5)
