"""At sea: an island, the open sea, under water."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    birds_and_balloons,
    number_of,
    open_air,
    raise_ridge,

    stand_at,
    water_with,
)
from emogen.pipelines.image.painter.crests import dome
from emogen.pipelines.image.painter.light import linear, mix, smooth
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.settings.kinds import OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.settings.plants import palm
from emogen.pipelines.image.painter.swell import paint_swell
from emogen.pipelines.image.painter.terrain import Ridge
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.walls import pen_at
from emogen.pipelines.image.painter.woods import tree_line
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage

_SAND: Final = ("#ead6a2", "#c9ae78")


def _sand(stage: Stage) -> tuple[str, str]:
    return ("#eef2f7", "#c8d2de") if stage.winter else _SAND


def _island_sea(stage: Stage) -> None:
    """A green island with white sand, seen from the sea."""
    open_air(stage, 0.54, 3.0)
    h, canvas = stage.horizon, stage.canvas
    x = canvas.wide * (0.5 + 0.07 * stage.light.side)
    hill = dome(x + 0.05, 0.4 * canvas.wide, h + 0.015, h - 0.24, number_of(stage, "hill"), rough=0.16, power=1.5)
    crest = raise_ridge(stage, "hill", Ridge(h + 0.015, 0.24, 0.3, "#6f8f4c", "#4f6f3c", 0.3, 0.3, slope=1.2, crest=hill))
    tree_line(stage, crest, 0.07, "island wood", size=0.05, count=230, pines=0.0, distance=0.3, span=(0.22, 0.86))
    beach = dome(x, 0.46 * canvas.wide, h + 0.024, h + 0.004, number_of(stage, "sand"), rough=0.05)
    raise_ridge(stage, "sand", Ridge(h + 0.024, 0.02, 0.2, *_sand(stage), 0.5, slope=0.3, crest=beach, bottom=h + 0.026))
    for n, u in enumerate((-0.3, -0.24, -0.16, 0.17, 0.27, 0.33)):
        pen = stage.pen("palm", x + u * canvas.wide, h + 0.018, index=n)
        palm(replace(pen.at(0, 0, 0.0125 / pen.scale), distance=0.2), lean=0.25 if u > 0 else -0.25)
    stage.draw({Kind.SHORE}, (h + 0.024, h + 0.018), span=(0.3, 0.7))
    _lagoon(stage, h + 0.022, (h + 0.06, canvas.high * 0.84))
    birds_and_balloons(stage)


def _island_beach(stage: Stage) -> None:
    """On its beach: leaning palms over white sand and a lagoon."""
    open_air(stage, 0.44, 2.2)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    far = dome(canvas.wide * (0.5 + 0.2 * side), 0.16 * canvas.wide, h + 0.006, h - 0.06, number_of(stage, "far isle"), rough=0.15)
    raise_ridge(stage, "far isle", Ridge(h + 0.006, 0.06, 0.7, "#6f8a5c", "#5c7450", 0.2, 0.3, crest=far))
    _lagoon(stage, h, (h + 0.02, canvas.high * 0.62))
    base = canvas.high
    inner = canvas.wide * (0.5 + 0.62 * side)
    outer = canvas.wide * (0.5 - 0.62 * side)
    middle = canvas.wide * (0.5 - 0.46 * side)
    spit = dome(middle, 0.36 * canvas.wide, h + 0.17, h + 0.13, number_of(stage, "spit"), rough=0.05)
    raise_ridge(stage, "spit", Ridge(h + 0.17, 0.05, 0.15, *_sand(stage), 0.8, slope=0.4, crest=spit, bottom=h + 0.175))
    raise_ridge(stage, "sand", Ridge(base * 0.96, 0.34, 0.05, *_sand(stage), 1.2, slope=0.4, bottom=base, between=(inner, outer)))
    for n, (u, z, lean) in enumerate(((0.36, 15.5, 0.3), (0.43, 14.0, 0.42), (0.3, 14.6, 0.38))):
        palm(pen_at(stage, "palm", canvas.wide * (0.5 - u * side), z, index=n), lean=lean * side)
    stage.draw({Kind.GROUND, Kind.SHORE}, (base * 0.985, base * 0.8), usual=[("rock", 2)], near=0.45, span=(0.02, 0.6) if side > 0 else (0.4, 0.98))
    stage.foreground = (0.4, 0.8) if side > 0 else (0.2, 0.6)
    birds_and_balloons(stage)


def _island_above(stage: Stage) -> None:
    """From above: rings of sand, reef and blue water around green hills."""
    open_air(stage, 0.22, 60.0)
    h, canvas = stage.horizon, stage.canvas
    water_with(stage, h, rough=0.16, rows=(h + 0.1, canvas.high * 0.92), colour="#17607a")
    for n, (u, down, half) in enumerate(((0.8, 0.1, 0.09), (0.18, 0.14, 0.07), (0.5 - 0.04 * stage.light.side, 0.42, 0.33))):
        x, y, wide = canvas.wide * u, h + down, canvas.wide * half
        _reef(stage, x, y, wide, n)
        crest = dome(x, 0.72 * wide, y, y - 0.5 * wide, number_of(stage, f"isle {n}"), rough=0.22, power=1.4)
        low = dome(x, 0.8 * wide, y, y + 0.2 * wide, number_of(stage, f"foot {n}"), rough=0.06)
        ridge = Ridge(y, 0.5 * wide, 0.6 - 0.2 * n, "#7f9a52", "#4f7040", 0.3 * wide + 0.08, 0.35, slope=1.3, crest=crest, floor=low, bottom=y + 0.22 * wide)
        line = raise_ridge(stage, f"isle {n}", ridge)
        edge = 0.3 * wide / canvas.wide
        tree_line(stage, line, 0.2 * wide, f"wood {n}", size=0.03 + 0.05 * wide, count=60 + int(500 * half), pines=0.0, distance=0.5 - 0.15 * n, span=(u - 1.5 * edge, u + 1.5 * edge))
    birds_and_balloons(stage)


def _reef(stage: Stage, x: float, y: float, wide: float, index: int) -> None:
    """Shallow water and sand around an island seen from above."""
    light, turn = stage.light, number_of(stage, f"reef {index}")
    shallow = light.lit(linear("#4fc0b8"), 0.6) * 0.85 + light.middle * np.float32(0.15)
    sand = light.lit(linear(_sand(stage)[0]), 0.7)
    foam = light.lit(linear("#f4f8f8"), 0.8)

    def shade(px: AnyFloats, py: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        away = np.hypot((px - x) / wide, (py - y) / (0.36 * wide))
        away = away + 0.16 * fbm(px * 5.0 / wide * 0.2, py * 14.0 / wide * 0.2, turn, octaves=5)
        rgb = mix(np.broadcast_to(shallow, (*px.shape, 3)), sand, smooth(1.0, 0.9, away)[..., None])
        ring = np.exp(-(((away - 1.0) / 0.035) ** 2)) * 0.8 + np.exp(-(((away - 1.42) / 0.03) ** 2)) * 0.6
        rgb = mix(rgb, foam, np.clip(ring, 0, 1)[..., None])
        fade = 1.0 - np.exp(-0.8 * light.haze * (0.45 - 0.15 * index))
        alpha = smooth(1.62, 1.15, away) * 0.88
        return mix(rgb, light.air, fade), alpha.astype(np.float32)

    stage.canvas.shade(shade, y - 0.8 * wide, y + 0.8 * wide)


def _lagoon(stage: Stage, shore: float, rows: tuple[float, float]) -> None:
    water_with(stage, shore, rough=0.22, rows=rows, colour="#1f8a92")


def _sea_swell(stage: Stage) -> None:
    """Nothing but sea: swell behind swell to the horizon."""
    open_air(stage, 0.44, 4.0)
    paint_swell(stage, stage.horizon, (0.02, 0.045, 0.08, 0.14, 0.24, 0.42), lift=0.075)
    _afloat(stage, (stage.horizon + 0.06, stage.canvas.high * 0.7))


def _sea_waves(stage: Stage) -> None:
    """Down between the waves: one stands as high as a house."""
    open_air(stage, 0.58, 2.0)
    paint_swell(stage, stage.horizon, (0.02, 0.06, 0.13, 0.25, 0.46), lift=0.2, crest=True)
    _afloat(stage, (stage.horizon + 0.05, stage.horizon + 0.14))


def _sea_wide(stage: Stage) -> None:
    """A great sky over a low horizon, a path of light on calm water."""
    open_air(stage, 0.74, 6.0)
    h, canvas = stage.horizon, stage.canvas
    water_with(stage, h, rough=0.3, rows=(h + 0.02, canvas.high * 0.9), colour="#22505f")
    birds_and_balloons(stage)


def _afloat(stage: Stage, rows: tuple[float, float]) -> None:
    stage.draw({Kind.WATER}, rows)
    birds_and_balloons(stage)


_DEEP: Final = ("#0f4f72", "#0a2f50", "#4fc4cc")


def _under(stage: Stage, share: float) -> None:
    """Blue water all around: light from the surface above, haze instead of air."""
    stand_at(stage, share, 1.6)
    light, canvas = stage.light, stage.canvas
    level = light.ambient.mean() + 0.6 * light.key.mean()
    deep, dark, top = (linear(hue) * np.float32(0.25 + 0.85 * level) for hue in _DEEP)
    tint = linear("#8fdcec")
    weather = replace(light.weather, rain=0.0, snow=0.0, fog=0.0, wind=0.1)
    stage.light = replace(
        light, weather=weather, air=mix(deep, dark, 0.25), haze=1.7, horizon=deep, middle=deep, zenith=top, elevation=70.0,
        key=light.key * tint, ambient=light.ambient * mix(tint, deep, 0.3), glow=top, stars=0.0,
    )  # fmt: skip
    turn = number_of(stage, "water")

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, float]:
        t = np.clip(y / canvas.high, 0.0, 1.0)
        wave = fbm(x * 2.0 + 3.0 * y, y * 6.0, turn, octaves=4)
        body = mix(top, deep, smooth(0.0, 0.45, t + 0.05 * wave)[..., None])
        return mix(body, dark, smooth(0.4, 1.0, t)[..., None]), 1.0

    canvas.shade(shade)
    _rays(stage, top)


def _rays(stage: Stage, top: AnyFloats) -> None:
    """Shafts of light from the surface, and its ripples seen from below."""
    canvas, turn = stage.canvas, number_of(stage, "rays")
    x0 = canvas.wide * (0.5 + 0.2 * stage.light.side)
    bright = mix(top, np.ones(3, np.float32), 0.35) * np.float32(0.9)

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        angle = (x - x0) / (y + 0.55)
        beam = fbm(angle * 7.0, 0 * y + 0.3, turn, octaves=4, gain=0.6)
        fall = np.exp(-y * 2.0) * np.exp(-((angle / 0.75) ** 2))
        net = fbm(x * 5.0, (0.12 / (y + 0.03)), turn + 4, octaves=4)
        lace = np.exp(-y * 16.0) * smooth(0.0, 0.5, net)
        alpha = np.clip(0.75 * smooth(0.0, 0.6, beam) * fall + 0.8 * lace, 0.0, 0.85)
        return np.broadcast_to(bright, (*x.shape, 3)), alpha.astype(np.float32)

    canvas.shade(shade, 0.0, canvas.high * 0.95)


def _bed(stage: Stage) -> None:
    """Rippled sand with a net of light on it."""
    light, canvas, h = stage.light, stage.canvas, stage.horizon
    turn, sand = number_of(stage, "bed"), linear("#c9b88a")

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        down = np.maximum(y - h, 1e-3)
        u, v = (x - stage.vanish) / (down + 0.04), 0.3 / (down + 0.04)
        wavy = fbm(u * 0.7, v * 2.0, turn, octaves=4)
        ripple = np.sin(v * 46.0 + 5.0 * wavy) * smooth(0.02, 0.25, down)
        net = np.abs(fbm(u * 2.4, v * 9.0, turn + 2, octaves=2)) + np.abs(fbm(u * 2.4 + 9.1, v * 9.0, turn + 3, octaves=2))
        caustic = np.exp(-net * 9.0) * smooth(0.03, 0.2, down)
        tone = 1.0 + 0.1 * ripple + 0.25 * wavy + 0.9 * caustic
        rgb = sand * (light.ambient + light.key * 0.6) * tone[..., None]
        fade = 1.0 - np.exp(-light.haze * np.clip(0.09 / down, 0.0, 2.2))
        alpha = smooth(0.0, 0.05, y - h)
        return mix(rgb, light.air, fade[..., None]), alpha.astype(np.float32)

    canvas.shade(shade, h)


def _coral(stage: Stage, name: str, rows: tuple[float, float], count: int, span: tuple[float, float]) -> None:
    """Corals: fans, balls and tubes, in the colours of a reef."""
    random, canvas = stream(stage.seed, "coral", name), stage.canvas
    hues = ("#e0685a", "#e8a04a", "#c85a8a", "#8a6ac8", "#d8c25a", "#5aa88a")
    for n, y in enumerate(np.sort(random.uniform(*rows, count))):
        x = canvas.wide * random.uniform(*span)
        pen = stage.pen("coral", x, float(y), index=n)
        pen = replace(pen, distance=float(np.clip(0.06 / max(y - stage.horizon, 0.02), 0, 1)))
        hue, kind = hues[int(random.integers(len(hues)))], random.random()
        size = random.uniform(0.35, 0.9)
        if kind < 0.4:
            for _ in range(26):
                angle = np.pi / 2 + random.normal(0, 0.5)
                reach = size * random.uniform(0.5, 1.1)
                bend = random.normal(0, 0.3)
                tip = [reach * np.cos(angle), reach * np.sin(angle)]
                pen.line([[0, 0], [0.5 * tip[0] + 0.05 * bend, 0.5 * tip[1]], tip], (0.09 * size, 0.03 * size), hue, random.uniform(0.3, 1.0))
        elif kind < 0.72:
            count_dabs = 70
            angle, reach = random.uniform(0, np.pi, count_dabs), size * 0.55 * np.sqrt(random.random(count_dabs))
            px, py = reach * np.cos(angle) * 1.3, reach * np.sin(angle)
            tones = mix(pen.tone(hue, 0.15), pen.tone(hue, 1.0), np.clip(0.2 + 1.3 * py / size + random.normal(0, 0.1, count_dabs), 0, 1)[:, None])
            order = np.argsort(-py)
            pen.dabs(px[order], py[order], 0.13 * size, 0.12 * size, 0, tones[order], soft=0.4)
        else:
            for _ in range(7):
                dx, high = random.normal(0, 0.22) * size, size * random.uniform(0.6, 1.3)
                pen.poly([[dx - 0.07, 0], [dx - 0.1, high], [dx + 0.1, high], [dx + 0.07, 0]], hue, 0.8, low=0.3, grain=0.2)
                pen.dabs([dx], [high], 0.1, 0.035, 0, pen.tone(hue, 0.1)[None], soft=0.3)


def _kelp(stage: Stage, name: str, count: int, span: tuple[float, float], *, tall: float = 0.6) -> None:
    """Ribbons of weed that sway up from the bottom."""
    random, light, canvas = stream(stage.seed, "kelp", name), stage.light, stage.canvas
    for _ in range(count):
        x, foot = canvas.wide * random.uniform(*span), canvas.high * random.uniform(0.86, 1.06)
        near = float(np.clip((foot / canvas.high - 0.8) / 0.25, 0, 1))
        high, phase = canvas.high * tall * random.uniform(0.5, 1.2), random.uniform(0, 6)
        t = np.linspace(0, 1, 40)
        px, py = x + 0.03 * np.sin(5.0 * t + phase) * (0.3 + t), foot - high * t
        slope = np.arctan2(np.gradient(py), np.gradient(px))
        hue = ("#4f6a2c", "#6a7a34", "#3f5a34")[int(random.integers(3))]
        facing = np.clip(0.25 + 0.6 * t + random.normal(0, 0.08, 40), 0, 1)[:, None]
        tones = light.through_air(mix(light.lit(linear(hue), 0.1), light.lit(linear(hue) * 1.7, 0.9), facing), 0.6 * (1 - near))
        step = np.hypot(np.gradient(px), np.gradient(py))
        wide = (0.004 + 0.004 * near) * (1.0 - 0.5 * t)
        canvas.dabs(np.column_stack([px, py, step, wide, slope, np.full(40, 0.95)]).astype(np.float32), tones, soft=0.3)
        way = np.where(np.arange(40) % 2 == 0, 1, -1)
        leaves = np.column_stack([px + way * 0.012, py - 0.006, np.full(40, 0.014 + 0.008 * near), np.full(40, 0.0042 + 0.003 * near), slope + way * 0.6, np.full(40, 0.9)])
        canvas.dabs(leaves[2:].astype(np.float32), tones[2:], power=1.5, soft=0.4)


def _shoal(stage: Stage, name: str, count: int, place: tuple[float, float], spread: float, size: float, hue: str) -> None:
    """A shoal of small fish that swim one way."""
    random, light, canvas = stream(stage.seed, "shoal", name), stage.light, stage.canvas
    x = canvas.wide * place[0] + random.normal(0, spread, count)
    y = canvas.high * place[1] + random.normal(0, 0.4 * spread, count)
    long = size * random.uniform(0.7, 1.3, count)
    way = -light.side
    tone = light.through_air(light.lit(linear(hue), 0.8), 0.25)
    back = light.through_air(light.lit(linear(hue) * 0.4, 0.4), 0.25)
    tilt = random.normal(0, 0.12, count)
    tail = np.column_stack([x - way * 1.15 * long, y, 0.42 * long, 0.34 * long, tilt + np.pi / 2, np.full(count, 0.9)])
    canvas.dabs(tail.astype(np.float32), back[None], power=1.3, soft=0.4)
    canvas.dabs(np.column_stack([x, y, long, 0.42 * long, tilt, np.full(count, 0.95)]).astype(np.float32), tone[None], power=1.6, soft=0.4)
    canvas.dabs(np.column_stack([x, y - 0.16 * long, 0.85 * long, 0.2 * long, tilt, np.full(count, 0.6)]).astype(np.float32), back[None], soft=0.8)


def _bubbles(stage: Stage, count: int = 60) -> None:
    random, light, canvas = stream(stage.seed, "bubbles"), stage.light, stage.canvas
    column = random.uniform(0.1, 0.9, 4)
    x = canvas.wide * (column[random.integers(4, size=count)] + random.normal(0, 0.012, count))
    y, size = canvas.high * random.random(count), random.uniform(0.0016, 0.006, count)
    rim = mix(light.zenith, np.ones(3, np.float32) * light.zenith.max(), 0.5)
    canvas.dabs(np.column_stack([x, y, size, size, 0 * x, np.full(count, 0.35)]).astype(np.float32), rim[None], soft=0.5)
    canvas.dabs(np.column_stack([x - 0.3 * size, y - 0.35 * size, 0.35 * size, 0.3 * size, 0 * x, np.full(count, 0.9)]).astype(np.float32), (rim * 1.3)[None], soft=0.6)


def _reef_below(stage: Stage) -> None:
    """A coral reef in clear water, a shoal above it."""
    _under(stage, 0.5)
    canvas = stage.canvas
    for n, side in enumerate((-1, 1)):
        raise_ridge(stage, f"reef {n}", Ridge(stage.horizon + 0.12, 0.34, 0.5, "#5a7a80", "#3a5668", 0.35, 0.4, between=(canvas.wide * (0.5 + 0.12 * side), canvas.wide * (0.5 + 0.6 * side)), bottom=stage.horizon + 0.14))
    _bed(stage)
    _shoal(stage, "far", 46, (0.5 + 0.14 * stage.light.side, 0.3), 0.11, 0.008, "#c8d8dc")
    _coral(stage, "far", (stage.horizon + 0.1, stage.horizon + 0.24), 16, (0.05, 0.95))
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, stage.horizon + 0.16), clear=(0.36, 0.64))
    for side in (0, 1):
        _coral(stage, f"near {side}", (stage.horizon + 0.28, canvas.high * 1.02), 9, (0.0, 0.3) if side == 0 else (0.7, 1.0))
    _shoal(stage, "near", 7, (0.5 - 0.2 * stage.light.side, 0.5), 0.1, 0.024, "#e8b03a")
    _bubbles(stage)


def _kelp_below(stage: Stage) -> None:
    """A forest of kelp up to the light."""
    _under(stage, 0.66)
    _bed(stage)
    canvas = stage.canvas
    _kelp(stage, "far", 26, (0.0, 1.0), tall=0.9)
    _shoal(stage, "far", 24, (0.5, 0.42), 0.12, 0.011, "#b8c8cc")
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, stage.horizon + 0.12), usual=[("rock", 4)], clear=(0.36, 0.64))
    _kelp(stage, "left", 9, (0.0, 0.24), tall=1.0)
    _kelp(stage, "right", 9, (0.76, 1.0), tall=1.0)
    _bubbles(stage)


def _abyss_below(stage: Stage) -> None:
    """Deep down: a drop into the dark, light only far above, rocks like towers."""
    _under(stage, 0.72)
    canvas = stage.canvas
    stage.light = replace(stage.light, key=stage.light.key * np.float32(0.5), ambient=stage.light.ambient * np.float32(0.6), air=stage.light.air * np.float32(0.6))
    dark = stage.light.air * np.float32(0.55)
    canvas.shade(lambda x, y: (np.broadcast_to(dark, (*x.shape, 3)), (0.9 * smooth(0.25, 1.0, y / canvas.high)).astype(np.float32)))
    for n, (inner, outer, tall, far) in enumerate(((0.4, -0.05, 0.5, 0.7), (0.62, 1.1, 0.62, 0.6), (0.24, -0.1, 0.8, 0.3), (0.8, 1.12, 0.9, 0.25))):
        raise_ridge(stage, f"tower {n}", Ridge(canvas.high, tall * canvas.high, far, "#4a6470", "#2a3f50", 0.3, 0.8, strata=0.2, between=(canvas.wide * inner, canvas.wide * outer), bottom=canvas.high))
    _shoal(stage, "far", 60, (0.52, 0.34), 0.14, 0.007, "#a8bcc4")
    raise_ridge(stage, "ledge", Ridge(canvas.high * 1.0, 0.1, 0.05, "#6a7a72", "#3a4a50", 0.5, 0.5, bottom=canvas.high))
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.99, canvas.high * 0.93), usual=[("rock", 3)], near=0.45, clear=(0.36, 0.64))
    _kelp(stage, "few", 7, (0.0, 0.2), tall=0.4)
    _bubbles(stage, 90)



SETTINGS: Final = {
    "island": Setting(composed(_island_sea, _island_beach, _island_above), WATERSIDE, OPEN_AIR),
    "open sea": Setting(composed(_sea_swell, _sea_waves, _sea_wide), frozenset((Kind.WATER, Kind.SKY)), OPEN_AIR),
    "underwater": Setting(composed(_reef_below, _kelp_below, _abyss_below), frozenset((Kind.GROUND, Kind.SHORE))),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
