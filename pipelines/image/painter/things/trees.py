"""Trees and what grows: branches that fork, foliage in lit clumps of brush dabs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.things.kinds import Kind, Thing

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.pen import Pen

_LEAVES: Final = {
    None: ("#587a38", "#31502f", "#8a9a44"),
    "spring": ("#7fa04a", "#486b38", "#d8a9b4"),
    "summer": ("#4f7a36", "#2b4c2c", "#7f9a3e"),
    "autumn": ("#c0752b", "#7e3f22", "#dba83a"),
    "winter": ("#dfe6ee", "#8d9aa8", "#f2f5f9"),
}
"""Foliage by season: sunny, shaded, accent (sRGB; ours)."""

_BARK: Final = "#4f4034"


def tree(pen: Pen) -> None:
    """A broad-leaved tree, 7 to 11 m."""
    random = pen.random
    height = random.uniform(7.0, 11.0)
    pen.shadow(height * 0.6, height * 0.9, 0.7)
    tips = _branches(pen, height * 0.34, height * 0.045, np.pi / 2 + random.normal(0, 0.06), 5)
    if pen.season == "winter" or leafed(pen.targets.life) <= 0.02:
        return
    centre = np.array([tips[:, 0].mean(), tips[:, 1].mean() + 0.05 * height])
    clumps = tips[random.permutation(len(tips))[:26]] + random.normal(
        0, 0.03 * height, (min(26, len(tips)), 2)
    )
    share = leafed(pen.targets.life)
    clumps = clumps[: max(3, round(len(clumps) * share**0.7))]
    _foliage(pen, clumps, centre, height * 0.15 * (0.6 + 0.4 * share), _leaves(pen), round(40 + 170 * share))


def dead_tree(pen: Pen) -> None:
    """A bare tree, 5 to 8 m."""
    height = pen.random.uniform(5.0, 8.0)
    pen.shadow(height * 0.25, height * 0.9, 0.6)
    _branches(pen, height * 0.36, height * 0.06, np.pi / 2 + pen.random.normal(0, 0.12), 6, crooked=0.42)


def pine(pen: Pen) -> None:
    """A conifer, 8 to 15 m: tiers of drooping boughs, sparse at the top."""
    random = pen.random
    height = random.uniform(8.0, 15.0)
    width = height * random.uniform(0.19, 0.26)
    pen.shadow(width * 1.5, height, 0.7)
    pen.line(
        [[0, 0], [0.02 * height, 0.5 * height], [0, height]], (0.035 * height, 0.006 * height), _BARK, 0.3
    )
    sunny, shaded, accent = _needles(pen)
    tiers = 40
    for tier in range(tiers):
        t = tier / (tiers - 1)
        y = height * (0.1 + 0.88 * t)
        half = (
            width * (1.0 - t) ** 0.85 * (1.0 + 0.16 * np.sin(tier * 2.4) + random.normal(0, 0.06))
            + 0.012 * height
        )
        count = int(90 * (1.0 - 0.8 * t) * (0.35 + 0.65 * leafed(pen.targets.life))) + 9
        u = random.uniform(-1, 1, count)
        drop = 0.075 * height * np.abs(u) ** 1.3 * (1 - 0.6 * t) + random.normal(0, 0.012 * height, count)
        facing = np.clip(0.4 + 0.5 * u * pen.light.side + random.normal(0, 0.2, count), 0, 1)
        colours = _blend_lit(pen, shaded, sunny, facing)
        if pen.season == "winter":
            colours = mix(colours, pen.tone(accent, 0.6), (random.random(count) < 0.45)[:, None] * 0.8)
        length = 0.017 * height * (1.15 - 0.5 * t) * random.uniform(0.6, 1.4, count)
        pen.dabs(
            u * half, y - drop, length, length * 0.42, -np.sign(u) * random.uniform(0.25, 0.75, count),
            colours, alpha=0.95, power=1.5, soft=0.4, bristle=0.4,
        )  # fmt: skip


def bush(pen: Pen) -> None:
    """A bush, 1 to 2 m."""
    random = pen.random
    size = random.uniform(0.9, 1.7)
    pen.shadow(size * 1.8, size, 0.6)
    clumps = np.column_stack([random.uniform(-1, 1, 7) * size, random.uniform(0.25, 0.8, 7) * size])
    clumps[:, 1] *= 1.0 - 0.5 * (clumps[:, 0] / size) ** 2
    share = leafed(pen.targets.life)
    if share < 0.5:
        _twigs(pen, size)
    _foliage(pen, clumps, np.array([0.0, 0.3 * size]), size * 0.42, _leaves(pen), round(20 + 110 * share))


def _twigs(pen: Pen, size: float) -> None:
    """The bare stems of a bush."""
    for angle in np.linspace(0.5, np.pi - 0.5, 7) + pen.random.normal(0, 0.12, 7):
        tip = np.array([np.cos(angle), np.sin(angle)]) * size * pen.random.uniform(0.8, 1.2)
        bend = tip * 0.5 + pen.random.normal(0, 0.08 * size, 2)
        pen.line([[0.0, 0.0], bend, tip], (0.05 * size, 0.012 * size), _BARK, 0.4)


def cactus(pen: Pen) -> None:
    """A saguaro, 3 to 5 m, with two or three arms."""
    random = pen.random
    height = random.uniform(3.0, 5.0)
    pen.shadow(0.8, height, 0.8)
    green = "#5c7a4a"
    arms = [np.array([[0, 0], [0, height * 0.5], [0, height]])]
    for side in (-1, 1, 1)[: int(random.integers(2, 4))]:
        foot, out, top = (
            random.uniform(0.3, 0.55) * height,
            side * random.uniform(0.6, 1.0),
            random.uniform(0.65, 0.9),
        )
        bend = [[0, foot], [out * 0.7, foot + 0.06], [out, foot + 0.4], [out, top * height]]
        arms.append(np.array(bend))
    for n, arm in enumerate(arms):
        width = 0.5 if n == 0 else 0.34
        t = np.linspace(0, len(arm) - 1, 40)
        path = np.column_stack([np.interp(t, np.arange(len(arm)), arm[:, k]) for k in (0, 1)])
        sizes = np.full(40, width / 2)
        for shift, facing in ((0.0, 0.3), (0.2 * pen.light.side, 0.75)):
            colour = pen.tone(green, facing)[None]
            narrow = 1.0 if shift == 0 else 0.45
            pen.dabs(
                path[:, 0] + shift * width, path[:, 1], sizes, sizes * narrow, np.pi / 2, colour, soft=0.3
            )


def flowers(pen: Pen) -> None:
    """A clump of flowers and their leaves, half a metre high."""
    random, life = pen.random, pen.targets.life
    count = 9
    x = random.normal(0, 0.5, count)
    y = random.uniform(0.2, 0.55, count) * (1.0 + 0.4 * min(0.0, life))  # the withered hang their heads
    stems = (grown(linear(hue), min(0.0, life)) for hue in ("#33502a", "#6c8a3c"))
    green = _blend_lit(pen, *stems, random.random(count * 2))
    pen.dabs(np.repeat(x, 2) + random.normal(0, 0.08, count * 2), np.repeat(y, 2) * 0.5, 0.22, 0.04,
             np.pi / 2 + random.normal(0, 0.4, count * 2), green, power=1.5)  # fmt: skip
    palette = [pen.colour] if pen.colour else ["#d8453e", "#e8b23c", "#e9e4d8", "#a77bc0", "#e58aa6"]
    hue = palette[int(random.integers(len(palette)))]
    facing = np.clip(random.normal(0.62, 0.16, count * 3), 0.2, 1)
    petal = mix(linear(hue), linear("#6b5540"), 0.9 * max(0.0, -life))
    petals = _blend_lit(pen, petal * np.float32(0.6), petal, facing)
    pen.dabs(
        np.repeat(x, 3) + random.normal(0, 0.05, count * 3),
        np.repeat(y, 3) + random.normal(0, 0.04, count * 3),
        0.09,
        0.065,
        random.uniform(0, 3, count * 3),
        petals,
        soft=0.4,
    )


def _branches(
    pen: Pen, length: float, width: float, angle: float, depth: int, *, crooked: float = 0.24
) -> AnyFloats:
    """Draw a forking skeleton from the origin; returns the tips, metres ``(n, 2)``."""
    random = pen.random
    tips: list[list[float]] = []
    shapes: list[AnyFloats] = []

    def grow(x: float, y: float, size: float, thick: float, turn: float, left: int) -> None:
        bend = turn + random.normal(0, crooked * 0.4)
        mx, my = x + 0.5 * size * np.cos(turn), y + 0.5 * size * np.sin(turn)
        ex, ey = mx + 0.5 * size * np.cos(bend), my + 0.5 * size * np.sin(bend)
        nx, ny = -np.sin(turn) * thick / 2, np.cos(turn) * thick / 2
        fine = 0.66
        shapes.append(np.array([
            [x + nx, y + ny], [mx + nx * 0.85, my + ny * 0.85], [ex + nx * fine, ey + ny * fine],
            [ex - nx * fine, ey - ny * fine], [mx - nx * 0.85, my - ny * 0.85], [x - nx, y - ny],
        ]))  # fmt: skip
        if left <= 2:
            tips.append([ex, ey])
        if left == 0:
            return
        forks = 3 if random.random() < 0.4 else 2
        spread = random.uniform(0.4, 0.62) * (1.15 if crooked > 0.3 else 1.0)
        for k in range(forks):
            turned = bend + spread * (k - (forks - 1) / 2) * 1.6 + random.normal(0, crooked * 0.5)
            turned += 0.1 * (np.pi / 2 - turned)
            grow(
                ex, ey, size * random.uniform(0.66, 0.84), thick * random.uniform(0.58, 0.7), turned, left - 1
            )

    grow(0.0, -0.05 * length, length, width * 1.6, angle, depth)
    pen.poly(
        [[-1.3 * width, 0], [-0.7 * width, 0.12 * length], [0.7 * width, 0.12 * length], [1.3 * width, 0]],
        _BARK,
        0.35,
    )
    pen.polys(shapes, _BARK, 0.5, low=0.3, grain=0.25, stretch=0.4)
    return np.array(tips, np.float32)


def _foliage(
    pen: Pen, clumps: AnyFloats, centre: AnyFloats, radius: float,
    leaves: tuple[str | AnyFloats, str | AnyFloats, str | AnyFloats], each: int,
) -> None:  # fmt: skip
    """Clumps of leaves, dark ones behind and below, sunny ones towards the light and above."""
    random = pen.random
    sunny, shaded, accent = leaves
    spread = float(np.abs(clumps - centre).max()) + radius
    life = pen.targets.life
    soft = _blend_lit(pen, shaded, sunny, np.full(len(clumps), 0.12))
    body = 0.85 * leafed(life) ** 2
    pen.dabs(clumps[:, 0], clumps[:, 1], radius * 0.85, radius * 0.7, 0.0, soft, alpha=body, soft=0.9)
    bloom = 0.14 + 0.3 * max(0.0, life - 0.2)
    for layer in range(3):
        for cx, cy in clumps[np.argsort(clumps[:, 1])]:
            count = each // 3
            around, reach = random.uniform(0, 2 * np.pi, count), radius * np.sqrt(random.random(count))
            shift = (layer - 1) * 0.24 * radius
            x = cx + reach * np.cos(around) * 1.15 + shift * pen.light.side * 0.7
            y = cy + reach * np.sin(around) * 0.85 + shift
            nx, ny = (x - centre[0]) / spread, (y - centre[1]) / spread
            bulge = 0.55 * np.sin(around) + 0.45 * np.cos(around) * pen.light.side
            facing = (
                0.12 + 0.24 * layer + 0.28 * (nx * pen.light.side + 0.8 * ny) + 0.2 * bulge * reach / radius
            )
            colours = _blend_lit(pen, shaded, sunny, np.clip(facing + random.normal(0, 0.1, count), 0, 1))
            spots = (random.random(count) < bloom * layer)[:, None] * 0.7
            colours = mix(colours, pen.tone(accent, 0.85), spots)
            size = radius * random.uniform(0.055, 0.13, count)
            pen.dabs(x, y, size, size * 0.6, random.uniform(0, np.pi, count), colours,
                     alpha=0.92, power=1.6, soft=0.35, bristle=0.35)  # fmt: skip


def _blend_lit(pen: Pen, shaded: str | AnyFloats, sunny: str | AnyFloats, facing: AnyFloats) -> AnyFloats:
    """Lit colours ``(n, 3)`` from shade (0) to sun (1)."""
    dark, bright = pen.tone(shaded, 0.08), pen.tone(sunny, 0.85)
    return mix(dark, bright, np.asarray(facing, np.float32)[:, None])


def leafed(life: float) -> float:
    """How much of its foliage a plant has: all where it is well, nothing near life -0.8."""
    return min(1.0, max(0.0, 1.0 + 1.25 * min(0.0, life)))


def grown(colour: AnyFloats, life: float) -> AnyFloats:
    """A green of plants, linear ``(..., 3)``, as it looks where they wither (to straw, then grey-brown) or
    thrive; what is not green stays."""
    green = np.clip(
        (colour[..., 1:2] / np.maximum(np.maximum(colour[..., :1], colour[..., 2:]), 1e-4) - 1.0) * 6, 0, 1
    )
    level = colour @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    if life < 0:
        dry = mix(linear("#a08a50"), linear("#6e6453"), min(1.0, -life)) * np.float32(1.0)
        dry = level[..., None] / np.float32(dry @ np.array([0.2126, 0.7152, 0.0722], np.float32)) * dry
        return mix(colour, dry, np.float32(0.85 * min(1.0, -1.2 * life)) * green)
    lush = level[..., None] + (colour - level[..., None]) * np.float32(1.35)
    return mix(colour, np.maximum(lush, 0.0), np.float32(life) * green)


def leaves_of(season: str | None) -> tuple[str, str, str]:
    """Foliage of a season: sunny, shaded and accent colour, sRGB hex."""
    return _LEAVES[season]


def _leaves(pen: Pen) -> tuple[str | AnyFloats, str | AnyFloats, str | AnyFloats]:
    if pen.colour:
        return pen.colour, "#3a3c34", pen.colour
    sunny, shaded, accent = (linear(colour) for colour in leaves_of(pen.season))
    life = pen.targets.life
    if life > 0 and pen.season not in ("autumn", "winter"):
        accent = mix(accent, linear("#f6cbd6"), min(1.0, 1.6 * life))
    return grown(sunny, life), grown(shaded, life), grown(accent, min(0.0, life))


def _needles(pen: Pen) -> tuple[AnyFloats, AnyFloats, AnyFloats]:
    winter = pen.season == "winter"
    hues = ("#4d6b4a", "#1f3630", "#e8eef5") if winter else ("#4f7044", "#1c332b", "#6f8a4c")
    sunny, shaded, accent = (grown(linear(hue), 0.7 * min(0.0, pen.targets.life)) for hue in hues)
    return sunny, shaded, accent


THINGS: Final = {
    "tree": Thing(tree, Kind.GROUND, 0.5, 0.93),
    "pine": Thing(pine, Kind.GROUND, 0.5, 0.95),
    "dead tree": Thing(dead_tree, Kind.GROUND, 0.3, 0.85),
    "bush": Thing(bush, Kind.GROUND, 0.1, 0.9),
    "cactus": Thing(cactus, Kind.GROUND, 0.15, 0.85),
    "flower": Thing(flowers, Kind.GROUND, 0.0, 0.6),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
