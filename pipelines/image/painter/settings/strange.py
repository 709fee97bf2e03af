"""Places few have been: a cave, Mars, the moon."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    number_of,
    paint_air,
    raise_ridge,
    random_of,
    stand_at,
    water_with,
)
from emogen.pipelines.image.painter.crests import cone, mesa
from emogen.pipelines.image.painter.light import linear, mix, smooth
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.planets import lit_ball
from emogen.pipelines.image.painter.settings.kinds import DRY, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.settings.domes import dome_city
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.walls import row_of
from emogen.seeds import stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage

_LAND: Final = {Kind.GROUND, Kind.SHORE}
_LUMA: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)


def _tint(colour: AnyFloats, hue: str, share: float) -> AnyFloats:
    """A colour moved to another hue, as bright as before."""
    other = linear(hue)
    level = float(colour @ _LUMA) / max(float(other @ _LUMA), 1e-4)
    return mix(colour, other * np.float32(level), share)


def _no_weather(stage: Stage, *, cover: float) -> None:
    weather = replace(stage.light.weather, cover=cover, dark=0.1, veil=0.0, rain=0.0, snow=0.0, fog=0.0, wind=0.2)
    stage.light = replace(stage.light, weather=weather)


def _cave_air(stage: Stage, share: float, eye: float) -> None:
    """Inside a mountain: little light, which comes from where the cave opens."""
    stand_at(stage, share, eye)
    light = stage.light
    weather = replace(light.weather, rain=0.0, snow=0.0, fog=0.0, wind=0.0)
    stage.light = replace(light, weather=weather, haze=0.9)


def _dim(stage: Stage, key: float, ambient: float) -> None:
    """Less light from here on: the near rock stands in its own shade."""
    light = stage.light
    night = 1.4 if light.night else 1.0
    stage.light = replace(
        light, key=light.key * np.float32(key), ambient=light.ambient * np.float32(ambient * night),
        air=mix(light.air, linear("#2a4048") * light.ambient * np.float32(1.2), 0.75), lamps=max(light.lamps, 0.8),
    )  # fmt: skip


def _hollow(stage: Stage, name: str, inside: Callable[[AnyFloats, AnyFloats], AnyFloats], colours: tuple[str, str], *, rim: float = 0.12) -> None:
    """Rock all around a hole; ``inside(x, y)`` is 0 at its edge, positive in the hole and negative in the rock."""
    light, canvas, turn = stage.light, stage.canvas, number_of(stage, name)
    bright, dark = map(linear, colours)

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        rough = 0.055 * fbm(x * 5.0, y * 3.2, turn, octaves=6, gain=0.55, px=canvas.px * 5.0)
        depth = -(inside(x, y) + rough)
        warp = fbm(x * 2.6, y * 2.0, turn + 7, octaves=3)
        here = fbm(x * 4.6 + warp, y * 2.6 + warp, turn + 3, octaves=6, px=canvas.px * 5.0, ridged=True)
        there = fbm(x * 4.6 + warp + 0.06 * light.side, y * 2.6 + warp - 0.05, turn + 3, octaves=6, px=canvas.px * 5.0, ridged=True)
        relief = np.clip((here - there) * 2.4, -0.4, 0.4)
        near = np.exp(-np.clip(depth, 0, None) / rim)
        albedo = mix(dark, bright, np.clip(0.4 + 0.6 * warp + 0.3 * near, 0, 1)[..., None])
        facing = np.clip(0.05 + 0.55 * near + relief * (0.35 + 0.65 * near), 0.0, 1.2)[..., None]
        rgb = albedo * (light.ambient * (0.55 + 0.45 * near[..., None]) + light.key * facing)
        alpha = smooth(-0.004, 0.008, depth)
        return rgb, alpha

    canvas.shade(shade)


def _dripstones(stage: Stage, name: str, spots: list[tuple[float, float, float]], *, up: bool) -> None:
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
        canvas.fill([shape.astype(np.float32)], mid if up else dark, dark if up else mid, grain=0.3, stretch=0.4, feature=0.01)
        edge = np.column_stack([x + 0.8 * half * light.side, py])
        rim = np.concatenate([edge, np.column_stack([x + 0.25 * half * light.side, py])[::-1]])
        canvas.fill([rim.astype(np.float32)], light.lit(linear("#b0a08a"), 0.75), alpha=0.6, grain=0.3)


def _cave_mouth(stage: Stage) -> None:
    """From inside a cave over its lake out to the light."""
    _cave_air(stage, 0.54, 2.4)
    paint_air(stage)
    canvas, h, side = stage.canvas, stage.horizon, stage.light.side
    raise_ridge(stage, "outside", Ridge(h + 0.01, 0.16, 0.8, "#7d8f6c", "#66756a", 0.6, 0.5))
    x, y = canvas.wide * (0.5 + 0.05 * side), h - 0.12
    _dim(stage, 0.62, 0.42)
    for n, (grow, tone) in enumerate(((1.0, ("#9a8a76", "#4a443e")), (1.5, ("#8a7c6a", "#3c3834")))):
        wide, high = 0.3 * grow * stage.fit, 0.24 * grow
        _hollow(stage, f"ring {n}", lambda px, py, w=wide, t=high: 0.22 * (1.0 - np.hypot((px - x) / w, np.minimum(py - y, 0.0) / t)), tone)
    water_with(stage, h + 0.04, rough=0.04, rows=(h + 0.1, canvas.high * 0.8), colour="#1f5a62", span=(0.3, 0.7))
    _shores(stage)
    _dripstones(stage, "near", [(0.08, -0.02, 0.34), (0.17, -0.02, 0.2), (0.86, -0.02, 0.28), (0.95, -0.02, 0.4), (0.3, -0.02, 0.12), (0.73, -0.02, 0.15)], up=False)
    _cave_things(stage)


def _cave_shaft(stage: Stage) -> None:
    """A dark hall: one hole in its roof, a beam of light on a blue lake."""
    _cave_air(stage, 0.5, 2.6)
    canvas, h, side = stage.canvas, stage.horizon, stage.light.side
    sky = stage.light.zenith
    bright = mix(stage.light.horizon, stage.light.glow, 0.5)
    _dim(stage, 0.5, 0.3)
    x, y = canvas.wide * (0.5 + 0.09 * side), 0.1
    canvas.shade(lambda px, py: (np.broadcast_to(mix(sky, bright, 0.65), (*px.shape, 3)), 1.0))
    _hollow(stage, "roof", lambda px, py: 0.2 * (1.0 - np.hypot((px - x) / 0.17, (py - y) / 0.075)), ("#7f7366", "#2c2a2a"), rim=0.2)
    _dripstones(stage, "hall", [(0.08, 0.0, 0.3), (0.16, -0.02, 0.2), (0.27, 0.02, 0.26), (0.38, 0.03, 0.12), (0.72, 0.03, 0.17), (0.8, 0.0, 0.3), (0.92, -0.02, 0.36)], up=False)
    _beam(stage, (x, y), (x - 0.1 * side, h + 0.2), bright)
    water_with(stage, h + 0.08, rough=0.04, rows=(h + 0.14, canvas.high * 0.82), colour="#2a7f8a", span=(0.3, 0.7))
    _pool_light(stage, (x - 0.1 * side, h + 0.2), bright)
    _shores(stage)
    _dripstones(stage, "floor", [(0.13, h + 0.14, 0.12), (0.2, h + 0.13, 0.07), (0.83, h + 0.14, 0.14), (0.9, h + 0.16, 0.09)], up=True)
    _cave_things(stage)


def _cave_crystals(stage: Stage) -> None:
    """A deep cave that its own crystals light, a black lake between them."""
    _cave_air(stage, 0.52, 2.2)
    canvas, h = stage.canvas, stage.horizon
    glow = linear("#63d8e8") if stage.light.side > 0 else linear("#b88af0")
    light = stage.light
    stage.light = replace(
        light, key=glow * np.float32(0.5), ambient=linear("#54628a") * np.float32(0.3), air=glow * np.float32(0.1), haze=1.0,
        horizon=glow * np.float32(0.35), middle=glow * np.float32(0.2), zenith=glow * np.float32(0.08), glow=glow, glow_size=0.0,
        lamps=max(light.lamps, 0.8),
    )  # fmt: skip
    turn = number_of(stage, "back")

    def back(px: AnyFloats, py: AnyFloats) -> tuple[AnyFloats, float]:
        folds = fbm(px * 4.0, py * 2.0 + fbm(px * 2.0, py * 2.0, turn), turn + 1, octaves=6, ridged=True, px=canvas.px * 4.0)
        low = np.exp(-np.abs(py - h) * 4.0)
        return glow * (0.03 + 0.2 * low * (0.3 + folds))[..., None], 1.0

    canvas.shade(back)
    _hollow(stage, "vault", lambda px, py: 0.25 * (1.0 - np.hypot((px - 0.5 * canvas.wide) / (0.32 * canvas.wide), np.minimum(py - h, 0.0) / (0.62 * h))), ("#6c6a7c", "#26262e"), rim=0.25)
    _dripstones(stage, "deep", [(0.07, -0.02, 0.3), (0.2, -0.02, 0.2), (0.33, 0.02, 0.14), (0.62, 0.03, 0.16), (0.78, -0.02, 0.24), (0.93, -0.02, 0.34)], up=False)
    _crystals(stage, "far", (h - 0.01, h + 0.03), 12, glow, 0.05)
    water_with(stage, h + 0.04, rough=0.03, rows=(h + 0.1, canvas.high * 0.82), colour="#143a4a", span=(0.3, 0.7))
    _shores(stage)
    _crystals(stage, "near", (canvas.high * 0.84, canvas.high * 1.02), 11, glow, 0.16, clear=True)
    _cave_things(stage)


def _crystals(stage: Stage, name: str, rows: tuple[float, float], clusters: int, glow: AnyFloats, size: float, *, clear: bool = False) -> None:
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
            canvas.fill([left.astype(np.float32)], glow * np.float32(1.25), glow * np.float32(0.5), grain=0.15)
            canvas.fill([right.astype(np.float32)], glow * np.float32(0.75), glow * np.float32(0.25), grain=0.15)
        canvas.glow(x, y - 0.3 * size, 2.6 * size + 0.05, glow * np.float32(0.3))


def _beam(stage: Stage, start: tuple[float, float], end: tuple[float, float], colour: AnyFloats) -> None:
    canvas = stage.canvas
    axis = np.subtract(end, start)
    long = float(np.hypot(*axis))
    axis = axis / long

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        along = (x - start[0]) * axis[0] + (y - start[1]) * axis[1]
        across = np.abs((x - start[0]) * axis[1] - (y - start[1]) * axis[0])
        t = np.clip(along / long, 0.0, 1.0)
        wide = 0.11 + 0.1 * t
        alpha = 0.34 * np.exp(-((across / wide) ** 2) * 2.2) * (1.0 - 0.55 * t) * smooth(0.0, 0.04, along) * smooth(1.02 * long, 0.9 * long, along)
        return np.broadcast_to(colour, (*x.shape, 3)), alpha.astype(np.float32)

    canvas.shade(shade, 0.0, end[1] + 0.05)


def _pool_light(stage: Stage, place: tuple[float, float], colour: AnyFloats) -> None:
    aqua = mix(linear("#49c8d0") * np.float32(0.9), colour, 0.3)
    dabs = np.array([[place[0], place[1], 0.3 / k, 0.05 / k, 0.0, 0.3] for k in (1.0, 1.7, 3.0)], np.float32)
    stage.canvas.dabs(dabs, aqua[None], soft=2.0)


def _shores(stage: Stage) -> None:
    """Rock along the lower edge, open in the middle."""
    canvas = stage.canvas
    for n, (inner, outer) in enumerate(((0.36, -0.05), (0.64, 1.05))):
        ridge = Ridge(canvas.high * 1.02, 0.34, 0.03, "#8a7c6c", "#4a4440", 0.35, 0.6, slope=0.8, strata=0.1, bottom=canvas.high, between=(canvas.wide * inner, canvas.wide * outer))
        raise_ridge(stage, f"shore {n}", ridge)
    raise_ridge(stage, "shore", Ridge(canvas.high * 1.01, 0.06, 0.03, "#8a7c6c", "#4a4440", 0.4, 0.5, strata=0.1, bottom=canvas.high))


def _cave_things(stage: Stage) -> None:
    rows = (stage.canvas.high * 0.985, stage.canvas.high * 0.9)
    stage.draw(_LAND, rows, usual=[("rock", 2)], near=0.45, clear=(0.34, 0.66))


def _mars_air(stage: Stage, share: float, eye: float) -> None:
    """A butterscotch sky, blue around a small sun; no weather but dust."""
    _no_weather(stage, cover=-0.2)
    light = stage.light
    low = light.elevation < 12 and not light.night
    stage.light = replace(
        light,
        zenith=_tint(light.zenith, "#a0745a" if not light.night else "#4a3a4a", 0.85) * np.float32(1.15),
        middle=_tint(light.middle, "#d0a078", 0.9), horizon=_tint(light.horizon, "#e8c098", 0.9),
        glow=_tint(light.glow, "#b8d0e8", 0.8 if low else 0.3), ambient=_tint(light.ambient, "#c89878", 0.7),
        key=_tint(light.key, "#ffe0c4", 0.6), air=_tint(light.air, "#dcae88", 0.9), haze=1.2,
    )  # fmt: skip
    stand_at(stage, share, eye)
    paint_air(stage)


_RUST: Final = ("#a85a38", "#c4754a", "#7f4430")


def _mars_ground(stage: Stage, down: float = 0.01) -> None:
    paint_ground(stage.canvas, stage.light, stage.horizon + down, _RUST, number_of(stage, "rust"), misty=0.02)
    _pebbles(stage, "#8a4a34", 560)


def _pebbles(stage: Stage, hue: str, count: int) -> None:
    """Stones by the hundred, each with its shadow."""
    random, light, canvas = stream(stage.seed, "pebbles"), stage.light, stage.canvas
    y = np.sort(stage.horizon + 0.03 + (canvas.high - stage.horizon) * random.random(count) ** 1.6)
    x = random.uniform(0, canvas.wide, count)
    size = (y - stage.horizon) / stage.eye * 0.1 * random.uniform(0.25, 1.4, count) ** 2.5
    shade = np.column_stack([x - light.side * size, y + 0.2 * size, 1.6 * size, 0.35 * size, 0 * x, np.full(count, 0.4)])
    canvas.dabs(shade.astype(np.float32), light.lit(linear(hue) * 0.3, 0.1)[None], soft=0.9)
    tones = mix(light.lit(linear(hue) * 0.8, 0.2), light.lit(linear(hue) * 1.2, 0.6), random.random((count, 1)))
    canvas.dabs(np.column_stack([x, y - 0.3 * size, size, 0.62 * size, 0 * x, np.full(count, 0.95)]).astype(np.float32), tones, power=2.4, soft=0.25)
    top = np.column_stack([x + 0.2 * light.side * size, y - 0.55 * size, 0.55 * size, 0.25 * size, 0 * x, np.full(count, 0.45)])
    canvas.dabs(top.astype(np.float32), light.lit(linear(hue) * 1.5, 0.9)[None], soft=0.8)


def _mars_plain(stage: Stage) -> None:
    """A plain of red stones to low table mountains."""
    _mars_air(stage, 0.46, 2.2)
    h, canvas, random = stage.horizon, stage.canvas, random_of(stage)
    raise_ridge(stage, "far", Ridge(h + 0.01, 0.1, 0.8, "#b8795a", "#a46a50", 0.6, 0.5, strata=0.3))
    for n, u in enumerate((0.2, 0.78)):
        centre = canvas.wide * (u + random.uniform(-0.05, 0.05))
        crest = mesa(centre, canvas.wide * 0.11, h + 0.02, h - random.uniform(0.09, 0.17), number_of(stage, f"mesa {n}"))
        raise_ridge(stage, f"mesa {n}", Ridge(h + 0.02, 0.15, 0.55, "#b5673f", "#8a4a34", 0.25, 0.7, strata=0.7, crest=crest))
    _mars_ground(stage)
    stage.draw(_LAND, (canvas.high * 0.97, h + 0.1), clear=(0.36, 0.64))
    stage.draw({Kind.SKY}, (h * 0.7, h * 0.3))


def _mars_dome(stage: Stage) -> None:
    """A city under a glass dome on a red plain."""
    _mars_air(stage, 0.6, 6.0)
    h, canvas = stage.horizon, stage.canvas
    raise_ridge(stage, "far", Ridge(h + 0.01, 0.13, 0.8, "#b8795a", "#a46a50", 0.6, 0.6, strata=0.3))
    _mars_ground(stage)
    dome_city(stage, canvas.wide * (0.5 + 0.03 * stage.light.side), h + 0.085, 0.44 * stage.fit)
    for n, (u, size) in enumerate(((0.1, 0.09), (0.9, 0.07))):
        dome_city(stage, canvas.wide * u, h + 0.1 + 0.012 * n, size * stage.fit, small=True)
    stage.draw(_LAND, (canvas.high * 0.97, h + 0.17), usual=[("rock", 3)], clear=(0.36, 0.64))


def _mars_crater(stage: Stage) -> None:
    """On a crater's rim: its far wall, a great volcano, a moon in the day."""
    _mars_air(stage, 0.42, 12.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    lit_ball(stage, (canvas.wide * (0.5 - 0.27 * side), 0.3 * h), 0.03, ("#c8b4a4", "#8a7668"), faint=0.45)
    crest = cone(canvas.wide * (0.5 + 0.2 * side), 0.75 * canvas.wide, h + 0.02, h - 0.2, number_of(stage, "olympus"), mouth=0.16)
    raise_ridge(stage, "olympus", Ridge(h + 0.02, 0.22, 0.8, "#b87c5c", "#a46a50", 0.5, 0.4, slope=1.0, crest=crest))
    _mars_ground(stage, 0.0)
    _bowl(stage, (0.5 * canvas.wide, h + 0.2), 0.62 * canvas.wide, 0.16)
    ledge = Ridge(canvas.high * 1.0, 0.2, 0.05, "#b5673f", "#7f4430", 0.7, 0.4, slope=1.0, strata=0.2, bottom=canvas.high, between=(canvas.wide * (0.5 + 0.3 * side), canvas.wide * (0.5 - 0.6 * side)))
    raise_ridge(stage, "ledge", ledge)
    stage.draw(_LAND, (canvas.high * 0.985, canvas.high * 0.88), usual=[("rock", 4)], near=0.45, span=(0.04, 0.6) if side > 0 else (0.4, 0.96))


def _bowl(stage: Stage, centre: tuple[float, float], wide: float, high: float, dusk: float = 0.55) -> None:
    """A crater in perspective: a lit far wall, a shaded near one."""
    light = stage.light
    turn = number_of(stage, f"bowl {centre[0]:.3f}")
    ground = stage.canvas
    dark, bright = light.lit(linear("#5a2f24") if light.air[0] > 1.15 * light.air[2] else linear("#4a4a4c"), 0.1), light.lit(linear("#d08a5c") if light.air[0] > 1.15 * light.air[2] else linear("#c4c4c4"), 0.95)

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        dx, dy = (x - centre[0]) / wide, (y - centre[1]) / high
        away = np.hypot(dx, dy) + 0.05 * fbm(x * 7.0, y * 16.0, turn, octaves=4)
        wall = smooth(0.72, 0.9, away) * smooth(1.02, 0.95, away)
        lit = np.clip(0.5 - 0.6 * dx * light.side - 0.35 * dy, 0, 1)
        rim = np.exp(-(((away - 1.0) / 0.035) ** 2))
        floor = smooth(0.86, 0.6, away)
        rgb = mix(dark, bright, np.clip(lit * (0.9 - 0.5 * floor), 0, 1)[..., None])
        alpha = np.clip(dusk * wall + 0.4 * floor * dusk + 0.55 * rim * (0.35 + 0.65 * (1 - lit)), 0, 0.9)
        return rgb, (alpha * (away < 1.12)).astype(np.float32)

    ground.shade(shade, centre[1] - 1.2 * high, centre[1] + 1.2 * high)


def _moon_air(stage: Stage, share: float, eye: float) -> None:
    """No air: a black sky with stars at every hour, hard white light."""
    _no_weather(stage, cover=-1.0)
    light = stage.light
    black = np.full(3, 0.0016, np.float32)
    strong = 1.25 if not light.night else 0.5
    stage.light = replace(
        light, zenith=black, middle=black * 1.5, horizon=black * 2, glow=np.full(3, 1.0, np.float32), glow_size=0.15,
        key=linear("#fff8ee") * np.float32(strong), ambient=linear("#8fa4c4") * np.float32(0.1 + 0.05 * light.night),
        air=black * 3, haze=0.12, stars=1.0, soft=0.0, elevation=max(light.elevation, 14.0),
    )  # fmt: skip
    stand_at(stage, share, eye)
    paint_air(stage)


_DUST: Final = ("#8a8a8c", "#a0a0a0", "#6c6c70")


def _moon_ground(stage: Stage, down: float = 0.0) -> None:
    paint_ground(stage.canvas, stage.light, stage.horizon + down, _DUST, number_of(stage, "dust"), misty=0.0)
    random, canvas = stream(stage.seed, "craters"), stage.canvas
    for z in np.sort(np.exp(random.uniform(np.log(3.5), np.log(60), 16)))[::-1]:
        size = random.uniform(0.4, 1.7) * stage.fit / z
        _bowl(stage, (canvas.wide * float(random.random()), row_of(stage, float(z))), float(size), float(size * min(0.5, stage.eye / z * 0.9)), 0.8)
    _pebbles(stage, "#7c7c80", 420)


def _earth(stage: Stage, u: float, y: float, radius: float) -> None:
    if stage.bans("earth"):
        return
    lit_ball(stage, (stage.canvas.wide * u, y), radius, ("#2a5fa8", "#4f7a4a"), earth=True)


def _moon_earthrise(stage: Stage) -> None:
    """Grey hills of the moon, the earth over them."""
    _moon_air(stage, 0.6, 2.2)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    _earth(stage, 0.5 - 0.12 * side, 0.42 * h, 0.11)
    raise_ridge(stage, "far hills", Ridge(h + 0.01, 0.12, 0.5, "#9a9a9c", "#7c7c80", 0.6, 0.15, slope=1.8))
    raise_ridge(stage, "hills", Ridge(h + 0.03, 0.06, 0.3, "#a4a4a4", "#848488", 0.5, 0.1, slope=1.8))
    _moon_ground(stage, 0.02)
    stage.draw(_LAND, (canvas.high * 0.97, h + 0.1), usual=[("rock", 3)], clear=(0.36, 0.64))


def _moon_near(stage: Stage) -> None:
    """A crater's edge under a great earth, half in the dark."""
    _moon_air(stage, 0.74, 3.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    _earth(stage, 0.5 + 0.12 * side, 0.46 * h, 0.29 * stage.fit)
    _moon_ground(stage)
    for n, (inner, outer) in enumerate(((0.4, -0.1), (0.66, 1.1))):
        raise_ridge(stage, f"rim {n}", Ridge(canvas.high, 0.22 - 0.05 * n, 0.05, "#a4a4a4", "#707074", 0.5, 0.4, slope=1.4, bottom=canvas.high, between=(canvas.wide * inner, canvas.wide * outer)))
    stage.draw(_LAND, (canvas.high * 0.98, canvas.high * 0.9), usual=[("rock", 3)], near=0.45, clear=(0.36, 0.64))


def _orbit(stage: Stage) -> None:
    """From orbit: the earth's limb across the picture, stars above, its lights on the night side."""
    _moon_air(stage, 0.62, 400.0)
    canvas, side = stage.canvas, stage.light.side
    canvas.shade(lambda x, y: (np.broadcast_to(stage.light.zenith, (*x.shape, 3)), smooth(stage.horizon - 0.02, stage.horizon + 0.04, y)), stage.horizon - 0.05)
    lit_ball(stage, (canvas.wide * (0.5 + 0.08 * side), canvas.high + 1.5), 1.95, ("#2a5fa8", "#4f7a4a"), earth=True)
    lit_ball(stage, (canvas.wide * (0.5 - 0.3 * side), 0.2 * canvas.high), 0.035, ("#d8d4cc", "#8a8884"))


SETTINGS: Final = {
    "cave": Setting(composed(_cave_mouth, _cave_shaft, _cave_crystals), WATERSIDE),
    "mars": Setting(composed(_mars_plain, _mars_dome, _mars_crater), DRY, frozenset(("sun", "star"))),
    "moon surface": Setting(composed(_moon_earthrise, _moon_near, _orbit), DRY, frozenset(("star",))),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
