"""A room: walls, boards, a window onto the weather, furniture; light comes in and lies on the floor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.canvas import Canvas
from emogen.pipelines.image.painter.light import Light, linear, mix, smooth
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.settings.kinds import INDOORS, Setting
from emogen.pipelines.image.painter.sky import paint_sky
from emogen.pipelines.image.painter.terrain import Ridge, paint_ridge
from emogen.pipelines.image.painter.things.figures import figure
from emogen.pipelines.image.painter.things.furniture import TABLE_TOP, room_lamp
from emogen.pipelines.image.painter.things.registry import THINGS
from emogen.pipelines.image.painter.weather import paint_weather
from emogen.seeds import stream, stream_seed

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage

_WALLS = ("#b9a98c", "#8fa08f", "#a8b0b4", "#c0a08a", "#9a8f9e")


def room(stage: Stage) -> None:
    """Paint a room. What stands in it: the words' furniture, or a table, a chair, a lamp, a vase."""
    canvas, outdoor = stage.canvas, stage.light
    random = stream(stage.seed, "room")
    floor = canvas.high * 0.68
    stage.horizon, stage.eye = canvas.high * 0.46, 1.6
    wide, tall = 0.4 * stage.fit, 0.42 * canvas.high * min(1.0, stage.fit + 0.15)
    centre = canvas.wide * (0.5 - 0.2 * outdoor.side) + random.uniform(-0.06, 0.06)
    frame = (centre - wide / 2, canvas.high * 0.13, centre + wide / 2, canvas.high * 0.13 + tall)
    windowed = not stage.bans("window")
    if windowed:
        _view(stage, frame)
    inside = _inside(outdoor)
    _walls(
        canvas,
        inside,
        floor,
        frame if windowed else (centre, 0.3, centre, 0.3),
        random.choice(_WALLS),
        stage.seed,
    )
    if windowed:
        _window(stage, inside, frame)
        _floor_light(canvas, outdoor, floor, frame)
    stage.light = inside
    _furnish(stage)
    stage.light = outdoor


def _inside(light: Light) -> Light:
    """The light in the room: soft from the window, warm from the lamp when it is dark."""
    warm = linear("#ffbe74") * np.float32(0.5 * light.lamps)
    return replace(
        light,
        key=(light.key * 0.6 + light.ambient * 0.3 + warm * 0.75).astype(np.float32),
        ambient=(light.ambient * 0.62 + light.key * 0.2 + warm * 0.28 + 0.012).astype(np.float32),
        haze=0.05,
        elevation=max(light.elevation, 25.0),
        side=-light.side,
    )


def _view(stage: Stage, frame: tuple[float, float, float, float]) -> None:
    """What is seen through the window: sky, hills and the weather."""
    canvas, light = stage.canvas, stage.light
    horizon = frame[1] + 0.72 * (frame[3] - frame[1])
    moon = stage.asks("moon") or (light.night and light.weather.veil < 0.6)
    shown = replace(
        light, sun_x=(frame[0] * 0.4 + frame[2] * 0.6) / canvas.wide, sun_up=0.62 * (horizon - frame[1])
    )
    paint_sky(canvas, shown if light.night else light, horizon, stage.seed, moon=moon, sun=False)
    for n, (tall, distance, colour) in enumerate(((0.1, 0.8, "#6f8470"), (0.05, 0.45, "#5f7a4a"))):
        albedo = "#dfe6ee" if stage.winter else colour
        ridge = Ridge(horizon + 0.05, tall, distance, albedo, albedo, 0.4, bottom=canvas.high * 0.7)
        paint_ridge(canvas, light, ridge, stream_seed(stage.seed, "view", n) % 99991)
    paint_weather(canvas, light, horizon, stage.seed)


