"""How much one speaker's cues vary within one emotion: ``python -m tools.variation FOLDER``.

``FOLDER`` holds recordings of one speaker and one emotion each (NVIDIA's Audio2Face-3D samples,
Apache-2.0). Each is cut at its pauses into phrases; printed is the standard deviation of a phrase's
cues around their recording's mean, pooled over recordings: the natural variation between takes that
``conditioning/targets/voice.py`` quotes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import librosa
import numpy as np

from emogen.conditioning.read.acoustics import baseline, departure
from emogen.conditioning.targets.voice import TARGETS
from emogen.dsp.measures import measure
from emogen.dsp.recording import load

_SHORTEST = 1.2
"""Seconds: shorter phrases have too few syllables to speak of a rate or a range."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    spread: dict[str, list[float]] = {}
    phrases = 0
    for path in sorted(options.folder.glob("*.wav")):
        audio = load(path)
        parts = librosa.effects.split(audio.samples, top_db=30, frame_length=4096, hop_length=1024)
        kept = [audio.samples[a:b] for a, b in parts if b - a > _SHORTEST * audio.rate]
        measures = [measure(part, audio.rate) for part in kept]
        if len(measures) < 3:
            continue
        phrases += len(measures)
        changes = [departure(one, baseline(measures)) for one in measures]
        for name in changes[0]:
            plain = np.array([change[name] for change in changes])
            moves = np.log(plain) if TARGETS[name].is_factor else plain
            spread.setdefault(name, []).extend(moves - np.median(moves))
    print(f"{phrases} phrases")
    for name, values in spread.items():
        low, high = np.percentile(values, [16, 84])
        print(f"{name:18}sd {np.std(values):7.3f}   robust {(high - low) / 2:7.3f}")


if __name__ == "__main__":
    main()
