"""Two-dimensional rigs: Live2D motions and Spine animations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.arkit import INDEX
from emogen.pipelines.face.export.contents import write_json
from emogen.pipelines.face.export.cues import SHAPES, mouth_cues

if TYPE_CHECKING:
    from pathlib import Path

    from emogen.arrays import Floats
    from emogen.media import FaceMotion
    from emogen.pipelines.face.export.contents import Export

_DEGREES: Final = float(np.rad2deg(1.0))
_FULL_GAZE: Final = 0.5  # radians at which an eyeball is at the end of its range; ours
_TURN: Final = 40.0  # pixels by which a Spine head of 400 shifts when it turns by a radian; ours


def parameters(motion: FaceMotion) -> dict[str, Floats]:
    """Live2D's standard parameters over time, each float32 of shape ``(T,)``.

    Identifiers, ranges and directions are those of the standard parameter list in Live2D's manual:
    angles in degrees within ±30, positive to the right of the screen (the face's own left) and up;
    eyes 0 closed to 1 open; the rest within ±1.
    """

    def curve(*names: str) -> Floats:
        return np.asarray(np.mean([motion.curves[:, INDEX[name]] for name in names], axis=0), np.float32)

    smile = curve("mouthSmileLeft", "mouthSmileRight") + 0.5 * curve("mouthStretchLeft", "mouthStretchRight")
    sad = curve("mouthFrownLeft", "mouthFrownRight") + 0.6 * curve("mouthPucker")
    yaw, pitch, roll = (motion.head * _DEGREES).clip(-30, 30).T
    found = {
        "ParamAngleX": yaw,
        "ParamAngleY": pitch,
        "ParamAngleZ": roll,
        "ParamBodyAngleX": yaw / 3,
        "ParamBodyAngleZ": roll / 3,
        "ParamEyeBallX": (motion.gaze[:, 0] / _FULL_GAZE).clip(-1, 1),
        "ParamEyeBallY": (motion.gaze[:, 1] / _FULL_GAZE).clip(-1, 1),
        "ParamMouthForm": (smile - sad).clip(-1, 1),
        "ParamMouthOpenY": (1.4 * (curve("jawOpen") - curve("mouthClose"))).clip(0, 1),
        "ParamCheek": curve("cheekSquintLeft", "cheekSquintRight"),
    }
    for letter, side in (("L", "Left"), ("R", "Right")):
        down = curve(f"browDown{side}")
        shut = 1 - curve(f"eyeBlink{side}") - 0.3 * curve(f"eyeSquint{side}")
        found[f"ParamEye{letter}Open"] = shut.clip(0, 1)
        found[f"ParamEye{letter}Smile"] = curve(f"cheekSquint{side}") * curve(f"mouthSmile{side}")
        found[f"ParamBrow{letter}Y"] = (curve(f"browOuterUp{side}", "browInnerUp") - down).clip(-1, 1)
        found[f"ParamBrow{letter}Angle"] = (curve("browInnerUp") - down).clip(-1, 1)
        found[f"ParamBrow{letter}Form"] = (curve("browInnerUp") - down).clip(-1, 1)
    return {name: values.astype(np.float32) for name, values in found.items()}


def save_live2d(export: Export, path: Path) -> None:
    """Write a Cubism 3 motion: straight segments between as few keys as the curves need."""
    motion, curves, segments = export.motion, [], 0
    for name, values in parameters(motion).items():
        span = 30.0 if "Angle" in name and "Brow" not in name else 1.0
        keys = keyframes(values, 0.004 * span)
        line: list[float] = [0.0, _short(values[0])]
        for frame in keys[1:]:
            line += [0, _short(frame / motion.fps), _short(values[frame])]
        segments += len(keys) - 1
        curves.append({"Target": "Parameter", "Id": name, "Segments": line})
    meta = {
        "Duration": _short(motion.duration),
        "Fps": motion.fps,
        "Loop": False,
        "AreBeziersRestricted": True,
        "CurveCount": len(curves),
        "TotalSegmentCount": segments,
        "TotalPointCount": segments + len(curves),
        "UserDataCount": 0,
        "TotalUserDataSize": 0,
    }
    write_json(path, {"Version": 3, "Meta": meta, "Curves": curves})


def save_spine(export: Export, path: Path) -> None:
    """Write a Spine 4 skeleton (bones head, jaw, brows and eyes, slots with one attachment a mouth cue
    and eyes open or closed) with the animation ``talk``, to load as it is or to copy from."""
    motion = export.motion
    bones = [
        {"name": "root"},
        {"name": "head", "parent": "root"},
        {"name": "jaw", "parent": "head", "y": -80},
        *({"name": f"brow{side}", "parent": "head", "x": x, "y": 90} for side, x in _SIDES),
        *({"name": f"eye{side}", "parent": "head", "x": x, "y": 50} for side, x in _SIDES),
    ]
    slots = [
        {"name": "mouth", "bone": "jaw", "attachment": "mouth-X"},
        *({"name": f"eye{s}", "bone": f"eye{s}", "attachment": f"eye{s}-open"} for s, _ in _SIDES),
    ]
    drawn = {"mouth": [f"mouth-{shape}" for shape in SHAPES]}
    drawn |= {f"eye{side}": [f"eye{side}-open", f"eye{side}-closed"] for side, _ in _SIDES}
    content = {
        "skeleton": {"spine": "4.2.0", "width": 400, "height": 400},
        "bones": bones,
        "slots": slots,
        "skins": [
            {
                "name": "default",
                "attachments": {
                    slot: {name: {"width": 100, "height": 60} for name in names}
                    for slot, names in drawn.items()
                },
            }
        ],
        "animations": {"talk": {"slots": _attachments(export), "bones": _movements(motion)}},
    }
    write_json(path, content)


_SIDES: Final = (("Left", 60), ("Right", -60))  # with the x of brow and eye; left is the face's own


def _attachments(export: Export) -> dict[str, Any]:
    mouths = [
        {"time": cue.start, "name": f"mouth-{cue.shape}"}
        for cue in mouth_cues(export.motion, export.timeline)
    ]
    found = {"mouth": {"attachment": mouths}}
    for side, _ in _SIDES:
        closed = export.motion.curve(f"eyeBlink{side}") > 0.5
        turns = [0, *(np.nonzero(np.diff(closed))[0] + 1).tolist()]
        found[f"eye{side}"] = {
            "attachment": [
                {
                    "time": _short(frame / export.motion.fps),
                    "name": f"eye{side}-{'closed' if closed[frame] else 'open'}",
                }
                for frame in turns
            ]
        }
    return found


def _movements(motion: FaceMotion) -> dict[str, Any]:
    yaw, pitch, roll = motion.head.T
    values = parameters(motion)

    def keys(track: Floats, tolerance: float) -> list[dict[str, float]]:
        return [
            {"time": _short(frame / motion.fps), "value": _short(track[frame])}
            for frame in keyframes(track, tolerance)
        ]

    found = {
        "head": {
            # a positive roll leans to the right of the screen; Spine counts anticlockwise
            "rotate": keys(-_DEGREES * roll, 0.1),
            "translatex": keys(_TURN * yaw, 0.2),
            "translatey": keys(_TURN * pitch, 0.2),
        },
        "jaw": {"translatey": keys(-40 * motion.curve("jawOpen"), 0.2)},
    }
    for letter, (side, _) in zip("LR", _SIDES, strict=True):
        found[f"brow{side}"] = {"translatey": keys(20 * values[f"ParamBrow{letter}Y"], 0.2)}
        found[f"eye{side}"] = {
            "translatex": keys(12 * values["ParamEyeBallX"], 0.2),
            "translatey": keys(8 * values["ParamEyeBallY"], 0.2),
        }
    return found


def keyframes(values: Floats, tolerance: float) -> list[int]:
    """Frames to keep so that straight lines between them miss no value by more than ``tolerance``;
    the first and the last are among them (Douglas & Peucker 1973, measured along the value)."""
    last = len(values) - 1
    kept, open_ends = {0, last}, [(0, last)]
    while open_ends:
        first, end = open_ends.pop()
        if end - first < 2:
            continue
        line = np.linspace(values[first], values[end], end - first + 1)
        off = np.abs(values[first : end + 1] - line)
        worst = first + int(off.argmax())
        if off[worst - first] > tolerance:
            kept.add(worst)
            open_ends += [(first, worst), (worst, end)]
    return sorted(kept)


def _short(value: float) -> float:
    return round(float(value), 4)
