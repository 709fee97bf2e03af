"""Pairs of face landmarks and the ARKit values that made them, from characters of our own.

Draws people of every age, sex, skin and build with random expressions, head turns and light, finds
the mesh of each picture as a reader would, and writes what was seen and what was commanded.

Run from the project root: ``python -m tools.face_pairs TARGET.npz [--people 240] [--first 10000]``.
The named arrays of the file: ``points (n, 478, 3)``, ``curves (n, 52)``, ``head (n, 3)`` as
:class:`emogen.media.FaceMotion`, ``person (n,)``, ``looks (n, 3)`` (age, sex, skin) and
``emotion (n,)``, the emotion that was posed alone, or an empty name.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.conditioning.character import make_character
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.read.face_emotion import variants
from emogen.conditioning.targets.face import face_targets
from emogen.conditioning.targets.units import action_units, units_to_arkit
from emogen.conditioning.vocabulary import BASIC
from emogen.pipelines.face.motion.coarticulation import REST_GAP, mouth_shapes
from emogen.pipelines.face.motion.gaze import look_shapes
from emogen.pipelines.face.render.renderer import Renderer
from emogen.seeds import stream
from emogen.tables import asset_rows
from emogen.visemes import viseme
from emogen.vision.landmarks import find_faces

if TYPE_CHECKING:
    from numpy.random import Generator

    from emogen.arrays import Floats, Pixels

SIDE: Final = 256
FRAMES: Final = 14
"""Pixels of a picture's side, and pictures of each person; the first two are neutral."""

_TURNS: Final = (0.24, 0.15, 0.12)
_FURTHEST: Final = (0.6, 0.4, 0.4)
"""Spread and limit of yaw, pitch and roll in radians."""

