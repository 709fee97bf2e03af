"""Weights over time for rigs with few shapes: Oculus LipSync's 15 visemes, and VRM 1.0."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.files import write_text
from emogen.pipelines.face.export.contents import rounded, write_json
from emogen.pipelines.face.export.visemes import OCULUS, weights

if TYPE_CHECKING:
    from pathlib import Path

    from emogen.arrays import Floats
    from emogen.conditioning.emotion import Emotion
    from emogen.pipelines.face.export.contents import Export

_VOWELS: Final[dict[str, dict[str, float]]] = {
    "aa": {"aa": 1.0, "kk": 0.25},
    "ih": {"ih": 1.0, "SS": 0.35, "DD": 0.3, "nn": 0.3, "TH": 0.2, "FF": 0.15},
    "ou": {"ou": 1.0, "RR": 0.45, "CH": 0.4},
    "ee": {"E": 1.0, "TH": 0.2, "kk": 0.15},
    "oh": {"oh": 1.0, "RR": 0.15},
}
"""VRM's five vowels as sums of Oculus visemes; consonants open the mouth a little. Ours."""

_LOOKS: Final = {
    "lookUp": ("eyeLookUpLeft", "eyeLookUpRight"),
    "lookDown": ("eyeLookDownLeft", "eyeLookDownRight"),
    "lookLeft": ("eyeLookOutLeft", "eyeLookInRight"),
    "lookRight": ("eyeLookInLeft", "eyeLookOutRight"),
}

_FEELINGS: Final = {"happy": "joy", "angry": "anger", "sad": "sadness", "surprised": "surprise"}
"""VRM's emotions by the basic ones; ``relaxed`` is pleasant and calm."""


def save_oculus_json(export: Export, path: Path) -> None:
    """Write ``{"fps": …, "visemes": [15 names], "weights": [[15 numbers] a frame]}``."""
    shares = weights(export.motion, export.timeline)
    content = {"fps": export.motion.fps, "visemes": list(OCULUS), "weights": rounded(shares, 4)}
    write_json(path, content)


def save_oculus_csv(export: Export, path: Path) -> None:
    """Write a ``time`` column in seconds and one for each of the 15 visemes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["time", *OCULUS])
    for frame, row in enumerate(weights(export.motion, export.timeline)):
        writer.writerow([f"{frame / export.motion.fps:.4f}", *(f"{value:.4f}" for value in row)])
    write_text(path, out.getvalue())


def save_vrm(export: Export, path: Path) -> None:
    """Write VRM 1.0's preset expressions, one weight a frame, and the head's rotation in radians."""
    content = {
        "specVersion": "1.0",
        "fps": export.motion.fps,
        "frames": len(export.motion),
        "expressions": {name: rounded(column, 4) for name, column in vrm_expressions(export).items()},
        "head": {
            axis: rounded(column)
            for axis, column in zip(("yaw", "pitch", "roll"), export.motion.head.T, strict=True)
        },
    }
    write_json(path, content)


def vrm_expressions(export: Export) -> dict[str, Floats]:
    """VRM 1.0's preset expressions over time, float32 in [0, 1], shape ``(T,)`` each; the emotions are
    among them only when there is a track to take them from."""
    motion, shown = export.motion, weights(export.motion, export.timeline)
    found = {
        vowel: np.asarray(sum(share * shown[:, OCULUS.index(name)] for name, share in parts.items()))
        for vowel, parts in _VOWELS.items()
    }
    left, right = motion.curve("eyeBlinkLeft"), motion.curve("eyeBlinkRight")
    # what both eyes do is the blink; the rest is a wink, so that the three add up to each eye
    found["blink"] = np.minimum(left, right)
    found["blinkLeft"], found["blinkRight"] = left - found["blink"], right - found["blink"]
    for look, names in _LOOKS.items():
        found[look] = np.mean([motion.curve(name) for name in names], axis=0)
    if export.track is not None:
        felt = [feelings(export.track.at(frame / motion.fps)) for frame in range(len(motion))]
        for name in felt[0]:
            found[name] = np.array([row[name] for row in felt], np.float32)
    return {name: values.astype(np.float32).clip(0, 1) for name, values in found.items()}


def feelings(emotion: Emotion) -> dict[str, float]:
    """VRM's five emotions by name, each 0 to 1."""
    basic = emotion.basic()
    calm = min(1.0, max(0.0, -emotion.arousal) * 1.5) if emotion.valence > 0 else 0.0
    shown = {name: basic[source] for name, source in _FEELINGS.items()}
    return {**shown, "happy": shown["happy"] * (1 - calm), "relaxed": calm}
