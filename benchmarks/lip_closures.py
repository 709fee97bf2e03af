"""Do lips close on m, b and p under every emotion? Writes ``docs/tables/lip_closures.md``.

Sentences rich in closures are spoken with each emotion at full intensity and animated with it; a closure
counts where the inner lips of the rig come nearer than 15 % of the clip's range. The same for recordings
of real people in a folder, as listened to: there the closures are those that the listening finds.

    python -m benchmarks.lip_closures
    python -m benchmarks.lip_closures recordings/
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np

from emogen.media import FaceMotion
from emogen.pipelines.face.character.lips import lip_gap
from emogen.pipelines.face.line import Line, recorded_line, spoken_line
from emogen.pipelines.face.motion.animate import animate
from emogen.pipelines.speech.speak import speak
from emogen.visemes import is_bilabial, visemes_of

EMOTIONS: Final = ("neutral", "joy", "sadness", "anger", "fear", "surprise", "disgust", "contempt")
LINES: Final = (
    "My mother put a map upon the bumpy table.",
    "Bob may keep the empty boxes by the lamp, maybe.",
    "Every problem became a bit simpler by morning.",
    "Five brave fathers gave every visitor a few coffees.",
)
FRAME_RATES: Final = (24, 30, 60)
SHARE: Final = 0.15


def closures(motion: FaceMotion, line: Line) -> tuple[int, int]:
    """Closures that happen, of how many asked for."""
    gap = lip_gap(motion)
    times = np.arange(len(motion)) / motion.fps
    done = wanted = 0
    for phoneme in line.timeline.phonemes:
        if is_bilabial(phoneme.symbol):
            during = gap[(times > phoneme.start - 0.06) & (times < phoneme.end + 0.03)]
            wanted += 1
            done += bool(len(during)) and bool(during.min() - gap.min() < SHARE * (gap.max() - gap.min()))
    return done, wanted


def tucks(motion: FaceMotion, line: Line) -> tuple[int, int]:
    """f and v at which the lower lip is under the upper teeth, of how many."""
    tucked = motion.curve("mouthRollLower")
    times = np.arange(len(motion)) / motion.fps
    parts = [p for p in line.timeline.phonemes if any(v.name == "fv" for v in visemes_of(p.symbol))]
    found = [tucked[(times > p.start - 0.06) & (times < p.end + 0.03)].max(initial=0.0) > 0.5 for p in parts]
    return sum(found), len(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recordings", nargs="*", type=Path, help="folders")
    options = parser.parse_args()
    rows = ["| emotion | closures, 24 / 30 / 60 frames a second | f, v (60) |", "|---|---|---|"]
    for emotion in EMOTIONS:
        lines = [spoken_line(speak(text, emotion=emotion)) for text in LINES]
        cells = []
        for fps in FRAME_RATES:
            found = [
                closures(animate(line.timeline, emotion, audio=line.audio, fps=fps), line) for line in lines
            ]
            cells.append(f"{sum(f[0] for f in found)} of {sum(f[1] for f in found)}")
        teeth = [tucks(animate(line.timeline, emotion, audio=line.audio, fps=60), line) for line in lines]
        rows.append(
            f"| {emotion} | {' / '.join(cells)} | {sum(t[0] for t in teeth)} of {sum(t[1] for t in teeth)} |"
        )
    for folder in options.recordings:
        found = []
        for path in sorted(folder.glob("*.*")):
            if path.suffix.lower() in (".wav", ".flac"):
                line = recorded_line(path)
                found.append(closures(animate(line.timeline, "anger", audio=line.audio, fps=60), line))
        rows.append(
            f"| anger on {len(found)} recordings of {Path(folder).name} | "
            f"{sum(f[0] for f in found)} of {sum(f[1] for f in found)} (60) | |"
        )
    text = "\n".join(["# Lips that meet", "", __doc__.split("\n\n")[1].replace("\n", " "), "", *rows, ""])
    Path("docs/tables/lip_closures.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