_SHIFTS: Final = ("jawLeft", "jawRight", "mouthLeft", "mouthRight")
_SIDED: Final = [name[:-4] for name in ARKIT if name.endswith("Left") and name not in _SHIFTS]
_MIDDLE: Final = [name for name in ARKIT if not name.endswith(("Left", "Right")) or name in _SHIFTS]
_VISEMES: Final = [row["viseme"] for row in asset_rows("visemes.tsv")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--people", type=int, default=240)
    parser.add_argument("--first", type=int, default=10_000, help="seed of the first person")
    options = parser.parse_args()
    rows = []
    for seed in range(options.first, options.first + options.people):
        rows += list(person_pairs(seed))
        print(f"\r{seed - options.first + 1}/{options.people} people, {len(rows)} pairs", end="", flush=True)
    names = ("points", "curves", "head", "person", "looks", "emotion")
    columns = {name: np.array([row[name] for row in rows]) for name in names}
    np.savez_compressed(options.target, allow_pickle=False, **columns)
    print(f"\n{options.target}: {len(rows)} of {options.people * FRAMES} pictures had a face")


def person_pairs(seed: int) -> Iterator[dict[str, object]]:
    """The pictures of one person, each as one row of the file."""
    draw = stream(seed, "face pairs")
    looks = make_character(seed, age=float(draw.uniform(9, 80))).looks
    backdrop = "#" + "".join(f"{value:02x}" for value in draw.integers(30, 230, 3))
    renderer = Renderer(looks, (SIDE, SIDE), background=backdrop)
    for frame in range(FRAMES):
        emotion, curves = ("neutral", units_to_arkit(())) if frame < 2 else _expression(draw)
        if not curves[INDEX["jawOpen"]]:
            curves[INDEX["mouthClose"]] = max(curves[INDEX["mouthClose"]], REST_GAP)
        turn = np.clip(draw.normal(0, _TURNS), np.negative(_FURTHEST), _FURTHEST)
        head = (np.zeros(3) if frame == 0 else turn).astype(np.float32)
        gaze = (draw.normal(0, (0.15, 0.1)) - 0.7 * head[:2]).astype(np.float32)
        look_shapes(curves[None], gaze[None])
        picture = renderer.frame(curves, head, gaze)
        faces = find_faces(_photographed(picture, draw))
        if faces:
            yield {
                "points": faces[0].points,
                "curves": curves,
                "head": head.astype(np.float32),
                "person": seed,
                "looks": (looks.age, looks.sex, looks.skin),
                "emotion": emotion,
            }


def _expression(draw: Generator) -> tuple[str, Floats]:
    """A random expression: (the emotion when one was posed alone, ARKit values)."""
    kind = draw.choice(4, p=(0.35, 0.15, 0.35, 0.15))
    if kind == 0:
        name = str(draw.choice(BASIC))
        strength = float(draw.uniform(0.2, 1.0))
        other = str(draw.choice(BASIC)) if draw.random() < 0.3 else name
        if other == name and draw.random() < 0.5:
            way = variants()[name][draw.integers(len(variants()[name]))]
            return name, _loosened([(unit, strength * size) for unit, size in way], draw)
        emotion = Emotion(name, strength).mix(Emotion(other, strength), float(draw.uniform(0.2, 0.8)))
        return name if other == name else "", _loosened(face_targets(emotion).units, draw)
    if kind == 1:
        units = [(str(unit), float(draw.uniform(0.1, 1.0))) for unit in draw.choice(list(action_units()), 3)]
        return "", units_to_arkit(units)
    if kind == 2:
        return "", _shapes(draw)
    postures = np.array([viseme(str(name)).posture for name in draw.choice(_VISEMES, 2)])
    speech = mouth_shapes(postures.mean(axis=0, keepdims=True), float(draw.uniform(0.7, 1.3)))[0]
    mood = face_targets(float(draw.uniform(0.0, 0.8)) * Emotion(str(draw.choice(BASIC))) + NEUTRAL).units
    return "", np.clip(speech + 0.6 * _loosened(mood, draw), 0.0, 1.0).astype(np.float32)


def _loosened(units: Iterable[tuple[str, float]], draw: Generator) -> Floats:
    """The units as one person on one day shows them: some missing, others stronger, sides unequal."""
    kept = [(unit, size * float(draw.lognormal(0, 0.25))) for unit, size in units if draw.random() > 0.12]
    shapes = units_to_arkit((unit, min(1.0, size)) for unit, size in kept)
    return np.clip(shapes * draw.normal(1.0, 0.08, len(shapes)), 0.0, 1.0).astype(np.float32)


def _shapes(draw: Generator) -> Floats:
    """One to five shapes, half of them on both sides."""
    shapes = np.zeros(len(ARKIT), np.float32)
    for _ in range(draw.integers(1, 6)):
        size = float(draw.uniform(0.1, 1.0))
        if draw.random() < 0.5:
            name = str(draw.choice(_SIDED))
            for side in ("Left", "Right"):
                shapes[INDEX[name + side]] = size
        else:
            shapes[INDEX[str(draw.choice(_MIDDLE if draw.random() < 0.6 else ARKIT))]] = size
    return shapes


def _photographed(picture: Pixels, draw: Generator) -> Pixels:
    """The picture under another light and through another camera."""
    values = (picture / 255.0) ** float(np.exp(draw.normal(0, 0.25)))
    slope = draw.normal(0, 0.25, 2)
    ramp = np.linspace(-1, 1, SIDE)
    values = values * (1.0 + slope[0] * ramp[:, None] + slope[1] * ramp[None, :])[..., None]
    values = values * draw.normal(1.0, 0.06, 3) * float(draw.uniform(0.7, 1.15))
    if draw.random() < 0.25:
        values = np.broadcast_to(values.mean(axis=2, keepdims=True), values.shape)
    values = values + draw.normal(0, float(draw.uniform(0, 0.04)), values.shape)
    return (np.clip(values, 0, 1) * 255).astype(np.uint8)


if __name__ == "__main__":
    main()
