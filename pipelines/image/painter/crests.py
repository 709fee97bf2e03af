"""Crests of land with a shape of its own: table mountains, cones, domes, walls of a canyon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import smooth
from emogen.pipelines.image.painter.noise import fbm

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.terrain import Outline


def _rough(x: AnyFloats, seed: int, scale: float, octaves: int = 6) -> AnyFloats:
    return fbm(x / scale, 0 * x + 5.1, seed, octaves=octaves)


def level(y: float) -> Outline:
    """A level line, e.g. for trees that stand in a row."""
    return lambda x: np.full_like(x, y)


def between(one: Outline, y: float, share: float) -> Outline:
    """A line ``share`` of the way down from a crest to a row."""
    return lambda x: ((1.0 - share) * one(x) + share * y).astype(np.float32)


def mesa(centre: float, half: float, foot: float, top: float, seed: int, *, steep: float = 0.14) -> Outline:
    """A table mountain: a flat top, cliffs, and a skirt of scree; all in scene units."""

    def crest(x: AnyFloats) -> AnyFloats:
        away = np.abs(x - centre) / half + 0.07 * _rough(x, seed, 0.4 * half)
        cliff = smooth(1.0 + steep, 1.0 - steep, away)
        ledge = smooth(1.32, 1.24, away)
        skirt = np.clip(1.0 - (away - 0.9) / 1.5, 0.0, 1.0) ** 1.4
        shape = 0.62 * cliff + 0.12 * ledge + 0.26 * skirt
        flat = 0.02 * _rough(x, seed + 7, 0.3 * half)
        y: AnyFloats = (foot - (foot - top) * (shape + flat)).astype(np.float32)
        return y

    return crest


def cone(centre: float, half: float, foot: float, top: float, seed: int, *, mouth: float = 0.1) -> Outline:
    """A volcano: concave flanks up to a broken crater ``mouth`` of its half width wide."""

    def crest(x: AnyFloats) -> AnyFloats:
        away = np.abs(x - centre) / half
        flank = np.exp(-2.1 * np.maximum(away - mouth, 0.0)) - np.exp(-2.1 * (1.0 - mouth)) * np.clip(
            away, 0, 1
        )
        bowl = 0.06 * np.clip(1.0 - (away / mouth) ** 2, 0.0, 1.0)
        bumps = 0.035 * _rough(x, seed, 0.2 * half) * np.clip(1.3 - away, 0.2, 1.0)
        y: AnyFloats = (foot - (foot - top) * (np.clip(flank, 0.0, 1.0) - bowl + bumps)).astype(np.float32)
        return y

    return crest


def dome(
    centre: float, half: float, foot: float, top: float, seed: int, *, rough: float = 0.06, power: float = 2.0
) -> Outline:
    """A rounded hill or island; below ``foot`` beside it."""

    def crest(x: AnyFloats) -> AnyFloats:
        away = np.clip(np.abs(x - centre) / half, 0.0, 1.5)
        shape = 1.0 - away**power + rough * _rough(x, seed, 0.35 * half)
        y: AnyFloats = (foot - (foot - top) * np.clip(shape, -1.0, 1.2)).astype(np.float32)
        return y

    return crest


def cliff_wall(
    edge: float, side: int, foot: float, top: float, seed: int, *, lean: float = 0.12, steps: int = 3
) -> Outline:
    """A wall of rock that climbs in steps from ``edge`` outwards, to one side (-1 left, 1 right)."""

    def crest(x: AnyFloats) -> AnyFloats:
        inward = (x - edge) * side / lean + 0.28 * _rough(x, seed, 0.2)
        rise = np.zeros_like(x)
        for n in range(steps):
            rise = rise + smooth(0.9 * n, 0.9 * n + 0.28, inward) * (1.0 / steps)
        rise = rise + 0.05 * np.clip(inward, 0, 3) / 3 + 0.02 * _rough(x, seed + 3, 0.08)
        y: AnyFloats = (foot - (foot - top) * np.where(inward < 0, -0.1, rise)).astype(np.float32)
        return y

    return crest


def spires(spots: list[tuple[float, float, float]], foot: float, seed: int) -> Outline:
    """Pillars of rock: (centre, half width, top) of each."""

    def crest(x: AnyFloats) -> AnyFloats:
        y = np.full_like(x, foot + 0.02)
        for n, (centre, half, top) in enumerate(spots):
            away = np.abs(x - centre) / half + 0.18 * _rough(x, seed + n, 0.6 * half)
            shape = smooth(1.15, 0.75, away) * (1.0 - 0.12 * away)
            y = np.minimum(y, foot + 0.02 - (foot + 0.02 - top) * shape)
        line: AnyFloats = y.astype(np.float32)
        return line

    return crest