def _walls(
    canvas: Canvas,
    light: Light,
    floor: float,
    frame: tuple[float, float, float, float],
    colour: str,
    seed: int,
) -> None:
    """Everything but the window: wall, skirting, boards in perspective."""
    turn = stream_seed(seed, "walls") % 99991
    wall, boards = linear(colour), linear("#7d5a3c")
    x0, y0, x1, y1 = frame
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        px = canvas.px
        inside = np.clip((x - x0) / px + 0.5, 0, 1) * np.clip((x1 - x) / px + 0.5, 0, 1)
        inside = inside * np.clip((y - y0) / px + 0.5, 0, 1) * np.clip((y1 - y) / px + 0.5, 0, 1)
        near = np.exp(-np.hypot((x - cx) * 0.9, y - cy - 0.15) * 1.5)
        far = np.clip(np.abs(x - canvas.wide / 2) / canvas.wide * 1.2, 0, 1) ** 2
        plaster = fbm(x * 3.0, y * 3.0, turn, octaves=6, gain=0.6, px=px * 3.0)
        brush = fbm(x * 12.0, y * 40.0, turn + 3, octaves=3, px=px * 40.0)
        wall_tone = (0.42 + 0.75 * near - 0.3 * far + 0.09 * plaster + 0.05 * brush)[..., None]
        rgb = wall * (light.ambient + light.key * 0.55) * wall_tone
        down = np.maximum(y - floor, 0.0)
        depth = (y - canvas.high * 0.46) / (canvas.high * 0.54)
        u = (x - canvas.wide / 2) / np.maximum(depth, 0.05)
        lane = np.floor(u * 7.0)
        grain = fbm(u * 24.0 + lane * 7.7, 1.4 / np.maximum(depth, 0.1), turn + 7, octaves=4, px=px * 30.0)
        seam = smooth(0.0, 0.05 + px * 9.0, np.minimum(u * 7.0 - lane, lane + 1.0 - u * 7.0))
        pick = 0.85 + 0.3 * np.modf(np.abs(np.sin(lane * 12.9898) * 43758.5453))[0]
        board_tone = (0.4 + 0.65 * near + 0.16 * grain) * (0.55 + 0.45 * seam) * pick * (0.8 + 0.35 * depth)
        floor_rgb = boards * (light.ambient + light.key * 0.7) * board_tone[..., None]
        rgb = mix(rgb, floor_rgb, np.clip(down / px + 0.5, 0, 1)[..., None] * (down > 0)[..., None])
        skirt = ((y > floor - 0.028) & (y <= floor)).astype(np.float32)[..., None]
        rgb = mix(rgb, linear("#d8cfbe") * (light.ambient + light.key * 0.45) * wall_tone, skirt * 0.9)
        corner = np.exp(-np.abs(y - floor) * 26.0)[..., None]
        return rgb * (1.0 - 0.35 * corner), (1.0 - inside).astype(np.float32)

    canvas.shade(shade)


def _window(stage: Stage, light: Light, frame: tuple[float, float, float, float]) -> None:
    """Frame, glazing bars, sill and curtains."""
    x0, y0, x1, y1 = frame
    pen = replace(stage.pen("window", (x0 + x1) / 2, y1), light=light, scale=(x1 - x0) / 1.5, distance=0.0)
    w, h = 0.75, (y1 - y0) / pen.scale
    wood = "#e2d9c6"
    for x in (-w, 0.0, w):
        pen.poly(
            [[x - 0.035, 0], [x - 0.035, h], [x + 0.035, h], [x + 0.035, 0]],
            wood,
            0.55,
            grain=0.1,
            stretch=0.2,
        )
    for y in (0.0, h * 0.62, h):
        pen.poly(
            [[-w - 0.035, y - 0.03], [-w - 0.035, y + 0.03], [w + 0.035, y + 0.03], [w + 0.035, y - 0.03]],
            wood,
            0.6,
            grain=0.1,
            stretch=5,
        )
    pen.poly([[-w - 0.14, -0.08], [-w - 0.1, 0.0], [w + 0.1, 0.0], [w + 0.14, -0.08]], wood, 0.85)
    random = pen.random
    cloth = ("#a65a4c", "#7f8f9e", "#c2a878", "#6f8a72")[int(random.integers(4))]
    for side in (-1, 1):
        folds = 7
        for k in range(folds):
            a, b = w + 0.08 - 0.36 * k / folds, w + 0.08 - 0.36 * (k + 1) / folds
            gather = 0.62 + 0.06 * np.sin(k)
            shape = [
                [side * a, h + 0.1],
                [side * (w - (w - a) * gather), 0.35 * h],
                [side * a, -0.35],
                [side * b, -0.35],
                [side * (w - (w - b) * gather), 0.35 * h],
                [side * b, h + 0.1],
            ]
            pen.poly(shape, cloth, 0.25 + 0.55 * (k % 2), low=0.2 + 0.3 * (k % 2), grain=0.12, stretch=0.3)
    pen.line([[-w - 0.25, h + 0.1], [w + 0.25, h + 0.1]], 0.04, "#4a3a2e")


