"""What falls, flows and rises: waterfalls, lava, columns of smoke."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix, smooth
from emogen.pipelines.image.painter.noise import fbm
from emogen.seeds import stream, stream_seed

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


def fall(
    stage: Stage, name: str, x: float, top: float, foot: float, half: float, *, distance: float = 0.15
) -> None:
    """A waterfall ``half`` scene units wide to each side of ``x``, in strands."""
    light, canvas = stage.light, stage.canvas
    turn = stream_seed(stage.seed, "fall", name) % 99991
    white = light.lit(linear("#f2f6f7"), 0.75) * 0.85 + light.horizon * np.float32(0.15)
    shade = light.lit(linear("#7f9aa4"), 0.35)

    def paint(px: AnyFloats, py: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        t = np.clip((py - top) / (foot - top), 0.0, 1.0)
        edge = half * (0.85 + 0.3 * t + 0.22 * fbm(py * 7.0, 0 * py, turn, octaves=4))
        across = np.abs(px - x) / np.maximum(edge, 1e-6)
        u = (px - x) / (1.0 + 0.25 * t)
        strands = fbm(u * 46.0, py * 3.2 - 0.4 * t, turn + 1, octaves=4, gain=0.6, px=canvas.px * 46.0)
        broken = fbm(u * 20.0, py * 9.0, turn + 2, octaves=4, px=canvas.px * 20.0)
        tone = np.clip(0.58 + 0.55 * strands + 0.2 * broken + 0.25 * t**3, 0.0, 1.0)
        alpha = smooth(1.05, 0.6, across + 0.3 * strands) * np.clip(0.8 + 0.5 * broken, 0.3, 1.0)
        alpha = alpha * smooth(top - 0.006, top + 0.006, py) * (py <= foot + canvas.px)
        return light.through_air(mix(shade, white, tone[..., None]), distance), alpha.astype(np.float32)

    canvas.shade(paint, top - 0.01, foot)


def lava(
    stage: Stage,
    name: str,
    start: tuple[float, float],
    end: tuple[float, float],
    half: float,
    *,
    spread: float = 1.5,
) -> None:
    """A stream of lava from one place to another (scene units), with its own light."""
    random, canvas = stream(stage.seed, "lava", name), stage.canvas
    count = 60
    t = np.linspace(0, 1, count)
    bend = np.cumsum(random.normal(0, 1.0, count))
    bend = np.convolve(np.pad(bend, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    bend = (bend - bend[0]) - t * (bend[-1] - bend[0])
    x = start[0] + (end[0] - start[0]) * t**1.3 + bend * 0.004 * (1 + 2 * half / 0.02)
    y = start[1] + (end[1] - start[1]) * t
    rough = np.convolve(random.random(count + 4), np.ones(5) / 5, mode="valid")
    width = half * (0.35 + 0.65 * spread * t) * (0.6 + 0.8 * rough)
    dark = 1.0 - 0.25 * float(stage.light.key.mean())
    for share, colour, power in (
        (1.35, "#7a1c0c", 0.7),
        (1.0, "#e0451a", 0.95),
        (0.55, "#ff9a3a", 1.15),
        (0.2, "#ffe09a", 1.3),
    ):
        left, right = np.column_stack([x - width * share, y]), np.column_stack([x + width * share, y])
        shape = np.concatenate([left, right[::-1]]).astype(np.float32)
        tone = linear(colour) * np.float32(power * dark)
        canvas.fill([shape], tone, alpha=0.85, grain=0.5, stretch=0.6, feature=0.012)
    for n in range(2, count, 6):
        canvas.glow(
            float(x[n]), float(y[n]), 0.08 + 3.0 * float(width[n]), linear("#ff6a2a") * np.float32(0.16)
        )


def smoke(stage: Stage, place: tuple[float, float], size: float, *, fire: bool = True) -> None:
    """A column of smoke that leans with the wind; ``fire``: lit from below, with sparks."""
    random, light, canvas = stream(stage.seed, "smoke"), stage.light, stage.canvas
    count = 260
    t = np.sort(random.random(count) ** 0.8)[::-1]
    lean = -light.side * (0.35 + 0.5 * light.weather.wind)
    x = place[0] + lean * size * t**1.4 + random.normal(0, 1, count) * size * (0.05 + 0.26 * t)
    y = place[1] - size * 1.15 * t**0.85 + random.normal(0, 1, count) * size * (0.03 + 0.1 * t)
    facing = np.clip(
        0.35 + (x - place[0] - lean * size * t**1.4) / size * light.side + random.normal(0, 0.2, count), 0, 1
    )
    tones = mix(light.lit(linear("#3a3438"), 0.1), light.lit(linear("#8a8282"), 0.8), facing[:, None])
    if fire:
        hot = np.exp(-t * 7.0)[:, None] * random.uniform(0.4, 1.0, (count, 1))
        tones = mix(tones, linear("#e0521e") * np.float32(1.0), np.clip(hot, 0, 1))
    long = size * (0.05 + 0.14 * t) * random.uniform(0.6, 1.3, count)
    dabs = np.column_stack([x, y, long, 0.75 * long, random.uniform(0, 3, count), 0.6 - 0.35 * t])
    canvas.dabs(dabs.astype(np.float32), tones.astype(np.float32), soft=1.3, bristle=0.2)
    if not fire:
        return
    canvas.glow(place[0], place[1], 0.9 * size, linear("#ff6a2a") * np.float32(0.5))
    jets = 60
    reach, angle = size * 0.35 * random.random(jets) ** 0.6, np.pi / 2 + random.normal(0, 0.4, jets)
    spark = np.column_stack(
        [
            place[0] + reach * np.cos(angle),
            place[1] - reach * np.sin(angle) + 0.6 * reach**2 / size,
            np.full(jets, 0.006),
            np.full(jets, 0.0016),
            -angle,
            np.full(jets, 0.9),
        ]
    )
    canvas.dabs(
        spark.astype(np.float32),
        mix(linear("#ff5a20"), linear("#ffd080"), random.random((jets, 1))) * 1.3,
        soft=0.8,
    )
