"""How faces move beside captured ones, and how fast motion is made. Writes ``docs/tables/motion.md``.

    python -m benchmarks.motion captures/

``captures/`` holds Live Link Face CSVs; one named ``test.csv`` is of a speaker, the others of silent faces.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Final

import numpy as np

from emogen.conditioning.targets.face import face_targets
from emogen.media import FaceMotion
from emogen.pipelines.face.export.livelink import load_csv
from emogen.pipelines.face.line import silent_line, spoken_line
from emogen.pipelines.face.motion.animate import animate
from emogen.pipelines.speech.speak import speak

TEXT: Final = (
    "I waited for you at the harbour until the last boat had left. Where have you been? My brother said "
    "you might come, but I did not believe him, not for a moment. It was dark, and nobody was there."
)
CURVES: Final = ("jawOpen", "mouthPucker", "mouthFunnel", "mouthLowerDownLeft", "mouthUpperUpLeft")
EMOTIONS: Final = ("neutral", "joy", "sadness", "anger", "fear", "surprise", "disgust", "boredom")
FPS: Final = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("captures", type=Path)
    options = parser.parse_args()
    speaker = load_csv(options.captures / "test.csv")
    line = spoken_line(speak(TEXT))
    ours = [animate(line.timeline, line.track, audio=line.audio, fps=FPS, seed=seed) for seed in range(3)]
    rows = [
        "# Faces in motion, measured",
        "",
        "Made by `benchmarks/motion.py`. Speeds are of curves in units a second,",
    ]
    rows += ["of the head in degrees a second; ours is neutral, three seeds.", ""]
    rows += ["| | captured speaker | ours |", "|---|---|---|"]
    for name in CURVES:
        rows.append(f"| {name}: median, 95 %, speed 95 % | {curve(speaker, name)} | {curve(ours[0], name)} |")
    rows.append(
        f"| head deviation yaw, pitch, roll, degrees | {spread(speaker)} | {listed(map(spread, ours))} |"
    )
    rows.append(f"| head speed 95 %, degrees a second | {speeds(speaker)} | {listed(map(speeds, ours))} |")
    rows.append(f"| gaze deviation yaw, pitch, degrees | {looks(speaker)} | {listed(map(looks, ours))} |")
    rows += [
        "",
        "Ten minutes of silence a row. Blinks asked are 17/26 of those of a speaker.",
        "",
    ]
    rows += [
        "| emotion | blinks a minute: in silence, measured | off the listener: asked, measured |",
        "|---|---|---|",
    ]
    took, made = 0.0, 0.0
    for emotion in EMOTIONS:
        quiet = silent_line(600.0, emotion)
        began = time.perf_counter()
        motion = animate(quiet.timeline, quiet.track, fps=FPS)
        took, made = took + time.perf_counter() - began, made + motion.duration
        targets = face_targets(emotion)
        away = np.hypot(*(motion.gaze + motion.head[:, :2]).T) > np.radians(5)
        rows.append(
            f"| {emotion} | {targets.blink_rate * 17 / 26:.1f}, {blinks(motion):.1f} "
            f"| {targets.aversion:.2f}, {away.mean():.2f} |"
        )
    began = time.perf_counter()
    animate(line.timeline, line.track, audio=line.audio, fps=FPS)
    spoken = line.timeline.duration / (time.perf_counter() - began)
    rows += ["", f"Motion at {FPS} frames a second is made {spoken:.0f} times as fast as it plays for a"]
    rows += [
        f"line of {line.timeline.duration:.0f} s, {made / took:.0f} times for ten minutes of silence.",
        "",
    ]
    Path("docs/tables/motion.md").write_text("\n".join(rows), encoding="utf-8")
    print("\n".join(rows))


def curve(motion: FaceMotion, name: str) -> str:
    values = motion.curve(name)
    speed = np.abs(np.diff(values)) * motion.fps
    return f"{np.median(values):.2f}, {np.quantile(values, 0.95):.2f}, {np.quantile(speed, 0.95):.1f}"


def spread(motion: FaceMotion) -> str:
    return ", ".join(f"{value:.1f}" for value in np.degrees(motion.head).std(0))


def speeds(motion: FaceMotion) -> str:
    speed = np.abs(np.diff(np.degrees(motion.head), axis=0)) * motion.fps
    return ", ".join(f"{value:.1f}" for value in np.quantile(speed, 0.95, axis=0))


def looks(motion: FaceMotion) -> str:
    return ", ".join(f"{value:.1f}" for value in np.degrees(motion.gaze).std(0))


def listed(texts: map[str]) -> str:
    return "; ".join(texts)


def blinks(motion: FaceMotion) -> float:
    lids = motion.curve("eyeBlinkLeft")
    return float(((lids[1:] > 0.5) & (lids[:-1] <= 0.5)).sum() / motion.duration * 60)


if __name__ == "__main__":
    main()
