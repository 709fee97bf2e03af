"""How well photographs are re-animated. Writes ``docs/tables/portraits.md``.

For every portrait of a folder: are commanded shapes read back by MediaPipe's face landmarker, do lips
meet on m, b and p in a spoken sentence, does the person stay the same, does the background hold still,
and how many frames a second are drawn.

    python -m benchmarks.portraits portraits/
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter
from scipy.stats import spearmanr

from emogen.arkit import ARKIT, INDEX
from emogen.arrays import Floats
from emogen.conditioning.emotion import Emotion
from emogen.errors import RequestError
from emogen.files import write_text
from emogen.media import FaceMotion
from emogen.pipelines.evaluate.judges.blendshapes import _landmarker, _look
from emogen.pipelines.face.motion.animate import animate, still
from emogen.pipelines.face.photo.fit import fit_face, lip_gap
from emogen.pipelines.face.photo.identity import embedding
from emogen.pipelines.face.photo.load import Photo, read_portrait
from emogen.pipelines.face.photo.render import PhotoRenderer
from emogen.pipelines.speech.speak import speak
from emogen.visemes import is_bilabial
from emogen.vision.face_mesh import SIDE, mesh
from emogen.vision.landmarks import LEFT_EYE, RIGHT_EYE
from emogen.vision.windows import around, cut, pyramid

TABLE: Final = Path(__file__).parents[1] / "docs" / "tables" / "portraits.md"
LEVELS: Final = (0.2, 0.4, 0.6, 0.8, 1.0)
SHAPES: Final = (
    *("jawOpen", "mouthSmile", "mouthFrown", "mouthPucker", "mouthFunnel", "mouthUpperUp", "mouthLowerDown"),
    *("browInnerUp", "browOuterUp", "browDown", "eyeBlink", "eyeSquint", "eyeWide", "noseSneer"),
)
EMOTIONS: Final = ("anger", "disgust", "fear", "joy", "sadness", "surprise")
LINE: Final = "My mother put a map upon the bumpy table. Maybe Bob will stop by."
SPEAKERS: Final = 4
EVERY: Final = 2
"""Portraits that speak the line; and every second one by name is measured: all would take long."""

STILL: Final = np.zeros(3, np.float32)


def mesh_near(pixels: NDArray[np.uint8], points: Floats) -> Floats:
    """The mesh of the face that lies about where ``points`` do."""
    levels = pyramid(pixels)
    for _ in range(2):
        window = around(points, points[RIGHT_EYE[0]], points[LEFT_EYE[0]]).square(1.5)
        unit, _ = mesh(cut(levels, window, SIDE))
        points = np.hstack([window.to_picture(unit[:, :2]), unit[:, 2:] * window.width])
    return points


def both(name: str) -> list[int]:
    """The columns of a shape: itself, or its two sides."""
    return [INDEX[name]] if name in INDEX else [INDEX[name + "Left"], INDEX[name + "Right"]]


def dose(renderer: PhotoRenderer, landmarker: object) -> dict[str, list[float]]:
    """Of each shape what the landmarker reads at each level."""
    read: dict[str, list[float]] = {}
    for name in SHAPES:
        read[name] = []
        for level in LEVELS:
            curves = np.zeros(len(ARKIT), np.float32)
            curves[both(name)] = level
            shapes, _, _ = _look(landmarker, renderer.frame(curves, STILL, STILL[:2]))
            read[name].append(float(shapes[both(name)].mean()))
    return read


def closures(
    renderer: PhotoRenderer, points: Floats, motion: FaceMotion, times: list[tuple[float, float]]
) -> tuple[int, int, float]:
    """Closures in which the lips' distance falls below 15 % of its range, of how many; and the range in
    units of 59 mm."""
    gaps = []
    for frame in renderer.frames(motion):
        fit = fit_face(mesh_near(frame, points))
        gaps.append(float(lip_gap(fit.points, fit.axes[1] / fit.unit)[3:-3].mean()) / fit.unit)
    gap = np.array(gaps)
    at = np.arange(len(gap)) / motion.fps
    span = gap.max() - gap.min()
    met = [
        gap[(at > start - 0.06) & (at < end + 0.03)].min() - gap.min() < 0.15 * span for start, end in times
    ]
    return sum(met), len(met), float(span)


def frame_rate(photo: Photo, size: tuple[int, int], motion: FaceMotion) -> float:
    """Frames a second that one core draws, by the processor's time: the machine has other work."""
    renderer = PhotoRenderer(photo, size)
    rows = list(zip(motion.curves[:25], motion.head[:25], motion.gaze[:25], strict=True))
    renderer.frame(*rows[0])
    start = time.process_time()
    for row in rows[1:]:
        renderer.frame(*row)
    return (len(rows) - 1) / (time.process_time() - start)