def _floor_light(
    canvas: Canvas, light: Light, floor: float, frame: tuple[float, float, float, float]
) -> None:
    """The window's shape on the floor, skewed away from the light."""
    strength = float(np.clip(light.key.max() * 0.5 * (1.0 - 0.75 * light.soft), 0.0, 0.5))
    if strength < 0.02:
        return
    slant = light.side * 0.3
    x0, _, x1, _ = frame
    wide = x1 - x0
    for column in range(2):
        for row, (near, far) in enumerate(((0.03, 0.1), (0.115, 0.23))):
            a, b = x0 + wide * (0.5 * column + 0.03), x0 + wide * (0.5 * column + 0.47)
            shape = [[p + slant * d * 2.2 + (p - x0 - wide / 2) * d * 1.3, floor + d] for p, d in
                     ((a, near), (b, near), (b, far), (a, far))]  # fmt: skip
            tone = linear("#c08a56") * (light.key + light.ambient)
            canvas.fill(
                [np.array(shape, np.float32)], tone, alpha=strength * (1 - 0.25 * row), grain=0.25, stretch=3
            )


def _furnish(stage: Stage) -> None:
    """Furniture along the wall and on the floor; small things stand on the table."""
    canvas = stage.canvas
    asked = {w.name: w for w in stage.prompt.things}
    usual = [name for name in ("table", "chair") if not stage.bans(name)]
    names = list(dict.fromkeys([*(n for n in ("bed", "table", "chair") if n in asked), *usual]))
    spots = {"table": (0.56, 0.8), "chair": (0.76, 0.86), "bed": (0.24, 0.88)}
    side = stage.light.side
    for name in names:
        count = asked[name].count if name in asked else 1
        colour = asked[name].colour if name in asked else None
        u, v = spots[name]
        for n in range(min(count, 4)):
            across = 0.5 + side * (u - 0.5) + (0 if n == 0 else (-1) ** n * 0.17 * ((n + 1) // 2))
            pen = stage.pen(
                name, canvas.wide * across, canvas.high * (v + 0.03 * (n % 2)), colour=colour, index=n
            )
            THINGS[name].draw(pen)
            if name == "table" and n == 0:
                _on_table(stage, pen.x, pen.y, pen.scale)
    if not stage.bans("lamp"):
        spot = 0.5 + side * 0.4
        colour = asked["lamp"].colour if "lamp" in asked else None
        room_lamp(stage.pen("lamp", canvas.wide * spot, canvas.high * 0.77, colour=colour))
    for wanted in stage.prompt.things:
        if wanted.name == "figure":
            for n in range(min(wanted.count, 5)):
                u = 0.5 - side * (0.1 + 0.09 * n)
                figure(
                    stage.pen(
                        "figure",
                        canvas.wide * u,
                        canvas.high * (0.84 + 0.02 * (n % 2)),
                        colour=wanted.colour,
                        index=n,
                    )
                )
    if not any(w.name == "table" for w in stage.prompt.things) and "table" not in names:
        _on_table(stage, canvas.wide * 0.5, canvas.high * 0.9, stage.pen("floor", 0, canvas.high * 0.9).scale)


def _on_table(stage: Stage, x: float, y: float, scale: float) -> None:
    wanted = [w for w in stage.prompt.things if w.name in ("candle", "book", "vase", "flower")]
    things = [("vase" if w.name == "flower" else w.name, w.count, w.colour) for w in wanted]
    if not things and not stage.bans("vase"):
        things = [("vase", 1, None), ("book", 2, None)]
    items = [
        (name, n, colour)
        for name, count, colour in things
        for n in range(min(count, 6 if name != "vase" else 2))
    ]
    books = 0
    for k, (name, n, colour) in enumerate(items):
        across = -0.45 + 0.9 * (k + 0.5) / len(items)
        up = TABLE_TOP
        if name == "book":
            across, up, books = 0.42, TABLE_TOP + 0.07 * books, books + 1
        pen = replace(stage.pen(name, x, y, colour=colour, index=n), scale=scale)
        THINGS[name].draw(pen.at(across, up))


SETTINGS: Final = {
    "room": Setting(
        room, INDOORS, frozenset(("window", "moon", "star")), frozenset(("figure", "flower", "lamp"))
    ),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
