"""Laughs, sighs, gasps and the like in the face (``assets/vocal_faces.tsv``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from emogen.conditioning.targets.units import units_to_arkit
from emogen.pipelines.face.motion.clock import near
from emogen.tables import asset_rows

if TYPE_CHECKING:
    from emogen.arrays import Floats, Times
    from emogen.timeline import Vocal


@dataclass(frozen=True, slots=True, eq=False)
class VocalFace:
    """What a face does while it makes a sound that is no word.

    Attributes:
        shapes: ARKit values at the apex, shape ``(52,)``.
        attack, release: seconds before and after the sound in which they come and go.
        nod: radians by which the chin rises.
        beat: of the bobbing, Hz; ``bob`` its size in radians.
    """

    shapes: Floats
    attack: float
    release: float
    nod: float
    beat: float
    bob: float


@lru_cache(maxsize=1)
def vocal_faces() -> dict[str, VocalFace]:
    """The face of each sound, by the names that scripts use."""
    table = {}
    for row in asset_rows("vocal_faces.tsv"):
        units = [(u, float(size)) for u, _, size in (item.partition(":") for item in row["units"].split())]
        numbers = (float(row[name]) for name in ("attack", "release", "nod", "beat", "bob"))
        table[row["vocal"]] = VocalFace(units_to_arkit(units), *numbers)
    return table


def vocal_track(vocals: tuple[Vocal, ...], times: Times) -> tuple[Floats, Floats]:
    """Shapes to add, float32 of shape ``(T, 52)``, and head pitch in radians, ``(T,)``.

    Sounds that the table has not move nothing but the mouth, whose postures are among the phonemes.
    """
    shapes, pitch = np.zeros((len(times), 52), np.float32), np.zeros(len(times), np.float32)
    for vocal in vocals:
        face = vocal_faces().get(vocal.name)
        if face is None:
            continue
        frames = near(times, vocal.start - face.attack, vocal.end + face.release)
        since = times[frames] - vocal.start
        come = np.clip(1.0 + since / face.attack, 0.0, 1.0)
        gone = np.clip((vocal.end + face.release - times[frames]) / face.release, 0.0, 1.0)
        level = come * come * (3 - 2 * come) * gone * gone * (3 - 2 * gone)
        sounding = np.clip(np.minimum(since, vocal.end - times[frames]) / 0.1, 0.0, 1.0)
        bob = face.bob * sounding * np.sin(2 * np.pi * face.beat * since)
        shapes[frames] = np.maximum(shapes[frames], level[:, None] * face.shapes)
        pitch[frames] += (face.nod * level + bob).astype(np.float32)
    return shapes, pitch