def far_behind(renderer: PhotoRenderer) -> NDArray[np.bool_]:
    """Background that no turned head covers: 30 mm and more beside the person."""
    reach = int(2 * 0.5 * renderer._fit.unit) + 1
    return np.asarray(maximum_filter(renderer._person[..., 3], reach) == 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    folder: Path = options.folder
    speech = speak(LINE)
    spoken = animate(speech.timeline, Emotion("joy"), audio=speech.audio, fps=30)
    labials = [(p.start, p.end) for p in speech.timeline.phonemes if is_bilabial(p.symbol)]
    doses, refused, near, other = [], [], [], []
    rows: list[tuple[int, int, float, float, int]] = []
    rest: list[Floats] = []
    readable = 0
    rates: list[tuple[float, float]] = []
    with _landmarker() as landmarker:
        for path in sorted(p for p in folder.iterdir() if p.suffix.lower() in (".jpg", ".jpeg", ".png")):
            try:
                photo = read_portrait(path)
            except RequestError as error:
                refused.append(error.what.replace(path.name, "it"))
                continue
            readable += 1
            if readable % EVERY != 1:
                continue
            renderer = PhotoRenderer(photo)
            doses.append(dose(renderer, landmarker))
            met, asked, span = 0, 0, math.nan
            if len(rows) < SPEAKERS:
                met, asked, span = closures(renderer, photo.points, spoken, labials)
            who = embedding(photo.pixels, photo.points)
            frames = [renderer.frame(*pose(emotion)) for emotion in EMOTIONS]
            frames += [
                renderer.frame(pose(EMOTIONS[3])[0], np.array(head, np.float32), STILL[:2]) for head in TURNS
            ]
            apart = [
                float(np.linalg.norm(embedding(frame, mesh_near(frame, photo.points)) - who))
                for frame in frames
            ]
            other += [float(np.linalg.norm(one - who)) for one in rest]
            rest.append(who)
            near += apart
            if len(rates) < 3:
                rates.append((frame_rate(photo, (512, 512), spoken), frame_rate(photo, (1920, 1080), spoken)))
            behind = far_behind(renderer)
            moved = max(
                int(abs(f.astype(int) - photo.pixels)[behind].max(initial=0)) for f in frames[-len(TURNS) :]
            )
            rows.append((met, asked, span, max(apart), moved))
    write_text(TABLE, "\n".join(report(doses, rows, refused, near, other, rates)) + "\n")


TURNS: Final = ((0.2, 0, 0), (-0.2, 0, 0), (0, 0.15, 0), (0, 0, 0.15))


def pose(emotion: str) -> tuple[Floats, Floats, Floats]:
    motion = still(Emotion(emotion))
    return motion.curves[0], motion.head[0], motion.gaze[0]


def report(
    doses: list[dict[str, list[float]]],
    rows: list[tuple[int, int, float, float, int]],
    refused: list[str],
    near: list[float],
    other: list[float],
    rates: list[tuple[float, float]],
) -> list[str]:
    lines = [
        f"{len(doses)} portraits measured; refused: {'; '.join(refused)}.",
        "",
        "Commanded shapes as MediaPipe's landmarker reads them, means over the portraits:",
        "",
        "| shape | " + " | ".join(f"{level:g}" for level in LEVELS) + " | Spearman, median | 0.9 and more |",
        "|---|" + "---|" * (len(LEVELS) + 2),
    ]
    for name in SHAPES:
        values = np.array([one[name] for one in doses])
        values = values[np.isfinite(values).all(axis=1)]
        ranks = [spearmanr(LEVELS, row).statistic if np.ptp(row) > 0 else 0.0 for row in values]
        means = " | ".join(f"{value:.2f}" for value in values.mean(axis=0))
        good = sum(rank >= 0.9 for rank in ranks)
        lines.append(f"| {name} | {means} | {np.median(ranks):.2f} | {good} of {len(ranks)} |")
    lines += [
        "",
        "Lips on m, b, p in a sentence spoken with joy, as our face mesh sees it: closures under 15 % of the "
        "clip's range, and that range on a face of average size: "
        + "; ".join(f"{met} of {asked}, {span * 59:.0f} mm" for met, asked, span, *_ in rows if asked)
        + ".",
        "",
        f"Identity (dlib's embedding, distance to the photograph; two people: over 0.6): median "
        f"{np.median(near):.2f}, 95th percentile {np.percentile(near, 95):.2f}, largest {max(near):.2f} over "
        "six emotions and four turned heads. Between different portraits: least "
        f"{min(other):.2f}, median {np.median(other):.2f}.",
        "",
        f"Background while the head turns: largest change of a pixel 30 mm and more from the person "
        f"{max(row[4] for row in rows)} of 255.",
        "",
        f"Frames a second that one core draws: {np.median([r[0] for r in rates]):.0f} at 512x512, "
        f"{np.median([r[1] for r in rates]):.0f} at 1920x1080.",
    ]
    return lines


if __name__ == "__main__":
    main()
